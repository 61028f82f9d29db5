//! What is logged to standard error: how much, as RUST_LOG says, and in which form.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt, dynamic_filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::LogFormat;

/// What is logged where nothing is said.
const USUAL: &str = "info";
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
    let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let log = match format {
        LogFormat::Text => log.with_ansi(colours()).boxed(),
        LogFormat::Json => log.json().flatten_event(true).boxed(),
    };
    let bounded = filter.and(dynamic_filter_fn(|line, _| has_room(line)));
    tracing_subscriber::registry().with(log.with_filter(bounded)).init();
    Ok(())
}

/// What the libraries below us complain of, since the minute began.
static COMPLAINTS: AtomicU64 = AtomicU64::new(0);
/// How much of that is logged in a minute: whoever sends what is no request makes a line each time.
const COMPLAINTS_MAX: u64 = 20;
const MINUTE: Duration = Duration::from_secs(60);

/// Is there room for a line? Ours always have it, and so has what only who debugs asks for.
fn has_room(line: &Metadata) -> bool {
    let is_complaint = *line.level() <= Level::WARN && !line.target().starts_with("coracle");
    !is_complaint || COMPLAINTS.fetch_add(1, Ordering::Relaxed) < COMPLAINTS_MAX
}

/// Says each minute how many lines there was no room for. Never ends.
pub async fn count_complaints() {
    loop {
        tokio::time::sleep(MINUTE).await;
        let lines = COMPLAINTS.swap(0, Ordering::Relaxed).saturating_sub(COMPLAINTS_MAX);
        if lines > 0 {
            tracing::warn!(lines, "malformed requests and broken connections had more to say than there was room for");
        }
    }
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
