//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use coracle_store::{Key, Revision};

use crate::client::Url;
use crate::controllers::Controllers;
use crate::request::duration;

/// A Kubernetes API server for Endpoints and their namespaces: one program, one data file.
///
/// It answers kubectl and every other Kubernetes client as kube-apiserver v1.37.2 would, and needs no cluster.
#[derive(Debug, Parser)]
#[command(name = "coracle", disable_version_flag = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the Kubernetes API
    ///
    /// When it accepts requests, one line goes to standard output:
    ///   ready https://127.0.0.1:7443 kubeconfig=coracle.kubeconfig
    /// Everything else is logged to standard error. SIGTERM and SIGINT finish the requests under way and end it with 0.
    #[command(verbatim_doc_comment, after_help = AFTER_SERVE)]
    Serve(Serve),
    /// Ask the server of a data file on this machine whether it is ready; for the health checks of containers.
    ///
    /// Asks /readyz of the address in the kubeconfig beside the data, and trusts the authority in it. Prints ok and ends
    /// with 0, or says what is wrong and ends with 1.
    Health {
        /// The data file that the server was started with.
        #[arg(long, value_name = "FILE", default_value = "coracle.db")]
        data: PathBuf,
    },
    /// Show who owns which field of an object, and since when.
    ///
    /// One line for each owned field and each of its owners, from the data file's own table of managers. SINCE is - where an
    /// entry has no time. Ends with 0, or with 1 where there is no such object or no answer.
    #[command(after_help = AFTER_MANAGERS)]
    Managers(Managers),
    /// Check that the data agrees with itself.
    ///
    /// Objects, table of managers and log must say the same, and SQLite must find its file intact; on a running server, its
    /// memory must agree, too, and writes wait meanwhile. Prints ok and ends with 0, or prints every finding and ends with 1.
    #[command(after_help = AFTER_VERIFY)]
    Verify(Source),
    /// Remove all history at once and make the file as small as it goes.
    ///
    /// Objects stay as they are. History is what watches continue from and what lists in pages, or of an earlier revision, are
    /// read from: clients that are behind get 410 Gone and list again, as they do when a server lets go of history by
    /// itself. Prints how far it is gone and the file's size before and after and ends with 0, or says what is wrong and ends
    /// with 1.
    #[command(after_help = AFTER_COMPACT)]
    Compact(Compact),
    /// Print the version, and that of the Kubernetes whose behaviour is served.
    Version,
}

const AFTER_MANAGERS: &str = "\
Try it:
  coracle managers default/web --server    while coracle serve runs
  coracle managers default/web             when it has stopped
  coracle managers default                 the namespace itself";

const AFTER_VERIFY: &str = "\
Try it:
  coracle verify --server                  while coracle serve runs
  coracle verify --data coracle.db         when it has stopped";

const AFTER_COMPACT: &str = "\
Try it:
  coracle compact --server                 while coracle serve runs, which goes on meanwhile
  coracle compact --data coracle.db        when it has stopped";

const AFTER_SERVE: &str = "\
Try it:
  coracle serve &
  kubectl --kubeconfig coracle.kubeconfig get endpoints

Files kept beside the data (for coracle.db):
  coracle.kubeconfig           for clients, with the administrator's token (mode 0600)
  coracle.token                the token, when it was made here (mode 0600)
  coracle.ca.crt, coracle.ca.key   the authority of the server's certificate (key: mode 0600)

Environment:
  RUST_LOG                     what is logged, such as debug or coracle=debug,info";

/// How to serve.
#[derive(Debug, Args)]
pub struct Serve {
    /// The data file; it is made if it is not there.
    #[arg(long, value_name = "FILE", default_value = "coracle.db")]
    pub data: PathBuf,

    /// The address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7443")]
    pub listen: SocketAddr,

    /// Serve plain HTTP instead of HTTPS; for loopback addresses only, and for clients that send their token all the same:
    /// kubectl does not.
    #[arg(long)]
    pub http: bool,

    /// Serve plain HTTP on other addresses than loopback all the same: everybody on the way can read tokens and data.
    #[arg(long, requires = "http")]
    pub insecure: bool,

    /// A further name or address for the server's certificate; may be repeated.
    #[arg(long, value_name = "NAME", conflicts_with = "http")]
    pub tls_san: Vec<String>,

    /// Who may ask: lines of token,user,uid,"group1,group2". Members of system:masters may do everything.
    #[arg(long, value_name = "CSV")]
    pub token_file: Option<PathBuf>,

    /// The administrator's token; without it, and without --token-file, one is made at first start and kept.
    #[arg(long, value_name = "TOKEN", env = "CORACLE_TOKEN", hide_env_values = true, conflicts_with = "token_file")]
    pub token: Option<String>,

    /// What users who are not of system:masters may do: a YAML list of RBAC-like rules, read again when it changes.
    #[arg(long, value_name = "YAML", requires = "token_file")]
    pub rules: Option<PathBuf>,

    /// Append a line of JSON for each request: who, what, how it ended; no bodies, no tokens.
    #[arg(long, value_name = "FILE")]
    pub audit_log: Option<PathBuf>,

    /// Answer at most this many reads at once; more are told to come again (429).
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_requests_inflight: u32,

    /// Answer at most this many writes at once; more are told to come again (429).
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_mutating_requests_inflight: u32,

    /// Keep at most this many watches open at once; more are told to come again (429).
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_watches: u32,

    /// What runs beside the API: namespace empties deleted namespaces, garbage-collector deletes what has lost its owner and
    /// the dependents of what is deleted; none for those who bring their own.
    #[arg(long, value_name = "LIST", default_value = "namespace,garbage-collector")]
    pub controllers: Controllers,

