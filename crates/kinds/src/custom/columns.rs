//! PLACEHOLDER
use crate::columns::Column;
use coracle_object::Value;
/// PLACEHOLDER
pub fn columns(_: &Value) -> Vec<Column> {
    vec![Column::NAME, Column::AGE]
}
