//! The keepers, whose streams the truth is made of, and who forgets behind them.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use super::party::{Party, unavailable};
use super::recorder::KEPT;
use super::watcher::{Plan, stream};
use crate::client::JSON;
use crate::history::{Compaction, Start};

/// Follows one of the kept collections from a list on, over every restart, until its last change is known and seen.
pub fn keep(mut party: Party, number: usize, list: usize) -> Party {
    let recorder = party.recorder;
    let mut position = recorder.kept[number].load(SeqCst);
    let (mut resumes, mut follows) = (None, Some(list));
    loop {
        let last = recorder.last[number].load(SeqCst);
        if (last > 0 && position >= last) || recorder.failed() {
            return party;
        }
        let mut plan = Plan::of(KEPT[number], Start::After(position));
        plan.bookmarks = party.random.chance(50);
        plan.seconds = 1 + party.random.below(4);
        plan.keeper = Some(number);
        (plan.resumes, plan.follows) = (resumes, follows.take());
        let watch = stream(&mut party, &plan);
        assert_eq!(watch.error(), None, "{watch}: this is not forgotten");
        resumes = Some(watch.id);
        position = recorder.kept[number].load(SeqCst);
        party.history.watches.push(watch);
        party.pause(30);
    }
}

/// Has the server forget, every 100 ms, nothing that a keeper has yet to see.
pub fn forget(mut party: Party) -> Party {
    let (recorder, mut most) = (party.recorder, 0);
    while !party.closing() {
        thread::sleep(Duration::from_millis(100));
        let seen = recorder.kept.iter().map(|kept| kept.load(SeqCst)).min().unwrap_or(0);
        let back = if party.random.chance(70) { party.random.below(30) as u64 } else { 0 };
        let through = seen.saturating_sub(back);
        if through <= recorder.forgotten.load(SeqCst) {
            continue;
        }
        let path = format!("/coracle/v1/compact/{}", through + 1);
        let (span, answer) = party.ask("POST", &path, JSON, None);
        most = most.max(through);
        // A server that is about to end may have done it, or not.
        let answer = answer.filter(|answer| !unavailable(answer));
        if let Some(answer) = &answer {
            let done = answer.expect(200)["revision"].as_u64().expect("up to where all is gone");
            assert!(
                (through..=most).contains(&done),
                "all up to {through} was to be forgotten, and it is up to {done}"
            );
            recorder.forgotten.fetch_max(done, SeqCst);
        }
        party.history.compactions.push(Compaction { span, through, done: answer.is_some() });
    }
    party
}
