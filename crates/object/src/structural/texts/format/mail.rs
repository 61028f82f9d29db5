//! Addresses of mail, with or without a name, as Go reads a single one.

// Upstream: net/mail/message.go ParseAddress (go1.26.8)

use std::net::IpAddr;

use crate::base64;

/// Whether a text is one address: `a@b`, `Somebody <a@b>`, or a group of one.
pub(super) fn is_address(text: &str) -> bool {
    let mut rest = Rest(text);
    let addresses = rest.mailbox_or_group();
    addresses == Some(1) && rest.comments().is_some() && rest.0.is_empty()
}

/// What is still to be read. Each reader goes on behind what it read, and gives nothing if that is not there.
#[derive(Clone, Copy)]
struct Rest<'t>(&'t str);

/// What one may be followed by: dots in and at the ends of it or not.
#[derive(Clone, Copy, PartialEq)]
enum Dots {
    Between,
    Anywhere,
}

impl<'t> Rest<'t> {
    fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t']);
    }

    fn take(&mut self, one: char) -> Option<()> {
        self.0 = self.0.strip_prefix(one)?;
        Some(())
    }

    /// How many addresses there are in what comes next.
    fn mailbox_or_group(&mut self) -> Option<usize> {
        self.spaces();
        if let Some(known) = self.plain_address() {
            return known.then_some(1);
        }
        if !self.0.starts_with('<') {
            self.phrase()?;
        }
        self.spaces();
        if self.take(':').is_some() { self.group() } else { self.angled().map(|()| 1) }
    }

    /// An address alone, perhaps with a comment; whether that can be read. Nothing is read if it is no address.
    fn plain_address(&mut self) -> Option<bool> {
        let mut rest = *self;
        rest.address()?;
        *self = rest;
        self.spaces();
        if !self.0.starts_with('(') {
            return Some(true);
        }
        let words = self.comment();
        Some(words.is_some_and(|text| !text.split([' ', '\t']).any(|word| decoded(word) == Word::OfAnotherCharset)))
    }

    /// What is behind the colon of a group.
    fn group(&mut self) -> Option<usize> {
        self.spaces();
        if self.take(';').is_some() {
            return self.comments().map(|()| 0);
        }
        let mut count = 0;
        loop {
            self.spaces();
            if self.0.is_empty() {
                return None;
            }
            // There is no group within one.
            match self.plain_address() {
                Some(true) => {}
                Some(false) => return None,
                None => {
                    if !self.0.starts_with('<') {
                        self.phrase()?;
                    }
                    self.spaces();
                    self.angled()?;
                }
            }
            count += 1;
            self.comments()?;
            if self.take(';').is_some() {
                return self.comments().map(|()| count);
            }
            self.take(',')?;
        }
    }

    fn angled(&mut self) -> Option<()> {
        self.take('<')?;
        self.address()?;
        self.take('>')
    }

    // Upstream: net/mail/message.go consumeAddrSpec (go1.26.8)
    fn address(&mut self) -> Option<()> {
        self.spaces();
        if self.0.starts_with('"') {
            self.quoted()?;
        } else {
            self.atom(Dots::Between)?;
        }
        self.take('@')?;
        self.spaces();
        match self.0.strip_prefix('[') {
            None => self.atom(Dots::Between).map(|_| ()),
            Some(literal) => {
                let (literal, rest) = literal.split_once(']')?;
                literal.parse::<IpAddr>().ok()?;
                self.0 = rest;
                Some(())
            }
        }
    }

    /// Words before an address.
    // Upstream: net/mail/message.go consumePhrase (go1.26.8)
    fn phrase(&mut self) -> Option<()> {
        // Escaped words become one; what is an escape of nothing is none.
        let (mut words, mut escaped) = (0, false);
        loop {
            if words > 0 {
                self.comments()?;
            }
            self.spaces();
            if self.0.is_empty() {
                break;
            }
            let word = if self.0.starts_with('"') {
                self.quoted_or_empty().map(|()| Word::Plain)
            } else {
                self.atom(Dots::Anywhere).map(decoded)
            };
            match word {
                Some(Word::Plain) => (words, escaped) = (words + 1, false),
                Some(Word::Decoded { is_empty }) => escaped |= !is_empty,
                Some(Word::OfAnotherCharset) | None => return (words > 0 || escaped).then_some(()),
            }
        }
        Some(())
    }

    fn quoted(&mut self) -> Option<()> {
        (!self.0.starts_with("\"\"")).then_some(())?;
        self.quoted_or_empty()
    }

    // Upstream: net/mail/message.go consumeQuotedString (go1.26.8)
    fn quoted_or_empty(&mut self) -> Option<()> {
        let mut chars = self.0.char_indices().skip(1);
        loop {
            let (at, one) = chars.next()?;
            match one {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return Some(());
                }
                '\\' => {
                    let (_, escaped) = chars.next()?;
                    is_visible_or_space(escaped).then_some(())?;
                }
                _ => is_visible_or_space(one).then_some(())?,
            }
        }
    }

    // Upstream: net/mail/message.go consumeAtom (go1.26.8)
    fn atom(&mut self, dots: Dots) -> Option<&'t str> {
        let is_part = |c: char| c != ' ' && is_visible_or_space(c) && c != '\t' && !"()<>[]:;@\\,\"".contains(c);
        let (atom, rest) = self.0.split_at(self.0.find(|c| !is_part(c)).unwrap_or(self.0.len()));
        if atom.is_empty() {
            return None;
        }
        self.0 = rest;
        let fits = dots == Dots::Anywhere || !(atom.starts_with('.') || atom.contains("..") || atom.ends_with('.'));
        fits.then_some(atom)
    }

    /// Spaces and comments.
    fn comments(&mut self) -> Option<()> {
        self.spaces();
        while self.0.starts_with('(') {
            self.comment()?;
            self.spaces();
        }
        Some(())
    }

    /// What is between parentheses, in which there may be others; a backslash takes the meaning from what follows.
    // Upstream: net/mail/message.go consumeComment (go1.26.8)
    fn comment(&mut self) -> Option<String> {
        self.take('(')?;
        let (mut depth, mut text) = (1, String::new());
        let mut chars = self.0.chars();
        while depth > 0 {
            let mut one = chars.next()?;
            match one {
                '\\' => one = chars.next()?,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth > 0 {
                text.push(one);
            }
        }
        self.0 = chars.as_str();
        Some(text)
    }
}

