//! The only source of time, uids and random names. Everything below it is told the moment it happens in.
//!
//! What clients see has the time and the numbers of their world's [`Clock`], which can be told to stand still and to count. How long
//! anything takes, certificates, HTTP and logs go by the machine's.
#![expect(clippy::disallowed_methods, reason = "what is forbidden everywhere else is asked for here")]

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use coracle_store::Revision;

/// More changes than any server makes between a backup and its loss: at 10,000 a second, three years of them.
const REVISIONS_AHEAD: Revision = 1_000_000_000_000;

/// What a request needs of the outside world, asked for once so that deciding it stays a pure function.
#[derive(Debug, Clone)]
pub struct Moment {
    /// Now, RFC 3339 in UTC with whole seconds.
    pub now: String,
    /// The uid that an object made by this request gets.
    pub uid: String,
    /// The number in the uid, where uids are numbered.
    pub number: Option<u64>,
}

impl Moment {
    fn at(now: DateTime<Utc>, number: Option<u64>) -> Self {
        let uid = number.map_or_else(uid, numbered);
        Moment { now: rfc3339(now), uid, number }
    }
}

/// What a request may do, as far as a clock cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It changes nothing, or is the program's own.
    Looks,
    /// It may change something.
    Changes,
    /// It may make something that was not there.
    Makes,
}

/// A world's clock: the machine's, until it is told otherwise. Clones are the same clock.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<OnceLock<Mutex<Told>>>);

/// What a clock was told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// The time at which it stands still; without one, it goes.
    pub frozen: Option<DateTime<Utc>>,
    /// How far it is ahead of the machine's while it goes.
    pub ahead: TimeDelta,
    /// How far a request that may change something moves it on.
    pub step: TimeDelta,
    /// The last number that was given out, where uids and generated names are numbered.
    pub number: Option<u64>,
}

/// Where a clock stands still that is not told when: the beginning of 2000.
pub const STANDS_STILL_AT: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).unwrap();

/// The latest time that has a text that clients read.
pub const LAST: DateTime<Utc> = DateTime::from_timestamp(253_402_300_799, 0).unwrap();

impl Told {
    /// What it says.
    pub fn now(&self) -> DateTime<Utc> {
        self.frozen.unwrap_or_else(|| later(now(), self.ahead))
    }

    /// Moves it on.
    pub fn advance(&mut self, by: Duration) {
        let by = TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX);
        match &mut self.frozen {
            Some(frozen) => *frozen = later(*frozen, by),
            None => self.ahead = self.ahead.checked_add(&by).unwrap_or(TimeDelta::MAX),
        }
    }

    fn next(&mut self) -> Option<u64> {
        let number = self.number.as_mut()?;
        *number = number.saturating_add(1);
        Some(*number)
    }
}

/// A time moved on, at most to the last one.
fn later(time: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    time.checked_add_signed(by).unwrap_or(LAST).min(LAST)
}

impl Clock {
    /// One that was told this from the start.
    fn telling(told: Told) -> Self {
        Clock(Arc::new(OnceLock::from(Mutex::new(told))))
    }

    /// One as at the start of a server, which may be one whose clocks stand still and count.
    pub fn of_start(deterministic: bool) -> Self {
        let standing = || Told { frozen: Some(STANDS_STILL_AT), number: Some(0), ..Told::default() };
        if deterministic { Clock::telling(standing()) } else { Clock::default() }
    }

    /// Another that says the same, and goes on by itself.
    pub fn copy(&self) -> Self {
        self.told().map_or_else(Clock::default, |told| Clock::telling(*told))
    }

    /// Does it say what the machine's does?
    pub fn is_machines(&self) -> bool {
        self.told().is_none_or(|told| told.frozen.is_none() && told.ahead.is_zero())
    }

    /// What it says.
    pub fn now(&self) -> DateTime<Utc> {
        self.told().map_or_else(now, |told| told.now())
    }

    /// The same as objects bear it.
    pub fn text(&self) -> String {
        rfc3339(self.now())
    }

    /// Does it number uids and generated names?
    pub fn numbers(&self) -> bool {
        self.told().is_some_and(|told| told.number.is_some())
    }

    /// The moment of a request. One that may make something takes a number, where there are numbers.
    pub fn moment(&self, does: Does) -> Moment {
        let Some(mut told) = self.told() else { return Moment::at(now(), None) };
        if does != Does::Looks {
            let step = told.step;
            told.frozen = told.frozen.map(|frozen| later(frozen, step));
        }
        let number = if does == Does::Makes { told.next() } else { None };
        Moment::at(told.now(), number)
    }

    /// A further number; none where there are none.
    pub fn number(&self) -> Option<u64> {
        self.told()?.next()
    }

    /// A uid that nothing else has; numbered, where there are numbers.
    pub fn uid(&self) -> String {
        self.number().map_or_else(uid, numbered)
    }

