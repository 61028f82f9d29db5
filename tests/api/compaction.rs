//! History and its bounds: the flags, the file's size under updates, and `coracle compact` with and without a server.

use std::thread;

use crate::client::{Client, JSON, MERGE, version};
use crate::program::{Home, Server, first_objects};

const ALL: &str = "/api/v1/namespaces/default/endpoints";

/// Bytes of the data file and of its write-ahead log.
fn size(home: &Home) -> u64 {
    ["coracle.db", "coracle.db-wal"].iter().map(|name| home.path(name).metadata().map_or(0, |file| file.len())).sum()
}

/// What `coracle compact` says: up to which revision history is gone, and the file's size before and after.
fn compact(home: &Home, arguments: &[&str]) -> [u64; 3] {
    let ended = home.run(&[&["compact"], arguments].concat());
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    let said = ended.stdout.strip_prefix("ok: history up to revision ").and_then(|said| {
        let (revision, said) = said.split_once(" is gone; ")?;
        let (before, said) = said.split_once(" bytes before, ")?;
        Some([revision, before, said.strip_suffix(" after\n")?].map(|number| number.parse().unwrap()))
    });
    said.unwrap_or_else(|| panic!("{:?}", ended.stdout))
}

/// Makes an object of this name with an annotation of so many bytes.
fn create(client: &Client, name: &str, bytes: usize) {
    let note = "x".repeat(bytes);
    client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}","annotations":{{"note":"{note}"}}}}}}"#)).expect(201);
}

