//! The kind `Ingress`: which requests from outside go to which Service.

use std::collections::BTreeSet;
use std::sync::Arc;

use coracle_object::field::{FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::names::{self, Part, name_is_path_segment};
use coracle_object::{Value, ip, json, schema};

use super::ingress_class;
use crate::columns::Column;
use crate::kind::{Identity, Kind, Part as KindPart};
use crate::read::{list, set, set_in, text};
use crate::rules::Rules;
use crate::verb::Verb;
use crate::{generation, metadata};

/// An ingress as a write by one of its paths sees it.
enum Ingresses {
    Whole,
    Status,
}

/// What named the class before `ingressClassName` did.
const CLASS: &str = "kubernetes.io/ingress.class";
/// A table shows so many hosts.
const HOSTS_SHOWN: usize = 3;
const PATH_TYPES: [&str; 3] = ["Exact", "ImplementationSpecific", "Prefix"];

/// The kind.
pub(crate) fn kind() -> Kind {
    let verbs = vec![Verb::Get, Verb::Patch, Verb::Update];
    let status = KindPart { name: "status".into(), verbs, kind: Arc::new(by(Ingresses::Status)), tables: true };
    Kind { parts: vec![status], ..by(Ingresses::Whole) }
}

/// The kind by one of its paths.
fn by(rules: Ingresses) -> Kind {
    let class = |ingress: &Value| ingress["spec"]["ingressClassName"].as_str().unwrap_or("<none>").into();
    let ports = |ingress: &Value| if list(&ingress["spec"], "tls").is_empty() { "80" } else { "80, 443" }.into();
    Kind {
        short_names: vec!["ing".into()],
        columns: vec![
            Column::NAME,
            Column::text("Class", "Who answers for it.", class),
            Column::text("Hosts", "The names that requests are for.", |ingress| hosts(ingress).into()),
            Column::text("Address", "Where requests come in.", |ingress| addresses(ingress).into()),
            Column::text("Ports", "The ports that requests come in by.", ports),
            Column::AGE,
        ],
        // Upstream: pkg/registry/networking/ingress/strategy.go GetResetFields (v1.37.2)
        reset_fields: match rules {
            Ingresses::Whole => &["status"],
            Ingresses::Status => &["spec"],
        },
        // Upstream: pkg/kubeapiserver/default_storage_factory_builder.go SpecialDefaultResourcePrefixes (v1.37.2)
        storage_prefix: "ingress".into(),
        // An error shows it.
        tells_empty: true,
        rules: Arc::new(rules),
        ..Kind::new(Identity::new("networking.k8s.io", "v1", "Ingress", "ingresses"), &schema::INGRESS)
    }
}

impl Rules for Ingresses {
    fn minds(&self) -> Option<&'static str> {
        matches!(self, Ingresses::Whole).then_some("ingressclasses.networking.k8s.io")
    }

    // Upstream: plugin/pkg/admission/network/defaultingressclass/admission.go Admit (v1.37.2)
    fn choose(&self, object: &mut Value, classes: &mut dyn Iterator<Item = Value>) {
        if object["spec"]["ingressClassName"].is_null() && annotation(object).is_none() {
            // The newest; of several, the first by name.
            let defaults = classes.filter(ingress_class::is_default);
            let key = |class: &Value| {
                (
                    std::cmp::Reverse(meta::text(class, "creationTimestamp").to_owned()),
                    meta::text(class, "name").to_owned(),
                )
            };
            if let Some(class) = defaults.min_by_key(key) {
                set_in(object, "spec", "ingressClassName", meta::text(&class, "name").into());
            }
        }
    }

    // Upstream: pkg/registry/networking/ingress/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        set(object, "status", json!({}));
        generation::first(object);
    }

    // Upstream: pkg/registry/networking/ingress/strategy.go PrepareForUpdate (v1.37.2). There is one for each strategy.
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if matches!(self, Ingresses::Status) {
            return set(object, "spec", current["spec"].clone());
        }
        set(object, "status", current["status"].clone());
        if generation::is_other(object, current, &schema::INGRESS) {
            generation::next(object, current);
        }
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateIngressCreate (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = check(object, &Before::default());
        if let (Some(said), Some(class)) = (annotation(object), object["spec"]["ingressClassName"].as_str())
            && said != class
        {
            let path = Path::new("annotations");
            let why = "must match `ingressClassName` when both are specified";
            errors.push(FieldError::invalid(&path.child(CLASS), said, why));
        }
        errors
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateIngressUpdate, ValidateIngressStatusUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        match self {
            Ingresses::Whole => errors.extend(check(object, &Before::of(current))),
            Ingresses::Status => errors.extend(check_status(object, current)),
        }
        errors
    }

    // Upstream: pkg/registry/networking/ingress/strategy.go WarningsOnCreate (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        let is_old = annotation(object).is_some() && object["spec"]["ingressClassName"].is_null();
        let warning = || format!("annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead");
        is_old.then(warning).into_iter().collect()
    }

    // Upstream: pkg/registry/networking/ingress/strategy.go WarningsOnUpdate (v1.37.2)
    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        if matches!(self, Ingresses::Whole) {
            return Vec::new();
        }
        let status = Path::new("status");
        let path = status.child("loadBalancer");
        let path = path.child("ingress");
        let points = points(object).iter().enumerate();
        points.filter_map(|(i, point)| ip::warning(&path.index(i), text(point, "ip"))).collect()
    }
}

