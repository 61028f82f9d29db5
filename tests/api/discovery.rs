//! What the server says of itself.

use serde_json::{Value, json};

use crate::program::Home;

/// The groups, in the order of discovery, without the core group.
fn group_names() -> Vec<String> {
    let builtin = coracle_kinds::builtin();
    builtin.groups().iter().map(|group| group.name.to_string()).filter(|name| !name.is_empty()).collect()
}

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
    assert_eq!(names, group_names());
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
        ("/openapi/v2", 200),
        ("/openapi/v3", 200),
        ("/openapi/v3/api/v1", 200),
        ("/openapi/v3/nope", 404),
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

const ALL_AT_ONCE: &str = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

#[test]
fn all_resources_are_listed_at_once_for_who_asks() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let ask = |path: &str, accept: &str| client.ask("GET", path, &[("Accept", accept)], None);
    let json = format!("application/json;{ALL_AT_ONCE}");
    let answer = ask("/api", &format!("{json},application/json"));
    let namespace = json!({"group": "", "version": "", "kind": "Namespace"});
    let every_verb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    let expected = json!({
        "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {},
        "items": [{"metadata": {}, "versions": [{"version": "v1", "freshness": "Current", "resources": [
            {"resource": "configmaps", "responseKind": {"group": "", "version": "", "kind": "ConfigMap"}, "scope": "Namespaced",
             "singularResource": "configmap", "shortNames": ["cm"], "verbs": every_verb},
            {"resource": "endpoints", "responseKind": {"group": "", "version": "", "kind": "Endpoints"}, "scope": "Namespaced",
             "singularResource": "endpoints", "shortNames": ["ep"], "verbs": every_verb},
            {"resource": "limitranges", "responseKind": {"group": "", "version": "", "kind": "LimitRange"}, "scope": "Namespaced",
             "singularResource": "limitrange", "shortNames": ["limits"], "verbs": every_verb},
            {"resource": "namespaces", "responseKind": namespace, "scope": "Cluster",
             "singularResource": "namespace", "shortNames": ["ns"],
             "verbs": ["create", "delete", "get", "list", "patch", "update", "watch"],
             "subresources": [
                 {"subresource": "finalize", "responseKind": namespace, "verbs": ["update"]},
                 {"subresource": "status", "responseKind": namespace, "verbs": ["get", "patch", "update"]}]},
            {"resource": "secrets", "responseKind": {"group": "", "version": "", "kind": "Secret"}, "scope": "Namespaced",
             "singularResource": "secret", "verbs": every_verb},
            {"resource": "serviceaccounts", "responseKind": {"group": "", "version": "", "kind": "ServiceAccount"},
             "scope": "Namespaced", "singularResource": "serviceaccount", "shortNames": ["sa"], "verbs": every_verb},
        ]}]}],
    });
    assert_eq!(answer.expect(200), expected);
    for (name, value) in [("content-type", json.as_str()), ("cache-control", "public"), ("vary", "Accept")] {
        assert_eq!(answer.header(name), Some(value));
    }
    let named = ask("/apis", &json).expect(200);
    let name = |group: &Value| group["metadata"]["name"].as_str().unwrap().to_owned();
    let names: Vec<String> = named["items"].as_array().unwrap().iter().map(name).collect();
    assert_eq!(names, group_names());
    let first = json!({"version": "v1", "freshness": "Current", "resources": [
        {"resource": "selfsubjectreviews", "responseKind": {"group": "", "version": "", "kind": "SelfSubjectReview"},
         "scope": "Cluster", "singularResource": "selfsubjectreview", "verbs": ["create"]},
        {"resource": "tokenreviews", "responseKind": {"group": "", "version": "", "kind": "TokenReview"},
         "scope": "Cluster", "singularResource": "tokenreview", "verbs": ["create"]},
    ]});
    assert_eq!(named["items"][0]["versions"], json!([first]));
    let yaml = format!("application/yaml;{ALL_AT_ONCE}");
    assert!(
        ask("/api", &yaml)
            .text()
            .starts_with("apiVersion: apidiscovery.k8s.io/v2\nitems:\n- metadata: {}\n  versions:\n")
    );
    let protobuf = format!("application/vnd.kubernetes.protobuf;{ALL_AT_ONCE}");
    let answer = ask("/api", &protobuf);
    assert_eq!(answer.header("content-type"), Some(protobuf.as_str()));
    let begin = b"k8s\0\n/\n\x16apidiscovery.k8s.io/v2\x12\x15APIGroupDiscoveryList\x12";
    assert_eq!(&answer.body[..begin.len()], begin);
    // Elsewhere, and in another version, nobody knows that form.
    for (path, accept) in
        [("/api/v1", json.clone()), ("/apis/", json.clone()), ("/api", json.replace("=v2;", "=v2beta1;"))]
    {
        assert_eq!(ask(path, &accept).code, 406, "{path} {accept}");
    }
    assert_eq!(ask("/api", "application/json").expect(200)["kind"], "APIVersions");
}

#[test]
fn who_has_all_resources_is_not_told_again() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    for path in ["/api", "/apis"] {
        let accept = format!("application/json;{ALL_AT_ONCE}");
        let ask = |had: &str| {
            let headers = [("Accept", accept.as_str()), ("If-None-Match", had)];
            server.client().ask("GET", path, &headers, None)
        };
        let tag = ask("\"\"").header("etag").expect("a tag").to_owned();
        let again = ask(&tag);
        assert_eq!((again.code, again.body.len(), again.header("content-type")), (304, 0, None), "{path}");
        assert_eq!((again.header("etag"), again.header("cache-control")), (Some(tag.as_str()), Some("public")));
        assert_eq!(ask(&format!("\"a\", {tag}")).code, 200, "the whole header is compared");
    }
}
