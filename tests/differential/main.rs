//! Random sequences of writes by several managers, against the reference and our server side by side: README.md says how.
//!
//! Without a reference, our server alone runs a few of them and must keep the laws of laws.rs. This test has its own main
//! function, since it reports as it goes.
#![expect(clippy::print_stdout, reason = "what differs is what the test is for")]
#![expect(clippy::disallowed_methods, reason = "a client has its own clock, and compares the answers' times with it")]

mod compare;
mod document;
mod hints;
mod laws;
mod object;
mod random;
mod relay;
mod sequence;
mod shrink;
mod target;
mod yaml;

// The parts of the other test that play a case and judge it.
#[path = "../wire/case.rs"]
#[expect(dead_code, reason = "the wire test uses the rest")]
mod case;
#[path = "../wire/client.rs"]
#[expect(dead_code, reason = "the wire test uses the rest")]
mod client;
#[path = "../wire/harness.rs"]
mod harness;
#[path = "../wire/json.rs"]
#[expect(dead_code, reason = "the wire test uses the rest")]
mod json;
#[path = "../wire/outcome.rs"]
#[expect(dead_code, reason = "the wire test uses the rest")]
mod outcome;
#[path = "../wire/server.rs"]
mod server;
#[path = "../wire/tokens.rs"]
#[expect(dead_code, reason = "the wire test uses the rest")]
mod tokens;
#[path = "../wire/watch.rs"]
mod watch;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{env, fs, thread};

use serde_json::Value;

use client::Client;
use compare::{Outcome, Pair};
use server::Server;
use target::Target;

fn main() -> ExitCode {
    harness::main("differential", || {
        shrink::check();
        run(&Asked::read()?)
    })
}

/// What the environment asks for.
struct Asked {
    /// The reference's address; without it, our server runs alone.
    reference: Option<String>,
    /// The seed of the first sequence; each next one has the next.
    seed: u64,
    /// How many sequences.
    count: usize,
    /// About how many steps each has.
    steps: usize,
    /// How many run at once.
    workers: usize,
    /// The kind to write to; without it, Endpoints and Namespaces and, where our server runs alone, a few of every other.
    kind: Option<&'static Target>,
    /// Keep what differs among the recorded cases.
    record: bool,
}

impl Asked {
    /// # Errors
    /// A kind is named that is not served.
    fn read() -> Result<Asked, String> {
        let kind = env::var("CORACLE_DIFFERENTIAL_KIND").ok().filter(|name| !name.is_empty());
        let kind =
            kind.map(|name| target::other(&name).ok_or_else(|| format!("{name} is not served, or it is the usual")));
        let number = |name: &str, or: usize| env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(or);
        let reference = env::var("CORACLE_REFERENCE").ok().filter(|url| !url.is_empty());
        let count = if reference.is_some() { 2000 } else { 60 };
        Ok(Asked {
            kind: kind.transpose()?,
            seed: number("CORACLE_DIFFERENTIAL_SEED", 1) as u64,
            count: number("CORACLE_DIFFERENTIAL_COUNT", count),
            steps: number("CORACLE_DIFFERENTIAL_STEPS", 12),
            workers: number("CORACLE_DIFFERENTIAL_WORKERS", 8),
            record: env::var("CORACLE_DIFFERENTIAL_RECORD").is_ok_and(|value| value == "1"),
            reference,
        })
    }

    /// The sequences' kinds and seeds.
    fn sequences(&self) -> Vec<(Option<&'static Target>, u64)> {
        let of = |kind, count: usize| (0..count).map(move |number| (kind, self.seed + number as u64));
        let rest = if self.kind.is_none() && self.reference.is_none() { target::others() } else { &[] };
        of(self.kind, self.count).chain(rest.iter().flat_map(|target| of(Some(target), self.count / 10))).collect()
    }

    /// Does something for every sequence, several at once.
    fn each(&self, work: impl Fn(Option<&'static Target>, u64) + Sync) {
        let (next, sequences) = (AtomicUsize::new(0), self.sequences());
        thread::scope(|scope| {
            for _ in 0..self.workers {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some((kind, seed)) = sequences.get(number) else { break };
                        work(*kind, *seed);
                    }
                });
            }
        });
    }
}

/// Runs what is asked for and says whether all is as it must be.
fn run(asked: &Asked) -> Result<bool, String> {
    let started = Instant::now();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let server = Server::start(&dir.join("tokens.csv"), "none", "coracle.db")?;
    let ours = Client::new(&server.url).ok_or("the server's address is not http://HOST:PORT")?;
    let good = match &asked.reference {
        Some(url) => side_by_side(asked, url, ours, &dir.join("cases/differential.json"))?,
        None => alone(asked, &ours),
    };
    let data = server.stop()?.ok_or("the server's data is gone")?;
    laws::check_data(&data.path().join("coracle.db")).map_err(|problem| format!("the data left behind: {problem}"))?;
    println!("{:.1} s", started.elapsed().as_secs_f64());
    Ok(good)
}

