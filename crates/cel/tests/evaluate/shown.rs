//! Values as `tools/cel` shows them.

use coracle_cel::value::{Val, go_float};
use coracle_object::text::quote;

/// A value with its type; the entries of maps in the order of their texts.
pub fn show(value: &Val<'_>) -> String {
    match value {
        Val::String(text) => quote(text),
        Val::Bytes(bytes) => format!("b{}", quote_bytes(bytes)),
        Val::Uint(number) => format!("{number}u"),
        Val::Double(number) => format!("double({})", go_float(*number)),
        Val::Null => "null".to_owned(),
        Val::Timestamp(moment) => {
            let utc = coracle_cel::value::Moment { offset: 0, ..*moment };
            format!("timestamp({utc})")
        }
        Val::Duration(_) => format!("duration({})", value.shown()),
        Val::Optional(None) => "none".to_owned(),
        Val::Optional(Some(value)) => format!("some({})", show(value)),
        Val::Type(_) => format!("type({})", value.shown()),
        Val::Map(map) => {
            let entry = |key: &Val<'_>| format!("{}: {}", show(key), show(&map.value(&key.clone())));
            let mut entries: Vec<String> = map.keys().iter().map(entry).collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        Val::List(list) => {
            let items: Vec<String> = list.iter().map(|item| show(&item)).collect();
            format!("[{}]", items.join(", "))
        }
        Val::Opaque(_) => format!("{}({})", value.type_name(), value.shown()),
        Val::Error(error) => format!("error({error})"),
        other => other.shown(),
    }
}

/// Bytes in double quotes as Go's `%q` shows them.
fn quote_bytes(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        out.push_str(quote(chunk.valid()).trim_start_matches('"').trim_end_matches('"'));
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}
