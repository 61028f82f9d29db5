//! Where a command asks: a data file, or a running server.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::DATA;
use crate::beside::Kept;
use crate::client::Url;

/// Where to ask about the data.
#[derive(Debug, Args)]
pub struct Source {
    /// The data file, which no server may have open unless --server is given [default: coracle.db]
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// Ask the running server of the data file, or the one at this URL
    ///
    /// Without a URL: the server of --kubeconfig, else of --data, else of KUBECONFIG, else of coracle.db.
    #[arg(long, value_name = "URL")]
    pub server: Option<Option<Server>>,

    /// For --server: its address, its authority and an administrator's token
    #[arg(long, value_name = "FILE", requires = "server")]
    kubeconfig: Option<PathBuf>,
}

/// What stands behind `--server`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Server {
    /// Where it is.
    Url(Url),
    /// A word that is none, and that may have been meant otherwise.
    Other(String),
}

impl FromStr for Server {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Server::Other(text.to_owned()), Server::Url))
    }
}

impl Source {
    /// The data file.
    pub fn data(&self) -> &Path {
        self.data.as_deref().unwrap_or(Path::new(DATA))
    }

    /// Is a running server asked?
    pub fn asks_server(&self) -> bool {
        self.server.is_some()
    }

    /// Which server is asked, where it is not the kubeconfig's own.
    pub fn url(&self) -> Option<&Url> {
        match self.server.as_ref()?.as_ref()? {
            Server::Url(url) => Some(url),
            Server::Other(_) => None,
        }
    }

    /// The kubeconfig for asking a server; `environment` is what KUBECONFIG says: paths with colons between them, of which the first
    /// that is there counts.
    pub fn kubeconfig(&self, environment: Option<&OsStr>) -> PathBuf {
        kubeconfig(self.kubeconfig.as_deref(), self.data.as_deref(), environment)
    }
}

/// The kubeconfig that is named, or is beside the data that is, or that KUBECONFIG names, or is beside data of the usual name.
fn kubeconfig(named: Option<&Path>, data: Option<&Path>, environment: Option<&OsStr>) -> PathBuf {
    if let Some(path) = named {
        return path.to_owned();
    }
    let of_environment = || {
        let paths: Vec<PathBuf> =
            std::env::split_paths(environment?).filter(|path| !path.as_os_str().is_empty()).collect();
        paths.iter().find(|path| path.exists()).or(paths.first()).cloned()
    };
    match data {
        Some(data) => Kept::Kubeconfig.path(data),
        None => of_environment().unwrap_or_else(|| Kept::Kubeconfig.path(Path::new(DATA))),
    }
}

/// Which running server is asked.
#[derive(Debug, Clone, Args)]
pub struct Asked {
    /// Ask the server at this URL, and not at the kubeconfig's
    #[arg(long, value_name = "URL", hide_short_help = true)]
    server: Option<Url>,

    /// Its address and a token [default: of --data, else KUBECONFIG]
    #[arg(long, value_name = "FILE")]
    kubeconfig: Option<PathBuf>,

    /// The data file that the server was started with [default: coracle.db]
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    data: Option<PathBuf>,
}

impl Asked {
    /// Where it is, if not where its kubeconfig says.
    pub fn url(&self) -> Option<&Url> {
        self.server.as_ref()
    }

    /// The kubeconfig that the command line names.
    pub fn named(&self) -> Option<&Path> {
        self.kubeconfig.as_deref()
    }

    /// The same by another kubeconfig, or by that of its data, whatever the environment says.
    #[must_use]
    pub fn of_data(self, kubeconfig: Option<PathBuf>) -> Asked {
        let data = self.data.clone().unwrap_or_else(|| DATA.into());
        Asked { kubeconfig, data: Some(data), ..self }
    }

    /// Its kubeconfig; `environment` as of [`Source::kubeconfig`].
    pub fn kubeconfig(&self, environment: Option<&OsStr>) -> PathBuf {
        kubeconfig(self.kubeconfig.as_deref(), self.data.as_deref(), environment)
    }
}

/// How what was answered is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Words for people.
    Text,
    /// JSON for programs, as the server has answered.
    Json,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command, Verify};

    #[test]
    fn where_to_ask_is_read() {
        let source = |words: &str| {
            let words = format!("coracle {words}");
            let read = Cli::try_parse_from(words.split(' ')).and_then(Cli::complete).ok()?;
            let source = match read.command {
                Command::Managers(managers) => managers.source,
                Command::Verify(verify) => verify.source,
                Command::Compact(compact) => compact.source,
                _ => return None,
            };
            let server = match source.url() {
                Some(url) => url.to_string(),
                None => source.asks_server().then_some("-")?.to_owned(),
            };
            Some((server, source.kubeconfig(Some("env:other".as_ref())).display().to_string()))
        };
        let asked = |server: &str, kubeconfig: &str| Some((server.to_owned(), kubeconfig.to_owned()));
        for (words, expected) in [
            ("verify", None),
            ("verify --server", asked("-", "env")),
            ("verify --server https://h:1 --kubeconfig k", asked("https://h:1", "k")),
            ("verify --data x --server", asked("-", "x.kubeconfig")),
            ("verify --data x --server --kubeconfig k", asked("-", "k")),
            ("managers a/b --server", asked("-", "env")),
            ("managers --server a/b", asked("-", "env")),
            ("managers --server --kubeconfig k a", asked("-", "k")),
            ("managers --server a/b/c", asked("-", "env")),
            ("managers --server a/b/c/d", None),
            ("managers a/b --server c", None),
            ("managers --server", None),
            ("compact --keep-from 7 --server", asked("-", "env")),
            ("compact --server x", None),
        ] {
            assert_eq!(source(words), expected, "{words}");
        }
        let wrong = |words: &str| Cli::try_parse_from(words.split(' ')).and_then(Cli::complete).is_err();
        for words in [
            "managers a/b/c/d",
            "managers a//c",
            "managers /b",
            "managers",
            "compact --keep-from x",
            "verify --kubeconfig k",
        ] {
            assert!(wrong(&format!("coracle {words}")), "{words}");
        }
    }

    #[test]
    fn kubeconfigs_are_looked_for_in_order() {
        let read = Cli::try_parse_from(["coracle", "verify", "--server"]).unwrap();
        let Command::Verify(Verify { source, .. }) = read.command else { panic!("another command") };
        assert_eq!(source.kubeconfig(None), Path::new("coracle.db.kubeconfig"));
        assert_eq!(source.kubeconfig(Some("".as_ref())), Path::new("coracle.db.kubeconfig"));
        let folder = tempfile::tempdir().unwrap();
        let there = folder.path().join("k");
        std::fs::write(&there, "").unwrap();
        let both = std::env::join_paths([Path::new("missing"), &there]).unwrap();
        assert_eq!(source.kubeconfig(Some(&both)), there);
    }
}
