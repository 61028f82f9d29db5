//! Stories of who owns what, in a small language: `*.yaml` beside this file.
//!
//! A file has the fields of its objects (`fields`, in words of `OpenAPI`), or the schema of a custom resource (`schema`, as a
//! definition says it), or those of its versions (`versions`, by their names), and `stories`, each a list of steps by its name:
//!
//! - `apply`, `force` or `update` an object, `by` a manager, `in` a version (`v1` where it says nothing). The step is refused
//!   with `conflicts` (the fields by the managers that own them) or an `error` (its text), if it says so, and then changes
//!   nothing; else it must go well. What it names in `reset` is nothing that this way of writing owns or takes; in its own version,
//!   or by versions.
//! - `fields`, `schema` or `versions` are other ones from here on.
//! - `object` and `managers` say what there must be at this point. A manager is named with what it did (`one applied`,
//!   `one updated`, `one updated in v2`), and with the fields that it owns.
//!
//! Objects are written without their type and name. `tools/ownership` runs the same stories through the reference's own library.
//!
//! Upstream: structured-merge-diff/internal/fixture/state.go TestCase (v6.4.2). Many of its stories are retold here.

mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use coracle_merge::{ApplyError, Force, Versions, Writer, apply, printed, read_fields_v1, update};
use coracle_object::json;
use coracle_object::structural::{Source, settle};
use coracle_object::{SchemaRef, Value, yaml};
use types::{Definition, Types};

/// Fields by whom they belong to.
type Owned = BTreeMap<String, Vec<String>>;

/// Where a story has come to.
struct State {
    types: Types,
    object: Option<Value>,
    writes: usize,
}

impl State {
    fn step(&mut self, step: &Value) -> Result<(), String> {
        let known = [
            "apply",
            "force",
            "update",
            "by",
            "in",
            "conflicts",
            "error",
            "reset",
            "object",
            "managers",
            "fields",
            "schema",
            "versions",
        ];
        let members = step.as_object().ok_or("a step has members")?;
        if let Some(other) = members.keys().find(|name| !known.contains(&name.as_str())) {
            return Err(format!("no word of the language: {other}"));
        }
        if let Some(types) = Types::named(step) {
            self.types = types;
        }
        for operation in ["apply", "force", "update"] {
            if let Some(document) = step.get(operation) {
                self.write(step, operation, document)?;
            }
        }
        step.get("object").map_or(Ok(()), |wanted| same("object", &self.bare(), wanted))?;
        step.get("managers").map_or(Ok(()), |wanted| same("managers", &json!(self.managers()), &json!(owned(wanted))))
    }

    fn write(&mut self, step: &Value, operation: &str, document: &Value) -> Result<(), String> {
        self.writes += 1;
        let version = step.get("in").and_then(Value::as_str).unwrap_or("v1");
        let now = format!("2030-01-01T00:00:{:02}Z", self.writes);
        let manager = step["by"].as_str().ok_or("nobody does it")?;
        let definition = Definition { types: &self.types, reset: resets(&step["reset"], version) };
        let reset = definition.reset(version);
        let who = Writer {
            manager,
            subresource: "",
            kind: "Story",
            api_version: version,
            now: &now,
            reset,
            versions: self.types.are_several().then_some(&definition as &dyn Versions),
        };
        let document = full(document, version);
        let force = if operation == "force" { Force::Yes } else { Force::No };
        let schema = self.types.schema(version).ok_or("no such version")?;
        let current = self.object.as_ref().map(|object| self.read(object, schema, version));
        let outcome = match operation {
            "update" => Ok(update(schema, current.as_ref(), document, &who)),
            _ => apply(schema, current.as_ref(), &document, &who, force),
        };
        match (outcome, step.get("conflicts"), step.get("error")) {
            (Ok(object), None, None) => self.object = Some(object),
            (Err(ApplyError::Conflicts(conflicts)), Some(wanted), None) => {
                let mut found = Owned::new();
                for conflict in conflicts {
                    let name = conflict.manager.split('"').nth(1).unwrap_or_default();
                    found.entry(name.to_owned()).or_default().push(conflict.field());
                }
                found.values_mut().for_each(|fields| fields.sort());
                return same("conflicts", &json!(found), &json!(owned(wanted)));
            }
            (Err(error), None, Some(wanted)) => {
                return same("error", &lines(&error.to_string()), &lines(wanted.as_str().unwrap_or_default()));
            }
            (outcome, ..) => {
                return Err(format!("{operation} {}", outcome.map_or_else(|e| e.to_string(), |o| o.to_string())));
            }
        }
        Ok(())
    }

