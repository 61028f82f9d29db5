//! Filling in what a schema says is meant where nothing is said.

use super::Structural;
use crate::{Members, Value, text};

/// How much may be filled in into one object, in bytes of JSON: as much as a request may have. The reference has no such bound, but
/// what it stores is no larger.
pub const DEFAULT_BYTES_MAX: usize = 3 << 20;

/// Fills in defaults: a member's own first, then what it lacks below. What is `null` and cannot be takes the default, too.
///
/// # Errors
/// It would be more than [`DEFAULT_BYTES_MAX`]; what is filled in until then stays.
// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go Default (v1.37.2)
pub fn default(value: &mut Value, schema: &Structural) -> Result<(), TooMuch> {
    Room(DEFAULT_BYTES_MAX).fill(value, schema)
}

/// The defaults of an object are too large together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the defaults of its schema would make it more than {DEFAULT_BYTES_MAX} bytes larger")]
pub struct TooMuch;

/// How many bytes may still be filled in.
struct Room(usize);

impl Room {
    /// A copy of a default.
    fn copy(&mut self, default: &Value) -> Result<Value, TooMuch> {
        self.take(text::json(default).len())?;
        Ok(default.clone())
    }

    fn take(&mut self, bytes: usize) -> Result<(), TooMuch> {
        self.0 = self.0.checked_sub(bytes).ok_or(TooMuch)?;
        Ok(())
    }

    fn fill(&mut self, value: &mut Value, schema: &Structural) -> Result<(), TooMuch> {
        match value {
            Value::Object(members) => {
                let known = members.len();
                let all =
                    schema.properties.iter().try_for_each(|(name, property)| self.member(members, name, property));
                if members.len() > known {
                    members.sort_keys();
                }
                all?;
                members.iter_mut().try_for_each(|(name, value)| {
                    schema.member(name).schema().map_or(Ok(()), |below| self.item(value, below))
                })
            }
            Value::Array(items) => {
                let Some(below) = &schema.items else { return Ok(()) };
                items.iter_mut().try_for_each(|value| self.item(value, below))
            }
            _ => Ok(()),
        }
    }

    fn member(&mut self, members: &mut Members, name: &str, property: &Structural) -> Result<(), TooMuch> {
        let Some(default) = &property.default else { return Ok(()) };
        if members.get(name).is_none_or(|value| is_unfit_null(value, property)) {
            // A colon and a comma are written with a name.
            self.take(text::json(&name.into()).len() + 2)?;
            members.insert(name, self.copy(default)?);
        }
        Ok(())
    }

    /// Fills in a list's item or a map's value, which itself may be nothing.
    fn item(&mut self, value: &mut Value, schema: &Structural) -> Result<(), TooMuch> {
        if is_unfit_null(value, schema)
            && let Some(default) = &schema.default
        {
            *value = self.copy(default)?;
        }
        self.fill(value, schema)
    }
}

// Upstream: apiextensions-apiserver/pkg/apiserver/schema/defaulting/algorithm.go isNonNullableNull (v1.37.2)
fn is_unfit_null(value: &Value, schema: &Structural) -> bool {
    value.is_null() && !schema.nullable
}
