//! Reviews: who am I, what may I, by roles and rules. What single ones are answered is recorded in `tests/wire/cases/reviews.json`.

use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::{Value, json};

use crate::client::Client;
use crate::program::{Home, PATIENCE};

const OWN: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const OTHERS: &str = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
const RULES: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
const ENDPOINTS: &str = "/api/v1/namespaces/shop/endpoints";
const TOKENS: &str =
    "root,admin,1,\"system:masters\"\nview,vera,2\nedit,ed,3,\"shopkeepers\"\nadmin,ada,4\nlook,lou,5\n";
const RIGHTS: &str = "\
- users: [vera]
  role: view
- groups: [shopkeepers]
  namespaces: [shop]
  role: edit
- users: [ada]
  role: admin
- users: [lou]
  rules:
  - verbs: [create]
    resources: [subjectaccessreviews]
  - verbs: [get]
    resources: [endpoints]
    resourceNames: [one]
  - verbs: [get]
    nonResourceURLs: [/metrics]
";

fn may(client: &Client, verb: &str, resource: &str, namespace: &str, name: &str) -> bool {
    let attributes = json!({"verb": verb, "resource": resource, "namespace": namespace, "name": name});
    let review = json!({"spec": {"resourceAttributes": attributes}});
    client.post(ACCESS, &review.to_string()).expect(201)["status"]["allowed"] == true
}

#[test]
fn what_a_review_says_is_what_happens() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RIGHTS));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let by = |token: &str| server.client().with_token(Some(token));
    by("root").post("/api/v1/namespaces", r#"{"metadata":{"name":"shop"}}"#).expect(201);
    let body = r#"{"metadata":{"name":"one"}}"#;
    by("root").post(ENDPOINTS, body).expect(201);
    let one = format!("{ENDPOINTS}/one");
    for token in ["root", "view", "edit", "admin", "look"] {
        let client = by(token);
        let done = |code: u16| code != 403;
        assert_eq!(may(&client, "get", "endpoints", "shop", "one"), done(client.get(&one).code), "{token} get");
        assert_eq!(may(&client, "list", "endpoints", "shop", ""), done(client.get(ENDPOINTS).code), "{token} list");
        assert_eq!(may(&client, "create", "endpoints", "shop", ""), done(client.post(ENDPOINTS, body).code), "{token}");
        assert_eq!(
            may(&client, "update", "endpoints", "shop", "one"),
            done(client.put(&one, "{}").code),
            "{token} put"
        );
        let everywhere = client.get("/api/v1/endpoints").code;
        assert_eq!(may(&client, "list", "endpoints", "", ""), done(everywhere), "{token} everywhere");
        let spaces = client.post("/api/v1/namespaces", body).code;
        assert_eq!(may(&client, "create", "namespaces", "", ""), done(spaces), "{token} namespaces");
    }
    assert!(!may(&by("look"), "get", "endpoints", "shop", "two"));
    let path = json!({"spec": {"nonResourceAttributes": {"verb": "get", "path": "/metrics"}}}).to_string();
    for (token, allowed) in [("root", true), ("look", true), ("view", false)] {
        assert_eq!(by(token).post(ACCESS, &path).expect(201)["status"]["allowed"], allowed, "{token}");
    }
}

#[test]
fn who_may_ask_about_others_is_told() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RIGHTS));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let by = |token: &str| server.client().with_token(Some(token));
    let about = |who: Value, verb: &str| {
        let mut spec = json!({"resourceAttributes": {"verb": verb, "resource": "endpoints", "namespace": "shop"}});
        spec.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        json!({ "spec": spec }).to_string()
    };
    for (who, verb, allowed) in [
        (json!({"user": "vera"}), "list", true),
        (json!({"user": "vera"}), "create", false),
        (json!({"groups": ["shopkeepers"]}), "list", true),
        (json!({"groups": ["shopkeepers"]}), "create", false),
        (json!({"user": "nobody", "groups": ["system:masters"]}), "create", true),
        (json!({"user": "nobody"}), "list", false),
    ] {
        let answer = by("look").post(OTHERS, &about(who.clone(), verb)).expect(201);
        assert_eq!(answer["status"]["allowed"], allowed, "{who} {verb}");
    }
    let question = about(json!({"user": "vera"}), "list");
    // An administrator of objects may not.
    for token in ["view", "edit", "admin"] {
        by(token).post(OTHERS, &question).expect(403);
    }
    by("root").post(OTHERS, &question).expect(201);
}

