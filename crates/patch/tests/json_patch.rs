//! JSON Patch: what the recorded lines do not show.

use coracle_patch::{COPY_BYTES_MAX, Error, OPERATIONS_MAX, json_patch};

const CURRENT: &str = r#"{"kind":"Endpoints","metadata":{"name":"a","labels":{"b":"1","a":"x\u003cy"}},"n":[1,2.0]}"#;

fn bad(message: &str) -> Error {
    Error::BadRequest(message.to_owned())
}

fn patched(patch: &str) -> Option<String> {
    patched_from(CURRENT, patch)
}

fn patched_from(current: &str, patch: &str) -> Option<String> {
    match json_patch(current.as_bytes(), patch.as_bytes(), false) {
        Ok(patched) => Some(String::from_utf8(patched.text).unwrap()),
        Err(Error::Unprocessable) => None,
        Err(other) => panic!("{patch}: {other}"),
    }
}

#[test]
fn what_is_no_patch_is_a_bad_request() {
    for (patch, strict, lax) in [
        ("{", "invalid JSON patch", "invalid JSON patch"),
        ("", "invalid JSON patch", "invalid JSON patch"),
        (
            "{}",
            "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp",
            "json: cannot unmarshal object into Go value of type jsonpatch.Patch",
        ),
        (
            "\"x\"",
            "error decoding patch: json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp",
            "json: cannot unmarshal string into Go value of type jsonpatch.Patch",
        ),
        (
            "[{},5,\"x\"]",
            "error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp",
            "json: cannot unmarshal number into Go value of type jsonpatch.Operation",
        ),
        (
            "[[]]",
            "error decoding patch: json: cannot unmarshal array into Go value of type handlers.jsonPatchOp",
            "json: cannot unmarshal array into Go value of type jsonpatch.Operation",
        ),
    ] {
        assert_eq!(json_patch(CURRENT.as_bytes(), patch.as_bytes(), true), Err(bad(strict)));
        assert_eq!(json_patch(CURRENT.as_bytes(), patch.as_bytes(), false), Err(bad(lax)));
    }
}

