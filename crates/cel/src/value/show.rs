//! Values as the reference shows them in errors, by Go's `%v` and `%T`.

use std::fmt::Write as _;

use super::{List, Map, Opaque, Val, float, moment};

/// How long a value in an error can be, in bytes, before the rest of it is left out.
const SHOWN_MAX: usize = 1 << 20;

impl Val<'_> {
    /// As Go's `%v` shows it.
    // Upstream: fmt/print.go pp.printValue (go1.26.8); cel-go/common/types/list.go baseList.String, map.go baseMap.String (v0.29.2)
    #[must_use]
    pub fn shown(&self) -> String {
        let mut out = String::new();
        self.show(&mut out);
        out
    }

    fn show(&self, out: &mut String) {
        if out.len() > SHOWN_MAX {
            return;
        }
        // Writing into a `String` cannot fail.
        let _ = match self {
            Val::Null => write!(out, "0"),
            Val::Bool(value) => write!(out, "{value}"),
            Val::Int(number) => write!(out, "{number}"),
            Val::Uint(number) => write!(out, "{number}"),
            Val::Double(number) => write!(out, "{}", float::go_float(*number)),
            Val::String(text) => write!(out, "{}", &**text),
            Val::Type(name) => write!(out, "{}", whole_type(name)),
            Val::Bytes(bytes) => {
                let numbers: Vec<String> = bytes.iter().take(SHOWN_MAX).map(u8::to_string).collect();
                write!(out, "[{}]", numbers.join(" "))
            }
            Val::Duration(nanos) => write!(out, "{}", moment::shown_duration(*nanos)),
            Val::Timestamp(moment) => write!(out, "{}", moment.shown()),
            Val::Optional(None) => write!(out, "optional.none()"),
            Val::Optional(Some(value)) => {
                out.push_str("optional(");
                value.show(out);
                write!(out, ")")
            }
            Val::List(list) => return show_list(list, out),
            Val::Map(map) => return show_map(map, out),
            Val::Opaque(opaque) => write!(out, "{}", opaque.shown()),
            Val::Unknown(value) => write!(out, "&{{{}}}", coracle_object::text::plain(value)),
            Val::Error(error) => write!(out, "{error}"),
        };
    }

    /// The name of its type in Go, as `%T` shows it.
    #[must_use]
    pub fn go_type(&self) -> &'static str {
        match self {
            Val::Null => "types.Null",
            Val::Bool(_) => "types.Bool",
            Val::Int(_) => "types.Int",
            Val::Uint(_) => "types.Uint",
            Val::Double(_) => "types.Double",
            Val::String(_) => "types.String",
            Val::Bytes(_) => "types.Bytes",
            Val::Duration(_) => "types.Duration",
            Val::Timestamp(_) => "types.Timestamp",
            Val::List(List::Data(..)) => "*common.unstructuredList",
            Val::List(List::Joined(_)) => "*types.concatList",
            Val::List(_) => "*types.baseList",
            Val::Map(Map::Data(..)) => "*common.unstructuredMap",
            Val::Map(_) => "*types.baseMap",
            Val::Type(_) => "*types.Type",
            Val::Optional(_) => "*types.Optional",
            Val::Opaque(opaque) => match &**opaque {
                Opaque::Quantity(_, true) => "*cel.Quantity",
                Opaque::Quantity(..) => "cel.Quantity",
                Opaque::Ip(_) => "cel.IP",
                Opaque::Cidr(..) => "cel.CIDR",
                Opaque::Url(_) => "cel.URL",
                Opaque::Format(_) => "cel.Format",
                Opaque::Semver(_) => "cel.Semver",
            },
            Val::Unknown(_) => "*common.unknownPreserved",
            Val::Error(_) => "*types.Err",
        }
    }
}

/// A type with its parameters, of which a value's has none but the most general.
// Upstream: cel-go/common/types/types.go Type.String (v0.29.2)
#[must_use]
pub fn whole_type(name: &str) -> &str {
    match name {
        "list" => "list(dyn)",
        "map" => "map(dyn, dyn)",
        "optional_type" => "optional_type(dyn)",
        name => name,
    }
}

fn show_list(list: &List<'_>, out: &mut String) {
    out.push('[');
    for (i, item) in list.iter().enumerate() {
        if out.len() > SHOWN_MAX {
            break;
        }
        if i > 0 {
            out.push_str(", ");
        }
        item.show(out);
    }
    out.push(']');
}

fn show_map(map: &Map<'_>, out: &mut String) {
    out.push('{');
    for (i, key) in map.keys().iter().enumerate() {
        if out.len() > SHOWN_MAX {
            break;
        }
        if i > 0 {
            out.push_str(", ");
        }
        key.show(out);
        out.push_str(": ");
        map.value(key).show(out);
    }
    out.push('}');
}

impl Opaque {
    /// As its own library writes it.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Opaque::Quantity(quantity, _) => quantity.to_string(),
            Opaque::Ip(address) => address.to_string(),
            Opaque::Cidr(address, bits) => format!("{address}/{bits}"),
            Opaque::Url(url) => url.to_string(),
            Opaque::Format(format) => format.name.to_owned(),
            Opaque::Semver(version) => version.to_string(),
        }
    }
}
