//! Runs one case in a namespace of its own and compares every answer with the recorded one.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use regex::{Captures, Regex};
use serde_json::{Map, Value, json};

use crate::client::{Client, Headers};
use crate::json::{Order, dumps, is_true, lookup, parse_unique};
use crate::outcome::{self, compare, outcome, pick_of, sort_by_text};
use crate::tokens::{Relabel, Times, Tokens};
use crate::watch::Watch;

/// The token of alice, who has no rights.
const USER_TOKEN: &str = "usertoken";

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{(\w+)\}\}").unwrap());

/// What a case came to.
pub struct Verdict {
    /// For each step that differs in meaning: which, and how.
    pub differences: Vec<(String, Vec<String>)>,
    /// The texts are the same too.
    pub same_text: bool,
}

impl Verdict {
    pub fn same_meaning(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Runs a case and compares what it came to.
///
/// # Errors
/// It could not be run, because its namespace could not be made.
pub fn run(client: &Client, case: &Value, namespace: &str) -> Result<Verdict, String> {
    let (outcomes, order) = outcomes(client, case, namespace)?;
    Ok(judge(case, &outcomes, &order))
}

/// Runs a case: what each step came to, and the order of the resourceVersions in it.
///
/// # Errors
/// Those of [`run`].
pub fn outcomes(client: &Client, case: &Value, namespace: &str) -> Result<(Vec<Value>, Vec<String>), String> {
    let own_namespace = case.get("namespace").is_none_or(is_true);
    if own_namespace {
        make_namespace(client, namespace)?;
    }
    let times = if case.get("time_identity").is_some_and(is_true) { Times::Distinct } else { Times::Alike };
    let mut run = Run::new(client, namespace, times);
    let outcomes: Vec<Value> = items(&case["steps"]).iter().map(|step| run.step(step)).collect();
    if own_namespace {
        delete_namespace(client, namespace);
    }
    Ok((outcomes, run.version_order()))
}

/// Makes a namespace for a case.
///
/// # Errors
/// What the server said.
pub fn make_namespace(client: &Client, namespace: &str) -> Result<(), String> {
    let body = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
    let headers = defaults(client, vec![("Content-Type".to_owned(), "application/json".to_owned())], true);
    let body = dumps(&body, Order::Own);
    match client.request("POST", "/api/v1/namespaces", &headers, Some(body.as_bytes())) {
        Ok(answer) if answer.status == 201 => Ok(()),
        Ok(answer) => {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            Err(format!("making namespace {namespace}: {} {text}", answer.status))
        }
        Err(error) => Err(format!("making namespace {namespace}: {error}")),
    }
}

pub fn delete_namespace(client: &Client, namespace: &str) {
    let path = format!("/api/v1/namespaces/{namespace}");
    let _ = client.request("DELETE", &path, &defaults(client, Vec::new(), true), None);
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Compares what a case came to with its `expect`; `order` is that of its resourceVersions.
pub fn judge(case: &Value, outcomes: &[Value], order: &[String]) -> Verdict {
    let (mut wanted_names, mut got_names) = (Relabel::default(), Relabel::default());
    let wanted = wanted_names.value(&case["expect"]);
    let got = got_names.value(&Value::Array(outcomes.to_vec()));
    let mut verdict = Verdict { differences: Vec::new(), same_text: true };
    for (i, (expected, got)) in items(&wanted).iter().zip(items(&got)).enumerate() {
        let comparison = compare(expected, got);
        verdict.same_text &= comparison.same_text;
        if !comparison.differences.is_empty() {
            let step = &case["steps"][i];
            let what = ["method", "path", "events"].iter().filter_map(|key| step[*key].as_str());
            let name = format!("step {}: {}", i + 1, what.collect::<Vec<_>>().join(" "));
            verdict.differences.push((name, comparison.differences));
        }
    }
    let got_order = got_names.names_of(order.iter().map(String::as_str));
    let wanted_order = wanted_names.names_of(items(&case["rv_order"]).iter().filter_map(Value::as_str));
    if verdict.same_meaning() && got_order != wanted_order && !case.get("any_order").is_some_and(is_true) {
        let line = format!("expected {wanted_order:?}, got {got_order:?}");
        verdict.differences.push(("order of resourceVersions".to_owned(), vec![line]));
    }
    verdict
}

/// A case under way.
pub struct Run<'a> {
    client: &'a Client,
    tokens: Tokens,
    variables: HashMap<String, String>,
    watches: HashMap<String, Watch>,
}

impl<'a> Run<'a> {
    pub fn new(client: &'a Client, namespace: &str, times: Times) -> Run<'a> {
        let variables =
            HashMap::from([("ns".to_owned(), namespace.to_owned()), ("user".to_owned(), USER_TOKEN.to_owned())]);
        Run { client, tokens: Tokens::new(namespace, times), variables, watches: HashMap::new() }
    }

    /// The tokens of the resourceVersions seen, in their order.
    pub fn version_order(&self) -> Vec<String> {
        self.tokens.version_order()
    }

    /// Does a step and gives its outcome in the recorded form.
    pub fn step(&mut self, step: &Value) -> Value {
        if let Some(seconds) = step["sleep"].as_f64() {
            thread::sleep(Duration::from_secs_f64(seconds));
        } else if step.get("align").is_some() {
            align();
        } else if let Some(name) = step["watch"].as_str() {
            let headers = defaults(self.client, self.headers(step), true);
            self.watches.insert(name.to_owned(), Watch::start(self.client, self.path(step), headers));
        } else if let Some(name) = step["events"].as_str() {
            return self.events(step, name);
        } else {
            return self.exchange(step);
        }
        json!({})
    }

    fn events(&mut self, step: &Value, name: &str) -> Value {
        let Some(watch) = self.watches.get(name) else { return json!({"failed": "no such watch"}) };
        let seconds = step["seconds"].as_f64().unwrap_or(5.0);
        let count = step["count"].as_u64().and_then(|count| usize::try_from(count).ok());
        watch.wait(count, Duration::from_secs_f64(seconds));
        let (status, headers, ended, lines) = watch
            .with(|seen| (seen.status, outcome::headers(&seen.headers, str::to_owned), seen.ended, seen.lines.clone()));
        let lines: Vec<String> = lines.iter().map(|line| self.tokens.text(line)).collect();
        let mut events: Vec<Value> =
            lines.iter().map(|line| parse_unique(line).unwrap_or_else(|| Value::from(line.as_str()))).collect();
        let sort = step.get("sort").is_some_and(is_true);
        if sort {
            sort_by_text(&mut events);
        }
        let mut got = json!({"status": status, "headers": headers, "events": events});
        if !sort {
            got["text"] = Value::String(lines.join("\n"));
        }
        if step.get("ended").is_some_and(is_true) {
            got["ended"] = Value::Bool(ended);
        }
        got
    }

    fn exchange(&mut self, step: &Value) -> Value {
        if step.get("until").is_some() && !self.wait_until(step) {
            return json!({"failed": "waited in vain"});
        }
        let method = step["method"].as_str().unwrap_or_default();
        let headers = defaults(self.client, self.headers(step), step.get("auth").is_none_or(is_true));
        let body = self.body(step);
        let answer = match self.client.request(method, &self.path(step), &headers, body.as_deref()) {
            Ok(answer) => answer,
            Err(error) => return json!({"failed": error.to_string()}),
        };
        self.save(step, &answer.body);
        if step.get("ignore").is_some_and(is_true) {
            return json!({"status": answer.status});
        }
        let mut got = outcome(&mut self.tokens, &answer, pick_of(step));
        if step.get("list_rv").is_some_and(is_true) {
            outcome::strip_list_version(&mut got);
        }
        if step.get("sort_causes").is_some_and(is_true) {
            outcome::sort_causes(&mut got);
        }
        match step["only"].as_array() {
            Some(only) => {
                let kept = only.iter().filter_map(Value::as_str);
                Value::Object(
                    kept.filter_map(|key| Some((key.to_owned(), got.get(key)?.clone()))).collect::<Map<_, _>>(),
                )
            }
            None => got,
        }
    }

    /// Repeats the request until its answer has the wanted status and, at a pointer, a value.
    fn wait_until(&self, step: &Value) -> bool {
        let want = &step["until"];
        let deadline = Instant::now() + Duration::from_secs_f64(step["seconds"].as_f64().unwrap_or(15.0));
        let (method, path) = (step["method"].as_str().unwrap_or_default(), self.path(step));
        let status = want["status"].as_u64().unwrap_or(200);
        while Instant::now() < deadline {
            if let Ok(answer) = self.client.request(method, &path, &defaults(self.client, Vec::new(), true), None) {
                let value = want["pointer"].as_str().map(|pointer| {
                    let value = serde_json::from_slice(&answer.body).map_err(|_| ());
                    value.and_then(|value| lookup(&value, pointer)).unwrap_or_default()
                });
                let holds =
                    value.is_none_or(|value| want.get("equals").map_or(is_true(&value), |wanted| *wanted == value));
                if u64::from(answer.status) == status && holds {
                    return true;
                }
            }
            thread::sleep(Duration::from_millis(100));
        }
        false
    }

    /// Keeps values of an answer for later steps.
    fn save(&mut self, step: &Value, body: &[u8]) {
        let parsed = serde_json::from_slice(body).unwrap_or_default();
        for (variable, pointer) in step["save"].as_object().into_iter().flatten() {
            let value = lookup(&parsed, pointer.as_str().unwrap_or_default());
            let text = value.map_or(String::new(), |value| python_text(&value));
            if variable.starts_with("gen") && !text.is_empty() {
                self.tokens.generated(text.clone(), variable);
            }
            self.variables.insert(variable.clone(), text);
        }
    }

    fn fill(&self, text: &str) -> String {
        let value = |found: &Captures| self.variables.get(&found[1]).cloned().unwrap_or_else(|| found[0].to_owned());
        VARIABLE.replace_all(text, value).into_owned()
    }

    fn path(&self, step: &Value) -> String {
        self.fill(step["path"].as_str().unwrap_or_default())
    }

    fn headers(&self, step: &Value) -> Headers {
        let headers = step["headers"].as_object().into_iter().flatten();
        headers.filter_map(|(name, value)| Some((name.clone(), self.fill(value.as_str()?)))).collect()
    }

    fn body(&self, step: &Value) -> Option<Vec<u8>> {
        if let Some(text) = step["body_b64"].as_str() {
            return STANDARD.decode(text).ok();
        }
        match &step["body"] {
            Value::Null => {}
            Value::String(text) => return Some(self.fill(text).into_bytes()),
            value => return Some(self.fill(&dumps(value, Order::Own)).into_bytes()),
        }
        // A large body: prefix, unit as often as it says, suffix.
        let repeat = step.get("repeat")?;
        let part = |key: &str| repeat[key].as_str().unwrap_or_default();
        let times = repeat["times"].as_u64().and_then(|times| usize::try_from(times).ok()).unwrap_or_default();
        Some(format!("{}{}{}", self.fill(part("prefix")), part("unit").repeat(times), part("suffix")).into_bytes())
    }
}

/// Adds who asks, as the recorder did.
fn defaults(client: &Client, mut headers: Headers, auth: bool) -> Headers {
    let has = |headers: &Headers, names: &[&str]| {
        headers.iter().any(|(name, _)| names.iter().any(|wanted| name.eq_ignore_ascii_case(wanted)))
    };
    if !has(&headers, &["user-agent"]) {
        headers.push(("User-Agent".to_owned(), "wire/1.0".to_owned()));
    }
    if auth && !has(&headers, &["authorization", "x-auth-token"]) {
        headers.push(("Authorization".to_owned(), format!("Bearer {}", client.token)));
    }
    headers
}

/// Waits for the start of a second, since times in managedFields are whole seconds.
fn align() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    thread::sleep(Duration::from_millis(1020).saturating_sub(Duration::from_nanos(now.subsec_nanos().into())));
}

/// A saved value as Python puts it into a text.
fn python_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "None".to_owned(),
        Value::Bool(b) => if *b { "True" } else { "False" }.to_owned(),
        other => dumps(other, Order::Own),
    }
}

