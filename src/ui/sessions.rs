//! Who has the page open: codes that open it once, and the tokens that it got for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use subtle::ConstantTimeEq;

use crate::auth::User;
use crate::clock;

/// So many codes may wait to be used, and so many pages be open; then the oldest gives way, of the same user's where there is one.
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

/// Whom a page asks as.
#[derive(Debug, Clone, PartialEq)]
pub struct Opener {
    /// Who asked for its link.
    pub asker: Arc<User>,
    /// Who they acted as; none where they acted for themselves.
    pub acting: Option<Arc<User>>,
    /// Until when they are who they are, where their certificate says so.
    pub until: Option<DateTime<Utc>>,
}

/// Who is meant by a text that nobody else knows, and for how long.
struct Secret {
    text: String,
    opener: Opener,
    until: DateTime<Utc>,
}

impl Sessions {
    /// A code for somebody, good until then.
    pub fn code(&self, opener: Opener, until: DateTime<Utc>) -> String {
        let text = random();
        keep(&mut self.known().codes, CODES_MAX, Secret { text: text.clone(), opener, until });
        text
    }

    /// Whose code this is, and a token for it; none where it is nobody's, was used, or is too old.
    pub fn begin(&self, code: &str, now: DateTime<Utc>) -> Option<(Opener, String)> {
        let mut known = self.known();
        let at = found(&known.codes, code)?;
        // Used or too old, it is good for nothing more.
        let Secret { opener, until, .. } = known.codes.remove(at)?;
        if until < now {
            return None;
        }
        let text = format!("{PREFIX}{}", random());
        let longest = now + TimeDelta::hours(OPEN_HOURS);
        let until = opener.until.map_or(longest, |until| until.min(longest));
        keep(&mut known.open, OPEN_MAX, Secret { text: text.clone(), opener: opener.clone(), until });
        Some((opener, text))
    }

    /// Whose token this is.
    pub fn opener(&self, token: &str, now: DateTime<Utc>) -> Option<Opener> {
        let known = self.known();
        let secret = &known.open[found(&known.open, token)?];
        (secret.until >= now).then(|| secret.opener.clone())
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
    if secrets.len() >= most {
        let own = secrets.iter().position(|other| other.opener.asker.name == secret.opener.asker.name);
        secrets.remove(own.unwrap_or(0));
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

    fn opener(name: &str) -> Opener {
        Opener { asker: Arc::new(User { name: name.into(), ..User::default() }), acting: None, until: None }
    }

    #[test]
    fn a_code_is_good_once_and_for_a_while() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        let soon = now + TimeDelta::minutes(1);
        let [a, b, late] =
            [("a", soon), ("b", soon), ("c", now)].map(|(name, until)| sessions.code(opener(name), until));
        let (who, token) = sessions.begin(&a, soon).unwrap();
        assert_eq!(who, opener("a"));
        assert!(is_token(&token) && !is_token(&a));
        assert!(sessions.begin(&a, now).is_none(), "it was used");
        assert!(sessions.begin(&late, soon).is_none(), "it is too old");
        assert!(sessions.begin(&late, now).is_none(), "and stays so");
        assert!(sessions.begin(&token, now).is_none() && sessions.begin("", now).is_none());
        assert_eq!(sessions.opener(&token, now), Some(opener("a")));
        assert_eq!(sessions.opener(&token, soon + TimeDelta::hours(OPEN_HOURS)), Some(opener("a")));
        assert_eq!(sessions.opener(&token, soon + TimeDelta::hours(OPEN_HOURS + 1)), None);
        assert_eq!(sessions.opener(&b, now), None, "a code is no token");
        sessions.end_all();
        assert_eq!(sessions.opener(&token, now), None);
        assert!(sessions.begin(&b, now).is_none());
    }

    #[test]
    fn a_page_is_open_no_longer_than_its_openers_certificate_is_good() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        let hour = now + TimeDelta::hours(1);
        let code = sessions.code(Opener { until: Some(hour), ..opener("a") }, now);
        let (_, token) = sessions.begin(&code, now).unwrap();
        let is_open = |now| sessions.opener(&token, now).is_some();
        assert!(is_open(hour) && !is_open(hour + TimeDelta::seconds(1)));
    }

    #[test]
    fn the_oldest_gives_way_and_no_other_users() {
        let (sessions, now) = (Sessions::default(), DateTime::UNIX_EPOCH);
        let others = sessions.code(opener("a"), now);
        let codes: Vec<String> = (0..CODES_MAX).map(|_| sessions.code(opener("b"), now)).collect();
        let is_good = |code: &str| sessions.begin(code, now).is_some();
        assert!(is_good(&others) && !is_good(&codes[0]) && is_good(&codes[1]));
        let (sessions, code) =
            (Sessions::default(), |sessions: &Sessions, n: usize| sessions.code(opener(&n.to_string()), now));
        let codes: Vec<String> = (0..=CODES_MAX).map(|n| code(&sessions, n)).collect();
        assert!(sessions.begin(&codes[0], now).is_none() && sessions.begin(&codes[1], now).is_some());
    }
}
