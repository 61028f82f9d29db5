//! Paths, and what they find.

use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::json;
use coracle_object::jsonpath::{Item, JsonPath};

use super::{on_big_stack, rows, text};

/// What a path finds as the rows have it: each part's texts, sorted.
fn found(path: &JsonPath, document: &Value) -> Result<Value, String> {
    let sorted = |part: Vec<Item<'_>>| {
        let mut texts: Vec<String> = part.iter().map(Item::printed).collect();
        texts.sort();
        Value::from(texts)
    };
    Ok(path.find(document)?.into_iter().map(sorted).collect::<Vec<_>>().into())
}

#[test]
fn paths() {
    let rows = rows(include_str!("paths.jsonl"));
    let documents = rows[0].get("documents").and_then(Value::as_array).unwrap().iter().filter_map(Value::as_str);
    let documents: Vec<Value> = documents.map(|text| decode_any(text.as_bytes()).unwrap().0).collect();
    let (mut wrong, mut followed) = (Vec::new(), 0);
    for row in &rows {
        let Some((path, error)) = text(row, "path").zip(text(row, "error")) else { continue };
        let parsed = match JsonPath::parse(path) {
            Ok(parsed) if error.is_empty() => parsed,
            parsed => {
                let ours = parsed.err().unwrap_or_default();
                if ours != error {
                    wrong.push(format!("{path:?}: {ours:?}, not {error:?}"));
                }
                continue;
            }
        };
        for (document, result) in documents.iter().zip(row.get("results").and_then(Value::as_array).unwrap()) {
            let gos = match (result.get("found"), text(result, "error")) {
                (Some(found), _) => Ok(found.clone()),
                (_, Some(error)) => Err(error.to_owned()),
                // The order of members matters, and Go has none.
                _ => continue,
            };
            followed += 1;
            let ours = found(&parsed, document);
            if ours != gos && !(is_shown(&ours) && is_shown(&gos)) {
                wrong.push(format!("{path:?}: {ours:?}, not {gos:?}"));
            }
        }
    }
    assert!(followed > 500, "{followed}");
    assert_eq!(wrong, Vec::<String>::new());
}

/// Whether it is the error that shows a value, which Go does in a form of its own.
fn is_shown(result: &Result<Value, String>) -> bool {
    result.as_ref().is_err_and(|error| error.ends_with("is not array or slice and cannot be filtered"))
}

/// With each `..`, the ways that lead to the end of something deep would be as many more.
#[test]
fn no_more_steps_than_are_allowed() {
    on_big_stack(|| {
        let stops = |path: &str, object: &Value| {
            let error = JsonPath::parse(path).unwrap().find(object).err();
            assert_eq!(error.as_deref(), Some("more than 100000 steps"), "{}", &path[..path.len().min(40)]);
        };
        let deep = (0..9_000).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        let deep = json!({"spec": deep});
        for path in ["...*...*", "...*...*...*...*", ".spec..[0]..[0]..[0]", ".spec[?(@...*...*...*)]"] {
            stops(path, &deep);
        }
        let wide: Value = (0..90_000).collect();
        assert_eq!(JsonPath::parse("[*]").unwrap().find(&wide).unwrap()[0].len(), 90_000);
        // Ways that lead nowhere are gone, too.
        let many = |one: &str| format!("[ {one}{}]", format!(",{one}").repeat(5_000));
        stops(&format!("[*]{}", many("0")), &(0..90_000).map(|_| Value::Null).collect());
        stops(&format!("[*]{}", many("'a'")), &(0..90_000).map(|_| json!({})).collect());
        stops(&many("?(@!=@)"), &(0..1_000).collect());
        stops(&many("?(@!=@)"), &json!(["x".repeat(1 << 20)]));
        stops(&many("?(@)"), &(0..1_000).collect());
    });
}

#[test]
fn long_and_deep_paths() {
    on_big_stack(|| {
        assert!(JsonPath::parse(&".a".repeat(1 << 20)).is_err_and(|error| error == "longer than 65536 bytes"));
        assert!(JsonPath::parse(&".a".repeat(30_000)).is_ok());
        assert!(JsonPath::parse(&"[0,".repeat(20_000)).is_err_and(|error| error == "unterminated array"));
        assert!(JsonPath::parse(&format!("[{}1]", "1,".repeat(30_000))).is_ok());
        // Each filter ends behind the text in quotes that the one around it begins with.
        let filters = format!("{}1{}", "[?('".repeat(1_000), ")]'=='a')]".repeat(1_000));
        assert!(JsonPath::parse(&filters).is_err());
    });
}
