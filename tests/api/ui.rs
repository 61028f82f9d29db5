//! The page at `/ui`: who may open it, and who it asks as. What it shows is tested in a browser (tests/page).

use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::program::Home;
use crate::worlds::WORLDS;

const OPEN: &str = "/coracle/v1/ui";
const SESSION: &str = "/ui/session";
const ALL: &str = "/api/v1/namespaces/default/configmaps";

/// The address and the code of a link.
pub fn link(client: &Client) -> (String, String) {
    parts(client.post(OPEN, "").expect(201)["url"].as_str().unwrap())
}

fn parts(url: &str) -> (String, String) {
    let (address, code) = url.strip_prefix("http://").unwrap().trim().split_once("/ui/#launch=").unwrap();
    (address.to_owned(), code.to_owned())
}

pub fn begin(client: &Client, code: &str, headers: &[(&str, &str)]) -> Answer {
    client.ask("POST", SESSION, headers, Some(json!({"launch": code}).to_string().as_bytes()))
}

/// Somebody without a token at an address, in plain HTTP.
pub fn at(address: &str) -> Client {
    Client { address: address.to_owned(), prefix: String::new(), token: None, tls: None }
}

/// Tokens of an administrator and of ann (`t`), and rules by which she may open the page and list ConfigMaps.
fn one_may_open_it(home: &Home) -> (String, String) {
    let tokens = home.file("tokens.csv", "root,admin,1,\"system:masters\"\nt,ann,2\n");
    let rules = home.file(
        "rules.yaml",
        "- users: [ann]\n  rules:\n  - verbs: [post]\n    nonResourceURLs: [/coracle/v1/ui]\n  - verbs: [list]\n    apiGroups: [\"\"]\n    resources: [configmaps]\n",
    );
    (tokens, rules)
}

