//! What an object is waited for, as `kubectl wait --for` says it.
//!
//! Upstream: kubectl/pkg/cmd/wait/condition.go, json.go, wait.go conditionFuncFor (v1.37.2)

use coracle_object::Value;
use coracle_object::jsonpath::{Item, JsonPath};
use coracle_object::text::quote;

/// What is waited for.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// That it is there.
    Create,
    /// That it is not.
    Delete,
    /// That its status has a condition of this type with this status.
    Status {
        /// Its type.
        name: String,
        /// `True`, unless another was said.
        status: String,
    },
    /// That a path leads to something, and to this where it was said.
    Path(JsonPath, Option<String>),
}

impl Condition {
    /// Reads `create`, `delete`, `condition=NAME[=STATUS]` or `jsonpath={PATH}[=VALUE]`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Condition, String> {
        let known = "one of create, delete, condition=NAME[=STATUS] and jsonpath={PATH}[=VALUE]";
        match text.split_once('=') {
            None if text.eq_ignore_ascii_case("create") => Ok(Condition::Create),
            None if text.eq_ignore_ascii_case("delete") => Ok(Condition::Delete),
            Some(("condition", rest)) if !rest.is_empty() => {
                let (name, status) = rest.split_once('=').unwrap_or((rest, "True"));
                Ok(Condition::Status { name: name.to_owned(), status: status.to_owned() })
            }
            Some(("jsonpath", rest)) if !rest.is_empty() => path(rest),
            _ => Err(format!("{} is none that can be waited for: {known}", quote(text))),
        }
    }

    /// Does it hold of an object as it is; none where there is no object?
    ///
    /// # Errors
    /// The path leads to what cannot be compared, or cannot be followed.
    pub fn holds(&self, object: Option<&Value>) -> Result<bool, String> {
        match (self, object) {
            (Condition::Create, object) => Ok(object.is_some()),
            (Condition::Delete, object) => Ok(object.is_none()),
            (_, None) => Ok(false),
            (Condition::Status { name, status }, Some(object)) => Ok(has(object, name, status)),
            (Condition::Path(path, value), Some(object)) => leads(path, object, value.as_deref()),
        }
    }
}

/// A text is told of that is no longer than this.
const SHOWN_MAX: usize = 200;

impl Condition {
    /// What of an object decides, in words that go behind `and`; none where that is whether it is there.
    pub fn seen(&self, object: &Value) -> Option<String> {
        match self {
            Condition::Create | Condition::Delete => None,
            Condition::Status { name, .. } => Some(match condition(object, name) {
                None => format!("no condition {name}"),
                Some(found) if is_old(object, found) => format!("the condition {name} of an earlier generation"),
                Some(found) => format!("the condition {name}={}", found["status"].as_str().unwrap_or_default()),
            }),
            Condition::Path(path, _) => {
                let found = path.find(object).unwrap_or_default();
                let items: Vec<String> = found.iter().flatten().map(|item| item.printed().trim().to_owned()).collect();
                let shown: String = items.join(" ").chars().take(SHOWN_MAX).collect();
                Some(if items.is_empty() {
                    "nothing at the path".to_owned()
                } else {
                    format!("{} at the path", quote(&shown))
                })
            }
        }
    }
}

/// A path in braces, or without them, and what it is to lead to.
fn path(text: &str) -> Result<Condition, String> {
    let text = text.trim_matches('\'');
    let end = if text.starts_with('{') { text.rfind('}').map(|end| end + 1) } else { single(text) };
    let (path, rest) = text.split_at(end.unwrap_or(text.len()));
    let rest = rest.strip_prefix('\'').unwrap_or(rest);
    let value = match rest.strip_prefix('=') {
        Some("") => return Err("jsonpath: the value to wait for is empty".to_owned()),
        None if !rest.is_empty() => return Err(format!("jsonpath: {} stands behind the path", quote(rest))),
        value => value.map(ToOwned::to_owned),
    };
    let path = path.trim_matches('\'');
    let inner = path.strip_prefix('{').and_then(|path| path.strip_suffix('}')).unwrap_or(path);
    let dotted = if inner.starts_with(['.', '[', '$']) { inner.to_owned() } else { format!(".{inner}") };
    Ok(Condition::Path(JsonPath::parse(&dotted).map_err(|why| format!("jsonpath: {why}"))?, value))
}

/// Where the first `=` stands that is none of several.
fn single(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'=');
    (0..bytes.len()).find(|at| is(Some(*at)) && !is(at.checked_sub(1)) && !is(Some(at + 1)))
}

fn condition<'o>(object: &'o Value, name: &str) -> Option<&'o Value> {
    let conditions = object["status"]["conditions"].as_array().map(|all| all.as_slice()).unwrap_or_default();
    conditions.iter().find(|condition| condition["type"].as_str().unwrap_or_default().eq_ignore_ascii_case(name))
}

