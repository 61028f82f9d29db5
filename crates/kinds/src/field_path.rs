//! A path in a schema: to a field that a rule is told of, or that can be selected.

use std::iter::Peekable;

/// A schema, as far as paths need to know it.
pub(crate) trait Level: Copy {
    /// Has it properties?
    fn has_properties(self) -> bool;
    /// A property.
    fn property(self, name: &str) -> Option<Self>;
    /// What other members are, or nothing where they have no schema; none where the schema does not speak of them.
    #[expect(clippy::option_option, reason = "a schema may speak of other members without saying what they are")]
    fn additional(self) -> Option<Option<Self>>;
}

/// A step of a path.
pub(crate) struct Step {
    /// The member's name.
    pub(crate) name: String,
    /// Whether it is a property, and not an entry of a map.
    pub(crate) is_property: bool,
}

/// How a path may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    /// `.a.b`.
    Names,
    /// `.a['b']` as well.
    Brackets,
}

/// The path's steps and the schema that it leads to; none where a map's values have none.
///
/// # Errors
/// The reference's sentence on what is no path, or leads nowhere.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go ValidFieldPath (v1.37.2)
pub(crate) fn find<L: Level>(
    path: &str,
    schema: Option<L>,
    notation: Notation,
) -> Result<(Vec<Step>, Option<L>), String> {
    let mut tokens = tokens(path).into_iter().peekable();
    let (mut steps, mut at) = (Vec::new(), schema);
    while let Some(token) = tokens.next() {
        let name = match token {
            "." => next(&mut tokens)?.to_owned(),
            "[" if notation == Notation::Names => return Err("array notation is not allowed".to_owned()),
            "[" => {
                let quoted = next(&mut tokens)?;
                let inner = quoted.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
                let inner = inner.ok_or_else(|| format!("expected single quoted string but got {quoted}"))?;
                unescape(inner).map_err(|error| format!("invalid string literal: {error}"))?
            }
            other => return Err(format!("expected [ or . but got: {other}")),
        };
        let is_property = at.is_some_and(Level::has_properties);
        at = step(at, &name)?;
        steps.push(Step { name, is_property });
        if token == "[" {
            match next(&mut tokens)? {
                "]" => {}
                other => return Err(format!("expected ] but got {other}")),
            }
        }
    }
    Ok((steps, at))
}

fn next<'p>(tokens: &mut Peekable<impl Iterator<Item = &'p str>>) -> Result<&'p str, String> {
    tokens.next().ok_or_else(|| "unexpected end of JSON path".to_owned())
}

/// One step further down.
fn step<L: Level>(at: Option<L>, name: &str) -> Result<Option<L>, String> {
    let found = match at {
        Some(at) if at.has_properties() => at.property(name).map(Some),
        Some(at) => at.additional(),
        None => None,
    };
    found.ok_or_else(|| "does not refer to a valid field".to_owned())
}

/// The path in pieces: each dot and bracket, and what is between them; what stands in quotes is one piece.
fn tokens(path: &str) -> Vec<&str> {
    let (mut tokens, mut rest) = (Vec::new(), path);
    while !rest.is_empty() {
        let bytes = rest.as_bytes();
        let end = if bytes[0] == b'\'' {
            (1..bytes.len()).find(|&i| bytes[i] == b'\'' && bytes[i - 1] != b'\\').map(|i| i + 1)
        } else {
            bytes.iter().position(|byte| matches!(byte, b'.' | b'[' | b']')).map(|i| i.max(1))
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        tokens.push(token);
        rest = after;
    }
    tokens
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go unescapeSingleQuote (v1.37.2)
fn unescape(text: &str) -> Result<String, String> {
    let (mut plain, mut chars) = (String::new(), text.chars());
    let mut error = None;
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            None => plain.push('\\'),
            Some('\n') => plain.push_str("\\\n"),
            Some(escaped) => match escaped {
                'a' => plain.push('\u{7}'),
                'b' => plain.push('\u{8}'),
                'f' => plain.push('\u{c}'),
                'n' => plain.push('\n'),
                'r' => plain.push('\r'),
                't' => plain.push('\t'),
                'v' => plain.push('\u{b}'),
                '\'' | '\\' => plain.push(escaped),
                other => error = Some(format!("invalid escape char \\{other}")),
            },
        }
    }
    error.map_or(Ok(plain), Err)
}
