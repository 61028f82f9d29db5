//! Who approved a group of Kubernetes' own: an annotation says so.

use coracle_object::text::quote;
use coracle_object::{Value, edit};

use crate::read::text;
use coracle_object::url::Url;

/// The annotation.
pub(super) const ANNOTATION: &str = "api-approved.kubernetes.io";

/// What the annotation says.
// Upstream: apiextensions-apiserver/pkg/apihelpers/helpers.go GetAPIApprovalState (v1.37.2)
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Approval {
    /// Nothing.
    Missing,
    /// That nobody has approved it, but that it shall be so.
    Bypassed,
    /// Where it was approved.
    Given,
    /// Neither of these.
    Invalid,
}

impl Approval {
    /// Of a definition, whether or not it needs one.
    pub(super) fn of(definition: &Value) -> Self {
        Self::said(annotation(definition))
    }

    fn said(annotation: &str) -> Self {
        let is_address = |url: Url<'_>| !url.host.is_empty() && !url.scheme.is_empty();
        if annotation.is_empty() {
            Approval::Missing
        } else if annotation.starts_with("unapproved") {
            Approval::Bypassed
        } else if Url::parse_request(annotation).is_ok_and(is_address) {
            Approval::Given
        } else {
            Approval::Invalid
        }
    }

    /// Whether the group conforms to the rule, as a condition says it.
    // Upstream: apiextensions-apiserver/pkg/controller/apiapproval/apiapproval_controller.go calculateCondition (v1.37.2)
    pub(super) fn status(self) -> &'static str {
        if self == Approval::Given { "True" } else { "False" }
    }

    /// Why, likewise.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Approval::Missing => "MissingAnnotation",
            Approval::Bypassed => "UnapprovedAnnotation",
            Approval::Given => "ApprovedAnnotation",
            Approval::Invalid => "InvalidAnnotation",
        }
    }

    /// A sentence about it.
    pub(super) fn told(self, definition: &Value) -> String {
        let must = format!("protected groups must have approval annotation {}", quote(ANNOTATION));
        let see = "see https://github.com/kubernetes/enhancements/pull/1111";
        match self {
            Approval::Missing => format!("{must}, {see}"),
            Approval::Invalid => format!(r#"{must} with either a URL or a reason starting with "unapproved", {see}"#),
            Approval::Bypassed => format!("not approved: {}", quote(annotation(definition))),
            Approval::Given => format!("approved in {}", annotation(definition)),
        }
    }
}

/// Is a definition's group one of Kubernetes' own?
// Upstream: apiextensions-apiserver/pkg/apihelpers/helpers.go IsProtectedCommunityGroup (v1.37.2)
pub(super) fn is_needed(definition: &Value) -> bool {
    let group = text(&definition["spec"], "group");
    let is_below =
        |domain: &str| group.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    ["k8s.io", "kubernetes.io"].into_iter().any(is_below)
}

/// The annotation's text; empty where there is none.
pub(super) fn annotation(definition: &Value) -> &str {
    edit::get(definition, "annotations").and_then(|all| all[ANNOTATION].as_str()).unwrap_or_default()
}
