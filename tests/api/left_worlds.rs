//! Worlds and snapshots whose clients leave meanwhile, or ask for the same at once: each is there wholly or not at all.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::client::Client;
use crate::program::Home;
use crate::worlds::{ALL, WORLDS, put};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";

fn names(client: &Client) -> Vec<String> {
    let listed = client.get(WORLDS).expect(200);
    listed["items"].as_array().unwrap().iter().map(|world| world["name"].as_str().unwrap().to_owned()).collect()
}

/// How often each was answered.
fn counted(codes: impl IntoIterator<Item = u16>) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    codes.into_iter().for_each(|code| *counts.entry(code).or_default() += 1);
    counts
}

/// Asks, and leaves after a while.
fn ask_and_leave(client: &Client, path: &str, body: &str, after: Duration) {
    let (token, length) = (client.token.as_deref().unwrap(), body.len());
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n");
    let mut connection = client.connect().unwrap();
    connection.write(format!("{head}{body}").as_bytes()).unwrap();
    thread::sleep(after);
}

#[test]
fn who_leaves_or_cannot_wait_leaves_nothing_half_done() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    (0..50).for_each(|at| _ = put(&client, &format!("c{at}"), &"x".repeat(1000)));
    client.post(SNAPSHOTS, r#"{"name":"s"}"#).expect(201);
    let bodies: Vec<String> = [json!({}), json!({"from": {"world": "main"}}), json!({"from": {"snapshot": "s"}})]
        .into_iter()
        .map(|body| body.to_string())
        .collect();
    for at in 0..24_u64 {
        let (body, after) = (&bodies[at as usize % bodies.len()], Duration::from_micros(at * 300));
        ask_and_leave(&client, WORLDS, body, after);
        ask_and_leave(&client, &format!("{SNAPSHOTS}/s/restore"), "", after);
        client.post(&format!("{WORLDS}?timeout={}ms", 1 + at % 4), body);
        client.post(&format!("{SNAPSHOTS}?timeout=1ms"), "");
        // One request: a restore that is under way may take the object away at any time.
        let body = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "after"}, "data": {"v": at.to_string()}});
        let path = format!("{ALL}/after?fieldManager=test&force=true");
        let applied = client.patch(&path, "application/apply-patch+yaml", &body.to_string());
        assert!(matches!(applied.code, 200 | 201), "{}", applied.text());
    }
    // What has begun comes to its end: a world is made when those that were asked for before it are.
    client.get("/coracle/v1/wait?quiet=500ms").expect(200);
    client.post(WORLDS, "{}").expect(201);
    let there = names(&client);
    for name in there.iter().filter(|name| *name != "main") {
        put(&client.world(name), "own", "1");
    }
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http"]);
    assert_eq!(names(&server.client()), there);
    server.stop();
    let verified = home.run(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn of_many_that_ask_for_the_same_one_gets_it() {
    let home = Home::new();
    let data = home.argument("coracle.db");
    for data in [data.as_str(), ":memory:"] {
        let start =
            || home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--max-worlds", "5", "--data", data], &[]);
        let mut server = start();
        let client = server.client();
        let at_once = |path: &str, body: &(dyn Fn(usize) -> String + Sync)| {
            let ask = |at: usize| client.post(path, &body(at)).code;
            thread::scope(|scope| {
                let asking: Vec<_> = (0..16).map(|at| scope.spawn(move || ask(at))).collect();
                counted(asking.into_iter().map(|asking| asking.join().unwrap()))
            })
        };
        let one = BTreeMap::from([(201, 1), (409, 15)]);
        assert_eq!(at_once(WORLDS, &|_| json!({"name": "same"}).to_string()), one);
        assert_eq!(at_once(WORLDS, &|at| json!({"name": "mixed", "ephemeral": at % 2 == 0}).to_string()), one);
        assert_eq!(at_once(SNAPSHOTS, &|_| json!({"name": "same"}).to_string()), one);
        let further = at_once(WORLDS, &|at| json!({"name": format!("n{at}")}).to_string());
        assert_eq!(further, BTreeMap::from([(201, 2), (403, 14)]));
        if data != ":memory:" {
            client.delete(&format!("{WORLDS}/mixed")).expect(200);
            let there = names(&client);
            assert_eq!(server.stop().code, Some(0));
            server = start();
            assert_eq!(names(&server.client()), there, "what was refused is not there");
        }
        server.stop();
    }
}
