//! What has been read, as the grammar has it: what errors leave out is missing, nothing has been made of macros or escapes yet.

use super::lexer::Lexed;

/// A place in [`Trees`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TreeId(u32);

impl TreeId {
    /// Nothing, where an error stands.
    pub(super) const NONE: Self = Self(u32::MAX);
}

/// Some trees that stand in a list beside each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Range {
    from: u32,
    to: u32,
}

/// The name of a member: none where an error stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    /// In characters.
    pub(super) at: u32,
    pub(super) token: Option<Lexed>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Tree {
    /// An operand of which nothing could be read.
    Wrong {
        at: u32,
    },
    Ternary {
        at: u32,
        condition: TreeId,
        yes: TreeId,
        no: TreeId,
    },
    /// `a && b && c`; the list has operators and terms in turns.
    Logic {
        or: bool,
        first: TreeId,
        rest: Range,
    },
    /// `a + b`, `a < b`
    Binary {
        operator: Lexed,
        left: TreeId,
        right: TreeId,
    },
    /// `!!a`, `--a`
    Unary {
        minus: bool,
        at: u32,
        odd: bool,
        operand: TreeId,
    },
    Select {
        at: u32,
        operand: TreeId,
        optional: bool,
        name: Name,
    },
    MemberCall {
        at: u32,
        operand: TreeId,
        name: Lexed,
        args: Range,
    },
    Index {
        at: u32,
        operand: TreeId,
        optional: bool,
        index: TreeId,
    },
    Ident {
        /// The place of the dot, where one stands before it.
        dot: Option<u32>,
        name: Lexed,
    },
    Call {
        dot: Option<u32>,
        name: Lexed,
        at: u32,
        args: Range,
    },
    /// The elements are [`Tree::Item`].
    List {
        at: u32,
        items: Range,
    },
    Item {
        optional: bool,
        value: TreeId,
    },
    /// The entries are [`Tree::Entry`].
    Map {
        at: u32,
        entries: Range,
    },
    Entry {
        at: u32,
        optional: bool,
        key: TreeId,
        value: TreeId,
    },
    /// Its name goes from one token to before another.
    Message {
        from: usize,
        to: usize,
        at: u32,
        /// Where the first field begins.
        fields_at: u32,
        fields: Range,
    },
    Field {
        at: u32,
        optional: bool,
        name: Name,
        value: TreeId,
    },
    Literal {
        /// The place of the minus, where one stands before it.
        minus: Option<u32>,
        token: Lexed,
    },
    /// An operator in a list of [`Tree::Logic`].
    Operator {
        at: u32,
    },
}

/// All trees of a text.
#[derive(Debug, Default)]
pub(super) struct Trees {
    trees: Vec<Tree>,
    lists: Vec<TreeId>,
    /// The beginnings of lists that are not at their end yet.
    open: Vec<TreeId>,
}

impl Trees {
    pub(super) fn add(&mut self, tree: Tree) -> TreeId {
        let id = TreeId(u32::try_from(self.trees.len()).unwrap_or(u32::MAX));
        self.trees.push(tree);
        id
    }

    pub(super) fn get(&self, id: TreeId) -> Option<Tree> {
        self.trees.get(id.0 as usize).copied()
    }

    /// Begins a list; the answer is for [`Trees::close`].
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    pub(super) fn push(&mut self, id: TreeId) {
        self.open.push(id);
    }

    pub(super) fn close(&mut self, from: usize) -> Range {
        let start = self.lists.len();
        self.lists.extend(self.open.drain(from..));
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Range { from: place(start), to: place(self.lists.len()) }
    }

    pub(super) fn list(&self, range: Range) -> &[TreeId] {
        &self.lists[range.from as usize..range.to as usize]
    }
}
