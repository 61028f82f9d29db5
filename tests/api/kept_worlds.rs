//! Worlds that are kept in the file, and snapshots: what they are after a restart, and put back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::{Client, version};
use crate::program::{Ended, Home, Server};
use crate::worlds::{ALL, CRDS, WORLDS, all, put, widgets};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";
const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";

fn as_text(of: &BTreeMap<String, String>) -> String {
    of.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

fn shown(client: &Client) -> String {
    as_text(&all(client))
}

fn make(client: &Client, body: Value) -> Client {
    let made = client.post(WORLDS, &body.to_string()).expect(201);
    client.world(made["name"].as_str().unwrap())
}

fn verified(home: &Home) {
    let Ended { code, stdout, stderr } = home.run(&["verify"]);
    assert_eq!(code, Some(0), "{stdout}{stderr}");
}

/// Ends it at once, and starts it anew.
fn again(home: &Home, server: Server) -> (Server, Client) {
    server.kill();
    verified(home);
    let server = home.serve(&["--http"]);
    let client = server.client();
    (server, client)
}

#[test]
fn a_kept_world_is_there_after_a_kill_with_its_kinds_and_what_it_began_with() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    put(&client, "a", "1");
    client.post(CRDS, &widgets()).expect(201);
    let kept = make(&client, json!({"name": "kept", "from": {"world": "main"}, "ttl": "1h"}));
    let (fresh, lost) =
        (make(&client, json!({"name": "fresh"})), make(&client, json!({"name": "lost", "ephemeral": true})));
    let of_memory = make(&client, json!({"name": "of-memory", "from": {"world": "lost"}}));
    kept.post(WIDGETS, r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}"#).expect(201);
    put(&kept, "a", "changed");
    put(&fresh, "own", "1");
    put(&of_memory, "own", "2");
    put(&client, "b", "1");
    let list = kept.get(ALL).expect(200);
    put(&kept, "c", "1");
    assert_eq!((lost.get(ALL).code, kept.get(&format!("{WIDGETS}/w")).code), (200, 200));
    assert!(client.get(&format!("{WORLDS}/kept")).expect(200)["ephemeral"] == false);
    client.delete(&format!("{WORLDS}/fresh")).expect(200);
    let gone = make(&client, json!({"name": "fresh"}));
    put(&gone, "second", "1");

    let (server, client) = again(&home, server);
    let listed = client.get(WORLDS).expect(200);
    let named = |name: &str| listed["items"].as_array().unwrap().iter().find(|world| world["name"] == name).cloned();
    let names: Vec<_> = listed["items"].as_array().unwrap().iter().map(|world| world["name"].clone()).collect();
    assert_eq!(names, ["fresh", "kept", "main", "of-memory"]);
    let of_kept = named("kept").unwrap();
    assert_eq!(
        (&of_kept["ttl"], &of_kept["from"], of_kept.get("objects")),
        (&json!("1h0m0s"), &json!({"world": "main"}), None)
    );
    let (kept, fresh) = (client.world("kept"), client.world("fresh"));
    assert_eq!(kept.get(&format!("{WIDGETS}/w")).code, 200, "the first that is asked of it");
    assert_eq!(
        (shown(&kept), shown(&fresh), shown(&client)),
        ("a=changed c=1".into(), "second=1".into(), "a=1 b=1".into())
    );
    assert_eq!(shown(&client.world("of-memory")), "own=2");
    let mut watch = kept.watch(&format!("{ALL}?watch=1&resourceVersion={}", version(&list)));
    assert!(watch.word().starts_with("ADDED c "), "its history is kept, too");
    let reset = client.post(&format!("{WORLDS}/kept/reset"), "").expect(200);
    assert_eq!((shown(&kept), kept.get(&format!("{WIDGETS}/w")).code), ("a=1".into(), 404));
    assert!(reset["revision"].as_u64() > Some(version(&list)));
    client.post(&format!("{WORLDS}/fresh/reset"), "").expect(200);
    assert_eq!(shown(&fresh), "");
    client.delete(&format!("{WORLDS}/of-memory")).expect(200);

    let (server, client) = again(&home, server);
    assert_eq!((shown(&client.world("kept")), shown(&client.world("fresh"))), ("a=1".into(), String::new()));
    assert_eq!(client.world("of-memory").get(ALL).code, 404);
    assert_eq!(client.delete(&format!("{WORLDS}/of-memory")).code, 404);
    assert_eq!(client.delete(&format!("{WORLDS}/fresh")).code, 200);
    assert_eq!(server.stop().code, Some(0));
    verified(&home);
}

