//! `--deterministic`, and clocks that are set: the same requests make the same objects.

use serde_json::{Value, json};

use crate::client::{Client, MERGE};
use crate::program::Home;

const CLOCK: &str = "/coracle/v1/clock";
const ALL: &str = "/api/v1/namespaces/default/configmaps";

/// What a test does, and everything that there is then.
fn story(client: &Client) -> Value {
    client.post("/api/v1/namespaces", r#"{"metadata":{"name":"team"}}"#).expect(201);
    for _ in 0..2 {
        client.post(ALL, r#"{"metadata":{"generateName":"job-"}}"#).expect(201);
    }
    client.post(ALL, r#"{"metadata":{"name":"web"}}"#).expect(201);
    client.post(ALL, r#"{"metadata":{"name":"web"}}"#).expect(409);
    client.patch(&format!("{ALL}/web"), MERGE, r#"{"data":{"a":"b"}}"#).expect(200);
    let headers = [("Content-Type", "application/apply-patch+yaml")];
    let applied = br#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"applied"}}"#;
    assert_eq!(client.ask("PATCH", &format!("{ALL}/applied?fieldManager=ci"), &headers, Some(applied)).code, 201);
    let crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "shops.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"plural": "shops", "kind": "Shop"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}],
        },
    });
    client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", &crd.to_string()).expect(201);
    let shops = "/apis/example.com/v1/namespaces/default/shops";
    client.post(shops, r#"{"apiVersion":"example.com/v1","kind":"Shop","metadata":{"name":"one"}}"#).expect(201);
    let all = ["/api/v1/namespaces", ALL, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", shops];
    all.iter().map(|path| client.get(path).expect(200)).collect()
}

fn name_and_uid(object: &Value) -> (&str, &str) {
    let text = |name: &str| object["metadata"][name].as_str().unwrap_or_default();
    (text("name"), text("uid").trim_start_matches("00000000-0000-4000-8000-"))
}

#[test]
fn the_same_requests_make_the_same_objects() {
    let run = || {
        let home = Home::new();
        let server = home.serve(&["--http", "--deterministic"]);
        story(&server.client())
    };
    let first = run();
    assert_eq!(first, run());
    let configmaps = first[1]["items"].as_array().unwrap();
    let seen: Vec<_> = configmaps.iter().map(name_and_uid).collect();
    let base: u64 = seen[1].1.parse().unwrap();
    let uid = |n: u64| format!("{:012}", base + n);
    // The create that was refused has a number, too; the patch of what was there has none.
    let jobs = [format!("job-{:05}", base), format!("job-{:05}", base + 1)];
    let expected = [("applied", uid(4)), (jobs[0].as_str(), uid(0)), (jobs[1].as_str(), uid(1)), ("web", uid(2))];
    assert_eq!(seen, expected.each_ref().map(|(name, uid)| (*name, uid.as_str())));
    let text = first.to_string();
    assert!(text.contains("2000-01-01T00:00:00Z") && text.contains("00000000-0000-4000-8000-000000000001"), "{text}");
    let times = text.match_indices("T00:00:00Z").count();
    assert_eq!(times, text.matches("2000-01-01T00:00:00Z").count());
}

#[test]
fn a_log_has_the_time_of_its_worlds_clock() {
    let home = Home::new();
    let server = home.serve(&["--http", "--deterministic"]);
    let client = server.client();
    client.post(ALL, r#"{"metadata":{"name":"web"},"data":{"a":"a"}}"#).expect(201);
    client.post(ALL, r#"{"metadata":{"name":"bare"}}"#).expect(201);
    client.put(CLOCK, r#"{"by":"1h"}"#).expect(200);
    client.patch(&format!("{ALL}/web"), MERGE, r#"{"data":{"a":"b"}}"#).expect(200);
    client.patch(&format!("{ALL}/web"), MERGE, r#"{"data":{"a":"c"}}"#).expect(200);
    client.delete(&format!("{ALL}/web")).expect(200);
    let times = |name: &str| {
        let log = client.get(&format!("/coracle/v1/log?resource=cm&namespace=default&name={name}")).expect(200);
        let items = log["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["time"].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>()
    };
    // Of a removal no object bears the time.
    assert_eq!(times("bare"), ["2000-01-01T00:00:00Z"]);
    assert_eq!(times("web"), ["2000-01-01T00:00:00Z", "2000-01-01T01:00:00Z", "2000-01-01T01:00:00Z", "-"]);
    let mut changes = client.watch("/coracle/v1/changes?last=5");
    let mut line = || changes.next().unwrap().unwrap();
    assert!(line().get("type").is_none(), "where it begins");
    let told: Vec<_> = (0..5).map(|_| line()["time"].as_str().unwrap_or("-").to_owned()).collect();
    let [midnight, one] = ["2000-01-01T00:00:00Z", "2000-01-01T01:00:00Z"];
    assert_eq!(told, [midnight, midnight, one, one, "-"]);
    client.put(CLOCK, r#"{"real":true}"#).expect(200);
    assert!(times("web").iter().all(|time| time.len() == 20 && !time.starts_with("2000")), "those of the log itself");
}

/// A ConfigMap by a name that is made for it, and one by a name of its own.
fn make_two(client: &Client, name: &str) {
    client.post(ALL, r#"{"metadata":{"generateName":"made-"}}"#).expect(201);
    client.post(ALL, &json!({"metadata": {"name": name}}).to_string()).expect(201);
}

/// What a test does with worlds and snapshots, and what there is after each step.
fn story_of_worlds(home: &Home) -> Vec<String> {
    let mut seen = Vec::new();
    let mut see = |what: &str, client: &Client| seen.push(format!("{what}: {}", client.get(ALL).expect(200)));
    let make = |client: &Client, body: Value| {
        let made = client.post("/coracle/v1/worlds", &body.to_string()).expect(201);
        client.world(made["name"].as_str().unwrap())
    };
    let server = home.serve(&["--http", "--deterministic"]);
    let main = server.client();
    story(&main);
    let memory = make(&main, json!({"name": "memory", "from": {"world": "main"}, "ephemeral": true}));
    let kept = make(&main, json!({"name": "kept", "from": {"world": "main"}}));
    let fresh = make(&main, json!({"name": "fresh"}));
    for (world, name) in [(&memory, "memory"), (&kept, "kept"), (&fresh, "fresh"), (&main, "main")] {
        make_two(world, "own");
        see(name, world);
    }
    main.post("/coracle/v1/snapshots", r#"{"name":"s","all":true}"#).expect(201);
    make_two(&main, "later");
    kept.put(CLOCK, r#"{"by":"1h"}"#).expect(200);
    make_two(&kept, "later");
    see("kept, later", &kept);
    main.post("/coracle/v1/snapshots/s/restore", "").expect(200);
    for (world, name) in [(&memory, "memory, restored"), (&kept, "kept, restored"), (&main, "main, restored")] {
        make_two(world, "restored");
        see(name, world);
    }
    main.post("/coracle/v1/worlds/memory/reset", "").expect(200);
    make_two(&memory, "reset");
    see("memory, reset", &memory);
    server.stop();

    let server = home.serve(&["--http", "--deterministic"]);
    let main = server.client();
    let (kept, fresh) = (main.world("kept"), main.world("fresh"));
    let again = make(&main, json!({"name": "again", "from": {"snapshot": "s/kept"}}));
    main.post("/coracle/v1/worlds/kept/reset", "").expect(200);
    for (world, name) in [(&main, "main"), (&kept, "kept, reset"), (&fresh, "fresh"), (&again, "of a snapshot")] {
        make_two(world, "started");
        see(&format!("{name}, started"), world);
    }
    server.stop();
    seen
}

#[test]
fn the_same_steps_through_worlds_and_snapshots_make_the_same_bytes() {
    let run = || story_of_worlds(&Home::new());
    let (first, second) = (run(), run());
    for (first, second) in first.iter().zip(&second) {
        assert_eq!(first, second);
    }
    assert_eq!(first.len(), 13);
    let of = |what: &str| first.iter().find_map(|seen| seen.strip_prefix(&format!("{what}: "))).unwrap();
    // It makes no difference where a world is kept, and what was undone leaves no trace but in revisions.
    assert_eq!(of("memory"), of("kept"));
    let objects = |what: &str| {
        let list: Value = serde_json::from_str(of(what)).unwrap();
        let each = |object: &Value| {
            let name = object["metadata"]["name"].as_str().unwrap().replace("restored", "x").replace("reset", "x");
            format!("{name} {}", object["metadata"]["uid"])
        };
        list["items"].as_array().unwrap().iter().map(each).collect::<Vec<_>>()
    };
    assert_eq!(objects("memory, restored"), objects("main, restored"));
    assert!(of("kept, later").contains("2000-01-01T01:00:00Z") && !of("fresh, started").contains("T01:00"));
}

#[test]
fn what_comes_of_a_seed_or_an_import_is_numbered() {
    let run = || {
        let home = Home::new();
        let documents = |prefix: &str| -> String {
            let document = |n| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {prefix}-{n}}}\n");
            (0..20).map(document).collect()
        };
        let seed = home.file("seed.yaml", &documents("seed"));
        let server = home.serve(&["--http", "--deterministic", "--seed", &seed]);
        for words in [
            &["import", &home.file("more.yaml", &documents("more"))][..],
            &["snapshot", "import", "s", &home.file("kept.yaml", &documents("kept"))],
            &["world", "create", "w", "--from-snapshot", "s"],
        ] {
            let said = home.run(words);
            assert_eq!(said.code, Some(0), "{}", said.stderr);
        }
        let client = server.client();
        client.post(ALL, r#"{"metadata":{"name":"z"}}"#).expect(201);
        [client.world("w").get(ALL).expect(200), client.get(ALL).expect(200)]
    };
    let first = run();
    assert_eq!(first, run());
    let seen: Vec<_> = first[1]["items"].as_array().unwrap().iter().map(name_and_uid).collect();
    let number = |name: &str| seen.iter().find(|one| one.0 == name).unwrap().1.parse::<u64>().unwrap();
    assert_eq!((number("seed-19") - number("seed-0"), number("more-19") - number("seed-0")), (19, 39), "{seen:?}");
    assert_eq!(number("z"), number("more-19") + 1);
}

#[test]
fn after_a_start_no_number_is_given_twice() {
    let home = Home::new();
    let create = |client: &Client| {
        let made = client.post(ALL, r#"{"metadata":{"generateName":"job-"}}"#).expect(201);
        let (name, uid) = name_and_uid(&made);
        (name.to_owned(), uid.parse::<u64>().unwrap())
    };
    let server = home.serve(&["--http", "--deterministic"]);
    let first = create(&server.client());
    server.stop();
    let server = home.serve(&["--http", "--deterministic"]);
    let second = create(&server.client());
    assert_eq!(second, (format!("job-{:05}", first.1 + 1), first.1 + 1));
}

#[test]
fn a_clock_stands_still_steps_and_goes_as_it_is_told() {
    let home = Home::new();
    let server = home.serve(&["--http", "--faults"]);
    let client = server.client();
    let tell = |change: &str| client.put(CLOCK, change).expect(200);
    assert_eq!(client.get(CLOCK).expect(200)["frozen"], false);
    assert_eq!(tell(r#"{"frozen":"2030-05-06T07:08:09Z"}"#)["now"], "2030-05-06T07:08:09Z");
    let made = client.post(ALL, r#"{"metadata":{"name":"a"},"data":{"a":"b"}}"#).expect(201);
    assert_eq!(made["metadata"]["creationTimestamp"], "2030-05-06T07:08:09Z");
    assert_eq!(made["metadata"]["managedFields"][0]["time"], "2030-05-06T07:08:09Z");
    tell(r#"{"by":"90m"}"#);
    let table = ("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
    let rows = client.ask("GET", ALL, &[table], None).expect(200);
    assert_eq!(rows["rows"][0]["cells"][2], "90m");
    let mut watch = client.watch_as(&format!("{ALL}?watch=true"), table.1);
    assert_eq!(watch.next().unwrap().unwrap()["object"]["rows"][0]["cells"][2], "90m");
    tell(r#"{"step":"10s"}"#);
    let time = |name: &str| {
        let made = client.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201);
        client.get(ALL).expect(200);
        made["metadata"]["creationTimestamp"].as_str().unwrap().to_owned()
    };
    assert_eq!([time("b"), time("c")], ["2030-05-06T08:38:19Z", "2030-05-06T08:38:29Z"]);
    assert_eq!(tell(r#"{"real":true}"#)["frozen"], false);
    assert!(!time("d").starts_with("2030-05-06"));
    let refused = client.put(CLOCK, r#"{"frozen":"yesterday"}"#).expect(400);
    assert!(refused["message"].as_str().unwrap().starts_with("frozen: \"yesterday\": "), "{refused}");
    client.put(CLOCK, r#"{"real":true,"step":"1s"}"#).expect(400);
    client.put(CLOCK, r#"{"at":"2030-05-06T07:08:09Z"}"#).expect(400);
}

#[test]
fn a_clock_is_set_only_where_that_was_allowed() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let refused = server.client().put(CLOCK, r#"{"real":true}"#).expect(403);
    assert_eq!(refused["message"], "clock is forbidden: this server was started without --faults and --deterministic");
}
