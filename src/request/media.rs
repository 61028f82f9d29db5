//! In which type and form an answer goes out, and of which type a body is.
//!
//! Upstream: endpoints/handlers/negotiation/negotiate.go (v1.37.2); munnerz/goautoneg/autoneg.go ParseAccept (v1.37.2);
//! emicklei/go-restful/jsr311.go detectRoute (v3.13.0)

use std::collections::BTreeMap;

use coracle_object::protobuf;

/// A media type that is read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `application/json`
    Json,
    /// `application/yaml`
    Yaml,
    /// `application/vnd.kubernetes.protobuf`
    Protobuf,
}

impl Format {
    const ALL: [Format; 3] = [Format::Json, Format::Yaml, Format::Protobuf];

    /// `application/json`, …
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::Yaml => "application/yaml",
            Format::Protobuf => protobuf::MEDIA_TYPE,
        }
    }

    /// The type of a stream of such documents; none where there is no such stream.
    // Upstream: endpoints/handlers/watch.go serveWatchHandler (v1.37.2)
    pub fn stream_type(self) -> Option<&'static str> {
        match self {
            Format::Json => Some(self.media_type()),
            Format::Yaml => None,
            Format::Protobuf => Some(protobuf::STREAM_TYPE),
        }
    }
}

/// What is made of an object before it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Itself.
    Object,
    /// A table for people; the version of `meta.k8s.io`.
    Table(String),
    /// Its metadata; the version.
    Partial(String),
    /// The metadata of a list's items; the version.
    PartialList(String),
}

/// Which forms an answer may take besides its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    /// None.
    None,
    /// All but tables.
    Partial,
    /// All.
    All,
}

/// How an answer goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its type.
    pub format: Format,
    /// In which form.
    pub form: Form,
    /// Was `pretty=1` asked for in the type's own parameters?
    pub pretty: bool,
}

impl Accepted {
    /// Is an object shown as it is, in JSON?
    pub fn is_plain(&self) -> bool {
        self.format == Format::Json && self.form == Form::Object
    }
}

/// Whether the route serves one of the accepted types at all: a coarser look, taken before the negotiation.
pub fn route_accepts(accept: Option<&str>) -> bool {
    accepts_any(accept, &Format::ALL)
}

/// The same of a route that serves these types only.
pub fn accepts_any(accept: Option<&str>, served: &[Format]) -> bool {
    let accept = accept.filter(|a| !a.is_empty()).unwrap_or("*/*");
    accept.split(',').any(|part| {
        let name = part.split(';').next().unwrap_or("").trim_matches(' ');
        name == "*/*" || served.iter().any(|f| f.media_type() == name)
    })
}

/// Which of the accepted types and forms the answer takes; none when there is none.
pub fn negotiate(accept: Option<&str>, allowed: Forms) -> Option<Accepted> {
    negotiate_for(accept, allowed, |_| true)
}

/// The same for what cannot be shown in all of them.
pub fn negotiate_for(accept: Option<&str>, allowed: Forms, shown: impl Fn(&Accepted) -> bool) -> Option<Accepted> {
    let Some(accept) = accept.filter(|a| !a.is_empty()) else {
        return Some(Accepted { format: Format::Json, form: Form::Object, pretty: false });
    };
    for clause in clauses(accept) {
        for format in Format::ALL {
            if clause.fits(format)
                && let Some(accepted) = clause.accept(format, allowed).filter(&shown)
            {
                return Some(accepted);
            }
        }
    }
    None
}

/// The first of these types that is accepted, by how much each is wanted.
// Upstream: kube-openapi/pkg/handler/handler.go RegisterOpenAPIVersionedService (v1.37.2)
pub fn first(accept: Option<&str>, served: &[&str]) -> Option<usize> {
    let accept = accept.filter(|a| !a.is_empty()).unwrap_or("*/*");
    clauses(accept).iter().find_map(|clause| {
        let (kind, sub) = clause.name.split_once('/')?;
        let fits = |served: &str| {
            let (served_kind, served_sub) = served.split_once('/').unwrap_or_default();
            (kind == "*" || kind == served_kind) && (sub == "*" || sub == served_sub)
        };
        served.iter().position(|served| fits(served))
    })
}

/// How aggregated discovery goes out; none where nobody asks for it. What else is accepted does not count.
// Upstream: endpoints/discovery/aggregated/negotiation.go DiscoveryEndpointRestrictions (v1.37.2)
pub fn discovery(accept: Option<&str>) -> Option<Accepted> {
    let asked = [("as", "APIGroupDiscoveryList"), ("g", "apidiscovery.k8s.io"), ("v", "v2")];
    let clauses = clauses(accept?);
    let clause = clauses.iter().find(|clause| {
        let given = |name: &str| clause.parameters.get(name).map(String::as_str);
        let served = asked.iter().all(|(name, value)| given(name) == Some(value));
        served
            && given("sv").is_none()
            && given("stream").is_none_or(|stream| stream == "watch")
            && clause.format().is_some()
    })?;
    Some(Accepted { format: clause.format()?, form: Form::Object, pretty: clause.pretty() })
}

