//! Checksums of rows: CRC-32 over all that a row says, so that what is read can be told from what was written.
//!
//! They find what a disk or a stray write did, not what somebody does on purpose. Every single flipped bit is found.

use coracle_store::{Event, Key, ManagerRow, Record, Revision};
use crc32fast::Hasher;

/// Of a row of `objects`.
pub(crate) fn record(layer: i64, record: &Record) -> i64 {
    let mut sum = Sum::of(layer);
    let key = &record.key;
    sum.text(&key.resource).text(&key.namespace).text(&key.name).text(record.uid());
    sum.number(record.created).number(record.modified).bytes(record.value());
    sum.end()
}

/// Of a row of `events`; `kind` follows from the rest.
pub(crate) fn event(world: i64, event: &Event, time_ms: i64) -> i64 {
    let mut sum = Sum::of(world);
    sum.number(event.revision).number(time_ms.cast_unsigned());
    for side in [&event.previous, &event.record] {
        sum.number(side.as_ref().map_or(0, |side| record(0, side).cast_unsigned()));
    }
    sum.end()
}

/// Of a row of `managed_fields`.
pub(crate) fn manager(layer: i64, object: Revision, position: i64, row: &ManagerRow) -> i64 {
    let mut sum = Sum::of(layer);
    sum.number(object).number(position.cast_unsigned());
    sum.text(&row.manager).text(&row.operation).text(&row.subresource).text(&row.api_version).text(&row.fields);
    sum.number(row.time.is_some().into()).text(row.time.as_deref().unwrap_or_default());
    sum.end()
}

/// Of a row of `hidden`.
pub(crate) fn hidden(layer: i64, created: Revision, key: &Key) -> i64 {
    let mut sum = Sum::of(layer);
    sum.number(created).text(&key.resource).text(&key.namespace).text(&key.name);
    sum.end()
}

/// Of a row of `layers`, `worlds` or `snapshots`: its numbers and its texts.
pub(crate) fn entry(numbers: &[i64], texts: &[&str]) -> i64 {
    let mut sum = Sum::default();
    for number in numbers {
        sum.number(number.cast_unsigned());
    }
    for text in texts {
        sum.text(text);
    }
    sum.end()
}

/// Of any text.
pub(crate) fn text(text: &str) -> u32 {
    crc32fast::hash(text.as_bytes())
}

/// Says that something is not what was written, where the checksum beside it is not its own.
pub(crate) fn compare(what: impl FnOnce() -> String, stored: i64, own: i64) -> Result<(), sqlx::Error> {
    if stored == own {
        return Ok(());
    }
    let what = what();
    Err(sqlx::Error::Decode(
        format!("{what} is not what was written: its checksum is {own:08x}, not {stored:08x}").into(),
    ))
}

#[derive(Default)]
struct Sum(Hasher);

impl Sum {
    /// Of a row in a layer, or of a world. The first one's rows are as they were before there were others.
    fn of(number: i64) -> Sum {
        let mut sum = Sum::default();
        if number != 0 {
            sum.number(number.cast_unsigned());
        }
        sum
    }

    fn number(&mut self, number: u64) -> &mut Sum {
        self.0.update(&number.to_le_bytes());
        self
    }

    /// With their number before them, so that no two rows have the same bytes.
    fn bytes(&mut self, bytes: &[u8]) -> &mut Sum {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
        self
    }

    fn text(&mut self, text: &str) -> &mut Sum {
        self.bytes(text.as_bytes())
    }

    fn end(self) -> i64 {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use coracle_store::Draft;

    use super::*;

    fn sample(value: &[u8]) -> Record {
        Draft { key: Key::new("r", "n", "a"), uid: "u", created: 2, modified: 3, value: value.to_vec() }.into()
    }

    #[test]
    fn every_flipped_bit_of_a_value_shows() {
        let value = vec![0x5a_u8; 300];
        let sum = record(0, &sample(&value));
        for bit in 0..value.len() * 8 {
            let mut flipped = value.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(record(0, &sample(&flipped)), sum, "bit {bit}");
        }
    }

    #[test]
    fn every_part_counts_and_where_it_stands() {
        let one = sample(b"x");
        let others = [
            Draft { key: Key::new("rn", "", "a"), ..one.draft() },
            Draft { key: Key::new("r", "na", ""), ..one.draft() },
            Draft { uid: "v", ..one.draft() },
            Draft { uid: "xu", value: b"".to_vec(), ..one.draft() },
            Draft { created: 1, ..one.draft() },
            Draft { modified: 4, ..one.draft() },
            Draft { value: b"xx".to_vec(), ..one.draft() },
        ]
        .map(Record::from);
        assert_ne!(record(1, &one), record(0, &one));
        for other in &others {
            assert_ne!(record(0, other), record(0, &one), "{other:?}");
        }
        let created = Event::new(3, None, Some(one.clone())).unwrap();
        let deleted = Event::new(3, Some(one.clone()), None).unwrap();
        let updated = Event::new(3, Some(one.clone()), Some(one)).unwrap();
        let sums = [
            event(0, &created, 5),
            event(0, &deleted, 5),
            event(0, &updated, 5),
            event(0, &created, -5),
            event(1, &created, 5),
        ];
        assert!(sums.iter().enumerate().all(|(i, sum)| !sums[..i].contains(sum)), "{sums:?}");
        let row = ManagerRow {
            manager: "m".to_owned(),
            operation: "o".to_owned(),
            subresource: String::new(),
            api_version: "v".to_owned(),
            time: None,
            fields: "f".to_owned(),
        };
        let timed = ManagerRow { time: Some(String::new()), ..row.clone() };
        let sums = [
            manager(0, 2, 0, &row),
            manager(1, 2, 0, &row),
            manager(0, 3, 0, &row),
            manager(0, 2, 1, &row),
            manager(0, 2, 0, &timed),
        ];
        assert!(sums.iter().enumerate().all(|(i, sum)| !sums[..i].contains(sum)), "{sums:?}");
    }
}
