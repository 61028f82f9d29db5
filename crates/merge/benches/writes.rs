//! How long writes take, and how that grows with the object. It prints tables for docs/evidence/benchmarks.md; it asserts nothing.
//!
//! It has a harness of its own, which is less than what a benchmark library would pull in.
#![expect(clippy::print_stdout, reason = "the tables are what it is for")]

#[path = "../tests/inputs/mod.rs"]
mod inputs;

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use coracle_merge::Force;
use coracle_object::Value;
use inputs::{Many, Write, typed};

/// Runs of which the median and the fastest are shown.
const RUNS: usize = 21;

/// Runs before those.
const WARM_UP_RUNS: usize = 3;

const COUNTS: [usize; 4] = [10, 100, 1_000, 10_000];

fn main() {
    // `cargo test --benches` only asks whether it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("Of {RUNS} runs each, on one thread, the median and the fastest, in µs:\n");
    table("write", &["median", "fastest"]);
    let addresses = Many::Addresses.writes(1_000).into_iter().filter(|write| write.name.ends_with("apply"));
    for write in addresses {
        println!("| {}, 1,000 addresses | {} |", write.name, Times::of(&write));
    }
    for write in ten_managers() {
        println!("| {}, 100 labels over 10 managers | {} |", write.name, Times::of(&write));
    }
    let all = [
        Many::Addresses,
        Many::Labels,
        Many::Finalizers,
        Many::Owners,
        Many::Appliers,
        Many::Updaters,
        Many::Items,
        Many::Values,
        Many::Unknown,
    ];
    for many in all {
        let many_of = format!("{many:?}").to_lowercase();
        println!("\nSo many {many_of}; the median in µs, and the fastest in ns an element:\n");
        table("write", &COUNTS.map(|count| count.to_string()).each_ref().map(String::as_str));
        let sizes = COUNTS.map(|count| many.writes(count));
        for (i, write) in sizes[0].iter().enumerate() {
            let cells = COUNTS.iter().zip(&sizes).map(|(count, writes)| Times::of(&writes[i]).cell(*count));
            println!("| {} | {} |", write.name, cells.collect::<Vec<_>>().join(" | "));
        }
    }
}

fn table(first: &str, columns: &[&str]) {
    println!("| {first} | {} |", columns.join(" | "));
    println!("|---|{}", "--:|".repeat(columns.len()));
}

/// What a write takes, without the copying of its inputs and the freeing of its result.
struct Times {
    median: Duration,
    fastest: Duration,
}

impl Times {
    fn of(write: &Write) -> Self {
        let mut times: Vec<_> = (0..WARM_UP_RUNS + RUNS)
            .map(|_| {
                let mut write = write.clone();
                let start = Instant::now();
                let result = black_box(write.run());
                let time = start.elapsed();
                drop((result, write));
                time
            })
            .skip(WARM_UP_RUNS)
            .collect();
        times.sort_unstable();
        Self { median: times[RUNS / 2], fastest: times[0] }
    }

    fn cell(&self, count: usize) -> String {
        format!("{} ({})", self.median.as_micros(), self.fastest.as_nanos() / count as u128)
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} | {}", self.median.as_micros(), self.fastest.as_micros())
    }
}

/// Applies to an object with 100 labels, ten managers having applied ten each.
fn ten_managers() -> Vec<Write> {
    const MANAGERS: [&str; 10] = ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"];
    let part = |i: usize, variant| {
        let mut document = Many::Labels.document(100, variant);
        let labels = document["metadata"]["labels"].as_object_mut().unwrap();
        let mut place = 0;
        labels.retain(|_, _| {
            place += 1;
            (place - 1) / 10 == i
        });
        document
    };
    let mut object: Option<Value> = None;
    for (i, manager) in MANAGERS.into_iter().enumerate() {
        let mut write = Write::apply("", manager, object.as_ref(), &part(i, 0), Force::No);
        object = Some(typed(&write.run().unwrap()));
    }
    let (object, mut fewer) = (object.as_ref(), part(0, 0));
    fewer["metadata"]["labels"].as_object_mut().unwrap().retain(|name, _| !name.ends_with('5'));
    vec![
        Write::apply("same apply of 10 labels", "m0", object, &part(0, 0), Force::No),
        Write::apply("changing apply of 10 labels", "m0", object, &part(0, 1), Force::No),
        Write::apply("apply that removes one of 10 labels", "m0", object, &fewer, Force::No),
        Write::apply("conflicting apply of all", "m0", object, &Many::Labels.document(100, 1), Force::No),
        Write::apply("forced apply of all", "m0", object, &Many::Labels.document(100, 1), Force::Yes),
    ]
}
