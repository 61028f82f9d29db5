//! How much of the log is kept: the bounds, and which of the oldest events they let go. Pure.

use std::time::Duration;

use crate::log::{Aged, Extent, OLDEST_MAX};
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
    /// At most so many bytes of events are kept: their values before and after, and 200 for each.
    pub keep_bytes_max: u64,
}

impl Default for Compaction {
    /// Five minutes and 1,000 events at least, 100,000 events and 256 MiB at most.
    fn default() -> Compaction {
        Compaction {
            keep_for: Duration::from_mins(5),
            keep_events_min: 1_000,
            keep_events_max: 100_000,
            keep_bytes_max: 256 << 20,
        }
    }
}

impl Compaction {
    /// Keeps everything. For those who open a file only to look at it.
    pub const OFF: Compaction = Compaction {
        keep_for: Duration::MAX,
        keep_events_min: u64::MAX,
        keep_events_max: u64::MAX,
        keep_bytes_max: u64::MAX,
    };

    /// Whether it is worth a transaction to remove something now. Between what makes it so and what is then removed
    /// there is some room, so that not every change is followed by a removal.
    pub(crate) fn is_due(&self, log: &Extent, now_ms: i64) -> bool {
        let old = |oldest: i64| oldest < self.young_from(now_ms, self.keep_for.saturating_add(self.keep_for / 10));
        log.events > self.keep_events_max
            || log.bytes > self.keep_bytes_max
            || (log.events > self.keep_events_min && log.oldest_ms.is_some_and(old))
    }

    /// Which of the oldest events, given in order, are to go: those up to the returned one.
    pub(crate) fn removable<'a>(&self, log: &Extent, oldest: &'a [Aged], now_ms: i64) -> &'a [Aged] {
        let young_from = self.young_from(now_ms, self.keep_for);
        let events_max = self.keep_events_max - (self.keep_events_max / 10).min(OLDEST_MAX as u64);
        let events_max = events_max.max(self.keep_events_min.min(self.keep_events_max));
        let bytes_max = self.keep_bytes_max - self.keep_bytes_max / 10;
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
    pub(crate) fn look_every(&self) -> Duration {
        (self.keep_for / 10).clamp(Duration::from_millis(50), Duration::from_secs(30))
    }
}

/// Which of the oldest events come before `keep_from`.
pub(crate) fn before(oldest: &[Aged], keep_from: Revision) -> &[Aged] {
    &oldest[..oldest.partition_point(|event| event.revision < keep_from)]
}
