//! Tokens that are one word: directives, anchors, aliases and tags.

use super::scanner::{Kind, Result, Scanner, is_blank, is_blankz};

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

impl Scanner {
    pub(super) fn scan_directive(&mut self) -> Result<Kind> {
        self.advance();
        let name = self.scan_word()?;
        if name.is_empty() {
            return Err(self.error("could not find expected directive name"));
        }
        if !is_blankz(self.at(0)) {
            return Err(self.error("found unexpected non-alphabetical character"));
        }
        let kind = match name.as_str() {
            "YAML" => self.scan_version()?,
            "TAG" => self.scan_tag_directive()?,
            _ => return Err(self.error("found unknown directive name")),
        };
        self.end_line()?;
        Ok(kind)
    }

    fn scan_word(&mut self) -> Result<String> {
        let mut word = String::new();
        self.need(1)?;
        while is_word(self.at(0)) {
            word.push(self.at(0));
            self.advance_and_need()?;
        }
        Ok(word)
    }

    pub(super) fn skip_blanks(&mut self) -> Result<()> {
        while is_blank(self.at(0)) {
            self.advance_and_need()?;
        }
        Ok(())
    }

    fn scan_version(&mut self) -> Result<Kind> {
        self.need(1)?;
        self.skip_blanks()?;
        let major = self.scan_version_number()?;
        if self.at(0) != '.' {
            return Err(self.error("did not find expected digit or '.' character"));
        }
        self.advance();
        let minor = self.scan_version_number()?;
        Ok(Kind::Version { major, minor })
    }

    fn scan_version_number(&mut self) -> Result<u8> {
        self.need(1)?;
        let (mut value, mut digits) = (0, 0);
        while let Some(digit) = self.at(0).to_digit(10) {
            digits += 1;
            if digits > 2 {
                return Err(self.error("found extremely long version number"));
            }
            value = value * 10 + u8::try_from(digit).unwrap_or_default();
            self.advance_and_need()?;
        }
        if digits == 0 {
            return Err(self.error("did not find expected version number"));
        }
        Ok(value)
    }

    fn scan_tag_directive(&mut self) -> Result<Kind> {
        self.need(1)?;
        self.skip_blanks()?;
        let handle = self.scan_tag_handle()?;
        if !handle.ends_with('!') {
            return Err(self.error("did not find expected '!'"));
        }
        self.need(1)?;
        if !is_blank(self.at(0)) {
            return Err(self.error("did not find expected whitespace"));
        }
        self.skip_blanks()?;
        let prefix = self.scan_tag_uri("")?;
        if !is_blankz(self.at(0)) {
            return Err(self.error("did not find expected whitespace or line break"));
        }
        Ok(Kind::TagDirective { handle, prefix })
    }

    pub(super) fn scan_anchor(&mut self) -> Result<Kind> {
        let kind = if self.at(0) == '*' { Kind::Alias } else { Kind::Anchor };
        self.advance();
        let name = self.scan_word()?;
        let ends = is_blankz(self.at(0)) || matches!(self.at(0), '?' | ':' | ',' | ']' | '}' | '%' | '@' | '`');
        if name.is_empty() || !ends {
            return Err(self.error("did not find expected alphabetic or numeric character"));
        }
        Ok(kind(name))
    }

    pub(super) fn scan_tag(&mut self) -> Result<Kind> {
        self.need(2)?;
        let (handle, suffix);
        if self.at(1) == '<' {
            self.advance();
            self.advance();
            suffix = self.scan_tag_uri("")?;
            handle = String::new();
            if self.at(0) != '>' {
                return Err(self.error("did not find the expected '>'"));
            }
            self.advance();
        } else {
            let word = self.scan_tag_handle()?;
            if word.len() > 1 && word.ends_with('!') {
                suffix = self.scan_tag_uri("")?;
                handle = word;
            } else {
                let rest = self.scan_tag_uri(&word)?;
                let alone = rest.is_empty();
                (handle, suffix) = if alone { (rest, "!".to_owned()) } else { ("!".to_owned(), rest) };
            }
        }
        self.need(1)?;
        if !is_blankz(self.at(0)) {
            return Err(self.error("did not find expected whitespace or line break"));
        }
        Ok(Kind::Tag { handle, suffix })
    }

    /// `!`, `!word!`, or `!word`, which is no handle but the start of a tag.
    fn scan_tag_handle(&mut self) -> Result<String> {
        self.need(1)?;
        if self.at(0) != '!' {
            return Err(self.error("did not find expected '!'"));
        }
        self.advance();
        let mut handle = format!("!{}", self.scan_word()?);
        if self.at(0) == '!' {
            handle.push('!');
            self.advance();
        }
        Ok(handle)
    }

    /// The rest of a tag, after `head`, whose first character is the `!` of a handle.
    fn scan_tag_uri(&mut self, head: &str) -> Result<String> {
        let mut octets = head.as_bytes().get(1..).unwrap_or_default().to_vec();
        let mut found = !head.is_empty();
        self.need(1)?;
        loop {
            let c = self.at(0);
            if c == '%' {
                self.scan_uri_escapes(&mut octets)?;
            } else if is_word(c) || (c != '\0' && ";/?:@&=+$,.!~*'()[]".contains(c)) {
                octets.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                self.advance();
            } else {
                break;
            }
            found = true;
            self.need(1)?;
        }
        if !found {
            return Err(self.error("did not find expected tag URI"));
        }
        Ok(String::from_utf8_lossy(&octets).into_owned())
    }

    /// One character as `%xx` for each of its octets.
    fn scan_uri_escapes(&mut self, octets: &mut Vec<u8>) -> Result<()> {
        let mut left = 0;
        loop {
            self.need(3)?;
            let (Some(high), Some(low), '%') = (self.at(1).to_digit(16), self.at(2).to_digit(16), self.at(0)) else {
                return Err(self.error("did not find URI escaped octet"));
            };
            let octet = u8::try_from(high * 16 + low).unwrap_or_default();
            if left == 0 {
                left = match octet {
                    0x00..=0x7f => 1,
                    0xc0..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf7 => 4,
                    _ => return Err(self.error("found an incorrect leading UTF-8 octet")),
                };
            } else if octet & 0xc0 != 0x80 {
                return Err(self.error("found an incorrect trailing UTF-8 octet"));
            }
            octets.push(octet);
            for _ in 0..3 {
                self.advance();
            }
            left -= 1;
            if left == 0 {
                return Ok(());
            }
        }
    }
}
