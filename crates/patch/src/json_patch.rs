//! JSON Patch (RFC 6902) as the reference applies it, which is not everywhere as the RFC has it.
//!
//! Which operation failed and why is not told: clients get one generic answer.

use std::collections::BTreeMap;

use coracle_object::syntax::DEPTH_MAX;

use crate::{
    Error, Patched, current_document,
    node::Node,
    not_json,
    operation::{Operation, Said, operations},
    raw::Raw,
};

/// How many operations a patch may have.
// Upstream: apiserver/pkg/endpoints/handlers/patch.go maxJSONPatchOperations (v1.37.2)
pub const OPERATIONS_MAX: usize = 10_000;

/// How many bytes of JSON all copies of a patch together may write: 3 MiB.
// Upstream: apiserver/pkg/server/config.go NewConfig (v1.37.2)
pub const COPY_BYTES_MAX: usize = 3 * 1024 * 1024;

/// Applies a JSON Patch to the current object's JSON text.
///
/// `current` is the text that the reference's encoder writes (its escapes of `<`, `>` and `&` matter: `test` compares
/// spellings). `strict` asks for findings: true for `fieldValidation` Warn and Strict.
///
/// # Errors
/// [`Error::BadRequest`] for a patch that is no list of operations, [`Error::TooLarge`] for one of more than
/// [`OPERATIONS_MAX`], [`Error::Unprocessable`] when an operation fails, [`Error::Internal`] when `current` is no object.
// Upstream: json-patch/patch.go Patch.Apply (v4.13.0)
pub fn json_patch(current: &[u8], patch: &[u8], strict: bool) -> Result<Patched, Error> {
    let patch = Raw::parse(patch.to_vec()).ok_or_else(not_json)?;
    let (operations, findings) = operations(&patch, strict)?;
    if operations.len() > OPERATIONS_MAX {
        let count = operations.len();
        return Err(Error::TooLarge(format!(
            "The allowed maximum operations in a JSON patch is {OPERATIONS_MAX}, got {count}"
        )));
    }
    let mut document = Document { root: Node::new(current_document(current)?), copied_bytes: 0 };
    document.root.open();
    for operation in operations {
        document.apply(Operation::new(&operation)).ok_or(Error::Unprocessable)?;
    }
    let (text, depth) = document.root.to_json();
    // The reference's encoder checks each member of the root on its own.
    if depth > DEPTH_MAX + 1 { Err(Error::Unprocessable) } else { Ok(Patched { text, findings }) }
}

/// A document that operations change; its root is an object or a list, taken apart.
struct Document {
    root: Node,
    copied_bytes: usize,
}

/// The place an operation means: an object, a list or a copied null, taken apart, and a key in it.
struct Place<'a> {
    container: &'a mut Node,
    key: String,
}

/// A key that is no index of the list it is used on.
struct BadIndex;

impl Document {
    /// Applies one operation; `None` when it fails.
    fn apply(&mut self, operation: Operation) -> Option<()> {
        match operation.op()?.as_str() {
            "add" => self.find(&operation.path()?)?.add(value(operation)),
            "remove" => self.find(&operation.path()?)?.remove().map(drop),
            "replace" => self.replace(&operation.path()?, operation),
            "move" => {
                let moved = self.find(&operation.from()?)?.remove()?;
                self.find(&operation.path()?)?.add(moved)
            }
            "test" => self.test(&operation.path()?, operation.into_value()),
            "copy" => self.copy(&operation.from()?, &operation.path()?),
            _ => None,
        }
    }

    /// Finds what holds the path's last key. A path without a slash leads nowhere; what stands before the first is ignored.
    fn find(&mut self, path: &str) -> Option<Place<'_>> {
        let (_, path) = path.split_once('/')?;
        let (parents, key) = path.rsplit_once('/').map_or((None, path), |(parents, key)| (Some(parents), key));
        let mut container = &mut self.root;
        for part in parents.into_iter().flat_map(|p| p.split('/')) {
            container = Place { container, key: unescape(part) }.into_value()?;
            match container.open() {
                Node::Doc(_) | Node::List(_) | Node::CopiedNull => {}
                Node::Nil | Node::Null | Node::Raw(_) => return None,
            }
        }
        Some(Place { container, key: unescape(key) })
    }

    fn replace(&mut self, path: &str, operation: Operation) -> Option<()> {
        let mut value = value(operation);
        if !path.is_empty() {
            return self.find(path)?.replace(value);
        }
        if !matches!(value.open(), Node::Doc(_) | Node::List(_)) {
            return None;
        }
        self.root = value;
        Some(())
    }

    fn test(&mut self, path: &str, expected: Said) -> Option<()> {
        let found = if path.is_empty() { Some(&mut self.root) } else { self.find(path)?.value().ok()? };
        let equal = match (found, expected) {
            (None | Some(Node::Nil), expected) => !matches!(expected, Said::Value(_)),
            (Some(_), Said::Missing) => false,
            (Some(found), Said::Null) => matches!(found, Node::Null),
            (Some(found), Said::Value(raw)) => equal(found, Node::new(raw)),
        };
        equal.then_some(())
    }

    fn copy(&mut self, from: &str, path: &str) -> Option<()> {
        self.find(from)?.value().ok()?;
        // Quirk: looking for the target takes its parents apart, and so the copy when it goes into itself
        // (json-patch.jsonl: copy-into-self).
        self.find(path)?;
        let copy = match self.find(from)?.value().ok()? {
            // Quirk: a missing member copies as null (json-patch.jsonl: copy-missing).
            None | Some(Node::Nil) => Node::Nil,
            Some(found) => {
                let (text, _) = found.to_json();
                self.copied_bytes += text.len();
                if self.copied_bytes > COPY_BYTES_MAX {
                    return None;
                }
                if text == b"null" { Node::CopiedNull } else { Node::Raw(Raw::parse(text)?) }
            }
        };
        self.find(path)?.add(copy)
    }
}

