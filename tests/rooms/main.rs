//! What the sources must look like: who may name whom, no circles, what comments say, what is open, what only gets shorter.
//!
//! The files are read as they stand, by `syn`, which Rust's own macros are read with. Each rule is shown to find what it is there
//! to find in sources made up for that.

mod arrows;
mod circles;
mod comments;
mod layers;
mod names;
mod publics;
mod sizes;
mod sources;
