//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use super::{meta_v1};
use crate::schema::{EMPTY, List, Map, Struct, Topology, Type, field};

/// `SelfSubjectReview`.
pub static SELF_SUBJECT_REVIEW: Struct = Struct { name: "SelfSubjectReview", package: "io.k8s.api.authentication.v1", go_type: "v1.SelfSubjectReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("status", "Status", "v1.SelfSubjectReviewStatus", Type::Struct(&SELF_SUBJECT_REVIEW_STATUS)).protobuf(2),
], ..EMPTY };

static SELF_SUBJECT_REVIEW_STATUS: Struct = Struct { name: "SelfSubjectReviewStatus", package: "io.k8s.api.authentication.v1", go_type: "v1.SelfSubjectReviewStatus", atomic: false, fields: &[
    field("userInfo", "UserInfo", "v1.UserInfo", Type::Struct(&USER_INFO)).protobuf(1),
], ..EMPTY };

static USER_INFO: Struct = Struct { name: "UserInfo", package: "io.k8s.api.authentication.v1", go_type: "v1.UserInfo", atomic: false, fields: &[
    field("username", "Username", "string", Type::String).omitempty().protobuf(1),
    field("uid", "UID", "string", Type::String).omitempty().protobuf(2),
    field("groups", "Groups", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(3),
    field("extra", "Extra", "map[string]v1.ExtraValue", Type::Map(&Map { of: Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: false, boxed: true }), atomic: false })).omitempty().protobuf(4),
], ..EMPTY };

/// `TokenReview`.
pub static TOKEN_REVIEW: Struct = Struct { name: "TokenReview", package: "io.k8s.api.authentication.v1", go_type: "v1.TokenReview", atomic: false, fields: &[
    field("kind", "Kind", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("apiVersion", "APIVersion", "string", Type::String).embedded("TypeMeta").omitempty(),
    field("metadata", "ObjectMeta", "v1.ObjectMeta", Type::Struct(&meta_v1::OBJECT_META)).protobuf(1),
    field("spec", "Spec", "v1.TokenReviewSpec", Type::Struct(&TOKEN_REVIEW_SPEC)).required().protobuf(2),
    field("status", "Status", "v1.TokenReviewStatus", Type::Struct(&TOKEN_REVIEW_STATUS)).protobuf(3),
], ..EMPTY };

static TOKEN_REVIEW_SPEC: Struct = Struct { name: "TokenReviewSpec", package: "io.k8s.api.authentication.v1", go_type: "v1.TokenReviewSpec", atomic: false, fields: &[
    field("token", "Token", "string", Type::String).omitempty().required().protobuf(1),
    field("audiences", "Audiences", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(2),
], ..EMPTY };

static TOKEN_REVIEW_STATUS: Struct = Struct { name: "TokenReviewStatus", package: "io.k8s.api.authentication.v1", go_type: "v1.TokenReviewStatus", atomic: false, fields: &[
    field("authenticated", "Authenticated", "bool", Type::Bool).omitempty().protobuf(1),
    field("user", "User", "v1.UserInfo", Type::Struct(&USER_INFO)).protobuf(2),
    field("audiences", "Audiences", "[]string", Type::List(&List { of: Type::String, go_type: "string", topology: Topology::Atomic, declared: true, boxed: false })).omitempty().protobuf(4),
    field("error", "Error", "string", Type::String).omitempty().protobuf(3),
], ..EMPTY };
