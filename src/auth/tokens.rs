//! Who: bearer tokens from a file in the reference's format, or the one administrator's token.
//!
//! A line is `token,user,uid` or `token,user,uid,"group1,group2"`. Tokens are compared in constant time and never logged.
//! Upstream: apiserver/pkg/authentication/token/tokenfile/tokenfile.go NewCSV (v1.37.2).

use std::fmt;
use std::sync::Arc;

use subtle::ConstantTimeEq;

use super::{AUTHENTICATED, MASTERS, User};
use crate::request::Head;

/// The tokens that are known.
pub struct Tokens {
    entries: Vec<(String, Arc<User>)>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({} users)", self.entries.len())
    }
}

/// A token file with a mistake.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TokenFileError {
    /// A line lacks a column.
    #[error("line {line}: needs at least 3 columns (token,user,uid), found {found}")]
    Columns {
        /// Counted from 1.
        line: usize,
        /// How many columns it has.
        found: usize,
    },
    /// A line has no token.
    #[error("line {line}: the token is empty")]
    EmptyToken {
        /// Counted from 1.
        line: usize,
    },
    /// A quote is not closed.
    #[error("line {line}: a quote is not closed")]
    Quote {
        /// Counted from 1.
        line: usize,
    },
    /// There is nobody in it.
    #[error("no token in it")]
    Empty,
}

impl Tokens {
    /// One administrator.
    pub fn administrator(token: &str) -> Self {
        let groups = vec![MASTERS.to_owned(), AUTHENTICATED.to_owned()];
        let admin = User { name: "admin".into(), groups, ..User::default() };
        Tokens { entries: vec![(token.to_owned(), admin.into())] }
    }

    /// Reads a token file's text. A token that stands twice belongs to its last line, as in the reference.
    ///
    /// # Errors
    /// The first line with a mistake.
    pub fn parse(text: &str) -> Result<Self, TokenFileError> {
        let mut entries: Vec<(String, Arc<User>)> = Vec::new();
        for (n, line) in text.lines().enumerate() {
            let line_number = n + 1;
            if line.trim().is_empty() {
                continue;
            }
            let columns = columns(line).ok_or(TokenFileError::Quote { line: line_number })?;
            if columns.len() < 3 {
                return Err(TokenFileError::Columns { line: line_number, found: columns.len() });
            }
            if columns[0].is_empty() {
                return Err(TokenFileError::EmptyToken { line: line_number });
            }
            let groups: Vec<String> = match columns.get(3) {
                Some(list) => list.split(',').map(|g| g.trim().to_owned()).filter(|g| !g.is_empty()).collect(),
                None => Vec::new(),
            };
            entries.retain(|(token, _)| *token != columns[0]);
            let mut user = User { name: columns[1].clone(), uid: columns[2].clone(), groups, ..User::default() };
            user.join_authenticated();
            entries.push((columns[0].clone(), user.into()));
        }
        if entries.is_empty() { Err(TokenFileError::Empty) } else { Ok(Tokens { entries }) }
    }

    /// Whose token this is.
    pub fn find(&self, token: &str) -> Option<&Arc<User>> {
        // Every entry is looked at, so that the time taken does not tell which one comes close.
        let mut found = None;
        for (known, user) in &self.entries {
            if bool::from(known.as_bytes().ct_eq(token.as_bytes())) {
                found = Some(user);
            }
        }
        found
    }

    /// The token of the first user who may do everything: the one that the kubeconfig is made with.
    pub fn first_master(&self) -> Option<&str> {
        self.entries.iter().find(|(_, user)| user.is_in(MASTERS)).map(|(token, _)| token.as_str())
    }
}

/// The bearer token that a header `Authorization` shows; none where it shows something else, or nothing.
// Upstream: apiserver/pkg/authentication/request/bearertoken/bearertoken.go AuthenticateRequest (v1.37.2)
pub fn bearer(authorization: &str) -> Option<&str> {
    let mut words = authorization.trim().split(' ');
    let (scheme, token) = (words.next()?, words.next()?);
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// A line's columns; none when a quote is not closed. A doubled quote within quotes is one quote.
fn columns(line: &str) -> Option<Vec<String>> {
    let mut columns = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.trim_end_matches('\r').chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                push(&mut columns, '"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => columns.push(String::new()),
            c => push(&mut columns, c),
        }
    }
    (!quoted).then_some(columns)
}

fn push(columns: &mut [String], c: char) {
    if let Some(last) = columns.last_mut() {
        last.push(c);
    }
}

/// The token in a request's head. `X-Auth-Token` counts where there is no bearer token.
pub fn shown(head: &Head) -> Option<&str> {
    let other = || head.auth_token.as_deref().map(str::trim).filter(|token| !token.is_empty());
    head.authorization.as_deref().and_then(bearer).or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_the_references_format_is_read() {
        let tokens =
            Tokens::parse("t1,admin,a-uid,\"system:masters\"\nt2,alice,b-uid,\"devs,ops\"\n\nt3,bob,c-uid\n").unwrap();
        assert_eq!(tokens.find("t1").unwrap().groups, ["system:masters", "system:authenticated"]);
        assert_eq!(tokens.find("t2").unwrap().groups, ["devs", "ops", "system:authenticated"]);
        assert_eq!(tokens.find("t3").unwrap().name, "bob");
        assert_eq!(tokens.find("t"), None);
        assert_eq!(tokens.find(""), None);
        assert_eq!(tokens.first_master(), Some("t1"));
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        assert_eq!(Tokens::parse("t,u,i\nt2,u").unwrap_err(), TokenFileError::Columns { line: 2, found: 2 });
        assert_eq!(Tokens::parse(",u,i").unwrap_err(), TokenFileError::EmptyToken { line: 1 });
        assert_eq!(Tokens::parse("t,u,i,\"a").unwrap_err(), TokenFileError::Quote { line: 1 });
        assert_eq!(Tokens::parse("\n").unwrap_err(), TokenFileError::Empty);
    }

    #[test]
    fn the_last_line_of_a_token_wins_and_quotes_may_be_doubled() {
        let tokens = Tokens::parse("t,u,i\nt,\"v \"\"w\"\"\",i").unwrap();
        assert_eq!(tokens.find("t").unwrap().name, "v \"w\"");
    }

    #[test]
    fn a_group_that_the_server_gives_is_not_given_twice() {
        let tokens = Tokens::parse("t,u,i,\"system:authenticated,devs\"\n").unwrap();
        assert_eq!(tokens.find("t").unwrap().groups, ["system:authenticated", "devs"]);
    }

    #[test]
    fn who_is_said_to_be_nobody_is_not_given_a_group() {
        let tokens = Tokens::parse("t,system:anonymous,i\nu,alice,i,system:unauthenticated\n").unwrap();
        assert_eq!(tokens.find("t").unwrap().groups, [""; 0]);
        assert_eq!(tokens.find("u").unwrap().groups, ["system:unauthenticated"]);
    }

    #[test]
    fn tokens_do_not_show_in_debug_output() {
        assert!(!format!("{:?}", Tokens::administrator("secret")).contains("secret"));
    }
}
