//! What an operator may ask about the data, as operations: managers, verify, compact, backup. What they do is in `inspect`.

use coracle_store::{Key, Revision};
use schemars::SchemaGenerator;

use super::{Asked, Operation, Shape, Shown};
use crate::inspect::{self, Checked, Compacted, Row};
use crate::status::Failure;

const ROWS: Shape = Shape::Json(SchemaGenerator::subschema_for::<Vec<Row>>);
const COMPACTED: Shape = Shape::Json(SchemaGenerator::subschema_for::<Compacted>);

pub const OPERATIONS: &[Operation] = &[
    Operation {
        id: "verify",
        method: "GET",
        path: "/coracle/v1/verify",
        summary: "Says whether objects, table of managers and log agree with each other, or all that is wrong; writes wait meanwhile.",
        parameters: &[],
        body: None,
        answer: Shape::Json(SchemaGenerator::subschema_for::<Checked>),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(verify(asked)),
    },
    Operation {
        id: "backup",
        method: "GET",
        path: "/coracle/v1/backup",
        summary: "Sends all objects as of one revision, in the form that coracle backup reads.",
        parameters: &[],
        body: None,
        answer: Shape::Other("application/json"),
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(backup(asked)),
    },
    Operation {
        id: "compact",
        method: "POST",
        path: "/coracle/v1/compact",
        summary: "Removes all history and makes the file small.",
        parameters: &[],
        body: None,
        answer: COMPACTED,
        code: 200,
        is_bulky: true,
        run: |asked| Box::pin(compact(asked, None)),
    },
    Operation {
        id: "compactBefore",
        method: "POST",
        path: "/coracle/v1/compact/{revision}",
        summary: "Removes the history before a revision and makes the file small.",
        parameters: &[],
        body: None,
        answer: COMPACTED,
        code: 200,
        is_bulky: true,
        run: |asked| {
            Box::pin(async move {
                let keep_from = asked.name(0).parse().map_err(|_| Failure::no_such_resource())?;
                compact(asked, Some(keep_from)).await
            })
        },
    },
    Operation {
        id: "getManagers",
        method: "GET",
        path: "/coracle/v1/{resource}/{name}/managers",
        summary: "Shows who owns which field of an object that is in no namespace, as the data's own table has it.",
        parameters: &[],
        body: None,
        answer: ROWS,
        code: 200,
        is_bulky: true,
        run: |asked| {
            Box::pin(async move {
                let key = Key::new(asked.name(0), "", asked.name(1));
                managers(asked, key).await
            })
        },
    },
    Operation {
        id: "getNamespacedManagers",
        method: "GET",
        path: "/coracle/v1/namespaces/{namespace}/{resource}/{name}/managers",
        summary: "Shows who owns which field of an object in a namespace, as the data's own table has it.",
        parameters: &[],
        body: None,
        answer: ROWS,
        code: 200,
        is_bulky: true,
        run: |asked| {
            Box::pin(async move {
                let key = Key::new(asked.name(1), asked.name(0), asked.name(2));
                managers(asked, key).await
            })
        },
    },
];

async fn verify(asked: Asked<'_>) -> Result<Shown, Failure> {
    let checked = inspect::verified(&asked.world.store).await;
    if !checked.findings.is_empty() {
        tracing::error!(findings = ?checked.findings, "the data does not agree with itself");
    }
    Shown::json(&checked)
}

async fn backup(asked: Asked<'_>) -> Result<Shown, Failure> {
    let store = &asked.world.store;
    // What it holds may have to stand in for the file: all of that is checked first.
    store.settled().await?;
    Ok(Shown::Stream(inspect::frames(store.snapshot()), "application/json"))
}

async fn compact(asked: Asked<'_>, keep_from: Option<Revision>) -> Result<Shown, Failure> {
    Shown::json(&inspect::compacted(&asked.world.store, keep_from).await?)
}

async fn managers(asked: Asked<'_>, key: Key) -> Result<Shown, Failure> {
    let kinds = asked.world.kinds.current();
    let kind = kinds.stored_as(&key.resource).filter(|kind| kind.is_namespaced() != key.namespace.is_empty());
    kind.ok_or_else(Failure::no_such_resource)?;
    Shown::json(&inspect::rows(&asked.world.store, &key).await?)
}
