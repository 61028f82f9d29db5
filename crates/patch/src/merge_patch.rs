//! JSON merge patch (RFC 7386) as the reference applies it.

use std::collections::BTreeMap;

use crate::{
    Error, Patched, current_document,
    node::Node,
    not_json,
    raw::{Kind, Raw},
    read::read_map,
};

/// Applies a merge patch to the current object's JSON text.
///
/// `strict` asks for findings: true for `fieldValidation` Warn and Strict. Without it a patch may also be a list, which then
/// takes the document's place.
///
/// # Errors
/// [`Error::BadRequest`] for a patch that cannot be one, [`Error::Internal`] when `current` is no object.
// Upstream: json-patch/merge.go MergePatch (v4.13.0)
pub fn merge_patch(current: &[u8], patch: &[u8], strict: bool) -> Result<Patched, Error> {
    let patch = Raw::parse(patch.to_vec()).ok_or_else(not_json)?;
    let mut findings = Vec::new();
    if strict {
        (_, findings) = read_map(&patch).map_err(|e| Error::BadRequest(format!("error decoding patch: {e}")))?;
    }
    let mut document = Node::new(current_document(current)?);
    match patch.kind() {
        Kind::Object => merge(&mut document, Node::Raw(patch)),
        Kind::List => {
            document = Node::Raw(patch);
            prune(&mut document);
        }
        _ => return Err(Error::BadRequest("Invalid JSON Patch".to_owned())),
    }
    let (text, _) = document.to_json();
    Ok(Patched { text, findings })
}

/// Merges a patch that is not null into a value that is not null.
fn merge(current: &mut Node, mut patch: Node) {
    let Some(members) = current.open_doc() else {
        prune(&mut patch);
        *current = patch;
        return;
    };
    // Quirk: what takes an object's place keeps its text, nulls included, other than what takes another value's place
    // (merge-patch.jsonl: arr-over-obj).
    match patch.open_doc() {
        Some(changes) => merge_members(members, std::mem::take(changes)),
        None => *current = patch,
    }
}

fn merge_members(members: &mut BTreeMap<String, Node>, changes: BTreeMap<String, Node>) {
    for (key, mut change) in changes {
        match members.get_mut(&key) {
            _ if change.is_nil() => drop(members.remove(&key)),
            Some(member) if !member.is_nil() => merge(member, change),
            _ => {
                prune(&mut change);
                members.insert(key, change);
            }
        }
    }
}

/// Drops members that are null, at any depth; elements that are null stay.
fn prune(node: &mut Node) {
    match node.open() {
        Node::Doc(members) => {
            members.retain(|_, member| !member.is_nil());
            members.values_mut().for_each(prune);
        }
        Node::List(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}