    /// Let go of history that is older than this, such as 90s, 5m or 1h30m; the newest 1,000 changes stay. Watches continue
    /// and lists in pages go on only where history is kept: who comes later gets 410 Gone and lists again.
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = age)]
    pub history_age: Duration,

    /// Keep at most this many changes as history, however young they are.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub history_events: u64,

    /// Keep at most so many bytes of changes as history, such as 512KiB, 64MiB or 1GiB [default: what leaves the file within
    /// three times its objects, and 12MiB at least]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub history_bytes: Option<u64>,

    /// Give objects and lists metadata.selfLink, as Kubernetes did before 1.20.
    #[arg(long)]
    pub self_links: bool,
}

/// Where to ask about the data.
#[derive(Debug, Args)]
pub struct Source {
    /// The data file, which no server may have open.
    #[arg(long, value_name = "FILE", default_value = "coracle.db", conflicts_with = "server")]
    pub data: PathBuf,

    /// Ask a running server instead: that of the kubeconfig, or the one at this URL.
    #[arg(long, value_name = "URL")]
    pub server: Option<Option<Url>>,

    /// For --server: its address, its authority and an administrator's token.
    #[arg(long, value_name = "FILE", default_value = "coracle.kubeconfig", requires = "server")]
    pub kubeconfig: PathBuf,
}

/// What to remove, and where.
#[derive(Debug, Args)]
pub struct Compact {
    /// Keep what happened from this revision on.
    #[arg(long, value_name = "REVISION")]
    pub keep_from: Option<Revision>,

    /// Where.
    #[command(flatten)]
    pub source: Source,
}

/// Whose managers to show, and how.
#[derive(Debug, Args)]
pub struct Managers {
    /// An Endpoints object, as NAMESPACE/NAME, or a namespace.
    #[arg(value_name = "NAMESPACE/NAME")]
    pub object: Object,

    /// A table for people, or JSON for programs.
    #[arg(short, long, value_name = "FORM", default_value = "table")]
    pub output: Output,

    /// Where to ask.
    #[command(flatten)]
    pub source: Source,
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Columns.
    Table,
    /// A list of objects.
    Json,
}

/// An object as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object(Key);

/// What does not name an object.
#[derive(Debug, thiserror::Error)]
#[error("an object is NAMESPACE/NAME, and a namespace NAME")]
pub struct NoObject;

impl FromStr for Object {
    type Err = NoObject;

    fn from_str(text: &str) -> Result<Self, NoObject> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            [""] | ["", _] | [_, ""] => Err(NoObject),
            [name] => Ok(Object(Key::new("namespaces", "", *name))),
            [namespace, name] => Ok(Object(Key::new("endpoints", *namespace, *name))),
            _ => Err(NoObject),
        }
    }
}

impl Object {
    /// Where it stands in the store.
    pub fn key(&self) -> &Key {
        &self.0
    }
}

/// A duration that is none or positive.
fn age(text: &str) -> Result<Duration, String> {
    if text.starts_with('-') {
        return Err("an age is not negative".to_owned());
    }
    duration::parse(text)
}

/// A size in bytes.
fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let scale = match unit {
        "" => Some(1),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        _ => None,
    };
    let bytes = scale.zip(number.parse().ok()).and_then(|(scale, number): (u64, u64)| number.checked_mul(scale));
    bytes.ok_or_else(|| "a size is a number of bytes, or a whole number with KiB, MiB or GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_and_ages_are_read() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("4096", Some(4096)),
            ("512KiB", Some(512 << 10)),
            ("64MiB", Some(64 << 20)),
            ("2GiB", Some(2 << 30)),
            ("64M", None),
            ("1.5MiB", None),
            ("MiB", None),
            ("-1", None),
            ("64 MiB", None),
            ("", None),
            ("99999999999GiB", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
        for (text, seconds) in [("5m", Some(300)), ("1h30m", Some(5400)), ("0", Some(0)), ("-5m", None), ("5", None)] {
            assert_eq!(age(text).ok().map(|age| age.as_secs()), seconds, "{text}");
        }
    }

    #[test]
    fn where_to_ask_is_read() {
        let source = |words: &str| {
            let read = Cli::try_parse_from(format!("coracle {words}").split(' ')).ok()?;
            let source = match read.command {
                Command::Managers(managers) => managers.source,
                Command::Verify(source) => source,
                Command::Compact(compact) => compact.source,
                _ => return None,
            };
            let server = source.server.map(|url| url.map_or("-".to_owned(), |url| url.to_string()));
            Some((source.data.display().to_string(), server))
        };
        let asked = |data: &str, server: Option<&str>| Some((data.to_owned(), server.map(ToOwned::to_owned)));
        for (words, expected) in [
            ("verify", asked("coracle.db", None)),
            ("verify --data x", asked("x", None)),
            ("verify --server", asked("coracle.db", Some("-"))),
            ("verify --server https://h:1 --kubeconfig k", asked("coracle.db", Some("https://h:1"))),
            ("managers a/b --server", asked("coracle.db", Some("-"))),
            ("managers --server --kubeconfig k a", asked("coracle.db", Some("-"))),
            ("managers --server a/b", None),
            ("managers a/b/c", None),
            ("managers /b", None),
            ("managers", None),
            ("compact --keep-from 7 --server", asked("coracle.db", Some("-"))),
            ("compact --keep-from x", None),
            ("verify --data x --server", None),
            ("verify --kubeconfig k", None),
        ] {
            assert_eq!(source(words), expected, "{words}");
        }
    }
}
