//! How much of the log is kept: the bounds, and which of the oldest events they let go. Pure.
//!
//! Why the file stays within three times its records: docs/decisions/0014-compaction.md.

use std::time::Duration;

use crate::record::Revision;

/// How much history a store keeps. The two upper bounds come before the two lower ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compaction {
    /// Events younger than this are kept. Their age is measured with [`Options::clock`](crate::Options::clock).
    pub keep_for: Duration,
    /// At least so many events are kept, however old they are.
    pub keep_events_min: u64,
    /// At most so many events are kept, however young they are.
    pub keep_events_max: u64,
    /// At most so many bytes of events are kept: their values before and after, and 200 for each. `None`: as many as
    /// leave the file and its write-ahead log within three times the values of all records, and 12 MiB of events even
    /// if that is more.
    pub keep_bytes_max: Option<u64>,
}

/// Without a bound of their own, so many bytes of events are always kept. While there are few records, three times them
/// would hold no history worth the name: with 1,000 records of 1 KiB, not one update of each. These 12 MiB hold some
/// 5,500 such updates, and still fit beside 32 MiB of records whose values fill half a page each, the worst there is.
const BYTES_MIN: u64 = 12 << 20;
/// What is left for the WAL: the 8 MiB at which it is moved into the database, and the largest transaction, one of some
/// values of 3 MiB each of which is in its record and, before and after, in its event.
const WAL_BYTES_MAX: u64 = 24 << 20;
/// No more than one page of so many holds nothing, or they are given back; see the backend's upkeep.
pub const FREE_SHARE: u64 = 8;

/// So many of the oldest events are looked at, and removed, at a time.
pub const OLDEST_MAX: usize = 500;

/// What decides about removing an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aged {
    /// Its number.
    pub revision: Revision,
    /// When it happened, in milliseconds since 1970.
    pub time_ms: i64,
    /// What it counts.
    pub bytes: u64,
}

/// What the log holds, as far as its bounds ask.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// How many events.
    pub events: u64,
    /// What they count.
    pub bytes: u64,
    /// The time of the first one.
    pub oldest_ms: Option<i64>,
}

/// What the file holds.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// Bytes of the pages that hold anything.
    pub used: u64,
    /// Bytes of all records' values.
    pub live: u64,
}

impl Default for Compaction {
    /// Five minutes and 1,000 events at least; at most 100,000 events, and what three times the records has room for.
    fn default() -> Compaction {
        Compaction {
            keep_for: Duration::from_mins(5),
            keep_events_min: 1_000,
            keep_events_max: 100_000,
            keep_bytes_max: None,
        }
    }
}

impl Compaction {
    /// Keeps everything, and pages that hold nothing, too. For those who open a file only to look at it.
    pub const OFF: Compaction = Compaction {
        keep_for: Duration::MAX,
        keep_events_min: u64::MAX,
        keep_events_max: u64::MAX,
        keep_bytes_max: Some(u64::MAX),
    };

    /// How many bytes of events may be kept in a file that holds this, of which `log` bytes are events, and that is to have
    /// no more than `limit`.
    ///
    /// It is what the file has, not what its values have, that is compared: a page that cannot hold a second value is
    /// full, however much of it is empty.
    pub fn bytes_max(&self, log: u64, Filled { used, live }: Filled, limit: Option<u64>) -> u64 {
        // What keeps file and write-ahead log within so many bytes.
        let within = |file: u64| {
            let within = file.saturating_sub(WAL_BYTES_MAX);
            let may_be_used = within - within / FREE_SHARE;
            log.saturating_add(may_be_used).saturating_sub(used).max(BYTES_MIN)
        };
        let own = self.keep_bytes_max.unwrap_or_else(|| within(live.saturating_mul(3)));
        own.min(limit.map_or(u64::MAX, within))
    }

    /// Whether it is worth a transaction to remove something now. Between what makes it so and what is then removed
    /// there is some room, so that not every change is followed by a removal.
    pub fn is_due(&self, log: &Extent, bytes_max: u64, now_ms: i64) -> bool {
        let old = |oldest: i64| oldest < self.young_from(now_ms, self.keep_for.saturating_add(self.keep_for / 10));
        log.events > self.keep_events_max
            || log.bytes > bytes_max
            || (log.events > self.keep_events_min && log.oldest_ms.is_some_and(old))
    }

    /// Which of the oldest events, given in order, are to go.
    pub fn removable<'a>(&self, log: &Extent, bytes_max: u64, oldest: &'a [Aged], now_ms: i64) -> &'a [Aged] {
        let young_from = self.young_from(now_ms, self.keep_for);
        let events_max = self.keep_events_max - (self.keep_events_max / 10).min(OLDEST_MAX as u64);
        let events_max = events_max.max(self.keep_events_min.min(self.keep_events_max));
        let bytes_max = bytes_max - bytes_max / 10;
        let (mut events, mut bytes) = (log.events, log.bytes);
        let kept = oldest.iter().position(|event| {
            let over = events > events_max || bytes > bytes_max;
            let go = over || (events > self.keep_events_min && event.time_ms <= young_from);
            if go {
                events = events.saturating_sub(1);
                bytes = bytes.saturating_sub(event.bytes);
            }
            !go
        });
        &oldest[..kept.unwrap_or(oldest.len())]
    }

    fn young_from(&self, now_ms: i64, age: Duration) -> i64 {
        now_ms.saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX))
    }

    /// How often an idle writer looks whether events have become old.
    pub fn look_every(&self) -> Duration {
        (self.keep_for / 10).clamp(Duration::from_millis(50), Duration::from_secs(30))
    }
}