fn annotation(ingress: &Value) -> Option<&str> {
    ingress["metadata"]["annotations"][CLASS].as_str()
}

/// Where requests come in.
fn points(ingress: &Value) -> &[Value] {
    list(&ingress["status"]["loadBalancer"], "ingress")
}

/// What may be wrong because it was before.
#[derive(Default)]
struct Before {
    secret_names: bool,
    rules_of_wildcards: bool,
}

impl Before {
    // Upstream: pkg/apis/networking/validation/validation.go allowInvalidSecretName, allowInvalidWildcardHostRule (v1.37.2)
    fn of(current: &Value) -> Self {
        let spec = &current["spec"];
        let is_wrong = |rule: &Value| is_wildcard(text(rule, "host")) && !check_paths(rule, &Path::new("")).is_empty();
        Self {
            secret_names: list(spec, "tls").iter().any(|tls| !secret_name(text(tls, "secretName")).is_empty()),
            rules_of_wildcards: list(spec, "rules").iter().any(is_wrong),
        }
    }
}

// Upstream: pkg/apis/networking/validation/validation.go validateIngress, ValidateIngressSpec (v1.37.2)
fn check(ingress: &Value, before: &Before) -> Vec<FieldError> {
    let mut errors = metadata::check(ingress, Scope::Namespaced);
    let (spec, path) = (&ingress["spec"], Path::new("spec"));
    let rules = list(spec, "rules");
    if rules.is_empty() && spec["defaultBackend"].is_null() {
        let why = "either `defaultBackend` or `rules` must be specified";
        errors.push(FieldError::invalid(&path, &spec["rules"], why));
    }
    if !spec["defaultBackend"].is_null() {
        errors.extend(check_backend(&spec["defaultBackend"], &path.child("defaultBackend")));
    }
    for (i, rule) in rules.iter().enumerate() {
        let path = path.child("rules");
        errors.extend(check_rule(rule, before, &path.index(i)));
    }
    for (i, tls) in list(spec, "tls").iter().enumerate() {
        let path = path.child("tls");
        errors.extend(check_tls(tls, before, &path.index(i)));
    }
    if let Some(class) = spec["ingressClassName"].as_str() {
        let reasons = names::name_is_subdomain(class, Part::Whole);
        errors.extend(FieldError::invalid_each(&path.child("ingressClassName"), class, reasons));
    }
    errors
}

fn is_wildcard(host: &str) -> bool {
    host.contains('*')
}

fn check_host(host: &str, path: &Path) -> Vec<FieldError> {
    let reasons = if is_wildcard(host) { names::wildcard_subdomain(host) } else { names::subdomain(host) };
    FieldError::invalid_each(path, host, reasons)
}

