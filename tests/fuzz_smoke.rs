//! The fuzz targets without a fuzzer: every recorded case and checked-in input as it is, and then damaged at random from a fixed
//! seed. The same inputs every time, and no nightly compiler; real fuzzing is in docs/evidence/fuzzing.md.
//!
//! As many damaged inputs a target as `CORACLE_FUZZ` says, else 2,000.

use std::fs;
use std::path::Path;

use fuzz::{TARGETS, Target};

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

/// The stack of the server's threads, in bytes.
const STACK_BYTES: usize = 64 << 20;
/// The longest input that damage may grow to, in bytes; the fuzzer's own limit.
const BYTES_MAX: usize = 65_536;
/// What a damaged input may get anywhere.
const WORDS: [&[u8]; 16] = [
    b"\0", b"\xff", b"null", b"{", b"}", b"[", b"]", b"\"", b"\\u", b": ", b"\n", b"*a", b"1e999", b"~1", b"\x80",
    b"%2F",
];

/// The inputs of a target: those of the recorded cases, and those that fuzzing found.
fn inputs(target: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fuzz::seeds::from_cases(&root.join("tests/wire/cases")).unwrap();
    let mut inputs: Vec<_> = cases.into_iter().filter(|(of, _)| *of == target).map(|(_, input)| input).collect();
    let mut files: Vec<_> =
        fs::read_dir(root.join("fuzz/seeds").join(target)).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    inputs.extend(files.iter().map(|file| fs::read(file).unwrap()));
    inputs
}

/// Numbers that look random: SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }
}

/// One input with a few places changed, perhaps to a part of another.
fn damaged(dice: &mut Dice, inputs: &[Vec<u8>]) -> Vec<u8> {
    let mut input = inputs[dice.below(inputs.len())].clone();
    for _ in 0..=dice.below(4) {
        let start = dice.below(input.len() + 1);
        let end = (start + dice.below(12)).min(input.len());
        match dice.below(4) {
            0 => drop(input.drain(start..end)),
            1 => drop(input.splice(start..end, WORDS[dice.below(WORDS.len())].iter().copied())),
            2 if start < input.len() => input[start] ^= 1 << dice.below(8),
            _ => {
                let other = &inputs[dice.below(inputs.len())];
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(200)).min(other.len());
                drop(input.splice(start..end, other[from..to].iter().copied()));
            }
        }
    }
    input.truncate(BYTES_MAX);
    input
}

fn run(name: &str, target: Target) {
    let inputs = inputs(name);
    assert!(inputs.len() >= 50, "{name} has {} inputs", inputs.len());
    inputs.iter().for_each(|input| target(input));
    let rounds = std::env::var("CORACLE_FUZZ").map_or(2_000, |count| count.parse().unwrap());
    let mut dice = Dice(0);
    for round in 0..rounds {
        let input = damaged(&mut dice, &inputs);
        let held = std::panic::catch_unwind(|| target(&input));
        assert!(held.is_ok(), "{name}, input {round}: {:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn no_input_breaks_a_target() {
    let threads = TARGETS.map(|(name, target)| {
        let thread = std::thread::Builder::new().name(name.to_owned()).stack_size(STACK_BYTES);
        thread.spawn(move || run(name, target)).unwrap()
    });
    for thread in threads {
        thread.join().unwrap();
    }
}
