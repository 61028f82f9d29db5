//! What several promises need to know of a history.

use std::collections::{BTreeMap, BTreeSet};

use crate::history::{AsOf, History, Moment, Outcome, Revision, Sight, Start, Watch};
use crate::truth::Truth;

pub struct Facts<'a> {
    pub history: &'a History,
    pub truth: Truth,
    /// What anybody was shown.
    shown: Rising,
    /// When each change's write began, and the lowest revision of it and later ones.
    to_come: Vec<(Moment, Revision)>,
    begun: BTreeMap<usize, Result<Begun, String>>,
}

/// The highest revision so far, by moments.
pub struct Rising(Vec<(Moment, Revision)>);

impl Rising {
    pub fn of(mut revisions: Vec<(Moment, Revision)>) -> Rising {
        revisions.sort_unstable();
        let mut highest = 0;
        for (_, revision) in &mut revisions {
            highest = highest.max(*revision);
            *revision = highest;
        }
        Rising(revisions)
    }

    /// The highest before this moment; 0 for none.
    pub fn before(&self, moment: Moment) -> Revision {
        let next = self.0.partition_point(|(at, _)| *at < moment);
        next.checked_sub(1).map_or(0, |last| self.0[last].1)
    }
}

/// How a stream began.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    /// Its first events, as many as this, are what there was.
    pub initial: usize,
    /// As of when; all that happened later is to come.
    pub after: Revision,
}

impl<'a> Facts<'a> {
    pub fn of(history: &'a History) -> Facts<'a> {
        let truth = Truth::of(history);
        let shown = Rising::of(shown(history));
        let mut facts = Facts { history, to_come: to_come(history, &truth), truth, shown, begun: BTreeMap::new() };
        facts.begun = history.watches.iter().map(|watch| (watch.id, facts.begin(watch))).collect();
        facts
    }

    /// The highest revision that anybody was shown before this moment.
    pub fn before(&self, moment: Moment) -> Revision {
        self.shown.before(moment)
    }

    /// All that was asked for after this moment has this revision or a higher one.
    pub fn after(&self, moment: Moment) -> Revision {
        let next = self.to_come.partition_point(|(began, _)| *began <= moment);
        self.to_come.get(next).map_or(Revision::MAX, |(_, revision)| *revision)
    }

    /// How a stream began; none where it did not, or where nobody can tell.
    pub fn begun(&self, watch: &Watch) -> Option<Begun> {
        self.begun.get(&watch.id)?.as_ref().ok().copied()
    }

    /// Streams of which it is known how they began.
    pub fn streams(&self) -> impl Iterator<Item = (&'a Watch, Begun)> {
        self.history.watches.iter().filter_map(|watch| Some((watch, self.begun(watch)?)))
    }

    /// Why it cannot be told how a stream began.
    pub fn not_begun(&self, watch: &Watch) -> Option<&str> {
        self.begun.get(&watch.id)?.as_ref().err().map(String::as_str)
    }

    /// Up to where a stream has told what happened.
    pub fn through(&self, watch: &Watch, begun: Begun) -> Revision {
        let mut events = 0;
        let told = watch.seen.iter().filter_map(|(_, sight)| match sight {
            Sight::Event(_, object) => {
                events += 1;
                (events > begun.initial).then_some(object.revision)
            }
            Sight::Bookmark { revision, .. } => Some(*revision),
            Sight::Error(_) => None,
        });
        told.max().unwrap_or(begun.after).max(begun.after)
    }

    /// A stream and those that go on from it, one after the other.
    pub fn chains(&self) -> Vec<Vec<&'a Watch>> {
        let next: BTreeMap<usize, &Watch> =
            self.history.watches.iter().filter_map(|watch| Some((watch.resumes?, watch))).collect();
        let first = self.history.watches.iter().filter(|watch| watch.resumes.is_none());
        let chain = |first| std::iter::successors(Some(first), |watch: &&Watch| next.get(&watch.id).copied()).collect();
        first.map(chain).collect()
    }

