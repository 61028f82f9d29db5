//! TLS: an authority made at first start and kept beside the data, and a certificate that it signs anew at every start.

pub mod clients;
pub mod given;

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::RootCertStore;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::{self, sign::any_ecdsa_type};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::beside::{self, Private};
use crate::cli::OwnCertificate;
use crate::clock;

/// Seconds.
const DAY: i64 = 24 * 60 * 60;
/// How long a certificate is good: no longer than the strictest clients let one be. It is signed anew in the middle of that.
const LASTS: i64 = 397 * DAY;

/// TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] beside::FileError),
    /// The authority's files are damaged, or a certificate could not be made.
    #[error("certificate authority: {0} (remove both of its files to have a new one made)")]
    Certificate(#[from] rcgen::Error),
    /// No client that trusts the authority would trust the server.
    #[error(
        "{}: clients that trust this authority would not trust the server: {why} (remove this file and its key to have new ones made; \
         clients then need the new kubeconfig)", path.display()
    )]
    Authority {
        /// The authority's certificate.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The certificate is not accepted.
    #[error("TLS: {0}")]
    Config(#[from] rustls::Error),
    /// The certificate that was given cannot be used.
    #[error(transparent)]
    Given(#[from] given::GivenError),
    /// A name for the certificate is no name.
    #[error("{0:?} is neither a host name nor an address")]
    Name(String),
}

/// A ready configuration, and what clients must trust.
pub struct Tls {
    /// For the sockets.
    pub config: rustls::ServerConfig,
    /// PEM.
    pub authority: String,
}

/// What the server asks clients for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: who they are is shown later, if at all.
    Nothing,
    /// A certificate, if they have one.
    Certificates,
}

/// Sets TLS up: the authority's two files are made if they are not there.
///
/// # Errors
/// Files that cannot be used, or names that are none.
pub fn set_up(certificate: &Path, key: &Path, names: &[String], asks: Asks) -> Result<Tls, TlsError> {
    let (authority, authority_key) = authority(certificate, key)?;
    let now = clock::now().timestamp();
    let signer = Signer::new(&authority_key, names, now)?;
    signer.check(&authority, now).map_err(|why| TlsError::Authority { path: certificate.to_owned(), why })?;
    Ok(Tls { config: config(Arc::new(signer), asks)?, authority })
}

/// The same with a certificate that was made elsewhere.
///
/// # Errors
/// Files that cannot be used.
pub fn set_up_given(files: &OwnCertificate, asks: Asks) -> Result<Tls, TlsError> {
    let (given, authority) = given::read(files)?;
    Ok(Tls { config: config(Arc::new(given), asks)?, authority })
}

fn config(shows: Arc<dyn ResolvesServerCert>, asks: Asks) -> Result<rustls::ServerConfig, rustls::Error> {
    let provider = ring::default_provider();
    let config = rustls::ServerConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions()?;
    let config = match asks {
        Asks::Nothing => config.with_no_client_auth(),
        Asks::Certificates => config.with_client_cert_verifier(Arc::new(clients::Asking::default())),
    };
    Ok(config.with_cert_resolver(shows))
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

/// Signs the server's certificate, and does so anew before it is too old.
#[derive(Debug)]
struct Signer {
    issuer: Issuer<'static, KeyPair>,
    names: Vec<SanType>,
    shown: Mutex<Shown>,
}

/// The certificate that clients are shown now.
#[derive(Debug)]
struct Shown {
    key: Arc<CertifiedKey>,
    /// Seconds since 1970.
    signed: i64,
}

impl Signer {
    fn new(authority_key: &str, names: &[String], now: i64) -> Result<Self, TlsError> {
        let issuer = Issuer::new(authority_params(), KeyPair::from_pem(authority_key)?);
        let names: Vec<_> = names.iter().map(|name| alternative(name)).collect::<Result<_, _>>()?;
        let shown = Mutex::new(sign(&issuer, &names, now)?);
        Ok(Signer { issuer, names, shown })
    }

    /// The certificate to show at a moment, in seconds since 1970.
    fn at(&self, now: i64) -> Arc<CertifiedKey> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was put back far enough makes it one of the future.
        if !(shown.signed - DAY..shown.signed + LASTS / 2).contains(&now) {
            match sign(&self.issuer, &self.names, now) {
                Ok(anew) => *shown = anew,
                Err(error) => tracing::error!(%error, "the server's certificate could not be signed anew"),
            }
        }
        shown.key.clone()
    }

    /// Would a client that trusts this authority, and nobody else, trust the server?
    fn check(&self, authority: &str, now: i64) -> Result<(), String> {
        let mut roots = RootCertStore::empty();
        let trusted = CertificateDer::from_pem_slice(authority.as_bytes()).map_err(|error| error.to_string())?;
        roots.add(trusted).map_err(|error| error.to_string())?;
        let client = WebPkiServerVerifier::builder_with_provider(roots.into(), ring::default_provider().into());
        let client = client.build().map_err(|error| error.to_string())?;
        let name = ServerName::IpAddress(IpAddr::from([127, 0, 0, 1]).into());
        let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now).unwrap_or(0)));
        let trusts = client.verify_server_cert(&self.at(now).cert[0], &[], &name, &[], at);
        trusts.map(drop).map_err(|error| error.to_string())
    }
}

