//! Coracle: a Kubernetes API server in one binary with its data in one SQLite file.
//!
//! The program is this library with a [`main`] function. Tests in Rust can have a server within their own process instead: [`Coracle`].
//! ARCHITECTURE.md says which room is for what.

mod admit;
mod answer;
mod apart;
mod audit;
mod auth;
mod beside;
mod caller;
mod change;
mod cli;
mod client;
mod clock;
mod cluster;
mod commands;
mod controllers;
mod conversion;
mod discovery;
mod documents;
mod envtest;
mod faults;
mod first;
mod folder;
mod health;
mod here;
mod history;
mod http;
mod inspect;
mod leaving;
mod library;
mod limits;
mod log;
mod marks;
mod metrics;
mod openapi;
mod own;
mod pages;
mod process;
mod progress;
mod request;
mod requests;
mod reviews;
mod route;
mod rows;
mod seed;
mod served;
mod server;
mod signals;
mod start;
mod status;
mod stored;
mod trust;
mod turns;
mod ui;
mod verbs;
mod version;
mod waking;
mod world;
mod worlds;

use std::io::Write;
use std::process::ExitCode;

use cli::{Command, Form};
use envtest::Program;
use inspect::{Report, SourceError};

pub use library::{Builder, Coracle, Error, NewWorld, World};

/// The program: it does what the command line says, and says how that ended.
#[must_use]
pub fn main() -> ExitCode {
    // A write beyond the limit on the size of files then fails like one on a full disk, instead of ending the process. Without
    // a handler, everything else is as it was.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    let mut words = std::env::args_os();
    if let Some(program) = words.next().and_then(|word| Program::called(&word)) {
        return program.run(words.map(|word| word.to_string_lossy().into_owned()).collect());
    }
    match cli::parse().command {
        Command::Serve(options) => serve(&options),
        Command::Version => say(&format!("coracle {}", cli::version())),
        Command::Health { data, output } => match health::ask(&data) {
            asked if output == Form::Json => {
                let why = asked.as_ref().err().map(ToString::to_string);
                conclude(Ok(Report { text: format!("{}\n", health::told(why)), good: asked.is_ok() }))
            }
            Ok(()) => say("ok"),
            Err(error) => fail(&error),
        },
        Command::Managers(options) => conclude(inspect::managers::run(&options)),
        Command::Verify(options) => conclude(inspect::verify::run(&options)),
        Command::Compact(options) => conclude(inspect::compact::run(&options)),
        Command::Backup(options) => conclude(inspect::backup::run(&options)),
        Command::Restore(options) => conclude(inspect::restore::run(&options)),
        Command::Snapshot { what } => {
            let done = deep(|| commands::snapshot::run(&what));
            if matches!(what, cli::snapshot::Snapshot::Diff { .. }) { answer(done) } else { conclude(done) }
        }
        Command::World { what } => conclude(commands::world::run(&what)),
        Command::Reset(options) => conclude(commands::reset::run(&options)),
        Command::Fault { what } => conclude(commands::fault::run(&what)),
        Command::Requests(options) => conclude(commands::requests::run(&options)),
        Command::Wait(options) => match deep(|| commands::wait::run(&options)) {
            // Not in time.
            Err(error @ SourceError::Late { .. }) => fail(&error),
            found => answer(found),
        },
        Command::Clock(options) => conclude(commands::clock::run(&options)),
        Command::Log(options) => conclude(deep(|| commands::log::run(&options))),
        Command::At(options) => conclude(deep(|| commands::at::run(&options))),
        Command::Blame(options) => answer(deep(|| commands::blame::run(&options))),
        Command::Diff(options) => answer(deep(|| commands::diff::run(&options.from, &options.to, &options.shown))),
        Command::Export(options) => {
            conclude(deep(|| commands::export::run(options.snapshot.as_deref(), &options.written)))
        }
        Command::Import(options) => conclude(deep(|| commands::import::run(&options))),
        Command::Ui(asking) => conclude(commands::ui::run(&asking)),
        Command::Envtest { directory } => match install(&directory) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error),
        },
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut cli::command(), "coracle", &mut std::io::stdout());
            ExitCode::SUCCESS
        }
        Command::Man { command } => match cli::manual(command.as_deref()) {
            Ok(page) => print(&page),
            Err(error) => fail(&error),
        },
    }
}

fn install(directory: &std::path::Path) -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let made = envtest::install::install(directory, &std::env::current_exe()?, &path)?;
    if !made.has_kubectl {
        let _ = writeln!(std::io::stderr(), "no kubectl on PATH; only what calls one needs it");
    }
    let quoted = made.folder.display().to_string().replace('\'', r"'\''");
    Ok(writeln!(std::io::stdout(), "export KUBEBUILDER_ASSETS='{quoted}'")?)
}

fn serve(options: &cli::Serve) -> ExitCode {
    if let Err(error) = log::start(options.log_format) {
        return fail(&error);
    }
    match start::serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        // Not in the log: it says nothing where RUST_LOG is off, and this must be said.
        Err(error) => fail(&format_args!("coracle: {error}")),
    }
}

/// Prints what a command did, or why it could not.
fn conclude(done: Result<Report, SourceError>) -> ExitCode {
    match done {
        Ok(report) if report.good => print(report.text.as_bytes()),
        Ok(report) => {
            print(report.text.as_bytes());
            ExitCode::FAILURE
        }
        Err(error) => fail(&error),
    }
}

/// The same of a command that answers yes or no: it ends with 1 for no, and with 2 where that could not be found out, as diff(1) does.
fn answer(found: Result<Report, SourceError>) -> ExitCode {
    let known = found.is_ok();
    let ended = conclude(found);
    if known { ended } else { ExitCode::from(2) }
}

/// Runs what may go through documents that nest deep.
fn deep(run: impl FnOnce() -> Result<Report, SourceError> + Send) -> Result<Report, SourceError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(apart::STACK_BYTES).spawn_scoped(scope, run)?;
        thread.join().map_err(|_| std::io::Error::other("the answer could not be read"))?
    })
}

/// Prints what was asked for.
fn say(line: &str) -> ExitCode {
    print(format!("{line}\n").as_bytes())
}

fn print(bytes: &[u8]) -> ExitCode {
    match std::io::stdout().write_all(bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says why not.
fn fail(why: &dyn std::fmt::Display) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::FAILURE
}
