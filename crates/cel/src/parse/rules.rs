//! The rules of the grammar, but for operands.

use super::parser::{Fault, Parser, Stop, Wrong};
use super::states::{Rule, State};
use super::tokens::{EXPR, MEMBER, NAME, PRODUCTS, RELATIONS, SUFFIXES, SUMS, Set, Token};
use super::tree::{Name, Range, Tree, TreeId};

// Upstream of all: cel-go/parser/gen/cel_parser.go, a function a rule (v0.29.2)
impl Parser<'_> {
    /// The whole.
    pub(super) fn start(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Start)?;
        self.state = State::StartExpr;
        let whole = self.expr()?;
        let outcome = self.expect(Token::End, State::StartEnd).map(drop);
        self.leave(Rule::Start, outcome)?;
        Ok(whole)
    }

    pub(super) fn expr(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Expr)?;
        self.state = State::Condition;
        let condition = self.or()?;
        if self.token()? != Token::Question {
            self.leave(Rule::Expr, Ok(()))?;
            return Ok(condition);
        }
        let at = self.matched()?.at;
        self.state = State::Yes;
        let yes = self.or()?;
        let mut no = TreeId::NONE;
        let outcome = match self.expect(Token::Colon, State::TernaryColon) {
            Ok(_) => {
                self.state = State::No;
                no = self.expr()?;
                Ok(())
            }
            Err(fault) => Err(fault),
        };
        self.leave(Rule::Expr, outcome)?;
        Ok(self.trees.add(Tree::Ternary { at, condition, yes, no }))
    }

    fn or(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Or)?;
        self.state = State::OrTerm;
        let first = self.and()?;
        let all = if self.token()? == Token::Or { self.terms(first, true)? } else { first };
        self.leave(Rule::Or, Ok(()))?;
        Ok(all)
    }

    fn and(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::And)?;
        self.state = State::AndTerm;
        let first = self.relation(0)?;
        let all = if self.token()? == Token::And { self.terms(first, false)? } else { first };
        self.leave(Rule::And, Ok(()))?;
        Ok(all)
    }

    fn terms(&mut self, first: TreeId, or: bool) -> Result<TreeId, Stop> {
        let (operator, state) = if or { (Token::Or, State::OrTerm) } else { (Token::And, State::AndTerm) };
        let list = self.trees.open();
        while self.token()? == operator {
            let at = self.matched()?.at;
            let sign = self.trees.add(Tree::Operator { at });
            self.trees.push(sign);
            self.state = state;
            let term = if or { self.and()? } else { self.relation(0)? };
            self.trees.push(term);
        }
        let rest = self.trees.close(list);
        Ok(self.trees.add(Tree::Logic { or, first, rest }))
    }

    /// Operators of at least this precedence.
    fn relation(&mut self, least: u8) -> Result<TreeId, Stop> {
        self.enter(Rule::Relation)?;
        self.state = State::RelationTerm;
        let mut left = self.calc(0)?;
        while least <= 1 && RELATIONS.has(self.token()?) {
            let operator = self.matched()?;
            self.state = State::RelationTerm;
            let right = self.relation(2)?;
            left = self.trees.add(Tree::Binary { operator, left, right });
        }
        self.leave(Rule::Relation, Ok(()))?;
        Ok(left)
    }

    fn calc(&mut self, least: u8) -> Result<TreeId, Stop> {
        self.enter(Rule::Calc)?;
        self.state = State::CalcTerm;
        let mut left = self.unary()?;
        loop {
            let token = self.token()?;
            let own = if PRODUCTS.has(token) {
                2
            } else if SUMS.has(token) {
                1
            } else {
                break;
            };
            if own < least {
                break;
            }
            let operator = self.matched()?;
            self.state = State::CalcTerm;
            let right = self.calc(own + 1)?;
            left = self.trees.add(Tree::Binary { operator, left, right });
        }
        self.leave(Rule::Calc, Ok(()))?;
        Ok(left)
    }

    fn unary(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Unary)?;
        let at = self.ahead(0)?.at;
        let mut tree = None;
        let outcome = self.unary_inner(&mut tree);
        self.leave(Rule::Unary, outcome)?;
        Ok(match tree {
            Some(tree) => tree,
            None => self.trees.add(Tree::Wrong { at }),
        })
    }

    fn unary_inner(&mut self, tree: &mut Option<TreeId>) -> Result<(), Fault> {
        self.sync(State::Unary)?;
        let first = self.ahead(0)?;
        let minus = match first.token {
            Token::Not => false,
            Token::Minus if self.negates()? => true,
            token if MEMBER.has(token) => {
                *tree = Some(self.member_in(State::UnaryMember)?);
                return Ok(());
            }
            _ => return Err(self.no_way(0)),
        };
        let mut signs = 0_u32;
        let mut outcome = Ok(());
        loop {
            self.matched()?;
            signs += 1;
            let more = if minus { self.another_minus() } else { self.another_not() };
            match more {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => {
                    outcome = Err(fault);
                    break;
                }
            }
        }
        let operand = if outcome.is_ok() { self.member_in(State::UnaryMember)? } else { TreeId::NONE };
        *tree = Some(self.trees.add(Tree::Unary { minus, at: first.at, odd: signs % 2 == 1, operand }));
        outcome
    }

    fn another_not(&mut self) -> Result<bool, Fault> {
        self.sync(State::Nots)?;
        Ok(self.token()? == Token::Not)
    }

    fn another_minus(&mut self) -> Result<bool, Fault> {
        self.sync(State::Minuses)?;
        match self.token()? {
            // A number's own sign is counted with those before it.
            Token::Minus if MEMBER.has(self.ahead(1)?.token) => Ok(true),
            Token::Minus => Err(self.no_way(1)),
            token if MEMBER.has(token) => Ok(false),
            _ => Err(self.no_way(0)),
        }
    }

    /// No branch goes on with the current token and some behind it.
    pub(super) fn no_way(&self, more: usize) -> Fault {
        let from = self.place();
        Fault::Wrong(Wrong::NoWay { from, to: from + more })
    }

    fn member_in(&mut self, state: State) -> Result<TreeId, Stop> {
        self.state = state;
        self.enter(Rule::Member)?;
        self.state = State::MemberPrimary;
        let mut tree = self.primary()?;
        let mut outcome = Ok(());
        while outcome.is_ok() && SUFFIXES.has(self.token()?) {
            outcome = self.suffix(&mut tree);
        }
        self.leave(Rule::Member, outcome)?;
        Ok(tree)
    }

    /// What stands behind an operand: `.a`, `.a()`, `[a]`.
    fn suffix(&mut self, tree: &mut TreeId) -> Result<(), Fault> {
        self.state = State::Suffix;
        if self.token()? == Token::OpenBracket {
            return self.index(tree);
        }
        match self.ahead(1)?.token {
            Token::Identifier if self.ahead(2)?.token == Token::OpenParen => self.member_call(tree),
            Token::Question | Token::Identifier | Token::Escaped => {
                let at = self.matched()?.at;
                let optional = self.token()? == Token::Question;
                if optional {
                    self.matched()?;
                }
                self.state = State::SuffixName;
                let name = self.name()?;
                *tree = self.trees.add(Tree::Select { at, operand: *tree, optional, name });
                Ok(())
            }
            _ => {
                self.shallower(Rule::Member);
                Err(self.no_way(1))
            }
        }
    }

    fn member_call(&mut self, tree: &mut TreeId) -> Result<(), Fault> {
        self.matched()?;
        let name = self.matched()?;
        let at = self.matched()?.at;
        let (args, outcome) = self.args(State::MemberArgs, State::MemberArgList, State::MemberArgsClose)?;
        *tree = self.trees.add(Tree::MemberCall { at, operand: *tree, name, args });
        outcome
    }

    fn index(&mut self, tree: &mut TreeId) -> Result<(), Fault> {
        let at = self.matched()?.at;
        let mut optional = false;
        let mut index = TreeId::NONE;
        let outcome = self.index_inner(&mut optional, &mut index);
        *tree = self.trees.add(Tree::Index { at, operand: *tree, optional, index });
        outcome
    }

    fn index_inner(&mut self, optional: &mut bool, index: &mut TreeId) -> Result<(), Fault> {
        self.sync(State::IndexOpen)?;
        if self.token()? == Token::Question {
            self.matched()?;
            *optional = true;
        }
        self.state = State::Index;
        *index = self.expr()?;
        self.expect(Token::CloseBracket, State::IndexClose).map(drop)
    }

    /// What stands in a call's parentheses, up to the closing one.
    pub(super) fn args(&mut self, open: State, list: State, close: State) -> Result<(Range, Result<(), Fault>), Stop> {
        let args = self.trees.open();
        let outcome = match self.sync(open) {
            Ok(()) => {
                if EXPR.has(self.token()?) {
                    self.state = list;
                    self.expr_list()?;
                }
                self.expect(Token::CloseParen, close).map(drop)
            }
            Err(fault) => Err(fault),
        };
        Ok((self.trees.close(args), outcome))
    }

    fn expr_list(&mut self) -> Result<(), Stop> {
        self.enter(Rule::ExprList)?;
        loop {
            self.state = State::ListedExpr;
            let item = self.expr()?;
            self.trees.push(item);
            if self.token()? != Token::Comma {
                return self.leave(Rule::ExprList, Ok(()));
            }
            self.matched()?;
        }
    }

    /// `a`, `?a`
    pub(super) fn opt_expr(&mut self) -> Result<(bool, TreeId), Stop> {
        self.enter(Rule::OptExpr)?;
        let optional = self.token()? == Token::Question;
        if optional {
            self.matched()?;
        }
        self.state = State::OptExprInner;
        let value = self.expr()?;
        self.leave(Rule::OptExpr, Ok(()))?;
        Ok((optional, value))
    }

    /// What a member is called.
    pub(super) fn name(&mut self) -> Result<Name, Stop> {
        self.enter(Rule::Name)?;
        let at = self.ahead(0)?.at;
        let mut token = None;
        let outcome = match self.sync(State::Name) {
            Ok(()) if NAME.has(self.token()?) => {
                token = Some(self.matched()?);
                Ok(())
            }
            Ok(()) => Err(self.no_way(0)),
            Err(fault) => Err(fault),
        };
        self.leave(Rule::Name, outcome)?;
        Ok(Name { at, token })
    }

    /// Whether another entry comes: a comma, and behind it what one begins with.
    pub(super) fn another(&mut self, begins: Set) -> Result<bool, Stop> {
        if self.token()? != Token::Comma || !begins.has(self.ahead(1)?.token) {
            return Ok(false);
        }
        self.matched()?;
        Ok(true)
    }
}
