//! The main function of a test that reports in its own way, as `cargo test` calls it.

use std::env;
use std::process::ExitCode;

/// Lists the test, or runs it unless a filter asks for others. A problem is printed.
pub fn main(name: &str, run: impl FnOnce() -> Result<bool, String>) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        println!("{name}: test");
        return ExitCode::SUCCESS;
    }
    // A filter that is meant for other tests.
    let mut filters = arguments.iter().filter(|argument| !argument.starts_with('-')).peekable();
    if filters.peek().is_some() && !filters.any(|filter| name.contains(filter.as_str())) {
        return ExitCode::SUCCESS;
    }
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            println!("{problem}");
            ExitCode::FAILURE
        }
    }
}
