//! Many rows of `objects` in one row of an answer. Each row of an answer goes from thread to thread, and wakes one, which takes
//! several times as long as reading and checking what is in it.

use coracle_store::{Draft, Key, Record};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::rows::{Names, unreadable, unsound, whole};

/// So many rows come in one.
const ROWS: i64 = 256;
/// A value of more bytes does not come with them.
const VALUE_BYTES_MAX: i64 = 16 << 10;

/// Of each row its numbers and the bytes of its parts, in decimal; then its texts, and its value, without anything between them. No
/// row is passed over for what is not there: a column that must not be NULL and is counts as empty.
macro_rules! page_of {
    ($rows:literal) => {
        concat!(
            "
    SELECT max(place),
      group_concat(format('%d %d %d %d %d %d %d %d %d', place, created, modified, checksum, octet_length(resource),
        octet_length(namespace), octet_length(name), octet_length(uid), octet_length(value)), ';'),
      group_concat(concat(resource, namespace, name, uid), ''),
      group_concat(iif(octet_length(value) > ?2, '', value), '')
    FROM (",
            $rows,
            " LIMIT ?3)"
        )
    };
}

/// How the rows of a layer are gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// As the table has them, which goes through those of other layers as well: what their index says is not made use of.
    Table,
    /// As their index has them: in the order of their creation.
    Index,
}

/// Some rows, in the order of their places.
pub(crate) struct Page {
    layer: i64,
    row: SqliteRow,
    /// The last one's place.
    pub last: i64,
}

/// A row that was packed.
pub(crate) enum Unpacked {
    /// It is what was written; and its place.
    Record(i64, Record),
    /// It is too large to come with others. Its place, and its creation.
    Large(i64, i64),
}

/// The rows of a layer behind this place; none where there are no more.
pub(crate) async fn page(
    db: &mut SqliteConnection,
    by: By,
    layer: i64,
    after: i64,
) -> Result<Option<Page>, sqlx::Error> {
    let page = match by {
        By::Table => {
            page_of!("SELECT rowid AS place, * FROM objects NOT INDEXED WHERE layer = ?4 AND rowid > ?1 ORDER BY rowid")
        }
        By::Index => {
            page_of!("SELECT created AS place, * FROM objects WHERE layer = ?4 AND created > ?1 ORDER BY created")
        }
    };
    let row = sqlx::query(page).bind(after).bind(VALUE_BYTES_MAX).bind(ROWS).bind(layer).fetch_one(db).await?;
    let last: Option<i64> = row.try_get(0)?;
    Ok(last.map(|last| Page { layer, row, last }))
}

impl Page {
    /// Takes them apart, and holds each against its checksum.
    pub fn unpacked(&self, names: &mut Names) -> Vec<Result<Unpacked, sqlx::Error>> {
        let (numbers, mut texts, mut values) = match self.parts() {
            Ok(parts) => parts,
            Err(error) => return vec![Err(error)],
        };
        let one = |line| {
            one(self.layer, line, &mut texts, &mut values, names)
                .ok_or_else(|| unsound("rows cannot be told apart".into()))?
        };
        numbers.split(';').map(one).collect()
    }

    fn parts(&self) -> Result<(&str, &[u8], &[u8]), sqlx::Error> {
        Ok((self.row.try_get(1)?, self.row.try_get(2)?, self.row.try_get::<Option<_>, _>(3)?.unwrap_or_default()))
    }
}

/// Takes one off the beginning of each; nothing where it is not there.
fn one(
    layer: i64,
    line: &str,
    texts: &mut &[u8],
    values: &mut &[u8],
    names: &mut Names,
) -> Option<Result<Unpacked, sqlx::Error>> {
    let mut numbers = line.split(' ').map_while(|number| number.parse::<i64>().ok());
    let (place, created) = (numbers.next()?, numbers.next()?);
    let (modified, checksum) = (numbers.next()?, numbers.next()?);
    let mut text = || texts.split_off(..usize::try_from(numbers.next()?).ok()?).map(str::from_utf8);
    let (resource, namespace, name, uid) = (text()?, text()?, text()?, text()?);
    let bytes = numbers.next()?;
    if bytes > VALUE_BYTES_MAX {
        return Some(Ok(Unpacked::Large(place, created)));
    }
    let value = values.split_off(..usize::try_from(bytes).ok()?)?;
    let mut record = || {
        let draft = Draft {
            key: Key::new(names.shared(resource?), names.shared(namespace?), name?),
            uid: uid?,
            created: created.cast_unsigned(),
            modified: modified.cast_unsigned(),
            value: value.to_vec(),
        };
        Ok::<_, std::str::Utf8Error>(Record::from(draft))
    };
    let record = record().map_err(|error| unreadable(created, &error));
    Some(record.and_then(|record| whole(layer, record, checksum)).map(|record| Unpacked::Record(place, record)))
}
