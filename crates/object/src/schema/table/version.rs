//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: `cd tools/schema && go run . table ../../crates/object/src/schema/table`

use crate::schema::{EMPTY, Struct, Type, field};

/// `Info`.
pub static INFO_VERSION: Struct = Struct { name: "Info", package: "io.k8s.apimachinery.pkg.version", go_type: "version.Info", atomic: false, fields: &[
    field("major", "Major", "string", Type::String).required(),
    field("minor", "Minor", "string", Type::String).required(),
    field("emulationMajor", "EmulationMajor", "string", Type::String).omitempty(),
    field("emulationMinor", "EmulationMinor", "string", Type::String).omitempty(),
    field("minCompatibilityMajor", "MinCompatibilityMajor", "string", Type::String).omitempty(),
    field("minCompatibilityMinor", "MinCompatibilityMinor", "string", Type::String).omitempty(),
    field("gitVersion", "GitVersion", "string", Type::String).required(),
    field("gitCommit", "GitCommit", "string", Type::String).required(),
    field("gitTreeState", "GitTreeState", "string", Type::String).required(),
    field("buildDate", "BuildDate", "string", Type::String).required(),
    field("goVersion", "GoVersion", "string", Type::String).required(),
    field("compiler", "Compiler", "string", Type::String).required(),
    field("platform", "Platform", "string", Type::String).required(),
], ..EMPTY };
