//! Who has the page open: codes that open it once, and the tokens that it got for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq;

use crate::auth::User;
use crate::clock;

/// So many codes may wait to be used, and so many pages be open; the oldest give way.
const CODES_MAX: usize = 64;
const OPEN_MAX: usize = 256;
/// How long a page may be open.
const OPEN_HOURS: i64 = 12;
/// What a page's token begins with: so that none of another sort is looked for here.
const PREFIX: &str = "ui-";

/// Could this be a page's token?
pub fn is_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// Codes and tokens.
#[derive(Default)]
pub struct Sessions(Mutex<Known>);

#[derive(Default)]
struct Known {
    codes: VecDeque<Secret>,
    open: VecDeque<Secret>,
}

/// Who is meant by a text that nobody else knows, and for how long.
struct Secret {
    text: String,
    user: Arc<User>,
    until: DateTime<Utc>,
}

impl Sessions {
    /// A code for a user, good until then.
    pub fn code(&self, user: &Arc<User>, until: DateTime<Utc>) -> String {
        let text = random();
        keep(&mut self.known().codes, CODES_MAX, Secret { text: text.clone(), user: user.clone(), until });
        text
    }

    /// Whose code this is, and a token for it; none where it is nobody's, was used, or is too old.
    pub fn begin(&self, code: &str, now: DateTime<Utc>) -> Option<(Arc<User>, String)> {
        let mut known = self.known();
        let at = found(&known.codes, code)?;
        // Used or too old, it is good for nothing more.
        let Secret { user, until, .. } = known.codes.remove(at)?;
        if until < now {
            return None;
        }
        let text = format!("{PREFIX}{}", random());
        let until = now + TimeDelta::hours(OPEN_HOURS);
        keep(&mut known.open, OPEN_MAX, Secret { text: text.clone(), user: user.clone(), until });
        Some((user, text))
    }

    /// Whose token this is.
    pub fn user(&self, token: &str, now: DateTime<Utc>) -> Option<Arc<User>> {
        let known = self.known();
        let secret = &known.open[found(&known.open, token)?];
        (secret.until >= now).then(|| secret.user.clone())
    }

    /// Forgets all codes and tokens.
    pub fn end_all(&self) {
        *self.known() = Known::default();
    }

    // A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keep(secrets: &mut VecDeque<Secret>, most: usize, secret: Secret) {
    while secrets.len() >= most {
        secrets.pop_front();
    }
    secrets.push_back(secret);
}

/// Every one is looked at, so that the time taken does not tell which one comes close.
fn found(secrets: &VecDeque<Secret>, text: &str) -> Option<usize> {
    let mut at = None;
    for (n, secret) in secrets.iter().enumerate() {
        if bool::from(secret.text.as_bytes().ct_eq(text.as_bytes())) {
            at = Some(n);
        }
    }
    at
}

/// 256 random bits, in letters and digits.
fn random() -> String {
    let bits = || u128::from_be_bytes(clock::random());
    format!("{:032x}{:032x}", bits(), bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_for_a_while() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        let user = |name: &str| Arc::new(User { name: name.into(), ..User::default() });
        let soon = now + TimeDelta::minutes(1);
        let (a, b, late) =
            (sessions.code(&user("a"), soon), sessions.code(&user("b"), soon), sessions.code(&user("c"), now));
        let (who, token) = sessions.begin(&a, soon).unwrap();
        assert_eq!(who.name, "a");
        assert!(is_token(&token) && !is_token(&a));
        assert!(sessions.begin(&a, now).is_none(), "it was used");
        assert!(sessions.begin(&late, soon).is_none(), "it is too old");
        assert!(sessions.begin(&late, now).is_none(), "and stays so");
        assert!(sessions.begin(&token, now).is_none() && sessions.begin("", now).is_none());
        let name = |token: &str, now| sessions.user(token, now).map(|user| user.name.clone());
        assert_eq!(name(&token, now).as_deref(), Some("a"));
        assert_eq!(name(&token, soon + TimeDelta::hours(OPEN_HOURS)).as_deref(), Some("a"));
        assert_eq!(name(&token, soon + TimeDelta::hours(OPEN_HOURS + 1)), None);
        assert_eq!(name(&b, now), None, "a code is no token");
        sessions.end_all();
        assert_eq!(name(&token, now), None);
        assert!(sessions.begin(&b, now).is_none());
    }

    #[test]
    fn the_oldest_give_way() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        let user = Arc::new(User::default());
        let codes: Vec<String> = (0..=CODES_MAX).map(|_| sessions.code(&user, now)).collect();
        assert!(sessions.begin(&codes[0], now).is_none() && sessions.begin(&codes[1], now).is_some());
    }
}
