//! The names of CSI drivers, wherever they stand.

use coracle_object::field::{FieldError, Path};
use coracle_object::{names, text};

/// A driver's name has at most this many bytes.
const NAME_BYTES_MAX: usize = 63;

// Upstream: pkg/apis/core/validation/validation.go ValidateCSIDriverName (v1.37.2)
pub(super) fn check_name(name: &str, path: &Path) -> Vec<FieldError> {
    if name.is_empty() {
        return vec![FieldError::required(path, "")];
    }
    let mut errors = Vec::new();
    if name.len() > NAME_BYTES_MAX {
        errors.push(FieldError::too_long(path, NAME_BYTES_MAX));
    }
    errors.extend(FieldError::invalid_each(path, name, names::subdomain(&text::lower(name))));
    errors
}
