//! A client that watches, leaves, and goes on from the last revision that it knows.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::lister::list;
use super::party::{Party, unavailable};
use super::recorder::SELECTIONS;
use crate::client::JSON;
use crate::history::{AsOf, End, Kind, Listed, Moment, Revision, Sight, Start, Watch};
use crate::program::PATIENCE;
use crate::selection::Selection;

/// A stream to be.
#[derive(Clone, Debug)]
pub struct Plan {
    selection: Selection,
    start: Start,
    pub bookmarks: bool,
    form: Form,
    /// How long the server is to keep it open.
    pub seconds: usize,
    /// The client leaves after so many events.
    events_max: usize,
    /// The client does not read for so many milliseconds.
    sleeps: usize,
    pub resumes: Option<usize>,
    pub follows: Option<usize>,
    /// Which keeper's it is.
    pub keeper: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Whole,
    /// Rows of a table, with only the objects' metadata.
    Table,
    /// Rows of a table with whole objects.
    WholeTable,
}

/// A client that does not read until the session is over.
const ASLEEP: usize = usize::MAX;

impl Plan {
    pub fn of(selection: Selection, start: Start) -> Plan {
        Plan {
            selection,
            start,
            bookmarks: false,
            form: Form::Whole,
            seconds: 4,
            events_max: usize::MAX,
            sleeps: 0,
            resumes: None,
            follows: None,
            keeper: None,
        }
    }

    fn path(&self) -> String {
        let start = match self.start {
            Start::After(revision) => format!("&resourceVersion={revision}"),
            Start::Now => "&sendInitialEvents=false&resourceVersionMatch=NotOlderThan".to_owned(),
            Start::Everything(asked) => {
                let revision = match asked {
                    AsOf::Now => String::new(),
                    AsOf::Any => "0".to_owned(),
                    AsOf::NotOlderThan(revision) | AsOf::Exactly(revision) => revision.to_string(),
                };
                // Without bookmarks, the old way to say the same.
                let asked =
                    if self.bookmarks { "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan" } else { "" };
                format!("&resourceVersion={revision}{asked}")
            }
        };
        let bookmarks = if self.bookmarks { "&allowWatchBookmarks=true" } else { "" };
        let whole = if self.form == Form::WholeTable { "&includeObject=Object" } else { "" };
        let (path, query, seconds) = (self.selection.path(), self.selection.query(), self.seconds);
        format!("{path}?watch=true&timeoutSeconds={seconds}{query}{start}{bookmarks}{whole}")
    }
}

/// How a watcher is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Manner {
    /// It leaves, and most often goes on from where it was.
    GoesOn,
    /// It begins with what there is, again and again, and wants to be told where that ends.
    Anew,
    /// It begins at a revision that is soon forgotten.
    Late,
    /// It does not read before the end of the session.
    Sleeps,
}

/// Watches until the session is over and everything was told.
pub fn run(mut party: Party, manner: Manner) -> Party {
    let mut plan = fresh(&mut party);
    let mut tries = PATIENCE.as_millis() / 100;
    loop {
        vary(&mut party, &mut plan);
        match manner {
            Manner::GoesOn => {}
            Manner::Anew => (plan.start, plan.bookmarks, plan.events_max) = (Start::Everything(AsOf::Any), true, 20),
            Manner::Late => plan.start = Start::After(party.recorder.base.load(SeqCst)),
            Manner::Sleeps => (plan.sleeps, plan.seconds, plan.events_max) = (ASLEEP, 600, usize::MAX),
        }
        let mut watch = stream(&mut party, &plan);
        let told = told(&watch);
        let gone = watch.error().is_some() || told.is_some_and(|told| told < party.recorder.forgotten.load(SeqCst));
        let over = party.recorder.truth.get();
        if let Some(truth) = over {
            let more = told.is_some_and(|told| truth.expected(plan.selection, told, truth.last()).next().is_some());
            tries -= 1;
            if more && !gone && tries == 0 {
                watch.end = End::Starved;
            }
            if !more || gone || tries == 0 {
                party.history.watches.push(watch);
                return party;
            }
        }
        let id = watch.id;
        party.history.watches.push(watch);
        if party.recorder.failed() {
            return party;
        }
        // What is gone may be asked for once more.
        let goes_on = !matches!(manner, Manner::Anew | Manner::Late)
            && (over.is_some() || party.random.chance(if gone { 30 } else { 70 }));
        match told.filter(|_| goes_on) {
            Some(told) => {
                let pause = party.random.weighted(&[(6, 0), (3, 150), (1, 800)]);
                party.pause(pause);
                (plan.start, plan.resumes, plan.follows) = (Start::After(told), Some(id), None);
            }
            None if over.is_some() => return party,
            None => plan = fresh(&mut party),
        }
    }
}

