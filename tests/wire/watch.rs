//! A watch in the background, which collects the lines that it is sent.

use std::io::BufRead;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Client, Headers, Opened};

#[derive(Default)]
pub struct Seen {
    /// None until the server has answered.
    pub status: Option<u16>,
    pub headers: Headers,
    pub lines: Vec<String>,
    pub ended: bool,
    stream: Option<TcpStream>,
}

pub struct Watch {
    seen: Arc<Mutex<Seen>>,
}

impl Watch {
    /// Opens a watch and waits until it has begun.
    pub fn start(client: &Client, path: String, headers: Headers) -> Watch {
        let watch = Watch { seen: Arc::default() };
        let (client, seen) = (client.clone(), Arc::clone(&watch.seen));
        thread::spawn(move || {
            if let Ok(opened) = client.open(&path, &headers) {
                read(opened, &seen);
            }
            lock(&seen).ended = true;
        });
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline && !watch.with(|seen| seen.status.is_some() || seen.ended) {
            thread::sleep(Duration::from_millis(5));
        }
        thread::sleep(Duration::from_millis(100));
        watch
    }

    /// Waits for `count` lines, for the end of the watch, or as long as it is given. An event too many would show.
    pub fn wait(&self, count: Option<usize>, at_most: Duration) {
        let deadline = Instant::now() + at_most;
        let enough = |seen: &Seen| seen.ended || count.is_some_and(|count| seen.lines.len() >= count);
        while Instant::now() < deadline && !self.with(enough) {
            thread::sleep(Duration::from_millis(20));
        }
        if count.is_some() {
            thread::sleep(Duration::from_millis(150));
        }
    }

    pub fn with<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&lock(&self.seen))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(stream) = &lock(&self.seen).stream {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(opened: Opened, seen: &Mutex<Seen>) {
    let Opened { status, headers, mut body, stream } = opened;
    {
        let mut seen = lock(seen);
        (seen.status, seen.headers, seen.stream) = (Some(status), headers, Some(stream));
    }
    let mut line = Vec::new();
    while body.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let text = String::from_utf8_lossy(&line);
        if !text.trim().is_empty() {
            lock(seen).lines.push(text.trim_end_matches('\n').to_owned());
        }
        line.clear();
    }
}
