//! Going through what happened: a position in the one log, not a queue. It costs nothing while nobody asks it, and a slow one
//! delays only itself.
//!
//! Recent events come from memory, older ones from the backend, in bounded pages. What compaction has removed is an error,
//! never a gap.

use crate::history::{Batch, HistoryError, Scope, select};
use crate::published::Found;
use crate::reader::Reader;
use crate::record::Revision;

/// A position in the log, and what of it is asked for. Holds the store open like any other handle.
pub struct Cursor {
    reader: Reader,
    scope: Scope,
    position: Revision,
}

impl Cursor {
    pub(crate) fn new(reader: Reader, scope: Scope, position: Revision) -> Cursor {
        Cursor { reader, scope, position }
    }

    /// Everything up to this revision has been returned, or was there before the cursor.
    pub fn position(&self) -> Revision {
        self.position
    }

    /// What comes after its position, as soon as there is anything, whether it matches or not; moves behind it.
    ///
    /// May be dropped at any await, and then has not moved. After an error it stands where it stood.
    pub async fn next(&mut self) -> Result<Batch, HistoryError> {
        loop {
            let batch = match self.reader.published().after(self.position, &self.scope)? {
                Found::Recent(batch) => batch,
                Found::Older => {
                    let page = self.reader.page(self.position).await?;
                    select(&self.scope, self.position, page.after(self.position))
                }
                Found::Nothing => {
                    self.reader.moved(self.position).await?;
                    continue;
                }
            };
            self.position = batch.through;
            return Ok(batch);
        }
    }
}