/// Reads what is left of a collection's history, from the oldest revision on.
pub fn read_all(party: &mut Party, selection: Selection) {
    let recorder = party.recorder;
    let truth = recorder.truth.get().expect("all has happened");
    let oldest = recorder.forgotten.load(SeqCst).max(recorder.base.load(SeqCst));
    let more = |told: Revision| truth.expected(selection, told, truth.last()).next().is_some();
    if !more(oldest) {
        return;
    }
    let mut watch = stream(party, &Plan { seconds: 60, ..Plan::of(selection, Start::After(oldest)) });
    if told(&watch).is_none_or(more) {
        watch.end = End::Starved;
    }
    party.history.watches.push(watch);
}

/// A watch that goes on from no other.
fn fresh(party: &mut Party) -> Plan {
    let selection = party.random.pick(&SELECTIONS);
    let earlier = party.earlier();
    let after = Start::After(earlier);
    let start = party.random.weighted(&[
        (35, None),
        (25, Some(after)),
        (10, Some(Start::Everything(AsOf::Now))),
        (15, Some(Start::Everything(AsOf::Any))),
        (10, Some(Start::Everything(AsOf::NotOlderThan(earlier)))),
        (5, Some(Start::Now)),
    ]);
    let Some(start) = start else {
        let limit = party.random.pick(&[0, 0, 3]);
        let at = list(party, selection, AsOf::Now, limit);
        let list = &party.history.lists[at];
        return match list.revision().filter(|_| list.outcome == Listed::Complete) {
            Some(revision) => Plan { follows: Some(list.id), ..Plan::of(selection, Start::After(revision)) },
            None => Plan::of(selection, after),
        };
    };
    Plan::of(selection, start)
}

/// How the next stream differs from the last.
fn vary(party: &mut Party, plan: &mut Plan) {
    let random = &mut party.random;
    // Only with bookmarks can one ask for initial events as of a revision.
    let as_of = matches!(plan.start, Start::Everything(AsOf::NotOlderThan(_)));
    plan.bookmarks = as_of || random.chance(60);
    plan.form = random.weighted(&[(6, Form::Whole), (1, Form::Table), (1, Form::WholeTable)]);
    plan.seconds = 1 + random.below(5);
    plan.events_max = random.pick(&[1, 5, 20, 100, usize::MAX, usize::MAX]);
    plan.sleeps = random.weighted(&[(8, 0), (1, 300), (1, 1500)]);
}

/// The revision from which a client goes on; none where it cannot know.
fn told(watch: &Watch) -> Option<Revision> {
    let mut told = match watch.start {
        Start::After(revision) => Some(revision),
        _ => None,
    };
    let mut initial = matches!(watch.start, Start::Everything(_));
    for (_, sight) in &watch.seen {
        match sight {
            Sight::Bookmark { revision, .. } => {
                initial = false;
                told = told.max(Some(*revision));
            }
            Sight::Event(_, object) if !initial => told = told.max(Some(object.revision)),
            _ => {}
        }
    }
    told
}

