//! A small program to be tested: its settings are the data of the ConfigMap `default/settings`.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Method, Request, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};

/// What all of this can fail with.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Settings in a cluster.
pub struct Settings {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    url: String,
    token: String,
}

impl Settings {
    /// Those of the cluster at this URL, which is known by its authority in PEM; asked for with a bearer token.
    ///
    /// # Errors
    /// The authority is no certificate.
    pub fn new(url: &str, token: &str, authority: &str) -> Result<Settings, Error> {
        let mut trusted = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
            trusted.add(certificate?)?;
        }
        let provider = rustls::crypto::ring::default_provider();
        let tls = ClientConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions()?;
        let tls = tls.with_root_certificates(trusted).with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_only().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Settings { client, url: url.to_owned(), token: token.to_owned() })
    }

    /// A setting; none where there is no such one.
    ///
    /// # Errors
    /// The cluster cannot be asked, or refuses.
    pub async fn get(&self, name: &str) -> Result<Option<String>, Error> {
        match self.ask(Method::GET, "/settings", None).await? {
            (StatusCode::OK, settings) => Ok(settings["data"][name].as_str().map(ToOwned::to_owned)),
            (StatusCode::NOT_FOUND, _) => Ok(None),
            (_, refusal) => Err(refusal["message"].as_str().unwrap_or("no reason").into()),
        }
    }

    /// Makes a setting, or another of it.
    ///
    /// # Errors
    /// The cluster cannot be asked, or refuses.
    pub async fn set(&self, name: &str, value: &str) -> Result<(), Error> {
        let settings =
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {name: value}});
        let (code, answer) = self.ask(Method::PATCH, "/settings?fieldManager=settings", Some(settings)).await?;
        if code.is_success() { Ok(()) } else { Err(answer["message"].as_str().unwrap_or("no reason").into()) }
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<(StatusCode, Value), Error> {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let request = Request::builder()
            .method(method)
            .uri(format!("{}/api/v1/namespaces/default/configmaps{path}", self.url))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/apply-patch+yaml")
            .body(Full::from(body))?;
        let answer = self.client.request(request).await?;
        let code = answer.status();
        Ok((code, serde_json::from_slice(&answer.into_body().collect().await?.to_bytes())?))
    }
}
