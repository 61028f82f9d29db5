//! `coracle import` of clusters that do not behave, and by programs that do not come to an end.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{Ended, Home, PATIENCE};

/// Answers each path by what `answer` has for it, and ends the connection where it has nothing.
fn serve(answer: impl Fn(&str) -> Option<(u16, Value)> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|read| read > 0) {}
            if let Some((code, body)) = answer(head.split(' ').nth(1).unwrap_or_default()) {
                let (body, kind) = (body.to_string(), "content-type: application/json\r\nconnection: close");
                let _ = write!(stream, "HTTP/1.1 {code} X\r\n{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            }
        }
    });
    format!("http://{address}")
}

/// What every cluster has.
fn discovery(path: &str) -> Option<(u16, Value)> {
    let resource = |name: &str, kind: &str, namespaced: bool| json!({"name": name, "kind": kind, "namespaced": namespaced, "verbs": ["list", "create"]});
    match path {
        "/api" => Some((200, json!({"kind": "APIVersions", "versions": ["v1"]}))),
        "/apis" => Some((200, json!({"kind": "APIGroupList", "groups": []}))),
        "/api/v1" => {
            let resources = [resource("namespaces", "Namespace", false), resource("configmaps", "ConfigMap", true)];
            Some((200, json!({"kind": "APIResourceList", "groupVersion": "v1", "resources": resources})))
        }
        _ => None,
    }
}

fn kubeconfig(server: &str, user: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: c}}}}]\n\
         clusters: [{{name: c, cluster: {{server: '{server}'}}}}]\nusers: [{{name: c, user: {user}}}]\n"
    )
}

#[test]
fn a_list_without_end_and_a_connection_that_ends_are_told() {
    let home = Home::new();
    let _server = home.serve(&["--http"]);
    let page = |token: &str| {
        Some((200, json!({"kind": "List", "metadata": {"continue": token}, "items": [{"metadata": {"name": "a"}}]})))
    };
    let same = serve(move |path| discovery(path).or_else(|| page("again")));
    let round =
        serve(move |path| discovery(path).or_else(|| page(if path.contains("continue=x") { "y" } else { "x" })));
    let expired = serve(move |path| {
        let gone = Some((410, json!({"kind": "Status", "message": "it is too old", "reason": "Expired"})));
        discovery(path).or_else(|| if path.contains("continue=") { gone } else { page("x") })
    });
    let broken = serve(discovery);
    for (server, why) in [
        (same, "/api/v1/namespaces: its list does not end: a page leads back to one that was read before"),
        (round, "/api/v1/namespaces: its list does not end: a page leads back to one that was read before"),
        (expired, "/api/v1/namespaces: it is too old"),
        (broken, "it ended the connection before its answer was whole"),
    ] {
        let file = home.file("k.yaml", &kubeconfig(&server, "{token: t}"));
        let Ended { code, stderr, .. } = home.run(&["import", "--kubeconfig", &file]);
        assert_eq!((code, stderr), (Some(1), format!("{server}: {why}\n")));
    }
}

#[test]
fn a_dry_run_of_a_cluster_is_refused_as_its_import_is() {
    let home = Home::new();
    let _server = home.serve(&["--http"]);
    let cluster = serve(|path| {
        let items = if path.contains("configmaps") {
            json!([{"metadata": {"name": "A_", "namespace": "shop"}}])
        } else {
            json!([])
        };
        discovery(path).or_else(|| Some((200, json!({"kind": "List", "metadata": {}, "items": items}))))
    });
    let file = home.file("k.yaml", &kubeconfig(&cluster, "{token: t}"));
    for more in [&["--dry-run"][..], &[]] {
        let Ended { code, stdout, stderr } = home.run(&[&["import", "--kubeconfig", &file], more].concat());
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{more:?}");
        assert!(stderr.contains("configmaps/shop/A_: ConfigMap \"A_\" is invalid"), "{more:?}: {stderr}");
    }
}

#[test]
fn a_plugin_that_hangs_is_named_and_does_not_outlive_who_waits_for_it() {
    let home = Home::new();
    let _server = home.serve(&["--http"]);
    let plugin = home.file("plugin.sh", "#!/bin/sh\necho $$ >pid\nexec sleep 600\n");
    assert!(Command::new("chmod").args(["+x", &plugin]).status().unwrap().success());
    let user = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never}}";
    let file = home.file("k.yaml", &kubeconfig("http://127.0.0.1:1", user));
    let program = home.start(&["import", "--kubeconfig", &file], &[]);
    let end = Instant::now() + PATIENCE;
    while !program.log().contains("waiting for exec plugin ") {
        assert!(Instant::now() < end, "nothing is said: {}", program.log());
        thread::sleep(Duration::from_millis(50));
    }
    assert!(program.log().ends_with("/plugin.sh, which gives the credentials\n"), "{}", program.log());
    let pid = std::fs::read_to_string(home.path("pid")).unwrap();
    let is_there =
        || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).is_ok_and(|stat| !stat.contains(") Z "));
    assert!(is_there());
    program.signal("TERM");
    assert_eq!(program.ended().code, Some(143));
    while is_there() {
        assert!(Instant::now() < end, "it lives on");
        thread::sleep(Duration::from_millis(10));
    }
}
