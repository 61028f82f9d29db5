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
