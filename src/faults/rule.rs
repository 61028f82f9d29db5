//! A rule as a client writes it: which requests, which of them, and what happens to those.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use crate::auth::User;
use crate::request::duration::Span;
use crate::request::pattern::{like, some_verb};
use crate::request::target::Target;
use coracle_object::names::{self, Part};
use coracle_object::text::quote;

/// The bytes that a rule may have as JSON.
const BYTES_MAX: usize = 16 * 1024;
/// How long a delay may be, and how long a watch may go on before something becomes of it.
const SPAN_MAX: Duration = Duration::from_secs(600);
/// After so many seconds at most a client is told to come again.
const RETRY_AFTER_MAX: u32 = 3600;
/// The codes that requests can be refused with.
const CODES: &[u16] = &[409, 410, 429, 500, 503, 504];

/// What is to happen to which requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "FaultRule")]
pub struct Rule {
    /// What the rule is called: a DNS label. Without it, it gets a name.
    #[serde(default)]
    pub name: String,
    /// Which requests it is about; all of resources where nothing is said.
    #[serde(default, rename = "match")]
    pub matches: Matches,
    /// Which of those it hits; every one where nothing is said.
    #[serde(default)]
    pub when: When,
    /// What happens to a request that is hit.
    pub then: Then,
}

/// Which requests a rule is about. Each list is of alternatives, and an empty one takes all; `*` in a text stands for any
/// characters. All that is said must be true of a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "FaultMatch")]
pub struct Matches {
    /// `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`; of a path that is no resource, the method
    /// in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<String>,
    /// API groups; the core group is "".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Plural names, such as configmaps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<String>,
    /// Parts of an object, such as status; "" is the object as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subresources: Vec<String>,
    /// Namespaces; "" is none, or all of them at once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// Names of objects as the path has them; "" is a collection, to which objects are created, too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Who asks, or who they act as.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<String>,
    /// What the client's `User-Agent` contains.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_agent: String,
    /// Paths, such as /openapi/*. They alone reach what is no resource: discovery and OpenAPI. Health, metrics and what is below /coracle
    /// are never hit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

/// Which of the requests that a rule is about it hits. They are counted from 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "FaultWhen")]
pub struct When {
    /// This one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Each one whose number is a multiple of this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every: Option<u64>,
    /// Each with this probability, more than 0 and at most 1. With the same seed, the same are hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What decides which are hit by probability.
    #[serde(skip_serializing_if = "is_zero")]
    pub seed: u64,
    /// So many at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

/// What happens to a request that is hit; something must. Of several, compaction comes first, then the delay, then the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[schemars(rename = "FaultThen")]
pub struct Then {
    /// All history is removed, and then the request goes on: watches and lists that need it are told 410.
    #[serde(skip_serializing_if = "is_false")]
    pub compact: bool,
    /// It waits for so long, at most 10m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<Span>,
    /// It is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorAnswer>,
    /// Delay and error come after the request was carried out: it is written, and its client does not learn of it.
    #[serde(skip_serializing_if = "is_false")]
    pub after: bool,
    /// Half of the answer goes out, of which the head promised all, and the connection ends.
    #[serde(skip_serializing_if = "is_false")]
    pub truncate: bool,
    /// What becomes of a watch; the rule is then about watches alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watch: Option<WatchFault>,
}

/// How a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "FaultError")]
pub struct ErrorAnswer {
    /// 409, 410, 429, 500, 503 or 504.
    pub code: u16,
    /// What it says, in place of the reference's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// After how many seconds the client is told to come again; without it 1 for 429 and 503, and nothing for the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
}

/// What becomes of a watch, and when: at whichever comes first, or at once where nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "FaultWatch")]
pub struct WatchFault {
    /// What becomes of it.
    pub how: WatchEnd,
    /// After so many events, bookmarks among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_events: Option<u64>,
    /// After so long, at most 10m.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_time: Option<Span>,
}

/// What becomes of a watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "FaultWatchHow")]
pub enum WatchEnd {
    /// The connection ends in the middle of the answer.
    Drop,
    /// Nothing comes any more, no bookmark either, for as long as the watch was to last.
    Stall,
    /// An ERROR event with a Status 410 Expired, and the end.
    Gone,
}

// serde gives references.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_false(truth: &bool) -> bool {
    !truth
}

impl Rule {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn check(&self) -> Result<(), String> {
        let wrong = names::name_is_label(&self.name, Part::Whole);
        if !self.name.is_empty() && !wrong.is_empty() {
            return Err(format!("name: {}: {}", quote(&self.name), wrong.join("; ")));
        }
        let bytes = serde_json::to_vec(self).map_or(usize::MAX, |text| text.len());
        if bytes > BYTES_MAX {
            return Err(format!("the rule has {bytes} bytes; at most {BYTES_MAX} are kept"));
        }
        self.when.check()?;
        self.then.check()?;
        let verbs = &self.matches.verbs;
        verbs.iter().try_for_each(|verb| some_verb(verb)).map_err(|why| format!("match.verbs: {why}"))?;
        if self.then.watch.is_some() && !verbs.is_empty() && !verbs.iter().any(|verb| like(verb, "watch")) {
            return Err("then.watch: match.verbs has no watch".to_owned());
        }
        Ok(())
    }

