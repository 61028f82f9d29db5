//! Reads a JSON Patch document: its operations, and what is wrong with them before any is applied.

use std::collections::HashSet;

use coracle_object::{decode::decode_any, text::quote};

use crate::{
    Error,
    raw::{Kind, Raw},
    read::mismatch,
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
// Upstream: json-patch/patch.go Operation (v4.13.0)
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
// Upstream: apiserver/pkg/endpoints/handlers/patch.go applyJSPatch (v1.37.2)
pub(crate) fn operations(patch: &Raw, strict: bool) -> Result<(Vec<Raw>, Vec<String>), Error> {
    let findings = if strict {
        // Quirk: the same fault has other words when findings were asked for, which they are by default
        // (quirks/json-patch-words).
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

/// How many findings are kept.
// Upstream: sigs.k8s.io/json/internal/golang/encoding/json/kubernetes_patch.go saveStrictError (v1.37.2)
const FINDINGS_MAX: usize = 100;

fn strict_findings(patch: &Raw) -> Result<Vec<String>, String> {
    if !matches!(patch.kind(), Kind::List | Kind::Null) {
        return Err(mismatch(patch.kind(), "Go value", "[]handlers.jsonPatchOp"));
    }
    let mut findings = Vec::new();
    for (i, element) in patch.elements().enumerate() {
        match element.kind() {
            Kind::Object => operation_findings(&element, i, &mut findings)?,
            Kind::Null => {}
            kind => return Err(mismatch(kind, "Go value", "handlers.jsonPatchOp")),
        }
    }
    Ok(findings)
}

fn operation_findings(operation: &Raw, index: usize, findings: &mut Vec<String>) -> Result<(), String> {
    let mut add = |finding: String| {
        if findings.len() < FINDINGS_MAX && !findings.contains(&finding) {
            findings.push(finding);
        }
    };
    let mut seen = HashSet::new();
    for (key, member) in operation.members() {
        let path = format!("[{index}].{key}");
        if !matches!(key.as_str(), "op" | "path" | "from" | "value") {
            add(format!("json patch unknown field {}", quote(&path)));
            continue;
        }
        if !seen.insert(key.clone()) {
            add(format!("json patch duplicate field {}", quote(&path)));
        }
        let place = format!("Go struct field jsonPatchOp.{key}");
        if key == "value" {
            let (_, inner) = decode_any(member.bytes()).map_err(|e| e.replacen("Go value", &place, 1))?;
            let dot = if member.kind() == Kind::Object { "." } else { "" };
            // Quoting goes by the character, so that a path can be put together from quoted parts.
            for finding in inner {
                add(format!("json patch {}", finding.replacen('"', &format!("\"{path}{dot}"), 1)));
            }
        } else if !matches!(member.kind(), Kind::String | Kind::Null) {
            return Err(mismatch(member.kind(), &place, "string"));
        }
    }
    Ok(())
}
