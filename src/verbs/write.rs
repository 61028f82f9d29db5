//! What every write shares: from a call to a decision, to the store, to an answer.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::edit;
use coracle_object::field::FieldError;
use coracle_store::{Asked, Decide, Key, LARGE_BYTES, Record, Share, Write};

use super::Call;
use super::share::{Sized, share};
use crate::answer::{Answer, Body};
use crate::change::{Current, Decision, Facts, Gone, Scope};
use crate::conversion;
use crate::request::Head;
use crate::request::media::{self, Format};
use crate::status::Failure;
use crate::stored::{self, All, Held, Written, object, with_version};
use coracle_kinds::{Kind, NAMESPACES};

/// Of which type the body with an object is.
///
/// # Errors
/// 415: of none that is read.
pub fn body_format(kind: &Kind, head: &Head) -> Result<Format, Failure> {
    match media::body_format(head.content_type.as_deref()) {
        // The reference drops the connection (docs/differences.md).
        Some(Format::Protobuf) if kind.is_custom() => Err(Failure::no_protobuf()),
        format => format.ok_or_else(Failure::unsupported_body),
    }
}

/// How large an object may be that a webhook made. What clients send is bounded where it comes in.
// As etcd's client has it, of whom the reference passes on the answer (asked of the reference: a webhook that adds 14 MB).
const CONVERTED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What was done.
pub struct Done {
    /// The decision.
    pub decision: Decision,
    /// The revision that the change got; none where nothing was changed.
    revision: Option<u64>,
    /// What was stored.
    text: Option<Vec<u8>>,
    kind: Arc<Kind>,
}

impl Done {
    /// What the client is answered. A custom resource is read again, as its schema may drop or fill in what was stored.
    ///
    /// # Errors
    /// It cannot be read again.
    pub fn answer(mut self) -> Result<Answer, Failure> {
        let code = if matches!(self.decision, Decision::Create(_)) { 201 } else { 200 };
        if let (true, Some(text), Decision::Create(object) | Decision::Replace(object)) =
            (self.kind.is_custom(), &self.text, &mut self.decision)
        {
            *object = stored::read(&self.kind, text)?;
        }
        let body = match (self.decision, self.revision) {
            (Decision::Create(object) | Decision::Replace(object) | Decision::Unchanged(object), revision)
                if let Some(scaled) = &self.kind.scaled =>
            {
                let object = match revision {
                    Some(revision) => with_version(&self.kind, object, revision),
                    None => object,
                };
                Body::Object(scaled.scale.show(&object).map_err(Failure::bad_request)?)
            }
            (Decision::Create(object) | Decision::Replace(object), Some(revision)) => {
                let text = self.text.unwrap_or_default();
                Body::Written(Written { object, text, revision })
            }
            (Decision::Remove(Gone::Last(object)), Some(revision)) => {
                Body::Object(with_version(&self.kind, object, revision))
            }
            (Decision::Remove(Gone::Status(status)), _) => Body::Status(status),
            (Decision::Create(object) | Decision::Replace(object) | Decision::Unchanged(object), _)
            | (Decision::Remove(Gone::Proposed(object) | Gone::Last(object)), _) => Body::Object(object),
        };
        Ok(Answer { code, body })
    }
}

/// Decides what becomes of an object and, unless it is only tried, stores it. `warnings` gets what the last decision
/// warns of, also where it refuses.
///
/// # Errors
/// The decision's, or the store's.
pub async fn run<F>(
    call: &Call<'_>,
    name: &str,
    field_manager: &str,
    dry_run: bool,
    warnings: &mut Vec<String>,
    decide: F,
) -> Result<Done, Failure>
where
    F: Fn(&Scope, &Facts, &mut Vec<String>) -> Result<Decision, Failure> + Send + 'static,
{
    let minded = call.kind.rules.minds().map(|resource| minded(call, resource)).transpose()?;
    let asked = Asked { keys: keys(call, name), all_of: minded.as_ref().map(|kind| (*kind.stored_as).into()) };
    make(call, asked, minded, call.scope(name, field_manager, dry_run), warnings, decide).await
}

