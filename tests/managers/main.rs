//! `coracle managers` and `coracle verify` against what the API itself says, of a running server and of its file.

mod server;
mod writes;

use std::cell::Cell;
use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use server::{ADMIN, OTHER, Place, Request, Server, said};
use writes::{NAMES, NAMESPACES, Write};

/// One line of `coracle managers`: field, manager, operation, subresource, since.
type Line = (String, String, String, String, Option<String>);

/// What an object's managedFields say, read without any of the program's own code.
fn expanded(object: &Value) -> BTreeSet<Line> {
    let mut lines = BTreeSet::new();
    for entry in object["metadata"]["managedFields"].as_array().into_iter().flatten() {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        let mut fields = Vec::new();
        expand("", &entry["fieldsV1"], &mut fields);
        lines.extend(fields.into_iter().map(|field| {
            let since = entry["time"].as_str().map(ToOwned::to_owned);
            (field, text("manager"), text("operation"), text("subresource"), since)
        }));
    }
    lines
}

fn expand(above: &str, fields: &Value, out: &mut Vec<String>) {
    let below: Vec<(&String, &Value)> = fields.as_object().unwrap().iter().filter(|(key, _)| *key != ".").collect();
    if below.is_empty() {
        out.push(above.to_owned());
    }
    for (key, fields) in below {
        let (sort, rest) = key.split_once(':').unwrap();
        let step = match sort {
            "f" => format!(".{rest}"),
            "v" => format!("[={rest}]"),
            "k" => {
                let members: serde_json::Map<String, Value> = serde_json::from_str(rest).unwrap();
                let members: Vec<String> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("[{}]", members.join(","))
            }
            other => panic!("{other} in {key}"),
        };
        expand(&format!("{above}{step}"), fields, out);
    }
}

/// What `coracle managers` says in JSON.
fn listed(text: &str) -> Vec<Line> {
    let lines: Vec<Value> = serde_json::from_str(text).unwrap();
    let line = |line: &Value| {
        assert_eq!(line["apiVersion"], "v1");
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let since = line["since"].as_str().map(ToOwned::to_owned);
        (text("field"), text("manager"), text("operation"), text("subresource"), since)
    };
    lines.iter().map(line).collect()
}

/// What the table says; its columns are found by their headings.
fn tabled(text: &str) -> Vec<Line> {
    let mut rows = text.lines();
    let heading = rows.next().unwrap();
    let starts: Vec<usize> = heading
        .split("   ")
        .filter(|name| !name.trim().is_empty())
        .map(|name| heading.find(name.trim()).unwrap())
        .collect();
    let columns = |row: &str| -> Vec<String> {
        let cell = |(i, start): (usize, &usize)| {
            let end = starts.get(i + 1).map_or(row.len(), |end| *end).min(row.len());
            row[(*start).min(row.len())..end].trim().to_owned()
        };
        starts.iter().enumerate().map(cell).collect()
    };
    let names = columns(heading);
    let line = |row: &str| {
        let cells = columns(row);
        let cell = |name: &str| names.iter().position(|n| n == name).map(|i| cells[i].clone()).unwrap_or_default();
        let since = Some(cell("SINCE")).filter(|since| since != "-");
        (cell("FIELD"), cell("MANAGER"), cell("OPERATION"), cell("SUBRESOURCE"), since)
    };
    rows.map(line).collect()
}

/// Every object that may be there: its path, as `coracle managers` names it, and what GET says of it.
fn objects(server: &Server) -> Vec<(String, Option<Value>)> {
    let get = |path: String| {
        let (code, object) = server.get(Some(ADMIN), &path);
        assert!(code == 200 || code == 404, "{path}: {code}");
        (code == 200).then_some(object)
    };
    let mut objects = Vec::new();
    for namespace in NAMESPACES {
        objects.push((namespace.to_owned(), get(format!("/api/v1/namespaces/{namespace}"))));
        for name in NAMES {
            let object = get(format!("/api/v1/namespaces/{namespace}/endpoints/{name}"));
            objects.push((format!("{namespace}/{name}"), object));
        }
    }
    objects
}

/// How many objects there are from the start.
fn first_objects() -> usize {
    coracle_kinds::builtin().stored().map(|kind| kind.first.len()).sum()
}

