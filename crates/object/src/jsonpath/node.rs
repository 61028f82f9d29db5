//! The steps of a path.

/// A step.
// Upstream: client-go/util/jsonpath/node.go (v1.37.2)
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Steps one after the other.
    List(Vec<Node>),
    /// Itself.
    Text(String),
    /// A word that means nothing here.
    Identifier(String),
    /// A member of that name.
    Field(String),
    /// Items.
    Slice(Slice),
    /// Items for which something holds.
    Filter(Box<Filter>),
    /// Itself.
    Int(i64),
    /// Itself.
    Float(f64),
    /// Itself.
    Bool(bool),
    /// All members or items.
    Wildcard,
    /// All that is there, however deep.
    Recursive,
    /// What any of them leads to.
    Union(Vec<Vec<Node>>),
}

/// Which items: from, to, and how many further each time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Slice {
    pub(super) from: Option<i64>,
    pub(super) to: To,
    pub(super) step: Option<i64>,
}

/// Where items end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum To {
    /// With the last.
    End,
    /// Before that one.
    Before(i64),
    /// Before that one, since only one was asked for.
    After(i64),
}

/// What must hold for an item.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// That it leads somewhere.
    Exists(Vec<Node>),
    /// How two things that it leads to compare.
    Compare { left: Vec<Node>, operator: String, right: Vec<Node> },
}