    /// What was stored, as the server reads it in a version.
    fn read(&self, object: &Value, schema: SchemaRef, version: &str) -> Value {
        let mut object = object.clone();
        object["apiVersion"] = version.into();
        if let SchemaRef::Custom(schema) = schema
            && self.types.are_several()
        {
            settle(&mut object, Some(schema), Source::Stored).expect("metadata");
        }
        object
    }

    /// The object as stories write it.
    fn bare(&self) -> Value {
        let mut object = self.object.clone().unwrap_or_default();
        if let Some(members) = object.as_object_mut() {
            members.retain(|name, _| name != "apiVersion" && name != "kind");
            if let Some(metadata) = members.get_mut("metadata").and_then(Value::as_object_mut) {
                metadata.retain(|name, _| name != "name" && name != "managedFields" && name != "generation");
            }
            members.retain(|name, value| name != "metadata" || *value != json!({}));
        }
        object
    }

    /// Who owns what.
    fn managers(&self) -> Owned {
        let object = self.object.as_ref().unwrap_or(&Value::Null);
        let entries = object.pointer("/metadata/managedFields").and_then(Value::as_array);
        let named = entries.into_iter().flatten().map(|entry| {
            let text = |name: &str| entry[name].as_str().unwrap_or_default();
            let did = if text("operation") == "Apply" { "applied" } else { "updated" };
            let version =
                if text("apiVersion") == "v1" { String::new() } else { format!(" in {}", text("apiVersion")) };
            let fields = read_fields_v1(&entry["fieldsV1"]).expect("fields that can be read");
            let mut fields: Vec<String> = fields.paths().iter().map(|path| printed(path)).collect();
            fields.sort();
            (format!("{} {did}{version}", text("manager")), fields)
        });
        named.collect()
    }
}

/// The names that a step says are reset, by versions.
fn resets<'s>(said: &'s Value, version: &'s str) -> BTreeMap<&'s str, Vec<&'s str>> {
    let names = |names: &'s Value| names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match said {
        Value::Object(versions) => versions.iter().map(|(version, said)| (version.as_str(), names(said))).collect(),
        said => BTreeMap::from([(version, names(said))]),
    }
}

/// The object with its type and name.
fn full(document: &Value, version: &str) -> Value {
    let mut object = json!({"apiVersion": version, "kind": "Story", "metadata": {"name": "story"}});
    let members = document.as_object().into_iter().flatten();
    for (name, value) in members {
        match object[name].as_object_mut() {
            Some(metadata) => metadata.extend(value.as_object().cloned().unwrap_or_default()),
            None => object[name] = value.clone(),
        }
    }
    object
}

/// The fields that a step names, by their owners.
fn owned(wanted: &Value) -> Owned {
    let sorted = |fields: &Value| {
        let mut fields: Vec<String> =
            fields.as_array().into_iter().flatten().filter_map(|field| field.as_str().map(str::to_owned)).collect();
        fields.sort();
        fields
    };
    wanted.as_object().into_iter().flatten().map(|(owner, fields)| (owner.to_string(), sorted(fields))).collect()
}

/// A text's lines in order: the reference tells what is wrong with several fields in any.
fn lines(text: &str) -> Value {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines.into()
}

fn same(what: &str, got: &Value, wanted: &Value) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}\n  got    {got}\n  wanted {wanted}")) }
}

