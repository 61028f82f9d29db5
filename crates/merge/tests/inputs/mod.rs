//! Writes of a size that one chooses, for the benchmark and for the test that nothing grows with the square of it.

use std::sync::LazyLock;

use coracle_merge::{ApplyError, Force, Writer, apply, update};
use coracle_object::decode::decode;
use coracle_object::json;
use coracle_object::schema::ENDPOINTS;
use coracle_object::structural::Structural;
use coracle_object::text::json as text;
use coracle_object::{SchemaRef, Value};

/// What there is many of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// Addresses of one subset: an atomic list.
    Addresses,
    /// Labels: a granular map.
    Labels,
    /// Finalizers: a set. Nobody can give one another value, so the other document has them in another order.
    Finalizers,
    /// Owner references: a keyed list.
    Owners,
    /// Managers that have applied a label each.
    Appliers,
    /// Managers that have updated a label each, as only a client that writes managedFields itself can make them.
    Updaters,
    /// Items of a custom resource's keyed list.
    Items,
    /// Items of a custom resource's set, in another order in the other document.
    Values,
    /// Members of a custom resource that no schema is known of.
    Unknown,
}

/// The schema of the custom resource.
static CUSTOM: LazyLock<Structural> = LazyLock::new(|| {
    Structural::read(&json!({"type": "object", "properties": {
        "items": {
            "type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["id", "of"],
            "items": {"type": "object", "properties": {
                "id": {"type": "integer"}, "of": {"type": "string", "default": "a"}, "value": {"type": "integer"},
            }},
        },
        "values": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
        "unknown": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
    }}))
    .unwrap()
});

impl Many {
    /// A document with so many of them. Of two variants every element differs, as far as it can.
    pub fn document(self, count: usize, variant: usize) -> Value {
        let mut document = bare();
        let (place, member, value): (_, _, Value) = match self {
            Self::Addresses => {
                let address = |i: usize| json!({"ip": ip(i), "nodeName": format!("node-{variant}-{i}")});
                let addresses: Vec<_> = (0..count).map(address).collect();
                let ports = [json!({"name": "http", "port": 80, "protocol": "TCP"})];
                (&mut document, "subsets", json!([{"addresses": addresses, "ports": ports}]))
            }
            Self::Labels | Self::Appliers | Self::Updaters => {
                let labels = (0..count).map(|i| (label(i), format!("value-{variant}").into())).collect();
                (&mut document["metadata"], "labels", Value::Object(labels))
            }
            Self::Finalizers => {
                let mut finalizers: Vec<_> = (0..count).map(|i| format!("example.com/finalizer-{i}")).collect();
                if variant > 0 {
                    finalizers.reverse();
                }
                (&mut document["metadata"], "finalizers", finalizers.into())
            }
            Self::Owners => {
                let owner = |i| {
                    let (name, uid) = (format!("owner-{variant}-{i}"), format!("6f1c9f0e-0000-4000-8000-{i:012}"));
                    json!({"apiVersion": "v1", "kind": "ConfigMap", "name": name, "uid": uid})
                };
                (&mut document["metadata"], "ownerReferences", (0..count).map(owner).collect())
            }
            Self::Items => (&mut document, "items", (0..count).map(|i| json!({"id": i, "value": variant})).collect()),
            Self::Values => {
                let mut values: Vec<_> = (0..count).map(|i| format!("value-{i}")).collect();
                if variant > 0 {
                    values.reverse();
                }
                (&mut document, "values", values.into())
            }
            Self::Unknown => {
                let members = (0..count).map(|i| (format!("member-{i}"), json!({"a": variant}))).collect();
                (&mut document, "unknown", Value::Object(members))
            }
        };
        place[member] = value;
        document
    }

