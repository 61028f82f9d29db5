//! Whose token is this?
//!
//! Upstream: kubernetes/pkg/registry/authentication/tokenreview/storage.go REST.Create (v1.37.2);
//! apiserver/pkg/authentication/authenticator/audagnostic.go authenticate (v1.37.2)

use coracle_object::json;
use coracle_object::{Members, Value};

use super::{info, list, text};
use crate::auth::User;
use crate::auth::tokens::{Tokens, bearer};
use crate::status::Failure;

/// Answers in the object's status: whose the token is, and for which of the audiences that are asked for; or that it is nobody's.
/// What else a client has put there stays, as it does in the reference.
///
/// # Errors
/// 400: there is no token.
pub fn answer(object: &mut Value, tokens: &Tokens, own: &[String]) -> Result<(), Failure> {
    let token = text(&object["spec"]["token"]);
    if token.is_empty() {
        return Err(Failure::bad_request("token is required for TokenReview in authentication"));
    }
    let wanted = Some(list(&object["spec"]["audiences"])).filter(|wanted| !wanted.is_empty());
    let found = owner(token, wanted.unwrap_or_else(|| own.to_vec()), tokens, own);
    let Some(members) = object.as_object_mut() else { return Ok(()) };
    let status = members.entry("status").or_insert_with(|| Value::Object(Members::new()));
    let Some(status) = status.as_object_mut() else { return Ok(()) };
    status.insert("authenticated", found.is_some().into());
    match found {
        None => drop(status.insert("error", "invalid bearer token".into())),
        Some((user, audiences)) => {
            status.insert("user", info(&user));
            status.insert("audiences", json!(audiences));
        }
    }
    Ok(())
}

/// Whose a token is, and for which audiences.
fn owner(token: &str, wanted: Vec<String>, tokens: &Tokens, own: &[String]) -> Option<(User, Vec<String>)> {
    // Quirk: it is put into a header and read as that of a request is, so one that begins with a space is none, and nobody's request
    // is that of somebody (reviews/token-spaces).
    let header = format!("Bearer {token}");
    let Some(token) = bearer(&header) else { return Some((User::anonymous(), wanted)) };
    let audiences: Vec<String> = wanted.into_iter().filter(|audience| own.contains(audience)).collect();
    if audiences.is_empty() { None } else { tokens.find(token).map(|user| (User::clone(user), audiences)) }
}
