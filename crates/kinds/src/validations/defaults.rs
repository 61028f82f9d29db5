//! Asking the defaults of a schema whether they keep its rules.

use std::ptr;

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::structural::{DefaultRules, Structural};

use super::run::{BUDGET, Run};
use super::validator::{Made, Validator};

/// The rules that the defaults of one schema are asked to keep.
pub(crate) struct Defaults {
    budget: i64,
    made: Made,
}

impl Defaults {
    /// Those of a schema.
    pub(crate) fn new() -> Self {
        Self { budget: BUDGET, made: Made::new() }
    }
}

impl DefaultRules for Defaults {
    fn check(&mut self, default: &Value, schema: &Structural, root: bool, path: &Path<'_>) -> Vec<FieldError> {
        let made = self.made.get(&ptr::from_ref(schema)).cloned();
        let Some(validator) = made.or_else(|| Validator::made(schema, root, &mut self.made)) else { return Vec::new() };
        let (errors, left) = Run::default(&validator, schema, default, path, self.budget);
        self.budget = left;
        errors
    }

    fn is_over(&self) -> bool {
        self.budget < 0
    }
}
