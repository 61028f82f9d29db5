//! From a set of paths back to the values of an object: which of them it has.

use coracle_object::{SchemaRef, Value};

use crate::set::{Node, Set};
use crate::shape::{Form, Shape};
use crate::typed::item_element;

/// Shows each value of the object that the set has, as itself or as a part of what is owned as a whole; in no order that means anything.
///
/// What the schema does not know is taken for anything, as it is in who owns what.
pub fn each_within<'v, 's>(
    schema: impl Into<SchemaRef<'s>>,
    object: &'v Value,
    set: &Set,
    show: &mut impl FnMut(&'v Value),
) {
    below(Shape::from(schema.into()), object, set, show);
}

fn below<'v>(shape: Shape, value: &'v Value, set: &Set, show: &mut impl FnMut(&'v Value)) {
    let form = shape.form(value);
    if set.is_empty() || matches!(form, Form::Scalar(_)) || shape.is_atomic(form) {
        return;
    }
    match value {
        Value::Object(members) => {
            let found = members.iter().filter_map(|(name, value)| Some((name, value, set.field(name)?)));
            found.for_each(|(name, value, node)| at(shape.member(name).unwrap_or(Shape::Any), value, node, show));
        }
        Value::Array(items) => {
            let node = |item| set.get(&item_element(shape, item).ok()?);
            let found = items.iter().filter_map(|item| Some((item, node(item)?)));
            found.for_each(|(item, node)| at(shape.item().unwrap_or(Shape::Any), item, node, show));
        }
        _ => {}
    }
}

fn at<'v>(shape: Shape, value: &'v Value, node: &Node, show: &mut impl FnMut(&'v Value)) {
    let form = shape.form(value);
    match (node.member, matches!(form, Form::Scalar(_)) || shape.is_atomic(form)) {
        (true, true) => return whole(value, show),
        (true, false) => show(value),
        (false, _) => {}
    }
    below(shape, value, &node.below, show);
}

fn whole<'v>(value: &'v Value, show: &mut impl FnMut(&'v Value)) {
    show(value);
    match value {
        Value::Object(members) => members.values().for_each(|value| whole(value, show)),
        Value::Array(items) => items.iter().for_each(|item| whole(item, show)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;
    use coracle_object::schema;

    use super::*;
    use crate::fieldsv1;
    use crate::typed::field_set;

    fn within(object: &Value, fields: &Value) -> Vec<String> {
        let set = fieldsv1::read(fields).unwrap();
        let mut found = Vec::new();
        each_within(&schema::ENDPOINTS, object, &set, &mut |value| found.push(value.to_string()));
        found.sort();
        found
    }

    #[test]
    fn a_set_has_what_it_names_and_all_of_what_is_owned_as_a_whole() {
        let object = json!({
            "metadata": {"labels": {"a": "1", "b": "2"}, "finalizers": ["x", "y"], "ownerReferences": [{"uid": "u", "name": "n"}]},
            "subsets": [{"addresses": [{"ip": "1.2.3.4"}]}],
        });
        for (fields, expected) in [
            (json!({}), vec![]),
            (json!({"f:metadata": {"f:labels": {"f:a": {}}}}), vec!["\"1\""]),
            (json!({"f:metadata": {"f:labels": {".": {}, "f:b": {}}}}), vec!["\"2\"", r#"{"a":"1","b":"2"}"#]),
            (json!({"f:metadata": {"f:finalizers": {"v:\"y\"": {}}}}), vec!["\"y\""]),
            (
                json!({"f:metadata": {"f:ownerReferences": {"k:{\"uid\":\"u\"}": {}}}}),
                vec!["\"n\"", "\"u\"", r#"{"uid":"u","name":"n"}"#],
            ),
            // An owner is one value.
            (json!({"f:metadata": {"f:ownerReferences": {"k:{\"uid\":\"u\"}": {"f:name": {}}}}}), vec![]),
            (json!({"f:metadata": {"f:ownerReferences": {"k:{\"uid\":\"other\"}": {}}}}), vec![]),
            (json!({"f:metadata": {"f:nothing": {}}, "f:other": {}}), vec![]),
            (
                json!({"f:subsets": {}}),
                vec![
                    "\"1.2.3.4\"",
                    r#"[{"addresses":[{"ip":"1.2.3.4"}]}]"#,
                    r#"[{"ip":"1.2.3.4"}]"#,
                    r#"{"addresses":[{"ip":"1.2.3.4"}]}"#,
                    r#"{"ip":"1.2.3.4"}"#,
                ],
            ),
        ] {
            assert_eq!(within(&object, &fields), expected, "{fields}");
        }
    }

    #[test]
    fn every_leaf_is_within_what_the_object_sets() {
        let object =
            json!({"metadata": {"labels": {"a": "1"}, "finalizers": ["x"]}, "subsets": [{"ports": [{"port": 1}]}]});
        let set = field_set(Shape::from(SchemaRef::Go(&schema::ENDPOINTS)), &object);
        let mut leaves = Vec::new();
        each_within(&schema::ENDPOINTS, &object, &set, &mut |value| {
            leaves.extend((!value.is_object() && !value.is_array()).then(|| value.to_string()));
        });
        leaves.sort();
        assert_eq!(leaves, ["\"1\"", "\"x\"", "1"]);
    }
}
