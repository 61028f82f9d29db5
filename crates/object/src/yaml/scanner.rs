//! From characters to tokens: indentation, simple keys, and which token starts where.
//!
//! What is inside a token is read in `words.rs` (directives, anchors, tags) and `scalars.rs`. The rules are those of
//! libyaml 0.1 as goyaml has them, not of YAML 1.2 or of newer libyaml versions.

// Upstream: go.yaml.in/yaml/v2/scannerc.go (v2.4.4)

use std::collections::{HashMap, VecDeque};

use super::reader::Reader;

/// Nesting that the reference allows: flow collections, and separately block collections.
const MAX_DEPTH: usize = 10_000;

/// How many characters a simple key may be long.
const SIMPLE_KEY_MAX_CHARS: usize = 1024;

/// A place in the text; all counts start at 0.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    pub pos: usize,
    pub line: usize,
    pub column: usize,
}

pub(super) enum Kind {
    StreamStart,
    StreamEnd,
    Version { major: u8, minor: u8 },
    TagDirective { handle: String, prefix: String },
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias(String),
    Anchor(String),
    Tag { handle: String, suffix: String },
    Scalar { value: String, plain: bool },
}

pub(super) struct Token {
    pub kind: Kind,
    pub start: Mark,
}

/// A place where `key:` may have started without a `?`.
#[derive(Clone, Copy, Default)]
struct SimpleKey {
    possible: bool,
    /// A value must follow, since the key stands where only a key may.
    required: bool,
    token: usize,
    mark: Mark,
}

pub(super) struct Scanner {
    pub(super) reader: Reader,
    pub(super) line: usize,
    pub(super) column: usize,
    /// Column of the current block collection, -1 outside of all.
    pub(super) indent: isize,
    indents: Vec<isize>,
    pub(super) flow_level: usize,
    pub(super) simple_key_allowed: bool,
    /// One for each flow level, and one for the block level.
    simple_keys: Vec<SimpleKey>,
    /// Which of `simple_keys` a token's number started.
    simple_key_of_token: HashMap<usize, usize>,
    tokens: VecDeque<Token>,
    /// How many tokens the parser has taken.
    taken: usize,
    started: bool,
    /// The first of `tokens` can no longer be preceded by another.
    ready: bool,
}

/// What is wrong, as a client reads it.
pub(super) type Result<T> = std::result::Result<T, String>;

