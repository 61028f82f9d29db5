//! Merge patch: what the recorded lines do not show.

use coracle_patch::{Error, merge_patch, well_formed};

fn merged(current: &str, patch: &str) -> String {
    String::from_utf8(merge_patch(current.as_bytes(), patch.as_bytes(), true).unwrap().text).unwrap()
}

#[test]
fn what_is_no_patch_is_a_bad_request() {
    for (patch, strict, lax) in [
        ("{", Some("invalid JSON patch"), Some("invalid JSON patch")),
        ("null", Some("Invalid JSON Patch"), Some("Invalid JSON Patch")),
        (
            "\"x\"",
            Some("error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}"),
            Some("Invalid JSON Patch"),
        ),
        (
            "[]",
            Some("error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}"),
            None,
        ),
        (
            r#"{"a":1e999}"#,
            Some("error decoding patch: json: cannot unmarshal number 1e999 into Go value of type float64"),
            None,
        ),
    ] {
        for (strictly, expected) in [(true, strict), (false, lax)] {
            let error = merge_patch(b"{}", patch.as_bytes(), strictly).err();
            assert_eq!(error, expected.map(|e| Error::BadRequest(e.to_owned())), "{patch}");
        }
    }
}

#[test]
fn being_well_formed_is_asked_first() {
    assert_eq!(well_formed(b"metadata:\n  labels: {}\n"), Err(Error::BadRequest("invalid JSON patch".to_owned())));
    assert_eq!(well_formed(b" {\"a\":[1,2]} \n"), Ok(()));
}

#[test]
fn only_what_is_touched_is_rewritten() {
    let current = r#"{"z":{"b":1.50,"a":1E5},"y":[{"b":1,"a":2}],"x":{"b":1,"a":"<"}}"#;
    for (patch, result) in [
        ("{}", r#"{"x":{"b":1,"a":"\u003c"},"y":[{"b":1,"a":2}],"z":{"b":1.50,"a":1E5}}"#),
        (r#"{"x":{}}"#, r#"{"x":{"a":"\u003c","b":1},"y":[{"b":1,"a":2}],"z":{"b":1.50,"a":1E5}}"#),
        // A list in an object's place keeps its text, nulls of its members included.
        (
            r#"{"x":[{"c":null,"b":1,"a":2}]}"#,
            r#"{"x":[{"c":null,"b":1,"a":2}],"y":[{"b":1,"a":2}],"z":{"b":1.50,"a":1E5}}"#,
        ),
        (
            r#"{"y":[{"c":null,"b":1,"a":2},null]}"#,
            r#"{"x":{"b":1,"a":"\u003c"},"y":[{"a":2,"b":1},null],"z":{"b":1.50,"a":1E5}}"#,
        ),
        (r#"{"x":null,"y":null,"z":{"b":null,"c":{"d":null}}}"#, r#"{"z":{"a":1E5,"c":{}}}"#),
        (r#"{"x":1,"y":1,"z":{"a":2},"z":null}"#, r#"{"x":1,"y":1}"#),
    ] {
        assert_eq!(merged(current, patch), result, "{patch}");
    }
}

#[test]
fn findings_are_the_patchs_own() {
    let patched = merge_patch(br#"{"a":1,"a":2}"#, br#"{"m":{"l":{"a":"5","a":"6"}}}"#, true).unwrap();
    assert_eq!(patched.findings, [r#"duplicate field "m.l.a""#]);
    assert_eq!(patched.text, br#"{"a":2,"m":{"l":{"a":"6"}}}"#);
}

#[test]
fn deep_patches_do_not_overflow() {
    let run = || {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000));
        assert_eq!(merged("{}", &deep), deep);
        assert_eq!(merged(&deep, &deep), deep);
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap();
}