fn is_visible_or_space(one: char) -> bool {
    matches!(one, ' '..='~' | '\t') || !one.is_ascii()
}

/// What a word of a name is.
#[derive(PartialEq)]
enum Word {
    Plain,
    Decoded { is_empty: bool },
    OfAnotherCharset,
}

/// A word that may be escaped by RFC 2047: `=?utf-8?q?caf=C3=A9?=`.
// Upstream: mime/encodedword.go WordDecoder.Decode (go1.26.8)
fn decoded(word: &str) -> Word {
    let parts = word.strip_prefix("=?").and_then(|word| word.strip_suffix("?=")).filter(|_| word.len() >= 8);
    let parts: Vec<&str> = parts.map_or(Vec::new(), |word| word.split('?').collect());
    let [charset, encoding, text] = parts[..] else { return Word::Plain };
    let is_empty = match encoding {
        _ if charset.is_empty() => return Word::Plain,
        "b" | "B" => base64::decode(text).map(|bytes| bytes.is_empty()).ok(),
        "q" | "Q" => is_quoted_printable(text).then_some(text.is_empty()),
        _ => None,
    };
    let is_known = ["utf-8", "iso-8859-1", "us-ascii"].iter().any(|known| charset.eq_ignore_ascii_case(known));
    match is_empty {
        None => Word::Plain,
        Some(is_empty) if is_known => Word::Decoded { is_empty },
        Some(_) => Word::OfAnotherCharset,
    }
}

// Upstream: mime/encodedword.go qDecode (go1.26.8)
fn is_quoted_printable(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let holds = match byte {
            b'=' => {
                let mut digit = || bytes.next().is_some_and(|b| b.is_ascii_hexdigit());
                digit() && digit()
            }
            b' '..=b'~' | b'\n' | b'\r' | b'\t' => true,
            _ => false,
        };
        if !holds {
            return false;
        }
    }
    true
}
