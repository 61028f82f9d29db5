//! From what has been read to the tree that is checked and evaluated: macros expanded, literals as values.

use smol_str::SmolStr;

use super::lexer::Lexed;
use super::literals;
use super::parser::Stop;
use super::tokens::Token;
use super::tree::{Name, Range, Tree, TreeId, Trees};
use crate::ast::{Ast, Entry, Field, Id, Kind, Literal};
use crate::schema::is_reserved;
use crate::source::{BEFORE, Issue};

/// How deep operators, members and calls may nest, all together.
// Upstream: cel-go/parser/parser.go parser.checkAndIncrementRecursionDepth (v0.29.2)
const DEEPEST: u32 = 250;

/// A tree that is being made.
pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Lexed],
    pub(super) trees: &'a Trees,
    pub(super) ast: Ast,
    pub(super) issues: Vec<Issue>,
    depth: u32,
}

// Upstream: cel-go/parser/parser.go parser.Visit (v0.29.2). It calls what the others here follow.
impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, tokens: &'a [Lexed], trees: &'a Trees, issues: Vec<Issue>) -> Self {
        Self { text, tokens, trees, ast: Ast::default(), issues, depth: 0 }
    }

    pub(super) fn build(&mut self, tree: TreeId) -> Result<Id, Stop> {
        let Some(tree) = self.trees.get(tree) else {
            return Ok(self.nothing(BEFORE));
        };
        let counts = matches!(
            tree,
            Tree::Ternary { .. }
                | Tree::Binary { .. }
                | Tree::Select { .. }
                | Tree::MemberCall { .. }
                | Tree::Index { .. }
        );
        self.depth += u32::from(counts);
        if self.depth > DEEPEST {
            return self.stop("max recursion depth exceeded");
        }
        let built = self.build_one(tree)?;
        self.depth -= u32::from(counts);
        Ok(built)
    }

    fn build_one(&mut self, tree: Tree) -> Result<Id, Stop> {
        match tree {
            Tree::Wrong { at } => Ok(self.nothing(at)),
            Tree::Ternary { at, condition, yes, no } => {
                let args = vec![self.build(condition)?, self.build(yes)?, self.build(no)?];
                Ok(self.call("_?_:_", args, at))
            }
            Tree::Logic { or, first, rest } => self.logic(or, first, rest),
            Tree::Binary { operator, left, right } => {
                let args = vec![self.build(left)?, self.build(right)?];
                Ok(self.call(function_of(operator.token), args, operator.at))
            }
            Tree::Unary { minus, at, odd, operand } => {
                let operand = self.build(operand)?;
                Ok(if odd { self.call(if minus { "-_" } else { "!_" }, vec![operand], at) } else { operand })
            }
            Tree::Select { at, operand, optional, name } => self.select(at, operand, optional, name),
            Tree::MemberCall { at, operand, name, args } => {
                let target = self.build(operand)?;
                let args = self.all(args)?;
                self.call_or_macro(self.text_of(name).into(), Some(target), args, at)
            }
            Tree::Index { at, operand, optional, index } => {
                let args = vec![self.build(operand)?, self.build(index)?];
                Ok(self.call(if optional { "_[?_]" } else { "_[_]" }, args, at))
            }
            Tree::Ident { dot, name } => Ok(match self.name(dot, name) {
                Ok(text) => self.ast.add(Kind::Ident(text), name.at),
                Err(wrong) => wrong,
            }),
            Tree::Call { dot, name, at, args } => match self.name(dot, name) {
                Ok(function) => {
                    let args = self.all(args)?;
                    self.call_or_macro(function, None, args, at)
                }
                Err(wrong) => Ok(wrong),
            },
            Tree::List { at, items } => self.list(at, items),
            Tree::Map { at, entries } => self.map(at, entries),
            Tree::Message { from, to, at, fields_at, fields } => self.message((from, to), at, fields_at, fields),
            Tree::Literal { minus, token } => Ok(self.literal(minus, token)),
            // They stand in lists alone.
            Tree::Item { .. } | Tree::Entry { .. } | Tree::Field { .. } | Tree::Operator { .. } => {
                Ok(self.nothing(BEFORE))
            }
        }
    }

    /// A call that is no macro.
    fn call(&mut self, function: &'static str, args: Vec<Id>, at: u32) -> Id {
        self.ast.add(Kind::Call { function: SmolStr::new_static(function), target: None, args }, at)
    }

    /// What stands for something that could not be read: nobody sees it but macros, for whom it is the wrong argument.
    pub(super) fn nothing(&mut self, at: u32) -> Id {
        self.ast.add(Kind::Literal(Literal::Null), at)
    }

    pub(super) fn wrong(&mut self, at: u32, message: impl Into<String>) -> Id {
        self.issues.push(Issue { at: Some(at), message: message.into() });
        self.nothing(at)
    }

    pub(super) fn stop<T>(&mut self, message: &str) -> Result<T, Stop> {
        self.issues.push(Issue { at: None, message: message.into() });
        Err(Stop)
    }

    fn text_of(&self, token: Lexed) -> &'a str {
        &self.text[token.from as usize..token.to as usize]
    }

    fn all(&mut self, range: Range) -> Result<Vec<Id>, Stop> {
        let trees = self.trees;
        trees.list(range).iter().map(|tree| self.build(*tree)).collect()
    }

    /// The name of a variable or function, with the dot before it; or the error's node.
    fn name(&mut self, dot: Option<u32>, name: Lexed) -> Result<SmolStr, Id> {
        let text = self.text_of(name);
        if is_reserved(text) {
            return Err(self.wrong(dot.unwrap_or(name.at), format!("reserved identifier: {text}")));
        }
        Ok(if dot.is_some() { smol_str::format_smolstr!(".{text}") } else { text.into() })
    }

    /// A member's name, without what escapes it.
    // Upstream: cel-go/parser/parser.go parser.normalizeIdent (v0.29.2)
    fn member_name(&mut self, name: Name, wrong_at: u32) -> Option<SmolStr> {
        let Some(token) = name.token else {
            self.wrong(wrong_at, "unsupported ident kind");
            return None;
        };
        Some(self.text_of(token).trim_matches('`').into())
    }

    fn select(&mut self, at: u32, operand: TreeId, optional: bool, name: Name) -> Result<Id, Stop> {
        let operand = self.build(operand)?;
        let field = self.member_name(name, name.at).unwrap_or_default();
        if !optional {
            return Ok(self.ast.add(Kind::Select { operand, field, test: false }, at));
        }
        let field = self.ast.add(Kind::Literal(Literal::String(field)), name.at);
        Ok(self.call("_?._", vec![operand, field], at))
    }

    /// Operators that may be nested either way are, so that none is deep.
    // Upstream: cel-go/parser/helper.go logicManager (v0.29.2)
    fn logic(&mut self, or: bool, first: TreeId, rest: Range) -> Result<Id, Stop> {
        let trees = self.trees;
        let rest = trees.list(rest);
        let mut terms = Vec::with_capacity(rest.len() / 2 + 1);
        let mut operators = Vec::with_capacity(rest.len() / 2);
        terms.push(self.build(first)?);
        for pair in rest.chunks(2) {
            if let [operator, term] = pair {
                operators.push(match trees.get(*operator) {
                    Some(Tree::Operator { at }) => at,
                    _ => BEFORE,
                });
                terms.push(self.build(*term)?);
            }
        }
        Ok(self.balanced(if or { "_||_" } else { "_&&_" }, &terms, &operators))
    }

    fn balanced(&mut self, function: &'static str, terms: &[Id], operators: &[u32]) -> Id {
        if operators.is_empty() {
            return terms[0];
        }
        let middle = operators.len() / 2;
        let left = self.balanced(function, &terms[..=middle], &operators[..middle]);
        let right = self.balanced(function, &terms[middle + 1..], &operators[middle + 1..]);
        self.call(function, vec![left, right], operators[middle])
    }

    fn list(&mut self, at: u32, items: Range) -> Result<Id, Stop> {
        let trees = self.trees;
        let items = trees.list(items);
        let mut elements = Vec::with_capacity(items.len());
        let mut optional = Vec::new();
        for (place, item) in (0..).zip(items) {
            if let Some(Tree::Item { optional: left_out, value }) = trees.get(*item) {
                elements.push(self.build(value)?);
                if left_out {
                    optional.push(place);
                }
            }
        }
        Ok(self.ast.add(Kind::List { elements, optional }, at))
    }

    fn map(&mut self, at: u32, entries: Range) -> Result<Id, Stop> {
        let trees = self.trees;
        let mut made = Vec::with_capacity(trees.list(entries).len());
        for entry in trees.list(entries) {
            if let Some(Tree::Entry { at, optional, key, value }) = trees.get(*entry) {
                let key = self.build(key)?;
                let value = self.build(value)?;
                made.push(Entry { at, key, value, optional });
            }
        }
        Ok(self.ast.add(Kind::Map(made), at))
    }

    fn message(&mut self, name: (usize, usize), at: u32, fields_at: u32, fields: Range) -> Result<Id, Stop> {
        let tokens = self.tokens;
        let name: String = tokens[name.0..name.1].iter().map(|token| self.text_of(*token)).collect();
        let trees = self.trees;
        let mut made = Vec::with_capacity(trees.list(fields).len());
        for field in trees.list(fields) {
            if let Some(Tree::Field { at, optional, name, value }) = trees.get(*field)
                && let Some(name) = self.member_name(name, fields_at)
            {
                let value = self.build(value)?;
                made.push(Field { at, name, value, optional });
            }
        }
        Ok(self.ast.add(Kind::Struct { name: name.into(), fields: made }, at))
    }

    fn literal(&mut self, minus: Option<u32>, token: Lexed) -> Id {
        let at = minus.unwrap_or(token.at);
        let text = self.text_of(token);
        let value = match token.token {
            Token::True => Ok(Literal::Bool(true)),
            Token::False => Ok(Literal::Bool(false)),
            Token::Int => literals::int(text, minus.is_some()),
            Token::Uint => literals::uint(text),
            Token::Float => literals::float(text, minus.is_some()),
            Token::String => literals::string(text).map(|text| Literal::String(text.into())),
            Token::Bytes => literals::bytes(&text[1..]).map(Literal::Bytes),
            _ => Ok(Literal::Null),
        };
        match value {
            Ok(value) => self.ast.add(Kind::Literal(value), at),
            Err(message) => self.wrong(at, message),
        }
    }
}

// Upstream: cel-go/common/operators/operators.go operators (v0.29.2)
fn function_of(operator: Token) -> &'static str {
    match operator {
        Token::Equals => "_==_",
        Token::NotEquals => "_!=_",
        Token::In => "@in",
        Token::Less => "_<_",
        Token::LessEquals => "_<=_",
        Token::GreaterEquals => "_>=_",
        Token::Greater => "_>_",
        Token::Star => "_*_",
        Token::Slash => "_/_",
        Token::Percent => "_%_",
        Token::Minus => "_-_",
        _ => "_+_",
    }
}
