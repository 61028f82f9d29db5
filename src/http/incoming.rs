//! The body of a request while it comes in: read up to a limit where it is wanted, and otherwise only so far that the connection
//! can be used again.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Payload;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use crate::admit::{Admitted, BODY_BYTES_MAX};
use crate::answer::Response;

/// What is read of a body that nobody wants, and how long that may take.
// Upstream: net/http/server.go maxPostHandlerReadBytes (go1.26.8)
const UNWANTED_BYTES_MAX: usize = 256 * 1024;
const UNWANTED_WITHIN: Duration = Duration::from_millis(100);

/// A body, as far as it has not been read.
pub struct Incoming {
    payload: Payload,
    broken: bool,
    /// Does it come in chunks?
    chunked: bool,
    /// What is left of a body whose length only we know; the library hands over all that ever comes.
    left: Option<u64>,
}

impl Incoming {
    /// Of a request.
    pub fn new(request: &HttpRequest, payload: Payload) -> Self {
        let chunked = request.headers().contains_key(header::TRANSFER_ENCODING);
        Incoming { payload, broken: false, chunked, left: length_before_upgrade(request) }
    }

    /// Does the library take all that ever comes for the body? Then it writes chunks as if they were none, whatever the head says.
    pub fn goes_on(&self) -> bool {
        self.left.is_some()
    }

    /// All that comes from now on, body or not.
    pub fn into_payload(self) -> Payload {
        self.payload
    }

    /// Reads a body, or says why not.
    pub async fn read(&mut self, admitted: &Admitted) -> Result<Bytes, Response> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk.map_err(|_| match self.chunked {
                // The library does not tell chunks that are none from a client that has left, and who has left reads no answer.
                true => admitted.malformed_chunks(),
                false => admitted.broken_body("unexpected EOF"),
            })?;
            if body.len() + chunk.len() > BODY_BYTES_MAX {
                return Err(admitted.too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// Reads what is left, if that is not much and is there; says whether that was all of it. If not, the connection is over, and
    /// the client must be told: it might send its next request into the rest of this one.
    pub async fn finish(&mut self) -> bool {
        if self.goes_on() {
            return false;
        }
        let all = async {
            let mut left = UNWANTED_BYTES_MAX;
            while let Some(chunk) = self.next().await {
                match chunk.ok().and_then(|chunk| left.checked_sub(chunk.len())) {
                    Some(less) => left = less,
                    None => return false,
                }
            }
            true
        };
        tokio::time::timeout(UNWANTED_WITHIN, all).await.unwrap_or(false)
    }

    async fn next(&mut self) -> Option<Result<Bytes, PayloadError>> {
        if self.broken {
            // It would be waited for in vain.
            return Some(Err(PayloadError::Incomplete(None)));
        }
        if self.left == Some(0) {
            return None;
        }
        let mut chunk = self.payload.next().await;
        if let (Some(left), Some(Ok(bytes))) = (&mut self.left, &mut chunk) {
            bytes.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= bytes.len() as u64;
        }
        self.broken = matches!(chunk, Some(Err(_)));
        chunk
    }
}

/// How long the body is of a request that asks for a WebSocket, and may get another answer; none where the library knows.
fn length_before_upgrade(request: &HttpRequest) -> Option<u64> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let upgrades = text(header::UPGRADE).is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
    let unbounded = upgrades && !request.headers().contains_key(header::TRANSFER_ENCODING);
    // The library has refused a length that is no number.
    unbounded.then(|| text(header::CONTENT_LENGTH).and_then(|length| length.parse().ok()).unwrap_or(0))
}
