//! What `coracle world` is told.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::Asking;
use super::source::{Asked, Form};
use super::values::{age, size};

/// What to do with worlds.
#[derive(Debug, Subcommand)]
pub enum World {
    /// Make a world
    ///
    /// It begins with what exists from the start, unless --from says otherwise. Prints where it is.
    Create(Create),
    /// Make a world that begins with what another one has
    Fork {
        /// The world to begin with; the first one is called main.
        #[arg(value_name = "WORLD")]
        of: String,
        /// The rest.
        #[command(flatten)]
        create: Make,
    },
    /// List the worlds
    List {
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// Show a world
    Get(Get),
    /// Put a world back to what it began with, or to what another one has
    ///
    /// Revisions go on, and all history is gone: watches end with 410, and clients list anew.
    Reset {
        /// The world.
        #[arg(value_name = "NAME")]
        name: String,
        #[command(flatten)]
        to: To,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// Take over what changed in a fork into the world that it was made of
    ///
    /// All of it or, where the same has changed in both, nothing. The fork stays as it is.
    Merge {
        /// The fork.
        #[arg(value_name = "NAME")]
        name: String,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
        /// Where.
        #[command(flatten)]
        asked: Asked,
    },
    /// Delete worlds and all in them
    Delete {
        /// The worlds.
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

/// What a world is put back to; without either, what it began with.
#[derive(Debug, Args)]
pub struct To {
    /// Put it to what this world has
    #[arg(long = "to", id = "to", value_name = "WORLD")]
    pub world: Option<String>,
    /// Put it to what this snapshot has
    #[arg(long = "to-snapshot", id = "to-snapshot", value_name = "SNAPSHOT", conflicts_with = "to")]
    pub snapshot: Option<String>,
}

/// Which world to put back, and to what.
#[derive(Debug, Args)]
pub struct Reset {
    #[command(flatten)]
    pub to: To,
    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What to make.
#[derive(Debug, Args)]
pub struct Create {
    /// The world to begin with; the first one is called main
    #[arg(long, value_name = "WORLD")]
    pub from: Option<String>,
    /// The snapshot to begin with
    #[arg(long, value_name = "SNAPSHOT", conflicts_with = "from")]
    pub from_snapshot: Option<String>,
    /// The rest.
    #[command(flatten)]
    pub make: Make,
}

/// What is said of a world that is made.
#[derive(Debug, Args)]
pub struct Make {
    /// Its name; one is made where none is said.
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Keep it in memory alone
    #[arg(long)]
    pub ephemeral: bool,
    /// Delete it when nobody has asked for so long, such as 10m
    #[arg(long, value_name = "DURATION", value_parser = age)]
    pub ttl: Option<Duration>,
    /// Keep its objects and history within this size, such as 64MiB
    #[arg(long, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    pub max_bytes: Option<u64>,
    /// Write a kubeconfig for it (mode 0600)
    #[arg(long, value_name = "FILE")]
    pub kubeconfig_out: Option<PathBuf>,
    /// Print text, json, or the kubeconfig.
    #[arg(short, long, value_name = "FORM", default_value = "text", hide_possible_values = true)]
    pub output: Shown,
    /// Where.
    #[command(flatten)]
    pub asked: Asked,
}

/// Which world to show, and how.
#[derive(Debug, Args)]
pub struct Get {
    /// The world.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Words for people, JSON for programs, or a kubeconfig.
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub output: Shown,
    /// Where.
    #[command(flatten)]
    pub asked: Asked,
}

/// How a world is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// Words for people.
    Text,
    /// JSON for programs.
    Json,
    /// A kubeconfig for it.
    Kubeconfig,
}
