//! A list on its way out: whole where it is short, otherwise in pieces that are made as the client takes them.
//!
//! What has not been taken is a position ([`Objects`]) and one piece. A client that leaves ends it.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use coracle_store::{HistoryError, Record};
use flate2::write::GzEncoder;
use futures_util::stream;
use tokio::sync::mpsc::{self, Permit, Sender};
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::items::Items;
use super::unread::{Room, Unread};
use super::{Cut, GZIP_BYTES_MIN, GZIP_LEVEL, ListMeta, Pieces, Reader, Reply, Response, View};
use crate::status::Failure;
use crate::stored::{Objects, Select};

/// Of so many bytes of records, as they are stored, a piece is made, or of one that is larger.
const PIECE_BYTES: usize = 32 * 1024;
/// A list whose items have no more than this goes out as a whole, and says how long it is.
const WHOLE_BYTES_MAX: usize = GZIP_BYTES_MIN;
/// What compressing takes, about.
const GZIP_BYTES: usize = 384 * 1024;
/// What was replaced and is still to come is kept, up to so many bytes for a list, where there is room.
const REPLACED_BYTES_MAX: usize = 8 << 20;
/// How often a list that waits for its client looks at what was replaced.
const KEEP_UP_EVERY: Duration = Duration::from_secs(1);

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
    let mut maker = Maker { items: Items::new(view, meta)?, select: objects.select(), gzip: None };
    let mut written = Vec::new();
    while written.len() <= WHOLE_BYTES_MAX {
        let records = objects.next(PIECE_BYTES).await.map_err(unreadable)?;
        if records.is_empty() {
            head.body = maker.items.whole(written);
            return Ok(Reply::Whole(head.compressed_for(view.head)));
        }
        maker.write(&records, &mut written)?;
    }
    let mut base_bytes = objects.held_bytes();
    if view.head.takes_gzip() {
        maker.gzip = Some(GzEncoder::new(Vec::new(), GZIP_LEVEL));
        head.headers.push(("content-encoding", "gzip".into()));
        head.headers.push(("vary", "Accept-Encoding".into()));
        base_bytes += GZIP_BYTES;
    }
    if let Some(listing) = objects.listing() {
        listing.hold_at_most(REPLACED_BYTES_MAX);
    }
    let room = unread.lists.room(reader.user, base_bytes).await;
    let ready = unread.ready.room(reader.user, written.len()).await;
    let list = List { objects, room, base_bytes, unread: unread.clone(), user: reader.user.clone() };
    Ok(Reply::List(head, list.pieces(maker, written, ready)))
}

fn unreadable(error: HistoryError) -> Failure {
    match error {
        HistoryError::Gone { .. } => Failure::expired(),
        HistoryError::Closed | HistoryError::Unreadable(_) => Failure::internal(error),
    }
}

/// What makes the text of a list, and compresses it where that is wanted.
struct Maker {
    items: Items,
    select: Select,
    gzip: Option<GzEncoder<Vec<u8>>>,
}

impl Maker {
    fn write(&mut self, records: &[Arc<Record>], out: &mut Vec<u8>) -> Result<(), Failure> {
        for record in records {
            if let Some(stored) = (self.select)(record)? {
                self.items.push(stored, out)?;
            }
        }
        Ok(())
    }

    /// What goes out for the next part of the text; nothing, where compression waits for more of it.
    fn piece(&mut self, text: Vec<u8>, is_last: bool) -> Result<Vec<u8>, Failure> {
        let Some(mut gzip) = self.gzip.take() else { return Ok(text) };
        gzip.write_all(&text).map_err(Failure::internal)?;
        if is_last {
            return gzip.finish().map_err(Failure::internal);
        }
        let piece = std::mem::take(gzip.get_mut());
        self.gzip = Some(gzip);
        Ok(piece)
    }
}

/// A list of which something has been written and more is to come.
struct List {
    objects: Objects,
    /// For what it needs until its end, of which so many bytes are there from the beginning; where much is replaced, it needs more.
    room: Room,
    base_bytes: usize,
    unread: Arc<Unread>,
    /// Whose turns it takes.
    user: Arc<str>,
}

type Piece = Result<Bytes, Cut>;

