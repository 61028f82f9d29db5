//! Label and field selectors: reading them from a query, and asking whether an object is selected.
//!
//! Which fields a kind can be selected by, and what a bad selector is answered with, are the server's.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter::Peekable;

use thiserror::Error;

use crate::field::{FieldError, Path, aggregate};
use crate::places::Places;
use crate::{Members, names};

/// Why a text is not a selector, in the reference's words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SelectorError {
    /// A label selector that does not begin like one, or does not go on like one after a requirement.
    #[error("{0}")]
    Syntax(String),
    /// A label selector with a requirement that is none.
    #[error("unable to parse requirement: {0}")]
    Requirement(String),
    /// A field selector with a term that is none.
    #[error("invalid selector: '{selector}'; can't understand '{term}'")]
    Term {
        /// The whole text.
        selector: String,
        /// The part of it.
        term: String,
    },
    /// A backslash before a character that needs none.
    #[error("invalid field selector: invalid escape sequence: {0}")]
    Escape(String),
    /// A character that needs a backslash before it.
    // Quirk: the message has its number (selectors.jsonl: unescaped character in value: 61).
    #[error("invalid field selector: unescaped character in value: {}", u32::from(*.0))]
    Unescaped(char),
}

/// So many requirements are looked up in a text, which goes through its labels each time.
const LOOKED_UP_MAX: usize = 4;

/// Selects objects by their labels; all requirements must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSelector {
    requirements: Vec<Requirement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
    values: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Exists,
    DoesNotExist,
    In,
    NotIn,
    GreaterThan,
    LessThan,
}

impl LabelSelector {
    /// Reads `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1,m<2`; an empty text selects everything.
    ///
    /// # Errors
    /// With the first thing that is wrong.
    // Upstream: apimachinery/pkg/labels/selector.go Parse (v1.37.2)
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut tokens = Lexer { text, position: 0 }.peekable();
        let mut requirements = Vec::new();
        while let Some(token) = tokens.peek() {
            if !token.is_identifier() && *token != Token::Symbol("!") {
                let found = token.literal();
                return Err(syntax(format!("found '{found}', expected: !, identifier, or 'end of string'")));
            }
            requirements.push(requirement(&mut tokens).map_err(SelectorError::Requirement)?);
            match tokens.next() {
                None => break,
                Some(Token::Symbol(",")) => {}
                Some(other) => {
                    let found = other.literal();
                    return Err(syntax(format!("found '{found}', expected: ',' or 'end of string'")));
                }
            }
            let next = tokens.peek();
            if !next.is_some_and(|token| token.is_identifier() || *token == Token::Symbol("!")) {
                let found = next.map_or("", Token::literal);
                return Err(syntax(format!("found '{found}', expected: identifier after ','")));
            }
        }
        Ok(Self { requirements })
    }

    /// Whether it selects whatever there is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.requirements.is_empty()
    }

    /// For each requirement that names what a label may be: the label, and those values. Other requirements say what it must not be, or
    /// only that it is.
    pub fn named(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
        let named = self.requirements.iter().filter(|requirement| requirement.operator == Operator::In);
        named.map(|requirement| (requirement.key.as_str(), requirement.values.iter().map(String::as_str)))
    }

    /// Whether an object with these labels is selected.
    #[must_use]
    pub fn matches(&self, labels: Option<&Members>) -> bool {
        self.requirements.iter().all(|r| r.matches(labels.and_then(|l| l.get(&r.key)?.as_str())))
    }

    /// The same by an object's text. Few requirements are looked up there, each by itself; for many all labels are read.
    #[must_use]
    pub fn matches_text(&self, places: &Places, text: &[u8]) -> bool {
        if self.requirements.len() > LOOKED_UP_MAX {
            return self.matches(places.labels(text).as_ref());
        }
        self.requirements.iter().all(|r| r.matches(places.label(text, &r.key).as_deref()))
    }
}

impl Requirement {
    // Upstream: apimachinery/pkg/labels/selector.go NewRequirement (v1.37.2). Only what the syntax lets through comes here.
    fn new(key: String, operator: Operator, values: BTreeSet<String>) -> Result<Self, String> {
        let root = Path::new("values");
        let mut errors = Vec::new();
        for (i, value) in values.iter().enumerate() {
            if matches!(operator, Operator::GreaterThan | Operator::LessThan) && value.parse::<i64>().is_err() {
                let detail = "for 'Gt', 'Lt' operators, the value must be an integer";
                errors.push(FieldError::invalid(&root.index(i), value, detail));
            }
        }
        for (i, value) in values.iter().enumerate() {
            let reasons = names::label_value(value);
            if !reasons.is_empty() {
                errors.push(FieldError::invalid(&root.index(i).key(&key), value, reasons.join("; ")));
            }
        }
        if errors.is_empty() { Ok(Self { key, operator, values }) } else { Err(aggregate(&errors)) }
    }

