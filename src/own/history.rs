//! The past of objects, as operations: the log of one, how it was, and who owns which line of it.
//! What they say is made in `history`.

use std::num::NonZeroUsize;
use std::sync::Arc;

use coracle_kinds::Kind;
use coracle_merge::Force;
use coracle_object::field::Path;
use coracle_object::meta::validate_manager;
use coracle_object::{Value, decode, encode, text, yaml};
use coracle_store::{Key, Revision};
use schemars::SchemaGenerator;

use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::change::Scope;
use crate::change::apply::Apply;
use crate::clock::{Does, Moment};
use crate::history::blame::{Blame, blame};
use crate::history::log::{Log, log};
use crate::history::{self, EVENTS_MAX, Past};
use crate::request::options::FieldValidation;
use crate::status::Failure;
use crate::{conversion, stored};

pub(super) const RESOURCE: Parameter = Parameter {
    name: "resource",
    says: "The kind, as kubectl reads it: configmaps, cm, ConfigMap, deployments.apps.",
    kind: "string",
    required: true,
};
pub(super) const NAMESPACE: Parameter =
    Parameter { name: "namespace", says: "The namespace, where the kind has them.", kind: "string", required: false };
pub(super) const NAME: Parameter =
    Parameter { name: "name", says: "The object's name.", kind: "string", required: true };
const LIMIT: Parameter = Parameter {
    name: "limit",
    says: "At most so many of the newest changes, up to 1000, which is what there is without it.",
    kind: "integer",
    required: false,
};
const REVISION: Parameter = Parameter { name: "revision", says: "The revision.", kind: "integer", required: true };
const MANAGER: Parameter =
    Parameter { name: "manager", says: "The field manager that would apply.", kind: "string", required: true };
const BLAME: Shape = Shape::Json(SchemaGenerator::subschema_for::<Blame>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "getLog",
        method: "GET",
        path: "/coracle/v1/log",
        summary: "Shows what happened to an object, as far as the log is kept: when, by whom, and which fields were changed.",
        parameters: &[RESOURCE, NAMESPACE, NAME, LIMIT],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<Log>),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(log_of(asked)),
    },
    Operation {
        id: "getObjectAt",
        method: "GET",
        path: "/coracle/v1/at",
        summary: "Shows an object as it was at a revision.",
        parameters: &[RESOURCE, NAMESPACE, NAME, REVISION],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<serde_json::Map<String, serde_json::Value>>),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(at(asked)),
    },
    Operation {
        id: "getBlame",
        method: "GET",
        path: "/coracle/v1/blame",
        summary: "Shows an object in YAML, and of each line who owns its field and when that last changed.",
        parameters: &[RESOURCE, NAMESPACE, NAME, Parameter { required: false, ..REVISION }],
        body: None,
        answer: BLAME,
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(blame_of(asked, None)),
    },
    Operation {
        id: "getConflicts",
        method: "POST",
        path: "/coracle/v1/blame",
        summary: "Shows the same, and marks the lines that a server-side apply of the body, without force, would conflict on.",
        parameters: &[RESOURCE, NAMESPACE, NAME, MANAGER],
        body: Some(SchemaGenerator::subschema_for::<serde_json::Map<String, serde_json::Value>>),
        answer: BLAME,
        code: 200,
        is_bulky: true,
        run: |asked| {
            let manager = applier(&asked);
            Box::pin(async move { blame_of(asked, Some(manager?)).await })
        },
    },
];

/// Who would apply, by a name that such a manager can have.
fn applier(asked: &Asked<'_>) -> Result<String, Failure> {
    let manager: Option<String> = asked.parameter("manager")?;
    let manager = manager.ok_or_else(|| Failure::bad_request("the parameter manager is empty"))?;
    match validate_manager(&manager, &Path::new("fieldManager")).as_slice() {
        [] => Ok(manager),
        errors => Err(Failure::invalid_options("PatchOptions", errors)),
    }
}

/// An object that is asked for.
struct Subject {
    kind: Arc<Kind>,
    key: Key,
}

/// The kind that a parameter names.
pub(super) fn kind_of(asked: &Asked<'_>, name: &str) -> Result<Arc<Kind>, Failure> {
    let kinds = asked.world.kinds.current();
    let unknown = || Failure::bad_request(format!("the parameter resource: there is no kind {}", text::quote(name)));
    kinds.called(name).cloned().ok_or_else(unknown)
}

