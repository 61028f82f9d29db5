//! Labels of nodes that were given up, where an object still selects by them.

use coracle_object::Value;
use coracle_object::field::Path;

use crate::read::{list, text};

/// What to say of such a label.
// Upstream: pkg/api/node/util.go deprecatedNodeLabels (v1.37.2)
pub(crate) fn given_up(key: &str) -> Option<&'static str> {
    Some(match key {
        "beta.kubernetes.io/arch" => r#"deprecated since v1.14; use "kubernetes.io/arch" instead"#,
        "beta.kubernetes.io/os" => r#"deprecated since v1.14; use "kubernetes.io/os" instead"#,
        "failure-domain.beta.kubernetes.io/region" => {
            r#"deprecated since v1.17; use "topology.kubernetes.io/region" instead"#
        }
        "failure-domain.beta.kubernetes.io/zone" => {
            r#"deprecated since v1.17; use "topology.kubernetes.io/zone" instead"#
        }
        "beta.kubernetes.io/instance-type" => {
            r#"deprecated since v1.17; use "node.kubernetes.io/instance-type" instead"#
        }
        "app.kubernetes.io/created-by" => "deprecated since v1.9",
        "scheduler.alpha.kubernetes.io/preferAvoidPods" => "deprecated since v1.22; use Taints and Tolerations instead",
        "node-role.kubernetes.io/master" => r#"use "node-role.kubernetes.io/control-plane" instead"#,
        _ => return None,
    })
}

/// What to say of a label selector. Which of its `matchLabels` comes first is chance in the reference.
// Upstream: pkg/api/node/util.go GetWarningsForNodeSelector (v1.37.2)
pub(crate) fn warnings(selector: &Value, path: &Path) -> Vec<String> {
    let mut warnings = Vec::new();
    let expressions = path.child("matchExpressions");
    for (i, expression) in list(selector, "matchExpressions").iter().enumerate() {
        let (path, key) = (expressions.index(i), text(expression, "key"));
        warnings.extend(given_up(key).map(|why| format!("{}: {key} is {why}", path.child("key"))));
    }
    let labels = path.child("matchLabels");
    for (key, _) in selector["matchLabels"].as_object().into_iter().flatten() {
        warnings.extend(given_up(key).map(|why| format!("{}: {why}", labels.child(key))));
    }
    warnings
}
