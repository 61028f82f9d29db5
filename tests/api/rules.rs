//! Who may do what: roles and rules from a file, read again when it changes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use crate::client::{Client, MERGE};
use crate::program::Home;

const ALL: &str = "/api/v1/namespaces/default/endpoints";
const ONE: &str = "/api/v1/namespaces/default/endpoints/one";
const TOKENS: &str = "root,admin,1,\"system:masters\"\nview,vera,2\nedit,ed,3\nadmin,ada,4\nput,pat,5\n";
const RULES: &str = "\
- users: [vera]
  role: view
- users: [ed]
  namespaces: [default]
  role: edit
- users: [ada]
  role: admin
- users: [pat]
  rules:
  - verbs: [get, update, patch]
    resources: [endpoints]
    resourceNames: [one, new]
- users: [will]
  rules:
  - verbs: [delete, deletecollection]
    resources: [endpoints, namespaces]
  - verbs: [unsafe-delete-ignore-read-errors]
    resources: [endpoints]
    resourceNames: [one]
";

/// Asks until the answer has this code; rules are read again within a second or two.
fn until(code: u16, ask: impl Fn() -> u16) {
    for _ in 0..200 {
        if ask() == code {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("no {code} within ten seconds");
}

/// What `/metrics` says of a file that is read again.
fn in_force(client: &Client, file: &str) -> Option<String> {
    let metrics = client.get("/metrics").text();
    let name = format!("coracle_file_in_force{{file=\"{file}\"}} ");
    metrics.lines().find_map(|line| line.strip_prefix(&name)).map(ToOwned::to_owned)
}

#[test]
fn a_changed_token_file_is_read_again_and_a_mistake_changes_nothing() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let server = home.serve(&["--http", "--token-file", &tokens]);
    let code = |token: &'static str| server.client().with_token(Some(token)).get("/api").code;
    assert_eq!((code("root"), code("view"), code("new")), (200, 200, 401));
    // Nobody is left who may do everything; a line without a user; no text; no file.
    for (broken, why) in [
        (TOKENS.replace("system:masters", "masters"), "no user is in the group system:masters"),
        (format!("{TOKENS}secretsecret\n"), "line 6: needs at least 3 columns"),
        ("\u{fffd}".to_owned(), "tokens.csv"),
    ] {
        fs::write(&tokens, &broken).unwrap();
        until(1, || u16::from(server.log().contains(why)));
        assert_eq!((code("root"), code("view")), (200, 200), "{why}");
    }
    assert_eq!(in_force(&server.client(), "tokens"), Some("0".into()));
    assert!(!server.log().contains("secretsecret"));
    fs::write(&tokens, TOKENS.replace("view,vera", "new,vera").replace("root,", "boss,")).unwrap();
    until(200, || code("new"));
    assert_eq!((code("view"), code("root"), code("boss")), (401, 401, 200));
    // Who takes up the kubeconfig now gets the token that is good now.
    until(1, || u16::from(fs::read_to_string(&server.kubeconfig).unwrap().contains("token: \"boss\"")));
    let boss = Client::of_kubeconfig(&fs::read_to_string(&server.kubeconfig).unwrap());
    assert_eq!(in_force(&boss, "tokens"), Some("1".into()));
    assert_eq!(in_force(&boss, "rules"), None, "there is no such file");
}

#[test]
fn a_secret_that_others_can_read_is_said_to_be_one() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let warned =
        |log: &str, file: &str| log.lines().any(|l| l.contains("others can read this secret") && l.contains(file));
    let mode = |file: &str, mode: u32| fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    for (bits, warns) in [(0o644, true), (0o640, true), (0o604, true), (0o600, false), (0o400, false)] {
        mode(&tokens, bits);
        let ended = home.serve(&["--http", "--token-file", &tokens]).stop();
        assert_eq!(warned(&ended.stderr, "tokens.csv"), warns, "{bits:o}: {}", ended.stderr);
    }
    let ended = home.serve(&[]).stop();
    assert!(!warned(&ended.stderr, "coracle.db."), "what is made here is private: {}", ended.stderr);
    for kept in ["coracle.db.token", "coracle.db.ca.key"] {
        mode(&home.argument(kept), 0o644);
        let ended = home.serve(&[]).stop();
        assert!(warned(&ended.stderr, kept), "{kept}: {}", ended.stderr);
        mode(&home.argument(kept), 0o600);
    }
}

