//! Which requests are asked for, and what is waited for.

use std::str::FromStr;

use clap::Args;

use super::values::span;
use super::{Asking, Named};
use crate::request::duration::Span;

/// Which requests to show.
#[derive(Debug, Args)]
pub struct Requests {
    #[command(flatten)]
    pub which: Which,

    /// Of many, so many of the last
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// Show none, and forget all that came until now
    #[arg(long, conflicts_with_all = ["Which", "limit"])]
    pub forget: bool,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// Which requests are asked for. `*` stands for any characters.
#[derive(Debug, Default, PartialEq, Args)]
pub struct Which {
    /// Requests of this verb, such as create
    #[arg(long, value_name = "VERB")]
    pub verb: Option<String>,

    /// Of this API group; the core group is ""
    #[arg(long, value_name = "GROUP", hide_short_help = true)]
    pub group: Option<String>,

    /// For this resource, such as configmaps
    #[arg(long, value_name = "RESOURCE")]
    pub resource: Option<String>,

    /// For this part of an object, such as status; the object as a whole is ""
    #[arg(long, value_name = "PART", hide_short_help = true)]
    pub subresource: Option<String>,

    /// In this namespace
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,

    /// For objects of this name, as the path has it
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub name: Option<String>,

    /// At this path
    #[arg(long, value_name = "PATH", hide_short_help = true)]
    pub path: Option<String>,

    /// Of this user, or who acted as this one
    #[arg(long, value_name = "USER", hide_short_help = true)]
    pub user: Option<String>,

    /// Of clients whose User-Agent contains this
    #[arg(long, value_name = "TEXT", hide_short_help = true)]
    pub user_agent: Option<String>,

    /// Writes that are recorded for this manager of fields
    #[arg(long, value_name = "MANAGER", hide_short_help = true)]
    pub manager: Option<String>,

    /// That met this fault; "" for none
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub fault: Option<String>,

    /// That were answered with this code
    #[arg(long, value_name = "CODE")]
    pub code: Option<u16>,

    /// That were only tried, or that were not
    #[arg(long, value_name = "BOOL", hide_short_help = true)]
    pub dry_run: Option<bool>,

    /// That came after the one with this number
    #[arg(long, value_name = "N", hide_short_help = true)]
    pub since: Option<u64>,
}

/// What to wait for.
#[derive(Debug, Args)]
pub struct Wait {
    /// The object, or KIND/NAME
    #[arg(value_name = "KIND/NAMESPACE/NAME")]
    pub object: Option<Named>,

    /// What to wait for: create, delete, condition=…, jsonpath=…, requests=N or quiet=2s
    ///
    /// Of an object create, delete, condition=NAME[=STATUS] and jsonpath={PATH}[=VALUE], as kubectl wait has them. requests=N waits until N of the last
    /// requests are such as the options below say, and quiet=2s until nothing was written for 2s.
    #[arg(long = "for", value_name = "CONDITION")]
    pub awaited: Awaited,

    /// How long to wait at most
    ///
    /// 10m is the longest.
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = span)]
    pub timeout: Span,

    #[command(flatten)]
    pub which: Which,

    /// Where.
    #[command(flatten)]
    pub asking: Asking,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaited {
    /// That an object comes to this.
    Object(String),
    /// That there are so many requests.
    Requests(usize),
    /// That nothing is written for so long.
    Quiet(Span),
}

impl FromStr for Awaited {
    type Err = String;

    fn from_str(text: &str) -> Result<Awaited, String> {
        match text.split_once('=') {
            Some(("requests", number)) => {
                number.parse().map(Awaited::Requests).map_err(|why| format!("requests={number}: {why}"))
            }
            Some(("quiet", time)) => span(time).map(Awaited::Quiet),
            Some(("condition" | "jsonpath", _)) => Ok(Awaited::Object(text.to_owned())),
            None if ["create", "delete"].iter().any(|known| text.eq_ignore_ascii_case(known)) => {
                Ok(Awaited::Object(text.to_owned()))
            }
            _ => Err("it is none of create, delete, condition=NAME[=STATUS], jsonpath={PATH}[=VALUE], requests=N and quiet=2s; an object is \
                      named behind it, as in --for create cm/default/web"
                .to_owned()),
        }
    }
}

impl Wait {
    /// Whether an object is named where one is waited for, and requests are described where those are.
    ///
    /// # Errors
    /// What is wrong.
    pub fn check(&self) -> Result<(), String> {
        match (&self.awaited, &self.object) {
            (Awaited::Object(what), None) => {
                Err(format!("--for {what}: of which object? Name it as KIND/NAMESPACE/NAME, or KIND/NAME"))
            }
            (Awaited::Requests(_) | Awaited::Quiet(_), Some(_)) => {
                Err("--for requests=… and --for quiet=… are about no object".to_owned())
            }
            (Awaited::Object(_) | Awaited::Quiet(_), _) if self.which != Which::default() => {
                Err("options that say which requests go with --for requests=… alone".to_owned())
            }
            _ => Ok(()),
        }
    }
}
