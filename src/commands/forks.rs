//! Worlds that a command makes for itself: what it does there is taken over as a whole or is lost, and they go when it ends.

use std::sync::mpsc;
use std::time::Duration;

use super::{Asker, PATIENCE, Server, WORLDS, encoded};
use crate::client::Client;
use crate::inspect::SourceError;
use crate::leaving::Leaving;
use crate::own::worlds::{From, NewWorld, World};

/// One goes by itself where nobody has asked it for so long.
const TTL: &str = "10m";
/// How long its deletion may take where a signal ends the command.
const LEFT_WITHIN: Duration = Duration::from_secs(3);
/// So often work is done again that others have changed the objects of meanwhile, as the server does with a small import.
const AGAIN_MAX: usize = 5;

impl Asker {
    /// Has `work` done in a fork of the world, and takes over what that changed; where it fails, the world stays as it is. Where the same
    /// objects have changed in the world meanwhile, it is done again.
    ///
    /// # Errors
    /// No fork can be made, those of `work`, or what it changed has changed in the world each time.
    pub fn in_fork(&self, work: impl Fn(&Asker) -> Result<(), SourceError>) -> Result<(), SourceError> {
        let mut conflict = String::new();
        for _ in 0..=AGAIN_MAX {
            let conflicting = self.in_passing_fork(|fork| {
                work(fork)?;
                self.merge(&fork.world)
            })?;
            match conflicting {
                None => return Ok(()),
                Some(why) => conflict = why,
            }
        }
        // The fork's name says nothing to whoever asked for none.
        let what = conflict.split_once(" have changed, too: ").map_or("what is imported", |(_, objects)| objects);
        let (world, tries) = (&self.world, AGAIN_MAX + 1);
        let message = format!(
            "nothing is imported: {what} changed in world {world} while it was imported, each of {tries} times"
        );
        Err(SourceError::Refused { url: self.server.0.url().clone(), message })
    }

    /// Has `work` done in a fork of the world that goes afterwards.
    ///
    /// # Errors
    /// It cannot be made, or those of `work`.
    pub fn in_passing_fork<T>(&self, work: impl FnOnce(&Asker) -> Result<T, SourceError>) -> Result<T, SourceError> {
        self.in_world(Some(From::World(self.world.clone())), work)
    }

    /// The same in a new world with what exists from the start.
    ///
    /// # Errors
    /// The same.
    pub fn in_new_world<T>(&self, work: impl FnOnce(&Asker) -> Result<T, SourceError>) -> Result<T, SourceError> {
        self.in_world(None, work)
    }

    fn in_world<T>(
        &self,
        from: Option<From>,
        work: impl FnOnce(&Asker) -> Result<T, SourceError>,
    ) -> Result<T, SourceError> {
        let wanted = NewWorld { from, ephemeral: true, ttl: Some(TTL.to_owned()), ..NewWorld::default() };
        let (made, name) = mpsc::channel::<String>();
        let client = self.server.0.clone();
        // A signal may come before its name is known.
        let _leaving = Leaving::first(move || {
            if let Ok(name) = name.recv_timeout(LEFT_WITHIN) {
                delete(&client, &name, LEFT_WITHIN);
            }
        })?;
        let answer = self.server.ask("POST", WORLDS, Some(&wanted))?;
        let World { name, .. } = self.server.read(&answer)?;
        // It fails only where the program is ending.
        let _ = made.send(name.clone());
        let done = work(&Asker { server: Server(self.server.0.clone()), world: name.clone() });
        delete(&self.server.0, &name, PATIENCE);
        done
    }

    /// Takes over what was done in a fork, or says why not, where the same objects have changed here.
    fn merge(&self, fork: &str) -> Result<Option<String>, SourceError> {
        let path = format!("{WORLDS}/{}/merge", encoded(fork));
        let answer = self.server.0.send("POST", &path, None, PATIENCE)?;
        let refused = || SourceError::refused(self.server.0.url().clone(), answer.code, &mut answer.body.as_slice());
        match answer.code {
            200..300 => Ok(None),
            409 => Ok(Some(refused().to_string())),
            _ => Err(refused()),
        }
    }
}

/// Deletes a world. Where that cannot be done, it goes by itself.
fn delete(client: &Client, name: &str, patience: Duration) {
    let _ = client.send("DELETE", &format!("{WORLDS}/{}", encoded(name)), None, patience);
}
