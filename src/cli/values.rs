//! Values of options, as people write them.

use std::net::IpAddr;
use std::time::Duration;

use clap::ValueEnum;

use crate::request::duration::{self, Span};

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// An object of JSON a line, for programs.
    Json,
}

/// A duration that is none or positive.
pub fn age(text: &str) -> Result<Duration, String> {
    if text.starts_with('-') {
        return Err("an age is not negative".to_owned());
    }
    duration::parse(text)
}

/// A duration, and how it was written.
pub fn span(text: &str) -> Result<Span, String> {
    text.to_owned().try_into()
}

/// A name or an address that a certificate can be for. A name may begin with `*.`.
pub fn certified(text: &str) -> Result<String, String> {
    let is_name = is_host_name(text.strip_prefix("*.").unwrap_or(text));
    if is_name || text.parse::<IpAddr>().is_ok() {
        return Ok(text.to_owned());
    }
    Err("a certificate is for a host name, such as a.example or *.a.example, or for an address".to_owned())
}

/// Is it the name of a host? One in digits alone would be taken for an address.
// As RFC 1123 has it in 2.1, with the underscores that container networks use.
pub fn is_host_name(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last_is_word = text.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()));
    text.len() <= 253 && last_is_word && text.split('.').all(label)
}

/// The least that the data file can be kept within: what its history and its write-ahead log may need.
const LIMIT_BYTES_MIN: u64 = 96 << 20;

/// A size that the data file can be kept within.
pub fn limit(text: &str) -> Result<u64, String> {
    match size(text)? {
        LIMIT_BYTES_MIN.. => size(text),
        _ => Err("history and write-ahead log need room, too; 96MiB is the least".to_owned()),
    }
}

/// A size in bytes.
pub fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let scale = match unit {
        "" => Some(1),
        "KiB" => Some(1 << 10),
        "MiB" => Some(1 << 20),
        "GiB" => Some(1 << 30),
        _ => None,
    };
    let bytes = scale.zip(number.parse().ok()).and_then(|(scale, number): (u64, u64)| number.checked_mul(scale));
    bytes.ok_or_else(|| "a size is a number of bytes, or a whole number with KiB, MiB or GiB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_for_a_certificate_are_checked() {
        for (text, good) in [
            ("a.example", true),
            ("*.a.example", true),
            ("my_host", true),
            ("10.0.0.1", true),
            ("::1", true),
            ("", false),
            ("*", false),
            ("a..b", false),
            ("-a", false),
            ("a b", false),
            ("ü.example", false),
            ("10.0.0.300", false),
            ("https://a", false),
            ("a:1", false),
        ] {
            assert_eq!(certified(text).is_ok(), good, "{text}");
        }
    }

    #[test]
    fn sizes_and_ages_are_read() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("4096", Some(4096)),
            ("512KiB", Some(512 << 10)),
            ("64MiB", Some(64 << 20)),
            ("2GiB", Some(2 << 30)),
            ("64M", None),
            ("1.5MiB", None),
            ("MiB", None),
            ("-1", None),
            ("64 MiB", None),
            ("", None),
            ("99999999999GiB", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
        for (text, bytes) in [("96MiB", Some(96 << 20)), ("95MiB", None), ("0", None), ("x", None)] {
            assert_eq!(limit(text).ok(), bytes, "{text}");
        }
        for (text, seconds) in [("5m", Some(300)), ("1h30m", Some(5400)), ("0", Some(0)), ("-5m", None), ("5", None)] {
            assert_eq!(age(text).ok().map(|age| age.as_secs()), seconds, "{text}");
        }
    }
}
