//! Clients' certificates in the handshake: they are asked for, and whoever shows one must have its key. Whether it counts is asked of
//! each request, so that a client with one that does not is told 401, and can still show a token.
//!
//! Upstream: apiserver/pkg/server/secure_serving.go tlsConfig (v1.37.2).

use std::sync::Arc;

use actix_http::Extensions;
use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::rt::net::TcpStream;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::request::certificate::Shown;

/// Notes the certificates that a connection began with, for its requests.
pub fn remember(stream: &TlsStream<TcpStream>, noted: &mut Extensions) {
    let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
    if let Some(shown) = Shown::new(chain.iter().map(|certificate| certificate.clone().into_owned()).collect()) {
        noted.insert(Arc::new(shown));
    }
}

/// Asks every client for a certificate, and lets those in that have none.
#[derive(Debug)]
pub struct Asking(WebPkiSupportedAlgorithms);

impl Default for Asking {
    fn default() -> Self {
        Asking(ring::default_provider().signature_verification_algorithms)
    }
}

impl ClientCertVerifier for Asking {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// Of anybody: which authorities count can change while the server runs.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.0)
    }

    /// By the key alone, so that a certificate that the library would read no further, as one of version 1, is refused with a word.
    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let read = X509Certificate::from_der(certificate);
        let (_, read) = read.map_err(|_| Error::InvalidCertificate(CertificateError::BadEncoding))?;
        verify_tls13_signature_with_raw_key(
            message,
            &SubjectPublicKeyInfoDer::from(read.public_key().raw),
            signed,
            &self.0,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
