//! A process that ends while worlds are forked, reset, removed, changed in many places at once, and snapshots taken: each deed is there as a whole, or not at all.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use coracle_store::{Renewal, Store, Write};
use coracle_store_sqlite::{File, Origin};

use crate::crash::{CHILD_PATH, CHILD_ROUND, child, said, say};
use crate::kit::{Random, key, options, place, put, set};
use crate::worlds::{Model, file, fork};

/// What is done to a file's worlds, one after the other, and what there is then. It follows from a seed alone.
struct Plan {
    random: Random,
    worlds: BTreeMap<String, Model>,
    snapshots: BTreeMap<String, BTreeMap<String, Model>>,
    step: usize,
}

/// One of them. Names of worlds, of snapshots, of objects.
#[derive(Debug)]
enum Deed {
    Set(String, String, String),
    /// Several at once; none for one that goes.
    Together(String, BTreeMap<String, Option<String>>),
    Fork(String, String),
    Begin(String, String),
    Remove(String),
    Take(String, Vec<String>),
    Reset(String, String),
    Restore(String, Vec<String>),
    Drop(String),
}

impl Plan {
    fn new(seed: u64) -> Plan {
        let worlds = BTreeMap::from([("main".to_owned(), Model::new())]);
        Plan { random: Random(seed * 104_729), worlds, snapshots: BTreeMap::new(), step: 0 }
    }

    fn next(&mut self) -> Deed {
        self.step += 1;
        let (step, random) = (self.step, &mut self.random);
        let world = self.worlds.keys().nth(random.below(self.worlds.len())).unwrap().clone();
        let snapshot = self.snapshots.keys().nth(random.below(self.snapshots.len().max(1))).cloned();
        match (random.below(15), snapshot) {
            (0 | 1, _) if self.worlds.len() < 6 => {
                self.worlds.insert(format!("w{step}"), self.worlds[&world].clone());
                Deed::Fork(world, format!("w{step}"))
            }
            (2, Some(snapshot)) if self.worlds.len() < 6 => {
                self.worlds.insert(format!("w{step}"), self.snapshots[&snapshot]["main"].clone());
                Deed::Begin(snapshot, format!("w{step}"))
            }
            (3, _) if world != "main" => {
                self.worlds.remove(&world);
                Deed::Remove(world)
            }
            (4 | 5, _) => {
                let all: Vec<String> = self.worlds.keys().cloned().collect();
                self.snapshots.insert(format!("s{step}"), self.worlds.clone());
                Deed::Take(format!("s{step}"), all)
            }
            (6, Some(snapshot)) => {
                let model = self.snapshots[&snapshot]["main"].clone();
                self.worlds.insert(world.clone(), model);
                Deed::Reset(world, snapshot)
            }
            (7, Some(snapshot)) => {
                let of = self.snapshots[&snapshot].iter().filter(|(world, _)| self.worlds.contains_key(*world));
                let of: BTreeMap<String, Model> = of.map(|(world, model)| (world.clone(), model.clone())).collect();
                let names = of.keys().cloned().collect();
                self.worlds.extend(of);
                Deed::Restore(snapshot, names)
            }
            (8, Some(snapshot)) => {
                self.snapshots.remove(&snapshot);
                Deed::Drop(snapshot)
            }
            (9 | 10, _) => {
                let mut changes = BTreeMap::new();
                let model = self.worlds.get_mut(&world).unwrap();
                for n in 0..random.below(600) {
                    let name = format!("n{}", random.below(1000));
                    let value = (n % 5 > 0 || !model.contains_key(&name)).then(|| format!("{step},m{n}"));
                    // What goes was there before, and each is changed once.
                    if let Entry::Vacant(place) = changes.entry(name) {
                        match &value {
                            Some(value) => drop(model.insert(place.key().clone(), value.clone())),
                            None => drop(model.remove(place.key())),
                        }
                        place.insert(value);
                    }
                }
                Deed::Together(world, changes)
            }
            _ => {
                let (name, value) =
                    (format!("n{}", random.below(200)), format!("{step},m{}", "x".repeat(step * 37 % 700)));
                self.worlds.get_mut(&world).unwrap().insert(name.clone(), value.clone());
                Deed::Set(world, name, value)
            }
        }
    }
}

async fn taken(file: &File, snapshot: &str, world: &str) -> coracle_store_sqlite::Taken {
    let all = file.snapshots().await.unwrap();
    all.into_iter().find(|taken| taken.name == snapshot && taken.world == world).unwrap()
}

