//! A custom resource's kind comes while a server serves, and goes again. What is expected was asked of the reference, of a definition
//! with the same schema.

use std::sync::Arc;

use bytes::Bytes;
use coracle_kinds::{Identity, Kind, Registry};
use coracle_object::Value;
use coracle_object::json;
use coracle_object::structural::Structural;
use futures_util::StreamExt;

use super::Server;
use crate::answer::Reply;
use crate::request::Head;
use crate::request::query::Query;
use crate::world::tests::{process, world};

const WIDGETS: &str = "/apis/example.com/v1/namespaces/default/widgets";
const JSON: &str = "application/json";
const MERGE: &str = "application/merge-patch+json";
const JSON_PATCH: &str = "application/json-patch+json";
const STRATEGIC: &str = "application/strategic-merge-patch+json";
const APPLY: &str = "application/apply-patch+yaml";
const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";

fn schema(size_default: u64) -> Value {
    json!({"type": "object", "properties": {"spec": {"type": "object", "properties": {
        "size": {"type": "integer", "default": size_default},
        "text": {"type": "string"},
        "maybe": {"type": "integer", "nullable": true},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
        "either": {"x-kubernetes-int-or-string": true},
        "ports": {
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port"],
            "items": {"type": "object", "required": ["port"],
                "properties": {"port": {"type": "integer"}, "name": {"type": "string"}}},
        },
    }}}})
}

/// The program's own kinds, and widgets of a schema.
fn with_widgets(schema: &Value) -> Registry {
    let schema = Arc::new(Structural::read(schema).unwrap());
    let widgets = Kind::custom(Identity::new("example.com", "v1", "Widget", "widgets"), schema);
    Registry::new(coracle_kinds::builtin().kinds().cloned().chain([Arc::new(widgets)]))
}

struct Client(Server);

struct Got {
    code: u16,
    text: String,
    body: Value,
    warnings: Vec<String>,
}

impl Client {
    async fn reply(&self, method: &str, uri: &str, types: [&str; 2], body: &str) -> Reply {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let [content_type, accept] = types.map(|name| (!name.is_empty()).then(|| name.to_owned()));
        let head = Head {
            method: method.to_owned(),
            uri: uri.to_owned(),
            path: path.to_owned(),
            query: Query::parse(query),
            accept,
            content_type,
            authorization: Some("Bearer t".to_owned()),
            ..Head::default()
        };
        match self.0.admit(head).admitted {
            Ok(admitted) => self.0.answer(&admitted, Bytes::from(body.to_owned())).await,
            Err(refused) => Reply::Whole(refused),
        }
    }

    /// Asks with a body of one type for an answer of another.
    async fn ask(&self, method: &str, uri: &str, types: [&str; 2], body: &str) -> Got {
        let (head, body) = match self.reply(method, uri, types, body).await {
            Reply::Whole(mut response) => {
                let body = std::mem::take(&mut response.body).to_vec();
                (response, body)
            }
            Reply::List(response, pieces) => {
                let pieces: Vec<_> = pieces.map(|piece| piece.unwrap().to_vec()).collect().await;
                (response, pieces.concat())
            }
            Reply::Stream(..) => panic!("a stream"),
        };
        let warnings = head.headers.iter().filter(|(name, _)| *name == "warning");
        let warnings = warnings.map(|(_, text)| text.clone()).collect();
        let text = String::from_utf8_lossy(&body).into_owned();
        Got { code: head.code, body: serde_json::from_slice(&body).unwrap_or_default(), text, warnings }
    }

    async fn get(&self, uri: &str) -> Got {
        self.ask("GET", uri, ["", ""], "").await
    }

    async fn patch(&self, name: &str, content_type: &str, body: &str) -> Got {
        self.ask("PATCH", &format!("{WIDGETS}/{name}?fieldManager=m"), [content_type, ""], body).await
    }

