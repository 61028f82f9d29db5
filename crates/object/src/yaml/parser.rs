//! From tokens to events: which node starts and ends where, by the grammar of YAML 1.1.

// Upstream: go.yaml.in/yaml/v2/parserc.go (v2.4.4)

use super::scanner::{Kind, Result, Scanner};

/// What the text consists of. `line` counts from 0.
pub(super) struct Event {
    pub line: usize,
    pub data: Data,
}

pub(super) enum Data {
    DocumentStart,
    DocumentEnd,
    StreamEnd,
    Alias(String),
    Scalar {
        anchor: Option<String>,
        /// The full tag, empty if there is none.
        tag: String,
        value: String,
        /// The value says by itself what it is: plain and without a tag, or with the tag `!`.
        implicit: bool,
    },
    SequenceStart {
        anchor: Option<String>,
    },
    MappingStart {
        anchor: Option<String>,
    },
    SequenceEnd,
    MappingEnd,
}

/// What the parser expects next.
#[derive(Clone, Copy)]
enum State {
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceEntry { first: bool },
    IndentlessSequenceEntry,
    BlockMappingKey { first: bool },
    BlockMappingValue,
    FlowSequenceEntry { first: bool },
    FlowSequencePairKey,
    FlowSequencePairValue,
    FlowSequencePairEnd,
    FlowMappingKey { first: bool },
    FlowMappingValue,
    FlowMappingNoValue,
    End,
}

/// Which nodes may stand at a place.
#[derive(Clone, Copy, PartialEq)]
enum Context {
    Flow,
    Block,
    /// Also a sequence that is not indented more than the mapping around it.
    BlockInMapping,
}

/// What comes before a node's content.
#[derive(Default)]
struct Properties {
    anchor: Option<String>,
    tag: String,
}

pub(super) struct Parser {
    scanner: Scanner,
    state: State,
    /// What follows the nodes that are open.
    after: Vec<State>,
    tag_directives: Vec<(String, String)>,
}

impl Parser {
    /// # Errors
    /// Bytes at the very start of the text that are no characters.
    pub fn new(text: &[u8]) -> Result<Parser> {
        let mut scanner = Scanner::new(text);
        scanner.peek()?;
        scanner.skip();
        Ok(Parser { scanner, state: State::ImplicitDocumentStart, after: Vec::new(), tag_directives: Vec::new() })
    }

    /// The next event.
    ///
    /// # Errors
    /// A syntax error, in the reference's words.
    pub fn next(&mut self) -> Result<Event> {
        match self.state {
            State::ImplicitDocumentStart => self.document_start(true),
            State::DocumentStart => self.document_start(false),
            State::DocumentContent => self.document_content(),
            State::DocumentEnd => self.document_end(),
            State::BlockNode => self.node(Context::Block),
            State::BlockSequenceEntry { first } => self.block_sequence_entry(first),
            State::IndentlessSequenceEntry => self.indentless_sequence_entry(),
            State::BlockMappingKey { first } => self.block_mapping_key(first),
            State::BlockMappingValue => self.block_mapping_value(),
            State::FlowSequenceEntry { first } => self.flow_sequence_entry(first),
            State::FlowSequencePairKey => self.flow_sequence_pair_key(),
            State::FlowSequencePairValue => self.flow_sequence_pair_value(),
            State::FlowSequencePairEnd => {
                self.state = State::FlowSequenceEntry { first: false };
                Ok(Event { line: self.line()?, data: Data::MappingEnd })
            }
            State::FlowMappingKey { first } => self.flow_mapping_key(first),
            State::FlowMappingValue => self.flow_mapping_value(),
            State::FlowMappingNoValue => {
                let line = self.line()?;
                Ok(self.empty(State::FlowMappingKey { first: false }, line))
            }
            State::End => Ok(Event { line: 0, data: Data::StreamEnd }),
        }
    }

    fn kind(&mut self) -> Result<&mut Kind> {
        Ok(&mut self.scanner.peek()?.kind)
    }

    /// The line on which the next token starts.
    fn line(&mut self) -> Result<usize> {
        Ok(self.scanner.peek()?.start.line)
    }

