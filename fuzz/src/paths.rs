//! Methods, paths, queries and headers: the server's request room, which reads them before anything else is known.

use std::time::Duration;

use coracle_object::selectors::FieldSelector;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::request::media::{self, Form, Forms};
use super::request::origin::is_origin;
use super::request::query::{Query, well_escaped};
use super::request::target::{Place, Target, place};
use super::request::{Head, duration, options};

const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "frob"];
const PARAMETERS: [&str; 18] = [
    "watch",
    "allowWatchBookmarks",
    "sendInitialEvents",
    "limit",
    "continue",
    "resourceVersion",
    "resourceVersionMatch",
    "labelSelector",
    "fieldSelector",
    "timeoutSeconds",
    "timeout",
    "dryRun",
    "fieldManager",
    "fieldValidation",
    "force",
    "pretty",
    "gracePeriodSeconds",
    "propagationPolicy",
];

/// A method, then between line feeds a path, a query, and the values of Accept, Content-Type, User-Agent and Accept-Encoding.
pub fn paths_queries(data: &[u8]) {
    let Some((method, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let method = METHODS[usize::from(method % 8)];
    let (path, query) = (line(), line());
    let headers = [line(), line(), line(), line()];
    let query = check_query(query);
    if well_escaped(path) {
        check_path(method, &percent_decode_str(path).decode_utf8_lossy(), &query);
    }
    check_head(method, &query, headers);
    for value in headers.iter().chain([&path]) {
        check_value(value);
    }
}

/// What is routed by its place is judged by its target: they must mean the same, or somebody reaches what they may not.
fn check_path(method: &str, path: &str, query: &Query) {
    let target = Target::read(&Head {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.clone(),
        ..Head::default()
    });
    // No kind is reached by such a name: the target reads a verb, or a part of a namespace.
    let is_part = |place: &Place| place.namespace.is_some() && matches!(place.resource, "status" | "finalize");
    let is_kind = |place: &Place| !matches!(place.resource, "" | "proxy" | "watch") && !is_part(place);
    let Some(place) = place(path).filter(is_kind) else { return };
    let resource = target.resource.expect("a place is a resource");
    assert_eq!((&*resource.group, &*resource.version), (place.group, place.version), "{path}");
    assert_eq!(resource.resource, place.resource, "{path}");
    match place.name {
        Some(name) if !name.is_empty() => assert_eq!(resource.name, name, "{path}"),
        // Who lists or watches one object by its name may do so with the right to that object.
        _ if matches!(target.verb.as_str(), "list" | "watch") && !resource.name.is_empty() => {
            let selector = FieldSelector::parse(query.first("fieldSelector").unwrap_or_default());
            assert_eq!(selector.expect("it selects").required("metadata.name"), Some(resource.name.as_str()), "{path}");
        }
        _ => assert_eq!(resource.name, "", "{path}"),
    }
    assert_eq!(resource.subresource, place.subresource.unwrap_or_default(), "{path}");
    let namespace = if place.resource == "namespaces" { place.namespace.or(place.name) } else { place.namespace };
    assert_eq!(resource.namespace, namespace.unwrap_or_default(), "{path}");
}

fn check_query(text: &str) -> Query {
    let query = Query::parse(text);
    for name in PARAMETERS {
        let all = query.all(name);
        assert_eq!(all.first().map(String::as_str), query.first(name));
        assert!(all.len() <= text.split('&').count());
        all.iter().for_each(|value| check_value(value));
    }
    // What is escaped is itself again.
    let escaped = Query::parse(&format!("x={}", utf8_percent_encode(text, NON_ALPHANUMERIC)));
    assert_eq!(escaped.first("x"), Some(text));
    let write = options::write(&query);
    assert_eq!(write.is_dry_run(), !query.all("dryRun").is_empty());
    let _ = write.validation();
    let _ = coracle_object::options::validate_write(&write.rules());
    let _ = options::force(&query);
    if let Ok(options) = options::delete(&query) {
        let _ = coracle_object::options::validate_delete(&options.rules());
    }
    check_list(&query);
    query
}

/// What a list or a watch asks for is read, and what does not go together is told.
fn check_list(query: &Query) {
    let given = |name: &str| query.first(name).unwrap_or_default();
    let options = match options::list(query) {
        Ok(options) => options,
        Err(why) => return assert!(!why.is_empty()),
    };
    assert_eq!(
        (options.token.as_str(), options.version_match.as_str()),
        (given("continue"), given("resourceVersionMatch"))
    );
    assert_eq!(options.limit, given("limit").parse().unwrap_or(0));
    assert_eq!(options.watch, query.first("watch").is_some_and(options::is_true));
    for errors in [options.check_list(), options.check_watch()] {
        assert!(errors.len() <= 4 && errors.iter().all(|error| !error.to_string().is_empty()));
    }
    // A list and a watch with a match each want what the other forbids.
    let both = options.check_list().is_empty() && options.check_watch().is_empty();
    assert!(!both || (options.version_match.is_empty() && options.initial_events.is_none()));
}

fn check_head(method: &str, query: &Query, headers: [&str; 4]) {
    let [accept, content_type, user_agent, accept_encoding] = headers.map(|text| Some(text.to_owned()));
    let head = Head {
        method: method.to_owned(),
        query: query.clone(),
        accept,
        accept_encoding,
        content_type,
        user_agent,
        ..Head::default()
    };
    let _ = (head.wants_pretty(), head.takes_gzip());
    let manager = head.manager("");
    assert!(!manager.is_empty() && manager.len() <= 128);
    assert!(
        coracle_object::options::validate_write(&coracle_object::options::WriteOptions {
            field_manager: &manager,
            ..Default::default()
        })
        .is_empty()
    );
}

/// A text as any header or parameter that is read further.
fn check_value(text: &str) {
    let control = |b: u8| b < 0x20 || b == 0x7f;
    assert!(!is_origin(text) || !text.is_empty() && !text.bytes().any(control));
    let served = |format: media::Format| media::body_format(Some(format.media_type())) == Some(format);
    assert!(media::body_format(Some(text)).is_none_or(served));
    for forms in [Forms::None, Forms::Partial, Forms::All] {
        match media::negotiate(Some(text), forms) {
            Some(accepted) => match accepted.form {
                Form::Object => {}
                Form::Table(_) => assert_eq!(forms, Forms::All),
                Form::Partial(_) | Form::PartialList(_) => assert_ne!(forms, Forms::None),
            },
            None => assert!(media::negotiate(Some(&format!("{text},*/*")), forms).is_some()),
        }
    }
    assert!(media::route_accepts(Some(&format!("{text},*/*"))));
    assert!(media::first(Some(&format!("{text},*/*")), &["application/json"]).is_some());
    assert!(media::discovery(Some(text)).is_none_or(|accepted| accepted.form == Form::Object));
    if let Ok(found) = duration::parse(text) {
        assert!(found <= Duration::from_nanos(i64::MAX.unsigned_abs()));
    }
    if let Ok(number) = options::integer(text) {
        assert_eq!(text.parse(), Ok(number));
    }
    match options::resource_version(text) {
        Ok(number) => assert!(text.is_empty() && number == 0 || text.parse() == Ok(number)),
        Err(why) => assert!(why.starts_with("strconv.ParseUint: parsing ")),
    }
}
