//! `coracle world`: worlds of a running server, made, listed, put back and deleted.

use super::{NONE, Server, WORLDS, delete_each, encoded};
use crate::beside::{self, Private};
use crate::cli::Form;
use crate::cli::world::{Create, Get, Make, Shown, To, World as What};
use crate::inspect::{Report, SourceError, columns};
use crate::own::worlds::{From, Merged, NewWorld, Reset, World, WorldList};
use crate::request::duration;

/// Does what is asked, and reports it.
///
/// # Errors
/// It could not be done.
pub fn run(what: &What) -> Result<Report, SourceError> {
    let text = match what {
        What::Create(Create { from, from_snapshot, make }) => create(one_of(from, from_snapshot), make)?,
        What::Fork { of, create: make } => create(Some(From::World(of.clone())), make)?,
        What::List { output, asked } => {
            let server = Server::of(asked)?;
            let answer = server.ask("GET", WORLDS, NONE)?;
            match output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => table(&server.read::<WorldList>(&answer)?.items),
            }
        }
        What::Get(Get { name, output, asked }) => {
            let server = Server::of(asked)?;
            let answer = server.ask("GET", &path(name), NONE)?;
            let world: World = server.read(&answer)?;
            match output {
                Shown::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Shown::Kubeconfig => world.kubeconfig.unwrap_or_default(),
                Shown::Text => table(&[world]),
            }
        }
        What::Reset { name, to, output, asked } => reset(&Server::of(asked)?, name, to, *output)?,
        What::Merge { name, output, asked } => {
            let server = Server::of(asked)?;
            let answer = server.ask("POST", &format!("{}/merge", path(name)), NONE)?;
            let Merged { revision, created, changed, removed } = server.read(&answer)?;
            match output {
                Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
                Form::Text => {
                    format!("ok: {created} created, {changed} changed, {removed} removed, revision {revision}\n")
                }
            }
        }
        What::Delete { names, output, asked } => {
            let server = Server::of(asked)?;
            return Ok(delete_each(&server, names, path, *output));
        }
    };
    Ok(Report { text, good: true })
}

/// Puts a world back, and says what it has then.
///
/// # Errors
/// It could not be done.
pub(super) fn reset(server: &Server, name: &str, to: &To, output: Form) -> Result<String, SourceError> {
    let body = Reset { to: one_of(&to.world, &to.snapshot) };
    let answer = server.ask("POST", &format!("{}/reset", path(name)), Some(&body))?;
    let World { revision, objects, .. } = server.read(&answer)?;
    Ok(match output {
        Form::Json => String::from_utf8_lossy(&answer.body).into_owned(),
        Form::Text => {
            let objects = objects.unwrap_or_default();
            format!("ok: world {name} has {objects} objects, revision {revision}\n")
        }
    })
}

fn path(name: &str) -> String {
    format!("{WORLDS}/{}", encoded(name))
}

/// What was named, a world or a snapshot.
fn one_of(world: &Option<String>, snapshot: &Option<String>) -> Option<From> {
    world.clone().map(From::World).or_else(|| snapshot.clone().map(From::Snapshot))
}

fn create(from: Option<From>, make: &Make) -> Result<String, SourceError> {
    let server = Server::of(&make.asked)?;
    let wanted = NewWorld {
        name: make.name.clone(),
        from,
        ephemeral: make.ephemeral,
        ttl: make.ttl.map(duration::text),
        max_bytes: make.max_bytes,
    };
    let answer = server.ask("POST", WORLDS, Some(&wanted))?;
    let World { name, server: url, kubeconfig, .. } = server.read(&answer)?;
    let kubeconfig = kubeconfig.unwrap_or_default();
    let mut text = format!("ok: world {name} at {url}\n");
    if let Some(file) = &make.kubeconfig_out {
        beside::write(file, &kubeconfig, Private::Yes)?;
        text.push_str(&format!("kubeconfig={}\n", file.display()));
    }
    Ok(match make.output {
        Shown::Text => text,
        Shown::Json => String::from_utf8_lossy(&answer.body).into_owned(),
        Shown::Kubeconfig => kubeconfig,
    })
}

fn table(worlds: &[World]) -> String {
    let heading = ["NAME", "IN", "FROM", "OBJECTS", "REVISION", "EXPIRES", "SERVER"].map(str::to_owned).to_vec();
    let row = |world: &World| {
        let from = match &world.from {
            None => "-".to_owned(),
            Some(From::World(name)) => name.clone(),
            Some(From::Snapshot(name)) => format!("snapshot {name}"),
        };
        let expires = world.expires.clone().unwrap_or_else(|| "-".to_owned());
        vec![
            world.name.clone(),
            if world.ephemeral { "memory" } else { "file" }.to_owned(),
            from,
            world.objects.map_or_else(|| "-".to_owned(), |objects| objects.to_string()),
            world.revision.to_string(),
            expires,
            world.server.clone(),
        ]
    };
    columns(&std::iter::once(heading).chain(worlds.iter().map(row)).collect::<Vec<_>>())
}
