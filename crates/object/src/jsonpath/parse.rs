//! Reads paths, with what the reference reads into them.

// Upstream: client-go/util/jsonpath/parser.go (v1.37.2)

use super::node::{Filter, Node, Slice, To};
use super::quoted::unquoted;
use crate::structural::Texts;
use crate::structural::texts::TextRules;
use crate::text;

/// How long a path may be, in bytes. The reference has no such bound.
const LEN_MAX: usize = 64 << 10;
/// How deep filters may stand within each other.
const DEPTH_MAX: usize = 16;

/// Reads a template.
pub(super) fn parse(template: &str) -> Result<Vec<Node>, String> {
    if template.len() > LEN_MAX {
        return Err(format!("longer than {LEN_MAX} bytes"));
    }
    parse_within(template, 0)
}

/// What stands between braces, within so many others.
fn action(text: &str, depth: usize) -> Result<Vec<Node>, String> {
    if depth >= DEPTH_MAX {
        return Err("nests too deeply".to_owned());
    }
    match parse_within(&["{", text, "}"].concat(), depth + 1)?.into_iter().next() {
        Some(Node::List(nodes)) => Ok(nodes),
        _ => Ok(Vec::new()),
    }
}

fn parse_within(template: &str, depth: usize) -> Result<Vec<Node>, String> {
    let mut nodes = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            nodes.push(Node::Text(before.to_owned()));
        }
        let mut action = Action { rest: after, nodes: Vec::new(), depth };
        while action.step()? {}
        nodes.push(Node::List(action.nodes));
        rest = action.rest;
    }
    if !rest.is_empty() {
        nodes.push(Node::Text(rest.to_owned()));
    }
    Ok(nodes)
}

struct Action<'t> {
    rest: &'t str,
    nodes: Vec<Node>,
    depth: usize,
}

impl<'t> Action<'t> {
    /// Reads what comes next; whether the action goes on behind it.
    // Upstream: client-go/util/jsonpath/parser.go parseInsideAction (v1.37.2)
    fn step(&mut self) -> Result<bool, String> {
        if let Some(rest) = self.rest.strip_prefix('}') {
            self.rest = rest;
            return Ok(false);
        }
        if let Some(rest) = self.rest.strip_prefix("[?(") {
            self.rest = rest;
            self.filter()?;
            return Ok(true);
        }
        if let Some(rest) = self.rest.strip_prefix("..") {
            if self.nodes.last() == Some(&Node::Recursive) {
                return Err("invalid multiple recursive descent".to_owned());
            }
            self.rest = rest;
            self.nodes.push(Node::Recursive);
            if rest.starts_with(is_alphanumeric) {
                self.field();
            }
            return Ok(true);
        }
        let first = self.rest.chars().next().filter(|first| !matches!(first, '\r' | '\n')).ok_or("unclosed action")?;
        let whole = self.rest;
        self.rest = &whole[first.len_utf8()..];
        match first {
            ' ' | '@' | '$' => {}
            '[' => self.array()?,
            '"' | '\'' => self.quote(whole, first)?,
            '.' => self.field(),
            '+' | '-' => self.number(whole)?,
            _ if is_digit(first) => self.number(whole)?,
            _ if is_alphanumeric(first) => self.identifier(whole),
            _ => return Err(format!("unrecognized character in action: {}", unicode(first))),
        }
        Ok(true)
    }