    /// Drops the next token and tells on which line it started.
    fn take_line(&mut self) -> Result<usize> {
        let line = self.line()?;
        self.scanner.skip();
        Ok(line)
    }

    /// A syntax error at the next token.
    // Quirk: the line is one too small, and missing for the first line (yaml-in.jsonl: k: [a, b).
    fn fail<T>(&mut self, problem: &str) -> Result<T> {
        let line = self.line()?;
        Err(parse_error(problem, line))
    }

    fn pop(&mut self) {
        self.state = self.after.pop().unwrap_or(State::End);
    }

    /// An empty scalar where a node was left out.
    fn empty(&mut self, next: State, line: usize) -> Event {
        self.state = next;
        let data = Data::Scalar { anchor: None, tag: String::new(), value: String::new(), implicit: true };
        Event { line, data }
    }

    /// A node, after which `next` is expected.
    fn node_then(&mut self, next: State, context: Context) -> Result<Event> {
        self.after.push(next);
        self.node(context)
    }

    /// The end of a collection, which is also the next token.
    fn end(&mut self, data: Data) -> Result<Event> {
        self.pop();
        Ok(Event { line: self.take_line()?, data })
    }

    fn document_start(&mut self, implicit: bool) -> Result<Event> {
        while !implicit && matches!(self.kind()?, Kind::DocumentEnd) {
            self.scanner.skip();
        }
        let line = self.line()?;
        match self.kind()? {
            Kind::StreamEnd => {
                self.state = State::End;
                return Ok(Event { line, data: Data::StreamEnd });
            }
            Kind::Version { .. } | Kind::TagDirective { .. } | Kind::DocumentStart => {}
            _ if implicit => {
                self.directives()?;
                self.after.push(State::DocumentEnd);
                self.state = State::BlockNode;
                return Ok(Event { line, data: Data::DocumentStart });
            }
            _ => {}
        }
        self.directives()?;
        if !matches!(self.kind()?, Kind::DocumentStart) {
            return self.fail("did not find expected <document start>");
        }
        self.scanner.skip();
        self.after.push(State::DocumentEnd);
        self.state = State::DocumentContent;
        Ok(Event { line, data: Data::DocumentStart })
    }

    fn directives(&mut self) -> Result<()> {
        let mut version = false;
        loop {
            match self.kind()? {
                Kind::Version { .. } if version => return self.fail("found duplicate %YAML directive"),
                Kind::Version { major: 1, minor: 1 } => version = true,
                // Quirk: version 1.2 is refused, although newer readers of YAML 1.1 take it (yaml-in.jsonl: %YAML 1.2).
                Kind::Version { .. } => return self.fail("found incompatible YAML document"),
                Kind::TagDirective { handle, prefix } => {
                    let directive = (std::mem::take(handle), std::mem::take(prefix));
                    if self.prefix_of(&directive.0).is_some() {
                        return self.fail("found duplicate %TAG directive");
                    }
                    self.tag_directives.push(directive);
                }
                _ => break,
            }
            self.scanner.skip();
        }
        for (handle, prefix) in [("!", "!"), ("!!", super::resolve::TAG_PREFIX)] {
            if self.prefix_of(handle).is_none() {
                self.tag_directives.push((handle.to_owned(), prefix.to_owned()));
            }
        }
        Ok(())
    }

    fn prefix_of(&self, handle: &str) -> Option<&str> {
        self.tag_directives.iter().find(|(h, _)| h == handle).map(|(_, prefix)| prefix.as_str())
    }

    fn document_content(&mut self) -> Result<Event> {
        let empty = matches!(
            self.kind()?,
            Kind::Version { .. }
                | Kind::TagDirective { .. }
                | Kind::DocumentStart
                | Kind::DocumentEnd
                | Kind::StreamEnd
        );
        if empty {
            let line = self.line()?;
            self.pop();
            return Ok(self.empty(self.state, line));
        }
        self.node(Context::Block)
    }

    fn document_end(&mut self) -> Result<Event> {
        let line = self.line()?;
        if matches!(self.kind()?, Kind::DocumentEnd) {
            self.scanner.skip();
        }
        self.tag_directives.clear();
        self.state = State::DocumentStart;
        Ok(Event { line, data: Data::DocumentEnd })
    }

