//! The data as a whole: what to check, what of its history to remove, what to copy, and what to put in place.

use std::path::PathBuf;

use clap::Args;
use coracle_store::Revision;

use super::{DATA, Form, Source};

/// What to check.
#[derive(Debug, Args)]
pub struct Verify {
    /// Print text, or json.
    #[arg(short, long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    pub output: Form,

    /// Where.
    #[command(flatten)]
    pub source: Source,
}

/// What to remove, and where.
#[derive(Debug, Args)]
pub struct Compact {
    /// Keep what happened from this revision on.
    #[arg(long, value_name = "REVISION")]
    pub keep_from: Option<Revision>,

    /// Print text, or json.
    #[arg(short, long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    pub output: Form,

    /// Where.
    #[command(flatten)]
    pub source: Source,
}

/// What to copy, and whereto.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to make.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// Replace such a file
    #[arg(long)]
    pub force: bool,

    /// Copy the files beside the data, too
    ///
    /// Token, authority and its key, and kubeconfig: whoever has them may do everything. They must be on this machine.
    #[arg(long)]
    pub with_credentials: bool,

    /// Print text, or json.
    #[arg(short, long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    pub output: Form,

    /// Where.
    #[command(flatten)]
    pub source: Source,
}

/// What to put in place, and where.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The data file to make
    #[arg(long, value_name = "FILE", default_value = DATA)]
    pub data: PathBuf,

    /// Replace data that is there, and keep it as FILE.replaced
    #[arg(long)]
    pub force: bool,

    /// Put the files beside the backup in place, too
    ///
    /// What coracle backup --with-credentials has copied.
    #[arg(long)]
    pub with_credentials: bool,

    /// Print text, or json.
    #[arg(short, long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    pub output: Form,
}
