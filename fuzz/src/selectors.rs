//! Label and field selectors.

use std::borrow::Cow;

use coracle_object::selectors::{FieldSelector, LabelSelector};
use coracle_object::{Members, Value};

/// Two selectors and labels, between bytes that are no UTF-8.
pub fn selectors(data: &[u8]) {
    let mut parts = data.split(|byte| *byte == 0xff).map(String::from_utf8_lossy);
    let mut part = || parts.next().unwrap_or_default();
    let (one, other, labels) = (part(), part(), part());
    let pairs = labels.split(',').filter_map(|pair| pair.split_once('='));
    let labels: Members = pairs.map(|(key, value)| (key.to_owned(), Value::from(value))).collect();
    by_labels(&one, &other, &labels);
    by_fields(&one, &other, &labels);
}

/// Both of two selectors are one that is written with a comma between them.
fn by_labels(one: &str, other: &str, labels: &Members) {
    let read = |text: &str| {
        let selector = LabelSelector::parse(text);
        if let Err(error) = &selector {
            assert!(!error.to_string().is_empty());
        }
        selector.ok()
    };
    let (Some(a), Some(b)) = (read(one), read(other)) else { return };
    for selector in [&a, &b] {
        assert!(!selector.is_empty() || (selector.matches(None) && selector.matches(Some(labels))));
        assert_eq!(selector.matches(None), selector.matches(Some(&Members::new())));
    }
    // A zero byte ends a selector, whatever follows it.
    if one.contains('\0') || a.is_empty() || b.is_empty() {
        return;
    }
    let both = LabelSelector::parse(&format!("{one},{other}")).expect("two selectors are one");
    assert_eq!(both.matches(Some(labels)), a.matches(Some(labels)) && b.matches(Some(labels)));
}

fn by_fields(one: &str, other: &str, fields: &Members) {
    let (Ok(a), Ok(b)) = (FieldSelector::parse(one), FieldSelector::parse(other)) else { return };
    let value = |field: &str| Cow::from(fields.get(field).and_then(Value::as_str).unwrap_or_default());
    for selector in [&a, &b] {
        assert_eq!(selector.is_empty(), selector.fields().next().is_none());
        // A field that must have a value has it wherever the selector matches.
        if selector.matches(value) {
            for field in selector.fields() {
                assert!(selector.required(field).is_none_or(|required| required == value(field)));
            }
        }
    }
    let both = FieldSelector::parse(&format!("{one},{other}")).expect("two selectors are one");
    assert_eq!(both.matches(value), a.matches(value) && b.matches(value));
    assert_eq!(both.fields().count(), a.fields().count() + b.fields().count());
}
