//! `coracle backup` and `coracle restore`: a copy of a server that goes on writing, and what clients of the lost one meet at the
//! restored one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::{Ended, Home, first_objects};

const ALL: &str = "/api/v1/namespaces/default/endpoints";

fn create(client: &Client, name: &str) -> u64 {
    version(&client.post(ALL, &json!({"metadata": {"name": name}}).to_string()).expect(201))
}

/// Sets an object's annotation. Its resourceVersion.
fn note(client: &Client, name: &str, note: u64) -> u64 {
    let patch = json!({"metadata": {"annotations": {"note": note.to_string()}}}).to_string();
    version(&client.patch(&format!("{ALL}/{name}"), MERGE, &patch).expect(200))
}

/// What a command says that must end well.
#[track_caller]
fn good(home: &Home, arguments: &[&str]) -> String {
    let Ended { code, stdout, stderr } = home.run(arguments);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}: {stdout}");
    stdout
}

/// What a command says that must not.
#[track_caller]
fn refused(home: &Home, arguments: &[&str], hint: &str) {
    let Ended { code, stdout, stderr } = home.run(arguments);
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "{arguments:?}: {stderr}");
    assert!(stderr.contains(hint), "{arguments:?}: {stderr}");
}

/// The names in a home's folder that begin so.
fn files(home: &Home, with: &str) -> Vec<String> {
    let names = fs::read_dir(home.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.starts_with(with)).collect();
    names.sort();
    names
}

#[test]
fn a_server_that_goes_on_writing_is_copied_as_of_one_moment() {
    let home = Home::new();
    let server = home.serve(&[]);
    let client = server.client();
    for name in ["a", "b"] {
        create(&client, name);
    }
    for n in 0..300 {
        create(&client, &format!("filler{n}"));
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for n in 1.. {
                // First one, then the other: no moment has more of b than of a.
                note(&client, "a", n);
                note(&client, "b", n);
                if done.load(Ordering::SeqCst) {
                    return n;
                }
            }
            unreachable!()
        });
        for n in 0..5 {
            let said = good(&home, &["backup", &format!("copy{n}.db"), "--server", "--data", "coracle.db"]);
            assert!(said.starts_with(&format!("ok: {} objects as of revision ", first_objects() + 302)), "{said}");
        }
        done.store(true, Ordering::SeqCst);
        assert!(writing.join().unwrap() > 1);
    });
    server.stop();
    for n in 0..5 {
        let name = format!("copy{n}.db");
        assert_eq!(fs::metadata(home.path(&name)).unwrap().permissions().mode() & 0o777, 0o600);
        let found = good(&home, &["verify", "--data", &name]);
        assert!(found.starts_with(&format!("ok: {} objects, revision ", first_objects() + 302)), "{found}");
        let copied = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", &name], &[]);
        let of = |object: &str| -> u64 {
            let found = copied.client().get(&format!("{ALL}/{object}")).expect(200);
            found["metadata"]["annotations"]["note"].as_str().map_or(0, |note| note.parse().unwrap())
        };
        let (a, b) = (of("a"), of("b"));
        assert!(a == b || a == b + 1, "{a} {b}");
        copied.stop();
    }
    // A stopped server's file gives the same, with and without what a killed one leaves.
    let said = good(&home, &["backup", "copy.db", "--data", "coracle.db"]);
    assert!(said.starts_with(&format!("ok: {} objects as of revision ", first_objects() + 302)), "{said}");
    good(&home, &["verify", "--data", "copy.db"]);
    refused(&home, &["backup", "copy.db", "--data", "coracle.db"], "--force replaces it");
    good(&home, &["backup", "copy.db", "--data", "coracle.db", "--force"]);
    assert_eq!(files(&home, "copy.db"), ["copy.db"]);
}

#[test]
fn nothing_is_left_of_a_backup_that_failed() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", "admin,admin,1,\"system:masters\"\nother,other,2,\"people\"\n");
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let kubeconfig = fs::read_to_string(&server.kubeconfig).unwrap();
    home.file("other.kubeconfig", &kubeconfig.replace("admin", "other"));
    refused(&home, &["backup", "copy.db", "--server", "--kubeconfig", "other.kubeconfig"], "cannot get path");
    refused(&home, &["backup", "copy.db", "--data", "coracle.db"], "running server");
    refused(&home, &["backup", "copy.db", "--data", "none.db"], "there is no Coracle store");
    refused(&home, &["backup", "none/copy.db", "--server", "--data", "coracle.db"], "none/copy.db");
    assert_eq!(files(&home, "copy.db").len() + files(&home, "none").len(), 0);
    server.stop();
}

