//! What objects are looked for by without being read: their labels, as marks of their records.
//!
//! A selector may look for some of what it wants, and whoever uses it looks into what that leaves.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use coracle_object::places::Places;
use coracle_object::selectors::LabelSelector;
use coracle_store::{Marks, Sought};

/// Of a selector, so many requirements are looked for, and of such that leave a label so many values; the rest is found by looking into
/// what is left.
const SOUGHT_MAX: usize = 8;

/// The marks of a stored value: its labels'.
pub fn marks_of(value: &[u8]) -> Marks {
    let Some(places) = Places::of(value) else { return Marks::ALL };
    let mut marks = Marks::default();
    places.each_label(value, |key, value| marks = marks.and(mark(key, value)));
    marks
}

fn mark(key: &str, value: &str) -> Marks {
    let mut hasher = DefaultHasher::new();
    (key, value).hash(&mut hasher);
    Marks::of(hasher.finish())
}

/// What a selector looks for in values, if there is anything that they are marked by.
pub fn sought(labels: &LabelSelector) -> Option<Arc<Sought>> {
    let one_of =
        labels.named().map(|(key, values)| values.map(|value| mark(key, value)).take(SOUGHT_MAX + 1).collect());
    let few = one_of.filter(|one_of: &Vec<Marks>| one_of.len() <= SOUGHT_MAX).take(SOUGHT_MAX);
    let sought: Vec<_> = few.collect();
    (!sought.is_empty()).then(|| Arc::new(Sought(sought)))
}

#[cfg(test)]
mod tests {
    use coracle_object::encode::encode;
    use coracle_object::json;

    use super::*;

    #[test]
    fn what_a_selector_selects_may_be_what_is_sought() {
        let values = [
            json!({"a": "b"}),
            json!({"a": "c", "d": "e", "x": ""}),
            json!({"a": "b", "d": "f"}),
            json!({}),
            json!(null),
        ];
        let many: Vec<String> = (0..SOUGHT_MAX + 1).map(|n| format!("v{n}")).collect();
        let many = format!("a in (b,{})", many.join(","));
        // What is selected, and what is found where something is looked for.
        for (text, selected, found) in [
            ("a=b", &[0, 2][..], Some(&[0, 2][..])),
            ("a in (b,c),d", &[1, 2], Some(&[0, 1, 2])),
            ("x=", &[1], Some(&[1])),
            ("a=b,d=f", &[2], Some(&[2])),
            ("a=z", &[], Some(&[])),
            ("a!=b", &[1, 3, 4], None),
            (&many, &[0, 2], None),
        ] {
            let selector = LabelSelector::parse(text).unwrap();
            let sought = sought(&selector);
            assert_eq!(sought.is_some(), found.is_some(), "{text}");
            for (i, labels) in values.iter().enumerate() {
                let meta = if labels.is_null() { json!({"name": "n"}) } else { json!({"name": "n", "labels": labels}) };
                let value = encode(&json!({"kind": "A", "apiVersion": "v1", "metadata": meta}));
                assert_eq!(selector.matches(labels.as_object()), selected.contains(&i), "{text} {labels}");
                let may_be = sought.as_ref().is_none_or(|sought| sought.may_be(marks_of(&value)));
                assert_eq!(may_be, found.is_none_or(|found| found.contains(&i)), "{text} {labels}");
            }
        }
        assert_eq!(marks_of(b"{}"), Marks::ALL, "what has no places may have any label");
    }
}
