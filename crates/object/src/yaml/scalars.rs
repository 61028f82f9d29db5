//! Tokens that are text: block scalars, quoted and plain ones.

use super::scanner::{Kind, Result, Scanner, is_blank, is_blankz, is_break, is_breakz};

/// White space between two words of a scalar that may be folded.
#[derive(Default)]
struct Gap {
    /// Blanks on the same line.
    blanks: String,
    /// The first line break.
    first_break: Option<char>,
    /// The line breaks after it.
    more_breaks: String,
    /// A line ended in the gap, be it with an escaped break.
    new_line: bool,
}

impl Gap {
    /// Takes in all blanks and line breaks; `check` may refuse a blank.
    fn scan(&mut self, scanner: &mut Scanner, check: impl Fn(&Scanner, &Gap) -> Result<()>) -> Result<()> {
        while is_blank(scanner.at(0)) || is_break(scanner.at(0)) {
            if is_blank(scanner.at(0)) {
                check(scanner, self)?;
                if !self.new_line {
                    self.blanks.push(scanner.at(0));
                }
                scanner.advance();
            } else {
                let c = scanner.line_break()?;
                if self.new_line {
                    self.more_breaks.extend(c);
                } else {
                    self.blanks.clear();
                    self.first_break = c;
                    self.new_line = true;
                }
            }
            scanner.need(1)?;
        }
        Ok(())
    }

    /// Writes what the gap stands for: one break is a space, more are one fewer.
    fn fold_into(&mut self, text: &mut String) {
        if !self.new_line {
            text.push_str(&self.blanks);
        } else if self.first_break == Some('\n') {
            text.push_str(if self.more_breaks.is_empty() { " " } else { &self.more_breaks });
        } else {
            text.extend(self.first_break);
            text.push_str(&self.more_breaks);
        }
        *self = Gap::default();
    }
}

impl Scanner {
    pub(super) fn scan_block_scalar(&mut self) -> Result<Kind> {
        let literal = self.at(0) == '|';
        self.advance_and_need()?;
        let (keep, increment) = self.scan_block_header()?;
        let mut indent = match increment {
            0 => None,
            n => Some(usize::try_from(self.indent).unwrap_or(0) + n),
        };
        let (mut text, mut last_break, mut breaks) = (String::new(), None, String::new());
        self.scan_block_breaks(&mut indent, &mut breaks)?;
        self.need(1)?;
        let mut after_blank = false;
        while Some(self.column) == indent && self.at(0) != '\0' {
            let blank = is_blank(self.at(0));
            if !literal && last_break == Some('\n') && !after_blank && !blank {
                if breaks.is_empty() {
                    text.push(' ');
                }
            } else {
                text.extend(last_break);
            }
            text.push_str(&breaks);
            breaks.clear();
            after_blank = blank;
            while !is_breakz(self.at(0)) {
                text.push(self.at(0));
                self.advance_and_need()?;
            }
            self.need(2)?;
            last_break = self.line_break()?;
            self.scan_block_breaks(&mut indent, &mut breaks)?;
        }
        if keep != Some('-') {
            text.extend(last_break);
        }
        if keep == Some('+') {
            text.push_str(&breaks);
        }
        Ok(Kind::Scalar { value: text, plain: false })
    }

    /// What follows the `|` or `>`: how the last breaks are kept, and the indentation if it is given, else 0.
    fn scan_block_header(&mut self) -> Result<(Option<char>, usize)> {
        let mut keep = self.scan_chomping();
        if keep.is_some() {
            self.need(1)?;
        }
        let mut increment = 0;
        if let Some(digit) = self.at(0).to_digit(10) {
            if digit == 0 {
                return Err(self.error("found an indentation indicator equal to 0"));
            }
            increment = usize::try_from(digit).unwrap_or_default();
            self.advance_and_need()?;
            keep = keep.or_else(|| self.scan_chomping());
        }
        self.end_line()?;
        Ok((keep, increment))
    }

    fn scan_chomping(&mut self) -> Option<char> {
        let c = self.at(0);
        matches!(c, '+' | '-').then(|| {
            self.advance();
            c
        })
    }

    /// Takes in empty lines and the indentation after them, which it finds out if it is not known.
    fn scan_block_breaks(&mut self, indent: &mut Option<usize>, breaks: &mut String) -> Result<()> {
        let mut deepest = 0;
        loop {
            self.need(1)?;
            while indent.is_none_or(|indent| self.column < indent) && self.at(0) == ' ' {
                self.advance_and_need()?;
            }
            deepest = deepest.max(self.column);
            if indent.is_none_or(|indent| self.column < indent) && self.at(0) == '\t' {
                return Err(self.error("found a tab character where an indentation space is expected"));
            }
            match self.line_break()? {
                Some(c) => breaks.push(c),
                None => break,
            }
        }
        let least = usize::try_from(self.indent + 1).unwrap_or(0).max(1);
        indent.get_or_insert(deepest.max(least));
        Ok(())
    }