/// Compares what both commands say with the objects, asking where `source` says.
fn agree(place: &Place, objects: &[(String, Option<Value>)], revision: u64, source: &[&str]) -> usize {
    let ask = |words: &[&str]| said(&place.run(&[words, source].concat()));
    let count = first_objects() + objects.iter().filter(|(_, object)| object.is_some()).count();
    assert_eq!(ask(&["verify"]), (Some(0), format!("ok: {count} objects, revision {revision}\n"), String::new()));
    let mut fields = 0;
    for (name, object) in objects {
        let Some(object) = object else {
            let last = name.split('/').next_back().unwrap();
            let error = format!("endpoints \"{last}\" not found\n");
            assert_eq!(ask(&["managers", name]), (Some(1), String::new(), error));
            continue;
        };
        let expected = expanded(object);
        let (code, text, error) = ask(&["managers", name, "-o", "json"]);
        assert_eq!((code, error.as_str()), (Some(0), ""));
        // A set and a list alike: every line once, in order.
        assert_eq!(listed(&text), expected.iter().cloned().collect::<Vec<_>>(), "{name}");
        let (code, text, _) = ask(&["managers", name]);
        assert_eq!((code, tabled(&text)), (Some(0), listed(&ask(&["managers", name, "--output=json"]).1)), "{text}");
        fields += expected.len();
    }
    fields
}

fn send(server: &Server, write: &Write) -> u16 {
    let Write { method, path, content_type, manager, body } = write;
    server.send(Some(ADMIN), &Request { method, path, content_type, agent: manager, body }).0
}

