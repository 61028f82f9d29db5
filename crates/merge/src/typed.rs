//! Walks of one typed value: the paths it sets, what is left when paths are removed, and how its items are told apart.

use coracle_object::schema::{Field, List, Struct, Topology, Type};
use coracle_object::text::quote;
use coracle_object::{Members, Value};

use crate::path::{Path, PathElement, compare_values};
use crate::set::Set;
use crate::shape::{Shape, key_default};

/// How an item of a set or keyed list is pointed at.
///
/// # Errors
/// The reference's words for an item that cannot be pointed at.
// Upstream: structured-merge-diff/typed/helpers.go listItemToPathElement (v6.4.2)
pub(crate) fn item_element(list: &List, item: &Value) -> Result<PathElement, String> {
    match list.topology {
        Topology::Atomic => Err("invalid indexing of non-associative list".to_owned()),
        Topology::Keyed(keys) => keyed_element(list, keys, item),
        Topology::Set => match item {
            Value::Object(_) => Err("associative list without keys has an element that's a map type".to_owned()),
            Value::Array(_) => Err("not supported: associative list with lists as elements".to_owned()),
            Value::Null => Err("associative list without keys has an element that's an explicit null".to_owned()),
            scalar => Ok(PathElement::Value(Box::new(scalar.clone()))),
        },
    }
}

fn keyed_element(list: &List, keys: &[&str], item: &Value) -> Result<PathElement, String> {
    let members = match item {
        Value::Object(members) => members,
        Value::Null => return Err("associative list with keys may not have a null element".to_owned()),
        _ => return Err("associative list with keys may not have non-map elements".to_owned()),
    };
    let mut key: Vec<_> = keys
        .iter()
        .filter_map(|name| {
            let value = members.get(*name).cloned().or_else(|| key_default(list, name))?;
            Some(((*name).to_owned(), value))
        })
        .collect();
    if key.is_empty() {
        let names: Vec<_> = keys.iter().map(|name| quote(name)).collect();
        return Err(format!(
            "associative list with keys has an element that omits all key fields [{}] (and doesn't have default values for any key fields)",
            names.join(" ")
        ));
    }
    key.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(PathElement::Key(key))
}

/// Whether every item of a set or keyed list within a value can be pointed at.
pub(crate) fn is_pointable(of: &Struct, value: &Value) -> bool {
    let given = |field: &Field| value.get(field.name).is_none_or(|value| items_are_pointable(&field.ty, value));
    of.fields.iter().all(given)
}

fn items_are_pointable(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Struct(of), value) => is_pointable(of, value),
        (Type::List(list), Value::Array(items)) => {
            let pointed = |item: &Value| list.topology == Topology::Atomic || item_element(list, item).is_ok();
            let within = has_pointed(&list.of);
            items.iter().all(|item| pointed(item) && (!within || items_are_pointable(&list.of, item)))
        }
        _ => true,
    }
}

/// Whether there are sets or keyed lists within a type.
fn has_pointed(ty: &Type) -> bool {
    match ty {
        Type::Struct(of) => of.fields.iter().any(|field| has_pointed(&field.ty)),
        Type::List(list) => list.topology != Topology::Atomic || has_pointed(&list.of),
        _ => false,
    }
}

/// Items with how they are pointed at; those that cannot be are left out.
pub(crate) fn indexed<'v>(list: &List, items: Option<&'v Vec<Value>>) -> Vec<(PathElement, &'v Value)> {
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
    let mut walk = FieldSet { set: Set::new(), path: Vec::new() };
    walk.value(shape, value);
    walk.set
}

struct FieldSet {
    set: Set,
    path: Path,
}

impl FieldSet {
    fn value(&mut self, shape: Shape, value: &Value) {
        if matches!(shape, Shape::Scalar(_)) || shape.is_atomic() {
            self.set.insert(&self.path);
            return;
        }
        match (shape, value) {
            (Shape::List(list), Value::Array(items)) => self.items(list, items),
            (_, Value::Object(members)) => self.members(shape, members),
            _ => {}
        }
    }

    fn members(&mut self, shape: Shape, members: &Members) {
        for (name, value) in members {
            self.path.push(PathElement::Field(name.clone()));
            if let Some(inner) = shape.member(name) {
                self.value(inner, value);
            }
            let empty = value.is_null() || value.as_object().is_some_and(Members::is_empty);
            if empty || !shape.names(name) {
                self.set.insert(&self.path);
            }
            self.path.pop();
        }
    }

    /// Items that are there more than once are owned as one, without looking into them.
    fn items(&mut self, list: &List, items: &Vec<Value>) {
        let mut counted = std::collections::BTreeMap::new();
        let indexed = indexed(list, Some(items));
        for (element, _) in &indexed {
            *counted.entry(element).or_insert(0_usize) += 1;
        }
        for (element, item) in &indexed {
            self.path.push(element.clone());
            if counted.get(element) == Some(&1) {
                self.value(Shape::of(&list.of), item);
            }
            self.set.insert(&self.path);
            self.path.pop();
        }
    }
}

/// What is left of the value without the members and items of the set; null where nothing is.
// Upstream: structured-merge-diff/typed/remove.go removeItemsWithSchema (v6.4.2)
pub(crate) fn without(shape: Shape, value: &Value, removed: &Set) -> Value {
    match (shape, value) {
        (Shape::Scalar(_), _) => value.clone(),
        // Quirk: an atomic value of which a part is to be removed goes as a whole.
        _ if shape.is_atomic() => Value::Null,
        (Shape::List(list), Value::Array(items)) => {
            let kept = items.iter().filter_map(|item| {
                let element = item_element(list, item).ok();
                kept(Some(Shape::of(&list.of)), item, element.as_ref(), removed)
            });
            or_null(kept.collect::<Vec<_>>(), Vec::is_empty)
        }
        (_, Value::Object(members)) => {
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