/// Which of the oldest events come before `keep_from`.
pub fn before(oldest: &[Aged], keep_from: Revision) -> &[Aged] {
    &oldest[..oldest.partition_point(|event| event.revision < keep_from)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;
    const BOUNDS: Compaction = Compaction {
        keep_for: Duration::from_millis(1000),
        keep_events_min: 4,
        keep_events_max: 20,
        keep_bytes_max: Some(BYTES_MAX),
    };
    const BYTES_MAX: u64 = 1000;

    /// Events from revision 2 on, of so many bytes each, of which the first `old` are just old enough to go.
    fn log(events: u64, each: u64, old: u64) -> (Extent, Vec<Aged>) {
        let age = |n: u64| if n < old { 1000 } else { 999 };
        let aged = |n: u64| Aged { revision: n + 2, time_ms: NOW - age(n), bytes: each };
        let oldest: Vec<_> = (0..events).map(aged).collect();
        (Extent { events, bytes: events * each, oldest_ms: oldest.first().map(|event| event.time_ms) }, oldest)
    }

    #[test]
    fn which_events_go() {
        // Events, bytes of each, how many are old; how many go.
        for (events, each, old, gone) in [
            (0, 0, 0, 0),
            (10, 1, 0, 0),
            (10, 1, 3, 3),
            (10, 1, 6, 6),
            (10, 1, 10, 6),
            (4, 1, 4, 0),
            (20, 1, 0, 2),
            (25, 1, 0, 7),
            (25, 1, 25, 21),
            (10, 100, 0, 1),
            (10, 200, 0, 6),
            (3, 400, 0, 1),
            (1, 4000, 0, 1),
        ] {
            let (extent, oldest) = log(events, each, old);
            let found = BOUNDS.removable(&extent, BYTES_MAX, &oldest, NOW).len();
            assert_eq!(found, gone, "{events} events of {each} bytes, {old} of them old");
            assert_eq!(Compaction::OFF.removable(&extent, u64::MAX, &oldest, NOW).len(), 0);
        }
    }

    #[test]
    fn when_it_is_worth_it() {
        for (events, each, age, due) in [
            (0, 0, 0, false),
            (20, 1, 0, false),
            (21, 1, 0, true),
            (10, 100, 0, false),
            (10, 101, 0, true),
            (5, 1, 1100, false),
            (5, 1, 1101, true),
            (4, 1, 9000, false),
        ] {
            let (mut extent, _) = log(events, each, 0);
            extent.oldest_ms = extent.oldest_ms.map(|_| NOW - age);
            assert_eq!(
                BOUNDS.is_due(&extent, BYTES_MAX, NOW),
                due,
                "{events} of {each} bytes, the oldest {age} ms old"
            );
            assert!(!Compaction::OFF.is_due(&extent, u64::MAX, NOW));
        }
    }

    #[test]
    fn whatever_is_due_removes_something() {
        for events in 0..40 {
            for each in [0, 1, 49, 400] {
                for old in 0..=events {
                    let (extent, oldest) = log(events, each, old);
                    let later = NOW + 200;
                    let removed = BOUNDS.removable(&extent, BYTES_MAX, &oldest, later).len();
                    assert!(!BOUNDS.is_due(&extent, BYTES_MAX, later) || removed > 0, "{events} of {each}, {old} old");
                }
            }
        }
    }

    #[test]
    fn the_log_has_what_three_times_the_records_leave() {
        const MIB: u64 = 1 << 20;
        // Of MiB: records, pages that hold something, the log; what it may have.
        for (live, used, log, max) in [
            (0, 0, 0, 12),
            (1, 60, 32, 12),
            (40, 60, 10, 34),
            (40, 84, 34, 34),
            (40, 94, 44, 34),
            (40, 200, 34, 12),
            (200, 300, 50, 254),
        ] {
            let filled = Filled { used: used * MIB, live: live * MIB };
            let name = format!("{live} of records, {used} used, {log} of events");
            let default = Compaction::default();
            assert_eq!(default.bytes_max(log * MIB, filled, None), max * MIB, "{name}");
            assert_eq!(default.bytes_max(log * MIB, filled, Some(3 * live * MIB)), max * MIB, "{name}");
            assert_eq!(Compaction::OFF.bytes_max(log * MIB, filled, Some(3 * live * MIB)), max * MIB, "{name}");
            assert_eq!(BOUNDS.bytes_max(log * MIB, filled, None), BYTES_MAX, "{name}");
            // With as many free pages as are left alone, and the whole of the WAL.
            let file = used + max - log;
            assert!(max == 12 || file + file / (FREE_SHARE - 1) + WAL_BYTES_MAX / MIB <= 3 * live, "{name}");
        }
    }

    #[test]
    fn what_is_asked_for_goes() {
        let (_, oldest) = log(10, 1, 0);
        for (keep_from, gone) in [(0, 0), (2, 0), (3, 1), (11, 9), (12, 10), (u64::MAX, 10)] {
            assert_eq!(before(&oldest, keep_from).len(), gone);
        }
    }
}
