//! Which Kubernetes this is, and which commit of ours.

/// The version of Kubernetes whose behaviour is served.
pub const KUBERNETES: &str = "v1.37.2";

/// The commit that the program was built from; `tools/release` says it to the compiler, other builds do not.
pub const COMMIT: Option<&str> = option_env!("CORACLE_COMMIT");
