//! Which world of a running server a command asks, and how the answer is printed.

use clap::Args;

use super::{Asked, Form};

/// Which world of which server is asked, and how the answer is printed.
#[derive(Debug, Clone, Args)]
pub struct Asking {
    /// The world that is asked
    ///
    /// Without it, the one that the URL leads to: main, unless it has the path of another.
    #[arg(long, value_name = "NAME")]
    pub world: Option<String>,

    /// Text for people, or JSON for programs
    #[arg(short, long, value_name = "FORM", default_value = "text")]
    pub output: Form,

    /// Which server.
    #[command(flatten)]
    pub asked: Asked,
}
