//! A random sequence of writes by several managers, in the form of the recorded cases (tests/wire/README.md).

use serde_json::{Map, Value, json};

use crate::document;
use crate::object::{self, Kind, LAST_APPLIED, last_applied_of, managed_fields, object, spoil};
use crate::random::Random;
use crate::target::Target;
use crate::yaml;

/// User-Agents, whose first part is the manager where the request names none.
const AGENTS: [&str; 6] =
    ["curl/8.0", "kubectl/v1.37.2 (linux/amd64)", "my agent/1", "plain", "a/b/c", "kubectl-client-side-apply/1"];

/// The sequence of this seed: about `length` steps, on Endpoints or a Namespace unless another kind is named.
pub fn steps(seed: u64, length: usize, target: Option<&'static Target>) -> Vec<Value> {
    let r = &mut Random::new(seed);
    let kind = match target {
        Some(target) => Kind::Other(target),
        None if r.chance(15) => Kind::Namespace,
        None => Kind::Endpoints,
    };
    let mut sequence = Sequence { kind, name: 'a', steps: vec![json!({"align": true})] };
    if !kind.is_namespace() && r.chance(90) {
        sequence.create(r);
    }
    match r.below(12) {
        0 => sequence.many_managers(r),
        1 if !kind.is_namespace() => sequence.client_side_apply(r),
        _ => {}
    }
    let aligns = r.weighted(&[(60, 0), (25, 1), (15, 2)]);
    let mut left = length.saturating_sub(sequence.steps.len()).max(length / 2);
    while left > 0 {
        if r.below(left) < aligns && r.chance(60) {
            sequence.steps.push(json!({"align": true}));
        }
        sequence.step(r);
        left -= 1;
    }
    let path = sequence.path();
    sequence.steps.push(json!({"method": "GET", "path": path}));
    sequence.clean_up();
    sequence.steps
}

struct Sequence {
    kind: Kind,
    /// The object written to.
    name: char,
    steps: Vec<Value>,
}

/// What goes out.
struct Request {
    method: &'static str,
    path: String,
    query: Vec<String>,
    content_type: &'static str,
    body: Value,
}

impl Sequence {
    /// Of the object.
    fn path(&self) -> String {
        match self.kind {
            Kind::Namespace => "/api/v1/namespaces/{{ns}}".to_owned(),
            _ => format!("{}/{}", self.collection(), self.object_name()),
        }
    }

    fn collection(&self) -> String {
        match self.kind {
            Kind::Endpoints => "/api/v1/namespaces/{{ns}}/endpoints".to_owned(),
            Kind::Namespace => "/api/v1/namespaces".to_owned(),
            Kind::Other(target) => target.path(),
        }
    }

    fn object_name(&self) -> String {
        match self.kind {
            Kind::Namespace => "{{ns}}".to_owned(),
            Kind::Other(target) if !target.kind.is_namespaced() => format!("{{{{ns}}}}-{}", self.name),
            _ => self.name.to_string(),
        }
    }

    /// Removes what does not go with the namespace.
    fn clean_up(&mut self) {
        let Kind::Other(target) = self.kind else { return };
        if target.kind.is_namespaced() {
            return;
        }
        let last = self.name;
        for name in 'a'..=last {
            self.name = name;
            let (path, headers) = (self.path(), json!({"Content-Type": "application/merge-patch+json"}));
            let body = json!({"metadata": {"finalizers": null}});
            self.steps.push(json!({"method": "PATCH", "path": path, "headers": headers, "body": body}));
            self.steps.push(json!({"method": "DELETE", "path": path}));
        }
    }

    fn step(&mut self, r: &mut Random) {
        match r.below(100) {
            0..5 => self.read(r),
            5..9 => self.create(r),
            9..24 => self.replace(r),
            24..36 => self.patch(r, "application/json-patch+json"),
            36..48 => self.patch(r, "application/merge-patch+json"),
            48..60 => self.patch(r, "application/strategic-merge-patch+json"),
            60..92 => self.apply(r),
            _ if self.kind.is_namespace() => self.finalize(r),
            _ => self.delete(r),
        }
    }

    fn read(&mut self, r: &mut Random) {
        let save = if r.chance(60) { "rv" } else { "old" };
        let path = self.path();
        let save = json!({save: "/metadata/resourceVersion", "uid": "/metadata/uid"});
        self.steps.push(json!({"method": "GET", "path": path, "save": save}));
    }

