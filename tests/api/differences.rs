//! What differs between snapshots, worlds and revisions: applying what is printed makes the one of the other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::client::Client;
use crate::isolation::Dice;
use crate::program::{Ended, Home};
use crate::worlds::{CRDS, WORLDS, put, widgets};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";

/// Objects by where they stand: namespace, resource, name.
type Objects = BTreeMap<[String; 3], Value>;

/// A state, and what is known to be in it.
struct Known {
    /// As it is asked for.
    state: String,
    objects: Objects,
    /// A folder with the same.
    folder: String,
}

fn text(of: &Value) -> String {
    of.as_str().unwrap_or_default().to_owned()
}

/// What a world has now, as it is exported.
fn known(home: &Home, client: &Client, state: &str, world: &str) -> Known {
    let lines = client.world(world).get("/coracle/v1/export").text();
    let objects = lines.lines().skip(1).map(|line| {
        let Value::Object(mut line) = serde_json::from_str(line).unwrap() else { panic!("{line}") };
        let object = line.remove("object").unwrap();
        let metadata = &object["metadata"];
        ([text(&metadata["namespace"]), text(&line["resource"]), text(&metadata["name"])], object)
    });
    let folder = home.argument(&format!("state-{}", fs::read_dir(home.path("")).unwrap().count()));
    let exported = home.run(&["export", "--to", &folder, "--world", world]);
    assert_eq!((exported.code, exported.stderr.as_str()), (Some(0), ""));
    Known { state: state.to_owned(), objects: objects.collect(), folder }
}

/// All files of a folder and those in it, with what they hold.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            all.extend(files(&path).into_iter().map(|(file, text)| (format!("{name}/{file}"), text)));
        } else {
            all.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    all
}

/// Applies a unified diff to a copy of a folder, with the program that there is for it.
fn patched(home: &Home, folder: &str, diff: &str) -> BTreeMap<String, String> {
    let (copy, diff) = (home.argument("copy"), home.file("diff", diff));
    let _ = fs::remove_dir_all(&copy);
    assert!(Command::new("cp").args(["-r", folder, &copy]).status().unwrap().success());
    let with = |program: &str, words: &[&str]| {
        let mut command = Command::new(program);
        // A repository that it may be in is none of its business.
        command.args(words).arg(&diff).current_dir(&copy).env("GIT_CEILING_DIRECTORIES", home.path(""));
        command.output()
    };
    let done = with("patch", &["-p1", "-s", "-E", "-i"]).or_else(|_| with("git", &["apply"]));
    let done = done.expect("patch or git is needed");
    assert!(done.status.success(), "{done:?}");
    files(Path::new(&copy))
}

/// Compares two states in all forms.
fn check(home: &Home, client: &Client, from: &Known, to: &Known) {
    let which = format!("{} to {}", from.state, to.state);
    let ask = |output: &str| {
        let path = format!("/coracle/v1/diff?from={}&to={}&output={output}", from.state, to.state);
        client.get(&path).expect(200)["items"].as_array().unwrap().clone()
    };
    let key = |item: &Value| ["namespace", "resource", "name"].map(|name| text(&item[name]));
    let mut after = from.objects.clone();
    for item in ask("objects") {
        assert_eq!(item.get("before"), from.objects.get(&key(&item)), "{which}");
        assert_ne!(item.get("before"), item.get("after"), "{which}");
        match item.get("after") {
            Some(object) => after.insert(key(&item), object.clone()),
            None => after.remove(&key(&item)),
        };
    }
    assert_eq!(after, to.objects, "{which}: objects");
    let mut after = from.objects.clone();
    for item in ask("patches") {
        let patch: json_patch::Patch = serde_json::from_value(item["patch"].clone()).unwrap();
        let mut object = after.remove(&key(&item)).unwrap_or_default();
        json_patch::patch(&mut object, &patch).unwrap();
        if !object.is_null() {
            after.insert(key(&item), object);
        }
    }
    assert_eq!(after, to.objects, "{which}: patches");
    let Ended { code, stdout, stderr } = home.run(&["diff", &from.state, &to.state]);
    assert_eq!((code, stderr.as_str()), (Some(i32::from(from.objects != to.objects)), ""), "{which}");
    assert_eq!(patched(home, &from.folder, &stdout), files(Path::new(&to.folder)), "{which}: unified");
}

