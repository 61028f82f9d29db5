//! A list on its way out: whole where it is short, otherwise in pieces, each made when its client takes it.
//!
//! What has not been taken is a position ([`Objects`]) and less than a piece. A client that leaves ends it.

use std::sync::{Arc, Weak};

use bytes::Bytes;
use coracle_object::meta as metadata;
use futures_util::stream;
use tokio::sync::Mutex;
use tokio::task::yield_now;

use super::items::Items;
use super::maker::Maker;
use super::slow::{LookedAfter, Looking};
use super::unread::{Room, Unread};
use super::{Cut, GZIP_BYTES_MIN, ListMeta, Pieces, Reader, Reply, Response, View};
use crate::request::media::Form;
use crate::status::Failure;
use crate::stored::Objects;

/// A piece has so many bytes: with what HTTP puts around it, it fills two records of TLS.
const PIECE_BYTES: usize = 32 * 1024 - 8;
/// So many bytes of records are worked on at a time.
const PART_BYTES: usize = 32 * 1024;
/// A list whose items have no more than this goes out as a whole, and says how long it is.
const WHOLE_BYTES_MAX: usize = GZIP_BYTES_MIN;
/// What a list takes that is not being read, about: on its way to its socket, and encrypted.
const LIST_BYTES: usize = 96 * 1024;
/// What compressing takes, about.
const GZIP_BYTES: usize = 384 * 1024;
/// What was replaced and is still to come is kept, up to so many bytes for a list, where there is room.
const REPLACED_BYTES_MAX: usize = 3 << 20;

/// Answers with a list. `head` is the answer without its body.
///
/// # Errors
/// It cannot be shown in the form that was asked for, or what is stored cannot be read.
pub async fn reply(
    view: &View<'_>,
    mut head: Response,
    mut objects: Objects,
    meta: ListMeta,
    reader: &Reader<'_>,
) -> Result<Reply, Failure> {
    let unread = reader.unread;
    let outstanding = outstanding(view, &objects).await?;
    let mut maker = Maker::new(Items::new(view, meta, outstanding)?, objects.select());
    let mut written = Vec::new();
    while written.len() <= WHOLE_BYTES_MAX {
        let records = objects.next(PART_BYTES).await?;
        if records.is_empty() {
            head.body = maker.items.whole(written);
            return Ok(Reply::Whole(head.compressed_for(view.head)));
        }
        maker.write(&records, &mut written)?;
    }
    let room = unread.lists.room(reader.user, LIST_BYTES + objects.held_bytes()).await;
    let (mut spare, mut compression_bytes) = (Room::none(), 0);
    // Where there is no room to compress it, it goes out as it is.
    if view.head.takes_gzip() && unread.spare.widen(reader.user, &mut spare, GZIP_BYTES) {
        maker.compress();
        head.headers.push(("content-encoding", "gzip".into()));
        compression_bytes = GZIP_BYTES;
    }
    if view.head.takes_gzip() {
        head.headers.push(("vary", "Accept-Encoding".into()));
    }
    if let Some(listing) = objects.listing() {
        listing.hold_at_most(REPLACED_BYTES_MAX);
    }
    let ready = unread.ready.room(reader.user, written.len()).await;
    let list = List {
        objects,
        maker: Some(maker),
        ready: Bytes::new(),
        stage: Stage::Begins(ready.keep(written)),
        _room: room,
        spare,
        compression_bytes,
        unread: unread.clone(),
        user: reader.user.clone(),
    };
    Ok(Reply::List(head, list.pieces()))
}

/// The name of the object that stands out in a table of these, where one does: all of them are looked at before the first row is made.
async fn outstanding(view: &View<'_>, objects: &Objects) -> Result<Option<String>, Failure> {
    let rules = &view.kind.rules;
    if !matches!(view.accepted.form, Form::Table(_)) || rules.outstanding().is_none() {
        return Ok(None);
    }
    let (mut objects, mut found) = (objects.clone(), None);
    loop {
        let records = objects.next(PART_BYTES).await?;
        if records.is_empty() {
            return Ok(found.map(|object| metadata::text(&object, "name").to_owned()));
        }
        for record in &records {
            let Some(stored) = objects.select().show(record)? else { continue };
            let object = stored.into_object(view.kind)?;
            if rules.outranks(&object, found.as_ref()) {
                found = Some(object);
            }
        }
    }
}

/// A list of which something has been written and more is to come.
struct List {
    objects: Objects,
    /// None while it works elsewhere.
    maker: Option<Maker>,
    /// What goes out next.
    ready: Bytes,
    stage: Stage,
    /// For what it needs until its end.
    _room: Room,
    /// For compression, which takes so many bytes, and for what was replaced.
    spare: Room,
    compression_bytes: usize,
    unread: Arc<Unread>,
    /// Whose turns it takes.
    user: Arc<str>,
}

/// How far a list has come.
enum Stage {
    /// These items have been written.
    Begins(Bytes),
    /// This is what stands behind all.
    GoesOn(Vec<u8>),
    Over,
}

/// A list that its client reads, and that is looked after meanwhile.
struct Shared(Mutex<List>);

impl LookedAfter for Shared {
    fn look(self: Arc<Self>) -> Looking {
        Box::pin(async move {
            // While its client reads, that looks after it.
            let Ok(mut list) = self.0.try_lock() else { return };
            // What has gone wrong shows when it is read on.
            if let Some(listing) = list.objects.listing() {
                let _ = listing.keep_up().await;
            }
            let _ = list.fit();
        })
    }
}