    fn create(&mut self, r: &mut Random) {
        if self.kind.is_namespace() {
            return self.replace(r);
        }
        let mut body = object(r, self.kind, &self.object_name());
        self.versions(r, &mut body, 4);
        if r.chance(12) {
            spoil(r, &mut body);
        }
        let path = self.collection();
        let body = text(r, body);
        self.send(r, Request { method: "POST", path, query: Vec::new(), content_type: "application/json", body });
    }

    fn replace(&mut self, r: &mut Random) {
        let mut body = object(r, self.kind, &self.object_name());
        self.versions(r, &mut body, 35);
        if r.chance(15) {
            spoil(r, &mut body);
        }
        let body = text(r, body);
        let path = self.subresource(r);
        self.send(r, Request { method: "PUT", path, query: Vec::new(), content_type: "application/json", body });
    }

    fn patch(&mut self, r: &mut Random, content_type: &'static str) {
        let mut body = match content_type {
            "application/json-patch+json" => document::json_patch(r, self.kind),
            "application/merge-patch+json" => document::merge_patch(r, self.kind),
            _ => document::strategic(r, self.kind),
        };
        if body.get("metadata").is_some_and(Value::is_object) {
            self.versions(r, &mut body, 12);
        }
        if r.chance(10) {
            spoil(r, &mut body);
        }
        let query = if r.chance(2) { vec!["force=true".to_owned()] } else { Vec::new() };
        let body = if content_type == "application/json-patch+json" { body } else { text(r, body) };
        let path = self.subresource(r);
        self.send(r, Request { method: "PATCH", path, query, content_type, body });
    }

    fn apply(&mut self, r: &mut Random) {
        let mut body = object(r, self.kind, &self.object_name());
        if body["metadata"].get("managedFields").is_some() && r.chance(70) {
            // It is refused; not so often.
            drop(body["metadata"].as_object_mut().and_then(|metadata| metadata.shift_remove("managedFields")));
        }
        self.versions(r, &mut body, 8);
        if r.chance(12) {
            spoil(r, &mut body);
        }
        let force = r.weighted(&[(5, None), (6, Some("force=true")), (1, Some("force=false"))]);
        let query = force.map(str::to_owned).into_iter().collect();
        let body = if r.chance(35) { Value::String(yaml::write(r, &body)) } else { text(r, body) };
        let path = self.subresource(r);
        let content_type = "application/apply-patch+yaml";
        self.send(r, Request { method: "PATCH", path, query, content_type, body });
        // The same again, or by another manager.
        if r.chance(15) {
            let last = self.steps[self.steps.len() - 1].clone();
            self.steps.push(last);
        }
    }

    fn delete(&mut self, r: &mut Random) {
        let mut options = Map::new();
        if r.chance(30) {
            let policy = r.pick(&["Foreground", "Orphan", "Background", "Bogus"]);
            options.insert("propagationPolicy".to_owned(), json!(policy));
        }
        if r.chance(25) {
            let uid = r.pick(&["{{uid}}", "0e0e0e00-1111-4222-8333-444444444444"]);
            options.insert("preconditions".to_owned(), json!({"uid": uid}));
        }
        if r.chance(20) {
            let version = r.pick(&["{{rv}}", "{{old}}", "1"]);
            options.insert("preconditions".to_owned(), json!({"resourceVersion": version}));
        }
        if r.chance(15) {
            options.insert("dryRun".to_owned(), json!(["All"]));
        }
        if r.chance(10) {
            options.insert("gracePeriodSeconds".to_owned(), json!(r.pick(&[0, 30])));
        }
        if r.chance(5) {
            options.insert("orphanDependents".to_owned(), json!(r.pick(&[true, false])));
        }
        let collected = ["propagationPolicy", "orphanDependents"].iter().any(|option| options.contains_key(*option));
        let path = self.path();
        if r.chance(50) {
            self.read(r);
        }
        let mut step = json!({"method": "DELETE", "path": path, "headers": {"Content-Type": "application/json"}});
        if !options.is_empty() || r.chance(30) {
            step["body"] = Value::Object(options);
        }
        self.steps.push(step);
        if collected {
            // A garbage collector may take it from here, in its own time.
            self.steps.push(json!({"method": "GET", "path": path}));
            self.name = char::from(self.name as u8 + 1);
        }
        if r.chance(60) {
            self.create(r);
        }
    }

    fn finalize(&mut self, r: &mut Random) {
        let mut body = object(r, self.kind, &self.object_name());
        self.versions(r, &mut body, 30);
        let path = format!("{}/finalize", self.path());
        self.send(r, Request { method: "PUT", path, query: Vec::new(), content_type: "application/json", body });
    }

