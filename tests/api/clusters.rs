//! `coracle import` of a cluster: another Coracle stands in for that, with all that it can do by itself.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::{fs, io, thread};

use serde_json::{Value, json};

use crate::certificates::Authority;
use crate::client::Client;
use crate::program::{Ended, Home, Server};

const THINGS: &str = "/apis/example.com/v1/namespaces/shop/things";

/// A cluster with two namespaces, kinds of its own, more objects than fit a page, and what a cluster makes by itself.
fn fill(client: &Client) {
    let object = |kind: &str, namespace: &str, name: &str| json!({"apiVersion": "v1", "kind": kind, "metadata": {"namespace": namespace, "name": name}});
    let mut items: Vec<Value> = ["shop", "other"]
        .iter()
        .map(|name| json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"team": "a"}}}))
        .collect();
    for plural in ["things", "unused"] {
        let mut text = json!({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": format!("{plural}.example.com")},
        "spec": {"group": "example.com", "names": {"plural": plural, "kind": plural}, "scope": "Namespaced", "versions": [
            {"name": "v2", "served": true, "storage": false, "schema": {"openAPIV3Schema": {"type": "object"}}},
            {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object",
                "x-kubernetes-preserve-unknown-fields": true}}},
        ]}});
        text["spec"]["names"]["singular"] = json!(plural.trim_end_matches('s'));
        items.push(text);
    }
    for at in 0..1203 {
        items.push(object("ConfigMap", if at % 2 == 0 { "shop" } else { "other" }, &format!("c{at}")));
    }
    items.push(json!({"apiVersion": "example.com/v1", "kind": "things", "metadata": {"namespace": "shop", "name": "one"}, "spec": {"size": 3}}));
    items.push(object("ConfigMap", "shop", "kube-root-ca.crt"));
    items.push(object("ServiceAccount", "shop", "default"));
    items.push(object("ServiceAccount", "shop", "web"));
    items.push(object("Endpoints", "shop", "web"));
    let secret = |name: &str, of: &str| {
        let mut secret = object("Secret", "shop", name);
        secret["type"] = json!(of);
        secret["data"] = json!({"a": "eA=="});
        secret
    };
    items.push(secret("key", "Opaque"));
    client.post("/coracle/v1/import", &json!({"items": items}).to_string()).expect(200);
    let thing = client.get(&format!("{THINGS}/one")).expect(200);
    let mut kept = object("ConfigMap", "shop", "kept");
    kept["metadata"]["ownerReferences"] = json!([{"apiVersion": "example.com/v1", "kind": "things", "name": "one", "uid": thing["metadata"]["uid"], "controller": true}]);
    client.post("/api/v1/namespaces/shop/configmaps", &kept.to_string()).expect(201);
    let mut slice = object("EndpointSlice", "shop", "web-x");
    slice["apiVersion"] = json!("discovery.k8s.io/v1");
    slice["addressType"] = json!("IPv4");
    slice["endpoints"] = json!([]);
    client.post("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices", &slice.to_string()).expect(201);
}

/// Imports into a server at `home` what a kubeconfig leads to, and has what that said as JSON.
#[track_caller]
fn import(home: &Home, words: &[&str]) -> Value {
    let Ended { code, stdout, stderr } = home.run(&[&["import", "-o", "json"], words].concat());
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{words:?}");
    serde_json::from_str(&stdout).unwrap()
}

/// Where a server is, for other kubeconfigs than its own.
fn path_of(server: &Server) -> String {
    server.kubeconfig.to_string_lossy().into_owned()
}

fn count(client: &Client, path: &str) -> usize {
    client.get(path).expect(200)["items"].as_array().unwrap().len()
}

