//! Tables of others, as far as they can be asked here: what the reference makes of each expression of
//!
//! - cel-spec's conformance tests (`conformance.jsonl`; cel.dev/expr v0.25.1, tests/simple/testdata). Where the reference's environment
//!   makes something else of it than the suite expects, a row says that as `spec`.
//! - Kubernetes' tests of its own functions and what they cost (`library.jsonl`; apiserver v0.37.2, pkg/cel/library).
//! - apiextensions' tests of rules and what they cost (`apiextensions.jsonl`; apiextensions-apiserver v0.37.2,
//!   pkg/apiserver/schema/cel). A line without an expression says what those behind it are about.
//!
//! docs/evidence/cel.md counts them, and says why others are left out.

mod types;

use std::collections::BTreeMap;
use std::sync::Arc;

use coracle_cel::env::Environment;
use coracle_cel::schema::{self, Schema};
use coracle_cel::{check, cost, parse, source};
use coracle_object::structural::Structural;
use coracle_object::{Value, json};
use smol_str::SmolStr;

/// What rows are about.
struct Given {
    stored: bool,
    types: Value,
    schemas: BTreeMap<SmolStr, Arc<Schema>>,
    /// What whatever has no schema is taken for in an estimate.
    root: Option<Arc<Schema>>,
}

impl Given {
    fn read(row: &Value, stored: bool) -> Self {
        let schema = |(name, schema): (&SmolStr, &Value)| {
            // Not every schema may be a whole object's.
            let whole = json!({"type": "object", "properties": {"self": schema.clone()}});
            let structural = &Structural::read(&whole).expect("a schema").properties["self"];
            (name.clone(), Schema::of(structural, structural.embedded_resource))
        };
        let schemas: BTreeMap<_, _> = row["schemas"].as_object().into_iter().flatten().map(schema).collect();
        let root = row["root"].as_str().map(|name| schemas[name].clone());
        Self { stored: row["stored"].as_bool().unwrap_or(stored), types: row["types"].clone(), schemas, root }
    }

    fn environment(&self) -> Environment {
        let types = self.types.as_object().into_iter().flatten();
        let types = types.map(|(name, ty)| (name.clone(), types::parse(ty.as_str().expect("a type"))));
        let typed =
            |(name, schema): (&SmolStr, &Arc<Schema>)| (name.clone(), schema::type_of(schema, &format!("{name}Type")));
        Environment { variables: types.chain(self.schemas.iter().map(typed)).collect(), stored: self.stored }
    }

    /// What comes of an expression, in a row's words.
    fn ask(&self, text: &str) -> BTreeMap<&'static str, Value> {
        let issues = |issues: Vec<source::Issue>| [("issues", source::show(text, &issues).into())].into();
        let checked = match parse::parse(text).and_then(|ast| check::check(ast, &self.environment())) {
            Ok(checked) => checked,
            Err(wrong) => return issues(wrong),
        };
        let mut roots = self.schemas.clone();
        roots.extend(self.root.clone().map(|root| (SmolStr::default(), root)));
        let cost = cost::estimate(&checked, &roots);
        [("type", checked.result().to_string().into()), ("cost", vec![Value::from(cost.min), cost.max.into()].into())]
            .into()
    }
}

/// Compares rows, and shows the first that differ.
fn compare(rows: &str) {
    let (mut all, mut different, mut first) = (0, 0, String::new());
    let mut given = Given::read(&Value::Null, true);
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).expect("a row");
        let Some(expression) = row["expression"].as_str() else {
            given = Given::read(&row, true);
            continue;
        };
        given.types = row["types"].clone();
        all += 1;
        let ours = given.ask(expression);
        let keys = ["issues", "type", "cost"];
        let differs = keys.iter().any(|key| row.get(*key) != ours.get(key));
        let name = row["name"].as_str().unwrap_or(expression);
        if !differs {
            continue;
        }
        different += 1;
        if different <= 10 {
            first += &format!("=== {name}: {expression:?}\n--- reference\n{line}\n--- ours\n{ours:?}\n");
        }
    }
    assert!(different == 0, "{different} of {all} rows differ\n{first}");
}

#[test]
fn conformance() {
    compare(include_str!("../data/conformance.jsonl"));
}

#[test]
fn library() {
    compare(include_str!("../data/library.jsonl"));
}

#[test]
fn apiextensions() {
    compare(include_str!("../data/apiextensions.jsonl"));
}
