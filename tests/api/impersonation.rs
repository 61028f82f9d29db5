//! Acting as somebody else: what the headers do, who may send them, and what the audit says of it.

use std::fs;

use serde_json::Value;

use crate::client::Client;
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const TOKENS: &str = "admintoken,admin,admin-uid,\"system:masters\"\nusertoken,alice,alice-uid,\"devs\"\n";

#[test]
fn who_drops_rights_has_them_no_more() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let admin = server.client();
    admin.post(ALL, r#"{"metadata":{"name":"e2"}}"#).expect(201);
    let one = format!("{ALL}/e2");
    let refused = admin.ask("DELETE", &one, &[("Impersonate-User", "system:serviceaccount:x:y")], None).expect(403);
    assert_eq!(
        refused["message"],
        "endpoints \"e2\" is forbidden: User \"system:serviceaccount:x:y\" cannot delete resource \"endpoints\" in API group \
         \"\" in the namespace \"default\""
    );
    admin.get(&one).expect(200);
    admin
        .ask("DELETE", &one, &[("impersonate-user", "jane"), ("IMPERSONATE-GROUP", "system:masters")], None)
        .expect(200);
}

/// Asked of kube-apiserver v1.37.2 with the same headers.
#[test]
fn a_group_a_uid_or_an_extra_needs_a_name() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let requested = |uid: &str, groups: &str, extra: &str| {
        format!(
            "requested &user.DefaultInfo{{Name:\"\", UID:\"{uid}\", Groups:[]string{groups}, Extra:map[string][]string{extra}}} \
             without impersonating a user name"
        )
    };
    let cases: &[(&[(&str, &str)], String)] = &[
        (&[("Impersonate-Group", "x")], requested("", r#"{"x"}"#, "(nil)")),
        (&[("Impersonate-Group", "")], requested("", r#"{""}"#, "(nil)")),
        (&[("Impersonate-User", ""), ("Impersonate-Group", "x")], requested("", r#"{"x"}"#, "(nil)")),
        (&[("Impersonate-Uid", "x")], requested("x", "(nil)", "(nil)")),
        (
            &[
                ("Impersonate-Group", "x"),
                ("Impersonate-Group", "y\"<"),
                ("Impersonate-Extra-Foo", "1"),
                ("Impersonate-Extra-Foo", "2"),
                ("Impersonate-Extra-aa%2Fb", "3"),
                ("Impersonate-Extra-%zz", ""),
            ],
            requested(
                "",
                r#"{"x", "y\"<"}"#,
                r#"{"%zz":[]string{""}, "aa/b":[]string{"3"}, "foo":[]string{"1", "2"}}"#,
            ),
        ),
    ];
    for (headers, message) in cases {
        for who in [server.client(), server.client().with_token(None)] {
            let answer = who.ask("GET", "/version", headers, None);
            assert_eq!(answer.expect(400)["message"], *message);
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        }
    }
    for nothing in [&[("Impersonate-User", "")][..], &[("Impersonate-Uid", "")], &[("Impersonate-Nobody", "x")]] {
        server.client().ask("GET", ALL, nothing, None).expect(200);
    }
}

#[test]
fn a_token_that_is_not_known_acts_as_nobody() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let wrong = server.client().with_token(Some("wrong"));
    wrong.ask("GET", "/version", &[("Impersonate-User", "bob")], None).expect(401);
    let nobody = server.client().with_token(None).ask("GET", "/version", &[("Impersonate-User", "bob")], None);
    assert_eq!(
        nobody.expect(403)["message"],
        "forbidden: User \"system:anonymous\" cannot impersonate-on:user-info:get path \"/version\""
    );
}

#[test]
fn the_audit_names_who_asked_and_who_they_acted_as() {
    let home = Home::new();
    let (log, tokens) = (home.argument("audit.jsonl"), home.file("tokens.csv", TOKENS));
    let server = home.serve(&["--http", "--audit-log", &log, "--token-file", &tokens]);
    let bob = [("Impersonate-User", "bob")];
    server.client().ask("GET", ALL, &bob, None).expect(403);
    server.client().with_token(Some("usertoken")).ask("GET", ALL, &bob, None).expect(403);
    server.client().ask("GET", ALL, &[], None).expect(200);
    server.stop();
    let text = fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let users: Vec<_> = lines.iter().map(|l| (l["user"].as_str(), l["impersonatedUser"].as_str())).collect();
    assert_eq!(users, [(Some("admin"), Some("bob")), (Some("alice"), None), (Some("admin"), None)]);
}

/// Asked of kube-apiserver v1.37.2 with the same headers: who is it that may not?
#[test]
fn a_websocket_may_bring_its_token_among_its_subprotocols() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let token = |text: &str| format!("base64url.bearer.authorization.k8s.io.{text}");
    let (alice, wrong) = (token("dXNlcnRva2Vu"), token("d3Jvbmc"));
    for (protocols, upgrade, who) in [
        (format!("{alice},v4.channel.k8s.io"), true, Some("alice")),
        (format!("v4, {alice}"), true, Some("alice")),
        (format!("{alice},v4"), false, Some("system:anonymous")),
        (format!("{},v4", token("")), true, Some("system:anonymous")),
        (alice.clone(), true, None),
        (format!("{wrong},v4"), true, None),
        (format!("{alice}=,v4"), true, None),
        (format!("{alice},{alice},v4"), true, None),
    ] {
        let mut headers = vec![("Sec-WebSocket-Protocol", protocols.as_str())];
        if upgrade {
            headers.extend([("Upgrade", "WebSocket"), ("Connection", "keep-alive, Upgrade")]);
        }
        let answer = server.client().with_token(None).ask("GET", &format!("{ALL}/a"), &headers, None);
        match who {
            Some(who) => {
                let message = answer.expect(403)["message"].as_str().unwrap().to_owned();
                assert!(message.contains(&format!("User \"{who}\" cannot get")), "{protocols}: {message}");
            }
            None => drop(answer.expect(401)),
        }
    }
    // Of a token in the header and one among the subprotocols, one has to be known.
    let upgrade = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Protocol", "")];
    for (header, protocol, code) in [("wrong", &alice, 403), ("admintoken", &wrong, 404), ("wrong", &wrong, 401)] {
        let protocols = format!("{protocol},v4");
        let headers = [upgrade[0], upgrade[1], (upgrade[2].0, protocols.as_str())];
        let client = server.client().with_token(Some(header));
        assert_eq!(client.ask("GET", &format!("{ALL}/a"), &headers, None).code, code, "{header} {protocol}");
    }
}

/// What kube-apiserver v1.37.2 answered to the same requests, one after the other, of users with the same rights in RBAC.
const RECORDED: &str = include_str!("impersonation.jsonl");
const RIGHTS: &str = include_str!("impersonation.yaml");
const USERS: &str = "admintoken,admin,admin-uid,\"system:masters\"\nusertoken,alice,alice-uid,\"devs\"\noldtoken,otto,3\n\
                     newtoken,nora,4\nnodetoken,nils,5\nsamtoken,sam,6\n";

#[test]
fn who_may_act_as_whom_is_as_it_was_recorded() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", USERS), home.file("rules.yaml", RIGHTS));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let mut differ = Vec::new();
    for line in RECORDED.lines() {
        let wanted: Value = serde_json::from_str(line).unwrap();
        let got = again(&server.client(), &wanted);
        if got != wanted {
            differ.push(format!("{wanted}\n{got}\n"));
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
    assert_eq!(RECORDED.lines().count(), 316);
}

/// Makes a recorded request: token, method, path, headers. Adds its code, its message (or what a review says, or how the text
/// begins), the details and whether its type is to be taken at its word.
fn again(client: &Client, recorded: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let headers: Vec<(String, String)> =
        recorded[3].as_array().unwrap().iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (method, path) = (text(&recorded[1]), text(&recorded[2]));
    let body = (method == "POST").then_some(&b"{}"[..]);
    let answer = client.with_token(recorded[0].as_str()).ask(&method, &path, &headers, body);
    let json: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = match (&json["message"], &json["status"]) {
        (Value::String(message), _) => Value::from(message.as_str()),
        (_, status) if status.is_object() => status.clone(),
        _ => Value::from(answer.text().chars().take(20).collect::<String>()),
    };
    let nosniff = answer.header("x-content-type-options");
    let asked = [0, 1, 2, 3].map(|i| recorded[i].clone()).to_vec();
    Value::Array([asked, vec![answer.code.into(), said, json["details"].clone(), nosniff.into()]].concat())
}
