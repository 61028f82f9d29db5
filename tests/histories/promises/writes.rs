//! What is promised of writes.

use std::collections::BTreeMap;

use super::Facts;
use crate::history::{Object, Outcome};

/// What was acknowledged has happened, and as it was acknowledged; what was refused has not; what nobody can tell of has
/// happened once or not at all. And nothing happens that nobody asked for.
pub fn nothing_lost(facts: &Facts) -> Vec<String> {
    let mut found = Vec::new();
    let (mut made, mut died): (BTreeMap<&str, Vec<&Object>>, BTreeMap<&str, u64>) = <_>::default();
    let mut deletions = 0;
    for change in facts.truth.changes.values() {
        let before = change.before.as_ref().and_then(|before| before.stamp.as_deref());
        match &change.after {
            None => {
                deletions += 1;
                died.extend(change.before.iter().map(|before| (before.uid.as_str(), change.revision)));
            }
            Some(after) => match after.stamp.as_deref().filter(|stamp| before != Some(stamp)) {
                Some(stamp) => made.entry(stamp).or_default().push(after),
                None => found.push(format!("{after}: nobody has made it so")),
            },
        }
    }
    let (mut deleted, mut may_delete) = (BTreeMap::new(), false);
    for write in &facts.history.writes {
        let what = format!("{} of {}", write.how, write.stamp);
        let made = made.remove(write.stamp.as_str()).unwrap_or_default();
        if made.len() > 1 {
            found.push(format!("{what} has happened {} times", made.len()));
        }
        let mut gone = |uid: &str| {
            if !died.contains_key(uid) {
                found.push(format!("{what} was acknowledged, and {uid} is not deleted"));
            }
        };
        match &write.outcome {
            Outcome::Stored(object) => {
                if made.first().is_none_or(|made| made.revision != object.revision || !made.same(object)) {
                    found.push(format!("{what} was acknowledged as {object}, and there is {made:?}"));
                }
            }
            Outcome::Deleted(uid) => {
                gone(uid);
                if let Some(other) = deleted.insert(uid, &write.stamp) {
                    found.push(format!("{what} has deleted what {other} had deleted"));
                }
            }
            Outcome::Cleared(uids) => {
                uids.iter().for_each(|uid| gone(uid));
                may_delete |= !uids.is_empty();
            }
            Outcome::Refused(code) if !made.is_empty() => {
                found.push(format!("{what} was refused with {code}, and there is {made:?}"));
            }
            Outcome::Refused(_) => {}
            Outcome::Unknown => may_delete = true,
        }
    }
    found.extend(made.into_values().flatten().map(|object| format!("{object}: nobody has asked for it")));
    if deletions > deleted.len() && !may_delete {
        found.push(format!("{deletions} are deleted, {} were to be", deleted.len()));
    }
    found
}
