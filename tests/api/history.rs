//! The past of objects: its log, how it was, who owns which line, what differs; by HTTP and by the commands.

use serde_json::{Value, json};

use crate::client::{Client, MERGE, version};
use crate::program::{Ended, Home};
use crate::worlds::{CRDS, widgets};

const ALL: &str = "/api/v1/namespaces/default/configmaps";
const WEB: &str = "resource=configmaps&namespace=default&name=web";
const OBJECT: &str = "cm/default/web";

fn apply(client: &Client, manager: &str, data: &Value) -> u64 {
    let document =
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, "data": data}).to_string();
    let path = format!("{ALL}/web?fieldManager={manager}");
    let answer = client.patch(&path, "application/apply-patch+yaml", &document);
    assert!([200, 201].contains(&answer.code), "{}", answer.text());
    version(&answer.json())
}

fn merge(client: &Client, manager: &str, data: &Value) -> u64 {
    let patch = json!({"data": data}).to_string();
    version(&client.patch(&format!("{ALL}/web?fieldManager={manager}"), MERGE, &patch).expect(200))
}

/// Made by one, changed by another, and the revisions of that.
fn story(client: &Client) -> [u64; 3] {
    let created = apply(client, "one", &json!({"a": "1", "b": "yes"}));
    let changed = merge(client, "two", &json!({"b": "2\n3", "c": "x"}));
    let removed = merge(client, "two", &json!({"c": null}));
    [created, changed, removed]
}

/// Each line of a blame's document, with the names of its owners, its revision and whether it conflicts.
fn lines(blame: &Value) -> Vec<(String, String, u64, bool)> {
    let mut all = Vec::new();
    for lines in blame["items"].as_array().unwrap() {
        let owners = lines["owners"].as_array().into_iter().flatten().map(|owner| owner["manager"].as_str().unwrap());
        let owners = owners.collect::<Vec<_>>().join(",");
        let (revision, conflicts) = (lines["revision"].as_u64().unwrap_or(0), lines["conflicts"].is_array());
        let text = lines["text"].as_str().unwrap().lines();
        all.extend(text.map(|line| (line.to_owned(), owners.clone(), revision, conflicts)));
    }
    all
}

#[test]
fn the_log_of_an_object_says_who_changed_what() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let [created, changed, removed] = story(&client);
    client.delete(&format!("{ALL}/web")).expect(200);
    let log = client.get(&format!("/coracle/v1/log?{WEB}")).expect(200);
    let items: Vec<Value> = log["items"].as_array().unwrap().clone();
    let told: Vec<_> =
        items.iter().map(|item| json!([item["revision"], item["verb"], item["by"], item["fields"]])).collect();
    let by = |manager: &str, operation: &str| json!([{"manager": manager, "operation": operation}]);
    let field = |path: &str, change: &str| json!({"path": path, "change": change});
    let expected = [
        json!([created, "created", by("one", "Apply"), []]),
        json!([changed, "updated", by("two", "Update"), [field(".data.b", "changed"), field(".data.c", "added")]]),
        // Who removes fields without an apply leaves no trace, be they its own.
        json!([removed, "updated", [], [field(".data.c", "removed")]]),
        json!([removed + 1, "deleted", [], []]),
    ];
    assert_eq!(told, expected);
    assert!(items.iter().all(|item| item["time"].as_str().is_some_and(|time| time.ends_with('Z'))), "{log}");
    let newest = client.get(&format!("/coracle/v1/log?{WEB}&limit=1")).expect(200);
    assert_eq!((&newest["items"], &newest["since"]), (&json!([items[3]]), &json!(removed)));
    let Ended { code, stdout, stderr } = home.run(&["log", OBJECT]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("updated   two (Update)\n    ~ .data.b\n    + .data.c\n"), "{stdout}");
}

#[test]
fn whoever_loses_a_field_is_not_said_to_have_removed_it() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    apply(&client, "one", &json!({"a": "1", "b": "yes"}));
    let path = format!("{ALL}/web?fieldManager=thief");
    client.patch(&path, "application/json-patch+json", r#"[{"op":"remove","path":"/data/b"}]"#).expect(200);
    let log = client.get(&format!("/coracle/v1/log?{WEB}")).expect(200);
    let last = &log["items"][1];
    assert_eq!((&last["by"], &last["fields"]), (&json!([]), &json!([{"path": ".data.b", "change": "removed"}])));
}

