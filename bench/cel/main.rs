//! Times what rules in CEL take us, on the files that `cel.py` makes. It prints a line of JSON for each rule, or one for all. What is timed
//! on either side is told in `cel.py`; `main.go` is the other side.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Write as _, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use coracle_cel::cost;
use coracle_cel::env::Environment;
use coracle_cel::program::Program;
use coracle_cel::schema::{Schema, type_of};
use coracle_cel::value::Val;
use coracle_object::structural::{AdditionalProperties, Structural};
use coracle_object::{SmolStr, Value, json};
use rustix::time::{ClockId, clock_gettime};

/// The server's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// What one expression may cost, as in the server.
const LIMIT: u64 = 1_000_000;

/// Times what rules in CEL take.
#[derive(Parser)]
struct Options {
    /// How long each rule is timed, in CPU time.
    #[arg(long, default_value_t = 50)]
    milliseconds: u64,
    /// The file has definitions: compile all of their rules, once.
    #[arg(long)]
    compile: bool,
    /// A file that cel.py has made.
    file: PathBuf,
}

type Error = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    // Go's flags have one dash.
    let arguments = std::env::args().map(|argument| match argument.as_str() {
        "-compile" | "-milliseconds" => format!("-{argument}"),
        _ => argument,
    });
    match measure(&Options::parse_from(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(options: &Options) -> Result<(), Error> {
    let text = fs::read_to_string(&options.file)?;
    let lines = text.lines().map(|line| Ok(coracle_object::decode::decode_any(line.as_bytes())?.0));
    let lines: Vec<Value> = lines.collect::<Result<_, Error>>()?;
    if options.compile {
        writeln!(stdout(), "{}", compiled(&lines)?)?;
        return Ok(());
    }
    for line in &lines {
        writeln!(stdout(), "{}", evaluated(line, Duration::from_millis(options.milliseconds))?)?;
    }
    Ok(())
}

fn environment(schema: &Arc<Schema>) -> Environment {
    let is = type_of(schema, "selfType");
    Environment { variables: [("self".into(), is.clone()), ("oldSelf".into(), is)].into(), stored: false }
}

fn compile(
    rule: &str,
    environment: &Environment,
    sizes: &BTreeMap<SmolStr, Arc<Schema>>,
) -> Result<(Program, u64), String> {
    let checked = coracle_cel::compile(rule, environment)?;
    let cost = cost::estimate(&checked, sizes).max;
    Ok((Program::new(&checked)?, cost))
}

fn compiled(definitions: &[Value]) -> Result<Value, Error> {
    let versions = definitions.iter().filter_map(|each| each["spec"]["versions"].as_array()).flatten();
    let schemas = versions.map(|version| &version["schema"]["openAPIV3Schema"]).filter(|schema| schema.is_object());
    let roots: Vec<Structural> = schemas.map(Structural::read).collect::<Result<_, _>>()?;
    let (start, mut results) = (cpu()?, Vec::new());
    for root in &roots {
        walk(root, &Schema::of(root, true), &mut results);
    }
    let took = us(cpu()? - start);
    Ok(json!({"thread_us": took, "process_us": took, "results": results}))
}

fn walk(structural: &Structural, schema: &Arc<Schema>, results: &mut Vec<String>) {
    if !structural.rules.is_empty() {
        let environment = environment(schema);
        let sizes = [(SmolStr::default(), schema.clone())].into();
        for rule in &structural.rules {
            let made = compile(rule["rule"].as_str().unwrap_or_default(), &environment, &sizes);
            results.push(format!("{} {}", made.as_ref().map_or(0, |(_, cost)| *cost), made.is_err()));
        }
    }
    if let Some((items, schema)) = structural.items.as_deref().zip(schema.items()) {
        walk(items, schema, results);
    }
    if let (Some(AdditionalProperties::Schema(values)), Some(schema)) =
        (&structural.additional_properties, schema.values())
    {
        walk(values, schema, results);
    }
    for (name, property) in &structural.properties {
        if let Some(schema) = schema.member(name).filter(|schema| schema.visible) {
            walk(property, schema, results);
        }
    }
}

fn evaluated(case: &Value, long: Duration) -> Result<Value, Error> {
    // A schema is read as a whole; that of a part stands in one.
    let is_root = case["root"] == true;
    let whole = if is_root {
        case["schema"].clone()
    } else {
        json!({"type": "object", "properties": {"x": case["schema"].clone()}})
    };
    let structural = Structural::read(&whole)?;
    let structural = if is_root { &structural } else { &*structural.properties["x"] };
    let schema = Schema::of(structural, is_root);
    let rule = case["rule"].as_str().ok_or("a case has a rule")?;
    let (program, _) = compile(rule, &environment(&schema), &BTreeMap::new())?;
    let objects = case["objects"].as_array().ok_or("a case has objects")?;
    let ask = |object| program.evaluate(&[("self", Val::of(object, &schema))], LIMIT);
    let results = objects.iter().map(|object| {
        let outcome = ask(object);
        match outcome.value {
            Ok(value) => format!("{} {}", outcome.cost, matches!(value, Val::Bool(true))),
            Err(error) => format!("{} {error}", outcome.cost),
        }
    });
    let results: Vec<String> = results.collect();
    let (mut total, mut count) = (Duration::ZERO, 0_u32);
    // The first is to warm up.
    for round in 0.. {
        let start = cpu()?;
        for object in (0..100).flat_map(|_| objects) {
            std::hint::black_box(ask(object));
        }
        if round > 0 {
            total += cpu()? - start;
            count += 100 * u32::try_from(objects.len())?;
        }
        if total >= long && round > 0 {
            break;
        }
    }
    let took = us(total) / f64::from(count);
    Ok(json!({"rule": rule, "thread_us": took, "process_us": took, "results": results}))
}

/// The thread's time; there is no other.
fn cpu() -> Result<Duration, Error> {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Ok(Duration::new(time.tv_sec.try_into()?, time.tv_nsec.try_into()?))
}

fn us(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