/// Of which type a body is; none when it is not read. Without a `Content-Type` it is JSON.
pub fn body_format(content_type: Option<&str>) -> Option<Format> {
    let Some(text) = content_type.filter(|t| !t.is_empty()) else {
        return Some(Format::Json);
    };
    let name = media_type(text)?;
    Format::ALL.into_iter().find(|f| f.media_type() == name)
}

/// The name in a `Content-Type`, in lower case; none when it or its parameters are malformed.
// Upstream: mime/mediatype.go ParseMediaType (go1.26.8)
fn media_type(text: &str) -> Option<String> {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let name = name.trim().to_lowercase();
    let token =
        |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?=".contains(&b));
    let (kind, sub) = name.split_once('/').unwrap_or((&name, "x"));
    if !token(kind) || !token(sub) {
        return None;
    }
    let parameters: Vec<&str> = parameters.split(';').map(str::trim).collect();
    let last = parameters.len() - 1;
    let mut seen = BTreeMap::new();
    for (i, parameter) in parameters.iter().enumerate() {
        // A `;` at the very end is let pass.
        if parameter.is_empty() && i == last {
            continue;
        }
        let (key, value) = parameter.split_once('=')?;
        let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
        if !token(key.trim()) || !(quoted || token(value.trim())) {
            return None;
        }
        // Twice with different values is refused.
        let value = if quoted { &value[1..value.len() - 1] } else { value.trim() };
        if *seen.entry(key.trim().to_lowercase()).or_insert(value) != value {
            return None;
        }
    }
    Some(name)
}

struct Clause {
    name: String,
    quality: f32,
    parameters: BTreeMap<String, String>,
}

impl Clause {
    /// Is this type accepted?
    fn fits(&self, format: Format) -> bool {
        self.name == format.media_type() || self.name == "application/*" || self.name == "*/*"
    }

    /// The first type that is accepted.
    fn format(&self) -> Option<Format> {
        Format::ALL.into_iter().find(|format| self.fits(*format))
    }

    /// Is the answer for a person?
    fn pretty(&self) -> bool {
        self.parameters.get("pretty").is_some_and(|given| given == "1")
    }

