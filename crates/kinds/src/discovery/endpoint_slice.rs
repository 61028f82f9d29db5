//! The kind `EndpointSlice`: some of the addresses behind a name, with what is known of each, and their ports.

use std::collections::HashSet;
use std::sync::Arc;

use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::meta::{self, Scope};
use coracle_object::names::{self, Part, Reasons};
use coracle_object::{Value, domains, ip, schema};

use crate::columns::Column;
use crate::generation;
use crate::kind::{Identity, Kind};
use crate::read::{list, text};
use crate::rules::Rules;

struct EndpointSlices;

/// A slice has at most this many endpoints.
const ENDPOINTS_MAX: usize = 1000;
/// An endpoint has at most this many addresses.
const ADDRESSES_MAX: usize = 100;
/// A slice has at most this many ports.
const PORTS_MAX: usize = 20_000;
/// An endpoint is meant for at most this many zones, and this many nodes.
const HINTS_MAX: usize = 8;
/// A table shows this many ports, and this many addresses.
const SHOWN_MAX: usize = 3;

/// The kind.
pub(crate) fn kind() -> Kind {
    let addresses = |slice: &Value| {
        let each = list(slice, "endpoints").iter().flat_map(|endpoint| list(endpoint, "addresses"));
        summary(each.map(|address| address.as_str().unwrap_or_default().to_owned())).into()
    };
    Kind {
        columns: vec![
            Column::NAME,
            Column::text("AddressType", "What its addresses are.", |slice| text(slice, "addressType").into()),
            Column::text("Ports", "The first ports.", |slice| summary(list(slice, "ports").iter().map(port)).into()),
            Column::text("Endpoints", "The first addresses.", addresses),
            Column::AGE,
        ],
        rules: Arc::new(EndpointSlices),
        ..Kind::new(Identity::new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices"), &schema::ENDPOINT_SLICE)
    }
}

impl Rules for EndpointSlices {
    // Upstream: pkg/apis/discovery/v1/defaults.go SetDefaults_EndpointPort (v1.37.2)
    fn default(&self, object: &mut Value) {
        let ports = object.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten();
        for port in ports.filter_map(Value::as_object_mut) {
            for (name, usual) in [("name", ""), ("protocol", "TCP")] {
                let value = port.entry(name).or_insert(Value::Null);
                if value.is_null() {
                    *value = usual.into();
                }
            }
        }
    }

    // Upstream: pkg/registry/discovery/endpointslice/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        generation::first(object);
        drop_topology(object);
    }

    /// Quirk: a topology that is dropped counts as a change (asked of the reference: a patch of it).
    // Upstream: pkg/registry/discovery/endpointslice/strategy.go PrepareForUpdate (v1.37.2)
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        let same = object["addressType"] == current["addressType"]
            && ["endpoints", "ports"].iter().all(|name| list(object, name) == list(current, name))
            && meta::map(object, "labels") == meta::map(current, "labels");
        if !same {
            generation::next(object, current);
        }
        drop_topology(object);
    }

    // Upstream: pkg/apis/discovery/validation/validation.go ValidateEndpointSliceCreate (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = check_metadata(object);
        errors.extend(validate_ports(list(object, "ports")));
        errors.extend(validate_endpoints(object));
        errors.extend(missing_type(object).or_else(|| unknown_type(object)));
        errors.extend(validate_counts(list(object, "endpoints")));
        errors
    }

    // Upstream: pkg/apis/discovery/validation/validation.go ValidateEndpointSliceUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let missing = missing_type(object);
        let mut errors = check_metadata(object);
        errors.extend(unknown_type(object).filter(|_| missing.is_none()));
        errors.extend(validate_ports(list(object, "ports")));
        // What is stored may be older than the rules: who does not touch it is not told.
        let changed = list(object, "endpoints") != list(current, "endpoints");
        if changed {
            errors.extend(validate_endpoints(object));
        }
        if object["addressType"] != current["addressType"] {
            errors.extend(missing);
            // Quirk: the value is not told (asked of the reference: a patch of addressType).
            errors.push(FieldError::immutable(&Path::new("addressType"), Value::Null));
        }
        if changed {
            errors.extend(validate_counts(list(object, "endpoints")));
        }
        errors
    }

    // Upstream: pkg/registry/discovery/endpointslice/strategy.go WarningsOnCreate (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        let mut warnings = Vec::new();
        if text(object, "addressType") == "FQDN" {
            // Quirk: there is no spec in a slice (asked of the reference: a slice of FQDN).
            warnings.push("spec.addressType: FQDN endpoints are deprecated".to_owned());
        }
        warnings.extend(spelling_warnings(object));
        warnings
    }

    // Upstream: pkg/registry/discovery/endpointslice/strategy.go WarningsOnUpdate (v1.37.2)
    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        spelling_warnings(object)
    }
}

