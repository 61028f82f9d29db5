//! Faults on demand: rules that say which requests go wrong, and how.
//!
//! A rule is looked at once a request is known to be allowed and to lead somewhere, in the order in which rules were added; the
//! first whose turn it is decides, and those behind it are not asked. So the same requests in the same order meet the same faults.
//! The server carries out what is decided here (`server/faulty.rs`), and `http` what is about the connection.

mod frames;
mod rule;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use coracle_object::text::quote;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::User;
use crate::request::target::Target;

pub use frames::struck;
pub use rule::{ErrorAnswer, Matches, Rule, Then, WatchEnd, WatchFault, When};

/// So many rules a world has at most.
const RULES_MAX: usize = 64;

/// The rules of a world, and how often each has hit.
#[derive(Default)]
pub struct Faults {
    /// How many there are: a request that finds none asks no further.
    count: AtomicUsize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    active: Vec<Active>,
    /// So many names were made.
    named: u64,
}

struct Active {
    rule: Arc<Rule>,
    matched: u64,
    fired: u64,
}

/// A rule, and how often it has hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Fault")]
pub struct Shown {
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
    /// So many requests it was about.
    pub matched: u64,
    /// So many of them it hit.
    pub fired: u64,
}

/// Why a rule is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is wrong.
    #[error("{0}")]
    Wrong(String),
    /// There is one of its name.
    #[error("there is a fault {} already", quote(.0))]
    Taken(String),
    /// There are as many as may be.
    #[error("there are {RULES_MAX} faults already, and no more are kept")]
    Full,
}

/// What happens to one request.
#[derive(Debug)]
pub struct Fault {
    rule: Arc<Rule>,
    /// Whether its answer ended where it was not to.
    cut: AtomicBool,
}

impl Fault {
    /// What the rule is called.
    pub fn name(&self) -> &str {
        &self.rule.name
    }

    /// What happens.
    pub fn then(&self) -> &Then {
        &self.rule.then
    }

    /// From now on, the end of the answer is that of the connection.
    fn cut(&self) {
        self.cut.store(true, Ordering::Release);
    }

    /// Does the connection end with what has come of the answer?
    pub fn is_cut(&self) -> bool {
        self.cut.load(Ordering::Acquire)
    }
}

impl Active {
    fn shown(&self) -> Shown {
        Shown { rule: Rule::clone(&self.rule), matched: self.matched, fired: self.fired }
    }
}

impl Faults {
    /// What happens to a request: by whom, at what, with which `User-Agent`.
    pub fn strike(&self, target: &Target, user: &User, agent: Option<&str>) -> Option<Arc<Fault>> {
        if self.count.load(Ordering::Relaxed) == 0 {
            return None;
        }
        let mut kept = self.kept();
        for active in &mut kept.active {
            if !active.rule.is_about(target, user, agent.unwrap_or_default()) {
                continue;
            }
            active.matched += 1;
            if active.rule.when.hits(active.matched, active.fired) {
                active.fired += 1;
                return Some(Arc::new(Fault { rule: active.rule.clone(), cut: AtomicBool::new(false) }));
            }
        }
        None
    }

    /// Keeps a rule behind the others; without a name, it gets one.
    ///
    /// # Errors
    /// It is wrong, or there is no place for it.
    pub fn add(&self, mut rule: Rule) -> Result<Shown, Refusal> {
        rule.check().map_err(Refusal::Wrong)?;
        let mut kept = self.kept();
        if kept.active.len() >= RULES_MAX {
            return Err(Refusal::Full);
        }
        while rule.name.is_empty() {
            kept.named += 1;
            let name = format!("fault-{}", kept.named);
            if kept.find(&name).is_none() {
                rule.name = name;
            }
        }
        if kept.find(&rule.name).is_some() {
            return Err(Refusal::Taken(rule.name));
        }
        let active = Active { rule: Arc::new(rule), matched: 0, fired: 0 };
        let shown = active.shown();
        kept.active.push(active);
        self.count.store(kept.active.len(), Ordering::Relaxed);
        Ok(shown)
    }

    /// All rules, in their order.
    pub fn list(&self) -> Vec<Shown> {
        self.kept().active.iter().map(Active::shown).collect()
    }

