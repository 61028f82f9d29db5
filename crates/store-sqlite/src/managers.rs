//! The managers' rows as they stand in the file.

use coracle_store::{ManagerRow, Revision};
use sqlx::sqlite::SqliteConnection;

use crate::rows::manager;
use crate::step::number;

/// The managers of the record that this revision created, in their order.
pub(crate) async fn managers_of(db: &mut SqliteConnection, object: Revision) -> Result<Vec<ManagerRow>, sqlx::Error> {
    let rows = sqlx::query(
        "SELECT position, manager, operation, subresource, api_version, time, fields, checksum FROM managed_fields \
         WHERE object = ? ORDER BY position",
    )
    .bind(number(object))
    .fetch_all(db)
    .await?;
    rows.iter().map(|row| manager(object, row)).collect()
}