/// This member is not for clients of this version: what they send is dropped, and so no stored slice has it.
// Upstream: pkg/registry/discovery/endpointslice/strategy.go dropTopologyOnV1 (v1.37.2)
fn drop_topology(object: &mut Value) {
    let endpoints = object.get_mut("endpoints").and_then(Value::as_array_mut).into_iter().flatten();
    for endpoint in endpoints.filter_map(Value::as_object_mut) {
        endpoint.remove("deprecatedTopology");
    }
}

fn check_metadata(object: &Value) -> Vec<FieldError> {
    let mut errors = meta::validate(object, Scope::Namespaced, names::name_is_subdomain);
    errors.extend(meta::validate_core_finalizers(object));
    errors
}

fn missing_type(object: &Value) -> Option<FieldError> {
    text(object, "addressType").is_empty().then(|| FieldError::required(&Path::new("addressType"), ""))
}

fn unknown_type(object: &Value) -> Option<FieldError> {
    const KNOWN: [&str; 3] = ["FQDN", "IPv4", "IPv6"];
    let given = &object["addressType"];
    let known = KNOWN.iter().any(|known| given == known);
    (!known).then(|| FieldError::not_supported(&Path::new("addressType"), given, &KNOWN))
}

/// What is wrong with how many addresses the endpoints have. The reference says so by declarations, whose errors come after all
/// others.
// Upstream: pkg/apis/discovery/v1/zz_generated.validations.go Validate_Endpoint (v1.37.2)
fn validate_counts(endpoints: &[Value]) -> Vec<FieldError> {
    let root = Path::new("endpoints");
    let wrong = endpoints.iter().enumerate().filter_map(|(i, endpoint)| {
        let path = root.index(i);
        let path = path.child("addresses");
        match list(endpoint, "addresses").len() {
            0 => Some(FieldError::required(&path, "")),
            1..=ADDRESSES_MAX => None,
            many => Some(FieldError::too_many(&path, many, ADDRESSES_MAX)),
        }
    });
    wrong.take(ERRORS_MAX).collect()
}

// Upstream: pkg/apis/discovery/validation/validation.go validateEndpoints (v1.37.2)
fn validate_endpoints(object: &Value) -> Vec<FieldError> {
    let (root, endpoints) = (Path::new("endpoints"), list(object, "endpoints"));
    if endpoints.len() > ENDPOINTS_MAX {
        return vec![FieldError::too_many(&root, endpoints.len(), ENDPOINTS_MAX)];
    }
    let mut errors = Vec::new();
    for (i, endpoint) in endpoints.iter().enumerate() {
        let path = root.index(i);
        let addresses = path.child("addresses");
        for (i, address) in list(endpoint, "addresses").iter().enumerate() {
            if errors.len() >= ERRORS_MAX {
                return errors;
            }
            let address = address.as_str().unwrap_or_default();
            errors.extend(validate_address(text(object, "addressType"), address, &addresses, i));
        }
        if let Some(node) = endpoint["nodeName"].as_str() {
            errors.extend(FieldError::invalid_each(&path.child("nodeName"), node, node_name(node)));
        }
        if let Some(name) = endpoint["hostname"].as_str() {
            errors.extend(FieldError::invalid_each(&path.child("hostname"), name, names::label(name)));
        }
        errors.extend(validate_hints(&endpoint["hints"], &path.child("hints")));
    }
    errors
}

// Upstream: pkg/apis/discovery/validation/validation.go validateEndpoints (v1.37.2)
fn validate_address(address_type: &str, address: &str, addresses: &Path, index: usize) -> Vec<FieldError> {
    let path = addresses.index(index);
    let (errors, v6) = match address_type {
        "IPv4" => (ip::validate_legacy(&path, address), false),
        "IPv6" => (ip::validate_canonical(&path, address), true),
        "FQDN" => return domains::validate_qualified(&path, address).into_iter().collect(),
        _ => return vec![],
    };
    if !errors.is_empty() {
        return errors;
    }
    let mut errors = Vec::new();
    if ip::parse_sloppy(address).is_some_and(|ip| ip.is_ipv6() != v6) {
        // Quirk: which of the addresses it is is not told (asked of the reference: an IPv4 address in a slice of IPv6).
        let detail = if v6 { "must be an IPv6 address" } else { "must be an IPv4 address" };
        errors.push(FieldError::invalid(addresses, address, detail));
    }
    errors.extend(ip::validate_endpoint(&path, address));
    errors
}

