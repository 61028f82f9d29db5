//! Strategic merge patch: the reference's library's own answers, and the rules that they show.

use coracle_object::{
    Value,
    decode::decode,
    encode::encode,
    schema::{ENDPOINTS, Struct, root},
    text::plain,
};
use coracle_patch::{Error, strategic, typed};

/// One recorded question and its answer.
struct Recorded(Value);

impl Recorded {
    fn text(&self, member: &str) -> Option<&str> {
        self.0.get(member).and_then(Value::as_str)
    }

    fn ty(&self) -> &'static Struct {
        root(self.text("apiVersion").unwrap_or("v1"), self.text("kind").unwrap()).unwrap()
    }

    /// What we make of it, in the same form.
    fn ours(&self) -> Value {
        let mut out = self.0.clone();
        let members = out.as_object_mut().unwrap();
        members.retain(|key, _| matches!(key.as_str(), "apiVersion" | "kind" | "current" | "patch"));
        let mut set = |key: &str, value: Value| drop(members.insert(key.to_owned(), value));
        let current = decode(self.text("current").unwrap().as_bytes(), self.ty()).unwrap().value;
        let merged = match strategic(&current, self.text("patch").unwrap().as_bytes(), self.ty(), false) {
            Ok(merged) => merged,
            Err(error) => {
                let class = match &error {
                    Error::BadRequest(_) => "400",
                    Error::Unprocessable => "refused",
                    Error::Internal(_) => "500",
                    other => panic!("{other:?}"),
                };
                set("class", class.into());
                if class != "refused" {
                    set("error", error.to_string().into());
                }
                return out;
            }
        };
        set("merged", String::from_utf8(encode(&merged.object)).unwrap().into());
        set("left", plain(&merged.patch).into());
        match typed(merged.object, self.ty()) {
            Ok((mut object, findings)) => {
                // Our typed form tells an empty list of managers from none, which the reference's JSON does not.
                if object["metadata"]["managedFields"] == Value::Array(Vec::new()) {
                    object["metadata"].as_object_mut().unwrap().remove("managedFields");
                }
                set("typed", String::from_utf8(encode(&object)).unwrap().into());
                if !findings.is_empty() {
                    set("findings", findings.into());
                }
            }
            Err(message) => set("convert", message.into()),
        }
        out
    }
}

#[test]
fn patches_come_out_as_recorded() {
    let more = std::env::var("CORACLE_PATCHES").map(|path| std::fs::read_to_string(path).unwrap()).unwrap_or_default();
    let files = [include_str!("data/strategic.jsonl"), include_str!("data/kinds.jsonl"), &more];
    let lines: Vec<&str> = files.into_iter().flat_map(str::lines).collect();
    assert!(lines.len() > 300);
    for line in lines {
        let recorded = Recorded(serde_json::from_str(line).unwrap());
        assert_eq!(recorded.ours(), recorded.0, "{line}");
    }
}

const CURRENT: &str = r#"{"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"a","labels":{"a":"1","b":"2"},
    "ownerReferences":[{"apiVersion":"v1","kind":"Service","name":"s1","uid":"1"},{"apiVersion":"v1","kind":"Service","name":"s2","uid":"2","controller":true}],
    "finalizers":["e.io/a","e.io/b","e.io/c"]},"subsets":[{"addresses":[{"ip":"10.1.2.3"}],"ports":[{"name":"http","port":80}]}]}"#;

fn current() -> Value {
    decode(CURRENT.as_bytes(), &ENDPOINTS).unwrap().value
}

fn refusal(patch: &str) -> Error {
    match strategic(&current(), patch.as_bytes(), &ENDPOINTS, true) {
        Ok(merged) => match typed(merged.object.clone(), &ENDPOINTS) {
            Ok((_, findings)) => {
                let findings: Vec<_> = merged.findings.iter().cloned().chain(findings).collect();
                merged.invalid(format!("strict decoding error: {}", findings.join(", ")))
            }
            Err(message) => merged.invalid(message),
        },
        Err(error) => error,
    }
}

