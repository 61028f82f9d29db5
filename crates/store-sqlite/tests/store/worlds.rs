//! Many worlds in one file: each against a model of its own, through forks, snapshots, resets, removals and openings anew.

use std::collections::BTreeMap;
use std::path::Path;

use coracle_store::{Snapshot, Store};
use coracle_store_sqlite::{Checked, File, Options, Origin, WorldError};

use crate::kit::{Random, change, key, options, place, set, value_of};

pub async fn file(path: &Path) -> File {
    File::open(path, Options { checked: Checked::Records, ..options().into() }).await.unwrap()
}

pub async fn fork(file: &File, of: &str, store: &Store, name: &str) -> Store {
    let (snapshot, _paused) = store.pause().await.unwrap();
    file.create(name, "", Origin::World(of, &snapshot), options()).await.unwrap()
}

/// What a world should have, by name.
pub type Model = BTreeMap<String, String>;

fn is_as(store: &Store, model: &Model) -> bool {
    let all = store.list("endpoints", None).0;
    let found: Model = all
        .iter()
        .map(|record| (record.key.name.to_string(), String::from_utf8_lossy(record.value()).into_owned()))
        .collect();
    found == *model
}

#[tokio::test]
async fn a_fork_is_kept_and_shares_what_neither_has_changed() {
    let place = place();
    let opened = file(&place.path).await;
    let main = opened.first().clone();
    for name in ["same", "other", "gone"] {
        set(&main, name, "1,a").await.unwrap();
    }
    let world = fork(&opened, "main", &main, "w").await;
    assert_eq!((world.revision(), world.compacted()), (4, 4));
    assert!(world.get(&key("same")).0.unwrap().is_same(&main.get(&key("same")).0.unwrap()));
    assert_eq!(set(&world, "other", "2,b").await.unwrap().revision, 5);
    assert!(change(&world, key("gone"), None).await);
    assert_eq!(set(&main, "new", "3").await.unwrap().revision, 5);
    set(&world, "gone", "again").await.unwrap();
    assert!(change(&world, key("gone"), None).await);
    for store in [&main, &world] {
        store.verify().await.unwrap();
    }
    let managers = |value: &[u8]| Ok(Some(crate::kit::managers(value)));
    assert_eq!(world.managers(key("same")).await, managers(b"1,a"), "they stand below");
    assert_eq!(world.managers(key("other")).await, managers(b"2,b"));
    assert_eq!(main.managers(key("other")).await, managers(b"1,a"));
    world.close().await.unwrap();
    main.close().await.unwrap();

    let opened = file(&place.path).await;
    let names: Vec<_> = opened.worlds().await.unwrap().into_iter().map(|kept| (kept.name, kept.revision)).collect();
    assert_eq!(names, [("main".to_owned(), 5), ("w".to_owned(), 8)]);
    let world = opened.store("w", options()).await.unwrap();
    let values = |store: &Store| ["same", "other", "gone", "new"].map(|name| value_of(store, name).unwrap_or_default());
    assert_eq!(values(&world), ["1,a", "2,b", "", ""]);
    assert_eq!(values(opened.first()), ["1,a", "1,a", "1,a", "3"]);
    let events = world.watch("endpoints", None, 4).next().await.unwrap().events;
    assert_eq!(crate::kit::revisions(&events), [5, 6, 7, 8], "its history is kept");
    let twice = opened.store("w", options()).await;
    assert!(matches!(twice, Err(WorldError::Exists(_))), "it is open");
    assert!(matches!(opened.store("v", options()).await, Err(WorldError::Missing(_))));
    for store in [&world, opened.first()] {
        store.verify().await.unwrap();
    }
    opened.first().close().await.unwrap();
}

#[tokio::test]
async fn what_stands_on_hundreds_of_layers_is_checked() {
    const FORKS: usize = 400;
    let place = place();
    let opened = file(&place.path).await;
    let main = opened.first().clone();
    for n in 0..200 {
        set(&main, &format!("n{n}"), "1,a").await.unwrap();
    }
    for n in 0..FORKS {
        fork(&opened, "main", &main, &format!("w{n}")).await.close().await.unwrap();
        set(&main, &format!("n{}", n % 50), format!("{n},b")).await.unwrap();
        if n % 40 == 0 {
            assert!(change(&main, key(&format!("n{}", 100 + n / 40)), None).await);
        }
    }
    main.verify().await.unwrap();
    assert_eq!(main.managers(key("n199")).await, Ok(Some(crate::kit::managers(b"1,a"))), "it stands below all");
    main.close().await.unwrap();
    assert!(count(&place.path, "layers").await > i64::try_from(FORKS).unwrap());
}

