//! Walks of one typed value: the paths it sets, what is left when paths are removed, and how its items are told apart.

use std::cmp::Ordering;
use std::sync::Arc;

use coracle_object::text::quote;
use coracle_object::{Members, SmolStr, Value};

use crate::path::PathElement;
use crate::set::{Node, Set};
use crate::shape::{Form, Items, Keys, Shape};

/// How an item of a set or keyed list is pointed at.
///
/// # Errors
/// The reference's words for an item that cannot be pointed at.
// Upstream: structured-merge-diff/typed/helpers.go listItemToPathElement (v6.4.2)
pub(crate) fn item_element(list: Shape, item: &Value) -> Result<PathElement, String> {
    match list.items() {
        Items::Atomic => Err("invalid indexing of non-associative list".to_owned()),
        Items::Keyed(keys) => keyed_element(list, keys, item),
        Items::Set => match item {
            Value::Object(_) => Err("associative list without keys has an element that's a map type".to_owned()),
            Value::Array(_) => Err("not supported: associative list with lists as elements".to_owned()),
            Value::Null => Err("associative list without keys has an element that's an explicit null".to_owned()),
            scalar => Ok(PathElement::Value(Arc::new(scalar.clone()))),
        },
    }
}

fn keyed_element(list: Shape, keys: Keys, item: &Value) -> Result<PathElement, String> {
    let members = match item {
        Value::Object(members) => members,
        Value::Null => return Err("associative list with keys may not have a null element".to_owned()),
        _ => return Err("associative list with keys may not have non-map elements".to_owned()),
    };
    let mut key: Vec<_> = keys
        .iter()
        .filter_map(|name| {
            let value = members.get(name).cloned().or_else(|| list.key_default(name))?;
            Some((SmolStr::new(name), value))
        })
        .collect();
    if key.is_empty() {
        let names: Vec<_> = keys.iter().map(quote).collect();
        return Err(format!(
            "associative list with keys has an element that omits all key fields [{}] (and doesn't have default values for any key fields)",
            names.join(" ")
        ));
    }
    key.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(PathElement::Key(key.into()))
}

/// Items with how they are pointed at; those that cannot be are left out.
pub(crate) fn indexed<'v>(list: Shape, items: Option<&'v Vec<Value>>) -> Vec<(PathElement, &'v Value)> {
    let items = items.into_iter().flatten();
    items.filter_map(|item| item_element(list, item).ok().map(|element| (element, item))).collect()
}

/// Whether each item is pointed at as the one beside it, and none twice.
pub(crate) fn are_pairs(a: &[(PathElement, &Value)], b: &[(PathElement, &Value)]) -> bool {
    let mut elements: Vec<_> = a.iter().map(|(element, _)| element).collect();
    a.len() == b.len() && a.iter().zip(b).all(|((a, _), (b, _))| a == b) && {
        elements.sort_unstable_by(|a, b| a.in_order(b));
        elements.is_sorted_by(|a, b| a < b)
    }
}

/// Whether two values are the same, numbers by their size.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    alike(a, b, |a, b| a == b || numbers_alike(a, b))
}

/// Whether two values are equal, as `==` says. Maps mostly have their members in one order, and then need not be searched.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    alike(a, b, |a, b| a == b)
}

fn numbers_alike(a: &Value, b: &Value) -> bool {
    let floats = |value: &Value| value.as_f64().unwrap_or_default();
    (a.is_f64() || b.is_f64()) && floats(a).partial_cmp(&floats(b)).is_none_or(Ordering::is_eq)
}

fn alike(a: &Value, b: &Value, numbers: impl Fn(&Value, &Value) -> bool + Copy) -> bool {
    match (a, b) {
        (Value::Number(_), Value::Number(_)) => numbers(a, b),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b, numbers)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().zip(b).all(|((name, value), (beside, other))| {
                    let other = if name == beside { Some(other) } else { b.get(name) };
                    other.is_some_and(|other| alike(value, other, numbers))
                })
        }
        _ => a == b,
    }
}

/// Every leaf and item that the value sets.
// Upstream: structured-merge-diff/typed/tofieldset.go toFieldSetWalker.toFieldSet (v6.4.2)
pub(crate) fn field_set(shape: Shape, value: &Value) -> Set {
    fields(shape, value).below
}

// From below, since a path from the root for each field would cost a deep value its depth a field.
fn fields(shape: Shape, value: &Value) -> Node {
    let form = shape.form(value);
    if matches!(form, Form::Scalar(_)) || shape.is_atomic(form) {
        return Node { member: true, below: Set::new() };
    }
    let below = match (form, value) {
        (Form::Items, Value::Array(items)) => fields_of_items(shape, items),
        (Form::Members, Value::Object(members)) => fields_of_members(shape, members),
        _ => Set::new(),
    };
    Node { member: false, below }
}

fn fields_of_members(shape: Shape, members: &Members) -> Set {
    let node = |(name, value): (&SmolStr, &Value)| {
        let mut node = shape.member(name).map_or_else(Node::default, |inner| fields(inner, value));
        let empty = value.is_null() || value.as_object().is_some_and(Members::is_empty);
        node.member = node.member || empty || !shape.names(name);
        (PathElement::field(name.clone()), node)
    };
    Set::of(members.iter().map(node).collect())
}

/// Items that are there more than once are owned as one, without looking into them.
fn fields_of_items(list: Shape, items: &Vec<Value>) -> Set {
    let of = list.item();
    let node = |(element, item): (PathElement, &Value)| {
        let below = of.map_or_else(Set::new, |of| fields(of, item).below);
        (element, Node { member: true, below })
    };
    let nodes = indexed(list, Some(items)).into_iter().map(node).collect();
    Set::from_nodes(nodes, |there, _| there.below = Set::new())
}

/// What is left of the value without the members and items of the set; null where nothing is.
// Upstream: structured-merge-diff/typed/remove.go removeItemsWithSchema (v6.4.2)
pub(crate) fn without(shape: Shape, value: &Value, removed: &Set) -> Value {
    let form = shape.form(value);
    match (form, value) {
        (Form::Scalar(_), _) => value.clone(),
        // An atomic value of which a part is to be removed goes as a whole.
        _ if shape.is_atomic(form) => Value::Null,
        (Form::Items, Value::Array(items)) => {
            let kept = items.iter().filter_map(|item| {
                let node = item_element(shape, item).ok().and_then(|element| removed.get(&element));
                kept(shape.item(), item, node)
            });
            or_null(kept.collect::<Vec<_>>(), Vec::is_empty)
        }
        (Form::Members, Value::Object(members)) => {
            let kept = members.iter().filter_map(|(name, value)| {
                Some((name.clone(), kept(shape.member(name), value, removed.field(name))?))
            });
            or_null(kept.collect::<Members>(), Members::is_empty)
        }
        _ => Value::Null,
    }
}

fn kept(shape: Option<Shape>, value: &Value, removed: Option<&Node>) -> Option<Value> {
    match (removed, shape) {
        (Some(node), _) if node.member => None,
        // Quirk: what a removal leaves empty stays behind as null (keys.yaml: object: {list: null}).
        (Some(node), Some(shape)) => Some(without(shape, value, &node.below)),
        _ => Some(value.clone()),
    }
}

fn or_null<T: Into<Value>>(whole: T, is_empty: impl Fn(&T) -> bool) -> Value {
    if is_empty(&whole) { Value::Null } else { whole.into() }
}
