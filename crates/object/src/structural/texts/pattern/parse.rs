//! Go's syntax of regular expressions, read into the library's form: only whether a text matches is asked, so that groups and
//! preferences are nothing but structure.

// Upstream: regexp/syntax/parse.go Parse (go1.26.8)

use regex_syntax::hir::{Capture, Hir, Look, Repetition};

use super::class;
use super::folds::folded;
use super::ranges::Ranges;
use super::scan::{Error, Flags, next, read};

/// How long an expression may be, in bytes. Go has no such bound; expressions that are in use stay far below it.
const LEN_MAX: usize = 64 << 10;
/// How many ranges of characters the sets of an expression may have together.
const RANGES_MAX: usize = 1 << 19;
/// How deep an expression may nest.
const HEIGHT_MAX: usize = 1000;
/// How often an expression may be repeated, within repetitions.
const REPEAT_MAX: u64 = 1000;

/// Reads an expression.
pub(super) fn parse(expression: &str) -> Result<Hir, Error> {
    if expression.len() > LEN_MAX {
        return Err(Error::too_large(expression));
    }
    let mut parser = Parser { whole: expression, flags: Flags::default(), groups: vec![Group::default()], ranges: 0 };
    let (mut rest, mut last_repeat) = (expression, "");
    while !rest.is_empty() {
        let (repeat, after) = parser.step(rest, last_repeat)?;
        (last_repeat, rest) = (repeat, after);
    }
    let group = parser.groups.pop().unwrap_or_default();
    if !parser.groups.is_empty() {
        return Err(Error::new("missing closing )", expression));
    }
    Ok(parser.alternation(group)?.into_hir())
}

/// A part of an expression that stands by itself.
struct Node {
    kind: Kind,
    /// How deep it nests.
    height: usize,
    /// How often its innermost part is repeated by counts.
    repeats: u64,
}

enum Kind {
    /// Characters one after the other; with those that are the same but for case.
    Literal {
        text: String,
        fold: bool,
    },
    /// One character of a set, whose ranges are not settled where alternatives were put together.
    Set(Ranges),
    Concat(Hir),
    Other(Hir),
}

impl Node {
    fn leaf(kind: Kind) -> Self {
        Self { kind, height: 1, repeats: 1 }
    }

    fn set(set: Ranges) -> Self {
        Self::leaf(match set.single() {
            Some(one) => Kind::Literal { text: one.to_string(), fold: false },
            None => Kind::Set(set),
        })
    }

    /// Whether it is one character, of whatever set.
    fn is_single(&self) -> bool {
        match &self.kind {
            Kind::Set(_) => true,
            Kind::Literal { text, .. } => text.chars().nth(1).is_none(),
            _ => false,
        }
    }

    fn into_hir(self) -> Hir {
        match self.kind {
            Kind::Literal { text, fold: false } => Hir::literal(text.into_bytes()),
            Kind::Literal { text, fold: true } => {
                Hir::concat(text.chars().map(|one| folded(Ranges::of(&[(one, one)])).into_hir()).collect())
            }
            Kind::Set(set) => set.settled().into_hir(),
            Kind::Concat(hir) | Kind::Other(hir) => hir,
        }
    }
}

/// What stands between two parentheses, or all.
#[derive(Default)]
struct Group {
    /// The flags that hold again behind it.
    flags: Flags,
    captures: bool,
    alternatives: Vec<Node>,
    /// Those of the alternative that is being read.
    items: Vec<Node>,
}

struct Parser<'e> {
    whole: &'e str,
    flags: Flags,
    /// The groups that are open.
    groups: Vec<Group>,
    ranges: usize,
}

