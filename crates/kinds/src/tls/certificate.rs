//! The public key of a certificate.

use super::der::{Der, OID, SEQUENCE, numbered};

/// A public key.
pub(super) enum PublicKey {
    Rsa(Rsa),
    Ec {
        curve: Curve,
        /// Uncompressed.
        point: Vec<u8>,
    },
    Ed25519(Vec<u8>),
    /// One that no server uses.
    Other,
}

/// Modulus and exponent, without leading zeros.
#[derive(PartialEq)]
pub(super) struct Rsa {
    pub(super) modulus: Vec<u8>,
    pub(super) exponent: Vec<u8>,
}

/// The curves that TLS uses.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Curve {
    P224,
    P256,
    P384,
    P521,
}

pub(super) const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
pub(super) const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
pub(super) const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
pub(super) const X25519: &[u8] = &[0x2b, 0x65, 0x6e];

impl Curve {
    /// By its name in DER.
    pub(super) fn named(oid: &[u8]) -> Option<Curve> {
        match oid {
            [0x2b, 0x81, 0x04, 0x00, 0x21] => Some(Curve::P224),
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07] => Some(Curve::P256),
            [0x2b, 0x81, 0x04, 0x00, 0x22] => Some(Curve::P384),
            [0x2b, 0x81, 0x04, 0x00, 0x23] => Some(Curve::P521),
            _ => None,
        }
    }

    /// How many bytes a private key has.
    pub(super) fn bytes(self) -> usize {
        match self {
            Curve::P224 => 28,
            Curve::P256 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }
}

/// Reads a certificate as far as its key needs it.
///
/// # Errors
/// What is wrong, as Go says it.
// Upstream: crypto/x509/parser.go parseCertificate, ParseCertificate (go1.26.8)
pub(super) fn public_key(der: &[u8]) -> Result<PublicKey, String> {
    let mut whole = Der(der);
    let mut certificate = whole.read(SEQUENCE).ok_or("x509: malformed certificate")?;
    let mut signed = certificate.read(SEQUENCE).ok_or("x509: malformed tbs certificate")?;
    check_version(&mut signed)?;
    let serial = signed.integer().ok_or("x509: malformed serial number")?;
    if serial[0] & 0x80 != 0 {
        return Err("x509: negative serial number".to_owned());
    }
    let inner = signed.read(SEQUENCE).ok_or("x509: malformed signature algorithm identifier")?;
    let outer = certificate.read(SEQUENCE).ok_or("x509: malformed algorithm identifier")?;
    if inner.0 != outer.0 {
        return Err("x509: inner and outer signature algorithm identifiers don't match".to_owned());
    }
    algorithm(inner)?;
    signed.read(SEQUENCE).ok_or("x509: malformed issuer")?;
    signed.read(SEQUENCE).ok_or("x509: malformed validity")?;
    // Quirk: Go says so of the subject, too (tls.jsonl: MDEwOTA5MDE0NjQwWnEM).
    signed.read(SEQUENCE).ok_or("x509: malformed issuer")?;
    let mut info = signed.read(SEQUENCE).ok_or("x509: malformed spki")?;
    let named = info.read(SEQUENCE).ok_or("x509: malformed public key algorithm identifier")?;
    let (name, parameters) = algorithm(named)?;
    let key = info.bits().ok_or("x509: malformed subjectPublicKey")?;
    let key = read_key(name, parameters, key)?;
    certificate.bits().ok_or("x509: malformed signature")?;
    if whole.is_empty() { Ok(key) } else { Err("x509: trailing data".to_owned()) }
}

fn check_version(signed: &mut Der<'_>) -> Result<(), String> {
    if !signed.next_is(numbered(0)) {
        return Ok(());
    }
    let mut part = signed.read(numbered(0)).ok_or("x509: malformed version")?;
    match part.integer().filter(|_| part.is_empty()) {
        Some([0..=2]) => Ok(()),
        Some([first, ..]) if first & 0x80 == 0 => Err("x509: invalid version".to_owned()),
        _ => Err("x509: malformed version".to_owned()),
    }
}

/// The name of an algorithm and what follows it.
fn algorithm(mut part: Der<'_>) -> Result<(&[u8], Der<'_>), String> {
    let name = part.read(OID).filter(|name| !name.is_empty()).ok_or("x509: malformed OID")?;
    Ok((name.0, part))
}

// Upstream: crypto/x509/parser.go parsePublicKey (go1.26.8)
fn read_key(name: &[u8], mut parameters: Der<'_>, key: &[u8]) -> Result<PublicKey, String> {
    match name {
        RSA if parameters.0 != [5, 0] => Err("x509: RSA key missing NULL parameters".to_owned()),
        RSA => {
            let mut parts = Der(key).read(SEQUENCE).ok_or("x509: invalid RSA public key")?;
            let modulus = parts.positive().ok_or("x509: invalid RSA modulus")?.to_owned();
            let exponent = parts.positive().ok_or("x509: invalid RSA public exponent")?.to_owned();
            Ok(PublicKey::Rsa(Rsa { modulus, exponent }))
        }
        EC => {
            let oid = parameters.read(OID).ok_or("x509: invalid ECDSA parameters")?;
            let curve = Curve::named(oid.0).ok_or("x509: unsupported elliptic curve")?;
            match key {
                [4, ..] => Ok(PublicKey::Ec { curve, point: key.to_owned() }),
                _ => Err("ecdsa: invalid uncompressed public key".to_owned()),
            }
        }
        ED25519 if !parameters.is_empty() => Err("x509: Ed25519 key encoded with illegal parameters".to_owned()),
        ED25519 if key.len() != 32 => Err("x509: wrong Ed25519 public key size".to_owned()),
        ED25519 => Ok(PublicKey::Ed25519(key.to_owned())),
        _ => Ok(PublicKey::Other),
    }
}
