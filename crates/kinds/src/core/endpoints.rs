//! Endpoints: addresses and ports that stand behind a name.

use std::sync::Arc;

use coracle_object::Value;
use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::ip;
use coracle_object::meta::Scope;
use coracle_object::names::{self, Part};
use coracle_object::schema;

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::metadata;
use crate::read::{list, text};
use crate::rules::Rules;

struct Endpoints;

/// A table shows this many addresses.
const SHOWN_MAX: usize = 3;

/// The kind.
pub(crate) fn kind() -> Kind {
    let addresses =
        Column::text("Endpoints", "The ready addresses, each with each of its ports.", |o| summary(o).into());
    Kind {
        short_names: vec!["ep".into()],
        storage_prefix: "services/endpoints".into(),
        deprecation: Some("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice".into()),
        create_on_update: true,
        columns: vec![Column::NAME, addresses, Column::AGE],
        rules: Arc::new(Endpoints),
        ..Kind::new(Identity::new("", "v1", "Endpoints", "endpoints"), &schema::ENDPOINTS)
    }
}

impl Rules for Endpoints {
    // Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Endpoints (v1.37.2)
    fn default(&self, object: &mut Value) {
        let subsets = object.get_mut("subsets").and_then(Value::as_array_mut).into_iter().flatten();
        let ports = subsets.filter_map(|subset| subset.get_mut("ports")?.as_array_mut()).flatten();
        for port in ports.filter_map(Value::as_object_mut) {
            let protocol = port.entry("protocol").or_insert(Value::Null);
            if protocol.as_str().unwrap_or_default().is_empty() {
                *protocol = "TCP".into();
            }
        }
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateEndpointsCreate (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Namespaced);
        errors.extend(validate_subsets(list(object, "subsets")));
        errors
    }

    // Upstream: pkg/apis/core/validation/validation.go ValidateEndpointsUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        errors.extend(metadata::check(object, Scope::Namespaced));
        // What is stored may be older than the rules: who does not touch it is not told.
        if list(object, "subsets") != list(current, "subsets") {
            errors.extend(validate_subsets(list(object, "subsets")));
        }
        errors
    }

    fn warnings_create(&self, object: &Value) -> Vec<String> {
        warnings(object)
    }

    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        warnings(object)
    }
}

// Upstream: pkg/apis/core/validation/validation.go validateEndpointSubsets (v1.37.2)
fn validate_subsets(subsets: &[Value]) -> Vec<FieldError> {
    let root = Path::new("subsets");
    let mut errors = Vec::new();
    for (i, subset) in subsets.iter().enumerate() {
        if errors.len() >= ERRORS_MAX {
            break;
        }
        let path = root.index(i);
        let (ready, not_ready) = (list(subset, "addresses"), list(subset, "notReadyAddresses"));
        if ready.is_empty() && not_ready.is_empty() {
            errors.push(FieldError::required(&path, "must specify `addresses` or `notReadyAddresses`"));
        }
        for (name, addresses) in [("addresses", ready), ("notReadyAddresses", not_ready)] {
            let path = path.child(name);
            for (i, address) in addresses.iter().enumerate() {
                if errors.len() >= ERRORS_MAX {
                    return errors;
                }
                validate_address(address, &path.index(i), &mut errors);
            }
        }
        let (path, ports) = (path.child("ports"), list(subset, "ports"));
        for (i, port) in ports.iter().enumerate() {
            if errors.len() >= ERRORS_MAX {
                return errors;
            }
            validate_port(port, ports.len() > 1, &path.index(i), &mut errors);
        }
    }
    errors
}

// Upstream: pkg/apis/core/validation/validation.go validateEndpointAddress (v1.37.2)
fn validate_address(address: &Value, path: &Path, errors: &mut Vec<FieldError>) {
    let ip = text(address, "ip");
    errors.extend(ip::validate_legacy(&path.child("ip"), ip));
    let hostname = text(address, "hostname");
    if !hostname.is_empty() {
        errors.extend(FieldError::invalid_each(&path.child("hostname"), hostname, names::label(hostname)));
    }
    if let Some(node) = address["nodeName"].as_str() {
        let reasons = names::name_is_subdomain(node, Part::Whole);
        errors.extend(FieldError::invalid_each(&path.child("nodeName"), node, reasons));
    }
    errors.extend(ip::validate_endpoint(&path.child("ip"), ip));
}

// Upstream: pkg/apis/core/validation/validation.go validateEndpointPort (v1.37.2)
fn validate_port(port: &Value, name_required: bool, path: &Path, errors: &mut Vec<FieldError>) {
    let name = text(port, "name");
    if !name.is_empty() {
        errors.extend(FieldError::invalid_each(&path.child("name"), name, names::label(name)));
    } else if name_required {
        errors.push(FieldError::required(&path.child("name"), ""));
    }
    let number = port["port"].as_i64().unwrap_or_default();
    errors.extend(names::port_number(number).into_iter().map(|r| FieldError::invalid(&path.child("port"), number, r)));
    let field = path.child("protocol");
    match text(port, "protocol") {
        "" => errors.push(FieldError::required(&field, "")),
        "TCP" | "UDP" | "SCTP" => {}
        _ => errors.push(FieldError::not_supported(&field, &port["protocol"], &["SCTP", "TCP", "UDP"])),
    }
    if let Some(protocol) = port["appProtocol"].as_str() {
        let reasons = names::qualified_name(protocol);
        errors.extend(FieldError::invalid_each(&path.child("appProtocol"), protocol, reasons));
    }
}

/// What is odd about the addresses' spelling, except in what the endpoints controller wrote, which mends it.
// Upstream: pkg/registry/core/endpoint/strategy.go endpointsWarnings (v1.37.2)
fn warnings(object: &Value) -> Vec<String> {
    if object["metadata"]["labels"]["endpoints.kubernetes.io/managed-by"] == "endpoint-controller" {
        return vec![];
    }
    let root = Path::new("subsets");
    let mut warnings = Vec::new();
    for (i, subset) in list(object, "subsets").iter().enumerate() {
        let path = root.index(i);
        for name in ["addresses", "notReadyAddresses"] {
            let path = path.child(name);
            for (i, address) in list(subset, name).iter().enumerate() {
                warnings.extend(ip::warning(&path.index(i).child("ip"), text(address, "ip")));
            }
        }
    }
    warnings
}

/// The first ready addresses, with their ports where there are ports, and how many more there are.
// Upstream: pkg/printers/internalversion/printers.go formatEndpoints (v1.37.2)
fn summary(object: &Value) -> String {
    let subsets = list(object, "subsets");
    if subsets.is_empty() {
        return "<none>".to_owned();
    }
    let (mut shown, mut count) = (Vec::new(), 0);
    for subset in subsets {
        let (addresses, ports) = (list(subset, "addresses"), list(subset, "ports"));
        count += addresses.len() * ports.len().max(1);
        let missing = |shown: &Vec<String>| SHOWN_MAX - shown.len();
        if ports.is_empty() {
            let texts = addresses.iter().take(missing(&shown)).map(|a| text(a, "ip").to_owned());
            shown.extend(texts);
        }
        for port in ports {
            let number = port["port"].as_i64().unwrap_or_default();
            let texts = addresses.iter().take(missing(&shown)).map(|a| match text(a, "ip") {
                v6 if v6.contains(':') => format!("[{v6}]:{number}"),
                v4 => format!("{v4}:{number}"),
            });
            shown.extend(texts);
        }
    }
    let shown = shown.join(",");
    if count > SHOWN_MAX { format!("{shown} + {} more...", count - SHOWN_MAX) } else { shown }
}
