//! Objects by the many: out of a server, and into one.

use std::path::PathBuf;

use clap::Args;

use super::Asking;

/// What to write, and whereto.
#[derive(Debug, Args)]
pub struct Export {
    /// What this snapshot has [default: what there is now]
    ///
    /// NAME/WORLD for what it has of another world than the one that is asked.
    #[arg(long, value_name = "NAME")]
    pub snapshot: Option<String>,

    /// The rest.
    #[command(flatten)]
    pub written: Written,
}

/// Which objects to write, with what of them, and whereto.
#[derive(Debug, Args)]
pub struct Written {
    /// A file, or a folder; - is standard output
    ///
    /// A file ends with .yaml, .yml or .json; standard output is YAML.
    #[arg(long, value_name = "FILE|DIR")]
    pub to: PathBuf,

    /// What is in this namespace, and itself
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// With who owns which field
    #[arg(long)]
    pub managed_fields: bool,

    /// With uids, resourceVersions and the like
    #[arg(long)]
    pub metadata: bool,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What to put in.
#[derive(Debug, Args)]
pub struct Import {
    /// YAML or JSON with any number of objects, or a folder of such files
    #[arg(value_name = "FILE|DIR")]
    pub from: PathBuf,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}