/// What the patch makes of `metadata.<field>`, as JSON; empty when it goes.
fn metadata_after(field: &str, patch: &str) -> String {
    let merged = strategic(&current(), patch.as_bytes(), &ENDPOINTS, true).unwrap();
    let (object, findings) = typed(merged.object, &ENDPOINTS).unwrap();
    assert_eq!(findings, [""; 0]);
    object["metadata"].get(field).map(ToString::to_string).unwrap_or_default()
}

#[test]
fn metadata_is_merged_as_the_schema_says() {
    for (field, patch, result) in [
        ("labels", r#"{"labels":{"c":"3","a":null}}"#, r#"{"b":"2","c":"3"}"#),
        ("labels", r#"{"labels":{"$patch":"replace","z":"1"}}"#, r#"{"z":"1"}"#),
        ("labels", r#"{"labels":{"$patch":"delete"}}"#, ""),
        ("labels", r#"{"labels":{"$retainKeys":["b","c"],"c":"3"}}"#, r#"{"b":"2","c":"3"}"#),
        ("labels", r#"{"labels":{"$bogus":"x"}}"#, r#"{"$bogus":"x","a":"1","b":"2"}"#),
        ("labels", r#"{"$patch":"replace","name":"a"}"#, ""),
        ("annotations", r#"{"annotations":{"c":null,"d":"1"}}"#, r#"{"d":"1"}"#),
        ("finalizers", r#"{"finalizers":["e.io/d","e.io/a"]}"#, r#"["e.io/d","e.io/a","e.io/b","e.io/c"]"#),
        ("finalizers", r#"{"$deleteFromPrimitiveList/finalizers":["e.io/b","x"]}"#, r#"["e.io/a","e.io/c"]"#),
        ("finalizers", r#"{"$setElementOrder/finalizers":["e.io/c","e.io/a"]}"#, r#"["e.io/b","e.io/c","e.io/a"]"#),
        ("finalizers", r#"{"finalizers":null}"#, ""),
        (
            "ownerReferences",
            r#"{"ownerReferences":[{"$patch":"delete","uid":"1"},{"apiVersion":"v1","kind":"K","name":"n","uid":"4"}]}"#,
            r#"[{"apiVersion":"v1","kind":"K","name":"n","uid":"4"},{"apiVersion":"v1","kind":"Service","name":"s2","uid":"2","controller":true}]"#,
        ),
        (
            "ownerReferences",
            r#"{"$setElementOrder/ownerReferences":[{"uid":"2"},{"uid":"1"}],"ownerReferences":[{"uid":"1","name":"new"}]}"#,
            r#"[{"apiVersion":"v1","kind":"Service","name":"s2","uid":"2","controller":true},{"apiVersion":"v1","kind":"Service","name":"new","uid":"1"}]"#,
        ),
    ] {
        assert_eq!(metadata_after(field, &format!(r#"{{"metadata":{patch}}}"#)), result, "{patch}");
    }
}

#[test]
fn refusals_say_what_the_reference_says() {
    let internal = |m: &str| Error::Internal(m.to_owned());
    let bad = |m: &str| Error::BadRequest(m.to_owned());
    let invalid = |v: &str, m: &str| Error::Invalid { value: v.to_owned(), message: m.to_owned() };
    for (patch, error) in [
        ("{", bad("invalid JSON patch")),
        ("[]", bad("json: cannot unmarshal array into Go value of type map[string]interface {}")),
        (r#"{"a":1e999}"#, bad("json: cannot unmarshal number 1e999 into Go value of type float64")),
        (
            r#"{"metadata":{"labels":{"$patch":"merge","z":"1"}}}"#,
            internal("unknown patch type: merge in map: map[$patch:merge z:1]"),
        ),
        (r#"{"metadata":{"labels":{"$patch":5}}}"#, internal("unknown patch type: %!s(int64=5) in map: map[$patch:5]")),
        (r#"{"metadata":{"labels":{"$retainKeys":["b"],"a":"9"}}}"#, bad("invalid patch format of retainKeys")),
        (
            r#"{"metadata":{"$setElementOrder/finalizers":["e.io/c"],"finalizers":["e.io/d"]}}"#,
            internal("The order in patch list:\n[e.io/d]\n doesn't match $setElementOrder list:\n[e.io/c]\n"),
        ),
        (
            r#"{"metadata":{"ownerReferences":["x"]}}"#,
            internal(
                "list element types are not identical: [[map[apiVersion:v1 kind:Service name:s1 uid:1] map[apiVersion:v1 controller:true kind:Service name:s2 uid:2]] [x]]",
            ),
        ),
        (
            r#"{"metadata":{"finalizers":[["x"]],"$setElementOrder/finalizers":[]}}"#,
            internal("list element types are not identical: [[e.io/a e.io/b e.io/c] [[x]]]"),
        ),
        (
            r#"{"metadata":{"ownerReferences":{"uid":"x"}}}"#,
            invalid("map[metadata:map[ownerReferences:map[uid:x]]]", "cannot restore slice from map"),
        ),
        (r#"{"metadata":{"labels":["x"]}}"#, invalid("map[metadata:map[labels:[x]]]", "cannot restore map from slice")),
        (r#"{"apiVersion":5}"#, invalid("map[apiVersion:5]", "cannot convert int64 to string")),
        (
            r#"{"metadata":{"creationTimestamp":"x"}}"#,
            invalid(
                "map[metadata:map[creationTimestamp:x]]",
                r#"parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
            ),
        ),
        (
            r#"{"metadata":{"labels":{"a":"5","a":"6"}},"subsets":[{"$patch":"delete"}]}"#,
            invalid(
                "map[metadata:map[labels:map[a:6]] subsets:[map[$patch:delete]]]",
                r#"strict decoding error: duplicate field "metadata.labels.a", unknown field "subsets[0].$patch""#,
            ),
        ),
    ] {
        assert_eq!(refusal(patch), error, "{patch}");
    }
}

#[test]
fn null_changes_nothing() {
    let merged = strategic(&current(), b"null", &ENDPOINTS, true).unwrap();
    assert_eq!(typed(merged.object, &ENDPOINTS), Ok((current(), vec![])));
}

/// What stands in no order at all comes out as Go's sort leaves it: three elements, and thirty.
#[test]
fn an_empty_order_keeps_to_gos_sort() {
    let names = |count: usize| (0..count).map(|i| format!("\"n{i}\"")).collect::<Vec<_>>().join(",");
    let patch =
        |count| format!(r#"{{"metadata":{{"$setElementOrder/finalizers":[],"finalizers":[{}]}}}}"#, names(count));
    assert_eq!(metadata_after("finalizers", &patch(3)), r#"["e.io/a","e.io/b","e.io/c","n2","n1","n0"]"#);
    assert_eq!(
        metadata_after("finalizers", &patch(30)),
        r#"["e.io/a","e.io/b","e.io/c","n29","n28","n27","n26","n25","n24","n23","n22","n21","n20","n19","n18","n17","n16","n15","n14","n13","n12","n11","n10","n9","n8","n7","n6","n5","n4","n3","n2","n1","n0"]"#
    );
}

#[test]
fn large_and_deep_patches_are_fast() {
    let run = || {
        let owners: Vec<_> = (0..30_000).map(|i| format!(r#"{{"uid":"{i}","name":"n"}}"#)).collect();
        let owners = format!(r#"{{"metadata":{{"ownerReferences":[{}]}}}}"#, owners.join(","));
        let merged = strategic(&current(), owners.as_bytes(), &ENDPOINTS, true).unwrap();
        let again = strategic(&merged.object, owners.as_bytes(), &ENDPOINTS, true).unwrap();
        assert_eq!(again.object, merged.object);
        let order: Vec<_> = (0..30_000).rev().map(|i| format!("\"{i}\"")).collect();
        let order =
            format!(r#"{{"metadata":{{"$setElementOrder/finalizers":[],"finalizers":[{}]}}}}"#, order.join(","));
        strategic(&current(), order.as_bytes(), &ENDPOINTS, true).unwrap();
        let deep = format!(r#"{{"metadata":{}1{}}}"#, r#"{"a":"#.repeat(9_999), "}".repeat(9_999));
        let merged = strategic(&current(), deep.as_bytes(), &ENDPOINTS, true).unwrap();
        assert_eq!(typed(merged.object, &ENDPOINTS).unwrap().1, [r#"unknown field "metadata.a""#]);
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(run).unwrap().join().unwrap();
}
