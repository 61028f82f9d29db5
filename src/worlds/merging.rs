//! What changed in one world is taken over by another, in one transaction or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock};

use coracle_kinds::{DEFINITIONS, NAMESPACES};
use coracle_store::{Key, Parts, Record, Records, Revision, Share, Write};
use tokio::time::Instant;

use super::{Entry, Origin, WORLDS, Worlds};
use crate::clock;
use crate::status::Failure;
use crate::world::World;

/// So many objects are named where a merge is refused.
const NAMED_MAX: usize = 5;
/// So often a merge is tried that others change the objects of.
const TRIES_MAX: usize = 5;

/// What a merge did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merged {
    /// The world's revision after it.
    pub revision: Revision,
    /// How many objects are new.
    pub created: usize,
    /// How many have changed.
    pub changed: usize,
    /// How many are gone.
    pub removed: usize,
}

impl Worlds {
    /// Takes over into the world that another one is a fork of what changed in that since it was made.
    ///
    /// # Errors
    /// 400: it is no fork of a world. 404: that world is not there. 409: what changed in the one did in the other, too. It could not be
    /// written.
    pub async fn merge(self: &Arc<Self>, fork: &Entry) -> Result<Merged, Failure> {
        let name = &*fork.world.name;
        let no_fork = || Failure::bad_request(format!("world {name:?} is no fork of a world"));
        let Origin::World(of) = &fork.origin else { return Err(no_fork()) };
        let into = self.open(of).await?;
        if fork.parent.as_ref().is_some_and(|parent| *parent != into.id) {
            let why = format!("the world {of} that it was made of was deleted, and {of} is another one now");
            return Err(Failure::conflict(WORLDS, name, &why));
        }
        let base = match &fork.beginning {
            Some(beginning) => beginning.clone(),
            None => self.beginning_in_file(fork).await?.ok_or_else(no_fork)?,
        };
        take_over(&base.objects.records, &fork.world, &into.world).await
    }

    /// A world with what exists from the start that nobody can ask but who has it.
    ///
    /// # Errors
    /// It could not be made.
    pub async fn stage_new(&self) -> Result<Staged, Failure> {
        self.stage(self.nothing().await?).await
    }

    /// A fork of a world that nobody can ask but who has it: what is done there is merged as a whole, or is lost with it.
    ///
    /// # Errors
    /// The thread of the world's store has ended.
    pub async fn stage(&self, world: &World) -> Result<Staged, Failure> {
        let beginning = world.beginning();
        let base = beginning.objects.clone();
        let knows_kinds = beginning.knows_kinds();
        let options = self.options(None);
        let staged = world.beside(&world.name, options, beginning).await.map_err(Failure::internal)?;
        let entry = Arc::new(Entry {
            world: Arc::new(staged),
            id: clock::uid(),
            origin: Origin::World(world.name.to_string()),
            parent: None,
            ephemeral: true,
            created: clock::now(),
            ttl: None,
            bytes_max: options.bytes_max,
            beginning: None,
            asked: Mutex::new(Instant::now()),
            begun: OnceLock::new(),
        });
        self.ask(&entry);
        if !knows_kinds {
            entry.world.follow_definitions(base.revision).await;
        }
        Ok(Staged { world: entry.world.clone(), base: base.records })
    }
}

/// A fork that is to be merged.
pub struct Staged {
    /// Itself.
    pub world: Arc<World>,
    base: Records,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Its controllers end, and with the last who has it its store does.
        self.world.end();
    }
}

impl Staged {
    /// Takes over what was done in it into the world that it was made of.
    ///
    /// # Errors
    /// As [`Worlds::merge`] has them.
    pub async fn merge(&self, into: &World) -> Result<Merged, Failure> {
        take_over(&self.base, &self.world, into).await
    }
}

/// Takes over what has changed in a world since it had these records.
async fn take_over(base: &Records, from: &World, into: &World) -> Result<Merged, Failure> {
    let now = from.store.snapshot().records;
    for _ in 0..TRIES_MAX {
        let theirs = into.store.snapshot();
        let Plan { seen, writes, mut merged, definitions, alone, differs, twice } = plan(base, &now, &theirs.records);
        let as_of = alone.then_some(theirs.revision);
        let refused = |why: &str| Err(Failure::conflict(WORLDS, &from.name, why));
        if !differs.is_empty() {
            return refused(&format!("in {} have changed, too: {}", into.name, named(&differs)));
        }
        if !twice.is_empty() {
            let why = "have the uids of others there; a fork that is to be merged can begin with a number of its own";
            return refused(&format!("in {} {why}: {}", into.name, named(&twice)));
        }
        let Some(made) = into.store.change_together(seen, as_of, writes).await? else { continue };
        merged.revision = made.revision;
        if definitions {
            into.follow_definitions(made.revision).await;
        }
        into.count_anew();
        return Ok(merged);
    }
    Err(Failure::conflict(WORLDS, &from.name, &format!("what changed in it is being changed in {}, too", into.name)))
}

/// What a merge is to write.
#[derive(Default)]
struct Plan {
    seen: Vec<(Key, Option<Revision>)>,
    writes: Vec<Write>,
    merged: Merged,
    /// Are there definitions among what is written?
    definitions: bool,
    /// Is it right for the other world's state as a whole only?
    alone: bool,
    /// What would be lost of what the other world has.
    differs: Vec<String>,
    /// What would bring a uid that another object there has.
    twice: Vec<String>,
}

