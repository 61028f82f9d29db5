//! What a patch says beside values: directives, which stand in maps, in elements and in the names of members.

use std::rc::Rc;

use coracle_object::SmolStr;

use super::shared::{Map, Shared, as_go_string};
use crate::Error;

/// Says what to do with a map or an element: `replace`, `delete`.
pub(super) const DIRECTIVE: &str = "$patch";
/// Says in its name which list the order is of that is its value.
pub(super) const SET_ORDER: &str = "$setElementOrder";

/// The members as they are now; values that are maps stay shared.
pub(super) fn snapshot(map: &Map) -> Vec<(SmolStr, Shared)> {
    map.borrow().iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

// Upstream: apimachinery/pkg/util/mergepatch/errors.go ErrBadPatchType (v1.37.2)
pub(super) fn unknown_directive(directive: &Shared, map: &Map) -> Error {
    let shown = Shared::Map(Rc::clone(map)).plain();
    Error::Internal(format!("unknown patch type: {} in map: {shown}", as_go_string(&directive.to_value())))
}

/// Whether this is an element that a patch deletes.
pub(super) fn is_deletion(element: &Shared) -> bool {
    matches!(element, Shared::Map(map) if map.borrow().get(DIRECTIVE).and_then(Shared::as_text) == Some("delete"))
}

/// The field that a directive names behind its slash.
pub(super) fn directive_field<'a>(key: &'a str, prefix: &str, malformed: &str) -> Result<&'a str, Error> {
    let named = key.split_once('/').filter(|(before, _)| *before == prefix).map(|(_, field)| field);
    named.ok_or_else(|| Error::BadRequest(malformed.to_owned()))
}

/// The value without the maps in it that have a directive; `None` when it is one. Maps change in place.
// Upstream: apimachinery/pkg/util/strategicpatch/patch.go removeDirectives (v1.37.2)
pub(super) fn without_directives(value: &Shared) -> Option<Shared> {
    match value {
        Shared::Map(map) => {
            if map.borrow().contains_key(DIRECTIVE) {
                return None;
            }
            let kept = snapshot(map).into_iter().filter_map(|(key, member)| Some((key, without_directives(&member)?)));
            let kept = kept.collect();
            *map.borrow_mut() = kept;
            Some(value.clone())
        }
        Shared::List(items) => Some(Shared::List(Rc::new(items.iter().filter_map(without_directives).collect()))),
        Shared::Scalar(_) => Some(value.clone()),
    }
}