#[test]
fn who_one_is_and_what_one_may() {
    let home = Home::new();
    let (tokens, rules) = (home.file("tokens.csv", TOKENS), home.file("rules.yaml", RIGHTS));
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules]);
    let by = |token: &str| server.client().with_token(Some(token));
    let ed = by("edit").post(OWN, "{}").expect(201);
    let info = json!({"username": "ed", "uid": "3", "groups": ["shopkeepers", "system:authenticated"]});
    assert_eq!(ed["status"]["userInfo"], info);
    let lists = |token: &str, namespace: &str| {
        let said = by(token).post(RULES, &json!({"spec": {"namespace": namespace}}).to_string()).expect(201);
        assert_eq!((&said["spec"], &said["status"]["incomplete"]), (&json!({}), &json!(false)));
        (said["status"]["resourceRules"].clone(), said["status"]["nonResourceRules"].clone())
    };
    let contains = |list: &Value, rule: Value| list.as_array().unwrap().contains(&rule);
    let writes = json!({"verbs": ["impersonate"], "apiGroups": [""], "resources": ["serviceaccounts"]});
    assert!(contains(&lists("edit", "shop").0, writes.clone()));
    assert!(!contains(&lists("edit", "default").0, writes));
    let one = json!({"verbs": ["get"], "apiGroups": [""], "resources": ["endpoints"], "resourceNames": ["one"]});
    let (resources, paths) = lists("look", "default");
    assert!(contains(&resources, one) && contains(&paths, json!({"verbs": ["get"], "nonResourceURLs": ["/metrics"]})));
    let all = json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]});
    assert!(contains(&lists("root", "default").0, all.clone()) && !contains(&lists("view", "default").0, all));
}

#[test]
fn whose_a_token_is_follows_the_file_and_the_names_of_the_server() {
    const TOKEN: &str = "/apis/authentication.k8s.io/v1/tokenreviews";
    let home = Home::new();
    let tokens = home.file("tokens.csv", TOKENS);
    let server = home.serve(&["--http", "--token-file", &tokens, "--api-audiences", "a.example,https://b.example"]);
    let ask = |token: &str, audiences: Value| {
        let review = json!({"spec": {"token": token, "audiences": audiences}});
        server.client().post(TOKEN, &review.to_string()).expect(201)["status"].clone()
    };
    let user = json!({"username": "ed", "uid": "3", "groups": ["shopkeepers", "system:authenticated"]});
    let known = |audiences: Value| json!({"authenticated": true, "user": user.clone(), "audiences": audiences});
    assert_eq!(ask("edit", json!([])), known(json!(["a.example", "https://b.example"])));
    assert_eq!(ask("edit", json!(["x", "https://b.example"])), known(json!(["https://b.example"])));
    let nobody = json!({"user": {}, "error": "invalid bearer token"});
    assert_eq!(ask("edit", json!(["https://127.0.0.1"])), nobody);
    assert_eq!(ask("new", json!([])), nobody);
    fs::write(&tokens, TOKENS.replace("edit,ed", "new,ed")).unwrap();
    until(|| ask("new", json!(["a.example"])) == known(json!(["a.example"])));
    assert_eq!(ask("edit", json!([])), nobody);
    server.client().with_token(Some("view")).post(TOKEN, "{}").expect(403);
}

/// Asks until it is so; a changed file is read again within a second or two.
fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "it has not become so");
        thread::sleep(Duration::from_millis(50));
    }
}
