//! What a client showed of itself when its connection began: its certificate, and those that lead from there to an authority.

use chrono::{DateTime, Utc};
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A client's certificates. That it has the key of the first is known; nothing else of them is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    chain: Vec<CertificateDer<'static>>,
    digest: [u8; 32],
}

impl Shown {
    /// The certificates of a connection, the client's own first; none where it showed none.
    pub fn new(chain: Vec<CertificateDer<'static>>) -> Option<Self> {
        if chain.is_empty() {
            return None;
        }
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        for certificate in &chain {
            context.update(&(certificate.len() as u64).to_be_bytes());
            context.update(certificate);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.finish().as_ref());
        Some(Shown { chain, digest })
    }

    /// The client's own.
    pub fn own(&self) -> &CertificateDer<'static> {
        &self.chain[0]
    }

    /// Until when that says that it is good; none where it cannot be read.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        let (_, own) = X509Certificate::from_der(self.own()).ok()?;
        DateTime::from_timestamp(own.validity().not_after.timestamp(), 0)
    }

    /// Those behind it.
    pub fn others(&self) -> &[CertificateDer<'static>] {
        &self.chain[1..]
    }

    /// What tells these certificates from all others.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}
