//! `fieldsV1`, and the algebra of the sets that it writes.

use coracle_merge::{Set, read_fields_v1, write_fields_v1};
use coracle_object::decode::decode_any;
use coracle_object::text::json;

use super::parts;

/// Longer inputs are not listed path by path: a path has all that is above it, and so deep sets have long lists.
const LISTED_BYTES_MAX: usize = 2048;

/// Up to three sets, between zero bytes: each read and written, and the laws between them.
pub fn fields_v1(data: &[u8]) {
    let mut sets: Vec<Set> = parts(data).take(3).filter_map(set).collect();
    sets.resize_with(3, Set::new);
    let [a, b, c] = [&sets[0], &sets[1], &sets[2]];
    for set in [a, b, c] {
        check_alone(set, data.len());
    }
    check_pair(a, b);
    check_pair(b, c);
    assert_eq!(a.union(b).union(c), a.union(&b.union(c)));
    assert_eq!(a.intersection(b).intersection(c), a.intersection(&b.intersection(c)));
    assert_eq!(a.intersection(&b.union(c)), a.intersection(b).union(&a.intersection(c)));
    assert_eq!(a.difference(&b.union(c)), a.difference(b).difference(c));
}

/// A set that was read is written as what reads as the same.
fn set(text: &[u8]) -> Option<Set> {
    let (value, _) = decode_any(text).ok()?;
    let set = read_fields_v1(&value).ok()?;
    let written = write_fields_v1(&set);
    assert_eq!(read_fields_v1(&written).as_ref(), Ok(&set), "a set reads as another: {}", json(&written));
    let (again, findings) = decode_any(json(&written).as_bytes()).expect("what is written can be read");
    assert!(findings.is_empty());
    assert_eq!(read_fields_v1(&again).as_ref(), Ok(&set), "a set's text reads as another");
    Some(set)
}

fn check_alone(set: &Set, bytes: usize) {
    assert_eq!(&set.union(set), set);
    assert_eq!(&set.intersection(set), set);
    assert!(set.difference(set).is_empty() && set.recursive_difference(set).is_empty());
    assert!(set.leaves().difference(set).is_empty());
    if bytes > LISTED_BYTES_MAX {
        return;
    }
    let paths = set.paths();
    assert!(paths.iter().all(|path| set.has(path)));
    assert_eq!(&paths.iter().map(Vec::as_slice).collect::<Set>(), set);
}

fn check_pair(a: &Set, b: &Set) {
    assert_eq!(a.union(b), b.union(a));
    assert_eq!(a.intersection(b), b.intersection(a));
    let (both, only) = (a.intersection(b), a.difference(b));
    assert_eq!(&both.union(&only), a);
    assert!(both.intersection(&only).is_empty() && only.intersection(b).is_empty());
    let below = a.recursive_difference(b);
    assert!(below.difference(&only).is_empty(), "less is left than without what is below");
}
