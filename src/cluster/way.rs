//! The way to a cluster: straight, or by a proxy; and how it is known there by its certificate.

use std::net::IpAddr;
use std::sync::Arc;

use hyper::Uri;
use hyper_rustls::builderstates::WantsProtocols2;
use hyper_rustls::{FixedServerNameResolver, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use hyper_util::client::proxy::matcher::Matcher;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::kubeconfig::Cluster;
use crate::trust::Trust;

/// Where a SOCKS proxy is that does not say it.
const SOCKS_PORT: u16 = 1080;

/// How one gets there.
pub enum Way {
    /// Without a proxy.
    Straight,
    /// By an HTTP proxy that lets TLS through.
    Tunnel(Box<dyn FnOnce(HttpConnector) -> Tunnel<HttpConnector>>),
    /// By a SOCKS proxy.
    Socks(Box<dyn FnOnce(HttpConnector) -> SocksV5<HttpConnector>>),
}

impl Way {
    /// To a server: by the proxy that its kubeconfig names, or the environment where the server is elsewhere.
    ///
    /// # Errors
    /// The proxy is none that can be used.
    pub fn to(server: &str, proxy: Option<&str>) -> Result<Way, String> {
        let server: Uri = server.parse().map_err(|why| format!("its server {server:?}: {why}"))?;
        let found = match proxy.filter(|proxy| !proxy.is_empty()) {
            Some(proxy) => {
                let wrong = || format!("its proxy-url {proxy:?} is not http://, socks5:// or socks5h:// with a host");
                let found = Matcher::builder().all(proxy).build().intercept(&server).filter(|_| proxy.contains("://"));
                Some(found.ok_or_else(wrong)?)
            }
            None if is_here(&server) => None,
            None => Matcher::from_env().intercept(&server),
        };
        let Some(found) = found else { return Ok(Way::Straight) };
        let place = found.uri().clone();
        match place.scheme_str() {
            Some("http") => {
                let authorization = found.basic_auth().cloned();
                Ok(Way::Tunnel(Box::new(move |tcp| {
                    let tunnel = Tunnel::new(place, tcp);
                    match authorization {
                        Some(authorization) => tunnel.with_auth(authorization),
                        None => tunnel,
                    }
                })))
            }
            // As in Go, names are looked up by the proxy either way.
            Some("socks5" | "socks5h") => {
                let user = found.raw_auth().map(|(user, password)| (user.to_owned(), password.to_owned()));
                let place = with_port(&place).ok_or_else(|| format!("the proxy {place} has no host"))?;
                Ok(Way::Socks(Box::new(move |tcp| {
                    let socks = SocksV5::new(place, tcp);
                    match user {
                        Some((user, password)) => socks.with_auth(user, password),
                        None => socks,
                    }
                })))
            }
            _ => Err(format!(
                "the proxy {place} is not reached by http://, socks5:// or socks5h://, which are what is supported"
            )),
        }
    }
}

/// Is it this machine? The environment's proxies are not asked for that.
// Upstream: golang.org/x/net/http/httpproxy/proxy.go config.useProxy (v0.57.0)
fn is_here(server: &Uri) -> bool {
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn with_port(place: &Uri) -> Option<Uri> {
    if place.port().is_some() {
        return Some(place.clone());
    }
    let authority = format!("{}:{SOCKS_PORT}", place.host()?);
    Uri::builder().scheme(place.scheme()?.clone()).authority(authority).path_and_query("/").build().ok()
}

/// Whom a cluster's certificate is believed from, and what is shown to it. The URL need not be one of TLS: what is `needed` for that is asked for then.
///
/// # Errors
/// Its certificates cannot be used, or there are none that could be trusted.
pub fn trust(
    cluster: &Cluster,
    shown: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    needed: bool,
) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|why| why.to_string())?;
    let authority = cluster.authority()?;
    let config = match (cluster.insecure_skip_tls_verify == Some(true), authority) {
        (true, Some(_)) => {
            return Err("it has an authority and insecure-skip-tls-verify, of which only one can count".to_owned());
        }
        (true, None) => config.dangerous().with_custom_certificate_verifier(Arc::new(Trust::in_anybody())),
        (false, Some(pem)) => {
            if !CertificateDer::pem_slice_iter(&pem).any(|one| one.is_ok()) {
                return Err("its certificate-authority has no certificate in it".to_owned());
            }
            config.dangerous().with_custom_certificate_verifier(Arc::new(Trust::new(&pem)))
        }
        (false, None) => config.with_root_certificates(if needed { of_the_system()? } else { RootCertStore::empty() }),
    };
    match shown {
        Some((chain, key)) => {
            config.with_client_auth_cert(chain, key).map_err(|why| format!("its client certificate: {why}"))
        }
        None => Ok(config.with_no_client_auth()),
    }
}