    fn node(&mut self, context: Context) -> Result<Event> {
        let line = self.line()?;
        if let Kind::Alias(name) = self.kind()? {
            let name = std::mem::take(name);
            self.scanner.skip();
            self.pop();
            return Ok(Event { line, data: Data::Alias(name) });
        }
        let Properties { anchor, tag } = self.properties()?;
        let block = context != Context::Flow;
        let state = match self.kind()? {
            Kind::BlockEntry if context == Context::BlockInMapping => State::IndentlessSequenceEntry,
            Kind::FlowSequenceStart => State::FlowSequenceEntry { first: true },
            Kind::FlowMappingStart => State::FlowMappingKey { first: true },
            Kind::BlockSequenceStart if block => State::BlockSequenceEntry { first: true },
            Kind::BlockMappingStart if block => State::BlockMappingKey { first: true },
            Kind::Scalar { value, plain } => {
                let implicit = (tag.is_empty() && *plain) || tag == "!";
                let value = std::mem::take(value);
                self.scanner.skip();
                self.pop();
                return Ok(Event { line, data: Data::Scalar { anchor, tag, value, implicit } });
            }
            _ if anchor.is_some() || !tag.is_empty() => {
                self.pop();
                let (value, implicit) = (String::new(), tag.is_empty());
                return Ok(Event { line, data: Data::Scalar { anchor, tag, value, implicit } });
            }
            _ => return self.fail("did not find expected node content"),
        };
        self.state = state;
        // Tags of collections say nothing that JSON could express and are not looked at.
        let mapping = matches!(state, State::FlowMappingKey { .. } | State::BlockMappingKey { .. });
        let data = if mapping { Data::MappingStart { anchor } } else { Data::SequenceStart { anchor } };
        Ok(Event { line, data })
    }

    /// An anchor and a tag in either order.
    fn properties(&mut self) -> Result<Properties> {
        let mut properties = Properties::default();
        let mut tag = None;
        loop {
            let line = self.line()?;
            match self.kind()? {
                Kind::Anchor(name) if properties.anchor.is_none() => properties.anchor = Some(std::mem::take(name)),
                Kind::Tag { handle, suffix } if tag.is_none() => {
                    tag = Some((std::mem::take(handle), std::mem::take(suffix), line));
                }
                _ => break,
            }
            self.scanner.skip();
        }
        if let Some((handle, suffix, line)) = tag {
            properties.tag = if handle.is_empty() {
                suffix
            } else {
                let full = self.prefix_of(&handle).map(|prefix| format!("{prefix}{suffix}"));
                full.ok_or_else(|| parse_error("found undefined tag handle", line))?
            };
        }
        Ok(properties)
    }

    fn block_sequence_entry(&mut self, first: bool) -> Result<Event> {
        if first {
            self.scanner.peek()?;
            self.scanner.skip();
        }
        let next = State::BlockSequenceEntry { first: false };
        match self.kind()? {
            Kind::BlockEntry => {
                let line = self.take_line()?;
                match self.kind()? {
                    Kind::BlockEntry | Kind::BlockEnd => Ok(self.empty(next, line)),
                    _ => self.node_then(next, Context::Block),
                }
            }
            Kind::BlockEnd => self.end(Data::SequenceEnd),
            _ => self.fail("did not find expected '-' indicator"),
        }
    }

    fn indentless_sequence_entry(&mut self) -> Result<Event> {
        if !matches!(self.kind()?, Kind::BlockEntry) {
            self.pop();
            return Ok(Event { line: self.line()?, data: Data::SequenceEnd });
        }
        let line = self.take_line()?;
        match self.kind()? {
            Kind::BlockEntry | Kind::Key | Kind::Value | Kind::BlockEnd => {
                Ok(self.empty(State::IndentlessSequenceEntry, line))
            }
            _ => self.node_then(State::IndentlessSequenceEntry, Context::Block),
        }
    }

    fn block_mapping_key(&mut self, first: bool) -> Result<Event> {
        if first {
            self.scanner.peek()?;
            self.scanner.skip();
        }
        match self.kind()? {
            Kind::Key => self.block_mapping_node(State::BlockMappingValue),
            Kind::BlockEnd => self.end(Data::MappingEnd),
            _ => self.fail("did not find expected key"),
        }
    }

