//! What a world's clock is told.

use clap::Args;

use super::Asking;
use super::values::span;
use crate::request::duration::Span;

/// What to tell the clock; it is shown, whether or not it is told something.
#[derive(Debug, Args)]
pub struct Clock {
    /// Have it stand still at this time, such as 2030-01-01T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub frozen: Option<String>,

    /// Have it stand still, and each request that may change something move it on by so long
    ///
    /// 0s for not at all: it then stands still where it is.
    #[arg(long, value_name = "DURATION", value_parser = span)]
    pub step: Option<Span>,

    /// Move it on by so long, such as 90m
    #[arg(long, value_name = "DURATION", value_parser = span)]
    pub by: Option<Span>,

    /// Have it go again, as the machine's does
    #[arg(long, conflicts_with_all = ["frozen", "step"])]
    pub real: bool,

    /// Number uids and generated names, or have them random again
    #[arg(long, value_name = "BOOL")]
    pub numbered: Option<bool>,

    /// Number them from this number on, as in a fork that is to be merged beside others
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub number: Option<u64>,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}