#[test]
fn roles_and_rules_say_who_may_do_what() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let root = server.client();
    root.post(ALL, r#"{"metadata":{"name":"one"}}"#).expect(201);
    let by = |token: &str| root.with_token(Some(token));
    let patch = |client: &Client, path: &str| client.patch(path, MERGE, r#"{"metadata":{"labels":{"a":"b"}}}"#).code;
    let post = |client: &Client, path: &str, name: &str| {
        client.post(path, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).code
    };
    assert_eq!((by("view").get(ALL).code, by("view").get("/api/v1/namespaces").code), (200, 200));
    assert_eq!((patch(&by("view"), ONE), post(&by("view"), ALL, "x")), (403, 403));
    // As in the reference: who edits does not write Endpoints, and who administers makes no namespaces.
    assert_eq!((by("edit").get(ALL).code, patch(&by("edit"), ONE), post(&by("edit"), ALL, "two")), (200, 403, 403));
    assert_eq!(by("edit").get("/api/v1/namespaces/kube-system/endpoints").code, 403);
    assert_eq!(post(&by("admin"), "/api/v1/namespaces", "shop"), 403);
    root.post(ALL, r#"{"metadata":{"name":"two"}}"#).expect(201);
    assert_eq!((patch(&by("put"), ONE), by("put").get(&format!("{ALL}/two")).code), (200, 403));
    let denied = patch(&by("put"), &format!("{ALL}/two"));
    assert_eq!(denied, 403);
}

#[test]
fn who_may_update_but_not_create_creates_nothing() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let pat = server.client().with_token(Some("put"));
    let new = format!("{ALL}/new");
    let put = pat.put(&new, r#"{"metadata":{"name":"new"}}"#).expect(403);
    let message = r#"endpoints "new" is forbidden: User "pat" cannot create resource "endpoints" in API group "" in the namespace "default""#;
    assert_eq!(put["message"], message);
    let document = r#"{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"new"}}"#;
    let apply = pat.patch(&format!("{new}?fieldManager=m"), "application/apply-patch+yaml", document).expect(403);
    assert_eq!(apply["message"], message);
    server.client().get(&new).expect(404);
}

#[test]
fn a_changed_file_is_read_again_and_a_mistake_changes_nothing() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RULES));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let vera = server.client().with_token(Some("view"));
    let post = || vera.post(ALL, r#"{"metadata":{"generateName":"x-"}}"#).code;
    assert_eq!(post(), 403);
    let more = "role: view\n- users: [vera]\n  rules: [{verbs: [create], resources: [endpoints]}]\n";
    fs::write(&rules, RULES.replace("role: view\n", more)).unwrap();
    until(201, post);
    assert_eq!(in_force(&server.client(), "rules"), Some("1".into()));
    fs::write(&rules, RULES.replace("role: view", "role: boss")).unwrap();
    until(1, || u16::from(server.log().contains("line 1: unknown variant `boss`")));
    assert_eq!(post(), 201, "the rules stay as they were");
    assert_eq!(in_force(&server.client(), "rules"), Some("0".into()));
    fs::write(&rules, "").unwrap();
    until(403, post);
    assert_eq!(in_force(&server.client(), "rules"), Some("1".into()));
}

#[test]
fn a_file_with_a_mistake_stops_the_start() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let rules = home.file("rules.yaml", "- users: [vera]\n  role: view\n- users: [ed]\n  rule: edit\n");
    let ended = home.run(&["serve", "--http", "--token-file", &tokens, "--rules", &rules]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("line 3: unknown field `rule`"), "{}", ended.stderr);
}

