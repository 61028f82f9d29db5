//! Documents from seeds: mostly of a kind's shape, and then bad in every way that a client could think of.

use coracle_object::schema::{Field, List, Raw, Struct, Topology, Type};
use coracle_object::text::json;

/// A small generator of numbers that look random: the same seed gives the same ones everywhere.
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    // SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// Yes, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// A document before it is text. A map may have a key twice, and a scalar is any text at all.
enum Node {
    Scalar(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

fn text(text: &str) -> Node {
    Node::Scalar(json(&text.into()))
}

const NAMES: [&str; 7] = ["a", "b", "kubernetes.io/metadata.name", "", "é\u{2028}<", "c.d/e", "~1"];
const TEXTS: [&str; 12] = [
    "",
    "a",
    "b",
    "v1",
    "TCP",
    "Apply",
    "Update",
    "FieldsV1",
    "10.0.0.1",
    "2030-01-01T00:00:00Z",
    "not a time",
    "\u{0}\u{1f600}",
];
const NUMBERS: [&str; 14] = [
    "0",
    "1",
    "80",
    "-1",
    "-0",
    "1.5",
    "1e2",
    "1e400",
    "99999999999",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "0.1e-400",
    "2147483648",
];
/// Scalars that JSON does not have, or YAML reads in its own way.
const ODD: [&str; 20] = [
    "y",
    "~",
    "017",
    "0x1F",
    "1_000",
    "1:30",
    ".inf",
    ".nan",
    "2001-12-14",
    "'single'",
    "!!binary aGk=",
    "&x 1",
    "*x",
    "*y",
    "!!str 5",
    "\"\\ud800\"",
    "\"\\x\"",
    "NaN",
    "|\n  a\n",
    "!!set {}",
];
/// Elements of `fieldsV1`, some of them wrong.
const ELEMENTS: [&str; 19] = [
    "f:metadata",
    "f:labels",
    "f:a",
    "f:b",
    "f:subsets",
    "f:finalizers",
    "f:ownerReferences",
    "v:\"a\"",
    "v:1.0",
    "v:[[{\"b\":1}]]",
    "k:{\"uid\":\"a\"}",
    "k:{\"b\":2,\"a\":{}}",
    "k:null",
    "i:0",
    "i:x",
    ".",
    "x:1",
    "é",
    "v:{",
];

/// The text of a document that is meant to be of this kind.
pub fn document(dice: &mut Dice, ty: &Struct) -> Vec<u8> {
    let mut node = if dice.once_in(60) { anything(dice, 0) } else { structure(dice, ty, 0) };
    if let (false, Node::Map(members)) = (dice.once_in(20), &mut node) {
        members.retain(|(name, _)| name != "apiVersion" && name != "kind");
        members.push(("apiVersion".to_owned(), text(if dice.once_in(30) { "/v1" } else { "v1" })));
        members.push(("kind".to_owned(), text(ty.name)));
    }
    let mut out = String::new();
    if dice.once_in(3) {
        block(&node, 0, &mut out);
    } else {
        flow(&node, &mut out);
    }
    let mut out = out.into_bytes();
    if dice.once_in(8) {
        damage(dice, &mut out);
    }
    out
}

fn structure(dice: &mut Dice, ty: &Struct, depth: usize) -> Node {
    let mut members = Vec::new();
    for field in ty.fields {
        let wanted = if field.name == "managedFields" { dice.once_in(12) } else { dice.once_in(2) };
        for _ in 0..usize::from(wanted) + usize::from(dice.once_in(100)) {
            members.push((field.name.to_owned(), member(dice, field, depth)));
        }
    }
    if dice.once_in(60) {
        members.push((dice.pick(&NAMES).to_owned(), anything(dice, depth)));
    }
    Node::Map(members)
}

fn member(dice: &mut Dice, field: &'static Field, depth: usize) -> Node {
    match field.name {
        "metadata" | "subsets" | "labels" => {}
        "generation" | "deletionGracePeriodSeconds" | "creationTimestamp" if dice.once_in(2) => {
            return Node::Scalar("null".into());
        }
        _ => {}
    }
    of_type(dice, &field.ty, depth + 1)
}

fn of_type(dice: &mut Dice, ty: &'static Type, depth: usize) -> Node {
    if dice.once_in(150) {
        return anything(dice, depth);
    }
    match ty {
        Type::String if dice.once_in(2_000) => text(&"x".repeat(dice.below(100_000))),
        Type::String => text(dice.pick(&TEXTS)),
        Type::Time if dice.once_in(20) => text("not a time"),
        Type::Bytes => text(dice.pick(&["", "YQ==", "YWI=", "!"])),
        Type::MicroTime => text(dice.pick(&["2030-01-01T00:00:00.000000Z", "2030-01-01T00:00:00.5+01:00"])),
        Type::Time => text(dice.pick(&["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.5+01:00", "0001-01-01T00:00:00Z"])),
        Type::Bool => Node::Scalar(dice.pick(&["true", "false"]).to_owned()),
        Type::Int32 | Type::Int64 | Type::Float if dice.once_in(5) => Node::Scalar(dice.pick(&NUMBERS).to_owned()),
        Type::Int32 | Type::Int64 | Type::Float => Node::Scalar(dice.below(100).to_string()),
        Type::Quantity => text(dice.pick(&["1", "500m", "0.5", "2Gi", "-1k", "x", ""])),
        Type::IntOrString => Node::Scalar(dice.pick(&["80", "\"http\"", "\"50%\"", "1.5", "true"]).to_owned()),
        Type::Raw(Raw::FieldsV1) => fields(dice, 0),
        Type::Raw(_) => anything(dice, depth),
        Type::Either(either) if dice.once_in(2) => structure(dice, either.of, depth),
        Type::Either(_) => Node::Scalar(dice.pick(&["true", "false", "null"]).to_owned()),
        Type::Struct(ty) => structure(dice, ty, depth),
        Type::List(list) => items(dice, list, depth),
        Type::Map(map) => {
            let count = count(dice);
            Node::Map((0..count).map(|i| (name(dice, i), of_type(dice, &map.of, depth + 1))).collect())
        }
    }
}

/// Few as a rule, and rarely many.
fn count(dice: &mut Dice) -> usize {
    if dice.once_in(1_000) { dice.below(3_000) } else { dice.below(4) }
}

fn name(dice: &mut Dice, i: usize) -> String {
    if i < 8 { dice.pick(&NAMES).to_owned() } else { format!("name-{i}") }
}

fn items(dice: &mut Dice, list: &'static List, depth: usize) -> Node {
    let several = count(dice);
    let mut items: Vec<_> = (0..several)
        .map(|i| match (list.topology, &list.of) {
            (Topology::Set, Type::String) => text(&format!("example.com/{}", (i + dice.below(2)) * 2)),
            _ => of_type(dice, &list.of, depth + 1),
        })
        .collect();
    if let Topology::Keyed(keys) = list.topology {
        // Else nearly all of them would be the same.
        for (i, item) in items.iter_mut().enumerate() {
            if let (Node::Map(members), false) = (item, dice.once_in(10)) {
                members.retain(|(name, _)| !keys.contains(&name.as_str()));
                members.extend(keys.iter().map(|key| ((*key).to_owned(), text(&format!("key-{i}")))));
            }
        }
    }
    Node::List(items)
}

fn fields(dice: &mut Dice, depth: usize) -> Node {
    if dice.once_in(200) {
        return deep(dice, "f:a");
    }
    let several = if depth < 4 { dice.below(4) } else { 0 };
    Node::Map((0..several).map(|_| (dice.pick(&ELEMENTS).to_owned(), fields(dice, depth + 1))).collect())
}

/// What has no place where it stands.
fn anything(dice: &mut Dice, depth: usize) -> Node {
    match dice.below(if depth < 6 { 9 } else { 6 }) {
        0 => Node::Scalar("null".to_owned()),
        1 => text(dice.pick(&TEXTS)),
        2 => Node::Scalar(dice.pick(&NUMBERS).to_owned()),
        3 => Node::Scalar(dice.pick(&ODD).to_owned()),
        4 => Node::List(Vec::new()),
        5 => Node::Map(Vec::new()),
        6 => deep(dice, "a"),
        7 => Node::List((0..count(dice)).map(|_| anything(dice, depth + 1)).collect()),
        _ => Node::Map((0..count(dice)).map(|i| (name(dice, i), anything(dice, depth + 1))).collect()),
    }
}

/// As deep as the reference reads, and a little deeper; one in ten so.
fn deep(dice: &mut Dice, name: &str) -> Node {
    let depth = if dice.once_in(10) { dice.pick(&[1_000, 9_900, 9_990, 10_100]) } else { dice.below(100) };
    let lists = dice.once_in(2);
    (0..depth).fold(
        text("deep"),
        |node, _| {
            if lists { Node::List(vec![node]) } else { Node::Map(vec![(name.to_owned(), node)]) }
        },
    )
}

/// JSON, as far as the scalars are.
fn flow(node: &Node, out: &mut String) {
    match node {
        Node::Scalar(text) => *out += text,
        Node::List(items) => {
            *out += "[";
            for (i, item) in items.iter().enumerate() {
                *out += if i > 0 { "," } else { "" };
                flow(item, out);
            }
            *out += "]";
        }
        Node::Map(members) => {
            *out += "{";
            for (i, (name, value)) in members.iter().enumerate() {
                *out += if i > 0 { "," } else { "" };
                *out += &json(&name.as_str().into());
                *out += ": ";
                flow(value, out);
            }
            *out += "}";
        }
    }
}

/// Levels of YAML blocks; what is deeper is written in one line, since indentation would make it too long.
const BLOCK_LEVELS: usize = 6;

fn block(node: &Node, level: usize, out: &mut String) {
    let start = |out: &mut String| {
        *out += "\n";
        out.extend(std::iter::repeat_n("  ", level));
    };
    match node {
        Node::List(items) if !items.is_empty() && level < BLOCK_LEVELS => {
            for item in items {
                start(out);
                *out += "- ";
                block(item, level + 1, out);
            }
        }
        Node::Map(members) if !members.is_empty() && level < BLOCK_LEVELS => {
            for (name, value) in members {
                start(out);
                *out += &json(&name.as_str().into());
                *out += ": ";
                block(value, level + 1, out);
            }
        }
        _ => flow(node, out),
    }
}

/// Makes a text into one that is hardly a document any more.
fn damage(dice: &mut Dice, text: &mut Vec<u8>) {
    for _ in 0..=dice.below(3) {
        let place = dice.below(text.len() + 1);
        match dice.below(4) {
            0 => text.truncate(place),
            1 => {
                let byte = dice.pick(b"\xff\xc3\x80\x00{}[]:,\"'-#&*!|>%@`\n\t \\\xed\xa0\x80");
                text.insert(place, byte);
            }
            2 => {
                let end = (place + dice.below(20)).min(text.len());
                text.drain(place..end);
            }
            _ => {
                let tokens: [&[u8]; 6] = [b"<<: ", b"---\n", b"\n? ", b"\xef\xbb\xbf", b"%YAML 1.2\n", b"\"a\": 1, "];
                let token = dice.pick(&tokens);
                text.splice(place..place, token.iter().copied());
            }
        }
    }
}
