//! Snapshots written to files, and made of files: what is in them is the same again.

use std::fs;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::program::{Ended, Home};
use crate::worlds::{ALL, CRDS, WORLDS, all, put};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

/// A definition whose objects have a status of their own.
fn definition() -> String {
    let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    let version = json!({"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": schema}, "subresources": {"status": {}}});
    json!({
        "metadata": {"name": "widgets.example.com"},
        "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"}, "versions": [version]},
    })
    .to_string()
}

/// A Widget with a status, a ConfigMap that it owns, and one that this owns; named so that neither order of names is that of owners.
fn write(client: &Client) {
    client.post(CRDS, &definition()).expect(201);
    let widget =
        json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "m"}, "spec": {"size": 3}});
    let mut owner = client.post(WIDGETS, &widget.to_string()).expect(201);
    owner["status"] = json!({"phase": "Running"});
    let mut owner = client.put(&format!("{WIDGETS}/m/status"), &owner.to_string()).expect(200);
    for name in ["z", "a"] {
        let of = json!({"apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]});
        let owned = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "ownerReferences": [of]}, "data": {"v": "1"}});
        owner = client.post(ALL, &owned.to_string()).expect(201);
    }
    put(client, "free", "a\nb: \"c\"\n");
}

/// What two snapshots differ in, but for what documents do not have: the uids of owners, and when a definition was found good.
fn differ(client: &Client, from: &str, to: &str) -> Vec<Value> {
    let found = client.get(&format!("/coracle/v1/diff?from=snapshot:{from}&to=snapshot:{to}")).expect(200);
    let bare = |object: &Value| {
        let mut object = object.clone();
        for owner in object["metadata"]["ownerReferences"].as_array_mut().into_iter().flatten() {
            owner.as_object_mut().unwrap().remove("uid").unwrap();
        }
        if object["kind"] == "CustomResourceDefinition" {
            object.as_object_mut().unwrap().remove("status");
        }
        object
    };
    let items = found["items"].as_array().unwrap();
    items.iter().filter(|item| bare(&item["before"]) != bare(&item["after"])).cloned().collect()
}

fn runs(home: &Home) -> impl Fn(&str) -> (Option<i32>, String) {
    |words| {
        let Ended { code, stdout, stderr } = home.run(&words.split(' ').collect::<Vec<_>>());
        (code, stdout + &stderr)
    }
}

#[test]
fn a_snapshot_goes_to_files_and_comes_back() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let (client, run) = (server.client(), runs(&home));
    write(&client);
    client.post(SNAPSHOTS, r#"{"name":"before"}"#).expect(201);
    let count = client.get("/coracle/v1/export").text().lines().count() - 1;
    let as_it_was = run("export --to -").1;
    put(&client, "free", "changed");
    let revision = |client: &Client| client.get(&format!("{WORLDS}/main")).expect(200)["revision"].clone();
    let now = revision(&client);
    assert_eq!(run("export --snapshot before --to -"), (Some(0), as_it_was.clone()));
    assert_eq!(run("snapshot export before --to -"), (Some(0), as_it_was));
    for (name, to) in [("one", "all.yaml"), ("two", "all.json"), ("three", "tree")] {
        assert!(
            run(&format!("snapshot export before --to {to}")).1.starts_with(&format!("ok: {count} objects as of "))
        );
        let said = format!("ok: snapshot {name} of world main, of {count} objects\n");
        assert_eq!(run(&format!("snapshot import {name} {to}")), (Some(0), said));
        assert_eq!(differ(&client, "before", name), [] as [Value; 0], "{to}");
    }
    assert_eq!((revision(&client), all(&client)["free"].as_str()), (now, "changed"), "no world was changed");
    let worlds = client.get(WORLDS).expect(200);
    assert_eq!(worlds["items"].as_array().map(Vec::len), Some(1), "what it was made in is gone");

    let other = Home::new();
    let elsewhere = other.serve(&["--http"]);
    let (there, run) = (elsewhere.client(), runs(&other));
    let tree = home.argument("tree");
    assert_eq!(run(&format!("snapshot import prepared {tree} -o json")).0, Some(0));
    assert_eq!(all(&there).len(), 0);
    assert_eq!(run("snapshot restore prepared").0, Some(0));
    // Long enough for whoever deletes what has lost its owner.
    thread::sleep(Duration::from_secs(2));
    let widget = there.get(&format!("{WIDGETS}/m")).expect(200);
    assert_eq!((&widget["status"], &widget["spec"]), (&json!({"phase": "Running"}), &json!({"size": 3})));
    let uid = |path: &str| there.get(path).expect(200)["metadata"]["uid"].clone();
    let owner =
        |name: &str| there.get(&format!("{ALL}/{name}")).expect(200)["metadata"]["ownerReferences"][0]["uid"].clone();
    assert_eq!((owner("z"), owner("a")), (uid(&format!("{WIDGETS}/m")), uid(&format!("{ALL}/z"))));
    assert_eq!(all(&there)["free"], "a\nb: \"c\"\n");
}

