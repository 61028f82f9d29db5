//! Columns of tables, and what stands in their cells.

use std::borrow::Cow;
use std::sync::Arc;

use chrono::DateTime;
use coracle_object::jsonpath::{Item, JsonPath};
use coracle_object::{Value, meta, time};

use crate::text::Text;

/// A column of a table.
#[derive(Clone)]
pub struct Column {
    /// Its heading.
    pub name: Text,
    /// What it is about.
    pub description: Text,
    /// The cells' type, a word of `OpenAPI`.
    pub cell_type: Text,
    /// What the cells' text is, or nothing.
    pub format: Text,
    /// 0 is always shown.
    pub priority: i32,
    /// What stands in its cells.
    pub cell: Cell,
}

/// What stands in a cell.
#[derive(Clone)]
pub enum Cell {
    /// Something about the object.
    Of(fn(&Value) -> Value),
    /// How long ago the object was created.
    Age,
    /// The first of what a path finds, as far as it is of the column's type.
    Path(Arc<JsonPath>),
}

impl Column {
    /// The object's name.
    pub const NAME: Column = Column {
        name: Cow::Borrowed("Name"),
        description: Cow::Borrowed(
            "Name tells the object apart from the others of its kind in its namespace. It cannot be changed.",
        ),
        cell_type: Cow::Borrowed("string"),
        format: Cow::Borrowed("name"),
        priority: 0,
        cell: Cell::Of(|object| meta::text(object, "name").into()),
    };

    /// The object's age.
    pub const AGE: Column = Column {
        name: Cow::Borrowed("Age"),
        description: Cow::Borrowed("Time since the server created the object."),
        cell_type: Cow::Borrowed("string"),
        format: Cow::Borrowed(""),
        priority: 0,
        cell: Cell::Age,
    };

    /// When the object was created.
    // Upstream: apiserver/pkg/registry/rest/table.go NewDefaultTableConvertor (v1.37.2)
    pub const CREATED: Column = Column {
        name: Cow::Borrowed("Created At"),
        description: Cow::Borrowed("When the server created the object."),
        cell_type: Cow::Borrowed("date"),
        format: Cow::Borrowed(""),
        priority: 0,
        cell: Cell::Of(|object| created(object).into()),
    };

    /// A column of this type that is always shown.
    #[must_use]
    pub const fn new(
        name: &'static str,
        description: &'static str,
        cell_type: &'static str,
        cell: fn(&Value) -> Value,
    ) -> Column {
        Column {
            name: Cow::Borrowed(name),
            description: Cow::Borrowed(description),
            cell_type: Cow::Borrowed(cell_type),
            format: Cow::Borrowed(""),
            priority: 0,
            cell: Cell::Of(cell),
        }
    }

    /// A column of text that is always shown.
    #[must_use]
    pub const fn text(name: &'static str, description: &'static str, cell: fn(&Value) -> Value) -> Column {
        Column::new(name, description, "string", cell)
    }

    /// What stands in an object's cell; `now` in seconds since 1970.
    pub(crate) fn cell(&self, object: &Value, now: i64) -> Value {
        match &self.cell {
            Cell::Of(about) => about(object),
            Cell::Age => age(object, now).into(),
            Cell::Path(path) => found(path, object, &self.cell_type, now),
        }
    }
}

/// The first of what a path finds, if it is of a type; a day's text is how long it is ago.
// Upstream: apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go convertor.ConvertToTable, cellForJSONValue (v1.37.2)
fn found(path: &JsonPath, object: &Value, cell_type: &str, now: i64) -> Value {
    let Ok(parts) = path.find(object) else { return Value::Null };
    let Some(item) = parts.first().and_then(|part| part.first()) else { return Value::Null };
    let number = || match *item {
        Item::Value(Value::Number(number)) => number.as_f64(),
        Item::Float(number) => Some(number),
        _ => None,
    };
    match (cell_type, item) {
        ("string", item) => item.printed().into(),
        ("integer", Item::Value(Value::Number(whole))) if !whole.is_f64() => whole.as_i64().into(),
        ("integer", _) => number().map(truncated).into(),
        ("number", _) => number().into(),
        ("boolean", Item::Value(Value::Bool(word)) | Item::Bool(word)) => (*word).into(),
        ("date", item) => item.as_str().map(|text| since(text, now)).into(),
        _ => Value::Null,
    }
}

