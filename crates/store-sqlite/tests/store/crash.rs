//! A process that ends, or whose disk fails, in the middle of changes: what was acknowledged is there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use coracle_store::{ChangeError, Committed, Compaction, Facts, Options, Store, Write};

use crate::kit::{key, list_at, open, options, place, put, set, value_of};

/// Names the database of a child, and what it is to do with it.
pub const CHILD_PATH: &str = "STORE_TEST_CHILD_PATH";
pub const CHILD_ROUND: &str = "STORE_TEST_CHILD_ROUND";
const TASKS: u64 = 8;

pub fn child(launcher: &[&str], test: &str, path: &Path, round: usize) -> (Child, BufReader<ChildStdout>) {
    let this = std::env::current_exe().unwrap();
    let words = launcher.iter().map(|word| (*word).to_owned()).chain([this.to_str().unwrap().to_owned()]);
    let words: Vec<String> = words.chain([test.into(), "--exact".into(), "--nocapture".into()]).collect();
    let mut child = Command::new(&words[0])
        .args(&words[1..])
        .env(CHILD_PATH, path)
        .env(CHILD_ROUND, round.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    (child, output)
}

/// In one write, so that no line is mixed with another's.
pub fn say(line: &str) {
    std::io::stdout().lock().write_all(format!("\n#{line}\n").as_bytes()).unwrap();
}

/// What a child said, to the last whole line.
pub fn said(lines: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        if line.ends_with('\n') && line.starts_with('#') {
            return Some(line[1..].trim_end().to_owned());
        }
        line.clear();
    }
    None
}

/// The n-th change of a name: each fifth removes it.
fn value(n: u64) -> Option<String> {
    (!n.is_multiple_of(5)).then(|| format!("{n},m{n},{}", "x".repeat((n * 37 % 900) as usize)))
}

async fn nth(store: &Store, name: &str, n: u64) -> Result<Committed, ChangeError> {
    match value(n) {
        Some(value) => set(store, name, value).await,
        None => {
            let delete = Write::Delete { key: key(name) };
            let (_, done) = store.change(vec![key(name)], move |_: &Facts<'_>| Some(delete.clone())).await?;
            Ok(done.unwrap())
        }
    }
}

/// Only a child does anything here: several tasks, each with a name of its own, say what is acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_writes() {
    let (Ok(path), Ok(round)) = (std::env::var(CHILD_PATH), std::env::var(CHILD_ROUND)) else { return };
    let store = open(Path::new(&path)).await;
    let write = |store: Store, name: String| async move {
        for n in 1.. {
            let revision = nth(&store, &name, n).await.unwrap().revision;
            say(&format!("{name} {n} {revision}"));
        }
    };
    let running: Vec<_> =
        (0..TASKS).map(|task| tokio::spawn(write(store.clone(), format!("r{round}-t{task}")))).collect();
    for one in running {
        one.await.unwrap();
    }
}

#[tokio::test]
async fn kill_minus_nine_loses_nothing_that_was_acknowledged() {
    let place = place();
    let mut kept = BTreeMap::new();
    for round in 0..8 {
        let (mut child, mut lines) = child(&[], "crash::child_that_writes", &place.path, round);
        let (mut acknowledged, mut newest) = (BTreeMap::new(), 0);
        let mut count = 0;
        while let Some(line) = said(&mut lines) {
            let words: Vec<&str> = line.split(' ').collect();
            acknowledged.insert(words[0].to_owned(), words[1].parse::<u64>().unwrap());
            newest = newest.max(words[2].parse().unwrap());
            count += 1;
            // It goes on to write while this is under way; what it still says counts.
            if count == 3 + round * 45 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();

        let store = open(&place.path).await;
        store.verify().await.unwrap();
        assert!(store.revision() >= newest);
        for task in 0..TASKS {
            let name = format!("r{round}-t{task}");
            let n = acknowledged.get(&name).copied().unwrap_or(0);
            let found = value_of(&store, &name);
            // The one that was under way is whole or absent.
            assert!(found == value(n) || found == value(n + 1), "{name} after {n}: {found:?}");
            kept.insert(name, found);
        }
        for (name, value) in &kept {
            assert_eq!(&value_of(&store, name), value, "earlier rounds stay as they were");
        }
        store.close().await.unwrap();
    }
}

/// Only a child does anything here: it writes, and with almost every write something old is removed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child_that_compacts() {
    let (Ok(path), Ok(round)) = (std::env::var(CHILD_PATH), std::env::var(CHILD_ROUND)) else { return };
    let keep = Compaction { keep_for: Duration::ZERO, keep_events_min: 3, keep_events_max: 9, keep_bytes_max: None };
    let store = coracle_store_sqlite::open(path, Options { compaction: keep, ..options() }).await.unwrap();
    for n in 1.. {
        let revision = nth(&store, &format!("r{round}-t{}", n % TASKS), n / TASKS + 1).await.unwrap().revision;
        say(&format!("{revision} {}", store.compacted()));
        if n.is_multiple_of(10) {
            let store = store.clone();
            tokio::spawn(async move { store.compact(Some(u64::MAX)).await });
        }
    }
}

