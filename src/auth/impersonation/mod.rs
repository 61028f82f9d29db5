//! Acting as somebody else: whom the headers of a request want, and whether the one who asks may act as them.
//!
//! Each of several modes has rights of its own. The older one asks for the verb `impersonate` alone and allows everything from
//! then on; the constrained ones also ask, by `impersonate-on:MODE:VERB`, for the request itself. Whoever one of them allows to
//! act, acts. The reference has one more mode, for service accounts that act as the node that they run on: which node that is
//! stands in their token, and no token here says so.
//!
//! Upstream: apiserver/pkg/endpoints/filters/impersonation/mode.go (v1.37.2);
//! apiserver/pkg/endpoints/filters/impersonation/constrained_impersonation.go (v1.37.2)

mod attempt;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use coracle_object::names::Part::Whole;
use coracle_object::names::{name_is_label, name_is_subdomain};
use coracle_object::text::quote;
use percent_encoding::percent_decode_str;

use super::User;
use super::modes::{MODES, Mode};
use super::rules::Rules;
use crate::request::query::well_escaped;
use crate::request::target::Target;
use attempt::Attempt;

/// The users whose last mode is remembered.
const REMEMBERED_MAX: usize = 10_000;

/// Whom the headers want, whose names are in lower case and without `impersonate-`; none where they want nobody.
///
/// # Errors
/// A group, a uid or an extra without a name, in the reference's words.
// Upstream: apiserver/pkg/endpoints/filters/impersonation/constrained_impersonation.go processImpersonationHeaders (v1.37.2)
pub fn wanted(headers: &[(String, String)]) -> Result<Option<User>, String> {
    let first =
        |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let mut user = User { name: first("user"), uid: first("uid"), ..User::default() };
    for (name, value) in headers {
        if name == "group" {
            user.groups.push(value.clone());
        } else if let Some(key) = name.strip_prefix("extra-") {
            user.extra.entry(unescaped(key)).or_default().push(value.clone());
        }
    }
    match user.name.is_empty() {
        false => Ok(Some(user)),
        // Quirk: an empty name is none (impersonation/empty-user).
        true if user == User::default() => Ok(None),
        true => Err(format!("requested {} without impersonating a user name", in_go(&user))),
    }
}

/// A key of an extra; one that is not well escaped stands as it came.
fn unescaped(key: &str) -> String {
    if well_escaped(key) { percent_decode_str(key).decode_utf8_lossy().into_owned() } else { key.to_owned() }
}

/// A user as Go's `%#v` writes it.
fn in_go(user: &User) -> String {
    let list = |texts: &[String]| {
        let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
        if texts.is_empty() { "[]string(nil)".to_owned() } else { format!("[]string{{{}}}", quoted.join(", ")) }
    };
    let extra: Vec<String> =
        user.extra.iter().map(|(key, values)| format!("{}:{}", quote(key), list(values))).collect();
    let extra = if extra.is_empty() { "(nil)".to_owned() } else { format!("{{{}}}", extra.join(", ")) };
    format!(
        "&user.DefaultInfo{{Name:{}, UID:{}, Groups:{}, Extra:map[string][]string{extra}}}",
        quote(&user.name),
        quote(&user.uid),
        list(&user.groups),
    )
}

/// Why somebody may not act as somebody else.
#[derive(Debug, PartialEq, Eq)]
pub struct Denied {
    /// What they may not do it to.
    pub target: Box<Target>,
    /// In the words of the answer.
    pub why: String,
}

impl Mode {
    /// Is it for somebody like that?
    fn is_for(self, wanted: &User) -> bool {
        let bare = wanted.uid.is_empty() && wanted.groups.is_empty() && wanted.extra.is_empty();
        match self {
            Mode::ArbitraryNode => bare && node(&wanted.name).is_some(),
            Mode::ServiceAccount => bare && service_account(&wanted.name).is_some(),
            Mode::UserInfo => node(&wanted.name).is_none() && service_account(&wanted.name).is_none(),
            Mode::Legacy => true,
        }
    }
}

/// The namespace and the name of a service account's user.
// Upstream: apiserver/pkg/authentication/serviceaccount/util.go SplitUsername (v1.37.2)
fn service_account(user: &str) -> Option<(&str, &str)> {
    let (namespace, name) = user.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    (name_is_label(namespace, Whole).is_empty() && name_is_subdomain(name, Whole).is_empty())
        .then_some((namespace, name))
}

/// The name of a node's user.
fn node(user: &str) -> Option<&str> {
    user.strip_prefix("system:node:").filter(|name| name_is_subdomain(name, Whole).is_empty())
}

/// Which mode allowed each user last. It is tried first, and so decides which of several refusals is said.
#[derive(Debug, Default)]
pub struct LastModes(Mutex<HashMap<String, Mode>>);

impl LastModes {
    fn of(&self, user: &User) -> Option<Mode> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&user.name).copied()
    }

    fn remember(&self, user: &User, mode: Mode) {
        let mut modes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if modes.len() >= REMEMBERED_MAX && !modes.contains_key(&user.name) {
            modes.clear();
        }
        modes.insert(user.name.clone(), mode);
    }

    /// Lets somebody act as whom they want, for one request.
    ///
    /// # Errors
    /// No mode allows it; why the first that was tried does not.
    pub fn act(&self, asker: &User, wanted: &User, target: &Target, rules: &Rules) -> Result<User, Denied> {
        let last = self.of(asker);
        let mut first = None;
        for mode in last.into_iter().chain(MODES.into_iter().filter(|mode| Some(*mode) != last)) {
            if !mode.is_for(wanted) {
                continue;
            }
            match (Attempt { mode, asker, wanted, rules }).make(target) {
                Ok(user) => {
                    self.remember(asker, mode);
                    return Ok(user);
                }
                Err(denied) => {
                    first.get_or_insert(denied);
                }
            }
        }
        Err(first.expect("one mode is for everybody"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_with_a_meaning_of_their_own() {
        assert_eq!(service_account("system:serviceaccount:x:y.z"), Some(("x", "y.z")));
        for name in ["system:serviceaccount:x", "system:serviceaccount:x.y:z", "system:serviceaccount:x:y:z", "x:y"] {
            assert_eq!(service_account(name), None, "{name}");
        }
        assert_eq!(node("system:node:n1.example"), Some("n1.example"));
        assert_eq!(node("system:node:N1"), None);
    }
}