/// Changes it so often, looking at the file after each time. The last resourceVersion.
fn update(client: &Client, name: &str, bytes: usize, times: usize, look: impl Fn()) -> u64 {
    let (mut connection, mut last) = (client.connect().unwrap(), 0);
    for n in 0..times {
        let note = format!("{n}{}", "x".repeat(bytes));
        let patch = format!(r#"{{"metadata":{{"annotations":{{"note":"{note}"}}}}}}"#);
        let path = format!("{ALL}/{name}");
        let answer = connection.ask("PATCH", &path, &[("Content-Type", MERGE)], Some(patch.as_bytes())).unwrap();
        last = version(&answer.expect(200));
        look();
    }
    last
}

fn revision(client: &Client) -> u64 {
    version(&client.get(ALL).expect(200))
}

#[test]
fn under_updates_the_file_stays_small() {
    let home = Home::new();
    let server = home.serve(&["--http", "--history-bytes", "100KiB"]);
    let client = server.client();
    // The write-ahead log until it is moved, with a batch beyond, and 4 MiB of free pages.
    let look = || assert!(size(&home) < 14 << 20, "{}", size(&home));
    thread::scope(|scope| {
        for writer in 0..4 {
            let (client, look) = (&client, &look);
            scope.spawn(move || {
                let name = format!("n{writer}");
                create(client, &name, 8000);
                update(client, &name, 8000, 400, look);
            });
        }
    });
    // 1,600 updates have 25 MB of events, of which some six are kept.
    let last = revision(&client);
    let [gone, ..] = compact(&home, &["--server", "--keep-from", "1"]);
    assert!(last - gone < 8, "{gone} of {last}");
    assert_eq!(server.stop().code, Some(0));
    assert_eq!(home.run(&["verify"]).code, Some(0));
}

#[test]
fn history_is_kept_as_the_flags_say() {
    for (flags, updates, kept) in [
        (["--history-events", "50"].as_slice(), 200, 45..=50),
        (&["--history-bytes=20KiB"], 200, 15..=40),
        // However old they are, a thousand stay, unless there may not be so many.
        (&["--history-age=0"], 1100, 1000..=1000),
        (&["--history-age=0", "--history-events=30"], 200, 27..=30),
        (&["--history-age=1h"], 1100, 1101 + first_objects()..=1101 + first_objects()),
    ] {
        let home = Home::new();
        let server = home.serve(&[&["--http"], flags].concat());
        let client = server.client();
        create(&client, "a", 10);
        let last = update(&client, "a", 10, updates, || ());
        let [gone, ..] = compact(&home, &["--server", "--keep-from", "1"]);
        assert!(kept.contains(&(last - gone)), "{flags:?}: {} of {last}", last - gone);
        server.stop();
    }
}

/// A server with 300 changes of an object of 4 KB.
fn changed(home: &Home) -> (Server, u64) {
    let server = home.serve(&["--http"]);
    create(&server.client(), "a", 4000);
    let last = update(&server.client(), "a", 4000, 300, || ());
    (server, last)
}

#[test]
fn a_running_server_compacts_at_once_and_goes_on() {
    let home = Home::new();
    let (server, last) = changed(&home);
    let object = server.client().get(&format!("{ALL}/a"));
    let [gone, before, after] = compact(&home, &["--server", "--keep-from", &(last - 9).to_string()]);
    assert_eq!(gone, last - 10);
    assert!(before > 2_000_000 && after < 250_000 && after == size(&home), "{before}, {after}");
    let [gone, before, smaller] = compact(&home, &["--server"]);
    assert_eq!((gone, before), (last, after));
    assert!(smaller < after);
    assert_eq!(compact(&home, &["--server"]), [last, smaller, smaller], "nothing is left to remove");
    assert_eq!(server.client().get(&format!("{ALL}/a")).body, object.body);
    assert_eq!(revision(&server.client()), last);
    assert_eq!(update(&server.client(), "a", 4000, 1, || ()), last + 1);
    assert_eq!(home.run(&["verify", "--server"]).code, Some(0));
    server.stop();
}

#[test]
fn the_file_of_a_stopped_or_killed_server_is_compacted_too() {
    for killed in [false, true] {
        let home = Home::new();
        let (server, last) = changed(&home);
        if killed {
            server.kill()
        } else {
            assert_eq!(server.stop().code, Some(0))
        }
        let held = size(&home);
        let [gone, before, after] = compact(&home, &[]);
        // What a killed one left in its log is moved into the database first.
        assert!(gone == last && (before == held || killed && before < held), "{gone}, {before} of {held}");
        assert!(before > 2_000_000 && after < 150_000 && after == size(&home), "{before}, {after}");
        assert_eq!(home.run(&["verify"]).code, Some(0));
        let server = home.serve(&["--http"]);
        assert_eq!(revision(&server.client()), last);
        server.stop();
    }
}

#[test]
fn only_administrators_compact_and_only_by_post() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", "admin,admin,1,\"system:masters\"\nother,other,2,\"people\"\n");
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let client = server.client();
    let last = revision(&client);
    for (token, method, path, code) in [
        (Some("other"), "POST", "/coracle/v1/compact", 403),
        (None, "POST", "/coracle/v1/compact", 403),
        (Some("unknown"), "POST", "/coracle/v1/compact", 401),
        (Some("admin"), "GET", "/coracle/v1/compact", 405),
        (Some("admin"), "PUT", "/coracle/v1/compact", 405),
        (Some("admin"), "POST", "/coracle/v1/compact/x", 404),
        (Some("admin"), "POST", "/coracle/v1/compact/1", 200),
    ] {
        let answer = client.with_token(token).ask(method, path, &[("Content-Type", JSON)], Some(b""));
        assert_eq!(answer.code, code, "{token:?} {method} {path}: {}", answer.text());
    }
    let answer = client.post("/coracle/v1/compact/1", "").expect(200);
    assert_eq!(answer["revision"], 1, "none of these has removed anything");
    let refused = |arguments: &[&str], code: i32, hint: &str| {
        let ended = home.run(&[&["compact"], arguments].concat());
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(code), ""), "{arguments:?}");
        assert!(ended.stderr.contains(hint), "{arguments:?}: {}", ended.stderr);
    };
    refused(&[], 1, "ask that server with --server");
    refused(&["--data", "none.db"], 1, "there is no Coracle store");
    refused(&["--keep-from", "x"], 2, "--keep-from");
    let kubeconfig = std::fs::read_to_string(&server.kubeconfig).unwrap();
    home.file("other.kubeconfig", &kubeconfig.replace("admin", "other"));
    refused(&["--server", "--kubeconfig", "other.kubeconfig"], 1, "cannot post path");
    assert_eq!(revision(&client), last);
    server.stop();
}

#[test]
fn bounds_that_are_none_are_refused() {
    let home = Home::new();
    for (flag, hint) in [
        ("--history-age=5", "missing unit in duration"),
        ("--history-age=-5m", "not negative"),
        ("--history-events=0", "1.."),
        ("--history-bytes=64M", "KiB, MiB or GiB"),
    ] {
        let ended = home.run(&["serve", flag]);
        assert_eq!(ended.code, Some(2), "{flag}");
        assert!(ended.stderr.contains(hint), "{flag}: {}", ended.stderr);
    }
}
