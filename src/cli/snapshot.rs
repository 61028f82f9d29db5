//! What `coracle snapshot` is told.

use std::path::PathBuf;

use clap::Subcommand;

use super::asking::Asking;
use super::history::Differences;
use super::objects::Written;
use super::source::{Asked, Form};

/// What to do with snapshots.
#[derive(Debug, Subcommand)]
pub enum Snapshot {
    /// Take a snapshot of a world, or of all
    ///
    /// It is kept in the data file until it is deleted. Who writes waits for about a millisecond.
    Create {
        /// Its name; one is made where none is said.
        #[arg(value_name = "NAME")]
        name: Option<String>,
        /// The world that it is of [default: the one that the URL leads to]
        #[arg(long, value_name = "WORLD")]
        world: Option<String>,
        /// Of all worlds without a time to live, at one moment
        #[arg(long, conflicts_with = "world")]
        all: bool,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// List the snapshots
    List {
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// Put what a snapshot has in the place of all that its worlds have
    ///
    /// Revisions go on, and all history is gone: watches end with 410, and clients list anew.
    Restore {
        /// The snapshot.
        #[arg(value_name = "NAME")]
        name: String,
        /// Restore this world alone, as where the URL leads to it
        #[arg(long, value_name = "WORLD")]
        world: Option<String>,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// Show which objects differ between two snapshots, or a snapshot and now
    ///
    /// The same as coracle diff of their states. Ends with 0 where nothing differs, with 1 where something does, and with
    /// 2 where that cannot be found out.
    Diff {
        /// A snapshot; NAME/WORLD for what it has of another world
        #[arg(value_name = "NAME")]
        from: String,
        /// Another one [default: what there is now]
        #[arg(value_name = "NAME")]
        to: Option<String>,
        /// Which objects, and how.
        #[command(flatten)]
        shown: Differences,
    },
    /// Write what a snapshot has of a world to a file or a folder
    ///
    /// The same as coracle export --snapshot NAME.
    Export {
        /// The snapshot; NAME/WORLD for what it has of another world
        #[arg(value_name = "NAME")]
        name: String,
        /// Which objects, and whereto.
        #[command(flatten)]
        written: Written,
    },
    /// Make a snapshot of the objects in a file or a folder
    ///
    /// They are applied to a new world in memory, which goes once the snapshot is taken: as a whole or not at all, and no other world is
    /// changed. What exists in every world from the start is in it, too. It is a snapshot of the world that --world names.
    Import {
        /// The snapshot's name.
        #[arg(value_name = "NAME")]
        name: String,
        /// YAML or JSON with any number of objects, or a folder of such files; - is standard input
        #[arg(value_name = "FILE|DIR")]
        from: PathBuf,
        /// Of which world it is to be, and where.
        #[command(flatten)]
        asking: Asking,
    },
    /// Delete snapshots; what was made of them stays
    Delete {
        /// The snapshots.
        #[arg(value_name = "NAME", required = true)]
        names: Vec<String>,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
}
