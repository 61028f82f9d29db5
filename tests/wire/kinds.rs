//! The recorded data of kinds: a file of cases for every kind that is served.

use std::path::Path;

use coracle_kinds::builtin;
use serde_json::Value;

use crate::{name_of, read_cases};

/// What every kind's data shows, by the names of its cases.
const FAMILIES: [&str; 12] = [
    "apply",
    "basic",
    "create_dry",
    "immutable",
    "list",
    "meta",
    "mutate",
    "patch",
    "put",
    "types",
    "unknown",
    "watch",
];

/// A kind whose objects a controller of the reference writes as soon as they are there, so that none of the usual cases can be told:
/// its own stand in `cases/`, in files that begin so.
const APART: (&str, &str) = ("customresourcedefinitions.apiextensions.k8s.io", "crd-");

/// The cases in a folder of files that are named as the kinds are stored.
///
/// # Errors
/// A kind that is served has no data, or not all of it; or there is data of another.
pub fn read(dir: &Path) -> Result<Vec<Value>, String> {
    let mut left = read_cases(dir)?;
    let mut all = Vec::new();
    for kind in builtin().stored() {
        if kind.stored_as == APART.0 {
            continue;
        }
        let begins = format!("{}/", kind.stored_as);
        let (of_kind, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|case| name_of(case).starts_with(&begins));
        let has = |family: &&str| of_kind.iter().any(|case| name_of(case).starts_with(&format!("{begins}{family}-")));
        if let Some(family) = FAMILIES.iter().find(|family| !has(family)) {
            return Err(format!("{} has no {begins}{family} case: README.md says how to record one", dir.display()));
        }
        // As they were recorded.
        all.extend(of_kind.into_iter().map(with_controllers));
        left = others;
    }
    match left.first() {
        Some(case) => Err(format!("{} is a case of a kind that is not served", name_of(case))),
        None => Ok(all),
    }
}

fn with_controllers(mut case: Value) -> Value {
    case["controllers"] = Value::Bool(true);
    case
}
