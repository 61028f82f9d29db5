//! What our own commands ask a running server, and how they say what it answers. A file for each command.

pub mod at;
pub mod blame;
pub mod clock;
pub mod diff;
pub mod export;
pub mod fault;
mod forks;
pub mod import;
pub mod log;
pub mod requests;
pub mod reset;
pub mod snapshot;
pub mod ui;
pub mod wait;
pub mod world;

use std::io::{BufRead, Read, Write};
use std::path::Path;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::{Asked, Asking, Form, Named};
use crate::client::{Answer, Client};
use crate::documents::{self, Document};
use crate::inspect::{Report, SourceError};
use crate::progress::Progress;
use crate::worlds::MAIN;

/// How long a server may be silent: longer than it waits for anything that it is asked to wait for.
const PATIENCE: Duration = Duration::from_secs(660);

/// Where worlds are.
const WORLDS: &str = "/coracle/v1/worlds";

/// A running server that a command asks.
struct Server(Client);

impl Server {
    /// The server that the command line names.
    ///
    /// # Errors
    /// A kubeconfig that cannot be used.
    fn of(asked: &Asked) -> Result<Server, SourceError> {
        Ok(Server::with_world(asked)?.0)
    }

    /// And the world that its URL leads to, where that is another than the first one.
    fn with_world(asked: &Asked) -> Result<(Server, Option<String>), SourceError> {
        let kubeconfig = asked.kubeconfig(std::env::var_os("KUBECONFIG").as_deref());
        let (client, world) = Client::from_kubeconfig(&kubeconfig, asked.url())?.out_of_world();
        Ok((Server(client), world))
    }

    /// Asks, with a body where there is one.
    ///
    /// # Errors
    /// There is no answer, or it refuses.
    fn ask(&self, method: &str, path: &str, body: Option<&impl Serialize>) -> Result<Answer, SourceError> {
        let body = body.map(serde_json::to_vec).transpose().map_err(std::io::Error::other)?;
        self.send(method, path, body.as_deref())
    }

    /// The same with the body as it is.
    fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Result<Answer, SourceError> {
        let answer = self.0.send(method, path, body, PATIENCE)?;
        if (200..300).contains(&answer.code) {
            return Ok(answer);
        }
        Err(SourceError::refused(self.0.url().clone(), answer.code, &mut answer.body.as_slice()))
    }

    /// What an answer says.
    ///
    /// # Errors
    /// It is something else.
    fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, SourceError> {
        serde_json::from_slice(&answer.body).map_err(|_| self.strange(answer.code))
    }

    fn strange(&self, code: u16) -> SourceError {
        SourceError::Strange { url: self.0.url().clone(), code }
    }
}

/// Without a body.
const NONE: Option<&()> = None;

/// A server that is asked, and which of its worlds.
pub struct Asker {
    server: Server,
    world: String,
}

impl Asker {
    /// As the command line says.
    ///
    /// # Errors
    /// A kubeconfig that cannot be used.
    pub fn of(asking: &Asking) -> Result<Asker, SourceError> {
        let (server, of_url) = Server::with_world(&asking.asked)?;
        let world = asking.world.clone().or(of_url).unwrap_or_else(|| MAIN.to_owned());
        Ok(Asker { server, world })
    }

    /// What stands before every path.
    fn prefix(&self) -> String {
        if self.world == MAIN { String::new() } else { format!("/worlds/{}", encoded(&self.world)) }
    }

    /// Where an operation is: `path` begins behind `/coracle/v1/`.
    fn path(&self, path: &str, query: &Query) -> String {
        format!("{}/coracle/v1/{path}{}", self.prefix(), query.0)
    }

    /// What an operation answers: `path` begins behind `/coracle/v1/`.
    ///
    /// # Errors
    /// There is no answer, or it is a refusal.
    pub fn ask(&self, method: &str, path: &str, query: &Query, body: Option<&[u8]>) -> Result<Vec<u8>, SourceError> {
        Ok(self.server.send(method, &self.path(path, query), body)?.body)
    }

