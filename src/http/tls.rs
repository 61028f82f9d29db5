//! TLS: an authority made at first start and kept beside the data, and a certificate that it signs anew at every start.

use std::net::IpAddr;
use std::path::Path;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::beside::{self, Private};

/// TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] beside::FileError),
    /// The authority's files are damaged, or a certificate could not be made.
    #[error("certificate authority: {0} (remove both of its files to have a new one made)")]
    Certificate(#[from] rcgen::Error),
    /// The certificate is not accepted.
    #[error("TLS: {0}")]
    Config(#[from] rustls::Error),
    /// A name for the certificate is no name.
    #[error("{0:?} is neither a host name nor an address")]
    Name(String),
}

/// A ready configuration, and the authority that clients must trust.
pub struct Tls {
    /// For the sockets.
    pub config: rustls::ServerConfig,
    /// PEM.
    pub authority: String,
}

/// Sets TLS up: the authority's two files are made if they are not there.
///
/// # Errors
/// Files that cannot be used, or names that are none.
pub fn set_up(certificate: &Path, key: &Path, names: &[String]) -> Result<Tls, TlsError> {
    let (authority, authority_key) = authority(certificate, key)?;
    let issuer = Issuer::new(authority_params(), KeyPair::from_pem(&authority_key)?);
    let server_key = KeyPair::generate()?;
    let signed = server(names)?.signed_by(&server_key, &issuer)?;
    let chain = vec![signed.der().clone()];
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let config = rustls::ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)?;
    Ok(Tls { config, authority })
}

fn authority(certificate: &Path, key: &Path) -> Result<(String, String), TlsError> {
    if let (Some(certificate), Some(key)) = (beside::read_made(certificate)?, beside::read_made(key)?) {
        return Ok((certificate, key));
    }
    let new_key = KeyPair::generate()?;
    let new = authority_params().self_signed(&new_key)?;
    beside::write(key, &new_key.serialize_pem(), Private::Yes)?;
    beside::write(certificate, &new.pem(), Private::No)?;
    Ok((new.pem(), new_key.serialize_pem()))
}

/// The same at every start, so that the name and the key's identifier stay those of the certificate that clients have.
fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.distinguished_name = named("coracle-ca");
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn server(names: &[String]) -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("coracle");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    for name in names {
        params.subject_alt_names.push(match name.parse::<IpAddr>() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(name.as_str().try_into().map_err(|_| TlsError::Name(name.clone()))?),
        });
    }
    Ok(params)
}
