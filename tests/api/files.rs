//! The data file goes away under a running server, or cannot be served.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";

#[test]
fn a_server_whose_file_is_gone_says_so_and_ends() {
    for harm in ["deleted", "moved", "replaced"] {
        let home = Home::new();
        let server = home.serve(&["--http"]);
        let client = server.client();
        client.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
        let data = home.path("coracle.db");
        match harm {
            "deleted" => fs::remove_file(&data).unwrap(),
            "moved" => fs::rename(&data, home.path("elsewhere.db")).unwrap(),
            _ => {
                fs::copy(&data, home.path("copy.db")).unwrap();
                fs::rename(home.path("copy.db"), &data).unwrap();
            }
        }
        // The connection may be closed before there is an answer: the server ends by itself.
        if let Ok(mut connection) = client.connect()
            && let Ok(answer) = connection.ask("POST", ALL, &[], Some(br#"{"metadata":{"name":"b"}}"#))
        {
            assert!(answer.code >= 500, "{harm}: {} {}", answer.code, answer.text());
        }
        let ended = server.ended();
        assert_eq!(ended.code, Some(1), "{harm}: {}", ended.stderr);
        assert!(ended.stderr.contains("coracle.db was deleted, moved or replaced"), "{harm}: {}", ended.stderr);
    }
}

#[test]
fn an_idle_server_whose_file_is_gone_is_not_ready_and_ends() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    fs::remove_file(home.path("coracle.db")).unwrap();
    let deadline = Instant::now() + PATIENCE;
    while let Ok(mut connection) = client.connect()
        && let Ok(answer) = connection.ask("GET", "/readyz", &[], None)
    {
        assert!(answer.code == 200 || answer.text().contains("[-]store failed"), "{}", answer.text());
        assert!(Instant::now() < deadline);
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(server.ended().code, Some(1));
}

#[test]
fn what_cannot_be_served_is_refused_before_it_is_ready() {
    let home = Home::new();
    assert_eq!(home.serve(&["--http"]).stop().code, Some(0));
    let data = home.path("coracle.db");
    let refused = |hint: &str| {
        let ended = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap()]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{hint}: {}", ended.stderr);
        assert!(ended.stderr.contains(hint), "{hint}: {}", ended.stderr);
    };
    fs::set_permissions(&data, fs::Permissions::from_mode(0o400)).unwrap();
    refused("cannot be written (its mode is 0400)");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o600)).unwrap();
    fs::hard_link(&data, home.path("second.db")).unwrap();
    refused("has 2 names");
    fs::remove_file(home.path("second.db")).unwrap();
    assert_eq!(home.serve(&["--http"]).stop().code, Some(0));
}
