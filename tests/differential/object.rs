//! Random objects, from few names and values so that managers meet, and with a mistake now and then: Endpoints and
//! Namespaces by heart, any other kind as `target` makes it.

use serde_json::{Map, Value, json};

use crate::random::Random;
use crate::target::Target;

pub const LABELS: [&str; 6] = ["a", "b", "c", "x.io/d", "e.f", "app.kubernetes.io/name"];
pub const ANNOTATIONS: [&str; 5] = ["k1", "k.2", "x.io/k3", "k-4_5", LAST_APPLIED];
pub const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
pub const FINALIZERS: [&str; 4] = ["e.io/a", "e.io/b", "e.io/c", "f.example.com/d"];
const IPS: [&str; 5] = ["10.0.0.1", "10.0.0.2", "192.168.7.7", "2001:db8::1", "203.0.113.9"];
const UIDS: [&str; 3] = [
    "0e0e0e00-1111-4222-8333-444444444444",
    "0e0e0e01-1111-4222-8333-444444444444",
    "0e0e0e02-1111-4222-8333-444444444444",
];

/// What is written to.
#[derive(Clone, Copy)]
pub enum Kind {
    Endpoints,
    Namespace,
    Other(&'static Target),
}

impl Kind {
    /// `apiVersion` and `kind`.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Kind::Endpoints => ("v1", "Endpoints"),
            Kind::Namespace => ("v1", "Namespace"),
            Kind::Other(target) => (target.kind.api_version(), target.kind.kind()),
        }
    }

    pub fn is_namespace(self) -> bool {
        matches!(self, Kind::Namespace)
    }

    fn is_namespaced(self) -> bool {
        match self {
            Kind::Endpoints => true,
            Kind::Namespace => false,
            Kind::Other(target) => target.kind.is_namespaced(),
        }
    }
}

/// A whole object; `name` may be a variable of the sequence.
pub fn object(r: &mut Random, kind: Kind, name: &str) -> Value {
    let mut metadata = json!({"name": name});
    if r.chance(2) {
        metadata = json!({"name": r.pick(&["other", "", "Bad_Name"])});
    }
    if kind.is_namespaced() && r.chance(15) {
        metadata["namespace"] = json!(r.weighted(&[(9, "{{ns}}"), (1, "elsewhere"), (1, "")]));
    }
    extend(&mut metadata, metadata_parts(r));
    let (api_version, kind_name) = kind.names();
    let mut object = json!({"apiVersion": api_version, "kind": kind_name, "metadata": metadata});
    extend(&mut object, rest(r, kind));
    object
}

/// What an object has beside its name.
pub fn parts(r: &mut Random, kind: Kind) -> Value {
    let mut object = json!({"metadata": metadata_parts(r)});
    extend(&mut object, rest(r, kind));
    object
}

fn rest(r: &mut Random, kind: Kind) -> Map<String, Value> {
    let mut rest = Map::new();
    match kind {
        Kind::Endpoints if r.chance(60) => {
            rest.insert("subsets".to_owned(), subsets(r));
        }
        Kind::Namespace => {
            if r.chance(30) {
                rest.insert("spec".to_owned(), spec(r));
            }
            if r.chance(40) {
                rest.insert("status".to_owned(), status(r));
            }
        }
        Kind::Endpoints => {}
        Kind::Other(target) => rest = target.members(r),
    }
    rest
}

fn extend(object: &mut Value, more: Map<String, Value>) {
    if let Some(members) = object.as_object_mut() {
        members.extend(more);
    }
}

fn metadata_parts(r: &mut Random) -> Map<String, Value> {
    let mut metadata = Map::new();
    let mut put = |name: &str, value: Value| drop(metadata.insert(name.to_owned(), value));
    if r.chance(65) {
        put("labels", labels(r));
    }
    if r.chance(40) {
        put("annotations", annotations(r));
    }
    if r.chance(25) {
        put("finalizers", finalizers(r));
    }
    if r.chance(25) {
        put("ownerReferences", owners(r));
    }
    if r.chance(5) {
        put("managedFields", managed_fields(r));
    }
    if r.chance(4) {
        put("generateName", json!("g-"));
    }
    if r.chance(4) {
        put("generation", json!(r.pick(&[0, 1, 7])));
    }
    if r.chance(4) {
        put("selfLink", json!("/x"));
    }
    if r.chance(4) {
        put("creationTimestamp", r.pick(&[json!(null), json!("2001-02-03T04:05:06Z")]));
    }
    if r.chance(3) {
        put("deletionTimestamp", r.pick(&[json!(null), json!("2001-02-03T04:05:06Z")]));
    }
    if r.chance(2) {
        put("deletionGracePeriodSeconds", json!(r.pick(&[0, 30])));
    }
    metadata
}

