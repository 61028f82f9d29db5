//! Replays the recorded exchanges of kube-apiserver and compares every answer: README.md says how.
//!
//! This test has its own main function, since its result is a table and not one yes or no.
#![expect(clippy::print_stdout, reason = "the table is what the test is for")]
#![expect(clippy::disallowed_methods, reason = "a client has its own clock, and compares the answers' times with it")]

mod case;
mod client;
mod harness;
mod json;
mod kinds;
mod must_pass;
mod outcome;
mod record;
mod server;
mod tokens;
mod watch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs, thread};

use serde_json::Value;

use case::Verdict;
use client::Client;
use must_pass::{Match, MustPass};
use server::Server;

/// How many cases run at once, each in its own namespace.
const WORKERS: usize = 16;

fn main() -> ExitCode {
    harness::main("wire", || {
        for check in [json::check, client::check, tokens::check, outcome::check, case::check, must_pass::check] {
            check();
        }
        replay()
    })
}

/// What the environment asks for.
struct Asked {
    /// Print what differs.
    verbose: bool,
    /// Add to the list what passes now.
    update: bool,
    /// The start of the names of the cases to run.
    only: String,
    /// A server that runs already.
    server: Option<String>,
    /// Which worlds of the started servers to ask.
    world: Option<String>,
    /// A file of cases to record, instead.
    record: Option<String>,
}

impl Asked {
    fn read() -> Asked {
        let on = |name: &str| env::var(name).is_ok_and(|value| value == "1");
        Asked {
            verbose: on("CORACLE_WIRE_VERBOSE"),
            update: on("CORACLE_WIRE_UPDATE"),
            only: env::var("CORACLE_WIRE_ONLY").unwrap_or_default(),
            server: env::var("CORACLE_WIRE_SERVER").ok(),
            world: env::var("CORACLE_WIRE_WORLD").ok(),
            record: env::var("CORACLE_WIRE_RECORD").ok(),
        }
    }
}

/// Runs what is asked for and says whether all is as it must be.
fn replay() -> Result<bool, String> {
    let asked = Asked::read();
    if let (Some(file), Some(server)) = (&asked.record, &asked.server) {
        let client = Client::new(server).ok_or("the server's address is not http://HOST:PORT")?;
        return record::record(&client, Path::new(file), namespace).map(|()| true);
    }
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire");
    let (mut all, of_kinds) = (read_cases(&dir.join("cases"))?, kinds::read(&dir.join("kinds"))?);
    let list_path = dir.join("must-pass.txt");
    let listed = MustPass::parse(&fs::read_to_string(&list_path).unwrap_or_default())?;
    let gone = listed.0.keys().find(|name| !all.iter().any(|case| name_of(case) == *name));
    if let Some(name) = gone {
        return Err(format!("must-pass.txt names {name}, which is not among the cases"));
    }
    // A kind that is served is served whole: its cases need no list.
    let list = listed.clone().with(of_kinds.iter().map(|case| (name_of(case).to_owned(), Match::Bytes)));
    all.extend(of_kinds);
    let cases: Vec<&Value> = all.iter().filter(|case| name_of(case).starts_with(&asked.only)).collect();
    if cases.is_empty() {
        return Err("no case is selected".to_owned());
    }

    // In whatever world, and whether it is kept in the file or in memory, the answers are the same.
    let ways = match (&asked.server, &asked.world) {
        (Some(_), _) => vec!["there"],
        (None, Some(way)) => vec![&**way],
        (None, None) => vec!["main", "eight"],
    };
    let mut all_good = true;
    for way in ways {
        println!("\nworld: {way}");
        all_good &= replay_in(way, &asked, &dir, &cases, [&listed, &list])?;
    }
    Ok(all_good)
}