    fn matches(&self, label: Option<&str>) -> bool {
        let number = |text: &str| text.parse::<i64>().ok();
        match (self.operator, label) {
            (Operator::Exists, label) => label.is_some(),
            (Operator::DoesNotExist, label) => label.is_none(),
            (Operator::In, Some(label)) => self.values.contains(label),
            (Operator::NotIn, Some(label)) => !self.values.contains(label),
            (Operator::NotIn, None) => true,
            (Operator::GreaterThan | Operator::LessThan, Some(label)) => {
                let bound = self.values.first().and_then(|value| number(value));
                number(label).zip(bound).is_some_and(|(label, bound)| match self.operator {
                    Operator::GreaterThan => label > bound,
                    _ => label < bound,
                })
            }
            (_, None) => false,
        }
    }
}

/// A part of a label selector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    Symbol(&'a str),
    Word(&'a str),
}

impl<'a> Token<'a> {
    fn literal(&self) -> &'a str {
        match *self {
            Self::Symbol(literal) | Self::Word(literal) => literal,
        }
    }

    /// Anything but a symbol; `in` and `notin` too, except where an operator is due.
    fn is_identifier(&self) -> bool {
        matches!(self, Self::Word(_))
    }
}

// Upstream: apimachinery/pkg/labels/selector.go Lexer (v1.37.2)
struct Lexer<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let special = |b: u8| b"=!(),><".contains(&b);
        let space = |b: u8| b" \t\r\n".contains(&b);
        let bytes = self.text.as_bytes();
        let start = self.position + bytes[self.position..].iter().take_while(|b| space(**b)).count();
        let rest = &bytes[start..];
        let length = match rest {
            // Quirk: a zero byte ends the text, and one after a token is skipped (selectors.jsonl: a=1\u0000).
            [] | [0, ..] => {
                self.position = bytes.len();
                return None;
            }
            [b'=' | b'!', b'=', ..] => 2,
            [first, ..] if special(*first) => 1,
            _ => rest.iter().take_while(|b| !special(**b) && !space(**b) && **b != 0).count(),
        };
        let literal = &self.text[start..start + length];
        self.position = start + length + usize::from(rest.get(length) == Some(&0));
        Some(if special(rest[0]) { Token::Symbol(literal) } else { Token::Word(literal) })
    }
}

type Tokens<'a> = Peekable<Lexer<'a>>;

fn syntax(text: String) -> SelectorError {
    SelectorError::Syntax(text)
}

/// The literal of a token, or nothing at the end.
fn found(token: Option<Token<'_>>) -> &str {
    token.map_or("", |token| token.literal())
}

// Upstream: apimachinery/pkg/labels/selector.go parseRequirement (v1.37.2)
fn requirement(tokens: &mut Tokens<'_>) -> Result<Requirement, String> {
    let negated = tokens.next_if_eq(&Token::Symbol("!")).is_some();
    let key = match tokens.next() {
        Some(Token::Word(key)) => key,
        other => return Err(format!("found '{}', expected: identifier", found(other))),
    };
    let reasons = names::qualified_name(key);
    if !reasons.is_empty() {
        // Quirk: the reference has no path here and says so (list/selector-bad-key).
        return Err(FieldError::invalid(&Path::new("<nil>"), key, reasons.join("; ")).to_string());
    }
    if negated {
        return Requirement::new(key.to_owned(), Operator::DoesNotExist, BTreeSet::new());
    }
    if matches!(tokens.peek(), None | Some(Token::Symbol(","))) {
        return Requirement::new(key.to_owned(), Operator::Exists, BTreeSet::new());
    }
    let token = tokens.next();
    let operator = match found(token) {
        "in" | "=" | "==" => Operator::In,
        "notin" | "!=" => Operator::NotIn,
        ">" => Operator::GreaterThan,
        "<" => Operator::LessThan,
        other => return Err(format!("found '{other}', expected: in, notin, =, ==, !=, gt, lt")),
    };
    let many = token.is_some_and(|token| token.is_identifier());
    let values = if many { values(tokens)? } else { BTreeSet::from([value(tokens)?]) };
    Requirement::new(key.to_owned(), operator, values)
}

/// One value; nothing stands for the empty one.
fn value(tokens: &mut Tokens<'_>) -> Result<String, String> {
    if matches!(tokens.peek(), None | Some(Token::Symbol(","))) {
        return Ok(String::new());
    }
    match tokens.next() {
        Some(Token::Word(value)) => Ok(value.to_owned()),
        other => Err(format!("found '{}', expected: identifier", found(other))),
    }
}

