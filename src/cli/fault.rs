//! What `coracle fault` is told. A rule has the names here that it has in a document, for one of each.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, Subcommand};

use super::Asking;
use super::examples::{AFTER_FAULT_ADD, MORE_OF_FAULT_ADD};
use super::values::span;
use crate::faults::{ErrorAnswer, Matches, Rule, Then, WatchEnd, WatchFault, When};
use crate::request::duration::Span;

/// What to do about faults.
#[derive(Debug, Subcommand)]
pub enum Fault {
    /// Have requests go wrong from now on
    ///
    /// Those of which all is true that is said; each option takes several behind commas, of which one must be true, and * stands for any
    /// characters. Rules are looked at in the order in which they were added, and the first whose turn it is decides.
    #[command(override_usage = "coracle fault add [OPTIONS] [NAME]", after_help = MORE_OF_FAULT_ADD, after_long_help = AFTER_FAULT_ADD)]
    Add(Box<Add>),
    /// Show what is to go wrong, and how often it did
    List {
        /// Where.
        #[command(flatten)]
        asking: Asking,
    },
    /// Have requests go wrong no more, and show how often they did
    Remove {
        /// The rules.
        #[arg(value_name = "NAME", required_unless_present = "all")]
        names: Vec<String>,
        /// All of them.
        #[arg(long, conflicts_with = "names")]
        all: bool,
        /// Where.
        #[command(flatten)]
        asking: Asking,
    },
}

/// What is to go wrong, with which requests.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new(WHAT).args(["filename", "code", "delay", "watch", "truncate", "compact"]).required(true).multiple(true))]
pub struct Add {
    /// What it is called; a name is made where none is said.
    #[arg(value_name = "NAME", conflicts_with = "filename")]
    name: Option<String>,

    /// Add the rules in a file; - is standard input
    ///
    /// In YAML or JSON, as they are sent to /coracle/v1/faults; several as documents.
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["About", "Which", "Happens"])]
    pub filename: Option<PathBuf>,

    #[command(flatten)]
    about: About,

    #[command(flatten)]
    which: Which,

    #[command(flatten)]
    happens: Happens,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What must be said.
const WHAT: &str = "what";

/// Which requests a rule is about.
#[derive(Debug, Args)]
struct About {
    /// Requests of these verbs
    ///
    /// get, list, watch, create, update, patch, delete, deletecollection; of a path that is no resource, the method in lower case.
    #[arg(long, value_name = "VERB", value_delimiter = ',')]
    verb: Vec<String>,

    /// Of these API groups; the core group is ""
    #[arg(long, value_name = "GROUP", value_delimiter = ',', hide_short_help = true)]
    group: Vec<String>,

    /// For these resources, such as configmaps
    #[arg(long, value_name = "RESOURCE", value_delimiter = ',')]
    resource: Vec<String>,

    /// For these parts of objects, such as status; the object as a whole is ""
    #[arg(long, value_name = "PART", value_delimiter = ',', hide_short_help = true)]
    subresource: Vec<String>,

    /// In these namespaces
    ///
    /// "" is none, or all of them at once.
    #[arg(short, long, value_name = "NAMESPACE", value_delimiter = ',')]
    namespace: Vec<String>,

    /// For objects of these names
    ///
    /// As the path has it: "" is a collection, to which objects are created, too.
    #[arg(id = "object", long = "name", value_name = "NAME", value_delimiter = ',', hide_short_help = true)]
    object: Vec<String>,

    /// Of these users
    #[arg(long, value_name = "USER", value_delimiter = ',', hide_short_help = true)]
    user: Vec<String>,

    /// Of clients whose User-Agent contains this
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    user_agent: Option<String>,

    /// At these paths, which alone reach discovery and OpenAPI
    #[arg(long, value_name = "PATH", value_delimiter = ',', hide_short_help = true)]
    path: Vec<String>,
}

/// Which of those it hits.
#[derive(Debug, Args)]
struct Which {
    /// The Nth of them alone
    #[arg(long, value_name = "N", hide_short_help = true)]
    nth: Option<u64>,

    /// Every Nth of them
    #[arg(long, value_name = "N", hide_short_help = true)]
    every: Option<u64>,

    /// Each with this probability, such as 0.1
    #[arg(long, value_name = "P", hide_short_help = true)]
    probability: Option<f64>,

    /// What decides which are hit by probability
    #[arg(long, value_name = "N", requires = "probability", hide_short_help = true)]
    seed: Option<u64>,

    /// So many of them at most
    #[arg(long, value_name = "N")]
    count: Option<u64>,
}

/// What happens to those.
#[derive(Debug, Args)]
struct Happens {
    /// Refuse them: 409, 410, 429, 500, 503 or 504
    #[arg(long, value_name = "CODE")]
    code: Option<u16>,

    /// What the refusal says
    #[arg(long, value_name = "TEXT", requires = "code", hide_short_help = true)]
    message: Option<String>,

    /// After how many seconds they are told to come again
    #[arg(long, value_name = "N", requires = "code", hide_short_help = true)]
    retry_after_seconds: Option<u32>,

    /// Have them wait, such as 2s
    #[arg(long, value_name = "DURATION", value_parser = span)]
    delay: Option<Span>,

    /// Delay and refuse them once they were carried out
    #[arg(long, hide_short_help = true)]
    after: bool,

    /// Send half of the answer, and end the connection
    #[arg(long, hide_short_help = true)]
    truncate: bool,