impl<'e> Parser<'e> {
    /// Reads what comes first; gives where the repetition began that this was, if it was one, and what is left.
    fn step(&mut self, text: &'e str, last_repeat: &'e str) -> Result<(&'e str, &'e str), Error> {
        let (first, rest) = next(text);
        match first {
            Some('(') if rest.starts_with('?') => return Ok(("", self.flags_or_group(text)?)),
            Some('(') => self.open(self.flags, true),
            Some('|') => self.bar()?,
            Some(')') => self.close()?,
            Some('^') => self.look(if self.flags.many_lines { Look::StartLF } else { Look::Start })?,
            Some('$') => self.look(if self.flags.many_lines { Look::EndLF } else { Look::End })?,
            Some('.') if self.flags.dot_all => self.set(Ranges::of(&[('\0', char::MAX)]))?,
            Some('.') => self.set(Ranges::of(&[('\0', '\t'), ('\x0b', char::MAX)]))?,
            Some('[') => {
                let (set, rest) = class::bracketed(text, self.flags, RANGES_MAX - self.ranges)
                    .map_err(|error| error.unwrap_or_else(|| Error::too_large(self.whole)))?;
                self.set(set)?;
                return Ok(("", rest));
            }
            Some('*') => return Ok((text, self.repeat(0, None, text, rest, last_repeat)?)),
            Some('+') => return Ok((text, self.repeat(1, None, text, rest, last_repeat)?)),
            Some('?') => return Ok((text, self.repeat(0, Some(1), text, rest, last_repeat)?)),
            Some('{') => {
                if let Some((count, rest)) = count(text) {
                    let Some((min, max)) = count else {
                        return Err(Error::new("invalid repeat count", read(text, rest)));
                    };
                    return Ok((text, self.repeat(min, max, text, rest, last_repeat)?));
                }
                self.literal('{')?;
            }
            Some('\\') => return Ok(("", self.escape(text)?)),
            Some(other) => self.literal(other)?,
            None => {}
        }
        Ok(("", rest))
    }