impl ResolvesServerCert for Signer {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.at(clock::now().timestamp()))
    }
}

fn alternative(name: &str) -> Result<SanType, TlsError> {
    Ok(match name.parse::<IpAddr>() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName(name.try_into().map_err(|_| TlsError::Name(name.to_owned()))?),
    })
}

/// A certificate of a key of its own, and so of a serial number of its own.
fn sign(issuer: &Issuer<'static, KeyPair>, names: &[SanType], now: i64) -> Result<Shown, TlsError> {
    let day = |at: i64| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(u64::try_from(at).unwrap_or(0));
    let mut params = CertificateParams::default();
    // Strict clients, such as Python 3.13 and what checks as `openssl verify -x509_strict` does, want both keys named.
    params.is_ca = IsCa::ExplicitNoCa;
    params.use_authority_key_identifier_extension = true;
    params.distinguished_name = named("coracle");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.subject_alt_names = names.to_vec();
    (params.not_before, params.not_after) = (day(now - DAY), day(now - DAY + LASTS));
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, issuer)?;
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = CertifiedKey::new(vec![certificate.der().clone()], any_ecdsa_type(&private)?);
    Ok(Shown { key: Arc::new(key), signed: now })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(now: i64) -> (Signer, String) {
        let key = KeyPair::generate().unwrap();
        let authority = authority_params().self_signed(&key).unwrap().pem();
        (Signer::new(&key.serialize_pem(), &["127.0.0.1".into()], now).unwrap(), authority)
    }

    #[test]
    fn a_certificate_is_signed_anew_before_it_is_too_old() {
        let (signer, authority) = signer(NOW);
        let serial = |now: i64| signer.at(now).cert[0].to_vec();
        let first = serial(NOW);
        assert!(serial(NOW + LASTS / 2 - 1) == first && serial(NOW - DAY) == first);
        // Years later, and after the clock was wrong by as much.
        for now in [NOW + LASTS / 2, NOW + 20 * LASTS, NOW, NOW - DAY - 1, 0] {
            signer.check(&authority, now.max(10 * 365 * DAY)).unwrap();
        }
        assert_ne!(serial(NOW), first);
    }

    #[test]
    fn an_authority_that_is_another_ones_is_no_use() {
        let ((signer, _), (_, authority)) = (self::signer(NOW), self::signer(NOW));
        assert!(signer.check(&authority, NOW).is_err());
        assert!(signer.check("", NOW).is_err());
    }

    const NOW: i64 = 1_790_000_000;
}
