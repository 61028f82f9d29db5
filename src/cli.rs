//! The command line.

mod asking;
mod clock;
mod copies;
mod environment;
mod examples;
pub mod fault;
mod fixture;
mod history;
mod listen;
mod managers;
mod objects;
mod requests;
pub mod snapshot;
mod source;
mod values;
pub mod world;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::controllers::Controllers;
use crate::ui::OpenTo;
use crate::version;

pub use asking::Asking;
pub use clock::Clock;
pub use copies::{Backup, Compact, Restore, Verify};
use examples::{
    AFTER_AT, AFTER_BACKUP, AFTER_BLAME, AFTER_CLOCK, AFTER_COMPACT, AFTER_DIFF, AFTER_ENVTEST, AFTER_EXPORT,
    AFTER_FAULT, AFTER_IMPORT, AFTER_LOG, AFTER_MANAGERS, AFTER_REQUESTS, AFTER_RESET, AFTER_RESTORE, AFTER_SERVE,
    AFTER_SNAPSHOT, AFTER_UI, AFTER_VERIFY, AFTER_WAIT, AFTER_WORLD, BRIEFLY_AFTER_WAIT, MORE,
};
pub use history::{At, Blame, Diff, Differences, Log, Named};
pub use listen::Listen;
pub use managers::{Managers, Output};
pub use objects::{Export, Import, ImportFrom, Written};
pub use requests::{Awaited, Requests, Wait, Which};
use source::Server;
pub use source::{Asked, Form, Source};
pub use values::{LogFormat, is_host_name};
use values::{age, certified, limit, size};

/// The data file where none is named.
const DATA: &str = "coracle.db";

