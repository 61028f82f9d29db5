//! `coracle fault`, `requests`, `wait`, `clock` and `reset`: the same as over HTTP, for scripts and people, in any world.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Client, MERGE};
use crate::program::{Ended, Home, Server};
use crate::worlds::{ALL, WORLDS, put};

/// A server with a world beside the first one.
struct There {
    home: Home,
    server: Server,
    main: Client,
    one: Client,
}

impl There {
    fn new() -> There {
        let home = Home::new();
        let server = home.serve(&["--http", "--faults"]);
        let main = server.client();
        main.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
        let one = main.world("one");
        There { home, server, main, one }
    }

    /// Runs a command, whose words are told apart by spaces.
    fn run(&self, words: &str) -> Ended {
        self.home.run(&words.split(' ').collect::<Vec<_>>())
    }

    /// What it prints; it must do what is asked.
    #[track_caller]
    fn done(&self, words: &str) -> String {
        let said = self.run(words);
        assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{words}: {}", said.stdout);
        said.stdout
    }

    fn json(&self, words: &str) -> Value {
        serde_json::from_str(&self.done(&format!("{words} -o json"))).unwrap()
    }

    #[track_caller]
    fn refused(&self, words: &str, code: i32, why: &str) {
        let said = self.run(words);
        assert_eq!(said.code, Some(code), "{words}: {}{}", said.stdout, said.stderr);
        assert!(said.stderr.contains(why), "{words}: {}", said.stderr);
    }
}

#[test]
fn faults_are_added_shown_and_removed_in_the_world_that_is_asked() {
    let there = There::new();
    put(&there.one, "web", "1");
    put(&there.main, "web", "1");
    let added = there.done("fault add busy --world one --verb patch --resource configmaps --code 409 --count 2");
    let lines: Vec<Vec<&str>> = added.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["NAME", "MATCHED", "FIRED", "MATCH", "WHEN", "THEN"]);
    let about = ["busy", "0", "0", "verbs=patch", "resources=configmaps", "count=2", "error.code=409"];
    assert_eq!(lines[1], about);
    let patch = |client: &Client| client.patch(&format!("{ALL}/web"), MERGE, r#"{"data":{"v":"2"}}"#).code;
    assert_eq!([patch(&there.main), patch(&there.one), patch(&there.one), patch(&there.one)], [200, 409, 409, 200]);
    assert_eq!(there.json("fault list"), json!({"items": []}));
    let listed = there.json("fault list --world one");
    let counts = |list: &Value| (list["items"][0]["matched"].clone(), list["items"][0]["fired"].clone());
    assert_eq!(counts(&listed), (json!(3), json!(2)));

    let file = "name: a\nthen: {compact: true}\n---\nname: b\nmatch: {verbs: [list]}\nthen: {truncate: true}\n";
    let file = there.home.file("rules.yaml", file);
    let of = |list: &Value| list["items"].as_array().unwrap().iter().map(|f| f["name"].clone()).collect::<Vec<_>>();
    assert_eq!(of(&there.json(&format!("fault add -f {file} --world one"))), ["a", "b"]);
    assert_eq!(of(&there.json("fault remove busy b --world one")), ["busy", "b"]);
    assert_eq!(counts(&there.json("fault remove --all --world one")), (json!(0), json!(0)));
    assert_eq!(there.one.get("/coracle/v1/faults").expect(200), json!({"items": []}));

    let wrong = there.home.file("wrong.yaml", "then: {explode: true}\n");
    for (words, code, why) in [
        ("fault add --code 404", 2, "then.error.code: 404 is none of 409, 410, 429, 500, 503, 504"),
        ("fault add --verb get", 2, "required"),
        ("fault remove", 2, "NAME"),
        ("fault remove busy", 1, "faults \"busy\" not found"),
        ("fault list --world none", 1, "worlds \"none\" not found"),
        (&format!("fault add -f {wrong}"), 1, "unknown field `explode`"),
        ("fault add -f none.yaml", 1, "none.yaml: No such file"),
        (&format!("fault add -f {}", there.home.file("empty.yaml", "\n")), 1, "there is no rule in it"),
    ] {
        there.refused(words, code, why);
    }
    there.server.stop();
}

