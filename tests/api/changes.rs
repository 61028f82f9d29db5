//! All that happens in a world, as lines: `GET /coracle/v1/changes`.

use serde_json::{Value, json};

use crate::client::{Client, MERGE, Watch, version};
use crate::program::Home;
use crate::worlds::{CRDS, WORLDS, widgets};

const CHANGES: &str = "/coracle/v1/changes";
const ALL: &str = "/api/v1/namespaces/default/configmaps";

/// The lines up to this revision, but for those that say how far all has been told.
fn until(lines: &mut Watch, revision: u64) -> Vec<Value> {
    let mut told = Vec::new();
    loop {
        let line = lines.next().unwrap().expect("it goes on");
        let last = line["revision"].as_u64().unwrap_or_else(|| panic!("{line}"));
        if line.get("type").is_some() {
            told.push(line);
        }
        if last >= revision {
            return told;
        }
    }
}

fn create(client: &Client, name: &str) -> u64 {
    let body = json!({"metadata": {"name": name}, "data": {"a": "1"}}).to_string();
    version(&client.post(&format!("{ALL}?fieldManager=one"), &body).expect(201))
}

#[test]
fn all_that_happens_is_told_and_by_whom() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(WORLDS, r#"{"name":"other"}"#).expect(201);
    let mut lines = client.watch(CHANGES);
    let began = lines.next().unwrap().unwrap();
    let since = began["revision"].as_u64().unwrap();
    assert_eq!(began, json!({"revision": since}));

    create(&client.world("other"), "elsewhere");
    let created = create(&client, "web");
    let data: serde_json::Map<String, Value> = (0..12).map(|n| (format!("k{n:02}"), json!("x"))).collect();
    let path = format!("{ALL}/web?fieldManager=two");
    let changed = version(&client.patch(&path, MERGE, &json!({"data": data}).to_string()).expect(200));
    client.delete(&format!("{ALL}/web")).expect(200);
    let told = until(&mut lines, changed + 1);

    let of = |line: &Value| {
        let mut line = line.clone();
        let time = line.as_object_mut().unwrap().remove("time").unwrap();
        assert!(time.as_str().unwrap().ends_with('Z'), "{time}");
        line
    };
    let base = json!({"group": "", "version": "v1", "resource": "configmaps", "namespace": "default", "name": "web"});
    let with = |more: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let by = |manager: &str| json!([{"manager": manager, "operation": "Update"}]);
    let fields: Vec<String> = (0..8).map(|n| format!(".data.k{n:02}")).collect();
    let expected = [
        with(json!({"revision": created, "type": "ADDED", "by": by("one"), "fields": []})),
        with(json!({"revision": changed, "type": "MODIFIED", "by": by("two"), "fields": fields, "more": 4})),
        with(json!({"revision": changed + 1, "type": "DELETED", "by": [], "fields": []})),
    ];
    assert_eq!(told.iter().map(of).collect::<Vec<_>>(), expected);

    // Whoever comes later is told the same.
    let mut again = client.watch(&format!("{CHANGES}?since={since}"));
    assert_eq!(until(&mut again, changed + 1).iter().map(of).collect::<Vec<_>>(), expected);
    for (query, first) in [(format!("since={changed}"), 2), ("last=1".to_owned(), 2), ("last=2".to_owned(), 1)] {
        let mut some = client.watch(&format!("{CHANGES}?{query}"));
        assert_eq!(until(&mut some, changed + 1).iter().map(of).collect::<Vec<_>>(), expected[first..], "{query}");
    }
    let all = until(&mut client.watch(&format!("{CHANGES}?last=9999999")), changed + 1);
    assert!(all.len() > 4 && all[0]["resource"] == "namespaces", "as far as it is kept: {all:?}");
    server.stop();
}

#[test]
fn custom_resources_are_told_of_also_when_their_definition_is_gone() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut lines = client.watch(CHANGES);
    let since = lines.next().unwrap().unwrap()["revision"].clone();
    client.post(CRDS, &widgets()).expect(201);
    let path = "/apis/example.com/v1/namespaces/default/widgets";
    let body = json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}).to_string();
    let made = version(&client.post(path, &body).expect(201));
    let told = until(&mut lines, made);
    let last = told.last().unwrap();
    let expected = json!(["ADDED", "example.com", "v1", "widgets", "default", "w"]);
    assert_eq!(json!(["type", "group", "version", "resource", "namespace", "name"].map(|name| &last[name])), expected);

    client.delete(&format!("{CRDS}/widgets.example.com")).expect(200);
    let gone = "/coracle/v1/wait?for=delete&resource=crds&name=widgets.example.com";
    client.get(gone).expect(200);
    let mut again = client.watch(&format!("{CHANGES}?since={since}"));
    let told = until(&mut again, made);
    let last = told.last().unwrap();
    assert_eq!((&last["resource"], &last["name"]), (&json!("widgets.example.com"), &json!("w")));
    assert!(last.get("group").is_none(), "{last}");
    server.stop();
}

#[test]
fn it_ends_with_its_world_and_what_is_not_kept_is_refused() {
    let home = Home::new();
    let server = home.serve(&["--http", "--max-watches", "1"]);
    let client = server.client();
    client.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
    let one = client.world("one");
    let mut lines = one.watch(CHANGES);
    lines.next().unwrap().unwrap();
    assert_eq!(client.get(CHANGES).code, 429);
    client.delete(&format!("{WORLDS}/one")).expect(200);
    let last = lines.next().unwrap().unwrap();
    assert_eq!((&last["kind"], &last["code"]), (&json!("Status"), &json!(410)));
    assert!(lines.next().unwrap().is_none());

    let made = create(&client, "web");
    for (since, code) in [("x", 400), ("-1", 400), ("999999", 504), ("1&last=1", 400)] {
        let answer = client.get(&format!("{CHANGES}?since={since}"));
        assert_eq!(answer.code, code, "{since}: {}", answer.text());
    }
    client.post("/coracle/v1/compact", "").expect(200);
    assert_eq!(client.get(&format!("{CHANGES}?since={}", made - 1)).code, 410);
    // It gives its place back, and is over when the server stops.
    let mut lines = client.watch(&format!("{CHANGES}?since={made}"));
    lines.next().unwrap().unwrap();
    server.signal("TERM");
    assert!(lines.next().unwrap().is_none());
    assert_eq!(server.ended().code, Some(0));
}
