//! The only source of time, uids and random names. Everything below it is told the moment it happens in.
#![expect(clippy::disallowed_methods, reason = "what is forbidden everywhere else is asked for here")]

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
    uuid::Uuid::new_v4().to_string()
}

/// 16 random bytes.
pub fn random() -> [u8; 16] {
    // A version 4 uid has 122 random bits; two of them make up for the six that are fixed.
    let (a, b) = (uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes());
    std::array::from_fn(|i| a[i] ^ b[15 - i])
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_is_told_and_does_not_panic() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert!(check(epoch.into()).is_ok());
        let before = epoch - Duration::from_secs(5);
        assert!(check(before.into()).unwrap_err().to_string().contains("1969-12-31T23:59:55Z, before 1970"));
    }
}
