//! Who is asking, who they act as, and may they.

pub mod certificates;
mod entries;
pub mod impersonation;
mod modes;
mod policy;
pub mod protocol;
pub mod rights;
pub mod rules;
pub mod tokens;
pub mod unserved;
pub mod watched;

use std::collections::BTreeMap;

/// The group that may do everything.
pub const MASTERS: &str = "system:masters";
/// The verb of whoever may delete what cannot be read.
// Upstream: endpoints/handlers/delete.go authorizeUnsafeDelete (v1.37.2)
pub const UNSAFE_DELETE: &str = "unsafe-delete-ignore-read-errors";
/// The group of everybody who is known.
pub const AUTHENTICATED: &str = "system:authenticated";
/// The group of everybody who is not.
pub const UNAUTHENTICATED: &str = "system:unauthenticated";

const ANONYMOUS: &str = "system:anonymous";

/// Who is asking.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    /// The name that messages and logs say.
    pub name: String,
    /// What tells two users of one name apart; empty for nothing. No right depends on it.
    pub uid: String,
    /// The groups that rights are given to.
    pub groups: Vec<String>,
    /// What else is said of the user, by key. No right depends on it.
    pub extra: BTreeMap<String, Vec<String>>,
}

impl User {
    /// Somebody without a token.
    pub fn anonymous() -> Self {
        User { name: ANONYMOUS.into(), groups: vec![UNAUTHENTICATED.into()], ..User::default() }
    }

    /// Has the user shown who they are?
    pub fn is_known(&self) -> bool {
        !self.is_in(UNAUTHENTICATED)
    }

    /// Is the user in this group?
    pub fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|g| g == group)
    }

    fn join(&mut self, group: &str) {
        if !self.is_in(group) {
            self.groups.push(group.to_owned());
        }
    }

    /// Gives who has shown who they are the group of all of these, unless they are in it, or said to be nobody.
    // Upstream: apiserver/pkg/authentication/group/authenticated_group_adder.go AuthenticateRequest (v1.37.2)
    fn join_authenticated(&mut self) {
        if self.name != ANONYMOUS && !self.is_in(AUTHENTICATED) && !self.is_in(UNAUTHENTICATED) {
            self.groups.push(AUTHENTICATED.to_owned());
        }
    }
}