const NOT_AN_ADDRESS: &str = "must be a DNS name, not an IP address";

// Upstream: pkg/apis/networking/validation/validation.go validateIngressRules (v1.37.2)
fn check_rule(rule: &Value, before: &Before, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let host = text(rule, "host");
    if !host.is_empty() {
        let path = path.child("host");
        if ip::parse_sloppy(host).is_some() {
            errors.push(FieldError::invalid(&path, host, NOT_AN_ADDRESS));
        }
        errors.extend(check_host(host, &path));
    }
    if !(is_wildcard(host) && before.rules_of_wildcards) {
        errors.extend(check_paths(rule, path));
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go validateHTTPIngressRuleValue (v1.37.2)
fn check_paths(rule: &Value, path: &Path) -> Vec<FieldError> {
    if rule["http"].is_null() {
        return Vec::new();
    }
    let http = path.child("http");
    let path = http.child("paths");
    let paths = list(&rule["http"], "paths");
    if paths.is_empty() {
        return vec![FieldError::required(&path, "")];
    }
    paths.iter().enumerate().flat_map(|(i, of)| check_path(of, &path.index(i))).collect()
}

// Upstream: pkg/apis/networking/validation/validation.go validateHTTPIngressPath (v1.37.2)
fn check_path(of: &Value, path: &Path) -> Vec<FieldError> {
    let Some(path_type) = of["pathType"].as_str() else {
        return vec![FieldError::required(&path.child("pathType"), "pathType must be specified")];
    };
    let (field, route) = (path.child("path"), text(of, "path"));
    let mut errors = Vec::new();
    let mut refuse = |why: String| errors.push(FieldError::invalid(&field, route, why));
    let is_exact = matches!(path_type, "Exact" | "Prefix");
    let may_be_empty = path_type == "ImplementationSpecific" && route.is_empty();
    if (is_exact || path_type == "ImplementationSpecific") && !route.starts_with('/') && !may_be_empty {
        refuse("must be an absolute path".to_owned());
    }
    if is_exact {
        for part in ["//", "/./", "/../", "%2f", "%2F"].into_iter().filter(|part| route.contains(part)) {
            refuse(format!("must not contain '{part}'"));
        }
        for end in ["/..", "/."].into_iter().filter(|end| route.ends_with(end)) {
            refuse(format!("cannot end with '{end}'"));
        }
    }
    if !PATH_TYPES.contains(&path_type) {
        errors.push(FieldError::not_supported(&path.child("pathType"), path_type, &PATH_TYPES));
    }
    errors.extend(check_backend(&of["backend"], &path.child("backend")));
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go validateIngressBackend (v1.37.2)
fn check_backend(backend: &Value, path: &Path) -> Vec<FieldError> {
    match (&backend["resource"], &backend["service"]) {
        (Value::Null, Value::Null) => vec![FieldError::invalid(path, "", "resource or service backend is required")],
        (resource, Value::Null) => check_reference(resource, &path.child("resource")),
        (Value::Null, service) => check_service(service, path),
        _ => vec![FieldError::invalid(path, "", "cannot set both resource and service backends")],
    }
}

fn check_service(service: &Value, path: &Path) -> Vec<FieldError> {
    let field = path.child("service");
    let mut errors = Vec::new();
    let name = text(service, "name");
    if name.is_empty() {
        errors.push(FieldError::required(&field.child("name"), ""));
    } else {
        let reasons = names::name_is_label(name, Part::Whole);
        errors.extend(FieldError::invalid_each(&field.child("name"), name, reasons));
    }
    let port = field.child("port");
    let (port_name, number) = (text(&service["port"], "name"), service["port"]["number"].as_i64().unwrap_or_default());
    match (port_name, number) {
        ("", 0) => errors.push(FieldError::required(path, "port name or number is required")),
        ("", number) => {
            let reasons = names::port_number(number).into_iter();
            errors.extend(reasons.map(|reason| FieldError::invalid(&port.child("number"), number, reason)));
        }
        (name, 0) => errors.extend(FieldError::invalid_each(&port.child("name"), name, names::port_name(name))),
        _ => errors.push(FieldError::invalid(path, "", "cannot set both port name & port number")),
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go validateIngressTypedLocalObjectReference (v1.37.2)
fn check_reference(reference: &Value, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some(group) = reference["apiGroup"].as_str() {
        errors.extend(FieldError::invalid_each(&path.child("apiGroup"), group, names::subdomain(group)));
    }
    for field in ["kind", "name"] {
        let (path, name) = (path.child(field), text(reference, field));
        if name.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        errors.extend(FieldError::invalid_each(&path, name, name_is_path_segment(name, Part::Whole)));
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go validateIngressTLS (v1.37.2)
fn check_tls(tls: &Value, before: &Before, path: &Path) -> Vec<FieldError> {
    let hosts = path.child("hosts");
    let each = list(tls, "hosts").iter().enumerate();
    let mut errors: Vec<_> =
        each.flat_map(|(i, host)| check_host(host.as_str().unwrap_or_default(), &hosts.index(i))).collect();
    if !before.secret_names {
        let name = text(tls, "secretName");
        errors.extend(FieldError::invalid_each(&path.child("secretName"), name, secret_name(name)));
    }
    errors
}

fn secret_name(name: &str) -> names::Reasons {
    if name.is_empty() { Vec::new() } else { names::name_is_subdomain(name, Part::Whole) }
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateIngressLoadBalancerStatus (v1.37.2)
fn check_status(object: &Value, current: &Value) -> Vec<FieldError> {
    let before: Vec<_> = points(current).iter().map(|point| text(point, "ip")).collect();
    let status = Path::new("status");
    let path = status.child("loadBalancer");
    let path = path.child("ingress");
    let mut errors = Vec::new();
    for (i, point) in points(object).iter().enumerate() {
        let path = path.index(i);
        let (address, host) = (text(point, "ip"), text(point, "hostname"));
        if !address.is_empty() && !before.contains(&address) {
            errors.extend(ip::validate_legacy(&path.child("ip"), address));
        }
        if !host.is_empty() {
            let path = path.child("hostname");
            errors.extend(FieldError::invalid_each(&path, host, names::subdomain(host)));
            if ip::parse_sloppy(host).is_some() {
                errors.push(FieldError::invalid(&path, host, NOT_AN_ADDRESS));
            }
        }
    }
    errors
}

/// The hosts of its rules, as a table shows them.
// Upstream: pkg/printers/internalversion/printers.go formatHosts (v1.37.2)
fn hosts(ingress: &Value) -> String {
    let rules = list(&ingress["spec"], "rules");
    let (mut shown, mut more) = (Vec::new(), false);
    for host in rules.iter().map(|rule| text(rule, "host")) {
        more |= shown.len() == HOSTS_SHOWN;
        if !more && !host.is_empty() {
            shown.push(host);
        }
    }
    match (shown.is_empty(), more) {
        (true, _) => "*".to_owned(),
        (_, true) => format!("{} + {} more...", shown.join(","), rules.len() - HOSTS_SHOWN),
        _ => shown.join(","),
    }
}

/// Where requests come in, as a table shows it.
// Upstream: pkg/printers/internalversion/printers.go ingressLoadBalancerStatusStringer (v1.37.2)
fn addresses(ingress: &Value) -> String {
    let named = points(ingress).iter().map(|point| match text(point, "ip") {
        "" => text(point, "hostname"),
        address => address,
    });
    let all: BTreeSet<_> = named.filter(|name| !name.is_empty()).collect();
    all.into_iter().collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(spec: &Value) -> Vec<String> {
        let ingress = json!({"metadata": {"name": "a", "namespace": "n"}, "spec": spec});
        Ingresses::Whole.check_create(&ingress).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn there_is_somebody_to_answer() {
        let none = "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified";
        assert_eq!(told(&json!({})), [none]);
        assert_eq!(told(&json!({"rules": []})), [none.replace("null", "[]")]);
        let path = "spec.defaultBackend";
        let of = |backend: Value| told(&json!({"defaultBackend": backend}));
        assert_eq!(of(json!({})), [format!(r#"{path}: Invalid value: "": resource or service backend is required"#)]);
        let both = json!({"resource": {"kind": "K", "name": "n"}, "service": {"name": "s", "port": {"number": 80}}});
        assert_eq!(of(both), [format!(r#"{path}: Invalid value: "": cannot set both resource and service backends"#)]);
        assert_eq!(
            of(json!({"service": {"name": "s"}})),
            [format!("{path}: Required value: port name or number is required")]
        );
        let port = json!({"service": {"name": "1s", "port": {"name": "http", "number": 80}}});
        assert_eq!(of(port), [format!(r#"{path}: Invalid value: "": cannot set both port name & port number"#)]);
    }

    #[test]
    fn a_path_is_as_its_type_wants_it() {
        let of = |path: &Value| {
            let mut path = path.clone();
            path["backend"] = json!({"service": {"name": "s", "port": {"number": 80}}});
            told(&json!({"rules": [{"http": {"paths": [path]}}]}))
        };
        let path = "spec.rules[0].http.paths[0]";
        assert_eq!(of(&json!({})), [format!("{path}.pathType: Required value: pathType must be specified")]);
        assert_eq!(of(&json!({"pathType": "ImplementationSpecific"})), [""; 0]);
        assert_eq!(
            of(&json!({"pathType": "Prefix"})),
            [format!(r#"{path}.path: Invalid value: "": must be an absolute path"#)]
        );
        assert_eq!(
            of(&json!({"pathType": "Exact", "path": "/a//b/.."})),
            [
                format!(r#"{path}.path: Invalid value: "/a//b/..": must not contain '//'"#),
                format!(r#"{path}.path: Invalid value: "/a//b/..": cannot end with '/..'"#),
            ]
        );
        let other = format!(
            r#"{path}.pathType: Unsupported value: "Other": supported values: "Exact", "ImplementationSpecific", "Prefix""#
        );
        assert_eq!(of(&json!({"pathType": "Other"})), [other]);
    }

    #[test]
    fn one_without_a_class_gets_the_newest_default() {
        let class = |name: &str, time: &str, default: &str| {
            let annotations = json!({"ingressclass.kubernetes.io/is-default-class": default});
            json!({"metadata": {"name": name, "creationTimestamp": time, "annotations": annotations}})
        };
        let classes = [
            class("old", "2000-01-01T00:00:00Z", "true"),
            class("b", "2001-01-01T00:00:00Z", "true"),
            class("a", "2001-01-01T00:00:00Z", "true"),
            class("no", "2002-01-01T00:00:00Z", "false"),
        ];
        let chosen = |mut ingress: Value| {
            Ingresses::Whole.choose(&mut ingress, &mut classes.iter().cloned());
            ingress["spec"]["ingressClassName"].take()
        };
        assert_eq!(chosen(json!({"spec": {}})), json!("a"));
        assert_eq!(chosen(json!({"spec": {"ingressClassName": "x"}})), json!("x"));
        assert_eq!(chosen(json!({"spec": {}, "metadata": {"annotations": {CLASS: ""}}})), Value::Null);
    }

    #[test]
    fn a_table_has_room_for_a_few() {
        let rules = |names: &[&str]| {
            let rules: Vec<_> = names.iter().map(|name| json!({"host": name})).collect();
            hosts(&json!({"spec": {"rules": rules}}))
        };
        assert_eq!(
            [rules(&[]), rules(&["a", "", "b"]), rules(&["a", "b", "c", "", "e"])],
            ["*", "a,b", "a,b,c + 2 more..."]
        );
        let points = json!([{"ip": "10.10.10.10"}, {"hostname": "example.com"}, {"ip": "10.10.10.10"}]);
        let ingress = json!({"status": {"loadBalancer": {"ingress": points}}});
        assert_eq!(addresses(&ingress), "10.10.10.10,example.com");
    }
}
