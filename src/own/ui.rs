//! A link that opens the page at `/ui`, as an operation. The page is in `ui`.

use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::{Asked, Operation, Shape, Shown};
use crate::clock;
use crate::status::Failure;
use crate::ui::{Opener, PAGE};
use crate::worlds::MAIN;

pub const OPERATIONS: &[Operation] = &[Operation {
    id: "openPage",
    method: "POST",
    path: "/coracle/v1/ui",
    summary: "Makes a link that opens the page in a browser once, which then asks as whoever asked for the link.",
    parameters: &[],
    body: None,
    answer: Shape::Json(SchemaGenerator::subschema_for::<Link>),
    code: 201,
    is_bulky: false,
    run: |asked| Box::pin(link(asked)),
}];

/// A link to the page.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PageLink")]
pub struct Link {
    /// What to open in a browser.
    pub url: String,
    /// Until when it can be opened: RFC 3339 in UTC.
    pub expires: String,
}

async fn link(asked: Asked<'_>) -> Result<Shown, Failure> {
    if asked.by_page {
        // Its token would never end.
        return Err(Failure::forbidden(PAGE, "", "an open page is given no link to another; coracle ui is"));
    }
    let Asked { asker, user, head, .. } = asked;
    let acting = Some(user).filter(|user| *user != asker).cloned();
    let until = head.certificate.as_ref().and_then(|shown| shown.until());
    let opener = Opener { asker: asker.clone(), acting, until };
    let world = Some(&*asked.world.name).filter(|name| *name != MAIN);
    let link = asked.process.ui.link(opener, world, clock::now()).await?;
    Shown::json(&Link { url: link.url, expires: clock::rfc3339(link.expires) })
}
