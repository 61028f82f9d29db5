//! From what the store keeps to objects: decoded, and with their resourceVersions, which are not part of what is stored.

use std::sync::Arc;
use std::vec::IntoIter;

use coracle_object::Value;
use coracle_object::decode::decode;
use coracle_object::encode::normalize;
use coracle_store::{HistoryError, Listing, Record};

use crate::status::Failure;
use coracle_kinds::Kind;
use coracle_object::edit;

/// A record as an object in typed form, with its resourceVersion.
///
/// # Errors
/// It cannot be read, which only a damaged file explains.
pub fn object(kind: &Kind, record: &Record) -> Result<Value, Failure> {
    object_at(kind, record, record.modified)
}

/// The same with another resourceVersion.
///
/// # Errors
/// Like [`object`].
pub fn object_at(kind: &Kind, record: &Record, revision: u64) -> Result<Value, Failure> {
    let decoded = decode(&record.value, kind.schema())
        .map_err(|why| Failure::internal(format!("a stored {} cannot be read: {why}", kind.kind())))?;
    Ok(with_version(kind, decoded.value, Some(revision)))
}

/// An object with the resourceVersion that it got; none where nothing was stored.
pub fn with_version(kind: &Kind, mut object: Value, revision: Option<u64>) -> Value {
    let Some(revision) = revision else { return object };
    edit::set_text(&mut object, "resourceVersion", &revision.to_string());
    normalize(object, kind.schema())
}

/// What a list shows of a record: its object, if it is selected.
pub type Select = Arc<dyn Fn(&Record) -> Result<Option<Value>, Failure> + Send + Sync>;

/// The objects of a list, in their order: read some at a time, and made one by one. Copies go on by themselves.
#[derive(Clone)]
pub struct Objects {
    records: Records,
    select: Select,
}

#[derive(Clone)]
enum Records {
    /// Where the list has come to, and nothing more.
    Listing(Box<Listing>),
    /// What is no longer stored.
    Held(IntoIter<Arc<Record>>),
}

impl Objects {
    /// Those of a listing.
    pub fn listed(listing: Listing, select: Select) -> Self {
        Objects { records: Records::Listing(Box::new(listing)), select }
    }

    /// Those of these records.
    pub fn held(records: Vec<Arc<Record>>, select: Select) -> Self {
        Objects { records: Records::Held(records.into_iter()), select }
    }

    /// The next records, selected or not: at least one, and no further one beyond so many bytes; none at the end.
    ///
    /// # Errors
    /// [`Listing::next`]'s.
    pub async fn next(&mut self, bytes_max: usize) -> Result<Vec<Arc<Record>>, HistoryError> {
        match &mut self.records {
            Records::Listing(listing) => listing.next(bytes_max).await,
            Records::Held(records) => {
                let (mut part, mut bytes) = (Vec::new(), 0);
                while let Some(record) = records.as_slice().first() {
                    bytes += record.value.len();
                    if bytes > bytes_max && !part.is_empty() {
                        break;
                    }
                    part.extend(records.next());
                }
                Ok(part)
            }
        }
    }

    /// What they show of a record.
    pub fn select(&self) -> Select {
        self.select.clone()
    }

    /// The listing that they come from, if they do.
    pub fn listing(&mut self) -> Option<&mut Listing> {
        match &mut self.records {
            Records::Listing(listing) => Some(listing),
            Records::Held(_) => None,
        }
    }

    /// How many bytes the records have that are theirs alone.
    pub fn held_bytes(&self) -> usize {
        match &self.records {
            Records::Listing(_) => 0,
            Records::Held(records) => records.as_slice().iter().map(|record| record.value.len()).sum(),
        }
    }
}
