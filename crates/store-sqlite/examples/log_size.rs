//! How large the file becomes under endless updates: `log_size [directory] [objects] [bytes] [updates] [history bytes]`.
//!
//! 64 writers update so many objects, each with one manager's row of a sixth of its bytes, in an order of no pattern; sizes
//! vary by a quarter. Prints, for each tenth of the updates, the largest that the file was meanwhile, its write-ahead log
//! included, beside the objects' bytes and those of the events that are kept. Then all history goes, and all is printed again.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use coracle_store::{Facts, Key, ManagerRow, Options, Share, Store, Write};

const WRITERS: u64 = 64;

/// Spreads the numbers over all that there are.
fn scatter(n: u64) -> u64 {
    (n ^ (n >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_right(31)
}

struct Load {
    objects: u64,
    bytes: u64,
}

impl Load {
    async fn update(&self, store: Store, from: u64, to: u64, writer: u64) {
        for n in (from..to).filter(|n| n % WRITERS == writer) {
            let chance = scatter(n);
            // Each object is made once.
            let object = if n < self.objects { n } else { chance % self.objects };
            let bytes = self.bytes - self.bytes / 4 + (chance >> 40) % (self.bytes / 2 + 1);
            let name = format!("object-{object}");
            let key = Key::new("endpoints", "default", name.as_str());
            let value = vec![b'x'; bytes as usize];
            let write = Write::Put { key: key.clone(), uid: name, value, share: Share::Usual };
            let _ = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await.expect("a change");
        }
    }
}

/// One manager, whose row has a sixth of the value's bytes.
fn managers_of(value: &[u8]) -> Vec<ManagerRow> {
    vec![ManagerRow {
        manager: "kubelet".to_owned(),
        operation: "Update".to_owned(),
        subresource: String::new(),
        api_version: "v1".to_owned(),
        time: Some("2026-01-01T00:00:00Z".to_owned()),
        fields: "x".repeat(value.len() / 6),
    }]
}

/// Bytes of the file and of its WAL.
fn size(path: &Path) -> u64 {
    let of = |suffix: &str| path.with_extension(suffix).metadata().map_or(0, |metadata| metadata.len());
    of("db") + of("db-wal")
}

fn report(store: &Store, file: u64, when: &str) -> std::io::Result<()> {
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let (records, revision) = store.list("endpoints", None);
    let objects: u64 = records.iter().map(|record| record.value().len() as u64).sum();
    let events = revision - store.compacted();
    let each = objects / (records.len() as u64).max(1);
    let held = objects + events * 2 * each;
    writeln!(
        std::io::stdout(),
        "{when}: objects {:.1} MiB, {events} events {:.1} MiB; file {:.1} MiB; file/objects {:.2}, file/held {:.2}",
        mib(objects),
        mib(held - objects),
        mib(file),
        file as f64 / objects as f64,
        file as f64 / held as f64,
    )
}

/// Notes the largest size, until told to stop.
async fn watch(path: PathBuf, largest: Arc<AtomicU64>, stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Relaxed) {
        largest.fetch_max(size(&path), Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = tempfile::tempdir_in(arguments.next().unwrap_or_else(|| ".".to_owned()))?;
    let mut number = |default| arguments.next().map_or(Ok(default), |text| text.parse::<u64>());
    let (objects, bytes, updates) = (number(1000)?, number(1024)?, number(200_000)?);
    let mut options = Options::new(|| 0, managers_of);
    options.compaction.keep_bytes_max = Some(number(0)?).filter(|bytes| *bytes > 0);
    let path = directory.path().join("log.db");
    let store = coracle_store_sqlite::open(&path, options).await?;
    let (load, largest, stop) = (Arc::new(Load { objects, bytes }), Arc::default(), Arc::default());
    let watching = tokio::spawn(watch(path.clone(), Arc::clone(&largest), Arc::clone(&stop)));
    for round in 0..10 {
        let (from, to) = (round * updates / 10, (round + 1) * updates / 10);
        let one = |writer| {
            let (load, store) = (Arc::clone(&load), store.clone());
            tokio::spawn(async move { load.update(store, from, to, writer).await })
        };
        for one in (0..WRITERS).map(one).collect::<Vec<_>>() {
            one.await?;
        }
        report(&store, largest.swap(0, Ordering::Relaxed), &format!("after {to} updates"))?;
    }
    stop.store(true, Ordering::Relaxed);
    watching.await?;
    store.compact(Some(u64::MAX)).await?;
    report(&store, size(&path), "compacted")?;
    store.verify().await.map_err(|findings| findings.join("; "))?;
    store.close().await?;
    Ok(())
}
