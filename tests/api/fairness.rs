//! Nobody keeps the server from others: by small requests about a large object, by what is not read, by lists of everything.

use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use serde_json::json;

use crate::client::{Client, Connection, MERGE, version};
use crate::program::{Home, Server};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";
const USERS: &str = "a,alice,1,system:masters\nb,bob,2,system:masters\n";

/// A server that knows two users, and a client of each.
fn serve(home: &Home, options: &[&str]) -> (Server, Client, Client) {
    let tokens = home.file("tokens.csv", USERS);
    let server = home.serve(&[&["--http", "--token-file", &tokens], options].concat());
    let client = server.client();
    let [alice, bob] = ["a", "b"].map(|token| client.with_token(Some(token)));
    (server, alice, bob)
}

/// An object of some seven hundred kilobytes.
fn create_large(client: &Client) -> u64 {
    let ports: Vec<_> = (1..=20_000).map(|n| json!({"name": format!("p{n}"), "port": n})).collect();
    let subsets = json!([{"addresses": [{"ip": "10.0.0.1"}], "ports": ports}]);
    version(&client.post(ALL, &json!({"metadata": {"name": "one"}, "subsets": subsets}).to_string()).expect(201))
}

fn label(name: &str) -> String {
    json!({"metadata": {"labels": {name: "x"}}}).to_string()
}

#[test]
fn many_small_changes_of_a_large_object_are_all_made_and_others_are_served_meanwhile() {
    let home = Home::new();
    let (_server, alice, bob) = serve(&home, &[]);
    let before = create_large(&alice);
    thread::scope(|scope| {
        for n in 0..12 {
            let alice = &alice;
            scope.spawn(move || alice.patch(ONE, MERGE, &label(&format!("l{n}"))).expect(200));
        }
        for _ in 0..50 {
            bob.get("/api/v1/namespaces/default").expect(200);
        }
    });
    let after = alice.get(ONE).expect(200);
    assert_eq!(after["metadata"]["labels"].as_object().unwrap().len(), 12);
    assert_eq!(version(&after), before + 12);
}

#[test]
fn what_is_too_late_is_not_made_afterwards() {
    let home = Home::new();
    let (_server, alice, _) = serve(&home, &[]);
    create_large(&alice);
    thread::scope(|scope| {
        for n in 0..12 {
            let alice = &alice;
            scope.spawn(move || {
                let path = format!("{ONE}?timeout=1ms");
                assert_eq!(alice.patch(&path, MERGE, &label(&format!("l{n}"))).code, 504);
            });
        }
    });
    // Who comes now stands behind all who are still at it.
    let last = alice.patch(ONE, MERGE, &label("last")).expect(200);
    assert_eq!(last["metadata"]["labels"], json!({"last": "x"}));
}

/// Asks for more than sockets hold, and does not read it.
fn deaf(client: &Client) -> Connection {
    let mut connection = client.connect().unwrap();
    connection.begin("GET", ALL, &[], None).unwrap();
    assert_eq!(connection.answer("HEAD").unwrap().code, 200);
    connection
}

#[test]
fn who_takes_all_places_takes_none_of_anothers() {
    let home = Home::new();
    let (_server, alice, bob) = serve(&home, &["--max-requests-inflight", "2", "--max-watches", "2"]);
    let note = "x".repeat(200_000);
    for n in 0..80 {
        let body = json!({"metadata": {"name": format!("e{n}"), "annotations": {"note": note}}});
        alice.post(ALL, &body.to_string()).expect(201);
    }
    let _deaf = [deaf(&alice), deaf(&alice)];
    assert_eq!(alice.get(ONE).code, 429);
    bob.get("/api/v1/namespaces/default").expect(200);
    // Who looks whether the server lives is not told to come again, nor is who looks what it is at.
    assert_eq!(["/healthz", "/readyz", "/metrics"].map(|path| alice.get(path).code), [200; 3]);
    let _deaf_too = [deaf(&bob), deaf(&bob)];
    assert_eq!(bob.get(ONE).code, 429);
    assert_eq!(alice.with_token(None).get("/version").code, 429, "all together have twice what one has");
}

#[test]
fn who_has_all_watches_has_none_of_anothers() {
    let home = Home::new();
    let (_server, alice, bob) = serve(&home, &["--max-watches", "2"]);
    let path = format!("{ALL}?watch=true");
    let _open = [alice.watch(&path), alice.watch(&path)];
    assert_eq!(alice.get(&path).code, 429);
    let _other = bob.watch(&path);
}

#[test]
fn a_list_of_little_is_answered_while_lists_of_everything_are_worked_on() {
    let home = Home::new();
    let (_server, alice, bob) = serve(&home, &[]);
    let note = "x".repeat(20_000);
    for n in 0..100 {
        let body = json!({"metadata": {"name": format!("e{n}"), "annotations": {"note": note}}});
        alice.post(ALL, &body.to_string()).expect(201);
    }
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..4 {
                    alice.get(&format!("{ALL}?labelSelector=a!=b")).expect(200);
                }
            });
        }
        for _ in 0..50 {
            let empty = bob.get("/api/v1/namespaces/kube-public/endpoints").expect(200);
            assert_eq!(empty["items"], json!([]));
        }
    });
}

/// So many files that a server may have open leave room for fewer than 500 connections, and half as many of nobody's.
const FILES: u32 = 512;

#[test]
fn connections_that_showed_no_user_give_way_and_those_that_did_stay() {
    let home = Home::new();
    let server = home.serve_within(FILES, &["--http"]);
    let client = server.client();
    let mut known = client.connect().unwrap();
    known.ask("GET", "/version", &[], None).unwrap().expect(200);
    let nobody = client.with_token(None);
    let mut idle: Vec<Connection> = (0..500)
        .map(|_| {
            let mut connection = nobody.connect().unwrap();
            assert_eq!(connection.ask("GET", "/healthz", &[], None).unwrap().code, 200);
            connection
        })
        .collect();
    client.get("/version").expect(200);
    known.ask("GET", "/version", &[], None).unwrap().expect(200);
    assert!(idle[0].ask("GET", "/healthz", &[], None).is_err(), "the first has been idle for longest");
    assert_eq!(idle[499].ask("GET", "/healthz", &[], None).unwrap().code, 200);
}

#[test]
fn handshakes_that_do_not_go_on_keep_nobody_out() {
    let home = Home::new();
    let server = home.serve_within(FILES, &[]);
    let client = server.client();
    let _silent: Vec<TcpStream> = (0..500).map(|_| TcpStream::connect(&client.address).unwrap()).collect();
    client.get("/version").expect(200);
}

#[test]
fn a_slow_handshake_is_waited_for() {
    let home = Home::new();
    let server = home.serve(&[]);
    let client = server.client();
    let mut slow = client.connect().unwrap();
    // It begins with the first byte that is sent; three seconds, the library's own bound, are too few for a busy client.
    thread::sleep(Duration::from_secs(4));
    slow.ask("GET", "/version", &[], None).unwrap().expect(200);
}
