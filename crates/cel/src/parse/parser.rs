//! What the grammar's rules are read with: the tokens, the rules that have been entered, and what happens where a token is wrong.
//!
//! The reference's parser is ANTLR's; which errors it tells, and where it goes on behind one, follows from the place in the grammar, from
//! the rules that have been entered, and from what has gone wrong before. Here it is done in the same steps.

use super::lexer::{Lexed, Lexer, Next};
use super::states::{RULES, Rule, State};
use super::tokens::{Set, Token};
use super::tree::Trees;
use crate::source::Issue;

/// How deep a rule may nest.
// Upstream: cel-go/parser/parser.go NewParser (v0.29.2). It has the other limits, too.
const DEEPEST: u16 = 250;
/// After how many errors of syntax nothing more is read.
const MOST_ERRORS: usize = 100;
/// How often reading may go on behind an error.
const MOST_RECOVERIES: usize = 30;
/// How many tokens may be passed over at once.
const MOST_PASSED: usize = 256;

/// Nothing more is read; why is among the issues.
#[derive(Debug)]
pub(super) struct Stop;

/// What ends a rule early.
#[derive(Debug)]
pub(super) enum Fault {
    /// The whole ends.
    Stop,
    /// The rule ends, and reading goes on behind it.
    Wrong(Wrong),
}

impl From<Stop> for Fault {
    fn from(_: Stop) -> Self {
        Self::Stop
    }
}

/// A token that is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wrong {
    /// No branch of the grammar goes on with these tokens, of which the last is wrong.
    NoWay { from: usize, to: usize },
    /// Another is expected.
    Mismatch { token: usize },
}

