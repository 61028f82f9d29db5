//! `coracle import` and `coracle snapshot import` of files: what would come, what others write meanwhile, signals, and what is refused before
//! anything is sent.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Client;
use crate::program::{Ended, Home, PATIENCE};
use crate::worlds::{WORLDS, all, put, widgets};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";

fn config_map(name: &str, bytes: usize) -> String {
    format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{v: {}}}\n", "x".repeat(bytes))
}

/// So many MiB of ConfigMaps, the first of which is `c0`.
fn large(mebibytes: usize) -> String {
    (0..mebibytes * 4).map(|at| config_map(&format!("c{at}"), 256 << 10)).collect()
}

/// Worlds beside the first one.
fn others(client: &Client) -> Vec<String> {
    let listed = client.get(WORLDS).expect(200);
    let names = listed["items"].as_array().unwrap().iter().map(|world| world["name"].as_str().unwrap().to_owned());
    names.filter(|name| name != "main").collect()
}

/// The first world beside the first one that is none of these.
fn another(client: &Client, known: &[String]) -> String {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(name) = others(client).into_iter().find(|name| !known.contains(name)) {
            return name;
        }
        assert!(Instant::now() < end, "no world is made");
    }
}

#[test]
fn a_dry_run_refuses_what_an_import_would() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let wrong = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: A_}\n";
    let nowhere = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: nope}\n";
    for (text, why) in [
        (config_map("good", 10), None),
        (large(2), None),
        (config_map("good", 10) + wrong, Some("f.yaml, document 2: ConfigMap \"A_\" is invalid")),
        (large(2) + wrong, Some("f.yaml, document 9: ConfigMap \"A_\" is invalid")),
        (nowhere.to_owned(), Some("f.yaml, document 1: namespaces \"nope\" not found")),
    ] {
        let file = home.file("f.yaml", &text);
        let [dry, done] = [&["import", &file, "--dry-run"][..], &["import", &file]].map(|words| {
            let said = home.run(words);
            let there = all(&client).len();
            (said, there)
        });
        assert_eq!((dry.1, others(&client)), (0, Vec::new()), "nothing is put in");
        assert_eq!((dry.0.code, done.0.code), (Some(i32::from(why.is_some())), dry.0.code), "{}", dry.0.stderr);
        assert_eq!(dry.0.stderr, done.0.stderr);
        assert!(dry.0.stderr.contains(why.unwrap_or_default()), "{why:?}: {}", dry.0.stderr);
        client.post(&format!("{WORLDS}/main/reset"), "").expect(200);
    }
}

#[test]
fn what_others_change_meanwhile_is_imported_again() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    put(&client, "c0", "mine");
    let file = home.file("f.yaml", &large(8));
    let program = home.start(&["import", &file], &[]);
    another(&client, &[]);
    put(&client, "c0", "changed");
    let Ended { code, stdout, stderr } = program.ended();
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (Some(0), "ok: 32 objects\n", ""));
    assert_eq!(all(&client)["c0"].len(), 256 << 10);

    put(&client, "c0", "mine");
    let program = home.start(&["import", &file], &[]);
    let mut forks = Vec::new();
    for at in 0..6 {
        forks.push(another(&client, &forks));
        put(&client, "c0", &format!("changed {at}"));
    }
    let Ended { code, stderr, .. } = program.ended();
    let url = format!("http://{}", client.address);
    let why = "nothing is imported: configmaps default/c0 changed in world main while it was imported, each of 6 times";
    assert_eq!((code, stderr), (Some(1), format!("{url}: {why}\n")));
    assert_eq!((all(&client)["c0"].as_str(), others(&client)), ("changed 5", Vec::new()));
}

