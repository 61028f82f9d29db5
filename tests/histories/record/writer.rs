//! A client that writes: every way to create, change and delete, on few objects, so that clients meet.

use serde_json::{Value, json};

use super::party::Party;
use super::recorder::{KEPT, PLACES};
use crate::client::{Answer, JSON, JSON_PATCH, MERGE, STRATEGIC};
use crate::history::{Key, Outcome, Read, Revision, STAMP, Span, Write};
use crate::selection::{ENDPOINTS, NAMESPACES};

const APPLY: &str = "application/apply-patch+yaml";

#[derive(Clone, Copy, PartialEq)]
enum How {
    Create,
    DryRun,
    Update,
    UpdateOf,
    Merge,
    Strategic,
    Json,
    Apply,
    Delete,
    Clear,
    Namespace,
    Nothing,
    Read,
}

const WEIGHTS: [(usize, How); 13] = [
    (20, How::Create),
    (3, How::DryRun),
    (8, How::Update),
    (12, How::UpdateOf),
    (20, How::Merge),
    (8, How::Strategic),
    (8, How::Json),
    (8, How::Apply),
    (14, How::Delete),
    (2, How::Clear),
    (10, How::Namespace),
    (3, How::Nothing),
    (6, How::Read),
];

/// Writes until the session ends.
pub fn run(mut party: Party) -> Party {
    let mut count = 0;
    while !party.closing() {
        count += 1;
        let how = party.random.weighted(&WEIGHTS);
        write(&mut party, how, count);
        party.pause(12);
    }
    party
}

/// Writes what the keepers are to see last; gives their revisions.
pub fn mark(party: &mut Party) -> [Revision; KEPT.len()] {
    // A name may be taken or not be there.
    let mut tries = (0..).map(|count| write(party, if count % 2 == 0 { How::Create } else { How::Merge }, count));
    let endpoints = tries.by_ref().take(1000).flatten().next().expect("something can be written");
    drop(tries);
    [endpoints, write(party, How::Namespace, 1000).expect("a namespace can be patched")]
}

/// Does one thing; gives its revision if it was acknowledged that something is stored.
fn write(party: &mut Party, how: How, count: usize) -> Option<Revision> {
    let (namespace, name) = (party.random.pick(&PLACES), format!("e-{}", party.random.below(8)));
    let key = Key { resource: ENDPOINTS, namespace: namespace.to_owned(), name };
    let all = format!("/api/v1/namespaces/{namespace}/endpoints");
    let one = format!("{all}/{}", key.name);
    let stamp = format!("{}-{count}", party.name);
    let mut object = object(party, &key, &stamp);
    let metadata = json!({"metadata": {
        "labels": object["metadata"]["labels"], "annotations": object["metadata"]["annotations"],
    }});
    let (what, (span, answer)) = match how {
        How::Create => ("create", party.ask("POST", &all, JSON, Some(&object))),
        How::DryRun => ("dry run", party.ask("PUT", &format!("{one}?dryRun=All"), JSON, Some(&object))),
        How::Update => ("update", party.ask("PUT", &one, JSON, Some(&object))),
        How::UpdateOf => {
            object["metadata"]["resourceVersion"] = read(party, &key)?.into();
            ("update of a version", party.ask("PUT", &one, JSON, Some(&object)))
        }
        How::Merge => ("merge patch", party.ask("PATCH", &one, MERGE, Some(&metadata))),
        How::Strategic => ("strategic merge patch", party.ask("PATCH", &one, STRATEGIC, Some(&metadata))),
        How::Json => {
            let set = |name: &str| json!({"op": "add", "path": format!("/metadata/{name}"), "value": metadata["metadata"][name]});
            let patch = json!([set("labels"), set("annotations")]);
            ("JSON patch", party.ask("PATCH", &one, JSON_PATCH, Some(&patch)))
        }
        How::Apply => (
            "apply",
            party.ask("PATCH", &format!("{one}?fieldManager={}&force=true", party.name), APPLY, Some(&object)),
        ),
        How::Delete => ("delete", party.ask("DELETE", &one, JSON, None)),
        How::Clear => ("deletecollection", party.ask("DELETE", &format!("{all}?labelSelector=app%3Db"), JSON, None)),
        How::Namespace => (
            "patch of a namespace",
            party.ask("PATCH", &format!("/api/v1/namespaces/{namespace}"), MERGE, Some(&metadata)),
        ),
        How::Nothing => {
            let (span, answer) = party.ask("PATCH", &one, MERGE, Some(&json!({})));
            found(party, &key, span, answer);
            return None;
        }
        How::Read => {
            read(party, &key);
            return None;
        }
    };
    let resource = if how == How::Namespace { NAMESPACES } else { ENDPOINTS };
    let outcome = outcome(party, how, resource, answer);
    let stored = match &outcome {
        Outcome::Stored(object) => Some(object.revision),
        _ => None,
    };
    party.history.writes.push(Write { group: party.group, span, how: what, stamp, outcome });
    stored
}

/// An object with labels by chance, some of them large.
fn object(party: &mut Party, key: &Key, stamp: &str) -> Value {
    let mut labels = json!({"app": party.random.pick(&["a", "b", "c"])});
    // A merge patch takes it away.
    labels["tier"] = if party.random.chance(50) { "front".into() } else { Value::Null };
    let mut annotations = json!({STAMP: stamp});
    if party.random.chance(5) {
        annotations["large"] = "x".repeat(20_000).into();
    }
    let ip = format!("10.0.0.{}", 1 + party.random.below(9));
    json!({
        "apiVersion": "v1", "kind": "Endpoints",
        "metadata": {"name": key.name, "namespace": key.namespace, "labels": labels, "annotations": annotations},
        "subsets": [{"addresses": [{"ip": ip}], "ports": [{"port": 80}]}],
    })
}

fn outcome(party: &Party, how: How, resource: &'static str, answer: Option<Answer>) -> Outcome {
    let Some(answer) = answer else { return Outcome::Unknown };
    let uid = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no uid: {}", answer.text())).to_owned();
    match (answer.code, how) {
        (200 | 201, How::DryRun) => Outcome::Refused(answer.code),
        (200, How::Delete) => Outcome::Deleted(uid(&answer.json()["details"]["uid"])),
        (200, How::Clear) => {
            let items = answer.json()["items"].take();
            Outcome::Cleared(items.as_array().into_iter().flatten().map(|item| uid(&item["metadata"]["uid"])).collect())
        }
        (200 | 201, _) => Outcome::Stored(party.recorder.object(resource, &answer.json())),
        (400..=499, _) => Outcome::Refused(answer.code),
        _ => Outcome::Unknown,
    }
}

/// GETs an object, and gives its resourceVersion.
fn read(party: &mut Party, key: &Key) -> Option<String> {
    let (span, answer) =
        party.ask("GET", &format!("/api/v1/namespaces/{}/endpoints/{}", key.namespace, key.name), JSON, None);
    found(party, key, span, answer)
}

/// Notes what is there.
fn found(party: &mut Party, key: &Key, span: Span, answer: Option<Answer>) -> Option<String> {
    let answer = answer?;
    let found = match answer.code {
        200 => Some(party.recorder.object(key.resource, &answer.json())),
        404 => None,
        _ => return None,
    };
    let version = found.as_ref().map(|object| object.revision.to_string());
    party.history.reads.push(Read { group: party.group, span, key: key.clone(), found });
    version
}
