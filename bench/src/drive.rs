//! Many clients who ask one thing again and again for a while, and what that came to.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::client::{Ask, Connection, Error, Server};
use crate::cost::Cost;
use crate::watch::Watches;
use crate::workload::{CREATED, NAMESPACE, Workload, create, padded};

/// How long it runs before anything is counted.
const WARM_UP: Duration = Duration::from_secs(1);

/// How much, and for how long.
pub struct Load {
    pub server: Server,
    /// The server's processes.
    pub pids: Vec<u32>,
    /// How many clients; each workload's own number where it is not said.
    pub clients: Option<usize>,
    /// How many watches; each workload's own number where it is not said.
    pub watches: Option<usize>,
    /// How many objects there are.
    pub objects: u64,
    /// How many bytes each has more.
    pub pad: usize,
    /// How long it is measured.
    pub time: Duration,
}

/// What all clients of a run have in common.
struct Shared {
    next: AtomicU64,
    counted: AtomicBool,
    over: AtomicBool,
}

/// What one client saw while it counted.
#[derive(Default)]
struct Seen {
    /// How long each answer took, in microseconds.
    took: Vec<u64>,
    /// Answers that were none, and the first of them.
    failed: u64,
    first: Option<String>,
}

impl Load {
    /// Makes the namespaces and the objects, where they are not there yet.
    ///
    /// # Errors
    /// If the server does not make them.
    pub async fn fill(&self) -> Result<(), Error> {
        let mut connection = self.server.connect().await?;
        for name in [NAMESPACE, CREATED] {
            let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
            let (path, body) = ("/api/v1/namespaces".to_owned(), namespace.to_string().into());
            made(&mut connection, Ask { method: Method::POST, path, media_type: "application/json", body }).await?;
        }
        let next = Rc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for _ in 0..32 {
            let (mut connection, next) = (self.server.connect().await?, Rc::clone(&next));
            let (objects, pad) = (self.objects, self.pad);
            clients.spawn_local(async move {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= objects {
                        return Ok::<(), Error>(());
                    }
                    made(&mut connection, create(NAMESPACE, &padded(i, pad))).await?;
                }
            });
        }
        while let Some(ended) = clients.join_next().await {
            ended??;
        }
        Ok(())
    }

    /// Runs a workload and says what it came to, as one JSON object.
    ///
    /// # Errors
    /// If a connection is lost, or a process is not there.
    pub async fn run(&self, workload: Workload) -> Result<Value, Error> {
        let run = run_name()?;
        if let Some(needed) = workload.needs() {
            made(&mut self.server.connect().await?, needed).await?;
        }
        let watching = workload.watches().map(|count| self.watches.unwrap_or(count));
        let watches = match watching {
            Some(count) => Some(Watches::open(&self.server, count, &workload.watched()).await?),
            None => None,
        };
        let count = self.clients.unwrap_or(workload.clients());
        let shared = Arc::new(Shared { next: 0.into(), counted: false.into(), over: false.into() });
        let mut clients = JoinSet::new();
        for _ in 0..count {
            let (connection, shared, run) = (self.server.connect().await?, Arc::clone(&shared), Arc::clone(&run));
            let (objects, sent) = (self.objects, watches.as_ref().map(Watches::sent));
            clients.spawn_local(async move {
                let ask = |n| {
                    if let Some(sent) = &sent {
                        sent.note(n);
                    }
                    workload.ask(n, objects, &run)
                };
                client(connection, &shared, workload.pause(), ask).await
            });
        }
        tokio::time::sleep(WARM_UP).await;
        let (before, own) = (Cost::of(&self.pids)?, Cost::of(&[std::process::id()])?);
        let delivered = watches.as_ref().map_or(0, Watches::delivered);
        shared.counted.store(true, Ordering::Relaxed);
        let from = Instant::now();
        tokio::time::sleep(self.time).await;
        shared.counted.store(false, Ordering::Relaxed);
        let seconds = from.elapsed().as_secs_f64();
        let (after, own_after) = (Cost::of(&self.pids)?, Cost::of(&[std::process::id()])?);
        let delivered = watches.as_ref().map_or(0, Watches::delivered) - delivered;
        shared.over.store(true, Ordering::Relaxed);
        let mut all = Seen::default();
        let written = |shared: &Shared| shared.next.load(Ordering::Relaxed);
        while let Some(ended) = clients.join_next().await {
            let seen = ended??;
            all.took.extend(seen.took);
            all.failed += seen.failed;
            all.first = all.first.or(seen.first);
        }
        let operations = u64::try_from(all.took.len())?;
        // What each write showed to each watch; a write that failed showed nothing.
        let lost = match (&watches, watching) {
            (Some(watches), Some(count)) => {
                let wanted = (written(&shared) - all.failed) * u64::try_from(count)?;
                watches.settled(wanted).await;
                Some(wanted.saturating_sub(watches.delivered()))
            }
            _ => None,
        };
        // Of a watch it is the events that count.
        let (counted, took) = match watches {
            Some(watches) => (delivered, watches.close()),
            None => (operations, all.took),
        };
        let each = |total: u64| if counted == 0 { 0.0 } else { as_float(total) / as_float(counted) };
        let took = Percentiles::of(took);
        Ok(json!({
            "workload": workload.name(), "clients": count, "objects": self.objects, "seconds": seconds,
            "watches": watching, "lost": lost, "operations": counted, "writes": operations, "per_second": as_float(counted) / seconds,
            "failed": all.failed, "first_failure": all.first,
            "p50_us": took.at(50), "p99_us": took.at(99), "max_us": took.at(100),
            "server_cpu_us": each(after.cpu - before.cpu), "client_cpu_us": each(own_after.cpu - own.cpu),
            "written_bytes": each(after.written - before.written), "resident_kib": after.resident,
        }))
    }
}

async fn client(
    mut connection: Connection,
    shared: &Shared,
    pause: Option<Duration>,
    ask: impl Fn(u64) -> Ask,
) -> Result<Seen, Error> {
    let mut seen = Seen::default();
    let mut pause = pause.map(tokio::time::interval);
    while !shared.over.load(Ordering::Relaxed) {
        if let Some(pause) = &mut pause {
            pause.tick().await;
        }
        let asked = ask(shared.next.fetch_add(1, Ordering::Relaxed));
        let from = Instant::now();
        let (status, _) = connection.drained(asked).await?;
        if !status.is_success() {
            seen.failed += 1;
            seen.first.get_or_insert(status.to_string());
        } else if shared.counted.load(Ordering::Relaxed) {
            seen.took.push(u64::try_from(from.elapsed().as_micros())?);
        }
    }
    Ok(seen)
}

/// Makes something that may be there already.
async fn made(connection: &mut Connection, ask: Ask) -> Result<(), Error> {
    let (status, body) = connection.answered(ask).await?;
    if status.is_success() || status == StatusCode::CONFLICT {
        return Ok(());
    }
    Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into())
}

/// A text that no run before had.
#[expect(clippy::disallowed_methods, reason = "there is no decision here that has to be told the moment")]
fn run_name() -> Result<Arc<str>, Error> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(format!("{:x}", now.as_micros()).into())
}

#[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
fn as_float(count: u64) -> f64 {
    count as f64
}

/// Times in order.
struct Percentiles(Vec<u64>);

impl Percentiles {
    fn of(mut times: Vec<u64>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// The time within which so many in a hundred were.
    fn at(&self, percent: usize) -> Option<u64> {
        self.0.get((self.0.len() * percent / 100).min(self.0.len().saturating_sub(1))).copied()
    }
}