impl List {
    /// What goes out, piece by piece, as it is asked for.
    fn pieces(self) -> Pieces {
        let unread = self.unread.clone();
        let list = Arc::new(Shared(Mutex::new(self)));
        let weak: Weak<Shared> = Arc::downgrade(&list);
        let looked_after = unread.look_after(weak);
        Box::pin(stream::unfold((list, looked_after), |(list, looked_after)| async {
            let piece = list.0.lock().await.piece().await?;
            Some((piece, (list, looked_after)))
        }))
    }

    async fn piece(&mut self) -> Option<Result<Bytes, Cut>> {
        while self.ready.len() < PIECE_BYTES && !matches!(self.stage, Stage::Over) {
            let before = self.ready.len();
            if let Err(failure) = self.more().await {
                tracing::error!(why = failure.message(), "a list was cut short");
                (self.stage, self.ready) = (Stage::Over, Bytes::new());
                return Some(Err(Cut));
            }
            if self.ready.len() == before {
                // There may be many that are not selected, and others wait for this thread.
                yield_now().await;
            }
        }
        let piece = self.ready.split_to(self.ready.len().min(PIECE_BYTES));
        if self.ready.len() < PIECE_BYTES {
            // What is left must not hold on to what has gone.
            self.ready = Bytes::copy_from_slice(&self.ready);
        }
        (!piece.is_empty()).then_some(Ok(piece))
    }

    /// Makes some more ready: the beginning with what has been written, what some records are, or the end.
    async fn more(&mut self) -> Result<(), Failure> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Begins(written) => {
                let bytes = self.count(written.len()).await?;
                let begin = move |maker: &mut Maker| {
                    let (begin, behind) = maker.items.around(bytes);
                    let mut out = Vec::with_capacity(begin.len() + written.len());
                    let write = |_: &mut Maker, text: &mut Vec<u8>| {
                        text.extend_from_slice(&begin);
                        text.extend_from_slice(&written);
                        Ok(())
                    };
                    maker.append(&mut out, false, write)?;
                    Ok((out, behind))
                };
                let compresses = self.maker()?.compresses();
                let (out, behind) = if compresses { self.elsewhere(begin).await? } else { begin(self.maker()?)? };
                (self.ready, self.stage) = (out.into(), Stage::GoesOn(behind));
            }
            Stage::GoesOn(behind) => self.go_on(behind).await?,
            Stage::Over => {}
        }
        Ok(())
    }

    async fn go_on(&mut self, behind: Vec<u8>) -> Result<(), Failure> {
        let (compresses, copies) = (self.maker()?.compresses(), self.maker()?.copies());
        let bytes = match (compresses, copies) {
            (true, _) => 2 * PART_BYTES,
            (_, true) => PIECE_BYTES.saturating_sub(self.ready.len()),
            _ => PART_BYTES,
        };
        let mut records = self.objects.next(bytes).await?;
        self.fit()?;
        let stored: usize = records.iter().map(|record| record.value().len()).sum();
        // Most forms take less than twice what is stored.
        let room = self.unread.ready.room(&self.user, 2 * stored).await;
        let is_last = records.is_empty();
        let mut out = Vec::with_capacity(self.ready.len() + stored + behind.len());
        out.extend_from_slice(&self.ready);
        let copied = self.maker()?.copy(&records, &mut out)?;
        records.drain(..copied);
        if is_last || !records.is_empty() {
            let end = if is_last { behind.clone() } else { Vec::new() };
            let rest = move |maker: &mut Maker| {
                maker.append(&mut out, is_last, |maker, text| {
                    maker.write(&records, text)?;
                    text.extend_from_slice(&end);
                    Ok(())
                })?;
                Ok(out)
            };
            out = if is_last && !compresses { rest(self.maker()?)? } else { self.elsewhere(rest).await? };
        }
        self.ready = room.keep(out);
        if !is_last {
            self.stage = Stage::GoesOn(behind);
        }
        Ok(())
    }

    /// How many bytes all items have, these that are written included, where that must be known: they are written twice then.
    async fn count(&mut self, written: usize) -> Result<usize, Failure> {
        if !self.maker()?.items.are_counted() {
            return Ok(0);
        }
        let (mut rest, mut bytes) = (self.objects.clone(), written);
        loop {
            let records = rest.next(PART_BYTES).await?;
            if records.is_empty() {
                return Ok(bytes);
            }
            let count = move |maker: &mut Maker| {
                let mut text = Vec::new();
                maker.write(&records, &mut text)?;
                Ok(text.len())
            };
            bytes += self.elsewhere(count).await?;
        }
    }

    fn maker(&mut self) -> Result<&mut Maker, Failure> {
        self.maker.as_mut().ok_or_else(|| Failure::internal("a list was left amidst its work"))
    }

    /// Does what computes for a while where it keeps nobody else from the threads that everybody needs.
    async fn elsewhere<T: Send + 'static>(
        &mut self,
        job: impl FnOnce(&mut Maker) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let _turn = self.unread.turn(&self.user).await;
        self.maker()?;
        let maker = self.maker.take();
        let work = move || {
            let mut maker = maker;
            let done = maker.as_mut().map(job);
            (maker, done)
        };
        let (maker, done) = self.unread.work(work).await.map_err(Failure::internal)?;
        self.maker = maker;
        done.unwrap_or_else(|| Err(Failure::internal("a list was left amidst its work")))
    }

    /// Takes room for what was replaced and is still to come.
    fn fit(&mut self) -> Result<(), Failure> {
        let Some(listing) = self.objects.listing() else { return Ok(()) };
        if self.unread.spare.widen(&self.user, &mut self.spare, self.compression_bytes + listing.bytes()) {
            return Ok(());
        }
        // It is found again in the log, for as long as that has it.
        listing.hold_at_most(0);
        if self.unread.spare.widen(&self.user, &mut self.spare, self.compression_bytes + listing.bytes()) {
            return Ok(());
        }
        Err(Failure::internal("too much was changed before it was read"))
    }
}