async fn perform(file: &File, stores: &mut BTreeMap<String, Store>, deed: Deed) {
    match deed {
        Deed::Set(world, name, value) => drop(set(&stores[&world], &name, value).await.unwrap()),
        Deed::Together(world, changes) => {
            let write = |(name, value): (String, Option<String>)| match value {
                Some(value) => put(&key(&name), value),
                None => Write::Delete { key: key(&name) },
            };
            let made = stores[&world].change_together(Vec::new(), None, changes.into_iter().map(write).collect()).await;
            made.unwrap().unwrap();
        }
        Deed::Fork(of, name) => {
            let store = fork(file, &of, &stores[&of], &name).await;
            stores.insert(name, store);
        }
        Deed::Begin(snapshot, name) => {
            let taken = taken(file, &snapshot, "main").await;
            let records = file.records(&taken).await.unwrap();
            let store = file.create(&name, "", Origin::Snapshot(&taken, &records), options()).await.unwrap();
            stores.insert(name, store);
        }
        Deed::Remove(name) => {
            stores.remove(&name).unwrap().close().await.unwrap();
            file.remove(&name).await.unwrap();
        }
        Deed::Take(snapshot, worlds) => {
            let mut paused = Vec::new();
            for name in &worlds {
                paused.push((name.as_str(), stores[name].pause().await.unwrap()));
            }
            let kept: Vec<_> = paused.iter().map(|(name, (snapshot, _))| (*name, snapshot.revision)).collect();
            file.take(&snapshot, &kept, &[]).await.unwrap();
        }
        Deed::Reset(world, snapshot) => {
            let records = file.records(&taken(file, &snapshot, "main").await).await.unwrap();
            stores[&world].reset(records).await.unwrap();
        }
        Deed::Restore(snapshot, worlds) => {
            let mut paused = Vec::new();
            for name in &worlds {
                let to = file.records(&taken(file, &snapshot, name).await).await.unwrap();
                let (now, pause) = stores[name].pause().await.unwrap();
                paused.push((name.as_str(), Renewal::of(&now, to.records).unwrap(), pause));
            }
            let all: Vec<_> = paused.iter().map(|(name, renewal, _)| (*name, renewal)).collect();
            assert!(file.renew(&all, &[]).await.unwrap().is_empty());
            paused.into_iter().for_each(|(_, renewal, pause)| pause.renewed(renewal));
        }
        Deed::Drop(snapshot) => file.drop_snapshot(&snapshot).await.unwrap(),
    }
}

/// Only a child does anything here: it carries out a plan, and says each deed that is acknowledged.
#[tokio::test]
async fn child_that_forks() {
    let (Ok(path), Ok(round)) = (std::env::var(CHILD_PATH), std::env::var(CHILD_ROUND)) else { return };
    let file = file(Path::new(&path)).await;
    let mut stores = BTreeMap::from([("main".to_owned(), file.first().clone())]);
    let mut plan = Plan::new(round.parse().unwrap());
    loop {
        let deed = plan.next();
        perform(&file, &mut stores, deed).await;
        say(&plan.step.to_string());
    }
}

/// What a file has: worlds, and what they were in each snapshot.
async fn found(path: &Path) -> (BTreeMap<String, Model>, BTreeMap<String, BTreeMap<String, Model>>) {
    let file = file(path).await;
    file.first().verify().await.unwrap();
    let model = |all: Vec<coracle_store::Record>| -> Model {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        all.iter().map(|record| (record.key.name.to_string(), text(record.value()))).collect()
    };
    let (mut worlds, mut snapshots) = (BTreeMap::new(), BTreeMap::<_, BTreeMap<_, _>>::new());
    for kept in file.worlds().await.unwrap() {
        let store = match &*kept.name {
            "main" => file.first().clone(),
            name => file.store(name, options()).await.unwrap(),
        };
        store.verify().await.unwrap();
        worlds.insert(kept.name, model(store.list("endpoints", None).0));
    }
    for taken in file.snapshots().await.unwrap() {
        let records = file.records(&taken).await.unwrap();
        let model = model(records.records.iter().cloned().collect());
        snapshots.entry(taken.name).or_default().insert(taken.world, model);
    }
    file.first().close().await.unwrap();
    (worlds, snapshots)
}

#[tokio::test]
async fn kill_minus_nine_while_worlds_are_forked_and_reset_leaves_each_deed_whole_or_not_done() {
    for round in 1..=7 {
        let place = place();
        let (mut child, mut lines) = child(&[], "deeds::child_that_forks", &place.path, round);
        let mut done = 0;
        while let Some(line) = said(&mut lines) {
            done = line.parse::<usize>().unwrap();
            // It goes on while this is under way; what it still says counts.
            if done == 10 + round * 23 {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let mut plan = Plan::new(round as u64);
        while plan.step < done {
            plan.next();
        }
        let before = (plan.worlds.clone(), plan.snapshots.clone());
        let under_way = plan.next();
        let found = found(&place.path).await;
        let either = found == before || found == (plan.worlds, plan.snapshots);
        assert!(either, "round {round}, after {done}, {under_way:?} under way");
    }
}