    fn begin(&self, watch: &Watch) -> Result<Begun, String> {
        let truth = &self.truth;
        let seen: Vec<_> = watch.events().map(|(_, kind, object)| (object.revision, kind, object)).collect();
        // What was asked for later than the answer began is not part of what there was then.
        let latest = self.after(watch.opened).saturating_sub(1).min(truth.last());
        let asked = match watch.start {
            Start::After(after) => return Ok(Begun { initial: 0, after }),
            Start::Now => AsOf::Now,
            Start::Everything(asked) => asked,
        };
        let earliest = match asked {
            AsOf::Now => self.before(watch.began),
            AsOf::Any => truth.base(watch.selection.resource),
            AsOf::NotOlderThan(revision) | AsOf::Exactly(revision) => revision,
        };
        if watch.start == Start::Now {
            let first = watch.seen.iter().find_map(|(_, sight)| match sight {
                Sight::Event(_, object) => Some(object.revision - 1),
                Sight::Bookmark { revision, .. } => Some(*revision),
                Sight::Error(_) => None,
            });
            // That is the latest: what is deleted bears no stamp, and may have been asked for later than it seems.
            let after = first.map_or(latest, |first| latest.min(first));
            return if after < earliest.min(latest) {
                Err(format!("what happened after {after} is not from now on: it is {earliest} at least"))
            } else {
                Ok(Begun { initial: 0, after })
            };
        }
        if let Some(end) = watch.initial_end() {
            let before_end = watch.seen.iter().take_while(|(_, sight)| !matches!(sight, Sight::Bookmark { .. }));
            let begun = Begun { initial: before_end.count(), after: end };
            return if end < earliest {
                Err(format!("the initial events are as of {end}, older than {earliest}"))
            } else {
                Ok(begun)
            };
        }
        let pairs: BTreeSet<_> = seen.iter().map(|(revision, _, object)| (*revision, &object.key)).collect();
        for after in (earliest.min(latest)..=latest).rev() {
            let state = truth.state(&watch.selection, after);
            let count = state.len();
            if seen.len() <= count || watch.bookmarks {
                // It may have ended before all of it had come.
                if state.iter().filter(|o| pairs.contains(&(o.revision, &o.key))).count() == seen.len() {
                    return Ok(Begun { initial: seen.len(), after });
                }
                continue;
            }
            let (first, rest) = seen.split_at(count);
            let first: BTreeSet<_> = first.iter().map(|(revision, _, object)| (*revision, &object.key)).collect();
            let next = truth.expected(watch.selection, after, latest.max(rest[0].0)).next();
            if state.iter().all(|o| first.contains(&(o.revision, &o.key)))
                && next.is_some_and(|next| next.0 == rest[0].0)
            {
                return Ok(Begun { initial: count, after });
            }
        }
        Err(format!("its events begin with no state of {earliest} to {latest}"))
    }
}

fn shown(history: &History) -> Vec<(Moment, Revision)> {
    let mut shown = Vec::new();
    for write in &history.writes {
        if let Outcome::Stored(object) = &write.outcome {
            shown.push((write.span.ended, object.revision));
        }
    }
    for read in &history.reads {
        shown.extend(read.found.iter().map(|object| (read.span.ended, object.revision)));
    }
    for list in &history.lists {
        shown.extend(list.pages.iter().map(|page| (list.span.ended, page.revision)));
    }
    for (moment, sight) in history.watches.iter().flat_map(|watch| &watch.seen) {
        match sight {
            Sight::Event(_, object) => shown.push((*moment, object.revision)),
            Sight::Bookmark { revision, .. } => shown.push((*moment, *revision)),
            Sight::Error(_) => {}
        }
    }
    shown
}

/// For each write that is known to have been done, when it began, and the lowest revision of it and those that began later.
fn to_come(history: &History, truth: &Truth) -> Vec<(Moment, Revision)> {
    let began: BTreeMap<&str, Moment> =
        history.writes.iter().map(|write| (write.stamp.as_str(), write.span.began)).collect();
    let stamped = truth.changes.values().filter_map(|change| {
        let stamp = change.after.as_ref()?.stamp.as_deref()?;
        let fresh = change.before.as_ref().is_none_or(|before| before.stamp.as_deref() != Some(stamp));
        fresh.then(|| began.get(stamp).map(|began| (*began, change.revision)))?
    });
    let mut to_come: Vec<_> = stamped.collect();
    to_come.sort_unstable();
    let mut lowest = Revision::MAX;
    for (_, revision) in to_come.iter_mut().rev() {
        lowest = lowest.min(*revision);
        *revision = lowest;
    }
    to_come
}
