//! Worlds are apart: whatever is done to them at random, each has what it was given, and nothing else. So has each snapshot.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::client::Client;
use crate::program::{Home, Server};
use crate::worlds::{ALL, WORLDS, all, put};

const SNAPSHOTS: &str = "/coracle/v1/snapshots";
const STEPS: usize = 300;
const WORLDS_MAX: usize = 9;

/// Numbers that look random, and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn one_of(&mut self, names: Vec<String>) -> Option<String> {
        let at = self.roll(names.len().max(1));
        names.into_iter().nth(at)
    }
}

/// The ConfigMaps of a world. No two writes of a test have the same value.
type Objects = BTreeMap<String, String>;

/// What a world must be.
#[derive(Clone)]
struct World {
    objects: Objects,
    ephemeral: bool,
    /// The world that it is a fork of, and what that had.
    fork_of: Option<(String, Objects)>,
}

struct Worlds<'a> {
    home: &'a Home,
    server: Server,
    client: Client,
    dice: Dice,
    worlds: BTreeMap<String, World>,
    snapshots: BTreeMap<String, BTreeMap<String, Objects>>,
    merged: usize,
    refused: usize,
}

impl Worlds<'_> {
    fn of(&self, name: &str) -> Client {
        if name == "main" { self.client.clone() } else { self.client.world(name) }
    }

    fn post(&self, path: &str, body: &Value, code: u16) -> Value {
        self.client.post(path, &body.to_string()).expect(code)
    }

    fn objects(&mut self, name: &str) -> &mut Objects {
        &mut self.worlds.get_mut(name).unwrap().objects
    }

    fn step(&mut self, step: usize) {
        let world = self.dice.one_of(self.worlds.keys().cloned().collect()).unwrap();
        let snapshot = self.dice.one_of(self.snapshots.keys().cloned().collect());
        let has_room = self.worlds.len() < WORLDS_MAX;
        match (self.dice.roll(24), snapshot) {
            (0 | 1, _) if has_room => self.fork(step, &world),
            (2, Some(snapshot)) if has_room => self.begin(step, &snapshot),
            (3, _) => self.reset(&world),
            (4, _) => self.take(step, &world),
            (5 | 6, Some(snapshot)) => self.restore(&snapshot, &world),
            (7, Some(snapshot)) => {
                self.client.delete(&format!("{SNAPSHOTS}/{snapshot}")).expect(200);
                self.snapshots.remove(&snapshot);
            }
            (8, _) if world != "main" => {
                self.client.delete(&format!("{WORLDS}/{world}")).expect(200);
                self.worlds.remove(&world);
            }
            (9..=11, _) => self.merge(&world),
            (12, _) if step.is_multiple_of(3) => self.end_and_begin(),
            (13..=15, _) => {
                let name = format!("c{}", self.dice.roll(12));
                let was_there = self.objects(&world).remove(&name).is_some();
                let gone = self.of(&world).delete(&format!("{ALL}/{name}"));
                assert_eq!(gone.code, if was_there { 200 } else { 404 }, "{world} {name}");
            }
            _ => {
                let (name, value) = (format!("c{}", self.dice.roll(12)), step.to_string());
                put(&self.of(&world), &name, &value);
                self.objects(&world).insert(name, value);
            }
        }
    }

    fn fork(&mut self, step: usize, of: &str) {
        let (name, ephemeral) = (format!("w{step}"), self.dice.roll(2) == 0);
        self.post(WORLDS, &json!({"name": name, "from": {"world": of}, "ephemeral": ephemeral}), 201);
        let objects = self.worlds[of].objects.clone();
        self.worlds.insert(name, World { fork_of: Some((of.to_owned(), objects.clone())), objects, ephemeral });
    }

    /// Of a snapshot of several, what it has of one.
    fn part(&mut self, snapshot: &str) -> (String, Objects) {
        let of = self.dice.one_of(self.snapshots[snapshot].keys().cloned().collect()).unwrap();
        let objects = self.snapshots[snapshot][&of].clone();
        (format!("{snapshot}/{of}"), objects)
    }

    fn begin(&mut self, step: usize, snapshot: &str) {
        let (name, ephemeral, (part, objects)) = (format!("w{step}"), self.dice.roll(2) == 0, self.part(snapshot));
        self.post(WORLDS, &json!({"name": name, "from": {"snapshot": part}, "ephemeral": ephemeral}), 201);
        self.worlds.insert(name, World { objects, ephemeral, fork_of: None });
    }

    fn reset(&mut self, world: &str) {
        let other = self.dice.one_of(self.worlds.keys().cloned().collect()).unwrap();
        self.post(&format!("{WORLDS}/{world}/reset"), &json!({"to": {"world": other}}), 200);
        *self.objects(world) = self.worlds[&other].objects.clone();
    }

    fn take(&mut self, step: usize, world: &str) {
        let (name, all) = (format!("s{step}"), self.dice.roll(2) == 0);
        let of = if all { json!({"name": name, "all": true}) } else { json!({"name": name, "world": world}) };
        self.post(SNAPSHOTS, &of, 201);
        let taken = self.worlds.iter().filter(|(name, _)| all || *name == world);
        let taken = taken.map(|(name, world)| (name.clone(), world.objects.clone())).collect();
        self.snapshots.insert(name, taken);
    }

    fn restore(&mut self, snapshot: &str, world: &str) {
        let parts = self.snapshots[snapshot].clone();
        let path = format!("{SNAPSHOTS}/{snapshot}/restore");
        if self.dice.roll(2) == 0 {
            let part = if parts.len() == 1 { parts.values().next() } else { parts.get(world) };
            self.post(&path, &json!({"world": world}), if part.is_some() { 200 } else { 404 });
            if let Some(objects) = part {
                *self.objects(world) = objects.clone();
            }
            return;
        }
        if parts.keys().filter(|name| !self.worlds.contains_key(*name)).count() + self.worlds.len() > WORLDS_MAX {
            return;
        }
        self.post(&path, &json!({}), 200);
        for (name, objects) in parts {
            // One that is gone is made, and kept.
            let new = || World { objects: Objects::new(), ephemeral: false, fork_of: None };
            self.worlds.entry(name).or_insert_with(new).objects = objects;
        }
    }

    fn merge(&mut self, world: &str) {
        let path = format!("{WORLDS}/{world}/merge");
        let Some((into, base)) = self.worlds[world].fork_of.clone() else {
            self.post(&path, &json!({}), 400);
            return;
        };
        let Some(World { objects: theirs, .. }) = self.worlds.get(&into) else {
            self.post(&path, &json!({}), 404);
            return;
        };
        let (ours, mut result, mut is_refused) = (&self.worlds[world].objects, theirs.clone(), false);
        for name in base.keys().chain(ours.keys()).filter(|name| base.get(*name) != ours.get(*name)) {
            is_refused |= theirs.get(name) != base.get(name) && theirs.get(name) != ours.get(name);
            match ours.get(name) {
                Some(value) => drop(result.insert(name.clone(), value.clone())),
                None => drop(result.remove(name)),
            }
        }
        self.post(&path, &json!({}), if is_refused { 409 } else { 200 });
        if is_refused {
            self.refused += 1;
        } else {
            self.merged += usize::from(result != *theirs);
            *self.objects(&into) = result;
        }
    }

    /// Ends the process at once. What is in memory alone goes, but for snapshots of it.
    fn end_and_begin(&mut self) {
        let next = |home: &Home| home.serve(&["--http"]);
        let pid = self.server.pid().to_string();
        assert!(std::process::Command::new("kill").args(["-9", &pid]).status().unwrap().success());
        while self.client.connect().is_ok() {
            std::thread::yield_now();
        }
        self.server = next(self.home);
        self.client = self.server.client();
        self.worlds.retain(|_, world| !world.ephemeral);
    }

    fn check(&self, step: usize) {
        let listed = self.client.get(WORLDS).expect(200);
        let names: Vec<&str> =
            listed["items"].as_array().unwrap().iter().filter_map(|world| world["name"].as_str()).collect();
        assert_eq!(names, self.worlds.keys().collect::<Vec<_>>(), "step {step}");
        for (name, world) in &self.worlds {
            let client = self.of(name);
            assert_eq!(all(&client), world.objects, "{name}, step {step}");
            assert_eq!(client.get("/coracle/v1/verify").expect(200)["findings"], json!([]), "{name}, step {step}");
        }
        let listed = self.client.get(SNAPSHOTS).expect(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), self.snapshots.len());
    }
}

#[test]
fn what_is_done_to_a_world_or_a_snapshot_never_shows_in_another() {
    let (mut merged, mut refused) = (0, 0);
    for seed in 0..2 {
        let home = Home::new();
        let server = home.serve(&["--http"]);
        let client = server.client();
        let main = World { objects: Objects::new(), ephemeral: false, fork_of: None };
        let worlds = BTreeMap::from([("main".to_owned(), main)]);
        let (dice, snapshots) = (Dice(seed), BTreeMap::new());
        let mut all = Worlds { home: &home, server, client, dice, worlds, snapshots, merged: 0, refused: 0 };
        for step in 0..STEPS {
            all.step(step);
            if step % 40 == 39 {
                all.check(step);
            }
        }
        merged += all.merged;
        refused += all.refused;
    }
    assert!(merged > 3 && refused > 3, "{merged} merged, {refused} refused");
}
