//! A few pages in plain HTTP, for whoever comes: what a program says of itself that serves no API.

use std::future::ready;
use std::io;
use std::net::TcpListener;

use actix_http::body::BoxBody;
use actix_http::{Request, Response};
use actix_service::fn_service;
use actix_web::http::{StatusCode, header};
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::connections::{Connections, counted};
use super::http;
use super::workers::Workers;

/// Connections that are open at once; the longest idle one gives way to a further one.
const CONNECTIONS_MAX: usize = 64;

/// An answer.
pub struct Page {
    /// The HTTP code.
    pub code: u16,
    /// The text's media type.
    pub content_type: &'static str,
    /// What is said.
    pub text: String,
}

impl Page {
    /// Words for people.
    pub fn words(code: u16, text: &str) -> Page {
        Page { code, content_type: "text/plain; charset=utf-8", text: text.to_owned() }
    }
}

/// Pages that are being served.
pub struct Pages {
    workers: Workers,
    ending: watch::Sender<bool>,
}

/// Serves on a listener what `page` says of a method and a path.
///
/// # Errors
/// The listener cannot be used, or there is no thread for it.
pub async fn serve(
    runtime: &Handle,
    listener: TcpListener,
    page: impl Fn(&str, &str) -> Page + Clone + Send + 'static,
) -> io::Result<Pages> {
    let (ending, ends) = watch::channel(false);
    let connections = Connections::new(CONNECTIONS_MAX);
    let serve = move || {
        let page = page.clone();
        let answer = fn_service(move |request: Request| {
            let page = page(request.method().as_str(), request.path());
            ready(Ok::<_, Response<BoxBody>>(response(page)))
        });
        counted(http(ends.clone()).finish(answer).tcp(), connections.clone())
    };
    Ok(Pages { workers: Workers::start(1, runtime, listener, serve).await?, ending })
}

impl Pages {
    /// Closes the sockets.
    pub async fn stop(mut self) {
        self.workers.close().await;
        self.ending.send_replace(true);
        self.workers.end().await;
    }
}

fn response(page: Page) -> Response<BoxBody> {
    let code = StatusCode::from_u16(page.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Response::build(code).insert_header((header::CONTENT_TYPE, page.content_type)).body(page.text).map_into_boxed_body()
}