/// The same, ready to be put around what connects.
///
/// # Errors
/// As of [`trust`].
pub fn tls(
    cluster: &Cluster,
    shown: Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>,
    needed: bool,
) -> Result<HttpsConnectorBuilder<WantsProtocols2>, String> {
    let builder = HttpsConnectorBuilder::new().with_tls_config(trust(cluster, shown, needed)?).https_or_http();
    Ok(match cluster.server_name()? {
        Some(name) => builder.with_server_name_resolver(FixedServerNameResolver::new(name)).enable_http1(),
        None => builder.enable_http1(),
    })
}

/// Whom this machine trusts. What cannot be read there is passed over, unless nothing is left.
fn of_the_system() -> Result<RootCertStore, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.first().map(|why| format!(": {why}")).unwrap_or_default();
        return Err(format!("it names no certificate-authority, and this machine has none either{why}"));
    }
    Ok(roots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_found() {
        let way = |proxy: &str| match Way::to("https://far.example", Some(proxy)) {
            Ok(Way::Straight) => "straight".to_owned(),
            Ok(Way::Tunnel(_)) => "tunnel".to_owned(),
            Ok(Way::Socks(_)) => "socks".to_owned(),
            Err(why) => why,
        };
        for (proxy, expected) in [
            ("http://p:3128", "tunnel"),
            ("http://me:secret@p", "tunnel"),
            ("socks5://p", "socks"),
            ("socks5h://me:secret@p:1080", "socks"),
        ] {
            assert_eq!(way(proxy), expected, "{proxy}");
        }
        assert!(way("https://p").contains("the proxy https://p/ is not reached by"), "{}", way("https://p"));
        for wrong in ["ftp://p", "http://", ":"] {
            assert!(way(wrong).contains("its proxy-url"), "{wrong}: {}", way(wrong));
        }
        assert_eq!(with_port(&"socks5://p/".parse().unwrap()).unwrap().to_string(), "socks5://p:1080/");
        for (server, here) in [
            ("https://localhost:1", true),
            ("https://[::1]:1", true),
            ("https://127.9.9.9", true),
            ("https://a.example", false),
        ] {
            assert_eq!(is_here(&server.parse().unwrap()), here, "{server}");
        }
    }

    #[test]
    fn what_cannot_be_trusted_is_refused() {
        let refused = |text: &str| {
            let cluster: Cluster = serde_json::from_str(text).unwrap();
            tls(&cluster, None, true).map(drop).unwrap_err()
        };
        for (cluster, why) in [
            (r#"{"insecure-skip-tls-verify": true, "certificate-authority-data": "eA=="}"#, "only one can count"),
            (r#"{"certificate-authority-data": "eA=="}"#, "no certificate in it"),
            (r#"{"certificate-authority-data": "%"}"#, "certificate-authority-data: "),
            (r#"{"certificate-authority": "/nowhere"}"#, "certificate-authority /nowhere: "),
            (r#"{"insecure-skip-tls-verify": true, "tls-server-name": "a b"}"#, "tls-server-name \"a b\""),
        ] {
            assert!(refused(cluster).contains(why), "{cluster}: {}", refused(cluster));
        }
    }
}
