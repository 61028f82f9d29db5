//! The kind `NetworkPolicy`: which traffic Pods take and send.

use std::sync::Arc;

use coracle_object::cidr::{self, Cidr};
use coracle_object::field::{ERRORS_MAX, FieldError, Path};
use coracle_object::meta::Scope;
use coracle_object::{Value, names, schema};

use crate::columns::Column;
use crate::kind::{Identity, Kind};
use crate::label_selector::{self, Values};
use crate::read::{list, set_in, text};
use crate::rules::Rules;
use crate::{generation, metadata};

struct Policies;

/// The directions, each with what says who is at the other end.
const DIRECTIONS: [(&str, &str); 2] = [("ingress", "from"), ("egress", "to")];
const TYPES: [&str; 2] = ["Ingress", "Egress"];

/// The kind.
pub(crate) fn kind() -> Kind {
    let selected = |policy: &Value| label_selector::format(&policy["spec"]["podSelector"]).into();
    Kind {
        short_names: vec!["netpol".into()],
        columns: vec![Column::NAME, Column::text("Pod-Selector", "Which Pods it is for.", selected), Column::AGE],
        // Its generation goes on by it.
        tells_empty: true,
        rules: Arc::new(Policies),
        ..Kind::new(
            Identity::new("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
            &schema::NETWORK_POLICY,
        )
    }
}

impl Rules for Policies {
    // Upstream: pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy, SetDefaults_NetworkPolicyPort (v1.37.2)
    fn default(&self, object: &mut Value) {
        if list(&object["spec"], "policyTypes").is_empty() {
            let sends = !list(&object["spec"], "egress").is_empty();
            let types = TYPES[..=usize::from(sends)].iter().map(|name| Value::from(*name)).collect::<Vec<_>>();
            set_in(object, "spec", "policyTypes", types.into());
        }
        for (direction, _) in DIRECTIONS {
            let rules = object["spec"].get_mut(direction).and_then(Value::as_array_mut).into_iter().flatten();
            let ports = rules.filter_map(|rule| rule.get_mut("ports")?.as_array_mut()).flatten();
            for port in ports.filter_map(Value::as_object_mut) {
                let protocol = port.entry("protocol").or_insert(Value::Null);
                if protocol.is_null() {
                    *protocol = "TCP".into();
                }
            }
        }
    }

    // Upstream: pkg/registry/networking/networkpolicy/strategy.go PrepareForCreate (v1.37.2)
    fn prepare_create(&self, object: &mut Value) {
        generation::first(object);
    }

    // Upstream: pkg/registry/networking/networkpolicy/strategy.go PrepareForUpdate (v1.37.2)
    fn prepare_update(&self, object: &mut Value, current: &Value) {
        if object["spec"] != current["spec"] {
            generation::next(object, current);
        }
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicy (v1.37.2)
    fn check_create(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = metadata::check(object, Scope::Namespaced);
        errors.extend(check(object, &Before { values: Values::Right, ranges: Vec::new() }));
        errors
    }

    // Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicyUpdate (v1.37.2)
    fn check_update(&self, object: &Value, current: &Value, _overlooked: &mut Vec<String>) -> Vec<FieldError> {
        let mut errors = metadata::check_change(object, current);
        let blocks = DIRECTIONS.iter().flat_map(|direction| blocks(current, *direction));
        let ranges = blocks.flat_map(|(_, _, block)| ranges(block).map(|(range, _)| range)).collect();
        let values = Values::after(&current["spec"]["podSelector"]);
        errors.extend(check(object, &Before { values, ranges }));
        errors
    }

    // Upstream: pkg/registry/networking/networkpolicy/strategy.go networkPolicyWarnings (v1.37.2)
    fn warnings_create(&self, object: &Value) -> Vec<String> {
        let mut warnings = Vec::new();
        let spec = Path::new("spec");
        for (direction, peers) in DIRECTIONS {
            let root = spec.child(direction);
            for (rule, peer, block) in blocks(object, (direction, peers)) {
                let path = root.index(rule);
                let path = path.child(peers);
                let path = path.index(peer);
                let path = path.child("ipBlock");
                for (range, except) in ranges(block) {
                    warnings.extend(match except {
                        None => cidr::warnings(&path.child("cidr"), range),
                        Some(i) => cidr::warnings(&path.child("except").index(i), range),
                    });
                }
            }
        }
        warnings
    }

    fn warnings_update(&self, object: &Value, _current: &Value) -> Vec<String> {
        self.warnings_create(object)
    }
}

/// What may be as it was before, whether it is right or not.
struct Before<'a> {
    values: Values,
    ranges: Vec<&'a str>,
}

/// The blocks of addresses of a direction, each with the number of its rule and of its peer.
fn blocks<'a>(
    policy: &'a Value,
    (direction, peers): (&'a str, &'a str),
) -> impl Iterator<Item = (usize, usize, &'a Value)> {
    let rules = list(&policy["spec"], direction).iter().enumerate();
    let all =
        rules.flat_map(move |(rule, of)| list(of, peers).iter().enumerate().map(move |(peer, of)| (rule, peer, of)));
    all.map(|(rule, peer, of)| (rule, peer, &of["ipBlock"])).filter(|(_, _, block)| !block.is_null())
}