pub fn labels(r: &mut Random) -> Value {
    let mut labels = Map::new();
    for _ in 0..r.below(4) {
        labels.insert(r.pick(&LABELS).to_owned(), json!(r.pick(&["1", "2", "3"])));
    }
    // One mistake at most: the reference lists them in the order of a Go map.
    match r.below(40) {
        0 => drop(labels.insert("a".to_owned(), json!("bad value!"))),
        1 => drop(labels.insert("bad key!".to_owned(), json!("1"))),
        2 => drop(labels.insert("b".to_owned(), Value::Null)),
        3 => drop(labels.insert("b".to_owned(), json!(""))),
        _ => {}
    }
    r.weighted(&[(30, Value::Object(labels)), (1, json!({})), (1, Value::Null)])
}

pub fn annotations(r: &mut Random) -> Value {
    let mut annotations = Map::new();
    for _ in 0..r.below(4) {
        let key = r.pick(&ANNOTATIONS);
        let value =
            if key == LAST_APPLIED { last_applied(r) } else { r.pick(&["1", "2", "a \"b\" / c", ""]).to_owned() };
        annotations.insert(key.to_owned(), json!(value));
    }
    match r.below(40) {
        0 => drop(annotations.insert("he\"llo/x".to_owned(), json!("1"))),
        1 => drop(annotations.insert("a/b/c".to_owned(), json!("1"))),
        2 => drop(annotations.insert("k1".to_owned(), Value::Null)),
        3 => drop(annotations.insert("Upper.io/K".to_owned(), json!("\u{e9}\n"))),
        _ => {}
    }
    r.weighted(&[(30, Value::Object(annotations)), (1, json!({})), (1, Value::Null)])
}

/// A text as `kubectl apply` keeps it of Endpoints, or not.
pub fn last_applied(r: &mut Random) -> String {
    last_applied_of(r, Kind::Endpoints)
}

/// A text as `kubectl apply` keeps it of a kind, or not.
pub fn last_applied_of(r: &mut Random, kind: Kind) -> String {
    let (api_version, kind_name) = kind.names();
    let mut object =
        json!({"apiVersion": api_version, "kind": kind_name, "metadata": {"name": "a", "namespace": "{{ns}}"}});
    if r.chance(70) {
        object["metadata"]["labels"] = labels(r);
    }
    if r.chance(50) {
        object["metadata"]["annotations"] = json!({"k1": r.pick(&["1", "2"])});
    }
    match kind {
        Kind::Other(target) => extend(&mut object, target.members(r)),
        _ if r.chance(50) => object["subsets"] = subsets(r),
        _ => {}
    }
    match r.below(12) {
        0 => "not JSON".to_owned(),
        1 => "{}".to_owned(),
        _ => format!("{object}\n"),
    }
}

pub fn finalizers(r: &mut Random) -> Value {
    let mut list: Vec<Value> = Vec::new();
    for _ in 0..r.below(4) {
        let next = json!(r.pick(&FINALIZERS));
        if !list.contains(&next) || r.chance(10) {
            list.push(next);
        }
    }
    if r.chance(3) {
        list.push(json!(r.pick(&["nope", "a/b/c", "", "kubernetes"])));
    }
    r.weighted(&[(30, Value::Array(list)), (1, json!([])), (1, Value::Null)])
}

pub fn owners(r: &mut Random) -> Value {
    let list = (0..r.below(4)).map(|_| owner(r)).collect();
    r.weighted(&[(30, Value::Array(list)), (1, json!([])), (1, Value::Null)])
}

/// An owner of a kind that no garbage collector can look up, so that none deletes what it owns.
pub fn owner(r: &mut Random) -> Value {
    let mut owner =
        json!({"apiVersion": "x.example/v1", "kind": "Thing", "name": r.pick(&["s0", "s1"]), "uid": r.pick(&UIDS)});
    if r.chance(40) {
        owner["controller"] = r.pick(&[json!(true), json!(false), json!(null)]);
    }
    if r.chance(20) {
        owner["blockOwnerDeletion"] = r.pick(&[json!(true), json!(false)]);
    }
    match r.below(40) {
        0 => owner["uid"] = json!(""),
        1 => owner["apiVersion"] = json!("a/b/c"),
        2 => (owner["apiVersion"], owner["kind"]) = (json!("v1"), json!("Event")),
        3 => drop(owner.as_object_mut().and_then(|members| members.shift_remove("uid"))),
        4 => owner["name"] = json!(""),
        _ => {}
    }
    owner
}

/// What a client may send as managedFields: a reset, entries of its own, or something that is none.
pub fn managed_fields(r: &mut Random) -> Value {
    let entry = |operation: &str, fields: Value| {
        json!({"manager": "own", "operation": operation, "apiVersion": "v1", "time": "2001-02-03T04:05:06Z",
            "fieldsType": "FieldsV1", "fieldsV1": fields})
    };
    let label = json!({"f:metadata": {"f:labels": {".": {}, "f:a": {}}}});
    match r.below(12) {
        0..3 => json!([{}]),
        3 | 4 => json!([]),
        5 => Value::Null,
        6 => json!([entry("Update", label)]),
        7 => json!([entry("Apply", label)]),
        8 => json!([entry("Apply", json!({"f:subsets": {}})), entry("Update", label)]),
        9 => json!([entry("Bogus", label)]),
        10 => json!([entry("Update", json!({"x": {}}))]),
        _ => {
            let mut entry = entry("Update", label);
            let member = r.pick(&["apiVersion", "fieldsType", "fieldsV1", "time", "manager", "subresource"]);
            entry[member] = r.pick(&[json!(""), json!("other"), json!(null)]);
            json!([entry])
        }
    }
}

