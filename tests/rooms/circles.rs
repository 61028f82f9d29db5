//! No circles: from room to room, within each crate, there is one direction.
//!
//! A room is a file or a folder. A folder's `mod.rs` belongs to the folder, as `lib.rs` and `main.rs` belong to the crate:
//! between them and what is inside there may be arrows both ways. Between two folders there is an arrow where a file of the one
//! names something of a file of the other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;

use crate::arrows::{Arrows, Files, arrows_of};
use crate::sources::{crates, place, sources, text};

/// The two rooms side by side that an arrow between files goes between; none where one file's room holds the other.
pub fn rooms(from: &str, to: &str) -> Option<(String, String)> {
    let names = |file: &str| -> Vec<String> {
        let inside = file.trim_end_matches("mod.rs").trim_end_matches(".rs").split('/');
        inside.filter(|name| !["", "lib", "main"].contains(name)).map(str::to_owned).collect()
    };
    let (from, to) = (names(from), names(to));
    let apart = from.iter().zip(&to).position(|(from, to)| from != to)?;
    Some((from[..=apart].join("/"), to[..=apart].join("/")))
}

/// The rooms of each circle, with the arrows between files that make it.
fn circles(files: &Arrows) -> Vec<(BTreeSet<String>, Vec<String>)> {
    let between: Vec<_> =
        files.iter().filter_map(|(from, to)| Some((rooms(from, to)?, format!("{from} -> {to}")))).collect();
    let arrows: Arrows = between.iter().map(|(rooms, _)| rooms.clone()).collect();
    let reached: BTreeMap<&String, _> = arrows.iter().map(|(from, _)| (from, reach(&arrows, from))).collect();
    let leads = |from: &String, to: &String| reached.get(from).is_some_and(|reached| reached.contains(to));
    let circle =
        |room: &&String| reached[*room].iter().filter(|other| leads(other, room)).map(|room| (*room).clone()).collect();
    let circles: BTreeSet<BTreeSet<String>> =
        reached.keys().map(circle).filter(|circle: &BTreeSet<_>| !circle.is_empty()).collect();
    let arrows_of = |circle: &BTreeSet<String>| {
        let inside = between.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
        inside.map(|(_, arrow)| arrow.clone()).collect()
    };
    circles.into_iter().map(|circle| (circle.clone(), arrows_of(&circle))).collect()
}

/// The rooms that a room leads to, directly or not.
fn reach<'a>(arrows: &'a Arrows, room: &'a String) -> BTreeSet<&'a String> {
    let mut reached = BTreeSet::new();
    let mut open = vec![room];
    while let Some(from) = open.pop() {
        let next = arrows.iter().filter(|arrow| arrow.0 == *from).map(|arrow| &arrow.1);
        open.extend(next.filter(|to| reached.insert(*to)));
    }
    reached
}

/// The files of a folder of sources.
pub fn files_of(folder: &Path) -> Files {
    let inside = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    sources(folder).iter().map(|path| (inside(path), text(path))).collect()
}

#[test]
fn there_are_no_circles_between_files() {
    let mut found = Vec::new();
    for folder in crates() {
        for (circle, arrows) in circles(&arrows_of(&files_of(&folder))) {
            found.push(format!("{}: {circle:?}\n    {}", place(&folder), arrows.join("\n    ")));
        }
    }
    assert!(found.is_empty(), "circles:\n{}", found.join("\n"));
}

/// Ways to name what is in the room `n`.
fn spelled(way: u8, n: usize) -> String {
    match way {
        0 => format!("use crate::r{n}::T{n};"),
        1 => format!("fn to{n}(_: crate::r{n}::T{n}) {{}}"),
        2 => format!("use crate::r{n} as other{n}; fn to{n}() {{ other{n}::T{n}::new() }}"),
        3 => format!("fn to{n}() {{ assert!(text(&[crate::r{n}::T{n}::TEXT]), \"not\") }}"),
        4 => format!("use crate::{{r{n}::*}}; impl Trait for T{n} {{}}"),
        5 => format!("use crate::T{n};"),
        _ => format!("mod part {{ use super::super::{{r{n}::{{self, T{n}}}}}; }}"),
    }
}

/// A crate of eight rooms with these arrows: the even ones are files, the odd ones folders with all they have in a file inside.
fn planted(arrows: &BTreeSet<(usize, usize)>, way: u8) -> Files {
    let mut files = Files::new();
    let mut root = String::new();
    for room in 0..8 {
        let arrows = arrows.iter().filter(|(from, _)| *from == room);
        let named: Vec<String> = arrows.map(|(_, to)| spelled(way, *to)).collect();
        // Neither comments, nor texts, nor tests, nor what is inside itself make an arrow.
        let none =
            "// crate::r0::T0 \n const S: &str = \"crate::r7::T7\"; #[cfg(test)] mod tests { use crate::r0::T0; }";
        let inside = format!("pub struct T{room}; {none} {}", named.join("\n"));
        if room % 2 == 0 {
            files.insert(format!("r{room}.rs"), inside.clone());
        } else {
            files.insert(
                format!("r{room}/mod.rs"),
                format!("mod inner; pub use inner::T{room}; fn own() {{ inner::own() }}"),
            );
            let inside = inside.replace("super::super", "super::super::super");
            files.insert(format!("r{room}/inner.rs"), format!("use super::own; {inside}"));
        }
        root.push_str(&format!("mod r{room}; pub use r{room}::T{room};\n"));
    }
    files.insert("lib.rs".to_owned(), root);
    files
}

fn room_of(n: usize) -> String {
    format!("r{n}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Arrows that all go down make no circle; one that goes back up makes one, however it is written.
    #[test]
    fn a_circle_is_found_where_there_is_one(
        pairs in prop::collection::btree_set((0..8usize, 0..8usize), 1..12),
        way in 0..7u8,
    ) {
        let down: BTreeSet<(usize, usize)> = pairs.iter().filter(|(from, to)| from < to).copied().collect();
        let files = planted(&down, way);
        let found: Arrows = arrows_of(&files).iter().filter_map(|(from, to)| rooms(from, to)).collect();
        let meant: Arrows = down.iter().map(|(from, to)| (room_of(*from), room_of(*to))).collect();
        prop_assert_eq!(found, meant);
        prop_assert_eq!(circles(&arrows_of(&files)), vec![]);

        for (from, to) in &down {
            let mut all = down.clone();
            all.insert((*to, *from));
            let circles = circles(&arrows_of(&planted(&all, way)));
            prop_assert_eq!(circles.len(), 1);
            prop_assert!(circles[0].0.contains(&room_of(*from)) && circles[0].0.contains(&room_of(*to)));
        }
    }
}