#[test]
fn members_of_a_wrong_kind_are_bad_requests_only_to_a_strict_reader() {
    for (patch, member, found) in [
        (r#"[{"op":5,"path":[]}]"#, "op of type string", "number"),
        (r#"[{"op":"add","path":[]}]"#, "path of type string", "array"),
        (r#"[{"op":"add","from":{}}]"#, "from of type string", "object"),
        (r#"[{"op":true}]"#, "op of type string", "bool"),
        (r#"[{"op":"add","path":"/x","value":[1e999]}]"#, "value of type float64", "number 1e999"),
    ] {
        let message =
            format!("error decoding patch: json: cannot unmarshal {found} into Go struct field jsonPatchOp.{member}");
        assert_eq!(json_patch(CURRENT.as_bytes(), patch.as_bytes(), true), Err(bad(&message)));
        assert!(!matches!(json_patch(CURRENT.as_bytes(), patch.as_bytes(), false), Err(Error::BadRequest(_))));
    }
}

#[test]
fn findings_name_the_operation() {
    let patch = r#"[{"op":"test","path":"/kind","value":"Endpoints","extra":1,"Op":""},
        {"op":"add","op":"add","path":"/x","value":{"a":[{"b":1,"b":2}]}},null]"#;
    let patch = patch.replace(",null]", "]");
    let found = json_patch(CURRENT.as_bytes(), patch.as_bytes(), true).unwrap().findings;
    assert_eq!(
        found,
        [
            r#"json patch unknown field "[0].extra""#,
            r#"json patch unknown field "[0].Op""#,
            r#"json patch duplicate field "[1].op""#,
            r#"json patch duplicate field "[1].value.a[0].b""#,
        ]
    );
    assert_eq!(json_patch(CURRENT.as_bytes(), patch.as_bytes(), false).unwrap().findings, [""; 0]);
}

#[test]
fn operations_are_counted_before_they_are_applied() {
    let patch =
        |count: usize| format!("[{}]", vec![r#"{"op":"test","path":"/kind","value":"Endpoints"}"#; count].join(","));
    assert!(json_patch(CURRENT.as_bytes(), patch(OPERATIONS_MAX).as_bytes(), true).is_ok());
    assert_eq!(
        json_patch(CURRENT.as_bytes(), patch(OPERATIONS_MAX + 2).as_bytes(), true),
        Err(Error::TooLarge("The allowed maximum operations in a JSON patch is 10000, got 10002".to_owned()))
    );
}

#[test]
fn places_are_found_as_the_reference_finds_them() {
    for (patch, labels) in [
        (r#"{"op":"add","path":"/metadata/labels/x~1y","value":"9"}"#, Some(r#""x/y":"9""#)),
        (r#"{"op":"add","path":"/metadata/labels/x~0y","value":"9"}"#, Some(r#""x~y":"9""#)),
        (r#"{"op":"add","path":"/metadata/labels/x~2y~","value":"9"}"#, Some(r#""x~2y~":"9""#)),
        (r#"{"op":"add","path":"/metadata/labels/x~01","value":"9"}"#, Some(r#""x~1":"9""#)),
        // What stands before the first slash does not matter.
        (r#"{"op":"add","path":"zz/metadata/labels/x","value":"9"}"#, Some(r#""x":"9""#)),
        (r#"{"op":"add","path":"metadata/labels/x","value":"9"}"#, None),
        (r#"{"op":"add","path":"/bogus/deep","value":"9"}"#, None),
        (r#"{"op":"add","path":"x","value":"9"}"#, None),
        (r#"{"op":"add","path":"","value":{}}"#, None),
        (r#"{"op":"replace","path":"/metadata/labels/none","value":"9"}"#, Some(r#""none":"9""#)),
        (r#"{"op":"copy","from":"/metadata/labels/none","path":"/metadata/labels/n"}"#, Some(r#""n":null"#)),
        (r#"{"op":"move","from":"/metadata/labels/none","path":"/metadata/labels/n"}"#, None),
        (r#"{"op":"remove","path":"/metadata/labels/none"}"#, None),
        (r#"{"op":"\u0061dd","path":"/metadata/labels/n","value":"9"}"#, Some(r#""n":"9""#)),
        (r#"{"path":"/metadata/labels/n","value":"9"}"#, None),
    ] {
        let expected = labels.map(|new| {
            format!(r#"{{"kind":"Endpoints","metadata":{{"labels":{{"a":"x\u003cy","b":"1",{new}}},"name":"a"}},"n":[1,2.0]}}"#)
        });
        assert_eq!(patched(&format!("[{patch}]")), expected, "{patch}");
    }
}

#[test]
fn indices_are_found_as_the_reference_finds_them() {
    for (operation, list) in [
        (r#""op":"add","path":"/l/-","value":9"#, Some("[1,2,9]")),
        (r#""op":"add","path":"/l/2","value":9"#, Some("[1,2,9]")),
        (r#""op":"add","path":"/l/3","value":9"#, None),
        (r#""op":"add","path":"/l/-1","value":9"#, Some("[1,2,9]")),
        (r#""op":"add","path":"/l/-3","value":9"#, Some("[9,1,2]")),
        (r#""op":"add","path":"/l/-4","value":9"#, None),
        (r#""op":"add","path":"/l/+01","value":9"#, Some("[1,9,2]")),
        (r#""op":"add","path":"/l/","value":9"#, None),
        (r#""op":"add","path":"/l/9223372036854775808","value":9"#, None),
        (r#""op":"replace","path":"/l/-2","value":9"#, Some("[9,2]")),
        (r#""op":"replace","path":"/l/2","value":9"#, None),
        (r#""op":"replace","path":"/l/-","value":9"#, None),
        (r#""op":"remove","path":"/l/-1""#, Some("[1]")),
        (r#""op":"remove","path":"/l/-3""#, None),
        (r#""op":"move","from":"/l/0","path":"/l/1""#, Some("[2,1]")),
        (r#""op":"copy","from":"/l/-1","path":"/l/0""#, Some("[2,1,2]")),
        (r#""op":"copy","from":"/l/2","path":"/l/0""#, None),
    ] {
        let expected = list.map(|list| format!(r#"{{"l":{list}}}"#));
        assert_eq!(patched_from(r#"{"l":[1,2]}"#, &format!("[{{{operation}}}]")), expected, "{operation}");
    }
}

#[test]
fn tests_compare_spellings() {
    for (document, value, equal) in [
        ("1", "1", true),
        ("1", "1.0", false),
        ("[ 1 , 2 ]", "[1,2]", true),
        (r#"{"a":1,"b":[true]}"#, r#"{ "b":[true], "a":1 }"#, true),
        (r#"{"a":1}"#, r#"{"a":1,"b":2}"#, false),
        (r#"{"a":1,"b":2}"#, r#"{"a":1,"c":2}"#, false),
        (r#""A""#, r#""\u0041""#, false),
        (r#""\u003c""#, r#""<""#, false),
        (r#"{"a":null}"#, r#"{"a":null}"#, true),
        (r#"{"a":null}"#, r#"{"a":{}}"#, false),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#, true),
        ("null", "null", true),
        ("{}", "[]", false),
        ("[]", "{}", false),
        ("[[]]", "[[],[]]", false),
    ] {
        let patch = format!(r#"[{{"op":"test","path":"/v","value":{value}}}]"#);
        assert_eq!(patched_from(&format!(r#"{{"v":{document}}}"#), &patch).is_some(), equal, "{document} {value}");
    }
}

#[test]
fn nulls_differ_by_where_they_come_from() {
    let given = r#"{"op":"add","path":"/x","value":null}"#;
    let copied = format!(r#"{given},{{"op":"copy","from":"/x","path":"/y"}}"#);
    for (before, patch, result) in [
        (given, r#"{"op":"test","path":"/x","value":null}"#, true),
        (given, r#"{"op":"test","path":"/x"}"#, false),
        (given, r#"{"op":"test","path":"","value":{"x":null}}"#, false),
        (given, r#"{"op":"add","path":"/x/y","value":1}"#, false),
        (&copied, r#"{"op":"test","path":"/y","value":null}"#, false),
        (&copied, r#"{"op":"test","path":"/y","value":{}}"#, true),
        (&copied, r#"{"op":"test","path":"/y/z","value":null}"#, true),
        (&copied, r#"{"op":"remove","path":"/y/z"}"#, false),
    ] {
        assert_eq!(patched_from("{}", &format!("[{before},{patch}]")).is_some(), result, "{before} {patch}");
    }
}

/// Each of these crashes the reference, which then cuts the connection and changes nothing.
#[test]
fn what_crashes_the_reference_is_refused() {
    for patch in [
        r#"{"op":"test","path":""}"#,
        r#"{"op":"replace","path":""}"#,
        r#"{"op":"add","path":"/x","value":null},{"op":"copy","from":"/x","path":"/y"},{"op":"add","path":"/y/z","value":1}"#,
        r#"{"op":"add","path":"/x","value":[null]},{"op":"test","path":"/x","value":[null]}"#,
        r#"{"op":"add","path":"/x","value":[1]},{"op":"test","path":"/x","value":[null]}"#,
    ] {
        assert_eq!(patched(&format!("[{patch}]")), None, "{patch}");
    }
}

#[test]
fn only_what_is_touched_is_rewritten() {
    let current = r#"{ "b" : {"z":1,"a":1.50,"a":1E5}, "a" : [ {"y":"<\"&","x":"\u0041\u2028"} ,  2 ] }"#
        .replace("\\u2028", "\u{2028}");
    let untouched = r#"{"a":[{"y":"\u003c\"\u0026","x":"\u0041\u2028"},2],"b":{"z":1,"a":1.50,"a":1E5}}"#;
    let touched = r#"{"a":[{"x":"\u0041\u2028","y":"\u003c\"\u0026"},2],"b":{"a":1E5,"z":1}}"#;
    assert_eq!(patched_from(&current, "[]").unwrap(), untouched);
    let tests = r#"[{"op":"test","path":"/b/none"},{"op":"test","path":"/a/0/none"}]"#;
    assert_eq!(patched_from(&current, tests).unwrap(), touched);
}

#[test]
fn copies_are_bounded_in_bytes() {
    // A copied string of n characters counts n + 2 bytes.
    let patch = |length: usize| {
        let text = "x".repeat(length);
        format!(
            r#"[{{"op":"add","path":"/x","value":"{text}"}},{{"op":"copy","from":"/x","path":"/y"}},{{"op":"copy","from":"/x","path":"/z"}}]"#
        )
    };
    assert!(patched(&patch(COPY_BYTES_MAX / 2 - 2)).is_some());
    assert_eq!(patched(&patch(COPY_BYTES_MAX / 2 - 1)), None);
}

#[test]
fn many_operations_deep_in_a_large_document_are_fast() {
    let current = format!(r#"{{"big":[{}],"m":{{"l":{{}}}}}}"#, vec![r#"{"a":"0123456789"}"#; 100_000].join(","));
    let operations: Vec<_> =
        (0..OPERATIONS_MAX).map(|i| format!(r#"{{"op":"add","path":"/m/l/k{i}","value":{i}}}"#)).collect();
    let text = patched_from(&current, &format!("[{}]", operations.join(","))).unwrap();
    assert!(text.ends_with(r#""k9999":9999}}}"#));
}

#[test]
fn many_operations_on_a_long_list_are_fast() {
    let long = format!("[{}]", vec!["1"; 500_000].join(","));
    let insert = vec![r#",{"op":"add","path":"/l/250000","value":2}"#; OPERATIONS_MAX - 1].concat();
    let text = patched(&format!(r#"[{{"op":"add","path":"/l","value":{long}}}{insert}]"#)).unwrap();
    assert_eq!(text.matches(",2").count(), OPERATIONS_MAX);
}

#[test]
fn deep_values_neither_overflow_nor_crawl() {
    let run = || {
        let deep = |depth: usize| format!(r#"{}1{}"#, r#"{"a":"#.repeat(depth), "}".repeat(depth));
        let path = "/a".repeat(9_990);
        let add =
            format!(r#"[{{"op":"add","path":"/a","value":{}}},{{"op":"add","path":"{path}","value":2}}]"#, deep(9_995));
        assert!(patched(&add).is_some());
        let test =
            format!(r#"[{{"op":"add","path":"/a","value":{0}}},{{"op":"test","path":"/a","value":{0}}}]"#, deep(9_995));
        assert!(patched(&test).is_some());
        // Two operations together nest deeper than the reference writes.
        let both = format!(
            r#"[{{"op":"add","path":"/a","value":{0}}},{{"op":"add","path":"{path}","value":{0}}}]"#,
            deep(9_995)
        );
        assert_eq!(patched(&both), None);
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap();
}
