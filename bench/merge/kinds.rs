//! A case as `merge.py` makes it, and its writes as the server does them.

use coracle_merge::{ApplyError, Force, Managers, Writer, apply, merge_apply, merge_update, update};
use coracle_object::decode::decode;
use coracle_object::schema::{CONFIG_MAP, ENDPOINTS, POD, Struct};
use coracle_object::structural::{self, Structural};
use coracle_object::text::{json, write_json};
use coracle_object::{Members, SchemaRef, Value, edit};

use crate::Error;

/// When everything was made.
const NOW: &str = "2030-01-01T00:00:00Z";

/// A kind and its name for the table.
pub struct Case {
    pub name: String,
    kind: String,
    api_version: String,
    schema: Schema,
}

/// A schema, read.
enum Schema {
    Go(&'static Struct),
    Custom(Box<Structural>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Apply,
    Force,
    Update,
}

pub struct Write {
    pub name: String,
    by: String,
    pub operation: Operation,
    /// As its request decodes it: an update's is in form.
    pub document: Value,
}

/// Why a write changes nothing.
pub enum Refusal {
    Apply(ApplyError),
    /// What was merged does not fit its kind.
    Unfit(String),
}

impl From<ApplyError> for Refusal {
    fn from(error: ApplyError) -> Self {
        Self::Apply(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.shown().to_string().into()
    }
}

impl Refusal {
    pub fn shown(&self) -> Value {
        match self {
            Self::Apply(ApplyError::Conflicts(conflicts)) => {
                let cause =
                    |conflict: &coracle_merge::Conflict| format!("{}: {}", conflict.field(), conflict.message());
                let mut causes: Vec<_> = conflicts.iter().map(cause).collect();
                causes.sort();
                coracle_object::json!({"conflicts": causes})
            }
            Self::Apply(error) => coracle_object::json!({"error": error.to_string()}),
            Self::Unfit(why) => coracle_object::json!({"error": why}),
        }
    }
}

impl Case {
    pub fn read(file: &Value) -> Result<Self, Error> {
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned).ok_or(format!("no text: {value}"));
        let first = file["before"].get(0).and_then(document).ok_or("nothing is there before the writes")?;
        let kind = text(&first["kind"])?;
        let schema = match (&file["schema"], kind.as_str()) {
            (Value::Object(_), _) => {
                Schema::Custom(Box::new(Structural::read(&file["schema"]).map_err(|e| format!("{e:?}"))?))
            }
            (_, "ConfigMap") => Schema::Go(&CONFIG_MAP),
            (_, "Endpoints") => Schema::Go(&ENDPOINTS),
            (_, "Pod") => Schema::Go(&POD),
            _ => return Err(format!("no kind of this program: {kind}").into()),
        };
        Ok(Self { name: text(&file["name"])?, api_version: text(&first["apiVersion"])?, kind, schema })
    }

    fn schema(&self) -> SchemaRef<'_> {
        match &self.schema {
            Schema::Go(ty) => SchemaRef::Go(ty),
            Schema::Custom(schema) => SchemaRef::Custom(schema),
        }
    }

    pub fn writes(&self, writes: &Value) -> Result<Vec<Write>, Error> {
        writes.as_array().ok_or("no list of writes")?.iter().map(|write| self.read_write(write)).collect()
    }

    fn read_write(&self, write: &Value) -> Result<Write, Error> {
        let document = document(write).ok_or("a write has a document")?;
        let operation = match write {
            _ if write.get("apply").is_some() => Operation::Apply,
            _ if write.get("force").is_some() => Operation::Force,
            _ => Operation::Update,
        };
        let document = if operation == Operation::Update { self.in_form(document)? } else { document.clone() };
        let text = |name: &str| write[name].as_str().unwrap_or_default().to_owned();
        Ok(Write { name: text("name"), by: text("by"), operation, document })
    }

    /// The document of an update.
    fn in_form(&self, document: &Value) -> Result<Value, Error> {
        match &self.schema {
            Schema::Go(ty) => Ok(decode(document.to_string().as_bytes(), ty)?.value),
            Schema::Custom(_) => Ok(self.schema().settle(document.clone())),
        }
    }

    /// An object as it is read from the store: it has an identity.
    pub fn stored(&self, mut object: Value) -> Value {
        edit::set_text(&mut object, "uid", "6f1c9f0e-0000-4000-8000-000000000001");
        edit::set_text(&mut object, "creationTimestamp", NOW);
        self.schema().settle(object)
    }

    fn writer<'a>(&'a self, write: &'a Write) -> Writer<'a> {
        let (kind, api_version) = (self.kind.as_str(), self.api_version.as_str());
        Writer { manager: &write.by, subresource: "", kind, api_version, now: NOW, reset: &[], versions: None }
    }

    /// The write, as the server decides it (src/change).
    pub fn write(&self, current: Option<&Value>, write: &Write, document: Value) -> Result<Value, Refusal> {
        let who = self.writer(write);
        let force = match write.operation {
            Operation::Update => return Ok(update(self.schema(), current, document, &who)),
            Operation::Apply => Force::No,
            Operation::Force => Force::Yes,
        };
        let mut merged = apply(self.schema(), current, &document, &who, force)?;
        match &self.schema {
            Schema::Go(ty) => {
                let managers = edit::get(&merged, "managedFields").cloned();
                edit::set(&mut merged, "managedFields", None);
                (merged, _) = coracle_patch::typed(merged, ty).map_err(Refusal::Unfit)?;
                edit::set(&mut merged, "managedFields", managers);
            }
            Schema::Custom(schema) => {
                structural::default(&mut merged, schema).map_err(|error| Refusal::Unfit(error.to_string()))?;
            }
        }
        Ok(self.schema().settle(merged))
    }

    /// The write from JSON of fieldsV1 to such: of the object that the managers are read from, which is the document of an update.
    pub fn whole(&self, live: &mut Parts, write: &Write, mut document: Parts) -> Result<Vec<Vec<u8>>, Error> {
        if write.operation == Operation::Update {
            document.read_fields()?
        } else {
            live.read_fields()?
        }
        let mut object = self.write(Some(&live.object), write, document.object)?;
        let text = |entry: &mut Members| {
            let mut text = Vec::new();
            if let Some(fields) = entry.get("fieldsV1") {
                write_json(fields, &mut text);
            }
            text
        };
        Ok(entries(&mut object).map(text).collect())
    }

    /// The middle of the write: from managers that have been read to those that are to be written.
    pub fn merge(&self, live: &Value, write: &Write, managers: Managers) {
        let who = self.writer(write);
        let force = match write.operation {
            Operation::Update => return drop(merge_update(self.schema(), live, &write.document, managers, &who)),
            Operation::Apply => Force::No,
            Operation::Force => Force::Yes,
        };
        drop(merge_apply(self.schema(), live, &write.document, managers, &who, force));
    }
}

fn document(write: &Value) -> Option<&Value> {
    ["apply", "force", "update"].iter().find_map(|operation| write.get(operation))
}

/// The entries of its managedFields.
pub fn entries(object: &mut Value) -> impl Iterator<Item = &mut Members> {
    let managed_fields = object.get_mut("metadata").and_then(|metadata| metadata.get_mut("managedFields"));
    managed_fields.and_then(Value::as_array_mut).into_iter().flatten().filter_map(Value::as_object_mut)
}

/// Gives an update what the object has that no client says: so does a patch.
pub fn carry_over(live: &Value, document: &mut Value) {
    for name in ["uid", "creationTimestamp", "managedFields"] {
        edit::copy(document, name, live);
    }
}

/// The managers of an object, read.
pub fn managers(object: &Value) -> Result<Managers, Error> {
    Ok(Managers::read(edit::get(object, "managedFields").unwrap_or(&Value::Null))?)
}

/// An object that has been decoded, and the fieldsV1 of its managers as JSON.
#[derive(Clone)]
pub struct Parts {
    object: Value,
    fields: Vec<String>,
}

impl Parts {
    pub fn of(mut object: Value) -> Self {
        let fields =
            entries(&mut object).filter_map(|entry| entry.get_mut("fieldsV1")).map(|fields| json(&fields.take()));
        let fields = fields.collect();
        Self { object, fields }
    }

    fn read_fields(&mut self) -> Result<(), Error> {
        for (entry, text) in entries(&mut self.object).zip(&self.fields) {
            entry.insert("fieldsV1", serde_json::from_str(text)?);
        }
        Ok(())
    }
}
