//! Runs a sequence against both servers at once and compares every answer.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::case::{self, Run, Verdict};
use crate::client::Client;
use crate::tokens::Times;

/// How often a sequence is run anew because a second passed where it must not.
const TRIES: usize = 12;

/// How often the reference is asked again where the two differ. Some of its answers vary only now and then.
const SELF_CHECKS: usize = 8;

pub struct Pair {
    pub reference: Client,
    pub ours: Client,
    /// How often the reference answered with each status.
    pub answers: Mutex<BTreeMap<u64, usize>>,
    namespaces: AtomicUsize,
}

/// What a server answered to a sequence.
pub struct Played {
    pub outcomes: Vec<Value>,
    /// The resourceVersions in their order.
    pub order: Vec<String>,
    /// Every part between two `align` steps went by within one second, so that times are equal for the same reasons.
    clean: bool,
}

/// What came of a comparison.
pub enum Outcome {
    Same {
        same_text: bool,
    },
    Different {
        verdict: Verdict,
        reference: Played,
    },
    /// The reference answers the same sequence one way and another, or not at all.
    Unsure(Vec<(String, Vec<String>)>),
    /// No try went by within its seconds, or a server could not be asked.
    Failed(String),
}

impl Pair {
    pub fn new(reference: Client, ours: Client) -> Pair {
        Pair { reference, ours, answers: Mutex::default(), namespaces: AtomicUsize::new(0) }
    }

    /// Compares, and where the servers differ asks the reference again whether it agrees with itself.
    pub fn compare(&self, steps: &[Value]) -> Outcome {
        let (reference, verdict) = match self.differ(&self.ours, steps) {
            Ok(found) => found,
            Err(problem) => return Outcome::Failed(problem),
        };
        if verdict.same_meaning() {
            return Outcome::Same { same_text: verdict.same_text };
        }
        if reference.outcomes.iter().any(|outcome| outcome.get("failed").is_some()) {
            // It has panicked and hung up, which nobody can rely on.
            return Outcome::Unsure(verdict.differences);
        }
        for _ in 0..SELF_CHECKS {
            match self.differ(&self.reference, steps) {
                Ok((_, again)) if again.same_meaning() => {}
                Ok((_, again)) => return Outcome::Unsure(again.differences),
                Err(problem) => return Outcome::Failed(problem),
            }
        }
        Outcome::Different { verdict, reference }
    }

    /// How the other server's answers differ from the reference's.
    pub fn differ(&self, other: &Client, steps: &[Value]) -> Result<(Played, Verdict), String> {
        for _ in 0..TRIES {
            let (reference, other) = thread::scope(|scope| {
                let other = scope.spawn(|| self.play(other, steps));
                (self.play(&self.reference, steps), other.join().map_err(|_| "a player panicked".to_owned()))
            });
            let (reference, other) = (reference?, other??);
            if reference.clean && other.clean {
                let case = case("", steps, &reference);
                let verdict = case::judge(&case, &other.outcomes, &other.order);
                return Ok((reference, verdict));
            }
        }
        Err("no try went by within its seconds".to_owned())
    }

    fn play(&self, client: &Client, steps: &[Value]) -> Result<Played, String> {
        let number = self.namespaces.fetch_add(1, Ordering::Relaxed);
        let namespace = format!("d{:x}-{number}", now().as_millis() % 0xfff_ffff);
        case::make_namespace(client, &namespace)?;
        let mut run = Run::new(client, &namespace, Times::Distinct);
        let (mut clean, mut second) = (true, None);
        let mut outcomes = Vec::new();
        for step in steps {
            outcomes.push(run.step(step));
            if step.get("align").is_some() {
                second = Some(now().as_secs());
            }
            clean &= second.is_none_or(|second| second == now().as_secs());
            if !clean {
                break;
            }
        }
        case::delete_namespace(client, &namespace);
        if clean && client.address == self.reference.address {
            self.count(&outcomes);
        }
        let order = run.version_order();
        Ok(Played { outcomes, order, clean })
    }

    fn count(&self, outcomes: &[Value]) {
        let mut answers = self.answers.lock().expect("no player panics");
        for status in outcomes.iter().filter_map(|outcome| outcome["status"].as_u64()) {
            *answers.entry(status).or_default() += 1;
        }
    }
}

fn now() -> std::time::Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// A case in the recorded form.
pub fn case(name: &str, steps: &[Value], reference: &Played) -> Value {
    json!({"name": name, "steps": steps, "expect": reference.outcomes, "rv_order": reference.order, "time_identity": true})
}
