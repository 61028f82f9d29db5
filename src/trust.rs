//! Whom the certificate of a webhook, or of a cluster, is believed from: the authorities that a definition or a kubeconfig names, or, where it is
//! one of these certificates itself, nobody else. `openssl req -x509` makes such a one, which the TLS library alone refuses since it is an
//! authority's.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use x509_parser::prelude::{FromDer, X509Certificate};

/// Who is believed.
#[derive(Debug)]
pub struct Trust {
    whom: Whom,
    algorithms: WebPkiSupportedAlgorithms,
}

#[derive(Debug)]
enum Whom {
    /// Nothing is asked of a certificate; what it signs must still be signed by it.
    Anybody,
    /// These certificates, and whom the authorities among them, if there are any, have signed.
    Named { certificates: Vec<CertificateDer<'static>>, authorities: Option<Arc<WebPkiServerVerifier>> },
}

impl Trust {
    /// In the certificates of a text in PEM. As Go does, what cannot be read is passed over.
    pub fn new(pem: &[u8]) -> Self {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem).flatten().collect();
        let mut roots = RootCertStore::empty();
        // What is no authority's would, for the library, count for whatever it signs.
        let is_authority = |certificate: &&CertificateDer<'_>| {
            X509Certificate::from_der(certificate).is_ok_and(|(_, certificate)| certificate.is_ca())
        };
        roots.add_parsable_certificates(certificates.iter().filter(is_authority).cloned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let authorities = WebPkiServerVerifier::builder_with_provider(roots.into(), provider).build().ok();
        Trust { whom: Whom::Named { certificates, authorities }, algorithms }
    }

    /// In anybody, for who says so.
    pub fn in_anybody() -> Self {
        let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms;
        Trust { whom: Whom::Anybody, algorithms }
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.whom {
            Whom::Anybody => Ok(ServerCertVerified::assertion()),
            Whom::Named { certificates, .. } if certificates.contains(shown) => by_itself(shown, name, now),
            Whom::Named { authorities: Some(authorities), .. } => {
                authorities.verify_server_cert(shown, others, name, ocsp, now)
            }
            Whom::Named { authorities: None, .. } => Err(CertificateError::UnknownIssuer.into()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, shown, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, shown, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// A certificate that is believed as it is counts for its time, its names and what it is for.
// Upstream: crypto/x509/verify.go Certificate.Verify (go1.26.8)
fn by_itself(shown: &CertificateDer<'_>, name: &ServerName<'_>, now: UnixTime) -> Result<ServerCertVerified, Error> {
    let (_, read) = X509Certificate::from_der(shown).map_err(|_| CertificateError::BadEncoding)?;
    let (from, until) = (read.validity().not_before.timestamp(), read.validity().not_after.timestamp());
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now < from {
        return Err(CertificateError::NotValidYet.into());
    }
    if now > until {
        return Err(CertificateError::Expired.into());
    }
    if read.extensions().iter().any(|extension| extension.critical && extension.parsed_extension().unsupported()) {
        return Err(CertificateError::UnhandledCriticalExtension.into());
    }
    let usages = read.extended_key_usage().map_err(|_| CertificateError::BadEncoding)?;
    if usages.is_some_and(|usages| !usages.value.any && !usages.value.server_auth) {
        return Err(CertificateError::InvalidPurpose.into());
    }
    verify_server_name(&ParsedCertificate::try_from(shown)?, name)?;
    Ok(ServerCertVerified::assertion())
}
