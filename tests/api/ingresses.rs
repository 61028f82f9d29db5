//! What an Ingress has to do with the IngressClasses that there are; and a LimitRange that comes without a name.

// Every answer as the reference gave it.

use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::program::Home;

const CLASSES: &str = "/apis/networking.k8s.io/v1/ingressclasses";
const ALL: &str = "/apis/networking.k8s.io/v1/namespaces/default/ingresses";
const RANGES: &str = "/api/v1/namespaces/default/limitranges";

fn make_class(client: &Client, name: &str, default: &str) {
    let annotations = json!({"ingressclass.kubernetes.io/is-default-class": default});
    let class = json!({"metadata": {"name": name, "annotations": annotations}, "spec": {"controller": "ex.com/c"}});
    client.post(CLASSES, &class.to_string()).expect(201);
}

fn ingress(name: &str) -> Value {
    let backend = json!({"service": {"name": "s", "port": {"number": 80}}});
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": name},
        "spec": {"defaultBackend": backend},
    })
}

#[test]
fn one_without_a_class_gets_the_newest_default_and_nobody_owns_that() {
    let home = Home::new();
    let server = home.serve(&["--http", "--faults"]);
    let client = server.client();
    let create = |name: &str| client.post(&format!("{ALL}?fieldManager=m"), &ingress(name).to_string()).expect(201);
    assert_eq!(create("before")["spec"]["ingressClassName"], Value::Null);
    make_class(&client, "old", "true");
    client.put("/coracle/v1/clock", r#"{"by":"1m"}"#).expect(200);
    for (name, default) in [("b-new", "true"), ("a-new", "true"), ("other", "false")] {
        make_class(&client, name, default);
    }
    let one = create("one");
    let path = format!("{ALL}/two?fieldManager=m");
    let two = client.patch(&path, "application/apply-patch+yaml", &ingress("two").to_string()).expect(201);
    for made in [&one, &two] {
        assert_eq!(made["spec"]["ingressClassName"], "a-new");
        let owned = &made["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"];
        assert!(owned["f:ingressClassName"].is_null() && owned["f:defaultBackend"].is_object(), "{made}");
    }
    let changed = client.put(&format!("{ALL}/one?fieldManager=m"), &ingress("one").to_string()).expect(200);
    assert_eq!((&changed["spec"]["ingressClassName"], &changed["metadata"]["generation"]), (&Value::Null, &json!(2)));
    let tried = client.post(&format!("{ALL}?dryRun=All"), &ingress("three").to_string()).expect(201);
    assert_eq!(tried["spec"]["ingressClassName"], "a-new");
}

#[test]
fn whoever_made_the_default_class_has_it_in_what_is_made_then() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let made = (0..200).map(|n| {
                let made = client.post(ALL, &ingress(&format!("i{n}")).to_string()).expect(201);
                let version: u64 = made["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap();
                (version, made["spec"]["ingressClassName"].clone())
            });
            made.collect::<Vec<_>>()
        });
        thread::sleep(Duration::from_millis(50));
        make_class(&client, "only", "true");
        let class = client.get(&format!("{CLASSES}/only")).expect(200);
        let version: u64 = class["metadata"]["resourceVersion"].as_str().unwrap().parse().unwrap();
        for (made, class) in writer.join().unwrap() {
            assert_eq!(class, if made > version { json!("only") } else { Value::Null }, "revision {made}, {version}");
        }
    });
}

#[test]
fn a_limit_range_without_a_name_gets_one() {
    let home = Home::new();
    let server = home.serve(&["--http"]);
    let client = server.client();
    let made = client.post(RANGES, r#"{"spec":{"limits":[]}}"#).expect(201);
    let name = made["metadata"]["name"].as_str().unwrap();
    assert_eq!((name.len(), &made["metadata"]["generateName"]), (36, &Value::Null));
    assert_ne!(made["metadata"]["uid"], name);
    client.get(&format!("{RANGES}/{name}")).expect(200);
    let prefixed = client.post(RANGES, r#"{"metadata":{"generateName":"g-"},"spec":{"limits":[]}}"#).expect(201);
    assert!(prefixed["metadata"]["name"].as_str().unwrap().starts_with("g-"));
}
