//! Writes what the fuzzer starts from: `cargo run --example seeds` in this folder fills `corpus/` from the recorded cases and from
//! `seeds/`, which holds what fuzzing found beyond them.

use std::fs;
use std::io::Result;
use std::path::Path;

use coracle_fuzz::{TARGETS, seeds};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = |target: &str| folder.join("corpus").join(target);
    for (target, _) in TARGETS {
        fs::create_dir_all(corpus(target))?;
    }
    for (i, (target, input)) in seeds::from_cases(&folder.join("../tests/wire/cases"))?.iter().enumerate() {
        fs::write(corpus(target).join(format!("case-{i:05}")), input)?;
    }
    for (target, _) in TARGETS {
        for file in fs::read_dir(folder.join("seeds").join(target)).into_iter().flatten() {
            let file = file?;
            fs::copy(file.path(), corpus(target).join(file.file_name()))?;
        }
    }
    Ok(())
}
