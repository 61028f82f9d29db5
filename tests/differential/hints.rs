//! What random values of each kind are good for: without hints most writes would be refused.

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
        "configmaps" => CONFIG_MAPS,
        "secrets" => SECRETS,
        "serviceaccounts" => SERVICE_ACCOUNTS,
        "leases.coordination.k8s.io" => LEASES,
        "endpointslices.discovery.k8s.io" => ENDPOINT_SLICES,
        "ingressclasses.networking.k8s.io" => INGRESS_CLASSES,
        "priorityclasses.scheduling.k8s.io" => PRIORITY_CLASSES,
        _ => &[],
    }
}

const TEXTS: &[&str] = &[r#""1""#, r#""2""#, r#""""#, r#""x\ny: \"z\"""#, r#""\u00fc\u0000""#];
const BYTES: &[&str] = &[r#""MQ==""#, r#""Mg==""#, r#""""#, r#""//79""#];
const NO_BYTES: &[&str] = &[r#""MQ""#, r#""not base64""#, r#""MR==""#, r#""M Q==""#, r#""MQ=\n=""#, "1"];
const NO_KEYS: &[&str] = &[r#""a b""#, r#"".""#, r#""..""#, r#""..c""#, r#""""#, r#""\u00e9""#];
const IMMUTABLE: Hint = at("immutable", 12, &["true", "false", "false", "false"], &["null", "1"]);

// Bytes are never an empty map: docs/differences.md says what Coracle takes differently there.
const CONFIG_MAPS: &[Hint] = &[
    IMMUTABLE,
    at("data", 70, TEXTS, &["1", "null", "true"]),
    at("data{}", 20, &[r#""a""#, r#""b.txt""#, r#""C_d-e""#], NO_KEYS),
    at("binaryData", 35, BYTES, NO_BYTES),
    at("binaryData{}", 0, &[r#""x""#, r#""y.bin""#], &[r#""a""#, r#""/""#]),
];

const SECRETS: &[Hint] = &[
    IMMUTABLE,
    at("data", 60, BYTES, NO_BYTES),
    at("data{}", 0, SECRET_KEYS, NO_KEYS),
    at("stringData", 35, TEXTS, &["1", "null", "true"]),
    at("stringData{}", 0, SECRET_KEYS, NO_KEYS),
    at(
        "type",
        45,
        &[r#""Opaque""#, r#""Opaque""#, r#""Opaque""#, r#""ex.com/x""#, r#""""#],
        &[
            r#""kubernetes.io/tls""#,
            r#""kubernetes.io/basic-auth""#,
            r#""kubernetes.io/ssh-auth""#,
            r#""kubernetes.io/dockercfg""#,
            r#""kubernetes.io/dockerconfigjson""#,
            r#""kubernetes.io/service-account-token""#,
            r#""<odd>""#,
        ],
    ),
];
const SECRET_KEYS: &[&str] =
    &[r#""a""#, r#""a""#, r#""b.txt""#, r#""username""#, r#""tls.crt""#, r#""tls.key""#, r#"".dockercfg""#];

const SERVICE_ACCOUNTS: &[Hint] = &[
    at("secrets.name", 92, &[r#""s1""#, r#""s2""#, r#""s3""#], &[r#""""#, "1"]),
    at("secrets.kind", 8, &[r#""Secret""#], &[]),
    at("secrets.namespace", 8, &[r#""x""#], &[]),
    at("secrets.uid", 8, &[r#""u""#], &[]),
    at("secrets.apiVersion", 8, &[r#""v1""#], &[]),
    at("secrets.resourceVersion", 4, &[r#""1""#], &[]),
    at("secrets.fieldPath", 4, &[r#""f""#], &[]),
    at("imagePullSecrets.name", 92, &[r#""r1""#, r#""r2""#], &[r#""""#, "1"]),
];

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

const ENDPOINT_SLICES: &[Hint] = &[
    at(
        "addressType",
        96,
        &[r#""IPv4""#, r#""IPv4""#, r#""IPv4""#, r#""IPv4""#, r#""IPv4""#, r#""IPv4""#, r#""IPv6""#, r#""FQDN""#],
        &[r#""ipv4""#, r#""""#, "4"],
    ),
    at(
        "endpoints.addresses",
        96,
        &[r#""10.7.0.1""#, r#""10.7.0.2""#, r#""10.7.0.3""#],
        &[
            r#""127.0.0.1""#,
            r#""010.7.0.1""#,
            r#""::ffff:1.2.3.4""#,
            r#""2001:db8::1""#,
            r#""2001:DB8::1""#,
            r#""a.b""#,
            r#""A.b.""#,
            r#""x""#,
        ],
    ),
    at("endpoints.hostname", 30, &[r#""h1""#, r#""h2""#], &[r#""a.b""#, r#""""#]),
    at("endpoints.nodeName", 30, &[r#""n1""#, r#""n.2""#], &[r#""N_1""#, r#""""#]),
    at("endpoints.deprecatedTopology", 8, &[], &[]),
    at("endpoints.hints.forZones.name", 96, &[r#""z1""#, r#""z2""#, r#""Z""#, r#""""#], &[r#""-""#]),
    at("endpoints.hints.forNodes.name", 96, &[r#""n1""#, r#""n2""#, r#""n3""#], &[r#""N""#]),
    at("ports.name", 80, &[r#""a""#, r#""b""#, r#""c""#, r#""d""#, r#""e""#, r#""f""#], &[r#""A""#, r#""a.b""#]),
    at("ports.protocol", 60, &[r#""TCP""#, r#""UDP""#, r#""SCTP""#], &[r#""HTTP""#, r#""""#]),
    at("ports.port", 70, &["80", "443", "0", "-1", "70000"], &["2147483648", r#""80""#]),
    at("ports.appProtocol", 25, &[r#""http""#, r#""ex.com/p""#], &[r#""a b""#, r#""a/b/c""#]),
];

const INGRESS_CLASSES: &[Hint] = &[
    at("spec", 96, &[], &[]),
    at(
        "spec.controller",
        94,
        &[r#""ex.com/c""#, r#""ex.com/c""#, r#""ex.com/c""#, r#""ex.com/c""#, r#""ex.com/c""#, r#""a/b/%20""#],
        &[r#""""#, r#""a""#, r#""A/b c""#, "1"],
    ),
    at("spec.parameters.apiGroup", 40, &[r#""ex.com""#, r#""x""#], &[r#""""#, r#""Bad Group""#]),
    at("spec.parameters.kind", 94, &[r#""K""#, r#""L""#], &[r#""""#, r#""a/b""#, r#""..""#]),
    at("spec.parameters.name", 94, &[r#""n""#, r#""m""#], &[r#""""#, r#""a%b""#]),
    at("spec.parameters.scope", 70, &[r#""Namespace""#, r#""Namespace""#, r#""Cluster""#], &[r#""All""#, r#""""#]),
    at("spec.parameters.namespace", 60, &[r#""x""#, r#""y""#], &[r#""N""#, r#""""#]),
];

// One default is all that there can be, and it would be all sequences'.
const PRIORITY_CLASSES: &[Hint] = &[
    at("value", 94, &["5", "5", "5", "5", "5", "-7", "1000000000"], &["1000000001", "2147483648", r#""5""#, "1.5"]),
    at("globalDefault", 30, &["false"], &["0"]),
    at("description", 60, &[r#""a""#, r#""b""#, r#""""#], &["1"]),
    at("preemptionPolicy", 50, &[r#""Never""#, r#""Never""#, r#""PreemptLowerPriority""#], &[r#""never""#, r#""""#]),
];
