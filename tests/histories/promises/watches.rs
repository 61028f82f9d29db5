//! What is promised of watches.

use std::collections::{BTreeMap, BTreeSet};

use super::{Facts, shown};
use crate::history::{End, Key, Kind, Outcome, Sight, Start};

/// Events come in the order in which things happened, and begin where they were asked to.
pub fn ordered(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (watch, begun) in facts.streams() {
        let mut last = begun.after;
        for (_, kind, object) in watch.events().skip(begun.initial) {
            if object.revision < last || object.revision == begun.after {
                found.push(format!("{watch}: {kind:?} {object} after {last}"));
            }
            last = last.max(object.revision);
        }
    }
    found
}

/// No event comes twice, over all resumptions.
pub fn unique(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for chain in facts.chains() {
        let mut told = BTreeSet::new();
        for watch in chain {
            let Some(begun) = facts.begun(watch) else { continue };
            let mut initial = BTreeSet::new();
            for (n, (_, kind, object)) in watch.events().enumerate() {
                let new = if n < begun.initial { initial.insert(&object.key) } else { told.insert(object.revision) };
                if !new {
                    found.push(format!("{watch}: {kind:?} {object} once more"));
                }
            }
        }
    }
    found
}

/// Everything that happened is told, up to where a watch has got, and nothing else.
pub fn reliable(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (watch, begun) in facts.streams() {
        let told: BTreeSet<_> = watch.events().skip(begun.initial).map(|(_, _, object)| object.revision).collect();
        let through = facts.through(watch, begun);
        for (revision, kind) in facts.truth.expected(watch.selection, begun.after, through) {
            if !told.contains(&revision) {
                found.push(format!("{watch}: {kind:?} at {revision} was left out, {through} was told"));
            }
        }
        for revision in told {
            if !facts.truth.changes.contains_key(&revision) {
                found.push(format!("{watch}: nothing happened at {revision}"));
            }
        }
        if watch.end == End::Starved {
            found.push(format!("{watch}: what happened after {through} was never told"));
        }
    }
    found
}

/// Who goes on from a revision that they were told, is told what happened next.
pub fn resumable(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for watch in &facts.history.watches {
        let Start::After(after) = watch.start else { continue };
        if let End::Refused(code) = watch.end {
            found.push(format!("{watch}: refused with {code}"));
        }
        let Some((_, _, first)) = watch.events().next() else { continue };
        let next = facts.truth.expected(watch.selection, after, first.revision.max(after + 1)).next();
        if next.map(|(revision, _)| revision) != Some(first.revision) {
            let next = next.map_or("nothing".to_owned(), |(revision, kind)| format!("{kind:?} at {revision}"));
            found.push(format!("{watch}: goes on with {first}, and not with {next}"));
        }
    }
    found
}

/// A bookmark comes to those who asked for it, after everything up to it and before everything else.
pub fn bookmarkable(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (watch, begun) in facts.streams() {
        let (mut last, mut events, mut told) = (begun.after, 0, BTreeSet::new());
        for (_, sight) in &watch.seen {
            match sight {
                Sight::Error(_) => {}
                Sight::Event(kind, object) => {
                    events += 1;
                    if events > begun.initial {
                        told.insert(object.revision);
                        if object.revision <= last {
                            found.push(format!("{watch}: {kind:?} {object} after a bookmark of {last}"));
                        }
                    }
                }
                Sight::Bookmark { revision, .. } => {
                    if !watch.bookmarks {
                        found.push(format!("{watch}: a bookmark of {revision} that nobody asked for"));
                    }
                    let highest = told.last().copied().unwrap_or(0).max(last);
                    if *revision < highest {
                        found.push(format!("{watch}: a bookmark of {revision} after {highest}"));
                    }
                    let early = facts.truth.expected(watch.selection, last, *revision);
                    let early: Vec<_> = early.filter(|(revision, _)| !told.contains(revision)).collect();
                    if !early.is_empty() {
                        found.push(format!("{watch}: a bookmark of {revision} before {early:?}"));
                    }
                    last = last.max(*revision);
                }
            }
        }
    }
    found
}

