//! `authorization.k8s.io`: what somebody may.

use coracle_object::meta::Scope;
use coracle_object::schema;

use crate::kind::{Identity, Kind};

/// The group's name.
pub const GROUP: &str = "authorization.k8s.io";

/// The group's kinds.
pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, plural, schema| Kind::review(Identity::new(GROUP, "v1", name, plural), schema);
    let local = ("LocalSubjectAccessReview", "localsubjectaccessreviews");
    vec![
        Kind { scope: Scope::Namespaced, ..kind(local.0, local.1, &schema::LOCAL_SUBJECT_ACCESS_REVIEW) },
        kind("SelfSubjectAccessReview", "selfsubjectaccessreviews", &schema::SELF_SUBJECT_ACCESS_REVIEW),
        kind("SelfSubjectRulesReview", "selfsubjectrulesreviews", &schema::SELF_SUBJECT_RULES_REVIEW),
        kind("SubjectAccessReview", "subjectaccessreviews", &schema::SUBJECT_ACCESS_REVIEW),
    ]
}