/// What was seen of an earlier form of the object says nothing of this one.
fn is_old(object: &Value, condition: &Value) -> bool {
    let observed = condition["observedGeneration"].as_i64().or_else(|| object["status"]["observedGeneration"].as_i64());
    observed.zip(object["metadata"]["generation"].as_i64()).is_some_and(|(seen, now)| seen < now)
}

fn has(object: &Value, name: &str, status: &str) -> bool {
    condition(object, name).is_some_and(|condition| {
        !is_old(object, condition) && condition["status"].as_str().unwrap_or_default().eq_ignore_ascii_case(status)
    })
}

fn leads(path: &JsonPath, object: &Value, wanted: Option<&str>) -> Result<bool, String> {
    let found = path.find(object)?;
    let Some(wanted) = wanted else { return Ok(found.iter().any(|found| !found.is_empty())) };
    let item = match found.as_slice() {
        [] => return Ok(false),
        [one] => match one.as_slice() {
            [] => return Ok(false),
            [item] => item,
            _ => return Err("given jsonpath expression matches more than one value".to_owned()),
        },
        _ => return Err("given jsonpath expression matches more than one list".to_owned()),
    };
    if let Item::Value(value) = item
        && (value.is_object() || value.is_array())
    {
        return Err("jsonpath leads to a nested object or list which is not supported".to_owned());
    }
    Ok(item.printed().trim() == wanted.trim())
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn conditions_hold_as_kubectl_has_them() {
        let object = json!({
            "metadata": {"generation": 3},
            "spec": {"replicas": 2, "empty": {}},
            "status": {
                "phase": "Running",
                "conditions": [
                    {"type": "Ready", "status": "True"},
                    {"type": "Old", "status": "True", "observedGeneration": 2},
                    {"type": "Failed", "status": "False", "observedGeneration": 3},
                ],
            },
        });
        for (text, expected) in [
            ("create", Ok(true)),
            ("delete", Ok(false)),
            ("condition=Ready", Ok(true)),
            ("condition=ready=true", Ok(true)),
            ("condition=Ready=False", Ok(false)),
            ("condition=Old", Ok(false)),
            ("condition=Failed=False", Ok(true)),
            ("condition=None", Ok(false)),
            ("jsonpath={.status.phase}=Running", Ok(true)),
            ("jsonpath='{.status.phase}'=Running", Ok(true)),
            ("jsonpath=.status.phase=Running", Ok(true)),
            ("jsonpath=status.phase=Pending", Ok(false)),
            ("jsonpath={.spec.replicas}=2", Ok(true)),
            ("jsonpath={.spec.none}", Ok(false)),
            ("jsonpath={.spec.none}=1", Ok(false)),
            ("jsonpath={.spec.replicas}", Ok(true)),
            (r#"jsonpath={.status.conditions[?(@.type=="Ready")].status}=True"#, Ok(true)),
            (r#"jsonpath=.status.conditions[?(@.type=="Ready")].status=True"#, Ok(true)),
            ("jsonpath={.spec.empty}=1", Err("jsonpath leads to a nested object or list which is not supported")),
            ("jsonpath={.status.conditions[*].type}=1", Err("given jsonpath expression matches more than one value")),
        ] {
            let condition = Condition::parse(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(condition.holds(Some(&object)), expected.map_err(str::to_owned), "{text}");
            let gone = matches!(condition, Condition::Delete);
            assert_eq!(condition.holds(None), Ok(gone), "{text}");
        }
    }

    #[test]
    fn what_there_is_instead_is_told() {
        let object = json!({
            "metadata": {"generation": 3},
            "status": {
                "phase": "Pending",
                "conditions": [{"type": "Ready", "status": "False"}, {"type": "Old", "status": "True", "observedGeneration": 2}],
            },
        });
        for (text, expected) in [
            ("delete", None),
            ("condition=Ready", Some("the condition Ready=False")),
            ("condition=Old", Some("the condition Old of an earlier generation")),
            ("condition=None", Some("no condition None")),
            ("jsonpath={.status.phase}=Running", Some("\"Pending\" at the path")),
            ("jsonpath={.status.none}", Some("nothing at the path")),
        ] {
            assert_eq!(Condition::parse(text).unwrap().seen(&object).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_waited_for_is_told() {
        for (text, why) in [
            ("", "\"\" is none that can be waited for: one of create"),
            ("ready", "\"ready\" is none that can be waited for"),
            ("condition=", "\"condition=\" is none that can be waited for"),
            ("jsonpath=", "\"jsonpath=\" is none that can be waited for"),
            ("jsonpath={.a}=", "jsonpath: the value to wait for is empty"),
            ("jsonpath={.a}b", "jsonpath: \"b\" stands behind the path"),
            ("jsonpath={.a[}", "jsonpath: "),
        ] {
            let told = Condition::parse(text).unwrap_err();
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