    /// The rule of this name.
    pub fn get(&self, name: &str) -> Option<Shown> {
        let kept = self.kept();
        kept.find(name).and_then(|place| kept.active.get(place)).map(Active::shown)
    }

    /// Removes the rule of this name and says how often it hit; none where there is no such rule. What was hit by it already goes on.
    pub fn remove(&self, name: &str) -> Option<Shown> {
        let mut kept = self.kept();
        let place = kept.find(name)?;
        let shown = kept.active.remove(place).shown();
        self.count.store(kept.active.len(), Ordering::Relaxed);
        Some(shown)
    }

    /// Removes all rules and says how often each hit.
    pub fn clear(&self) -> Vec<Shown> {
        let mut kept = self.kept();
        self.count.store(0, Ordering::Relaxed);
        kept.active.drain(..).map(|active| active.shown()).collect()
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&self, name: &str) -> Option<usize> {
        self.active.iter().position(|active| active.rule.name == name)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        serde_json::from_str(text).unwrap()
    }

    /// A fault as this rule would make it.
    pub(crate) fn fault(then: &str) -> Arc<Fault> {
        let rule = Arc::new(rule(&format!(r#"{{"then":{then}}}"#)));
        Arc::new(Fault { rule, cut: AtomicBool::new(false) })
    }

    fn strike(faults: &Faults, method: &str, path: &str) -> Option<String> {
        let struck = faults.strike(&Target::of(method, path, ""), &User::anonymous(), None);
        struck.map(|fault| fault.name().to_owned())
    }

    #[test]
    fn the_first_whose_turn_it_is_decides_and_those_behind_it_are_not_asked() {
        let faults = Faults::default();
        assert_eq!(strike(&faults, "GET", "/api/v1/configmaps"), None);
        for text in [
            r#"{"name":"second","match":{"verbs":["list"]},"when":{"nth":2},"then":{"compact":true}}"#,
            r#"{"match":{"resources":["configmaps"]},"when":{"every":2},"then":{"compact":true}}"#,
            r#"{"name":"once","when":{"count":1},"then":{"compact":true}}"#,
        ] {
            faults.add(rule(text)).unwrap();
        }
        let hit: Vec<_> = (0..5).map(|_| strike(&faults, "GET", "/api/v1/configmaps").unwrap_or_default()).collect();
        assert_eq!(hit, ["once", "second", "fault-1", "", "fault-1"]);
        let counts = faults.list().into_iter().map(|shown| (shown.rule.name, shown.matched, shown.fired));
        let counts: Vec<_> = counts.collect();
        let count = |name: &str, matched, fired| (name.to_owned(), matched, fired);
        assert_eq!(counts, [count("second", 5, 1), count("fault-1", 4, 2), count("once", 2, 1)]);
        assert_eq!(strike(&faults, "GET", "/version"), None);
        assert_eq!(faults.get("fault-1").map(|shown| shown.fired), Some(2));
        assert_eq!(faults.remove("fault-1").map(|shown| shown.fired), Some(2));
        assert_eq!(faults.remove("fault-1"), None);
        assert_eq!((faults.clear().len(), faults.list().len()), (2, 0));
        assert_eq!(strike(&faults, "GET", "/api/v1/configmaps"), None);
    }

    #[test]
    fn names_are_given_once_and_there_is_an_end_to_them() {
        let faults = Faults::default();
        let named = r#"{"name":"fault-2","then":{"compact":true}}"#;
        faults.add(rule(named)).unwrap();
        assert_eq!(faults.add(rule(named)), Err(Refusal::Taken("fault-2".into())));
        let wrong = faults.add(rule(r#"{"then":{}}"#));
        assert!(matches!(wrong, Err(Refusal::Wrong(_))), "{wrong:?}");
        let add = || faults.add(rule(r#"{"then":{"compact":true}}"#)).map(|shown| shown.rule.name);
        assert_eq!((add(), add()), (Ok("fault-1".into()), Ok("fault-3".into())));
        for _ in 3..RULES_MAX {
            add().unwrap();
        }
        assert_eq!(add(), Err(Refusal::Full));
    }
}
