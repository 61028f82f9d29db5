//! The places of the grammar at which something may be wrong, or from which another rule is entered: what is expected there, and what
//! follows once that has been read.

use super::tokens::{EXPR, LITERAL, MEMBER, NAME, PRODUCTS, RELATIONS, SUFFIXES, SUMS, Set, Token};

/// The grammar's rules, which are counted one by one when they nest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Rule {
    Start,
    Expr,
    Or,
    And,
    Relation,
    Calc,
    Unary,
    Member,
    Primary,
    ExprList,
    ListInit,
    Fields,
    OptField,
    Entries,
    Name,
    OptExpr,
    Literal,
}

/// How many rules there are.
pub(super) const RULES: usize = 17;

/// A place within a rule.
// Upstream: cel-go/parser/gen/cel_parser.go CELParser.Expr (v0.29.2). They are the numbers that it and the other rules call `SetState` with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum State {
    StartExpr,
    StartEnd,
    Condition,
    Yes,
    TernaryColon,
    No,
    OrTerm,
    AndTerm,
    RelationTerm,
    CalcTerm,
    Unary,
    Nots,
    Minuses,
    UnaryMember,
    MemberPrimary,
    Suffix,
    SuffixName,
    MemberArgs,
    MemberArgList,
    MemberArgsClose,
    IndexOpen,
    Index,
    IndexClose,
    Primary,
    CallArgs,
    CallArgList,
    CallArgsClose,
    Nested,
    NestedClose,
    ListItems,
    ListInit,
    ListComma,
    ListClose,
    MapItems,
    MapInit,
    MapComma,
    MapClose,
    MessageItems,
    MessageInit,
    MessageComma,
    MessageClose,
    PrimaryLiteral,
    ListedExpr,
    ListedItem,
    FieldName,
    FieldColon,
    NextFieldColon,
    FieldValue,
    FieldNameInner,
    EntryKey,
    EntryColon,
    NextEntryColon,
    EntryValue,
    Name,
    OptExprInner,
    Literal,
}

const fn one(token: Token) -> Set {
    Set::of(&[token])
}

const ENDS: Set = Set::ENDS;
const QUESTION: Set = one(Token::Question);
const COMMA: Set = one(Token::Comma);
const COLON: Set = one(Token::Colon);
const PAREN: Set = one(Token::CloseParen);
const BRACKET: Set = one(Token::CloseBracket);
const BRACE: Set = one(Token::CloseBrace);
const SUFFIX: Set = SUFFIXES.with(ENDS);

impl State {
    /// What may stand here.
    // Upstream: antlr4-go/antlr/atn.go ATN.NextTokens (v4.13.1)
    pub(super) const fn expected(self) -> Set {
        match self {
            Self::StartEnd => one(Token::End),
            Self::TernaryColon | Self::FieldColon | Self::NextFieldColon | Self::EntryColon | Self::NextEntryColon => {
                COLON
            }
            Self::Nots => MEMBER.with(one(Token::Not)),
            Self::Minuses | Self::Primary | Self::MemberPrimary | Self::UnaryMember => MEMBER,
            Self::Suffix => SUFFIXES,
            Self::MemberArgs | Self::CallArgs => EXPR.with(PAREN),
            Self::MemberArgsClose | Self::CallArgsClose | Self::NestedClose => PAREN,
            Self::IndexOpen | Self::ListedItem | Self::EntryKey => EXPR.with(QUESTION),
            Self::IndexClose | Self::ListClose => BRACKET,
            Self::ListItems | Self::ListInit => EXPR.with(QUESTION).with(COMMA).with(BRACKET),
            Self::ListComma => COMMA.with(BRACKET),
            Self::MapItems | Self::MapInit => EXPR.with(QUESTION).with(COMMA).with(BRACE),
            Self::MapComma | Self::MessageComma => COMMA.with(BRACE),
            Self::MapClose | Self::MessageClose => BRACE,
            Self::MessageItems | Self::MessageInit => NAME.with(QUESTION).with(COMMA).with(BRACE),
            Self::FieldName => NAME.with(QUESTION),
            Self::Name | Self::SuffixName | Self::FieldNameInner => NAME,
            Self::Literal | Self::PrimaryLiteral => LITERAL,
            _ => EXPR,
        }
    }

    /// What may stand behind the token that is expected here, or behind the rule that is entered here.
    // Upstream: antlr4-go/antlr/transition.go RuleTransition.followState, Transition.getTarget (v4.13.1)
    pub(super) const fn follow(self) -> Set {
        match self {
            Self::StartExpr => one(Token::End),
            Self::Condition => QUESTION.with(ENDS),
            Self::Yes => COLON,
            Self::OrTerm => one(Token::Or).with(ENDS),
            Self::AndTerm => one(Token::And).with(ENDS),
            Self::RelationTerm => RELATIONS.with(ENDS),
            Self::CalcTerm => PRODUCTS.with(SUMS).with(ENDS),
            Self::MemberPrimary | Self::SuffixName | Self::MemberArgsClose | Self::IndexClose => SUFFIX,
            Self::MemberArgList | Self::CallArgList | Self::Nested => PAREN,
            Self::Index => BRACKET,
            Self::ListInit => COMMA.with(BRACKET),
            Self::MapInit | Self::MessageInit => COMMA.with(BRACE),
            Self::ListedExpr | Self::ListedItem | Self::FieldValue | Self::EntryValue => COMMA.with(ENDS),
            Self::FieldName | Self::EntryKey => COLON,
            Self::TernaryColon | Self::FieldColon | Self::NextFieldColon | Self::EntryColon | Self::NextEntryColon => {
                EXPR
            }
            _ => ENDS,
        }
    }

    /// Whether more of the same may stand here, so that what is wrong is passed over up to where it goes on.
    // Upstream: antlr4-go/antlr/error_strategy.go DefaultErrorStrategy.Sync, ATNStatePlusLoopBack (v4.13.1)
    pub(super) const fn repeats(self) -> bool {
        matches!(self, Self::Nots | Self::Minuses)
    }
}
