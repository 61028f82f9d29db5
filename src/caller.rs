//! A client within the program. Its requests go through the verbs like anybody's, but for sockets, tokens and rights.

use std::sync::Arc;

use bytes::Bytes;

use crate::answer::Answer;
use crate::change::patch::PatchType;
use crate::clock::Does;
use crate::process::Process;
use crate::request::Head;
use crate::request::query::Query;
use crate::status::Failure;
use crate::verbs::{self, Call};
use crate::world::World;
use coracle_kinds::{Kind, Verb};
use coracle_store::Key;

/// Who asks.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// What all worlds have in common.
    pub process: &'a Process,
    /// The world that is asked.
    pub world: &'a World,
    /// The name that its writes are recorded for.
    pub name: &'static str,
}

/// What is asked for.
pub struct Asked<'a> {
    /// What is done.
    pub verb: Verb,
    /// With what kind, as the path sees it.
    pub kind: &'a Arc<Kind>,
    /// Empty for a kind without namespaces.
    pub namespace: &'a str,
    /// Empty for a create.
    pub name: &'a str,
    /// Empty for the object as a whole.
    pub subresource: &'a str,
    /// The type of the body; none for JSON.
    pub content_type: Option<&'a str>,
    /// The body; empty for none.
    pub body: Bytes,
}

impl Caller<'_> {
    /// Asks, and says what was answered.
    ///
    /// # Errors
    /// What any client would be answered.
    pub async fn ask(&self, asked: Asked<'_>) -> Result<Answer, Failure> {
        self.ask_with("", asked).await
    }

    /// The same with a query.
    ///
    /// # Errors
    /// What any client would be answered.
    pub async fn ask_with(&self, query: &str, asked: Asked<'_>) -> Result<Answer, Failure> {
        let head = Head {
            query: Query::parse(query),
            content_type: asked.content_type.map(ToOwned::to_owned),
            user_agent: Some(self.name.to_owned()),
            ..Head::default()
        };
        // What the program does by itself moves no clock: nobody knows when it does.
        let key = || Key::new(&*asked.kind.stored_as, asked.namespace, asked.name);
        let may_make = matches!(asked.verb, Verb::Create | Verb::Patch);
        let does = if may_make && self.world.makes(asked.verb, key) { Does::Makes } else { Does::Looks };
        let moment = self.world.clock.moment(does);
        let call = Call {
            process: self.process,
            world: self.world,
            head: &head,
            kind: asked.kind,
            namespace: asked.namespace,
            name: asked.name,
            subresource: asked.subresource,
            patch: PatchType::read(asked.content_type),
            body: &asked.body,
            moment: &moment,
            create_denied: None,
            unsafe_delete_denied: None,
            taker: &self.name.into(),
            weight: &Arc::default(),
            frees: true,
        };
        verbs::run(asked.verb, &call, &mut Vec::new()).await
    }
}
