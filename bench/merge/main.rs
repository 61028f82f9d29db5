//! Times what deciding who owns what takes us, on the cases that `merge.py` makes. It prints a line of JSON for each write. What is timed
//! on either side is told in `merge.py`; `main.go` is the other side.

mod kinds;

use std::fs;
use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use coracle_object::json;
use coracle_object::{Value, edit};
use rustix::time::{ClockId, clock_gettime};

use kinds::{Case, Operation, Parts, Write};

/// The server's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Times what deciding who owns what takes.
#[derive(Parser)]
struct Options {
    /// How long each write is timed, in CPU time.
    #[arg(long, default_value_t = 100)]
    milliseconds: u64,
    /// Files that merge.py has made.
    #[arg(required = true)]
    cases: Vec<PathBuf>,
}

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let options = Options::parse();
    let long = Duration::from_millis(options.milliseconds);
    let measured = options.cases.iter().try_for_each(|path| measure(&serde_json::from_slice(&fs::read(path)?)?, long));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(file: &Value, long: Duration) -> Result<(), Error> {
    let case = Case::read(file)?;
    let mut live = None;
    for write in case.writes(&file["before"])? {
        live = Some(case.stored(case.write(live.as_ref(), &write, write.document.clone())?));
    }
    let live = live.ok_or("nothing is there before the writes")?;
    for write in case.writes(&file["writes"])? {
        let line = time(&case, &live, write, long)?;
        writeln!(stdout(), "{line}")?;
    }
    Ok(())
}

fn time(case: &Case, live: &Value, mut write: Write, long: Duration) -> Result<Value, Error> {
    if write.operation == Operation::Update {
        kinds::carry_over(live, &mut write.document);
    }
    let result = shown(case.write(Some(live), &write, write.document.clone()));
    let (mut parts, document) = (Parts::of(live.clone()), Parts::of(write.document.clone()));
    let whole_us = timed(long, || document.clone(), |document| drop(case.whole(&mut parts, &write, document)))?;
    let (mut bare, managers) = (live.clone(), kinds::managers(live)?);
    edit::set(&mut bare, "managedFields", None);
    edit::set(&mut write.document, "managedFields", None);
    let merge_us = timed(long, || managers.clone(), |managers| case.merge(&bare, &write, managers))?;
    Ok(json!({
        "case": case.name, "write": write.name, "whole_us": whole_us, "process_us": whole_us, "merge_us": merge_us, "result": result,
    }))
}

/// µs of CPU an operation. Inputs are made before the clock is looked at, some at a time.
fn timed<T>(long: Duration, made: impl Fn() -> T, mut run: impl FnMut(T)) -> Result<f64, Error> {
    const BATCH: u32 = 4;
    let (mut total, mut count) = (Duration::ZERO, 0);
    // The first is to warm up.
    for round in 0.. {
        let inputs: Vec<T> = (0..BATCH).map(|_| made()).collect();
        let start = cpu()?;
        inputs.into_iter().for_each(&mut run);
        if round > 0 {
            total += cpu()? - start;
            count += BATCH;
        }
        if total >= long && count > 0 {
            break;
        }
    }
    Ok(total.as_secs_f64() * 1e6 / f64::from(count))
}

/// The thread's time; there is no other.
fn cpu() -> Result<Duration, Error> {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Ok(Duration::new(time.tv_sec.try_into()?, time.tv_nsec.try_into()?))
}

/// What both sides must agree in: the object, or the refusal's causes.
fn shown(result: Result<Value, kinds::Refusal>) -> Value {
    let mut object = match result {
        Ok(object) => object,
        Err(refusal) => return refusal.shown(),
    };
    for entry in kinds::entries(&mut object) {
        entry.remove("time");
    }
    json!({"object": object})
}