#[tokio::test]
async fn kill_minus_nine_while_compacting_leaves_a_sound_log() {
    let place = place();
    let mut compacted_max = 0;
    for round in 0..8 {
        let (mut child, mut lines) = child(&[], "crash::child_that_compacts", &place.path, round);
        let (mut newest, mut compacted, mut count) = (0, 0, 0);
        while let Some(line) = said(&mut lines) {
            let words: Vec<u64> = line.split(' ').map(|word| word.parse().unwrap()).collect();
            (newest, compacted, count) = (words[0], words[1], count + 1);
            if count == 5 + round * 17 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();

        let store = coracle_store_sqlite::open(&place.path, Options { compaction: Compaction::OFF, ..options() })
            .await
            .unwrap();
        store.verify().await.unwrap();
        assert!(store.revision() >= newest && store.compacted() >= compacted.max(compacted_max));
        compacted_max = store.compacted();
        // What is left of the log leads from its start to what is there.
        let then = list_at(&store, "endpoints", None, compacted_max).await.unwrap();
        let mut state: BTreeMap<_, _> = then.into_iter().map(|record| (record.key.clone(), record)).collect();
        let mut cursor = store.watch("endpoints", None, compacted_max);
        while cursor.position() < store.revision() {
            for event in cursor.next().await.unwrap().events {
                assert_eq!(state.remove(&event.key), event.previous);
                state.extend(event.record.clone().map(|record| (event.key.clone(), record)));
            }
        }
        assert_eq!(state.into_values().collect::<Vec<_>>(), store.list("endpoints", None).0);
        store.close().await.unwrap();
    }
    assert!(compacted_max > 50);
}

/// Only a child does anything here: it writes until the system fails to sync, and says how that looked.
#[tokio::test]
async fn child_whose_disk_fails() {
    let Ok(path) = std::env::var(CHILD_PATH) else { return };
    let store = open(Path::new(&path)).await;
    let mut n = 0;
    let error = loop {
        match set(&store, &format!("n{n}"), format!("{n},{}", "x".repeat(1000))).await {
            Ok(_) => say(&format!("acknowledged {n}")),
            Err(error) => break error,
        }
        n += 1;
    };
    assert!(matches!(&error, ChangeError::Indeterminate(_)) && !error.is_definite(), "{error:?}");
    assert!(matches!(set(&store, "later", "1").await, Err(ChangeError::Stopped(_))));
    assert!(!store.failed().await.is_empty() && store.healthy().is_err());
    assert!(value_of(&store, "n0").is_some() && value_of(&store, &format!("n{n}")).is_none());
    assert!(store.close().await.is_err());
    say("stopped");
}

/// After so many calls, none of fsync's and fdatasync's succeeds any more.
const FAILING_DISK: &str = r#"
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
static int calls;
static int sync_or_fail(int number, int fd) {
  if (__sync_add_and_fetch(&calls, 1) > 40) { errno = EIO; return -1; }
  return syscall(number, fd);
}
int fsync(int fd) { return sync_or_fail(SYS_fsync, fd); }
int fdatasync(int fd) { return sync_or_fail(SYS_fdatasync, fd); }
"#;

#[tokio::test]
async fn a_failing_disk_stops_the_writer_and_the_next_start_finds_what_was_acknowledged() {
    let place = place();
    let (source, shim) = (place.path.with_file_name("shim.c"), place.path.with_file_name("shim.so"));
    std::fs::write(&source, FAILING_DISK).unwrap();
    // The compiler that SQLite is built with, too.
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&shim, &source]).status().unwrap();
    assert!(made.success());
    let preload = format!("LD_PRELOAD={}", shim.display());
    let (mut child, mut lines) = child(&["env", &preload], "crash::child_whose_disk_fails", &place.path, 0);
    let (mut acknowledged, mut stopped) = (0, false);
    while let Some(line) = said(&mut lines) {
        stopped |= line == "stopped";
        acknowledged += usize::from(line.starts_with("acknowledged"));
    }
    assert!(child.wait().unwrap().success() && stopped && acknowledged > 5);
    let store = open(&place.path).await;
    store.verify().await.unwrap();
    let found = store.list("endpoints", None).0.len();
    assert!(found == acknowledged || found == acknowledged + 1, "{found} of {acknowledged}");
    for n in 0..acknowledged {
        assert!(value_of(&store, &format!("n{n}")).is_some());
    }
    set(&store, "later", put(&key("later"), "1").key().to_string()).await.unwrap();
}

/// Only a child does anything here: its files may not grow beyond a limit, and it goes on all the same.
#[tokio::test]
async fn child_whose_files_may_not_grow() {
    let Ok(path) = std::env::var(CHILD_PATH) else { return };
    let store = open(Path::new(&path)).await;
    let (mut n, mut refused) = (0, 0);
    while refused < 5 {
        match set(&store, &format!("n{n}"), format!("{n},{}", "x".repeat(1000))).await {
            Ok(_) => {
                say(&format!("acknowledged {n}"));
                refused = 0;
            }
            Err(error) => {
                assert!(matches!(&error, ChangeError::NoSpace(_)) && error.is_definite(), "{error:?}");
                refused += 1;
            }
        }
        n += 1;
    }
    assert!(value_of(&store, "n0").is_some());
    store.verify().await.unwrap();
    store.close().await.unwrap();
    say("closed");
}

#[tokio::test]
async fn a_limit_on_the_size_of_files_is_a_full_disk() {
    let place = place();
    // The program catches the signal; here it is ignored.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 3000; exec \"$0\" \"$@\""];
    let (mut child, mut lines) = child(&limited, "crash::child_whose_files_may_not_grow", &place.path, 0);
    let (mut acknowledged, mut closed) = (Vec::new(), false);
    while let Some(line) = said(&mut lines) {
        closed |= line == "closed";
        acknowledged.extend(line.strip_prefix("acknowledged ").map(|n| format!("n{n}")));
    }
    assert!(child.wait().unwrap().success() && closed && acknowledged.len() > 50, "{}", acknowledged.len());
    let store = open(&place.path).await;
    store.verify().await.unwrap();
    let found = store.list("endpoints", None).0;
    let mut names: Vec<_> = found.iter().map(|record| record.key.name.to_string()).collect();
    names.sort_unstable();
    acknowledged.sort_unstable();
    assert_eq!(names, acknowledged);
    set(&store, "later", "1").await.unwrap();
}
