//! An expression that can be asked about texts.

use std::sync::{Mutex, TryLockError};

use regex_automata::nfa::thompson::pikevm::{Cache, PikeVM};
use regex_automata::nfa::thompson::{self, Compiler, WhichCaptures};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Dot, Hir, Look, Repetition};

/// How large a compiled expression may be, in bytes.
pub(super) const BYTES_MAX: usize = 8 << 20;

/// A compiled expression. What a text costs grows with its length times the expression's size, as in Go, and no faster.
pub(super) struct Program {
    vm: PikeVM,
    /// Room to work in, for one text at a time.
    room: Mutex<Cache>,
    bytes: usize,
}

impl Program {
    /// Compiles an expression. It needs some KiB of stack for each level of it.
    ///
    /// # Errors
    /// If it would be too large.
    pub(super) fn of(expression: Hir) -> Result<Self, TooLarge> {
        // Whatever comes before is read by whole characters: in the middle of one there is no place to begin (`\B`).
        let begins_at_start = expression.properties().look_set_prefix().contains(Look::Start);
        let before = (!begins_at_start).then(|| {
            let sub = Box::new(Hir::dot(Dot::AnyChar));
            Hir::repetition(Repetition { min: 0, max: None, greedy: false, sub })
        });
        let expression = Hir::concat(before.into_iter().chain([expression]).collect());
        let config = thompson::Config::new()
            .utf8(false)
            .nfa_size_limit(Some(BYTES_MAX))
            .which_captures(WhichCaptures::None)
            .shrink(false);
        let nfa = Compiler::new().configure(config).build_from_hir(&expression).map_err(|_| TooLarge)?;
        let bytes = nfa.memory_usage();
        let vm = PikeVM::new_from_nfa(nfa).map_err(|_| TooLarge)?;
        let room = vm.create_cache();
        let bytes = bytes + room.memory_usage() + size_of::<Self>();
        Ok(Self { vm, room: Mutex::new(room), bytes })
    }

    /// What it takes, in bytes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether it is found in a text.
    pub(super) fn is_found_in(&self, text: &str) -> bool {
        let is_match = |room: &mut Cache| self.vm.is_match(room, Input::new(text).anchored(Anchored::Yes));
        match self.room.try_lock() {
            Ok(mut room) => is_match(&mut room),
            Err(TryLockError::Poisoned(room)) => is_match(&mut room.into_inner()),
            Err(TryLockError::WouldBlock) => is_match(&mut self.vm.create_cache()),
        }
    }
}

/// That an expression would be too large.
#[derive(Debug)]
pub(super) struct TooLarge;
