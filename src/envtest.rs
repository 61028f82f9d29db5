//! Standing in for `kube-apiserver` and `etcd`, as envtest and its kin start them: under these names the program takes their arguments
//! (docs/decisions/0033-certificates-and-envtest.md).
//!
//! It is not a way to run clusters: etcd's part keeps a folder for the other's data and knows nothing of what is in it.

mod apiserver;
mod etcd;
mod flags;
pub mod install;
mod place;

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use flags::Flags;

/// A program that is stood in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// kube-apiserver.
    ApiServer,
    /// etcd.
    Etcd,
}

impl Program {
    /// Both of them.
    pub const ALL: [Program; 2] = [Program::ApiServer, Program::Etcd];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Program::ApiServer => "kube-apiserver",
            Program::Etcd => "etcd",
        }
    }

    /// The one that a command's first word is for; none where it is for this program itself.
    pub fn called(by: &OsStr) -> Option<Program> {
        let name = Path::new(by).file_name()?;
        Program::ALL.into_iter().find(|program| name == program.name())
    }

    /// Does what the words behind its name say.
    pub fn run(self, words: Vec<String>) -> ExitCode {
        let said = match self {
            Program::ApiServer => self.begin(&apiserver::FLAGS, words, apiserver::run),
            Program::Etcd => self.begin(&etcd::FLAGS, words, etcd::run),
        };
        match said {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "{}: {error}", self.name());
                ExitCode::FAILURE
            }
        }
    }

    fn begin<E: Display>(
        self,
        flags: &Flags,
        words: Vec<String>,
        run: fn(&flags::Given) -> Result<(), E>,
    ) -> Result<(), String> {
        let given = flags.read(words).map_err(|error| error.to_string())?;
        let said = if given.asks("help") || given.asks("h") {
            Some(flags.help(self.name()))
        } else {
            given.asks("version").then(|| self.version())
        };
        if let Some(text) = said {
            return std::io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string());
        }
        for name in &given.passed_over {
            let _ =
                writeln!(std::io::stderr(), "{}: --{name} means nothing to Coracle and is passed over", self.name());
        }
        run(&given).map_err(|error| error.to_string())
    }

    fn version(self) -> String {
        match self {
            Program::ApiServer => format!("Kubernetes {}\n", crate::version::KUBERNETES),
            Program::Etcd => {
                format!("etcd Version: Coracle {}, a folder for its own kube-apiserver\n", env!("CARGO_PKG_VERSION"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_by_the_last_part_of_its_path() {
        for (word, program) in [
            ("kube-apiserver", Some(Program::ApiServer)),
            ("/a/b/etcd", Some(Program::Etcd)),
            ("/etcd/coracle", None),
            ("etcd2", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(Program::called(OsStr::new(word)), program, "{word}");
        }
    }
}
