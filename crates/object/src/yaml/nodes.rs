//! From events to the nodes of the first document, aliases bound to what they name.

// Upstream: go.yaml.in/yaml/v2/decode.go parser (v2.4.4)

use std::collections::HashMap;

use super::parser::{Data, Event, Parser};
use super::scanner::Result;

/// Index of a node in [`Document::nodes`].
pub(super) type Id = usize;

pub(super) struct Node {
    /// Counts from 0.
    pub line: usize,
    pub content: Content,
}

pub(super) enum Content {
    Alias {
        name: String,
        target: Id,
    },
    Scalar {
        tag: String,
        value: String,
        implicit: bool,
    },
    Sequence(Vec<Id>),
    /// Keys and values in turn.
    Mapping(Vec<Id>),
}

/// The first document of a stream.
#[derive(Default)]
pub(super) struct Document {
    pub nodes: Vec<Node>,
    /// Its outermost node; none if the stream is empty.
    pub root: Option<Id>,
}

impl Document {
    /// Reads the first document and stops after it: what follows may be anything.
    ///
    /// # Errors
    /// A syntax error, or an alias for which there was no anchor before it.
    pub fn read(text: &[u8]) -> Result<Document> {
        let mut parser = Parser::new(text)?;
        let mut document = Document::default();
        let mut anchors = HashMap::new();
        let mut open: Vec<Id> = Vec::new();
        loop {
            let Event { line, data } = parser.next()?;
            let (anchor, content) = match data {
                Data::DocumentStart => continue,
                Data::DocumentEnd | Data::StreamEnd => return Ok(document),
                Data::SequenceEnd | Data::MappingEnd => {
                    open.pop();
                    continue;
                }
                Data::Alias(name) => {
                    let target = anchors.get(&name).copied();
                    let target = target.ok_or_else(|| format!("yaml: unknown anchor '{name}' referenced"))?;
                    (None, Content::Alias { name, target })
                }
                Data::Scalar { anchor, tag, value, implicit } => (anchor, Content::Scalar { tag, value, implicit }),
                Data::SequenceStart { anchor } => (anchor, Content::Sequence(Vec::new())),
                Data::MappingStart { anchor } => (anchor, Content::Mapping(Vec::new())),
            };
            let id = document.nodes.len();
            anchors.extend(anchor.map(|name| (name, id)));
            match open.last().and_then(|parent| document.nodes.get_mut(*parent)) {
                Some(Node { content: Content::Sequence(children) | Content::Mapping(children), .. }) => {
                    children.push(id);
                }
                _ => document.root = Some(id),
            }
            if matches!(content, Content::Sequence(_) | Content::Mapping(_)) {
                open.push(id);
            }
            document.nodes.push(Node { line, content });
        }
    }
}
