//! What rules name that is not served: it may come while the server runs, or be a slip of the pen.

use coracle_kinds::{Kind, Registry};

use super::policy::PolicyRule;
use super::rules::Rules;

/// What one may act as; that is served nowhere.
const ACTED_AS: [&str; 5] = ["users", "groups", "nodes", "uids", "userextras"];

/// What a file's own rules name that none of these kinds is, each with the line of its entry.
pub fn unserved(rules: &Rules, kinds: &Registry) -> Vec<String> {
    let all = rules.own().flat_map(|(line, rule)| rule.resources.iter().map(move |word| (line, rule, word)));
    let missing = all.filter(|(_, rule, word)| !is_known(word) && !kinds.kinds().any(|kind| is(kind, rule, word)));
    missing.map(|(line, rule, word)| format!("line {line}: {word} of {}", named(&rule.api_groups))).collect()
}

fn is_known(word: &str) -> bool {
    ACTED_AS.contains(&word.split_once('/').map_or(word, |(whole, _)| whole))
}

fn is(kind: &Kind, rule: &PolicyRule, word: &str) -> bool {
    let in_group = rule.api_groups.iter().any(|group| group == "*" || group == kind.group());
    let (whole, part) = word.split_once('/').map_or((word, None), |(whole, part)| (whole, Some(part)));
    in_group && (whole == "*" || whole == kind.plural()) && part.is_none_or(|part| kind.part(part).is_some())
}

fn named(groups: &[String]) -> String {
    let named = groups.iter().map(|group| if group.is_empty() { "the core group" } else { group.as_str() });
    named.collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_served_is_named_with_its_line() {
        let rules = Rules::parse(
            "- users: [a]\n  role: admin\n- users: [b]\n  rules:\n  - verbs: [get]\n    resources: [endpoint, endpoints, \
             namespaces/status, namespaces/scale, uids, userextras/x, '*', '*/finalize', subjectaccessreviews]\n  - verbs: [get]\n    \
             apiGroups: [batch, discovery]\n    resources: [jobs, '*']\n  - verbs: [get]\n    nonResourceURLs: [/metrics]\n",
        );
        let expected = [
            "line 3: endpoint of the core group",
            "line 3: namespaces/scale of the core group",
            "line 3: jobs of batch or discovery",
            "line 3: * of batch or discovery",
        ];
        assert_eq!(unserved(&rules.unwrap(), &coracle_kinds::builtin()), expected);
    }
}