/// How many stories of a file were run, and where one went otherwise.
fn run(text: &str) -> (usize, Vec<String>) {
    let json = yaml::to_json_strict(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let file: Value = serde_json::from_slice(&json).unwrap();
    let types = Types::named(&file).expect("fields, a schema or versions");
    let stories = file["stories"].as_object().expect("stories by their names");
    let told = stories.iter().flat_map(|(name, steps)| {
        let mut state = State { types: types.clone(), object: None, writes: 0 };
        let steps = steps.as_array().expect("steps").iter().enumerate();
        let failed = steps.map(|(i, step)| state.step(step).map_err(|why| (i, why))).find_map(Result::err);
        failed.map(|(i, why)| format!("{name}, step {}: {why}", i + 1))
    });
    (stories.len(), told.collect())
}

#[test]
fn stories_end_as_they_say() {
    let mut count = 0;
    let mut failed = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ownership");
    for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "yaml") {
            let (stories, told) = run(&fs::read_to_string(&file).unwrap());
            count += stories;
            failed.extend(told.iter().map(|told| format!("{}: {told}", file.file_name().unwrap().display())));
        }
    }
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
    assert!(count >= STORIES_MIN, "only {count} stories");
}

/// They were told by the reference's library, as those of the file that `CORACLE_STORIES` names.
#[test]
fn stories_of_random_custom_resources_end_as_the_reference_tells_them() {
    let given = std::env::var("CORACLE_STORIES").ok().map(|path| fs::read_to_string(path).unwrap());
    let recorded = [include_str!("random.jsonl"), include_str!("random-versions.jsonl")];
    for told in given.as_deref().map_or(recorded.to_vec(), |given| vec![given]) {
        let (mut failed, mut steps, mut met) = (Vec::new(), 0, [0, 0]);
        for line in told.lines() {
            let story: Value = serde_json::from_str(line).unwrap();
            let types = Types::named(&story).expect("a schema or versions");
            let mut state = State { types, object: None, writes: 0 };
            for (i, step) in story["steps"].as_array().unwrap().iter().enumerate() {
                steps += 1;
                met[0] += usize::from(step.get("conflicts").is_some());
                met[1] += usize::from(step.get("error").is_some());
                if let Err(why) = state.step(step) {
                    let (seed, number, over) = (&story["seed"], i + 1, state.bare());
                    failed.push(format!("seed {seed}, step {number}: {why}\n  of {step}\n  over {over}"));
                    break;
                }
            }
        }
        let shown = failed.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("\n\n");
        assert!(failed.is_empty(), "{} of {}:\n{shown}", failed.len(), told.lines().count());
        assert!(steps >= 300 && met.iter().all(|met| *met >= 30), "{steps} steps, conflicts and errors: {met:?}");
    }
}

/// So many stories there are at least.
const STORIES_MIN: usize = 205;

#[test]
fn a_story_that_is_not_true_is_told() {
    let of = |steps: &str| {
        let head = "fields: {text: {type: string}, more: {type: string}}\nstories:\n  it:\n";
        let start = "  - {apply: {text: a}, by: one}\n";
        run(&format!("{head}{start}{steps}")).1
    };
    let right = [
        "  - {object: {text: a}, managers: {one applied: [.text]}}",
        "  - {apply: {text: b}, by: two, conflicts: {one: [.text]}}\n  - {object: {text: a}}",
        "  - {force: {text: b}, by: two}\n  - {object: {text: b}, managers: {two applied: [.text]}}",
        "  - {update: {text: b}, by: two}\n  - {managers: {two updated: [.text]}}",
        "  - {update: {text: b}, by: two, in: v2}\n  - {managers: {two updated in v2: [.text]}}",
    ];
    for steps in right {
        assert_eq!(of(steps), [""; 0], "{steps}");
    }
    let wrong = [
        "  - {object: {text: b}}",
        "  - {object: {text: a, more: b}}",
        "  - {managers: {one updated: [.text]}}",
        "  - {managers: {one applied: []}}",
        "  - {managers: {}}",
        "  - {apply: {text: b}, by: two}",
        "  - {apply: {text: a}, by: two, conflicts: {one: [.text]}}",
        "  - {apply: {text: b}, by: two, conflicts: {one: [.more]}}",
        "  - {apply: {text: b}, by: two, conflicts: {other: [.text]}}",
        "  - {apply: {text: 1}, by: two, error: other}",
        "  - {aply: {text: a}, by: two}",
        "  - {apply: {text: a}}",
    ];
    for steps in wrong {
        assert_eq!(of(steps).len(), 1, "{steps}");
    }
}
