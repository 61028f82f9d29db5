//! Walks of one typed value: the paths it sets, what is left when paths are removed, and how its items are told apart.

use std::collections::BTreeMap;

use coracle_object::text::quote;
use coracle_object::{Members, Value};

use crate::path::{PathElement, compare_values};
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
            scalar => Ok(PathElement::Value(Box::new(scalar.clone()))),
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
            Some((name.to_owned(), value))
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
    Ok(PathElement::Key(key))
}

/// Items with how they are pointed at; those that cannot be are left out.
pub(crate) fn indexed<'v>(list: Shape, items: Option<&'v Vec<Value>>) -> Vec<(PathElement, &'v Value)> {
    let items = items.into_iter().flatten();
    items.filter_map(|item| item_element(list, item).ok().map(|element| (element, item))).collect()
}

/// Whether two values are the same, numbers by their size.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(x), Value::Number(y)) => x == y || compare_values(a, b).is_eq() && (x.is_f64() || y.is_f64()),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
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
    let mut set = Set::new();
    for (name, value) in members {
        let mut node = shape.member(name).map_or_else(Node::default, |inner| fields(inner, value));
        let empty = value.is_null() || value.as_object().is_some_and(Members::is_empty);
        node.member |= empty || !shape.names(name);
        set.add(PathElement::Field(name.clone()), node);
    }
    set
}

/// Items that are there more than once are owned as one, without looking into them.
fn fields_of_items(list: Shape, items: &Vec<Value>) -> Set {
    let mut counted = BTreeMap::new();
    for (element, item) in indexed(list, Some(items)) {
        let (count, _) = counted.entry(element).or_insert((0_usize, item));
        *count += 1;
    }
    let mut set = Set::new();
    for (element, (count, item)) in counted {
        let of = list.item().filter(|_| count == 1);
        let mut node = of.map_or_else(Node::default, |of| fields(of, item));
        node.member = true;
        set.add(element, node);
    }
    set
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
                let element = item_element(shape, item).ok();
                kept(shape.item(), item, element.as_ref(), removed)
            });
            or_null(kept.collect::<Vec<_>>(), Vec::is_empty)
        }
        (Form::Members, Value::Object(members)) => {
            let kept = members.iter().filter_map(|(name, value)| {
                let element = PathElement::Field(name.clone());
                Some((name.clone(), kept(shape.member(name), value, Some(&element), removed)?))
            });
            or_null(kept.collect::<Members>(), Members::is_empty)
        }
        _ => Value::Null,
    }
}

fn kept(shape: Option<Shape>, value: &Value, element: Option<&PathElement>, removed: &Set) -> Option<Value> {
    match (element.and_then(|element| removed.get(element)), shape) {
        (Some(node), _) if node.member => None,
        // Quirk: what a removal leaves empty stays behind as null (keys.yaml: object: {list: null}).
        (Some(node), Some(shape)) => Some(without(shape, value, &node.below)),
        _ => Some(value.clone()),
    }
}

fn or_null<T: Into<Value>>(whole: T, is_empty: impl Fn(&T) -> bool) -> Value {
    if is_empty(&whole) { Value::Null } else { whole.into() }
}
