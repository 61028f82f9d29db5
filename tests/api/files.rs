//! The data file goes away under a running server, or cannot be served.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::client::MERGE;
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
fn a_server_whose_log_is_damaged_says_so_and_ends_with_its_file_as_it_was() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"a","annotations":{"k":"the first value"}}}"#).expect(201);
    let patch = r#"{"metadata":{"annotations":{"k":"another value"}}}"#;
    client.patch(&format!("{ALL}/a"), MERGE, patch).expect(200);
    assert_eq!(server.stop().code, Some(0));
    // The log alone has it still.
    let data = home.path("coracle.db");
    let mut bytes = fs::read(&data).unwrap();
    let first = b"the first value";
    let places: Vec<_> = (0..bytes.len() - first.len()).filter(|at| bytes[*at..].starts_with(first)).collect();
    assert!(!places.is_empty());
    places.iter().for_each(|at| bytes[*at] ^= 1);
    fs::write(&data, &bytes).unwrap();
    // What it serves was checked, and the log is then: by that time it may accept requests already, or not yet.
    let ended = home.run(&["serve", "--http", "--data", "coracle.db", "--listen", "127.0.0.1:0"]);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    for part in
        ["coracle.db is damaged and was left as it is", "is not what was written", "`coracle verify` says what to do"]
    {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
    assert!(fs::read(&data).unwrap() == bytes);
    let verified = home.run(&["verify", "--data", "coracle.db"]);
    assert!(verified.code == Some(1) && verified.stdout.contains("is not what was written"), "{}", verified.stdout);
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

/// Runs a shell's words, and then the program with them before its own: what it wrote and how it ended.
fn under(home: &Home, words: &str) -> (Option<i32>, String, String) {
    let line = format!("{words}; exec \"$0\" serve --http --listen 127.0.0.1:0 --data \"$1\"");
    let data = home.path("coracle.db");
    let ended = Command::new("sh").args(["-c", &line, env!("CARGO_BIN_EXE_coracle")]).arg(data).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

#[test]
fn few_descriptors_are_refused_before_it_is_ready() {
    for limit in 12..=32 {
        let home = Home::new();
        let (code, said, error) = under(&home, &format!("ulimit -n {limit}"));
        assert_eq!((code, said.as_str()), (Some(1), ""), "{limit}: {error}");
        assert!(
            error.contains(&format!("{limit} files may be open at once")) && error.contains("ulimit -n"),
            "{error}"
        );
        assert!(!home.path("coracle.db").exists(), "{limit}: nothing was made");
    }
}

#[test]
fn as_many_descriptors_as_are_needed_will_do_for_some_clients() {
    let home = Home::new();
    let (_, _, error) = under(&home, "ulimit -n 32");
    let needed = error.split(", and ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
    let server = home.serve_within(needed.expect("it says how many"), &["--http"]);
    let mut clients: Vec<_> = (0..8).map(|_| server.client().connect().unwrap()).collect();
    for client in &mut clients {
        client.ask("GET", "/version", &[], None).unwrap().expect(200);
    }
}

#[test]
fn a_clock_before_1970_is_refused_before_it_is_ready() {
    const CLOCK: &str = r#"
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
  int done = syscall(SYS_clock_gettime, clock, time);
  if (clock == CLOCK_REALTIME) time->tv_sec = -5;
  return done;
}
"#;
    let home = Home::new();
    let (source, shim) = (home.file("clock.c", CLOCK), home.argument("clock.so"));
    // The compiler that SQLite is built with, too.
    assert!(Command::new("cc").args(["-shared", "-fPIC", "-o", &shim, &source]).status().unwrap().success());
    let (code, said, error) = under(&home, &format!("export LD_PRELOAD='{shim}'"));
    assert_eq!((code, said.as_str()), (Some(1), ""), "{error}");
    assert!(error.contains("the clock says 1969-12-31T23:59:5") && !error.contains("panicked"), "{error}");
}

#[test]
fn a_limit_on_the_size_of_files_ends_nothing() {
    let home = Home::new();
    let server = home.serve_limited("ulimit -f 2000", &["--http"]);
    let client = server.client();
    let object =
        |n: usize| format!(r#"{{"metadata":{{"name":"e{n}","annotations":{{"a":"{}"}}}}}}"#, "x".repeat(20_000));
    let (mut made, mut refused) = (0, 0);
    while refused < 5 {
        let answer = client.post(ALL, &object(made + refused));
        match answer.code {
            201 => made += 1,
            code => {
                assert!((500..600).contains(&code), "{code}: {}", answer.text());
                refused += 1;
            }
        }
    }
    assert!(made > 5);
    let list = client.get(ALL).expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), made);
    assert_eq!(server.stop().code, Some(0));
    let server = home.serve(&["--http"]);
    assert_eq!(server.client().get(ALL).expect(200)["items"].as_array().unwrap().len(), made);
    server.client().post(ALL, &object(9999)).expect(201);
}

/// The same program, for a user who may not do everything.
fn as_nobody(home: &Home) -> Command {
    const NOBODY: u32 = 65_534;
    let program = home.path("coracle");
    if fs::hard_link(env!("CARGO_BIN_EXE_coracle"), &program).is_err() {
        fs::copy(env!("CARGO_BIN_EXE_coracle"), &program).unwrap();
    }
    let mut command = Command::new(program);
    if fs::metadata(home.path("")).unwrap().uid() == 0 {
        for path in [home.path(""), home.path("coracle.db")] {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        command.uid(NOBODY).gid(NOBODY);
    }
    command.args(["serve", "--http", "--listen", "127.0.0.1:0", "--data"]).arg(home.path("coracle.db"));
    command
}

#[test]
fn a_directory_that_may_not_be_written_is_refused() {
    let home = Home::new();
    assert_eq!(home.serve(&["--http"]).stop().code, Some(0));
    for file in fs::read_dir(home.path("")).unwrap() {
        fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(0o666)).unwrap();
    }
    let mut command = as_nobody(&home);
    fs::set_permissions(home.path(""), fs::Permissions::from_mode(0o500)).unwrap();
    let ended = command.output().unwrap();
    fs::set_permissions(home.path(""), fs::Permissions::from_mode(0o700)).unwrap();
    let error = String::from_utf8(ended.stderr).unwrap();
    assert_eq!((ended.status.code(), ended.stdout.as_slice()), (Some(1), &b""[..]), "{error}");
    assert!(error.contains("may be written by this user"), "{error}");
}
