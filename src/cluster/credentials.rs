//! What shows a cluster who asks: headers, and a certificate.

use std::fs;

use base64::Engine;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::exec;
use super::kubeconfig::{Access, User};

/// What goes with each request.
pub struct Credentials {
    /// Who asks, and as whom.
    pub headers: HeaderMap,
    /// A certificate with its key.
    pub certificate: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
}

/// What a kubeconfig's user has, or the program that it names gives.
///
/// # Errors
/// It cannot be had, or contradicts itself.
pub fn of(access: &Access) -> Result<Credentials, String> {
    let user = &access.user;
    if let Some(provider) = user.provider() {
        return Err(format!(
            "its auth-provider {provider:?} is not supported; where there is an exec plugin for it, that is"
        ));
    }
    let (mut token, mut certificate, mut key) = (token(user)?, user.certificate()?, user.key()?);
    let password = said(&user.username).map(|name| (name, user.password.clone().unwrap_or_default()));
    if token.is_some() && password.is_some() {
        return Err("it has a token and a username, of which only one can count".to_owned());
    }
    // What stands there by itself counts, as with client-go.
    if let Some(exec) = user.exec.as_ref().filter(|_| token.is_none() && password.is_none()) {
        let given = exec::run(exec, &access.cluster)?;
        token = given.token;
        if given.client_certificate_data.is_some() {
            certificate = given.client_certificate_data.map(String::into_bytes);
            key = given.client_key_data.map(String::into_bytes);
        }
    }
    let mut headers = acting(user)?;
    let authorization = match (token, password) {
        (Some(token), _) => Some(format!("Bearer {token}")),
        (None, Some((name, password))) => {
            let both = format!("{name}:{password}");
            Some(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both)))
        }
        (None, None) => None,
    };
    if let Some(authorization) = authorization {
        headers.insert(AUTHORIZATION, value(&authorization, "its token")?);
    }
    let certificate = match (certificate, key) {
        (Some(certificate), Some(key)) => Some(pair(&certificate, &key)?),
        (Some(_), None) => return Err("it has a client certificate without a key".to_owned()),
        _ => None,
    };
    Ok(Credentials { headers, certificate })
}

fn said(text: &Option<String>) -> Option<String> {
    text.clone().filter(|text| !text.is_empty())
}

/// The token of its file, or the one that stands there where that cannot be read.
fn token(user: &User) -> Result<Option<String>, String> {
    let Some(path) = &user.token_file else { return Ok(said(&user.token)) };
    match fs::read_to_string(path).map(|text| text.trim().to_owned()) {
        Ok(token) if !token.is_empty() => Ok(Some(token)),
        read => match (said(&user.token), read) {
            (Some(token), _) => Ok(Some(token)),
            (None, Ok(_)) => Err(format!("its tokenFile {} is empty", path.display())),
            (None, Err(why)) => Err(format!("its tokenFile {}: {why}", path.display())),
        },
    }
}

/// As whom it acts.
// Upstream: client-go/transport/round_trippers.go impersonatingRoundTripper (v1.37.2)
fn acting(user: &User) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    let mut add = |name: &str, text: &str| {
        let name = HeaderName::try_from(name).map_err(|_| format!("{name} is no header"))?;
        headers.append(name, value(text, "who it acts as")?);
        Ok::<(), String>(())
    };
    let as_whom = said(&user.act_as);
    if let Some(name) = &as_whom {
        add("Impersonate-User", name)?;
    }
    if let Some(uid) = said(&user.as_uid) {
        add("Impersonate-Uid", &uid)?;
    }
    for group in user.as_groups.iter().flatten() {
        add("Impersonate-Group", group)?;
    }
    for (key, values) in user.as_user_extra.iter().flatten() {
        let key = utf8_percent_encode(key, NON_ALPHANUMERIC);
        for value in values {
            add(&format!("Impersonate-Extra-{key}"), value)?;
        }
    }
    if as_whom.is_none() && !headers.is_empty() {
        return Err("it acts as somebody without a name: as-uid, as-groups and as-user-extra need as".to_owned());
    }
    Ok(headers)
}

fn value(text: &str, what: &str) -> Result<HeaderValue, String> {
    let mut value =
        HeaderValue::try_from(text).map_err(|_| format!("{what} has characters that no header can have"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn pair(certificate: &[u8], key: &[u8]) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
    let chain = chain.map_err(|why| format!("its client certificate: {why}"))?;
    if chain.is_empty() {
        return Err("its client certificate: there is none in it".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|why| format!("its client key: {why}"))?;
    Ok((chain, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::kubeconfig::Cluster;

    fn headers_of(user: &str) -> Result<Vec<String>, String> {
        let user: User = serde_json::from_slice(&coracle_object::yaml::to_json(user.as_bytes()).unwrap()).unwrap();
        let found = of(&Access { context: "c".to_owned(), cluster: Cluster::default(), user })?;
        let shown = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {}", value.to_str().unwrap());
        Ok(found.headers.iter().map(shown).collect())
    }

    #[test]
    fn who_asks_stands_in_headers() {
        for (user, expected) in [
            ("{}", vec![]),
            ("{token: t, exec: {apiVersion: x, command: z}}", vec!["authorization: Bearer t"]),
            ("{username: me, password: secret}", vec!["authorization: Basic bWU6c2VjcmV0"]),
            ("{token: t, tokenFile: /nowhere}", vec!["authorization: Bearer t"]),
            (
                "{as: jane, as-groups: [a, b], as-uid: '7', as-user-extra: {x/y: [z]}}",
                vec![
                    "impersonate-user: jane",
                    "impersonate-uid: 7",
                    "impersonate-group: a",
                    "impersonate-group: b",
                    "impersonate-extra-x%2fy: z",
                ],
            ),
        ] {
            assert_eq!(headers_of(user).unwrap(), expected, "{user}");
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "of-file\n").unwrap();
        let read = headers_of(&format!("{{token: t, tokenFile: '{}'}}", file.path().display()));
        assert_eq!(read.unwrap(), ["authorization: Bearer of-file"]);
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (user, why) in [
            ("{token: t, username: u}", "only one can count"),
            ("{tokenFile: /nowhere}", "tokenFile /nowhere"),
            ("{as-groups: [a]}", "without a name"),
            ("{auth-provider: {name: gcp}}", "auth-provider \"gcp\""),
            ("{token: \"a\\nb\"}", "no header can have"),
            ("{client-certificate-data: eA==}", "without a key"),
            ("{client-certificate-data: eA==, client-key-data: eA==}", "there is none in it"),
            ("{client-certificate-data: '%', client-key-data: eA==}", "client-certificate-data: "),
            ("{client-certificate: /nowhere, client-key-data: eA==}", "client-certificate /nowhere: "),
        ] {
            let said = headers_of(user).unwrap_err();
            assert!(said.contains(why), "{user}: {said}");
        }
    }
}
