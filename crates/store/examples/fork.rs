//! How long it takes to fork a store of 10,000 records of 1 KiB, and to make the first change of a fork:
//! `cargo run --release -p coracle-store --example fork`.

use std::time::Instant;

use coracle_store::{Decide, Facts, Key, Options, Records, Share, Snapshot, Store, Write};

struct Put(Option<Write>);

impl Decide for Put {
    fn decide(&mut self, _: &Facts<'_>) -> Option<Write> {
        self.0.take()
    }
}

fn options() -> Options {
    Options::new(|| 0, |_| Vec::new())
}

async fn put(store: &Store, name: &str) {
    let key = Key::new("things", "n", name);
    let (uid, value, share) = (name.to_owned(), vec![b'x'; 1024], Share::Usual);
    let write = Write::Put { key: key.clone(), uid, value, share };
    store.change(vec![key], Put(Some(write))).await.expect("room for it");
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "it is what this is for")]
async fn main() {
    let nothing = Snapshot { revision: 1, records: Records::default() };
    let store = Store::in_memory(options(), nothing).await.expect("a thread");
    for n in 0..10_000 {
        put(&store, &format!("t{n}")).await;
    }
    let (mut forks, mut writes) = (Vec::new(), Vec::new());
    for _ in 0..101 {
        let begun = Instant::now();
        let fork = store.fork(options()).await.expect("a thread");
        forks.push(begun.elapsed());
        let begun = Instant::now();
        put(&fork, "t5000").await;
        writes.push(begun.elapsed());
        fork.close().await.expect("a good end");
    }
    forks.sort();
    writes.sort();
    println!("fork: median {:?}, longest {:?}; its first change: median {:?}", forks[50], forks[100], writes[50]);
}
