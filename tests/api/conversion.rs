//! Custom resources in several versions: who owns what in each, and webhooks that convert them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::certificates::{Authority, Certificate, server_by_itself};
use crate::client::{Client, JSON_PATCH, MERGE};
use crate::program::Home;

const ALL: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const V1: &str = "/apis/example.com/v1/namespaces/default/widgets";
const V2: &str = "/apis/example.com/v2/namespaces/default/widgets";

/// What a webhook is asked for, and what it makes of it.
type Converts = dyn Fn(&Value) -> Value + Send + Sync;

/// A webhook on this machine.
struct Webhook {
    url: String,
    authority: String,
    converts: Arc<Mutex<Arc<Converts>>>,
    asked: Arc<Mutex<Vec<Value>>>,
}

impl Webhook {
    fn start() -> Webhook {
        let authority = Authority::new();
        Webhook::with(&authority.server(), &authority.pem)
    }

    /// With this certificate, for who trusts that one.
    fn with(certificate: &Certificate, authority: &str) -> Webhook {
        let chain = CertificateDer::pem_slice_iter(certificate.certificate.as_bytes()).map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_slice(certificate.key.as_bytes()).unwrap();
        let provider = rustls::crypto::ring::default_provider();
        let config =
            ServerConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}/convert", listener.local_addr().unwrap());
        let converts: Arc<Mutex<Arc<Converts>>> = Arc::new(Mutex::new(Arc::new(well)));
        let asked = Arc::<Mutex<Vec<Value>>>::default();
        let webhook =
            Webhook { url, authority: authority.to_owned(), converts: converts.clone(), asked: asked.clone() };
        thread::spawn(move || {
            for socket in listener.incoming() {
                let (config, converts, asked) = (config.clone(), converts.clone(), asked.clone());
                thread::spawn(move || {
                    let session = ServerConnection::new(config).unwrap();
                    let mut stream = BufReader::new(StreamOwned::new(session, socket.unwrap()));
                    // It ends with its connection.
                    let _ = serve(&mut stream, &converts, &asked);
                });
            }
        });
        webhook
    }

    fn converts(&self, how: impl Fn(&Value) -> Value + Send + Sync + 'static) {
        *self.converts.lock().unwrap() = Arc::new(how);
    }

    fn conversion(&self) -> Value {
        let bundle = base64::engine::general_purpose::STANDARD.encode(&self.authority);
        json!({"strategy": "Webhook", "webhook": {
            "clientConfig": {"url": self.url, "caBundle": bundle}, "conversionReviewVersions": ["v1"],
        }})
    }
}

fn serve<S: Read + Write>(
    stream: &mut BufReader<S>,
    converts: &Mutex<Arc<Converts>>,
    asked: &Mutex<Vec<Value>>,
) -> std::io::Result<()> {
    loop {
        let (mut length, mut first) = (0, String::new());
        if stream.read_line(&mut first)? == 0 {
            return Ok(());
        }
        assert_eq!(first, "POST /convert?timeout=30s HTTP/1.1\r\n");
        loop {
            let mut line = String::new();
            stream.read_line(&mut line)?;
            if let Some((name, value)) = line.split_once(": ")
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let review: Value = serde_json::from_slice(&body).unwrap();
        asked.lock().unwrap().push(review.clone());
        let how = converts.lock().unwrap().clone();
        let answer = how(&review).to_string();
        let out = stream.get_mut();
        write!(
            out,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
            answer.len()
        )?;
        out.flush()?;
    }
}

/// `spec.a` of v1 is `spec.b` of v2.
fn convert(object: &Value, version: &str) -> Value {
    let (from, to) = if version == "example.com/v2" { ("a", "b") } else { ("b", "a") };
    let mut object = object.clone();
    object["apiVersion"] = version.into();
    if let Some(value) = object["spec"].as_object_mut().and_then(|spec| spec.remove(from)) {
        object["spec"][to] = value;
    }
    object
}

fn answer(review: &Value, objects: &Value) -> Value {
    json!({"kind": "ConversionReview", "apiVersion": review["apiVersion"], "response": {
        "uid": review["request"]["uid"], "convertedObjects": objects, "result": {"status": "Success"},
    }})
}

fn well(review: &Value) -> Value {
    let request = &review["request"];
    let version = request["desiredAPIVersion"].as_str().unwrap();
    let objects: Vec<Value> =
        request["objects"].as_array().unwrap().iter().map(|object| convert(object, version)).collect();
    answer(review, &objects.into())
}

/// Widgets in two versions, stored in the first.
fn definition(conversion: &Value) -> Value {
    let version = |name: &str, field: &str| {
        let spec = json!({"type": "object", "properties": {(field): {"type": "integer"}, "c": {"type": "string"}}});
        json!({
            "name": name, "served": true, "storage": name == "v1",
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}},
        })
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com", "scope": "Namespaced", "names": {"plural": "widgets", "kind": "Widget"},
            "versions": [version("v1", "a"), version("v2", "b")], "conversion": conversion,
        },
    })
}

