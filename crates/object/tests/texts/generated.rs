//! What Go makes of 100,000 regular expressions, each of which follows from its number.

use std::sync::LazyLock;

use coracle_object::Value;
use coracle_object::decode::decode_any;
use coracle_object::structural::texts::{Pattern, Places, check_pattern};

/// What expressions are made of, and what they are looked for in; `tools/texts` writes both files.
static MADE_OF: LazyLock<Value> =
    LazyLock::new(|| decode_any(include_bytes!("generated/made_of.json")).expect("what was written is JSON").0);
/// A byte for each expression: a sum of what Go makes of it.
const ANSWERS: &[u8] = include_bytes!("generated/answers.bin");

fn texts(name: &str) -> Vec<&'static str> {
    MADE_OF[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// How many expressions Go has answered.
pub const COUNT: usize = ANSWERS.len();

/// Makes of one of them the same as Go.
///
/// # Panics
/// Where it does not.
pub fn check(number: usize) {
    let pattern = generated(number);
    assert_eq!(sum(&answer(&pattern)), ANSWERS[number], "{number}: {pattern:?}");
}

/// What the `number`th expression is.
fn generated(number: usize) -> String {
    let pieces = texts("pieces");
    let mut state = number as u64;
    let mut below = |limit: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).expect("it is below the limit")
    };
    (0..=below(8)).map(|_| pieces[below(pieces.len())]).collect()
}

/// Why an expression is none, or where it is found first in each input.
///
/// # Panics
/// Where it is found by one of two ways alone.
pub fn answer(pattern: &str) -> String {
    if let Err(error) = check_pattern(pattern) {
        assert!(Pattern::new(pattern).is_err_and(|again| again == error));
        return error;
    }
    let whether = Pattern::new(pattern).expect("it was one");
    // A program that finds places is somewhat larger.
    let Ok(places) = Places::new(pattern) else { return String::new() };
    let mut found = String::new();
    for input in texts("inputs") {
        let at = places.find(input, 0);
        assert_eq!(at.is_some(), whether.is_found_in(input), "{pattern:?} in {input:?}");
        found.extend(at.map(|(begin, end)| format!("{begin}-{end}")));
        found.push(';');
    }
    found
}

/// FNV-1a of 32 bits, folded.
fn sum(text: &str) -> u8 {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash.to_le_bytes().into_iter().fold(0, |folded, byte| folded ^ byte)
}