/// A text that is being read.
pub(super) struct Parser<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    pub(super) tokens: Vec<Lexed>,
    /// Characters that are no token.
    nothing: Vec<Lexed>,
    /// The current token's place among them.
    now: usize,
    pub(super) state: State,
    /// The places from which the current rules were entered.
    entered: Vec<State>,
    depths: [u16; RULES],
    /// No token has been right since the last error.
    recovering: bool,
    /// At which token reading went on last, and in what states: the second time it passes over that token.
    last: Option<(usize, u64)>,
    recoveries: usize,
    reported: usize,
    pub(super) trees: Trees,
    pub(super) issues: Vec<Issue>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            lexer: Lexer::new(text),
            tokens: Vec::with_capacity(text.len() / 4 + 2),
            nothing: Vec::new(),
            now: 0,
            state: State::StartExpr,
            entered: Vec::with_capacity(64),
            depths: [0; RULES],
            recovering: false,
            last: None,
            recoveries: 0,
            reported: 0,
            trees: Trees::default(),
            issues: Vec::new(),
        }
    }

    /// The token some places on; the last for all that are behind it.
    pub(super) fn ahead(&mut self, places: usize) -> Result<Lexed, Stop> {
        let place = self.now + places;
        while self.tokens.len() <= place {
            if let Some(last) = self.tokens.last().filter(|last| last.token == Token::End) {
                return Ok(*last);
            }
            match self.lexer.next() {
                Next::Token(token) => self.tokens.push(token),
                Next::Nothing(nothing) => {
                    self.nothing.push(nothing);
                    let message = format!("token recognition error at: '{}'", self.text_of(nothing));
                    self.syntax_error(nothing.at, message)?;
                }
            }
        }
        Ok(self.tokens[place])
    }

    pub(super) fn token(&mut self) -> Result<Token, Stop> {
        Ok(self.ahead(0)?.token)
    }

    /// The current token's place among all.
    pub(super) fn place(&self) -> usize {
        self.now
    }

    /// Takes the current token.
    pub(super) fn take(&mut self) -> Result<Lexed, Stop> {
        let token = self.ahead(0)?;
        if token.token != Token::End {
            self.now += 1;
            self.ahead(0)?;
        }
        Ok(token)
    }

    /// Takes the current token, which is known to be right.
    pub(super) fn matched(&mut self) -> Result<Lexed, Stop> {
        self.no_error();
        self.take()
    }

    fn no_error(&mut self) {
        self.recovering = false;
        self.last = None;
    }

    /// Takes a token of this kind, or does without, or leaves out one before it.
    // Upstream: antlr4-go/antlr/parser.go BaseParser.Match, error_strategy.go DefaultErrorStrategy.RecoverInline (v4.13.1)
    pub(super) fn expect(&mut self, token: Token, state: State) -> Result<Lexed, Fault> {
        self.state = state;
        if self.token()? == token {
            return Ok(self.matched()?);
        }
        self.count_recovery()?;
        if self.left_out()? {
            return Ok(self.take()?);
        }
        let found = self.ahead(0)?;
        if self.above(state.follow()).has(found.token) {
            if !self.recovering {
                self.recovering = true;
                self.syntax_error(
                    found.at,
                    format!("missing {} at {}", self.above(state.expected()), self.shown(found)),
                )?;
            }
            return Ok(found);
        }
        Err(Fault::Wrong(Wrong::Mismatch { token: self.now }))
    }

    /// Before a branch: whether the current token may stand here, after leaving out one or, where more of the same may stand, any number.
    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.Sync (v4.13.1)
    pub(super) fn sync(&mut self, state: State) -> Result<(), Fault> {
        self.state = state;
        let found = self.ahead(0)?;
        let expected = state.expected();
        if self.recovering || expected.has(found.token) {
            return Ok(());
        }
        if state.repeats() {
            self.report_unwanted()?;
            let until = expected.with(self.recovery_set());
            while !matches!(self.token()?, Token::End) && !until.has(self.token()?) {
                self.take()?;
            }
            return Ok(());
        }
        if self.left_out()? { Ok(()) } else { Err(Fault::Wrong(Wrong::Mismatch { token: self.now })) }
    }

    /// Leaves out the current token where the next is right.
    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.SingleTokenDeletion (v4.13.1)
    fn left_out(&mut self) -> Result<bool, Stop> {
        let next = self.ahead(1)?.token;
        if !self.above(self.state.expected()).has(next) {
            return Ok(false);
        }
        self.report_unwanted()?;
        self.take()?;
        self.no_error();
        Ok(true)
    }

    fn report_unwanted(&mut self) -> Result<(), Stop> {
        if self.recovering {
            return Ok(());
        }
        self.recovering = true;
        let found = self.ahead(0)?;
        let message = format!("extraneous input {} expecting {}", self.shown(found), self.above(self.state.expected()));
        self.syntax_error(found.at, message)
    }

    /// A set with what may follow where the rules end that have been entered.
    // Upstream: antlr4-go/antlr/atn.go ATN.getExpectedTokens (v4.13.1)
    pub(super) fn above(&self, set: Set) -> Set {
        let mut all = set;
        for state in self.entered.iter().rev() {
            if !all.may_end() {
                return all;
            }
            all = all.without(Set::ENDS).with(state.follow());
        }
        if all.may_end() { all.without(Set::ENDS).with(Set::of(&[Token::End])) } else { all }
    }

    /// What follows any of the rules that have been entered.
    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.GetErrorRecoverySet (v4.13.1)
    fn recovery_set(&self) -> Set {
        self.entered.iter().fold(Set::of(&[]), |all, state| all.with(state.follow())).without(Set::ENDS)
    }

    /// Enters a rule from the current state.
    // Upstream: antlr4-go/antlr/parser.go BaseParser.EnterRule (v4.13.1); cel-go/parser/parser.go recursionListener (v0.29.2)
    pub(super) fn enter(&mut self, rule: Rule) -> Result<(), Stop> {
        // The whole is entered from nowhere.
        if rule != Rule::Start {
            self.entered.push(self.state);
        }
        let depth = &mut self.depths[rule as usize];
        *depth += 1;
        if *depth > DEEPEST {
            return self.stop(format!("expression recursion limit exceeded: {DEEPEST}"));
        }
        Ok(())
    }

    /// Leaves a rule at its end, or at what is wrong, behind which reading goes on.
    pub(super) fn leave(&mut self, rule: Rule, outcome: Result<(), Fault>) -> Result<(), Stop> {
        match outcome {
            Ok(()) => {}
            Err(Fault::Stop) => return Err(Stop),
            Err(Fault::Wrong(wrong)) => {
                self.report(wrong)?;
                self.recover()?;
            }
        }
        if let Some(state) = self.entered.pop() {
            self.state = state;
        }
        self.shallower(rule);
        Ok(())
    }

    /// Counts a rule as left. Where something is wrong behind an operand, the reference counts twice.
    pub(super) fn shallower(&mut self, rule: Rule) {
        let depth = &mut self.depths[rule as usize];
        *depth = depth.saturating_sub(1);
    }

    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.ReportError (v4.13.1)
    fn report(&mut self, wrong: Wrong) -> Result<(), Stop> {
        if self.recovering {
            return Ok(());
        }
        self.recovering = true;
        match wrong {
            Wrong::NoWay { from, to } => {
                let input = self.input(from, to);
                self.syntax_error(self.tokens[to].at, format!("no viable alternative at input {input}"))
            }
            Wrong::Mismatch { token } => {
                let found = self.tokens[token];
                let message =
                    format!("mismatched input {} expecting {}", self.shown(found), self.above(self.state.expected()));
                self.syntax_error(found.at, message)
            }
        }
    }

    /// Passes over tokens up to one with which one of the rules goes on that have been entered.
    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.Recover (v4.13.1); cel-go/parser/parser.go lookaheadConsumer (v0.29.2)
    fn recover(&mut self) -> Result<(), Stop> {
        self.count_recovery()?;
        let mut passed = 0;
        let here = 1_u64 << self.state as u8;
        let states = match self.last {
            Some((place, states)) if place == self.now && states & here != 0 => {
                self.take()?;
                passed += 1;
                states
            }
            Some((_, states)) => states,
            None => 0,
        };
        self.last = Some((self.now, states | here));
        let until = self.recovery_set();
        while !matches!(self.token()?, Token::End) && !until.has(self.token()?) {
            if passed == MOST_PASSED {
                return self.stop(format!("error recovery token lookahead limit exceeded: {MOST_PASSED}"));
            }
            self.take()?;
            passed += 1;
        }
        Ok(())
    }

    // Upstream: cel-go/parser/parser.go recoveryLimitErrorStrategy.checkAttempts (v0.29.2)
    fn count_recovery(&mut self) -> Result<(), Stop> {
        if self.recoveries == MOST_RECOVERIES {
            let at = self.ahead(0)?.at;
            self.syntax_error(at, format!("error recovery attempt limit exceeded: {MOST_RECOVERIES}"))?;
            return Err(Stop);
        }
        self.recoveries += 1;
        Ok(())
    }

    /// Ends with an error that is of the whole.
    fn stop<T>(&mut self, message: String) -> Result<T, Stop> {
        self.issues.push(Issue { at: None, message });
        Err(Stop)
    }

    // Upstream: cel-go/parser/parser.go parser.SyntaxError (v0.29.2)
    fn syntax_error(&mut self, at: u32, message: String) -> Result<(), Stop> {
        if self.reported == MOST_ERRORS {
            self.issues
                .push(Issue { at: Some(at), message: format!("Syntax error: More than {MOST_ERRORS} syntax errors") });
            return Err(Stop);
        }
        self.reported += 1;
        self.issues.push(Issue { at: Some(at), message: format!("Syntax error: {}", reserved_words(message)) });
        Ok(())
    }

    pub(super) fn text_of(&self, token: Lexed) -> &'a str {
        &self.text[token.from as usize..token.to as usize]
    }

    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.GetTokenErrorDisplay (v4.13.1)
    fn shown(&self, token: Lexed) -> String {
        if token.token == Token::End { quoted("<EOF>") } else { quoted(self.text_of(token)) }
    }

    /// The text of some tokens and what stands between them, but for what is no token.
    fn input(&self, from: usize, to: usize) -> String {
        let (from, to) = (self.tokens[from], self.tokens[to]);
        if from.token == Token::End {
            return quoted("<EOF>");
        }
        let mut input = String::new();
        let mut start = from.from;
        for nothing in self.nothing.iter().filter(|nothing| nothing.from >= from.from && nothing.to <= to.to) {
            input.push_str(&self.text[start as usize..nothing.from as usize]);
            start = nothing.to;
        }
        input.push_str(&self.text[start as usize..to.to as usize]);
        quoted(&input)
    }
}

// Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.escapeWSAndQuote (v4.13.1)
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
}

/// Where a word of the language stands in place of a name, another message is told.
// Upstream: cel-go/parser/parser.go reservedIdentifier (v0.29.2)
fn reserved_words(message: String) -> String {
    const BEGINNING: &str = "no viable alternative at input '";
    if !message.contains(BEGINNING) {
        return message;
    }
    let mut all = String::with_capacity(message.len());
    let mut rest = message.as_str();
    while let Some(at) = rest.find(BEGINNING) {
        let input = &rest[at + BEGINNING.len()..];
        let mut characters = input.chars();
        let first = characters.next();
        let word = ["true", "false", "null"].into_iter().find(|word| {
            first.is_some_and(|c| c != '\n')
                && characters.as_str().strip_prefix(word).is_some_and(|end| end.starts_with('\''))
        });
        all.push_str(&rest[..at]);
        match word {
            Some(word) => {
                all.push_str("mismatched input '");
                all.push_str(word);
                all.push_str("' expecting IDENTIFIER");
                rest = &characters.as_str()[word.len() + 1..];
            }
            None => {
                all.push_str(BEGINNING);
                rest = input;
            }
        }
    }
    all.push_str(rest);
    all
}
