//! The reviews as kinds. What a kind is asked about stored objects is never asked of them.

use coracle_object::Value;
use coracle_object::field::FieldError;
use coracle_object::schema::{self, Struct};

use crate::kinds::{Column, Kind};

/// A kind of review.
#[derive(Debug)]
pub struct Review {
    /// What it asks.
    pub what: What,
    resource: &'static str,
    singular: &'static str,
    version: &'static str,
    package: &'static str,
    schema: &'static Struct,
}

impl PartialEq for Review {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what
    }
}

impl Eq for Review {}

/// What a review asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Who am I?
    Oneself,
    /// May I do this?
    OwnAccess,
    /// What may I do?
    OwnRules,
    /// May they do this?
    Access,
    /// May they do this in the namespace?
    LocalAccess,
}

const fn authorization(what: What, resource: &'static str, singular: &'static str, schema: &'static Struct) -> Review {
    Review { what, resource, singular, version: "authorization.k8s.io/v1", package: "authorization", schema }
}

/// The reviews of who somebody is.
pub static AUTHENTICATION: [Review; 1] = [Review {
    what: What::Oneself,
    resource: "selfsubjectreviews",
    singular: "selfsubjectreview",
    version: "authentication.k8s.io/v1",
    package: "authentication",
    schema: &schema::SELF_SUBJECT_REVIEW,
}];

/// The reviews of what somebody may.
pub static AUTHORIZATION: [Review; 4] = [
    authorization(
        What::LocalAccess,
        "localsubjectaccessreviews",
        "localsubjectaccessreview",
        &schema::LOCAL_SUBJECT_ACCESS_REVIEW,
    ),
    authorization(
        What::OwnAccess,
        "selfsubjectaccessreviews",
        "selfsubjectaccessreview",
        &schema::SELF_SUBJECT_ACCESS_REVIEW,
    ),
    authorization(
        What::OwnRules,
        "selfsubjectrulesreviews",
        "selfsubjectrulesreview",
        &schema::SELF_SUBJECT_RULES_REVIEW,
    ),
    authorization(What::Access, "subjectaccessreviews", "subjectaccessreview", &schema::SUBJECT_ACCESS_REVIEW),
];

impl Kind for Review {
    fn kind(&self) -> &'static str {
        self.schema.name
    }

    fn resource(&self) -> &'static str {
        self.resource
    }

    fn singular(&self) -> &'static str {
        self.singular
    }

    fn short_names(&self) -> &'static [&'static str] {
        &[]
    }

    fn api_version(&self) -> &'static str {
        self.version
    }

    fn go_package(&self) -> &'static str {
        self.package
    }

    fn namespaced(&self) -> bool {
        self.what == What::LocalAccess
    }

    fn schema(&self) -> &'static Struct {
        self.schema
    }

    fn verbs(&self) -> &'static [&'static str] {
        &["create"]
    }

    fn storage_hash(&self) -> &'static str {
        ""
    }

    fn create_on_update(&self) -> bool {
        false
    }

    fn check_create(&self, _object: &Value) -> Vec<FieldError> {
        Vec::new()
    }

    fn check_update(&self, _object: &Value, _current: &Value) -> Vec<FieldError> {
        Vec::new()
    }

    fn columns(&self) -> &'static [Column] {
        &[]
    }

    fn cells(&self, _object: &Value, _now: i64) -> Vec<Value> {
        Vec::new()
    }
}
