//! What a change costs while many wait for something else, in CPU time of the whole process (Linux):
//! `cargo run --release -p coracle-store --example waiting -- [WATCHES] [CHANGES]`, 500 and 20,000 where nothing is said.
//!
//! They wait for namespaces in which nothing happens; and then, to compare, for the one in which all does. Each change comes once
//! the one before it was seen by one who waits there anyway.

use std::fs::{read_dir, read_to_string};
use std::time::{Duration, Instant};

use coracle_store::{Decide, Facts, Key, Options, Records, Share, Snapshot, Store, Write};

struct Put(Option<Write>);

impl Decide for Put {
    fn decide(&mut self, _: &Facts<'_>) -> Option<Write> {
        self.0.take()
    }
}

async fn put(store: &Store, name: &str) {
    let key = Key::new("things", "busy", name);
    let (uid, value, share) = (name.to_owned(), vec![b'x'; 1024], Share::Usual);
    let write = Write::Put { key: key.clone(), uid, value, share };
    store.change(vec![key], Put(Some(write))).await.expect("room for it");
}

/// What the threads that there are have taken.
fn cpu_time() -> Duration {
    let tasks = read_dir("/proc/self/task").expect("Linux").filter_map(Result::ok);
    let taken = tasks.filter_map(|task| read_to_string(task.path().join("schedstat")).ok());
    Duration::from_nanos(taken.filter_map(|text| text.split(' ').next()?.parse::<u64>().ok()).sum())
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "it is what this is for")]
async fn main() {
    let mut asked = std::env::args().skip(1).map(|number| number.parse().expect("a number"));
    let (watches, changes): (u32, u32) = (asked.next().unwrap_or(500), asked.next().unwrap_or(20_000));
    for concerned in [false, true] {
        let nothing = Snapshot { revision: 1, records: Records::default() };
        let store = Store::in_memory(Options::new(|| 0, |_| Vec::new()), nothing).await.expect("a thread");
        for n in 0..watches {
            let namespace = if concerned { "busy".to_owned() } else { format!("n{n}") };
            let mut cursor = store.watch("things", Some(&namespace), 1);
            tokio::spawn(async move { while cursor.next().await.is_ok() {} });
        }
        put(&store, "first").await;
        let mut witness = store.watch("things", Some("busy"), store.revision());
        let (taken, begun) = (cpu_time(), Instant::now());
        for n in 0..changes {
            put(&store, &format!("t{}", n % 1_000)).await;
            while witness.next().await.expect("an open store").events.is_empty() {}
        }
        let (taken, passed) = (cpu_time() - taken, begun.elapsed());
        let whom = if concerned { "its own" } else { "another" };
        println!(
            "{watches} watches of {whom} namespace: {:?} of CPU time and {:?} a change",
            taken / changes,
            passed / changes
        );
        store.close().await.expect("a good end");
    }
}
