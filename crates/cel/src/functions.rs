//! The functions and operators of Kubernetes' environment: what each is called with, and what it gives.

use crate::types::Type;

/// One form of a function: for arguments of these types.
// Upstream: cel-go/common/decls/decls.go OverloadDecl (v0.29.2)
#[derive(Debug)]
pub struct Overload {
    /// What the reference calls it, as `string_contains_string`; costs go by it.
    pub id: &'static str,
    /// The function's name, as `contains` or `_+_`.
    pub function: &'static str,
    /// Whether the first argument stands before the dot.
    pub member: bool,
    /// What it is called with; the one before the dot is the first.
    pub params: Vec<Type>,
    /// What it gives.
    pub result: Type,
}