#[test]
fn an_object_is_shown_as_it_was() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let [created, changed, _] = story(&client);
    let now = client.get(&format!("{ALL}/web")).expect(200);
    let at = |revision: u64| client.get(&format!("/coracle/v1/at?{WEB}&revision={revision}"));
    assert_eq!(at(version(&now)).expect(200), now);
    assert_eq!(at(changed).expect(200)["data"], json!({"a": "1", "b": "2\n3", "c": "x"}));
    let first = at(created).expect(200);
    assert_eq!((version(&first), &first["data"]), (created, &json!({"a": "1", "b": "yes"})));
    assert_eq!(at(created - 1).expect(404)["reason"], "NotFound");
    let (last, next) = (version(&now), version(&now) + 1);
    let ahead = at(next).expect(504);
    let words = |is: &str, first: u64| json!(format!("revision {is}: there are those from {first} to {last}"));
    assert_eq!(
        (&ahead["reason"], &ahead["message"]),
        (&json!("Timeout"), &words(&format!("{next} is still to come"), 1))
    );
    let Ended { code, stdout, .. } = home.run(&["at", &created.to_string(), OBJECT]);
    assert!(code == Some(0) && stdout.contains("data:\n  a: \"1\"\n  b: \"yes\"\nkind: ConfigMap\n"), "{stdout}");
    let Ended { code, stderr, .. } = home.run(&["at", &(created - 1).to_string(), OBJECT]);
    assert!(code == Some(1) && stderr.contains("configmaps \"web\" not found"), "{stderr}");
    client.post("/coracle/v1/compact", "").expect(200);
    let gone = at(changed).expect(410);
    assert_eq!(
        (&gone["reason"], &gone["message"]),
        (&json!("Expired"), &words(&format!("{changed} is no longer kept"), last))
    );
    let differs = client.get(&format!("/coracle/v1/diff?from={changed}")).expect(410);
    assert_eq!(differs["message"], gone["message"]);
    let log = client.get(&format!("/coracle/v1/log?{WEB}")).expect(200);
    assert_eq!(log["items"], json!([]));
}

#[test]
fn each_line_has_its_owners_and_its_last_change() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let [created, changed, removed] = story(&client);
    let path = format!("/coracle/v1/blame?{WEB}");
    let blame = client.get(&path).expect(200);
    assert_eq!(blame["revision"], removed);
    let about = |blame: &Value, start: &str| {
        let lines = lines(blame);
        let line = lines.iter().find(|(line, ..)| line.trim_start().starts_with(start));
        line.map(|(_, owners, revision, conflicts)| (owners.clone(), *revision, *conflicts))
            .unwrap_or_else(|| panic!("{lines:?}"))
    };
    for (start, owner, revision) in [
        ("kind:", "", created),
        ("a:", "one", created),
        ("b:", "two", changed),
        ("3", "two", changed),
        ("name:", "", created),
        ("resourceVersion:", "", 0),
    ] {
        assert_eq!(about(&blame, start), (owner.to_owned(), revision, false), "{start}");
    }
    let document = lines(&blame).into_iter().map(|(line, ..)| line + "\n").collect::<String>();
    let mut shown = client.get(&format!("{ALL}/web")).expect(200);
    shown["metadata"].as_object_mut().unwrap().remove("managedFields");
    assert!(document.contains("  b: |-\n    2\n    3\n") && !document.contains("managedFields"), "{document}");
    let before = client.get(&format!("{path}&revision={created}")).expect(200);
    assert_eq!(about(&before, "b:"), ("one".to_owned(), created, false));

    let applied =
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, "data": {"a": "1", "b": "4"}});
    let marked = client.post(&format!("{path}&manager=three"), &applied.to_string()).expect(200);
    assert_eq!((about(&marked, "a:").2, about(&marked, "b:").2, about(&marked, "3").2), (false, true, true));
    let conflicts =
        marked["items"].as_array().unwrap().iter().filter_map(|lines| lines["conflicts"].as_array()).flatten();
    assert_eq!(conflicts.collect::<Vec<_>>(), [&json!("\"two\" using v1")]);
    assert_eq!(version(&client.get(&format!("{ALL}/web")).expect(200)), removed, "nothing was applied");

    let file = home.file("web.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  b: \"4\"\n");
    let Ended { code, stdout, .. } = home.run(&["blame", OBJECT, "--as", "three", "-f", &file]);
    assert!(code == Some(1) && stdout.contains("# conflicts with \"two\" using v1"), "{stdout}");
    let line = format!("one (Apply)    {created}");
    let Ended { code, stdout, .. } = home.run(&["blame", OBJECT]);
    assert!(code == Some(0) && stdout.lines().any(|l| l.starts_with(&line) && l.ends_with("|   a: \"1\"")), "{stdout}");
}