/// Runs the cases in worlds that are made this way.
///
/// What `must-pass.txt` lists comes first, and then all that must pass.
fn replay_in(
    way: &str,
    asked: &Asked,
    dir: &Path,
    cases: &[&Value],
    [listed, list]: [&MustPass; 2],
) -> Result<bool, String> {
    let started = Instant::now();
    // As the cases were recorded: one group and those of kinds with the controllers, all others without.
    let start = |controllers| {
        let data = if way == "memory" { ":memory:" } else { "coracle.db" };
        let server = Server::start(&dir.join("tokens.csv"), controllers, data)?;
        let urls = make_worlds(&server.url, way)?;
        Ok::<_, String>((server, urls))
    };
    let children = match &asked.server {
        None => Some((start("none")?, start("namespace,garbage-collector")?)),
        Some(_) => None,
    };
    let clients = match (&children, &asked.server) {
        (Some(((_, plain), (_, whole))), _) => Clients::new(plain, whole),
        (None, server) => {
            server.as_ref().and_then(|url| Clients::new(std::slice::from_ref(url), std::slice::from_ref(url)))
        }
    };
    let clients = clients.ok_or("the server's address is not http://HOST:PORT")?;
    let mut results = run_all(&clients, cases);
    run_broken_again(&clients, cases, list, asked, &mut results);
    let stopped = children.map_or(Ok(()), |((plain, _), (whole, _))| plain.stop().and(whole.stop()).map(drop));

    let good = report(cases, &results, list, asked);
    println!("{:.1} s", started.elapsed().as_secs_f64());
    if asked.update {
        let mut passing: Vec<_> = cases
            .iter()
            .zip(&results)
            .filter_map(|(case, result)| Some((name_of(case).to_owned(), reached(result)?)))
            .collect();
        passing.retain(|(name, _)| listed.0.contains_key(name) || !list.0.contains_key(name));
        let text = listed.clone().with(passing.into_iter()).text();
        let list_path = dir.join("must-pass.txt");
        fs::write(&list_path, text).map_err(|error| format!("{}: {error}", list_path.display()))?;
    }
    stopped.map(|()| good)
}

/// Makes worlds of a server ready, and says where they are there.
fn make_worlds(url: &str, way: &str) -> Result<Vec<String>, String> {
    let client = Client::new(url).ok_or("the server's address is not http://HOST:PORT")?;
    let headers = [("Authorization".to_owned(), format!("Bearer {}", client.token))].to_vec();
    let post = |path: &str, body: &str| {
        let made = client.request("POST", path, &headers, Some(body.as_bytes())).map_err(|error| error.to_string())?;
        match made.status {
            200 | 201 => Ok(()),
            code => Err(format!("{path}: {code} {}", String::from_utf8_lossy(&made.body))),
        }
    };
    let make = |name: &str, rest: &str| {
        post("/coracle/v1/worlds", &format!(r#"{{"name":"{name}"{rest}}}"#)).map(|()| format!("{url}/worlds/{name}"))
    };
    let restored = || {
        post("/coracle/v1/snapshots", r#"{"name":"wire"}"#)?;
        post("/api/v1/namespaces", r#"{"metadata":{"name":"lost"}}"#)?;
        post("/coracle/v1/snapshots/wire/restore", "{}").map(|()| url.to_owned())
    };
    let (kept, ephemeral) = ("", r#","ephemeral":true"#);
    let (fork, ephemeral_fork) = (r#","from":{"world":"main"}"#, r#","ephemeral":true,"from":{"world":"main"}"#);
    match way {
        "main" | "memory" => Ok(vec![url.to_owned()]),
        "restored" => Ok(vec![restored()?]),
        "kept" => Ok(vec![make("wire", kept)?]),
        "ephemeral" => Ok(vec![make("wire", ephemeral)?]),
        "fork" => Ok(vec![make("wire", fork)?]),
        "ephemeral-fork" => Ok(vec![make("wire", ephemeral_fork)?]),
        "eight" => {
            let others =
                [kept, ephemeral, fork, ephemeral_fork, fork, ephemeral_fork, r#","from":{"snapshot":"wire"}"#];
            let restored = restored()?;
            let made = others.iter().enumerate().map(|(n, rest)| make(&format!("wire-{n}"), rest));
            std::iter::once(Ok(restored)).chain(made).collect()
        }
        other => Err(format!(
            "CORACLE_WIRE_WORLD is main, memory, restored, kept, ephemeral, fork, ephemeral-fork or eight, and not {other}"
        )),
    }
}

/// Who asks which server, or which of its worlds: the cases take turns.
struct Clients {
    plain: Vec<Client>,
    /// With controllers.
    whole: Vec<Client>,
}

impl Clients {
    fn new(plain: &[String], whole: &[String]) -> Option<Clients> {
        let clients = |urls: &[String]| urls.iter().map(|url| Client::new(url)).collect::<Option<Vec<_>>>();
        Some(Clients { plain: clients(plain)?, whole: clients(whole)? })
    }

    fn of(&self, case: &Value, number: usize) -> &Client {
        let with_controllers = name_of(case).starts_with("controllers/") || case["controllers"] == true;
        let clients = if with_controllers { &self.whole } else { &self.plain };
        &clients[number % clients.len()]
    }
}

type CaseResult = Result<Verdict, String>;

fn read_cases(dir: &Path) -> Result<Vec<Value>, String> {
    let problem = |error: &dyn std::fmt::Display| format!("{}: {error}", dir.display());
    let entries = fs::read_dir(dir).map_err(|error| problem(&error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        let text = fs::read(file).map_err(|error| problem(&error))?;
        cases.extend(serde_json::from_slice::<Vec<Value>>(&text).map_err(|error| problem(&error))?);
    }
    Ok(cases)
}

fn name_of(case: &Value) -> &str {
    case["name"].as_str().unwrap_or_default()
}

/// How much of a case matches, if its meaning does.
fn reached(result: &CaseResult) -> Option<Match> {
    match result {
        Ok(verdict) if verdict.same_meaning() => Some(if verdict.same_text { Match::Bytes } else { Match::Meaning }),
        _ => None,
    }
}

/// A name that no earlier run has used on the same server.
fn namespace(number: usize) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("w{:x}-{number}", now.as_millis() % 0xfff_ffff)
}

fn run_all(clients: &Clients, cases: &[&Value]) -> Vec<CaseResult> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(number) else { break };
                    let result = case::run(clients.of(case, number), case, &namespace(number));
                    results.lock().expect("no worker panics").insert(number, result);
                }
            });
        }
    });
    results.into_inner().expect("no worker panics").into_values().collect()
}

