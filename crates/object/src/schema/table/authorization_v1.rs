//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `SelfSubjectAccessReview`.
pub static SELF_SUBJECT_ACCESS_REVIEW: Struct = Struct { name: "SelfSubjectAccessReview", package: "io.k8s.api.authorization.v1", go_type: "v1.SelfSubjectAccessReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.SelfSubjectAccessReviewSpec", Type::Struct(&SELF_SUBJECT_ACCESS_REVIEW_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.SubjectAccessReviewStatus", Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS)).protobuf(3),
], ..EMPTY };

static SELF_SUBJECT_ACCESS_REVIEW_SPEC: Struct = Struct { name: "SelfSubjectAccessReviewSpec", package: "io.k8s.api.authorization.v1", go_type: "v1.SelfSubjectAccessReviewSpec", atomic: false, fields: &[
    field("resourceAttributes", "ResourceAttributes", "v1.ResourceAttributes", Type::Struct(&RESOURCE_ATTRIBUTES)).pointer().omitempty().protobuf(1),
    field("nonResourceAttributes", "NonResourceAttributes", "v1.NonResourceAttributes", Type::Struct(&NON_RESOURCE_ATTRIBUTES)).pointer().omitempty().protobuf(2),
], ..EMPTY };

static RESOURCE_ATTRIBUTES: Struct = Struct { name: "ResourceAttributes", package: "io.k8s.api.authorization.v1", go_type: "v1.ResourceAttributes", atomic: false, fields: &[
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(1),
    field("verb", "Verb", "string", Type::String).omitempty().protobuf(2),
    field("group", "Group", "string", Type::String).omitempty().protobuf(3),
    field("version", "Version", "string", Type::String).omitempty().protobuf(4),
    field("resource", "Resource", "string", Type::String).omitempty().protobuf(5),
    field("subresource", "Subresource", "string", Type::String).omitempty().protobuf(6),
    field("name", "Name", "string", Type::String).omitempty().protobuf(7),
    field("fieldSelector", "FieldSelector", "v1.FieldSelectorAttributes", Type::Struct(&FIELD_SELECTOR_ATTRIBUTES)).pointer().omitempty().protobuf(8),
    field("labelSelector", "LabelSelector", "v1.LabelSelectorAttributes", Type::Struct(&LABEL_SELECTOR_ATTRIBUTES)).pointer().omitempty().protobuf(9),
], ..EMPTY };

