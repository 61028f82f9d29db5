//! A fork is merged, and objects are imported: as a whole or not at all.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::{Ended, Home};
use crate::worlds::{ALL, CRDS, WORLDS, all, put, widgets};

const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

fn make(client: &Client, body: &Value) -> Client {
    let made = client.post(WORLDS, &body.to_string()).expect(201);
    client.world(made["name"].as_str().unwrap())
}

fn merge(client: &Client, name: &str, code: u16) -> Value {
    client.post(&format!("{WORLDS}/{name}/merge"), "").expect(code)
}

#[test]
fn a_fork_is_merged_as_a_whole_kinds_included() {
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    for ephemeral in [true, false] {
        let client = server.client();
        for name in ["same", "changed", "anew", "gone", "theirs"] {
            put(&client, name, "1");
        }
        let fork = make(&client, &json!({"name": "fork", "from": {"world": "main"}, "ephemeral": ephemeral}));
        let before = version(&client.get(ALL).expect(200));
        let unchanged = version(&client.get(&format!("{ALL}/same")).expect(200));
        let mut watch = client.watch(&format!("{ALL}?watch=1&resourceVersion={before}"));
        put(&fork, "changed", "2");
        put(&fork, "new", "2");
        for name in ["anew", "gone"] {
            fork.delete(&format!("{ALL}/{name}")).expect(200);
        }
        put(&fork, "anew", "2");
        // The first one's are there when the second one's come.
        let of_this = |text: &str| match ephemeral {
            true => text.to_owned(),
            false => text.replace("widget", "gadget").replace("Widget", "Gadget"),
        };
        fork.post(CRDS, &of_this(&widgets())).expect(201);
        let things = of_this(WIDGETS);
        let thing = r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"n":1}}"#;
        fork.post(&things, &of_this(thing)).expect(201);
        put(&client, "theirs", "2");
        assert_eq!(client.get(&things).code, 404);
        if !ephemeral {
            server.kill();
            server = home.serve(&["--http"]);
        }
        let client = server.client();

        let merged = merge(&client, "fork", 200);
        assert_eq!((&merged["changed"], &merged["removed"]), (&json!(2), &json!(1)), "{merged}");
        let here = all(&client);
        let expected = ["anew 2", "changed 2", "new 2", "same 1", "theirs 2"];
        let shown: Vec<String> = here
            .iter()
            .filter(|(name, _)| *name != "kube-root-ca.crt")
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        assert_eq!(shown, expected);
        client.get(&format!("{things}/w")).expect(200);
        let again = merge(&client, "fork", 200);
        assert_eq!(
            (&again["created"], &again["changed"], &again["removed"], &again["revision"]),
            (&json!(0), &json!(0), &json!(0), &merged["revision"]),
            "what is there already is not written"
        );
        let versions: Vec<u64> =
            ["changed", "anew", "new"].map(|name| version(&client.get(&format!("{ALL}/{name}")).expect(200))).into();
        let last = merged["revision"].as_u64().unwrap();
        assert!(versions.iter().all(|version| (before + 1..=last).contains(version)), "{versions:?}");
        assert_eq!(version(&client.get(&format!("{ALL}/same")).expect(200)), unchanged);
        if ephemeral {
            let seen: Vec<String> = (0..6).map(|_| watch.word().rsplit_once(' ').unwrap().0.to_owned()).collect();
            let expected =
                ["MODIFIED theirs", "DELETED anew", "DELETED gone", "MODIFIED changed", "ADDED new", "ADDED anew"];
            assert_eq!(seen, expected);
        }
        client.delete(&format!("{WORLDS}/fork")).expect(200);
        client.delete(&format!("{ALL}/new")).expect(200);
    }
    assert_eq!(server.stop().code, Some(0));
    let Ended { code, stdout, stderr } = home.run(&["verify"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
}

#[test]
fn where_the_same_has_changed_in_both_nothing_is_merged() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for name in ["a", "b", "c", "d"] {
        put(&client, name, "1");
    }
    let fork = make(&client, &json!({"name": "fork", "from": {"world": "main"}}));
    make(&client, &json!({"name": "nothing"}));
    for name in ["a", "b", "c"] {
        put(&fork, name, "fork");
    }
    fork.delete(&format!("{ALL}/d")).expect(200);
    put(&client, "b", "main");
    client.delete(&format!("{ALL}/c")).expect(200);
    put(&client, "c", "1");
    let before = version(&client.get(ALL).expect(200));
    let refused = merge(&client, "fork", 409);
    assert_eq!(
        refused["message"],
        r#"Operation cannot be fulfilled on worlds "fork": in main have changed, too: configmaps default/b, configmaps default/c"#
    );
    assert_eq!(version(&client.get(ALL).expect(200)), before);
    // Where both have come to the same, it is no conflict.
    client.delete(&format!("{ALL}/d")).expect(200);
    for (name, code, why) in [
        ("nothing", 400, r#"world "nothing" is no fork of a world"#),
        ("main", 400, r#"world "main" is no fork of a world"#),
        ("none", 404, r#"worlds "none" not found"#),
    ] {
        assert_eq!(merge(&client, name, code)["message"], why);
    }
    for name in ["b", "c"] {
        client.delete(&format!("{ALL}/{name}")).expect(200);
        fork.delete(&format!("{ALL}/{name}")).expect(200);
    }
    let said = home.run(&["world", "merge", "fork"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert!(said.stdout.starts_with("ok: 0 created, 1 changed, 0 removed, revision "), "{}", said.stdout);
    assert_eq!(all(&client).get("a").map(String::as_str), Some("fork"));
    let said = home.run(&["world", "merge", "fork", "-o", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&said.stdout).unwrap()["changed"], 0);
    let said = home.run(&["world", "merge", "nothing"]);
    assert!(said.code == Some(1) && said.stderr.contains("is no fork of a world"), "{}", said.stderr);
}

#[test]
fn no_uid_comes_twice_into_a_world_by_merges() {
    const CLOCK: &str = "/coracle/v1/clock";
    let home = Home::new();
    let server = home.serve(&["--http", "--deterministic"]);
    let client = server.client();
    put(&client, "before", "1");
    let fork = |name: &str| make(&client, &json!({"name": name, "from": {"world": "main"}}));
    let (one, two, three) = (fork("one"), fork("two"), fork("three"));
    for (world, name) in [(&one, "a"), (&two, "b")] {
        put(world, name, "1");
    }
    let least = client.put(CLOCK, r#"{"number":1}"#).expect(400)["message"].to_string();
    assert!(least.contains("number: 1 is not from "), "{least}");
    client.put(CLOCK, r#"{"number":1000,"numbered":false}"#).expect(400);
    three.put(CLOCK, r#"{"number":1000}"#).expect(200);
    put(&three, "c", "1");
    merge(&client, "one", 200);
    let before = version(&client.get(ALL).expect(200));
    let refused = merge(&client, "two", 409)["message"].as_str().unwrap().to_owned();
    let names = "configmaps default/b (as configmaps default/a)";
    assert!(refused.contains("have the uids of others there") && refused.ends_with(names), "{refused}");
    assert_eq!(version(&client.get(ALL).expect(200)), before);
    merge(&client, "three", 200);
    // What has changed in an object that both have is no reason, and a merge is done again.
    put(&one, "before", "2");
    merge(&client, "one", 200);
    let listed = client.get(ALL).expect(200)["items"].as_array().unwrap().clone();
    let uids: Vec<&str> = listed.iter().map(|item| item["metadata"]["uid"].as_str().unwrap()).collect();
    assert!(uids.contains(&"00000000-0000-4000-8000-000000001000"), "{uids:?}");
    let told: std::collections::BTreeSet<&str> = uids.iter().copied().collect();
    assert_eq!((told.len(), all(&client).len()), (uids.len(), uids.len()));
    let said = home.run(&["clock", "--number", "5000", "-o", "json"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert_eq!(put(&client, "d", "1")["metadata"]["uid"], "00000000-0000-4000-8000-000000005000");
}

#[test]
fn a_world_by_the_name_of_a_deleted_one_is_not_what_a_fork_was_made_of() {
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    for ephemeral in [true, false] {
        let client = server.client();
        let again = |name: &str, from: &str| {
            make(&client, &json!({"name": name, "from": {"world": from}, "ephemeral": ephemeral}))
        };
        again("parent", "main");
        let fork = again("fork", "parent");
        put(&fork, "new", "1");
        // It is put back: what it has then is what decides.
        client.post(&format!("{WORLDS}/parent/reset"), "").expect(200);
        merge(&client, "fork", 200);
        client.post(&format!("{WORLDS}/parent/reset"), r#"{"to":{"world":"main"}}"#).expect(200);
        merge(&client, "fork", 200);
        client.delete(&format!("{WORLDS}/parent")).expect(200);
        assert_eq!(merge(&client, "fork", 404)["message"], "worlds \"parent\" not found");
        let other = again("parent", "main");
        if !ephemeral {
            server.kill();
            server = home.serve(&["--http"]);
        }
        let client = server.client();
        let why = "the world parent that it was made of was deleted, and parent is another one now";
        let refused = merge(&client, "fork", 409);
        assert_eq!(refused["message"], format!("Operation cannot be fulfilled on worlds \"fork\": {why}"));
        let there = client.world("parent").get(ALL).expect(200);
        assert!(!there.to_string().contains("\"new\"") && other.prefix == "/worlds/parent", "{there}");
        for name in ["fork", "parent"] {
            client.delete(&format!("{WORLDS}/{name}")).expect(200);
        }
    }
}

#[test]
fn what_others_need_is_not_merged_away() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let namespace = |client: &Client, name: &str| {
        client.post("/api/v1/namespaces", &json!({"metadata": {"name": name}}).to_string()).expect(201)
    };
    let gone = |client: &Client, path: &str| {
        client.delete(path).expect(200);
        while client.get(path).code != 404 {
            thread::sleep(Duration::from_millis(5));
        }
    };
    let fork = |name: &str| make(&client, &json!({"name": name, "from": {"world": "main"}, "ephemeral": true}));
    let refused = |name: &str, what: &str| {
        let before = version(&client.get(ALL).expect(200));
        let told = merge(&client, name, 409)["message"].as_str().unwrap().to_owned();
        assert!(told.ends_with(&format!("in main have changed, too: {what}")), "{told}");
        assert_eq!(version(&client.get(ALL).expect(200)), before);
    };
    let config_map = r#"{"metadata":{"name":"late"}}"#;
    let widget = r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}"#;
    let crd = format!("{CRDS}/widgets.example.com");

    // A namespace that is gone in the world, and one that is gone in the fork.
    namespace(&client, "a");
    let one = fork("one");
    one.post("/api/v1/namespaces/a/configmaps", config_map).expect(201);
    gone(&client, "/api/v1/namespaces/a");
    refused("one", "namespaces a");
    namespace(&client, "b");
    let two = fork("two");
    gone(&two, "/api/v1/namespaces/b");
    client.post("/api/v1/namespaces/b/configmaps", config_map).expect(201);
    refused("two", "configmaps b/late");
    client.delete("/api/v1/namespaces/b/configmaps/late").expect(200);
    merge(&client, "two", 200);
    assert_eq!(client.get("/api/v1/namespaces/b").code, 404);

    // The same of a definition; one that has another schema; and another one of the same kind.
    client.post(CRDS, &widgets()).expect(201);
    let three = fork("three");
    three.post(WIDGETS, widget).expect(201);
    let four = fork("four");
    gone(&four, &crd);
    client.post(WIDGETS, widget).expect(201);
    refused("four", "widgets.example.com default/w");
    client.delete(&format!("{WIDGETS}/w")).expect(200);
    client.patch(&crd, MERGE, r#"{"metadata":{"labels":{"changed":"yes"}}}"#).expect(200);
    refused("three", "customresourcedefinitions.apiextensions.k8s.io widgets.example.com");
    let five = fork("five");
    let of_kind = |plural: &str| {
        widgets().replace("widgets", plural).replace("\"Widget\"", "\"Gear\"").replace("\"widget\"", "\"gear\"")
    };
    five.post(CRDS, &of_kind("gears")).expect(201);
    client.post(CRDS, &of_kind("cogs")).expect(201);
    refused("five", "customresourcedefinitions.apiextensions.k8s.io cogs.example.com");
    assert_eq!(server.stop().code, Some(0));
    let Ended { code, stdout, stderr } = home.run(&["verify"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
}

/// So many ConfigMaps with a text of so many bytes each.
fn documents(count: usize, bytes: usize) -> String {
    let text = "x".repeat(bytes);
    (0..count)
        .map(|n| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: i{n}, namespace: shop}}\ndata: {{k: {text}}}\n---\n"
            )
        })
        .collect()
}

const SHOP: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n";
const IN_SHOP: &str = "/api/v1/namespaces/shop/configmaps";

/// How many of them there are.
fn there(client: &Client) -> usize {
    let items = client.get(IN_SHOP).expect(200)["items"].as_array().unwrap().clone();
    items.iter().filter(|item| item["metadata"]["name"] != "kube-root-ca.crt").count()
}

#[test]
fn an_import_is_whole_or_not_at_all() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let bad = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: Bad}\n";
    // In one request, and in several.
    for (count, bytes) in [(20, 10), (400, 10_000)] {
        let whole = format!("{SHOP}{}", documents(count, bytes));
        let file = home.file("wrong.yaml", &format!("{whole}{bad}"));
        let before = version(&client.get("/api/v1/namespaces").expect(200));
        let refused = home.run(&["import", &file]);
        let why = format!("wrong.yaml, document {}: ConfigMap \"Bad\" is invalid", count + 2);
        assert!(refused.code == Some(1) && refused.stderr.contains(&why), "{}", refused.stderr);
        assert_eq!(client.get("/api/v1/namespaces/shop").code, 404);
        assert_eq!(version(&client.get("/api/v1/namespaces").expect(200)), before, "nothing was written");

        let said = home.run(&["import", &home.file("right.yaml", &whole)]);
        assert_eq!((said.code, said.stdout), (Some(0), format!("ok: {} objects\n", count + 1)), "{}", said.stderr);
        assert_eq!(there(&client), count);
        let worlds = client.get(WORLDS).expect(200);
        assert_eq!(worlds["items"].as_array().map(Vec::len), Some(1), "{worlds}");
        client.delete("/api/v1/namespaces/shop").expect(200);
        while client.get("/api/v1/namespaces/shop").code != 404 {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn who_writes_beside_an_import_loses_nothing() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    put(&client, "other", "0");
    let file = home.file("all.yaml", &format!("{SHOP}{}", documents(100, 100)));
    thread::scope(|scope| {
        let importing = scope.spawn(|| (0..4).map(|_| home.run(&["import", &file])).collect::<Vec<_>>());
        let mut written = 0;
        while !importing.is_finished() {
            written += 1;
            client
                .patch(&format!("{ALL}/other"), MERGE, &json!({"data": {"v": written.to_string()}}).to_string())
                .expect(200);
        }
        for said in importing.join().unwrap() {
            assert_eq!(said.code, Some(0), "{}", said.stderr);
        }
        assert_eq!(all(&client).get("other"), Some(&written.to_string()));
    });
    assert_eq!(there(&client), 100);
}

#[test]
fn kill_minus_nine_during_an_import_leaves_all_or_nothing() {
    let home = Home::new();
    let file = home.file("all.yaml", &format!("{SHOP}{}", documents(300, 8_000)));
    let mut found = Vec::new();
    for round in 0..6 {
        let server = home.serve(&["--http"]);
        let client = server.client();
        put(&client, "acknowledged", &round.to_string());
        let ended = thread::scope(|scope| {
            let importing = scope.spawn(|| home.run(&["import", &file]));
            // The first ones end early, the last one does not end before the import.
            thread::sleep(Duration::from_millis(if round == 5 { 0 } else { 60 + 120 * round }));
            if round == 5 {
                let ended = importing.join().unwrap();
                server.kill();
                return ended;
            }
            server.kill();
            importing.join().unwrap()
        });
        let verified = home.run(&["verify"]);
        assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
        let server = home.serve(&["--http"]);
        let client = server.client();
        assert_eq!(all(&client).get("acknowledged"), Some(&round.to_string()));
        let count = there(&client);
        assert!(count == 0 || count == 300, "round {round}: {count}");
        assert!(ended.code != Some(0) || count == 300, "round {round}: it was acknowledged");
        found.push(count);
        if count > 0 {
            client.delete("/api/v1/namespaces/shop").expect(200);
            while client.get("/api/v1/namespaces/shop").code != 404 {
                thread::sleep(Duration::from_millis(5));
            }
        }
        assert_eq!(server.stop().code, Some(0));
    }
    assert_eq!(found.last(), Some(&300), "{found:?}");
}
