//! How much room the records have, and which writes go through where there is no more. Pure.
//!
//! What makes its record no larger always goes through, and so does a deletion. For the rest there are two bounds on all records
//! together: one for what is new, and one above it for what only has its bookkeeping grow.
//! docs/decisions/0020-bounds-on-data.md has the reasons.

use crate::error::ChangeError;
use crate::record::{Key, Record};

/// What a record takes beside its value and key, at most: its row, its index, its managers' rows, its place in memory.
const RECORD_BYTES: u64 = 1024;
/// What may still be added, while the disk is full, by writes that need it to let something go.
const FULL_RESERVE_BYTES: u64 = 1 << 20;

/// One part of so many of a limit is for records that are new or grow.
const USUAL_PART: u64 = 4;

/// Up to which bound a put may make its record larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// It brings something: up to the lower bound.
    Usual,
    /// What it brings is less than what it takes away, but for the bookkeeping of who wrote: up to the upper bound.
    Reserve,
    /// It is a step of letting something go, and is bounded by that: always.
    Any,
}

/// How much the records may have, by [`record_bytes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// For [`Share::Usual`].
    usual: u64,
    /// For [`Share::Reserve`].
    reserve: u64,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// The store's own limit, if it has one.
    Limit(u64),
    /// The disk is full, as it said.
    Full(String),
}

impl Room {
    /// Room for a file of so many bytes, its write-ahead log and its history included; `None` for as many as there are.
    ///
    /// A file is within three times its records (docs/decisions/0014-compaction.md), so a third is the upper bound.
    pub fn within(limit: Option<u64>) -> Room {
        let of = |part: u64| limit.map_or(u64::MAX, |limit| limit / part);
        Room { usual: of(USUAL_PART), reserve: of(3), why: Why::Limit(limit.unwrap_or(u64::MAX)) }
    }

    /// The limit within which records of so many bytes are just those for which there is room.
    pub fn needed(records: u64) -> u64 {
        records.saturating_mul(USUAL_PART)
    }

    /// What is left of it while the disk is full, with so many bytes of records.
    pub fn while_full(&self, records: u64, why: &str) -> Room {
        let reserve = self.reserve.min(records.saturating_add(FULL_RESERVE_BYTES));
        Room { usual: 0, reserve, why: Why::Full(why.to_owned()) }
    }

    pub fn is_full(&self) -> bool {
        matches!(self.why, Why::Full(_))
    }

    /// Lets a record that has `before` bytes have `after`, where all have `records`, or says why not.
    pub fn admit(&self, share: Share, records: u64, before: u64, after: u64) -> Result<(), ChangeError> {
        let max = match share {
            _ if after <= before => return Ok(()),
            Share::Usual => self.usual,
            Share::Reserve => self.reserve,
            Share::Any => return Ok(()),
        };
        let needed = (records - before).saturating_add(after);
        if needed <= max {
            return Ok(());
        }
        Err(match &self.why {
            Why::Limit(limit) => ChangeError::OverLimit { needed, max, limit: *limit },
            Why::Full(why) => ChangeError::NoSpace(why.clone()),
        })
    }
}

/// What a record counts.
pub(crate) fn record_bytes(record: &Record) -> u64 {
    bytes_of(&record.key, record.value().len())
}

/// What a record of this key would count whose value has so many bytes.
pub(crate) fn bytes_of(key: &Key, value_bytes: usize) -> u64 {
    (value_bytes + key.resource.len() + key.namespace.len() + key.name.len()) as u64 + RECORD_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through() {
        let usual = Room::within(Some(1200));
        let full = usual.while_full(200, "as told");
        let ours = |needed, max| Err(ChangeError::OverLimit { needed, max, limit: 1200 });
        let disk = || Err(ChangeError::NoSpace("as told".to_owned()));
        // Bounds: 300 and 400. What all have, what one had and is to have.
        for (share, records, before, after, expected, when_full) in [
            (Share::Usual, 200, 0, 100, Ok(()), disk()),
            (Share::Usual, 200, 0, 101, ours(301, 300), disk()),
            (Share::Usual, 300, 50, 51, ours(301, 300), disk()),
            (Share::Usual, 900, 50, 50, Ok(()), Ok(())),
            (Share::Usual, 900, 50, 10, Ok(()), Ok(())),
            (Share::Reserve, 390, 50, 60, Ok(()), Ok(())),
            (Share::Reserve, 390, 50, 61, ours(401, 400), disk()),
            (Share::Any, 900, 50, 500, Ok(()), Ok(())),
        ] {
            let name = format!("{share:?} of {records}: {before} to {after}");
            assert_eq!(usual.admit(share, records, before, after), expected, "{name}");
            assert_eq!(full.admit(share, records, before, after), when_full, "{name}, full");
            assert_eq!(Room::within(None).admit(share, records, before, after), Ok(()), "{name}, no limit");
        }
        let grown = Room::within(None).while_full(200, "");
        assert_eq!(grown.admit(Share::Reserve, 200, 50, 50 + FULL_RESERVE_BYTES), Ok(()));
        assert!(grown.admit(Share::Reserve, 201, 50, 50 + FULL_RESERVE_BYTES).is_err());
    }
}
