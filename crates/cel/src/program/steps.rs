//! The steps of a program.

use std::collections::HashSet;

use coracle_object::structural::texts::{Pattern, Places};
use smol_str::SmolStr;

use super::charge::Price;
use crate::call::Implementation;
use crate::functions::Overload;
use crate::value::{Key, Trait, Val};

/// Where a step is in the program.
pub(super) type Place = u32;

/// A step of a program.
// Upstream: cel-go/interpreter/interpretable.go Interpretable (v0.29.2)
#[derive(Debug)]
pub(super) enum Step {
    /// A value, or the error that is always there.
    Constant(Val<'static>),
    /// A variable or another step, and what is asked of it.
    Attribute(Box<Attribute>),
    /// Whether the last of what is asked is there.
    Test(Box<Attribute>),
    /// `||`
    Or(Box<[Place]>),
    /// `&&`
    And(Box<[Place]>),
    /// `==`, or `!=`.
    Equal { left: Place, right: Place, negated: bool },
    /// A function.
    Call(Box<Call>),
    /// `in` a list that is constant.
    Member { item: Place, set: HashSet<Key<'static>> },
    /// `or` or `orValue` of optionals.
    Otherwise { left: Place, right: Place, value: bool },
    /// Whether a loop goes on in spite of an error.
    NotFalse(Place),
    /// A list; which elements are left out where they have no value.
    List { items: Box<[Place]>, optional: Box<[bool]> },
    /// A map: keys, values, and which are left out where they have no value.
    Map(Box<[(Place, Place, bool)]>),
    /// A message.
    Message { name: SmolStr, fields: Box<[(SmolStr, Place, bool)]> },
    /// A loop.
    Fold(Box<Fold>),
    /// In a loop that makes a list or map: what is handed on with more in it.
    Grow { slot: usize, initial: Place, call: Box<Call> },
}

/// A function that is called.
#[derive(Debug)]
pub(super) struct Call {
    /// Its name.
    pub(super) function: &'static str,
    /// The arguments.
    pub(super) args: Box<[Place]>,
    /// What is done.
    pub(super) kind: CallKind,
    /// What it costs.
    pub(super) price: Price,
    /// Whether nothing behind an argument that has no value is looked at, and nothing is charged for the call then.
    pub(super) early: bool,
}

/// What a function does.
#[derive(Debug)]
pub(super) enum CallKind {
    /// One that asks the first argument's type.
    Operator(Implementation, Option<Trait>),
    /// One of these forms, whichever takes the arguments.
    Forms(Box<[(&'static Overload, Implementation)]>),
    /// `matches` with a constant expression.
    Matches(Pattern),
    /// `find` with a constant expression.
    Find(Places),
    /// `findAll` with a constant expression.
    FindAll(Places),
}

/// A variable or another step, and what is asked of it one by one.
// Upstream: cel-go/interpreter/attributes.go Attribute (v0.29.2)
#[derive(Debug)]
pub(super) struct Attribute {
    /// Of what.
    pub(super) root: Root,
    /// What is asked.
    pub(super) qualifiers: Vec<Qualifier>,
}

/// Of what something is asked.
#[derive(Debug)]
pub(super) enum Root {
    /// This variable.
    Variable(usize),
    /// What a loop stores there.
    Local(usize),
    /// What a loop hands on, and the step that it is before it is handed on.
    Accumulator(usize, Place),
    /// What a step gives.
    Step(Place),
    /// `condition ? yes : no`
    Choice { condition: Place, yes: Place, no: Place },
}

/// What is asked of a value.
// Upstream: cel-go/interpreter/attributes.go Qualifier (v0.29.2)
#[derive(Debug)]
pub(super) struct Qualifier {
    /// What.
    pub(super) kind: QualifierKind,
    /// Whether it may not be there.
    pub(super) optional: bool,
}

/// What is asked of a value.
#[derive(Debug)]
pub(super) enum QualifierKind {
    /// A member by a name that stands there: the name as expressions have it, and as objects have it, if they can.
    Field(SmolStr, Option<SmolStr>),
    /// An element or entry by a constant.
    Key(Val<'static>),
    /// By what a step gives.
    Step(Place),
    /// Whether a member is there.
    Test(SmolStr, Option<SmolStr>),
}

/// A loop.
// Upstream: cel-go/interpreter/interpretable.go evalFold (v0.29.2)
#[derive(Debug)]
pub(super) struct Fold {
    /// What is gone through.
    pub(super) range: Place,
    /// Where an element or key is stored.
    pub(super) first: usize,
    /// Where the second variable is stored, where there is one.
    pub(super) second: Option<usize>,
    /// Where what is handed on is stored.
    pub(super) accumulator: usize,
    /// Whether to go on.
    pub(super) condition: Place,
    /// What is handed on after a round.
    pub(super) step: Place,
    /// What the whole is.
    pub(super) result: Place,
}
