//! Plain HTTP that comes to the TLS port: it is told so in a sentence, as otherwise its client can show no more than a reset connection.
//!
//! Upstream: net/http/server.go conn.serve, tlsRecordHeaderLooksLikeHTTP (go1.26.8). It looks for five methods alone.

use std::future::{Ready, ready};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_service::{Service, Transform};
use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The whole answer, of a version that knows neither length nor type.
const SENTENCE: &[u8] = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n";
/// So much of the request is taken off the socket, so that what is left of it does not cut the answer short.
const UNWANTED_BYTES_MAX: usize = 64 * 1024;
/// How long a client may take to read the answer and leave.
const FAREWELL_WITHIN: Duration = Duration::from_secs(1);

/// What serves TLS, but for connections that are none.
pub struct Told {
    /// How long a connection may take to say anything.
    pub first_byte_within: Duration,
}

impl<S> Transform<S, TcpStream> for Told
where
    S: Service<TcpStream, Response = ()> + 'static,
{
    type Response = ();
    type Error = S::Error;
    type Transform = OrTold<S>;
    type InitError = ();
    type Future = Ready<Result<OrTold<S>, ()>>;

    fn new_transform(&self, https: S) -> Self::Future {
        ready(Ok(OrTold { https: Rc::new(https), first_byte_within: self.first_byte_within }))
    }
}

/// The same for a worker.
pub struct OrTold<S> {
    https: Rc<S>,
    first_byte_within: Duration,
}

impl<S> Service<TcpStream> for OrTold<S>
where
    S: Service<TcpStream, Response = ()> + 'static,
{
    type Response = ();
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<(), S::Error>>>>;

    fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.https.poll_ready(context)
    }

    fn call(&self, socket: TcpStream) -> Self::Future {
        let (https, within) = (self.https.clone(), self.first_byte_within);
        Box::pin(async move {
            let mut first = [0];
            match tokio::time::timeout(within, socket.peek(&mut first)).await {
                Ok(Ok(1)) if is_http(first[0]) => {
                    // Who left meanwhile is told nothing.
                    let _ = tokio::time::timeout(FAREWELL_WITHIN, tell(socket)).await;
                    Ok(())
                }
                Ok(Ok(1)) => https.call(socket).await,
                // It has left, or says nothing.
                Ok(_) | Err(_) => Ok(()),
            }
        })
    }
}

/// A method begins with a letter; a record of TLS with a small number.
fn is_http(first: u8) -> bool {
    first.is_ascii_uppercase()
}

async fn tell(mut socket: TcpStream) -> io::Result<()> {
    socket.write_all(SENTENCE).await?;
    socket.shutdown().await?;
    let mut unwanted = [0; 4096];
    let mut left = UNWANTED_BYTES_MAX;
    while left > 0 {
        match socket.read(&mut unwanted).await? {
            0 => break,
            read => left = left.saturating_sub(read),
        }
    }
    Ok(())
}
