//! What random values of the core group are good for.

use super::{Hint, at};

const TEXTS: &[&str] = &[r#""1""#, r#""2""#, r#""""#, r#""x\ny: \"z\"""#, r#""\u00fc\u0000""#];

const BYTES: &[&str] = &[r#""MQ==""#, r#""Mg==""#, r#""""#, r#""//79""#];

const NO_BYTES: &[&str] = &[r#""MQ""#, r#""not base64""#, r#""MR==""#, r#""M Q==""#, r#""MQ=\n=""#, "1"];

const NO_KEYS: &[&str] = &[r#""a b""#, r#"".""#, r#""..""#, r#""..c""#, r#""""#, r#""\u00e9""#];

const IMMUTABLE: Hint = at("immutable", 12, &["true", "false", "false", "false"], &["null", "1"]);

// Bytes are never an empty map: docs/differences.md says what Coracle takes differently there.
pub const CONFIG_MAPS: &[Hint] = &[
    IMMUTABLE,
    at("data", 70, TEXTS, &["1", "null", "true"]),
    at("data{}", 20, &[r#""a""#, r#""b.txt""#, r#""C_d-e""#], NO_KEYS),
    at("binaryData", 35, BYTES, NO_BYTES),
    at("binaryData{}", 0, &[r#""x""#, r#""y.bin""#], &[r#""a""#, r#""/""#]),
];

pub const SECRETS: &[Hint] = &[
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

pub const SERVICE_ACCOUNTS: &[Hint] = &[
    at("secrets.name", 92, &[r#""s1""#, r#""s2""#, r#""s3""#], &[r#""""#, "1"]),
    at("secrets.kind", 8, &[r#""Secret""#], &[]),
    at("secrets.namespace", 8, &[r#""x""#], &[]),
    at("secrets.uid", 8, &[r#""u""#], &[]),
    at("secrets.apiVersion", 8, &[r#""v1""#], &[]),
    at("secrets.resourceVersion", 4, &[r#""1""#], &[]),
    at("secrets.fieldPath", 4, &[r#""f""#], &[]),
    at("imagePullSecrets.name", 92, &[r#""r1""#, r#""r2""#], &[r#""""#, "1"]),
];

const RESOURCES: &[&str] = &[r#""cpu""#, r#""memory""#, r#""storage""#, r#""ex.com/card""#];

const NO_RESOURCES: &[&str] = &[r#""card""#, r#""a b""#, r#""pods""#, r#""""#];

pub const LIMIT_RANGES: &[Hint] = &[
    at("spec", 96, &[], &[]),
    at("spec.limits", 90, &[], &[]),
    at(
        "spec.limits.type",
        98,
        &[r#""Pod""#, r#""Container""#, r#""Container""#, r#""ex.com/x""#],
        &[r#""PersistentVolumeClaim""#, r#""Other""#, r#""""#],
    ),
    at("spec.limits.max", 60, &[r#""2""#, r#""2000m""#, r#""3""#, "4"], &[r#""500m""#, r#""x""#, "null"]),
    at("spec.limits.max{}", 10, RESOURCES, NO_RESOURCES),
    at("spec.limits.min", 40, &[r#""1""#, r#""100m""#, "0.5"], &[r#""9""#, r#""-1""#, "null"]),
    at("spec.limits.min{}", 10, RESOURCES, NO_RESOURCES),
    at("spec.limits.default", 25, &[r#""1500m""#, r#""2""#], &[r#""9""#, r#""10m""#]),
    at("spec.limits.default{}", 10, RESOURCES, NO_RESOURCES),
    at("spec.limits.defaultRequest", 25, &[r#""1200m""#, r#""1""#], &[r#""9""#, r#""10m""#]),
    at("spec.limits.defaultRequest{}", 10, RESOURCES, NO_RESOURCES),
    at("spec.limits.maxLimitRequestRatio", 15, &[r#""1""#, r#""2""#, r#""1500m""#], &[r#""0""#, r#""100""#]),
    at("spec.limits.maxLimitRequestRatio{}", 10, RESOURCES, NO_RESOURCES),
];
