//! An expression that can be evaluated: planned once, then asked as often as there is something to ask it about.

mod attribute;
mod charge;
mod evaluate;
mod message;
mod plan;
mod steps;

use smol_str::SmolStr;

pub use plan::NODES_MAX;

use crate::call::Room;
use crate::checked::Checked;
use crate::value::{Error, Val};

/// An expression that can be evaluated.
#[derive(Debug)]
pub struct Program {
    /// The steps, which name each other by their places.
    steps: Vec<steps::Step>,
    /// The step that is the whole.
    root: steps::Place,
    /// The variables that it asks for; the first of what is stored while it is evaluated.
    variables: Vec<SmolStr>,
    /// How much is stored while it is evaluated.
    slots: usize,
}

/// What came of an evaluation.
#[derive(Debug)]
pub struct Outcome<'a> {
    /// The value, or why there is none.
    pub value: Result<Val<'a>, Error>,
    /// What it cost.
    pub cost: u64,
}

impl Program {
    /// Plans an expression: what is constant is evaluated, and regular expressions are compiled.
    ///
    /// An expression may be as deep as the parser reads it, and some KiB of stack are needed for each level of it, here and when it is
    /// evaluated.
    ///
    /// # Errors
    /// The reference's sentence, where a part that is constant has no value.
    // Upstream: cel-go/cel/program.go newProgram, cel-go/interpreter/planner.go planner.Plan (v0.29.2)
    pub fn new(checked: &Checked) -> Result<Self, String> {
        plan::plan(checked)
    }

    /// The variables that it asks for.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(SmolStr::as_str)
    }

    /// Evaluates it with these variables, for this cost at most.
    // Upstream: cel-go/cel/program.go prog.Eval, cel-go/interpreter/runtimecost.go CostObserver (v0.29.2)
    #[must_use]
    pub fn evaluate<'a>(&'a self, variables: &[(&str, Val<'a>)], limit: u64) -> Outcome<'a> {
        self.evaluate_until(variables, limit, &|| false)
    }

    /// The same, until `stop`, which is asked now and then, says that nobody wants to know any more.
    #[must_use]
    pub fn evaluate_until<'a>(
        &'a self,
        variables: &[(&str, Val<'a>)],
        limit: u64,
        stop: &dyn Fn() -> bool,
    ) -> Outcome<'a> {
        let mut run = evaluate::Run::new(self, variables, limit, Room::new(stop));
        let value = run.evaluate(self.root);
        Outcome { value, cost: run.cost() }
    }
}