#[test]
fn a_link_opens_the_page_once_for_who_asked_for_it() {
    let home = Home::new();
    let (tokens, rules) = one_may_open_it(&home);
    let server = home.serve(&["--token-file", &tokens, "--rules", &rules]);
    let root = server.client();
    let (address, code) = link(&root.with_token(Some("t")));
    assert!(address.starts_with("127.0.0.1:") && address != root.address);
    let page = at(&address);
    let index = page.get("/ui/");
    assert_eq!((index.code, index.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let policy = index.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.get("/ui").header("location"), Some("/ui/"));
    assert_eq!((page.get("/ui/none.js").code, page.get("/ui/../Cargo.toml").code), (404, 404));
    assert_eq!((page.put("/ui/", "").code, page.get(SESSION).code), (405, 405));

    for wrong in ["", "x", &code[1..]] {
        assert_eq!(begin(&page, wrong, &[]).code, 401, "{wrong}");
    }
    assert_eq!(page.post(SESSION, "[]").code, 400);
    let session: Value = begin(&page, &code, &[]).expect(201);
    assert_eq!(session["user"], "ann");
    assert_eq!(begin(&page, &code, &[]).code, 401, "a link is good once");

    // It may what she may, and no more, in each of the two places.
    let token = session["token"].as_str().unwrap();
    for client in [&page, &root] {
        let ann = client.with_token(Some(token));
        assert_eq!((ann.get(ALL).code, ann.get("/api/v1/secrets").code, ann.get(WORLDS).code), (200, 403, 403));
    }
    assert_eq!(page.with_token(Some("ui-x")).get(ALL).code, 401);
    assert_eq!(page.get(ALL).code, 403, "who shows nothing is nobody");

    // A page is given no link to another: its token would have no end.
    assert_eq!(page.with_token(Some(token)).post(OPEN, "").code, 403);

    // Another link leads to the same place; a page that is open ends with the tokens that were known.
    assert_eq!(link(&root).0, address);
    std::fs::write(&tokens, "root,admin,1,\"system:masters\"\n").unwrap();
    let ended = || page.with_token(Some(token)).get(ALL).code == 401;
    assert!((0..200).any(|_| ended() || {
        std::thread::sleep(std::time::Duration::from_millis(50));
        false
    }));
    server.stop();
}

#[test]
fn a_page_acts_as_who_asked_for_it_did() {
    let home = Home::new();
    let (tokens, rules) = one_may_open_it(&home);
    let log = home.argument("audit.jsonl");
    let server = home.serve(&["--http", "--token-file", &tokens, "--rules", &rules, "--audit-log", &log]);
    let client = server.client();
    let made = client.ask("POST", OPEN, &[("Impersonate-User", "ann")], None).expect(201);
    let (_, code) = parts(made["url"].as_str().unwrap());
    let session = begin(&client.with_token(None), &code, &[]).expect(201);
    assert_eq!(session["user"], "ann");
    let page = client.with_token(session["token"].as_str());
    page.get(ALL).expect(200);
    // It may no more than ann may, whom it stays.
    let as_admin = [("Impersonate-User", "admin"), ("Impersonate-Group", "system:masters")];
    page.ask("GET", ALL, &as_admin, None).expect(403);
    server.stop();
    let text = std::fs::read_to_string(home.path("audit.jsonl")).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let lists: Vec<_> = lines.filter(|line| line["path"] == ALL).collect();
    let told: Vec<_> = lists.iter().map(|line| [&line["user"], &line["impersonatedUser"]]).collect();
    assert_eq!(told, [["admin", "ann"]; 2], "{text}");
}

#[test]
fn a_name_that_leads_here_is_not_the_servers_and_another_page_is_not_ours() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let (address, code) = link(&client);
    assert_eq!(address, client.address, "where it is plain HTTP anyway");
    let page = at(&address);
    let of = |host: &str, headers: &[(&str, &str)], path: &str| {
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        page.send(format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{lines}Connection: close\r\n\r\n").as_bytes())
            .unwrap()
            .code
    };
    let port = address.rsplit(':').next().unwrap();
    for (host, code) in
        [(address.as_str(), 200), (&format!("localhost:{port}"), 200), ("evil.example", 403), ("192.168.0.1", 403)]
    {
        assert_eq!(of(host, &[], "/ui/"), code, "{host}");
    }
    assert_eq!(begin(&page, &code, &[("Origin", "http://evil.example")]).code, 403);
    let origin = format!("http://{address}");
    let session = begin(&page, &code, &[("Origin", &origin)]).expect(201);
    let bearer = format!("Bearer {}", session["token"].as_str().unwrap());
    let token = ("Authorization", bearer.as_str());
    assert_eq!(of(&address, &[token], ALL), 200);
    assert_eq!(of(&address, &[token, ("Origin", &origin)], ALL), 200);
    assert_eq!(of(&address, &[token, ("Origin", "null")], ALL), 401);
    assert_eq!(of("evil.example", &[token], ALL), 401);
    // Other tokens are good under any name, as in kube-apiserver.
    let bearer = format!("Bearer {}", client.token.as_deref().unwrap());
    assert_eq!(of("evil.example", &[("Authorization", &bearer)], ALL), 200);
    server.stop();
}

#[test]
fn what_the_page_asks_is_no_evidence_and_nothing_goes_wrong_with_it() {
    let home = Home::new();
    let server = home.serve(&["--http", "--faults"]);
    let client = server.client();
    client.post(WORLDS, r#"{"name":"one","ephemeral":true}"#).expect(201);
    let printed = home.run(&["ui", "--world", "one"]);
    let url = printed.stdout;
    assert!(url.contains("/ui/#launch=") && url.trim().ends_with("&world=one"), "{url}{}", printed.stderr);
    let (_, code) = link(&client);
    let session = begin(&client.with_token(None), &code, &[]).expect(201);
    let page = client.with_token(session["token"].as_str());
    client.post("/coracle/v1/faults", r#"{"match":{"verbs":["list"]},"then":{"error":{"code":503}}}"#).expect(201);
    assert_eq!((client.get(ALL).code, page.get(ALL).code), (503, 200));
    let requests = client.get("/coracle/v1/requests?verb=list").expect(200);
    assert_eq!(requests["items"].as_array().unwrap().len(), 1, "{requests}");
    server.stop();
}

#[test]
fn there_is_no_page_where_it_is_off_and_for_others_where_they_may() {
    let home = Home::new();
    let server = home.serve(&["--ui", "off"]);
    let client = server.client();
    let refused = client.post(OPEN, "");
    assert_eq!(refused.code, 403);
    assert!(refused.text().contains("started with --ui off"), "{}", refused.text());
    assert_eq!((client.get("/ui/").code, client.with_token(None).get("/ui/").code), (404, 403));
    server.stop();

    let server = home.serve(&["--ui", "any", "--tls-san", "box.example"]);
    let client = server.client();
    let url = client.post(OPEN, "").expect(201)["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("https://{}/ui/#launch=", client.address)), "{url}");
    let of = |host: &str| {
        let asked = format!("GET /ui/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        client.send(asked.as_bytes()).unwrap().code
    };
    assert_eq!((of("box.example:7443"), of("192.168.0.1"), of("evil.example")), (200, 200, 403));
    server.stop();
}
