//! The workloads, as requests.

use std::time::Duration;

use clap::ValueEnum;
use hyper::Method;
use serde_json::{Value, json};

use crate::client::Ask;

/// Where the objects are that are written and read.
pub const NAMESPACE: &str = "bench";
/// Where new ones are made.
pub const CREATED: &str = "bench-created";
/// How many objects share a label.
const LABELS: u64 = 50;
/// The annotation that patches set.
pub const MARK: &str = "bench/mark";

/// What is asked for again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Workload {
    /// POST, each another name.
    Create,
    /// A JSON patch of an annotation, to a value never seen before.
    PatchJson,
    /// The same as a merge patch.
    PatchMerge,
    /// The same as a strategic merge patch.
    PatchStrategic,
    /// The same as an apply, by three managers in turn, each of whom has an annotation.
    Apply,
    /// PUT of the whole object with one more label.
    Update,
    /// A merge patch by one client.
    PatchOneWorker,
    /// Merge patches of twenty annotations of one object.
    PatchHot,
    /// One object after the other.
    Get,
    /// The namespace.
    List,
    /// Those of the namespace with one of fifty labels.
    ListSelector,
    /// The first fifty of the namespace.
    ListPage,
    /// Fifty watches of the namespace, and clients who patch.
    Watch50,
    /// Watches of one object with 400 addresses, which is patched eight times a second.
    WatchWide,
}

/// How often a wide object is patched.
const WIDE_EVERY: Duration = Duration::from_millis(125);
/// How many addresses it has.
const WIDE_ADDRESSES: u64 = 400;
/// What it is called.
const WIDE: &str = "wide";

impl Workload {
    /// How many clients ask at once, unless that is said.
    pub fn clients(self) -> usize {
        match self {
            Self::PatchOneWorker | Self::WatchWide => 1,
            Self::List | Self::ListSelector | Self::ListPage | Self::Watch50 => 8,
            _ => 32,
        }
    }

    /// How many watches are open, unless that is said; none for what watches nothing.
    pub fn watches(self) -> Option<usize> {
        match self {
            Self::Watch50 => Some(50),
            Self::WatchWide => Some(5_000),
            _ => None,
        }
    }

    /// Where its watches look.
    pub fn watched(self) -> String {
        let all = collection(NAMESPACE);
        if self == Self::WatchWide { format!("{all}?fieldSelector=metadata.name%3D{WIDE}") } else { all }
    }

    /// What has to be there beside the objects.
    pub fn needs(self) -> Option<Ask> {
        (self == Self::WatchWide).then(|| create(NAMESPACE, &wide()))
    }

    /// How long a client waits between two requests.
    pub fn pause(self) -> Option<Duration> {
        (self == Self::WatchWide).then_some(WIDE_EVERY)
    }

    /// What it is called on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// The `n`th request, over so many objects; `run` is a text of this run alone.
    pub fn ask(self, n: u64, objects: u64, run: &str) -> Ask {
        let (i, mark) = (n % objects, format!("{run}-{n}"));
        let at = object_path(i);
        match self {
            Self::Create => {
                let mut object = object(0);
                object["metadata"]["name"] = format!("c{mark}").into();
                create(CREATED, &object)
            }
            Self::PatchJson => {
                let patch = json!([{"op": "add", "path": "/metadata/annotations", "value": {MARK: mark}}]);
                patched(at, "application/json-patch+json", &patch)
            }
            Self::PatchMerge | Self::PatchOneWorker | Self::Watch50 => {
                patched(at, "application/merge-patch+json", &annotated(MARK, &mark))
            }
            Self::WatchWide => patched(object_at(WIDE), "application/merge-patch+json", &annotated(MARK, &mark)),
            Self::PatchStrategic => patched(at, "application/strategic-merge-patch+json", &annotated(MARK, &mark)),
            Self::PatchHot => {
                let name = format!("bench/hot-{}", n % 20);
                patched(object_path(0), "application/merge-patch+json", &annotated(&name, &mark))
            }
            Self::Apply => {
                let manager = format!("m{}", n % 3);
                let mut document = annotated(&format!("bench/{manager}"), &mark);
                document["apiVersion"] = "v1".into();
                document["kind"] = "Endpoints".into();
                document["metadata"]["name"] = format!("e{i}").into();
                patched(format!("{at}?fieldManager={manager}"), "application/apply-patch+yaml", &document)
            }
            Self::Update => {
                let mut object = object(i);
                object["metadata"]["labels"]["mark"] = mark.into();
                Ask { method: Method::PUT, path: at, media_type: "application/json", body: object.to_string().into() }
            }
            Self::Get => Ask::get(at),
            Self::List => Ask::get(collection(NAMESPACE)),
            Self::ListSelector => Ask::get(format!("{}?labelSelector=app%3Da7", collection(NAMESPACE))),
            Self::ListPage => Ask::get(format!("{}?limit=50", collection(NAMESPACE))),
        }
    }
}

/// The path of a namespace's objects.
pub fn collection(namespace: &str) -> String {
    format!("/api/v1/namespaces/{namespace}/endpoints")
}

fn object_path(i: u64) -> String {
    object_at(&format!("e{i}"))
}

fn object_at(name: &str) -> String {
    format!("{}/{name}", collection(NAMESPACE))
}

/// An object of about 8 KB.
fn wide() -> Value {
    let address = |i| json!({"ip": format!("10.1.{}.{}", i / 256, i % 256)});
    let addresses: Vec<_> = (0..WIDE_ADDRESSES).map(address).collect();
    json!({
        "apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": WIDE},
        "subsets": [{"addresses": addresses, "ports": [{"port": 80}]}],
    })
}

/// The `i`th object as it is made, with an annotation of so many bytes if that is more than none.
pub fn padded(i: u64, bytes: usize) -> Value {
    let mut object = object(i);
    if bytes > 0 {
        object["metadata"]["annotations"] = json!({"bench/pad": "x".repeat(bytes)});
    }
    object
}

/// The `i`th object as it is made.
pub fn object(i: u64) -> Value {
    let (high, low) = (i / 256 % 256, i % 256);
    let target = json!({"kind": "Pod", "namespace": "d", "name": format!("p{i}")});
    json!({
        "apiVersion": "v1", "kind": "Endpoints",
        "metadata": {"name": format!("e{i}"), "labels": {"app": format!("a{}", i % LABELS)}},
        "subsets": [{
            "addresses": [{"ip": format!("10.{high}.{low}.1"), "targetRef": target}, {"ip": format!("10.{high}.{low}.2")}],
            "ports": [{"name": "http", "port": 80, "protocol": "TCP"}],
        }],
    })
}

/// Makes an object.
pub fn create(namespace: &str, object: &Value) -> Ask {
    let (path, body) = (collection(namespace), object.to_string().into());
    Ask { method: Method::POST, path, media_type: "application/json", body }
}

fn annotated(name: &str, value: &str) -> Value {
    json!({"metadata": {"annotations": {name: value}}})
}

fn patched(path: String, media_type: &'static str, patch: &Value) -> Ask {
    Ask { method: Method::PATCH, path, media_type, body: patch.to_string().into() }
}
