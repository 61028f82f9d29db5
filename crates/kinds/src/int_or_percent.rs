//! Numbers of things that may be a part of the whole instead: `3` or `"25%"`.

use coracle_object::field::{FieldError, Path};
use coracle_object::{Value, names};

/// What is wrong with one; nothing where there is none.
// Upstream: pkg/apis/apps/validation/validation.go ValidatePositiveIntOrPercent, IsNotMoreThan100Percent (v1.37.2)
pub(crate) fn check(value: &Value, path: &Path) -> Vec<FieldError> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => {
            let reasons = names::percent(text);
            if reasons.is_empty() {
                let digits = text.trim_end_matches('%').trim_start_matches('0');
                let too_much = digits.len() > 3 || digits.parse().is_ok_and(|number: u32| number > 100);
                let why = "must not be greater than 100%";
                return too_much.then(|| FieldError::invalid(path, value, why)).into_iter().collect();
            }
            reasons.into_iter().map(|reason| FieldError::invalid(path, value, reason)).collect()
        }
        _ => {
            let number = value.as_i64().filter(|number| *number < 0);
            let wrong = number.map(|number| FieldError::invalid(path, number, "must be greater than or equal to 0"));
            wrong.into_iter().collect()
        }
    }
}

/// As a table shows it, or this where there is none.
pub(crate) fn shown(value: &Value, none: &str) -> String {
    match value {
        Value::Null => none.to_owned(),
        Value::String(text) => text.as_str().to_owned(),
        number => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn a_part_is_no_more_than_the_whole() {
        let told = |value: Value| check(&value, &Path::new("n")).iter().map(ToString::to_string).collect::<Vec<_>>();
        for right in [Value::Null, json!(0), json!("0%"), json!("100%"), json!("0000099%")] {
            assert_eq!(told(right.clone()), [""; 0], "{right:?}");
        }
        assert_eq!(told(json!(-1)), ["n: Invalid value: -1: must be greater than or equal to 0"]);
        assert_eq!(told(json!("101%")), [r#"n: Invalid value: "101%": must not be greater than 100%"#]);
        assert_eq!(told(json!("1000%")), [r#"n: Invalid value: "1000%": must not be greater than 100%"#]);
        assert!(told(json!("5"))[0].starts_with(r#"n: Invalid value: "5": a valid percent string must be"#));
        assert_eq!(shown(&json!("5%"), "-"), "5%");
        assert_eq!(shown(&json!(5), "-"), "5");
        assert_eq!(shown(&Value::Null, "-"), "-");
    }
}