#[test]
fn a_whole_cluster_comes_without_what_it_makes_by_itself() {
    let (there, here) = (Home::new(), Home::new());
    let (cluster, server) = (there.serve(&[]), here.serve(&["--http"]));
    fill(&cluster.client());
    let from = path_of(&cluster);
    let looked = import(&here, &["--kubeconfig", &from, "--dry-run"]);
    assert_eq!(count(&server.client(), "/api/v1/configmaps"), 0, "nothing is put in");
    let said = import(&here, &["--kubeconfig", &from]);
    assert_eq!(said, looked);
    let taken = json!({"configmaps": 1203, "customresourcedefinitions.apiextensions.k8s.io": 2, "endpoints": 1,
        "endpointslices.discovery.k8s.io": 1, "namespaces": 6, "priorityclasses.scheduling.k8s.io": 2, "secrets": 1, "serviceaccounts": 1,
        "things.example.com": 1});
    assert_eq!(said["taken"], taken);
    assert_eq!(said["leftThere"], json!({"configmaps": 2, "serviceaccounts": 1}));
    assert_eq!((&said["notServed"], &said["forbidden"]), (&json!({}), &json!({})));
    let client = server.client();
    assert_eq!(count(&client, "/api/v1/configmaps"), 1203);
    let one = client.get(&format!("{THINGS}/one")).expect(200);
    assert_eq!(
        (&one["spec"]["size"], &one["metadata"]["managedFields"][0]["manager"]),
        (&json!(3), &json!("coracle-import"))
    );
    let shop = client.get("/api/v1/namespaces/shop").expect(200);
    assert_eq!(shop["metadata"]["labels"]["team"], "a");
    for gone in ["configmaps/kube-root-ca.crt", "configmaps/kept", "serviceaccounts/default"] {
        assert_eq!(client.get(&format!("/api/v1/namespaces/shop/{gone}")).code, 404, "{gone}");
    }
    let owned = import(&here, &["--kubeconfig", &from, "--owned", "-n", "shop"]);
    assert_eq!(owned["leftThere"], json!({"configmaps": 1, "serviceaccounts": 1}));
    let kept = client.get("/api/v1/namespaces/shop/configmaps/kept").expect(200);
    assert_eq!(kept["metadata"]["ownerReferences"], Value::Null);
}

#[test]
fn namespaces_come_with_their_kinds_alone_and_into_any_world() {
    let (there, here) = (Home::new(), Home::new());
    let (cluster, server) = (there.serve(&["--http"]), here.serve(&["--http"]));
    fill(&cluster.client());
    let from = path_of(&cluster);
    server.client().post("/coracle/v1/worlds", r#"{"name":"w"}"#).expect(201);
    let said = import(&here, &["--kubeconfig", &from, "-n", "shop", "--world", "w"]);
    let taken = json!({"configmaps": 602, "customresourcedefinitions.apiextensions.k8s.io": 1, "endpoints": 1,
        "endpointslices.discovery.k8s.io": 1, "namespaces": 1, "secrets": 1, "serviceaccounts": 1, "things.example.com": 1});
    assert_eq!((&said["taken"], said["objects"].as_u64()), (&taken, Some(609)));
    let world = server.client().world("w");
    assert_eq!((count(&world, "/api/v1/configmaps"), count(&server.client(), "/api/v1/configmaps")), (602, 0));
    assert_eq!(world.get("/apis/example.com/v1/unused").code, 404);
    let both = import(&here, &["--kubeconfig", &from, "-n", "shop,other", "--world", "w"]);
    assert_eq!((&both["taken"]["configmaps"], &both["taken"]["namespaces"]), (&json!(1203), &json!(2)));
    // The other way round, by the kubeconfig of the one that gets it.
    let Ended { code, stdout, stderr } =
        there.run(&["import", "--kubeconfig", &path_of(&server), "--into-kubeconfig", &from, "-n", "default"]);
    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        stdout.starts_with("ok: 1 objects from coracle (http://") && stdout.ends_with("\ntaken: 1 namespaces\n"),
        "{stdout}"
    );
    for (words, code, why) in [
        (&["-n", "nope"][..], 1, "namespaces \"nope\" not found"),
        (&["-n", ""], 2, "a value is required"),
        (&["x.yaml", "-n", "shop"], 2, "cannot be used with"),
        (&["x.yaml", "--into-kubeconfig", "y"], 2, "cannot be used with"),
        (&["--context", "nope"], 1, "there is no context \"nope\" in it; it has coracle"),
    ] {
        let said = here.run(&[&["import", "--kubeconfig", &from], words].concat());
        assert_eq!(said.code, Some(code), "{words:?}: {}", said.stderr);
        assert!(said.stderr.contains(why), "{words:?}: {}", said.stderr);
    }
    let nothing = here.run(&["import", "-n", "shop"]);
    assert!(nothing.code == Some(2) && nothing.stderr.contains("required"), "{}", nothing.stderr);
}