#[tokio::test]
async fn a_snapshot_stays_what_it_was() {
    let place = place();
    let opened = file(&place.path).await;
    let main = opened.first().clone();
    set(&main, "a", "1").await.unwrap();
    let other = fork(&opened, "main", &main, "other").await;
    set(&other, "b", "2").await.unwrap();
    let memory = main.fork(options()).await.unwrap();
    set(&memory, "c", "3,x").await.unwrap();
    let ((of_main, _one), (of_other, _two)) = (main.pause().await.unwrap(), other.pause().await.unwrap());
    let kept = [("main", of_main.revision), ("other", of_other.revision)];
    opened.take("s", &kept, &[("memory", &memory.snapshot())]).await.unwrap();
    assert!(matches!(opened.take("s", &kept, &[]).await, Err(WorldError::Exists(_))));
    drop((_one, _two));
    set(&main, "a", "changed").await.unwrap();
    assert!(change(&other, key("a"), None).await);
    main.close().await.unwrap();

    let opened = file(&place.path).await;
    let taken = opened.snapshots().await.unwrap();
    let names: Vec<_> = taken.iter().map(|taken| (&*taken.name, &*taken.world, taken.revision)).collect();
    assert_eq!(names, [("s", "main", 2), ("s", "memory", 3), ("s", "other", 3)]);
    let mut texts = Vec::new();
    for (n, taken) in taken.iter().enumerate() {
        let records = opened.records(taken).await.unwrap();
        let world = opened.create(&format!("w{n}"), "", Origin::Snapshot(taken, &records), options()).await.unwrap();
        let all = world.list("endpoints", None).0;
        texts.push(all.iter().map(|record| String::from_utf8_lossy(record.value()).into_owned()).collect::<Vec<_>>());
        set(&world, "a", "own").await.unwrap();
        world.verify().await.unwrap();
        let origin = opened.origin(&format!("w{n}")).await.unwrap().unwrap();
        assert!(origin.iter().eq(records.records.iter()), "what it began with");
        let revision = world.reset(Snapshot { revision: 1, records: origin }).await.unwrap();
        assert!(revision > taken.revision && value_of(&world, "a") != Some("own".into()));
        world.verify().await.unwrap();
    }
    assert_eq!(texts, [vec!["1"], vec!["1", "3,x"], vec!["1", "2"]]);
    opened.drop_snapshot("s").await.unwrap();
    assert!(matches!(opened.drop_snapshot("s").await, Err(WorldError::Missing(_))));
    assert!(opened.snapshots().await.unwrap().is_empty());
    opened.first().verify().await.unwrap();
    opened.first().close().await.unwrap();
}

/// Rows of a table, of a file that is closed.
async fn count(path: &Path, table: &str) -> i64 {
    use sqlx::Connection;
    let mut db = sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let text = format!("SELECT count(*) FROM {table}");
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_one(&mut db).await.unwrap();
    db.close().await.unwrap();
    count
}

/// Opens the file until nothing is left to be removed.
async fn swept(path: &Path) {
    for _ in 0..2 {
        let opened = file(path).await;
        set(opened.first(), "sweep", "1").await.unwrap();
        // Each turn of the writer removes a piece.
        for _ in 0..200 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        opened.first().verify().await.unwrap();
        opened.first().close().await.unwrap();
    }
}

#[tokio::test]
async fn what_is_gone_leaves_nothing_behind() {
    let place = place();
    let opened = file(&place.path).await;
    let main = opened.first().clone();
    for n in 0..600 {
        set(&main, &format!("n{n}"), format!("{n},m")).await.unwrap();
    }
    let mut model: Model = (0..600).map(|n| (format!("n{n}"), format!("{n},m"))).collect();
    for round in 0..4 {
        let (snapshot, paused) = main.pause().await.unwrap();
        opened.take(&format!("s{round}"), &[("main", snapshot.revision)], &[]).await.unwrap();
        drop(paused);
        for n in 0..300 {
            let name = format!("n{}", n + 50 * round);
            set(&main, &name, format!("{round},{n}")).await.unwrap();
            model.insert(name, format!("{round},{n}"));
        }
        assert!(change(&main, key(&format!("n{round}")), None).await);
        model.remove(&format!("n{round}"));
        let world = fork(&opened, "main", &main, "w").await;
        set(&world, "own", "1").await.unwrap();
        world.close().await.unwrap();
        opened.remove("w").await.unwrap();
        assert!(matches!(opened.remove("w").await, Err(WorldError::Missing(_))));
        if round > 0 {
            opened.drop_snapshot(&format!("s{}", round - 1)).await.unwrap();
        }
    }
    assert!(opened.remove("main").await.is_err());
    main.close().await.unwrap();
    swept(&place.path).await;
    model.insert("sweep".to_owned(), "1".to_owned());
    let opened = file(&place.path).await;
    assert!(is_as(opened.first(), &model));
    opened.first().close().await.unwrap();
    assert_eq!(count(&place.path, "worlds").await, 1);
    assert!(
        count(&place.path, "layers").await <= 4,
        "below a snapshot stands one, and between it and the world's own another"
    );
    let opened = file(&place.path).await;
    opened.drop_snapshot("s3").await.unwrap();
    opened.first().close().await.unwrap();
    swept(&place.path).await;
    let opened = file(&place.path).await;
    assert!(is_as(opened.first(), &model));
    opened.first().verify().await.unwrap();
    opened.first().close().await.unwrap();
    assert!(count(&place.path, "layers").await <= 2);
    let all = count(&place.path, "objects").await;
    assert!(all <= 2 * i64::try_from(model.len()).unwrap(), "{all}");
}

