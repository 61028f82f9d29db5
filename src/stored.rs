//! From what the store keeps to objects: decoded, and with their resourceVersions, which are not part of what is stored.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::vec::IntoIter;

use coracle_object::Value;
use coracle_object::places::{self, Places};
use coracle_object::selectors::LabelSelector;
use coracle_store::{HistoryError, Listing, Record};

use crate::conversion;
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
fn object_at(kind: &Kind, record: &Record, revision: u64) -> Result<Value, Failure> {
    let object = match kind.asks() {
        true => kind.decode_stored(record.value()).map_err(|why| {
            let path = kind.storage_path(&record.key.namespace, &record.key.name);
            Failure::not_decodable(&path, record.modified, &why)
        })?,
        false => read(kind, record.value())?,
    };
    Ok(with_version(kind, object, revision))
}

/// What was stored as an object, without its resourceVersion.
///
/// # Errors
/// Like [`object`].
pub fn read(kind: &Kind, text: &[u8]) -> Result<Value, Failure> {
    kind.decode_stored(text).map_err(|why| match kind.asks() {
        true => Failure::unexplained(why),
        false => unreadable(kind, &why),
    })
}

/// A record as an object of the version in which it is stored, for who looks at its metadata alone.
///
/// # Errors
/// Like [`object`].
pub fn as_stored(kind: &Kind, record: &Record) -> Result<Value, Failure> {
    let object = kind.decode_as_stored(record.value()).map_err(|why| unreadable(kind, &why))?;
    Ok(with_version(kind, object, record.modified))
}

fn unreadable(kind: &Kind, why: &str) -> Failure {
    Failure::internal(format!("a stored {} cannot be read: {why}", kind.kind()))
}

/// An object with its resourceVersion.
pub fn with_version(kind: &Kind, mut object: Value, revision: u64) -> Value {
    edit::set_text(&mut object, "resourceVersion", &revision.to_string());
    kind.schema().settle(object)
}

/// All objects of a kind. One is read when it is looked at.
pub struct All {
    kind: Arc<Kind>,
    records: Vec<Record>,
}

impl All {
    /// Those of these records.
    pub fn new(kind: Arc<Kind>, records: Vec<Record>) -> Self {
        All { kind, records }
    }

    /// What is made of the objects.
    ///
    /// # Errors
    /// One that was looked at cannot be read.
    pub fn read<T>(&self, make: impl FnOnce(&mut dyn Iterator<Item = Value>) -> T) -> Result<T, Failure> {
        let mut unread = Ok(());
        let mut all = self
            .records
            .iter()
            .map_while(|record| object(&self.kind, record).map_err(|failure| unread = Err(failure)).ok());
        let made = make(&mut all);
        drop(all);
        unread.map(|()| made)
    }
}

/// An object that is decoded once, or cannot be.
pub type Decoded = OnceLock<Result<Value, Failure>>;

/// An object as it is stored, decoded only where somebody has to look into it.
pub struct Stored<'r> {
    record: &'r Record,
    /// Its resourceVersion.
    revision: u64,
    own: Decoded,
    /// What others have decoded, or will use.
    shared: Option<&'r Decoded>,
}

impl<'r> Stored<'r> {
    /// Of a record.
    pub fn new(record: &'r Record) -> Self {
        Stored { record, revision: record.modified, own: OnceLock::new(), shared: None }
    }

    /// The same with another resourceVersion, decoded once for all who share that.
    pub fn shared(record: &'r Record, revision: u64, decoded: &'r Decoded) -> Self {
        Stored { revision, shared: Some(decoded), ..Stored::new(record) }
    }

    /// Can it be shown, and its labels be looked at, without decoding it?
    pub fn is_plain(&self) -> bool {
        Places::of(self.record.value()).is_some()
    }

    /// Writes its text with its resourceVersion, where that can be had without decoding it; says whether it did.
    pub fn write(&self, out: &mut Vec<u8>) -> bool {
        let text = self.record.value();
        Places::of(text).inspect(|places| places.write(text, self.revision, out)).is_some()
    }

    /// The same of an item of a list, which says for all what they are.
    pub fn write_untyped(&self, out: &mut Vec<u8>) -> bool {
        let text = self.record.value();
        Places::of(text).inspect(|places| places.write_untyped(text, self.revision, out)).is_some()
    }

    /// The object.
    ///
    /// # Errors
    /// Like [`object`].
    pub fn object(&self, kind: &Kind) -> Result<&Value, Failure> {
        let decoded = self.shared.unwrap_or(&self.own);
        decoded.get_or_init(|| object_at(kind, self.record, self.revision)).as_ref().map_err(Clone::clone)
    }

    /// The object by itself.
    ///
    /// # Errors
    /// Like [`object`].
    pub fn into_object(self, kind: &Kind) -> Result<Value, Failure> {
        if self.shared.is_some() {
            return self.object(kind).cloned();
        }
        self.own.into_inner().unwrap_or_else(|| object_at(kind, self.record, self.revision))
    }