/// Writes, changes and deletes some objects of several kinds.
fn write(client: &Client, dice: &mut Dice) {
    const TEXTS: [&str; 8] = ["1", "yes", "", "a\nb\n", "a\nb\n\n c", "ü ~/0 \u{85}\t", "- x: {", "---"];
    for _ in 0..12 {
        let name = format!("c{}", dice.roll(5));
        let namespace = ["default", "n"][dice.roll(2)];
        let label = ["x", "y"][dice.roll(2)];
        let labels = json!({"example.com/a": label});
        let metadata = json!({"name": name, "labels": labels});
        let (text, key) = (TEXTS[dice.roll(TEXTS.len())], format!("k{}", dice.roll(3)));
        let (all, object) = match dice.roll(2) {
            0 => (
                format!("/api/v1/namespaces/{namespace}/configmaps"),
                json!({"metadata": metadata, "data": {"a": text, "b": "same", key: "1"}}),
            ),
            _ => (
                format!("/apis/example.com/v1/namespaces/{namespace}/widgets"),
                json!({"apiVersion": "example.com/v1", "kind": "Widget", "metadata": metadata,
                    "spec": {"list": (0..dice.roll(4)).map(|at| json!({"at": at, text: 1.5})).collect::<Vec<_>>(), "none": null}}),
            ),
        };
        let path = format!("{all}/{name}");
        let now = client.get(&path);
        let answer = match (now.code, dice.roll(4)) {
            (404, _) => client.post(&all, &object.to_string()),
            (_, 0) => client.delete(&path),
            _ => {
                let mut object = object;
                object["metadata"]["resourceVersion"] = now.json()["metadata"]["resourceVersion"].clone();
                client.put(&path, &object.to_string())
            }
        };
        assert!([200, 201].contains(&answer.code), "{}", answer.text());
    }
}

#[test]
fn applying_what_differs_makes_the_other_state() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(CRDS, &widgets()).expect(201);
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"n"}}"#).expect(201);
    let taken = |name: &str, world: &str| {
        client.post(SNAPSHOTS, &json!({"name": name, "world": world}).to_string()).expect(201);
        known(&home, &client, &format!("snapshot:{name}{}", if world == "main" { "" } else { "/fork" }), world)
    };
    let mut dice = Dice(7);
    write(&client, &mut dice);
    let (a, revision) = (taken("a", "main"), client.get(&format!("{WORLDS}/main")).expect(200)["revision"].clone());
    write(&client, &mut dice);
    let b = taken("b", "main");
    let wanted = json!({"name": "fork", "from": {"snapshot": "a"}, "ephemeral": true}).to_string();
    client.post(WORLDS, &wanted).expect(201);
    write(&client.world("fork"), &mut dice);
    let c = taken("c", "fork");
    write(&client.world("fork"), &mut dice);
    write(&client, &mut dice);
    let fork = known(&home, &client, "world:fork", "fork");
    let now = known(&home, &client, "now", "main");
    let at_a = Known { state: revision.to_string(), objects: a.objects.clone(), folder: a.folder.clone() };
    for (one, other) in [(&a, &now), (&a, &b), (&fork, &now), (&at_a, &b), (&at_a, &fork), (&c, &b), (&c, &fork)] {
        assert_ne!(one.objects, other.objects, "the dice are good");
        check(&home, &client, one, other);
        check(&home, &client, other, one);
    }
    check(&home, &client, &a, &at_a);
    client.post(&format!("{SNAPSHOTS}/a/restore"), "").expect(200);
    check(&home, &client, &a, &Known { state: "now".to_owned(), objects: a.objects.clone(), folder: a.folder.clone() });
    write(&client, &mut dice);
    let now = known(&home, &client, "now", "main");
    check(&home, &client, &a, &now);
    check(&home, &client, &now, &b);
    // What is read from a file shares nothing with anything.
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http"]);
    check(&home, &server.client(), &b, &now);
    check(&home, &server.client(), &c, &a);
}