    pub(super) fn scan_quoted(&mut self) -> Result<Kind> {
        let quote = self.at(0);
        let mut text = String::new();
        self.advance();
        loop {
            self.need(4)?;
            if self.at_document_indicator() {
                return Err(self.error("found unexpected document indicator"));
            }
            if self.at(0) == '\0' {
                return Err(self.error("found unexpected end of stream"));
            }
            let mut gap = Gap { new_line: self.scan_quoted_word(quote, &mut text)?, ..Gap::default() };
            self.need(1)?;
            if self.at(0) == quote {
                break;
            }
            gap.scan(self, |_, _| Ok(()))?;
            gap.fold_into(&mut text);
        }
        self.advance();
        Ok(Kind::Scalar { value: text, plain: false })
    }

    /// Reads up to a blank, a break or the closing quote; true if an escaped line break ended it.
    fn scan_quoted_word(&mut self, quote: char, text: &mut String) -> Result<bool> {
        self.need(2)?;
        while !is_blankz(self.at(0)) {
            match self.at(0) {
                '\'' if quote == '\'' && self.at(1) == '\'' => {
                    text.push('\'');
                    self.advance();
                    self.advance();
                }
                c if c == quote => return Ok(false),
                '\\' if quote == '"' => {
                    if is_break(self.at(1)) {
                        self.need(3)?;
                        self.advance();
                        self.line_break()?;
                        return Ok(true);
                    }
                    self.scan_escape(text)?;
                }
                c => {
                    text.push(c);
                    self.advance();
                }
            }
            self.need(2)?;
        }
        Ok(false)
    }

    // Quirk: `\/` is not an escape and `\'` is one, as in YAML 1.0 (yaml-more.jsonl: \"\\'\").
    fn scan_escape(&mut self, text: &mut String) -> Result<()> {
        let digits = match self.at(1) {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let c = match self.at(1) {
            '0' => '\0',
            'a' => '\x07',
            'b' => '\x08',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\x0b',
            'f' => '\x0c',
            'r' => '\r',
            'e' => '\x1b',
            c @ (' ' | '"' | '\'' | '\\') => c,
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            _ if digits > 0 => '\0',
            _ => return Err(self.error("found unknown escape character")),
        };
        self.advance();
        self.advance();
        if digits == 0 {
            text.push(c);
            return Ok(());
        }
        self.need(digits)?;
        let mut code: u32 = 0;
        for i in 0..digits {
            let digit = self.at(i).to_digit(16);
            code = code << 4 | digit.ok_or_else(|| self.error("did not find expected hexdecimal number"))?;
        }
        let c = char::from_u32(code).ok_or_else(|| self.error("found invalid Unicode character escape code"))?;
        text.push(c);
        for _ in 0..digits {
            self.advance();
        }
        Ok(())
    }

    pub(super) fn scan_plain(&mut self) -> Result<Kind> {
        let indent = self.indent + 1;
        let (mut text, mut gap) = (String::new(), Gap::default());
        loop {
            self.need(4)?;
            if self.at_document_indicator() || self.at(0) == '#' {
                break;
            }
            while !is_blankz(self.at(0)) && !self.at_plain_end() {
                if gap.new_line || !gap.blanks.is_empty() {
                    gap.fold_into(&mut text);
                }
                text.push(self.at(0));
                self.advance();
                self.need(2)?;
            }
            if !is_blank(self.at(0)) && !is_break(self.at(0)) {
                break;
            }
            self.need(1)?;
            gap.scan(self, |scanner, gap| {
                if gap.new_line && scanner.column_as_indent() < indent && scanner.at(0) == '\t' {
                    return Err(scanner.error("found a tab character that violates indentation"));
                }
                Ok(())
            })?;
            if self.flow_level == 0 && self.column_as_indent() < indent {
                break;
            }
        }
        if gap.new_line {
            self.simple_key_allowed = true;
        }
        Ok(Kind::Scalar { value: text, plain: true })
    }

    fn at_plain_end(&self) -> bool {
        (self.at(0) == ':' && is_blankz(self.at(1)))
            || (self.flow_level > 0 && matches!(self.at(0), ',' | '?' | '[' | ']' | '{' | '}'))
    }
}
