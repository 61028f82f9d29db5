//! The columns that a definition gives the tables of its objects.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::jsonpath::JsonPath;

use crate::columns::{Cell, Column};
use crate::text::Text;

/// The columns of a version by its `additionalPrinterColumns`: the name, and those that are declared, or the age if none is.
///
/// Quirk: behind one whose path cannot be read there is none (asked of the reference: a column with `.spec.a[`).
// Upstream: apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go New, pkg/apiserver/helpers.go serveDefaultColumnsIfEmpty (v1.37.2)
#[must_use]
pub fn columns(declared: &Value) -> Vec<Column> {
    let declared = declared.as_array().map_or(&[][..], Vec::as_slice);
    let theirs = declared.iter().map_while(column);
    let age = declared.is_empty().then(|| {
        let path = JsonPath::parse(".metadata.creationTimestamp").ok()?;
        Some(Column { cell_type: Text::Borrowed("date"), cell: Cell::Path(Arc::new(path)), ..Column::AGE })
    });
    [Column::NAME].into_iter().chain(theirs).chain(age.flatten()).collect()
}

fn column(declared: &Value) -> Option<Column> {
    let text = |name: &str| declared.get(name).and_then(Value::as_str).unwrap_or_default();
    let path = text("jsonPath");
    let description = match text("description") {
        "" => format!("Custom resource definition column (in JSONPath format): {path}"),
        description => description.to_owned(),
    };
    let owned = |name| Text::Owned(text(name).to_owned());
    let priority = declared.get("priority").and_then(Value::as_i64).unwrap_or_default();
    Some(Column {
        name: owned("name"),
        description: Text::Owned(description),
        cell_type: owned("type"),
        format: owned("format"),
        priority: i32::try_from(priority).unwrap_or_default(),
        cell: Cell::Path(Arc::new(JsonPath::parse(path).ok()?)),
    })
}

#[cfg(test)]
mod tests {
    use coracle_object::decode::decode_any;
    use coracle_object::json;

    use super::*;

    /// 2026-01-01T00:00:00Z, in seconds since 1970.
    const NOW: i64 = 1_767_225_600;

    #[test]
    fn columns_are_those_that_are_declared() {
        let age = |name: &str| {
            let columns = columns(&json!(null));
            let object = json!({"metadata": {"name": name, "creationTimestamp": "2025-12-31T23:59:00Z"}});
            let heads: Vec<_> = columns.iter().map(|column| (column.name.clone(), column.cell_type.clone())).collect();
            assert_eq!(heads, [("Name".into(), "string".into()), ("Age".into(), "date".into())]);
            columns.iter().map(|column| column.cell(&object, NOW)).collect::<Vec<_>>()
        };
        assert_eq!(age("a"), [json!("a"), json!("60s")]);
        let declared = json!([
            {"name": "A", "type": "integer", "format": "int32", "description": "d", "priority": 1, "jsonPath": ".spec.a"},
            {"name": "B", "type": "string", "jsonPath": ".spec.b"},
            {"name": "C", "type": "string", "jsonPath": ".spec.c["},
            {"name": "D", "type": "string", "jsonPath": ".spec.d"},
        ]);
        let columns = columns(&declared);
        assert_eq!(columns.iter().map(|column| column.name.as_ref()).collect::<Vec<_>>(), ["Name", "A", "B"]);
        let (a, b) = (&columns[1], &columns[2]);
        assert_eq!((a.format.as_ref(), a.description.as_ref(), a.priority), ("int32", "d", 1));
        assert_eq!(b.description, "Custom resource definition column (in JSONPath format): .spec.b");
    }

    /// `tools/texts` writes down what stands in columns of each type.
    #[test]
    fn cells_are_of_the_type_of_their_column() {
        let rows = include_str!("../../../object/tests/texts/paths.jsonl").lines();
        let rows: Vec<Value> = rows.map(|row| decode_any(row.as_bytes()).unwrap().0).collect();
        let documents = rows[0]["documents"].as_array().unwrap().iter().filter_map(Value::as_str);
        let documents: Vec<Value> = documents.map(|text| decode_any(text.as_bytes()).unwrap().0).collect();
        let (mut wrong, mut seen) = (Vec::new(), 0);
        for row in rows.iter().filter(|row| row.get("results").is_some()) {
            let types = ["integer", "number", "boolean", "string", "date"];
            let declared: Value =
                types.map(|ty| json!({"name": ty, "type": ty, "jsonPath": row["path"]})).into_iter().collect();
            let columns = columns(&declared);
            for (document, result) in documents.iter().zip(row["results"].as_array().unwrap()) {
                let Some(cells) = result.get("cells") else { continue };
                let mut ours: Vec<Value> = columns[1..].iter().map(|column| column.cell(document, NOW)).collect();
                if ours[4].as_str().is_some_and(|text| !text.starts_with('<')) {
                    ours[4] = "ago".into();
                }
                seen += 1;
                // As clients see them: a float may be written as a whole number.
                let (ours, _) = decode_any(coracle_object::text::json(&ours.into()).as_bytes()).unwrap();
                if ours != *cells {
                    wrong.push(format!("{}: {ours}, not {cells}", row["path"]));
                }
            }
        }
        assert!(seen > 500, "{seen}");
        assert_eq!(wrong, Vec::<String>::new());
    }
}
