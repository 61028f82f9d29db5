//! Do a certificate and a private key belong together, and are there certificates of authorities? Asked of a Secret for TLS and of a
//! webhook's authorities, in the words of Go's own TLS.
//!
//! What is not asked: whether the certificate's names, times and extensions are well formed, and whether an RSA key's parts
//! fit each other.

mod certificate;
mod der;
mod pem;
mod private_key;

use certificate::PublicKey;
use coracle_object::base64;
use private_key::PrivateKey;

/// Why a server could not use them; both are PEM.
// Upstream: crypto/tls/tls.go X509KeyPair (go1.26.8)
pub(crate) fn problem(certificate: &[u8], key: &[u8]) -> Option<String> {
    find(certificate, key).err()
}

/// Why there is no certificate of an authority that can be read in a bundle, which is PEM in base64.
// Upstream: crypto/x509/cert_pool.go CertPool.AppendCertsFromPEM (go1.26.8); client-go/transport/transport.go createErrorParsingCAData
// (v1.37.2)
pub(crate) fn authority_problem(bundle: &str) -> Option<String> {
    let text = &base64::decode(bundle).unwrap_or_default();
    let certificates = || pem::blocks(text).filter(|block| block.label == "CERTIFICATE" && !block.has_headers);
    if certificates().any(|block| certificate::public_key(&block.bytes).is_ok()) {
        return None;
    }
    let mut read = certificates().map(|block| certificate::public_key(&block.bytes));
    Some(match read.find_map(Result::err) {
        Some(why) => format!("failed to parse certificate: {why}"),
        None if pem::ends_with_block(text) => "no valid certificate authority data seen".to_owned(),
        None => "unable to parse bytes as PEM block".to_owned(),
    })
}

fn find(certificate: &[u8], key: &[u8]) -> Result<(), String> {
    let certificate = first_certificate(certificate)?;
    let key = first_key(key)?;
    let public = certificate::public_key(&certificate)?;
    let private = private_key::read(&key)?;
    let fits = match (&public, &private) {
        (PublicKey::Other, _) => return Err("tls: unknown public key algorithm".to_owned()),
        (PublicKey::Rsa(public), PrivateKey::Rsa(private)) => public == private,
        (PublicKey::Ec { curve, point }, PrivateKey::Ec(private)) => private.fits(*curve, point),
        (PublicKey::Ed25519(public), PrivateKey::Ed25519(seed)) => private_key::ed25519_fits(seed, public),
        _ => return Err("tls: private key type does not match public key type".to_owned()),
    };
    if fits { Ok(()) } else { Err("tls: private key does not match public key".to_owned()) }
}

fn first_certificate(text: &[u8]) -> Result<Vec<u8>, String> {
    let (found, others): (Vec<_>, Vec<_>) = pem::blocks(text).partition(|block| block.label == "CERTIFICATE");
    if let Some(first) = found.into_iter().next() {
        return Ok(first.bytes);
    }
    Err(match others.as_slice() {
        [] => "tls: failed to find any PEM data in certificate input".to_owned(),
        [only] if only.label.ends_with("PRIVATE KEY") => "tls: failed to find certificate PEM data in certificate \
             input, but did find a private key; PEM inputs may have been switched"
            .to_owned(),
        _ => format!(
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the \
             following types: {}",
            labels(&others)
        ),
    })
}

fn first_key(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut others = Vec::new();
    for block in pem::blocks(text) {
        if block.label == "PRIVATE KEY" || block.label.ends_with(" PRIVATE KEY") {
            return Ok(block.bytes);
        }
        others.push(block);
    }
    Err(match others.as_slice() {
        [] => "tls: failed to find any PEM data in key input".to_owned(),
        [only] if only.label == "CERTIFICATE" => {
            "tls: found a certificate rather than a key in the PEM for the private key".to_owned()
        }
        _ => format!(
            "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks \
             of the following types: {}",
            labels(&others)
        ),
    })
}

/// As Go prints a list of texts.
fn labels(blocks: &[pem::Block]) -> String {
    let labels: Vec<&str> = blocks.iter().map(|block| block.label.as_str()).collect();
    format!("[{}]", labels.join(" "))
}

#[cfg(test)]
mod tests {
    use coracle_object::Value;

    use super::problem;

    /// What Go's own said of certificates and keys of all sorts, whole and broken, except where names, times and extensions
    /// are what is broken.
    #[test]
    fn pairs_are_judged_as_by_go() {
        let rows: Vec<&str> = include_str!("../../testdata/tls.jsonl").lines().collect();
        assert!(rows.len() > 100);
        for row in rows {
            let row: Value = serde_json::from_str(row).expect("test data");
            let text = |name: &str| row[name].as_str().expect("a text").as_bytes();
            let expected = row["problem"].as_str().filter(|problem| !problem.is_empty());
            assert_eq!(problem(text("crt"), text("key")).as_deref(), expected, "{row}");
        }
    }
}
