//! Tables: what `kubectl get` shows.

use coracle_object::field::{FieldError, Path};
use coracle_object::{Members, Value};

use super::{View, partial};
use crate::request::media::Form;
use crate::status::Failure;

/// How much of its object a row carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Include {
    Nothing,
    Metadata,
    Whole,
}

/// The metadata of a table of one object.
pub fn version_of(object: &Value) -> Members {
    let mut meta = Members::new();
    for name in ["selfLink", "resourceVersion"] {
        if let Some(value) = object.get("metadata").and_then(|m| m.get(name)) {
            meta.insert(name.into(), value.clone());
        }
    }
    meta
}

/// A table of these objects.
///
/// # Errors
/// `includeObject` is none of the known words, or an item cannot be read.
pub fn table(
    view: &View,
    version: &str,
    meta: Members,
    items: &mut dyn Iterator<Item = Result<Value, Failure>>,
) -> Result<Value, Failure> {
    let include = include(view)?;
    let rows = items.map(|item| item.map(|item| row(view, version, include, item))).collect::<Result<_, _>>()?;
    let mut table = Members::new();
    table.insert("kind".into(), "Table".into());
    table.insert("apiVersion".into(), format!("meta.k8s.io/{version}").into());
    table.insert("metadata".into(), Value::Object(meta));
    table.insert("columnDefinitions".into(), columns(view));
    table.insert("rows".into(), Value::Array(rows));
    Ok(Value::Object(table))
}

/// Refuses a table that could not be made of any object.
///
/// # Errors
/// A table is asked for, and `includeObject` is none of the known words.
pub fn check(view: &View) -> Result<(), Failure> {
    if let Form::Table(_) = view.accepted.form { include(view).map(drop) } else { Ok(()) }
}

fn include(view: &View) -> Result<Include, Failure> {
    match view.head.query.first("includeObject").unwrap_or_default() {
        "" | "Metadata" => Ok(Include::Metadata),
        "None" => Ok(Include::Nothing),
        "Object" => Ok(Include::Whole),
        other => {
            let why = "must be 'Metadata', 'Object', 'None', or empty";
            let error = FieldError::invalid(&Path::new("includeObject"), other, why);
            Err(Failure::bad_request(format!("Unable to convert to Table as requested: {error}")))
        }
    }
}

fn row(view: &View, version: &str, include: Include, item: Value) -> Value {
    let mut row = Members::new();
    row.insert("cells".into(), Value::Array(view.kind.cells(&item, view.now_seconds)));
    let object = match include {
        Include::Nothing => Value::Null,
        Include::Metadata => partial(&item, version),
        Include::Whole => item,
    };
    row.insert("object".into(), object);
    Value::Object(row)
}

fn columns(view: &View) -> Value {
    let columns = view.kind.columns().iter().map(|column| {
        serde_json::json!({
            "name": column.name, "type": column.cell_type, "format": column.format,
            "description": column.description, "priority": column.priority,
        })
    });
    Value::Array(columns.collect())
}
