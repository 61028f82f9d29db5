//! Which texts may be names, label keys, label values and so on, and how a refusal is worded.
//!
//! A rule here answers with the reasons why a text is refused, none when it is fine; which field broke it is the
//! caller's to say. Lengths are in bytes, as in the reference, whatever its messages call them.

pub use crate::text::is_printable;
use crate::text::lossy;
use crate::text::lower;

/// Why a text is refused; empty when it is fine.
pub type Reasons = Vec<String>;

/// The longest label of a DNS name, in bytes.
const LABEL_BYTES_MAX: usize = 63;
/// The longest DNS name, in bytes.
const SUBDOMAIN_BYTES_MAX: usize = 253;

const LETTERED_LABEL_FORMAT: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const LETTERED_LABEL_WORDS: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with \
    an alphabetic character, and end with an alphanumeric character";
const LABEL_FORMAT: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const LABEL_WORDS: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_FORMAT: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const SUBDOMAIN_WORDS: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const KEY_FORMAT: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_WORDS: &str =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const CONFIG_KEY_FORMAT: &str = "[-._a-zA-Z0-9]+";
const CONFIG_KEY_WORDS: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
const VALUE_FORMAT: &str = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const VALUE_WORDS: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/// Whether a name is whole, or the beginning of one that will be generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The name itself.
    Whole,
    /// A `generateName`, which may end with a dash.
    Prefix,
}

/// The name is a DNS subdomain.
// Upstream: apimachinery/pkg/api/validation/generic.go NameIsDNSSubdomain (v1.37.2)
#[must_use]
pub fn name_is_subdomain(name: &str, part: Part) -> Reasons {
    subdomain_bytes(&without_trailing_dash(name, part), Unit::Characters)
}

/// The name is a DNS label.
// Upstream: apimachinery/pkg/api/validation/generic.go NameIsDNSLabel (v1.37.2)
#[must_use]
pub fn name_is_label(name: &str, part: Part) -> Reasons {
    label_bytes(&without_trailing_dash(name, part))
}

/// The name is a DNS label that begins with a letter.
// Upstream: apimachinery/pkg/api/validation/generic.go NameIsDNS1035Label (v1.37.2)
#[must_use]
pub fn name_is_lettered_label(name: &str, part: Part) -> Reasons {
    lettered_label(&String::from_utf8_lossy(&without_trailing_dash(name, part)))
}

/// The name can stand in a URL's path: the least that is asked of every kind's names.
// Upstream: apimachinery/pkg/api/validate/content/path.go IsPathSegmentName (v1.37.2)
#[must_use]
pub fn name_is_path_segment(name: &str, part: Part) -> Reasons {
    if part == Part::Whole && matches!(name, "." | "..") {
        return vec![format!("may not be '{name}'")];
    }
    ["/", "%"].iter().filter(|s| name.contains(**s)).map(|s| format!("may not contain '{s}'")).collect()
}

/// A label of a DNS name (RFC 1123), in lower case.
// Upstream: apimachinery/pkg/util/validation/validation.go IsDNS1123Label (v1.37.2)
#[must_use]
pub fn label(text: &str) -> Reasons {
    label_bytes(text.as_bytes())
}

/// A label of a DNS name (RFC 1035), in lower case: one that begins with a letter.
// Upstream: apimachinery/pkg/util/validation/validation.go IsDNS1035Label (v1.37.2)
#[must_use]
pub fn lettered_label(text: &str) -> Reasons {
    let mut reasons = Reasons::new();
    if text.len() > LABEL_BYTES_MAX {
        reasons.push(too_long(LABEL_BYTES_MAX, Unit::Characters));
    }
    if !matches_label(text.as_bytes()) || !text.starts_with(|first: char| first.is_ascii_lowercase()) {
        reasons.push(by_pattern(LETTERED_LABEL_WORDS, LETTERED_LABEL_FORMAT, &["my-name", "abc-123"]));
    }
    reasons
}

/// A DNS name (RFC 1123), in lower case.
// Upstream: apimachinery/pkg/util/validation/validation.go IsDNS1123Subdomain (v1.37.2)
#[must_use]
pub fn subdomain(text: &str) -> Reasons {
    subdomain_bytes(text.as_bytes(), Unit::Characters)
}

/// All names one level below a DNS name: `*.example.com`.
// Upstream: apimachinery/pkg/util/validation/validation.go IsWildcardDNS1123Subdomain (v1.37.2)
#[must_use]
pub fn wildcard_subdomain(text: &str) -> Reasons {
    const WORDS: &str = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
    let mut reasons = Reasons::new();
    if text.len() > SUBDOMAIN_BYTES_MAX {
        reasons.push(too_long(SUBDOMAIN_BYTES_MAX, Unit::Characters));
    }
    if !text.strip_prefix("*.").is_some_and(|rest| matches_subdomain(rest.as_bytes())) {
        reasons.push(by_pattern(WORDS, &[r"\*\.", SUBDOMAIN_FORMAT].concat(), &["*.example.com"]));
    }
    reasons
}

