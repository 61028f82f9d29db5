//! Private keys, as far as it takes to know which public key is theirs.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair,
};

use super::certificate::{Curve, EC, ED25519, RSA, Rsa, X25519};
use super::der::{Der, OCTETS, OID, SEQUENCE, numbered};

/// A private key.
pub(super) enum PrivateKey {
    /// Its public part.
    Rsa(Rsa),
    Ec(Ec),
    /// Its seed.
    Ed25519(Vec<u8>),
    /// One that no server uses.
    Other,
}

/// A private key of a curve.
pub(super) struct Ec {
    curve: Curve,
    /// As long as the curve's.
    scalar: Vec<u8>,
    /// The public key that stands beside it, if one does.
    stated: Option<Vec<u8>>,
}

/// Reads a key in any of three forms.
///
/// # Errors
/// It is none, as Go says it.
// Upstream: crypto/tls/tls.go parsePrivateKey (go1.26.8)
pub(super) fn read(der: &[u8]) -> Result<PrivateKey, String> {
    if let Some(key) = pkcs1(der) {
        return Ok(PrivateKey::Rsa(key));
    }
    match pkcs8(der) {
        Some(PrivateKey::Other) => return Err("tls: found unknown private key type in PKCS#8 wrapping".to_owned()),
        Some(key) => return Ok(key),
        None => {}
    }
    sec1(der, None).map(PrivateKey::Ec).ok_or_else(|| "tls: failed to parse private key".to_owned())
}

/// An RSA key.
// Upstream: crypto/x509/pkcs1.go ParsePKCS1PrivateKey (go1.26.8)
fn pkcs1(der: &[u8]) -> Option<Rsa> {
    let mut whole = Der(der);
    let mut parts = whole.read(SEQUENCE).filter(|_| whole.is_empty())?;
    let [0 | 1] = parts.integer()? else { return None };
    let key = Rsa { modulus: parts.positive()?.to_owned(), exponent: parts.positive()?.to_owned() };
    for _ in 0..3 {
        parts.positive()?;
    }
    Some(key)
}

/// A key of any kind in a wrapping that names it.
// Upstream: crypto/x509/pkcs8.go ParsePKCS8PrivateKey (go1.26.8)
fn pkcs8(der: &[u8]) -> Option<PrivateKey> {
    let mut parts = Der(der).read(SEQUENCE)?;
    parts.integer()?;
    let mut algorithm = parts.read(SEQUENCE)?;
    let name = algorithm.read(OID)?.0;
    let key = parts.read(OCTETS)?.0;
    let inner = || Der(key).read(OCTETS).filter(|seed| algorithm.is_empty() && seed.0.len() == 32);
    match name {
        RSA => Some(PrivateKey::Rsa(pkcs1(key)?)),
        EC => Some(PrivateKey::Ec(sec1(key, algorithm.clone().read(OID).map(|oid| oid.0))?)),
        ED25519 => Some(PrivateKey::Ed25519(inner()?.0.to_owned())),
        X25519 => inner().map(|_| PrivateKey::Other),
        _ => None,
    }
}

/// A key of a curve, which it names itself unless its name is known.
// Upstream: crypto/x509/sec1.go parseECPrivateKey (go1.26.8)
fn sec1(der: &[u8], known: Option<&[u8]>) -> Option<Ec> {
    let mut parts = Der(der).read(SEQUENCE)?;
    let [1] = parts.integer()? else { return None };
    let given = parts.read(OCTETS)?.0;
    let named = if parts.next_is(numbered(0)) { parts.read(numbered(0))?.read(OID) } else { None };
    let stated = if parts.next_is(numbered(1)) { parts.read(numbered(1))?.bits() } else { None };
    let curve = Curve::named(known.or(named.map(|oid| oid.0))?)?;
    let size = curve.bytes();
    // Zeros before it may be too many or too few.
    let extra = given.len().saturating_sub(size);
    let (zeros, given) = given.split_at(extra);
    let mut scalar = vec![0; size - given.len()];
    scalar.extend(given);
    zeros.iter().all(|zero| *zero == 0).then(|| Ec { curve, scalar, stated: stated.map(<[u8]>::to_vec) })
}

impl Ec {
    /// Is this point its public key? Of the curves that are hardly used it is believed what it states.
    pub(super) fn fits(&self, curve: Curve, point: &[u8]) -> bool {
        // It is asked for so that signatures can be made, and nothing here depends on it.
        let random = SystemRandom::new();
        let computed = |algorithm: &'static EcdsaSigningAlgorithm| {
            EcdsaKeyPair::from_private_key_and_public_key(algorithm, &self.scalar, point, &random).is_ok()
        };
        self.curve == curve
            && match curve {
                Curve::P256 => computed(&ECDSA_P256_SHA256_ASN1_SIGNING),
                Curve::P384 => computed(&ECDSA_P384_SHA384_ASN1_SIGNING),
                Curve::P224 | Curve::P521 => self.stated.as_deref().is_none_or(|stated| stated == point),
            }
    }
}

/// Is this the public key of a seed?
pub(super) fn ed25519_fits(seed: &[u8], public: &[u8]) -> bool {
    Ed25519KeyPair::from_seed_and_public_key(seed, public).is_ok()
}