#[test]
fn what_differs_is_told_in_three_ways() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let [created, ..] = story(&client);
    client.post(ALL, &json!({"metadata": {"name": "new", "labels": {"example.com/a": "x"}}}).to_string()).expect(201);
    client.post(ALL, &json!({"metadata": {"name": "brief"}}).to_string()).expect(201);
    client.delete(&format!("{ALL}/brief")).expect(200);
    let diff = |query: &str| client.get(&format!("/coracle/v1/diff?from={created}&{query}"));
    let items = |query: &str| diff(query).expect(200)["items"].as_array().unwrap().clone();

    let objects = items("namespace=default");
    let told: Vec<_> =
        objects.iter().map(|one| (one["name"].as_str().unwrap(), one["change"].as_str().unwrap())).collect();
    assert_eq!(told, [("new", "added"), ("web", "changed")]);
    assert_eq!(objects[1]["after"]["data"], json!({"a": "1", "b": "2\n3"}));
    assert!(objects[1]["before"]["metadata"].get("managedFields").is_none());

    for patched in items("output=patches&resource=cm") {
        let object = objects.iter().find(|one| one["name"] == patched["name"]).unwrap();
        let mut document = object.get("before").cloned().unwrap_or_default();
        json_patch::patch(
            &mut document,
            &serde_json::from_value::<json_patch::Patch>(patched["patch"].clone()).unwrap(),
        )
        .unwrap();
        assert_eq!(document, object["after"]);
    }
    let there_and_back =
        client.get(&format!("/coracle/v1/diff?from=now&to={created}&resource=ConfigMap&name=new")).expect(200);
    assert_eq!(there_and_back["items"][0]["change"], "removed");

    let text = diff("output=unified&name=web").text();
    let head = "--- a/default/configmaps/web.yaml\n+++ b/default/configmaps/web.yaml\n@@ ";
    assert!(text.starts_with(head) && text.contains("\n-  b: \"yes\"\n+  b: |-\n+    2\n+    3\n"), "{text}");
    let Ended { code, stdout, .. } = home.run(&["diff", &created.to_string(), "--name", "web"]);
    assert_eq!((code, stdout), (Some(1), text));
    assert_eq!(home.run(&["diff", "now"]).code, Some(0));
    for unknown in ["yesterday", "99999"] {
        assert_eq!(home.run(&["diff", unknown]).code, Some(2));
    }
    assert_eq!(home.run(&["blame", OBJECT, "--revision", "99999"]).code, Some(2));
    assert_eq!(diff("to=9999999").expect(504)["reason"], "Timeout");
    client.post("/coracle/v1/compact", "").expect(200);
    assert_eq!(diff("").expect(410)["reason"], "Expired");
}

