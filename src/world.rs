//! One of the servers that a process can be: what it stores, the kinds that it serves, and what is kept of both for a while.
//!
//! Worlds share nothing that a client could see. What they have in common is the [`crate::process::Process`].

use std::sync::Arc;

use coracle_kinds::{Kinds, Registry};
use coracle_store::Store;

use crate::answer::event::History;
use crate::openapi::Cache;
use crate::pages::Chains;

/// One of the servers that a process can be.
pub struct World {
    /// What is stored.
    pub store: Store,
    /// The kinds that are served.
    pub kinds: Kinds,
    /// What OpenAPI says of them.
    pub openapi: Cache,
    /// What watches have shown lately.
    pub history: Arc<History>,
    /// What is being gone through page by page.
    pub chains: Chains,
}

impl World {
    /// One that stores its objects there and begins with these kinds.
    pub fn new(store: Store, kinds: Registry) -> Self {
        World {
            store,
            kinds: Kinds::new(kinds),
            openapi: Cache::default(),
            history: Arc::default(),
            chains: Chains::default(),
        }
    }
}
