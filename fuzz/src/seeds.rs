//! What the fuzzer starts from: the requests and answers of the recorded cases, as each target's input.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use coracle_object::decode::decode;
use coracle_object::{Value, protobuf, schema, text, yaml};

use super::request::token::Token;

/// Inputs of a target, by its name. Longer ones are left out, since short ones mutate better.
pub type Seed = (&'static str, Vec<u8>);

/// The longest input, in bytes.
const BYTES_MAX: usize = 4096;

/// Every input that the recorded cases in a folder make, in their order, each once.
///
/// # Errors
/// The folder or a file in it cannot be read.
pub fn from_cases(folder: &Path) -> std::io::Result<Vec<Seed>> {
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let mut seeds = Vec::new();
    for file in files {
        let cases: Value = serde_json::from_slice(&fs::read(file)?)?;
        for case in items(&cases) {
            from_case(case, &mut seeds);
        }
    }
    seeds.retain(|(_, bytes)| bytes.len() <= BYTES_MAX);
    let mut seen = std::collections::HashSet::new();
    seeds.retain(|seed| seen.insert(seed.clone()));
    Ok(seeds)
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn from_case(case: &Value, seeds: &mut Vec<Seed>) {
    let mut writes: Vec<Vec<u8>> = Vec::new();
    for step in items(&case["steps"]) {
        request(step, seeds);
        let Some(body) = body(step) else { continue };
        let content_type = step["headers"]["Content-Type"].as_str().unwrap_or_default();
        // A byte of choices, printable so that the files can be read: Endpoints or Namespace, strict or not.
        let patch = |choice: u8| [&[b'@' + choice][..], &body].concat();
        let both = |target: &'static str| [(target, patch(0)), (target, patch(3))];
        match content_type {
            "application/json-patch+json" => seeds.extend(both("json_patch")),
            "application/merge-patch+json" => seeds.extend(both("merge_patch")),
            "application/strategic-merge-patch+json" => seeds.extend(both("strategic")),
            "application/apply-patch+yaml" => {
                let force = step["path"].as_str().is_some_and(|path| path.contains("force=true"));
                writes.push([&[b' ' + 8 * u8::from(force) + (writes.len() % 3) as u8][..], &body].concat());
                seeds.push(("yaml_body", body.clone()));
            }
            "application/yaml" => seeds.push(("yaml_body", body.clone())),
            _ => {
                writes.push([&[b'0' + (writes.len() % 3) as u8][..], &body].concat());
                seeds.push(("json_body", body.clone()));
            }
        }
    }
    seeds.push(("apply", writes.join(&0)));
    for answer in items(&case["expect"]) {
        object(&answer["json"], seeds);
    }
}

fn body(step: &Value) -> Option<Vec<u8>> {
    let raw = ["raw", "body_text", "text"].iter().find_map(|name| step[name].as_str());
    match &step["body"] {
        Value::Null => raw.map(|text| text.as_bytes().to_vec()),
        Value::String(text) => Some(text.as_bytes().to_vec()),
        body => Some(text::json(body).into_bytes()),
    }
}

/// An object in an answer, in every form.
fn object(value: &Value, seeds: &mut Vec<Seed>) {
    let ty = match value["kind"].as_str() {
        Some("Endpoints") => &schema::ENDPOINTS,
        Some("Namespace") => &schema::NAMESPACE,
        _ => return,
    };
    let metadata = |name: &str| value["metadata"][name].as_str().unwrap_or_default();
    let path = [metadata("namespace"), metadata("name")].join("/");
    let path = path.trim_start_matches('/');
    seeds.push(("tokens", format!("{path}\n240").into_bytes()));
    seeds.extend([Some(240), None].map(|revision| ("tokens", Token::after(path, revision).write().into_bytes())));
    // The recorder's names for what differs between runs are no times.
    let json = text::json(value).replace("\\u003ctime\\u003e", "2030-01-01T00:00:00Z");
    let Ok(decoded) = decode(json.as_bytes(), ty) else { return };
    seeds.push(("yaml_body", yaml::from_json(&decoded.value).into_bytes()));
    seeds.push(("protobuf_body", protobuf::encode(&decoded.value, ty)));
    seeds.push(("json_body", json.into_bytes()));
    let managers = items(&value["metadata"]["managedFields"]);
    let sets: Vec<_> = managers.iter().map(|manager| text::json(&manager["fieldsV1"]).into_bytes()).collect();
    seeds.push(("fields_v1", sets.join(&0)));
}

fn request(step: &Value, seeds: &mut Vec<Seed>) {
    let Some(path) = step["path"].as_str() else { return };
    let path = path.replace("{{ns}}", "n");
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let header = |name: &str| step["headers"][name].as_str().unwrap_or_default();
    let method = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].iter().position(|m| step["method"] == *m);
    let method = char::from(b'@' + method.unwrap_or(0) as u8);
    let headers = ["Accept", "Content-Type", "User-Agent", "Accept-Encoding"].map(header).join("\n");
    seeds.push(("paths_queries", format!("{method}{path}\n{query}\n{headers}").into_bytes()));
    for (name, value) in query.split('&').filter_map(|parameter| parameter.split_once('=')) {
        let value = percent_encoding::percent_decode_str(value).collect::<Vec<u8>>();
        match name {
            "labelSelector" | "fieldSelector" => {
                seeds.push(("selectors", [&value[..], b"metadata.name!=b", b"a=1,b=2,metadata.name=a"].join(&0xff)));
            }
            "continue" => {
                seeds.extend(URL_SAFE_NO_PAD.decode(&value).map(|json| ("tokens", json)));
                seeds.push(("tokens", value));
            }
            _ => {}
        }
    }
}