#[test]
fn a_restored_server_gives_out_no_resource_version_twice() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let kept = create(&client, "kept");
    create(&client, "changed");
    good(&home, &["backup", "copy.db", "--server", "--data", "coracle.db"]);
    // What comes after it is lost.
    let lost = note(&client, "changed", 1);
    create(&client, "lost");
    let last = note(&client, "changed", 2);
    server.kill();

    let mut before = last;
    for name in ["first.db", "second.db"] {
        let said = good(&home, &["restore", "copy.db", "--data", name]);
        assert!(said.starts_with(&format!("ok: {} objects as of revision ", first_objects() + 2)), "{said}");
        assert_eq!(files(&home, name), [name]);
        let server = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", name], &[]);
        let client = server.client();
        let list = client.get(ALL).expect(200);
        let names: Vec<&str> =
            list["items"].as_array().unwrap().iter().filter_map(|o| o["metadata"]["name"].as_str()).collect();
        assert_eq!(names, ["changed", "kept"]);
        assert!(version(&list) > before, "{} {before}", version(&list));
        // An object that both know is the same one.
        let found = client.get(&format!("{ALL}/kept")).expect(200);
        assert_eq!(version(&found), kept);
        // Whoever follows the lost server is told to list anew.
        for old in [kept, lost, last] {
            let event = client.watch(&format!("{ALL}?watch=1&resourceVersion={old}")).next().unwrap().unwrap();
            assert_eq!((&event["type"], &event["object"]["code"]), (&json!("ERROR"), &json!(410)), "{old}: {event}");
        }
        let mut stale = client.get(&format!("{ALL}/changed")).expect(200);
        stale["metadata"]["resourceVersion"] = lost.to_string().into();
        client.put(&format!("{ALL}/changed"), &stale.to_string()).expect(409);
        let mut watch = client.watch(&format!("{ALL}?watch=1&resourceVersion={}", version(&list)));
        let next = note(&client, "changed", 3);
        assert_eq!(next, version(&list) + 1);
        assert_eq!(watch.word(), format!("MODIFIED changed {next}"));
        assert_eq!(home.run(&["verify", "--server", "--data", name]).code, Some(0));
        before = next;
        server.stop();
    }
}

#[test]
fn data_in_place_is_replaced_only_when_asked_for_and_kept() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    create(&server.client(), "a");
    good(&home, &["backup", "copy.db", "--server", "--data", "coracle.db"]);
    let last = create(&server.client(), "b");
    let restore = ["restore", "copy.db", "--data", "coracle.db"];
    let forced = ["restore", "copy.db", "--data", "coracle.db", "--force"];
    refused(&home, &restore, "--force replaces it");
    refused(&home, &forced, "running server");
    // Killed, it leaves a write-ahead log.
    server.kill();
    refused(&home, &["restore", "coracle.db", "--data", "other.db"], "is not a backup");
    let said = good(&home, &forced);
    assert!(said.contains("what was there is kept as coracle.db.replaced"), "{said}");
    // With what says that nothing of it is missing.
    assert_eq!(files(&home, "coracle.db.replaced"), ["coracle.db.replaced", "coracle.db.replaced-mark"]);
    let revision = |name: &str| -> Value { json!(good(&home, &["verify", "--data", name])) };
    assert_eq!(
        revision("coracle.db.replaced"),
        json!(format!("ok: {} objects, revision {last}\n", first_objects() + 2))
    );
    assert!(
        revision("coracle.db")
            .as_str()
            .unwrap()
            .starts_with(&format!("ok: {} objects, revision 1", first_objects() + 1))
    );
    refused(&home, &forced, "replaced before");
    assert_eq!(files(&home, "coracle.db.rest"), Vec::<String>::new());
}