/// Values in parentheses; nothing before or after a comma stands for the empty one.
// Upstream: apimachinery/pkg/labels/selector.go parseValues, parseIdentifiersList (v1.37.2)
fn values(tokens: &mut Tokens<'_>) -> Result<BTreeSet<String>, String> {
    let open = tokens.next();
    if open != Some(Token::Symbol("(")) {
        return Err(format!("found '{}' expected: '('", found(open)));
    }
    let mut values = BTreeSet::new();
    match tokens.peek().copied() {
        Some(Token::Word(_) | Token::Symbol(",")) => {}
        Some(Token::Symbol(")")) => {
            tokens.next();
            return Ok(BTreeSet::from([String::new()]));
        }
        other => return Err(format!("found '{}', expected: ',', ')' or identifier", found(other))),
    }
    loop {
        match tokens.next() {
            Some(Token::Word(value)) => {
                values.insert(value.to_owned());
                match tokens.peek().copied() {
                    Some(Token::Symbol("," | ")")) => {}
                    other => return Err(format!("found '{}', expected: ',' or ')'", found(other))),
                }
            }
            Some(Token::Symbol(",")) => {
                let next = tokens.peek().copied();
                if values.is_empty() || matches!(next, Some(Token::Symbol(")" | ","))) {
                    values.insert(String::new());
                }
            }
            other => return Err(format!("found '{}', expected: ',', or identifier", found(other))),
        }
        if tokens.next_if_eq(&Token::Symbol(")")).is_some() {
            return Ok(values);
        }
    }
}

/// Selects objects by a few of their fields; all terms must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldSelector {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    field: String,
    value: String,
    negated: bool,
}

impl FieldSelector {
    /// Reads `a=b,c==d,e!=f`; an empty text selects everything. A backslash stands before `\`, `,` and `=` in a value.
    ///
    /// # Errors
    /// With the first thing that is wrong, terms taken in the order of their texts.
    // Upstream: apimachinery/pkg/fields/selector.go ParseSelector (v1.37.2)
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        let mut parts = split_terms(text);
        parts.sort_unstable();
        let mut terms = Vec::new();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let Some((field, operator, value)) = split_term(part) else {
                return Err(SelectorError::Term { selector: text.to_owned(), term: part.to_owned() });
            };
            let value = unescape(value)?;
            // A term of nothing asks for nothing.
            if !(field.is_empty() && value.is_empty()) {
                terms.push(Term { field: field.to_owned(), value, negated: operator == "!=" });
            }
        }
        Ok(Self { terms })
    }

    /// Whether it selects whatever there is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The fields it asks for, in the order in which the reference looks them up; one may come twice.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.field.as_str())
    }

    /// The value that a field must have, if it asks for one.
    #[must_use]
    pub fn required(&self, field: &str) -> Option<&str> {
        self.terms.iter().find(|term| term.field == field && !term.negated).map(|term| term.value.as_str())
    }

    /// Whether an object is selected; `value` says what its fields hold, the empty text where there is nothing.
    pub fn matches<'a>(&self, value: impl Fn(&str) -> Cow<'a, str>) -> bool {
        self.terms.iter().all(|term| (value(&term.field) == term.value) != term.negated)
    }
}

/// The parts between commas that no backslash precedes.
fn split_terms(text: &str) -> Vec<&str> {
    let (mut terms, mut start, mut escaped) = (Vec::new(), 0, false);
    for (i, b) in text.bytes().enumerate() {
        if b == b',' && !escaped {
            terms.push(&text[start..i]);
            start = i + 1;
        }
        escaped = b == b'\\' && !escaped;
    }
    terms.push(&text[start..]);
    terms
}

/// Field, operator and value, at the first operator.
fn split_term(term: &str) -> Option<(&str, &str, &str)> {
    let operators = ["!=", "==", "="];
    let at = |i: usize| operators.into_iter().find(|operator| term[i..].starts_with(operator)).map(|found| (i, found));
    let (i, operator) = term.char_indices().find_map(|(i, _)| at(i))?;
    Some((&term[..i], operator, &term[i + operator.len()..]))
}

// Upstream: apimachinery/pkg/fields/selector.go UnescapeValue (v1.37.2)
fn unescape(text: &str) -> Result<String, SelectorError> {
    let mut value = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(escaped @ ('\\' | ',' | '=')) => value.push(escaped),
                other => return Err(SelectorError::Escape(std::iter::once('\\').chain(other).collect())),
            },
            ',' | '=' => return Err(SelectorError::Unescaped(c)),
            c => value.push(c),
        }
    }
    Ok(value)
}