#[test]
fn what_may_not_be_read_is_told_and_left_there() {
    let (there, here) = (Home::new(), Home::new());
    let tokens = there.file("tokens.csv", "root,admin,1,\"system:masters\"\nview,vera,2\nnone,nora,3\n");
    let rules = there.file(
        "rules.yaml",
        "- users: [vera]\n  rules:\n  - {verbs: [get, list], resources: [configmaps, serviceaccounts], apiGroups: ['']}\n\
         - users: [vera, nora]\n  rules:\n  - {verbs: [get], nonResourceURLs: [/api*]}\n",
    );
    let cluster = there.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let server = here.serve(&["--http"]);
    let address = cluster.client().address;
    fill(&cluster.client().with_token(Some("root")));
    let as_whom = |token: &str| {
        here.file(token, &kubeconfig(&format!("{{server: 'http://{address}'}}"), &format!("{{token: {token}}}")))
    };
    let said = import(&here, &["--kubeconfig", &as_whom("view"), "-n", "shop"]);
    assert_eq!(
        said["taken"],
        json!({"configmaps": 603, "namespaces": 1, "serviceaccounts": 1}),
        "what owns it is not among what is read"
    );
    let refused: Vec<&String> = said["forbidden"].as_object().unwrap().keys().collect();
    let expected = [
        "csistoragecapacities.storage.k8s.io",
        "customresourcedefinitions.apiextensions.k8s.io",
        "endpoints",
        "endpointslices.discovery.k8s.io",
        "ingresses.networking.k8s.io",
        "leases.coordination.k8s.io",
        "limitranges",
        "networkpolicies.networking.k8s.io",
        "poddisruptionbudgets.policy",
        "secrets",
    ];
    assert_eq!(refused, expected);
    assert!(said["forbidden"]["secrets"].as_str().unwrap().contains("User \"vera\" cannot list"), "{said}");
    server.client().get("/api/v1/namespaces/shop/configmaps/c0").expect(200);
    // All of them: their namespaces are made, though they may not be read.
    let said = import(&here, &["--kubeconfig", &as_whom("view")]);
    assert_eq!(said["taken"], json!({"configmaps": 1204, "namespaces": 2, "serviceaccounts": 1}));
    for (token, why) in [("none", "nothing in it may be read; of "), ("wrong", "it does not take the credentials")] {
        let said = here.run(&["import", "--kubeconfig", &as_whom(token)]);
        assert!(said.code == Some(1) && said.stderr.contains(why), "{token}: {}", said.stderr);
    }
}

/// A kubeconfig with one of each.
fn kubeconfig(cluster: &str, user: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: c}}}}]\n\
         clusters: [{{name: c, cluster: {cluster}}}]\nusers: [{{name: c, user: {user}}}]\npreferences: {{}}\n"
    )
}