#[test]
fn conflicts_are_those_of_the_documents_own_version_and_object() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let version = |name: &str, storage: bool| {
        let spec = json!({"type": "object", "properties": {"size": {"type": "integer"}}});
        let schema = json!({"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}});
        json!({"name": name, "served": true, "storage": storage, "schema": schema})
    };
    let definition = json!({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "apps.example.com"}, "spec": {"group": "example.com", "scope": "Cluster",
        "names": {"plural": "apps", "kind": "App"}, "versions": [version("v1", false), version("v2", true)]}});
    client.post(CRDS, &definition.to_string()).expect(201);
    let app = |version: &str, name: &str, size: u32| {
        json!({"apiVersion": format!("example.com/{version}"), "kind": "App", "metadata": {"name": name}, "spec": {"size": size}}).to_string()
    };
    client.post("/apis/example.com/v2/apps?fieldManager=one", &app("v2", "x", 1)).expect(201);
    let conflicts = |document: &str| client.post("/coracle/v1/blame?resource=apps&name=x&manager=two", document);
    for version in ["v1", "v2"] {
        let marked = conflicts(&app(version, "x", 2)).expect(200);
        assert_eq!(lines(&marked).iter().filter(|line| line.3).count(), 1, "{marked}");
    }
    let other = conflicts(&app("v1", "y", 2)).expect(400);
    assert_eq!(other["message"], "the name of the object (y) does not match the name on the URL (x)");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    for (path, code, why) in [
        ("log?resource=pods&namespace=a&name=b", 400, "there is no kind \"pods\""),
        ("log?resource=cm&name=b", 400, "the parameter namespace is needed: configmaps have one"),
        ("log?resource=ns&namespace=a&name=b", 400, "the parameter namespace: namespaces have none"),
        ("log?resource=cm&namespace=a&name=b", 404, "configmaps \"b\" not found"),
        ("log?resource=cm&namespace=a&name=", 400, "the parameter name is empty"),
        ("log?resource=cm&namespace=a&name=b&limit=x", 400, "the parameter limit"),
        ("log?resource=cm&namespace=a&name=b&limit=0", 400, "the parameter limit"),
        ("at?resource=ns&name=default&revision=-1", 400, "the parameter revision"),
        ("at?resource=ns&name=default", 400, "the parameter revision is needed"),
        ("diff?from=yesterday", 400, "it is none of now, a revision, snapshot:NAME, snapshot:NAME/WORLD, world:NAME"),
        ("diff?from=now&output=xml", 400, "it is none of objects, unified, patches"),
        ("diff?from=now&managedFields=maybe", 400, "the parameter managedFields"),
        ("diff?from=now&namespace=default", 200, ""),
        ("diff?from=now&namespace=defalt", 404, "namespaces \"defalt\" not found"),
        ("blame?resource=ns&name=default&manager=x", 400, "there is no parameter \"manager\""),
    ] {
        let answer = client.get(&format!("/coracle/v1/{path}"));
        assert_eq!(answer.code, code, "{path}: {}", answer.text());
        let told = answer.json()["message"].as_str().unwrap_or_default().to_owned();
        assert!(told.contains(why), "{path}: {}", answer.text());
    }
    let bad = client.post("/coracle/v1/blame?resource=ns&name=default&manager=x", "{").expect(400);
    assert!(bad["message"].as_str().unwrap().contains("error decoding patch"), "{bad}");
    let other = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "default"}}).to_string();
    client.post("/coracle/v1/blame?resource=ns&name=default&manager=x", &other).expect(400);
    let nobody = client.post("/coracle/v1/blame?resource=ns&name=default&manager=", &other).expect(400);
    assert_eq!(nobody["message"], "the parameter manager is empty");
    let long = format!("/coracle/v1/blame?resource=ns&name=default&manager={}", "m".repeat(129));
    let too_long = client.post(&long, &other).expect(422);
    let applied = format!("/api/v1/namespaces/default?fieldManager={}", "m".repeat(129));
    assert_eq!(too_long, client.patch(&applied, "application/apply-patch+yaml", &other).expect(422));
    assert_eq!(client.with_token(None).get(&format!("/coracle/v1/log?{WEB}")).code, 403);
    assert_eq!(home.run(&["log", OBJECT, "--limit", "0"]).code, Some(2));
    let said = home.run(&["wait", "--for", "create cm/x"]);
    assert!(said.code == Some(2) && said.stderr.contains("as in --for create cm/default/web"), "{}", said.stderr);
    assert_eq!(home.run(&["log", "web"]).code, Some(2));
    assert_eq!(home.run(&["blame", OBJECT, "--as", "m"]).code, Some(2));
}

#[test]
fn what_a_kind_had_that_is_gone_is_found_by_its_plural_and_group() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(CRDS, &widgets()).expect(201);
    let path = "/apis/example.com/v1/namespaces/default/widgets";
    let made = r#"{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"},"spec":{"n":1}}"#;
    let revision = version(&client.post(path, made).expect(201));
    client.delete(&format!("{CRDS}/widgets.example.com")).expect(200);
    while client.get(path).code != 404 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let diff = |resource: &str| client.get(&format!("/coracle/v1/diff?from={revision}&resource={resource}"));
    let differs = diff("widgets.example.com").expect(200);
    assert_eq!(differs["items"][0]["before"]["spec"], json!({"n": 1}), "{differs}");
    let none = diff("gadgets.example.com").expect(400);
    assert_eq!(none["message"], "the parameter resource: there is no kind \"gadgets.example.com\"");
}
