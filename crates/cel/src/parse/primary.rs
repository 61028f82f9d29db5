//! The rules for what stands without an operator: names, calls, lists, maps, messages, literals.

use super::lexer::Lexed;
use super::parser::{Fault, Parser, Stop};
use super::states::{Rule, State};
use super::tokens::{EXPR, LITERAL, NAME, Set, Token};
use super::tree::{Tree, TreeId};

/// What begins an element or a key.
const ITEM: Set = EXPR.with(Set::of(&[Token::Question]));
/// What begins a message's member.
const FIELD: Set = NAME.with(Set::of(&[Token::Question]));

/// Which of the branches that begin with a name is taken.
pub(super) enum Named {
    Ident,
    Call,
    Message,
}

// Upstream: cel-go/parser/gen/cel_parser.go CELParser.Primary (v0.29.2). There is a function for each rule.
impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Primary)?;
        let mut tree = TreeId::NONE;
        let outcome = self.primary_inner(&mut tree);
        self.leave(Rule::Primary, outcome)?;
        Ok(tree)
    }

    fn primary_inner(&mut self, tree: &mut TreeId) -> Result<(), Fault> {
        self.sync(State::Primary)?;
        match self.token()? {
            Token::Identifier | Token::Dot => self.named(tree),
            Token::OpenParen => {
                self.matched()?;
                self.state = State::Nested;
                *tree = self.expr()?;
                self.expect(Token::CloseParen, State::NestedClose).map(drop)
            }
            Token::OpenBracket => {
                let at = self.matched()?.at;
                let open = self.trees.open();
                let outcome = self.list_inner();
                let items = self.trees.close(open);
                *tree = self.trees.add(Tree::List { at, items });
                outcome
            }
            Token::OpenBrace => {
                let at = self.matched()?.at;
                let open = self.trees.open();
                let outcome = self.map_inner();
                let entries = self.trees.close(open);
                *tree = self.trees.add(Tree::Map { at, entries });
                outcome
            }
            token if LITERAL.has(token) => {
                self.state = State::PrimaryLiteral;
                *tree = self.literal()?;
                Ok(())
            }
            _ => Err(self.no_way(0)),
        }
    }

    fn named(&mut self, tree: &mut TreeId) -> Result<(), Fault> {
        let branch = self.which_named()?;
        let from = self.place();
        let dot = if self.token()? == Token::Dot { Some(self.matched()?.at) } else { None };
        let name = self.matched()?;
        match branch {
            Named::Ident => {
                *tree = self.trees.add(Tree::Ident { dot, name });
                Ok(())
            }
            Named::Call => {
                let at = self.matched()?.at;
                let (args, outcome) = self.args(State::CallArgs, State::CallArgList, State::CallArgsClose)?;
                *tree = self.trees.add(Tree::Call { dot, name, at, args });
                outcome
            }
            Named::Message => {
                while self.token()? != Token::OpenBrace {
                    self.matched()?;
                }
                let to = self.place();
                let at = self.matched()?.at;
                let mut fields_at = at;
                let open = self.trees.open();
                let outcome = self.message_inner(&mut fields_at);
                let fields = self.trees.close(open);
                *tree = self.trees.add(Tree::Message { from, to, at, fields_at, fields });
                outcome
            }
        }
    }

    fn list_inner(&mut self) -> Result<(), Fault> {
        self.sync(State::ListItems)?;
        if ITEM.has(self.token()?) {
            self.state = State::ListInit;
            self.enter(Rule::ListInit)?;
            loop {
                self.state = State::ListedItem;
                let (optional, value) = self.opt_expr()?;
                let item = self.trees.add(Tree::Item { optional, value });
                self.trees.push(item);
                if !self.another(ITEM)? {
                    break;
                }
            }
            self.leave(Rule::ListInit, Ok(()))?;
        }
        self.close(State::ListComma, Token::CloseBracket, State::ListClose)
    }

    /// A comma, where one stands, and what closes.
    fn close(&mut self, comma: State, token: Token, state: State) -> Result<(), Fault> {
        self.sync(comma)?;
        if self.token()? == Token::Comma {
            self.matched()?;
        }
        self.expect(token, state).map(drop)
    }

    fn map_inner(&mut self) -> Result<(), Fault> {
        self.sync(State::MapItems)?;
        if ITEM.has(self.token()?) {
            self.state = State::MapInit;
            self.enter(Rule::Entries)?;
            let outcome = self.entries();
            self.leave(Rule::Entries, outcome)?;
        }
        self.close(State::MapComma, Token::CloseBrace, State::MapClose)
    }

    fn entries(&mut self) -> Result<(), Fault> {
        let mut colon = State::EntryColon;
        loop {
            self.state = State::EntryKey;
            let (optional, key) = self.opt_expr()?;
            let at = self.expect(Token::Colon, colon)?.at;
            colon = State::NextEntryColon;
            self.state = State::EntryValue;
            let value = self.expr()?;
            let entry = self.trees.add(Tree::Entry { at, optional, key, value });
            self.trees.push(entry);
            if !self.another(ITEM)? {
                return Ok(());
            }
        }
    }

    fn message_inner(&mut self, fields_at: &mut u32) -> Result<(), Fault> {
        self.sync(State::MessageItems)?;
        if FIELD.has(self.token()?) {
            *fields_at = self.ahead(0)?.at;
            self.state = State::MessageInit;
            self.enter(Rule::Fields)?;
            let outcome = self.fields();
            self.leave(Rule::Fields, outcome)?;
        }
        self.close(State::MessageComma, Token::CloseBrace, State::MessageClose)
    }

    fn fields(&mut self) -> Result<(), Fault> {
        let mut colon = State::FieldColon;
        loop {
            self.state = State::FieldName;
            self.enter(Rule::OptField)?;
            let optional = self.token()? == Token::Question;
            if optional {
                self.matched()?;
            }
            self.state = State::FieldNameInner;
            let name = self.name()?;
            self.leave(Rule::OptField, Ok(()))?;
            let at = self.expect(Token::Colon, colon)?.at;
            colon = State::NextFieldColon;
            self.state = State::FieldValue;
            let value = self.expr()?;
            let field = self.trees.add(Tree::Field { at, optional, name, value });
            self.trees.push(field);
            if !self.another(FIELD)? {
                return Ok(());
            }
        }
    }

    fn literal(&mut self) -> Result<TreeId, Stop> {
        self.enter(Rule::Literal)?;
        let mut tree = TreeId::NONE;
        let outcome = match self.literal_inner() {
            Ok((minus, token)) => {
                tree = self.trees.add(Tree::Literal { minus, token });
                Ok(())
            }
            Err(fault) => Err(fault),
        };
        self.leave(Rule::Literal, outcome)?;
        Ok(tree)
    }

    fn literal_inner(&mut self) -> Result<(Option<u32>, Lexed), Fault> {
        self.sync(State::Literal)?;
        if self.token()? != Token::Minus {
            return Ok((None, self.matched()?));
        }
        if !matches!(self.ahead(1)?.token, Token::Int | Token::Float) {
            return Err(self.no_way(1));
        }
        let minus = self.matched()?.at;
        Ok((Some(minus), self.matched()?))
    }
}
