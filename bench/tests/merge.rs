//! Our side of `merge.py`: every write is timed, and what became of it told.

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};

fn run(name: &str, case: &Value) -> Output {
    let path = format!("{}/{name}.json", env!("CARGO_TARGET_TMPDIR"));
    fs::write(&path, case.to_string()).unwrap();
    Command::new(env!("CARGO_BIN_EXE_coracle-bench-merge")).args(["--milliseconds", "1", &path]).output().unwrap()
}

fn labels(value: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "labels": {"a": value}}})
}

#[test]
fn writes_are_timed_and_told() {
    let ran = run(
        "merge",
        &json!({
            "name": "labels",
            "before": [{"by": "a", "apply": labels("1")}],
            "writes": [
                {"name": "conflict", "by": "b", "apply": labels("2")},
                {"name": "forced", "by": "b", "force": labels("2")},
                {"name": "update", "by": "u", "update": labels("3")},
            ],
        }),
    );
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let lines: Vec<Value> =
        ran.stdout.split(|byte| *byte == b'\n').filter_map(|l| serde_json::from_slice(l).ok()).collect();
    let names: Vec<_> = lines.iter().map(|line| line["write"].as_str().unwrap()).collect();
    assert_eq!(names, ["conflict", "forced", "update"]);
    for line in &lines {
        assert!(line["whole_us"].as_f64() > Some(0.0) && line["merge_us"].as_f64() > Some(0.0), "{line}");
    }
    assert_eq!(lines[0]["result"], json!({"conflicts": [".metadata.labels.a: conflict with \"a\""]}));
    for (line, manager, value) in [(&lines[1], "b", "2"), (&lines[2], "u", "3")] {
        let metadata = &line["result"]["object"]["metadata"];
        assert_eq!(metadata["labels"]["a"], value);
        assert_eq!(metadata["managedFields"].as_array().unwrap().len(), 1, "{metadata}");
        assert_eq!(metadata["managedFields"][0]["manager"], manager);
    }
}

#[test]
fn what_is_no_case_is_an_error() {
    let unknown = json!({"apiVersion": "v1", "kind": "Unknown"});
    for (case, told) in [
        (json!({}), "nothing is there before the writes"),
        (json!({"name": "a", "before": [{"apply": unknown}]}), "no kind of this program: Unknown"),
        (json!({"name": "a", "before": [{"by": "a", "apply": labels("1")}], "writes": [{}]}), "a write has a document"),
    ] {
        let ran = run("no-case", &case);
        assert!(!ran.status.success());
        assert!(String::from_utf8_lossy(&ran.stderr).contains(told), "{}", String::from_utf8_lossy(&ran.stderr));
    }
}
