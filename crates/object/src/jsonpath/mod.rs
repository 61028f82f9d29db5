//! client-go's `JSONPath`: the paths of columns and of fields that can be selected.
//!
//! A path is a template of which `{}` encloses what is looked for. Loops in templates (`range`, `end`) are for those who print with
//! them; in a path they are an error.

// Upstream: client-go/util/jsonpath/jsonpath.go (v1.37.2)

mod compare;
mod find;
mod item;
mod node;
mod parse;
mod quoted;

pub use item::Item;

use crate::Value;
use node::Node;

/// A path that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPath {
    nodes: Vec<Node>,
}

impl JsonPath {
    /// Reads a path as a column has it: `.spec.replicas`.
    ///
    /// # Errors
    /// What is wrong with it, in the reference's words; or that it is longer or nests deeper than is read.
    pub fn parse(path: &str) -> Result<Self, String> {
        let nodes = parse::parse(&["{", path, "}"].concat())?;
        Ok(Self { nodes })
    }

    /// What it finds in a value: the results of each part of the template. What is not there is no error.
    ///
    /// # Errors
    /// Why it cannot be followed in this value, in the reference's words where they are of the path; or that it leads to more than is gone to.
    pub fn find<'a>(&'a self, value: &'a Value) -> Result<Vec<Vec<Item<'a>>>, String> {
        find::find(&self.nodes, value)
    }
}