/// Decides what becomes of an object that is to go: of that alone, whatever else there is of its kind.
///
/// # Errors
/// Like [`run`].
pub async fn remove<F>(call: &Call<'_>, dry_run: bool, decide: F) -> Result<Done, Failure>
where
    F: Fn(&Scope, &Facts, &mut Vec<String>) -> Result<Decision, Failure> + Send + 'static,
{
    let scope = call.scope(call.name, "", dry_run);
    make(call, keys(call, call.name).into(), None, scope, &mut Vec::new(), decide).await
}

/// The kind of the objects that matter to a change.
fn minded(call: &Call<'_>, resource: &str) -> Result<Arc<Kind>, Failure> {
    let unknown = || Failure::internal(format!("there is no kind {resource}"));
    call.world.kinds.current().stored_as(resource).cloned().ok_or_else(unknown)
}

/// The object, and the namespace that it is in.
fn keys(call: &Call<'_>, name: &str) -> Vec<Key> {
    let namespace = call.kind.is_namespaced().then(|| Key::new(NAMESPACES, "", call.namespace));
    [Some(call.key(name)), namespace].into_iter().flatten().collect()
}

async fn make<F>(
    call: &Call<'_>,
    asked: Asked,
    minded: Option<Arc<Kind>>,
    mut scope: Scope,
    warnings: &mut Vec<String>,
    decide: F,
) -> Result<Done, Failure>
where
    F: Fn(&Scope, &Facts, &mut Vec<String>) -> Result<Decision, Failure> + Send + 'static,
{
    // What is much work to check is worked on like what is large.
    let weight = if call.kind.rules.is_costly() { LARGE_BYTES } else { call.world.store.bytes(&asked) };
    call.weight.add(weight).await;
    let asking = call.kind.asking();
    if let Some((kind, _)) = &asking {
        scope.kind = kind.clone();
    }
    let kind = scope.kind.clone();
    let mut deciding = Deciding {
        // One that is only tried cannot lose, and has no need of the writer.
        is_long: call.weight.is_bulky() || scope.dry_run,
        minded,
        scope,
        frees: call.frees,
        key: asked.keys[0].clone(),
        decide,
        decided: None,
        tried: None,
        text: None,
        warnings: Vec::new(),
    };
    let (deciding, committed) = loop {
        let (decided, committed) = call.world.store.change(asked.clone(), deciding).await?;
        match &asking {
            // Nothing was decided: it is tried again with what it missed.
            Some((kind, at_hand)) if at_hand.is_wanting() => conversion::fetch(kind, at_hand).await,
            _ => break (decided, committed),
        }
        deciding = decided;
    };
    warnings.extend(deciding.warnings);
    if let Some(write) = &deciding.tried {
        call.world.store.admits(write)?;
    }
    let decision = deciding.decided.ok_or_else(|| Failure::internal("nothing was decided"))??;
    let revision = committed.map(|committed| committed.revision);
    Ok(Done { decision, revision, text: deciding.text, kind })
}

/// A decision of the write path in the store's terms.
struct Deciding<F> {
    scope: Scope,
    /// The kind of the objects that matter to it.
    minded: Option<Arc<Kind>>,
    /// Is it made however little room there is?
    frees: bool,
    key: Key,
    decide: F,
    /// Is its body large, or what it reads?
    is_long: bool,
    decided: Option<Result<Decision, Failure>>,
    /// What a dry run would have written.
    tried: Option<Write>,
    /// What is stored of what was decided.
    text: Option<Vec<u8>>,
    warnings: Vec<String>,
}

impl<F> Decide for Deciding<F>
where
    F: Fn(&Scope, &Facts, &mut Vec<String>) -> Result<Decision, Failure> + Send + 'static,
{
    fn decide(&mut self, facts: &coracle_store::Facts<'_>) -> Option<Write> {
        let mut warnings = Vec::new();
        let stored = facts.records.first().and_then(Option::as_ref).map_or(0, |record| record.value().len());
        let facts = self.facts(facts);
        let decided = facts.as_ref().map_err(Failure::clone).and_then(|facts| {
            let decision = (self.decide)(&self.scope, facts, &mut warnings)?;
            let current = facts.current.as_ref().map(|current| Sized { object: &current.object, bytes: stored });
            let write = self.write(&decision, current)?;
            Ok((decision, write))
        });
        self.warnings = warnings;
        if self.scope.kind.is_wanting() {
            return None;
        }
        let (decided, write) = match decided {
            Ok((decision, write)) => (Ok(decision), write),
            Err(failure) => (Err(failure), None),
        };
        self.decided = Some(decided);
        let (tried, write) = if self.scope.dry_run { (write, None) } else { (None, write) };
        self.tried = tried;
        self.text = match &write {
            Some(Write::Put { value, .. }) => Some(value.clone()),
            Some(Write::Delete { .. }) | None => None,
        };
        write
    }

    fn is_long(&self) -> bool {
        self.is_long
    }
}

impl<F> Deciding<F> {
    fn facts(&self, facts: &coracle_store::Facts<'_>) -> Result<Facts, Failure> {
        let record = |i: usize| facts.records.get(i).and_then(Option::as_ref);
        let current = record(0).map(|record| current(&self.scope.kind, record)).transpose()?;
        let namespace = record(1).cloned().map(Held);
        let minded = self.minded.as_ref().unwrap_or(&self.scope.kind);
        Ok(Facts { current, namespace, all: All::new(minded.clone(), facts.all.to_vec()) })
    }

    fn write(&self, decision: &Decision, current: Option<Sized<'_>>) -> Result<Option<Write>, Failure> {
        match decision {
            Decision::Create(object) | Decision::Replace(object) => self.put(object, current).map(Some),
            Decision::Remove(_) => Ok(Some(Write::Delete { key: self.key.clone() })),
            Decision::Unchanged(_) => Ok(None),
        }
    }

    fn put(&self, object: &Value, current: Option<Sized<'_>>) -> Result<Write, Failure> {
        let kind = &self.scope.kind;
        let value = self.scope.stored(object)?;
        if kind.asks() && value.len() > CONVERTED_BYTES_MAX {
            return Err(Failure::unexplained(format!(
                "rpc error: code = ResourceExhausted desc = trying to send message larger than max ({} vs. {CONVERTED_BYTES_MAX})",
                value.len()
            )));
        }
        if kind.asks() {
            // What a webhook makes of it for the answer must be at hand before it is stored. That it fails is no reason not to store it.
            let _ = kind.decode_stored(&value);
        }
        let after = Sized { object, bytes: value.len() };
        Ok(Write::Put {
            key: self.key.clone(),
            uid: edit::text(object, "uid").to_owned(),
            share: if self.frees { Share::Any } else { share(current, after) },
            value,
        })
    }
}

fn current(kind: &Kind, record: &Record) -> Result<Current, Failure> {
    Ok(Current { object: object(kind, record)?, revision: record.modified, held: Some(Held(record.clone())) })
}

/// Refuses options with what is wrong with them.
///
/// # Errors
/// 422 with every mistake.
pub fn check_options(kind: &str, errors: &[FieldError]) -> Result<(), Failure> {
    if errors.is_empty() { Ok(()) } else { Err(Failure::invalid_options(kind, errors)) }
}