pub fn subsets(r: &mut Random) -> Value {
    let list = (0..r.below(3)).map(|_| subset(r)).collect();
    r.weighted(&[(30, Value::Array(list)), (1, json!([])), (1, Value::Null)])
}

pub fn subset(r: &mut Random) -> Value {
    let mut subset = json!({});
    if r.chance(85) {
        subset["addresses"] = addresses(r);
    }
    if r.chance(25) {
        subset["notReadyAddresses"] = addresses(r);
    }
    if r.chance(70) {
        subset["ports"] = (0..r.below(3)).map(|_| port(r)).collect();
    }
    subset
}

fn addresses(r: &mut Random) -> Value {
    (0..=r.below(2)).map(|_| address(r)).collect()
}

pub fn address(r: &mut Random) -> Value {
    let mut address = json!({"ip": r.pick(&IPS)});
    if r.chance(20) {
        address["hostname"] = json!(r.weighted(&[(9, "h1"), (9, "h2"), (1, "Bad_Host")]));
    }
    if r.chance(15) {
        address["nodeName"] = json!(r.pick(&["n1", "n2"]));
    }
    if r.chance(15) {
        address["targetRef"] = json!({"kind": "Pod", "name": r.pick(&["p1", "p2"]), "namespace": "{{ns}}"});
    }
    if r.chance(3) {
        address["ip"] = json!(r.pick(&["127.0.0.1", "not-an-ip", "", "010.0.0.1", "::ffff:10.0.0.1", "169.254.1.1"]));
    }
    address
}

pub fn port(r: &mut Random) -> Value {
    let mut port = json!({"port": r.weighted(&[(9, 80), (9, 443), (9, 8080), (1, 0), (1, 70000)])});
    if r.chance(50) {
        port["name"] = json!(r.weighted(&[(9, "p0"), (9, "p1"), (1, "Bad Name"), (1, "")]));
    }
    if r.chance(40) {
        port["protocol"] = json!(r.weighted(&[(9, "TCP"), (9, "UDP"), (1, "ICMP"), (1, "")]));
    }
    if r.chance(10) {
        port["appProtocol"] = json!(r.pick(&["http", "x.io/y"]));
    }
    port
}

fn spec(r: &mut Random) -> Value {
    let finalizers = [json!(["kubernetes"]), json!(["kubernetes", "e.io/a"]), json!([]), json!(null), json!(["bad"])];
    json!({"finalizers": r.weighted(&[(9, finalizers[0].clone()), (4, finalizers[1].clone()), (2, finalizers[2].clone()),
        (1, finalizers[3].clone()), (1, finalizers[4].clone())])})
}

pub fn status(r: &mut Random) -> Value {
    let mut status = json!({});
    if r.chance(60) {
        status["phase"] = json!(r.weighted(&[(9, "Active"), (1, "Terminating"), (1, "Odd"), (1, "")]));
    }
    if r.chance(50) {
        status["conditions"] = (0..r.below(3)).map(|_| condition(r)).collect();
    }
    status
}

pub fn condition(r: &mut Random) -> Value {
    let mut condition = json!({"type": r.pick(&["T1", "T2"]), "status": r.pick(&["True", "False"])});
    if r.chance(40) {
        condition["reason"] = json!(r.pick(&["R1", "R2"]));
    }
    if r.chance(30) {
        condition["lastTransitionTime"] = r.pick(&[json!("2001-02-03T04:05:06Z"), json!(null)]);
    }
    condition
}

/// Makes a mistake somewhere in the value, often one that is none.
pub fn spoil(r: &mut Random, value: &mut Value) {
    let here = r.chance(25);
    match value {
        Value::Object(members) if !members.is_empty() && !here => {
            let key = r.pick(&members.keys().cloned().collect::<Vec<_>>());
            spoil(r, &mut members[&key]);
        }
        Value::Array(items) if !items.is_empty() && !here => {
            let place = r.below(items.len());
            spoil(r, &mut items[place]);
        }
        Value::Object(members) if r.chance(60) => {
            let key = r.pick(&["bogus", "Labels", "a.b/c", "spec", "status", "name"]);
            members.insert(key.to_owned(), any(r));
        }
        Value::Array(items) => {
            let item = if items.is_empty() || r.chance(30) { any(r) } else { r.pick(items) };
            items.push(item);
        }
        other => *other = any(r),
    }
}

/// A value of any type.
pub fn any(r: &mut Random) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(99_999_999_999_i64),
        json!(""),
        json!("x"),
        json!("1"),
        json!([]),
        json!({}),
        json!([1]),
        json!(["x"]),
        json!({"a": "b"}),
        json!({"a": null}),
        json!([null]),
        json!([{}]),
    ];
    r.pick(&values)
}