fn alone(asked: &Asked, ours: &Client) -> bool {
    let (requests, broken) = (AtomicUsize::new(0), AtomicUsize::new(0));
    asked.each(|kind, seed| {
        let of = kind.map_or("", |target| target.kind.plural());
        let found = laws::check(ours, &sequence::steps(seed, asked.steps, kind), &format!("l-{of}{seed}"));
        let (lines, count) = found.unwrap_or_else(|problem| (vec![problem], 0));
        requests.fetch_add(count, Ordering::Relaxed);
        if !lines.is_empty() {
            broken.fetch_add(1, Ordering::Relaxed);
            println!("BROKEN {of} seed {seed}\n  {}", lines.join("\n  "));
        }
    });
    let (requests, broken) = (requests.into_inner(), broken.into_inner());
    println!("{} sequences alone, {requests} requests: {broken} broke a law", asked.sequences().len());
    broken == 0
}

#[derive(Default)]
struct Counts {
    same: AtomicUsize,
    other_text: AtomicUsize,
    different: AtomicUsize,
    unsure: AtomicUsize,
    failed: AtomicUsize,
}

fn side_by_side(asked: &Asked, url: &str, ours: Client, cases: &Path) -> Result<bool, String> {
    let token = env::var("CORACLE_REFERENCE_TOKEN").unwrap_or_else(|_| "admintoken".to_owned());
    let url = if url.starts_with("https://") { relay::start(url)? } else { url.to_owned() };
    let reference = Client::new(&url).ok_or("the reference's address is not http(s)://HOST:PORT")?;
    let pair = Pair::new(Client { token: token.leak(), ..reference }, ours);
    let (counts, found) = (Counts::default(), Mutex::new(Vec::new()));
    let count = |counter: &AtomicUsize| counter.fetch_add(1, Ordering::Relaxed) + 1;
    asked.each(|kind, seed| {
        let steps = sequence::steps(seed, asked.steps, kind);
        match pair.compare(&steps) {
            Outcome::Same { same_text } => {
                if !same_text {
                    count(&counts.other_text);
                    println!("TEXT seed {seed}: the same meaning in another text");
                }
                let same = count(&counts.same);
                if same.is_multiple_of(100) {
                    println!("{same} the same so far");
                }
            }
            Outcome::Unsure(differences) => {
                count(&counts.unsure);
                println!("UNSURE seed {seed}: the reference differs from itself\n{}", listed(&differences));
            }
            Outcome::Failed(problem) => {
                count(&counts.failed);
                println!("FAILED seed {seed}: {problem}");
            }
            Outcome::Different { .. } => {
                count(&counts.different);
                println!("DIFFERENT seed {seed}; making it smaller");
                if let Some(case) = minimised(&pair, &steps, seed) {
                    found.lock().expect("no worker panics").push(case);
                }
            }
        }
    });
    let [same, text, different, unsure, failed] =
        [&counts.same, &counts.other_text, &counts.different, &counts.unsure, &counts.failed]
            .map(|counter| counter.load(Ordering::Relaxed));
    let answers = pair.answers.lock().expect("no player panics");
    println!(
        "{} sequences, {} requests to both ({answers:?}): {same} the same ({text} in another text), {different} different, \
         {unsure} on which the reference differs from itself, {failed} failed",
        asked.count,
        answers.values().sum::<usize>()
    );
    drop(answers);
    if asked.record {
        record(&pair, cases, found.into_inner().expect("no worker panics"))?;
    }
    Ok(different == 0 && failed == 0)
}

fn listed(differences: &[(String, Vec<String>)]) -> String {
    let lines = differences.iter().map(|(step, lines)| format!("  {step}\n    {}", lines.join("\n    ")));
    lines.collect::<Vec<_>>().join("\n")
}

/// Prints a difference in its smallest form, and gives it as a case.
fn minimised(pair: &Pair, steps: &[Value], seed: u64) -> Option<Value> {
    let steps = shrink::shrink(pair, steps);
    let shown: Vec<String> = steps.iter().map(|step| format!("  {step}")).collect();
    match pair.compare(&steps) {
        Outcome::Different { verdict, reference } => {
            println!("DIFFERENT seed {seed}:\n{}\n{}", shown.join("\n"), listed(&verdict.differences));
            Some(compare::case(&format!("differential/{seed}"), &steps, &reference))
        }
        Outcome::Unsure(differences) => {
            println!("UNSURE seed {seed}, made smaller:\n{}\n{}", shown.join("\n"), listed(&differences));
            None
        }
        _ => {
            println!("GONE seed {seed}: the difference did not come again\n{}", shown.join("\n"));
            None
        }
    }
}

/// Adds cases to a file of them, and asks the reference about those there that have steps but no answers yet.
fn record(pair: &Pair, path: &Path, new: Vec<Value>) -> Result<(), String> {
    let text = fs::read(path).unwrap_or_else(|_| b"[]".to_vec());
    let mut cases: Vec<Value> =
        serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    cases.retain(|case| new.iter().all(|newer| newer["name"] != case["name"]));
    cases.extend(new);
    for case in cases.iter_mut().filter(|case| case["expect"].is_null()) {
        let steps = case["steps"].as_array().cloned().unwrap_or_default();
        let (reference, again) = pair.differ(&pair.reference, &steps)?;
        if !again.same_meaning() {
            return Err(format!("{}: the reference differs from itself", case["name"]));
        }
        let name = case["name"].take();
        *case = compare::case(name.as_str().unwrap_or_default(), &steps, &reference);
    }
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    fs::write(path, format!("[\n{}\n]\n", lines.join(",\n"))).map_err(|error| format!("{}: {error}", path.display()))
}
