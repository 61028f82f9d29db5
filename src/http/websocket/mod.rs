//! A watch over a WebSocket: the handshake, each event as a message, and what clients say, which nobody reads.
//!
//! Frames are made and read here rather than by a library: an event that many watches share goes out in pieces and uncopied, and
//! a client's message is skipped as it comes in, however long it claims to be (docs/decisions/0023-websockets.md).
//!
//! Upstream: endpoints/handlers/watch.go HandleWS (v1.37.2); golang.org/x/net/websocket/hybi.go (v0.57.0)

mod frame;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::BodyStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::web::Payload;
use base64::Engine;
use bytes::{Buf, Bytes};
use coracle_object::protobuf;
use futures_util::Stream;

use self::frame::{BINARY, CLOSE, Heard, Listener, PONG, TEXT, frame_head};
use super::sending::Pieces;
use crate::answer::{Frames, Response};
use crate::request::origin::is_origin;

/// Why a conversation ends: all is well, or the client has broken the rules.
const NORMAL: u16 = 1000;
const BROKEN: u16 = 1002;

/// The subprotocols of a request that wishes for a WebSocket, header by header; none for any other request.
// Upstream: k8s.io/streaming/pkg/httpstream/wsstream/conn.go IsWebSocketRequest (v1.37.2)
pub fn wished(headers: &HeaderMap) -> Option<Vec<String>> {
    let upgrades = headers.get_all(header::CONNECTION).any(|value| text_of(value).contains("upgrade"));
    let wished = upgrades && headers.get(header::UPGRADE).is_some_and(|to| text_of(to) == "websocket");
    let protocols = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL);
    wished.then(|| protocols.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect())
}

/// In lower case: none of these words is about case.
fn text_of(value: &header::HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).trim().to_ascii_lowercase()
}

/// A handshake that is to be answered.
#[derive(Debug)]
pub struct Handshake {
    accept: String,
    protocol: Option<String>,
}

/// Looks at a handshake. `protocols` is what is left to choose from: nothing, or the one that is meant.
///
/// # Errors
/// The answer that refuses it.
pub fn handshake(headers: &HeaderMap, protocols: &str) -> Result<Handshake, Response> {
    let first = |name: HeaderName| {
        let value = headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned());
        value.unwrap_or_default()
    };
    if !first(header::CONNECTION).to_ascii_lowercase().contains("upgrade") {
        return Err(Response::text(400, "not websocket protocol"));
    }
    let key = first(header::SEC_WEBSOCKET_KEY);
    if key.is_empty() {
        return Err(Response::text(400, "mismatch challenge/response"));
    }
    if first(header::SEC_WEBSOCKET_VERSION) != "13" {
        let mut refused = Response::text(400, "missing or bad WebSocket Version");
        refused.headers.push(("sec-websocket-version", "13".into()));
        return Err(refused);
    }
    if !is_origin(&first(header::ORIGIN)) {
        return Err(Response::text(403, ""));
    }
    // Quirk: the reference chooses none of several (asked of the reference: two of them get a 400 without a body).
    if protocols.contains(',') {
        return Err(Response::text(400, ""));
    }
    let protocol = Some(protocols.trim().to_owned()).filter(|protocol| !protocol.is_empty());
    Ok(Handshake { accept: accept(&key), protocol })
}

/// What shows a client that its handshake was understood.
// As RFC 6455 has it in 4.2.2.
fn accept(key: &str) -> String {
    const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, format!("{key}{MAGIC}").as_bytes());
    base64::engine::general_purpose::STANDARD.encode(hash)
}

impl Handshake {
    /// The answer to it: a WebSocket, on which a watch of this type tells its events.
    pub fn open(self, content_type: &str, frames: Frames, incoming: Payload) -> HttpResponse {
        let mut answer = HttpResponse::build(StatusCode::SWITCHING_PROTOCOLS);
        answer.upgrade("websocket").insert_header((header::SEC_WEBSOCKET_ACCEPT, self.accept));
        if let Some(protocol) = self.protocol {
            answer.insert_header((header::SEC_WEBSOCKET_PROTOCOL, protocol));
        }
        let form = if content_type == protobuf::STREAM_TYPE { BINARY } else { TEXT };
        // As a stream, the library would give it a content type.
        answer.body(BodyStream::new(Conversation {
            form,
            frames,
            incoming,
            unheard: Bytes::new(),
            listener: Listener::default(),
            out: Out::default(),
        }))
    }
}

/// An open WebSocket.
struct Conversation {
    /// Of which form messages are.
    form: u8,
    frames: Frames,
    incoming: Payload,
    /// What has come in and was not looked at yet.
    unheard: Bytes,
    listener: Listener,
    out: Out,
}

impl Stream for Conversation {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(piece) = this.out.next() {
                return Poll::Ready(Some(Ok(piece)));
            }
            if this.out.over {
                return Poll::Ready(None);
            }
            if !this.unheard.is_empty() {
                // One by one, so that little waits for a client that does not read.
                this.hear();
                continue;
            }
            match Pin::new(&mut this.incoming).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => {
                    this.unheard = bytes;
                    continue;
                }
                Poll::Ready(_) => return Poll::Ready(None),
                Poll::Pending => {}
            }
            match this.frames.as_mut().poll_next(context) {
                Poll::Ready(Some(frame)) => this.tell(frame),
                Poll::Ready(None) => this.out.end(NORMAL),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl Conversation {
    fn hear(&mut self) {
        match self.listener.next(&mut self.unheard) {
            None => {}
            Some(Heard::Ping(bytes)) => self.out.push(PONG, bytes.into()),
            Some(Heard::End) => self.out.end(NORMAL),
            Some(Heard::Broken) => {
                // Quirk: both who listens and who tells say that it is over (asked of the reference: a frame without a mask gets a
                // 1002 and a 1000).
                self.out.end(BROKEN);
                self.out.end(NORMAL);
            }
        }
    }

    fn tell(&mut self, mut frame: Bytes) {
        if self.form == BINARY {
            // A message says itself how long it is.
            frame.advance(protobuf::FRAME_PREFIX_BYTES.min(frame.len()));
        }
        self.out.push(self.form, frame);
    }
}

/// What is to be said next, and whether anything comes after it.
#[derive(Default)]
struct Out {
    pieces: VecDeque<Pieces>,
    over: bool,
}

impl Out {
    fn next(&mut self) -> Option<Bytes> {
        loop {
            match self.pieces.front_mut()?.next() {
                Some(piece) => return Some(piece),
                None => _ = self.pieces.pop_front(),
            }
        }
    }

    fn push(&mut self, form: u8, bytes: Bytes) {
        self.pieces.push_back(Pieces(frame_head(form, bytes.len())));
        self.pieces.push_back(Pieces(bytes));
    }

    fn end(&mut self, why: u16) {
        self.push(CLOSE, Bytes::copy_from_slice(&why.to_be_bytes()));
        self.over = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accepted_key_is_that_of_the_rfc() {
        assert_eq!(accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