#[test]
fn who_may_delete_may_not_delete_what_cannot_be_read() {
    const UNREAD: &str = "ignoreStoreReadErrorWithClusterBreakingPotential";
    let home = Home::new();
    let tokens = home.file("tokens.csv", &format!("{TOKENS}wipe,will,6\n"));
    let rules = home.file("rules.yaml", RULES);
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let root = server.client();
    for name in ["one", "two"] {
        root.post(ALL, &format!(r#"{{"metadata":{{"name":"{name}"}}}}"#)).expect(201);
    }
    let will = root.with_token(Some("wipe"));
    for (path, code, why) in [
        (
            format!("{ALL}/two?{UNREAD}=true"),
            403,
            r#"endpoints "two" is forbidden: not permitted to do "unsafe-delete-ignore-read-errors", reason: "#,
        ),
        (
            format!("{ALL}/two?{UNREAD}=true&uid=x"),
            422,
            r#"DeleteOptions.meta.k8s.io "" is invalid: ignoreStoreReadErrorWithClusterBreakingPotential: Invalid value: true: cannot be set together with .preconditions"#,
        ),
        (
            format!("{ONE}?{UNREAD}=true"),
            409,
            r#"Operation cannot be fulfilled on endpoints "one": StorageError: invalid object, Code: 4, Key: /registry/services/endpoints/default/one, ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object is decodable from storage"#,
        ),
        (
            format!("/api/v1/namespaces/default?{UNREAD}=true"),
            500,
            "Internal error occurred: no unsafe deleter provided, can not honor ignoreStoreReadErrorWithClusterBreakingPotential",
        ),
    ] {
        assert_eq!(will.delete(&path).expect(code)["message"], why, "{path}");
    }
    assert_eq!(will.delete(&format!("{ALL}/two")).code, 200);
}

#[test]
fn rules_are_for_groups_and_what_is_not_served_is_said() {
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let groups = "\
- users: [vera]
  rules:
  - verbs: [list]
    apiGroups: [apps]
    resources: [endpoints]
  - verbs: [create]
    apiGroups: [authorization.k8s.io]
    resources: [subjectaccessreviews]
";
    let rules = home.file("rules.yaml", groups);
    let log = home.argument("audit.jsonl");
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules, "--audit-log", &log]);
    let vera = server.client().with_token(Some("view"));
    let denied = vera.get(ALL).expect(403);
    assert_eq!(
        denied["message"],
        r#"endpoints is forbidden: User "vera" cannot list resource "endpoints" in API group "" in the namespace "default""#
    );
    assert_eq!(vera.get("/apis/apps/v1/namespaces/x/endpoints").code, 404, "it may, but there is none");
    let denied = vera.get("/apis/discovery.k8s.io/v1/namespaces/x/endpointslices").expect(403);
    assert_eq!(
        denied["message"],
        r#"endpointslices.discovery.k8s.io is forbidden: User "vera" cannot list resource "endpointslices" in API group "discovery.k8s.io" in the namespace "x""#
    );
    assert_eq!(vera.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", "{}").code, 422);
    assert!(server.log().contains("line 1: endpoints of apps"), "{}", server.log());
    fs::write(&rules, groups.replace("[apps]", "['']").replace("[endpoints]", "[endpoints, endpoint]")).unwrap();
    until(200, || vera.get(ALL).code);
    assert!(server.log().contains("line 1: endpoint of the core group"), "{}", server.log());
    server.stop();
    let text = fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let objects: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["object"].clone()).collect();
    let core = serde_json::json!({"resource": "endpoints", "namespace": "default"});
    let named = serde_json::json!({"resource": "endpointslices", "apiGroup": "discovery.k8s.io", "namespace": "x"});
    assert_eq!((&objects[0], &objects[2]), (&core, &named));
}
