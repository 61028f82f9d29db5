//! A certificate of the server's own that somebody else has made: a file of it, and of those that lead from it to an authority, and
//! a file of its key. Both are read once, at start.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use crate::cli::OwnCertificate;

/// A file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {why}", path.display())]
pub struct GivenError {
    path: PathBuf,
    why: String,
}

/// A certificate that is the same for all who ask.
#[derive(Debug)]
pub struct Given(Arc<CertifiedKey>);

impl ResolvesServerCert for Given {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

/// The certificate, and the file's text, for clients to trust.
///
/// # Errors
/// A file that cannot be read, or in which there is none, or a key that is another's.
pub fn read(files: &OwnCertificate) -> Result<(Given, String), GivenError> {
    let (certificates, key) = (text(&files.certificate)?, text(&files.key)?);
    let wrong = |path: &Path, why: &dyn std::fmt::Display| GivenError { path: path.to_owned(), why: why.to_string() };
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates.as_bytes()).collect();
    let chain = chain.map_err(|why| wrong(&files.certificate, &why))?;
    if chain.is_empty() {
        return Err(wrong(&files.certificate, &"no certificate in it"));
    }
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|why| wrong(&files.key, &why))?;
    let pair = CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|why| wrong(&files.key, &why))?;
    Ok((Given(Arc::new(pair)), certificates))
}

fn text(path: &Path) -> Result<String, GivenError> {
    fs::read_to_string(path).map_err(|error| GivenError { path: path.to_owned(), why: error.to_string() })
}
