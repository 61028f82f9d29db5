//! Coracle: a Kubernetes API server for Endpoints and their namespaces, in one binary with its data in one SQLite file.

mod answer;
mod audit;
mod auth;
mod beside;
mod caller;
mod change;
mod cli;
mod client;
mod clock;
mod controllers;
mod discovery;
mod health;
mod http;
mod inspect;
mod kinds;
mod limits;
mod metrics;
mod namespaces;
mod request;
mod server;
mod start;
mod status;
mod stored;
mod verbs;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command};
use inspect::{Report, SourceError};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(options) => {
            log_to_stderr();
            match start::serve(&options) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    // Not in the log: it says nothing where RUST_LOG is off, and this must be said.
                    let _ = writeln!(std::io::stderr(), "coracle: {error}");
                    ExitCode::FAILURE
                }
            }
        }
        Command::Version => {
            let (own, kubernetes) = (env!("CARGO_PKG_VERSION"), discovery::KUBERNETES_VERSION);
            say(&format!("coracle {own} (as Kubernetes {kubernetes})"))
        }
        Command::Health { data } => match health::ask(&data) {
            Ok(()) => say("ok"),
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "{error}");
                ExitCode::FAILURE
            }
        },
        Command::Managers(options) => conclude(inspect::managers::run(&options)),
        Command::Verify(options) => conclude(inspect::verify::run(&options)),
        Command::Compact(options) => conclude(inspect::compact::run(&options)),
    }
}

/// Prints what a command found out, or why it could not.
fn conclude(found: Result<Report, SourceError>) -> ExitCode {
    match found {
        Ok(report) => match std::io::stdout().write_all(report.text.as_bytes()) {
            Ok(()) if report.good => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        },
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

/// Prints what was asked for.
fn say(line: &str) -> ExitCode {
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
}