    fn block_mapping_value(&mut self) -> Result<Event> {
        let next = State::BlockMappingKey { first: false };
        if matches!(self.kind()?, Kind::Value) {
            return self.block_mapping_node(next);
        }
        let line = self.line()?;
        Ok(self.empty(next, line))
    }

    /// What follows the `?` or `:` of a block mapping.
    fn block_mapping_node(&mut self, next: State) -> Result<Event> {
        let line = self.take_line()?;
        match self.kind()? {
            Kind::Key | Kind::Value | Kind::BlockEnd => Ok(self.empty(next, line)),
            _ => self.node_then(next, Context::BlockInMapping),
        }
    }

    fn flow_sequence_entry(&mut self, first: bool) -> Result<Event> {
        if first {
            self.scanner.peek()?;
            self.scanner.skip();
        }
        if !first && !matches!(self.kind()?, Kind::FlowSequenceEnd) {
            match self.kind()? {
                Kind::FlowEntry => self.scanner.skip(),
                _ => return self.fail("did not find expected ',' or ']'"),
            }
        }
        match self.kind()? {
            Kind::FlowSequenceEnd => self.end(Data::SequenceEnd),
            Kind::Key => {
                self.state = State::FlowSequencePairKey;
                Ok(Event { line: self.take_line()?, data: Data::MappingStart { anchor: None } })
            }
            _ => self.node_then(State::FlowSequenceEntry { first: false }, Context::Flow),
        }
    }

    fn flow_sequence_pair_key(&mut self) -> Result<Event> {
        match self.kind()? {
            Kind::Value | Kind::FlowEntry | Kind::FlowSequenceEnd => {
                // Quirk: the token after the missing key is lost, so that `[? : x]` does not mean
                // what it says (yaml-more.jsonl: [? : x]).
                let line = self.take_line()?;
                Ok(self.empty(State::FlowSequencePairValue, line))
            }
            _ => self.node_then(State::FlowSequencePairValue, Context::Flow),
        }
    }

    fn flow_sequence_pair_value(&mut self) -> Result<Event> {
        let line = self.line()?;
        if matches!(self.kind()?, Kind::Value) {
            self.scanner.skip();
            if !matches!(self.kind()?, Kind::FlowEntry | Kind::FlowSequenceEnd) {
                return self.node_then(State::FlowSequencePairEnd, Context::Flow);
            }
        }
        Ok(self.empty(State::FlowSequencePairEnd, line))
    }

    fn flow_mapping_key(&mut self, first: bool) -> Result<Event> {
        if first {
            self.scanner.peek()?;
            self.scanner.skip();
        }
        if !first && !matches!(self.kind()?, Kind::FlowMappingEnd) {
            match self.kind()? {
                Kind::FlowEntry => self.scanner.skip(),
                _ => return self.fail("did not find expected ',' or '}'"),
            }
        }
        match self.kind()? {
            Kind::FlowMappingEnd => self.end(Data::MappingEnd),
            Kind::Key => {
                self.scanner.skip();
                if matches!(self.kind()?, Kind::Value | Kind::FlowEntry | Kind::FlowMappingEnd) {
                    let line = self.line()?;
                    return Ok(self.empty(State::FlowMappingValue, line));
                }
                self.node_then(State::FlowMappingValue, Context::Flow)
            }
            _ => self.node_then(State::FlowMappingNoValue, Context::Flow),
        }
    }

    fn flow_mapping_value(&mut self) -> Result<Event> {
        let next = State::FlowMappingKey { first: false };
        if matches!(self.kind()?, Kind::Value) {
            self.scanner.skip();
            if !matches!(self.kind()?, Kind::FlowEntry | Kind::FlowMappingEnd) {
                return self.node_then(next, Context::Flow);
            }
        }
        let line = self.line()?;
        Ok(self.empty(next, line))
    }
}

fn parse_error(problem: &str, line: usize) -> String {
    match line {
        0 => format!("yaml: {problem}"),
        _ => format!("yaml: line {line}: {problem}"),
    }
}
