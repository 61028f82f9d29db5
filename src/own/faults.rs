//! Faults on demand, as operations: rules are added, shown and removed. What they do is in `faults`.

use schemars::SchemaGenerator;

use super::requests::plural;
use super::{Asked, Items, Operation, Shape};
use crate::faults::{Refusal, Rule, Shown};
use crate::status::Failure;
use coracle_kinds::Qualified;

const ONE: Shape = Shape::Json(SchemaGenerator::subschema_for::<Shown>);
const ALL: Shape = Shape::Json(SchemaGenerator::subschema_for::<Items<Shown>>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "listFaults",
        method: "GET",
        path: "/coracle/v1/faults",
        summary: "Shows what is to go wrong, in the order in which it is looked at, and how often each has hit.",
        parameters: &[],
        body: None,
        answer: ALL,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { super::Shown::json(&Items { items: asked.world.faults.list() }) }),
    },
    Operation {
        id: "createFault",
        method: "POST",
        path: "/coracle/v1/faults",
        summary: "Has something go wrong from now on, on a server that was started with --faults.",
        parameters: &[],
        body: Some(SchemaGenerator::subschema_for::<Rule>),
        answer: ONE,
        code: 201,
        is_bulky: false,
        run: |asked| Box::pin(async move { create(&asked) }),
    },
    Operation {
        id: "deleteFaults",
        method: "DELETE",
        path: "/coracle/v1/faults",
        summary: "Has nothing go wrong any more, and shows how often each fault has hit.",
        parameters: &[],
        body: None,
        answer: ALL,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { super::Shown::json(&Items { items: asked.world.faults.clear() }) }),
    },
    Operation {
        id: "getFault",
        method: "GET",
        path: "/coracle/v1/faults/{name}",
        summary: "Shows a fault, and how often it has hit.",
        parameters: &[],
        body: None,
        answer: ONE,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { one(&asked, asked.world.faults.get(asked.name(0))) }),
    },
    Operation {
        id: "deleteFault",
        method: "DELETE",
        path: "/coracle/v1/faults/{name}",
        summary: "Removes a fault, and shows how often it has hit. What it has hit already goes on.",
        parameters: &[],
        body: None,
        answer: ONE,
        code: 200,
        is_bulky: false,
        run: |asked| Box::pin(async move { one(&asked, asked.world.faults.remove(asked.name(0))) }),
    },
];

const FAULTS: Qualified<'static> = Qualified { group: "", name: "faults" };

fn create(asked: &Asked<'_>) -> Result<super::Shown, Failure> {
    if !asked.process.fixture.faults {
        return Err(Failure::forbidden(FAULTS, "", "this server was started without --faults"));
    }
    let rule: Rule = asked.read()?;
    for resource in &rule.matches.resources {
        plural(asked, resource).map_err(|why| Failure::bad_request(format!("match.resources: {why}")))?;
    }
    let added = asked.world.faults.add(rule).map_err(|refusal| match refusal {
        Refusal::Wrong(why) => Failure::bad_request(why),
        Refusal::Taken(name) => Failure::already_exists(FAULTS, &name),
        Refusal::Full => Failure::forbidden(FAULTS, "", &refusal.to_string()),
    })?;
    super::Shown::json(&added)
}

fn one(asked: &Asked<'_>, fault: Option<Shown>) -> Result<super::Shown, Failure> {
    super::Shown::json(&fault.ok_or_else(|| Failure::not_found(FAULTS, asked.name(0)))?)
}
