//! A server that answers everything with one small object: what the load itself costs is what it costs against this.

use std::convert::Infallible;
use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::client::Error;
use crate::workload::object;

/// Serves until it is ended, and says where: `ready https://127.0.0.1:PORT`.
///
/// # Errors
/// If it cannot listen there.
pub async fn serve(listen: &str) -> Result<(), Error> {
    let signed = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = PrivateKeyDer::try_from(signed.signing_key.serialize_der())?;
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![signed.cert.der().clone()], key)?;
    let tls = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind(listen).await?;
    writeln!(std::io::stdout(), "ready https://{}", listener.local_addr()?)?;
    let answer = Bytes::from(object(17).to_string());
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let (tls, answer) = (tls.clone(), answer.clone());
        tokio::task::spawn_local(async move {
            let Ok(stream) = tls.accept(stream).await else { return };
            let answered = service_fn(move |request: Request<Incoming>| {
                let answer = answer.clone();
                async move {
                    drop(request.into_body().collect().await);
                    let answer = Response::builder().header(CONTENT_TYPE, "application/json").body(Full::new(answer));
                    Ok::<_, Infallible>(answer.unwrap_or_default())
                }
            });
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answered).await);
        });
    }
}