    /// Remove all history before them
    #[arg(long, hide_short_help = true)]
    compact: bool,

    /// What becomes of watches: drop, stall or gone
    ///
    /// The connection ends, nothing comes any more, or it ends with 410 as where history is gone.
    #[arg(long, value_name = "HOW", hide_possible_values = true, value_parser = PossibleValuesParser::new(["drop", "stall", "gone"]).map(|how| ends(&how)))]
    watch: Option<WatchEnd>,

    /// After so many events of the watch
    #[arg(long, value_name = "N", requires = "watch", hide_short_help = true)]
    after_events: Option<u64>,

    /// After so long of the watch; whichever comes first
    #[arg(long, value_name = "DURATION", requires = "watch", value_parser = span, hide_short_help = true)]
    after_time: Option<Span>,
}

fn ends(how: &str) -> WatchEnd {
    match how {
        "drop" => WatchEnd::Drop,
        "stall" => WatchEnd::Stall,
        _ => WatchEnd::Gone,
    }
}

impl Add {
    /// The rule that the options say.
    pub fn rule(&self) -> Rule {
        let (about, which, happens) = (&self.about, &self.which, &self.happens);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Rule {
            name: text(&self.name),
            matches: Matches {
                verbs: about.verb.clone(),
                groups: about.group.clone(),
                resources: about.resource.clone(),
                subresources: about.subresource.clone(),
                namespaces: about.namespace.clone(),
                names: about.object.clone(),
                users: about.user.clone(),
                user_agent: text(&about.user_agent),
                paths: about.path.clone(),
            },
            when: When {
                nth: which.nth,
                every: which.every,
                probability: which.probability,
                seed: which.seed.unwrap_or_default(),
                count: which.count,
            },
            then: Then {
                compact: happens.compact,
                delay: happens.delay.clone(),
                error: happens.code.map(|code| ErrorAnswer {
                    code,
                    message: text(&happens.message),
                    retry_after_seconds: happens.retry_after_seconds,
                }),
                after: happens.after,
                truncate: happens.truncate,
                watch: happens.watch.map(|how| WatchFault {
                    how,
                    after_events: happens.after_events,
                    after_time: happens.after_time.clone(),
                }),
            },
        }
    }

    /// Whether the server could keep it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.filename.is_some() { Ok(()) } else { self.rule().check() }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::{Cli, Command};

    /// The rule that these words say, as it is sent.
    fn said(words: &str) -> Result<Value, String> {
        let words = ["coracle", "fault", "add"].into_iter().chain(words.split(' '));
        let words = words.map(|word| word.trim_matches('\''));
        let read = Cli::try_parse_from(words).and_then(Cli::complete).map_err(|error| error.to_string())?;
        let Command::Fault { what: Fault::Add(add) } = read.command else { panic!("another command") };
        Ok(serde_json::to_value(add.rule()).unwrap())
    }

    #[test]
    fn words_say_all_that_a_rule_can() {
        for (words, rule) in [
            (
                "--verb update --resource endpoints --code 409 --count 3",
                json!({"name": "", "match": {"verbs": ["update"], "resources": ["endpoints"]}, "when": {"count": 3},
                    "then": {"error": {"code": 409}}}),
            ),
            (
                "slow --group '',apps --subresource '' -n a,b-* --name c --user u --user-agent kubectl --path /api* --delay 2s",
                json!({"name": "slow", "when": {}, "then": {"delay": "2s"}, "match": {"groups": ["", "apps"], "subresources": [""],
                    "namespaces": ["a", "b-*"], "names": ["c"], "users": ["u"], "userAgent": "kubectl", "paths": ["/api*"]}}),
            ),
            (
                "--verb watch --watch gone --after-events 2 --after-time 3s --compact --probability 0.5 --seed 7",
                json!({"name": "", "match": {"verbs": ["watch"]}, "when": {"probability": 0.5, "seed": 7},
                    "then": {"compact": true, "watch": {"how": "gone", "afterEvents": 2, "afterTime": "3s"}}}),
            ),
            (
                "--nth 2 --code 429 --message m --retry-after-seconds 7 --after --truncate",
                json!({"name": "", "match": {}, "when": {"nth": 2}, "then": {"after": true, "truncate": true,
                    "error": {"code": 429, "message": "m", "retryAfterSeconds": 7}}}),
            ),
            (
                "--every 2 --truncate",
                json!({"name": "", "match": {}, "when": {"every": 2}, "then": {"truncate": true}}),
            ),
        ] {
            assert_eq!(said(words), Ok(rule), "{words}");
        }
        for (words, why) in [
            ("--verb get", "required arguments were not provided"),
            ("--code 404", "then.error.code: 404 is none of"),
            ("--delay 11m", "then.delay: at most 10m"),
            ("--delay 2", "missing unit"),
            ("--watch end", "possible values: drop, stall, gone"),
            ("--nth 1 --every 2 --compact", "when: one of nth, every and probability"),
            ("--seed 1 --compact", "--probability"),
            ("--message m --delay 1s", "--code"),
            ("--filename f --code 409", "cannot be used with"),
            ("--filename f --verb get", "cannot be used with"),
            ("x --filename f", "cannot be used with"),
            ("A --compact", "name: \"A\""),
        ] {
            let told = said(words).unwrap_err();
            assert!(told.contains(why), "{words}: {told}");
        }
    }
}
