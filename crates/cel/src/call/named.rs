//! Formats with names.

use std::sync::Arc;

use coracle_object::names::{self, Part};
use coracle_object::structural::Texts as _;
use coracle_object::structural::texts::TextRules;
use coracle_object::text::quote;
use coracle_object::url::Url;

use super::{Implementation, arguments};
use crate::value::{Error, NO_OVERLOAD, NamedFormat, Opaque, Val};

// Upstream: apiserver/pkg/cel/library/format.go ConstantFormats (v1.37.2)
static FORMATS: [NamedFormat; 13] = [
    format("dns1123Label", "DNS1123Label", |text| names::name_is_label(text, Part::Whole), 30),
    format("dns1123Subdomain", "DNS1123Subdomain", |text| names::name_is_subdomain(text, Part::Whole), 60),
    format("dns1035Label", "DNS1035Label", names::lettered_label, 30),
    format("qualifiedName", "QualifiedName", names::qualified_name, 60),
    format("dns1123LabelPrefix", "DNS1123LabelPrefix", |text| names::name_is_label(text, Part::Prefix), 30),
    format("dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", |text| names::name_is_subdomain(text, Part::Prefix), 60),
    format("dns1035LabelPrefix", "DNS1035LabelPrefix", |text| names::name_is_lettered_label(text, Part::Prefix), 30),
    format("labelValue", "LabelValue", names::label_value, 40),
    format("uri", "URI", check_uri, 1103),
    format("uuid", "uuid", |text| has("uuid", text, "does not match the UUID format"), 70),
    format("byte", "byte", |text| has("byte", text, "invalid base64"), 84),
    format("date", "date", |text| has("date", text, "invalid date"), 71),
    format("datetime", "datetime", |text| has("datetime", text, "invalid datetime"), 71),
];

const fn format(
    key: &'static str,
    name: &'static str,
    check: fn(&str) -> Vec<String>,
    pattern_length: u64,
) -> NamedFormat {
    NamedFormat { key, name, check, pattern_length }
}

fn has(format: &str, text: &str, otherwise: &str) -> Vec<String> {
    if TextRules.has_format(format, text) { Vec::new() } else { vec![otherwise.to_owned()] }
}

fn check_uri(text: &str) -> Vec<String> {
    Url::parse_request(text).err().map(|error| format!("parse {}: {error}", quote(text))).into_iter().collect()
}

fn named(key: &str) -> Option<&'static NamedFormat> {
    FORMATS.iter().find(|format| format.key == key)
}

// Upstream: apiserver/pkg/cel/library/format.go formatLibraryDecls (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    /// The format whose place this is.
    fn at<'a, const PLACE: usize>() -> Result<Val<'a>, Error> {
        Ok(Val::Opaque(Arc::new(Opaque::Format(&FORMATS[PLACE]))))
    }
    const CONSTANTS: [Implementation; 13] = [
        |_, _| at::<0>(),
        |_, _| at::<1>(),
        |_, _| at::<2>(),
        |_, _| at::<3>(),
        |_, _| at::<4>(),
        |_, _| at::<5>(),
        |_, _| at::<6>(),
        |_, _| at::<7>(),
        |_, _| at::<8>(),
        |_, _| at::<9>(),
        |_, _| at::<10>(),
        |_, _| at::<11>(),
        |_, _| at::<12>(),
    ];
    if let Some(key) = overload.strip_prefix("format.") {
        let place = FORMATS.iter().position(|format| format.key == key)?;
        return Some(CONSTANTS[place]);
    }
    Some(match overload {
        "format-named" => |args, _| {
            arguments!(args, Val::String(key));
            let found = named(key).map(|format| Arc::new(Val::Opaque(Arc::new(Opaque::Format(format)))));
            Ok(Val::Optional(found))
        },
        "format-validate" => |args, room| {
            arguments!(args, Val::Opaque(opaque), Val::String(text));
            let Opaque::Format(format) = &**opaque else { return Err(NO_OVERLOAD) };
            room.make(text.len().saturating_mul(8))?;
            let errors = (format.check)(text);
            if errors.is_empty() {
                return Ok(Val::Optional(None));
            }
            Ok(Val::some(Val::list(errors.into_iter().map(Val::text).collect())))
        },
        _ => return None,
    })
}
