//! The kinds of tokens, and sets of them as errors tell them.

/// What a token is. The order is that in which errors tell them.
// Upstream: cel-go/parser/gen/cel_parser.go CELParserEQUALS (v0.29.2)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Token {
    End,
    Equals,
    NotEquals,
    In,
    Less,
    LessEquals,
    GreaterEquals,
    Greater,
    And,
    Or,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParen,
    CloseParen,
    Dot,
    Comma,
    Minus,
    Not,
    Question,
    Colon,
    Plus,
    Star,
    Slash,
    Percent,
    True,
    False,
    Null,
    Float,
    Int,
    Uint,
    String,
    Bytes,
    Identifier,
    Escaped,
}

/// What errors call them.
const NAMES: [&str; 36] = [
    "<EOF>",
    "'=='",
    "'!='",
    "'in'",
    "'<'",
    "'<='",
    "'>='",
    "'>'",
    "'&&'",
    "'||'",
    "'['",
    "']'",
    "'{'",
    "'}'",
    "'('",
    "')'",
    "'.'",
    "','",
    "'-'",
    "'!'",
    "'?'",
    "':'",
    "'+'",
    "'*'",
    "'/'",
    "'%'",
    "'true'",
    "'false'",
    "'null'",
    "NUM_FLOAT",
    "NUM_INT",
    "NUM_UINT",
    "STRING",
    "BYTES",
    "IDENTIFIER",
    "ESC_IDENTIFIER",
];

/// A set of kinds of tokens; and whether the rule may end instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Set(u64);

impl Set {
    /// The rule may end here.
    pub(super) const ENDS: Self = Self(1 << 63);

    pub(super) const fn of(tokens: &[Token]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < tokens.len() {
            bits |= 1 << tokens[at] as u8;
            at += 1;
        }
        Self(bits)
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) const fn has(self, token: Token) -> bool {
        self.0 & (1 << token as u8) != 0
    }

    pub(super) const fn may_end(self) -> bool {
        self.0 & Self::ENDS.0 != 0
    }
}

/// One as its name, several in braces.
// Upstream: antlr4-go/antlr/interval_set.go IntervalSet.toTokenString (v4.13.1)
impl std::fmt::Display for Set {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = (0..NAMES.len()).filter(|&at| self.0 & (1 << at) != 0);
        let several = self.0.count_ones() > 1;
        out.write_str(if several { "{" } else { "" })?;
        for (n, at) in names.enumerate() {
            out.write_str(if n > 0 { ", " } else { "" })?;
            out.write_str(NAMES[at])?;
        }
        out.write_str(if several { "}" } else { "" })
    }
}

const LITERAL_BUT_MINUS: Set = Set::of(&[
    Token::True,
    Token::False,
    Token::Null,
    Token::Float,
    Token::Int,
    Token::Uint,
    Token::String,
    Token::Bytes,
]);

/// What a literal begins with.
pub(super) const LITERAL: Set = LITERAL_BUT_MINUS.with(Set::of(&[Token::Minus]));

/// What stands without an operator before it begins with one of these.
pub(super) const MEMBER: Set =
    LITERAL.with(Set::of(&[Token::OpenBracket, Token::OpenBrace, Token::OpenParen, Token::Dot, Token::Identifier]));

/// What an expression begins with.
pub(super) const EXPR: Set = MEMBER.with(Set::of(&[Token::Not]));

pub(super) const RELATIONS: Set = Set::of(&[
    Token::Equals,
    Token::NotEquals,
    Token::In,
    Token::Less,
    Token::LessEquals,
    Token::GreaterEquals,
    Token::Greater,
]);

pub(super) const PRODUCTS: Set = Set::of(&[Token::Star, Token::Slash, Token::Percent]);
pub(super) const SUMS: Set = Set::of(&[Token::Plus, Token::Minus]);

/// What goes on behind something: `.` and `[`.
pub(super) const SUFFIXES: Set = Set::of(&[Token::Dot, Token::OpenBracket]);

/// What a member is called.
pub(super) const NAME: Set = Set::of(&[Token::Identifier, Token::Escaped]);