    /// The code and the message of a refusal.
    async fn refused(&self, method: &str, uri: &str, types: [&str; 2], body: &str) -> (u16, String) {
        let got = self.ask(method, uri, types, body).await;
        (got.code, got.body["message"].as_str().unwrap_or(&got.text).to_owned())
    }
}

/// A server with widgets, one of which is there.
async fn server() -> (Client, Got) {
    let process = process();
    let world = world(&process).await;
    let client = Client(Server::of(process, world));
    assert_eq!(client.refused("GET", WIDGETS, ["", ""], "").await, (404, "404 page not found\n".into()));
    client.0.main().kinds.replace(with_widgets(&schema(3)));
    let widget = json!({
        "kind": "Widget", "apiVersion": "example.com/v1", "metadata": {"name": "a", "labels": {"z": "1", "a": "2"}, "zz": 1},
        "spec": {"unknown": 1, "text": "x", "maybe": null, "free": {"z": 1, "a": 2}}, "extra": true,
    });
    let created = client.ask("POST", &format!("{WIDGETS}?fieldManager=t"), [JSON, ""], &widget.to_string()).await;
    (client, created)
}

#[tokio::test]
async fn an_object_is_pruned_and_filled_in_and_shown_by_its_names_in_order() {
    let (client, created) = server().await;
    assert_eq!(created.code, 201, "{}", created.text);
    let warnings =
        ["metadata.zz", "extra", "spec.unknown"].map(|path| format!("299 - \"unknown field \\\"{path}\\\"\""));
    assert_eq!(created.warnings, warnings);
    let entry = &created.body["metadata"]["managedFields"][0];
    let (time, uid, version) =
        (&entry["time"], &created.body["metadata"]["uid"], &created.body["metadata"]["resourceVersion"]);
    let expected = format!(
        r#"{{"apiVersion":"example.com/v1","kind":"Widget","metadata":{{"creationTimestamp":{time},"generation":1,"labels":{{"a":"2","z":"1"}},"#
    ) + &format!(
        r#""managedFields":[{{"apiVersion":"example.com/v1","fieldsType":"FieldsV1","fieldsV1":{{"f:metadata":{{"f:labels":{{".":{{}},"f:a":{{}},"f:z":{{}}}}}},"f:spec":{{".":{{}},"f:free":{{".":{{}},"f:a":{{}},"f:z":{{}}}},"f:maybe":{{}},"f:size":{{}},"f:text":{{}}}}}},"manager":"t","operation":"Update","time":{time}}}],"#
    ) + &format!(
        r#""name":"a","namespace":"default","resourceVersion":{version},"uid":{uid}}},"spec":{{"free":{{"a":2,"z":1}},"maybe":null,"size":3,"text":"x"}}}}"#
    );
    assert_eq!(created.text.trim_end(), expected);
    let strict = r#"{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"b","zz":1},"spec":{"unknown":1,"text":"x","text":"y"},"extra":true}"#;
    let why = "Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: duplicate field \"spec.text\", \
               unknown field \"metadata.zz\", unknown field \"extra\", unknown field \"spec.unknown\"";
    let uri = format!("{WIDGETS}?fieldValidation=Strict");
    assert_eq!(client.refused("POST", &uri, [JSON, ""], strict).await, (400, why.to_owned()));
}

