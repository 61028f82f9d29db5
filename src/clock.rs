//! The only source of time, uids and random names. Everything below it is told the moment it happens in.
#![expect(clippy::disallowed_methods, reason = "what is forbidden everywhere else is asked for here")]

use std::cell::RefCell;
use std::time::SystemTime;

use chrono::{DateTime, SecondsFormat, Utc};

/// What a request needs of the outside world, asked for once so that deciding it stays a pure function.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Now, RFC 3339 in UTC with whole seconds.
    pub now: String,
    /// Now, in seconds since 1970.
    pub seconds: i64,
    /// The uid that an object made by this request gets.
    pub uid: String,
}

/// The moment of a request.
pub fn moment() -> Moment {
    let now = now();
    Moment { now: rfc3339(now), seconds: now.timestamp(), uid: uid() }
}

/// Now; before 1970, too.
pub fn now() -> DateTime<Utc> {
    // Utc::now() panics then.
    SystemTime::now().into()
}

/// The clock is not set.
#[derive(Debug, thiserror::Error)]
#[error("the clock says {0}, before 1970; set it, for certificates and objects bear its times")]
pub struct NotSet(String);

/// Whether the clock says a time that certificates and HTTP can name.
///
/// # Errors
/// It is before 1970.
pub fn check(now: DateTime<Utc>) -> Result<(), NotSet> {
    if now < DateTime::UNIX_EPOCH { Err(NotSet(rfc3339(now))) } else { Ok(()) }
}

/// A time's text, RFC 3339 in UTC with whole seconds.
pub fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A random (version 4) uid.
pub fn uid() -> String {
    uuid::Builder::from_random_bytes(random()).into_uuid().to_string()
}

/// 16 random bytes.
pub fn random() -> [u8; 16] {
    AHEAD.with_borrow_mut(Ahead::take)
}

thread_local! {
    static AHEAD: RefCell<Ahead> = const { RefCell::new(Ahead { bytes: [[0; 16]; 64], left: 0 }) };
}

/// Random bytes that were asked for ahead: the system takes about as long for a few as for a thousand.
struct Ahead {
    bytes: [[u8; 16]; 64],
    /// So many of them were not taken yet: the first ones.
    left: usize,
}

impl Ahead {
    fn take(&mut self) -> [u8; 16] {
        if self.left == 0 {
            getrandom::fill(self.bytes.as_flattened_mut()).expect("the system has random bytes");
            self.left = self.bytes.len();
        }
        self.left -= 1;
        self.bytes[self.left]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use super::*;

    #[test]
    fn nothing_random_comes_twice() {
        let of_a_thread = || std::thread::spawn(|| (0..200).map(|_| uid()).collect::<Vec<_>>());
        let threads = [of_a_thread(), of_a_thread()];
        let uids: HashSet<String> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(uids.len(), 400);
        assert!(uids.iter().all(|uid| uid.len() == 36 && uid.as_bytes()[14] == b'4'), "{uids:?}");
    }

    #[test]
    fn a_clock_before_1970_is_told_and_does_not_panic() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert!(check(epoch.into()).is_ok());
        let before = epoch - Duration::from_secs(5);
        assert!(check(before.into()).unwrap_err().to_string().contains("1969-12-31T23:59:55Z, before 1970"));
    }
}
