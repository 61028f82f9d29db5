//! A change of an object by its `Scale`: it is what the client sees, and the object gets what it asks for.
//!
//! Upstream: apiextensions-apiserver/pkg/registry/customresource/etcd.go scaleUpdatedObjectInfo (v1.37.2).

use coracle_kinds::Scaled;
use coracle_merge::{PathElement, Replicas};
use coracle_object::text::quote;
use coracle_object::{Schema, Value, edit, schema};

use super::update::Proposal;
use super::{Current, Scope};
use crate::status::Failure;

/// What a client wants to make of an object's `Scale`.
pub struct Scaling<'a> {
    /// What it wants to make of the `Scale`.
    pub proposal: &'a dyn Proposal,
    /// How the object appears as one.
    pub scaled: &'a Scaled,
}

/// What a `Scale` asks for while its object asks for nothing: the least that fits in 32 bits.
const UNSET: i64 = i32::MIN as i64;

impl Proposal for Scaling<'_> {
    fn propose(&self, scope: &Scope, current: Option<&Current>, warnings: &mut Vec<String>) -> Result<Value, Failure> {
        let current = current.ok_or_else(|| Failure::not_found(scope.kind.group_resource(), &scope.name))?;
        let scale = &self.scaled.scale;
        let replicas = self.replicas(scope);
        let managed = edit::get(&current.object, "managedFields").unwrap_or(&Value::Null);
        let seen = Scope { kind: self.scaled.kind.clone(), ..scope.clone() };
        let before = self.before(&replicas, &current.object, managed)?;
        let before = Current { object: before, revision: current.revision, held: None };
        let after = self.proposal.propose(&seen, Some(&before), warnings)?;
        let wanted = after["spec"]["replicas"].as_i64().unwrap_or_default();
        if wanted == UNSET {
            let why = format!("the spec replicas field {} cannot be empty", quote(scale.wanted()));
            return Err(Failure::bad_request(why));
        }
        let mut object = current.object.clone();
        scale.ask_for(&mut object, wanted).map_err(Failure::unexplained)?;
        let version = edit::text(&after, "resourceVersion");
        if !version.is_empty() {
            edit::set_text(&mut object, "resourceVersion", version);
        }
        let managers = replicas.of_object(managed, edit::get(&after, "managedFields").unwrap_or(&Value::Null));
        let managers = managers.map_err(|error| Failure::unexplained(error.to_string()))?;
        edit::set(&mut object, "managedFields", managers);
        Ok(scope.kind.schema().settle(object))
    }

    fn expected_uid(&self) -> Option<&str> {
        self.proposal.expected_uid()
    }

    fn may_create(&self, _: &Scope) -> bool {
        false
    }
}

impl Scaling<'_> {
    fn replicas<'s>(&self, scope: &'s Scope) -> Replicas<'s> {
        let path = |names: &Vec<String>| names.iter().map(|name| PathElement::Field(name.into())).collect();
        let paths = self.scaled.wanted.iter().map(|(version, names)| (version.clone(), names.as_ref().map(path)));
        Replicas { api_version: scope.kind.api_version(), paths: paths.collect() }
    }

    /// The object's `Scale`, with its managers.
    fn before(&self, replicas: &Replicas<'_>, object: &Value, managed: &Value) -> Result<Value, Failure> {
        let mut before = self.scaled.scale.show(object).map_err(Failure::unexplained)?;
        if !self.scaled.scale.asks(object) {
            before["spec"]["replicas"] = UNSET.into();
        }
        let managers = replicas.of_scale(managed).map_err(|error| Failure::unexplained(error.to_string()))?;
        edit::set(&mut before, "managedFields", managers);
        Ok(Schema::Go(&schema::SCALE).settle(before))
    }
}