#[test]
fn a_backup_is_not_put_in_the_place_of_data_that_is_in_use() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    create(&server.client(), "a");
    good(&home, &["backup", "copy.db", "--server", "--data", "coracle.db"]);
    let over = ["backup", "coracle.db", "--data", "copy.db", "--force"];
    refused(&home, &over, "a running server has coracle.db open");
    refused(
        &home,
        &["backup", "coracle.db", "--server", "--data", "coracle.db", "--force"],
        "a running server has coracle.db open",
    );
    let last = create(&server.client(), "b");
    // Killed, it leaves a write-ahead log, which SQLite would take for that of whatever stands beside it.
    server.kill();
    refused(&home, &over, "coracle.db-wal");
    assert_eq!(
        good(&home, &["verify", "--data", "coracle.db"]),
        format!("ok: {} objects, revision {last}\n", first_objects() + 2)
    );
    good(&home, &over);
    assert!(
        good(&home, &["verify", "--data", "coracle.db"])
            .starts_with(&format!("ok: {} objects, revision ", first_objects() + 1))
    );
    home.file("gone.db-wal", "what is left of a store");
    refused(&home, &["backup", "gone.db", "--data", "copy.db"], "gone.db-wal");
    fs::create_dir(home.path("folder")).unwrap();
    refused(&home, &["backup", "folder", "--data", "copy.db", "--force"], "folder");
    refused(&home, &["restore", "copy.db", "--data", "folder", "--force"], "folder");
    assert_eq!([files(&home, "gone.db"), files(&home, "folder")].concat(), ["gone.db-wal", "folder"]);
}

#[test]
fn what_is_no_backup_is_refused_and_left_as_it_is() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    create(&server.client(), "a");
    good(&home, &["backup", "copy.db", "--server", "--data", "coracle.db"]);
    server.stop();
    let mut bytes = fs::read(home.path("copy.db")).unwrap();
    let at = bytes.len() - 4096;
    bytes[at..].fill(0xa5);
    fs::write(home.path("damaged.db"), &bytes).unwrap();
    home.file("text.db", &"no database\n".repeat(1000));
    home.file("empty.db", "");
    for (name, hint) in [
        ("damaged.db", "damaged.db is damaged"),
        ("text.db", "text.db is not a Coracle store"),
        ("empty.db", "no Coracle store"),
        ("none.db", "none.db"),
    ] {
        refused(&home, &["restore", name, "--data", "new.db"], hint);
        assert_eq!(files(&home, "new.db"), Vec::<String>::new(), "{name}");
    }
    assert!(fs::read(home.path("damaged.db")).unwrap() == bytes);
}

#[test]
fn credentials_come_along_when_asked_for() {
    let home = Home::new();
    let server = home.serve(&[]);
    let client = server.client();
    create(&client, "a");
    good(&home, &["backup", "plain.db", "--server", "--data", "coracle.db"]);
    assert_eq!(files(&home, "plain.db"), ["plain.db"]);
    good(&home, &["backup", "copy.db", "--server", "--data", "coracle.db", "--with-credentials"]);
    let names = ["copy.db", "copy.db.ca.crt", "copy.db.ca.key", "copy.db.kubeconfig", "copy.db.token"];
    assert_eq!(files(&home, "copy.db"), names);
    for name in names.iter().filter(|name| !name.ends_with(".crt")) {
        assert_eq!(fs::metadata(home.path(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    server.stop();
    good(&home, &["restore", "copy.db", "--data", "new.db", "--with-credentials"]);
    // Its clients need nothing new: the same token, the same authority, and here the same address.
    let server = home.serve_as(&["serve", "--listen", &client.address, "--data", "new.db"], &[]);
    assert_eq!(client.get(&format!("{ALL}/a")).code, 200);
    server.stop();
    // Where some are there already, nothing is done by halves.
    home.file("again.db.token", "another");
    for arguments in [["backup", "again.db", "--data", "copy.db"], ["restore", "copy.db", "--data", "again.db"]] {
        refused(&home, &[&arguments[..], &["--with-credentials"]].concat(), "again.db.token");
        assert_eq!(files(&home, "again.db"), ["again.db.token"]);
    }
    fs::remove_file(home.path("again.db.token")).unwrap();
    refused(
        &home,
        &["backup", "again.db", "--data", "plain.db", "--with-credentials"],
        "no credentials beside plain.db",
    );
    assert_eq!(files(&home, "again.db"), Vec::<String>::new());
}
