//! What a request can be about: what a world is now, was at a revision, or is in a snapshot.

use std::str::FromStr;

use coracle_kinds::{NAMESPACES, Qualified};
use coracle_store::{Key, Revision, Snapshot, Store};

use super::Asked;
use crate::history::{self, Part};
use crate::status::Failure;
use crate::worlds::{MAIN, no_snapshot};

/// What a world is or was. In a query and on the command line: `now`, `17`, `snapshot:NAME`, `snapshot:NAME/WORLD` or `world:NAME`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What the world that is asked has now.
    Now,
    /// What it had at this revision.
    At(Revision),
    /// What a snapshot has of a world; without one, of the world that is asked.
    Snapshot {
        /// The snapshot's name.
        name: String,
        /// The world's.
        world: Option<String>,
    },
    /// What the world of this name has now.
    World(String),
}

impl FromStr for State {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<State, Self::Err> {
        let wrong = "it is none of now, a revision, snapshot:NAME, snapshot:NAME/WORLD, world:NAME";
        let said = |name: &str| if name.is_empty() { Err(wrong) } else { Ok(name.to_owned()) };
        match text.split_once(':') {
            None if text == "now" => Ok(State::Now),
            None => text.parse().map(State::At).map_err(|_| wrong),
            Some(("snapshot", of)) => State::of_snapshot(of).ok_or(wrong),
            Some(("world", name)) => said(name).map(State::World),
            Some(_) => Err(wrong),
        }
    }
}

impl State {
    /// What a snapshot has that is called `NAME`, or `NAME/WORLD`; none where a part is empty.
    pub fn of_snapshot(text: &str) -> Option<State> {
        let (name, world) = text.split_once('/').map_or((text, None), |(name, world)| (name, Some(world)));
        let is_said = !name.is_empty() && world != Some("");
        is_said.then(|| State::Snapshot { name: name.to_owned(), world: world.map(str::to_owned) })
    }

    /// Its revision, where it is one in the history of the world that is asked.
    pub fn revision(&self, store: &Store) -> Option<Revision> {
        match self {
            State::Now => Some(store.revision()),
            State::At(revision) => Some(*revision),
            State::Snapshot { .. } | State::World(_) => None,
        }
    }

    /// What it has; of an earlier revision, this part alone need be as it was.
    ///
    /// # Errors
    /// 400 for another world than the one that is asked, where that is not the first one; 404 where there is no such snapshot or world; 410
    /// and 504 for a revision that is gone or still to come.
    pub async fn read(&self, asked: &Asked<'_>, part: &Part) -> Result<Snapshot, Failure> {
        let store = &asked.world.store;
        match self {
            State::Now => Ok(store.snapshot()),
            State::At(revision) => history::state(store, part, *revision).await,
            State::Snapshot { name, world: Some(world) } => {
                may_see(asked, world)?;
                Ok(asked.worlds.snapshot(&format!("{name}/{world}")).await?.objects)
            }
            State::Snapshot { name, world: None } => own_part(asked, name).await,
            State::World(name) => {
                may_see(asked, name)?;
                Ok(asked.worlds.open(name).await?.world.store.snapshot())
            }
        }
    }
}

/// Is this namespace there?
pub fn has_namespace(state: &Snapshot, name: &str) -> bool {
    state.records.get(&Key::new(NAMESPACES, "", name)).is_some()
}

/// 404: there is no such namespace.
pub fn no_namespace(name: &str) -> Failure {
    Failure::not_found(Qualified { group: "", name: NAMESPACES }, name)
}

/// Whoever may ask one world only is shown nothing of others.
fn may_see(asked: &Asked<'_>, world: &str) -> Result<(), Failure> {
    match &*asked.world.name {
        own if own == world || own == MAIN => Ok(()),
        own => {
            Err(Failure::bad_request(format!("world {own} is asked, and of other worlds only {MAIN} tells anything")))
        }
    }
}

/// What a snapshot has of the world that is asked.
async fn own_part(asked: &Asked<'_>, name: &str) -> Result<Snapshot, Failure> {
    let own = &*asked.world.name;
    let all = asked.worlds.snapshots().await?;
    let worlds: Vec<&str> = all.iter().filter(|taken| taken.name == name).map(|taken| &*taken.world).collect();
    match worlds.first() {
        _ if worlds.contains(&own) => Ok(asked.worlds.snapshot(&format!("{name}/{own}")).await?.objects),
        Some(first) if own == MAIN => {
            let of = worlds.join(", ");
            let why = format!("snapshot {name} is not of world {own}, but of {of}: say which, as in {name}/{first}");
            Err(Failure::bad_request(why))
        }
        _ => Err(no_snapshot(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_read() {
        let snapshot = |name: &str, world: Option<&str>| {
            Some(State::Snapshot { name: name.to_owned(), world: world.map(str::to_owned) })
        };
        for (text, expected) in [
            ("now", Some(State::Now)),
            ("17", Some(State::At(17))),
            ("snapshot:17", snapshot("17", None)),
            ("snapshot:now/one", snapshot("now", Some("one"))),
            ("world:17", Some(State::World("17".to_owned()))),
            ("yesterday", None),
            ("-1", None),
            ("18446744073709551616", None),
            ("snapshot:", None),
            ("snapshot:/one", None),
            ("snapshot:a/", None),
            ("world:", None),
            ("Snapshot:a", None),
            (":a", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok(), expected, "{text}");
        }
    }
}