    /// More managers than are kept apart.
    fn many_managers(&mut self, r: &mut Random) {
        for number in 0..9 + r.below(5) {
            if r.chance(8) {
                self.steps.push(json!({"align": true}));
            }
            let name = if r.chance(50) { format!("u{number}") } else { format!("u{}", r.below(14)) };
            let body = json!({"metadata": {"labels": {format!("l{}", r.below(14)): "1"}}});
            let path = format!("{}?fieldManager={name}", self.path());
            let headers = json!({"Content-Type": "application/merge-patch+json"});
            self.steps.push(json!({"method": "PATCH", "path": path, "headers": headers, "body": body}));
        }
    }

    /// What `kubectl apply` does, before someone takes to `kubectl apply --server-side`.
    fn client_side_apply(&mut self, r: &mut Random) {
        let document = json!({"metadata": {"annotations": {LAST_APPLIED: last_applied_of(r, self.kind)}, "labels": object::labels(r)}});
        let content_type = json!({"Content-Type": "application/strategic-merge-patch+json"});
        let path = self.path();
        let manager = r.pick(&["kubectl-client-side-apply", "kubectl", "kubectl-client-side-apply"]);
        self.steps.push(json!({"method": "PATCH", "path": format!("{path}?fieldManager={manager}"),
            "headers": content_type, "body": document}));
        let mut body = object(r, self.kind, &self.object_name());
        if r.chance(40) {
            body["metadata"]["annotations"] = json!({LAST_APPLIED: last_applied_of(r, self.kind)});
        }
        let force = r.pick(&["", "&force=true"]);
        let headers = json!({"Content-Type": "application/apply-patch+yaml"});
        self.steps.push(json!({"method": "PATCH", "path": format!("{path}?fieldManager=kubectl{force}"),
            "headers": headers, "body": body}));
    }

    fn subresource(&self, r: &mut Random) -> String {
        let path = self.path();
        let has_status = match self.kind {
            Kind::Endpoints => false,
            Kind::Namespace => true,
            Kind::Other(target) => target.kind.part("status").is_some(),
        };
        if has_status && r.chance(40) { format!("{path}/status") } else { path }
    }

    /// Puts in a resourceVersion or a uid, current or not, so often of a hundred.
    fn versions(&mut self, r: &mut Random, body: &mut Value, percent: usize) {
        if r.chance(percent) {
            if r.chance(60) {
                self.read(r);
            }
            let version = r.weighted(&[(8, "{{rv}}"), (3, "{{old}}"), (1, "1"), (1, ""), (1, "0"), (1, "bogus")]);
            body["metadata"]["resourceVersion"] = json!(version);
        }
        if r.chance(percent / 3) {
            body["metadata"]["uid"] =
                json!(r.weighted(&[(6, "{{uid}}"), (2, "0e0e0e00-1111-4222-8333-444444444444"), (1, "")]));
        }
        if r.chance(1) {
            body["metadata"]["managedFields"] = managed_fields(r);
        }
    }

    /// Adds a request with what any write may say: who writes, dryRun, fieldValidation.
    fn send(&mut self, r: &mut Random, request: Request) {
        let Request { method, path, mut query, content_type, body } = request;
        let mut headers = json!({"Content-Type": content_type});
        let managers = [
            (24, "m1"),
            (24, "m2"),
            (24, "m3"),
            (5, "kubectl"),
            (5, "kubectl-client-side-apply"),
            (3, "before-first-apply"),
            (2, "ancient-changes"),
            (2, "a/b%20c"),
        ];
        if r.chance(7) {
            headers["User-Agent"] = json!(r.pick(&AGENTS));
        } else {
            query.insert(0, format!("fieldManager={}", r.weighted(&managers)));
        }
        if r.chance(10) {
            query.push("dryRun=All".to_owned());
        }
        if r.chance(30) {
            let level = r.weighted(&[(6, "Strict"), (4, "Warn"), (4, "Ignore"), (1, "Bogus")]);
            query.push(format!("fieldValidation={level}"));
        }
        let path = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        let mut step = json!({"method": method, "path": path, "headers": headers, "body": body});
        if r.chance(20) {
            step["save"] = json!({"old": "/metadata/resourceVersion"});
        }
        self.steps.push(step);
    }
}

/// The body; now and then as a text in which a member stands twice.
fn text(r: &mut Random, body: Value) -> Value {
    if !r.chance(4) {
        return body;
    }
    let twice = [("\"labels\":{", "\"labels\":{\"a\":\"7\","), ("\"metadata\":{", "\"metadata\":{\"name\":\"a\",")];
    let (from, to) = r.pick(&twice);
    Value::String(body.to_string().replacen(from, to, 1))
}
