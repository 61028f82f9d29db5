//! From text to a tree: what may be written, and what is told where it may not.

mod build;
mod lexer;
mod literals;
mod lookahead;
mod macros;
mod parser;
mod primary;
mod rules;
mod states;
mod tokens;
mod tree;

use crate::ast::Ast;
use crate::source::Issue;
use build::Builder;
use parser::Parser;

/// How long a text may be, in characters.
// Upstream: cel-go/parser/parser.go NewParser (v0.29.2)
const LONGEST: usize = 100_000;

/// Reads an expression and expands its macros.
///
/// # Errors
/// What is wrong with it, in the order in which the reference finds it; [`crate::source::show`] tells it.
// Upstream: cel-go/parser/parser.go Parser.Parse (v0.29.2)
pub fn parse(text: &str) -> Result<Ast, Vec<Issue>> {
    if text.len() > LONGEST {
        let size = text.chars().count();
        if size > LONGEST {
            let message = format!("expression code point size exceeds limit: size: {size}, limit {LONGEST}");
            return Err(vec![Issue { at: None, message }]);
        }
    }
    let mut parser = Parser::new(text);
    let whole = parser.start();
    let Parser { trees, issues, tokens, .. } = parser;
    let Ok(whole) = whole else { return Err(issues) };
    let mut builder = Builder::new(text, &tokens, &trees, issues);
    let root = builder.build(whole);
    let Builder { mut ast, issues, .. } = builder;
    match root {
        Ok(root) if issues.is_empty() => {
            ast.set_root(root);
            Ok(ast)
        }
        _ => Err(issues),
    }
}
