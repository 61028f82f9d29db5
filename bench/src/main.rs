//! Load for a Kubernetes API server, and what it costs that server. `compare.py` beside it starts servers in turn and
//! makes a table of what this program says of each.

mod client;
mod constant;
mod cost;
mod drive;
mod trusting;
mod watch;
mod workload;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

use client::{Error, Server};
use drive::Load;
use workload::Workload;

/// Load for a Kubernetes API server, and what it costs that server.
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs workloads one after the other, and prints a line of JSON for each.
    Load {
        /// Where the server is: https://127.0.0.1:6443.
        #[arg(long)]
        url: String,
        /// The bearer token of a user who may do everything.
        #[arg(long)]
        token: String,
        /// A PEM file with the authority that signs for the server; without it, any certificate will do.
        #[arg(long)]
        authority: Option<String>,
        /// A process of the server; may be given several times.
        #[arg(long = "pid")]
        pids: Vec<u32>,
        /// How many clients ask at once; each workload has its own number.
        #[arg(long)]
        clients: Option<usize>,
        /// How many objects there are.
        #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
        objects: u64,
        /// How many watches are open; each workload that watches has its own number.
        #[arg(long)]
        watches: Option<usize>,
        /// How many bytes an annotation has that makes each object larger; none has it at 0.
        #[arg(long, default_value_t = 0)]
        pad: usize,
        /// How many seconds each workload is measured, after one that is not.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
        seconds: u64,
        /// Fails where an answer was not a good one. The reference refuses some patches of an object that many patch.
        #[arg(long)]
        strict: bool,
        /// What to run.
        #[arg(required = true)]
        workloads: Vec<Workload>,
    },
    /// Serves one small answer to everything, to show what the load itself costs.
    Constant {
        /// Where.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
    },
}

fn main() -> ExitCode {
    // One thread: the machine is the server's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(Error::from).and_then(|runtime| {
        let run = tokio::task::LocalSet::new();
        runtime.block_on(run.run_until(run_command(Options::parse().command)))
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(std::io::stderr(), "error: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn run_command(command: Command) -> Result<(), Error> {
    match command {
        Command::Constant { listen } => constant::serve(&listen).await,
        Command::Load { url, token, authority, pids, clients, watches, objects, pad, seconds, strict, workloads } => {
            let server = Server::new(&url, &token, authority.as_deref())?;
            let load = Load { server, pids, clients, watches, objects, pad, time: Duration::from_secs(seconds) };
            load.fill().await?;
            for workload in workloads {
                let told = load.run(workload).await?;
                writeln!(std::io::stdout(), "{told}")?;
                if strict && told["failed"] != 0 {
                    return Err(format!(
                        "{} answers of {} were {}",
                        told["failed"],
                        workload.name(),
                        told["first_failure"]
                    )
                    .into());
                }
            }
            Ok(())
        }
    }
}
