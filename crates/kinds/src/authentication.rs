//! `authentication.k8s.io`: who somebody is.

use coracle_object::schema;

use crate::kind::{Identity, Kind};

/// The group's name.
pub const GROUP: &str = "authentication.k8s.io";

/// The group's kinds.
pub(crate) fn kinds() -> Vec<Kind> {
    let kind = |name, plural, schema| Kind::review(Identity::new(GROUP, "v1", name, plural), schema);
    vec![
        kind("SelfSubjectReview", "selfsubjectreviews", &schema::SELF_SUBJECT_REVIEW),
        kind("TokenReview", "tokenreviews", &schema::TOKEN_REVIEW),
    ]
}
