//! What a server begins with: `--seed`, `--ephemeral`; and objects by the many: `coracle export` and `coracle import`.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::{Ended, Home};

const CONFIG_MAPS: &str = "/api/v1/namespaces/shop/configmaps";

/// A namespace, a kind, an object of that kind and others, in the wrong order and in several files.
fn write(home: &Home) -> String {
    let files = [
        (
            "seed/a/things.yaml",
            "apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: one\n  namespace: shop\nspec:\n  size: 3\n",
        ),
        (
            "seed/b.yaml",
            "# two objects\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, namespace: shop, uid: x, resourceVersion: \"9\"}\ndata: {a: \"1\"}\n\
             ---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: plain}\n",
        ),
        (
            "seed/c.json",
            r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}]}"#,
        ),
        (
            "seed/d.yml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec:\n  group: example.com\n  \
             names: {plural: things, kind: Thing}\n  scope: Namespaced\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      \
             openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}\n",
        ),
    ];
    for (name, text) in files {
        fs::create_dir_all(home.path(name).parent().unwrap()).unwrap();
        fs::write(home.path(name), text).unwrap();
    }
    home.argument("seed")
}

#[track_caller]
fn has_all(client: &Client) {
    let thing = client.get("/apis/example.com/v1/namespaces/shop/things/one").expect(200);
    let web = client.get(&format!("{CONFIG_MAPS}/web")).expect(200);
    assert_eq!((&thing["spec"], &web["data"]), (&json!({"size": 3}), &json!({"a": "1"})));
    client.get("/api/v1/namespaces/default/configmaps/plain").expect(200);
}