/// A Kubernetes API server: one program, one data file.
///
/// It answers kubectl and every other Kubernetes client as kube-apiserver v1.37.2 would, and needs no cluster.
#[derive(Debug, Parser)]
#[command(name = "coracle", max_term_width = 100)]
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
    ///   ready https://127.0.0.1:7443 kubeconfig=/home/me/coracle.db.kubeconfig
    /// Everything else is logged to standard error. SIGTERM and SIGINT finish the requests under way and end it with 0; a second
    /// one ends it at once. SIGHUP has it open its audit log anew.
    #[command(verbatim_doc_comment, after_help = MORE, after_long_help = AFTER_SERVE)]
    Serve(Box<Serve>),
    /// Ask whether the server of a data file is ready
    ///
    /// For the health checks of containers: the server must be on this machine.
    ///
    /// Asks /readyz of the address in the kubeconfig beside the data, and trusts the authority in it. Prints ok and ends
    /// with 0, or says what is wrong and ends with 1.
    Health {
        /// The data file that the server was started with.
        #[arg(long, value_name = "FILE", default_value = "coracle.db")]
        data: PathBuf,
        /// Words for people, or JSON for programs.
        #[arg(short, long, value_name = "FORM", default_value = "text")]
        output: Form,
    },
    /// Show who owns which field of an object, and since when
    ///
    /// One line for each owned field and each of its owners, from the data file's own table of managers. SINCE is - where an
    /// entry has no time. Ends with 0, or with 1 where there is no such object or no answer.
    #[command(after_help = AFTER_MANAGERS)]
    Managers(Managers),
    /// Check that the data agrees with itself
    ///
    /// Objects, table of managers and log must say the same, and SQLite must find its file intact; on a running server, its
    /// memory must agree, too, and writes wait meanwhile. Prints ok and ends with 0, or prints every finding and ends with 1.
    #[command(after_help = AFTER_VERIFY)]
    Verify(Verify),
    /// Remove all history at once and make the file as small as it goes
    ///
    /// Objects stay as they are. History is what watches continue from and what lists in pages, or of an earlier revision, are
    /// read from: clients that are behind get 410 Gone and list again, as they do when a server lets go of history by
    /// itself. Prints how far it is gone and the file's size before and after and ends with 0, or says what is wrong and ends
    /// with 1.
    #[command(after_help = AFTER_COMPACT)]
    Compact(Compact),
    /// Copy all objects of a server, or of a file, into a new file
    ///
    /// The copy is as of one revision, and a data file like any other, but without history, other worlds than the first one, and
    /// snapshots. A running server goes on meanwhile, and nobody waits. Prints what is in it and ends with 0, or says what is wrong and ends with 1; then nothing is left.
    #[command(after_help = AFTER_BACKUP)]
    Backup(Backup),
    /// Put a backup in place, for a server to start with
    ///
    /// The backup is checked first. Revisions go on far above all that the lost server can have given out, and history is gone: clients
    /// list anew, and none takes an old resourceVersion for a new one. Data that is in place is replaced only with --force, and
    /// then kept as FILE.replaced; never while a server has it open.
    #[command(after_help = AFTER_RESTORE)]
    Restore(Restore),
    /// Take, list, compare, restore and export snapshots of worlds
    ///
    /// A snapshot is what a world, or each world, was at a moment. It takes about a millisecond, whatever there is, and is kept in the
    /// data file. What has not changed since is stored once.
    #[command(after_help = AFTER_SNAPSHOT)]
    Snapshot {
        /// What to do.
        #[command(subcommand)]
        what: snapshot::Snapshot,
    },
    /// Make, fork, reset and delete worlds of a running server
    ///
    /// Each world has objects, kinds, revisions and watches of its own, and a path, such as https://127.0.0.1:7443/worlds/NAME, which
    /// every client takes as a server's URL. Ends with 0, or with 1 where it could not be done.
    #[command(after_help = AFTER_WORLD)]
    World {
        /// What to do.
        #[command(subcommand)]
        what: world::World,
    },
    /// Put a world back to what it began with, or to a snapshot
    ///
    /// Revisions go on, and all history is gone: watches end with 410, and clients list anew. It is the world that --world names, or that
    /// the URL leads to.
    #[command(after_help = AFTER_RESET)]
    Reset(world::Reset),
    /// Have requests go wrong, for tests
    ///
    /// On a server that was started with --faults. Each world has rules of its own.
    #[command(after_help = AFTER_FAULT)]
    Fault {
        /// What to do.
        #[command(subcommand)]
        what: fault::Fault,
    },
    /// Show the last requests of a world
    ///
    /// Who asked for what, and how it ended; * stands for any characters. Not among them are probes of health, metrics, and what is
    /// asked below /coracle.
    #[command(after_help = AFTER_REQUESTS)]
    Requests(Requests),
    /// Wait for an object, for requests, or until nothing is written
    ///
    /// It is enough that it is so for a moment. Ends with 0 once it is, with 1 where it is not in time, and says what there
    /// is instead, and with 2 where it cannot be asked for.
    #[command(after_help = BRIEFLY_AFTER_WAIT, after_long_help = AFTER_WAIT)]
    Wait(Box<Wait>),
    /// Show a world's clock, or set it
    ///
    /// It says the time that objects get; it is set on a server that was started with --faults or --deterministic.
    #[command(after_help = AFTER_CLOCK)]
    Clock(Clock),
    /// Show what happened to an object, when and by whom
    ///
    /// As far as the server keeps its history. Below each change stand its fields: + added, - removed, ~ changed.
    #[command(after_help = AFTER_LOG)]
    Log(Log),
    /// Show an object as it was at a revision
    ///
    /// As far as the server keeps its history. Ends with 1 where it was not there, or where that is no longer known.
    #[command(after_help = AFTER_AT)]
    At(At),
    /// Show an object with who owns each line, and since when
    ///
    /// Revisions are known as far as the server keeps its history; otherwise the time is that of its owners' last change. With --as and
    /// --filename, lines that such an apply would conflict on begin with !, and it ends with 1 where there are any, and with 2 where
    /// that cannot be found out.
    #[command(after_help = AFTER_BLAME)]
    Blame(Blame),
    /// Show which objects differ between two states
    ///
    /// A state is a revision, now, or what a snapshot or another world has (snapshot:NAME, snapshot:NAME/WORLD, world:NAME). Prints a unified
    /// diff of YAML, which patch -p1 can apply to a folder that coracle export has written. Ends with 0 where nothing differs, with 1
    /// where something does, and with 2 where that cannot be found out.
    #[command(after_help = AFTER_DIFF)]
    Diff(Diff),
    /// Write all objects of a running server to a file or a folder
    ///
    /// As of one revision, or of a snapshot, without what a server puts in by itself. A folder has NAMESPACE/RESOURCE/NAME.yaml, and _cluster in the place of
    /// no namespace; files that are there and are of no object stay. A file is whole, or as it was.
    #[command(after_help = AFTER_EXPORT)]
    Export(Export),
    /// Apply objects from a file, a folder or a cluster to a running server
    ///
    /// Namespaces first, then definitions and, once their kinds are served, all others; each for the manager coracle-import, which takes
    /// fields that others own. All of them or none: it ends with 1 at the first that is refused.
    ///
    /// Without FILE|DIR, a cluster is read: that of --kubeconfig, or of the --context. Kinds that are not served here, and what may not be
    /// read there, are told and left there; so are what a cluster makes by itself, and what its controllers keep for what is read.
    #[command(after_help = AFTER_IMPORT)]
    Import(Import),
    /// Print a link that opens the server's page in a browser
    ///
    /// Objects and who owns their fields, what happens, worlds, snapshots, faults and requests. The link is good once and for five minutes;
    /// the page then asks as whoever this command asks as, until the server ends, and for twelve hours at most.
    #[command(after_help = AFTER_UI)]
    Ui(Asking),
    /// Stand in for kube-apiserver and etcd in tests with envtest
    ///
    /// Makes links in DIR by which envtest, and what reads KUBEBUILDER_ASSETS like it, finds this program under both names, and kubectl
    /// where one is on PATH. Prints the variable for a shell.
    #[command(after_help = AFTER_ENVTEST)]
    Envtest {
        /// The directory; it is made if it is not there.
        #[arg(value_name = "DIR")]
        directory: PathBuf,
    },
    /// Print the version, and that of the Kubernetes that it is like
    Version,
    /// Print completions for a shell
    ///
    /// For bash, in a shell's start file: source <(coracle completions bash)
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or that of a command
    ///
    /// To read it: coracle man serve | man -l -
    Man {
        /// A command, such as serve.
        command: Option<String>,
    },
}