#[tokio::test]
async fn what_is_gone_is_removed_though_nobody_writes() {
    let place = place();
    let opened = file(&place.path).await;
    let main = opened.first().clone();
    main.settled().await.unwrap();
    let world = fork(&opened, "main", &main, "w").await;
    set(&world, "own", "1").await.unwrap();
    world.close().await.unwrap();
    opened.remove("w").await.unwrap();
    let (snapshot, paused) = main.pause().await.unwrap();
    opened.take("s", &[("main", snapshot.revision)], &[]).await.unwrap();
    drop(paused);
    opened.drop_snapshot("s").await.unwrap();
    for _ in 0..500 {
        if (count(&place.path, "worlds").await, count(&place.path, "layers").await) == (1, 2) {
            main.verify().await.unwrap();
            return main.close().await.unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{} worlds and {} layers are left", count(&place.path, "worlds").await, count(&place.path, "layers").await);
}

/// A world of the model below, where it is open.
struct World {
    name: String,
    store: Store,
    model: Model,
}

#[tokio::test]
async fn worlds_are_what_their_models_are() {
    for seed in 1..=4 {
        let (place, mut random) = (place(), Random(seed * 7919));
        let mut opened = file(&place.path).await;
        let mut worlds = vec![World { name: "main".into(), store: opened.first().clone(), model: Model::new() }];
        let mut snapshots: BTreeMap<String, Model> = BTreeMap::new();
        for step in 0..400 {
            let at = random.below(worlds.len());
            match random.below(40) {
                0..=25 => {
                    let world = &mut worlds[at];
                    let name = format!("n{}", random.below(12));
                    if random.below(3) == 0 {
                        change(&world.store, key(&name), None).await;
                        world.model.remove(&name);
                    } else {
                        let value = format!("{step},{}", "m".repeat(random.below(3)));
                        set(&world.store, &name, value.clone()).await.unwrap();
                        world.model.insert(name, value);
                    }
                }
                26..=29 if worlds.len() < 8 => {
                    let (name, model) = (format!("w{step}"), worlds[at].model.clone());
                    let store = fork(&opened, &worlds[at].name, &worlds[at].store, &name).await;
                    worlds.push(World { name, store, model });
                }
                30..=31 if at > 0 => {
                    let world = worlds.remove(at);
                    world.store.close().await.unwrap();
                    opened.remove(&world.name).await.unwrap();
                }
                32..=33 => {
                    let (snapshot, _paused) = worlds[at].store.pause().await.unwrap();
                    let name = format!("s{step}");
                    opened.take(&name, &[(&worlds[at].name, snapshot.revision)], &[]).await.unwrap();
                    snapshots.insert(name, worlds[at].model.clone());
                }
                34..=36 if !snapshots.is_empty() => {
                    let name = snapshots.keys().nth(random.below(snapshots.len())).unwrap().clone();
                    let taken = opened.snapshots().await.unwrap().into_iter().find(|taken| taken.name == name);
                    let records = opened.records(&taken.unwrap()).await.unwrap();
                    worlds[at].store.reset(records).await.unwrap();
                    worlds[at].model = snapshots[&name].clone();
                    if random.below(3) == 0 {
                        opened.drop_snapshot(&name).await.unwrap();
                        snapshots.remove(&name);
                    }
                }
                37..=38 => {
                    opened.first().close().await.unwrap();
                    opened = file(&place.path).await;
                    for world in &mut worlds {
                        world.store = match &*world.name {
                            "main" => opened.first().clone(),
                            name => opened.store(name, options()).await.unwrap(),
                        };
                    }
                }
                _ => {}
            }
            for world in &worlds {
                assert!(is_as(&world.store, &world.model), "seed {seed}, step {step}: {}", world.name);
            }
        }
        for world in &worlds {
            world.store.verify().await.unwrap();
        }
        opened.first().close().await.unwrap();
    }
}
