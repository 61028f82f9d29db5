//! A value as people write it in YAML: in blocks, in flow, quoted or plain, with a comment now and then.

use serde_json::Value;

use crate::random::Random;

pub fn write(r: &mut Random, value: &Value) -> String {
    let mut out = String::new();
    if r.chance(20) {
        out.push_str("---\n");
    }
    if r.chance(10) {
        out.push_str("# a comment\n");
    }
    block(r, &mut out, value, 0);
    out
}

fn block(r: &mut Random, out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                out.push_str(&format!("{indent}{}:", scalar(r, &Value::from(key.as_str()))));
                child(r, out, value, depth);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&format!("{indent}-"));
                child(r, out, item, depth);
            }
        }
        other => out.push_str(&format!("{indent}{}\n", scalar(r, other))),
    }
}

fn child(r: &mut Random, out: &mut String, value: &Value, depth: usize) {
    let nested = value.as_object().is_some_and(|m| !m.is_empty()) || value.as_array().is_some_and(|l| !l.is_empty());
    if nested && r.chance(85) {
        out.push('\n');
        block(r, out, value, depth + 1);
    } else {
        out.push_str(&format!(" {}\n", scalar(r, value)));
    }
}

/// In one line; a plain word where it can be one. JSON is YAML.
fn scalar(r: &mut Random, value: &Value) -> String {
    match value {
        Value::Null => r.pick(&["null", "~", ""]).to_owned(),
        Value::String(text) => {
            let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_'));
            match r.below(3) {
                0 if plain => text.clone(),
                1 if !text.contains('\n') => format!("'{}'", text.replace('\'', "''")),
                _ => value.to_string(),
            }
        }
        other => other.to_string(),
    }
}
