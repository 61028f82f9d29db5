//! Records cases: asks a server what they ask, twice, and keeps what it answered both times alike.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::case::{judge, outcomes};
use crate::client::Client;
use crate::json::{Order, dumps};

/// Records the cases of a file, and writes it anew, one case a line, without those that came to two things.
///
/// # Errors
/// The file is none of cases, or a case could not be run.
pub fn record(client: &Client, file: &Path, namespace: impl Fn(usize) -> String) -> Result<(), String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let text = fs::read(file).map_err(|error| problem(&error))?;
    let mut lines = Vec::new();
    for (number, mut case) in
        serde_json::from_slice::<Vec<Value>>(&text).map_err(|e| problem(&e))?.into_iter().enumerate()
    {
        let name = case["name"].to_string();
        let (first, order) = outcomes(client, &case, &namespace(2 * number))?;
        let (second, order_again) = outcomes(client, &case, &namespace(2 * number + 1))?;
        case["expect"] = Value::Array(first);
        case["rv_order"] = json!(order);
        let verdict = judge(&case, &second, &order_again);
        if verdict.same_meaning() && verdict.same_text {
            lines.push(dumps(&case, Order::Own));
        } else {
            println!("LEFT OUT {name}: {:?}", verdict.differences);
        }
    }
    fs::write(file, format!("[\n{}\n]\n", lines.join(",\n"))).map_err(|error| problem(&error))
}
