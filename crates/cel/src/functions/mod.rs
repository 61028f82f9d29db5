//! The functions and operators of Kubernetes' environment: what each is called with, and what it gives.
//!
//! They stand in `table.txt`: a line with a function's name, then a line for each of its forms in the order in which they are tried.
//! `id string.(int) -> bool` is called `text.function(1)`, `id (string) -> bool` `function(text)`; single capital letters stand for any
//! type, the same at each place. What is marked `new:` or `stored:` is in that environment only (see [`crate::env::Environment`]).

mod table;

use std::collections::HashMap;
use std::sync::LazyLock;

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
    /// The letters that stand for types in the two above ([`Type::Param`]).
    pub letters: Vec<char>,
}

/// A function and its forms, in the order in which they are tried.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// Its forms for new expressions.
    pub new: Vec<&'static Overload>,
    /// Its forms for expressions that are stored.
    pub stored: Vec<&'static Overload>,
}

impl Function {
    /// Its forms in one of the two environments.
    #[must_use]
    pub fn overloads(&self, stored: bool) -> &[&'static Overload] {
        if stored { &self.stored } else { &self.new }
    }
}

static FUNCTIONS: LazyLock<HashMap<&'static str, Function>> = LazyLock::new(|| {
    let mut functions: HashMap<&'static str, Function> = HashMap::new();
    for (overload, new, stored) in table::read(include_str!("table.txt")) {
        // There are a few hundred, and they last as long as the program.
        let overload: &'static Overload = Box::leak(Box::new(overload));
        let named = || Function { name: overload.function, new: Vec::new(), stored: Vec::new() };
        let function = functions.entry(overload.function).or_insert_with(named);
        if new {
            function.new.push(overload);
        }
        if stored {
            function.stored.push(overload);
        }
    }
    functions
});

/// The function with this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.get(name)
}

/// All functions, in no order.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FUNCTIONS.values()
}