#[test]
fn a_snapshot_of_several_worlds_is_exported_by_world() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let (client, run) = (server.client(), runs(&home));
    put(&client, "in-main", "1");
    client.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
    put(&client.world("one"), "in-one", "1");
    assert_eq!(run("snapshot create every --all").0, Some(0));
    let has = |words: &str| {
        let (code, text) = run(&format!("snapshot export {words} --to - -n default --managed-fields"));
        assert_eq!(code, Some(0), "{text}");
        assert!(text.contains("managedFields"), "{text}");
        (text.contains("name: in-main"), text.contains("name: in-one"))
    };
    assert_eq!(
        (has("every"), has("every/one"), has("every --world one")),
        ((true, false), (false, true), (false, true))
    );
    client.delete(&format!("{WORLDS}/one")).expect(200);
    assert_eq!(has("every/one"), (false, true), "the world is there no more");
    assert_eq!(run("snapshot export every/one --to one.yaml").0, Some(0));
    let said = run("snapshot import of-one one.yaml --world one");
    assert!(said.0 == Some(0) && said.1.starts_with("ok: snapshot of-one of world one, of "), "{said:?}");
    assert_eq!(run("snapshot diff every/one of-one/one"), (Some(0), String::new()));
    assert_eq!(run("snapshot restore of-one").0, Some(0));
    assert_eq!(all(&client.world("one")).into_keys().collect::<Vec<_>>(), ["in-one"]);
    for (words, code, why) in [
        ("snapshot export of-one --to -", 1, "not of world main, but of one: say which, as in of-one/one"),
        ("snapshot export none --to -", 1, "snapshots \"none\" not found"),
        ("export --snapshot a/b/ --to -", 1, "snapshots \"a/b/\" not found"),
        ("export --snapshot a/ --to -", 1, "\"a/\" is none of NAME, NAME/WORLD"),
        ("snapshot export every", 2, "--to"),
        ("snapshot import x", 2, "FILE|DIR"),
    ] {
        let said = run(words);
        assert!(said.0 == Some(code) && said.1.contains(why), "{words}: {said:?}");
    }
}

#[test]
fn a_snapshot_is_made_of_files_as_a_whole_or_not_at_all() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let (client, run) = (server.client(), runs(&home));
    let config_map = |name: &str, bytes: usize| {
        format!(
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{v: {}}}\n",
            "x".repeat(bytes)
        )
    };
    // In several requests: an owner may come in a later one than what it owns, were they sent as they stand.
    let owned = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: owned\n  ownerReferences:\n  - {apiVersion: v1, kind: ConfigMap, name: c4, uid: other}\ndata: {v: own}\n";
    let many: String = (0..5).map(|at| config_map(&format!("c{at}"), 400_000)).collect();
    home.file("many.yaml", &format!("{owned}{many}"));
    assert_eq!(
        run("snapshot import many many.yaml"),
        (Some(0), "ok: snapshot many of world main, of 6 objects\n".into())
    );
    home.file("wrong.yaml", &format!("{many}---\napiVersion: v1\nkind: Nope\nmetadata: {{name: b}}\n"));
    let (code, why) = run("snapshot import wrong wrong.yaml");
    assert!(code == Some(1) && why.contains("wrong.yaml, document 6: there is no kind Nope"), "{why}");
    let (code, why) = run("snapshot import many many.yaml");
    assert!(code == Some(1) && why.contains("snapshots \"many\" already exists"), "{why}");
    let import = |name: &str, body: &str| client.post(&format!("{SNAPSHOTS}/{name}/import"), body);
    let item = |name: &str, kind: &str| json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": name}});
    let items = json!({"items": [item("a", "ConfigMap"), item("b", "Nope")]}).to_string();
    for (name, body, code, why) in [
        ("new", items.as_str(), 400, "item 2: there is no kind Nope"),
        ("new", r#"{"items":[{}]}"#, 400, "item 1: it has no apiVersion"),
        ("new", r#"{"items":[],"of":"main"}"#, 400, "unknown field `of`"),
        ("new", "{}", 400, "missing field `items`"),
        ("new", r#"{"items":[],"world":"A"}"#, 400, "the name \"A\""),
        ("New", r#"{"items":[]}"#, 400, "the name \"New\""),
        ("many", r#"{"items":[]}"#, 409, "snapshots \"many\" already exists"),
    ] {
        let refused = import(name, body).expect(code);
        assert!(refused["message"].as_str().unwrap().contains(why), "{name} {body}: {refused}");
    }
    assert_eq!(import("small", &json!({"items": [item("a", "ConfigMap")]}).to_string()).expect(201)["name"], "small");
    let both = client.post(SNAPSHOTS, r#"{"all":true,"as":"one"}"#).expect(400);
    assert!(both["message"].as_str().unwrap().contains("each has its own name"), "{both}");
    client.post(SNAPSHOTS, r#"{"name":"renamed","world":"main","as":"other"}"#).expect(201);
    let listed = client.get(SNAPSHOTS).expect(200);
    let of =
        |item: &Value| format!("{}/{}", item["name"].as_str().unwrap(), item["worlds"][0]["world"].as_str().unwrap());
    let names: Vec<String> = listed["items"].as_array().unwrap().iter().map(of).collect();
    assert_eq!(names, ["many/main", "renamed/other", "small/main"]);
    assert_eq!(client.get(WORLDS).expect(200)["items"].as_array().map(Vec::len), Some(1), "nothing is left behind");
    // What was made is on disk.
    server.kill();
    assert!(fs::metadata(home.path("coracle.db")).is_ok());
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(&format!("{SNAPSHOTS}/many/restore"), "").expect(200);
    thread::sleep(Duration::from_secs(2));
    assert_eq!(all(&client).into_keys().collect::<Vec<_>>(), ["c0", "c1", "c2", "c3", "c4", "owned"]);
    client.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
    assert_eq!(client.world("one").post(&format!("{SNAPSHOTS}/x/import"), r#"{"items":[]}"#).code, 404);
}