/// Only what is selected is told: what comes into the selection is added, what leaves it deleted, as it was.
pub fn filtered(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for (watch, begun) in facts.streams() {
        for (n, (_, kind, object)) in watch.events().enumerate() {
            if !watch.selection.matches(object) {
                found.push(format!("{watch}: {kind:?} {object} is not selected: {:?}", object.labels));
            }
            let Some(change) = facts.truth.changes.get(&object.revision) else { continue };
            let right = if n < begun.initial { Some(Kind::Added) } else { change.seen_by(&watch.selection) };
            if right != Some(kind) {
                found.push(format!("{watch}: {kind:?} {object} should be {right:?}"));
            }
        }
    }
    found
}

/// A watch that begins with what there is gives all of that, as of one revision, which the bookmark at its end names.
pub fn initial_events_complete(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for watch in &facts.history.watches {
        if let Some(why) = facts.not_begun(watch) {
            found.push(format!("{watch}: {why}"));
            continue;
        }
        let ends = |(_, sight): &&(_, Sight)| matches!(sight, Sight::Bookmark { ends_initial: true, .. });
        let count = watch.seen.iter().filter(ends).count();
        if count > usize::from(matches!(watch.start, Start::Everything(_)) && watch.bookmarks) {
            found.push(format!("{watch}: {count} bookmarks that end the initial events"));
        }
        let (Some(end), Some(begun)) = (watch.initial_end(), facts.begun(watch)) else { continue };
        let mut told: Vec<_> = watch.events().take(begun.initial).map(|(_, _, o)| (&o.key, o.revision)).collect();
        told.sort_unstable();
        let state = facts.truth.state(&watch.selection, end);
        let state: Vec<_> = state.into_iter().map(|object| (&object.key, object.revision)).collect();
        if told != state {
            let (told, state) = (shown(&told), shown(&state));
            found.push(format!("{watch}: the initial events as of {end} are {told}, and not {state}"));
        }
    }
    found
}

/// What is gone stays gone: a watcher is told of what it knows, or that it is new; a uid that is gone is never shown again.
pub fn never_resurrected(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    for chain in facts.chains() {
        let mut known: BTreeMap<&Key, bool> = BTreeMap::new();
        for watch in chain {
            let Some(begun) = facts.begun(watch) else { continue };
            for (n, (_, kind, object)) in watch.events().enumerate() {
                let was = known.insert(&object.key, kind != Kind::Deleted);
                let is_new = kind == Kind::Added;
                if n >= begun.initial && was == Some(is_new) {
                    found.push(format!(
                        "{watch}: {kind:?} {object}, which it {}",
                        if is_new { "has" } else { "has not" }
                    ));
                }
            }
        }
    }
    let died: BTreeMap<&str, u64> = facts.truth.changes.values().filter(|change| change.after.is_none()).fold(
        BTreeMap::new(),
        |mut died, change| {
            died.extend(change.before.iter().map(|before| (before.uid.as_str(), change.revision)));
            died
        },
    );
    let dead = |uid: &str, revision| died.get(uid).is_some_and(|died| *died < revision);
    for watch in &facts.history.watches {
        let risen = watch.events().filter(|(_, _, object)| dead(&object.uid, object.revision));
        found.extend(risen.map(|(_, kind, object)| format!("{watch}: {kind:?} {object} had been deleted")));
    }
    for list in &facts.history.lists {
        for page in &list.pages {
            let risen = page.items.iter().filter(|item| dead(&item.uid, page.revision + 1));
            found.extend(risen.map(|item| format!("{list}: as of {} {item} had been deleted", page.revision)));
        }
    }
    for write in &facts.history.writes {
        if let Outcome::Stored(object) = &write.outcome
            && dead(&object.uid, object.revision)
        {
            found.push(format!("{}: {object} had been deleted", write.stamp));
        }
    }
    found
}