/// A number without what is behind its dot; what is too large for 64 bits is the least that they hold, as on the reference's machines.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "what is cut off is not asked for")]
fn truncated(number: f64) -> i64 {
    if number.abs() < i64::MAX as f64 { number as i64 } else { i64::MIN }
}

/// How long ago a time was that stands in an object.
// Upstream: apimachinery/pkg/apis/meta/v1/time.go UnmarshalQueryParameter, pkg/api/meta/table/table.go ConvertToHumanReadableDateType (v1.37.2)
fn since(text: &str, now: i64) -> String {
    match text {
        "" | "null" => "<unknown>".to_owned(),
        _ => match time::parse(text) {
            Ok(time::ZERO) => "<unknown>".to_owned(),
            Ok(seconds) => human_duration(now.saturating_sub(seconds)),
            Err(_) => "<invalid>".to_owned(),
        },
    }
}

/// When an object was created.
pub(crate) fn created(object: &Value) -> &str {
    match meta::text(object, "creationTimestamp") {
        "" => "0001-01-01T00:00:00Z",
        time => time,
    }
}

/// How long ago an object was created.
// Upstream: pkg/printers/internalversion/printers.go translateTimestampSince (v1.37.2)
fn age(object: &Value, now: i64) -> String {
    match DateTime::parse_from_rfc3339(meta::text(object, "creationTimestamp")) {
        Ok(created) => human_duration(now - created.timestamp()),
        Err(_) => "<unknown>".to_owned(),
    }
}

/// A duration in seconds, short: two units at most, and only as many as it takes to tell it from a similar one.
// Upstream: apimachinery/pkg/util/duration/duration.go HumanDuration (v1.37.2)
fn human_duration(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const YEAR: i64 = 365 * DAY;
    let one = |unit: i64, name: &str| format!("{}{name}", seconds / unit);
    let two = |unit: i64, name: &str, small: i64, small_name: &str| match seconds % unit / small {
        0 => one(unit, name),
        rest => format!("{}{rest}{small_name}", one(unit, name)),
    };
    match seconds {
        // Clocks differ a little.
        ..-1 => "<invalid>".to_owned(),
        -1 => "0s".to_owned(),
        0..120 => one(1, "s"),
        120..600 => two(MINUTE, "m", 1, "s"),
        600..10_800 => one(MINUTE, "m"),
        10_800..28_800 => two(HOUR, "h", MINUTE, "m"),
        28_800..172_800 => one(HOUR, "h"),
        172_800..691_200 => two(DAY, "d", HOUR, "h"),
        691_200..63_072_000 => one(DAY, "d"),
        63_072_000..252_288_000 => two(YEAR, "y", DAY, "d"),
        _ => one(YEAR, "y"),
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    #[test]
    fn durations_are_short() {
        let (minute, hour, day) = (60, 3600, 86400);
        for (seconds, text) in [
            (-2, "<invalid>"),
            (-1, "0s"),
            (0, "0s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (9 * minute + 59, "9m59s"),
            (10 * minute, "10m"),
            (10 * minute + 59, "10m"),
            (3 * hour - 1, "179m"),
            (3 * hour, "3h"),
            (3 * hour + 60, "3h1m"),
            (8 * hour - 1, "7h59m"),
            (8 * hour, "8h"),
            (48 * hour - 1, "47h"),
            (2 * day, "2d"),
            (2 * day + hour, "2d1h"),
            (8 * day - 1, "7d23h"),
            (8 * day, "8d"),
            (730 * day - 1, "729d"),
            (730 * day, "2y"),
            (731 * day, "2y1d"),
            (8 * 365 * day - 1, "7y364d"),
            (8 * 365 * day, "8y"),
        ] {
            assert_eq!(human_duration(seconds), text, "{seconds}");
        }
        assert_eq!(age(&json!({"metadata": {}}), 0), "<unknown>");
        assert_eq!(age(&json!({"metadata": {"creationTimestamp": "1970-01-01T00:00:01Z"}}), 4), "3s");
    }
}
