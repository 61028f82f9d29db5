//! From nodes to values: aliases expanded within a budget, merge keys merged, repeated keys found.

// Upstream: go.yaml.in/yaml/v2/decode.go decoder (v2.4.4)

use std::collections::HashSet;

use super::nodes::{Content, Document, Id};
use super::resolve::{Scalar, TAG_PREFIX, resolve};
use super::value::{Map, Value};

/// Values nested deeper than this are not decoded: the JSON reader behind refuses a document at that level, whatever
/// stands there, and aliases could otherwise nest values without end.
const MAX_DEPTH: usize = 10_001;

/// Up to this many decoded nodes, 99% may come from aliases.
const ALIAS_RANGE_LOW: f64 = 400_000.0;
/// From this many decoded nodes on, 10% may come from aliases.
const ALIAS_RANGE_HIGH: f64 = 4_000_000.0;
/// How many bytes of text may come from aliases: more than a body can hold. The reference counts nodes only, and lets a
/// thousand aliases of a megabyte become a gigabyte.
const ALIAS_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Whether a repeated key is an error.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Repeats {
    LastWins,
    Error,
    /// Where one of the two comes by a merge, the last wins.
    ErrorUnlessMerged,
}

/// The value of a document.
///
/// # Errors
/// A value that cannot be, with aliases without end among them; and repeated keys, all of them in one message.
pub(super) fn decode(document: &Document, repeats: Repeats) -> Result<Value, String> {
    let mut decoder = Decoder {
        document,
        repeats,
        repeated: Vec::new(),
        expanding: HashSet::new(),
        decoded: 0,
        from_aliases: 0,
        alias_bytes: 0,
    };
    let value = match document.root {
        Some(root) => {
            // The document is a node too.
            decoder.decoded = 1;
            decoder.value(root, 0)?
        }
        None => Value::Scalar(Scalar::Null),
    };
    if decoder.repeated.is_empty() {
        Ok(value)
    } else {
        Err(format!("yaml: unmarshal errors:\n  {}", decoder.repeated.join("\n  ")))
    }
}

struct Decoder<'a> {
    document: &'a Document,
    repeats: Repeats,
    /// What was found wrong and does not end the decoding.
    repeated: Vec<String>,
    /// Alias nodes within whose target we are.
    expanding: HashSet<Id>,
    decoded: u32,
    from_aliases: u32,
    alias_bytes: usize,
}

impl<'a> Decoder<'a> {
    /// The content of a node, after counting it.
    fn enter(&mut self, id: Id) -> Result<&'a Content, String> {
        let content = &self.document.nodes[id].content;
        self.decoded = self.decoded.saturating_add(1);
        if !self.expanding.is_empty() {
            self.from_aliases = self.from_aliases.saturating_add(1);
            if let Content::Scalar { value, .. } = content {
                self.alias_bytes += value.len();
            }
        }
        let ratio = f64::from(self.from_aliases) / f64::from(self.decoded);
        let many = self.from_aliases > 100 && self.decoded > 1000 && ratio > allowed_alias_ratio(self.decoded);
        if many || self.alias_bytes > ALIAS_BYTES_MAX {
            return Err("yaml: document contains excessive aliasing".to_owned());
        }
        Ok(content)
    }

    fn value(&mut self, id: Id, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Ok(Value::Scalar(Scalar::Null));
        }
        match self.enter(id)? {
            Content::Alias { name, target } => self.within_alias(id, name, |decoder| decoder.value(*target, depth)),
            Content::Scalar { tag, value, implicit } => scalar(tag, value, *implicit).map(Value::Scalar),
            Content::Sequence(children) => {
                let values = children.iter().map(|child| self.value(*child, depth + 1));
                values.collect::<Result<_, _>>().map(Value::List)
            }
            Content::Mapping(children) => {
                let mut map = Map::default();
                self.fill(&mut map, children, depth)?;
                Ok(Value::Map(map))
            }
        }
    }

    fn within_alias<T>(
        &mut self,
        id: Id,
        name: &str,
        decode: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        if !self.expanding.insert(id) {
            return Err(format!("yaml: anchor '{name}' value contains itself"));
        }
        let value = decode(self);
        self.expanding.remove(&id);
        value
    }

    fn fill(&mut self, map: &mut Map, children: &[Id], depth: usize) -> Result<(), String> {
        let mut written = Map::default();
        for pair in children.chunks_exact(2) {
            let (key, value) = (pair[0], pair[1]);
            if self.is_merge(key) {
                self.merge(map, value, depth)?;
                continue;
            }
            let key = match self.value(key, depth + 1)? {
                Value::Scalar(key) => key,
                collection => return Err(format!("yaml: invalid map key: {}", super::go::syntax(&collection))),
            };
            let line = self.document.nodes[value].line + 1;
            let value = self.value(value, depth + 1)?;
            let is_repeated = match self.repeats {
                Repeats::LastWins => false,
                Repeats::Error => map.position(&key).is_some(),
                Repeats::ErrorUnlessMerged => {
                    let is_repeated = written.position(&key).is_some();
                    written.insert(key.clone(), Value::Scalar(Scalar::Null));
                    is_repeated
                }
            };
            if is_repeated {
                let key = super::go::syntax(&Value::Scalar(key));
                self.repeated.push(format!("line {line}: key {key} already set in map"));
            } else {
                map.insert(key, value);
            }
        }
        Ok(())
    }

    fn is_merge(&self, key: Id) -> bool {
        match &self.document.nodes[key].content {
            Content::Scalar { tag, value, implicit } => {
                value == "<<" && (*implicit || tag.strip_prefix(TAG_PREFIX) == Some("merge"))
            }
            _ => false,
        }
    }

    // Quirk: a merged key wins over one that stood before the `<<`, and counts as repeated (yaml-in.jsonl: q: 3\n  <<: *x).
    fn merge(&mut self, map: &mut Map, id: Id, depth: usize) -> Result<(), String> {
        match &self.document.nodes[id].content {
            // An earlier map of the list takes precedence.
            Content::Sequence(children) => {
                children.iter().rev().try_for_each(|child| self.merge_one(map, *child, depth))
            }
            _ => self.merge_one(map, id, depth),
        }
    }

    fn merge_one(&mut self, map: &mut Map, id: Id, depth: usize) -> Result<(), String> {
        let nodes = &self.document.nodes;
        let target = match &nodes[id].content {
            Content::Alias { target, .. } => *target,
            _ => id,
        };
        let Content::Mapping(children) = &nodes[target].content else {
            return Err("yaml: map merge requires map or sequence of maps as the value".to_owned());
        };
        match self.enter(id)? {
            Content::Alias { name, target } => self.within_alias(id, name, |decoder| {
                decoder.enter(*target)?;
                decoder.fill(map, children, depth)
            }),
            _ => self.fill(map, children, depth),
        }
    }
}

fn allowed_alias_ratio(decoded: u32) -> f64 {
    let over = (f64::from(decoded) - ALIAS_RANGE_LOW) / (ALIAS_RANGE_HIGH - ALIAS_RANGE_LOW);
    0.99 - 0.89 * over.clamp(0.0, 1.0)
}

fn scalar(tag: &str, value: &str, implicit: bool) -> Result<Scalar, String> {
    if tag.is_empty() && !implicit { Ok(Scalar::Text(value.to_owned())) } else { resolve(tag, value) }
}
