//! The server under test: our own as a child process on a free port, or one that runs already.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long the server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Server {
    pub url: String,
    child: Child,
    log: PathBuf,
    /// Its data, removed when this is dropped.
    dir: Option<TempDir>,
}

impl Server {
    /// Starts the server with these controllers and data of its own, in a file of this name or as `:memory:`, and waits until it is
    /// ready.
    ///
    /// # Errors
    /// Why it is not ready, with its log.
    pub fn start(tokens: &Path, controllers: &str, data: &str) -> Result<Server, String> {
        let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
        let log = dir.path().join("log");
        let stderr = File::create(&log).map_err(|error| error.to_string())?;
        let mut child = Command::new(env!("CARGO_BIN_EXE_coracle"))
            .args(["serve", "--listen", "127.0.0.1:0", "--http", "--data", data])
            .current_dir(dir.path())
            .arg("--token-file")
            .arg(tokens)
            .args(["--controllers", controllers])
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .map_err(|error| error.to_string())?;
        let (send, receive) = mpsc::channel();
        let stdout = child.stdout.take();
        thread::spawn(move || {
            let line = stdout.and_then(|stdout| BufReader::new(stdout).lines().next()?.ok());
            let _ = send.send(line.unwrap_or_default());
        });
        let line = receive.recv_timeout(PATIENCE).unwrap_or_default();
        let mut words = line.split(' ');
        let server = Server { url: words.nth(1).unwrap_or_default().to_owned(), child, log, dir: Some(dir) };
        if line.starts_with("ready http://") {
            Ok(server)
        } else {
            Err(format!("the server is not ready; it said {line:?}\n{}", server.log_end()))
        }
    }

    /// The last lines of its log.
    pub fn log_end(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    /// Ends it as an operator would, and hands over the folder with its data, if that was in a file.
    ///
    /// # Errors
    /// It did not end, or not well.
    pub fn stop(mut self) -> Result<Option<TempDir>, String> {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().map_err(|error| format!("kill: {error}"))?;
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(20)),
                Ok(Some(status)) if status.success() => return Ok(self.dir.take()),
                Ok(Some(status)) => return Err(format!("the server ended with {status}\n{}", self.log_end())),
                Err(error) => return Err(error.to_string()),
            }
        }
        Err(format!("the server did not end after SIGTERM\n{}", self.log_end()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
