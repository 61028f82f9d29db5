//! What a server lets tests do.

use clap::Args;

use crate::process;

/// What a server lets tests do.
#[derive(Debug, Clone, Args)]
pub struct Fixture {
    /// Let tests have requests go wrong, and set the clock
    ///
    /// By coracle fault, or below /coracle/v1/faults and /coracle/v1/clock; for who may do everything, or whom the rules allow it. Never for
    /// data that matters.
    #[arg(long, hide_short_help = true)]
    pub faults: bool,

    /// Make the same objects of the same requests: the clock stands still, and uids are numbered
    ///
    /// Times are 2000-01-01T00:00:00Z until the clock is set, uids 00000000-0000-4000-8000-000000000001 and so on, and generated names
    /// end with numbers, too: what tests compare with files does not change from run to run.
    #[arg(long, hide_short_help = true)]
    pub deterministic: bool,

    /// Keep so many of the last requests for tests to look at; 0 for none
    ///
    /// Who asked for what and how it ended, below /coracle/v1/requests; in memory, 1MiB at most.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(..=100_000), hide_short_help = true)]
    pub requests: u32,
}

impl Fixture {
    /// The same for a process.
    pub fn allowed(&self) -> process::Fixture {
        let Fixture { faults, deterministic, requests } = *self;
        process::Fixture { faults, deterministic, requests: requests as usize }
    }
}
