//! What the parameters of a request, or the body of a deletion, ask for; not yet whether it may be asked.
//!
//! Upstream: apimachinery/pkg/apis/meta/v1/zz_generated.conversion.go, pkg/runtime/conversion.go (v1.37.2)

use coracle_object::Value;
use coracle_object::field::{FieldError, Path};
use coracle_object::options::{self, IGNORE_STORE_READ_ERROR};
use coracle_object::selectors::{FieldSelector, LabelSelector};

use super::query::Query;

/// How unknown and duplicate fields are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldValidation {
    /// They are dropped silently.
    Ignore,
    /// They are dropped, and the answer warns of them.
    Warn,
    /// They are refused.
    Strict,
}

impl FieldValidation {
    /// Reads a parameter that was found to be valid; the default is to warn.
    pub fn of(given: &str) -> Self {
        match given {
            "Ignore" => FieldValidation::Ignore,
            "Strict" => FieldValidation::Strict,
            _ => FieldValidation::Warn,
        }
    }

    /// Does anybody want to know of them?
    pub fn looks(self) -> bool {
        self != FieldValidation::Ignore
    }
}

/// What a create, an update or a patch asks for beside its body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// `dryRun`, each value as given.
    pub dry_run: Vec<String>,
    /// `fieldManager`; empty for none.
    pub field_manager: String,
    /// `fieldValidation`; empty for none.
    pub field_validation: String,
}

impl WriteOptions {
    /// As the rules for them want them.
    pub fn rules(&self) -> options::WriteOptions<'_> {
        options::WriteOptions {
            dry_run: &self.dry_run,
            field_manager: &self.field_manager,
            field_validation: &self.field_validation,
        }
    }

    /// Is the write only tried?
    pub fn is_dry_run(&self) -> bool {
        !self.dry_run.is_empty()
    }

    /// How unknown and duplicate fields are treated.
    pub fn validation(&self) -> FieldValidation {
        FieldValidation::of(&self.field_validation)
    }
}

/// What a deletion asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// `dryRun`, each value as given.
    pub dry_run: Vec<String>,
    /// `gracePeriodSeconds`, in seconds.
    pub grace_period_seconds: Option<i64>,
    /// `orphanDependents`, which `propagationPolicy` replaced.
    pub orphan_dependents: Option<bool>,
    /// `propagationPolicy`, as given.
    pub propagation_policy: Option<String>,
    /// Were `preconditions` given, be they empty?
    pub has_preconditions: bool,
    /// The uid that the object must have.
    pub uid: Option<String>,
    /// The resourceVersion that the object must have.
    pub resource_version: Option<String>,
    /// `ignoreStoreReadErrorWithClusterBreakingPotential`: delete it only if it cannot be read.
    pub ignore_store_read_error: bool,
}

impl DeleteOptions {
    /// As the rules for them want them.
    pub fn rules(&self) -> options::DeleteOptions<'_> {
        options::DeleteOptions {
            dry_run: &self.dry_run,
            grace_period_seconds: self.grace_period_seconds,
            orphan_dependents: self.orphan_dependents,
            propagation_policy: self.propagation_policy.as_deref(),
            has_preconditions: self.has_preconditions,
            ignore_store_read_error: self.ignore_store_read_error,
        }
    }

    /// Is the deletion only tried?
    pub fn is_dry_run(&self) -> bool {
        !self.dry_run.is_empty()
    }
}

/// What a list, a watch or the deletion of a collection asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// `labelSelector`
    pub labels: LabelSelector,
    /// `fieldSelector`
    pub fields: FieldSelector,
    /// `watch`
    pub watch: bool,
    /// `allowWatchBookmarks`
    pub bookmarks: bool,
    /// `resourceVersion`, as given; empty for none.
    pub resource_version: String,
    /// `resourceVersionMatch`, as given; empty for none.
    pub version_match: String,
    /// `timeoutSeconds`; of a watch alone.
    pub timeout_seconds: Option<i64>,
    /// `limit`; none at 0 and below.
    pub limit: i64,
    /// `continue`; empty for none.
    pub token: String,
    /// `sendInitialEvents`
    pub initial_events: Option<bool>,
}

/// The match of a list of exactly one revision.
pub const EXACT: &str = "Exact";
/// The match of a list, or of a watch's initial events, of a revision or a later one.
const NOT_OLDER: &str = "NotOlderThan";

