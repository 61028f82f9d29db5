//! Frames of a WebSocket: what stands before a message of ours, and what is to be heard in a client's.
//!
//! Upstream: golang.org/x/net/websocket/hybi.go (v0.57.0). The frames are those of RFC 6455, 5.

use bytes::{Buf, Bytes};

/// What a client's messages may hold, in bytes.
// Upstream: golang.org/x/net/websocket/websocket.go DefaultMaxPayloadBytes (v0.57.0)
const MESSAGE_BYTES_MAX: u64 = 32 << 20;
/// What comes back of a ping.
const PING_BYTES_MAX: usize = 125;

/// A frame's form: a message that is text,
pub const TEXT: u8 = 1;
/// or bytes,
pub const BINARY: u8 = 2;
/// the end,
pub const CLOSE: u8 = 8;
/// a question whether anybody is there,
const PING: u8 = 9;
/// and what comes back of it.
pub const PONG: u8 = 10;

/// What stands before a message of one frame, as a server sends it.
// As RFC 6455 has it in 5.2.
pub fn frame_head(form: u8, length: usize) -> Bytes {
    let mut head = vec![0x80 | form];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ ..=125), _) => head.push(short),
        (_, Ok(middle)) => {
            head.push(126);
            head.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            head.push(127);
            head.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    head.into()
}

/// What is made of a client's frames: all but pings and the end is skipped.
#[derive(Default)]
pub struct Listener {
    /// As much of a frame's head as has come.
    head: Vec<u8>,
    frame: Option<Incoming>,
}

/// A frame whose payload comes in.
#[derive(Debug, PartialEq, Eq)]
struct Incoming {
    form: u8,
    mask: [u8; 4],
    bytes: u64,
    seen: u64,
    ping: Vec<u8>,
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// A ping, and what comes back of it.
    Ping(Vec<u8>),
    /// The client wants no more, or says more than it may.
    End,
    /// It does not mask what it sends.
    Broken,
}

impl Listener {
    /// The next that means something among these bytes; what they hold before it is taken off them.
    pub fn next(&mut self, bytes: &mut Bytes) -> Option<Heard> {
        loop {
            let Some(frame) = &mut self.frame else {
                if bytes.is_empty() {
                    return None;
                }
                self.head.push(bytes.get_u8());
                match Incoming::read(&self.head) {
                    None => {}
                    Some(Err(heard)) => return Some(heard),
                    Some(Ok(frame)) => {
                        self.head.clear();
                        self.frame = Some(frame);
                    }
                }
                continue;
            };
            frame.take(bytes);
            if frame.seen < frame.bytes {
                return None;
            }
            if let Some(Incoming { form: PING, ping, .. }) = self.frame.take() {
                return Some(Heard::Ping(ping));
            }
        }
    }
}

impl Incoming {
    /// A frame as its head says it; none while that is not whole.
    fn read(head: &[u8]) -> Option<Result<Incoming, Heard>> {
        let (first, second) = (*head.first()?, *head.get(1)?);
        let more = match second & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let number = head.get(2..2 + more)?.iter().fold(0_u64, |n, b| n << 8 | u64::from(*b));
        let bytes = if more == 0 { u64::from(second & 0x7f) } else { number & (u64::MAX >> 1) };
        if second & 0x80 == 0 {
            return Some(Err(Heard::Broken));
        }
        let mask = head.get(2 + more..2 + more + 4)?.try_into().ok()?;
        let form = first & 0x0f;
        Some(match form {
            CLOSE => Err(Heard::End),
            PING | PONG => Ok(Incoming { form, mask, bytes, seen: 0, ping: Vec::new() }),
            _ if bytes > MESSAGE_BYTES_MAX => Err(Heard::End),
            _ => Ok(Incoming { form, mask, bytes, seen: 0, ping: Vec::new() }),
        })
    }

    /// Takes off these bytes what belongs to the frame.
    fn take(&mut self, bytes: &mut Bytes) {
        let here = usize::try_from(self.bytes - self.seen).unwrap_or(usize::MAX).min(bytes.len());
        let piece = bytes.split_to(here);
        if self.form == PING {
            // Nothing was left out while there is room, so what is there says where the mask goes on.
            let room = PING_BYTES_MAX - self.ping.len();
            for byte in piece.iter().take(room) {
                self.ping.push(byte ^ self.mask[self.ping.len() % 4]);
            }
        }
        self.seen += here as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [7, 11, 13, 17];
        let mut frame = frame_head(0, payload.len()).to_vec();
        frame[0] = first;
        frame[1] |= 0x80;
        frame.extend_from_slice(&mask);
        frame.extend(payload.iter().enumerate().map(|(i, byte)| byte ^ mask[i % 4]));
        frame
    }

    /// All that is heard of these bytes, which come in pieces of this size.
    fn heard(bytes: &[u8], size: usize) -> Vec<Heard> {
        let mut listener = Listener::default();
        let mut all = Vec::new();
        for piece in bytes.chunks(size) {
            let mut piece = Bytes::copy_from_slice(piece);
            while let Some(heard) = listener.next(&mut piece) {
                let goes_on = matches!(heard, Heard::Ping(_));
                all.push(heard);
                if !goes_on {
                    return all;
                }
            }
        }
        all
    }

    #[test]
    fn of_what_clients_say_pings_and_the_end_are_heard_wherever_it_is_cut() {
        let said: Vec<u8> = [
            frame(0x81, b"a message"),
            frame(0x89, b"one"),
            frame(0x01, &[5; 70_000]),
            frame(0x89, b""),
            frame(0x80, &[6; 300]),
            frame(0x8a, b"a pong"),
            frame(0xc3, b"nothing known"),
            frame(0x89, &[b'x'; 200]),
            frame(0x88, b"\x03\xe8bye"),
            frame(0x89, b"too late"),
        ]
        .concat();
        let expected = [b"one".to_vec(), Vec::new(), vec![b'x'; 125]].map(Heard::Ping);
        for size in [1, 2, 3, 7, 4096, said.len()] {
            let heard = heard(&said, size);
            assert_eq!(heard[..3], expected, "{size}");
            assert_eq!(heard[3..], [Heard::End], "{size}");
        }
    }

    #[test]
    fn who_breaks_the_rules_or_sends_too_much_is_not_listened_to() {
        assert_eq!(heard(b"\x81\x02hi", 1), [Heard::Broken]);
        let claims = |bytes: u64| [&[0x82, 0xff][..], &bytes.to_be_bytes(), &[0; 4]].concat();
        assert_eq!(heard(&claims(MESSAGE_BYTES_MAX + 1), 1), [Heard::End]);
        assert_eq!(heard(&claims(MESSAGE_BYTES_MAX), 1), []);
        assert_eq!(heard(&claims(u64::MAX), 1), [Heard::End]);
    }

    #[test]
    fn a_frame_says_how_long_it_is() {
        assert_eq!(frame_head(TEXT, 0), [0x81, 0][..]);
        assert_eq!(frame_head(TEXT, 125), [0x81, 125][..]);
        assert_eq!(frame_head(TEXT, 126), [0x81, 126, 0, 126][..]);
        assert_eq!(frame_head(BINARY, 65_535), [0x82, 126, 255, 255][..]);
        assert_eq!(frame_head(TEXT, 65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0][..]);
    }
}