/// Reads the command line, and what of it is in the environment; ends the program with its usage where it is wrong.
pub fn parse() -> Cli {
    let read = Cli::from_arg_matches(&command().get_matches()).and_then(Cli::complete);
    read.unwrap_or_else(|error| error.exit())
}

/// The options of `coracle serve` as these words say, and the environment.
///
/// # Errors
/// They contradict each other; the text is for people.
pub fn serve(words: Vec<String>) -> Result<Serve, String> {
    serve_of(command(), words.into_iter().map(OsString::from))
}

/// The same as these words alone say.
///
/// # Errors
/// The same.
pub fn serve_without_environment(words: impl IntoIterator<Item = OsString>) -> Result<Serve, String> {
    serve_of(Cli::command(), words)
}

fn serve_of(command: clap::Command, words: impl IntoIterator<Item = OsString>) -> Result<Serve, String> {
    let all = ["coracle", "serve"].map(OsString::from).into_iter().chain(words);
    let read = command.try_get_matches_from(all).and_then(|matches| Cli::from_arg_matches(&matches));
    match read.map_err(|error| error.to_string())?.command {
        Command::Serve(options) => Ok(*options),
        _ => unreachable!("the command was named"),
    }
}

/// The command line's description, whole.
pub fn command() -> clap::Command {
    environment::with_environment(Cli::command().version(version()))
}

