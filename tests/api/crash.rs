//! `kill -9` in the middle of many clients' writes: what was acknowledged is there.
//!
//! A killed process loses nothing that the kernel already holds; power cuts are the store's own tests.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::json;

use crate::client::{Client, MERGE, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const CLIENTS: usize = 6;

/// What a client knows of its writes when the server is gone.
struct Known {
    /// Objects created, each with its resourceVersion.
    created: Vec<(String, u64)>,
    /// The counter in the client's own object: the last one acknowledged, and its resourceVersion.
    counted: (u64, u64),
}

/// Creates objects and counts up in one of its own, until the server is gone.
fn write(client: &Client, round: usize, number: usize, acknowledged: &AtomicUsize) -> Known {
    let mut known = Known { created: Vec::new(), counted: (0, 0) };
    let own = format!("{ALL}/own-{number}");
    let Ok(mut connection) = client.connect() else { return known };
    for count in 1.. {
        let body = json!({"metadata": {"annotations": {"count": format!("{round}.{count}")}}}).to_string();
        let Ok(answer) = connection.ask("PATCH", &own, &[("Content-Type", MERGE)], Some(body.as_bytes())) else {
            break;
        };
        known.counted = (count, version(&answer.expect(200)));
        let name = format!("r{round}-c{number}-{count}");
        let body = json!({"metadata": {"name": &name}}).to_string();
        let Ok(answer) = connection.ask("POST", ALL, &[], Some(body.as_bytes())) else { break };
        known.created.push((name, version(&answer.expect(201))));
        acknowledged.fetch_add(2, Ordering::SeqCst);
    }
    known
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let home = Home::new();
    let mut server = home.serve(&["--http"]);
    for number in 0..CLIENTS {
        server.client().post(ALL, &json!({"metadata": {"name": format!("own-{number}")}}).to_string()).expect(201);
    }
    for round in 0..4 {
        let acknowledged = AtomicUsize::new(0);
        let client = server.client();
        let (client, counter) = (&client, &acknowledged);
        let (known, restarted) = thread::scope(|scope| {
            let writers: Vec<_> =
                (0..CLIENTS).map(|number| scope.spawn(move || write(client, round, number, counter))).collect();
            while acknowledged.load(Ordering::SeqCst) < 60 + 37 * round {
                assert!(writers.iter().all(|writer| !writer.is_finished()), "{}", server.log());
                thread::yield_now();
            }
            server.kill();
            let known: Vec<Known> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
            let verified = home.run(&["verify"]);
            assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
            (known, home.serve(&["--http"]))
        });
        server = restarted;
        check(&server.client(), round, &known);
    }
    assert_eq!(server.stop().code, Some(0));
}

fn check(client: &Client, round: usize, known: &[Known]) {
    let list = client.get(ALL).expect(200);
    let find = |name: &str| list["items"].as_array().unwrap().iter().find(|item| item["metadata"]["name"] == name);
    for (number, known) in known.iter().enumerate() {
        for (name, created) in &known.created {
            let found = find(name).unwrap_or_else(|| panic!("{name} was acknowledged and is gone"));
            assert_eq!(version(found), *created, "{name}");
        }
        let own = find(&format!("own-{number}")).expect("created before");
        let (count, counted) = known.counted;
        let text = own["metadata"]["annotations"]["count"].as_str().unwrap_or_default();
        if text == format!("{round}.{count}") {
            assert_eq!(version(own), counted, "own-{number}");
        } else if count > 0 {
            // The one write that was under way may have been made, too.
            assert_eq!(text, format!("{round}.{}", count + 1), "own-{number}");
            assert!(version(own) > counted, "own-{number}");
        }
    }
    let highest = list["items"].as_array().unwrap().iter().map(version).max().unwrap();
    assert!(version(&list) >= highest);
    let next = client.post(ALL, &json!({"metadata": {"name": format!("next-{round}")}}).to_string()).expect(201);
    assert_eq!(version(&next), version(&list) + 1);
}