impl Scanner {
    pub fn new(text: &[u8]) -> Scanner {
        Scanner {
            reader: Reader::new(text),
            line: 0,
            column: 0,
            indent: -1,
            indents: Vec::new(),
            flow_level: 0,
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey::default()],
            simple_key_of_token: HashMap::new(),
            tokens: VecDeque::new(),
            taken: 0,
            started: false,
            ready: false,
        }
    }

    /// The next token, left in place. After the end of the stream it is the end again.
    pub fn peek(&mut self) -> Result<&mut Token> {
        while !self.ready {
            let waits = match self.simple_key_of_token.get(&self.taken) {
                _ if self.tokens.is_empty() => true,
                Some(&key) => self.key_is_valid(key)?,
                None => false,
            };
            if waits {
                self.fetch()?;
            } else {
                self.ready = true;
            }
        }
        self.tokens.front_mut().ok_or_else(|| "yaml: unknown problem parsing YAML content".to_owned())
    }

    /// Drops the token that was peeked at.
    pub fn skip(&mut self) {
        self.ready = false;
        self.taken += 1;
        self.tokens.pop_front();
    }

    /// A syntax error at the current place.
    // Quirk: nothing on the first line gets a line number (yaml-in.jsonl: k: @foo).
    pub(super) fn error(&self, problem: &str) -> String {
        match self.line {
            0 => format!("yaml: {problem}"),
            line => format!("yaml: line {}: {problem}", line + 1),
        }
    }

    pub(super) fn need(&mut self, count: usize) -> Result<()> {
        self.reader.need(count).map_err(|problem| format!("yaml: {problem}"))
    }

    pub(super) fn at(&self, ahead: usize) -> char {
        self.reader.peek(ahead)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { pos: self.reader.pos, line: self.line, column: self.column }
    }

    pub(super) fn column_as_indent(&self) -> isize {
        isize::try_from(self.column).unwrap_or(isize::MAX)
    }

    /// Steps over a character that is not a line break.
    pub(super) fn advance(&mut self) {
        self.reader.pos += 1;
        self.column += 1;
    }

    /// Steps over a character that is not a line break and makes the next one readable.
    pub(super) fn advance_and_need(&mut self) -> Result<()> {
        self.advance();
        self.need(1)
    }

    /// Steps over the rest of a line that may hold nothing more than a comment.
    pub(super) fn end_line(&mut self) -> Result<()> {
        self.need(1)?;
        self.skip_blanks()?;
        self.skip_comment()?;
        if !is_breakz(self.at(0)) {
            return Err(self.error("did not find expected comment or line break"));
        }
        self.line_break()?;
        Ok(())
    }

    /// Steps over a line break, if one comes next, and gives what it means in a scalar.
    pub(super) fn line_break(&mut self) -> Result<Option<char>> {
        let c = self.at(0);
        if !is_break(c) {
            return Ok(None);
        }
        self.need(2)?;
        self.reader.pos += if c == '\r' && self.at(1) == '\n' { 2 } else { 1 };
        self.column = 0;
        self.line += 1;
        Ok(Some(if matches!(c, '\u{2028}' | '\u{2029}') { c } else { '\n' }))
    }

    fn fetch(&mut self) -> Result<()> {
        self.need(1)?;
        if !self.started {
            self.started = true;
            self.push(Kind::StreamStart, self.mark());
            return Ok(());
        }
        self.skip_to_next_token()?;
        self.unroll_indent(self.column_as_indent());
        self.need(4)?;
        let (c, next) = (self.at(0), self.at(1));
        if c == '\0' {
            return self.fetch_stream_end();
        }
        if self.column == 0 && c == '%' {
            return self.fetch_directive();
        }
        if self.at_document_indicator() {
            return self.fetch_document_indicator();
        }
        let flow = self.flow_level > 0;
        match c {
            '[' => self.fetch_flow_start(Kind::FlowSequenceStart),
            '{' => self.fetch_flow_start(Kind::FlowMappingStart),
            ']' => self.fetch_flow_end(Kind::FlowSequenceEnd),
            '}' => self.fetch_flow_end(Kind::FlowMappingEnd),
            ',' => self.fetch_flow_entry(),
            '-' if is_blankz(next) => self.fetch_block_entry(),
            '?' if flow || is_blankz(next) => self.fetch_key(),
            ':' if flow || is_blankz(next) => self.fetch_value(),
            '*' | '&' => self.fetch_word(Scanner::scan_anchor),
            '!' => self.fetch_word(Scanner::scan_tag),
            '|' | '>' if !flow => self.fetch_block_scalar(),
            '\'' | '"' => self.fetch_word(Scanner::scan_quoted),
            '#' | '|' | '>' | '%' | '@' | '`' | ' ' | '\t' => {
                Err(self.error("found character that cannot start any token"))
            }
            // Among them `-`, `?` and `:` with something right after them.
            _ => self.fetch_word(Scanner::scan_plain),
        }
    }

    fn skip_to_next_token(&mut self) -> Result<()> {
        loop {
            self.need(1)?;
            if self.column == 0 && self.reader.at_byte_order_mark() {
                self.advance_and_need()?;
            }
            while self.at(0) == ' ' || ((self.flow_level > 0 || !self.simple_key_allowed) && self.at(0) == '\t') {
                self.advance_and_need()?;
            }
            self.skip_comment()?;
            if self.line_break()?.is_none() {
                return Ok(());
            }
            if self.flow_level == 0 {
                self.simple_key_allowed = true;
            }
        }
    }

    fn skip_comment(&mut self) -> Result<()> {
        if self.at(0) == '#' {
            while !is_breakz(self.at(0)) {
                self.advance_and_need()?;
            }
        }
        Ok(())
    }

    /// Whether `---` or `...` stands alone at the start of a line.
    pub(super) fn at_document_indicator(&self) -> bool {
        let three = (self.at(0), self.at(1), self.at(2));
        self.column == 0 && matches!(three, ('-', '-', '-') | ('.', '.', '.')) && is_blankz(self.at(3))
    }

    fn push(&mut self, kind: Kind, start: Mark) {
        self.tokens.push_back(Token { kind, start });
    }

    /// Adds a token of `width` characters at the current place.
    fn push_indicator(&mut self, kind: Kind, width: usize) {
        let start = self.mark();
        for _ in 0..width {
            self.advance();
        }
        self.push(kind, start);
    }

    /// Puts a token before the one with this number; one that the parser already has cannot be preceded any more.
    fn insert(&mut self, number: usize, kind: Kind, start: Mark) {
        let token = Token { kind, start };
        match number.checked_sub(self.taken) {
            Some(place) if place <= self.tokens.len() => self.tokens.insert(place, token),
            _ => self.tokens.push_back(token),
        }
    }

    fn next_number(&self) -> usize {
        self.taken + self.tokens.len()
    }

    fn key_is_valid(&mut self, index: usize) -> Result<bool> {
        let Some(key) = self.simple_keys.get(index).copied() else { return Ok(false) };
        if !key.possible {
            return Ok(false);
        }
        if key.mark.line < self.line || key.mark.pos + SIMPLE_KEY_MAX_CHARS < self.reader.pos {
            if key.required {
                return Err(self.error("could not find expected ':'"));
            }
            self.simple_keys[index].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn save_simple_key(&mut self) -> Result<()> {
        if !self.simple_key_allowed {
            return Ok(());
        }
        let key = SimpleKey {
            possible: true,
            required: self.flow_level == 0 && self.indent == self.column_as_indent(),
            token: self.next_number(),
            mark: self.mark(),
        };
        self.remove_simple_key()?;
        let last = self.simple_keys.len() - 1;
        self.simple_keys[last] = key;
        self.simple_key_of_token.insert(key.token, last);
        Ok(())
    }

    fn remove_simple_key(&mut self) -> Result<()> {
        let Some(key) = self.simple_keys.last_mut() else { return Ok(()) };
        if key.possible {
            if key.required {
                return Err(self.error("could not find expected ':'"));
            }
            key.possible = false;
            self.simple_key_of_token.remove(&key.token);
        }
        Ok(())
    }

    /// Opens a block collection when the column is deeper than the current one's.
    fn roll_indent(&mut self, column: usize, number: usize, kind: Kind, mark: Mark) -> Result<()> {
        let column = isize::try_from(column).unwrap_or(isize::MAX);
        if self.flow_level > 0 || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return Err(self.error(&format!("exceeded max depth of {MAX_DEPTH}")));
        }
        self.insert(number, kind, mark);
        Ok(())
    }

    /// Closes the block collections that are deeper than the column.
    fn unroll_indent(&mut self, column: isize) {
        while self.flow_level == 0 && self.indent > column {
            self.push(Kind::BlockEnd, self.mark());
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    fn fetch_stream_end(&mut self) -> Result<()> {
        if self.column != 0 {
            self.column = 0;
            self.line += 1;
        }
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        self.push(Kind::StreamEnd, self.mark());
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<()> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let kind = self.scan_directive()?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_document_indicator(&mut self) -> Result<()> {
        self.unroll_indent(-1);
        self.remove_simple_key()?;
        self.simple_key_allowed = false;
        let kind = if self.at(0) == '-' { Kind::DocumentStart } else { Kind::DocumentEnd };
        self.push_indicator(kind, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: Kind) -> Result<()> {
        self.save_simple_key()?;
        self.simple_keys.push(SimpleKey { token: self.next_number(), ..SimpleKey::default() });
        self.flow_level += 1;
        if self.flow_level > MAX_DEPTH {
            return Err(self.error(&format!("exceeded max depth of {MAX_DEPTH}")));
        }
        self.simple_key_allowed = true;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: Kind) -> Result<()> {
        self.remove_simple_key()?;
        if self.flow_level > 0 {
            self.flow_level -= 1;
            if let Some(key) = self.simple_keys.pop() {
                // Quirk: a collection without any key of its own takes back the key that it could itself have been
                // (yaml-more.jsonl: {}: x).
                self.simple_key_of_token.remove(&key.token);
            }
        }
        self.simple_key_allowed = false;
        self.push_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_entry(&mut self) -> Result<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(Kind::FlowEntry, 1);
        Ok(())
    }

    /// In block context: checks that a collection's entry may start here, and opens the collection.
    fn start_block_entry(&mut self, kind: Kind, problem: &str) -> Result<()> {
        if self.flow_level > 0 {
            return Ok(());
        }
        if !self.simple_key_allowed {
            return Err(self.error(problem));
        }
        self.roll_indent(self.column, self.next_number(), kind, self.mark())
    }

    fn fetch_block_entry(&mut self) -> Result<()> {
        self.start_block_entry(Kind::BlockSequenceStart, "block sequence entries are not allowed in this context")?;
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.push_indicator(Kind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<()> {
        self.start_block_entry(Kind::BlockMappingStart, "mapping keys are not allowed in this context")?;
        self.remove_simple_key()?;
        self.simple_key_allowed = self.flow_level == 0;
        self.push_indicator(Kind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<()> {
        let last = self.simple_keys.len() - 1;
        if self.key_is_valid(last)? {
            let key = self.simple_keys[last];
            self.insert(key.token, Kind::Key, key.mark);
            self.roll_indent(key.mark.column, key.token, Kind::BlockMappingStart, key.mark)?;
            self.simple_keys[last].possible = false;
            self.simple_key_of_token.remove(&key.token);
            self.simple_key_allowed = false;
        } else {
            self.start_block_entry(Kind::BlockMappingStart, "mapping values are not allowed in this context")?;
            self.simple_key_allowed = self.flow_level == 0;
        }
        self.push_indicator(Kind::Value, 1);
        Ok(())
    }

    /// A token that may be, or start, a simple key.
    fn fetch_word(&mut self, scan: fn(&mut Scanner) -> Result<Kind>) -> Result<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark();
        let kind = scan(self)?;
        self.push(kind, start);
        Ok(())
    }

    fn fetch_block_scalar(&mut self) -> Result<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        let start = self.mark();
        let kind = self.scan_block_scalar()?;
        self.push(kind, start);
        Ok(())
    }
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

pub(super) fn is_breakz(c: char) -> bool {
    c == '\0' || is_break(c)
}

pub(super) fn is_blank(c: char) -> bool {
    c == ' ' || c == '\t'
}

pub(super) fn is_blankz(c: char) -> bool {
    is_blank(c) || is_breakz(c)
}
