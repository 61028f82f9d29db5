//! Tables: what `kubectl get` shows.

use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::{Members, Value, meta};

use super::{View, partial};
use crate::request::media::Form;
use crate::status::Failure;
use coracle_kinds::Kind;

/// A table, to be made row by row.
pub struct Table {
    kind: Arc<Kind>,
    version: String,
    include: Include,
    now_seconds: i64,
    /// The name of the object that stands out.
    outstanding: Option<String>,
}

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
            meta.insert(name, value.clone());
        }
    }
    meta
}

impl Table {
    /// A table of this version of the API of tables.
    ///
    /// # Errors
    /// `includeObject` is none of the known words.
    pub fn new(view: &View, version: &str) -> Result<Self, Failure> {
        let (include, now_seconds) = (include(view)?, view.clock.now().timestamp());
        let (kind, version) = (view.kind.clone(), version.to_owned());
        Ok(Table { kind, version, include, now_seconds, outstanding: None })
    }

    /// The same, in which an object stands out.
    pub fn with_outstanding(self, outstanding: Option<String>) -> Self {
        Table { outstanding, ..self }
    }

    /// Its heading, and no rows yet.
    pub fn heading(&self, meta: Members) -> Value {
        let mut table = Members::new();
        table.insert("kind", "Table".into());
        table.insert("apiVersion", format!("meta.k8s.io/{}", self.version).into());
        table.insert("metadata", Value::Object(meta));
        table.insert("columnDefinitions", columns(&self.kind));
        table.insert("rows", Value::Array(Vec::new()));
        Value::Object(table)
    }

    /// The row of an object.
    pub fn row(&self, item: Value) -> Value {
        let mut row = Members::new();
        let mut cells = self.kind.cells(&item, self.now_seconds);
        if let (Some(name), Some(word)) = (&self.outstanding, self.kind.rules.outstanding())
            && meta::text(&item, "name") == name
        {
            cells[0] = format!("{name}{word}").into();
        }
        row.insert("cells", Value::Array(cells));
        let object = match self.include {
            Include::Nothing => Value::Null,
            Include::Metadata => partial(&self.kind, &item, &self.version),
            Include::Whole => item,
        };
        row.insert("object", object);
        Value::Object(row)
    }
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

fn columns(kind: &Kind) -> Value {
    let columns = kind.columns.iter().map(|column| {
        coracle_object::json!({
            "name": column.name, "type": column.cell_type, "format": column.format,
            "description": column.description, "priority": column.priority,
        })
    });
    Value::Array(columns.collect())
}
