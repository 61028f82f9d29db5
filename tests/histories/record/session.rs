//! A session: the server and its restarts, the clients, and how it comes to an end.

use std::sync::atomic::Ordering::SeqCst;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use serde_json::json;

use super::party::Party;
use super::recorder::{KEPT, PLACES, Recorder, SELECTIONS};
use super::tamper::{self, Fault, Relay, Victim};
use super::watcher::Manner;
use super::{keeper, lister, watcher, writer};
use crate::client::JSON;
use crate::history::{AsOf, History};
use crate::program::{Home, PATIENCE, Server};
use crate::random::Random;
use crate::truth::Truth;

/// What a session is made of.
pub struct Session {
    pub seed: u64,
    /// How long clients write, and the server is restarted; with faults, it is until each lie was told often enough.
    pub length: Duration,
    pub writers: usize,
    pub listers: usize,
    pub watchers: usize,
    /// Of the watchers, so many do not read before the end.
    pub asleep: usize,
    /// Each is told to clients of its own, group 1 for the first.
    pub faults: Vec<Fault>,
}

/// Arguments of the server: its history is bounded by nothing but orders.
const ARGUMENTS: [&str; 3] = ["--http", "--history-age", "24h"];

/// Runs it, and gives all that was done and seen.
pub fn record(session: &Session) -> History {
    let home = Home::new();
    let recorder = Recorder::default();
    let server = home.serve(&ARGUMENTS);
    recorder.moved(Some(server.client()));
    let mut main = Party::new(&recorder, session.seed, 0);
    let lists = begin(&mut main);

    let server = thread::scope(|scope| {
        let _guard = recorder.guard();
        let mut number = 0;
        // Starts a client's work.
        let mut start = |fault: Option<(usize, &str)>, work: Box<dyn FnOnce(Party<'_>) -> Party<'_> + Send>| {
            number += 1;
            let party = Party::new(&recorder, session.seed, number);
            let party = match fault {
                Some((group, relay)) => party.behind(group, relay),
                None => party,
            };
            scope.spawn(move || {
                let _guard = party.recorder.guard();
                work(party)
            })
        };
        let mut keepers = Vec::new();
        for (number, list) in lists.into_iter().enumerate() {
            keepers.push(start(None, Box::new(move |party| keeper::keep(party, number, list))));
        }
        let mut working = vec![start(None, Box::new(keeper::forget))];
        working.extend((0..session.writers).map(|_| start(None, Box::new(writer::run))));
        working.extend((0..session.listers).map(|_| start(None, Box::new(lister::run))));
        let (mut watching, mut relays) = (Vec::new(), Vec::new());
        for number in 0..session.watchers {
            let manner = if number < session.asleep { Manner::Sleeps } else { Manner::GoesOn };
            watching.push(start(None, Box::new(move |party| watcher::run(party, manner))));
        }
        for (number, fault) in session.faults.iter().enumerate() {
            let relay = tamper::start(*fault, recorder.server());
            for _ in 0..2 {
                let behind = Some((number + 1, relay.address.as_str()));
                match fault.victim() {
                    Victim::Watcher => {
                        let manner = match fault {
                            Fault::SkipInitial => Manner::Anew,
                            Fault::HideGone => Manner::Late,
                            _ => Manner::GoesOn,
                        };
                        watching.push(start(behind, Box::new(move |party| watcher::run(party, manner))));
                    }
                    Victim::Lister => working.push(start(behind, Box::new(lister::run))),
                    Victim::Writer => working.push(start(behind, Box::new(writer::run))),
                }
            }
            relays.push(relay);
        }

        let server = if relays.is_empty() {
            restart(session, &recorder, &home, server)
        } else {
            listen(&recorder, &relays);
            server
        };
        recorder.closing.store(true, SeqCst);
        join(working, &mut main.history);
        for (last, revision) in recorder.last.iter().zip(writer::mark(&mut main)) {
            last.store(revision, SeqCst);
        }
        join(keepers, &mut main.history);
        recorder.truth.set(Truth::of(&main.history)).expect("it is set once");
        join(watching, &mut main.history);
        server
    });
    read_again(&mut main);
    let ended = server.stop();
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    let verified = home.run(&["verify"]);
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
    main.history
}

/// Makes the places, and lists what is kept from then on; gives the lists' ids.
fn begin(main: &mut Party) -> Vec<usize> {
    for place in PLACES {
        let made = main.ask("POST", "/api/v1/namespaces", JSON, Some(&json!({"metadata": {"name": place}})));
        assert_eq!(made.1.map(|answer| answer.code), Some(201));
    }
    for (kept, selection) in main.recorder.kept.iter().zip(KEPT) {
        let at = lister::list(main, selection, AsOf::Now, 0);
        let base = main.history.lists[at].revision().expect("the server is there");
        kept.store(base, SeqCst);
        main.recorder.base.store(base, SeqCst);
    }
    main.history.lists.iter().map(|list| list.id).collect()
}

/// When all has happened: every selection once more, and what is left of history.
fn read_again(main: &mut Party) {
    for selection in SELECTIONS {
        lister::list(main, selection, AsOf::Now, 0);
        lister::list(main, selection, AsOf::Now, 3);
    }
    KEPT.into_iter().for_each(|selection| watcher::read_all(main, selection));
}

/// A lie that is told so often is told in vain.
const OFTEN: usize = 10;

/// Lets the session last until every lie was told often.
fn listen(recorder: &Recorder, relays: &[Relay]) {
    let began = Instant::now();
    while relays.iter().any(|relay| relay.told() < OFTEN) && !recorder.failed() {
        let told: Vec<_> = relays.iter().map(Relay::told).collect();
        assert!(began.elapsed() < PATIENCE, "not every lie finds somebody to be told to: {told:?}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// On a busy machine, a session lasts until so much has happened.
const WRITTEN_MIN: u64 = 600;
const RESTARTS_MIN: usize = 4;

/// Lets the session last, and restarts the server now and then.
fn restart(session: &Session, recorder: &Recorder, home: &Home, mut server: Server) -> Server {
    let (mut random, began) = (Random::new(session.seed), Instant::now());
    loop {
        let pause = Duration::from_millis(1500 + random.below(2500) as u64);
        thread::sleep(pause);
        let written = recorder.newest() - recorder.base.load(SeqCst);
        let enough = written >= WRITTEN_MIN && recorder.starts.load(SeqCst) > RESTARTS_MIN;
        if (enough && began.elapsed() >= session.length) || recorder.failed() {
            return server;
        }
        assert!(began.elapsed() < session.length + PATIENCE, "{written} changes are too few");
        if random.chance(50) {
            server.signal("TERM");
            recorder.moved(None);
            let ended = server.ended();
            assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        } else {
            server.kill();
            recorder.moved(None);
        }
        server = home.serve(&ARGUMENTS);
        recorder.moved(Some(server.client()));
    }
}

fn join(threads: Vec<ScopedJoinHandle<'_, Party<'_>>>, history: &mut History) {
    for thread in threads {
        let party = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        history.add(party.history);
    }
}
