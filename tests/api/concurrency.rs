//! Many clients at once on one object: who wins, and that nobody's change is lost.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;

use serde_json::json;

use crate::client::{Answer, Client, MERGE, version};
use crate::program::Home;

const CLIENTS: usize = 64;
const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";

/// Connects every client, and lets all of them ask at the same moment.
fn all_at_once(client: &Client, ask: impl Fn(usize) -> (&'static str, &'static str, String) + Sync) -> Vec<Answer> {
    let start = Barrier::new(CLIENTS);
    let (start, ask) = (&start, &ask);
    thread::scope(|scope| {
        let clients = (0..CLIENTS).map(|number| {
            scope.spawn(move || {
                let mut connection = client.connect().unwrap();
                let (method, path, body) = ask(number);
                let kind = if method == "PATCH" { MERGE } else { "application/json" };
                start.wait();
                connection.ask(method, path, &[("Content-Type", kind)], Some(body.as_bytes())).unwrap()
            })
        });
        let clients: Vec<_> = clients.collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

fn count(answers: &[Answer], code: u16) -> usize {
    answers.iter().filter(|answer| answer.code == code).count()
}

#[test]
fn of_many_updates_with_one_resource_version_one_wins() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let mut object = client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    for round in 0..3 {
        let answers = all_at_once(&client, |number| {
            let mut mine = object.clone();
            mine["metadata"]["labels"] = json!({"winner": format!("{round}-{number}")});
            ("PUT", ONE, mine.to_string())
        });
        assert_eq!((count(&answers, 200), count(&answers, 409)), (1, CLIENTS - 1));
        let won = answers.iter().find(|answer| answer.code == 200).unwrap().json();
        let stored = client.get(ONE).expect(200);
        assert_eq!(stored, won);
        assert_eq!(version(&stored), version(&object) + 1, "a refused update has no effect");
        for refused in answers.iter().filter(|answer| answer.code == 409) {
            let status = refused.json();
            assert_eq!(status["reason"], "Conflict");
            assert_eq!(status["details"], json!({"name": "one", "kind": "endpoints"}));
        }
        object = stored;
    }
}

#[test]
fn of_many_patches_without_a_resource_version_none_is_lost() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let before = client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let answers = all_at_once(&client, |number| {
        ("PATCH", ONE, json!({"metadata": {"labels": {format!("label-{number}"): "x"}}}).to_string())
    });
    assert_eq!(count(&answers, 200), CLIENTS);
    let versions: BTreeSet<u64> = answers.iter().map(|answer| version(&answer.json())).collect();
    let first = version(&before);
    let expected: BTreeSet<u64> = (first + 1..=first + CLIENTS as u64).collect();
    assert_eq!(versions, expected, "every patch is a change of its own");
    let stored = client.get(ONE).expect(200);
    let verified = home.run(&["verify", "--server"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
    let labels: BTreeSet<String> = stored["metadata"]["labels"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(labels, (0..CLIENTS).map(|number| format!("label-{number}")).collect());
    for (number, answer) in answers.iter().enumerate() {
        assert_eq!(
            answer.json()["metadata"]["labels"][format!("label-{number}")],
            "x",
            "an answer shows its own change"
        );
    }
}

#[test]
fn of_many_creates_of_one_name_one_succeeds() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let answers = all_at_once(&client, |number| {
        ("POST", ALL, json!({"metadata": {"name": "one", "labels": {"by": number.to_string()}}}).to_string())
    });
    assert_eq!((count(&answers, 201), count(&answers, 409)), (1, CLIENTS - 1));
    assert!(answers.iter().filter(|a| a.code == 409).all(|a| a.json()["reason"] == "AlreadyExists"));
    let created = answers.iter().find(|answer| answer.code == 201).unwrap().json();
    assert_eq!(client.get(ONE).expect(200), created);
}

#[test]
fn of_many_deletes_one_finds_the_object() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let answers = all_at_once(&client, |_| ("DELETE", ONE, "{}".to_owned()));
    assert_eq!((count(&answers, 200), count(&answers, 404)), (1, CLIENTS - 1));
}

#[test]
fn many_creates_with_a_generated_name_get_names_of_their_own() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let answers = all_at_once(&client, |_| ("POST", ALL, r#"{"metadata":{"generateName":"g-"}}"#.to_owned()));
    assert_eq!(count(&answers, 201), CLIENTS);
    let names: BTreeSet<String> = answers.iter().map(|a| a.json()["metadata"]["name"].to_string()).collect();
    assert_eq!(names.len(), CLIENTS);
}
