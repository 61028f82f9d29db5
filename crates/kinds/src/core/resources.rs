//! The names of what can be asked for and limited: `cpu`, `requests.memory`, `example.com/card`.

// Upstream: pkg/apis/core/helper/helpers.go (v1.37.2)

use coracle_object::field::{FieldError, Path};
use coracle_object::names;

/// Names of the project's own that may stand anywhere.
const STANDARD: [&str; 20] = [
    "cpu",
    "memory",
    "ephemeral-storage",
    "requests.cpu",
    "requests.memory",
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
    "services",
    "replicationcontrollers",
    "secrets",
    "configmaps",
    "persistentvolumeclaims",
    "storage",
    "requests.storage",
    "services.nodeports",
    "services.loadbalancers",
];
/// Those of them that a container may ask for.
const OF_CONTAINERS: [&str; 3] = ["cpu", "memory", "ephemeral-storage"];
const HUGE_PAGES: &str = "hugepages-";
/// What a quota has before the name of what is asked for.
const REQUESTS: &str = "requests.";

/// What is wrong with a name.
// Upstream: pkg/apis/core/validation/validation.go validateResourceName (v1.37.2)
pub(crate) fn check_name(name: &str, path: &Path) -> Vec<FieldError> {
    let errors = FieldError::invalid_each(path, name, names::qualified_name(name));
    let is_known = || STANDARD.contains(&name) || name.strip_prefix(REQUESTS).unwrap_or(name).starts_with(HUGE_PAGES);
    if errors.is_empty() && !name.contains('/') && !is_known() {
        return vec![FieldError::invalid(path, name, "must be a standard resource type or fully qualified")];
    }
    errors
}

/// What is wrong with the name of something that a container asks for.
// Upstream: pkg/apis/core/validation/validation.go ValidateContainerResourceName (v1.37.2)
pub(crate) fn check_name_in_container(name: &str, path: &Path) -> Vec<FieldError> {
    let mut errors = check_name(name, path);
    let wrong = if name.contains('/') {
        (!is_native(name) && !is_extended(name)).then_some("doesn't follow extended resource name standard")
    } else {
        let is_known = OF_CONTAINERS.contains(&name) || name.starts_with(HUGE_PAGES);
        (!is_known).then_some("must be a standard resource for containers")
    };
    errors.extend(wrong.map(|why| FieldError::invalid(path, name, why)));
    errors
}

/// May there be more of it promised than there is?
// Upstream: pkg/apis/core/helper/helpers.go IsOvercommitAllowed (v1.37.2)
pub(crate) fn may_be_overcommitted(name: &str) -> bool {
    is_native(name) && !name.starts_with(HUGE_PAGES)
}

/// Is it a name of the project's own?
fn is_native(name: &str) -> bool {
    !name.contains('/') || name.contains("kubernetes.io/")
}

/// Is it one that somebody else has made, and could a quota be about it?
fn is_extended(name: &str) -> bool {
    !is_native(name) && !name.starts_with(REQUESTS) && names::qualified_name(&[REQUESTS, name].concat()).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_or_has_a_domain() {
        let told = |name: &str, check: fn(&str, &Path) -> Vec<FieldError>| {
            check(name, &Path::new("a")).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        for name in ["cpu", "hugepages-2Mi", "requests.hugepages-2Mi", "example.com/card", "storage"] {
            assert_eq!(told(name, check_name), [""; 0], "{name}");
        }
        assert_eq!(
            told("card", check_name),
            [r#"a: Invalid value: "card": must be a standard resource type or fully qualified"#]
        );
        assert_eq!(
            told("storage", check_name_in_container),
            [r#"a: Invalid value: "storage": must be a standard resource for containers"#]
        );
        assert_eq!(told("kubernetes.io/card", check_name_in_container), [""; 0]);
        let other = r#"a: Invalid value: "requests.example.com/card": doesn't follow extended resource name standard"#;
        assert_eq!(told("requests.example.com/card", check_name_in_container), [other]);
        assert!(
            may_be_overcommitted("cpu")
                && !may_be_overcommitted("hugepages-2Mi")
                && !may_be_overcommitted("example.com/card")
        );
    }
}
