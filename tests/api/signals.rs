//! What signals do beside asking for a clean end, and that a server can end with who started it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::client::MERGE;
use crate::program::{Ended, Home, PATIENCE, Server};

const ALL: &str = "/api/v1/namespaces/default/endpoints";

/// Waits for what will be so soon.
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "{what}");
        sleep(Duration::from_millis(20));
    }
}

/// Ends a server by two signals, the second while it waits for a request whose body does not come.
fn end_twice(server: Server, second: &str) -> Ended {
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    let mut waiting = client.connect().unwrap();
    let headers = [("Content-Type", MERGE), ("Expect", "100-continue")];
    waiting.begin("PATCH", &format!("{ALL}/a"), &headers, Some(10)).unwrap();
    assert_eq!(waiting.answer("PATCH").unwrap().code, 100);
    server.signal("TERM");
    until("the server does not begin to stop", || server.log().contains("stopping"));
    server.signal(second);
    server.ended()
}

#[test]
fn one_in_memory_that_is_ended_at_once_leaves_no_folder() {
    let home = Home::new();
    let server = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--ephemeral"], &[]);
    let folder = server.kubeconfig.parent().unwrap().to_owned();
    assert_eq!(end_twice(server, "TERM").code, Some(143));
    assert!(!folder.exists());
}

#[test]
fn a_second_signal_ends_at_once_and_loses_nothing() {
    for (second, code) in [("TERM", 143), ("INT", 130)] {
        let home = Home::new();
        let ended = end_twice(home.serve(&["--http"]), second);
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        let again = home.serve(&["--http"]);
        again.client().get(&format!("{ALL}/a")).expect(200);
    }
}

#[test]
fn a_hangup_opens_the_audit_log_anew_and_ends_nothing() {
    let home = Home::new();
    let (log, moved) = (home.path("audit.log"), home.path("audit.log.1"));
    let server = home.serve(&["--http", "--audit-log", log.to_str().unwrap()]);
    let client = server.client();
    let has = |path, word: &str| fs::read_to_string(path).is_ok_and(|text| text.contains(word));
    client.get("/api/v1/namespaces/first");
    until("the first line is not written", || has(&log, "namespaces/first"));
    fs::rename(&log, &moved).unwrap();
    client.get("/api/v1/namespaces/second");
    until("a line goes astray", || has(&moved, "namespaces/second"));
    server.signal("HUP");
    until("the file is not made anew", || log.exists());
    client.get("/api/v1/namespaces/third");
    until("the new file is not written", || has(&log, "namespaces/third"));
    assert!(!has(&moved, "namespaces/third"));
    // Where it cannot be made anew, it goes on in the old one.
    fs::remove_file(&log).unwrap();
    fs::create_dir(&log).unwrap();
    server.signal("HUP");
    until("the failure is not logged", || server.log().contains("stays as it was"));
    assert_eq!(server.client().get("/readyz").code, 200);
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http"]);
    server.signal("HUP");
    until("the signal is not logged", || server.log().contains("SIGHUP"));
    assert_eq!(server.stop().code, Some(0));
}

#[test]
fn a_server_can_end_with_who_started_it() {
    let home = Home::new();
    let data = home.argument("coracle.db");
    let script = format!(
        "'{}' serve --http --listen 0 --data '{data}' --exit-with-parent & wait",
        env!("CARGO_BIN_EXE_coracle")
    );
    let mut parent =
        Command::new("sh").args(["-c", &script]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("ready http://"));
    parent.kill().unwrap();
    parent.wait().unwrap();
    // Its output ends with it, which says more than its number: that lives on where nobody asks how an orphan ended.
    assert_eq!(lines.next(), None);
    until("the server goes on", || home.run(&["verify", "--data", &data]).code == Some(0));
}

#[test]
fn a_server_can_end_with_a_process_that_is_named() {
    let home = Home::new();
    let start = |name: &str, serve: &[&str]| {
        let data = home.argument(name);
        let with = [&["--http", "--listen", "0", "--data", &data], serve].concat();
        let mut server = Command::new(env!("CARGO_BIN_EXE_coracle"));
        server.arg("serve").args(with).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut named = Command::new("sleep").arg("1000").spawn().unwrap();
    let named_id = format!("--exit-with-parent={}", named.id());
    // It is not the one that started the server, which is this test.
    let mut server = start("first.db", &[&named_id]);
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("ready http://"));
    assert_eq!(server.try_wait().unwrap(), None, "it is there");
    named.kill().unwrap();
    named.wait().unwrap();
    assert!(server.wait().unwrap().success());
    // One that has ended before the server began is missed, too.
    assert!(start("second.db", &[&named_id]).wait().unwrap().success());
}