#[test]
fn kubeconfigs_are_taken_as_clusters_and_their_tools_write_them() {
    let (there, here, clients) = (Home::new(), Home::new(), Authority::new());
    let audit = there.argument("audit.jsonl");
    let cluster = there.serve(&["--client-ca", &there.file("clients.crt", &clients.pem), "--audit-log", &audit]);
    let server = here.serve(&["--http"]);
    let (address, token) = (cluster.client().address, cluster.client().token.unwrap());
    let port = address.rsplit_once(':').unwrap().1;
    let shown = clients.client("kind", &["system:masters"]);
    let encoded = |text: &str| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.encode(text)
    };
    here.file("client.crt", &shown.certificate);
    here.file("client.key", &shown.key);
    here.file("token", &format!("{token}\n"));
    let authority = there.path("coracle.db.ca.crt");
    let script = "#!/bin/sh\ncase \"$KUBERNETES_EXEC_INFO\" in *certificate-authority-data*) ;; *) exit 9;; esac\n[ -f once ] && token=$TOKEN; touch once\n\
                  echo \"{\\\"apiVersion\\\":\\\"client.authentication.k8s.io/v1\\\",\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{\\\"token\\\":\\\"${token:-old}\\\"}}\"\n";
    let plugin = here.file("plugin.sh", script);
    assert!(Command::new("chmod").args(["+x", &plugin]).status().unwrap().success());
    let at = format!("server: 'https://{address}'");
    let known = format!("{at}, certificate-authority: {}", authority.display());
    let exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin.sh, interactiveMode: Never, provideClusterInfo: true, \
                env: [{name: TOKEN, value: "
        .to_owned() + &token + "}]}";
    let data =
        format!("client-certificate-data: {}, client-key-data: {}", encoded(&shown.certificate), encoded(&shown.key));
    for (what, in_cluster, user) in [
        ("files", known.clone(), "client-certificate: client.crt, client-key: client.key".to_owned()),
        (
            "data",
            format!("{at}, certificate-authority-data: {}", encoded(&fs::read_to_string(&authority).unwrap())),
            data.clone(),
        ),
        ("a token's file", known.clone(), "tokenFile: token".to_owned()),
        ("a plugin whose token is renewed", known.clone(), exec),
        ("anybody", format!("{at}, insecure-skip-tls-verify: true"), format!("token: {token}")),
        (
            "another name",
            format!(
                "server: 'https://0.0.0.0:{port}', tls-server-name: localhost, certificate-authority: {}",
                authority.display()
            ),
            data.clone(),
        ),
    ] {
        let file = here.file("k.yaml", &kubeconfig(&format!("{{{in_cluster}}}"), &format!("{{{user}}}")));
        let Ended { code, stdout, stderr } =
            here.run_with(&["import", "--kubeconfig", &file, "-n", "default"], &[("NO_PROXY", "*")]);
        assert_eq!(code, Some(0), "{what}: {stderr}");
        assert!(stdout.starts_with("ok: 1 objects from c (https://"), "{what}: {stdout}");
    }
    assert!(fs::read_to_string(&audit).unwrap().contains("\"user\":\"kind\""));
    // Several files, the second of which has what the first one names; and the server that gets it is not one of them.
    let one = here.file("one", "{current-context: none, contexts: [{name: far, context: {cluster: c, user: c}}]}");
    let two = here.file("two", &kubeconfig(&format!("{{{known}}}"), &format!("{{token: {token}}}")));
    let both = format!("{one}:{}:{two}", here.argument("missing"));
    let said = here.run_with(&["import", "--context", "far", "-n", "default"], &[("KUBECONFIG", &both)]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let home = here.path("home/.kube");
    fs::create_dir_all(&home).unwrap();
    fs::copy(here.path("two"), home.join("config")).unwrap();
    let said = here.run_with(&["import", "--context", "c", "-n", "default"], &[("HOME", &here.argument("home"))]);
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(count(&server.client(), "/api/v1/configmaps"), 0);
}

#[test]
fn kubeconfigs_that_cannot_be_used_are_refused_with_a_reason() {
    let (there, here) = (Home::new(), Home::new());
    let (cluster, _server) = (there.serve(&[]), here.serve(&["--http"]));
    let at = format!("server: 'https://{}'", cluster.client().address);
    let authority = format!("certificate-authority: {}", there.path("coracle.db.ca.crt").display());
    let other = here.file("other.crt", &Authority::new().pem);
    let empty = here.file("empty.crt", "");
    for (in_cluster, user, why) in [
        ("server: ''".to_owned(), "token: t", "its server \"\" is not https://"),
        ("server: 'ftp://a'".to_owned(), "token: t", "is not https://"),
        ("server: 'https://127.0.0.1:1', insecure-skip-tls-verify: true".to_owned(), "token: t", "onnection refused"),
        (format!("{at}, certificate-authority: {other}"), "token: t", "UnknownIssuer"),
        (format!("{at}, certificate-authority: {empty}"), "token: t", "has no certificate in it"),
        (format!("{at}, certificate-authority: /nowhere"), "token: t", "certificate-authority /nowhere: "),
        (format!("{at}, {authority}, tls-server-name: a.example"), "token: t", "not valid for name"),
        (format!("{at}, {authority}"), "token: t", "Unauthorized: it does not take the credentials"),
        (
            format!("{at}, {authority}"),
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: nope, interactiveMode: Never, installHint: get it}",
            "exec plugin nope: ",
        ),
        (
            format!("{at}, {authority}"),
            "exec: {apiVersion: client.authentication.k8s.io/v1, command: 'false', interactiveMode: Never}",
            "it failed with exit status: 1",
        ),
        (format!("{at}, {authority}, proxy-url: 'ftp://p'"), "token: t", "its proxy-url \"ftp://p\""),
        (format!("{at}, {authority}, proxy-url: 'http://127.0.0.1:1'"), "token: t", "onnection refused"),
        (format!("{at}, {authority}"), "client-certificate: /nowhere, client-key: k", "client-certificate /nowhere: "),
    ] {
        let file = here.file("k.yaml", &kubeconfig(&format!("{{{in_cluster}}}"), &format!("{{{user}}}")));
        let said = here.run(&["import", "--kubeconfig", &file]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{in_cluster} {user}: {}", said.stderr);
        assert!(said.stderr.contains(why) && said.stderr.lines().count() <= 2, "{why}: {}", said.stderr);
    }
}

#[test]
fn a_list_that_is_given_up_is_read_anew_and_one_that_is_put_off_again() {
    let (there, here) = (Home::new(), Home::new());
    let (cluster, server) = (there.serve(&["--http", "--faults"]), here.serve(&["--http"]));
    fill(&cluster.client());
    for fault in [
        json!({"name": "gone", "match": {"verbs": ["list"], "resources": ["configmaps"]}, "when": {"nth": 2}, "then": {"error": {"code": 410}}}),
        json!({"name": "crowded", "match": {"verbs": ["list"], "resources": ["secrets"]}, "when": {"nth": 1}, "then": {"error": {"code": 429, "retryAfterSeconds": 1}}}),
    ] {
        cluster.client().post("/coracle/v1/faults", &fault.to_string()).expect(201);
    }
    let from = path_of(&cluster);
    let said = import(&here, &["--kubeconfig", &from]);
    assert_eq!((&said["taken"]["configmaps"], &said["taken"]["secrets"]), (&json!(1203), &json!(1)));
    assert_eq!(count(&server.client(), "/api/v1/configmaps"), 1203);
    let faults = cluster.client().get("/coracle/v1/faults").expect(200);
    let met: Vec<_> =
        faults["items"].as_array().unwrap().iter().map(|fault| (&fault["matched"], &fault["fired"])).collect();
    assert_eq!(met, [(&json!(3), &json!(1)), (&json!(2), &json!(1))], "a page, a refusal, all: {faults}");
    cluster
        .client()
        .post(
            "/coracle/v1/faults",
            r#"{"name":"down","match":{"resources":["secrets"]},"then":{"error":{"code":500,"message":"no disk"}}}"#,
        )
        .expect(201);
    let refused = here.run(&["import", "--kubeconfig", &from]);
    assert!(
        refused.code == Some(1) && refused.stderr.contains("/api/v1/secrets: Internal error occurred: no disk"),
        "{}",
        refused.stderr
    );
    // What the cluster has is not known then: a part of it would look like all.
    for path in ["/api", "/apis"] {
        let rule = json!({"match": {"paths": [path]}, "then": {"error": {"code": 500, "message": "no disk"}}});
        cluster.client().post("/coracle/v1/faults", &rule.to_string()).expect(201);
        let refused = here.run(&["import", "--kubeconfig", &from, "--dry-run"]);
        let why = format!("{path}: Internal error occurred: no disk");
        assert!(refused.code == Some(1) && refused.stderr.contains(&why), "{path}: {}", refused.stderr);
        cluster.client().delete("/coracle/v1/faults").expect(200);
    }
}

/// A proxy that lets through what asks by CONNECT with this authorization, and counts.
fn proxy(authorization: &'static str) -> (String, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (send, seen) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, send) = (stream.unwrap(), send.clone());
            thread::spawn(move || -> io::Result<()> {
                let mut reader = BufReader::new(stream.try_clone()?);
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
                let to = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let is_known = head
                    .lines()
                    .any(|line| line.eq_ignore_ascii_case(&format!("proxy-authorization: {authorization}")));
                if !head.starts_with("CONNECT ") || !is_known {
                    return stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
                }
                let _ = send.send(to.clone());
                let mut there = TcpStream::connect(to)?;
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
                let (mut back, mut to_client) = (there.try_clone()?, stream);
                thread::spawn(move || io::copy(&mut back, &mut to_client));
                io::copy(&mut reader, &mut there).map(drop)
            });
        }
    });
    (address, seen)
}

#[test]
fn a_proxy_is_asked_for_the_way() {
    let (there, here) = (Home::new(), Home::new());
    let (cluster, _server) = (there.serve(&[]), here.serve(&["--http"]));
    let (address, seen) = proxy("Basic bWU6c2VjcmV0");
    let client = cluster.client();
    let by = |way: &str| {
        let at = format!(
            "{{server: 'https://{}', certificate-authority: {}, proxy-url: 'http://{way}'}}",
            client.address,
            there.path("coracle.db.ca.crt").display()
        );
        let file = here.file("k.yaml", &kubeconfig(&at, &format!("{{token: {}}}", client.token.as_ref().unwrap())));
        here.run(&["import", "--kubeconfig", &file, "-n", "default"])
    };
    let said = by(&format!("me:secret@{address}"));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let ways: Vec<String> = seen.try_iter().collect();
    assert_eq!(ways, [client.address.as_str()], "one connection for all requests");
    let refused = by(&address);
    assert!(refused.code == Some(1) && refused.stderr.contains("proxy authorization required"), "{}", refused.stderr);
}
