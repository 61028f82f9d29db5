//! The modes in which somebody may act as somebody else, and the verbs that they ask for.
//!
//! Upstream: apiserver/pkg/endpoints/filters/impersonation/mode.go (v1.37.2)

/// How somebody acts as somebody else, in the order in which the ways are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As any node.
    ArbitraryNode,
    /// As a service account.
    ServiceAccount,
    /// As anybody else.
    UserInfo,
    /// As anybody, whatever for: the older one.
    Legacy,
}

/// All of them.
pub const MODES: [Mode; 4] = [Mode::ArbitraryNode, Mode::ServiceAccount, Mode::UserInfo, Mode::Legacy];

impl Mode {
    /// The name of a constrained mode.
    pub fn constraint(self) -> Option<&'static str> {
        match self {
            Mode::ArbitraryNode => Some("arbitrary-node"),
            Mode::ServiceAccount => Some("serviceaccount"),
            Mode::UserInfo => Some("user-info"),
            Mode::Legacy => None,
        }
    }
}

/// Is this a verb of impersonation? `ordinary` are the verbs that a request may have.
pub fn is_verb(word: &str, ordinary: &[&str]) -> bool {
    let constrained = word.strip_prefix("impersonate:").is_some_and(is_constraint);
    word == "impersonate" || constrained || is_verb_on(word, ordinary)
}

/// Is this the right to do something while one acts as somebody else?
pub fn is_verb_on(word: &str, ordinary: &[&str]) -> bool {
    let parts = word.strip_prefix("impersonate-on:").and_then(|rest| rest.split_once(':'));
    parts.is_some_and(|(mode, verb)| is_constraint(mode) && verb != "*" && ordinary.contains(&verb))
}

fn is_constraint(word: &str) -> bool {
    MODES.into_iter().any(|mode| mode.constraint() == Some(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_of_impersonation() {
        let ordinary = ["*", "get"];
        for (word, is) in [
            ("impersonate", true),
            ("impersonate:user-info", true),
            ("impersonate:serviceaccount", true),
            ("impersonate:arbitrary-node", true),
            ("impersonate:associated-node", false),
            ("impersonate:", false),
            ("impersonate-on:user-info:get", true),
            ("impersonate-on:user-info:*", false),
            ("impersonate-on:user-info:frob", false),
            ("impersonate-on:user-info", false),
            ("impersonate-on:legacy:get", false),
        ] {
            assert_eq!(is_verb(word, &ordinary), is, "{word}");
        }
    }
}
