//! Versions of the form `1.2.3-rc.1+build`.

use std::cmp::Ordering;
use std::fmt;

use coracle_object::text::quote;

/// A version.
// Upstream: github.com/blang/semver/v4/semver.go Version (v4.0.0)
#[derive(Debug)]
pub struct Semver {
    /// The three numbers, the first of which counts most.
    pub numbers: [u64; 3],
    before: Vec<Part>,
    build: String,
}

/// A part of what stands behind the dash.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Number(u64),
    Text(String),
}

fn is_numeric(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_word(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn leads_with_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0')
}

// Upstream: strconv/atoi.go ParseUint (go1.26.8)
fn parse_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| {
        let why = if text.is_empty() { "invalid syntax" } else { "value out of range" };
        format!("strconv.ParseUint: parsing {}: {why}", quote(text))
    })
}

impl Semver {
    /// Reads a version.
    ///
    /// # Errors
    /// The library's sentence.
    // Upstream: github.com/blang/semver/v4/semver.go Parse (v4.0.0)
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("Version string empty".to_owned());
        }
        let mut parts = text.splitn(3, '.');
        let (Some(major), Some(minor), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("No Major.Minor.Patch elements found".to_owned());
        };
        let (rest, build) = rest.split_once('+').map_or((rest, None), |(rest, build)| (rest, Some(build)));
        let (patch, before) = rest.split_once('-').map_or((rest, None), |(rest, before)| (rest, Some(before)));
        let mut numbers = [0; 3];
        for (at, (text, lower, upper)) in
            [(major, "major", "Major"), (minor, "minor", "Minor"), (patch, "patch", "Patch")].into_iter().enumerate()
        {
            if !is_numeric(text) {
                return Err(format!("Invalid character(s) found in {lower} number {}", quote(text)));
            }
            if leads_with_zero(text) {
                return Err(format!("{upper} number must not contain leading zeroes {}", quote(text)));
            }
            numbers[at] = parse_number(text)?;
        }
        let before = before.map_or(Ok(Vec::new()), |before| before.split('.').map(part).collect())?;
        for text in build.into_iter().flat_map(|build| build.split('.')) {
            if text.is_empty() {
                return Err("Build meta data is empty".to_owned());
            }
            if !is_word(text) {
                return Err(format!("Invalid character(s) found in build meta data {}", quote(text)));
            }
        }
        Ok(Self { numbers, before, build: build.unwrap_or_default().to_owned() })
    }

    /// Reads a version that may have a `v` before it, zeros before its numbers, and less than three numbers.
    ///
    /// # Errors
    /// The reference's sentence.
    // Upstream: apiserver/pkg/cel/library/semverlib.go normalizeAndParse (v1.37.2)
    pub fn parse_lenient(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('v').unwrap_or(text);
        let settled = |part: &str| {
            let rest = part.trim_start_matches('0');
            let needs_digit = !rest.starts_with(|c: char| c.is_ascii_digit());
            match part.len() > 1 {
                true if needs_digit => format!("0{rest}"),
                true => rest.to_owned(),
                false => part.to_owned(),
            }
        };
        let mut parts: Vec<String> = text.splitn(3, '.').map(settled).collect();
        if parts.len() < 3 {
            if parts.last().is_some_and(|last| last.contains(['+', '-'])) {
                return Err("short version cannot contain PreRelease/Build meta data".to_owned());
            }
            parts.resize(3, "0".to_owned());
        }
        Self::parse(&parts.join("."))
    }

    /// Which is older; what is built from it does not count.
    // Upstream: github.com/blang/semver/v4/semver.go Version.Compare (v4.0.0)
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (self.before.is_empty(), other.before.is_empty()) {
            // What comes before a version is older.
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => self.before.cmp(&other.before),
        })
    }
}

fn part(text: &str) -> Result<Part, String> {
    if text.is_empty() {
        return Err("Prerelease is empty".to_owned());
    }
    if is_numeric(text) {
        if leads_with_zero(text) {
            return Err(format!("Numeric PreRelease version must not contain leading zeroes {}", quote(text)));
        }
        return parse_number(text).map(Part::Number);
    }
    if is_word(text) {
        return Ok(Part::Text(text.to_owned()));
    }
    Err(format!("Invalid character(s) found in prerelease {}", quote(text)))
}

impl fmt::Display for Semver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(f, "{major}.{minor}.{patch}")?;
        for (i, part) in self.before.iter().enumerate() {
            f.write_str(if i == 0 { "-" } else { "." })?;
            match part {
                Part::Number(number) => write!(f, "{number}")?,
                Part::Text(text) => f.write_str(text)?,
            }
        }
        if self.build.is_empty() { Ok(()) } else { write!(f, "+{}", self.build) }
    }
}
