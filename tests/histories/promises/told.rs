//! What is promised of everything that is told: of revisions, and of what is gone.

use super::Facts;
use super::facts::Rising;
use crate::history::{AsOf, End, Kind, Listed, Moment, Object, Outcome, Revision, Sight, Start};

/// Who asks for what is forgotten is told so, with 410 or an ERROR event of it, and nobody else is. Never silence.
pub fn gone(facts: &Facts) -> Vec<String> {
    let history = facts.history;
    // Up to where everything is surely forgotten, and may be.
    let done = history.compactions.iter().filter(|order| order.done);
    let surely = Rising::of(done.map(|order| (order.span.ended, order.through)).collect());
    let maybe = Rising::of(history.compactions.iter().map(|order| (order.span.began, order.through)).collect());
    let mut found = Vec::new();
    for list in &history.lists {
        let (surely, maybe) = (surely.before(list.span.began), maybe.before(list.span.ended));
        let asked = match list.asked {
            AsOf::Exactly(revision) => Some(revision),
            _ => list.revision(),
        };
        if matches!(list.asked, AsOf::Exactly(revision) if revision < surely) && !list.pages.is_empty() {
            found.push(format!("{list}: answered, though all up to {surely} is gone"));
        }
        if let Listed::Refused(code) = list.outcome
            && (code != 410 || asked.is_none_or(|revision| revision >= maybe))
        {
            found.push(format!("{list}: {code} after {:?}; what is gone is {maybe}", list.revision()));
        }
    }
    for watch in &history.watches {
        let last = watch.seen.last();
        let end = last.map_or(watch.opened, |(moment, _)| *moment);
        if let Some(code) = watch.error() {
            let position = facts.begun(watch).map(|begun| facts.through(watch, begun));
            let maybe = maybe.before(end);
            if code != 410 || position.is_some_and(|position| position >= maybe) {
                found.push(format!("{watch}: ERROR {code} after {position:?}; what is gone is {maybe}"));
            }
            if !matches!(last, Some((_, Sight::Error(_)))) || !matches!(watch.end, End::Closed | End::Cut) {
                found.push(format!("{watch}: an ERROR is not its end"));
            }
        } else if let Start::After(after) = watch.start
            && after < surely.before(watch.began)
            && watch.end != End::Cut
        {
            found.push(format!("{watch}: no ERROR, though all up to {} is gone", surely.before(watch.began)));
        }
    }
    found
}

/// Equal resourceVersions mean equal bytes, forever, wherever an object is shown; one that is deleted is shown as it was.
pub fn same_version_same_bytes(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |object: &'_ Object, deleted: bool, whose: &dyn std::fmt::Display| {
        let truth = facts.truth.changes.get(&object.revision);
        let truth = truth.and_then(|change| if deleted { change.before.as_ref() } else { change.after.as_ref() });
        if let Some(truth) = truth
            && !truth.same(object)
        {
            found.push(format!("{whose}: {object} is {object:?}, and not {truth:?}"));
        }
    };
    let objects = facts.history.watches.iter().flat_map(|watch| watch.events().map(move |event| (watch, event)));
    for (watch, (_, kind, object)) in objects {
        check(object, kind == Kind::Deleted, watch);
    }
    for list in &facts.history.lists {
        list.items().for_each(|item| check(item, false, list));
    }
    for write in &facts.history.writes {
        if let Outcome::Stored(object) = &write.outcome {
            check(object, false, &write.stamp);
        }
    }
    for read in &facts.history.reads {
        read.found.iter().for_each(|object| check(object, false, &"a GET"));
    }
    found
}

/// Whoever asks later is shown nothing older: not after a restart, nor after a kill. What was shown once, by anybody, stays.
pub fn revision_never_lower(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    let mut check = |began: Moment, revision: Revision, what: &dyn std::fmt::Display| {
        let shown = facts.before(began);
        if revision < shown {
            found.push(format!("{what} is as of {revision}, after somebody was shown {shown}"));
        }
    };
    for list in facts.history.lists.iter().filter(|list| list.asked == AsOf::Now) {
        list.revision().into_iter().for_each(|revision| check(list.span.began, revision, list));
    }
    for write in &facts.history.writes {
        if let Outcome::Stored(object) = &write.outcome {
            check(write.span.began, object.revision, &format_args!("{} of {}", write.how, write.stamp));
        }
    }
    for read in &facts.history.reads {
        let (key, first) = (&read.key, facts.before(read.span.began));
        match &read.found {
            Some(object) => match facts.truth.at(key, object.revision).1 {
                Some(next) if next <= first => {
                    found.push(format!("a GET gives {object}, after somebody was shown {first}; it changed at {next}"));
                }
                _ => {}
            },
            None if !facts.truth.missing_within(key, first, facts.after(read.span.ended) - 1) => {
                found.push(format!("a GET does not find {key}, which is there as of {first}"));
            }
            None => {}
        }
    }
    found
}