/// The manual page of a command, or of the whole program; in roff.
///
/// # Errors
/// There is no such command.
pub fn manual(name: Option<&str>) -> std::io::Result<Vec<u8>> {
    let mut whole = command();
    whole.build();
    let page = match name {
        None => whole,
        Some(name) => match whole.find_subcommand(name) {
            Some(subcommand) => subcommand.clone(),
            None => {
                return Err(std::io::Error::other(format!("there is no command {name}; coracle --help lists them")));
            }
        },
    };
    let mut roff = Vec::new();
    clap_mangen::Man::new(page).render(&mut roff)?;
    Ok(roff)
}

/// Our version, the commit where the build was told of one, and the version of the Kubernetes whose behaviour is served.
pub fn version() -> String {
    let commit = version::COMMIT.map(|commit| format!("{commit}, ")).unwrap_or_default();
    format!("{} ({commit}as Kubernetes {})", env!("CARGO_PKG_VERSION"), version::KUBERNETES)
}

impl Cli {
    /// Reads anew what could be read in two ways: `managers --server default/web` names an object, not a server.
    fn complete(mut self) -> Result<Self, clap::Error> {
        let wrong = |kind, why: String| command().error(kind, why);
        let source = match &mut self.command {
            Command::Managers(Managers { object, source, .. }) => {
                if let (None, Some(Some(Server::Other(word)))) = (&object, &source.server) {
                    let read = word
                        .parse()
                        .map_err(|why| wrong(clap::error::ErrorKind::ValueValidation, format!("{word}: {why}")))?;
                    (*object, source.server) = (Some(read), Some(None));
                }
                if object.is_none() {
                    let why = "which object? Name it as RESOURCE/NAMESPACE/NAME, Endpoints as NAMESPACE/NAME, or a \
                               namespace as NAME"
                        .to_owned();
                    return Err(wrong(clap::error::ErrorKind::MissingRequiredArgument, why));
                }
                source
            }
            Command::Fault { what: fault::Fault::Add(add) } => {
                return add.check().map(|()| self).map_err(|why| wrong(clap::error::ErrorKind::ValueValidation, why));
            }
            Command::Wait(wait) => {
                return wait.check().map(|()| self).map_err(|why| wrong(clap::error::ErrorKind::ValueValidation, why));
            }
            Command::Verify(Verify { source, .. })
            | Command::Compact(Compact { source, .. })
            | Command::Backup(Backup { source, .. }) => source,
            _ => return Ok(self),
        };
        match &source.server {
            Some(Some(Server::Other(word))) => Err(wrong(
                clap::error::ErrorKind::ValueValidation,
                format!("--server {word}: {}", crate::client::NoUrl),
            )),
            _ => Ok(self),
        }
    }
}

/// The options by which there are other users than the administrator.
const USERS: &str = "users";

/// How to serve.
#[derive(Debug, Clone, Args)]
#[command(group = ArgGroup::new(USERS).args(["token_file", "client_ca"]).multiple(true))]
pub struct Serve {
    /// The data file
    ///
    /// It is made if it is not there. With :memory: all data goes with the server; what is kept beside it is in a temporary directory.
    #[arg(long, value_name = "FILE", default_value = DATA)]
    pub data: PathBuf,

    /// Keep nothing: the same as --data :memory:
    #[arg(long, conflicts_with = "data", hide_short_help = true)]
    pub ephemeral: bool,

    /// Apply the objects in a file or a folder before the first request is accepted
    ///
    /// YAML or JSON with any number of documents, in any order; in a folder, files that end with .yaml, .yml or .json, and those in the folders
    /// below. They are applied at each start for the manager coracle-seed: what is there already becomes what they say, and keeps what others
    /// have added.
    #[arg(long, value_name = "FILE|DIR", hide_short_help = true)]
    pub seed: Option<PathBuf>,