    /// Takes as much of a text as is left before a character for which something holds.
    fn until(&mut self, text: &'t str, ends: impl Fn(char) -> bool) -> &'t str {
        let (taken, rest) = text.split_at(text.find(ends).unwrap_or(text.len()));
        self.rest = rest;
        taken
    }

    fn identifier(&mut self, text: &'t str) {
        let word = self.until(text, is_terminator);
        self.nodes.push(match word {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            _ => Node::Identifier(word.to_owned()),
        });
    }

    fn number(&mut self, text: &'t str) -> Result<(), String> {
        let sign = usize::from(text.starts_with(['+', '-']));
        let end = text[sign..].find(|c| c != '.' && !is_digit(c)).map_or(text.len(), |end| sign + end);
        let (number, rest) = text.split_at(end);
        self.rest = rest;
        let node = match (number.parse(), number.parse()) {
            (Ok(whole), _) => Node::Int(whole),
            (_, Ok(float)) => Node::Float(float),
            _ => return Err(format!("cannot parse number {number}")),
        };
        self.nodes.push(node);
        Ok(())
    }

    /// A field's name behind its dot.
    fn field(&mut self) {
        let mut chars = self.rest.char_indices();
        let end = loop {
            match chars.next() {
                Some((_, '\\')) => _ = chars.next(),
                Some((at, one)) if is_terminator(one) => break at,
                Some(_) => {}
                None => break self.rest.len(),
            }
        };
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.nodes.push(if name == "*" { Node::Wildcard } else { Node::Field(name.replace('\\', "")) });
    }

    fn quote(&mut self, text: &'t str, quote: char) -> Result<(), String> {
        let mut before = quote;
        for (at, one) in text.char_indices().skip(1) {
            if one == '\n' {
                break;
            }
            if one == quote && before != '\\' {
                let (quoted, rest) = text.split_at(at + 1);
                self.rest = rest;
                let said = unquoted(quoted).map_err(|error| format!("unquote string {quoted} error {error}"))?;
                self.nodes.push(Node::Text(said));
                return Ok(());
            }
            before = one;
        }
        Err("unterminated quoted string".to_owned())
    }

    /// What stands behind an opening bracket.
    // Upstream: client-go/util/jsonpath/parser.go parseArray (v1.37.2)
    fn array(&mut self) -> Result<(), String> {
        let inside = self.rest.split_once(']').filter(|(inside, _)| !inside.contains('\n'));
        let (inside, rest) = inside.ok_or("unterminated array")?;
        self.rest = rest;
        if inside.contains(',') {
            let one = |part: &str| action(&format!("[{}]", part.trim_matches(' ')), self.depth);
            let union = inside.split(',').map(one).collect::<Result<_, _>>()?;
            self.nodes.push(Node::Union(union));
            return Ok(());
        }
        let key = inside.strip_prefix('\'').and_then(|key| key.strip_suffix('\'')).filter(|key| !key.contains('\''));
        if let Some(key) = key {
            self.nodes.extend(action(&[".", key].concat(), self.depth)?);
            return Ok(());
        }
        self.nodes.push(Node::Slice(slice(inside)?));
        Ok(())
    }

    /// What stands behind `[?(`.
    // Upstream: client-go/util/jsonpath/parser.go parseFilter (v1.37.2)
    fn filter(&mut self) -> Result<(), String> {
        let end = filter_end(self.rest).ok_or("unterminated filter")?;
        let (inside, rest) = self.rest.split_at(end);
        self.rest = rest[1..].strip_prefix(']').ok_or("unclosed array expect ]")?;
        let filter = match comparison(inside) {
            None => Filter::Exists(action(inside, self.depth)?),
            Some((left, operator, right)) => Filter::Compare {
                left: action(left, self.depth)?,
                operator: operator.to_owned(),
                right: action(right, self.depth)?,
            },
        };
        self.nodes.push(Node::Filter(Box::new(filter)));
        Ok(())
    }
}

/// Where the parenthesis is that ends a filter. One text in quotes may be before it.
fn filter_end(text: &str) -> Option<usize> {
    let (mut quote, mut closed, mut before) = (None, false, '(');
    for (at, one) in text.char_indices() {
        match one {
            '\n' => return None,
            '"' | '\'' => match quote {
                None => quote = Some(one),
                Some(quote) => closed |= before != '\\' && one == quote,
            },
            ')' if quote.is_some() == closed => return Some(at),
            _ => {}
        }
        before = one;
    }
    None
}

/// A comparison's left, operator and right, if it is one.
fn comparison(text: &str) -> Option<(&str, &str, &str)> {
    let is_operator = |c: char| matches!(c, '!' | '<' | '>' | '=');
    let (left, rest) = text.split_at(text.find(is_operator).filter(|at| *at > 0)?);
    let end = rest.find(|c| !is_operator(c)).unwrap_or(rest.len() - 1);
    (end > 0).then(|| (left, &rest[..end], &rest[end..]))
}

/// An index, or up to three numbers with colons between.
fn slice(text: &str) -> Result<Slice, String> {
    let parts: Vec<&str> = if text == "*" { vec!["", ""] } else { text.split(':').collect() };
    let is_part = |part: &&str| part.strip_prefix('-').unwrap_or(part).bytes().all(|b| b.is_ascii_digit());
    if parts.len() > 3 || !parts.iter().all(is_part) {
        return Err(format!("invalid array index {text}"));
    }
    let number = |at: usize| match parts.get(at) {
        None | Some(&"") => Ok(None),
        Some(part) => part.parse().map(Some).map_err(|_| format!("array index {part} is not a number")),
    };
    let (from, to, step) = (number(0)?, number(1)?, number(2)?);
    let to = match to {
        Some(to) => To::Before(to),
        None if parts.len() > 1 => To::End,
        None => To::After(from.unwrap_or(0)),
    };
    Ok(Slice { from, to, step })
}

/// What ends a name.
fn is_terminator(one: char) -> bool {
    matches!(one, ' ' | '\t' | '\r' | '\n' | '.' | ',' | '[' | ']' | '$' | '@' | '{' | '}')
}

fn is_digit(one: char) -> bool {
    if one.is_ascii() { one.is_ascii_digit() } else { is_of(r"^\p{Nd}$", one) }
}

fn is_alphanumeric(one: char) -> bool {
    if one.is_ascii() { one == '_' || one.is_ascii_alphanumeric() } else { is_of(r"^[\p{L}\p{Nd}]$", one) }
}

/// Whether a character is of a set, as Go knows it.
fn is_of(set: &str, one: char) -> bool {
    TextRules.matches(set, one.encode_utf8(&mut [0; 4]))
}

/// `U+0021 '!'`.
// Upstream: fmt/format.go fmtUnicode (go1.26.8)
fn unicode(one: char) -> String {
    let number = format!("U+{:04X}", u32::from(one));
    if text::is_printable(one) { format!("{number} '{one}'") } else { number }
}
