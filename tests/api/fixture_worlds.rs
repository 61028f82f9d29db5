//! Faults, requests, the clock and waiting, each in the world that was asked and in no other; and what of them outlives a reset and a start.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::program::{Home, Server};
use crate::worlds::{ALL, WORLDS, put};

const FAULTS: &str = "/coracle/v1/faults";
const REQUESTS: &str = "/coracle/v1/requests";
const CLOCK: &str = "/coracle/v1/clock";
const WATCH: &str = "/api/v1/namespaces/default/configmaps?watch=true";

fn make(client: &Client, world: Value) -> Client {
    let made = client.post(WORLDS, &world.to_string()).expect(201);
    client.world(made["name"].as_str().unwrap())
}

/// A server, its first world, one in memory and one that is kept.
fn serve(home: &Home, option: &str) -> (Server, [Client; 3]) {
    let server = home.serve(&["--http", option]);
    let main = server.client();
    let memory = make(&main, json!({"name": "memory", "ephemeral": true}));
    let kept = make(&main, json!({"name": "kept"}));
    (server, [main, memory, kept])
}

fn codes(worlds: &[Client; 3], path: &str) -> [u16; 3] {
    worlds.each_ref().map(|world| world.get(path).code)
}

/// What the last requests of a world were: `3 create a 201`.
fn asked(client: &Client, query: &str) -> Vec<String> {
    let listed = client.get(&format!("{REQUESTS}?{query}")).expect(200);
    let text = |request: &Value, name: &str| request[name].as_str().unwrap_or_default().to_owned();
    let one = |request: &Value| format!("{} {} {}", request["number"], text(request, "verb"), request["code"]);
    listed["items"].as_array().unwrap().iter().map(one).collect()
}

fn now(client: &Client) -> Value {
    client.get(CLOCK).expect(200)["now"].clone()
}

