//! What is done with worlds and snapshots is done to its end, also where its client leaves or is told that it takes too long: half of it
//! in the file, or in the file and not in memory, would stay so.

use std::sync::Arc;

use coracle_store::Revision;

use super::{Entry, Of, Origin, Wanted, Worlds};
use crate::status::Failure;
use crate::world::Beginning;

impl Worlds {
    /// Makes a world.
    ///
    /// # Errors
    /// 400 for what cannot be, 403 where there are too many, 404 where what it is to begin with is not there, 409 where its name is taken.
    pub async fn create(self: &Arc<Self>, wanted: Wanted) -> Result<Arc<Entry>, Failure> {
        self.whole(|worlds| async move { worlds.make(wanted).await }).await
    }

    /// The world of this name, which is read from the file where nobody has asked for it yet.
    ///
    /// # Errors
    /// 404: there is none. It cannot be read.
    pub async fn open(self: &Arc<Self>, name: &str) -> Result<Arc<Entry>, Failure> {
        if !self.sleeps(name) {
            return self.get(name);
        }
        let name = name.to_owned();
        self.whole(|worlds| async move { worlds.wake(&name).await }).await
    }

    /// Deletes a world: its watches end as if its history were gone, and all that waits for it.
    ///
    /// # Errors
    /// 403 for the first one, 404 where there is none.
    pub async fn delete(self: &Arc<Self>, name: &str) -> Result<(), Failure> {
        let name = name.to_owned();
        self.whole(|worlds| async move { worlds.remove(&name).await }).await
    }

    /// Puts what another world has in the place of all that a world has, or, without one, what it began with. Returns the new revision.
    ///
    /// # Errors
    /// 404 where one of the two is not there; it could not be written.
    pub async fn reset(self: &Arc<Self>, entry: &Arc<Entry>, to: Option<Origin>) -> Result<Revision, Failure> {
        let entry = entry.clone();
        self.whole(|worlds| async move { worlds.put_back(&entry, to.as_ref()).await }).await
    }

    /// Takes a snapshot; a name is made where there is none. Nobody writes to its worlds meanwhile. Returns its name.
    ///
    /// # Errors
    /// 400 for a name that cannot be, 403 where there are too many, 404 where a world is not there, 409 where the name is taken; it could
    /// not be written.
    pub async fn take(self: &Arc<Self>, name: Option<String>, of: Of) -> Result<String, Failure> {
        self.whole(|worlds| async move { worlds.take_now(name, &of).await }).await
    }

    /// Keeps this as a snapshot of a world of this name, whether there is one or not. Returns the snapshot's name.
    ///
    /// # Errors
    /// As of [`Worlds::take`].
    pub async fn keep(self: &Arc<Self>, name: Option<String>, world: &str, what: Beginning) -> Result<String, Failure> {
        let world = world.to_owned();
        self.whole(|worlds| async move { worlds.keep_now(name, &world, what).await }).await
    }

    /// Puts what a snapshot has in the place of all that its worlds have, one after the other, or that this one world has. A world that is
    /// there no more is made.
    ///
    /// # Errors
    /// 404: there is no such snapshot, it is of several worlds and not of this one, or there is no such world. It could not be written.
    pub async fn restore(self: &Arc<Self>, name: &str, world: Option<String>) -> Result<(), Failure> {
        let name = name.to_owned();
        self.whole(|worlds| async move { worlds.restore_now(&name, world.as_deref()).await }).await
    }

    /// Deletes a snapshot.
    ///
    /// # Errors
    /// 404: there is none of this name. It could not be written.
    pub async fn drop_snapshot(self: &Arc<Self>, name: &str) -> Result<(), Failure> {
        let name = name.to_owned();
        self.whole(|worlds| async move { worlds.drop_now(&name).await }).await
    }

    /// Does something as a task of its own, and waits for it as long as it is let.
    async fn whole<T, W>(self: &Arc<Self>, work: impl FnOnce(Arc<Worlds>) -> W) -> Result<T, Failure>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Failure>> + Send + 'static,
    {
        self.setup.runtime.spawn(work(self.clone())).await.unwrap_or_else(|why| Err(Failure::internal(why)))
    }
}