#[test]
fn a_signal_leaves_nothing_behind() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    // Small ones, of which many take long.
    let file = home.file("f.yaml", &(0..8_000).map(|at| config_map(&format!("c{at}"), 1 << 10)).collect::<String>());
    for (words, signal, code) in [
        (&["import", &file][..], "INT", 130),
        (&["import", &file, "--dry-run"], "TERM", 143),
        (&["snapshot", "import", "s", &file], "INT", 130),
    ] {
        // Once there is a fork, and while files are still being read.
        for is_made in [true, false] {
            let program = home.start(words, &[]);
            if is_made {
                another(&client, &[]);
                // However long the signal takes to come, the import does not end meanwhile.
                server.signal("STOP");
            } else {
                thread::sleep(Duration::from_millis(300));
            }
            // Until there is something to undo the system ends it, which whoever started the tests may have had pass over SIGINT.
            let (signal, code) = if is_made { (signal, code) } else { ("TERM", 143) };
            program.signal(signal);
            if is_made {
                thread::sleep(Duration::from_millis(100));
                server.signal("CONT");
            }
            let Ended { code: ended, stdout, stderr } = program.ended();
            assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""), "{words:?}");
            // Before there is anything to delete, the system itself ends it.
            assert!(ended == Some(code) || ended.is_none() && !is_made, "{words:?}: {ended:?}");
            assert_eq!(others(&client), Vec::<String>::new(), "{words:?}");
        }
    }
    assert_eq!(all(&client).len(), 0);
    assert_eq!(client.get(SNAPSHOTS).expect(200)["items"], json!([]));
}

#[test]
fn standard_input_and_empty_lists_are_taken() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let run = |words: &[&str], text: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_coracle"))
            .args(words)
            .args(["--kubeconfig", server.kubeconfig.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let ended = child.wait_with_output().unwrap();
        (ended.status.code(), String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap())
    };
    assert_eq!(run(&["import", "-"], &config_map("a", 1)), (Some(0), "ok: 1 objects\n".to_owned()));
    assert_eq!(all(&client).into_keys().collect::<Vec<_>>(), ["a"]);
    let said = run(&["snapshot", "import", "s", "-"], &config_map("b", 1));
    assert_eq!(said, (Some(0), "ok: snapshot s of world main, of 1 objects\n".to_owned()));
    let (code, why) = run(&["import", "-"], "a: b\n");
    assert_eq!((code, why.as_str()), (Some(1), "standard input, document 1: it has no apiVersion\n"));
    for empty in
        ["{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": []}", "apiVersion: v1\nkind: List\nitems: null\n"]
    {
        assert_eq!(run(&["import", "-"], empty), (Some(0), "ok: 0 objects\n".to_owned()), "{empty}");
    }
    assert!(run(&["import", "-"], "").1.starts_with("standard input: there is no object in it"));
}

#[test]
fn what_contradicts_itself_is_refused_by_its_place() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let twice = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  x: one\n  x: two\n";
    home.file("f.yaml", &format!("{}{}---\n{twice}", config_map("a", 1), config_map("c", 1)));
    let again = home.file("g.yaml", &(config_map("d", 1) + &config_map("a", 1)));
    for words in [
        &["import", "f.yaml"][..],
        &["snapshot", "import", "s", "f.yaml"],
        &["serve", "--ephemeral", "--seed", "f.yaml"],
    ] {
        let Ended { code, stderr, .. } = home.run(words);
        let why = "f.yaml, document 3: line 17: key \"x\" already set in map";
        assert!(code == Some(1) && stderr.contains(why), "{words:?}: {stderr}");
    }
    std::fs::create_dir(home.path("d")).unwrap();
    std::fs::copy(&again, home.path("d/1.yaml")).unwrap();
    home.file("d/2.yaml", &config_map("a", 2));
    let Ended { code, stderr, .. } = home.run(&["import", "d"]);
    assert_eq!(
        (code, stderr.as_str()),
        (Some(1), "d/2.yaml, document 1: ConfigMap a is in d/1.yaml, document 2, too\n")
    );
    assert_eq!(all(&client).len(), 0);
    let item = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}).to_string();
    for (items, why) in [
        (format!("{item},{item}"), "item 2: ConfigMap a is in item 1, too"),
        (
            r#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"b"}}"#.to_owned(),
            "item 1: duplicate field \"metadata.name\"",
        ),
    ] {
        let refused = client.post("/coracle/v1/import", &format!("{{\"items\":[{items}]}}")).expect(400);
        assert_eq!(refused["message"], why);
    }
}