#[test]
fn a_fault_acts_in_its_own_world_alone() {
    let home = Home::new();
    let (server, worlds) = serve(&home, "--faults");
    let [main, memory, kept] = &worlds;
    // By everything that a rule can go by: a path is the world's own, without that before it.
    let rule =
        json!({"name": "r", "match": {"paths": ["/api/v1/*"], "users": ["admin"]}, "then": {"error": {"code": 503}}})
            .to_string();
    for (at, world) in worlds.iter().enumerate() {
        world.post(FAULTS, &rule).expect(201);
        let expected: Vec<u16> = (0..3).map(|other| if other == at { 503 } else { 200 }).collect();
        assert_eq!(codes(&worlds, ALL).to_vec(), expected);
        let name = ["main", "memory", "kept"][at];
        let fork = make(main, json!({"from": {"world": name}, "ephemeral": true}));
        assert_eq!(fork.get(ALL).code, 200, "a fork begins without rules");
        let counts = worlds.each_ref().map(|world| world.delete(FAULTS).expect(200)["items"][0]["fired"].clone());
        let expected: Vec<Value> = (0..3).map(|other| if other == at { json!(1) } else { Value::Null }).collect();
        assert_eq!(counts.to_vec(), expected);
        assert_eq!(codes(&worlds, ALL), [200; 3]);
    }
    // A watch that is open in another world goes on, and the history of another world stays.
    put(memory, "first", "1");
    let from = put(kept, "first", "1")["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    memory.post(FAULTS, r#"{"then":{"watch":{"how":"drop"},"compact":true}}"#).expect(201);
    let mut other = kept.watch(&format!("{WATCH}&resourceVersion={from}"));
    assert!(memory.watch(WATCH).next().is_err(), "it is dropped");
    put(kept, "second", "1");
    assert!(other.word().starts_with("ADDED second"));
    assert!(kept.watch(&format!("{WATCH}&resourceVersion={from}")).word().starts_with("ADDED second"));
    server.stop();
}

#[test]
fn requests_are_told_of_in_their_own_world_alone() {
    let home = Home::new();
    let (server, worlds) = serve(&home, "--faults");
    let [main, memory, kept] = &worlds;
    put(memory, "a", "1");
    put(memory, "a", "2");
    put(kept, "b", "1");
    main.get(&format!("{ALL}/none")).expect(404);
    assert_eq!(asked(memory, ""), ["1 create 201", "2 create 409", "3 update 200"]);
    assert_eq!((asked(kept, ""), asked(main, "")), (vec!["1 create 201".to_owned()], vec!["1 get 404".to_owned()]));
    // The path is the world's own, and what its first world was asked is asked for by the same one.
    let listed = memory.get(&format!("{REQUESTS}?path={ALL}/a")).expect(200);
    assert_eq!(listed["items"][0]["path"], format!("{ALL}/a"));
    // Of worlds that are not there, and by users who are not known, none is told of anywhere.
    main.world("none").get(ALL).expect(404);
    assert_eq!(asked(main, "").len(), 1);
    kept.delete(REQUESTS).expect(200);
    put(kept, "c", "1");
    assert_eq!(
        (asked(kept, ""), asked(memory, "").len(), asked(main, "").len()),
        (vec!["2 create 201".to_owned()], 3, 1)
    );
    let fork = make(main, json!({"from": {"world": "memory"}, "ephemeral": true}));
    assert_eq!(asked(&fork, ""), Vec::<String>::new());
    server.stop();
}

#[test]
fn a_clock_is_that_of_its_own_world_and_a_fork_goes_on_by_itself() {
    let home = Home::new();
    let (server, worlds) = serve(&home, "--faults");
    let [main, memory, kept] = &worlds;
    let created = |client: &Client, name: &str| put(client, name, "1")["metadata"]["creationTimestamp"].clone();
    memory.put(CLOCK, r#"{"frozen":"2030-01-01T00:00:00Z","step":"1s"}"#).expect(200);
    kept.put(CLOCK, r#"{"frozen":"2040-01-01T00:00:00Z","numbered":true}"#).expect(200);
    assert_eq!(
        (created(memory, "a"), created(kept, "a")),
        (json!("2030-01-01T00:00:01Z"), json!("2040-01-01T00:00:00Z"))
    );
    let of_main = created(main, "a");
    assert!(!["2030", "2040"].iter().any(|year| of_main.as_str().unwrap().starts_with(year)), "{of_main}");
    let fork = make(main, json!({"from": {"world": "memory"}}));
    assert_eq!((created(&fork, "b"), now(memory)), (json!("2030-01-01T00:00:02Z"), json!("2030-01-01T00:00:01Z")));
    memory.put(CLOCK, r#"{"by":"1h"}"#).expect(200);
    assert_eq!((now(&fork), now(kept)), (json!("2030-01-01T00:00:02Z"), json!("2040-01-01T00:00:00Z")));
    let uid = |client: &Client| {
        put(client, "uid", "1")["metadata"]["uid"].as_str().unwrap().starts_with("00000000-0000-4000-8000-")
    };
    assert_eq!(worlds.each_ref().map(uid), [false, false, true]);
    server.stop();
}

#[test]
fn what_comes_about_in_another_world_is_not_what_was_waited_for() {
    let home = Home::new();
    let (server, [main, memory, kept]) = serve(&home, "--faults");
    let wait = |client: &Client, query: &str| client.get(&format!("/coracle/v1/wait?{query}")).code;
    let web = "resource=cm&namespace=default&name=web&for=create";
    thread::scope(|scope| {
        let never = scope.spawn(|| wait(&memory, &format!("{web}&timeout=1500ms")));
        let none = scope.spawn(|| wait(&memory, "requests=1&verb=create&timeout=1500ms"));
        let quiet = scope.spawn(|| wait(&memory, "quiet=500ms&timeout=1200ms"));
        let there = scope.spawn(|| wait(&kept, &format!("{web}&timeout=60s")));
        for n in 0..15 {
            thread::sleep(Duration::from_millis(100));
            put(&main, "web", &n.to_string());
        }
        assert_eq!([never.join().unwrap(), none.join().unwrap(), quiet.join().unwrap()], [504, 504, 200]);
        put(&kept, "web", "1");
        assert_eq!(there.join().unwrap(), 200);
    });
    // Over a reset it is waited for what is then, and the end of the world is the end of it.
    put(&main, "prepared", "1");
    thread::scope(|scope| {
        let prepared = web.replace("web", "prepared");
        let (memory, kept) = (&memory, &kept);
        let of_kept = prepared.clone();
        let over_reset = scope.spawn(move || wait(memory, &format!("{prepared}&timeout=60s")));
        let deleted = scope.spawn(move || wait(kept, &format!("{of_kept}&timeout=60s")));
        thread::sleep(Duration::from_millis(300));
        main.post(&format!("{WORLDS}/memory/reset"), r#"{"to":{"world":"main"}}"#).expect(200);
        main.delete(&format!("{WORLDS}/kept")).expect(200);
        assert_eq!((over_reset.join().unwrap(), deleted.join().unwrap()), (200, 404));
    });
    server.stop();
}

#[test]
fn a_reset_changes_objects_and_leaves_rules_requests_and_clock_as_they_are() {
    let home = Home::new();
    let (server, worlds) = serve(&home, "--faults");
    let main = &worlds[0];
    main.post("/coracle/v1/snapshots", r#"{"name":"s","all":true}"#).expect(201);
    for (world, name) in worlds.iter().zip(["main", "memory", "kept"]) {
        world.put(CLOCK, r#"{"frozen":"2030-01-01T00:00:00Z"}"#).expect(200);
        world
            .post(FAULTS, r#"{"match":{"verbs":["get"]},"when":{"every":2},"then":{"error":{"code":503}}}"#)
            .expect(201);
        put(world, "a", "1");
        assert_eq!(world.get(&format!("{ALL}/a")).code, 200, "{name}");
        if name == "kept" {
            // The others by their names, this one with all that the snapshot has.
            main.post("/coracle/v1/snapshots/s/restore", "").expect(200);
        } else {
            main.post(&format!("{WORLDS}/{name}/reset"), "").expect(200);
        }
        assert_eq!((world.get(&format!("{ALL}/a")).code, now(world)), (503, json!("2030-01-01T00:00:00Z")), "{name}");
        assert_eq!(world.get(&format!("{ALL}/a")).code, 404, "{name}");
        assert_eq!(asked(world, ""), ["1 create 201", "2 get 200", "3 get 503", "4 get 404"], "{name}");
        let made = put(world, "b", "1");
        assert_eq!(made["metadata"]["creationTimestamp"], "2030-01-01T00:00:00Z");
    }
    server.stop();
}

#[test]
fn after_a_start_there_are_neither_rules_nor_requests_and_clocks_are_as_at_the_first() {
    for (option, then) in [("--faults", None), ("--deterministic", Some("2000-01-01T00:00:00Z"))] {
        let home = Home::new();
        let (server, [main, _, kept]) = serve(&home, option);
        for world in [&main, &kept] {
            world.put(CLOCK, r#"{"frozen":"2030-01-01T00:00:00Z","numbered":true}"#).expect(200);
            if option == "--faults" {
                world.post(FAULTS, r#"{"then":{"error":{"code":503}},"when":{"nth":2}}"#).expect(201);
            }
            put(world, "a", "1");
        }
        server.stop();
        let server = home.serve(&["--http", option]);
        let main = server.client();
        for world in [main.clone(), main.world("kept")] {
            assert_eq!(world.get(FAULTS).expect(200), json!({"items": []}));
            assert_eq!(asked(&world, ""), Vec::<String>::new());
            let clock = world.get(CLOCK).expect(200);
            assert_eq!((&clock["frozen"], &clock["numbered"]), (&json!(then.is_some()), &json!(then.is_some())));
            let uid = |name: &str| {
                let made = world.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).json();
                let made =
                    if made["kind"] == "Status" { world.get(&format!("{ALL}/{name}")).expect(200) } else { made };
                let uid = made["metadata"]["uid"].as_str().unwrap().rsplit_once('-').unwrap().1.to_owned();
                (uid, made["metadata"]["creationTimestamp"].as_str().unwrap().to_owned())
            };
            let ((before, at), (new, time)) = (uid("a"), uid("b"));
            assert_eq!(at, "2030-01-01T00:00:00Z");
            assert!(time != at && then.is_none_or(|then| then == time), "{time}");
            let number = |uid: &str| uid.parse::<u64>().unwrap();
            // The create that was refused has taken one.
            assert!(then.is_none() || number(&new) == number(&before) + 2, "{before} {new}");
            assert_eq!(asked(&world, "").first().map(String::as_str), Some("1 create 409"));
        }
        server.stop();
    }
}
