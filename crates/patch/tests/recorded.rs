//! The reference's own libraries' answers, line by line.

use coracle_patch::{json_patch, merge_patch};
use serde_json::value::RawValue;

/// One recorded question and its answer. The texts inside `case` matter to the byte.
struct Recorded {
    name: String,
    document: String,
    patch: String,
    result: Option<String>,
}

fn recorded(lines: &str) -> Vec<Recorded> {
    let text = |v: &RawValue| v.get().to_owned();
    lines
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            let case: std::collections::HashMap<String, &RawValue> =
                serde_json::from_str(line["case"].as_str().unwrap()).unwrap();
            Recorded {
                name: text(case["n"]),
                document: text(case["d"]),
                patch: text(case["p"]),
                result: line.get("result").map(|r| r.as_str().unwrap().to_owned()),
            }
        })
        .collect()
}

#[test]
fn json_patches_come_out_as_recorded() {
    let cases = recorded(include_str!("data/json-patch.jsonl"));
    assert_eq!(cases.len(), 94);
    for case in cases {
        let ours = json_patch(case.document.as_bytes(), case.patch.as_bytes(), false);
        let ours = ours.ok().map(|p| String::from_utf8(p.text).unwrap());
        assert_eq!(ours, case.result, "{}", case.name);
    }
}

#[test]
fn merge_patches_come_out_as_recorded() {
    let cases = recorded(include_str!("data/merge-patch.jsonl"));
    assert_eq!(cases.len(), 22);
    for case in cases {
        let ours = merge_patch(case.document.as_bytes(), case.patch.as_bytes(), false);
        let ours = ours.ok().map(|p| String::from_utf8(p.text).unwrap());
        assert_eq!(ours, case.result, "{}", case.name);
    }
}
