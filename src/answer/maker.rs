//! What makes the text of a list, part by part, and compresses it where that is wanted. It does not know when and where it works.

use std::io::Write;

use coracle_store::Record;
use flate2::write::GzEncoder;

use super::GZIP_LEVEL;
use super::items::Items;
use crate::status::Failure;
use crate::stored::{Looks, Select, Stored};

/// What makes the text of a list, and compresses it where that is wanted.
pub struct Maker {
    /// Its items.
    pub items: Items,
    select: Select,
    gzip: Option<GzEncoder<Vec<u8>>>,
}

impl Maker {
    /// Of these of a list's items that are selected.
    pub fn new(items: Items, select: Select) -> Self {
        Maker { items, select, gzip: None }
    }

    /// Compresses what goes out from now on.
    pub fn compress(&mut self) {
        self.gzip = Some(GzEncoder::new(Vec::new(), GZIP_LEVEL));
    }

    /// Does it compress?
    pub fn compresses(&self) -> bool {
        self.gzip.is_some()
    }

    /// Writes the items that some records are.
    ///
    /// # Errors
    /// What is stored cannot be read.
    pub fn write(&mut self, records: &[Record], out: &mut Vec<u8>) -> Result<(), Failure> {
        for record in records {
            if let Some(stored) = self.select.show(record)? {
                self.items.push(stored, out)?;
            }
        }
        Ok(())
    }

    /// Is little more needed than copying?
    pub fn copies(&self) -> bool {
        self.gzip.is_none() && self.items.are_as_stored() && self.select.looks != Looks::Everywhere
    }

    /// Writes what needs nothing but copying, and says of how many records that was so. What needs more has to be done where it keeps
    /// nobody waiting, and where there is room for recursion.
    ///
    /// # Errors
    /// Like [`Maker::write`].
    pub fn copy(&mut self, records: &[Record], out: &mut Vec<u8>) -> Result<usize, Failure> {
        let copies = self.copies();
        for (done, record) in records.iter().enumerate() {
            if !copies || (self.select.looks == Looks::AtLabels && !Stored::new(record).is_plain()) {
                return Ok(done);
            }
            if let Some(stored) = self.select.show(record)?
                && !self.items.copy(&stored, out)
            {
                return Ok(done);
            }
        }
        Ok(records.len())
    }

    /// Appends what goes out for the next part of the text; nothing, where compression waits for more of it.
    ///
    /// # Errors
    /// Like [`Maker::write`].
    pub fn append(
        &mut self,
        out: &mut Vec<u8>,
        is_last: bool,
        write: impl FnOnce(&mut Self, &mut Vec<u8>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        if self.gzip.is_none() {
            return write(self, out);
        }
        let mut text = Vec::new();
        write(self, &mut text)?;
        let Some(mut gzip) = self.gzip.take() else { return Ok(()) };
        gzip.write_all(&text).map_err(Failure::internal)?;
        if is_last {
            out.extend(gzip.finish().map_err(Failure::internal)?);
        } else {
            out.append(gzip.get_mut());
            self.gzip = Some(gzip);
        }
        Ok(())
    }
}