impl<'a> Place<'a> {
    /// What stands there; nothing for a key that an object does not have.
    fn value(self) -> Result<Option<&'a mut Node>, BadIndex> {
        match self.container {
            Node::Doc(members) => Ok(members.get_mut(&self.key)),
            Node::List(items) => {
                let at = index(&self.key, items.len()).ok_or(BadIndex)?;
                Ok(items.get_mut(at))
            }
            _ => Ok(None),
        }
    }

    /// What stands there, if anything does.
    fn into_value(self) -> Option<&'a mut Node> {
        self.value().ok().flatten()
    }

    /// Sets a member, or makes room for an element.
    fn add(self, value: Node) -> Option<()> {
        match self.container {
            Node::Doc(members) => drop(members.insert(self.key, value)),
            Node::List(items) if self.key == "-" => items.insert(items.len(), value),
            // Quirk: a negative index counts from one behind the end: -1 appends (json-patch.jsonl: add-arr-neg1).
            Node::List(items) => items.insert(index(&self.key, items.len() + 1)?, value),
            // Quirk: the reference crashes here and cuts the connection (asked of the reference: a member added to a copied null).
            _ => return None,
        }
        Some(())
    }

    /// Sets a member, which need not exist, or an element, which must.
    fn replace(self, value: Node) -> Option<()> {
        match self.container {
            Node::Doc(members) => drop(members.insert(self.key, value)),
            Node::List(items) => {
                let at = index(&self.key, items.len())?;
                *items.get_mut(at)? = value;
            }
            _ => return None,
        }
        Some(())
    }

    /// Takes out what stands there.
    fn remove(self) -> Option<Node> {
        match self.container {
            Node::Doc(members) => members.remove(&self.key),
            Node::List(items) => index(&self.key, items.len()).and_then(|at| items.remove(at)),
            _ => None,
        }
    }
}

/// An operation's value as a node.
fn value(operation: Operation) -> Node {
    match operation.into_value() {
        Said::Missing => Node::Nil,
        Said::Null => Node::Null,
        Said::Value(raw) => Node::Raw(raw),
    }
}

/// The index that a key means among `count` places, negative ones counting from the end; `None` beyond either.
///
/// Quirk: `01` and `+1` are one (json-patch.jsonl: add-arr-plus1).
fn index(key: &str, count: usize) -> Option<usize> {
    let number: i64 = key.parse().ok()?;
    let at = if number < 0 { i64::try_from(count).ok()? + number } else { number };
    usize::try_from(at).ok().filter(|&at| at < count)
}

/// Undoes `~1` and `~0` from left to right; any other `~` stays.
fn unescape(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut rest = key;
    while let Some((before, after)) = rest.split_once('~') {
        out.push_str(before);
        let decoded = match after.as_bytes().first() {
            Some(b'0') => '~',
            Some(b'1') => '/',
            _ => {
                out.push('~');
                rest = after;
                continue;
            }
        };
        out.push(decoded);
        rest = &after[1..];
    }
    out.push_str(rest);
    out
}

/// Whether two values are the same, scalars by their spelling: 1 differs from 1.0, and "A" from "\u0041".
///
/// Quirk: what was compared counts as touched, and comes out sorted (json-patch.jsonl: test-sorts). A null within a list crashes
/// the reference (asked of the reference: `[null]` compared with `[null]`); here it equals nothing.
// Upstream: json-patch/patch.go lazyNode.equal (v4.13.0)
fn equal(found: &mut Node, mut expected: Node) -> bool {
    expected.open();
    match (found.open(), expected) {
        (Node::Doc(found), Node::Doc(expected)) => equal_members(found, expected),
        (Node::CopiedNull, Node::Doc(expected)) => expected.is_empty(),
        (Node::List(found), Node::List(expected)) => {
            found.len() == expected.len()
                && found.iter_mut().zip(expected).all(|(f, e)| !f.is_nil() && !e.is_nil() && equal(f, e))
        }
        (Node::Null, Node::Null) => true,
        (Node::Raw(found), Node::Raw(expected)) => found.bytes() == expected.bytes(),
        _ => false,
    }
}

fn equal_members(found: &mut BTreeMap<String, Node>, mut expected: BTreeMap<String, Node>) -> bool {
    found.len() == expected.len()
        && found.iter_mut().all(|(key, member)| match (member, expected.remove(key)) {
            (Node::Nil, Some(other)) => other.is_nil(),
            (member, Some(other)) => !other.is_nil() && equal(member, other),
            (_, None) => false,
        })
}