#[test]
fn requests_are_shown_by_what_is_asked_for_and_forgotten() {
    let there = There::new();
    for name in ["a", "b", "c"] {
        put(&there.one, name, "1");
    }
    there.one.get(&format!("{ALL}/none")).expect(404);
    let shown = there.done("requests --world one --verb create --limit 2");
    let lines: Vec<Vec<&str>> = shown.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["NUMBER", "TIME", "CODE", "VERB", "PATH", "USER", "MANAGER", "FAULT", "MS"]);
    let line = |line: &[&str]| {
        line.iter()
            .enumerate()
            .filter(|(at, _)| ![1, 6, 8].contains(at))
            .map(|(_, w)| (*w).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (lines.len(), line(&lines[1])),
        (3, ["2", "201", "create", ALL, "admin", "-"].map(str::to_owned).to_vec())
    );
    assert_eq!(there.json("requests --world one --code 404")["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(there.json("requests")["items"], json!([]), "what is asked below /coracle is none of them");
    assert_eq!(there.done("requests --world one --forget"), "ok: forgotten up to request 4\n");
    assert_eq!(there.json("requests --world one"), json!({"items": [], "last": 4}));
    there.refused("requests --code many", 2, "--code");
    there.refused("requests --forget --verb get", 2, "cannot be used with");
    there.server.stop();
}

#[test]
fn a_script_waits_until_something_is_so() {
    let there = There::new();
    let home = &there.home;
    let wait = |words: &str| home.run(&format!("wait --world one {words}").split(' ').collect::<Vec<_>>());
    thread::scope(|scope| {
        let object = scope.spawn(|| wait("cm/default/web --for jsonpath={.data.v}=2"));
        let three = scope.spawn(|| wait("--for requests=3 --verb create --resource configmaps"));
        thread::sleep(Duration::from_millis(300));
        for name in ["web", "a", "b"] {
            put(&there.main, name, "2");
        }
        put(&there.one, "web", "1");
        put(&there.one, "web", "2");
        for name in ["a", "b"] {
            put(&there.one, name, "1");
        }
        let object = object.join().unwrap();
        assert_eq!((object.code, object.stderr.as_str()), (Some(0), ""));
        assert!(
            object.stdout.starts_with("ok: jsonpath={.data.v}=2 of cm/default/web at revision "),
            "{}",
            object.stdout
        );
        assert_eq!(three.join().unwrap().code, Some(0));
    });
    assert!(there.done("wait --world one --for quiet=100ms").starts_with("ok: quiet=100ms at revision "));
    let waited = there.json("wait --world one ns/default --for create");
    assert_eq!(waited["object"]["metadata"]["name"], "default");
    for (words, code, why) in [
        (
            "wait cm/default/none --for create --timeout 100ms",
            1,
            "it is not so after 100ms; configmaps \"none\" is not there",
        ),
        ("wait --for requests=3 --user nobody --timeout 100ms", 1, "0 of 3 requests have come"),
        ("wait cm/default/a --for ready", 2, "it is none of create, delete, condition=NAME[=STATUS]"),
        ("wait shops/a --for create", 2, "there is no kind \"shops\""),
        ("wait --for create", 2, "of which object?"),
        ("wait cm/default/a --for quiet=1s", 2, "about no object"),
        ("wait --for quiet=1", 2, "missing unit"),
        ("wait --for requests=x", 2, "invalid digit"),
        ("wait cm/default/a --for create --verb get", 2, "go with --for requests=… alone"),
        ("wait cm/default/a", 2, "--for"),
    ] {
        there.refused(words, code, why);
    }
    there.server.stop();
}

#[test]
fn a_clock_is_shown_and_set_in_the_world_that_is_asked() {
    let there = There::new();
    let set = there.done("clock --world one --frozen 2030-01-01T00:00:00Z --by 90m --step 1s --numbered true");
    let says =
        "frozen, a step of 1s with each request that may change something, uids and generated names are numbered";
    assert_eq!(set, format!("2030-01-01T01:30:00Z, {says}\n"));
    let made = there.one.post(ALL, r#"{"metadata":{"generateName":"a-"}}"#).expect(201);
    assert_eq!(made["metadata"]["creationTimestamp"], "2030-01-01T01:30:01Z");
    assert_eq!(there.json("clock --world one")["now"], "2030-01-01T01:30:01Z");
    assert_eq!(
        (there.json("clock")["frozen"].clone(), there.json("clock")["numbered"].clone()),
        (json!(false), json!(false))
    );
    let real = there.json("clock --world one --real --numbered false");
    assert_eq!((&real["frozen"], &real["numbered"]), (&json!(false), &json!(false)));
    there.refused("clock --frozen soon", 1, "frozen: \"soon\"");
    there.refused("clock --real --step 1s", 2, "cannot be used with");
    there.server.stop();
}

#[test]
fn the_world_that_is_asked_is_reset() {
    let there = There::new();
    let names = |client: &Client| -> Vec<Value> {
        let list = client.get(ALL).expect(200);
        list["items"].as_array().unwrap().iter().map(|object| object["metadata"]["name"].clone()).collect()
    };
    put(&there.main, "kept", "1");
    there.main.post("/coracle/v1/snapshots", r#"{"name":"prepared"}"#).expect(201);
    put(&there.main, "a", "1");
    put(&there.one, "b", "1");
    assert!(there.done("reset --world one").starts_with("ok: world one has "));
    assert_eq!((names(&there.main), names(&there.one)), (vec![json!("a"), json!("kept")], vec![]));
    // A kubeconfig of the world leads to it, too.
    put(&there.one, "b", "1");
    let kubeconfig = there.main.get(&format!("{WORLDS}/one")).expect(200)["kubeconfig"].as_str().unwrap().to_owned();
    let kubeconfig = there.home.file("one.kubeconfig", &kubeconfig);
    assert!(there.done(&format!("reset --kubeconfig {kubeconfig}")).starts_with("ok: world one has "));
    assert_eq!(names(&there.one), Vec::<Value>::new());
    assert_eq!(there.json(&format!("reset --kubeconfig {kubeconfig} --to-snapshot prepared"))["name"], "one");
    assert_eq!(names(&there.one), [json!("kept")]);
    assert!(there.done("reset --to-snapshot prepared").starts_with("ok: world main has "));
    assert_eq!(names(&there.main), [json!("kept")]);
    there.refused("reset --to-snapshot none", 1, "snapshots \"none\" not found");
    there.refused("reset --to one --to-snapshot prepared", 2, "cannot be used with");
    there.server.stop();
}
