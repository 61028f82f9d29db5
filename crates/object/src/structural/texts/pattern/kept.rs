//! Expressions that were compiled, by their text, as far as they find room: those that were not asked for go first.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::program::Program;

/// How much memory they may take together, in bytes.
const BYTES_MAX: usize = 64 << 20;

/// All that the process has.
static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(|| Mutex::new(Kept::with_room(BYTES_MAX)));

/// The program of an expression, made if it is not there; and how many bytes were made.
pub(super) fn program<E>(
    expression: &str,
    make: impl FnOnce() -> Result<Program, E>,
) -> Result<(Arc<Program>, usize), E> {
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(program) = kept().get(expression) {
        return Ok((program, 0));
    }
    let program = Arc::new(make()?);
    kept().put(expression, Arc::clone(&program));
    let bytes = program.bytes();
    Ok((program, bytes))
}

/// What was asked for of late, and what was before that. Once the first has taken half of the room, the second goes.
struct Kept {
    late: HashMap<Box<str>, Arc<Program>>,
    late_bytes: usize,
    before: HashMap<Box<str>, Arc<Program>>,
    bytes_max: usize,
}

impl Kept {
    fn with_room(bytes_max: usize) -> Self {
        Self { late: HashMap::new(), late_bytes: 0, before: HashMap::new(), bytes_max }
    }

    fn get(&mut self, expression: &str) -> Option<Arc<Program>> {
        if let Some(program) = self.late.get(expression) {
            return Some(Arc::clone(program));
        }
        let program = self.before.remove(expression)?;
        self.put(expression, Arc::clone(&program));
        Some(program)
    }

    fn put(&mut self, expression: &str, program: Arc<Program>) {
        let bytes = program.bytes() + expression.len();
        if self.late_bytes + bytes > self.bytes_max / 2 {
            self.before = std::mem::take(&mut self.late);
            self.late_bytes = 0;
        }
        if self.late.insert(expression.into(), program).is_none() {
            self.late_bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Arc<Program> {
        Arc::new(Program::of(regex_syntax::hir::Hir::literal(*b"a")).unwrap())
    }

    #[test]
    fn what_was_asked_for_of_late_stays() {
        let bytes = program().bytes() + 3;
        let mut kept = Kept::with_room(20 * bytes);
        for at in 100..200 {
            kept.put(&at.to_string(), program());
            assert!(kept.get("100").is_some(), "{at}");
            assert!(kept.late.len() + kept.before.len() <= 20);
        }
        assert!(kept.get("199").is_some() && kept.get("150").is_none());
    }
}
