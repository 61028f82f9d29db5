//! Coracle: a Kubernetes API server for Endpoints and their namespaces, in one binary with its data in one SQLite file.

mod answer;
mod auth;
mod beside;
mod change;
mod cli;
mod clock;
mod discovery;
mod http;
mod kinds;
mod namespaces;
mod request;
mod server;
mod start;
mod status;
mod verbs;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(options) => {
            log_to_stderr();
            match start::serve(&options) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    tracing::error!("{error}");
                    ExitCode::FAILURE
                }
            }
        }
        Command::Version => {
            let (own, kubernetes) = (env!("CARGO_PKG_VERSION"), discovery::KUBERNETES_VERSION);
            match writeln!(std::io::stdout(), "coracle {own} (as Kubernetes {kubernetes})") {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::FAILURE,
            }
        }
    }
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
