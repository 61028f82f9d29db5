//! A client, and what it notes.

use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::recorder::Recorder;
use crate::client::{Answer, Client, Connection};
use crate::history::{History, Revision, Span};
use crate::random::Random;

pub struct Party<'a> {
    pub recorder: &'a Recorder,
    /// 0 for the honest ones; others are behind a relay that tells lies.
    pub group: usize,
    pub name: String,
    pub random: Random,
    /// The relay's address.
    pub relay: Option<String>,
    pub history: History,
    connection: Option<Connection>,
}

impl<'a> Party<'a> {
    pub fn new(recorder: &'a Recorder, seed: u64, number: usize) -> Party<'a> {
        Party {
            recorder,
            group: 0,
            name: format!("p{number}"),
            random: Random::new(seed.wrapping_mul(1000) + number as u64),
            relay: None,
            history: History::default(),
            connection: None,
        }
    }

    /// The same client, behind a relay.
    pub fn behind(self, group: usize, relay: &str) -> Party<'a> {
        Party { group, relay: Some(relay.to_owned()), ..self }
    }

    pub fn closing(&self) -> bool {
        self.recorder.closing.load(SeqCst)
    }

    /// Where the server is, as this client knows.
    pub fn server(&self) -> Client {
        let server = self.recorder.server();
        match &self.relay {
            Some(address) => Client { address: address.clone(), tls: None, ..server },
            None => server,
        }
    }

    /// Asks, and says from when to when it was; no answer if the server went away.
    pub fn ask(&mut self, method: &str, path: &str, kind: &str, body: Option<&Value>) -> (Span, Option<Answer>) {
        let body = body.map(Value::to_string);
        let server = self.server();
        let began = self.recorder.now();
        let connection = self.connection.take().map_or_else(|| server.connect(), Ok);
        let answer = connection.ok().and_then(|mut connection| {
            let headers = [("Content-Type", kind)];
            let headers = if body.is_some() { &headers[..] } else { &[] };
            let answer = connection.ask(method, path, headers, body.as_deref().map(str::as_bytes)).ok()?;
            self.connection = (answer.header("connection") != Some("close")).then_some(connection);
            Some(answer)
        });
        (Span { began, ended: self.recorder.now() }, answer)
    }

    pub fn earlier(&mut self) -> Revision {
        self.recorder.earlier(&mut self.random)
    }

    /// Does nothing for up to so many milliseconds.
    pub fn pause(&mut self, most: usize) {
        thread::sleep(Duration::from_millis(self.random.below(most + 1) as u64));
    }
}

/// Is it the answer of a server that is about to end, or has too much to do? It says nothing of what was asked for.
pub fn unavailable(answer: &Answer) -> bool {
    matches!(answer.code, 429 | 503)
}
