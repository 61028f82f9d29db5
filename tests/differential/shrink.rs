//! Makes a sequence smaller for as long as the servers still differ on it.

use serde_json::{Map, Value};

use crate::compare::Pair;

/// How often the servers are asked at most.
const ATTEMPTS: usize = 120;

/// The smallest sequence found on which they differ.
pub fn shrink(pair: &Pair, steps: &[Value]) -> Vec<Value> {
    let mut attempts = 0;
    let mut differ = |steps: &[Value]| {
        attempts += 1;
        attempts <= ATTEMPTS && pair.differ(&pair.ours, steps).is_ok_and(|(_, verdict)| !verdict.same_meaning())
    };
    let mut best = steps.to_vec();
    // Half of the rest at once, then single steps, from the end, so that later ones do not hide what an earlier one needs.
    let mut size = best.len() / 2;
    while size > 0 {
        let mut end = best.len();
        while end > 1 {
            let start = end.saturating_sub(size).max(1);
            let mut fewer = best.clone();
            fewer.drain(start..end);
            if differ(&fewer) {
                best = fewer;
            }
            end = start.min(best.len());
        }
        size /= 2;
    }
    for place in 0..best.len() {
        let mut done = 0;
        while let Some(body) = without(&best[place]["body"], done) {
            let mut fewer = best.clone();
            fewer[place]["body"] = body;
            if differ(&fewer) {
                best = fewer;
            } else {
                done += 1;
            }
        }
    }
    best
}

/// The value without its n-th member or item, counted through all its depth; none where it has no n-th.
fn without(value: &Value, n: usize) -> Option<Value> {
    let mut left = n;
    let mut value = value.clone();
    cut(&mut value, &mut left).then_some(value)
}

fn cut(value: &mut Value, left: &mut usize) -> bool {
    match value {
        Value::Object(members) => cut_member(members, left),
        Value::Array(items) => {
            for place in 0..items.len() {
                if *left == 0 {
                    items.remove(place);
                    return true;
                }
                *left -= 1;
                if cut(&mut items[place], left) {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

fn cut_member(members: &mut Map<String, Value>, left: &mut usize) -> bool {
    for key in members.keys().cloned().collect::<Vec<_>>() {
        if *left == 0 {
            members.shift_remove(&key);
            return true;
        }
        *left -= 1;
        if members.get_mut(&key).is_some_and(|value| cut(value, left)) {
            return true;
        }
    }
    false
}

/// What the cutting is trusted with.
pub fn check() {
    let value = serde_json::json!({"a": [1, {"b": 2}], "c": 3});
    let cuts: Vec<String> = (0..).map_while(|n| without(&value, n)).map(|value| value.to_string()).collect();
    let wanted = [
        r#"{"c":3}"#,
        r#"{"a":[{"b":2}],"c":3}"#,
        r#"{"a":[1],"c":3}"#,
        r#"{"a":[1,{}],"c":3}"#,
        r#"{"a":[1,{"b":2}]}"#,
    ];
    assert_eq!(cuts, wanted);
}