    fn schema(self) -> SchemaRef<'static> {
        match self {
            Self::Items | Self::Values | Self::Unknown => (&*CUSTOM).into(),
            _ => (&ENDPOINTS).into(),
        }
    }

    /// A document as it is stored.
    fn stored(self, document: &Value) -> Value {
        match self.schema() {
            SchemaRef::Go(_) => typed(document),
            SchemaRef::Custom(_) => document.clone(),
        }
    }

    /// The object that there is before the first of the measured writes; `None` where that one creates it.
    fn before(self, count: usize) -> Option<Value> {
        let operation = match self {
            Self::Appliers => "Apply",
            Self::Updaters => "Update",
            _ => return None,
        };
        let entry = |i| {
            let fields = [(format!("f:{}", label(i)), json!({}))].into_iter().collect();
            json!({
                "manager": format!("manager-{i}"), "operation": operation, "apiVersion": "v1",
                "time": "2030-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                "fieldsV1": {"f:metadata": {"f:labels": Value::Object(fields)}},
            })
        };
        let mut object = self.document(count, 0);
        object["metadata"]["managedFields"] = (0..count).map(entry).collect();
        Some(self.stored(&object))
    }

    /// One of each sort of write, each over an object of that size.
    pub fn writes(self, count: usize) -> Vec<Write> {
        let (mine, theirs) = (self.document(count, 0), self.document(count, 1));
        let before = self.before(count);
        let apply = |name, by, current: Option<&Value>, document: &Value, force| Write {
            schema: self.schema(),
            ..Write::apply(name, by, current, document, force)
        };
        let update = |name, current: Option<&Value>, document: &Value| Write {
            schema: self.schema(),
            document: self.stored(document),
            ..Write::update(name, current)
        };
        let first = apply("first apply", "a", before.as_ref(), &mine, Force::No);
        let applied = self.stored(&first.clone().run().unwrap());
        let create = update("first update", before.as_ref(), &mine);
        let updated = self.stored(&create.clone().run().unwrap());
        let (applied_too, updated) = (Some(&applied), Some(&updated));
        vec![
            first,
            apply("same apply", "a", applied_too, &mine, Force::No),
            apply("conflicting apply", "b", applied_too, &theirs, Force::No),
            apply("forced apply", "b", applied_too, &theirs, Force::Yes),
            apply("removing apply", "a", applied_too, &bare(), Force::No),
            create,
            update("same update", updated, &mine),
            update("changing update", updated, &theirs),
            update("removing update", updated, &bare()),
        ]
    }
}

/// A write; to do it again and again, it is cloned.
#[derive(Clone)]
pub struct Write {
    /// What sort of write.
    pub name: &'static str,
    schema: SchemaRef<'static>,
    current: Option<Value>,
    document: Value,
    manager: &'static str,
    /// `None` for an update.
    force: Option<Force>,
}

impl Write {
    /// An apply of a document.
    pub fn apply(
        name: &'static str,
        manager: &'static str,
        current: Option<&Value>,
        document: &Value,
        force: Force,
    ) -> Self {
        let schema = (&ENDPOINTS).into();
        Self { name, schema, current: current.cloned(), document: document.clone(), manager, force: Some(force) }
    }

    fn update(name: &'static str, current: Option<&Value>) -> Self {
        let schema = (&ENDPOINTS).into();
        Self { name, schema, current: current.cloned(), document: Value::Null, manager: "u", force: None }
    }

    /// Does it, once: an update uses up its document.
    pub fn run(&mut self) -> Result<Value, ApplyError> {
        let who = Writer {
            manager: self.manager,
            subresource: "",
            kind: "Endpoints",
            api_version: "v1",
            now: "2030-01-01T00:00:01Z",
            reset: &[],
            versions: None,
        };
        let current = self.current.as_ref();
        match self.force {
            Some(force) => apply(self.schema, current, &self.document, &who, force),
            None => Ok(update(self.schema, current, std::mem::take(&mut self.document), &who)),
        }
    }
}

/// The object in typed form.
pub fn typed(object: &Value) -> Value {
    decode(text(object).as_bytes(), &ENDPOINTS).unwrap().value
}

/// A document of nothing but a name.
pub fn bare() -> Value {
    json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": {"name": "a"}})
}

fn label(i: usize) -> String {
    format!("example.com/label-{i}")
}

fn ip(i: usize) -> String {
    format!("10.{}.{}.{}", i >> 16, i >> 8 & 255, i & 255)
}