fn widget(version: &str, name: &str, spec: &Value) -> String {
    json!({"apiVersion": format!("example.com/{version}"), "kind": "Widget", "metadata": {"name": name}, "spec": spec})
        .to_string()
}

#[test]
fn a_webhook_converts_what_is_read_and_written() {
    let (webhook, home) = (Webhook::start(), Home::new());
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &definition(&webhook.conversion()).to_string()).expect(201);
    let mut watch = client.watch(&format!("{V2}?watch=1&fieldSelector=metadata.name%3Dw"));

    let created = client.post(V2, &widget("v2", "w", &json!({"b": 1}))).expect(201);
    assert_eq!((&created["apiVersion"], &created["spec"]), (&json!("example.com/v2"), &json!({"b": 1})));
    assert_eq!(client.get(&format!("{V1}/w")).expect(200)["spec"], json!({"a": 1}));
    assert_eq!(client.get(&format!("{V2}/w")).expect(200), created);
    let patched = client.patch(&format!("{V2}/w"), MERGE, r#"{"spec":{"b":2}}"#).expect(200);
    assert_eq!((&patched["spec"], &patched["metadata"]["generation"]), (&json!({"b": 2}), &json!(2)));
    client.patch(&format!("{V1}/w"), MERGE, r#"{"spec":{"c":"x"}}"#).expect(200);
    client.post(V1, &widget("v1", "x", &json!({"a": 5}))).expect(201);

    let list = client.get(V2).expect(200);
    assert_eq!(list["items"][0]["spec"], json!({"b": 2, "c": "x"}));
    assert_eq!(
        (&list["items"][1]["apiVersion"], &list["items"][1]["spec"]),
        (&json!("example.com/v2"), &json!({"b": 5}))
    );
    assert_eq!(client.get(&format!("{V2}?limit=1")).expect(200)["items"][0], list["items"][0]);
    for (kind, spec) in
        [("ADDED", json!({"b": 1})), ("MODIFIED", json!({"b": 2})), ("MODIFIED", json!({"b": 2, "c": "x"}))]
    {
        let event = watch.next().unwrap().unwrap();
        assert_eq!((&event["type"], &event["object"]["spec"]), (&json!(kind), &spec));
    }
    client.delete(&format!("{V2}/w")).expect(200);
    assert_eq!(watch.next().unwrap().unwrap()["type"], "DELETED");

    let asked = webhook.asked.lock().unwrap();
    let first = &asked[0];
    assert_eq!(
        (&first["apiVersion"], &first["request"]["desiredAPIVersion"]),
        (&json!("apiextensions.k8s.io/v1"), &json!("example.com/v1"))
    );
    assert_eq!(first["request"]["objects"][0]["metadata"]["name"], "w");
}

#[test]
fn an_apply_meets_who_wrote_in_another_version() {
    let (webhook, home) = (Webhook::start(), Home::new());
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &definition(&webhook.conversion()).to_string()).expect(201);
    let apply = |manager: &str, version: &str, at: &str, spec: &Value| {
        let path = format!("{at}/w?fieldManager={manager}");
        client.patch(&path, "application/apply-patch+yaml", &widget(version, "w", spec))
    };
    apply("one", "v1", V1, &json!({"a": 1})).expect(201);
    let conflict = apply("two", "v2", V2, &json!({"b": 2})).expect(409);
    assert_eq!(conflict["details"]["causes"][0]["message"], r#"conflict with "one""#);
    let both = apply("two", "v2", V2, &json!({"b": 1})).expect(200);
    // Who changes nothing by coming has no time, and stands first.
    let managers = both["metadata"]["managedFields"].as_array().unwrap();
    let of: Vec<_> = managers.iter().map(|entry| (&entry["apiVersion"], &entry["fieldsV1"])).collect();
    assert_eq!(
        of,
        [
            (&json!("example.com/v2"), &json!({"f:spec": {"f:b": {}}})),
            (&json!("example.com/v1"), &json!({"f:spec": {"f:a": {}}})),
        ]
    );
}

#[test]
fn what_a_webhook_does_wrong_is_told() {
    let (webhook, home) = (Webhook::start(), Home::new());
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &definition(&webhook.conversion()).to_string()).expect(201);
    client.post(V1, &widget("v1", "w", &json!({"a": 1}))).expect(201);
    let changed = |change: fn(&mut Value)| {
        move |review: &Value| {
            let mut answer = well(review);
            change(&mut answer);
            answer
        }
    };
    let told = |how: fn(&mut Value), why: &str| {
        webhook.converts(changed(how));
        for (path, reason, key) in
            [(format!("{V2}/w"), "InternalError", ""), (V2.to_owned(), "StorageReadError", "/registry")]
        {
            let failure = client.get(&path).expect(500);
            assert_eq!(failure["reason"], reason);
            let message = failure["message"].as_str().unwrap();
            let corrupt = format!(
                "StorageError: corrupt object, Code: 7, Key: {key}/example.com/widgets/default/w, ResourceVersion: 0, "
            );
            assert!(message.contains(&corrupt) && message.ends_with(&format!(": {why}")), "{path}: {message}");
        }
    };
    let what = "conversion webhook for example.com/v1, Kind=Widget";
    told(
        |answer| answer["response"]["result"] = json!({"status": "Failure", "message": "no"}),
        &format!("{what} failed: no"),
    );
    told(
        |answer| answer["response"]["result"] = json!({}),
        &format!("{what} failed: response.result.status was '', not 'Success'"),
    );
    told(
        |answer| answer["response"]["convertedObjects"] = json!([]),
        &format!("{what} returned 0 objects, expected 1"),
    );
    told(
        |answer| answer["response"]["convertedObjects"][0]["apiVersion"] = "example.com/v1".into(),
        &format!(
            "{what} returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v1)"
        ),
    );
    told(
        |answer| answer["response"]["convertedObjects"][0]["metadata"]["name"] = "x".into(),
        &format!("{what} returned invalid object: must have the same name: w != x"),
    );
    told(
        |answer| answer["response"]["convertedObjects"][0]["metadata"]["labels"] = json!({"a": 1}),
        &format!(
            "{what} returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object"
        ),
    );
    told(
        |answer| answer["apiVersion"] = "apiextensions.k8s.io/v1beta1".into(),
        &format!("{what} failed: converting (v1beta1.ConversionReview) to (v1.ConversionReview): unknown conversion"),
    );

    // Labels may change, and nothing else of the metadata.
    webhook.converts(changed(|answer| {
        let metadata = &mut answer["response"]["convertedObjects"][0]["metadata"];
        (metadata["labels"], metadata["generation"]) = (json!({"l": "x"}), json!(9));
    }));
    let read = client.get(&format!("{V2}/w")).expect(200);
    assert_eq!((&read["metadata"]["labels"], &read["metadata"]["generation"]), (&json!({"l": "x"}), &json!(1)));
    assert_eq!(client.get(&format!("{V2}?labelSelector=l%3Dx")).expect(200)["items"][0]["metadata"]["name"], "w");
    assert_eq!(client.get(&format!("{V1}/w")).expect(200)["metadata"]["labels"], Value::Null);

    // The stored version does not need it.
    webhook.converts(|_| json!({}));
    client.patch(&format!("{V1}/w"), MERGE, r#"{"spec":{"a":3}}"#).expect(200);
    client.post(V2, &widget("v2", "y", &json!({"b": 1}))).expect(500);
    assert_eq!(client.get(&format!("{V1}/y")).code, 404);
    client.delete(&format!("{V1}/w")).expect(200);
}

#[test]
fn a_webhook_that_is_not_there_is_named() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let config = |config: Value| json!({"strategy": "Webhook", "webhook": {"clientConfig": config, "conversionReviewVersions": ["v1"]}});
    let service = config(json!({"service": {"name": "s", "namespace": "n", "path": "/convert"}}));
    client.post(ALL, &definition(&service).to_string()).expect(201);
    client.post(V1, &widget("v1", "w", &json!({"a": 1}))).expect(201);
    let told = |why: &str| {
        let failure = client.get(&format!("{V2}/w")).expect(500);
        let what = "conversion webhook for example.com/v1, Kind=Widget failed";
        let message = failure["message"].as_str().unwrap();
        assert!(message.ends_with(&format!("{what}: Post {why}")), "{message}");
    };
    told(r#""https://s.n.svc:443/convert?timeout=30s": service "s" not found"#);

    let replace = |conversion: &Value| {
        let change = json!([{"op": "replace", "path": "/spec/conversion", "value": conversion}]).to_string();
        client.patch(&format!("{ALL}/widgets.example.com"), JSON_PATCH, &change).expect(200);
    };
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    replace(&config(json!({"url": format!("https://{free}/convert")})));
    told(&format!(r#""https://{free}/convert?timeout=30s": dial tcp {free}: connect: connection refused"#));

    let webhook = Webhook::start();
    let stranger = base64::engine::general_purpose::STANDARD.encode(Authority::new().pem);
    replace(&config(json!({"url": webhook.url, "caBundle": stranger})));
    let unknown = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    told(&format!(r#""{}?timeout=30s": {unknown}"#, webhook.url));

    replace(&webhook.conversion());
    assert_eq!(client.get(&format!("{V2}/w")).expect(200)["spec"], json!({"b": 1}));

    // A certificate that is named itself, be it an authority's or not, as long as it is for the name.
    for is_authority in [true, false] {
        let (own, named) = server_by_itself("127.0.0.1", is_authority);
        replace(&Webhook::with(&own, &named.pem).conversion());
        assert_eq!(client.get(&format!("{V2}/w")).expect(200)["spec"], json!({"b": 1}));
    }
    let (own, named) = server_by_itself("127.0.0.2", true);
    replace(&Webhook::with(&own, &named.pem).conversion());
    let failure = client.get(&format!("{V2}/w")).expect(500);
    let message = failure["message"].as_str().unwrap();
    assert!(message.contains("tls: failed to verify certificate: x509: "), "{message}");
    // What it has signed does not count, if it is no authority's.
    let (_, named) = server_by_itself("127.0.0.1", false);
    let webhook = Webhook::with(&named.server(), &named.pem);
    replace(&webhook.conversion());
    told(&format!(r#""{}?timeout=30s": {unknown}"#, webhook.url));
}

#[test]
fn a_webhook_that_hangs_holds_up_nobody_else() {
    let (webhook, home) = (Webhook::start(), Home::new());
    let server = home.serve(&["--http"]);
    let client = server.client();
    client.post(ALL, &definition(&webhook.conversion()).to_string()).expect(201);
    client.post(V1, &widget("v1", "w", &json!({"a": 1}))).expect(201);
    webhook.converts(|review| {
        thread::sleep(Duration::from_secs(5));
        well(review)
    });
    let waiting: Vec<_> = (0..8)
        .map(|i| {
            let client: Client = client.clone();
            thread::spawn(move || match i % 2 {
                0 => client.get(&format!("{V2}/w")).expect(200),
                _ => client.post(V2, &widget("v2", &format!("w{i}"), &json!({"b": i}))).expect(201),
            })
        })
        .collect();
    thread::sleep(Duration::from_millis(200));
    let began = Instant::now();
    for i in 0..10 {
        client.post(V1, &widget("v1", &format!("free{i}"), &json!({"a": i}))).expect(201);
    }
    assert_eq!(client.get(V1).expect(200)["items"].as_array().unwrap().len(), 11);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
    for thread in waiting {
        thread.join().unwrap();
    }
}