    /// Where to listen; port 0 takes a free one
    ///
    /// HOST:PORT, :PORT for every address of this machine, or PORT for 127.0.0.1.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7443")]
    pub listen: Listen,

    /// Serve plain HTTP, on loopback addresses only
    ///
    /// It is for clients that send their token all the same: kubectl does not.
    #[arg(long)]
    pub http: bool,

    /// Serve plain HTTP on other addresses than loopback all the same
    ///
    /// Everybody on the way can read tokens and data.
    #[arg(long, requires = "http", hide_short_help = true)]
    pub insecure: bool,

    /// A further name or address for the server's certificate
    ///
    /// May be repeated, or have several behind commas.
    #[arg(long, value_name = "NAME", conflicts_with = "http", value_delimiter = ',', value_parser = certified)]
    pub tls_san: Vec<String>,

    /// Who may ask, and with which token
    ///
    /// Lines of token,user,uid,"group1,group2", read again when they change. Members of system:masters may do everything.
    #[arg(long, value_name = "CSV")]
    pub token_file: Option<PathBuf>,

    /// Whose client certificates say who asks
    ///
    /// Authorities in PEM, read again when they change. Of a certificate that one of them has signed for clients, CN is the user and
    /// each O a group; tokens count beside it.
    #[arg(long, value_name = "PEM", conflicts_with = "http")]
    pub client_ca: Option<PathBuf>,

    /// The server's own certificate and its key, where they are not made here.
    #[arg(skip)]
    pub certificate: Option<OwnCertificate>,

    /// What known users may do.
    #[arg(skip)]
    pub allows: Allows,

    /// For whom this server's tokens are, as TokenReview answers
    ///
    /// Programs that take tokens ask the server whose they are, and some say who they are themselves: the token is good where one of
    /// these names is among theirs. May be repeated, or have several behind commas.
    #[arg(long, value_name = "NAME", default_value = "https://127.0.0.1", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new(), hide_short_help = true)]
    pub api_audiences: Vec<String>,

    /// The administrator's token
    ///
    /// Without it, and without --token-file, one is made at first start and kept.
    #[arg(long, value_name = "TOKEN", hide_env_values = true, conflicts_with = "token_file", hide_short_help = true)]
    pub token: Option<String>,

    /// What users who are not of system:masters may do
    ///
    /// A YAML list of RBAC-like rules, read again when it changes.
    #[arg(long, value_name = "YAML", requires = USERS)]
    pub rules: Option<PathBuf>,

    /// Append a line of JSON for each request
    ///
    /// Who, what, how it ended; no bodies, no tokens. SIGHUP has the file opened anew, for those who move it away.
    #[arg(long, value_name = "FILE")]
    pub audit_log: Option<PathBuf>,

    /// How the log on standard error is written
    #[arg(long, value_name = "FORM", default_value = "text", hide_short_help = true)]
    pub log_format: LogFormat,

    /// Stop once the process that started this one has ended, or the one with this id
    ///
    /// For tests: those that are killed leave no server behind. With its own id, a test is missed also where it is killed before the
    /// server has begun to look.
    #[arg(long, value_name = "PID", num_args = 0..=1, require_equals = true, value_parser = clap::value_parser!(i32).range(1..), hide_short_help = true)]
    pub exit_with_parent: Option<Option<i32>>,