    fn escape(&mut self, text: &'e str) -> Result<&'e str, Error> {
        let (letter, rest) = next(&text[1..]);
        match letter {
            Some('A') => self.look(Look::Start)?,
            Some('z') => self.look(Look::End)?,
            Some('b') => self.look(Look::WordAscii)?,
            Some('B') => self.look(Look::WordAsciiNegate)?,
            Some('C') => return Err(Error::new("invalid escape sequence", read(text, rest))),
            Some('Q') => {
                let (literal, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
                literal.chars().try_for_each(|one| self.literal(one))?;
                return Ok(rest);
            }
            _ => {
                if let Some((set, rest)) = class::escaped(text, self.flags)? {
                    self.set(set)?;
                    return Ok(rest);
                }
                let (one, rest) = class::character(text)?;
                // A surrogate is in no text.
                match char::from_u32(one) {
                    Some(one) => self.literal(one)?,
                    None => self.set(Ranges::default())?,
                }
                return Ok(rest);
            }
        }
        Ok(rest)
    }

    /// The group that is being read; the outermost is never closed.
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn push(&mut self, node: Node) -> Result<(), Error> {
        if node.height > HEIGHT_MAX {
            return Err(self.too_deep());
        }
        let items = &mut self.group().items;
        join_literals(items);
        items.push(node);
        Ok(())
    }

    fn too_deep(&self) -> Error {
        Error::new("expression nests too deeply", self.whole)
    }

    fn literal(&mut self, one: char) -> Result<(), Error> {
        self.push(Node::leaf(Kind::Literal { text: one.to_string(), fold: self.flags.fold }))
    }

    fn look(&mut self, look: Look) -> Result<(), Error> {
        self.push(Node::leaf(Kind::Other(Hir::look(look))))
    }

    fn set(&mut self, set: Ranges) -> Result<(), Error> {
        self.ranges += set.0.len();
        if self.ranges > RANGES_MAX {
            return Err(Error::too_large(self.whole));
        }
        self.push(Node::set(set))
    }

    fn open(&mut self, flags: Flags, captures: bool) {
        self.groups.push(Group { flags, captures, ..Group::default() });
    }

    /// Ends an alternative.
    fn bar(&mut self) -> Result<(), Error> {
        let items = std::mem::take(&mut self.group().items);
        let node = self.concat(items)?;
        add_alternative(&mut self.group().alternatives, node);
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some(group) = self.groups.pop().filter(|_| !self.groups.is_empty()) else {
            return Err(Error::new("unexpected )", self.whole));
        };
        let (flags, captures) = (group.flags, group.captures);
        let mut node = self.alternation(group)?;
        self.flags = flags;
        // Whatever is inside stays apart, or else each level would be copied into the next.
        node.kind = match node.kind {
            Kind::Concat(hir) if captures => Kind::Other(apart(hir)),
            Kind::Concat(hir) => Kind::Concat(apart(hir)),
            Kind::Other(hir) => Kind::Other(apart(hir)),
            kind if captures => Kind::Other(Node { kind, ..node }.into_hir()),
            kind => kind,
        };
        node.height += usize::from(captures);
        self.push(node)
    }

    fn concat(&self, mut items: Vec<Node>) -> Result<Node, Error> {
        join_literals(&mut items);
        let Some(last) = items.pop() else { return Ok(Node::leaf(Kind::Other(Hir::empty()))) };
        if items.is_empty() {
            return Ok(last);
        }
        items.push(last);
        // Concatenations within one are part of it.
        let height = items.iter().map(|item| item.height + usize::from(!matches!(item.kind, Kind::Concat(_)))).max();
        let hir = |hir| Kind::Concat(hir);
        self.combined(items, height, Hir::concat, hir)
    }

    fn alternation(&self, mut group: Group) -> Result<Node, Error> {
        let node = self.concat(std::mem::take(&mut group.items))?;
        let mut alternatives = group.alternatives;
        add_alternative(&mut alternatives, node);
        if alternatives.len() == 1 {
            return alternatives.pop().ok_or_else(|| self.too_deep());
        }
        let height = alternatives.iter().map(|node| node.height + 1).max();
        self.combined(alternatives, height, Hir::alternation, Kind::Other)
    }

    fn combined(
        &self,
        nodes: Vec<Node>,
        height: Option<usize>,
        combine: fn(Vec<Hir>) -> Hir,
        kind: impl Fn(Hir) -> Kind,
    ) -> Result<Node, Error> {
        let height = height.unwrap_or(1);
        if height > HEIGHT_MAX {
            return Err(self.too_deep());
        }
        let repeats = nodes.iter().map(|node| node.repeats).max().unwrap_or(1);
        let hir = combine(nodes.into_iter().map(Node::into_hir).collect());
        Ok(Node { kind: kind(hir), height, repeats })
    }

    /// Repeats what was read last; gives what is left behind the repetition.
    fn repeat(
        &mut self,
        min: u32,
        max: Option<u32>,
        text: &'e str,
        rest: &'e str,
        last_repeat: &'e str,
    ) -> Result<&'e str, Error> {
        let (rest, greedy) = match rest.strip_prefix('?') {
            Some(rest) => (rest, self.flags.lazy),
            None => (rest, !self.flags.lazy),
        };
        if !last_repeat.is_empty() {
            return Err(Error::new("invalid nested repetition operator", read(last_repeat, rest)));
        }
        let Some(mut node) = self.group().items.pop() else {
            return Err(Error::new("missing argument to repetition operator", read(text, rest)));
        };
        node.height += 1;
        if node.height > HEIGHT_MAX {
            return Err(self.too_deep());
        }
        if text.starts_with('{') {
            node.repeats = match (min, max) {
                (_, Some(0)) => 1,
                (min, max) => node.repeats.saturating_mul(u64::from(max.unwrap_or(min).max(1))),
            };
            if (min >= 2 || max.is_some_and(|max| max >= 2)) && node.repeats > REPEAT_MAX {
                return Err(Error::new("invalid repeat count", read(text, rest)));
            }
        }
        let (height, repeats) = (node.height, node.repeats);
        let sub = Box::new(node.into_hir());
        let kind = Kind::Other(Hir::repetition(Repetition { min, max, greedy, sub }));
        self.group().items.push(Node { kind, height, repeats });
        Ok(rest)
    }

    /// What begins with `(?`: a name for a group, flags, or both flags and a group.
    // Upstream: regexp/syntax/parse.go parsePerlFlags (go1.26.8)
    fn flags_or_group(&mut self, text: &'e str) -> Result<&'e str, Error> {
        if let Some(named) = text.strip_prefix("(?P<").or_else(|| text.strip_prefix("(?<")).filter(|n| !n.is_empty()) {
            let Some((name, rest)) = named.split_once('>') else {
                return Err(Error::new("invalid named capture", text));
            };
            if name.is_empty() || !name.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
                return Err(Error::new("invalid named capture", read(text, rest)));
            }
            self.open(self.flags, true);
            return Ok(rest);
        }
        let (mut flags, mut on, mut saw_flag) = (self.flags, true, false);
        let mut rest = &text[2..];
        while let (Some(letter), after) = next(rest) {
            rest = after;
            match letter {
                'i' => flags.fold = on,
                'm' => flags.many_lines = on,
                's' => flags.dot_all = on,
                // Which match is preferred is not asked.
                'U' => flags.lazy = on,
                '-' if on => {
                    (on, saw_flag) = (false, false);
                    continue;
                }
                ':' | ')' if on || saw_flag => {
                    if letter == ':' {
                        self.open(self.flags, false);
                    }
                    self.flags = flags;
                    return Ok(rest);
                }
                _ => break,
            }
            saw_flag = true;
        }
        Err(Error::new("invalid or unsupported Perl syntax", read(text, rest)))
    }
}

/// What is not made one with what it stands in.
fn apart(hir: Hir) -> Hir {
    Hir::capture(Capture { index: 1, name: None, sub: Box::new(hir) })
}

/// Makes one of two literals at the end, which nothing can be said of any more but as a whole.
fn join_literals(items: &mut Vec<Node>) {
    if let [
        ..,
        Node { kind: Kind::Literal { text, fold }, .. },
        Node { kind: Kind::Literal { text: more, fold: too }, .. },
    ] = items.as_mut_slice()
        && fold == too
    {
        text.push_str(more);
        items.pop();
    }
}

/// Adds an alternative. Two that are of one character each become one.
fn add_alternative(alternatives: &mut Vec<Node>, node: Node) {
    match alternatives.pop_if(|before| before.is_single() && node.is_single()) {
        None => alternatives.push(node),
        Some(before) => {
            let [mut both, more] = [before, node].map(|node| match node.kind {
                Kind::Set(set) => set,
                Kind::Literal { text, fold } => {
                    let set = Ranges(text.chars().map(|one| (one.into(), one.into())).collect());
                    if fold { folded(set) } else { set }
                }
                Kind::Concat(_) | Kind::Other(_) => Ranges::default(),
            });
            both.0.extend(more.0);
            alternatives.push(Node::leaf(Kind::Set(both)));
        }
    }
}

type Count = (u32, Option<u32>);

/// A repetition with counts, and what is behind it: `{2}`, `{2,}` or `{2,3}`, nothing for counts that may not be. If it is no
/// repetition, it is text.
// Upstream: regexp/syntax/parse.go parseRepeat (go1.26.8)
fn count(text: &str) -> Option<(Option<Count>, &str)> {
    let (min, rest) = number(text.strip_prefix('{')?)?;
    let (max, rest) = match rest.strip_prefix(',') {
        None => (Some(min), rest),
        Some(rest) if rest.starts_with('}') => (None, rest),
        Some(rest) => number(rest).map(|(max, rest)| (Some(max), rest))?,
    };
    let rest = rest.strip_prefix('}')?;
    let count = (min <= 1000 && max.is_none_or(|max| (min..=1000).contains(&max))).then_some((min, max));
    Some((count, rest))
}

/// A number without zeros before it; of those that are too large, some.
fn number(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = read(text, rest);
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    Some((digits.parse().unwrap_or(u32::MAX), rest))
}