    /// Is it selected by its labels?
    ///
    /// # Errors
    /// Like [`object`].
    pub fn has_labels(&self, kind: &Kind, wanted: &LabelSelector) -> Result<bool, Failure> {
        match Places::of(self.record.value()) {
            Some(places) => Ok(wanted.matches_text(&places, self.record.value())),
            None => Ok(wanted.matches(edit::get(self.object(kind)?, "labels").and_then(Value::as_object))),
        }
    }
}

/// A record that something is decided on.
pub struct Held(pub Record);

impl Held {
    /// Its text with its resourceVersion, where that can be had without decoding it.
    pub fn text(&self) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        Stored::new(&self.0).write(&mut text).then_some(text)
    }

    /// A text in it, by the names of the members that lead there.
    pub fn text_at(&self, names: &[&str]) -> Option<Cow<'_, str>> {
        places::text_at(self.0.value(), names)
    }
}

/// An object that was stored just now.
pub struct Written {
    /// As it was decided: its resourceVersion is not in it, or another's.
    pub object: Value,
    /// Its text as it is stored.
    pub text: Vec<u8>,
    /// Its resourceVersion.
    pub revision: u64,
}

impl Written {
    /// As [`Stored::write`].
    pub fn write(&self, out: &mut Vec<u8>) -> bool {
        Places::of(&self.text).inspect(|places| places.write(&self.text, self.revision, out)).is_some()
    }

    /// The object by itself.
    pub fn into_object(self, kind: &Kind) -> Value {
        with_version(kind, self.object, self.revision)
    }
}

/// Which records of a list are selected.
#[derive(Clone)]
pub struct Select {
    show: Arc<Show>,
    /// Where it looks to find that out.
    pub looks: Looks,
}

/// Where must be looked in an object to tell whether it is selected?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// At its key alone.
    AtKey,
    /// At its labels, too.
    AtLabels,
    /// Anywhere: it has to be decoded.
    Everywhere,
}

type Show = dyn for<'r> Fn(&'r Record) -> Result<Option<Stored<'r>>, Failure> + Send + Sync;

impl Select {
    /// What is shown of a record, if it is selected.
    pub fn new(
        looks: Looks,
        show: impl for<'r> Fn(&'r Record) -> Result<Option<Stored<'r>>, Failure> + Send + Sync + 'static,
    ) -> Self {
        Select { show: Arc::new(show), looks }
    }

    /// All.
    pub fn all() -> Self {
        Select::new(Looks::AtKey, |record| Ok(Some(Stored::new(record))))
    }

    /// What a list shows of a record, if that is selected.
    ///
    /// # Errors
    /// Like [`object`].
    pub fn show<'r>(&self, record: &'r Record) -> Result<Option<Stored<'r>>, Failure> {
        (self.show)(record)
    }
}

/// The objects of a list, in their order: read some at a time, and made one by one. Copies go on by themselves.
#[derive(Clone)]
pub struct Objects {
    records: Records,
    select: Select,
    /// The kind as whose they are read, where a webhook may have to convert them.
    kind: Option<Arc<Kind>>,
    /// About how many bytes have to be looked at.
    pub bytes: usize,
}

#[derive(Clone)]
enum Records {
    /// Where the list has come to, and nothing more.
    Listing(Box<Listing>),
    /// What is no longer stored.
    Held(IntoIter<Record>),
}

impl Objects {
    /// Those of a listing, whose records have about so many bytes.
    pub fn listed(listing: Listing, select: Select, bytes: usize) -> Self {
        Objects { records: Records::Listing(Box::new(listing)), select, kind: None, bytes }
    }

    /// Those of these records.
    pub fn held(records: Vec<Record>, select: Select) -> Self {
        let bytes = records.iter().map(|record| record.value().len()).sum();
        Objects { records: Records::Held(records.into_iter()), select, kind: None, bytes }
    }

    /// The same, read as those of a kind.
    #[must_use]
    pub fn of(self, kind: &Arc<Kind>) -> Self {
        Objects { kind: kind.asks().then(|| kind.clone()), ..self }
    }

    /// The next records, selected or not: at least one, and no further one beyond so many bytes; none at the end.
    ///
    /// # Errors
    /// 410 where they are gone, and why they cannot be read.
    pub async fn next(&mut self, bytes_max: usize) -> Result<Vec<Record>, Failure> {
        let records = self.records(bytes_max).await.map_err(|error| match error {
            HistoryError::Gone { .. } => Failure::expired(),
            HistoryError::Closed | HistoryError::Unreadable(_) => Failure::internal(error),
        })?;
        match &self.kind {
            Some(kind) => conversion::converted(kind, records).await,
            None => Ok(records),
        }
    }

    async fn records(&mut self, bytes_max: usize) -> Result<Vec<Record>, HistoryError> {
        match &mut self.records {
            Records::Listing(listing) => listing.next(bytes_max).await,
            Records::Held(records) => {
                let (mut part, mut bytes) = (Vec::new(), 0);
                while let Some(record) = records.as_slice().first() {
                    bytes += record.value().len();
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
            Records::Held(records) => records.as_slice().iter().map(|record| record.value().len()).sum(),
        }
    }
}
