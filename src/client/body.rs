//! An answer whose body is read as it comes.

use std::io::{self, BufRead, ErrorKind, Read};

/// The longest line of a head, or before a chunk.
const LINE_BYTES_MAX: u64 = 16 << 10;
/// The most lines of a head.
const LINES_MAX: usize = 100;

/// A body in chunks, without what is between them. It ends with an error if it ends before its last chunk.
struct Chunks<R> {
    from: R,
    /// Bytes of this chunk that are still to come.
    left: u64,
    over: bool,
}

/// Reads a head: the code, and the body behind it.
pub fn read<'a>(mut from: impl BufRead + 'a) -> io::Result<(u16, Box<dyn BufRead + 'a>)> {
    let first = line(&mut from)?;
    let code = first.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)?.parse().ok());
    let code = code.ok_or_else(|| invalid("it did not answer in HTTP"))?;
    let (mut length, mut chunked) = (None, false);
    for _ in 0..LINES_MAX {
        let line = line(&mut from)?;
        let Some((name, value)) = line.split_once(':') else {
            return Ok(match (chunked, length) {
                (true, _) => (code, Box::new(io::BufReader::new(Chunks { from, left: 0, over: false }))),
                (false, Some(length)) => (code, Box::new(from.take(length))),
                (false, None) => (code, Box::new(from)),
            });
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok(),
            "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    Err(invalid("its head does not end"))
}

impl<R: BufRead> Read for Chunks<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.over || into.is_empty() {
            return Ok(0);
        }
        if self.left == 0 {
            let size = line(&mut self.from)?;
            self.left = u64::from_str_radix(&size, 16).map_err(|_| invalid("a chunk has no size"))?;
            self.over = self.left == 0;
            if self.over {
                return Ok(0);
            }
        }
        let read = self.from.by_ref().take(self.left).read(into)?;
        self.left -= read as u64;
        if read == 0 {
            return Err(io::Error::new(ErrorKind::UnexpectedEof, super::BROKEN_OFF));
        }
        if self.left == 0 && !line(&mut self.from)?.is_empty() {
            return Err(invalid("a chunk does not end where it should"));
        }
        Ok(read)
    }
}

/// A line without its end.
fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    from.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(io::Error::new(ErrorKind::UnexpectedEof, super::BROKEN_OFF));
    }
    String::from_utf8(line).map(|line| line.trim_end_matches('\r').to_owned()).map_err(|_| invalid("a line is no text"))
}

fn invalid(why: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> io::Result<(u16, String)> {
        let (code, mut body) = read(text.as_bytes())?;
        let mut text = String::new();
        body.read_to_string(&mut text)?;
        Ok((code, text))
    }

    #[test]
    fn bodies_are_read_however_they_come() {
        for (text, code, body) in [
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na\r\n0123456789\r\n0\r\n\r\n",
                200,
                "abc0123456789",
            ),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 200, ""),
            ("HTTP/1.0 403 No\r\nContent-Length: 2\r\n\r\nabc", 403, "ab"),
            ("HTTP/1.0 200 OK\r\n\r\nabc", 200, "abc"),
        ] {
            let read = whole(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(read, (code, body.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_breaks_off_is_an_error() {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nabcde\r\n0\r\n";
        for length in 0..text.len() {
            assert!(whole(&text[..length]).is_err(), "{length}");
        }
        assert_eq!(whole(text).unwrap().1, "abcabcde");
        for broken in ["x", "3\r\nabcd\r\n", "-1\r\na"] {
            assert!(whole(&format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{broken}")).is_err());
        }
        assert!(whole(&format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(1000))).is_err());
        assert!(whole("SSH-2.0-x\r\n\r\n").is_err());
    }
}
