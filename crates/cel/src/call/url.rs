//! What functions do with URLs.

use std::sync::Arc;

use coracle_object::text::{lossy, quote};
use coracle_object::url::{self, unescape_bytes};
use indexmap::IndexMap;

use super::{Implementation, arguments};
use crate::value::{Error, Key, Map, NO_OVERLOAD, Opaque, Shared, Url, Val};

/// How many parameters a query can have before none is read.
// Upstream: net/url/url.go urlParamsWithinMax (go1.26.8)
const PARAMETERS_MAX: usize = 10_000;

// Upstream: apiserver/pkg/cel/library/urls.go urlLibraryDecls (v1.37.2)
pub(super) fn implementation(overload: &str) -> Option<Implementation> {
    Some(match overload {
        "string_to_url" => |args, room| {
            arguments!(args, Val::String(text));
            room.make(text.len().saturating_mul(8))?;
            let failed = |error: String| Error::of(format!("URL parse error during conversion from string: {error}"));
            let told = |error: String| failed(format!("parse {}: {error}", quote(text)));
            url::Url::parse_request(text).map_err(told)?;
            let url = Url::of(&url::Url::parse(text).map_err(failed)?);
            Ok(Val::Opaque(Arc::new(Opaque::Url(url))))
        },
        "is_url_string" => |args, _| {
            arguments!(args, Val::String(text));
            Ok(Val::Bool(url::Url::parse_request(text).is_ok()))
        },
        "url_get_scheme" => |args, _| Ok(Val::text(&*of(args)?.scheme)),
        "url_get_host" => |args, _| Ok(Val::text(&*of(args)?.host)),
        "url_get_hostname" => |args, _| Ok(Val::text(split_port(&of(args)?.host).0)),
        "url_get_port" => |args, _| Ok(Val::text(split_port(&of(args)?.host).1)),
        "url_get_escaped_path" => |args, room| {
            let path = &*of(args)?.path;
            room.make(path.len())?;
            Ok(Val::text(path))
        },
        "url_get_query" => |args, room| {
            let query = &of(args)?.query;
            room.make(query.len())?;
            room.make_elements(query.matches('&').count().saturating_mul(4))?;
            Ok(Val::Map(parameters(query)))
        },
        _ => return None,
    })
}

fn of<'v>(args: &'v [Val<'_>]) -> Result<&'v Url, Error> {
    let [Val::Opaque(opaque), ..] = args else { return Err(NO_OVERLOAD) };
    match &**opaque {
        Opaque::Url(url) => Ok(url),
        _ => Err(NO_OVERLOAD),
    }
}

// Upstream: net/url/url.go splitHostPort (go1.26.8)
fn split_port(host: &str) -> (&str, &str) {
    let is_port = |port: &str| port.bytes().all(|b| b.is_ascii_digit());
    let (name, port) = host.rsplit_once(':').filter(|(_, port)| is_port(port)).unwrap_or((host, ""));
    (name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name), port)
}

/// The parameters of a query; what cannot be read is left out.
// Upstream: net/url/url.go parseQuery (go1.26.8)
fn parameters<'a>(query: &str) -> Map<'a> {
    let mut found: IndexMap<String, Vec<Val<'a>>> = IndexMap::new();
    if query.matches('&').count() < PARAMETERS_MAX {
        for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.contains(';')) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if let (Some(name), Some(value)) = (component(name), component(value)) {
                found.entry(name).or_default().push(Val::text(value));
            }
        }
    }
    let entries = found.into_iter().map(|(name, values)| (Key(Val::text(name)), Val::list(values))).collect();
    Map::Made(Shared::Made(Arc::new(entries)))
}

/// A name or value of a query; nothing where an escape is none.
fn component(text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        let [_, high, low, after @ ..] = &rest[at..] else { return None };
        if !high.is_ascii_hexdigit() || !low.is_ascii_hexdigit() {
            return None;
        }
        rest = after;
    }
    Some(lossy(&unescape_bytes(&text.replace('+', " "))))
}