    /// What an operation sends bit by bit, read by `take` as it comes.
    ///
    /// # Errors
    /// There is no answer, or it is a refusal. What `take` makes of what breaks off is its own.
    pub fn stream<T>(
        &self,
        path: &str,
        query: &Query,
        take: impl FnOnce(&mut dyn BufRead) -> T,
    ) -> Result<T, SourceError> {
        self.server.0.stream(&self.path(path, query), PATIENCE, |code, body| match code {
            200 => Ok(take(body)),
            code => Err(SourceError::refused(self.server.0.url().clone(), code, body)),
        })?
    }

    /// A document of the Kubernetes API of the world; none where there is none.
    ///
    /// # Errors
    /// There is no answer.
    fn document(&self, path: &str) -> Result<Option<coracle_object::Value>, SourceError> {
        let answer = self.server.0.get(&format!("{}{path}", self.prefix()), PATIENCE)?;
        if answer.code == 200 { self.server.read(&answer).map(Some) } else { Ok(None) }
    }

    /// The same, read.
    ///
    /// # Errors
    /// The same, and where it is something else than was asked for.
    pub fn read<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, SourceError> {
        serde_json::from_slice(body).map_err(|_| self.server.strange(200))
    }
}

/// A query, with its question mark; empty where nothing is asked for.
#[derive(Default)]
pub struct Query(String);

impl Query {
    /// About an object.
    pub fn of(object: &Named) -> Query {
        Query::default()
            .with("resource", Some(&object.kind))
            .with("namespace", object.namespace.as_ref())
            .with("name", Some(&object.name))
    }

    /// And this, where it is said.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<impl ToString>) -> Query {
        if let Some(value) = value {
            let before = if self.0.is_empty() { '?' } else { '&' };
            self.0.extend([before.to_string(), name.to_owned(), "=".to_owned(), encoded(&value.to_string())]);
        }
        self
    }
}

/// Deletes each of these, whatever becomes of the others: says which are gone, and on standard error why the others are not.
fn delete_each(server: &Server, names: &[String], path: impl Fn(&str) -> String, output: Form) -> Report {
    let mut gone = Vec::new();
    for name in names {
        match server.ask("DELETE", &path(name), NONE) {
            Ok(_) => gone.push(name.clone()),
            Err(why) => drop(writeln!(std::io::stderr(), "{why}")),
        }
    }
    let good = gone.len() == names.len();
    let text = if gone.is_empty() && output == Form::Text { String::new() } else { deleted(&gone, output) };
    Report { text, good }
}

/// That these are deleted.
fn deleted(names: &[String], output: Form) -> String {
    match output {
        Form::Json => format!("{}\n", serde_json::json!({"deleted": names})),
        Form::Text => {
            format!("ok: {} {}\n", names.join(", "), if names.len() == 1 { "is deleted" } else { "are deleted" })
        }
    }
}

/// What was answered, in the form that was asked for.
fn printed(form: Form, body: &[u8], text: impl FnOnce() -> String) -> Report {
    let text = match form {
        Form::Text => text(),
        Form::Json => String::from_utf8_lossy(body).into_owned(),
    };
    Report { text, good: true }
}

/// What a file has; `-` is standard input.
fn contents(file: &Path) -> Result<Vec<u8>, SourceError> {
    let mut text = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut text))
    };
    read.map_err(|error| SourceError::Read { path: file.to_owned(), why: error.to_string() })?;
    Ok(text)
}

/// The objects of a file or a folder, in an order in which they can be made; `-` is standard input.
fn objects(from: &Path) -> Result<Vec<Document>, SourceError> {
    let _progress = Progress::waiting("reading");
    let read = if from == Path::new("-") {
        documents::parse(&contents(from)?, "standard input")
    } else {
        documents::read(from)
    };
    Ok(documents::in_order(read.map_err(std::io::Error::other)?))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A text of the data in a line for people: without what a terminal would take for a command.
fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_says_what_is_said() {
        assert_eq!(Query::default().0, "");
        let named = |text: &str| Query::of(&text.parse().unwrap()).with("revision", None::<u64>).with("x", Some(7)).0;
        assert_eq!(named("cm/default/a&b"), "?resource=cm&namespace=default&name=a%26b&x=7");
        assert_eq!(named("ns/ü"), "?resource=ns&name=%C3%BC&x=7");
    }
}