#[test]
fn snapshots_are_compared_by_a_command() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let run = |words: &str| {
        let Ended { code, stdout, stderr } = home.run(&words.split(' ').collect::<Vec<_>>());
        (code, stdout + &stderr)
    };
    put(&client, "a", "1");
    client.post(WORLDS, r#"{"name":"w","from":{"world":"main"},"ephemeral":true}"#).expect(201);
    for name in ["s", "now"] {
        client.post(SNAPSHOTS, &json!({"name": name, "all": true}).to_string()).expect(201);
        put(&client, "a", "2");
    }
    put(&client.world("w"), "a", "3");
    let unified = |value: &str| {
        let file = "default/configmaps/a.yaml";
        format!(
            "--- a/{file}\n+++ b/{file}\n@@ -1,6 +1,6 @@\n apiVersion: v1\n data:\n-  v: \"1\"\n+  v: \"{value}\"\n kind: ConfigMap\n metadata:\n   name: a\n"
        )
    };
    assert_eq!(run("snapshot diff s"), (Some(1), unified("2")));
    assert_eq!(run("snapshot diff s now"), (Some(1), unified("2")));
    assert_eq!(run("snapshot diff s s/w"), (Some(0), String::new()));
    assert_eq!(run("snapshot diff s --world w"), (Some(1), unified("3")));
    assert_eq!(run("diff snapshot:s/w world:w -n default"), (Some(1), unified("3")));
    assert_eq!(run("snapshot diff s -n kube-system"), (Some(0), String::new()));
    let (code, patches) = run("snapshot diff s --patches --resource cm --name a");
    let patches: Value = serde_json::from_str(&patches).unwrap();
    let expected = json!([{"op": "replace", "path": "/data/v", "value": "2"}]);
    assert_eq!((code, &patches["items"][0]["patch"]), (Some(1), &expected));
    let fields = |words: &str| {
        let after: Value = serde_json::from_str(&run(words).1).unwrap();
        let of = after["items"][0]["after"]["metadata"].as_object().unwrap().clone();
        of.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(fields("snapshot diff s -o json"), "name namespace");
    assert_eq!(fields("snapshot diff s -o json --metadata"), "creationTimestamp name namespace uid");
    assert_eq!(fields("snapshot diff s -o json --managed-fields"), "managedFields name namespace");
    client.delete("/api/v1/namespaces/default/configmaps/a").expect(200);
    put(&client, "a", "1");
    assert_eq!(run("snapshot diff s"), (Some(0), String::new()), "the same, although it was made anew");
    assert_eq!(run("snapshot diff s --metadata").0, Some(1));
    assert_eq!(run("snapshot diff").0, Some(2));
}

#[test]
fn states_that_cannot_be_shown_are_refused_in_words() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for (path, body) in [
        (WORLDS, r#"{"name":"one","ephemeral":true}"#),
        (WORLDS, r#"{"name":"two","ephemeral":true}"#),
        (SNAPSHOTS, r#"{"name":"of-one","world":"one"}"#),
        (SNAPSHOTS, r#"{"name":"every","all":true}"#),
    ] {
        client.post(path, body).expect(201);
    }
    for (world, from, code, why) in [
        ("main", "world:one", 200, ""),
        ("main", "snapshot:of-one/one", 200, ""),
        ("one", "snapshot:of-one", 200, ""),
        ("one", "snapshot:every", 200, ""),
        ("one", "snapshot:every/one", 200, ""),
        ("one", "world:one", 200, ""),
        ("main", "snapshot:of-one", 400, "not of world main, but of one: say which, as in of-one/one"),
        ("two", "snapshot:of-one", 404, "snapshots \"of-one\" not found"),
        ("two", "snapshot:every/one", 400, "of other worlds only main tells anything"),
        ("two", "world:main", 400, "of other worlds only main tells anything"),
        ("main", "world:none", 404, "worlds \"none\" not found"),
        ("main", "snapshot:none", 404, "snapshots \"none\" not found"),
        ("main", "snapshot:none/one", 404, "snapshots \"none/one\" not found"),
        ("main", "snapshot:of-one/main", 404, "snapshots \"of-one/main\" not found"),
        ("main", "snapshot:", 400, "it is none of now, a revision, snapshot:NAME"),
        ("main", "state:a", 400, "it is none of now, a revision, snapshot:NAME"),
        ("main", "", 400, "the parameter from is empty"),
    ] {
        let answer = client.world(world).get(&format!("/coracle/v1/diff?from={from}"));
        assert_eq!(answer.code, code, "{world} {from}: {}", answer.text());
        assert!(answer.text().replace("\\\"", "\"").contains(why), "{world} {from}: {}", answer.text());
    }
    for query in ["from=99999999&to=world:one", "from=world:one&to=99999999"] {
        client.get(&format!("/coracle/v1/diff?{query}")).expect(504);
    }
    client.post("/coracle/v1/compact", "").expect(200);
    assert_eq!(client.get("/coracle/v1/diff?from=2&to=world:one").code, 410);
}
