//! What differs between two states, as an operation. What it says is made in `history`.

use std::str::FromStr;

use coracle_kinds::NAMESPACES;
use coracle_store::Key;
use schemars::SchemaGenerator;

use super::history::{NAME, NAMESPACE, RESOURCE, kind_of};
use super::states::{State, has_namespace, no_namespace};
use super::{Asked, Operation, Parameter, Shape, Shown};
use crate::documents::Stripped;
use crate::history::diff::{Difference, Gathering, Objects};
use crate::history::{self, Pair, Part};
use crate::status::Failure;

/// So many objects are looked at in one step.
const AT_ONCE: usize = 1_000;

pub const OPERATIONS: &[Operation] = &[Operation {
    id: "getDiff",
    method: "GET",
    path: "/coracle/v1/diff",
    summary: "Shows which objects differ between two states, as objects, as a unified diff of YAML or as JSON Patches. A state is a revision, \
              now, snapshot:NAME, snapshot:NAME/WORLD or world:NAME; those of other worlds are asked of the first one.",
    parameters: &[
        Parameter { name: "from", says: "The first state.", kind: "string", required: true },
        Parameter { name: "to", says: "The second; without it, now.", kind: "string", required: false },
        Parameter { required: false, ..RESOURCE },
        NAMESPACE,
        Parameter { required: false, ..NAME },
        Parameter {
            name: "output",
            says: "objects, unified or patches; objects without it.",
            kind: "string",
            required: false,
        },
        Parameter {
            name: "managedFields",
            says: "Is it shown, too, who owns which field?",
            kind: "boolean",
            required: false,
        },
        Parameter {
            name: "metadata",
            says: "Is it shown, too, what else a server puts into metadata, such as uids? resourceVersions are not.",
            kind: "boolean",
            required: false,
        },
    ],
    body: None,
    answer: Shape::JsonOr(SchemaGenerator::subschema_for::<Objects>, "text/x-diff"),
    code: 200,
    is_bulky: true,
    run: |asked| Box::pin(diff(asked)),
}];

/// In which form a difference is shown.
#[derive(Clone, Copy)]
enum Form {
    Objects,
    Unified,
    Patches,
}

impl FromStr for Form {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Form, Self::Err> {
        match text {
            "objects" => Ok(Form::Objects),
            "unified" => Ok(Form::Unified),
            "patches" => Ok(Form::Patches),
            _ => Err("it is none of objects, unified, patches"),
        }
    }
}

async fn diff(asked: Asked<'_>) -> Result<Shown, Failure> {
    let from: Option<State> = asked.parameter("from")?;
    let from = from.ok_or_else(|| Failure::bad_request("the parameter from is empty"))?;
    let to = asked.parameter("to")?.unwrap_or(State::Now);
    let resource: Option<String> = asked.parameter("resource")?;
    let kind = resource.as_deref().map(|name| kind_of(&asked, name)).transpose();
    // A kind that is not served any more may have been then: by its plural and group.
    let resource = resource
        .map(|name| kind.as_ref().ok().and_then(Option::as_ref).map_or(name, |kind| kind.stored_as.to_string()));
    let part = Part { resource, namespace: asked.parameter("namespace")?, name: asked.parameter("name")? };
    let form = asked.parameter("output")?.unwrap_or(Form::Objects);
    let with = |name| Ok::<bool, Failure>(asked.parameter(name)?.unwrap_or(false));
    let without = Stripped { metadata: !with("metadata")?, managed_fields: !with("managedFields")? };
    let store = &asked.world.store;
    let found = match (from.revision(store), to.revision(store)) {
        // What happened in between is all that can differ.
        (Some(from), Some(to)) => gathered(history::between(store, &part, from, to).await?, without).await?,
        _ => {
            let (from, to) = (from.read(&asked, &part).await?.records, to.read(&asked, &part).await?.records);
            gathered(history::differing(&from, &to, &part), without).await?
        }
    };
    if found.is_empty() {
        kind?;
        ask_namespace(&asked, &part, [&from, &to]).await?;
    }
    let found = found.into_iter();
    match form {
        Form::Unified => {
            let mut text = String::new();
            for difference in found {
                text += &difference.unified();
                // Who asks may have left.
                tokio::task::yield_now().await;
            }
            Ok(Shown::Text(text.into(), "text/x-diff; charset=utf-8"))
        }
        Form::Objects => Shown::json(&Objects { items: found.map(Difference::object).collect() }),
        Form::Patches => Shown::json(&Objects { items: found.map(Difference::patched).collect() }),
    }
}

/// Refuses a namespace that is in none of the states.
async fn ask_namespace(asked: &Asked<'_>, part: &Part, states: [&State; 2]) -> Result<(), Failure> {
    let Some(name) = &part.namespace else { return Ok(()) };
    let itself = Part { resource: Some(NAMESPACES.to_owned()), ..Part::default() };
    for state in states {
        if has_namespace(&state.read(asked, &itself).await?, name) {
            return Ok(());
        }
    }
    Err(no_namespace(name))
}

/// Those that differ; a step at a time, as others wait.
async fn gathered(pairs: impl IntoIterator<Item = (Key, Pair)>, without: Stripped) -> Result<Vec<Difference>, Failure> {
    let mut gathering = Gathering::new(without);
    for (at, (key, pair)) in pairs.into_iter().enumerate() {
        gathering.add(key, pair)?;
        if at % AT_ONCE == AT_ONCE - 1 {
            tokio::task::yield_now().await;
        }
    }
    Ok(gathering.found)
}
