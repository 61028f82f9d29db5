//! What one PriorityClass has to do with the others, and with the server: one is the default, two are always made.

use std::thread;

use serde_json::{Value, json};

use crate::client::{Answer, Client, MERGE};
use crate::program::Home;

const ALL: &str = "/apis/scheduling.k8s.io/v1/priorityclasses";

fn class(name: &str, is_default: bool) -> String {
    json!({"metadata": {"name": name}, "value": 5, "globalDefault": is_default}).to_string()
}

fn refused(answer: &Answer, name: &str, default: &str) {
    let why = format!(
        "priorityclasses.scheduling.k8s.io {name:?} is forbidden: \
         PriorityClass {default} is already marked as default. Only one default can exist"
    );
    assert_eq!(answer.expect(403)["message"], why);
}

fn names(client: &Client) -> Vec<String> {
    let all = client.get(ALL).expect(200);
    let name = |class: &Value| class["metadata"]["name"].as_str().unwrap().to_owned();
    all["items"].as_array().unwrap().iter().map(name).collect()
}

// Every answer as the reference gave it.
#[test]
fn one_class_at_most_is_the_default() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &class("a", true)).expect(201);
    refused(&client.post(ALL, &class("b", true)), "b", "a");
    refused(&client.post(ALL, &class("a", true)), "a", "a");
    refused(&client.post(&format!("{ALL}?dryRun=All"), &class("b", true)), "b", "a");
    // What is wrong with it by itself comes first, and a resourceVersion later.
    let wrong = json!({"metadata": {"name": "b"}, "globalDefault": true, "preemptionPolicy": "x"}).to_string();
    client.post(ALL, &wrong).expect(422);
    let versioned = json!({"metadata": {"name": "b", "resourceVersion": "5"}, "globalDefault": true}).to_string();
    refused(&client.post(ALL, &versioned), "b", "a");
    let applied = json!({
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
        "metadata": {"name": "c"}, "value": 1, "globalDefault": true,
    });
    let apply = "application/apply-patch+yaml";
    refused(&client.patch(&format!("{ALL}/c?fieldManager=m"), apply, &applied.to_string()), "c", "a");
    refused(
        &client.patch(&format!("{ALL}/system-node-critical"), MERGE, r#"{"globalDefault":true}"#),
        "system-node-critical",
        "a",
    );
    client.post(ALL, &class("b", false)).expect(201);
    refused(&client.patch(&format!("{ALL}/b"), MERGE, r#"{"globalDefault":true}"#), "b", "a");
    // The default itself can be changed, and cease to be the default, or to be.
    client.patch(&format!("{ALL}/a"), MERGE, r#"{"description":"x"}"#).expect(200);
    client.patch(&format!("{ALL}/a"), MERGE, r#"{"globalDefault":false}"#).expect(200);
    client.patch(&format!("{ALL}/b"), MERGE, r#"{"globalDefault":true}"#).expect(200);
    client.delete(&format!("{ALL}/b")).expect(200);
    client.post(ALL, &class("c", true)).expect(201);
}

#[test]
fn of_many_that_would_be_the_default_at_once_one_is() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let codes: Vec<u16> = thread::scope(|scope| {
        let asking = (0..24)
            .map(|n| {
                let client = &client;
                scope.spawn(move || client.post(ALL, &class(&format!("c{n}"), true)).code)
            })
            .collect::<Vec<_>>();
        asking.into_iter().map(|asked| asked.join().unwrap()).collect()
    });
    let count = |code| codes.iter().filter(|c| **c == code).count();
    assert_eq!((count(201), count(403)), (1, 23), "{codes:?}");
    assert_eq!(names(&client).len(), 3);
}

// Upstream's store overrides the deletion of one, and not that of a collection: so it was answered.
#[test]
fn the_systems_classes_go_with_all_and_come_back_with_the_next_start() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let both = ["system-cluster-critical", "system-node-critical"];
    assert_eq!(names(&client), both);
    for name in both {
        client.delete(&format!("{ALL}/{name}")).expect(403);
    }
    assert_eq!(client.delete(ALL).expect(200)["items"].as_array().unwrap().len(), 2);
    assert_eq!(names(&client), [""; 0]);
    client.delete(&format!("{ALL}/system-node-critical")).expect(403);
    client.get(&format!("{ALL}/system-node-critical")).expect(404);
    server.stop();
    let server = home.serve(&["--http"]);
    assert_eq!(names(&server.client()), both);
}