// Upstream: pkg/apis/discovery/validation/validation.go validateHints (v1.37.2)
fn validate_hints(hints: &Value, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (field, rule) in [("forZones", names::label_value as fn(&str) -> Reasons), ("forNodes", node_name)] {
        let (path, wanted) = (path.child(field), list(hints, field));
        if wanted.len() > HINTS_MAX {
            errors.push(FieldError::too_many(&path, wanted.len(), HINTS_MAX));
            break;
        }
        let mut seen = HashSet::new();
        for (i, wanted) in wanted.iter().enumerate() {
            let (path, name) = (path.index(i), text(wanted, "name"));
            let path = path.child("name");
            if !seen.insert(name) {
                errors.push(FieldError::duplicate(&path, name));
            }
            errors.extend(FieldError::invalid_each(&path, name, rule(name)));
        }
    }
    errors
}

fn node_name(name: &str) -> Reasons {
    names::name_is_subdomain(name, Part::Whole)
}

// Upstream: pkg/apis/discovery/validation/validation.go validatePorts (v1.37.2)
fn validate_ports(ports: &[Value]) -> Vec<FieldError> {
    let root = Path::new("ports");
    if ports.len() > PORTS_MAX {
        return vec![FieldError::too_many(&root, ports.len(), PORTS_MAX)];
    }
    let (mut errors, mut seen) = (Vec::new(), HashSet::new());
    for (i, port) in ports.iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        let (path, name) = (root.index(i), text(port, "name"));
        if !name.is_empty() {
            errors.extend(FieldError::invalid_each(&path.child("name"), name, names::label(name)));
        }
        if !seen.insert(name) {
            // A pointer in the reference, and so printed as JSON.
            errors.push(FieldError::duplicate(&path.child("name"), Value::from(name)));
        }
        if !matches!(text(port, "protocol"), "TCP" | "UDP" | "SCTP") {
            let supported = ["SCTP", "TCP", "UDP"];
            errors.push(FieldError::not_supported(&path.child("protocol"), &port["protocol"], &supported));
        }
        if let Some(protocol) = port["appProtocol"].as_str() {
            let reasons = names::qualified_name(protocol);
            errors.extend(FieldError::invalid_each(&path.child("appProtocol"), protocol, reasons));
        }
    }
    errors
}

/// What is odd about the addresses' spelling, except in what the controllers wrote, which mend it.
// Upstream: pkg/registry/discovery/endpointslice/strategy.go warnOnBadIPs (v1.37.2)
fn spelling_warnings(object: &Value) -> Vec<String> {
    let manager = text(&object["metadata"]["labels"], "endpointslice.kubernetes.io/managed-by");
    if matches!(manager, "endpointslice-controller.k8s.io" | "endpointslicemirroring-controller.k8s.io") {
        return vec![];
    }
    let root = Path::new("endpoints");
    let mut warnings = Vec::new();
    for (i, endpoint) in list(object, "endpoints").iter().enumerate() {
        let path = root.index(i);
        let path = path.child("addresses");
        for (i, address) in list(endpoint, "addresses").iter().enumerate() {
            warnings.extend(ip::warning(&path.index(i), address.as_str().unwrap_or_default()));
        }
    }
    warnings
}

/// A port as a table shows it: its number or, where any will do, its name.
// Upstream: pkg/printers/internalversion/printers.go formatDiscoveryPorts (v1.37.2)
fn port(port: &Value) -> String {
    port["port"].as_i64().map_or_else(|| text(port, "name").to_owned(), |number| number.to_string())
}

