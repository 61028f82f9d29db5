//! Writes of a size that one chooses, for the benchmark and for the test that nothing grows with the square of it.

use coracle_merge::{ApplyError, Force, Writer, apply, update};
use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::schema::ENDPOINTS;
use coracle_object::text::json as text;
use serde_json::json;

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
}

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
        };
        place[member] = value;
        document
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
        Some(typed(&object))
    }

    /// One of each sort of write, each over an object of that size.
    pub fn writes(self, count: usize) -> Vec<Write> {
        let (mine, theirs) = (self.document(count, 0), self.document(count, 1));
        let before = self.before(count);
        let first = Write::apply("first apply", "a", before.as_ref(), &mine, Force::No);
        let applied = typed(&first.clone().run().unwrap());
        let create = Write::update("first update", before.as_ref(), &mine);
        let updated = typed(&create.clone().run().unwrap());
        let (applied_too, updated) = (Some(&applied), Some(&updated));
        vec![
            first,
            Write::apply("same apply", "a", applied_too, &mine, Force::No),
            Write::apply("conflicting apply", "b", applied_too, &theirs, Force::No),
            Write::apply("forced apply", "b", applied_too, &theirs, Force::Yes),
            Write::apply("removing apply", "a", applied_too, &bare(), Force::No),
            create,
            Write::update("same update", updated, &mine),
            Write::update("changing update", updated, &theirs),
            Write::update("removing update", updated, &bare()),
        ]
    }
}

/// A write; to do it again and again, it is cloned.
#[derive(Clone)]
pub struct Write {
    /// What sort of write.
    pub name: &'static str,
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
        Self { name, current: current.cloned(), document: document.clone(), manager, force: Some(force) }
    }

    fn update(name: &'static str, current: Option<&Value>, document: &Value) -> Self {
        Self { name, current: current.cloned(), document: typed(document), manager: "u", force: None }
    }

    /// Does it, once: an update uses up its document.
    pub fn run(&mut self) -> Result<Value, ApplyError> {
        let who = Writer {
            manager: self.manager,
            subresource: "",
            api_version: "v1",
            now: "2030-01-01T00:00:01Z",
            reset: &[],
        };
        let current = self.current.as_ref();
        match self.force {
            Some(force) => apply(&ENDPOINTS, current, &self.document, &who, force),
            None => Ok(update(&ENDPOINTS, current, std::mem::take(&mut self.document), &who)),
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