    /// Tells it something, and says what it was told by then.
    pub fn tell(&self, tell: impl FnOnce(&mut Told)) -> Told {
        let mut told = locked(self.0.get_or_init(Mutex::default));
        tell(&mut told);
        *told
    }

    fn told(&self) -> Option<MutexGuard<'_, Told>> {
        self.0.get().map(locked)
    }
}

// A poisoned lock is taken all the same: nothing that holds it can leave it half changed.
fn locked(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The last number that a uid can have.
pub const NUMBER_MAX: u64 = 999_999_999_999;

/// What stands before the number in a numbered uid.
const NUMBERED: &str = "00000000-0000-4000-8000-";

/// The uid with a number; in form, it is a random one.
fn numbered(number: u64) -> String {
    format!("{NUMBERED}{:012}", number % (NUMBER_MAX + 1))
}

/// The number in a uid that has one.
pub fn number_in(uid: &str) -> Option<u64> {
    uid.strip_prefix(NUMBERED)?.parse().ok()
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

/// The revision after which what is restored in the place of something lost goes on: above all that can have been given out for that.
pub fn revision_ahead(known: Revision) -> Revision {
    go_on_after(known, now().timestamp_micros())
}

/// The time in microseconds grows faster than any server's revisions, so that what was restored twice from the same backup
/// never meets itself either. Where the clock is behind, the number of changes that are thought possible has to do.
fn go_on_after(known: Revision, now_us: i64) -> Revision {
    known.saturating_add(REVISIONS_AHEAD).max(u64::try_from(now_us).unwrap_or(0))
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
    fn a_clock_stands_still_steps_and_counts_as_it_is_told() {
        let clock = Clock::default();
        assert!(!clock.numbers() && clock.number().is_none());
        let real = clock.moment(Does::Makes);
        let seconds = |moment: &Moment| DateTime::parse_from_rfc3339(&moment.now).unwrap().timestamp();
        assert!(real.number.is_none() && (now().timestamp() - seconds(&real)).abs() < 60);
        let start = DateTime::from_timestamp(946_684_800, 0).unwrap();
        clock.tell(|told| *told = Told { frozen: Some(start), number: Some(6), ..Told::default() });
        let made = clock.moment(Does::Makes);
        assert_eq!((made.now.as_str(), made.number), ("2000-01-01T00:00:00Z", Some(7)));
        assert_eq!(made.uid, "00000000-0000-4000-8000-000000000007");
        assert_eq!((number_in(&made.uid), number_in(&uid())), (Some(7), None));
        assert_eq!(clock.moment(Does::Changes).number, None);

        let other = clock.copy();
        clock.tell(|told| told.step = TimeDelta::seconds(10));
        let at = |does| seconds(&clock.moment(does)) - seconds(&made);
        assert_eq!([Does::Looks, Does::Changes, Does::Looks, Does::Makes].map(at), [0, 10, 10, 20]);
        assert_eq!((clock.number(), clock.clone().number(), other.number()), (Some(9), Some(10), Some(8)));
        assert_eq!(other.text(), "2000-01-01T00:00:00Z");
        clock.tell(|told| told.advance(Duration::from_secs(60)));
        assert_eq!(at(Does::Looks), 80);
    }

    #[test]
    fn a_clock_goes_ahead_of_the_machines_and_never_too_far() {
        let clock = Clock::default();
        clock.tell(|told| told.advance(Duration::from_secs(3600)));
        let ahead = (clock.now() - now()).num_seconds();
        assert!((3590..=3600).contains(&ahead), "{ahead}");
        for _ in 0..2 {
            clock.tell(|told| told.advance(Duration::MAX));
            assert_eq!(clock.text(), "9999-12-31T23:59:59Z");
        }
        clock.tell(|told| told.frozen = Some(LAST));
        clock.tell(|told| told.step = TimeDelta::MAX);
        assert_eq!(clock.moment(Does::Changes).now, "9999-12-31T23:59:59Z");
        assert_eq!(numbered(u64::MAX).len(), 36);
    }

    #[test]
    fn a_clock_before_1970_is_told_and_does_not_panic() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert!(check(epoch.into()).is_ok());
        let before = epoch - Duration::from_secs(5);
        assert!(check(before.into()).unwrap_err().to_string().contains("1969-12-31T23:59:55Z, before 1970"));
    }

    #[test]
    fn revisions_go_on_above_all_that_was_given_out() {
        const NOW: i64 = 1_790_000_000_000_000;
        assert_eq!(go_on_after(5000, NOW), 1_790_000_000_000_000);
        // Restored again from the same backup, a second later, after as many changes as fit.
        assert!(go_on_after(5000, NOW + 1_000_000) > go_on_after(5000, NOW) + 100_000);
        // A clock that was set back, or that is not set at all.
        assert_eq!(go_on_after(1_790_000_000_000_000, NOW - 5), 1_791_000_000_000_000);
        assert_eq!(go_on_after(7, -1), 1_000_000_000_007);
        // No client takes it for another number, and there is room for many more.
        assert!(go_on_after(5000, NOW) < 1 << 53);
    }
}
