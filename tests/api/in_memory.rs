//! `--data :memory:`: nothing of the data on disk, and nothing at all once the server has ended.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";

#[test]
fn a_server_in_memory_serves_and_leaves_nothing() {
    let home = Home::new();
    let server = home.serve_as(&["serve", "--listen", "127.0.0.1:0", "--data", ":memory:"], &[]);
    let kubeconfig = server.kubeconfig.clone();
    let folder = Path::new(&kubeconfig).parent().unwrap().to_owned();
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    assert!(!home.path(":memory:").exists(), "it is no file's name");

    // What asks a running server is answered.
    let kubeconfig = kubeconfig.to_string_lossy().into_owned();
    let ask = |words: &[&str]| home.run(&[words, &["--server", "--kubeconfig", &kubeconfig]].concat());
    for words in [&["verify"][..], &["managers", "default/a"], &["compact"], &["backup", "copy.db"]] {
        let said = ask(words);
        assert_eq!(said.code, Some(0), "{words:?}: {}", said.stderr);
    }
    let file = ["--data", ":memory:"];
    for words in [&["verify"][..], &["compact"], &["backup", "other.db"], &["restore", "copy.db"]] {
        let said = home.run(&[words, &file].concat());
        assert_eq!(said.code, Some(1), "{words:?}");
        assert!(said.stderr.contains("--server"), "{words:?}: {}", said.stderr);
    }
    assert_eq!(server.stop().code, Some(0));
    assert!(!folder.exists(), "what was beside the data went with it");
    assert_eq!(home.run(&["verify", "--data", "copy.db"]).code, Some(0), "its backup stays");

    let again = home.serve_as(&["serve", "--http", "--listen", "127.0.0.1:0", "--data", ":memory:"], &[]);
    again.client().get(&format!("{ALL}/a")).expect(404);
    again.stop();
}

#[test]
fn what_a_killed_one_has_left_goes_when_the_next_begins() {
    let home = Home::new();
    let temporary = home.path("tmp");
    fs::create_dir(&temporary).unwrap();
    let temporary_text = temporary.to_string_lossy().into_owned();
    let serve = || {
        let words = ["serve", "--http", "--listen", "127.0.0.1:0", "--data", ":memory:"];
        home.serve_as(&words, &[("TMPDIR", &temporary_text)])
    };
    let left = || fs::read_dir(&temporary).unwrap().count();
    let (killed, lives) = (serve(), serve());
    assert_eq!(left(), 2);
    killed.kill();
    assert_eq!(left(), 2, "nobody could remove it");
    let next = serve();
    assert_eq!(left(), 2, "one for each that lives");
    for server in [&lives, &next] {
        assert!(server.kubeconfig.exists());
    }
    assert_eq!((lives.stop().code, next.stop().code, left()), (Some(0), Some(0), 0));
}

#[test]
fn a_place_that_is_not_there_is_named_with_what_names_it() {
    let home = Home::new();
    let words = ["serve", "--http", "--listen", "127.0.0.1:0", "--ephemeral"];
    let ended = home.start(&words, &[("TMPDIR", "/nowhere")]).ended();
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("/nowhere: ") && ended.stderr.contains("TMPDIR"), "{}", ended.stderr);
}
