//! Reads a JSON Patch document: its operations, and what is wrong with them before any is applied.

use crate::{
    Error,
    raw::{Kind, Raw},
    read::{Reader, mismatch},
};

/// What an operation says of one of its members.
pub(crate) enum Said {
    /// Nothing.
    Missing,
    /// Null.
    Null,
    /// A value.
    Value(Raw),
}

/// One operation, its members not yet understood. Of repeated members the last one counts, and others are ignored.
///
/// Upstream: json-patch.v4 patch.go Operation (v4.13.0)
pub(crate) struct Operation {
    op: Said,
    path: Said,
    from: Said,
    value: Said,
}

impl Operation {
    /// The operation that stands in the patch.
    pub fn new(raw: &Raw) -> Self {
        let mut operation = Self { op: Said::Missing, path: Said::Missing, from: Said::Missing, value: Said::Missing };
        for (key, member) in raw.members() {
            let said = if member.kind() == Kind::Null { Said::Null } else { Said::Value(member) };
            match key.as_str() {
                "op" => operation.op = said,
                "path" => operation.path = said,
                "from" => operation.from = said,
                "value" => operation.value = said,
                _ => {}
            }
        }
        operation
    }

    /// What to do; `None` when it is not said as a string.
    pub fn op(&self) -> Option<String> {
        string(&self.op)
    }

    /// Where; `None` when it is not said as a string.
    pub fn path(&self) -> Option<String> {
        string(&self.path)
    }

    /// Where from; `None` when it is not said as a string.
    pub fn from(&self) -> Option<String> {
        string(&self.from)
    }

    /// The value.
    pub fn into_value(self) -> Said {
        self.value
    }
}

fn string(said: &Said) -> Option<String> {
    match said {
        Said::Value(raw) => raw.string(),
        Said::Missing | Said::Null => None,
    }
}

/// The operations of a patch, each with what a strict reader finds, when that was asked.
///
/// Upstream: apiserver/pkg/endpoints/handlers/patch.go applyJSPatch (v1.37.2)
pub(crate) fn operations(patch: &Raw, strict: bool) -> Result<(Vec<Raw>, Vec<String>), Error> {
    let findings = if strict {
        // Quirk: the same fault has other words when findings were asked for, which they are by default.
        strict_findings(patch).map_err(|e| Error::BadRequest(format!("error decoding patch: {e}")))?
    } else {
        Vec::new()
    };
    shape(patch, "jsonpatch.Patch", "jsonpatch.Operation").map_err(Error::BadRequest)?;
    Ok((patch.elements().collect(), findings))
}

/// A patch is a list of objects, or null; each of its operations may be null.
fn shape(patch: &Raw, go_list: &str, go_element: &str) -> Result<(), String> {
    if !matches!(patch.kind(), Kind::List | Kind::Null) {
        return Err(mismatch(patch.kind(), "Go value", go_list));
    }
    let mut kinds = patch.elements().map(|e| e.kind());
    let wrong = kinds.find(|kind| !matches!(kind, Kind::Object | Kind::Null));
    wrong.map_or(Ok(()), |kind| Err(mismatch(kind, "Go value", go_element)))
}

fn strict_findings(patch: &Raw) -> Result<Vec<String>, String> {
    let mut reader = Reader::new(true);
    if !matches!(patch.kind(), Kind::List | Kind::Null) {
        return Err(mismatch(patch.kind(), "Go value", "[]handlers.jsonPatchOp"));
    }
    for (i, element) in patch.elements().enumerate() {
        match element.kind() {
            Kind::Object => reader.within_element(i, |r| operation_findings(&element, r)),
            Kind::Null => {}
            kind => reader.fail(mismatch(kind, "Go value", "handlers.jsonPatchOp")),
        }
    }
    let ((), findings) = reader.finish(())?;
    Ok(findings.into_iter().map(|f| format!("json patch {f}")).collect())
}

fn operation_findings(operation: &Raw, reader: &mut Reader) {
    let mut seen = Vec::with_capacity(4);
    for (key, member) in operation.members() {
        if !matches!(key.as_str(), "op" | "path" | "from" | "value") {
            reader.find("unknown field", &key);
            continue;
        }
        if seen.contains(&key) {
            reader.find("duplicate field", &key);
        }
        let place = format!("Go struct field jsonPatchOp.{key}");
        if key == "value" {
            reader.within(&key, |r| r.value(&member, &place));
        } else if !matches!(member.kind(), Kind::String | Kind::Null) {
            reader.fail(mismatch(member.kind(), &place, "string"));
        }
        seen.push(key);
    }
}
