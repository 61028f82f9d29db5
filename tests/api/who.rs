//! Who asks: the ways to send a token, what each user may, where tokens come from, and that they stay secret.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::client::MERGE;
use crate::program::{Home, PATIENCE};

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const TOKENS: &str = "admintoken,admin,admin-uid,\"system:masters\"\nalicetoken,alice,alice-uid,\"devs,ops\"\n";

#[test]
fn a_token_comes_in_either_header() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let nobody = server.client().with_token(None);
    let cases: &[(&[(&str, &str)], u16)] = &[
        (&[("Authorization", "Bearer admintoken")], 200),
        (&[("authorization", "bearer admintoken")], 200),
        (&[("Authorization", "Bearer admintoken and more")], 200),
        (&[("X-Auth-Token", "admintoken")], 200),
        (&[("x-auth-token", " admintoken ")], 200),
        (&[("Authorization", "Bearer admintoken"), ("X-Auth-Token", "wrong")], 200),
        (&[("Authorization", "Bearer wrong"), ("X-Auth-Token", "admintoken")], 401),
        (&[("Authorization", "Basic YTpi"), ("X-Auth-Token", "admintoken")], 200),
        (&[("Authorization", "Bearer wrong")], 401),
        (&[("X-Auth-Token", "wrong")], 401),
        (&[("X-Auth-Token", "admintoke")], 401),
        (&[("X-Auth-Token", "admintokenn")], 401),
        (&[("X-Auth-Token", "alicetoken")], 403),
        (&[("X-Auth-Token", "")], 403),
        (&[("Authorization", "Bearer ")], 403),
        (&[("Authorization", "Basic YTpi")], 403),
        (&[("Authorization", "admintoken")], 403),
        (&[], 403),
    ];
    for (headers, code) in cases {
        let answer = nobody.ask("GET", ALL, headers, None);
        assert_eq!(answer.code, *code, "{headers:?}: {}", answer.text());
        if *code == 401 {
            let expected = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
                "message": "Unauthorized", "reason": "Unauthorized", "code": 401});
            assert_eq!(answer.json(), expected, "{headers:?}");
        }
    }
    for (shown, code, warned) in [
        ("Bearer  admintoken", 403, true),
        ("bearer  wrong", 403, true),
        ("Bearer   admintoken", 403, false),
        ("Bearer admintoken", 200, false),
    ] {
        let answer = nobody.ask("GET", "/api/v1/namespaces", &[("Authorization", shown)], None);
        let warning = answer.header("warning").unwrap_or_default();
        assert_eq!((answer.code, warning.contains("extra space before the bearer token")), (code, warned), "{shown}");
    }
    // The case that the interface was first described with.
    nobody.ask("POST", ALL, &[("X-Auth-Token", "admintoken")], Some(br#"{"metadata":{"name":"a"}}"#)).expect(201);
    let patch = br#"[{"op":"add","path":"/metadata/annotations","value":{"test-key":"test-value"}}]"#;
    let headers = [("X-Auth-Token", "admintoken"), ("Content-Type", "application/json-patch+json")];
    let patched = nobody.ask("PATCH", &format!("{ALL}/a"), &headers, Some(patch)).expect(200);
    assert_eq!(patched["metadata"]["annotations"], json!({"test-key": "test-value"}));
}

#[test]
fn a_user_may_read_what_describes_the_server_and_nobody_its_health() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let (alice, nobody) = (server.client().with_token(Some("alicetoken")), server.client().with_token(None));
    for (path, alice_gets, nobody_gets) in [
        ("/healthz", 200, 200),
        ("/livez", 200, 200),
        ("/readyz", 200, 200),
        ("/version", 200, 200),
        ("/api", 200, 403),
        ("/api/v1", 200, 403),
        ("/apis", 200, 403),
        ("/openapi/v3", 200, 403),
        ("/openapi/v3/api/v1", 200, 403),
        ("/nope", 403, 403),
        ("/", 403, 403),
        (ALL, 403, 403),
        ("/api/v1/namespaces", 403, 403),
        ("/api/v1/nopes", 403, 403),
    ] {
        assert_eq!((alice.get(path).code, nobody.get(path).code), (alice_gets, nobody_gets), "{path}");
        assert_eq!(server.client().with_token(Some("wrong")).get(path).code, 401, "{path}");
    }
    server.client().post(ALL, r#"{"metadata":{"name":"a"}}"#).expect(201);
    let one = format!("{ALL}/a");
    let before = server.client().get(&one).expect(200);
    let refused = [
        (alice.post(ALL, r#"{"metadata":{"name":"b"}}"#), "create", ""),
        (alice.put(&one, "{}"), "update", "a"),
        (alice.patch(&one, MERGE, r#"{"metadata":{"labels":{"x":"y"}}}"#), "patch", "a"),
        (alice.delete(&one), "delete", "a"),
        (alice.get(&one), "get", "a"),
        (alice.get(ALL), "list", ""),
        (alice.get(&format!("{ALL}?watch=1")), "watch", ""),
    ];
    for (answer, verb, name) in &refused {
        let status = answer.expect(403);
        let what = if name.is_empty() { "endpoints is".to_owned() } else { format!("endpoints \"{name}\" is") };
        let message = format!(
            "{what} forbidden: User \"alice\" cannot {verb} resource \"endpoints\" in API group \"\" in the namespace \"default\""
        );
        assert_eq!(status["message"], message);
    }
    let other = alice.get("/apis/apps/v1/namespaces/n/deployments/d").expect(403);
    assert_eq!(
        other["message"],
        "deployments.apps \"d\" is forbidden: User \"alice\" cannot get resource \"deployments\" in API group \"apps\" \
         in the namespace \"n\""
    );
    assert_eq!(other["details"], json!({"name": "d", "group": "apps", "kind": "deployments"}));
    let one_of_all = alice.get(&format!("{ALL}?fieldSelector=metadata.name=a")).expect(403);
    assert_eq!(one_of_all["details"], json!({"name": "a", "kind": "endpoints"}));
    let who = nobody.get("/nope").expect(403);
    assert_eq!(who["message"], "forbidden: User \"system:anonymous\" cannot get path \"/nope\"");
    assert_eq!(server.client().get(&one).expect(200), before);
}

#[test]
fn a_body_that_is_only_announced_is_asked_for_where_it_is_wanted() {
    let home = Home::new();
    let (tokens, log) = (home.file("tokens.csv", TOKENS), home.argument("audit.jsonl"));
    let server = home.serve(&["--http", "--token-file", &tokens, "--audit-log", &log]);
    let announce = |token: &str, path: &str| {
        let mut stream = BufReader::new(TcpStream::connect(&server.client().address).unwrap());
        stream.get_ref().set_read_timeout(Some(PATIENCE)).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
             Expect: 100-continue\r\nContent-Length: 25\r\n\r\n"
        );
        stream.get_mut().write_all(head.as_bytes()).unwrap();
        let mut first = String::new();
        stream.read_line(&mut first).unwrap();
        (first.trim_end().to_owned(), stream)
    };
    for (token, path, first) in [
        ("wrong", ALL, "HTTP/1.1 401 Unauthorized"),
        ("alicetoken", ALL, "HTTP/1.1 403 Forbidden"),
        ("admintoken", "/api/v1/nopes", "HTTP/1.1 404 Not Found"),
        ("admintoken", "/api/v1/endpoints", "HTTP/1.1 405 Method Not Allowed"),
    ] {
        let (said, mut stream) = announce(token, path);
        assert_eq!(said, first, "{token} {path}");
        // Nothing is waited for: the connection is over.
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
        assert!(rest.contains("connection: close\r\n") && rest.contains("audit-id: "), "{rest}");
    }
    let (said, mut stream) = announce("admintoken", ALL);
    assert_eq!(said, "HTTP/1.1 100 Continue");
    stream.get_mut().write_all(br#"{"metadata":{"name":"a"}}"#).unwrap();
    let mut lines = [String::new(), String::new()];
    for line in &mut lines {
        stream.read_line(line).unwrap();
    }
    assert_eq!(lines[1].trim_end(), "HTTP/1.1 201 Created");
    drop(stream);
    server.stop();
    let text = fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let told: Vec<Value> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["code"].clone()).collect();
    assert_eq!(told, [401, 403, 404, 405, 201], "each once");
}

#[test]
fn the_administrators_token_is_made_kept_or_given() {
    let home = Home::new();
    let made = home.serve(&["--http"]).client().token.unwrap();
    assert_eq!(fs::read_to_string(home.path("coracle.db.token")).unwrap().trim(), made);
    assert!(made.len() >= 32, "{made}");
    assert_eq!(home.serve(&["--http"]).client().token.unwrap(), made, "kept");

    let server = home.serve_with(&["--http"], &[("CORACLE_TOKEN", "given-by-environment")]);
    assert_eq!(server.client().token.as_deref(), Some("given-by-environment"));
    assert_eq!(server.client().get(ALL).code, 200);
    assert_eq!(server.client().with_token(Some(&made)).get(ALL).code, 401, "the kept one does not count meanwhile");
    assert!(!home.run(&["serve", "--help"]).stdout.contains("given-by-environment"));
    drop(server);

    let server = home.serve(&["--http", "--token", "given-by-flag"]);
    assert_eq!(server.client().token.as_deref(), Some("given-by-flag"));
    assert_eq!(server.client().get(ALL).code, 200);
    let other = Home::new();
    assert_ne!(other.serve(&["--http"]).client().token.unwrap(), made, "no two alike");
}

#[test]
fn a_token_file_decides_alone() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let both = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--token", "x", "--token-file", &tokens]);
    assert_eq!(both.code, Some(2));
    assert!(both.stderr.contains("--token-file"), "{}", both.stderr);
    assert!(!home.path("coracle.db").exists());
    let server = home.serve(&["--http", "--token-file", &tokens]);
    assert_eq!(server.client().token.as_deref(), Some("admintoken"), "the kubeconfig is its first master's");
    assert!(!home.path("coracle.db.token").exists());
}

#[test]
fn a_token_file_with_a_mistake_is_refused_and_its_line_named() {
    for (text, line) in [
        ("admintoken,admin,u,\"system:masters\"\nsecrettoken,alice\n", "line 2"),
        ("admintoken,admin,u,\"system:masters\"\n\n,bob,u\n", "line 3"),
        ("secrettoken,admin,u,\"system:masters\n", "line 1"),
        ("", "no token"),
        ("secrettoken,alice,u,\"devs\"\n", "system:masters"),
    ] {
        let home = Home::new();
        let tokens = home.file("tokens.csv", text);
        let ended = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--token-file", &tokens]);
        assert_eq!(ended.code, Some(1), "{text:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, "");
        assert!(ended.stderr.contains(line) && ended.stderr.contains(&tokens), "{text:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("secrettoken"), "{}", ended.stderr);
    }
    let home = Home::new();
    let missing = home.argument("none.csv");
    let ended = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--token-file", &missing]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(&missing), "{}", ended.stderr);
    for bad in ["", "two words", "ä"] {
        let ended = home.run(&["serve", "--http", "--listen", "127.0.0.1:0", "--token", bad]);
        assert_eq!(ended.code, Some(1), "{bad:?}: {}", ended.stderr);
    }
}

#[test]
fn tokens_are_never_logged() {
    for level in ["debug", "trace"] {
        let home = Home::new();
        let tokens = home.file("tokens.csv", TOKENS);
        for arguments in [&["--token-file", tokens.as_str()][..], &["--http", "--token-file", &tokens]] {
            let server = home.serve_with(arguments, &[("RUST_LOG", level)]);
            let client = server.client();
            client.post(ALL, r#"{"metadata":{"generateName":"a-"}}"#).expect(201);
            client.with_token(Some("alicetoken")).get(ALL).expect(403);
            client.with_token(Some("wrongtoken")).get(ALL).expect(401);
            client.with_token(None).ask("GET", ALL, &[("X-Auth-Token", "admintoken")], None).expect(200);
            client.with_token(None).ask("GET", ALL, &[("X-Auth-Token", "wrongtoken")], None).expect(401);
            let log = server.log();
            assert!(log.contains("answered"), "the level is in force");
            let ended = server.stop();
            for token in ["admintoken", "alicetoken", "wrongtoken"] {
                let line = ended.stderr.lines().find(|line| line.contains(token));
                assert_eq!(line, None, "{level} {arguments:?}");
            }
        }
    }
}
