//! OpenAPI, compared with what the reference says of the same kinds: `openapi/record.py` wrote that down.

use std::collections::BTreeSet;
use std::io::Read;

use serde_json::{Map, Value};

use crate::program::Home;

const PROTOBUF: &str = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

fn reference(name: &str) -> Value {
    let text = match name {
        "v2" => include_str!("openapi/v2.json"),
        _ => include_str!("openapi/v3.json"),
    };
    serde_json::from_str(text).unwrap()
}

/// A document without its prose, with shared parameters where they are used. Members of `properties` are named by the API.
fn facts(value: &Value, parameters: &Value, named_by_the_api: bool) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| facts(item, parameters, false)).collect(),
        Value::Object(members) => {
            let shared = members.get("$ref").and_then(Value::as_str).and_then(|at| at.strip_prefix("#/parameters/"));
            if let Some(name) = shared {
                return facts(&parameters[name], parameters, false);
            }
            let kept = members.iter().filter(|(name, _)| named_by_the_api || *name != "description");
            let kept = kept.map(|(name, value)| {
                (name.clone(), facts(value, parameters, !named_by_the_api && name == "properties"))
            });
            Value::Object(kept.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// What two documents disagree about, by path.
fn differences(at: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            for name in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let (a, b) = (a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null));
                differences(&format!("{at} > {name}"), a, b, found);
            }
        }
        _ if ours == theirs => {}
        _ => found.push(format!("{at}: ours {ours}, the reference's {theirs}")),
    }
}

fn assert_same(at: &str, ours: &Value, theirs: &Value) {
    let mut found = Vec::new();
    differences(at, ours, theirs, &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn version_2_says_what_the_reference_says() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let mut document = server.client().get("/openapi/v2").expect(200);
    let parameters = document.as_object_mut().unwrap().shift_remove("parameters").unwrap();
    assert_same("v2", &facts(&document, &parameters, false), &reference("v2"));
}

#[test]
fn version_3_says_what_the_reference_says() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let index = client.get("/openapi/v3");
    assert_eq!(index.header("content-type"), Some("text/plain; charset=utf-8"));
    let index: Value = serde_json::from_str(&index.text()).unwrap();
    let reference = reference("v3");
    let names = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(names(&index["paths"]), names(&reference));
    for (name, place) in index["paths"].as_object().unwrap() {
        let answer = client.get(place["serverRelativeURL"].as_str().unwrap());
        assert_same(name, &facts(&answer.expect(200), &Value::Null, false), &reference[name]);
        assert_eq!(answer.header("cache-control"), Some("public, immutable"));
        assert!(answer.header("expires").is_some_and(|expires| expires.ends_with(" UTC")));
    }
}

#[test]
fn version_2_is_there_in_json_and_protobuf_and_nothing_else() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let ask = |accept: &str| server.client().ask("GET", "/openapi/v2", &[("Accept", accept)], None);
    let (json, protobuf) = ("application/json", PROTOBUF.replace('@', "."));
    for (accept, expected) in [
        ("*/*", Some(json)),
        ("application/*", Some(json)),
        ("application/json, */*", Some(json)),
        (PROTOBUF, Some(&*protobuf)),
        (&protobuf, Some(&protobuf)),
        (&format!("{PROTOBUF},application/json;q=0.5"), Some(&protobuf)),
        ("application/yaml", None),
        ("text/html", None),
        ("application/vnd.kubernetes.protobuf", None),
    ] {
        let answer = ask(accept);
        assert_eq!(
            (answer.code, answer.header("content-type")),
            (if expected.is_some() { 200 } else { 406 }, expected)
        );
        let vary: Vec<&str> = answer.headers.iter().filter(|(n, _)| n == "vary").map(|(_, v)| v.as_str()).collect();
        assert_eq!(vary, ["Accept-Encoding", "Accept"], "{accept}");
    }
    let tags = [json, PROTOBUF].map(|accept| ask(accept).header("etag").expect("a tag").to_owned());
    assert_eq!(tags[0], tags[1]);
    assert!(ask(PROTOBUF).body.starts_with(b"\n\x032.0\x12\x12\n\nKubernetes\x12\x041.37B"));
}

#[test]
fn who_has_a_document_is_not_sent_it_again() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    for path in ["/openapi/v2", "/openapi/v3/api/v1"] {
        let ask = |name: &str, value: &str| server.client().ask("GET", path, &[(name, value)], None);
        let whole = server.client().get(path);
        let tag = whole.header("etag").expect("a tag").to_owned();
        assert_eq!(tag.len(), 130, "SHA-512 in quotes");
        let made = whole.header("last-modified").expect("a time").to_owned();
        for (name, value, code) in [
            ("If-None-Match", tag.as_str(), 304),
            ("If-None-Match", &format!("W/{tag}"), 304),
            ("If-None-Match", &format!("\"a\", {tag}"), 304),
            ("If-None-Match", "*", 304),
            ("If-None-Match", "\"a\"", 200),
            ("If-Modified-Since", &made, 304),
            ("If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT", 200),
            ("If-Modified-Since", "yesterday", 200),
        ] {
            let answer = ask(name, value);
            assert_eq!(answer.code, code, "{path} {name}: {value}");
            assert_eq!(answer.header("etag"), Some(tag.as_str()));
            assert_eq!(answer.body.is_empty(), code == 304);
            assert_eq!(answer.header("content-type").is_none(), code == 304);
        }
    }
    let made = server.client().get("/openapi/v3").header("last-modified").expect("a time").to_owned();
    assert_eq!(server.client().ask("GET", "/openapi/v3", &[("If-Modified-Since", &made)], None).code, 304);
}

#[test]
fn a_wrong_hash_leads_to_the_right_one() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let moved = client.get("/openapi/v3/api/v1?hash=abc");
    let to = moved.header("location").expect("a place").to_owned();
    assert_eq!((moved.code, moved.body.len(), moved.header("vary")), (301, 0, Some("Accept")));
    assert_eq!(client.get("/openapi/v3").json()["paths"]["api/v1"]["serverRelativeURL"], to);
    assert_eq!(client.get(&to).code, 200);
    for path in ["/openapi/v3/api/v1", "/openapi/v3/api/v1?hash="] {
        let answer = client.get(path);
        assert_eq!((answer.code, answer.header("cache-control")), (200, Some("no-cache, private")));
    }
    for path in ["/openapi/v3/", "/openapi/v3/nope", "/openapi/v3/api/v1/", "/openapi/v3/apis/nope/v1"] {
        let answer = client.get(path);
        assert_eq!((answer.code, answer.body.len(), answer.header("content-type")), (404, 0, None), "{path}");
    }
    assert_eq!(client.ask("GET", "/openapi/v3/api/v1", &[("Accept", "text/html")], None).code, 406);
}

#[test]
fn version_2_is_compressed_for_who_takes_that() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let whole = server.client().get("/openapi/v2");
    let compressed = server.client().ask("GET", "/openapi/v2", &[("Accept-Encoding", "gzip")], None);
    assert_eq!((compressed.header("content-encoding"), whole.header("content-encoding")), (Some("gzip"), None));
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(compressed.body.as_slice()).read_to_end(&mut read).unwrap();
    assert_eq!(read, whole.body);
}
