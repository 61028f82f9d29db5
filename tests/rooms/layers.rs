//! ARCHITECTURE.md's lines of rooms: each room of the server names rooms in lines below its own only, and stands in one.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrows::{Arrows, arrows_of};
use crate::circles::{files_of, rooms};
use crate::sources::{root, text};

/// The arrows between the rooms that are in `src` itself.
fn outermost(files: &Arrows) -> Arrows {
    let between = files.iter().filter_map(|(from, to)| rooms(from, to));
    between.filter(|(from, to)| !from.contains('/') && !to.contains('/')).collect()
}

/// The rooms of each line of the text's first block of code, in which what stands behind two spaces and a dash is words about them.
fn lines(text: &str) -> Vec<Vec<&str>> {
    let block = text.split("```").nth(1).unwrap_or_default();
    let rooms = block.lines().map(|line| line.split("  -").next().unwrap_or_default().split([',', ' ']));
    let rooms = rooms.map(|rooms| rooms.filter(|room| !room.is_empty()).collect());
    rooms.filter(|line: &Vec<&str>| !line.is_empty()).collect()
}

/// What contradicts the lines: a room that is in none, or in several, one that is not there, and arrows that do not lead down.
fn wrong(lines: &[Vec<&str>], rooms: &BTreeSet<String>, arrows: &Arrows) -> Vec<String> {
    let mut at = BTreeMap::new();
    let mut wrong = Vec::new();
    for (line, room) in lines.iter().enumerate().flat_map(|(line, rooms)| rooms.iter().map(move |room| (line, *room))) {
        if at.insert(room, line).is_some() {
            wrong.push(format!("{room} stands there twice"));
        }
        if !rooms.contains(room) {
            wrong.push(format!("{room} is no room"));
        }
    }
    wrong.extend(
        rooms.iter().filter(|room| !at.contains_key(room.as_str())).map(|room| format!("{room} is in no line")),
    );
    let down = |from: &String, to: &String| match (at.get(from.as_str()), at.get(to.as_str())) {
        (Some(from), Some(to)) => from < to,
        // It is told of already.
        _ => true,
    };
    wrong.extend(arrows.iter().filter(|(from, to)| !down(from, to)).map(|(from, to)| format!("{from} -> {to}")));
    wrong
}

#[test]
fn every_room_names_what_is_in_lines_below_it() {
    let files = files_of(&root().join("src"));
    let outer = files.keys().map(|file| file.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned());
    let rooms: BTreeSet<String> = outer.filter(|room| !["lib", "main"].contains(&room.as_str())).collect();
    let architecture = text(&root().join("ARCHITECTURE.md"));
    let arrows = outermost(&arrows_of(&files));
    let wrong = wrong(&lines(&architecture), &rooms, &arrows);
    assert!(wrong.is_empty(), "ARCHITECTURE.md's lines of rooms:\n{}", wrong.join("\n"));
}

#[test]
fn what_contradicts_the_lines_is_found() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    let arrow = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let page = "words\n```\n  a    - on top, b not\n  b, c\n  d\n```\n```\n  e\n```\n";
    let found = |rooms: &[&str], arrows: &[(&str, &str)]| {
        wrong(&lines(page), &set(rooms), &arrows.iter().map(|(from, to)| arrow(from, to)).collect())
    };
    let all = ["a", "b", "c", "d"];
    assert_eq!(lines(page), [vec!["a"], vec!["b", "c"], vec!["d"]]);
    assert_eq!(found(&all, &[("a", "b"), ("a", "d"), ("c", "d")]), [""; 0]);
    assert_eq!(found(&all, &[("b", "c"), ("d", "a")]), ["b -> c", "d -> a"]);
    assert_eq!(found(&["a", "b", "c", "e"], &[("a", "e")]), ["d is no room", "e is in no line"]);
    assert_eq!(wrong(&[vec!["a"], vec!["a"]], &set(&["a"]), &Arrows::new()), ["a stands there twice"]);
}