    /// Answer at most this many reads of one user at once; more are told to come again (429)
    ///
    /// All users together may have twice as many, so that nobody takes them all.
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u32).range(1..), hide_short_help = true)]
    pub max_requests_inflight: u32,

    /// Answer at most this many writes of one user at once; more are told to come again (429)
    ///
    /// All users together may have twice as many.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..), hide_short_help = true)]
    pub max_mutating_requests_inflight: u32,

    /// Keep at most this many watches of one user open at once; more are told to come again (429)
    ///
    /// All users together may have twice as many.
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..), hide_short_help = true)]
    pub max_watches: u32,

    /// Let there be at most this many worlds; a further one is refused (403)
    #[arg(long, value_name = "N", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..), hide_short_help = true)]
    pub max_worlds: u32,

    /// Who may open the page that coracle ui gives links to
    ///
    /// loopback: browsers on this machine, for which it is also served in plain HTTP on a port of its own once somebody asks for a link. any: all who
    /// reach this server by an address, or by a name in its certificate. off: there is no page.
    #[arg(long, value_name = "WHO", default_value = "loopback", hide_short_help = true)]
    pub ui: OpenTo,

    /// What runs beside the API; none for those who bring their own
    ///
    /// namespace empties deleted namespaces, garbage-collector deletes what has lost its owner and the dependents of what is deleted.
    #[arg(long, value_name = "LIST", default_value = "namespace,garbage-collector")]
    pub controllers: Controllers,

    /// Let go of history that is older than this
    ///
    /// Such as 90s, 5m or 1h30m; the newest 1,000 changes stay. Watches continue and lists in pages go on only where history is
    /// kept: who comes later gets 410 Gone and lists again.
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = age, hide_short_help = true)]
    pub history_age: Duration,

    /// Keep at most this many changes as history, however young they are
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..), hide_short_help = true)]
    pub history_events: u64,

    /// Keep at most so many bytes of changes as history
    ///
    /// Such as 512KiB, 64MiB or 1GiB [default: what leaves the file within three times its objects, and 12MiB at least]
    #[arg(long, value_name = "SIZE", value_parser = size, hide_short_help = true)]
    pub history_bytes: Option<u64>,

    /// Keep the data file within this size
    ///
    /// Such as 512MiB or 4GiB, history and write-ahead log included. Objects may have a quarter of it: creates and updates beyond
    /// are refused, deletions and what makes an object smaller go through [default: as large as the disk]
    #[arg(long, value_name = "SIZE", value_parser = limit, hide_short_help = true)]
    pub max_bytes: Option<u64>,

    /// Give objects and lists metadata.selfLink, as Kubernetes did before 1.20
    #[arg(long, hide_short_help = true)]
    pub self_links: bool,

    #[command(flatten)]
    pub fixture: fixture::Fixture,
}

/// What known users may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Allows {
    /// What their groups and the rules say.
    #[default]
    Rules,
    /// Everything.
    All,
}

/// A server's certificate, and its key; in PEM.
#[derive(Debug, Clone)]
pub struct OwnCertificate {
    /// The certificate first, and then those that lead from it to an authority.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command, and all below it.
    fn all(command: &clap::Command) -> Vec<clap::Command> {
        std::iter::once(command.clone()).chain(command.get_subcommands().flat_map(all)).collect()
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }

    #[test]
    fn short_help_fits_a_screen() {
        let mut command = command().term_width(80);
        command.build();
        for subcommand in all(&command) {
            // The list of all commands is as long as it is.
            let lines = if [command.get_name(), "help"].contains(&subcommand.get_name()) { 36 } else { 24 };
            let help = subcommand.term_width(80).render_help().to_string();
            let size = (help.lines().count(), help.lines().map(|line| line.chars().count()).max());
            assert!(size.0 <= lines && size.1 <= Some(80), "{size:?}:\n{help}");
        }
    }

    #[test]
    fn every_option_has_a_variable() {
        for subcommand in all(&command()) {
            for option in subcommand
                .get_arguments()
                .filter(|arg| arg.get_long().is_some_and(|long| !["help", "kubeconfig"].contains(&long)))
            {
                let variable = option.get_env().unwrap_or_default().to_str().unwrap();
                let from = |name: &str| name.trim_start_matches("CORACLE_").to_lowercase().replace('_', "-");
                assert_eq!(Some(from(variable).as_str()), option.get_long(), "{}", subcommand.get_name());
            }
        }
    }
}
