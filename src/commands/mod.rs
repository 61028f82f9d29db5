//! What our own commands ask a running server, and how they say what it answers. A file for each command.

pub mod snapshot;
pub mod world;

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cli::Asked;
use crate::client::{Answer, Client};
use crate::inspect::SourceError;

/// How long a server may be silent.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running server that a command asks.
struct Server(Client);

impl Server {
    /// The server that the command line names.
    ///
    /// # Errors
    /// A kubeconfig that cannot be used.
    fn of(asked: &Asked) -> Result<Server, SourceError> {
        let kubeconfig = asked.kubeconfig(std::env::var_os("KUBECONFIG").as_deref());
        Ok(Server(Client::from_kubeconfig(&kubeconfig, asked.url())?))
    }

    /// Asks, with a body where there is one.
    ///
    /// # Errors
    /// There is no answer, or it refuses.
    fn ask(&self, method: &str, path: &str, body: Option<&impl Serialize>) -> Result<Answer, SourceError> {
        let body = body.map(serde_json::to_vec).transpose().map_err(std::io::Error::other)?;
        let answer = self.0.send(method, path, body.as_deref(), PATIENCE)?;
        if (200..300).contains(&answer.code) {
            return Ok(answer);
        }
        let status: serde_json::Value = serde_json::from_slice(&answer.body).map_err(|_| self.strange(answer.code))?;
        let message = status["message"].as_str().ok_or_else(|| self.strange(answer.code))?;
        Err(SourceError::Refused { url: self.0.url().clone(), message: message.to_owned() })
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
