//! Power cuts, made from what the files were before and after a change: of what was not synced by then, any sectors may be on
//! the disk. Every such state opens, with all that was acknowledged.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;

use coracle_store::{Compaction, Options, Revision};
use coracle_store_sqlite::{File, Origin};

use crate::kit::{Random, beside, open_with, options, place, set};

const SECTOR: usize = 512;

/// What is on the disk.
#[derive(Clone, Default)]
struct Disk {
    database: Vec<u8>,
    log: Vec<u8>,
    mark: Vec<u8>,
}

impl Disk {
    fn read(path: &Path) -> Disk {
        let read = |suffix| fs::read(beside(path, suffix)).unwrap();
        Disk { database: read(""), log: read("-wal"), mark: read("-mark") }
    }

    fn lay(&self, path: &Path) {
        for (suffix, content) in [("", &self.database), ("-wal", &self.log), ("-mark", &self.mark)] {
            fs::write(beside(path, suffix), content).unwrap();
        }
    }
}

/// A file some of whose sectors are still the old ones. It has grown by some of what it was to grow by, or shrunk.
fn torn(random: &mut Random, old: &[u8], new: &[u8], changed: Range<usize>) -> Vec<u8> {
    let share = [0, 30, 60, 97, 100][random.below(5)];
    let length = match random.below(3) {
        0 => old.len(),
        1 => new.len(),
        _ => old.len().min(new.len()) + random.below(old.len().abs_diff(new.len()) + 1),
    };
    let mut file = old.to_vec();
    file.resize(length.max(changed.start.min(new.len())), 0);
    for start in (changed.start / SECTOR * SECTOR..changed.end.min(file.len())).step_by(SECTOR) {
        let end = (start + SECTOR).min(new.len()).min(file.len());
        if start < end && random.below(100) < share {
            file[start..end].copy_from_slice(&new[start..end]);
        }
    }
    file
}

/// What a power cut during the change from one state to the next may leave.
fn cut(random: &mut Random, before: &Disk, after: &Disk, marks: &[Vec<u8>]) -> Disk {
    let restarted = before.log.get(..32) != after.log.get(..32);
    let mut disk = before.clone();
    // It is not synced: any earlier one, or a part of one.
    disk.mark.clone_from(&marks[random.below(marks.len())]);
    if random.below(5) == 0 {
        disk.mark.truncate(random.below(before.mark.len()));
    }
    // The log is begun anew, which is synced before anything follows; a change is added to it, and synced; then its pages may
    // be moved into the database.
    let head = if restarted { 32.min(after.log.len()) } else { 0 };
    let stage = random.below(4);
    if restarted && stage == 0 {
        let written = random.below(head + 1);
        disk.log.resize(disk.log.len().max(written), 0);
        disk.log[..written].copy_from_slice(&after.log[..written]);
    } else if before.database != after.database && stage == 1 {
        disk.log.clone_from(&after.log);
        disk.database = torn(random, &before.database, &after.database, 0..after.database.len());
    } else {
        disk.log.resize(disk.log.len().max(head), 0);
        disk.log[..head].copy_from_slice(&after.log[..head]);
        disk.log = torn(random, &disk.log, &after.log, head..after.log.len());
    }
    disk
}

async fn opened(disk: &Disk) -> (crate::kit::Place, File) {
    let place = place();
    disk.lay(&place.path);
    // Nothing is compacted by itself, so that the files rest once a change is answered and something else is.
    let file = File::open(&place.path, Options { compaction: Compaction::OFF, ..options() }).await.unwrap();
    (place, file)
}

/// What was acknowledged: changes of the first world, other worlds, and snapshots.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    revision: Revision,
    worlds: BTreeSet<String>,
    snapshots: BTreeSet<String>,
}

impl Known {
    async fn of(file: &File) -> Known {
        let worlds = file.worlds().await.unwrap().into_iter().map(|kept| kept.name).collect();
        let snapshots = file.snapshots().await.unwrap().into_iter().map(|taken| taken.name).collect();
        Known { revision: file.first().revision(), worlds, snapshots }
    }

    fn is_in(&self, found: &Known) -> bool {
        found.revision >= self.revision
            && found.worlds.is_superset(&self.worlds)
            && found.snapshots.is_superset(&self.snapshots)
    }
}

/// Changes something: now and then by a large value that fills the log, so that it is moved into the database and begun anew; or
/// forks the first world, or takes a snapshot of it.
async fn act(random: &mut Random, file: &File, n: usize) {
    let (store, kind) = (file.first(), random.below(12));
    if kind < 2 {
        let ((snapshot, _paused), name) = (store.pause().await.unwrap(), format!("{}-{n}", random.below(1_000_000)));
        match kind {
            0 => drop(file.create(&name, "", Origin::World("main", &snapshot), options()).await.unwrap()),
            _ => file.take(&name, &[("main", snapshot.revision)], &[]).await.unwrap(),
        }
        return;
    }
    let bytes = if kind < 4 { 2_000_000 } else { random.below(9000) };
    set(store, &format!("n{}", random.below(5)), format!("{n},{}", "x".repeat(bytes))).await.unwrap();
}

/// One machine's life: some changes, a power cut, some more.
async fn live(seed: u64, rounds: usize) {
    let mut random = Random(seed);
    let first = place();
    let store = open_with(&first.path, 1 << 20, Compaction::OFF).await;
    set(&store, "first", "0").await.unwrap();
    let (mut disk, mut acknowledged) = (Disk::read(&first.path), Known::default());
    for round in 0..rounds {
        let (place, file) = opened(&disk).await;
        let found = Known::of(&file).await;
        assert!(acknowledged.is_in(&found), "seed {seed}, round {round}: {found:?} of {acknowledged:?}");
        file.first().verify().await.unwrap();
        let mut marks = Vec::new();
        let (mut before, mut after) = (Disk::read(&place.path), None);
        for n in 0..1 + random.below(5) {
            if let Some(after) = after.take() {
                before = after;
            }
            acknowledged = Known::of(&file).await;
            act(&mut random, &file, n).await;
            // What the writer does after a change is done once it has answered something else.
            file.first().managers(crate::kit::key("first")).await.unwrap();
            marks.push(before.mark.clone());
            after = Some(Disk::read(&place.path));
        }
        let after = after.unwrap();
        for _ in 0..3 {
            let (_place, file) = opened(&cut(&mut random, &before, &after, &marks)).await;
            let found = Known::of(&file).await;
            assert!(acknowledged.is_in(&found), "seed {seed}, round {round}: {found:?} of {acknowledged:?}");
            file.first().verify().await.unwrap();
        }
        disk = cut(&mut random, &before, &after, &marks);
    }
}

#[tokio::test]
async fn whatever_a_power_cut_leaves_of_a_change_opens() {
    for seed in 1..=3 {
        live(seed, 10).await;
    }
}
