//! What the server says of itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::program::Home;

#[test]
fn versions_groups_and_resources() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let versions = client.get("/api").expect(200);
    let expected = json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs":
        [{"clientCIDR": "0.0.0.0/0", "serverAddress": client.address}]});
    assert_eq!(versions, expected);
    let groups = client.get("/apis").expect(200);
    assert_eq!((&groups["kind"], &groups["apiVersion"]), (&json!("APIGroupList"), &json!("v1")));
    let groups = groups["groups"].as_array().unwrap();
    let names: Vec<_> = groups.iter().map(|group| group["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["authentication.k8s.io", "authorization.k8s.io"]);
    for group in groups {
        let version = group["preferredVersion"]["groupVersion"].as_str().unwrap();
        assert_eq!(client.get(&format!("/apis/{version}")).expect(200)["groupVersion"], version);
    }
    let resources = client.get("/api/v1").expect(200);
    assert_eq!((&resources["kind"], &resources["groupVersion"]), (&json!("APIResourceList"), &json!("v1")));
    let find = |name: &str| {
        let list = resources["resources"].as_array().unwrap();
        list.iter().find(|resource| resource["name"] == name).unwrap_or_else(|| panic!("{name} is not listed")).clone()
    };
    let endpoints = find("endpoints");
    assert_eq!((&endpoints["kind"], &endpoints["namespaced"]), (&json!("Endpoints"), &json!(true)));
    assert_eq!(endpoints["shortNames"], json!(["ep"]));
    for verb in ["create", "delete", "get", "list", "patch", "update"] {
        assert!(endpoints["verbs"].as_array().unwrap().contains(&json!(verb)), "{verb}");
    }
    assert_eq!(find("namespaces")["namespaced"], false);
    assert_eq!(find("namespaces/status")["verbs"], json!(["get", "patch", "update"]));
    assert_eq!(find("namespaces/finalize")["verbs"], json!(["update"]));
}

#[test]
fn the_version_is_the_references() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let version = server.client().get("/version").expect(200);
    for (name, value) in [("major", "1"), ("minor", "37"), ("gitVersion", "v1.37.2")] {
        assert_eq!(version[name], value);
    }
    assert!(server.client().get("/version").text().contains("\n  \"major\""), "for people");
}

#[test]
fn one_check_alone_says_nothing_of_how_its_type_is_to_be_read() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    for (path, expected) in [("/readyz", Some("nosniff")), ("/readyz/ping", None), ("/readyz/nope", Some("nosniff"))] {
        assert_eq!(server.client().get(path).header("x-content-type-options"), expected, "{path}");
    }
}

#[test]
fn health_says_which_check_said_what() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let all = "[+]ping ok\n[+]store ok\n[+]shutdown ok\n";
    for (path, expected) in [
        ("/healthz", "ok"),
        ("/livez", "ok"),
        ("/readyz", "ok"),
        ("/readyz?verbose", &*format!("{all}readyz check passed\n")),
        ("/healthz?verbose=1", &format!("{all}healthz check passed\n")),
        ("/livez?verbose", "[+]ping ok\n[+]store ok\nlivez check passed\n"),
        ("/readyz?exclude=store", "ok"),
        (
            "/readyz?verbose&exclude=store&exclude=ping",
            "[+]ping excluded: ok\n[+]store excluded: ok\n[+]shutdown ok\nreadyz check passed\n",
        ),
        (
            "/readyz?verbose&exclude=nope",
            &format!(
                "{all}warn: some health checks cannot be excluded: no matches for \"nope\"\nreadyz check passed\n"
            ),
        ),
        // One check alone takes no parameters.
        ("/readyz/ping", "ok"),
        ("/readyz/store?verbose", "ok"),
        ("/livez/ping?exclude=ping&verbose", "ok"),
    ] {
        let answer = client.get(path);
        assert_eq!((answer.code, answer.text().as_str()), (200, expected), "{path}");
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{path}");
    }
    assert_eq!(client.post("/readyz", "{}").text(), "ok", "any method");
    assert_eq!(client.get("/readyz/nope").code, 404);
    let head = client.ask("HEAD", "/readyz", &[], None);
    assert_eq!((head.code, head.body.len()), (200, 0));
}

#[test]
fn some_pages_are_for_get_alone() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    for (path, code) in [
        ("/api", 405),
        ("/api/v1", 405),
        ("/version", 405),
        ("/apis", 200),
        ("/openapi/v3", 200),
        ("/openapi/v3/api/v1", 200),
        ("/", 200),
        ("/healthz", 200),
        ("/nope", 404),
        ("/api/v2", 404),
    ] {
        for method in ["POST", "HEAD", "BREW"] {
            let answer = server.client().ask(method, path, &[], None);
            assert_eq!(answer.code, code, "{method} {path}");
        }
    }
}

#[test]
fn openapi_can_be_followed() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let index = client.get("/openapi/v3").expect(200);
    let url = index["paths"]["api/v1"]["serverRelativeURL"].as_str().unwrap();
    let document = client.get(url).expect(200);
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in &references {
        let path = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(path).is_some_and(Value::is_object), "{reference} leads nowhere");
    }
    for item in ["/api/v1/namespaces/{namespace}/endpoints/{name}", "/api/v1/namespaces/{name}"] {
        let patch = &document["paths"][item]["patch"];
        let parameters: BTreeSet<&str> =
            patch["parameters"].as_array().unwrap().iter().filter_map(|p| p["name"].as_str()).collect();
        for name in ["fieldValidation", "fieldManager", "dryRun", "force"] {
            assert!(parameters.contains(name), "{item} {name}");
        }
        assert!(patch["requestBody"]["content"]["application/apply-patch+yaml"].is_object(), "{item}");
    }
    // kubectl finds a kind's operations by this.
    let post = &document["paths"]["/api/v1/namespaces/{namespace}/endpoints"]["post"];
    assert_eq!(post["x-kubernetes-group-version-kind"], json!({"group": "", "version": "v1", "kind": "Endpoints"}));
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                references.insert(reference.to_owned());
            }
            members.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