    fn accept(&self, format: Format, allowed: Forms) -> Option<Accepted> {
        let get = |name: &str| self.parameters.get(name).map(String::as_str);
        let given = |name: &str| get(name).filter(|value| !value.is_empty());
        // The version of the types that answers are made of; where no form is allowed, there is none.
        let server_version = if allowed == Forms::None { None } else { Some("v1") };
        if given("stream").is_some_and(|s| s != "watch") || given("sv").is_some_and(|v| Some(v) != server_version) {
            return None;
        }
        let form = match (get("as"), get("g"), get("v")) {
            (None, None, None) => Form::Object,
            (Some(kind), Some("meta.k8s.io"), Some(version @ ("v1" | "v1beta1"))) if allowed != Forms::None => {
                match kind {
                    // A table's cells may hold anything, and so it has no protobuf.
                    "Table" if allowed == Forms::All && format != Format::Protobuf => Form::Table(version.into()),
                    "PartialObjectMetadata" => Form::Partial(version.into()),
                    "PartialObjectMetadataList" => Form::PartialList(version.into()),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Accepted { format, form, pretty: self.pretty() })
    }
}

/// An `Accept` header's clauses, the most wanted first.
fn clauses(accept: &str) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = accept.split(',').filter_map(clause).collect();
    let specific = |c: &Clause| u8::from(!c.name.starts_with('*')) + u8::from(!c.name.ends_with('*'));
    clauses.sort_by(|a, b| b.quality.total_cmp(&a.quality).then(specific(b).cmp(&specific(a))));
    clauses
}

fn clause(text: &str) -> Option<Clause> {
    let mut pieces = text.split(';');
    let name = pieces.next()?.trim_matches(' ');
    let name = match name.split_once('/') {
        None if name == "*" => "*/*".to_owned(),
        None => return None,
        Some((_, sub)) if sub.contains('/') || sub.is_empty() => return None,
        Some((kind, sub)) => format!("{}/{}", kind.trim_matches(' '), sub.trim_matches(' ')),
    };
    let mut clause = Clause { name, quality: 1.0, parameters: BTreeMap::new() };
    for piece in pieces {
        let Some((key, value)) = piece.split_once('=') else { continue };
        let (key, value) = (key.trim_matches(' '), value.trim_matches(' '));
        if value.is_empty() || value.contains('=') {
            continue;
        }
        if key == "q" {
            clause.quality = value.parse().unwrap_or(0.0);
        } else {
            clause.parameters.insert(key.to_owned(), value.to_owned());
        }
    }
    Some(clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_wanted_type_and_form_is_taken() {
        let json = |form| Some(Accepted { format: Format::Json, form, pretty: false });
        let yaml = Some(Accepted { format: Format::Yaml, form: Form::Object, pretty: false });
        let protobuf = |form| Some(Accepted { format: Format::Protobuf, form, pretty: false });
        let table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        for (accept, forms, expected) in [
            ("", Forms::All, json(Form::Object)),
            ("*/*", Forms::All, json(Form::Object)),
            ("application/*", Forms::All, json(Form::Object)),
            ("application/yaml", Forms::All, yaml.clone()),
            ("application/json;q=0.5, application/yaml", Forms::All, yaml.clone()),
            ("*/*, application/yaml", Forms::All, yaml.clone()),
            ("text/html, application/json;q=0.1", Forms::All, json(Form::Object)),
            ("application/vnd.kubernetes.protobuf,application/json", Forms::All, protobuf(Form::Object)),
            ("application/json,application/vnd.kubernetes.protobuf", Forms::All, json(Form::Object)),
            ("*/*;q=0.1,application/vnd.kubernetes.protobuf", Forms::All, protobuf(Form::Object)),
            ("application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io", Forms::All, None),
            (
                "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json",
                Forms::All,
                json(Form::Object),
            ),
            (
                "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
                Forms::All,
                protobuf(Form::Partial("v1".into())),
            ),
            (table, Forms::All, json(Form::Table("v1".into()))),
            (table, Forms::None, None),
            (table, Forms::Partial, None),
            (&format!("{table}, application/json"), Forms::Partial, json(Form::Object)),
            (&table.replace("Table", "PartialObjectMetadata"), Forms::Partial, json(Form::Partial("v1".into()))),
            (&format!("{table}, application/json"), Forms::None, json(Form::Object)),
            ("application/json;as=Table;v=v2;g=meta.k8s.io", Forms::All, None),
            ("application/json;as=Nope;v=v1;g=meta.k8s.io", Forms::All, None),
            ("application/json;v=v1", Forms::All, None),
            ("application/json;sv=v1", Forms::All, json(Form::Object)),
            ("application/json;sv=v1", Forms::None, None),
            ("application/json;sv=v2", Forms::All, None),
            ("text/xml", Forms::All, None),
        ] {
            assert_eq!(negotiate(Some(accept), forms), expected, "{accept}");
        }
        assert!(negotiate(Some("application/json;pretty=1"), Forms::All).unwrap().pretty);
    }

    #[test]
    fn aggregated_discovery_is_asked_for_by_its_name() {
        let asked = "g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        for (accept, expected) in [
            (format!("application/json;{asked}"), Some(Format::Json)),
            (format!("application/json, application/json;{asked}"), Some(Format::Json)),
            (format!("application/yaml, application/json;q=0.5;{asked}"), Some(Format::Json)),
            (format!("application/vnd.kubernetes.protobuf;{asked};profile=nopeer"), Some(Format::Protobuf)),
            (format!("application/yaml;{asked}"), Some(Format::Yaml)),
            (format!("*/*;{asked}"), Some(Format::Json)),
            (format!("application/cbor;{asked}"), None),
            (format!("application/json;{asked};sv=v1"), None),
            (format!("application/json;{}", asked.replace("v2", "v2beta1")), None),
            ("application/json;as=APIGroupDiscoveryList".to_owned(), None),
            ("application/json".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(discovery(Some(&accept)).map(|a| a.format), expected, "{accept}");
        }
        assert!(discovery(Some(&format!("application/json;{asked};pretty=1"))).unwrap().pretty);
        assert_eq!(discovery(None), None);
    }

    #[test]
    fn the_first_of_some_types_that_is_accepted_is_taken() {
        let served = ["application/json", "application/x.y+protobuf"];
        for (accept, expected) in [
            (None, Some(0)),
            (Some(""), Some(0)),
            (Some("*/*"), Some(0)),
            (Some("application/*"), Some(0)),
            (Some("application/json;charset=utf-8"), Some(0)),
            (Some("application/x.y+protobuf"), Some(1)),
            (Some("application/json;q=0.9,application/x.y+protobuf"), Some(1)),
            (Some("text/html,*/*;q=0.1"), Some(0)),
            (Some("Application/JSON"), None),
            (Some("application/yaml"), None),
            (Some("garbage"), None),
        ] {
            assert_eq!(first(accept, &served), expected, "{accept:?}");
        }
    }

    #[test]
    fn a_bodys_type_is_read() {
        for (text, expected) in [
            ("application/json", Some(Format::Json)),
            ("application/json; charset=utf-8", Some(Format::Json)),
            ("Application/JSON", Some(Format::Json)),
            ("application/yaml", Some(Format::Yaml)),
            ("application/vnd.kubernetes.protobuf", Some(Format::Protobuf)),
            ("", Some(Format::Json)),
            ("application/json;a=b;A=\"b\"", Some(Format::Json)),
            ("application/json;a=b;a=c", None),
            ("*/*", None),
            ("garbage;;", None),
            ("application/json;;", None),
            ("application/merge-patch+json", None),
        ] {
            assert_eq!(body_format(Some(text)), expected, "{text}");
        }
        assert_eq!(body_format(None), Some(Format::Json));
    }

    #[test]
    fn the_route_looks_at_names_only() {
        assert!(route_accepts(None));
        assert!(route_accepts(Some("text/html, */*;q=0.8")));
        assert!(route_accepts(Some("application/json;as=Nope")));
        assert!(!route_accepts(Some("text/xml")));
        assert!(!route_accepts(Some("application/*")));
    }
}
