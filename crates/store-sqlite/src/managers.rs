//! The managers' rows: as they stand in the file, and what of them a change leaves to be written.

use coracle_store::{ManagerRow, Revision};
use sqlx::sqlite::SqliteConnection;

use crate::rows::manager;

/// Where a manager's row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The revision that created the object.
    pub object: Revision,
    /// That in its list of managers, from 0 on.
    pub position: i64,
}

/// A manager's row, and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub place: Place,
    pub row: ManagerRow,
}

/// What is to be written where managers have become others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Differences {
    pub put: Vec<Placed>,
    pub drop: Vec<Place>,
}

impl Differences {
    /// Adds what has changed of the managers of one object. Most changes are by one manager, whose row alone is another then.
    pub fn add(&mut self, object: Revision, before: &[ManagerRow], after: Vec<ManagerRow>) {
        let place = |position| Place { object, position };
        let left = after.len();
        let changed = (0..).zip(after).enumerate().filter(|(i, (_, row))| before.get(*i) != Some(row));
        self.put.extend(changed.map(|(_, (position, row))| Placed { place: place(position), row }));
        self.drop.extend((0..).take(before.len()).skip(left).map(place));
    }
}

/// The managers of a record in a layer, by the revision that created it, in their order.
pub(crate) async fn managers_of(
    db: &mut SqliteConnection,
    layer: i64,
    object: Revision,
) -> Result<Vec<ManagerRow>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT position, manager, operation, subresource, api_version, time, fields, checksum FROM managed_fields \
         WHERE layer = ? AND object = ? ORDER BY position",
    )
    .bind(layer)
    .bind(object.cast_signed())
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| manager(layer, object, row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(manager: &str) -> ManagerRow {
        let [operation, subresource, api_version, fields] = ["Apply", "", "v1", "{}"].map(str::to_owned);
        ManagerRow { manager: manager.to_owned(), operation, subresource, api_version, time: None, fields }
    }

    #[test]
    fn what_stands_there_already_is_not_written() {
        let rows = |names: &str| names.split_terminator(' ').map(row).collect::<Vec<_>>();
        for (before, after, put, dropped) in [
            ("", "", "", &[][..]),
            ("", "a b", "0a 1b", &[]),
            ("a b c", "a b c", "", &[]),
            ("a b c", "a x c", "1x", &[]),
            ("a b c", "b c", "0b 1c", &[2]),
            ("a b c", "", "", &[0, 1, 2]),
            ("a", "a b", "1b", &[]),
        ] {
            let mut found = Differences::default();
            found.add(7, &rows(before), rows(after));
            assert!(found.put.iter().map(|one| one.place).chain(found.drop.iter().copied()).all(|at| at.object == 7));
            let texts = found.put.iter().map(|one| format!("{}{}", one.place.position, one.row.manager));
            assert_eq!(texts.collect::<Vec<_>>().join(" "), put, "{before} to {after}");
            let positions: Vec<_> = found.drop.iter().map(|place| place.position).collect();
            assert_eq!(positions, dropped, "{before} to {after}");
        }
    }
}