/// The first few, and how many more there are.
// Upstream: pkg/printers/internalversion/printers.go listWithMoreString (v1.37.2)
fn summary(mut all: impl Iterator<Item = String>) -> String {
    let shown = all.by_ref().take(SHOWN_MAX).collect::<Vec<_>>().join(",");
    match all.count() {
        0 if shown.is_empty() => "<unset>".to_owned(),
        0 => shown,
        more => format!("{shown} + {more} more..."),
    }
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn slice(address_type: &str, addresses: &[&str]) -> Value {
        json!({
            "metadata": {"name": "a", "namespace": "n", "generation": 3, "resourceVersion": "1"},
            "addressType": address_type,
            "endpoints": [{"addresses": addresses, "conditions": {}}],
            "ports": null,
        })
    }

    fn told(errors: &[FieldError]) -> Vec<String> {
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_number_counts_the_changes_of_content_and_labels() {
        let current = slice("IPv4", &["10.0.0.1"]);
        let after = |change: fn(&mut Value)| {
            let mut object = current.clone();
            change(&mut object);
            EndpointSlices.prepare_update(&mut object, &current);
            object["metadata"]["generation"].as_i64()
        };
        assert_eq!(after(|_| ()), Some(3));
        assert_eq!(after(|slice| slice["metadata"]["annotations"] = json!({"a": "b"})), Some(3));
        // A list without anything in it is as good as none.
        assert_eq!(after(|slice| slice["ports"] = json!([])), Some(3));
        assert_eq!(after(|slice| slice["metadata"]["labels"] = json!({"a": "b"})), Some(4));
        assert_eq!(after(|slice| slice["ports"] = json!([{"name": "", "protocol": "TCP"}])), Some(4));
        assert_eq!(after(|slice| slice["endpoints"][0]["hints"] = json!({})), Some(4));
        assert_eq!(after(|slice| slice["endpoints"][0]["deprecatedTopology"] = json!({"a": "b"})), Some(4));
    }

    #[test]
    fn what_is_declared_is_told_at_last() {
        let no_node = "a lowercase RFC 1123 subdomain must";
        let mut object = slice("", &[]);
        object["endpoints"][0]["nodeName"] = "N".into();
        let errors = told(&EndpointSlices.check_create(&object));
        assert!(
            errors[0].starts_with(&format!("endpoints[0].nodeName: Invalid value: \"N\": {no_node}")),
            "{errors:?}"
        );
        assert_eq!(errors[1..], ["addressType: Required value", "endpoints[0].addresses: Required value"]);

        let current = slice("IPv4", &["10.0.0.1"]);
        let unsupported = r#"addressType: Unsupported value: "x": supported values: "FQDN", "IPv4", "IPv6""#;
        let immutable = "addressType: Invalid value: null: field is immutable";
        for (address_type, expected) in [
            ("x", [unsupported, immutable].as_slice()),
            ("", &["addressType: Required value", immutable]),
            ("FQDN", &[immutable]),
            ("IPv4", &[]),
        ] {
            let object = slice(address_type, &["10.0.0.1"]);
            assert_eq!(
                told(&EndpointSlices.check_update(&object, &current, &mut Vec::new())),
                expected,
                "{address_type}"
            );
        }
        assert_eq!(told(&EndpointSlices.check_create(&slice("x", &["10.0.0.1"]))), [unsupported]);
    }

    #[test]
    fn there_are_limits_to_everything() {
        let endpoints = vec![json!({"addresses": []}); 1001];
        let object = json!({"addressType": "IPv4", "endpoints": endpoints});
        assert_eq!(told(&validate_endpoints(&object)), ["endpoints: Too many: 1001: must have at most 1000 items"]);
        assert_eq!(validate_counts(list(&object, "endpoints")).len(), 1001);
        let many = vec![json!({"addresses": vec!["10.0.0.1"; 101]})];
        let expected = ["endpoints[0].addresses: Too many: 101: must have at most 100 items"];
        assert_eq!(told(&validate_counts(&many)), expected);
        let ports = vec![json!({"name": "", "protocol": "TCP"}); 20_001];
        assert_eq!(told(&validate_ports(&ports)), ["ports: Too many: 20001: must have at most 20000 items"]);
        assert_eq!(validate_ports(&ports[1..]).len(), ERRORS_MAX);
        let named = json!({"name": "a"});
        let hints = json!({"forZones": vec![named.clone(); 9], "forNodes": [named, {"name": ""}]});
        let path = Path::new("hints");
        assert_eq!(told(&validate_hints(&hints, &path)), ["hints.forZones: Too many: 9: must have at most 8 items"]);
    }

    #[test]
    fn a_table_shows_the_first_few() {
        let told = |all: &[&str]| summary(all.iter().map(|text| (*text).to_owned()));
        assert_eq!(told(&[]), "<unset>");
        assert_eq!(told(&[""]), "<unset>");
        assert_eq!(told(&["a", "b", "c"]), "a,b,c");
        assert_eq!(told(&["a", "b", "c", "d", "e"]), "a,b,c + 2 more...");
        assert_eq!(port(&json!({"name": "a"})), "a");
        assert_eq!(port(&json!({"name": "a", "port": 0})), "0");
    }
}
