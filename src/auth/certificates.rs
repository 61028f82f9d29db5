//! Who, by a client's certificate: which authorities count, and whom a certificate that one of them signed is for.
//!
//! A client's own certificate that stands among them counts, too, and signs nothing if it is no authority's: so suites in Java do it
//! (fabric8's kube-api-test). Whom a certificate is for is what it says, whichever way it counts.
//!
//! That the client has the certificate's key is the handshake's business; here is asked, for each request, whether the certificate
//! counts now. An answer holds for the second that it was given in, which is as exact as the times in a certificate are.

mod old;
mod subject;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::RootCertStore;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use x509_parser::prelude::{FromDer, X509Certificate, X509Extension};

use super::User;
use crate::request::certificate::Shown;

/// So many answers are kept within a second; then they are given anew.
const ANSWERS_MAX: usize = 1024;

/// The authorities whose certificates say who a client is.
#[derive(Debug, Default)]
pub struct Authorities {
    roots: Vec<Root>,
    answers: Mutex<Answers>,
}

/// A certificate that counts by itself, and when, in seconds since 1970, both ends included.
#[derive(Debug)]
struct Root {
    certificate: CertificateDer<'static>,
    /// Is it an authority's? What it signs counts, then.
    signs: bool,
    from: i64,
    until: i64,
}

/// Whom certificates were found to be for within a second.
#[derive(Debug, Default)]
struct Answers {
    second: i64,
    by_digest: HashMap<[u8; 32], Answer>,
}

/// A user, or none where the certificate names nobody.
type Answer = Result<Option<Arc<User>>, NotVerified>;

/// Why a certificate does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotVerified(String);

/// A file of authorities with a mistake.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuthoritiesError {
    /// There is nothing in it that counts.
    #[error("no certificate in it")]
    Empty,
    /// It is no PEM.
    #[error("certificate {number}: {why}")]
    Pem {
        /// Counted from 1.
        number: usize,
        /// What is wrong.
        why: String,
    },
}

impl Authorities {
    /// Reads a file's text: certificates in PEM.
    ///
    /// # Errors
    /// The first certificate that cannot be used, or that there is none.
    pub fn parse(text: &str) -> Result<Self, AuthoritiesError> {
        let mut roots = Vec::new();
        for (n, certificate) in CertificateDer::pem_slice_iter(text.as_bytes()).enumerate() {
            let wrong = |why: &dyn std::fmt::Display| AuthoritiesError::Pem { number: n + 1, why: why.to_string() };
            roots.push(root(n + 1, certificate.map_err(|error| wrong(&error))?)?);
        }
        if roots.is_empty() {
            Err(AuthoritiesError::Empty)
        } else {
            Ok(Authorities { roots, ..Authorities::default() })
        }
    }

    /// Whom certificates are for at a moment, in seconds since 1970; none where the client's own has no name.
    ///
    /// # Errors
    /// They do not count: no authority has signed them, not for clients or not for now, or they contradict themselves.
    pub fn user(&self, shown: &Shown, now: i64) -> Answer {
        if let Some(answer) = self.answers.lock().unwrap_or_else(PoisonError::into_inner).get(shown, now) {
            return answer;
        }
        let answer = self.verify(shown, now).and_then(|()| {
            let user = subject::user(shown.own()).map_err(|why| NotVerified(why.to_string()))?;
            Ok(user.map(Arc::new))
        });
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).put(shown, now, answer.clone());
        answer
    }

    fn verify(&self, shown: &Shown, now: i64) -> Result<(), NotVerified> {
        let wrong = |error: &dyn std::fmt::Display| NotVerified(error.to_string());
        let (_, own) = X509Certificate::from_der(shown.own()).map_err(|error| wrong(&error))?;
        // Of authorities, the library asks no times.
        let good = self.roots.iter().filter(|root| (root.from..=root.until).contains(&now));
        if good.clone().any(|root| root.certificate == *shown.own()) {
            return by_itself(&own);
        }
        let mut roots = good.filter(|root| root.signs);
        if old::is_old(&own) {
            let signs = |root: &Root| {
                X509Certificate::from_der(&root.certificate).is_ok_and(|(_, root)| old::is_signed(&own, &root, now))
            };
            let why = "a certificate of a version before 3 that no authority has signed for now";
            return if roots.any(signs) { Ok(()) } else { Err(NotVerified(why.to_owned())) };
        }
        let mut trusted = RootCertStore::empty();
        for root in roots {
            trusted.add(root.certificate.clone()).map_err(|error| wrong(&error))?;
        }
        let verifier = WebPkiClientVerifier::builder_with_provider(trusted.into(), ring::default_provider().into());
        let verifier = verifier.build().map_err(|_| NotVerified("no authority counts now".to_owned()))?;
        let at = UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(now).unwrap_or(0)));
        verifier.verify_client_cert(shown.own(), shown.others(), at).map(drop).map_err(|error| wrong(&error))
    }
}

/// Is a certificate that stands among the authorities one for clients?
// Upstream: crypto/x509/verify.go Certificate.Verify (go1.26.8)
fn by_itself(own: &X509Certificate<'_>) -> Result<(), NotVerified> {
    let unknown = |extension: &X509Extension<'_>| extension.critical && extension.parsed_extension().unsupported();
    if own.extensions().iter().any(unknown) {
        return Err(NotVerified("an extension that is critical, and that nobody here knows".to_owned()));
    }
    let usages = own.extended_key_usage().map_err(|error| NotVerified(error.to_string()))?;
    if usages.is_none_or(|usages| usages.value.any || usages.value.client_auth) {
        Ok(())
    } else {
        Err(NotVerified("a certificate that is not for clients".to_owned()))
    }
}

/// A certificate that counts by itself. What is no authority's would, for the library, count for whatever it signs.
// Upstream: crypto/x509/verify.go CheckSignatureFrom (go1.26.8)
fn root(number: usize, certificate: CertificateDer<'static>) -> Result<Root, AuthoritiesError> {
    let wrong = |why: &dyn std::fmt::Display| AuthoritiesError::Pem { number, why: why.to_string() };
    let (_, read) = X509Certificate::from_der(&certificate).map_err(|error| wrong(&error))?;
    // Before version 3 there are no constraints.
    let signs = old::is_old(&read) || read.is_ca();
    let (from, until) = (read.validity().not_before.timestamp(), read.validity().not_after.timestamp());
    RootCertStore::empty().add(certificate.clone()).map_err(|error| wrong(&error))?;
    Ok(Root { certificate, signs, from, until })
}

impl Answers {
    fn get(&self, shown: &Shown, now: i64) -> Option<Answer> {
        (self.second == now).then(|| self.by_digest.get(shown.digest()).cloned()).flatten()
    }

    fn put(&mut self, shown: &Shown, now: i64, answer: Answer) {
        if self.second != now || self.by_digest.len() >= ANSWERS_MAX {
            self.by_digest.clear();
            self.second = now;
        }
        self.by_digest.insert(*shown.digest(), answer);
    }
}
