//! What is counted, who may read it, and that no client can make it grow.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use crate::client::{Client, MERGE};
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";

/// Every series with its value.
fn series(client: &Client) -> BTreeMap<String, f64> {
    let answer = client.get("/metrics");
    assert_eq!(answer.code, 200, "{}", answer.text());
    let text = answer.text();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, value) = line.rsplit_once(' ').expect("a name and a value");
            (name.to_owned(), value.parse().unwrap())
        })
        .collect()
}

/// The name of a series of the core group; what is not said is empty.
fn named(metric: &str, labels: &str, said: &[(&str, &str)]) -> String {
    let said: BTreeMap<&str, &str> = said.iter().copied().collect();
    let mut names: Vec<&str> = labels.split(' ').collect();
    names.sort_unstable();
    let pairs = names.iter().map(|name| format!("{name}=\"{}\"", said.get(name).unwrap_or(&"")));
    format!("{metric}{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

fn request(said: &[(&str, &str)]) -> String {
    let said = [said, &[("component", "apiserver"), ("resource", "endpoints"), ("version", "v1")]].concat();
    let labels = "verb group version resource subresource scope dry_run component code";
    named("apiserver_request_total", labels, &said)
}

#[test]
fn requests_are_counted_as_the_reference_counts_them() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(&format!("{ALL}?dryRun=All"), r#"{"metadata":{"name":"one"}}"#).expect(201);
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    client.post(&format!("{ALL}?dryRun=Some"), "{}").expect(422);
    client.get(ONE).expect(200);
    client.get(ONE).expect(200);
    client.get(&format!("{ALL}/two")).expect(404);
    client.get(ALL).expect(200);
    client.get("/api/v1/endpoints").expect(200);
    client.patch(ONE, MERGE, "{}").expect(200);
    client.patch(ONE, "application/apply-patch+yaml", "{}").expect(422);
    client.ask("GET", ONE, &[("Accept", "application/xml;as=Table")], None).expect(406);
    client.delete(ALL).expect(200);
    client.get("/livez");
    client.ask("BREW", "/livez", &[], None);
    // These reach no route.
    client.with_token(None).get(ALL).expect(403);
    client.with_token(Some("wrong")).get(ALL).expect(401);
    client.get("/api/v1/pods").expect(404);
    client.put(ALL, "{}").expect(405);
    let series = series(&client);
    let count = |name: &str| series.get(name).copied().unwrap_or_default();
    for (said, expected) in [
        ([("verb", "POST"), ("scope", "resource"), ("code", "201"), ("dry_run", "All")], 1.0),
        ([("verb", "POST"), ("scope", "resource"), ("code", "201"), ("dry_run", "")], 1.0),
        ([("verb", "POST"), ("scope", "resource"), ("code", "422"), ("dry_run", "invalid")], 1.0),
        ([("verb", "GET"), ("scope", "resource"), ("code", "200"), ("dry_run", "")], 2.0),
        ([("verb", "GET"), ("scope", "resource"), ("code", "404"), ("dry_run", "")], 1.0),
        ([("verb", "LIST"), ("scope", "namespace"), ("code", "200"), ("dry_run", "")], 1.0),
        ([("verb", "LIST"), ("scope", "cluster"), ("code", "200"), ("dry_run", "")], 1.0),
        ([("verb", "PATCH"), ("scope", "resource"), ("code", "200"), ("dry_run", "")], 1.0),
        ([("verb", "APPLY"), ("scope", "resource"), ("code", "422"), ("dry_run", "")], 1.0),
        ([("verb", "DELETE"), ("scope", "namespace"), ("code", "200"), ("dry_run", "")], 1.0),
    ] {
        assert_eq!(count(&request(&said)), expected, "{said:?} in {series:#?}");
    }
    let health = |verb: &'static str| {
        request(&[("verb", verb), ("subresource", "/livez"), ("code", "200")])
            .replace("\"apiserver\"", "\"\"")
            .replace("\"endpoints\"", "\"\"")
            .replace("\"v1\"", "\"\"")
    };
    assert_eq!((count(&health("GET")), count(&health("other"))), (1.0, 1.0), "{series:#?}");
    for code in ["401", "403", "404", "405"] {
        assert_eq!(count(&format!("coracle_refused_requests_total{{code=\"{code}\"}}")), 1.0, "{code}");
    }
    let took = series.iter().filter(|(name, _)| {
        name.starts_with("apiserver_request_duration_seconds_count") && name.contains("\"endpoints\"")
    });
    let counted =
        series.iter().filter(|(name, _)| name.starts_with("apiserver_request_total") && name.contains("\"endpoints\""));
    assert_eq!(took.map(|(_, n)| n).sum::<f64>(), counted.map(|(_, n)| n).sum::<f64>());
    assert_eq!(count("apiserver_current_inflight_requests{request_kind=\"readOnly\"}"), 1.0, "this one");
    assert_eq!(count("apiserver_current_inflight_requests{request_kind=\"mutating\"}"), 0.0);
    assert_eq!(count("apiserver_resource_objects{group=\"\",resource=\"endpoints\"}"), 0.0);
    assert_eq!(count("apiserver_resource_objects{group=\"\",resource=\"namespaces\"}"), 4.0);
    for name in [
        "coracle_revision",
        "coracle_file_bytes{file=\"database\"}",
        "process_cpu_seconds_total",
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
    ] {
        assert!(count(name) > 0.0, "{name}");
    }
}

#[test]
fn who_may_reads_it_with_any_method_and_a_deletion_begins_anew() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", "root,admin,1,system:masters\nseer,seer,2,system:monitoring\nuser,user,3\n");
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let client = server.client();
    client.get(ALL).expect(200);
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS", "BREW"] {
        let answer = client.ask(method, "/metrics", &[], None);
        let form = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";
        assert_eq!((answer.code, answer.header("content-type")), (200, Some(form)), "{method}");
        assert!(answer.header("process-start-time-unix").is_some_and(|time| time.parse::<u64>().is_ok()));
    }
    assert_eq!(client.with_token(Some("seer")).get("/metrics").code, 200);
    assert_eq!(client.with_token(Some("seer")).delete("/metrics").code, 403);
    let denied = client.with_token(Some("user")).get("/metrics").expect(403);
    assert_eq!(denied["message"], r#"forbidden: User "user" cannot get path "/metrics""#);
    let denied = client.with_token(None).get("/metrics").expect(403);
    assert_eq!(denied["message"], r#"forbidden: User "system:anonymous" cannot get path "/metrics""#);
    assert_eq!((client.get("/metrics/").code, client.get("/metrics/x").code), (404, 404));
    let listed = client.get("/").expect(200);
    assert!(listed["paths"].as_array().unwrap().contains(&"/metrics".into()), "{listed}");
    let list = request(&[("verb", "LIST"), ("scope", "namespace"), ("code", "200")]);
    assert_eq!(series(&client).get(&list), Some(&1.0));
    let reset = client.delete("/metrics");
    assert_eq!((reset.code, reset.text().as_str()), (200, "metrics reset\n"));
    assert_eq!(series(&client).get(&list), None);
}

#[test]
fn a_watch_is_counted_while_it_is_open_and_then_as_a_request() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let open = named(
        "apiserver_longrunning_requests",
        "verb group version resource subresource scope component",
        &[
            ("verb", "WATCH"),
            ("version", "v1"),
            ("resource", "endpoints"),
            ("scope", "namespace"),
            ("component", "apiserver"),
        ],
    );
    let over = request(&[("verb", "WATCH"), ("scope", "namespace"), ("code", "200")]);
    let sent = named(
        "apiserver_watch_events_total",
        "group version resource",
        &[("version", "v1"), ("resource", "endpoints")],
    );
    client.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let mut watch = client.watch(&format!("{ALL}?watch=true"));
    client.patch(ONE, MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).expect(200);
    assert!(watch.word().starts_with("ADDED one ") && watch.word().starts_with("MODIFIED one "));
    let seen = series(&client);
    assert_eq!((seen.get(&open), seen.get(&over), seen.get(&sent)), (Some(&1.0), None, Some(&2.0)), "{seen:#?}");
    assert_eq!(seen.get("coracle_open_watches"), Some(&1.0));
    drop(watch);
    let mut left = PATIENCE.as_millis() / 20;
    while series(&client).get(&open) != Some(&0.0) {
        assert!(left > 0, "the watch is still counted");
        left -= 1;
        thread::sleep(Duration::from_millis(20));
    }
    let seen = series(&client);
    assert_eq!((seen.get(&over), seen.get("coracle_open_watches")), (Some(&1.0), Some(&0.0)));
}

