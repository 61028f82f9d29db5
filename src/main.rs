//! The program, and what its memory comes from.

use std::process::ExitCode;

/// What is freed goes back to the system after seconds, also where nothing happens any more; the C library's keeps what large requests
/// took (docs/decisions/0018-lists-in-pieces.md).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    coracle::main()
}
