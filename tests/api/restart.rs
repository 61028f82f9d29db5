//! What a restart keeps, how a signal ends the server, and that two servers do not share a file.

use crate::client::{MERGE, version};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";

#[test]
fn a_restart_keeps_everything_and_counts_on() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"team"}}"#).expect(201);
    for name in ["a", "b", "c"] {
        let body = format!(
            r#"{{"metadata":{{"name":"{name}","labels":{{"l":"{name}"}}}},"subsets":[{{"addresses":[{{"ip":"10.0.0.1"}}],"ports":[{{"port":80}}]}}]}}"#
        );
        client.post("/api/v1/namespaces/team/endpoints", &body).expect(201);
    }
    client.patch("/api/v1/namespaces/team/endpoints/b", MERGE, r#"{"metadata":{"annotations":{"k":"v"}}}"#).expect(200);
    // The last change is a deletion, which no object remembers.
    client.delete("/api/v1/namespaces/team/endpoints/c").expect(200);
    let before = [client.get("/api/v1/endpoints").expect(200), client.get("/api/v1/namespaces").expect(200)];
    assert_eq!(server.stop().code, Some(0));

    let server = home.serve(&["--http"]);
    let client = server.client();
    let after = [client.get("/api/v1/endpoints").expect(200), client.get("/api/v1/namespaces").expect(200)];
    assert_eq!(after, before);
    let next = client.post(ALL, r#"{"metadata":{"name":"next"}}"#).expect(201);
    assert_eq!(version(&next), version(&before[0]) + 1);
}

#[test]
fn a_signal_lets_the_requests_under_way_finish() {
    for signal in ["TERM", "INT"] {
        let home = Home::new();
        let server = home.serve(&["--http"]);
        let client = server.client();
        client.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
        let mut probe = client.connect().unwrap();
        let mut waiting: Vec<_> = (0..8)
            .map(|number| {
                let body = format!(r#"{{"metadata":{{"labels":{{"l{number}":"x"}}}}}}"#);
                let mut connection = client.connect().unwrap();
                let headers = [("Content-Type", MERGE), ("Expect", "100-continue")];
                connection.begin("PATCH", &format!("{ALL}/a"), &headers, Some(body.len())).unwrap();
                // The server says that it waits for the body: the request is under way.
                assert_eq!(connection.answer("PATCH").unwrap().code, 100);
                (connection, body)
            })
            .collect();
        server.signal(signal);
        // A connection that was open before is told to close once the server is on its way down.
        loop {
            let answer = probe.ask("GET", "/readyz", &[], None).unwrap();
            if answer.code == 500 {
                assert!(answer.text().contains("[-]shutdown failed"), "{}", answer.text());
            }
            if answer.header("connection") == Some("close") {
                break;
            }
        }
        for (connection, body) in &mut waiting {
            connection.write(body.as_bytes()).unwrap();
            let answer = connection.answer("PATCH").unwrap();
            assert_eq!(answer.code, 200, "{signal}: {}", answer.text());
        }
        let ended = server.ended();
        assert_eq!(ended.code, Some(0), "{signal}: {}", ended.stderr);

        let server = home.serve(&["--http"]);
        let stored = server.client().get(&format!("{ALL}/a")).expect(200);
        assert_eq!(stored["metadata"]["labels"].as_object().unwrap().len(), 8, "{signal}: {stored}");
    }
}

#[test]
fn a_signal_ends_a_server_that_clients_stay_connected_to() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let mut idle = server.client().connect().unwrap();
    assert_eq!(idle.ask("GET", "/healthz", &[], None).unwrap().code, 200);
    let _silent = server.client().connect().unwrap();
    assert_eq!(server.stop().code, Some(0));
}

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let kubeconfig = std::fs::read_to_string(&server.kubeconfig).unwrap();
    let data = home.argument("coracle.db");
    let second = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", &data]);
    assert_eq!(second.code, Some(1));
    assert_eq!(second.stdout, "");
    assert!(second.stderr.contains(&data), "{}", second.stderr);
    assert_eq!(
        std::fs::read_to_string(&server.kubeconfig).unwrap(),
        kubeconfig,
        "the first one's files stay as they are"
    );
    server.client().post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
}