/// What the judging of a case is trusted with.
pub fn check() {
    let case = json!({
        "steps": [{"method": "GET", "path": "/a"}, {"method": "GET", "path": "/b"}],
        "expect": [{"json": "<rv:4>", "text": "<rv:4>"}, {"json": "<rv:1> <uid:3>"}],
        "rv_order": ["<rv:1>", "<rv:4>", "<rv:9>"],
    });
    let (first, second) = (json!({"json": "<rv:2>", "text": "<rv:2>"}), json!({"json": "<rv:5> <uid:1>"}));
    let order = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
    let good = judge(&case, &[first.clone(), second.clone()], &order("<rv:5>", "<rv:2>"));
    assert!(good.same_meaning() && good.same_text);
    assert!(!judge(&case, &[first.clone(), second.clone()], &order("<rv:2>", "<rv:5>")).same_meaning());
    let other = judge(&case, &[first.clone(), json!({"json": "<rv:2> <uid:1>"})], &order("<rv:5>", "<rv:2>"));
    assert_eq!(other.differences[0].0, "step 2: GET /b", "a version that was seen before is not a new one");
    let text = judge(&case, &[json!({"json": "<rv:2>", "text": "x"}), second], &order("<rv:5>", "<rv:2>"));
    assert!(text.same_meaning() && !text.same_text);
    assert_eq!(python_text(&Value::Null), "None");
}