#[test]
fn a_snapshot_stays_and_is_restored_and_forked() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    put(&client, "a", "1");
    let other = make(&client, json!({"name": "other"}));
    let memory = make(&client, json!({"name": "memory", "ephemeral": true}));
    put(&other, "o", "1");
    put(&memory, "m", "1");
    assert_eq!(client.post(SNAPSHOTS, r#"{"name":"one"}"#).expect(201)["worlds"][0]["world"], "main");
    let of_all = client.post(SNAPSHOTS, r#"{"name":"every","all":true}"#).expect(201);
    let names: Vec<_> = of_all["worlds"].as_array().unwrap().iter().map(|of| of["world"].clone()).collect();
    assert_eq!(names, ["main", "memory", "other"]);
    let unnamed = client.post(SNAPSHOTS, r#"{"world":"other"}"#).expect(201)["name"].as_str().unwrap().to_owned();
    for (world, name) in [(&client, "a"), (&other, "o"), (&memory, "m")] {
        put(world, name, "changed");
        put(world, "new", "1");
    }
    let fork = make(&client, json!({"name": "fork", "from": {"snapshot": "one"}}));
    assert_eq!(shown(&fork), "a=1");
    let of_other = make(&client, json!({"ephemeral": true, "from": {"snapshot": "every/other"}}));
    assert_eq!(shown(&of_other), "o=1");
    let mut watch = client.watch(&format!("{ALL}?watch=1"));
    watch.word();
    client.post(&format!("{SNAPSHOTS}/one/restore"), "").expect(200);
    assert_eq!((shown(&client), shown(&other)), ("a=1".into(), "new=1 o=changed".into()));
    client.post(&format!("{SNAPSHOTS}/one/restore"), r#"{"world":"other"}"#).expect(200);
    assert_eq!(shown(&other), "a=1", "into another world than it was of");

    client.post(CRDS, &widgets()).expect(201);
    client.post(SNAPSHOTS, r#"{"name":"kinds"}"#).expect(201);
    client.delete(&format!("{CRDS}/widgets.example.com")).expect(200);

    let (server, client) = again(&home, server);
    let of_kinds = make(&client, json!({"name": "kinds", "from": {"snapshot": "kinds"}}));
    assert_eq!((of_kinds.get(WIDGETS).code, client.get(WIDGETS).code), (200, 404));
    client.post(&format!("{SNAPSHOTS}/kinds/restore"), "").expect(200);
    assert_eq!(client.get(WIDGETS).code, 200);
    client.delete(&format!("{SNAPSHOTS}/kinds")).expect(200);
    let listed = client.get(SNAPSHOTS).expect(200);
    let found: Vec<_> = listed["items"].as_array().unwrap().iter().map(|taken| taken["name"].clone()).collect();
    assert_eq!(found.iter().filter_map(Value::as_str).collect::<Vec<_>>(), ["every", "one", &unnamed]);
    client.delete(&format!("{WORLDS}/other")).expect(200);
    client.post(&format!("{SNAPSHOTS}/every/restore"), "").expect(200);
    let [other, memory] = ["other", "memory"].map(|name| client.world(name));
    assert_eq!((shown(&client), shown(&other), shown(&memory)), ("a=1".into(), "o=1".into(), "m=1".into()));
    assert_eq!(client.delete(&format!("{SNAPSHOTS}/every")).expect(200)["name"], "every");
    client.post(&format!("{WORLDS}/fork/reset"), "").expect(200);
    client.delete(&format!("{SNAPSHOTS}/one")).expect(200);
    put(&client.world("fork"), "a", "changed");
    let (server, client) = again(&home, server);
    client.post(&format!("{WORLDS}/fork/reset"), "").expect(200);
    assert_eq!(shown(&client.world("fork")), "a=1", "what it was made of is kept for it");
    assert_eq!(client.get(SNAPSHOTS).expect(200)["items"].as_array().unwrap().len(), 1);
    server.stop();
    verified(&home);
}

#[test]
fn a_deleted_world_that_is_restored_gives_out_no_resource_version_twice() {
    for data in ["coracle.db", ":memory:"] {
        let home = Home::new();
        let at = if data == ":memory:" { data.to_owned() } else { home.argument(data) };
        let server = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", &at], &[]);
        let client = server.client();
        let w = make(&client, json!({"name": "w"}));
        put(&w, "a", "1");
        client.post(SNAPSHOTS, r#"{"name":"s","world":"w"}"#).expect(201);
        let mut last = 0;
        for round in ["one", "two", "three"] {
            client.delete(&format!("{WORLDS}/w")).expect(200);
            client.post(&format!("{SNAPSHOTS}/s/restore"), "").expect(200);
            assert_eq!(shown(&w), "a=1");
            if last > 0 {
                w.get(&format!("{ALL}?resourceVersion={last}&resourceVersionMatch=Exact")).expect(410);
            }
            put(&w, "q", round);
            let first = version(&w.get(&format!("{ALL}/q")).expect(200));
            assert!(first > last, "{round}: {first} is after {last}");
            for n in 0..5 {
                put(&w, "q", &n.to_string());
            }
            last = version(&w.get(&format!("{ALL}/q")).expect(200));
        }
        if data != ":memory:" {
            let (_server, client) = again(&home, server);
            assert_eq!(shown(&client.world("w")), "a=1 q=4");
        }
    }
}

#[test]
fn what_cannot_be_of_snapshots_is_refused_with_a_reason() {
    let home = Home::new();
    for data in [home.argument("coracle.db"), ":memory:".to_owned()] {
        let server = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", &data], &[]);
        let client = server.client();
        client.post(SNAPSHOTS, r#"{"name":"s"}"#).expect(201);
        for (method, path, body, code, why) in [
            ("POST", "", r#"{"name":"s"}"#, 409, "snapshots \"s\" already exists"),
            ("POST", "", r#"{"name":"S/"}"#, 400, "the name \"S/\""),
            ("POST", "", r#"{"world":"none"}"#, 404, "worlds \"none\" not found"),
            ("POST", "", r#"{"world":"main","all":true}"#, 400, "not both"),
            ("POST", "", r#"{"of":"main"}"#, 400, "unknown field `of`"),
            ("GET", "/none", "", 404, "snapshots \"none\" not found"),
            ("DELETE", "/none", "", 404, "snapshots \"none\" not found"),
            ("POST", "/none/restore", "", 404, "snapshots \"none\" not found"),
            ("POST", "/s/restore", r#"{"world":"none"}"#, 404, "worlds \"none\" not found"),
            ("PUT", "/s", "{}", 405, "method"),
        ] {
            let refused = client.ask(method, &format!("{SNAPSHOTS}{path}"), &[], Some(body.as_bytes())).expect(code);
            assert!(refused["message"].as_str().unwrap().contains(why), "{method} {path} {body}: {refused}");
        }
        let of = client.post(WORLDS, r#"{"from":{"snapshot":"s/none"}}"#).expect(404);
        assert_eq!(of["message"], "snapshots \"s/none\" not found");
        assert_eq!(client.world("main").get(SNAPSHOTS).code, 200);
        client.post(WORLDS, r#"{"name":"w"}"#).expect(201);
        assert_eq!(client.world("w").get(SNAPSHOTS).code, 404);
        put(&client, "a", "1");
        client.post(&format!("{SNAPSHOTS}/s/restore"), "").expect(200);
        assert_eq!(shown(&client), "");
        client.delete(&format!("{SNAPSHOTS}/s")).expect(200);
        assert_eq!(client.get(SNAPSHOTS).expect(200)["items"], json!([]));
        server.stop();
    }
}

#[test]
fn commands_do_the_same() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let run = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let Ended { code, stdout, stderr } = home.run(&words);
        (code, stdout + &stderr)
    };
    put(&client, "a", "1");
    assert_eq!(run("snapshot create s"), (Some(0), "ok: snapshot s of world main\n".into()));
    put(&client, "a", "2");
    assert_eq!(run("world create w --from main").0, Some(0));
    assert_eq!(run("world create passing --ttl 1h").0, Some(0));
    assert_eq!(run("snapshot create every --all"), (Some(0), "ok: snapshot every of worlds main, w\n".into()));
    let (code, listed) = run("snapshot list");
    let rows: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!((code, rows.len(), rows[0].as_slice()), (Some(0), 4, &["NAME", "CREATED", "WORLD", "REVISION"][..]));
    let as_json: Value = serde_json::from_str(&run("snapshot list -o json").1).unwrap();
    assert_eq!(as_json["items"][1]["name"], "s");
    assert_eq!(run("snapshot restore s"), (Some(0), "ok: world main restored from snapshot s\n".into()));
    assert_eq!((shown(&client), shown(&client.world("w"))), ("a=1".into(), "a=2".into()));
    let world = client.get(&format!("{WORLDS}/w")).expect(200);
    let kubeconfig = home.file("w.kubeconfig", world["kubeconfig"].as_str().unwrap());
    let of_w = |words: &str| run(&format!("{words} --kubeconfig {kubeconfig}"));
    assert_eq!(of_w("snapshot create by-url"), (Some(0), "ok: snapshot by-url of world w\n".into()));
    put(&client, "a", "3");
    put(&client.world("w"), "a", "3");
    assert_eq!(of_w("snapshot restore by-url"), (Some(0), "ok: world w restored from snapshot by-url\n".into()));
    assert_eq!((shown(&client), shown(&client.world("w"))), ("a=3".into(), "a=2".into()));
    assert_eq!(run("world fork w k --max-bytes 1000000").0, Some(0));
    assert_eq!(run("snapshot create of-two --all").0, Some(0));
    put(&client.world("k"), "a", "4");
    let said = (Some(0), "ok: world k restored from snapshot of-two\n".to_owned());
    assert_eq!((run("snapshot restore of-two/k"), shown(&client.world("k"))), (said, "a=2".into()));
    assert_eq!(run("snapshot restore of-two/k --world w").0, Some(1));
    assert_eq!(client.post(WORLDS, r#"{"name":"of-k","from":{"world":"k"}}"#).expect(201)["maxBytes"], 1_000_000);
    let (code, text) = run("snapshot delete none of-two");
    assert!(
        code == Some(1) && text.starts_with("ok: of-two is deleted\n") && text.contains("\"none\" not found"),
        "{text}"
    );
    assert_eq!(run("snapshot delete s every"), (Some(0), "ok: s, every are deleted\n".into()));
    let (code, why) = run("snapshot restore s");
    assert!(code == Some(1) && why.contains("snapshots \"s\" not found"), "{code:?} {why}");
    assert_eq!(run("snapshot create s --all --world w").0, Some(2));
    server.stop();
}

#[test]
fn who_may_not_ask_a_world_does_not_have_it_read() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    make(&server.client(), json!({"name": "kept"}));
    let (_server, client) = again(&home, server);
    let objects = || {
        let listed = client.get(WORLDS).expect(200);
        let found = listed["items"].as_array().unwrap().iter().find(|world| world["name"] == "kept").cloned();
        found.unwrap()["objects"].clone()
    };
    for (token, code) in [(None, 403), (Some("wrong"), 401)] {
        assert_eq!(client.world("kept").with_token(token).get(ALL).code, code);
        assert_eq!(objects(), Value::Null, "nobody has read it");
    }
    client.world("kept").get(ALL).expect(200);
    assert!(objects().as_u64() > Some(0));
}
