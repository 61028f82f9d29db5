//! A client that lists: of now, of any state, of earlier ones, in one page or many.

use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::party::{Party, unavailable};
use super::recorder::SELECTIONS;
use crate::client::JSON;
use crate::history::{AsOf, List, Listed, Page};
use crate::selection::Selection;

/// Lists until the session ends.
pub fn run(mut party: Party) -> Party {
    while !party.closing() {
        let selection = party.random.pick(&SELECTIONS);
        let earlier = party.earlier();
        let asked = party.random.weighted(&[
            (35, AsOf::Now),
            (10, AsOf::Any),
            (15, AsOf::NotOlderThan(earlier)),
            (40, AsOf::Exactly(earlier)),
        ]);
        // Who takes any state gets all of it at once.
        let paged = asked != AsOf::Any && party.random.chance(50);
        let limit = if paged { 1 + party.random.below(6) } else { 0 };
        list(&mut party, selection, asked, limit);
        party.pause(40);
    }
    party
}

/// Lists and notes it; gives its place among the lists.
pub fn list(party: &mut Party, selection: Selection, asked: AsOf, limit: usize) -> usize {
    let mut list = List {
        id: party.recorder.id(),
        group: party.group,
        span: crate::history::Span { began: party.recorder.now(), ended: 0 },
        selection,
        asked,
        limit,
        pages: Vec::new(),
        outcome: Listed::Complete,
    };
    let of = format!("{}?limit={limit}{}", selection.path(), selection.query());
    let mut path = of.clone() + &as_of(party, asked, limit > 0 && !selection.names_one());
    loop {
        let (_, answer) = party.ask("GET", &path, JSON, None);
        let Some(answer) = answer.filter(|answer| !unavailable(answer)) else {
            list.outcome = Listed::Cut;
            break;
        };
        if answer.code != 200 {
            list.outcome = Listed::Refused(answer.code);
            break;
        }
        let body = answer.json();
        list.pages.push(page(party, selection, &body));
        let Some(token) = body["metadata"]["continue"].as_str().filter(|token| !token.is_empty()) else { break };
        path = format!("{of}&continue={token}");
        if party.random.chance(30) {
            thread::sleep(Duration::from_millis(party.random.below(250) as u64));
        }
    }
    list.span.ended = party.recorder.now();
    party.history.lists.push(list);
    party.history.lists.len() - 1
}

/// What asks for a state.
fn as_of(party: &mut Party, asked: AsOf, in_pages: bool) -> String {
    match asked {
        AsOf::Now => String::new(),
        AsOf::Any => "&resourceVersion=0".to_owned(),
        AsOf::NotOlderThan(revision) => format!("&resourceVersion={revision}&resourceVersionMatch=NotOlderThan"),
        // With a limit, this is what a resourceVersion means by itself; but a list of one name knows no pages.
        AsOf::Exactly(revision) if in_pages && party.random.chance(50) => format!("&resourceVersion={revision}"),
        AsOf::Exactly(revision) => format!("&resourceVersion={revision}&resourceVersionMatch=Exact"),
    }
}

fn page(party: &Party, selection: Selection, body: &Value) -> Page {
    let metadata = &body["metadata"];
    let revision = metadata["resourceVersion"].as_str().and_then(|text| text.parse().ok());
    let revision = revision.unwrap_or_else(|| panic!("a list without a resourceVersion: {body}"));
    party.recorder.reached(revision);
    let items = body["items"].as_array().into_iter().flatten();
    Page {
        revision,
        items: items.map(|item| party.recorder.object(selection.resource, item)).collect(),
        remaining: metadata["remainingItemCount"].as_u64().and_then(|count| count.try_into().ok()),
    }
}
