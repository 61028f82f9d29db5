//! get, list, watch, create, update, patch, delete, deletecollection: one file each, one screen each.

pub mod create;
pub mod delete;
pub mod delete_collection;
pub mod get;
pub mod list;
pub mod patch;
mod selection;
mod share;
pub mod update;
pub mod watch;
mod write;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_object::names::Part;
use coracle_store::Key;

use crate::answer::Answer;
use crate::apart::Weight;
use crate::change::Scope;
use crate::change::patch::PatchType;
use crate::clock::Moment;
use crate::process::Process;
use crate::request::{Head, options};
use crate::status::Failure;
use crate::world::World;
use coracle_kinds::{Kind, Verb};

/// How long a get or a list waits for the revision that it must be as new as.
// Upstream: apiserver/pkg/storage/cacher/watch_cache.go blockTimeout (v1.37.2)
pub const FRESH_WITHIN: Duration = Duration::from_secs(3);

/// A request for a resource that is served, from somebody who may ask for it.
pub struct Call<'a> {
    /// What all worlds have in common.
    pub process: &'a Process,
    /// The world that is asked.
    pub world: &'a World,
    /// The request.
    pub head: &'a Head,
    /// The kind.
    pub kind: &'a Arc<Kind>,
    /// Empty for all, or for none.
    pub namespace: &'a str,
    /// Empty for the collection.
    pub name: &'a str,
    /// Empty for the object as a whole.
    pub subresource: &'a str,
    /// What a patch's body is; none where there is no patch.
    pub patch: Option<PatchType>,
    /// The body; empty for none.
    pub body: &'a Bytes,
    /// The moment of the request.
    pub moment: &'a Moment,
    /// Why the user may not create what an update or an apply would create.
    pub create_denied: Option<&'a Failure>,
    /// Why the user may not delete what cannot be read.
    pub unsafe_delete_denied: Option<&'a Failure>,
    /// Whose places and turns it takes.
    pub taker: &'a Arc<str>,
    /// How much it works on.
    pub weight: &'a Arc<Weight>,
    /// Is it made however little room there is? A deletion is, and what the program does by itself.
    pub frees: bool,
}

/// Carries out a call; `warnings` collects what the client is warned of, also where it fails.
///
/// # Errors
/// What the reference answers.
pub async fn run(verb: Verb, call: &Call<'_>, warnings: &mut Vec<String>) -> Result<Answer, Failure> {
    match verb {
        Verb::Get => get::run(call).await,
        Verb::List => list::run(call).await,
        Verb::Watch => watch::run(call),
        Verb::Create => create::run(call, warnings).await,
        Verb::Update => update::run(call, warnings).await,
        Verb::Patch => patch::run(call, warnings).await,
        Verb::Delete => delete::run(call).await,
        Verb::DeleteCollection => delete_collection::run(call).await,
    }
}

/// A resourceVersion's number, 0 for an empty one, or the reference's words for why it is none.
// Upstream: apiserver/pkg/storage/api_object_versioner.go ParseResourceVersion (v1.37.2)
fn resource_version(text: &str) -> Result<u64, String> {
    options::resource_version(text).map_err(|why| {
        let text = coracle_object::text::quote(text);
        format!("resourceVersion: Invalid value: {text}: {why}")
    })
}

impl Call<'_> {
    /// The scope of a change of the object with this name, for this manager of fields; empty for the client's own name.
    pub fn scope(&self, name: &str, field_manager: &str, dry_run: bool) -> Scope {
        Scope {
            kind: self.kind.clone(),
            namespace: self.namespace.to_owned(),
            name: name.to_owned(),
            subresource: self.subresource.to_owned(),
            manager: self.head.manager(field_manager),
            moment: self.moment.clone(),
            dry_run,
            create_denied: self.create_denied.cloned(),
        }
    }

    /// The key of the object with this name.
    pub fn key(&self, name: &str) -> Key {
        Key::new(&*self.kind.stored_as, self.namespace, name)
    }

    /// Refuses what cannot be the key of one object.
    pub fn check_key(&self) -> Result<(), Failure> {
        self.check_name()?;
        self.check_path(Some(self.name))
    }

    /// Refuses a name that cannot be part of a path, and one in no namespace where the kind has namespaces.
    // Upstream: registry/generic/registry/store.go NamespaceKeyFunc (v1.37.2)
    pub fn check_name(&self) -> Result<(), Failure> {
        self.check_namespace()?;
        let why = coracle_object::names::name_is_path_segment(self.name, Part::Whole);
        if why.is_empty() {
            return Ok(());
        }
        let name = coracle_object::text::quote(self.name);
        Err(Failure::bad_request(format!("Name parameter invalid: {name}: {}", why.join(";"))))
    }

    /// Refuses to reach one object of a kind with namespaces where none is named.
    pub fn check_namespace(&self) -> Result<(), Failure> {
        if self.kind.is_namespaced() && self.namespace.is_empty() {
            return Err(Failure::bad_request("Namespace parameter required."));
        }
        Ok(())
    }

    /// Refuses a namespace that the reference's store would read as a step in a path; `name` is that of the one object that is
    /// aimed at.
    // Upstream: apiserver/pkg/storage/interfaces.go PrepareKey (v1.37.2)
    pub fn check_path(&self, name: Option<&str>) -> Result<(), Failure> {
        if !matches!(self.namespace, "." | "..") {
            return Ok(());
        }
        let name = name.map(|name| format!("/{name}")).unwrap_or_default();
        let key = format!("/{}/{}{name}", self.kind.storage_prefix, self.namespace);
        Err(Failure::unexplained(format!("invalid key: {}", coracle_object::text::quote(&key))))
    }
}