#[tokio::test]
async fn it_is_shown_alone_and_among_others_in_all_forms_but_protobuf() {
    let (client, created) = server().await;
    let one = format!("{WIDGETS}/a");
    let got = client.get(&one).await;
    // Whoever reads it from the store sees a generation, as every stored custom resource has one.
    assert_eq!((got.code, &got.body["spec"]), (200, &created.body["spec"]));
    let list = client.get(WIDGETS).await;
    assert!(
        list.text
            .starts_with(r#"{"apiVersion":"example.com/v1","items":[{"apiVersion":"example.com/v1","kind":"Widget","#)
    );
    assert!(list.text.ends_with(&format!(
        r#"],"kind":"WidgetList","metadata":{{"continue":"","resourceVersion":{}}}}}{}"#,
        list.body["metadata"]["resourceVersion"], "\n"
    )));
    assert_eq!(client.get(&format!("{WIDGETS}?labelSelector=a%3D2,z")).await.body["items"][0], got.body);
    assert_eq!(client.get(&format!("{WIDGETS}?labelSelector=a%3D3")).await.body["items"], json!([]));
    let pretty = client.get(&format!("{WIDGETS}?pretty=1")).await;
    assert_eq!(pretty.body, list.body);
    let table = client.ask("GET", WIDGETS, ["", "application/json;as=Table;g=meta.k8s.io;v=v1"], "").await;
    assert_eq!(table.body["rows"][0]["cells"][0], "a");
    let order: Vec<&coracle_object::SmolStr> =
        table.body["rows"][0]["object"]["metadata"].as_object().unwrap().keys().collect();
    assert_eq!(order[..4], ["name", "namespace", "uid", "resourceVersion"]);
    let partial = "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    assert_eq!(client.ask("GET", &one, ["", partial], "").await.code, 200);
    let either = format!("{PROTOBUF},{JSON}");
    assert_eq!(client.ask("GET", &one, ["", &either], "").await.code, 200);
    for (method, uri) in [("GET", &*one), ("GET", WIDGETS), ("GET", &format!("{WIDGETS}?watch=1")), ("DELETE", &one)] {
        let got = client.ask(method, uri, ["", PROTOBUF], "").await;
        assert!(
            got.code == 406
                && got.text.contains("application/json, application/yaml, application/vnd.kubernetes.protobuf")
        );
    }
    let sent = client.refused("POST", WIDGETS, [PROTOBUF, ""], "k8s\0").await;
    let why = "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml";
    assert_eq!(sent, (415, why.to_owned()));
}

#[tokio::test]
async fn it_is_patched_but_not_strategically() {
    let (client, _) = server().await;
    let merged = client.patch("a", MERGE, r#"{"spec":{"size":null,"text":"y","bad":1},"kind":"Widget"}"#).await;
    assert_eq!((merged.code, merged.warnings.len()), (200, 1), "{}", merged.text);
    assert_eq!(merged.body["spec"], json!({"free": {"a": 2, "z": 1}, "maybe": null, "size": 3, "text": "y"}));
    let owners = merged.body["metadata"]["managedFields"].as_array().unwrap();
    assert_eq!((&owners[0]["manager"], &owners[0]["fieldsV1"]), (&"m".into(), &json!({"f:spec": {"f:text": {}}})));
    let added = client.patch("a", JSON_PATCH, r#"[{"op":"add","path":"/spec/either","value":"25%"}]"#).await;
    assert_eq!((added.code, &added.body["spec"]["either"]), (200, &"25%".into()));
    let uri = format!("{WIDGETS}/a");
    for (patch, code, why) in [
        (
            r#"[{"op":"remove","path":"/apiVersion"}]"#,
            500,
            "Internal error occurred: Object 'apiVersion' is missing in 'object has no apiVersion field'",
        ),
        (
            r#"[{"op":"replace","path":"/kind","value":"Foo"}]"#,
            422,
            "Foo.example.com \"a\" is invalid: kind: Invalid value: \"Foo\": must be Widget",
        ),
        (
            r#"[{"op":"replace","path":"/apiVersion","value":"v1"}]"#,
            422,
            "Widget \"a\" is invalid: apiVersion: Invalid value: \"v1\": must be example.com/v1",
        ),
    ] {
        assert_eq!(client.refused("PATCH", &uri, [JSON_PATCH, ""], patch).await, (code, why.to_owned()));
    }
    let removed = client.refused("PATCH", &uri, [JSON_PATCH, ""], r#"[{"op":"remove","path":"/kind"}]"#).await;
    assert!(removed.0 == 422 && removed.1.contains("Object 'Kind' is missing in '{\"apiVersion\":"), "{removed:?}");
    let why = "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, \
               application/merge-patch+json, application/apply-patch+yaml";
    for content_type in [STRATEGIC, "application/foo"] {
        let nobody = format!("{WIDGETS}/nobody");
        assert_eq!(client.refused("PATCH", &nobody, [content_type, ""], "{}").await, (415, why.to_owned()));
    }
    let whole = r#"{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"a"}}"#;
    let why = "widgets.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update";
    assert_eq!(client.refused("PUT", &uri, [JSON, ""], whole).await, (422, why.to_owned()));
}

#[tokio::test]
async fn what_is_applied_is_owned_by_its_schema() {
    let (client, _) = server().await;
    let apply = async |spec: Value, force: &str| {
        let document =
            json!({"kind": "Widget", "apiVersion": "example.com/v1", "metadata": {"name": "a"}, "spec": spec});
        let uri = format!("{WIDGETS}/a?fieldManager=s{force}");
        client.ask("PATCH", &uri, [APPLY, ""], &document.to_string()).await
    };
    let ports = json!([{"port": 80, "name": "web"}]);
    let conflict = apply(json!({"text": "s", "ports": ports}), "").await;
    let why = "Apply failed with 1 conflict: conflict with \"t\" using example.com/v1: .spec.text";
    assert_eq!((conflict.code, &conflict.body["message"]), (409, &why.into()));
    let applied = apply(json!({"text": "s", "ports": ports, "maybe": null}), "&force=true").await;
    assert_eq!(applied.code, 200, "{}", applied.text);
    let mut sorted = applied.body.clone();
    sorted.sort_all_objects();
    assert_eq!(serde_json::to_string(&sorted).unwrap(), applied.text.trim_end());
    let owned = &applied.body["metadata"]["managedFields"][0];
    let fields = json!({"f:spec": {"f:maybe": {}, "f:text": {}, "f:ports": {"k:{\"port\":80}": {".": {}, "f:name": {}, "f:port": {}}}}});
    assert_eq!((&owned["operation"], &owned["fieldsV1"]), (&"Apply".into(), &fields));
    let unknown = apply(json!({"zz": 9}), "").await;
    let why =
        "failed to create typed patch object (/a; example.com/v1, Kind=Widget): .spec.zz: field not declared in schema";
    assert_eq!((unknown.code, &unknown.body["message"]), (500, &why.into()));
    let created = {
        let document = r#"{"kind":"Widget","apiVersion":"example.com/v1","metadata":{"name":"new"},"spec":{"ports":[{"port":1}]}}"#;
        client.ask("PATCH", &format!("{WIDGETS}/new?fieldManager=s"), [APPLY, ""], document).await
    };
    // A default is put in after it is known who owns what.
    assert_eq!((created.code, &created.body["spec"]["size"]), (201, &3.into()), "{}", created.text);
    assert!(created.body["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"].get("f:size").is_none());
}

/// The reference stores what it cannot read again then, and no list can be had from there on.
#[test]
fn what_nests_too_deep_with_its_managers_is_not_stored() {
    let check = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (client, _) = server().await;
            let mut codes = Vec::new();
            for depth in [9_000, 9_996, 9_997] {
                let deep = "{\"a\":".repeat(depth) + "1" + &"}".repeat(depth);
                let widget = format!(
                    r#"{{"kind":"Widget","apiVersion":"example.com/v1","metadata":{{"name":"deep"}},"spec":{{"free":{deep}}}}}"#
                );
                codes.push(client.ask("POST", &format!("{WIDGETS}?dryRun=All"), [JSON, ""], &widget).await.code);
            }
            assert_eq!(codes, [201, 400, 400]);
        });
    };
    std::thread::Builder::new().stack_size(64 << 20).spawn(check).unwrap().join().unwrap();
}

#[tokio::test]
async fn it_is_told_of_and_watched_and_gone_with_its_kind() {
    let (client, _) = server().await;
    let resources = client.get("/apis/example.com/v1").await;
    let verbs = json!(["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]);
    let resource = &resources.body["resources"][0];
    assert_eq!(
        (&resource["name"], &resource["kind"], &resource["verbs"]),
        (&"widgets".into(), &"Widget".into(), &verbs)
    );
    let document = client.get("/openapi/v3/apis/example.com/v1").await;
    let schemas = &document.body["components"]["schemas"];
    let widget = &schemas["com.example.v1.Widget"];
    assert_eq!(widget["properties"]["spec"]["properties"]["size"], json!({"type": "integer", "default": 3}));
    let either = json!({"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": true});
    assert_eq!(widget["properties"]["spec"]["properties"]["either"], either);
    assert_eq!(
        widget["properties"]["metadata"]["allOf"][0]["$ref"],
        "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
    );
    assert_eq!(
        schemas["com.example.v1.WidgetList"]["properties"]["items"]["items"]["$ref"],
        "#/components/schemas/com.example.v1.Widget"
    );
    let operation = &document.body["paths"]["/apis/example.com/v1/namespaces/{namespace}/widgets/{name}"]["patch"];
    assert_eq!(operation["operationId"], "patchExampleComV1NamespacedWidget");
    let patches: Vec<&coracle_object::SmolStr> =
        operation["requestBody"]["content"].as_object().unwrap().keys().collect();
    assert_eq!(patches, [APPLY, JSON_PATCH, MERGE]);
    // It is deleted by what clients know, in all groups of theirs: 55 versions, of which no group of custom resources is one.
    let known = |of: &Value| of["x-kubernetes-group-version-kind"].as_array().unwrap().clone();
    let of_clients = known(&schemas["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"]);
    assert_eq!(of_clients.len(), 55);
    let definitions = client.get("/openapi/v2").await;
    let mut others = known(&definitions.body["definitions"]["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"]);
    others.retain(|known| !of_clients.contains(known));
    let groups: Vec<&Value> = others.iter().map(|known| &known["group"]).collect();
    let [admission, extensions, registration] =
        ["admission", "apiextensions", "apiregistration"].map(|name| format!("{name}.k8s.io"));
    let images = "imagepolicy.k8s.io".to_owned();
    assert_eq!(groups, [&admission, &admission, &extensions, &extensions, &registration, &registration, &images]);
    let spec = &definitions.body["definitions"]["com.example.v1.Widget"]["properties"]["spec"]["properties"];
    assert_eq!((&spec["maybe"], &spec["free"]), (&json!({}), &json!({"x-kubernetes-preserve-unknown-fields": true})));

    let Reply::Stream(_, mut frames) = client.reply("GET", &format!("{WIDGETS}?watch=1"), ["", ""], "").await else {
        panic!("no stream");
    };
    let event: Value = serde_json::from_slice(&frames.next().await.unwrap()).unwrap();
    assert_eq!((&event["type"], &event["object"]["spec"]["size"]), (&"ADDED".into(), &3.into()));
    drop(frames);

    // Another schema is seen at once in what was stored before.
    let mut other = schema(5);
    other["properties"]["spec"]["properties"].as_object_mut().unwrap().remove("text");
    other["properties"]["spec"]["properties"]["color"] = json!({"type": "string", "default": "red"});
    let before = client.get(&format!("{WIDGETS}/a")).await.body;
    client.0.main().kinds.replace(with_widgets(&other));
    let after = client.get(&format!("{WIDGETS}/a")).await.body;
    assert_eq!(after["spec"], json!({"color": "red", "free": {"a": 2, "z": 1}, "maybe": null, "size": 3}));
    assert_eq!(after["metadata"]["resourceVersion"], before["metadata"]["resourceVersion"]);

    let deleted = client.ask("DELETE", &format!("{WIDGETS}/a"), ["", ""], "").await;
    assert_eq!((deleted.code, &deleted.body["details"]["kind"]), (200, &"widgets".into()));
    client.0.main().kinds.replace(coracle_kinds::builtin());
    for path in [&format!("{WIDGETS}/a"), WIDGETS, "/apis/example.com/v1", "/openapi/v3/apis/example.com/v1"] {
        assert_eq!(client.get(path).await.code, 404, "{path}");
    }
}
