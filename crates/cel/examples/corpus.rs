//! Compiles the rules of definitions in their places, and says how long that took.
//!
//! `cargo run --release -p coracle-cel --example corpus DEFINITIONS [RULES]`: a definition in JSON a line; what `tools/cel corpus` wrote of
//! the same file, which is compared.

#![expect(clippy::print_stdout, reason = "what it is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use coracle_cel::env::Environment;
use coracle_cel::schema::{self, Form, Schema};
use coracle_cel::types::Type;
use coracle_cel::{compile, cost};
use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::structural::{AdditionalProperties, Structural};

/// How large a request can be, in bytes.
const REQUEST_BYTES: u64 = 3 * 1024 * 1024;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    std::thread::Builder::new().stack_size(64 << 20).spawn(run)?.join().map_err(|_| "it fell over")?
}

fn run() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut arguments = std::env::args().skip(1);
    let definitions = std::fs::read_to_string(arguments.next().ok_or("which definitions?")?)?;
    let expected = arguments.next().map(std::fs::read_to_string).transpose()?;
    let start = Instant::now();
    let mut rules = Rules::default();
    for line in definitions.lines() {
        let (definition, _) = decode_any(line.as_bytes())?;
        let name = text(member(&definition, &["metadata", "name"]));
        for version in list(member(&definition, &["spec", "versions"])) {
            let Some(root) = member(version, &["schema", "openAPIV3Schema"]) else { continue };
            let Ok(root) = Structural::read(root) else { continue };
            let place = format!("{name} {}", text(member(version, &["name"])));
            let begun = Instant::now();
            let seen = Schema::of(&root, true);
            rules.seeing += begun.elapsed();
            rules.walk(&root, Some(&seen), &place);
        }
    }
    println!(
        "{} rules; all {:?}, of which seeing schemas {:?}, compiling {:?}",
        rules.rows.len(),
        start.elapsed(),
        rules.seeing,
        rules.compiling
    );
    let Some(expected) = expected else { return Ok(()) };
    let expected: Vec<String> = expected.lines().map(row).collect::<Result<_, _>>()?;
    let differ: Vec<_> = rules.rows.iter().zip(&expected).filter(|(ours, theirs)| ours != theirs).collect();
    println!("{} expected, {} differ", expected.len(), differ.len());
    for (ours, theirs) in differ.iter().take(10) {
        println!("ours   {ours}\ntheirs {theirs}");
    }
    Ok(())
}

/// What the reference made of a rule, as [`Rules`] writes it.
fn row(line: &str) -> Result<String, String> {
    let row: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
    Ok(match row["error"].as_str() {
        Some(error) => format!("{} {} {}", text("definition"), text("version"), error),
        None => format!(
            "{} {}{} cost {} cardinality {} message {} old {}",
            text("definition"),
            text("version"),
            text("path"),
            row["cost"],
            row["cardinality"],
            row["messageCost"].as_u64().unwrap_or_default(),
            row["usesOldSelf"].as_bool().unwrap_or_default()
        ),
    })
}

#[derive(Default)]
struct Rules {
    rows: Vec<String>,
    seeing: Duration,
    compiling: Duration,
}

impl Rules {
    fn walk(&mut self, structural: &Structural, seen: Option<&Arc<Schema>>, place: &str) {
        if let Some(seen) = seen {
            let begun = Instant::now();
            for rule in &structural.rules {
                let row = compiled(rule, seen);
                self.rows.push(format!("{place}{row}"));
            }
            self.compiling += begun.elapsed();
        }
        let inner = seen.and_then(|seen| match &seen.form {
            Form::List { items: inner, .. } | Form::Map { values: inner } => Some(inner),
            _ => None,
        });
        if let Some(items) = &structural.items {
            self.walk(items, inner, &format!("{place}[*]"));
        }
        if let Some(AdditionalProperties::Schema(values)) = &structural.additional_properties {
            self.walk(values, inner, &format!("{place}[*]"));
        }
        for (name, property) in &structural.properties {
            let field = seen.and_then(|seen| match &seen.form {
                Form::Object(fields) => fields.get(name.as_str()).map(|field| &field.schema),
                _ => None,
            });
            self.walk(property, field, &format!("{place}.{name}"));
        }
    }
}

fn compiled(rule: &Value, seen: &Arc<Schema>) -> String {
    let own = schema::type_of(seen, "selfType");
    let is_optional = member(rule, &["optionalOldSelf"]).and_then(Value::as_bool).unwrap_or_default();
    let old = if is_optional { Type::optional(own.clone()) } else { own.clone() };
    let variables = BTreeMap::from([("self".into(), own), ("oldSelf".into(), old)]);
    let environment = Environment { variables, stored: false };
    let roots = BTreeMap::from([("".into(), Arc::clone(seen))]);
    let checked = match compile(text(member(rule, &["rule"])), &environment) {
        Ok(checked) => checked,
        Err(error) => return format!(" compilation failed: {error}"),
    };
    let cost = cost::estimate(&checked, &roots).max;
    let message = match member(rule, &["messageExpression"]).map(|message| compile(text(Some(message)), &environment)) {
        Some(Ok(checked)) => cost::estimate(&checked, &roots).max,
        Some(Err(error)) => return format!(" messageExpression compilation failed: {error}"),
        None => 0,
    };
    let uses_old = checked.variables().any(|name| name == "oldSelf");
    let cardinality = REQUEST_BYTES / (u64::try_from(seen.min_bytes).unwrap_or_default() + 1);
    format!(" cost {cost} cardinality {cardinality} message {message} old {uses_old}")
}

fn member<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
