//! What is wrong with the options of a write, as data.
//!
//! Reading them from a query or a body, and the rules of `ListOptions`, are the server's.
//!
//! Upstream: apimachinery/pkg/apis/meta/v1/validation/validation.go (v1.37.2)

use crate::Value;
use crate::field::{FieldError, Path};
use crate::meta::validate_manager;

/// The option that deletes what cannot be read, and nothing else.
pub const IGNORE_STORE_READ_ERROR: &str = "ignoreStoreReadErrorWithClusterBreakingPotential";

/// The options of create and update.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteOptions<'a> {
    /// `dryRun`, each value as given.
    pub dry_run: &'a [String],
    /// `fieldManager`; empty when not given.
    pub field_manager: &'a str,
    /// `fieldValidation`; empty when not given.
    pub field_validation: &'a str,
}

/// The options of delete, as far as a rule looks at them.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeleteOptions<'a> {
    /// `dryRun`, each value as given.
    pub dry_run: &'a [String],
    /// `gracePeriodSeconds`, in seconds.
    pub grace_period_seconds: Option<i64>,
    /// `orphanDependents`, the old form of a policy.
    pub orphan_dependents: Option<bool>,
    /// `propagationPolicy`, as given.
    pub propagation_policy: Option<&'a str>,
    /// Whether `preconditions` were given, be they empty.
    pub has_preconditions: bool,
    /// [`IGNORE_STORE_READ_ERROR`].
    pub ignore_store_read_error: bool,
}

/// Whether a patch is an apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatchKind {
    /// Server-side apply.
    Apply,
    /// Any other patch.
    Other,
}

/// The rules of `CreateOptions` and `UpdateOptions`.
#[must_use]
pub fn validate_write(options: &WriteOptions<'_>) -> Vec<FieldError> {
    let mut errors = validate_manager(options.field_manager, &Path::new("fieldManager"));
    errors.extend(validate_dry_run(options.dry_run));
    errors.extend(validate_field_validation(options.field_validation));
    errors
}

/// The rules of `PatchOptions`; `force` as given.
#[must_use]
pub fn validate_patch(options: &WriteOptions<'_>, force: Option<bool>, kind: PatchKind) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match kind {
        PatchKind::Apply if options.field_manager.is_empty() => {
            errors.push(FieldError::required(&Path::new("fieldManager"), "is required for apply patch"));
        }
        PatchKind::Other if force.is_some() => {
            errors.push(FieldError::forbidden(&Path::new("force"), "may not be specified for non-apply patch"));
        }
        _ => {}
    }
    errors.extend(validate_write(options));
    errors
}

/// The rules of `DeleteOptions`.
#[must_use]
pub fn validate_delete(options: &DeleteOptions<'_>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some(policy) = options.propagation_policy {
        let field = Path::new("propagationPolicy");
        // A pointer in the reference, and so printed as JSON.
        let value = || Value::from(policy);
        if options.orphan_dependents.is_some() {
            let detail = "orphanDependents and deletionPropagation cannot be both set";
            errors.push(FieldError::invalid(&field, value(), detail));
        }
        if !matches!(policy, "Foreground" | "Background" | "Orphan") {
            let supported = ["Foreground", "Background", "Orphan", "nil"];
            errors.push(FieldError::not_supported(&field, value(), &supported));
        }
    }
    errors.extend(validate_dry_run(options.dry_run));
    if options.ignore_store_read_error {
        let others = [
            (options.propagation_policy.is_some(), "propagationPolicy"),
            (options.orphan_dependents.is_some(), "orphanDependents"),
            (options.grace_period_seconds.is_some(), "gracePeriodSeconds"),
            (options.has_preconditions, "preconditions"),
        ];
        let field = Path::new(IGNORE_STORE_READ_ERROR);
        for (_, name) in others.iter().filter(|(given, _)| *given) {
            let detail = format!("cannot be set together with .{name}");
            errors.push(FieldError::invalid(&field, Value::Bool(true), detail));
        }
    }
    errors
}

/// The further rule for the deletion of a collection.
// Upstream: apiserver/pkg/endpoints/handlers/delete.go DeleteCollection (v1.37.2)
#[must_use]
pub fn validate_delete_collection(options: &DeleteOptions<'_>) -> Vec<FieldError> {
    let detail = "is not allowed with DELETECOLLECTION, try again after removing the option";
    let refused = || FieldError::invalid(&Path::new(IGNORE_STORE_READ_ERROR), Value::Bool(true), detail);
    options.ignore_store_read_error.then(refused).into_iter().collect()
}

fn validate_dry_run(values: &[String]) -> Option<FieldError> {
    let refused = values.iter().any(|value| value != "All");
    refused.then(|| FieldError::not_supported(&Path::new("dryRun"), Value::from(values), &["All"]))
}

fn validate_field_validation(value: &str) -> Option<FieldError> {
    let supported = ["", "Ignore", "Strict", "Warn"];
    let refused = !supported.contains(&value);
    refused.then(|| FieldError::not_supported(&Path::new("fieldValidation"), value, &supported))
}