    /// Is it about this request?
    pub fn is_about(&self, target: &Target, user: &User, agent: &str) -> bool {
        let matches = &self.matches;
        let any = |patterns: &[String], text: &str| patterns.is_empty() || patterns.iter().any(|p| like(p, text));
        let of_resource = match &target.resource {
            Some(of) => {
                any(&matches.groups, &of.group)
                    && any(&matches.resources, &of.resource)
                    && any(&matches.subresources, &of.subresource)
                    && any(&matches.namespaces, &of.namespace)
                    && any(&matches.names, &of.name)
            }
            None => !matches.paths.is_empty() && matches.are_of_paths(),
        };
        of_resource
            && (self.then.watch.is_none() || target.verb == "watch")
            && any(&matches.verbs, &target.verb)
            && any(&matches.users, &user.name)
            && any(&matches.paths, &target.path)
            && agent.contains(&matches.user_agent)
    }
}

impl Matches {
    /// Is nothing said that resources alone have?
    fn are_of_paths(&self) -> bool {
        [&self.groups, &self.resources, &self.subresources, &self.namespaces, &self.names]
            .iter()
            .all(|of| of.is_empty())
    }
}

impl When {
    fn check(&self) -> Result<(), String> {
        let ways =
            [self.nth.is_some(), self.every.is_some(), self.probability.is_some()].iter().filter(|way| **way).count();
        if ways > 1 {
            return Err("when: one of nth, every and probability can be said".to_owned());
        }
        for (name, number) in [("nth", self.nth), ("every", self.every), ("count", self.count)] {
            if number == Some(0) {
                return Err(format!("when.{name}: it must be 1 or more"));
            }
        }
        match self.probability {
            Some(probability) if !(probability > 0.0 && probability <= 1.0) => {
                Err("when.probability: it must be more than 0 and at most 1".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Whether the request is hit that is the `matched`th, where `fired` were hit before it.
    pub fn hits(&self, matched: u64, fired: u64) -> bool {
        let chosen = match self {
            When { nth: Some(nth), .. } => matched == *nth,
            When { every: Some(every), .. } => matched.checked_rem(*every) == Some(0),
            When { probability: Some(probability), seed, .. } => chance(*seed, matched) < *probability,
            _ => true,
        };
        chosen && self.count.is_none_or(|count| fired < count)
    }
}

/// A number from 0 up to 1 that is the same for the same two, and otherwise as if by chance.
// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014): SplitMix64, at its nth step.
fn chance(seed: u64, nth: u64) -> f64 {
    let mut z = seed.wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    // As many bits as a float has.
    (z >> 11) as f64 / (1_u64 << 53) as f64
}

impl Then {
    fn check(&self) -> Result<(), String> {
        if *self == (Then { after: self.after, ..Then::default() }) {
            return Err("then: say what happens: compact, delay, error, truncate or watch".to_owned());
        }
        if self.after && self.delay.is_none() && self.error.is_none() {
            return Err("then.after: it is about a delay or an error, and there is none".to_owned());
        }
        if self.watch.is_some() && (self.truncate || self.error.is_some()) {
            return Err("then.watch: neither an error nor truncate goes with it".to_owned());
        }
        let spans = [
            ("delay", self.delay.as_ref()),
            ("watch.afterTime", self.watch.as_ref().and_then(|watch| watch.after_time.as_ref())),
        ];
        for (name, span) in spans {
            if span.is_some_and(|span| span.time > SPAN_MAX) {
                return Err(format!("then.{name}: at most 10m"));
            }
        }
        let Some(error) = &self.error else { return Ok(()) };
        if !CODES.contains(&error.code) {
            let codes: Vec<String> = CODES.iter().map(u16::to_string).collect();
            return Err(format!("then.error.code: {} is none of {}", error.code, codes.join(", ")));
        }
        if error.retry_after_seconds.is_some_and(|seconds| seconds > RETRY_AFTER_MAX) {
            return Err(format!("then.error.retryAfterSeconds: at most {RETRY_AFTER_MAX}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Rule {
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn rules_are_about_what_they_say() {
        let user = User { name: "ann".into(), ..User::default() };
        let configmap = ("PUT", "/api/v1/namespaces/team-a/configmaps/web", "");
        let status = ("PUT", "/apis/apps/v1/namespaces/team-a/deployments/web/status", "");
        let watch = ("GET", "/api/v1/configmaps", "watch=1");
        let create = ("POST", "/api/v1/namespaces/team-a/configmaps", "");
        let page = ("GET", "/openapi/v3", "");
        for (matches, request, is) in [
            ("{}", configmap, true),
            ("{}", page, false),
            (r#"{"paths":["/openapi/*"]}"#, page, true),
            (r#"{"paths":["/openapi/*"],"resources":["*"]}"#, page, false),
            (r#"{"paths":["/openapi/*"]}"#, configmap, false),
            (r#"{"paths":["*"],"verbs":["get"]}"#, page, true),
            (r#"{"verbs":["update","patch"],"resources":["config*"]}"#, configmap, true),
            (r#"{"verbs":["create"]}"#, configmap, false),
            (r#"{"groups":[""]}"#, configmap, true),
            (r#"{"groups":[""]}"#, status, false),
            (r#"{"groups":["apps"],"subresources":["status"]}"#, status, true),
            (r#"{"subresources":[""]}"#, status, false),
            (r#"{"namespaces":["team-*"],"names":["web"]}"#, configmap, true),
            (r#"{"names":["api","w"]}"#, configmap, false),
            (r#"{"names":[""]}"#, create, true),
            (r#"{"namespaces":[""]}"#, watch, true),
            (r#"{"users":["a*"],"userAgent":"kubectl"}"#, configmap, true),
            (r#"{"users":["b*"]}"#, configmap, false),
            (r#"{"userAgent":"helm"}"#, configmap, false),
        ] {
            let (method, path, query) = request;
            let rule = read(&format!(r#"{{"match":{matches},"then":{{"compact":true}}}}"#));
            let about = rule.is_about(&Target::of(method, path, query), &user, "kubectl/v1.37.2");
            assert_eq!(about, is, "{matches} {path}");
        }
        let watched = read(r#"{"then":{"watch":{"how":"drop"}}}"#);
        let of = |(method, path, query)| watched.is_about(&Target::of(method, path, query), &user, "");
        assert!(of(watch) && !of(configmap));
    }

    #[test]
    fn which_are_hit() {
        let hit = |when: &str| {
            let when: When = serde_json::from_str(when).unwrap();
            let mut hit = Vec::new();
            for n in 1..=10 {
                if when.hits(n, hit.len() as u64) {
                    hit.push(n);
                }
            }
            hit
        };
        assert_eq!(hit("{}"), (1..=10).collect::<Vec<_>>());
        assert_eq!(hit(r#"{"nth":3}"#), [3]);
        assert_eq!(hit(r#"{"every":4}"#), [4, 8]);
        assert_eq!(hit(r#"{"count":2}"#), [1, 2]);
        assert_eq!(hit(r#"{"every":2,"count":3}"#), [2, 4, 6]);
        assert_eq!(hit(r#"{"probability":1}"#).len(), 10);
        let some = hit(r#"{"probability":0.5,"seed":7}"#);
        assert!(some == hit(r#"{"probability":0.5,"seed":7}"#) && some != hit(r#"{"probability":0.5,"seed":8}"#));
    }

    #[test]
    fn chance_is_as_likely_as_it_says() {
        for seed in [0, 1, 42, u64::MAX] {
            for probability in [0.01, 0.25, 0.9] {
                let hit = (1..=20_000).filter(|n| chance(seed, *n) < probability).count() as f64 / 20_000.0;
                assert!((hit - probability).abs() < 0.01, "{seed} {probability} {hit}");
            }
        }
    }

    #[test]
    fn what_cannot_be_kept_is_told() {
        let long = format!(r#"{{"match":{{"names":["{}"]}},"then":{{"compact":true}}}}"#, "x".repeat(BYTES_MAX));
        for (rule, why) in [
            (r#"{"name":"A","then":{"compact":true}}"#, "name: \"A\": a lowercase"),
            (r#"{"then":{}}"#, "then: say what happens"),
            (r#"{"then":{"after":true}}"#, "then: say what happens"),
            (r#"{"then":{"after":true,"truncate":true}}"#, "then.after: "),
            (r#"{"then":{"error":{"code":404}}}"#, "then.error.code: 404 is none of 409, 410, 429, 500, 503, 504"),
            (
                r#"{"then":{"error":{"code":429,"retryAfterSeconds":3601}}}"#,
                "then.error.retryAfterSeconds: at most 3600",
            ),
            (r#"{"then":{"delay":"10m1ns"}}"#, "then.delay: at most 10m"),
            (r#"{"then":{"watch":{"how":"gone","afterTime":"1h"}}}"#, "then.watch.afterTime: at most 10m"),
            (r#"{"then":{"watch":{"how":"drop"},"truncate":true}}"#, "then.watch: neither"),
            (r#"{"match":{"verbs":["list"]},"then":{"watch":{"how":"drop"}}}"#, "then.watch: match.verbs has no watch"),
            (
                r#"{"match":{"verbs":["gett"]},"then":{"compact":true}}"#,
                "match.verbs: no request has the verb \"gett\"",
            ),
            (r#"{"when":{"nth":0},"then":{"compact":true}}"#, "when.nth: "),
            (r#"{"when":{"nth":1,"every":2},"then":{"compact":true}}"#, "when: one of"),
            (r#"{"when":{"probability":1.5},"then":{"compact":true}}"#, "when.probability: "),
            (r#"{"when":{"probability":0},"then":{"compact":true}}"#, "when.probability: "),
            (&long, "the rule has 16"),
        ] {
            let told = read(rule).check().unwrap_err();
            assert!(told.starts_with(why), "{rule}: {told}");
        }
        for unknown in [
            r#"{"then":{"explode":true}}"#,
            r#"{"then":{"delay":"5"}}"#,
            r#"{"then":{"delay":"-1s"}}"#,
            r#"{"match":{"verb":"x"},"then":{}}"#,
            "{}",
        ] {
            assert!(serde_json::from_str::<Rule>(unknown).is_err(), "{unknown}");
        }
        let whole = r#"{"name":"a","match":{"verbs":["watch"]},"when":{"every":2},"then":{"watch":{"how":"gone","afterEvents":3}}}"#;
        let rule = read(whole);
        assert_eq!(rule.check(), Ok(()));
        assert_eq!(serde_json::to_string(&rule).unwrap(), whole, "what was not said is not shown");
    }
}
