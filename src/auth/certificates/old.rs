//! Certificates of versions before 3, which the TLS library does not read and `openssl x509 -req` makes where it is told nothing else.
//!
//! They have no extensions, so they are for any use, and none of them is an authority's: one that counts is signed by one of the
//! authorities themselves.

use x509_parser::asn1_rs::{Oid, oid};
use x509_parser::prelude::X509Certificate;

/// What signatures are made by that count: SHA-2 with RSA, with ECDSA, and Ed25519. Others, SHA-1's above all, do not.
const SIGNATURES: [Oid<'static>; 6] = [
    oid!(1.2.840.113549.1.1.11),
    oid!(1.2.840.113549.1.1.12),
    oid!(1.2.840.113549.1.1.13),
    oid!(1.2.840.10045.4.3.2),
    oid!(1.2.840.10045.4.3.3),
    oid!(1.3.101.112),
];

/// Is it of such a version?
pub fn is_old(certificate: &X509Certificate<'_>) -> bool {
    certificate.version().0 < 2
}

/// Does it count at this moment, in seconds since 1970, if this authority does?
pub fn is_signed(certificate: &X509Certificate<'_>, authority: &X509Certificate<'_>, now: i64) -> bool {
    let times = certificate.validity();
    is_old(certificate)
        && certificate.extensions().is_empty()
        && (times.not_before.timestamp()..=times.not_after.timestamp()).contains(&now)
        && certificate.issuer().as_raw() == authority.subject().as_raw()
        && SIGNATURES.contains(&certificate.signature_algorithm.algorithm)
        && certificate.signature_algorithm == certificate.tbs_certificate.signature
        && certificate.verify_signature(Some(authority.public_key())).is_ok()
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use x509_parser::prelude::FromDer;

    use super::*;

    #[test]
    fn what_an_authority_has_signed_counts_while_it_is_good() {
        let made: Vec<_> =
            CertificateDer::pem_slice_iter(include_str!("old.pem").as_bytes()).map(Result::unwrap).collect();
        let read = |n: usize| X509Certificate::from_der(&made[n]).unwrap().1;
        let (authority, client, weak) = (read(0), read(1), read(2));
        let now = client.validity().not_before.timestamp();
        assert!(is_signed(&client, &authority, now));
        assert!(!is_signed(&client, &authority, now - 1));
        assert!(!is_signed(&client, &authority, client.validity().not_after.timestamp() + 1));
        assert!(!is_signed(&weak, &authority, weak.validity().not_before.timestamp()), "SHA-1");
        assert!(!is_signed(&client, &client, now), "another authority");
        assert!(!is_signed(&authority, &authority, now), "of version 3");
        // A bit of the signature, and one of what is signed.
        for place in [made[1].len() - 1, 60] {
            let mut broken = made[1].to_vec();
            broken[place] ^= 1;
            let counts =
                X509Certificate::from_der(&broken).is_ok_and(|(_, broken)| is_signed(&broken, &authority, now));
            assert!(!counts, "{place}");
        }
    }
}