/// One stream, from its opening to its end.
pub fn stream(party: &mut Party, plan: &Plan) -> Watch {
    let (recorder, server) = (party.recorder, party.server());
    let accept = match plan.form {
        Form::Whole => JSON,
        _ => "application/json;as=Table;v=v1;g=meta.k8s.io",
    };
    let starts = recorder.starts.load(SeqCst);
    let began = recorder.now();
    let opened = server.connect().and_then(|connection| connection.watch(&plan.path(), &[("Accept", accept)]));
    let mut watch = Watch {
        id: recorder.id(),
        group: party.group,
        keeper: plan.keeper.is_some(),
        selection: plan.selection,
        start: plan.start,
        bookmarks: plan.bookmarks,
        resumes: plan.resumes,
        follows: plan.follows,
        began,
        opened: recorder.now(),
        seen: Vec::new(),
        end: End::HungUp,
    };
    let mut stream = match opened {
        Ok(Ok(stream)) => stream,
        Ok(Err(answer)) if !unavailable(&answer) => return Watch { end: End::Refused(answer.code), ..watch },
        _ => return Watch { end: End::Cut, ..watch },
    };
    sleep(party, plan.sleeps, starts);
    let mut events = 0;
    while events < plan.events_max {
        match stream.next() {
            Ok(Some(event)) => {
                let sight = sight(party, plan.selection.resource, &event);
                events += usize::from(matches!(sight.1, Sight::Event(..)));
                watch.seen.push(sight);
            }
            Ok(None) => {
                watch.end = End::Closed;
                break;
            }
            Err(_) => {
                watch.end = End::Cut;
                break;
            }
        }
        if over(party, plan, &watch) {
            break;
        }
    }
    watch
}

/// Has the stream told all that there will be?
fn over(party: &Party, plan: &Plan, watch: &Watch) -> bool {
    let last = |(_, sight): &(Moment, Sight)| match sight {
        Sight::Event(_, object) => Some(object.revision),
        Sight::Bookmark { revision, .. } => Some(*revision),
        Sight::Error(_) => None,
    };
    let Some(last) = watch.seen.last().and_then(last) else { return false };
    if let Some(number) = plan.keeper {
        party.recorder.kept[number].fetch_max(last, SeqCst);
        let end = party.recorder.last[number].load(SeqCst);
        return end > 0 && last >= end;
    }
    let Some(truth) = party.recorder.truth.get() else { return false };
    told(watch).is_some_and(|told| truth.expected(plan.selection, told, truth.last()).next().is_none())
}

/// Does not read for so long, or until the server was started again.
fn sleep(party: &Party, milliseconds: usize, starts: usize) {
    let awake = || {
        let recorder = party.recorder;
        recorder.failed() || recorder.truth.get().is_some() || recorder.starts.load(SeqCst) != starts
    };
    for _ in 0..milliseconds / 20 {
        if awake() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// What a line says, and when it was read.
fn sight(party: &Party, resource: &'static str, event: &Value) -> (Moment, Sight) {
    let object = &event["object"];
    let object = if object["kind"] == "Table" { &object["rows"][0]["object"] } else { object };
    let shown = |kind| Sight::Event(kind, party.recorder.object(resource, object));
    let sight = match event["type"].as_str() {
        Some("ADDED") => shown(Kind::Added),
        Some("MODIFIED") => shown(Kind::Modified),
        Some("DELETED") => shown(Kind::Deleted),
        Some("BOOKMARK") => {
            let metadata = &object["metadata"];
            let revision = metadata["resourceVersion"].as_str().and_then(|text| text.parse().ok());
            let revision = revision.unwrap_or_else(|| panic!("a bookmark without a resourceVersion: {event}"));
            party.recorder.reached(revision);
            Sight::Bookmark { revision, ends_initial: metadata["annotations"]["k8s.io/initial-events-end"] == "true" }
        }
        Some("ERROR") => {
            let code = object["code"].as_u64().and_then(|code| code.try_into().ok());
            Sight::Error(code.unwrap_or_else(|| panic!("an ERROR without a code: {event}")))
        }
        _ => panic!("no event: {event}"),
    };
    (party.recorder.now(), sight)
}
