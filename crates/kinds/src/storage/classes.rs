//! What classes of storage have in common: who makes what is asked for, and what they are told.

use coracle_object::field::{FieldError, Path};
use coracle_object::{Value, names, text};

/// The parameters may have this many bytes, names and values together.
// Upstream: pkg/apis/storage/validation/validation.go maxProvisionerParameterSize (v1.37.2)
const PARAMETERS_BYTES_MAX: usize = 256 * 1024;
/// There may be this many of them.
// Upstream: pkg/apis/storage/validation/validation.go maxProvisionerParameterLen (v1.37.2)
const PARAMETERS_MAX: usize = 512;

/// What is wrong with the name of who makes it; that there is none is asked elsewhere.
// Upstream: pkg/apis/storage/validation/validation.go validateProvisioner (v1.37.2)
pub(super) fn check_provisioner(name: &str, path: &Path) -> Vec<FieldError> {
    if name.is_empty() {
        return Vec::new();
    }
    let lower = text::lower(name);
    FieldError::invalid_each(path, &lower, names::qualified_name(&lower))
}

// Upstream: pkg/apis/storage/validation/validation.go validateParameters (v1.37.2)
pub(super) fn check_parameters(parameters: &Value, path: &Path) -> Vec<FieldError> {
    let Some(parameters) = parameters.as_object() else { return Vec::new() };
    if parameters.len() > PARAMETERS_MAX {
        return vec![FieldError::too_long(path, PARAMETERS_MAX)];
    }
    let mut errors = Vec::new();
    if parameters.contains_key("") {
        errors.push(FieldError::invalid(path, "", "field can not be empty."));
    }
    let sizes = parameters.iter().map(|(name, value)| name.len() + value.as_str().map_or(0, str::len));
    if sizes.sum::<usize>() > PARAMETERS_BYTES_MAX {
        errors.push(FieldError::too_long(path, PARAMETERS_BYTES_MAX));
    }
    errors
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn parameters_are_few_and_small() {
        let told = |parameters: &Value| {
            check_parameters(parameters, &Path::new("p")).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        let many =
            |count: usize| (0..count).map(|n| (n.to_string(), Value::from(""))).collect::<coracle_object::Members>();
        assert_eq!(told(&Value::Object(many(512))), [""; 0]);
        assert_eq!(told(&Value::Object(many(513))), ["p: Too long: may not be more than 512 bytes"]);
        assert_eq!(told(&json!({"": "x"})), [r#"p: Invalid value: "": field can not be empty."#]);
        assert_eq!(told(&json!({"ab": "x".repeat(256 * 1024 - 2)})), [""; 0]);
        let long = json!({"ab": "x".repeat(256 * 1024 - 1)});
        assert_eq!(told(&long), ["p: Too long: may not be more than 262144 bytes"]);
    }
}
