//! The Common Expression Language as Kubernetes 1.37 has it: what an expression means, whether it is one, what it may cost, and what
//! comes of it.
//!
//! An expression is read ([`parse`]), its types are found ([`check`]), and what it can cost at most is estimated ([`cost`]).
//! What is evaluated counts what it costs and ends at its limit. Nothing here knows what kind of object a rule belongs to.

pub mod ast;
pub mod call;
pub mod check;
pub mod checked;
pub mod cost;
pub mod env;
pub mod functions;
pub mod parse;
pub mod program;
pub mod schema;
pub mod source;
pub mod value;

pub use schema::types;

/// Reads an expression and finds its types.
///
/// # Errors
/// What is wrong with it, as the reference shows it.
// Upstream: cel-go/cel/env.go Env.Compile, Issues.String (v0.29.2)
pub fn compile(text: &str, environment: &env::Environment) -> Result<checked::Checked, String> {
    let checked = parse::parse(text).and_then(|ast| check::check(ast, environment));
    checked.map_err(|issues| source::show(text, &issues))
}