#[test]
fn large_and_deep_objects_come_or_are_refused_by_their_place() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &widgets()).expect(201);
    let widget = |depth: usize| {
        let spec = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
        format!(
            "{{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{{\"name\":\"w\"}},\"spec\":{spec}}}"
        )
    };
    let before = config_map("a", 1);
    for (text, why) in [
        (format!("{before}---\n{}", widget(5_000)), None),
        (format!("{before}---\n{}", widget(20_000)), Some("f.yaml, document 2: ")),
        (before.clone() + &config_map("b", 4 << 20), Some("f.yaml, document 2: ")),
        (before.clone() + &config_map("b", 2 << 20), Some("f.yaml, document 2: ")),
    ] {
        let file = home.file("f.yaml", &text);
        for words in [&["import", &file][..], &["snapshot", "import", "s", &file]] {
            // A new world has no such kind.
            if why.is_none() && words[0] == "snapshot" {
                continue;
            }
            let Ended { code, stderr, .. } = home.run(words);
            assert_eq!(code, Some(i32::from(why.is_some())), "{words:?} {}: {stderr}", text.len());
            assert!(stderr.contains(why.unwrap_or_default()) && !stderr.contains("onnection"), "{words:?}: {stderr}");
        }
        client.delete(&format!("{SNAPSHOTS}/s"));
    }
    assert_eq!(client.get("/readyz").code, 200);
}

#[test]
fn the_name_of_a_snapshot_is_looked_at_first() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    server.client().post(SNAPSHOTS, r#"{"name":"taken"}"#).expect(201);
    for (words, why) in [
        (&["Taken", "none.yaml"][..], "the name \"Taken\": a lowercase RFC 1123 label"),
        (&["taken", "none.yaml"], "snapshots \"taken\" already exists"),
        (&["new", "none.yaml", "--world", "A"], "the name \"A\": a lowercase RFC 1123 label"),
        (&["new", "none.yaml"], "none.yaml: No such file"),
    ] {
        let Ended { code, stderr, .. } = home.run(&[&["snapshot", "import"], words].concat());
        assert!(code == Some(1) && stderr.contains(why), "{words:?}: {stderr}");
    }
    let Ended { code, stderr, .. } = home.run(&["export", "--to", "x.txt"]);
    assert!(code == Some(1) && stderr.starts_with("x.txt: a file ends with .yaml"), "{stderr}");
    assert!(!home.path("x.txt").exists());
    let Ended { stdout, .. } = home.run(&["export", "--to", "x.txt/"]);
    assert!(stdout.starts_with("ok: ") && stdout.ends_with(" in folder x.txt/\n"), "{stdout}");
}

#[test]
fn a_snapshot_that_is_killed_while_it_is_imported_is_whole_or_not_there() {
    let home = Home::new();
    let file = home.file("f.yaml", &large(12));
    let mut server = home.serve(&["--http"]);
    put(&server.client(), "kept", "acknowledged");
    let mut outcomes = [0, 0];
    // Until it was killed once in the midst, and had come to its end once.
    for at in 0..40_u64 {
        let client = server.client();
        let program = home.start(&["snapshot", "import", &format!("s{at}"), &file], &[]);
        another(&client, &[]);
        thread::sleep(Duration::from_millis(at * at * 10));
        let marker = format!("m{at}");
        put(&client, &marker, "acknowledged");
        server.kill();
        let is_done = program.ended().code == Some(0);
        server = home.serve(&["--http"]);
        let client = server.client();
        let (found, name) = (all(&client), format!("s{at}"));
        assert_eq!((found["kept"].as_str(), found[&marker].as_str()), ("acknowledged", "acknowledged"));
        assert_eq!(others(&client), Vec::<String>::new(), "what it was made in goes with the process");
        let is_there = client.get(&format!("{SNAPSHOTS}/{name}")).code == 200;
        assert!(is_there || !is_done, "what was acknowledged is there");
        if is_there {
            client
                .post(WORLDS, &json!({"name": "w", "ephemeral": true, "from": {"snapshot": name}}).to_string())
                .expect(201);
            let world = all(&client.world("w"));
            assert!(world.len() == 48 && world.values().all(|value| value.len() == 256 << 10), "{}", world.len());
            client.delete(&format!("{WORLDS}/w")).expect(200);
        }
        outcomes[usize::from(is_there)] += 1;
        if outcomes.iter().all(|count| *count > 0) {
            server.stop();
            let Ended { code, stdout, stderr } = home.run(&["verify"]);
            assert_eq!(code, Some(0), "{stdout}{stderr}");
            return;
        }
    }
    panic!("it was never both killed in the midst and at its end: {outcomes:?}");
}
