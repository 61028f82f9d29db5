//! Who is asking, and may they.

pub mod rights;
pub mod rules;
pub mod tokens;

/// The group that may do everything.
pub const MASTERS: &str = "system:masters";

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name that messages and logs say.
    pub name: String,
    /// The groups that rights are given to.
    pub groups: Vec<String>,
}

impl User {
    /// Somebody without a token.
    pub fn anonymous() -> Self {
        User { name: "system:anonymous".into(), groups: vec!["system:unauthenticated".into()] }
    }

    /// Is the user in this group?
    pub fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|g| g == group)
    }
}
