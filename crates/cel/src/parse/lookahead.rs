//! Which branch of the grammar is taken where more than one token decides that.

use super::parser::{Fault, Parser};
use super::primary::Named;
use super::tokens::{MEMBER, Token};

// Upstream: antlr4-go/antlr/parser_atn_simulator.go ParserATNSimulator.AdaptivePredict (v4.13.1). It is asked for the
// decisions of the language's grammar.
impl Parser<'_> {
    /// `a`, `a(`, or a message's name with dots, behind which a brace opens.
    pub(super) fn which_named(&mut self) -> Result<Named, Fault> {
        let mut next = 1;
        if self.token()? == Token::Dot {
            if self.ahead(1)?.token != Token::Identifier {
                return Err(self.no_way(1));
            }
            next = 2;
        }
        if self.ahead(next)?.token == Token::OpenParen {
            return Ok(Named::Call);
        }
        loop {
            match self.ahead(next)?.token {
                Token::OpenBrace => return Ok(Named::Message),
                Token::Dot if self.ahead(next + 1)?.token == Token::Identifier => next += 2,
                _ => return Ok(Named::Ident),
            }
        }
    }

    /// Whether a minus negates what is behind it: before a number it is part of that.
    pub(super) fn negates(&mut self) -> Result<bool, Fault> {
        match self.ahead(1)?.token {
            Token::Int | Token::Float => Ok(false),
            token if MEMBER.has(token) => Ok(true),
            _ => Err(self.no_way(1)),
        }
    }
}