impl ListOptions {
    /// What is wrong with how the options of a list go together.
    // Upstream: apimachinery/pkg/apis/meta/internalversion/validation/validation.go ValidateListOptions (v1.37.2)
    pub fn check_list(&self) -> Vec<FieldError> {
        let (field, mut errors) = (Path::new("resourceVersionMatch"), Vec::new());
        let given = self.version_match.as_str();
        if !given.is_empty() {
            if self.resource_version.is_empty() {
                errors.push(FieldError::forbidden(
                    &field,
                    format!("{field} is forbidden unless resourceVersion is provided"),
                ));
            }
            errors.extend(self.check_token(&field));
            if given != EXACT && given != NOT_OLDER {
                errors.push(FieldError::not_supported(&field, given, &[EXACT, NOT_OLDER, ""]));
            }
            if given == EXACT && self.resource_version == "0" {
                let why = format!("{field} \"exact\" is forbidden for resourceVersion \"0\"");
                errors.push(FieldError::forbidden(&field, why));
            }
        }
        if self.initial_events.is_some() {
            let field = Path::new("sendInitialEvents");
            errors.push(FieldError::forbidden(&field, format!("{field} is forbidden for list")));
        }
        errors
    }

    /// What is wrong with how the options of a watch go together.
    // Upstream: apimachinery/pkg/apis/meta/internalversion/validation/validation.go validateWatchOptions (v1.37.2)
    pub fn check_watch(&self) -> Vec<FieldError> {
        let (field, mut errors) = (Path::new("resourceVersionMatch"), Vec::new());
        let given = self.version_match.as_str();
        if self.initial_events.is_some() && given != NOT_OLDER {
            let why = format!("sendInitialEvents requires setting {field} to {NOT_OLDER}");
            errors.push(FieldError::forbidden(&field, why));
        }
        if !given.is_empty() {
            if self.initial_events.is_none() {
                let why = format!("{field} is forbidden for watch unless sendInitialEvents is provided");
                errors.push(FieldError::forbidden(&field, why));
            }
            if given != NOT_OLDER {
                errors.push(FieldError::not_supported(&field, given, &[NOT_OLDER]));
            }
        }
        // A watch that asks for all there is has this match by default.
        if !given.is_empty() || (self.initial_events.is_none() && self.begins_anywhere()) {
            errors.extend(self.check_token(&field));
        }
        errors
    }

    /// Is any revision good enough?
    // Upstream: apimachinery/pkg/apis/meta/internalversion/defaults.go SetListOptionsDefaults (v1.37.2)
    pub fn begins_anywhere(&self) -> bool {
        matches!(self.resource_version.as_str(), "" | "0")
    }

    fn check_token(&self, field: &Path) -> Option<FieldError> {
        let why = || FieldError::forbidden(field, format!("{field} is forbidden when continue is provided"));
        (!self.token.is_empty()).then(why)
    }
}

/// Reads the parameters of a list, a watch or the deletion of a collection.
///
/// # Errors
/// The reference's text for a number that is none, or for a selector that cannot be read.
pub fn list(query: &Query) -> Result<ListOptions, String> {
    let text = |name: &str| query.first(name).unwrap_or_default().to_owned();
    let number = |name: &str| query.first(name).map(integer).transpose();
    let (timeout_seconds, limit) = (number("timeoutSeconds")?, number("limit")?.unwrap_or(0));
    Ok(ListOptions {
        labels: LabelSelector::parse(&text("labelSelector")).map_err(|error| error.to_string())?,
        fields: FieldSelector::parse(&text("fieldSelector")).map_err(|error| error.to_string())?,
        watch: query.first("watch").is_some_and(is_true),
        bookmarks: query.first("allowWatchBookmarks").is_some_and(is_true),
        resource_version: text("resourceVersion"),
        version_match: text("resourceVersionMatch"),
        timeout_seconds,
        limit,
        token: text("continue"),
        initial_events: query.first("sendInitialEvents").map(is_true),
    })
}

/// Reads the parameters of a create, an update or a patch.
pub fn write(query: &Query) -> WriteOptions {
    let text = |name: &str| query.first(name).unwrap_or_default().to_owned();
    WriteOptions {
        dry_run: query.all("dryRun"),
        field_manager: text("fieldManager"),
        field_validation: text("fieldValidation"),
    }
}

/// Reads `force`, where it is given.
pub fn force(query: &Query) -> Option<bool> {
    query.first("force").map(is_true)
}

/// Reads the parameters of a deletion.
///
/// # Errors
/// The reference's text for a number that is none.
pub fn delete(query: &Query) -> Result<DeleteOptions, String> {
    let text = |name: &str| query.first(name).map(ToOwned::to_owned);
    let given = |name: &str| text(name).filter(|v| !v.is_empty());
    let (uid, resource_version) = (given("uid"), given("resourceVersion"));
    Ok(DeleteOptions {
        grace_period_seconds: query.first("gracePeriodSeconds").map(integer).transpose()?,
        orphan_dependents: query.first("orphanDependents").map(is_true),
        propagation_policy: text("propagationPolicy"),
        dry_run: query.all("dryRun"),
        has_preconditions: uid.is_some() || resource_version.is_some(),
        uid,
        resource_version,
        ignore_store_read_error: query.first(IGNORE_STORE_READ_ERROR).is_some_and(is_true),
    })
}

