//! An expression as a tree: what the parser makes, with macros expanded, and what all later steps read.
//!
//! The nodes stand in one list and name each other by their place in it. A node's children have been made before it, but for those of a
//! macro.

use smol_str::SmolStr;

/// A node of an [`Ast`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u32);

impl Id {
    /// Its place in a list that has something for each node, such as types.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// An expression. Nothing of its text is kept but where each node stood in it.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    nodes: Vec<Node>,
    root: Option<Id>,
}

/// What an expression is, and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the text, in characters from its beginning. An operator stands where its sign is, a call where its parenthesis opens.
    pub at: u32,
}

/// What an expression is.
// Upstream: cel-go/common/ast/expr.go ExprKind (v0.29.2)
#[derive(Clone, Debug)]
pub enum Kind {
    /// A value that stands in the text.
    Literal(Literal),
    /// A variable, a type, or what a comprehension names; with a dot before it where it is looked for at the root alone.
    Ident(SmolStr),
    /// A member of an object or map; or whether it is there.
    Select {
        /// Whose member.
        operand: Id,
        /// Its name.
        field: SmolStr,
        /// `has(operand.field)`: whether it is there.
        test: bool,
    },
    /// A function or operator. Operators have names such as `_+_`.
    Call {
        /// Its name.
        function: SmolStr,
        /// What stands before the dot, where one does.
        target: Option<Id>,
        /// What stands in the parentheses.
        args: Vec<Id>,
    },
    /// A list.
    List {
        /// Its elements.
        elements: Vec<Id>,
        /// The places of those that are left out where they have no value: `[?a]`.
        optional: Vec<u32>,
    },
    /// A map.
    Map(Vec<Entry>),
    /// A message.
    Struct {
        /// Its type's name.
        name: SmolStr,
        /// Its members.
        fields: Vec<Field>,
    },
    /// A loop, which only macros make.
    Comprehension(Box<Comprehension>),
}

/// A value that stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// `1`
    Int(i64),
    /// `1u`
    Uint(u64),
    /// `1.0`
    Double(f64),
    /// `"a"`
    String(SmolStr),
    /// `b"a"`
    Bytes(Vec<u8>),
}

/// An entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where its colon stands.
    pub at: u32,
    /// Its key.
    pub key: Id,
    /// Its value.
    pub value: Id,
    /// `{?a: b}`: left out where `b` has no value.
    pub optional: bool,
}

/// A member of a message.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where its colon stands.
    pub at: u32,
    /// Its name.
    pub name: SmolStr,
    /// Its value.
    pub value: Id,
    /// `{?a: b}`: left out where `b` has no value.
    pub optional: bool,
}

/// A loop over a list's elements or a map's keys, with one value that is handed on from round to round.
#[derive(Clone, Debug)]
pub struct Comprehension {
    /// What is gone through.
    pub range: Id,
    /// What an element or key is called; with a second variable, an index or key.
    pub variable: SmolStr,
    /// What an element or a key's value is called, in macros of two variables.
    pub second: Option<SmolStr>,
    /// What the value that is handed on is called.
    pub accumulator: SmolStr,
    /// What it is at first.
    pub initial: Id,
    /// Whether to go on: the loop ends once this is false.
    pub condition: Id,
    /// What it is after a round.
    pub step: Id,
    /// What the whole is.
    pub result: Id,
}

impl Ast {
    /// Adds a node, whose children are there already, and gives back its name.
    pub fn add(&mut self, kind: Kind, at: u32) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { kind, at });
        id
    }

    /// Says that this node is the whole.
    pub fn set_root(&mut self, root: Id) {
        self.root = Some(root);
    }

    /// The node that is the whole; none where nothing was made.
    #[must_use]
    pub fn root(&self) -> Option<Id> {
        self.root
    }

    /// A node.
    ///
    /// # Panics
    /// Where the id is another tree's.
    #[must_use]
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id.index()]
    }

    /// Makes another thing of a node, at the same place.
    ///
    /// # Panics
    /// Where the id is another tree's.
    pub fn replace(&mut self, id: Id, kind: Kind) {
        self.nodes[id.index()].kind = kind;
    }

    /// How many nodes there are, with those that nothing names any more.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}
