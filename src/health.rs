//! `coracle health`: asks the server of a data file whether it is ready; for images that hold nothing else to ask with.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::beside::Kept;
use crate::client::{Client, ClientError};

/// How long the server may be silent.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why the server is not known to be ready.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// There is no kubeconfig beside the data.
    #[error("{}: no such file; has a server started with this data?", .0.display())]
    NeverStarted(PathBuf),
    /// It could not be asked.
    #[error(transparent)]
    Client(ClientError),
    /// It says that it is not ready, and which of its checks failed.
    #[error("not ready: {code}\n{said}")]
    NotReady {
        /// The HTTP code.
        code: u16,
        /// The answer's text.
        said: String,
    },
}

/// Asks the server of this data file for `/readyz`, as the kubeconfig beside the data says.
///
/// # Errors
/// Anything but a 200.
pub fn ask(data: &Path) -> Result<(), HealthError> {
    let answer = Client::from_kubeconfig(&Kept::Kubeconfig.path(data), None)?.get("/readyz", PATIENCE)?;
    match answer.code {
        200 => Ok(()),
        code => Err(HealthError::NotReady { code, said: String::from_utf8_lossy(&answer.body).trim_end().to_owned() }),
    }
}

/// The same as a document; why it is not ready, if so.
pub fn told(why: Option<String>) -> serde_json::Value {
    match why {
        None => serde_json::json!({"ready": true}),
        Some(why) => serde_json::json!({"ready": false, "message": why}),
    }
}

impl From<ClientError> for HealthError {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::NoKubeconfig(path) => HealthError::NeverStarted(path),
            error => HealthError::Client(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread;

    use super::*;
    use crate::beside;

    /// A data file beside which a kubeconfig names a server that gives one answer.
    fn served(folder: &tempfile::TempDir, answer: &'static str) -> PathBuf {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let text = beside::kubeconfig(&format!("http://{}", listener.local_addr().unwrap()), None, "t");
        let data = folder.path().join("x.db");
        beside::write(&Kept::Kubeconfig.path(&data), &text, beside::Private::Yes).unwrap();
        thread::spawn(move || {
            let mut socket = listener.accept().unwrap().0;
            let mut request = [0; 1024];
            let read = socket.read(&mut request).unwrap();
            if request[..read].starts_with(b"GET /readyz HTTP/1.") {
                socket.write_all(answer.as_bytes()).unwrap();
            }
        });
        data
    }

    #[test]
    fn a_ready_server_is_ready_and_another_says_why_not() {
        let folder = tempfile::tempdir().unwrap();
        ask(&served(&folder, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")).unwrap();
        let data = served(&folder, "HTTP/1.1 500 X\r\ncontent-length: 17\r\n\r\n[-]store failed\n\n");
        assert_eq!(ask(&data).unwrap_err().to_string(), "not ready: 500\n[-]store failed");
        let data = served(&folder, "HTTP/1.1 200");
        assert!(matches!(ask(&data), Err(HealthError::Client(ClientError::Unreachable { .. }))));
    }

    #[test]
    fn a_server_that_never_started_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let error = ask(&folder.path().join("x.db")).unwrap_err();
        assert!(matches!(error, HealthError::NeverStarted(_)), "{error}");
    }
}