/// The ranges of a block: what it is, and what of that it is not, each with its number.
fn ranges(block: &Value) -> impl Iterator<Item = (&str, Option<usize>)> {
    let excepted = list(block, "except").iter().filter_map(Value::as_str).enumerate();
    std::iter::once((text(block, "cidr"), None)).chain(excepted.map(|(i, range)| (range, Some(i))))
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec (v1.37.2)
fn check(object: &Value, before: &Before<'_>) -> Vec<FieldError> {
    let (path, spec) = (Path::new("spec"), &object["spec"]);
    let mut errors = label_selector::check(&spec["podSelector"], before.values, &path.child("podSelector"));
    // The reference asks for this by declarations, whose errors come after all others.
    // Upstream: pkg/apis/networking/v1/zz_generated.validations.go Validate_IPBlock (v1.37.2)
    let mut missing = Vec::new();
    for (direction, peers) in DIRECTIONS {
        let root = path.child(direction);
        for (i, rule) in list(spec, direction).iter().enumerate() {
            if errors.len() >= ERRORS_MAX {
                break;
            }
            let path = root.index(i);
            let ports = path.child("ports");
            for (i, port) in list(rule, "ports").iter().enumerate() {
                errors.extend(check_port(port, &ports.index(i)));
            }
            let at = path.child(peers);
            for (i, peer) in list(rule, peers).iter().enumerate() {
                errors.extend(check_peer(peer, &at.index(i), before, &mut missing));
            }
        }
    }
    errors.extend(check_types(spec, &path));
    errors.extend(missing);
    errors
}

fn check_types(spec: &Value, path: &Path) -> Vec<FieldError> {
    let (path, types) = (path.child("policyTypes"), list(spec, "policyTypes"));
    if types.len() > TYPES.len() {
        return vec![FieldError::invalid(&path, &spec["policyTypes"], "may not specify more than two policyTypes")];
    }
    let unknown = types.iter().enumerate().filter(|(_, name)| !TYPES.iter().any(|known| *name == known));
    unknown.map(|(i, name)| FieldError::not_supported(&path.index(i), name, &TYPES)).collect()
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicyPort (v1.37.2)
fn check_port(port: &Value, path: &Path) -> Vec<FieldError> {
    const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];
    let mut errors = Vec::new();
    let protocol = &port["protocol"];
    if !protocol.is_null() && !PROTOCOLS.iter().any(|known| protocol == known) {
        errors.push(FieldError::not_supported(&path.child("protocol"), protocol, &PROTOCOLS));
    }
    let (at, last) = (path.child("port"), path.child("endPort"));
    let end = port["endPort"].as_i64();
    match &port["port"] {
        Value::Null => {
            let why = "may not be specified when `port` is not specified";
            errors.extend(end.map(|end| FieldError::invalid(&last, end, why)));
        }
        Value::String(name) => {
            let why = "may not be specified when `port` is non-numeric";
            errors.extend(end.map(|end| FieldError::invalid(&last, end, why)));
            errors.extend(FieldError::invalid_each(&at, name, names::port_name(name)));
        }
        number => {
            let number = number.as_i64().unwrap_or_default();
            let out_of_range = |path: &Path, number: i64| {
                names::port_number(number)
                    .into_iter()
                    .map(|why| FieldError::invalid(path, number, why))
                    .collect::<Vec<_>>()
            };
            errors.extend(out_of_range(&at, number));
            if let Some(end) = end {
                let why = "must be greater than or equal to `port`";
                errors.extend((end < number).then(|| FieldError::invalid(&last, end, why)));
                errors.extend(out_of_range(&last, end));
            }
        }
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicyPeer (v1.37.2)
fn check_peer(peer: &Value, path: &Path, before: &Before<'_>, missing: &mut Vec<FieldError>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut selectors = 0;
    for name in ["podSelector", "namespaceSelector"] {
        if !peer[name].is_null() {
            selectors += 1;
            errors.extend(label_selector::check(&peer[name], before.values, &path.child(name)));
        }
    }
    let block = &peer["ipBlock"];
    if !block.is_null() {
        errors.extend(check_block(block, &path.child("ipBlock"), before, missing));
    }
    match (selectors, block.is_null()) {
        (0, true) => errors.push(FieldError::required(path, "must specify a peer")),
        (1.., false) => errors.push(FieldError::forbidden(path, "may not specify both ipBlock and another peer")),
        _ => {}
    }
    errors
}

// Upstream: pkg/apis/networking/validation/validation.go ValidateIPBlock (v1.37.2)
fn check_block(block: &Value, path: &Path, before: &Before<'_>, missing: &mut Vec<FieldError>) -> Vec<FieldError> {
    let (at, range) = (path.child("cidr"), text(block, "cidr"));
    if range.is_empty() {
        missing.push(FieldError::required(&at, ""));
        return Vec::new();
    }
    let wrong = |path: &Path, range: &str| {
        if before.ranges.contains(&range) { None } else { cidr::validate_legacy(path, range) }
    };
    let mut errors: Vec<_> = wrong(&at, range).into_iter().collect();
    let Some(whole) = Cidr::parse_sloppy(range) else { return errors };
    let at = path.child("except");
    for (i, part) in list(block, "except").iter().filter_map(Value::as_str).enumerate() {
        let path = at.index(i);
        errors.extend(wrong(&path, part));
        if Cidr::parse_sloppy(part).is_some_and(|part| !whole.is_more_than(&part)) {
            errors.push(FieldError::invalid(&path, part, "must be a strict subset of `cidr`"));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use coracle_object::json;

    use super::*;

    fn policy(spec: &Value) -> Value {
        let mut policy = json!({"metadata": {"name": "a", "namespace": "n", "resourceVersion": "1"}, "spec": spec});
        Policies.default(&mut policy);
        policy
    }

    fn told(errors: &[FieldError]) -> Vec<String> {
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_types_follow_from_the_rules() {
        let types = |spec: Value| policy(&spec)["spec"]["policyTypes"].take();
        assert_eq!(types(json!({})), json!(["Ingress"]));
        assert_eq!(types(json!({"egress": [{}]})), json!(["Ingress", "Egress"]));
        assert_eq!(types(json!({"egress": [{}], "policyTypes": ["Egress"]})), json!(["Egress"]));
        let ports = policy(&json!({"egress": [{"ports": [{"port": 1}]}]}));
        assert_eq!(ports["spec"]["egress"][0]["ports"], json!([{"port": 1, "protocol": "TCP"}]));
    }

    #[test]
    fn a_peer_is_one_thing() {
        let peers = json!([
            {},
            {"podSelector": {}, "namespaceSelector": {}},
            {"podSelector": {}, "ipBlock": {"cidr": "10.0.0.0/8"}},
            {"ipBlock": {"cidr": ""}},
            {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.0.0.0/8", "x", "10.1.0.0/16"]}},
        ]);
        assert_eq!(
            told(&Policies.check_create(&policy(&json!({"ingress": [{"from": peers}]})))),
            [
                "spec.ingress[0].from[0]: Required value: must specify a peer",
                "spec.ingress[0].from[2]: Forbidden: may not specify both ipBlock and another peer",
                r#"spec.ingress[0].from[4].ipBlock.except[0]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`"#,
                r#"spec.ingress[0].from[4].ipBlock.except[1]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"#,
                "spec.ingress[0].from[3].ipBlock.cidr: Required value",
            ]
        );
    }

    #[test]
    fn an_end_goes_with_a_number() {
        let ports = json!([
            {"port": 80, "endPort": 80},
            {"port": 80, "endPort": 79},
            {"port": 0},
            {"port": "a_", "endPort": 1},
            {"endPort": 1},
        ]);
        assert_eq!(
            told(&Policies.check_create(&policy(&json!({"egress": [{"ports": ports}]})))),
            [
                "spec.egress[0].ports[1].endPort: Invalid value: 79: must be greater than or equal to `port`",
                "spec.egress[0].ports[2].port: Invalid value: 0: must be between 1 and 65535, inclusive",
                "spec.egress[0].ports[3].endPort: Invalid value: 1: may not be specified when `port` is non-numeric",
                r#"spec.egress[0].ports[3].port: Invalid value: "a_": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"#,
                "spec.egress[0].ports[4].endPort: Invalid value: 1: may not be specified when `port` is not specified",
            ]
        );
    }

    #[test]
    fn a_range_that_was_there_may_stay() {
        let old = policy(&json!({"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.1/8"}}]}]}));
        assert_eq!(Policies.check_create(&old).len(), 1);
        assert_eq!(told(&Policies.check_update(&old, &old, &mut Vec::new())), [""; 0]);
        assert_eq!(Policies.warnings_create(&old).len(), 1);
    }
}
