//! The user that a certificate's subject names: CN the name, O the groups, and the number that Kubernetes has for a user's uid.
//!
//! Upstream: apiserver/pkg/authentication/request/x509/x509.go CommonNameUserConversion (v1.37.2).

use std::collections::BTreeMap;

use rustls::pki_types::CertificateDer;
use x509_parser::asn1_rs::{Oid, Tag, oid};
use x509_parser::prelude::{AttributeTypeAndValue, FromDer, X509Certificate};

use super::super::User;

/// Whose certificate a user has shown; what a user's extra says of it.
// Upstream: apiserver/pkg/authentication/user/user.go CredentialIDKey (v1.37.2)
pub const CREDENTIAL: &str = "authentication.kubernetes.io/credential-id";
const COMMON_NAME: Oid<'static> = oid!(2.5.4.3);
const ORGANIZATION: Oid<'static> = oid!(2.5.4.10);
/// What stands before a user's uid.
// Upstream: apimachinery/pkg/apis/asn1/oid.go X509UID (v1.37.2)
pub const UID: Oid<'static> = oid!(1.3.6.1.4.1.57683.2);

/// Why a subject names no user.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// It is no certificate.
    #[error("not a certificate: {0}")]
    Unreadable(String),
    /// A part of the subject that is no text.
    #[error("a part of the subject ({0}) is no text")]
    NoText(String),
    /// Several uids.
    #[error("expected 1 UID, but found multiple: {0:?}")]
    Uids(Vec<String>),
    /// A uid of nothing.
    #[error("UID cannot be an empty string")]
    EmptyUid,
}

/// The user whose certificate this is; none where it has no common name.
///
/// # Errors
/// The subject contradicts itself, or cannot be read.
pub fn user(certificate: &CertificateDer<'_>) -> Result<Option<User>, SubjectError> {
    let read = X509Certificate::from_der(certificate);
    let (_, read) = read.map_err(|error| SubjectError::Unreadable(error.to_string()))?;
    let (mut name, mut groups, mut uids) = (String::new(), Vec::new(), Vec::new());
    for part in read.subject().iter_attributes() {
        // Of several names the last counts, as there.
        match part.attr_type() {
            kind if *kind == COMMON_NAME => name = text(part)?,
            kind if *kind == ORGANIZATION => groups.push(text(part)?),
            kind if *kind == UID => uids.push(text(part)?),
            _ => {}
        }
    }
    if name.is_empty() {
        return Ok(None);
    }
    let uid = match uids.as_slice() {
        [] => String::new(),
        [uid] if uid.is_empty() => return Err(SubjectError::EmptyUid),
        [_] => uids.remove(0),
        _ => return Err(SubjectError::Uids(uids)),
    };
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    let hexadecimal: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let extra = BTreeMap::from([(CREDENTIAL.to_owned(), vec![format!("X509SHA256={hexadecimal}")])]);
    let mut user = User { name, uid, groups, extra };
    user.join_authenticated();
    Ok(Some(user))
}

/// A part of a subject as text.
// Upstream: crypto/x509/parser.go parseASN1String (go1.26.8)
fn text(part: &AttributeTypeAndValue<'_>) -> Result<String, SubjectError> {
    let bytes = part.as_slice();
    let read = match part.attr_value().tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString => {
            part.as_str().ok().map(ToOwned::to_owned)
        }
        // Taken for Latin-1, as everybody does.
        Tag::T61String => Some(bytes.iter().map(|byte| char::from(*byte)).collect()),
        Tag::BmpString => two_byte(bytes),
        _ => None,
    };
    read.ok_or_else(|| SubjectError::NoText(part.attr_type().to_id_string()))
}

/// Characters of two bytes each, without those that only stand for halves of others; a zero at the end is none of them.
fn two_byte(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let bytes = bytes.strip_suffix(&[0, 0]).unwrap_or(bytes);
    bytes.chunks_exact(2).map(|two| char::from_u32(u32::from(u16::from_be_bytes([two[0], two[1]])))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_byte_characters_are_whole() {
        for (bytes, read) in
            [(&[0, 97][..], Some("a")), (&[0, 97, 0, 0], Some("a")), (&[0], None), (&[0xd8, 0], None), (&[], Some(""))]
        {
            assert_eq!(two_byte(bytes).as_deref(), read, "{bytes:?}");
        }
    }
}