/// Requests that a client could make up, with a word of its own everywhere.
fn made_up(word: &str) -> Vec<(String, String)> {
    let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", word];
    let paths = [
        "/W",
        "/api/W",
        "/apis/W",
        "/apis/W/v1/W",
        "/api/v1/W",
        "/api/v1/W/W",
        "/api/v1/namespaces/W",
        "/api/v1/namespaces/W/W",
        "/api/v1/namespaces/W/endpoints",
        "/api/v1/namespaces/W/endpoints/W",
        "/api/v1/namespaces/W/endpoints/W/W",
        "/api/v1/namespaces/W/endpoints/W?dryRun=W",
        "/api/v1/endpoints?W=W&labelSelector=W",
        "/api/v1/endpoints?fieldSelector=W",
        "/api/v1/namespaces?fieldSelector=metadata.name%3DW",
        "/api/v1/watch/W/W",
        "/api/v1/proxy/W",
        "/healthz/W",
        "/livez?exclude=W",
        "/metrics/W",
        "/openapi/v3/W",
        "/version/W",
        "/coracle/v1/W",
        "/api/v1/endpoints?watch=1&resourceVersion=W",
    ];
    let all = methods.iter().flat_map(|method| paths.iter().map(move |path| (*method, path.replace('W', word))));
    all.map(|(method, path)| (method.to_owned(), path)).collect()
}