static FIELD_SELECTOR_ATTRIBUTES: Struct = Struct { name: "FieldSelectorAttributes", package: "io.k8s.api.authorization.v1", go_type: "v1.FieldSelectorAttributes", atomic: false, fields: &[
    field("rawSelector", "RawSelector", "string", Type::String).omitempty().protobuf(1),
    field("requirements", "Requirements", "[]v1.FieldSelectorRequirement", Type::List(&List { of: Type::Struct(&meta_v1::FIELD_SELECTOR_REQUIREMENT), go_type: "v1.FieldSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static LABEL_SELECTOR_ATTRIBUTES: Struct = Struct { name: "LabelSelectorAttributes", package: "io.k8s.api.authorization.v1", go_type: "v1.LabelSelectorAttributes", atomic: false, fields: &[
    field("rawSelector", "RawSelector", "string", Type::String).omitempty().protobuf(1),
    field("requirements", "Requirements", "[]v1.LabelSelectorRequirement", Type::List(&List { of: Type::Struct(&meta_v1::LABEL_SELECTOR_REQUIREMENT), go_type: "v1.LabelSelectorRequirement", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static NON_RESOURCE_ATTRIBUTES: Struct = Struct { name: "NonResourceAttributes", package: "io.k8s.api.authorization.v1", go_type: "v1.NonResourceAttributes", atomic: false, fields: &[
    field("path", "Path", "string", Type::String).omitempty().protobuf(1),
    field("verb", "Verb", "string", Type::String).omitempty().protobuf(2),
], ..EMPTY };

static SUBJECT_ACCESS_REVIEW_STATUS: Struct = Struct { name: "SubjectAccessReviewStatus", package: "io.k8s.api.authorization.v1", go_type: "v1.SubjectAccessReviewStatus", atomic: false, fields: &[
    field("allowed", "Allowed", "bool", Type::Bool).required().protobuf(1),
    field("denied", "Denied", "bool", Type::Bool).omitempty().protobuf(4),
    field("reason", "Reason", "string", Type::String).omitempty().protobuf(2),
    field("evaluationError", "EvaluationError", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };

/// `SelfSubjectRulesReview`.
pub static SELF_SUBJECT_RULES_REVIEW: Struct = Struct { name: "SelfSubjectRulesReview", package: "io.k8s.api.authorization.v1", go_type: "v1.SelfSubjectRulesReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.SelfSubjectRulesReviewSpec", Type::Struct(&SELF_SUBJECT_RULES_REVIEW_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.SubjectRulesReviewStatus", Type::Struct(&SUBJECT_RULES_REVIEW_STATUS)).protobuf(3),
], ..EMPTY };

static SELF_SUBJECT_RULES_REVIEW_SPEC: Struct = Struct { name: "SelfSubjectRulesReviewSpec", package: "io.k8s.api.authorization.v1", go_type: "v1.SelfSubjectRulesReviewSpec", atomic: false, fields: &[
    field("namespace", "Namespace", "string", Type::String).omitempty().protobuf(1),
], ..EMPTY };

static SUBJECT_RULES_REVIEW_STATUS: Struct = Struct { name: "SubjectRulesReviewStatus", package: "io.k8s.api.authorization.v1", go_type: "v1.SubjectRulesReviewStatus", atomic: false, fields: &[
    field("resourceRules", "ResourceRules", "[]v1.ResourceRule", Type::List(&List { of: Type::Struct(&RESOURCE_RULE), go_type: "v1.ResourceRule", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("nonResourceRules", "NonResourceRules", "[]v1.NonResourceRule", Type::List(&List { of: Type::Struct(&NON_RESOURCE_RULE), go_type: "v1.NonResourceRule", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(2),
    field("incomplete", "Incomplete", "bool", Type::Bool).required().protobuf(3),
    field("evaluationError", "EvaluationError", "string", Type::String).omitempty().protobuf(4),
], ..EMPTY };

static RESOURCE_RULE: Struct = Struct { name: "ResourceRule", package: "io.k8s.api.authorization.v1", go_type: "v1.ResourceRule", atomic: false, fields: &[
    field("verbs", "Verbs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("apiGroups", "APIGroups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
    field("resources", "Resources", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("resourceNames", "ResourceNames", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
], ..EMPTY };

static NON_RESOURCE_RULE: Struct = Struct { name: "NonResourceRule", package: "io.k8s.api.authorization.v1", go_type: "v1.NonResourceRule", atomic: false, fields: &[
    field("verbs", "Verbs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).required().protobuf(1),
    field("nonResourceURLs", "NonResourceURLs", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

/// `SubjectAccessReview`.
pub static SUBJECT_ACCESS_REVIEW: Struct = Struct { name: "SubjectAccessReview", package: "io.k8s.api.authorization.v1", go_type: "v1.SubjectAccessReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.SubjectAccessReviewSpec", Type::Struct(&SUBJECT_ACCESS_REVIEW_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.SubjectAccessReviewStatus", Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS)).protobuf(3),
], ..EMPTY };

static SUBJECT_ACCESS_REVIEW_SPEC: Struct = Struct { name: "SubjectAccessReviewSpec", package: "io.k8s.api.authorization.v1", go_type: "v1.SubjectAccessReviewSpec", atomic: false, fields: &[
    field("resourceAttributes", "ResourceAttributes", "v1.ResourceAttributes", Type::Struct(&RESOURCE_ATTRIBUTES)).pointer().omitempty().protobuf(1),
    field("nonResourceAttributes", "NonResourceAttributes", "v1.NonResourceAttributes", Type::Struct(&NON_RESOURCE_ATTRIBUTES)).pointer().omitempty().protobuf(2),
    field("user", "User", "string", Type::String).omitempty().protobuf(3),
    field("groups", "Groups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("extra", "Extra", "map[string]v1.ExtraValue", Type::Map(&Map { of: Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: false, boxed: true }), atomic: false })).omitempty().protobuf(5),
    field("uid", "UID", "string", Type::String).omitempty().protobuf(6),
], ..EMPTY };

/// `LocalSubjectAccessReview`.
pub static LOCAL_SUBJECT_ACCESS_REVIEW: Struct = Struct { name: "LocalSubjectAccessReview", package: "io.k8s.api.authorization.v1", go_type: "v1.LocalSubjectAccessReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.SubjectAccessReviewSpec", Type::Struct(&SUBJECT_ACCESS_REVIEW_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.SubjectAccessReviewStatus", Type::Struct(&SUBJECT_ACCESS_REVIEW_STATUS)).protobuf(3),
], ..EMPTY };
