//! What random values of each kind are good for: without hints most writes would be refused.

mod core;
mod networking;
mod storage;

use serde_json::Value;

use crate::random::Random;

/// What stands in a field.
pub struct Hint {
    /// The field: names with dots between them, of what is in lists and maps as well. With `{}` at its end, the keys of the map.
    pub at: &'static str,
    /// How often of a hundred it is given; of keys, how often there are none.
    pub percent: usize,
    /// What may stand there, in JSON; any value of the field's type if this is empty.
    right: &'static [&'static str],
    /// What may not, and does so seldom.
    wrong: &'static [&'static str],
}

impl Hint {
    /// One of the values.
    pub fn value(&self, r: &mut Random) -> Value {
        let values = if !self.wrong.is_empty() && r.chance(4) { self.wrong } else { self.right };
        let text = if values.is_empty() { "null" } else { r.pick(values) };
        serde_json::from_str(text).expect("a hint is JSON")
    }
}

const fn at(at: &'static str, percent: usize, right: &'static [&'static str], wrong: &'static [&'static str]) -> Hint {
    Hint { at, percent, right, wrong }
}

/// The hints of the kind that is stored under this name; none for one that does without.
pub fn hints(stored_as: &str) -> &'static [Hint] {
    match stored_as {
        "configmaps" => core::CONFIG_MAPS,
        "secrets" => core::SECRETS,
        "serviceaccounts" => core::SERVICE_ACCOUNTS,
        "limitranges" => core::LIMIT_RANGES,
        "leases.coordination.k8s.io" => LEASES,
        "endpointslices.discovery.k8s.io" => networking::ENDPOINT_SLICES,
        "ingresses.networking.k8s.io" => networking::INGRESSES,
        "ingressclasses.networking.k8s.io" => networking::INGRESS_CLASSES,
        "networkpolicies.networking.k8s.io" => networking::NETWORK_POLICIES,
        "priorityclasses.scheduling.k8s.io" => PRIORITY_CLASSES,
        "poddisruptionbudgets.policy" => POD_DISRUPTION_BUDGETS,
        "csidrivers.storage.k8s.io" => storage::CSI_DRIVERS,
        "csinodes.storage.k8s.io" => storage::CSI_NODES,
        "csistoragecapacities.storage.k8s.io" => storage::CSI_STORAGE_CAPACITIES,
        "storageclasses.storage.k8s.io" => storage::STORAGE_CLASSES,
        "volumeattributesclasses.storage.k8s.io" => storage::VOLUME_ATTRIBUTES_CLASSES,
        _ => &[],
    }
}

// Not Go's zero time: docs/differences.md says what becomes of it.
const MOMENTS: &[&str] = &[r#""2024-01-02T03:04:05.000000Z""#, r#""2024-01-02T03:04:05.123456+02:00""#];

const NO_MOMENTS: &[&str] =
    &[r#""2024-01-02T03:04:05Z""#, r#""2024-01-02T03:04:05.1234567Z""#, r#""soon""#, r#""""#, "5"];

const LEASES: &[Hint] = &[
    at("spec", 92, &[], &[]),
    at("spec.holderIdentity", 60, &[r#""a""#, r#""b""#, r#""""#], &["1"]),
    at("spec.leaseDurationSeconds", 50, &["1", "15", "30"], &["0", "-1", r#""15""#, "2147483648"]),
    at("spec.acquireTime", 35, MOMENTS, NO_MOMENTS),
    at("spec.renewTime", 50, MOMENTS, NO_MOMENTS),
    at("spec.leaseTransitions", 40, &["0", "1", "2"], &["-1", "1.5"]),
    at("spec.strategy", 10, &[r#""OldestEmulationVersion""#, r#""x""#], &["1"]),
    at("spec.preferredHolder", 10, &[r#""a""#], &[]),
];

// One default is all that there can be, and it would be all sequences'.
const PRIORITY_CLASSES: &[Hint] = &[
    at("value", 94, &["5", "5", "5", "5", "5", "-7", "1000000000"], &["1000000001", "2147483648", r#""5""#, "1.5"]),
    at("globalDefault", 30, &["false"], &["0"]),
    at("description", 60, &[r#""a""#, r#""b""#, r#""""#], &["1"]),
    at("preemptionPolicy", 50, &[r#""Never""#, r#""Never""#, r#""PreemptLowerPriority""#], &[r#""never""#, r#""""#]),
];

const POD_DISRUPTION_BUDGETS: &[Hint] = &[
    at("spec", 96, &[], &[]),
    at(
        "spec.minAvailable",
        45,
        &["1", "0", r#""25%""#, r#""100%""#],
        &["-1", r#""101%""#, r#""5""#, r#""""#, "1.5", "2147483648"],
    ),
    at("spec.maxUnavailable", 30, &["1", "0", r#""25%""#], &["-1", r#""101%""#, r#""a""#]),
    at("spec.selector", 80, &[], &[]),
    at("spec.selector.matchLabels", 60, &[r#""a""#, r#""b""#, r#""""#], &[r#""a b""#, "1", "null"]),
    at("spec.selector.matchLabels{}", 30, &[r#""app""#, r#""a.b/c""#, r#""x""#], &[r#""a b""#, r#""/""#, r#""""#]),
    at(
        "spec.selector.matchExpressions.key",
        96,
        &[r#""app""#, r#""a.b/c""#, r#""x""#],
        &[r#""a b""#, r#""/""#, r#""""#],
    ),
    at(
        "spec.selector.matchExpressions.operator",
        96,
        &[r#""In""#, r#""NotIn""#, r#""Exists""#, r#""DoesNotExist""#],
        &[r#""Gt""#, r#""in""#, r#""""#],
    ),
    at("spec.selector.matchExpressions.values", 50, &[r#""a""#, r#""b""#, r#""c""#, r#""""#], &[r#""a b""#, "1"]),
    at("spec.unhealthyPodEvictionPolicy", 40, &[r#""IfHealthyBudget""#, r#""AlwaysAllow""#], &[r#""Never""#, r#""""#]),
    at("status.conditions.type", 96, &[r#""A""#, r#""a.b/C""#], &[r#""""#, r#""a b""#]),
    at("status.conditions.status", 96, &[r#""True""#, r#""False""#, r#""Unknown""#], &[r#""true""#, r#""""#]),
    at("status.conditions.reason", 96, &[r#""So""#, r#""It_is""#], &[r#""""#, r#""a b""#, r#""1""#]),
    at("status.conditions.lastTransitionTime", 96, &[r#""2024-01-02T03:04:05Z""#], &["null", r#""soon""#]),
    at("status.disruptedPods", 40, &[r#""2024-01-02T03:04:05Z""#], &["null", r#""soon""#]),
    at("status.disruptionsAllowed", 50, &["0", "1"], &["-1"]),
];