#[test]
fn after_any_writes_the_rows_say_what_the_objects_say() {
    let mut runner =
        TestRunner::new(Config { cases: 8, failure_persistence: None, max_shrink_iters: 64, ..Config::default() });
    let (written, fields) = (Cell::new(0), Cell::new(0));
    runner
        .run(&writes::writes(), |writes| {
            let place = Place::new();
            let server = place.serve(false);
            for name in NAMESPACES {
                let body = format!(r#"{{"metadata":{{"name":"{name}"}}}}"#);
                let path = "/api/v1/namespaces";
                let request =
                    Request { method: "POST", path, content_type: "application/json", agent: "test", body: &body };
                prop_assert_eq!(server.send(Some(ADMIN), &request).0, 201);
            }
            for write in &writes {
                let code = send(&server, write);
                prop_assert!(code < 500, "{}: {:?}", code, write);
                written.set(written.get() + usize::from(code < 300));
            }
            let objects = objects(&server);
            let (_, list) = server.get(Some(ADMIN), "/api/v1/endpoints");
            let revision = list["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap();
            let running = agree(&place, &objects, revision, &["--server"]);
            server.stop();
            prop_assert_eq!(agree(&place, &objects, revision, &[]), running);
            fields.set(fields.get() + running);
            Ok(())
        })
        .unwrap();
    assert!(written.get() > 80 && fields.get() > 80, "{} writes, {} fields", written.get(), fields.get());
}

#[test]
fn a_server_with_tls_is_asked_through_its_kubeconfig() {
    let place = Place::new();
    let server = place.serve(true);
    let (code, text, error) = said(&place.run(&["managers", "default", "--server"]));
    assert_eq!((code, error.as_str()), (Some(0), ""));
    assert!(text.contains(".metadata.labels.kubernetes.io/metadata.name   kube-apiserver   Update"), "{text}");
    let elsewhere = ["verify", "--server", &server.url, "--kubeconfig", "coracle.db.kubeconfig"];
    let first = first_objects();
    assert_eq!(said(&place.run(&elsewhere)).1, format!("ok: {first} objects, revision {}\n", first + 1));
    let by_name = server.url.replace("127.0.0.1", "localhost");
    assert_eq!(place.run(&["verify", "--server", &by_name]).status.code(), Some(0));
    server.stop();
    let (code, text, error) = said(&place.run(&["verify", "--server"]));
    assert_eq!((code, text.as_str()), (Some(1), ""));
    assert!(error.starts_with("https://127.0.0.1:"), "{error}");
}

#[test]
fn what_is_refused_says_what_to_do() {
    let place = Place::new();
    let refused = |words: &[&str], code: i32, hint: &str| {
        let (ended, text, error) = said(&place.run(words));
        assert_eq!((ended, text.as_str()), (Some(code), ""), "{words:?}: {error}");
        assert!(error.contains(hint), "{words:?}: {error}");
    };
    refused(&["verify"], 1, "coracle.db: there is no Coracle store");
    assert!(!place.path("coracle.db").exists());
    refused(&["verify", "--server"], 1, "coracle.db.kubeconfig: no such file");
    let server = place.serve(false);
    refused(&["verify"], 1, "ask that server with --server");
    refused(&["managers", "default/web"], 1, "ask that server with --server");
    refused(&["managers", "default/web", "--server"], 1, "endpoints \"web\" not found");
    refused(&["managers", "nowhere", "--server"], 1, "namespaces \"nowhere\" not found");
    refused(&["managers", "default/"], 2, "an object is NAMESPACE/NAME");
    refused(&["managers", "--server", "default/web"], 1, "endpoints \"web\" not found");
    refused(&["verify", "--server", "default/web"], 2, "a server's URL is https://HOST[:PORT]");
    refused(&["managers"], 2, "NAMESPACE/NAME");
    refused(&["verify", "--data", "x", "--server"], 1, "x.kubeconfig: no such file");
    let kubeconfig = std::fs::read_to_string(place.path("coracle.db.kubeconfig")).unwrap();
    for (token, answer) in [(OTHER, "User \"other\" cannot get path"), ("unknown", "Unauthorized")] {
        std::fs::write(place.path("x.kubeconfig"), kubeconfig.replace(ADMIN, token)).unwrap();
        refused(&["verify", "--server", "--kubeconfig", "x.kubeconfig"], 1, answer);
    }
    server.stop();
}

#[test]
fn only_administrators_may_ask_and_only_what_there_is() {
    let place = Place::new();
    let server = place.serve(false);
    let managers = "/coracle/v1/namespaces/default/managers";
    for (token, path, code) in [
        (Some(ADMIN), managers, 200),
        (Some(ADMIN), "/coracle/v1/verify", 200),
        (Some(ADMIN), "/coracle/v1/namespaces/default/endpoints/none/managers", 404),
        (Some(ADMIN), "/coracle/v1/nothing", 404),
        (Some(ADMIN), "/coracle", 404),
        (Some(OTHER), managers, 403),
        (Some(OTHER), "/coracle/v1/verify", 403),
        (Some(OTHER), "/coracle/v1/nothing", 403),
        (None, "/coracle/v1/verify", 403),
        (None, "/coracle/v1/nothing", 403),
        (Some("unknown"), "/coracle/v1/verify", 401),
        (Some("unknown"), "/coracle/v1/nothing", 401),
    ] {
        let (answered, body) = server.get(token, path);
        assert_eq!(answered, code, "{token:?} {path}");
        // A path that is not known is answered in plain text, an object that is not there with a Status.
        assert_eq!(body.is_null(), path.ends_with("nothing") && code == 404 || path == "/coracle", "{path}: {body}");
    }
    let request = Request {
        method: "POST",
        path: "/coracle/v1/verify",
        content_type: "application/json",
        agent: "test",
        body: "{}",
    };
    assert_eq!(server.send(Some(ADMIN), &request).0, 405);
    server.stop();
}

/// The manager's name and its operation stand side by side in a row, but not in the object's JSON.
const ROW: &[u8] = b"tamperedUpdate";

#[test]
fn a_row_that_was_altered_is_found_and_not_shown() {
    let place = Place::new();
    let server = place.serve(false);
    let path = "/api/v1/namespaces/default/endpoints?fieldManager=tampered";
    let body = r#"{"metadata":{"name":"web","labels":{"a":"b"}}}"#;
    let request = Request { method: "POST", path, content_type: "application/json", agent: "test", body };
    assert_eq!(server.send(Some(ADMIN), &request).0, 201);
    server.stop();

    let mut file = std::fs::read(place.path("coracle.db")).unwrap();
    let places: Vec<usize> = (0..file.len()).filter(|at| file[*at..].starts_with(ROW)).collect();
    assert_eq!(places.len(), 1);
    file[places[0]] = b'T';
    std::fs::write(place.path("coracle.db"), file).unwrap();

    let finding = "the row of manager 0 is not what was written";
    let see = |source: &[&str]| {
        let (code, text, error) = said(&place.run(&[&["verify"], source].concat()));
        let named = text.starts_with(&format!("the managers of endpoints/default/web: {finding}"));
        assert!(code == Some(1) && named && text.contains("What to do") && error.is_empty(), "{text}{error}");
        let (code, text, error) = said(&place.run(&[&["managers", "default/web"], source].concat()));
        assert!(code == Some(1) && text.is_empty() && error.contains(finding), "{text}{error}");
    };
    see(&[]);
    let server = place.serve(false);
    see(&["--server"]);
    server.stop();
}
