//! What is logged to standard error: how much, as RUST_LOG says, and in which form.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;

/// What is logged where nothing is said.
const USUAL: &str = "info,actix_server=warn";
/// How the names of those who log begin: us, and what we are made of.
const TARGETS: [&str; 5] = ["coracle", "actix", "rustls", "tokio", "mio"];

/// RUST_LOG says nothing that can be done.
#[derive(Debug, thiserror::Error)]
#[error(
    "RUST_LOG={text}: {why}; it is a level (error, warn, info, debug, trace or off), or TARGET=LEVEL, with commas between several, such as coracle=debug,info"
)]
pub struct BadFilter {
    text: String,
    why: String,
}

/// Logs to standard error from here on.
///
/// # Errors
/// RUST_LOG cannot be understood.
pub fn start(format: LogFormat) -> Result<(), BadFilter> {
    let said = std::env::var_os("RUST_LOG").map(|text| text.to_string_lossy().into_owned());
    let filter = filter(said.as_deref().filter(|text| !text.is_empty()).unwrap_or(USUAL))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(colours()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Nobody asked for none (<https://no-color.org>), and a person reads it.
fn colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::io::stderr().is_terminal()
}

fn filter(text: &str) -> Result<EnvFilter, BadFilter> {
    let bad = |why: String| BadFilter { text: text.to_owned(), why };
    for word in text.split(',').map(str::trim) {
        // The library takes any word for the name of a target, and would log nothing at all for a level with a slip in it.
        let is_level = !word.is_empty() && word.parse::<tracing_subscriber::filter::LevelFilter>().is_ok();
        let is_target = word.contains(['=', '[', ':']) || TARGETS.iter().any(|target| word.starts_with(target));
        if !is_level && !is_target {
            return Err(bad(format!("{word:?} is neither a level nor a target")));
        }
    }
    EnvFilter::builder().parse(text).map_err(|why| bad(why.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_read_strictly() {
        for (text, good) in [
            (USUAL, true),
            ("debug", true),
            ("off", true),
            ("INFO", true),
            ("coracle", true),
            ("coracle=debug, info", true),
            ("rustls=warn,coracle::http=trace", true),
            ("verbose", false),
            ("inf", false),
            ("coracle=loud", false),
            ("info,", false),
            ("=", false),
        ] {
            assert_eq!(filter(text).is_ok(), good, "{text}: {:?}", filter(text).err().map(|e| e.to_string()));
        }
    }
}