fn subject(asked: &Asked<'_>) -> Result<Subject, Failure> {
    let said = |name| Ok::<String, Failure>(asked.parameter(name)?.unwrap_or_default());
    let (kind, namespace, name) = (kind_of(asked, &said("resource")?)?, said("namespace")?, said("name")?);
    if name.is_empty() {
        return Err(Failure::bad_request("the parameter name is empty"));
    }
    match (kind.is_namespaced(), namespace.is_empty()) {
        (true, true) => {
            Err(Failure::bad_request(format!("the parameter namespace is needed: {} have one", kind.group_resource())))
        }
        (false, false) => {
            Err(Failure::bad_request(format!("the parameter namespace: {} have none", kind.group_resource())))
        }
        _ => Ok(Subject { key: Key::new(&*kind.stored_as, namespace, name), kind }),
    }
}

/// The kind of the document that would be applied, in its version; none where it is no document of a kind.
fn kind_of_body(asked: &Asked<'_>) -> Option<Arc<Kind>> {
    let (document, _) = yaml::to_json(&asked.body).and_then(|json| decode::decode_any(&json)).ok()?;
    let said = |name| document.get(name).and_then(Value::as_str).unwrap_or_default();
    asked.world.kinds.current().named(said("apiVersion"), said("kind")).cloned()
}

impl Subject {
    fn missing(&self) -> Failure {
        Failure::not_found(self.kind.group_resource(), &self.key.name)
    }
}

async fn past(asked: &Asked<'_>, Subject { kind, key }: &Subject, events_max: usize) -> Result<Past, Failure> {
    history::past(&asked.world.store, &asked.world.clock, key, kind, events_max).await
}

async fn log_of(asked: Asked<'_>) -> Result<Shown, Failure> {
    let subject = subject(&asked)?;
    let limit = asked.parameter::<NonZeroUsize>("limit")?.map_or(EVENTS_MAX, |limit| limit.get().min(EVENTS_MAX));
    let past = past(&asked, &subject, limit).await?;
    if past.events.is_empty() && asked.world.store.get(&subject.key).0.is_none() {
        return Err(subject.missing());
    }
    Shown::json(&log(&subject.kind, &past)?)
}

async fn at(asked: Asked<'_>) -> Result<Shown, Failure> {
    let subject = subject(&asked)?;
    let revision =
        asked.parameter("revision")?.ok_or_else(|| Failure::bad_request("the parameter revision is empty"))?;
    let object = object_at(&asked, &subject, Some(revision)).await?;
    Ok(Shown::Json(encode::encode(&object).into()))
}

/// The object as it was, or is now.
async fn object_at(
    asked: &Asked<'_>,
    subject: &Subject,
    revision: Option<Revision>,
) -> Result<coracle_object::Value, Failure> {
    let record = match revision {
        Some(revision) => history::at(&asked.world.store, &subject.key, revision).await?,
        None => asked.world.store.get(&subject.key).0,
    };
    let record = conversion::converted_one(&subject.kind, record.ok_or_else(|| subject.missing())?).await?;
    stored::object(&subject.kind, &record)
}

async fn blame_of(asked: Asked<'_>, applier: Option<String>) -> Result<Shown, Failure> {
    let mut subject = subject(&asked)?;
    if applier.is_some()
        && let Some(kind) = kind_of_body(&asked).filter(|kind| kind.stored_as == subject.kind.stored_as)
    {
        subject.kind = kind;
    }
    let revision = if applier.is_some() { None } else { asked.parameter("revision")? };
    let object = object_at(&asked, &subject, revision).await?;
    let past = past(&asked, &subject, EVENTS_MAX).await?;
    let conflicts = match applier {
        Some(manager) => {
            let apply = Apply { text: &asked.body, force: Force::No, validation: FieldValidation::Ignore };
            apply.conflicts(&subject.scope(manager, asked.world.clock.moment(Does::Looks)), &object)?
        }
        None => Vec::new(),
    };
    Shown::json(&blame(&subject.kind, &object, &past, &conflicts)?)
}

impl Subject {
    fn scope(&self, manager: String, moment: Moment) -> Scope {
        Scope {
            kind: self.kind.clone(),
            namespace: self.key.namespace.to_string(),
            name: self.key.name.to_string(),
            subresource: String::new(),
            manager,
            moment,
            dry_run: true,
            create_denied: None,
        }
    }
}