impl List {
    /// The pieces, the first of what has been written. To be called within a tokio runtime, which makes them.
    fn pieces(self, maker: Maker, written: Vec<u8>, ready: Room) -> Pieces {
        // What is ready is taken before more is made.
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let sent = tokio::select! {
                biased;
                () = sender.closed() => return,
                sent = self.send(maker, written, ready, &sender) => sent,
            };
            if let Err(failure) = sent {
                tracing::error!(why = failure.message(), "a list was cut short");
                let _ = sender.send(Err(Cut)).await;
            }
        });
        Box::pin(stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }))
    }

    async fn send(
        mut self,
        maker: Maker,
        written: Vec<u8>,
        ready: Room,
        sender: &Sender<Piece>,
    ) -> Result<(), Failure> {
        let (maker, bytes) = self.count(maker, written.len()).await?;
        let (mut begin, end) = maker.items.around(bytes);
        begin.extend(written);
        let Some(place) = self.place(sender).await? else { return Ok(()) };
        let (mut maker, piece) = self.turn(maker, move |maker| maker.piece(begin, false)).await?;
        if !piece.is_empty() {
            place.send(Ok(ready.keep(piece)));
        }
        loop {
            let Some(place) = self.place(sender).await? else { return Ok(()) };
            let records = self.objects.next(PIECE_BYTES).await.map_err(unreadable)?;
            let stored: usize = records.iter().map(|record| record.value.len()).sum();
            // Most forms take less than twice what is stored.
            let ready = self.unread.ready.room(&self.user, 2 * stored).await;
            let (is_last, mut text) = (records.is_empty(), Vec::with_capacity(stored));
            if is_last {
                text.extend_from_slice(&end);
            }
            let job = move |maker: &mut Maker| {
                maker.write(&records, &mut text)?;
                maker.piece(text, is_last)
            };
            let (back, piece) = self.turn(maker, job).await?;
            maker = back;
            if !piece.is_empty() {
                place.send(Ok(ready.keep(piece)));
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// How many bytes all items have, these that are written included, where that must be known: they are written twice then.
    async fn count(&self, mut maker: Maker, written: usize) -> Result<(Maker, usize), Failure> {
        if !maker.items.are_counted() {
            return Ok((maker, 0));
        }
        let (mut rest, mut bytes) = (self.objects.clone(), written);
        loop {
            let records = rest.next(PIECE_BYTES).await.map_err(unreadable)?;
            if records.is_empty() {
                return Ok((maker, bytes));
            }
            let job = move |maker: &mut Maker| {
                let mut text = Vec::new();
                maker.write(&records, &mut text)?;
                Ok(text.len())
            };
            let (back, more) = self.turn(maker, job).await?;
            (maker, bytes) = (back, bytes + more);
        }
    }

    /// Does what computes for a while where it keeps nobody else from the runtime's threads.
    async fn turn<T: Send + 'static>(
        &self,
        mut maker: Maker,
        job: impl FnOnce(&mut Maker) -> Result<T, Failure> + Send + 'static,
    ) -> Result<(Maker, T), Failure> {
        let _turn = self.unread.turn(&self.user).await;
        let done = spawn_blocking(move || job(&mut maker).map(|done| (maker, done)));
        done.await.map_err(Failure::internal)?
    }

    /// Waits until the client has taken what was ready; none where it has left.
    async fn place<'s>(&mut self, sender: &'s Sender<Piece>) -> Result<Option<Permit<'s, Piece>>, Failure> {
        loop {
            let place = timeout(KEEP_UP_EVERY, sender.reserve()).await;
            if let Some(listing) = self.objects.listing() {
                if place.is_err() {
                    listing.keep_up().await.map_err(unreadable)?;
                }
                if !self.unread.lists.widen(&self.user, &mut self.room, self.base_bytes + listing.bytes()) {
                    // What was replaced is found again in the log, for as long as that has it.
                    listing.hold_at_most(0);
                    if !self.unread.lists.widen(&self.user, &mut self.room, self.base_bytes + listing.bytes()) {
                        return Err(Failure::internal("too much was changed before it was read"));
                    }
                }
            }
            if let Ok(place) = place {
                return Ok(place.ok());
            }
        }
    }
}
