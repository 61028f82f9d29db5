//! `coracle snapshot`: snapshots of a running server's worlds, taken, listed, compared, restored, written to files and made of them, and deleted.

use coracle_object::names;

use super::{Asker, NONE, PATIENCE, Server, delete_each, diff, encoded, export, import, objects};
use crate::cli::Form;
use crate::cli::snapshot::Snapshot as What;
use crate::inspect::{Report, SourceError, columns};
use crate::own::snapshots::{NewSnapshot, Restore, Snapshot, SnapshotList};
use crate::seed::Status;

const ALL: &str = "/coracle/v1/snapshots";

/// Does what is asked, and reports it.
///
/// # Errors
/// It could not be done.
pub fn run(what: &What) -> Result<Report, SourceError> {
    let text = match what {
        What::Create { name, world, all, output, asked } => {
            let (server, of_url) = Server::with_world(asked)?;
            let world = if *all { None } else { world.clone().or(of_url) };
            let body = NewSnapshot { name: name.clone(), world, known_as: None, all: *all };
            let answer = server.ask("POST", ALL, Some(&body))?;
            let taken: Snapshot = server.read(&answer)?;
            match output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => format!("ok: snapshot {} of {}\n", taken.name, worlds(&taken)),
            }
        }
        What::List { output, asked } => {
            let server = Server::of(asked)?;
            let answer = server.ask("GET", ALL, NONE)?;
            match output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => table(&server.read::<SnapshotList>(&answer)?.items),
            }
        }
        What::Restore { name, world, output, asked } => {
            let (server, of_url) = Server::with_world(asked)?;
            let (name, part) = name.split_once('/').map_or((name.as_str(), None), |(name, part)| (name, Some(part)));
            if world.is_some() && part.is_some() {
                let why =
                    "NAME/WORLD is restored in that world; coracle reset --to-snapshot puts another one back to it";
                return Err(std::io::Error::other(why).into());
            }
            let world = part.map(str::to_owned).or(world.clone()).or(of_url);
            let body = Restore { world: world.clone() };
            let answer = server.ask("POST", &format!("{}/restore", path(name)), Some(&body))?;
            let taken: Snapshot = server.read(&answer)?;
            let restored = world.map_or_else(|| worlds(&taken), |world| format!("world {world}"));
            match output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => format!("ok: {restored} restored from snapshot {name}\n"),
            }
        }
        What::Diff { from, to, shown } => {
            let state = |name: &String| format!("snapshot:{name}");
            return diff::run(&state(from), &to.as_ref().map_or_else(|| "now".to_owned(), state), shown);
        }
        What::Export { name, written } => return export::run(Some(name), written),
        What::Import { name, from, asking } => {
            let asker = Asker::of(asking)?;
            free(&asker, name)?;
            let all = objects(from)?;
            let answer = asker.in_new_world(|new| {
                import::send(new, &all, Status::Applied)?;
                let (world, known_as) = (Some(new.world.clone()), Some(asker.world.clone()));
                let body = NewSnapshot { name: Some(name.clone()), world, known_as, all: false };
                asker.server.ask("POST", ALL, Some(&body))
            })?;
            let taken: Snapshot = asker.server.read(&answer)?;
            match asking.output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => format!("ok: snapshot {} of {}, of {} objects\n", taken.name, worlds(&taken), all.len()),
            }
        }
        What::Delete { names, output, asked } => {
            let server = Server::of(asked)?;
            return Ok(delete_each(&server, names, path, *output));
        }
    };
    Ok(Report { text, good: true })
}

/// Sees to it that a snapshot of this name can be made, before much is sent for it.
fn free(asker: &Asker, name: &str) -> Result<(), SourceError> {
    let refused = |message| SourceError::Refused { url: asker.server.0.url().clone(), message };
    for name in [name, &asker.world] {
        if let Some(why) = names::label(name).into_iter().next() {
            return Err(refused(format!("the name {name:?}: {why}")));
        }
    }
    let answer = asker.server.0.get(&path(name), PATIENCE)?;
    match answer.code {
        404 => Ok(()),
        200 => Err(refused(format!("snapshots {name:?} already exists"))),
        code => Err(SourceError::refused(asker.server.0.url().clone(), code, &mut answer.body.as_slice())),
    }
}

fn path(name: &str) -> String {
    format!("{ALL}/{}", encoded(name))
}

/// What a snapshot is of, for people.
fn worlds(snapshot: &Snapshot) -> String {
    let names: Vec<&str> = snapshot.worlds.iter().map(|of| &*of.world).collect();
    format!("{} {}", if names.len() == 1 { "world" } else { "worlds" }, names.join(", "))
}

fn table(snapshots: &[Snapshot]) -> String {
    let heading = ["NAME", "CREATED", "WORLD", "REVISION"].map(str::to_owned).to_vec();
    let rows = snapshots.iter().flat_map(|snapshot| {
        let row = |of: &crate::own::snapshots::SnapshotOf| {
            vec![snapshot.name.clone(), snapshot.created.clone(), of.world.clone(), of.revision.to_string()]
        };
        snapshot.worlds.iter().map(row)
    });
    columns(&std::iter::once(heading).chain(rows).collect::<Vec<_>>())
}