#[test]
fn a_server_begins_with_its_seed_and_comes_back_to_it() {
    let home = Home::new();
    let seed = write(&home);
    let server = home.serve(&["--http", "--seed", &seed]);
    let client = server.client();
    has_all(&client);
    let web = client.get(&format!("{CONFIG_MAPS}/web")).expect(200);
    assert_eq!(web["metadata"]["managedFields"][0]["manager"], "coracle-seed");
    client.patch(&format!("{CONFIG_MAPS}/web?fieldManager=me"), MERGE, r#"{"data":{"a":"2","b":"3"}}"#).expect(200);
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http", "--seed", &seed]);
    let again = server.client().get(&format!("{CONFIG_MAPS}/web")).expect(200);
    assert_eq!(again["data"], json!({"a": "1", "b": "3"}), "what others have added stays");
    let unchanged = version(&server.client().get("/api/v1/namespaces/default/configmaps/plain").expect(200));
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http", "--seed", &seed]);
    assert_eq!(version(&server.client().get("/api/v1/namespaces/default/configmaps/plain").expect(200)), unchanged);
    assert_eq!(server.stop().code, Some(0));
}

#[test]
fn a_reset_comes_back_to_the_seed_and_nothing_else() {
    let home = Home::new();
    let seed = write(&home);
    let mut server = home.serve(&["--http", "--seed", &seed]);
    for time in ["the first", "a second", "a third"] {
        let client = server.client();
        client.patch(&format!("{CONFIG_MAPS}/web?fieldManager=me"), MERGE, r#"{"data":{"a":"2","b":"3"}}"#).expect(200);
        client.post(CONFIG_MAPS, r#"{"metadata":{"name":"other"}}"#).expect(201);
        if time != "a third" {
            client.delete("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.example.com").expect(200);
        } else {
            assert_eq!(server.stop().code, Some(0));
            server = home.serve(&["--http", "--seed", &seed]);
        }
        let client = server.client();
        client.post("/coracle/v1/worlds/main/reset", "").expect(200);
        has_all(&client);
        client.get(&format!("{CONFIG_MAPS}/other")).expect(404);
    }
}

#[test]
fn a_seed_that_cannot_be_used_says_where() {
    let home = Home::new();
    let object = |kind: &str, name: &str| {
        format!("apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: default}}\n")
    };
    for (text, why) in [
        (format!("{}---\na: b\n", object("ConfigMap", "a")), "document 2: it has no apiVersion"),
        (object("Nothing", "a"), "document 1: there is no kind Nothing in version v1"),
        (object("ConfigMap", "A_"), "document 1: ConfigMap \"A_\" is invalid"),
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: none}\n".to_owned(),
            "namespaces \"none\" not found",
        ),
        (String::new(), "there is no object in it"),
    ] {
        let seed = home.file("seed.yaml", &text);
        let Ended { code, stdout, stderr } =
            home.run(&["serve", "--listen", "127.0.0.1:0", "--ephemeral", "--seed", &seed]);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{stderr}");
        assert!(stderr.contains("seed.yaml") && stderr.contains(why), "{why}: {stderr}");
    }
    let Ended { code, stderr, .. } = home.run(&["serve", "--ephemeral", "--data", "x.db"]);
    assert!(code == Some(2) && stderr.contains("cannot be used with"), "{stderr}");
}

/// Everything but what a server puts in by itself.
fn bare(mut object: Value) -> Value {
    let metadata = object["metadata"].as_object_mut().unwrap();
    for name in ["uid", "resourceVersion", "creationTimestamp", "managedFields", "generation"] {
        metadata.remove(name);
    }
    object
}

#[test]
fn what_is_exported_is_imported_elsewhere() {
    let home = Home::new();
    let seed = write(&home);
    let server = home.serve(&["--http", "--seed", &seed]);
    let client = server.client();
    let wanted = [format!("{CONFIG_MAPS}/web"), "/apis/example.com/v1/namespaces/shop/things/one".to_owned()];
    let wanted: Vec<(String, Value)> = wanted
        .into_iter()
        .map(|path| {
            let object = bare(client.get(&path).expect(200));
            (path, object)
        })
        .collect();
    for to in ["all.yaml", "all.json", "tree"] {
        let Ended { code, stdout, stderr } = home.run(&["export", "--to", &home.argument(to)]);
        assert!(code == Some(0) && stdout.starts_with("ok: "), "{stdout}{stderr}");
        let other = Home::new();
        let server = other.serve(&["--http"]);
        let Ended { code, stdout, stderr } = other.run(&["import", &home.argument(to)]);
        assert!(code == Some(0) && stdout.starts_with("ok: "), "{to}: {stdout}{stderr}");
        for (path, object) in &wanted {
            assert_eq!(&bare(server.client().get(path).expect(200)), object, "{to}");
        }
    }
    let kept = fs::read_to_string(home.path("tree/shop/configmaps/web.yaml")).unwrap();
    assert_eq!(kept, "apiVersion: v1\ndata:\n  a: \"1\"\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\n");
    let Ended { stdout, .. } = home.run(&["export", "--to", "-", "-n", "shop", "--metadata", "--managed-fields"]);
    assert!(
        stdout.contains("name: shop\n") && stdout.contains("uid: ") && stdout.contains("manager: coracle-seed"),
        "{stdout}"
    );
    assert!(!stdout.contains("name: plain\n"), "{stdout}");
    let Ended { stdout, .. } = home.run(&["export", "--to", "-", "-n", "shop", "-o", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&stdout).unwrap()["kind"], "List");
    for (words, why) in [
        (&["-n", "shop,default"][..], "namespaces \"shop,default\" not found"),
        (&["--snapshot", ""], "\"\" is none of NAME, NAME/WORLD"),
    ] {
        let Ended { code, stdout, stderr } = home.run(&[&["export", "--to", "-"], words].concat());
        assert_eq!((code, stdout.as_str(), stderr.contains(why)), (Some(1), "", true), "{stderr}");
    }

    let wrong = home.file(
        "wrong.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Nope\nmetadata: {name: b}\n",
    );
    let Ended { code, stderr, .. } = home.run(&["import", &wrong]);
    assert!(code == Some(1) && stderr.contains("wrong.yaml, document 2: there is no kind Nope"), "{stderr}");
    let refused = client.post("/coracle/v1/import", r#"{"items":[],"more":1}"#).expect(400);
    assert!(refused["message"].as_str().unwrap().contains("unknown field `more`"), "{refused}");
}
