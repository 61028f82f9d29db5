//! Which Kubernetes this is.

/// The version of Kubernetes whose behaviour is served.
pub const KUBERNETES: &str = "v1.37.2";
