//! An expression that is asked for where in a text it is found.

use std::sync::Mutex;

use regex_automata::nfa::thompson::pikevm::{Cache, PikeVM};
use regex_automata::nfa::thompson::{self, Compiler, WhichCaptures};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Capture, Dot, Hir, Look, Repetition};

use super::program::{BYTES_MAX, TooLarge};

/// An expression that is asked for where in a text it is found.
pub(super) struct Finder {
    vm: PikeVM,
    /// Room to work in, for one text at a time.
    room: Mutex<Cache>,
}

impl Finder {
    /// Compiles an expression. It needs some KiB of stack for each level of it.
    ///
    /// # Errors
    /// If it would be too large.
    pub(super) fn of(expression: Hir) -> Result<Self, TooLarge> {
        // As little as can be stands before it, by whole characters: in the middle of one there is no place to begin (`\B`).
        let begins_at_start = expression.properties().look_set_prefix().contains(Look::Start);
        let before = (!begins_at_start).then(|| {
            let sub = Box::new(Hir::dot(Dot::AnyChar));
            Hir::repetition(Repetition { min: 0, max: None, greedy: false, sub })
        });
        // What the parser keeps apart has the number before.
        let found = Hir::capture(Capture { index: 2, name: None, sub: Box::new(expression) });
        let expression = Hir::concat(before.into_iter().chain([found]).collect());
        let config = thompson::Config::new()
            .utf8(false)
            .nfa_size_limit(Some(BYTES_MAX))
            .which_captures(WhichCaptures::All)
            .shrink(false);
        let nfa = Compiler::new().configure(config).build_from_hir(&expression).map_err(|_| TooLarge)?;
        let vm = PikeVM::new_from_nfa(nfa).map_err(|_| TooLarge)?;
        let room = Mutex::new(vm.create_cache());
        Ok(Self { vm, room })
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.vm.get_nfa().memory_usage()
    }

    /// Where it is found first in a text from this byte on, and where that ends.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let input = Input::new(text).range(from..).anchored(Anchored::Yes);
        let mut slots: [Option<NonMaxUsize>; 6] = [None; 6];
        match self.room.try_lock() {
            Ok(mut room) => self.vm.search_slots(&mut room, &input, &mut slots)?,
            Err(_) => self.vm.search_slots(&mut self.vm.create_cache(), &input, &mut slots)?,
        };
        Some((slots[4]?.get(), slots[5]?.get()))
    }
}
