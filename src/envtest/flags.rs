//! The arguments of a program that is stood in for: those that mean something, those that mean nothing here, and those that nobody knows.
//!
//! Neither program takes words that belong to no option. So a word without a dash belongs to the option before it, whether that is known
//! or not; `--name=value` is read as everywhere, one dash counts as two, and `_` as `-`.
// Upstream: component-base/cli/flag/flags.go WordSepNormalizeFunc (v1.37.2)

use std::collections::BTreeMap;

/// What a program's options are.
pub struct Flags {
    /// What it does, for its help.
    pub about: &'static str,
    /// Those that mean something, and what. Each has a value.
    pub meant: &'static [Flag],
    /// Those that are taken without a word, and mean nothing: what they are about is not there, or no answer depends on it.
    pub quiet: &'static [&'static str],
}

/// An option that means something.
pub struct Flag {
    /// Without its dashes.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
}

/// What was given.
#[derive(Debug, Default)]
pub struct Given {
    values: BTreeMap<String, Vec<String>>,
    /// Options that are neither meant nor taken quietly, each once.
    pub passed_over: Vec<String>,
}

/// Arguments that cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlagError {
    /// A word that belongs to no option.
    #[error("there is no command {0:?}, and no option before it that it could belong to")]
    Word(String),
    /// An option that has nothing behind it.
    #[error("--{0} needs a value")]
    NoValue(String),
}

impl Flags {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// The first word that belongs nowhere, or an option without its value.
    pub fn read(&self, words: Vec<String>) -> Result<Given, FlagError> {
        let mut given = Given::default();
        let mut words = words.into_iter().peekable();
        while let Some(word) = words.next() {
            let Some(option) = word.strip_prefix("--").or(word.strip_prefix('-')).filter(|option| !option.is_empty())
            else {
                return Err(FlagError::Word(word));
            };
            let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
            let name = name.replace('_', "-");
            let has_value = self.meant.iter().any(|flag| flag.name == name);
            let value = match value {
                Some(value) => value.to_owned(),
                None if has_value => words.next().ok_or_else(|| FlagError::NoValue(name.clone()))?,
                None => words.next_if(|next| !next.starts_with('-')).unwrap_or_else(|| "true".to_owned()),
            };
            self.note(&mut given, name, value);
        }
        Ok(given)
    }

    fn note(&self, given: &mut Given, name: String, value: String) {
        let known = ["help", "h", "version"].contains(&name.as_str())
            || self.meant.iter().any(|flag| flag.name == name)
            || self.quiet.contains(&name.as_str());
        if !known && !given.passed_over.contains(&name) {
            given.passed_over.push(name.clone());
        }
        given.values.entry(name).or_default().push(value);
    }

    /// What is printed for `--help`: each option at the beginning of a line, where envtest looks for it.
    pub fn help(&self, program: &str) -> String {
        let mut text =
            format!("{program}, as Coracle stands in for it: {}\n\nWhat is taken and means something:\n", self.about);
        for Flag { name, help } in self.meant {
            let name = format!("--{name} VALUE");
            text.push_str(&format!("  {name:<32}{help}\n"));
        }
        text.push_str("\nTaken, and without a meaning here:\n");
        for name in self.quiet {
            text.push_str(&format!("  --{name}\n"));
        }
        text + "\nAll others are passed over with a warning. Coracle's own options are read from the environment (coracle serve --help).\n"
    }
}

impl Given {
    /// The last value of an option; none where it is not given, or empty.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The parts of all values of an option, which commas separate.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let values = self.values.get(name).map(Vec::as_slice).unwrap_or_default();
        values.iter().flat_map(|value| value.split(',')).filter(|part| !part.is_empty()).collect()
    }

    /// Is it given, and not as `false`?
    pub fn asks(&self, name: &str) -> bool {
        self.last(name).is_some_and(|value| value != "false")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: Flags = Flags {
        about: "nothing.",
        meant: &[Flag { name: "data-dir", help: "Where." }],
        quiet: &["allow-privileged", "unsafe-no-fsync"],
    };

    fn read(words: &str) -> Result<Given, FlagError> {
        FLAGS.read(words.split_whitespace().map(ToOwned::to_owned).collect())
    }

    #[test]
    fn options_are_read_in_all_their_forms() {
        for (words, data, fast, passed_over) in [
            ("--data-dir=a --unsafe-no-fsync=true", Some("a"), true, ""),
            ("--data-dir a --unsafe-no-fsync", Some("a"), true, ""),
            ("-data-dir -a --unsafe-no-fsync false", Some("-a"), false, ""),
            ("--data_dir=a=b --data-dir=c", Some("c"), false, ""),
            ("--data-dir= --allow-privileged", None, false, ""),
            ("--allow-privileged true --new --newer x --newest=y --new", None, false, "new newer newest"),
            ("", None, false, ""),
        ] {
            let given = read(words).unwrap();
            assert_eq!((given.last("data-dir"), given.asks("unsafe-no-fsync")), (data, fast), "{words}");
            assert_eq!(given.passed_over.join(" "), passed_over, "{words}");
        }
        assert_eq!(read("--data-dir=a,b --data-dir c").unwrap().list("data-dir"), ["a", "b", "c"]);
    }

    #[test]
    fn what_belongs_nowhere_is_refused() {
        for (words, error) in [
            ("gateway --x", FlagError::Word("gateway".into())),
            ("--x y z", FlagError::Word("z".into())),
            ("-- a", FlagError::Word("--".into())),
            ("-", FlagError::Word("-".into())),
            ("--data-dir", FlagError::NoValue("data-dir".into())),
        ] {
            assert_eq!(read(words).unwrap_err(), error, "{words}");
        }
    }

    #[test]
    fn help_has_every_option_at_the_beginning_of_a_line() {
        let help = FLAGS.help("x");
        for name in ["data-dir", "unsafe-no-fsync", "allow-privileged"] {
            assert!(help.lines().any(|line| line.trim_start().starts_with(&format!("--{name}"))), "{help}");
        }
    }
}
