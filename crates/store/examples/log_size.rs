//! How large the file becomes under endless updates: `log_size [directory] [updates] [keep_events_max]`.
//!
//! 64 writers update 1,000 objects of about 1 KiB. Prints the sizes of the database and of its write-ahead log beside
//! what they must hold: the objects and the events that are kept. Then everything old goes, and all is printed again.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use coracle_store::{Compaction, Facts, Key, Options, Store, Write};

const OBJECTS: u64 = 1000;
const VALUE_BYTES: u64 = 1024;
const WRITERS: u64 = 64;

async fn update(store: Store, from: u64, to: u64, writer: u64) {
    for n in (from..to).filter(|n| n % WRITERS == writer) {
        let name = format!("object-{}", n % OBJECTS);
        let key = Key::new("endpoints", "default", name.as_str());
        let value = vec![b'x'; VALUE_BYTES as usize];
        let write = Write::Put { key: key.clone(), uid: name, value, managers: Vec::new() };
        let _ = store.change(vec![key], move |_: &Facts<'_>| Some(write.clone())).await.expect("a change");
    }
}

fn report(store: &Store, path: &Path, when: &str) -> std::io::Result<()> {
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let size = |suffix: &str| path.with_extension(suffix).metadata().map_or(0, |metadata| metadata.len());
    let (records, revision) = store.list("endpoints", None);
    let objects: u64 = records.iter().map(|record| record.value.len() as u64).sum();
    let events = revision - store.compacted();
    // Before and after.
    let log = events * 2 * VALUE_BYTES;
    let file = size("db") + size("db-wal");
    writeln!(
        std::io::stdout(),
        "{when}: objects {:.1} MiB, {events} events {:.1} MiB; database {:.1} MiB, WAL {:.1} MiB; file/held {:.2}",
        mib(objects),
        mib(log),
        mib(size("db")),
        mib(size("db-wal")),
        file as f64 / (objects + log) as f64,
    )
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let directory = tempfile::tempdir_in(arguments.next().unwrap_or_else(|| ".".to_owned()))?;
    let updates: u64 = arguments.next().map_or(Ok(200_000), |text| text.parse())?;
    let keep_events_max = arguments.next().map_or(Ok(20_000), |text| text.parse())?;
    let compaction = Compaction { keep_events_max, keep_for: Duration::from_mins(5), ..Compaction::default() };
    let path = directory.path().join("log.db");
    let store = Store::open(&path, Options { compaction, ..Options::new(|| 0) }).await?;
    for round in 0..10 {
        let (from, to) = (round * updates / 10, (round + 1) * updates / 10);
        let running: Vec<_> =
            (0..WRITERS).map(|writer| tokio::spawn(update(store.clone(), from, to, writer))).collect();
        for one in running {
            one.await?;
        }
        report(&store, &path, &format!("after {to} updates"))?;
    }
    store.compact(Some(store.revision() - 1000)).await?;
    report(&store, &path, "compacted to 1,000 events")?;
    store.verify().await.map_err(|findings| findings.join("; "))?;
    store.close().await?;
    Ok(())
}