/// A key of labels and annotations, also called a qualified name: `name` or `prefix/name`.
// Upstream: apimachinery/pkg/api/validate/content/kube.go IsLabelKey (v1.37.2)
#[must_use]
pub fn qualified_name(text: &str) -> Reasons {
    let mut reasons = Reasons::new();
    let mut parts = text.splitn(3, '/');
    let name = match (parts.next(), parts.next(), parts.next()) {
        (Some(name), None, _) => name,
        (Some(prefix), Some(name), None) => {
            if prefix.is_empty() {
                reasons.push("prefix part must be non-empty".to_owned());
            } else {
                let found = subdomain_bytes(prefix.as_bytes(), Unit::Bytes);
                reasons.extend(found.into_iter().map(|reason| format!("prefix part {reason}")));
            }
            name
        }
        _ => {
            let rule = by_pattern(KEY_WORDS, KEY_FORMAT, &["MyName", "my.name", "123-abc"]);
            let hint = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            return vec![format!("a valid label key {rule} {hint}")];
        }
    };
    if name.is_empty() {
        reasons.push("name part must be non-empty".to_owned());
    } else if name.len() > LABEL_BYTES_MAX {
        reasons.push(format!("name part {}", too_long(LABEL_BYTES_MAX, Unit::Bytes)));
    }
    if !matches_key(name) {
        let rule = by_pattern(KEY_WORDS, KEY_FORMAT, &["MyName", "my.name", "123-abc"]);
        reasons.push(format!("name part {rule}"));
    }
    reasons
}

/// A key of annotations: a qualified name in any case.
// Upstream: apimachinery/pkg/api/validation/objectmeta.go ValidateAnnotations (v1.37.2)
#[must_use]
pub fn annotation_key(text: &str) -> Reasons {
    qualified_name(&lower(text))
}

/// The value of a label.
// Upstream: apimachinery/pkg/api/validate/content/kube.go IsLabelValue (v1.37.2)
#[must_use]
pub fn label_value(text: &str) -> Reasons {
    let mut reasons = Reasons::new();
    if text.len() > LABEL_BYTES_MAX {
        reasons.push(too_long(LABEL_BYTES_MAX, Unit::Bytes));
    }
    if !text.is_empty() && !matches_key(text) {
        reasons.push(by_pattern(VALUE_WORDS, VALUE_FORMAT, &["MyValue", "my_value", "12345"]));
    }
    reasons
}

/// A key of a `ConfigMap`'s or Secret's data, which can be the name of a file.
// Upstream: apimachinery/pkg/util/validation/validation.go IsConfigMapKey (v1.37.2)
#[must_use]
pub fn config_key(text: &str) -> Reasons {
    let mut reasons = Reasons::new();
    if text.len() > SUBDOMAIN_BYTES_MAX {
        reasons.push(too_long(SUBDOMAIN_BYTES_MAX, Unit::Characters));
    }
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)) {
        reasons.push(by_pattern(CONFIG_KEY_WORDS, CONFIG_KEY_FORMAT, &["key.name", "KEY_NAME", "key-name"]));
    }
    match text {
        "." | ".." => reasons.push(format!("must not be '{text}'")),
        _ if text.starts_with("..") => reasons.push("must not start with '..'".to_owned()),
        _ => {}
    }
    reasons
}

/// The number of a port.
// Upstream: apimachinery/pkg/util/validation/validation.go IsValidPortNum (v1.37.2)
#[must_use]
pub fn port_number(port: i64) -> Reasons {
    if (1..=65535).contains(&port) { vec![] } else { vec!["must be between 1 and 65535, inclusive".to_owned()] }
}