/// Reads a `DeleteOptions` object in typed form.
pub fn delete_of(object: &Value) -> DeleteOptions {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let preconditions = object.get("preconditions");
    let precondition = |name: &str| preconditions.and_then(|p| p.get(name)).and_then(text);
    DeleteOptions {
        grace_period_seconds: object.get("gracePeriodSeconds").and_then(Value::as_i64),
        orphan_dependents: object.get("orphanDependents").and_then(Value::as_bool),
        propagation_policy: object.get("propagationPolicy").and_then(text),
        dry_run: match object.get("dryRun").and_then(Value::as_array) {
            Some(list) => list.iter().filter_map(text).collect(),
            None => Vec::new(),
        },
        has_preconditions: preconditions.is_some(),
        uid: precondition("uid"),
        resource_version: precondition("resourceVersion"),
        ignore_store_read_error: object.get(IGNORE_STORE_READ_ERROR).and_then(Value::as_bool).unwrap_or_default(),
    }
}

/// A parameter's truth: everything but `0` and `false` is true.
pub fn is_true(text: &str) -> bool {
    text != "0" && !text.eq_ignore_ascii_case("false")
}

/// A whole number as Go reads it, or Go's words for why it is none.
pub fn integer(text: &str) -> Result<i64, String> {
    let why = |what: &str| format!("strconv.ParseInt: parsing {}: {what}", coracle_object::text::quote(text));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(why("invalid syntax"));
    }
    text.parse().map_err(|_| why("value out of range"))
}

/// A resourceVersion's number, 0 for an empty one, or Go's words for why it is none.
pub fn resource_version(text: &str) -> Result<u64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let why = |what: &str| format!("strconv.ParseUint: parsing {}: {what}", coracle_object::text::quote(text));
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(why("invalid syntax"));
    }
    text.parse().map_err(|_| why("value out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        assert_eq!(integer("-5"), Ok(-5));
        assert_eq!(integer("+5"), Ok(5));
        assert_eq!(integer("x").unwrap_err(), r#"strconv.ParseInt: parsing "x": invalid syntax"#);
        assert_eq!(integer("").unwrap_err(), r#"strconv.ParseInt: parsing "": invalid syntax"#);
        assert_eq!(
            integer("9223372036854775808").unwrap_err(),
            r#"strconv.ParseInt: parsing "9223372036854775808": value out of range"#
        );
        assert_eq!(resource_version(""), Ok(0));
        assert_eq!(resource_version("+1").unwrap_err(), r#"strconv.ParseUint: parsing "+1": invalid syntax"#);
    }

    #[test]
    fn what_does_not_go_together_is_told_in_order() {
        const MATCH: &str = "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden";
        let told = |errors: Vec<FieldError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        let of = |query: &str| list(&Query::parse(query)).unwrap();
        for (query, expected) in [
            ("resourceVersionMatch=Exact&resourceVersion=5&limit=1&continue=", vec![]),
            ("resourceVersionMatch=Exact&resourceVersion=0", vec![format!("{MATCH_EXACT} for resourceVersion \"0\"")]),
            (
                "resourceVersionMatch=Bogus&continue=x&sendInitialEvents=false",
                vec![
                    format!("{MATCH} unless resourceVersion is provided"),
                    format!("{MATCH} when continue is provided"),
                    r#"resourceVersionMatch: Unsupported value: "Bogus": supported values: "Exact", "NotOlderThan", """#.into(),
                    "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list".into(),
                ],
            ),
        ] {
            assert_eq!(told(of(query).check_list()), expected, "{query}");
        }
        for (query, expected) in [
            ("", vec![]),
            ("resourceVersion=5&continue=x", vec![]),
            ("continue=x", vec![format!("{MATCH} when continue is provided")]),
            ("sendInitialEvents=true&resourceVersionMatch=NotOlderThan", vec![]),
            (
                "resourceVersionMatch=Bogus&continue=x&limit=2",
                vec![
                    format!("{MATCH} for watch unless sendInitialEvents is provided"),
                    r#"resourceVersionMatch: Unsupported value: "Bogus": supported values: "NotOlderThan""#.into(),
                    format!("{MATCH} when continue is provided"),
                ],
            ),
            (
                "sendInitialEvents=",
                vec![
                    "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
                        .into(),
                ],
            ),
        ] {
            assert_eq!(told(of(query).check_watch()), expected, "{query}");
        }
        const MATCH_EXACT: &str = "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden";
    }

    #[test]
    fn parameters_of_a_deletion() {
        let query = format!("gracePeriodSeconds=3&orphanDependents=&uid=&dryRun=All&{IGNORE_STORE_READ_ERROR}");
        let options = delete(&Query::parse(&query)).unwrap();
        assert!(options.ignore_store_read_error);
        assert_eq!(options.grace_period_seconds, Some(3));
        assert_eq!(options.orphan_dependents, Some(true));
        assert_eq!(options.uid, None);
        assert_eq!(options.dry_run, ["All"]);
        assert!(delete(&Query::parse("gracePeriodSeconds=x")).is_err());
    }
}