/// What makes of their records what became of the base in `now`, where theirs are still what they were there.
fn plan(base: &Records, now: &Records, theirs: &Records) -> Plan {
    let mut plan = Plan::default();
    let mut puts = BTreeMap::new();
    for (key, before, after) in base.differences(now) {
        let there = theirs.get(key);
        // One that was put back has another revision, and is what it was.
        if is_alike(before, after) || is_alike(there, after) {
            continue;
        }
        if !is_alike(there, before) {
            plan.differs.push(called(key));
            continue;
        }
        plan.definitions |= *key.resource == *DEFINITIONS;
        plan.seen.push((key.clone(), there.map(|there| there.modified)));
        let is_another = there.zip(after).is_some_and(|(there, after)| there.uid() != after.uid());
        if there.is_some() && (after.is_none() || is_another) {
            plan.writes.push(Write::Delete { key: key.clone() });
        }
        match after {
            Some(after) => drop(puts.insert(after.modified, put(after))),
            None => plan.merged.removed += 1,
        }
        match (there, after) {
            (None, Some(_)) => plan.merged.created += 1,
            (Some(_), Some(_)) => plan.merged.changed += 1,
            _ => {}
        }
    }
    // In the order in which they were made.
    plan.writes.extend(puts.into_values());
    plan.ask_needs(now, theirs);
    plan.ask_what_is_left(base, theirs);
    plan.ask_uids(theirs);
    plan
}

impl Plan {
    /// What is written needs its namespace, and the definition of its kind as it was where it was written.
    fn ask_needs(&mut self, now: &Records, theirs: &Records) {
        let written: HashSet<&Key> = self.seen.iter().map(|(key, _)| key).collect();
        let mut needed = BTreeSet::new();
        for write in self.writes.iter().filter(|write| matches!(write, Write::Put { .. })) {
            let Parts { resource, namespace, .. } = &**write.key();
            let namespace = (!namespace.is_empty()).then(|| Key::new(NAMESPACES, "", &**namespace));
            needed.extend(namespace.into_iter().chain([Key::new(DEFINITIONS, "", &**resource)]));
        }
        let mut seen = Vec::new();
        for key in needed.into_iter().filter(|key| !written.contains(key)) {
            let (ours, there) = (now.get(&key), theirs.get(&key));
            let is_there = if *key.resource == *NAMESPACES { there.is_some() } else { is_alike(ours, there) };
            if !is_there {
                self.differs.push(called(&key));
            }
            seen.push((key, there.map(|there| there.modified)));
        }
        self.seen.extend(seen);
    }

    /// Each world numbers for itself: what is written may not bring a number that the uid of another object has.
    fn ask_uids(&mut self, theirs: &Records) {
        let numbered = |write: &'_ Write| match write {
            Write::Put { key, uid, .. } if clock::number_in(uid).is_some() => Some((uid.clone(), key.clone())),
            _ => None,
        };
        let brought: HashMap<String, Key> = self.writes.iter().filter_map(numbered).collect();
        if brought.is_empty() {
            return;
        }
        // Nothing may come to have one meanwhile.
        self.alone = true;
        let written: HashSet<&Key> = self.writes.iter().map(Write::key).collect();
        for record in theirs.iter().filter(|record| !written.contains(&record.key)) {
            if let Some(key) = brought.get(record.uid()) {
                self.twice.push(format!("{} (as {})", called(key), called(&record.key)));
            }
        }
    }

    /// Of a namespace or a definition that goes, nothing may be left; and what defines kinds may take no names that others took meanwhile.
    fn ask_what_is_left(&mut self, base: &Records, theirs: &Records) {
        let (mut gone, mut groups) = (HashSet::new(), HashSet::new());
        for write in &self.writes {
            let Parts { resource, name, .. } = &**write.key();
            match write {
                Write::Delete { .. } if [DEFINITIONS, NAMESPACES].contains(&&**resource) => {
                    gone.insert((&**resource, &**name));
                }
                Write::Put { .. } if **resource == *DEFINITIONS => drop(groups.insert(group(name))),
                _ => {}
            }
        }
        if gone.is_empty() && groups.is_empty() {
            return;
        }
        self.alone = true;
        let written: HashSet<&Key> = self.writes.iter().map(Write::key).collect();
        for record in theirs.iter().filter(|record| !written.contains(&record.key)) {
            let Parts { resource, namespace, name } = &*record.key;
            let is_left = gone.contains(&(NAMESPACES, &**namespace)) || gone.contains(&(DEFINITIONS, &**resource));
            let is_of_group = **resource == *DEFINITIONS && groups.contains(group(name));
            if is_left || (is_of_group && !is_alike(base.get(&record.key), Some(record))) {
                self.differs.push(called(&record.key));
            }
        }
    }
}

/// The group of the kinds that a definition of this name makes.
fn group(definition: &str) -> &str {
    definition.split_once('.').map_or("", |(_, group)| group)
}

/// Some of many, for people.
fn named(all: &[String]) -> String {
    let more = if all.len() > NAMED_MAX { " and others" } else { "" };
    format!("{}{more}", all[..all.len().min(NAMED_MAX)].join(", "))
}

/// An object for people: `configmaps default/web`.
fn called(key: &Key) -> String {
    let Parts { resource, namespace, name } = &**key;
    if namespace.is_empty() { format!("{resource} {name}") } else { format!("{resource} {namespace}/{name}") }
}

fn put(record: &Record) -> Write {
    let (key, uid) = (record.key.clone(), record.uid().to_owned());
    Write::Put { key, uid, value: record.value().to_vec(), share: Share::Usual }
}

/// Are both the same object in the same state, or is there none?
fn is_alike(one: Option<&Record>, other: Option<&Record>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.uid() == other.uid() && one.value() == other.value(),
        (None, None) => true,
        _ => false,
    }
}
