//! Columns' paths, and what they find.

use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::jsonpath::{Item, JsonPath};

use super::parts;

/// How much is found at most.
const FOUND_MAX: usize = 100_000;

/// What a path finds in a value, or why it cannot be followed.
fn found<'a>(path: &'a JsonPath, value: &'a Value) -> Result<Vec<Vec<Item<'a>>>, String> {
    let found = path.find(value);
    match &found {
        Ok(found) => {
            assert!(found.iter().map(Vec::len).sum::<usize>() <= FOUND_MAX);
            // What a column shows.
            found.iter().flatten().next().map(Item::printed);
        }
        Err(error) => assert!(!error.is_empty()),
    }
    found
}

/// Two paths, and documents in which they are followed. Both of them are one template.
pub fn jsonpath(data: &[u8]) {
    let mut parts = parts(data);
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (one, other) = (text(), text());
    let read = |text: &str| JsonPath::parse(text).inspect_err(|error| assert!(!error.is_empty())).ok();
    let (first, second) = (read(&one), read(&other));
    let both = (!one.contains(['{', '}']) && !other.contains(['{', '}']) && first.is_some() && second.is_some())
        .then(|| JsonPath::parse(&format!("{one}}}{{{other}")).expect("two paths are one template"));
    for document in parts {
        let Ok((document, _)) = decode_any(document) else { continue };
        let separate = [&first, &second].map(|path| path.as_ref().map(|path| found(path, &document)));
        let Some(both) = &both else { continue };
        match (found(both, &document), separate) {
            (Err(error), _) if error.ends_with("steps") => {}
            (both, [Some(first), Some(second)]) => {
                assert_eq!(both, first.and_then(|first| Ok([first, second?].concat())));
            }
            _ => {}
        }
    }
}