/// The name of a port.
// Upstream: apimachinery/pkg/util/validation/validation.go IsValidPortName (v1.37.2)
#[must_use]
pub fn port_name(name: &str) -> Reasons {
    let rules = [
        (
            name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') && !name.is_empty(),
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        (name.bytes().any(|b| b.is_ascii_lowercase()), "must contain at least one letter (a-z)"),
        (!name.contains("--"), "must not contain consecutive hyphens"),
        (!name.starts_with('-') && !name.ends_with('-'), "must not begin or end with a hyphen"),
    ];
    let long = (name.len() > PORT_NAME_BYTES_MAX).then(|| too_long(PORT_NAME_BYTES_MAX, Unit::Characters));
    let broken = rules.into_iter().filter(|(holds, _)| !holds).map(|(_, reason)| reason.to_owned());
    long.into_iter().chain(broken).collect()
}

/// A part of a hundred: `25%`.
// Upstream: apimachinery/pkg/util/validation/validation.go IsValidPercent (v1.37.2)
#[must_use]
pub fn percent(text: &str) -> Reasons {
    const WORDS: &str = "a valid percent string must be a numeric string followed by an ending '%'";
    let digits = text.strip_suffix('%').unwrap_or_default();
    let is_one = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if is_one { Reasons::new() } else { vec![by_pattern(WORDS, "[0-9]+%", &["1%", "93%"])] }
}

/// The reason of a condition.
// Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go IsValidConditionReason (v1.37.2)
#[must_use]
pub fn condition_reason(text: &str) -> Reasons {
    const WORDS: &str = "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'";
    const FORMAT: &str = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
    const EXAMPLES: [&str; 5] = ["my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"];
    let text = text.as_bytes();
    let is_one = text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && text.iter().all(|b| b.is_ascii_alphanumeric() || b"_,:".contains(b));
    if is_one { Reasons::new() } else { vec![by_pattern(WORDS, FORMAT, &EXAMPLES)] }
}

/// The longest name of a port, in bytes.
const PORT_NAME_BYTES_MAX: usize = 15;
/// So many letters are generated.
const GENERATED_LETTERS: usize = 5;
/// So many bytes of a `generateName` are kept before them.
const GENERATED_BASE_BYTES_MAX: usize = LABEL_BYTES_MAX - GENERATED_LETTERS;

/// The name that is generated from a `generateName`: at most 58 bytes of it and five random letters.
// Upstream: apiserver/pkg/storage/names/generate.go SimpleNameGenerator (v1.37.2)
#[must_use]
pub fn generate_name(base: &str, random: [u8; 16]) -> String {
    // No vowels, so that no words come out.
    const LETTERS: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut name = lossy(&base.as_bytes()[..base.len().min(GENERATED_BASE_BYTES_MAX)]);
    let mut rest = u128::from_le_bytes(random);
    for _ in 0..GENERATED_LETTERS {
        let index = usize::try_from(rest % 27).unwrap_or_default();
        name.push(char::from(LETTERS[index]));
        rest /= 27;
    }
    name
}

/// The same with a number in place of what is random: its last five digits.
#[must_use]
pub fn numbered_name(base: &str, number: u64) -> String {
    let kept = lossy(&base.as_bytes()[..base.len().min(GENERATED_BASE_BYTES_MAX)]);
    format!("{kept}{:0GENERATED_LETTERS$}", number % 100_000)
}

/// What a message calls a byte.
#[derive(Clone, Copy)]
enum Unit {
    Characters,
    Bytes,
}

fn too_long(max: usize, unit: Unit) -> String {
    let unit = match unit {
        Unit::Characters => "characters",
        Unit::Bytes => "bytes",
    };
    format!("must be no more than {max} {unit}")
}

fn by_pattern(words: &str, format: &str, examples: &[&str]) -> String {
    // Quirk: the comma before each "or" is the reference's (create/label-key-bad).
    let examples: Vec<String> = examples.iter().map(|e| format!("'{e}', ")).collect();
    format!("{words} (e.g. {}regex used for validation is '{format}')", examples.join(" or "))
}

fn label_bytes(text: &[u8]) -> Reasons {
    let mut reasons = Reasons::new();
    if text.len() > LABEL_BYTES_MAX {
        reasons.push(too_long(LABEL_BYTES_MAX, Unit::Characters));
    }
    if !matches_label(text) {
        reasons.push(if matches_subdomain(text) {
            "must not contain dots".to_owned()
        } else {
            by_pattern(LABEL_WORDS, LABEL_FORMAT, &["my-name", "123-abc"])
        });
    }
    reasons
}

fn subdomain_bytes(text: &[u8], unit: Unit) -> Reasons {
    let mut reasons = Reasons::new();
    if text.len() > SUBDOMAIN_BYTES_MAX {
        reasons.push(too_long(SUBDOMAIN_BYTES_MAX, unit));
    }
    if !matches_subdomain(text) {
        reasons.push(by_pattern(SUBDOMAIN_WORDS, SUBDOMAIN_FORMAT, &["example.com"]));
    }
    reasons
}

/// The beginning of a name that will not end with this dash: an `a` stands for what will follow.
///
/// Quirk: the reference replaces the dash *and the byte before it*, which may be half of a letter: hence bytes
/// (quirks/generated-name-dash).
// Upstream: apimachinery/pkg/api/validation/generic.go maskTrailingDash (v1.37.2)
fn without_trailing_dash(name: &str, part: Part) -> Vec<u8> {
    let mut bytes = name.as_bytes().to_vec();
    if part == Part::Prefix && bytes.len() > 1 && bytes.ends_with(b"-") {
        bytes.truncate(bytes.len() - 2);
        bytes.push(b'a');
    }
    bytes
}

fn matches_label(text: &[u8]) -> bool {
    let alphanumeric = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    text.first().is_some_and(alphanumeric)
        && text.last().is_some_and(alphanumeric)
        && text.iter().all(|b| alphanumeric(b) || *b == b'-')
}

fn matches_subdomain(text: &[u8]) -> bool {
    text.split(|b| *b == b'.').all(matches_label)
}

fn matches_key(text: &str) -> bool {
    let text = text.as_bytes();
    text.first().is_some_and(u8::is_ascii_alphanumeric)
        && text.last().is_some_and(u8::is_ascii_alphanumeric)
        && text.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}