/// A case that must pass and does not is run again, alone, three times at most: many depend on what happens within one second.
fn run_broken_again(clients: &Clients, cases: &[&Value], list: &MustPass, asked: &Asked, results: &mut [CaseResult]) {
    for (number, (case, result)) in cases.iter().zip(results).enumerate() {
        let name = name_of(case);
        let Some(wanted) = list.0.get(name) else { continue };
        let breaks = |result: &CaseResult| reached(result).is_none_or(|reached| reached < *wanted);
        for again in 1..=3 {
            if !breaks(result) {
                break;
            }
            print_failure("AGAIN", case, result, asked.verbose);
            *result = case::run(clients.of(case, number), case, &namespace(again * cases.len() + number));
        }
    }
}

/// Prints every failing case and the table; false if a case of the list is broken.
fn report(cases: &[&Value], results: &[CaseResult], list: &MustPass, asked: &Asked) -> bool {
    let mut groups: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let (mut broken, mut new, mut inexact) = (Vec::new(), Vec::new(), Vec::new());
    for (case, result) in cases.iter().zip(results) {
        let name = name_of(case);
        let group = groups.entry(name.rsplit_once('/').map_or(name, |(group, _)| group)).or_default();
        group[0] += 1;
        let reached = reached(result);
        group[1] += usize::from(reached.is_some());
        group[2] += usize::from(reached == Some(Match::Bytes));
        if reached.is_none() {
            let what = if list.0.contains_key(name) { "FAIL" } else { "known gap" };
            print_failure(what, case, result, asked.verbose);
        } else if reached == Some(Match::Meaning) {
            inexact.push(name);
        }
        match (list.0.get(name), reached) {
            (Some(wanted), reached) if reached.is_none_or(|reached| reached < *wanted) => broken.push(name),
            (None, Some(_)) => new.push(name),
            _ => {}
        }
    }
    print_names("same meaning, other text", &inexact);
    println!("\n{:24} {:>9} {:>11}", "group", "meaning", "bytes");
    let mut sum = [0; 3];
    for (group, [total, meaning, bytes]) in &groups {
        println!("{group:24} {meaning:4}/{total:<4} {bytes:6}/{total}");
        sum = [sum[0] + total, sum[1] + meaning, sum[2] + bytes];
    }
    println!("{:24} {:4}/{:<4} {:6}/{}\n", "all", sum[1], sum[0], sum[2], sum[0]);
    let title = if asked.update {
        "added to must-pass.txt"
    } else {
        "pass and are not in must-pass.txt (CORACLE_WIRE_UPDATE=1 adds them)"
    };
    print_names(title, &new);
    print_names("BROKEN: in must-pass.txt", &broken);
    broken.is_empty()
}

fn print_failure(what: &str, case: &Value, result: &CaseResult, verbose: bool) {
    let name = name_of(case);
    match result {
        Err(problem) => println!("{what} {name}: {problem}"),
        Ok(verdict) => {
            let first = verdict.differences.first().map_or("", |(step, _)| step.as_str());
            println!("{what} {name}: {first}");
            for (step, lines) in verdict.differences.iter().filter(|_| verbose) {
                println!("  {step}\n    {}", lines.join("\n    "));
            }
        }
    }
}

fn print_names(title: &str, names: &[&str]) {
    if !names.is_empty() {
        println!("{} {title}:\n  {}", names.len(), names.join("\n  "));
    }
}