#[test]
fn worlds_are_counted_by_where_they_are_kept() {
    let home = Home::new();
    let counted = |client: &Client| {
        let series = series(client);
        ["file", "memory"].map(|kept_in| series[&format!("coracle_worlds{{kept_in=\"{kept_in}\"}}")])
    };
    let server = home.serve(&["--http"]);
    let client = server.client();
    assert_eq!(counted(&client), [1.0, 0.0]);
    for world in [r#"{"name":"a"}"#, r#"{"name":"b","ephemeral":true}"#, r#"{"name":"c","ephemeral":true}"#] {
        client.post("/coracle/v1/worlds", world).expect(201);
    }
    client.delete("/coracle/v1/worlds/c").expect(200);
    assert_eq!(counted(&client), [2.0, 1.0]);
    assert_eq!(counted(&client.world("a")), [2.0, 1.0]);
    server.kill();
    let server = home.serve(&["--http"]);
    assert_eq!(counted(&server.client()), [2.0, 0.0]);
}

#[test]
fn nothing_that_a_client_makes_up_adds_a_series() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let ask = |word: &str| {
        for (method, path) in made_up(word) {
            client.ask(&method, &path, &[("User-Agent", word), ("Content-Type", MERGE)], Some(b"{}"));
        }
    };
    ask("w0");
    let first: BTreeSet<String> = series(&client).into_keys().collect();
    (1..=20).for_each(|n| ask(&format!("w{n}")));
    let now: BTreeSet<String> = series(&client).into_keys().collect();
    assert_eq!(now.difference(&first).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(now.len() < 1_000, "{}", now.len());
    assert!(!now.iter().any(|name| name.contains("\"w0")), "{now:#?}");
}
