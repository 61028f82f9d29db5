//! What watches and lists promise, shown over recorded histories: README.md says how.
#![expect(clippy::print_stdout, reason = "how much a history holds is part of what it shows")]

mod by_hand;
mod history;
mod promises;
mod record;
mod selection;
mod stories;
mod truth;

#[path = "../api/client.rs"]
#[expect(dead_code, reason = "the tests of single requests use the rest")]
mod client;
#[path = "../api/program.rs"]
#[expect(dead_code, reason = "the tests of single requests use the rest")]
mod program;
#[path = "../differential/random.rs"]
mod random;

use std::env;
use std::time::Duration;

use history::{End, History, Kind, Listed, Outcome, Sight, Start};
use promises::broken;
use record::{Fault, Session, record};

/// What the environment asks for, or this.
fn number(name: &str, or: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or)
}

#[test]
fn what_is_promised_holds_over_restarts_and_kills() {
    let seed = number("CORACLE_HISTORIES_SEED", 1);
    let length = Duration::from_secs(number("CORACLE_HISTORIES_SECONDS", 20));
    let faults = Vec::new();
    let session = Session { seed, length, writers: 4, listers: 3, watchers: 16, asleep: 2, faults };
    let history = record(&session);
    let counts = counts(&history);
    println!("seed {seed}: {counts:?}");
    let found = broken(&history);
    assert!(found.is_empty(), "seed {seed} (CORACLE_HISTORIES_SEED), {counts:?}\n{}", listed(&found));
    for (what, count) in counts {
        assert!(count > 0, "seed {seed} (CORACLE_HISTORIES_SEED): {what} never came");
    }
}

/// Each lie, and a promise that it breaks.
const LIES: [(Fault, &str); 16] = [
    (Fault::Skip, "Reliable"),
    (Fault::SkipFirst, "Resumable"),
    (Fault::SkipInitial, "InitialEventsComplete"),
    (Fault::Repeat, "Unique"),
    (Fault::Swap, "Ordered"),
    (Fault::EarlyBookmark, "Bookmarkable"),
    (Fault::Resurrect, "NeverResurrected"),
    (Fault::Unfiltered, "Filtered"),
    (Fault::HideGone, "Gone"),
    (Fault::InventGone, "Gone"),
    (Fault::OtherBytes, "SameVersionSameBytes"),
    (Fault::SkipItem, "Rebuild"),
    (Fault::OtherPage, "PagesConsistent"),
    (Fault::NotAsAsked, "AsAsked"),
    (Fault::Stale, "RevisionNeverLower"),
    (Fault::LoseWrite, "NothingLost"),
];

#[test]
fn every_lie_is_caught() {
    let seed = number("CORACLE_HISTORIES_SEED", 1);
    let faults = LIES.iter().map(|(fault, _)| *fault).collect();
    let length = Duration::ZERO;
    let session = Session { seed, length, writers: 3, listers: 1, watchers: 2, asleep: 0, faults };
    let mut honest = record(&session);
    let mut groups: Vec<History> = (1..=LIES.len()).map(|group| honest.take(group)).collect();
    let found = broken(&honest);
    assert!(found.is_empty(), "seed {seed} (CORACLE_HISTORIES_SEED)\n{}", listed(&found));
    for (group, (fault, promise)) in groups.drain(..).zip(LIES) {
        honest.add(group);
        let found = broken(&honest);
        let caught = found.iter().any(|(name, _)| *name == promise);
        assert!(
            caught,
            "seed {seed} (CORACLE_HISTORIES_SEED): {fault:?} is not caught by {promise}\n{}",
            listed(&found)
        );
        let group = 1 + LIES.iter().position(|(other, _)| *other == fault).expect("it is one of them");
        honest.take(group);
    }
}

/// The first of the findings of each promise.
fn listed(found: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (n, (name, what)) in found.iter().enumerate() {
        let before = found[..n].iter().filter(|(other, _)| other == name).count();
        if before < 5 {
            text.push_str(&format!("{name}: {what:.1500}\n"));
        }
    }
    text
}

/// How much of what there is: a history in which something never happens shows nothing of it.
fn counts(history: &History) -> Vec<(&'static str, usize)> {
    let outcome = |is: fn(&Outcome) -> bool| history.writes.iter().filter(|write| is(&write.outcome)).count();
    let lists = |is: fn(&history::List) -> bool| history.lists.iter().filter(|list| is(list)).count();
    let watches = |is: fn(&history::Watch) -> bool| history.watches.iter().filter(|watch| is(watch)).count();
    let sights = |is: fn(&Sight) -> bool| {
        history.watches.iter().flat_map(|watch| &watch.seen).filter(|(_, sight)| is(sight)).count()
    };
    vec![
        ("writes stored", outcome(|outcome| matches!(outcome, Outcome::Stored(_)))),
        ("writes deleted", outcome(|outcome| matches!(outcome, Outcome::Deleted(_)))),
        ("collections deleted", outcome(|outcome| matches!(outcome, Outcome::Cleared(uids) if !uids.is_empty()))),
        ("writes refused", outcome(|outcome| matches!(outcome, Outcome::Refused(_)))),
        ("writes unknown", outcome(|outcome| matches!(outcome, Outcome::Unknown))),
        ("reads", history.reads.len()),
        ("lists of one page", lists(|list| list.outcome == Listed::Complete && list.pages.len() == 1)),
        ("lists of pages", lists(|list| list.outcome == Listed::Complete && list.pages.len() > 1)),
        ("lists gone", lists(|list| list.outcome == Listed::Refused(410))),
        ("pages gone", lists(|list| list.outcome == Listed::Refused(410) && !list.pages.is_empty())),
        ("watches gone", watches(|watch| watch.error() == Some(410))),
        ("orders to forget", history.compactions.iter().filter(|order| order.done).count()),
        ("watches resumed", watches(|watch| watch.resumes.is_some() && !watch.keeper)),
        ("watches after a list", watches(|watch| watch.follows.is_some() && !watch.keeper)),
        ("watches from now", watches(|watch| watch.start == Start::Now)),
        ("watches cut", watches(|watch| watch.end == End::Cut)),
        ("initial events", watches(|watch| watch.initial_end().is_some())),
        ("events added", sights(|sight| matches!(sight, Sight::Event(Kind::Added, _)))),
        ("events modified", sights(|sight| matches!(sight, Sight::Event(Kind::Modified, _)))),
        ("events deleted", sights(|sight| matches!(sight, Sight::Event(Kind::Deleted, _)))),
        ("bookmarks", sights(|sight| matches!(sight, Sight::Bookmark { ends_initial: false, .. }))),
    ]
}
