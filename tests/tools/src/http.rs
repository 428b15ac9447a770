//! HTTP/1.1 as far as a load generator needs it: requests as bytes, answers parsed in place.

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long a control call may take. Far above the server's own deadlines.
const CALL_WITHIN: Duration = Duration::from_secs(70);

/// An answer that is complete in a buffer.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The status code.
    pub status: u16,
    /// Status line and headers, without the empty line.
    pub head: &'a str,
    /// The body, decoded if it came in chunks.
    pub body: Cow<'a, [u8]>,
    /// How many bytes of the buffer the answer takes.
    pub bytes: usize,
}

impl Answer<'_> {
    /// The value of a header, without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// The body as text for an error message, cut.
    #[must_use]
    pub fn excerpt(&self) -> String {
        String::from_utf8_lossy(&self.body)
            .chars()
            .take(300)
            .collect()
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.split("\r\n").skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// Reads an answer from the start of `buffer`; `None` while it is incomplete.
///
/// # Errors
/// When the bytes are no HTTP answer.
pub fn parse(buffer: &[u8]) -> Result<Option<Answer<'_>>> {
    let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&buffer[..end]).context("the head is no text")?;
    let status: u16 = head
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .with_context(|| format!("no status line: {head:.80}"))?;
    let rest = &buffer[end + 4..];
    if matches!(status, 101 | 204 | 304) {
        return Ok(Some(Answer {
            status,
            head,
            body: Cow::Borrowed(&[]),
            bytes: end + 4,
        }));
    }
    if let Some(length) = header(head, "content-length") {
        let length: usize = length.parse().context("content-length")?;
        let Some(body) = rest.get(..length) else {
            return Ok(None);
        };
        let bytes = end + 4 + length;
        return Ok(Some(Answer {
            status,
            head,
            body: Cow::Borrowed(body),
            bytes,
        }));
    }
    if header(head, "transfer-encoding").is_some_and(|v| v.eq_ignore_ascii_case("chunked")) {
        let Some((body, taken)) = chunks(rest)? else {
            return Ok(None);
        };
        return Ok(Some(Answer {
            status,
            head,
            body: Cow::Owned(body),
            bytes: end + 4 + taken,
        }));
    }
    bail!("an answer without a length: {head}")
}

fn chunks(mut rest: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let (all, mut body) = (rest.len(), Vec::new());
    loop {
        let Some(end) = rest.windows(2).position(|two| two == b"\r\n") else {
            return Ok(None);
        };
        let size = std::str::from_utf8(&rest[..end])?
            .split(';')
            .next()
            .unwrap_or_default();
        let size = usize::from_str_radix(size.trim(), 16).context("chunk size")?;
        let Some(chunk) = rest.get(end + 2..end + 2 + size) else {
            return Ok(None);
        };
        let Some(after) = rest.get(end + 4 + size..) else {
            return Ok(None);
        };
        body.extend_from_slice(chunk);
        rest = after;
        if size == 0 {
            return Ok(Some((body, all - rest.len())));
        }
    }
}

/// Writes a request with the headers that a browser's script on the same origin would send.
pub fn write_request(out: &mut Vec<u8>, request: &Request<'_>) {
    let Request {
        method,
        path,
        cookie,
        body,
        extra,
    } = request;
    let mut line = |text: &str| out.extend_from_slice(text.as_bytes());
    line(method);
    line(" ");
    line(path);
    line(
        " HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nAccept: application/json\r\n",
    );
    if let Some(token) = cookie {
        line("Cookie: campfire=");
        line(token);
        line("\r\n");
    }
    line(extra);
    if let Some(body) = body {
        line("Content-Type: application/json\r\nContent-Length: ");
        line(&body.len().to_string());
        line("\r\n\r\n");
        line(body);
    } else {
        line("\r\n");
    }
}

/// A request to be written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Request<'a> {
    /// `GET`, `POST` …
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// The session token, if signed in.
    pub cookie: Option<&'a str>,
    /// A JSON body.
    pub body: Option<&'a str>,
    /// More header lines, each ended by CR LF.
    pub extra: &'a str,
}

/// One keep-alive connection for control calls, one at a time.
#[derive(Debug)]
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer that owns its bytes.
#[derive(Debug)]
pub struct Owned {
    /// The status code.
    pub status: u16,
    /// Status line and headers.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Owned {
    /// The value of a header, without regard to case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    /// The body as JSON, if the status is one of `expected`.
    ///
    /// # Errors
    /// With status and body when it is another, or when the body is something else.
    pub fn json<T: DeserializeOwned>(&self, expected: &[u16]) -> Result<T> {
        if !expected.contains(&self.status) {
            bail!(
                "status {}: {:.300}",
                self.status,
                String::from_utf8_lossy(&self.body)
            );
        }
        serde_json::from_slice(&self.body)
            .with_context(|| format!("{:.300}", String::from_utf8_lossy(&self.body)))
    }
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(CALL_WITHIN))?;
        stream.set_write_timeout(Some(CALL_WITHIN))?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
        })
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// When the connection breaks, no answer comes in time, or it is no HTTP.
    pub fn call(&mut self, request: &Request<'_>) -> Result<Owned> {
        let mut out = Vec::new();
        write_request(&mut out, request);
        self.stream.write_all(&out)?;
        let mut piece = vec![0; 64 << 10];
        loop {
            if let Some(answer) = parse(&self.buffer)? {
                let (status, head) = (answer.status, answer.head.to_owned());
                let (body, bytes) = (answer.body.into_owned(), answer.bytes);
                self.buffer.drain(..bytes);
                return Ok(Owned { status, head, body });
            }
            let got = self.stream.read(&mut piece)?;
            if got == 0 {
                bail!(
                    "{} {}: closed without an answer",
                    request.method,
                    request.path
                );
            }
            self.buffer.extend_from_slice(&piece[..got]);
        }
    }

    /// `GET` with a session.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn get(&mut self, path: &str, cookie: Option<&str>) -> Result<Owned> {
        self.call(&Request {
            method: "GET",
            path,
            cookie,
            ..Request::default()
        })
    }

    /// `POST` of a JSON body with a session.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn post(&mut self, path: &str, cookie: Option<&str>, body: &str) -> Result<Owned> {
        self.call(&Request {
            method: "POST",
            path,
            cookie,
            body: Some(body),
            extra: "",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_only_when_it_is_complete() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: \"7\"\r\n\r\nhelloHTTP/1.1";
        for end in 0..bytes.len() - 8 {
            assert!(parse(&bytes[..end]).unwrap().is_none(), "{end}");
        }
        let answer = parse(bytes).unwrap().unwrap();
        assert_eq!((answer.status, &*answer.body), (200, &b"hello"[..]));
        assert_eq!(
            (answer.header("etag"), answer.bytes),
            (Some("\"7\""), bytes.len() - 8)
        );
    }

    #[test]
    fn chunks_are_put_together() {
        let bytes = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let answer = parse(bytes).unwrap().unwrap();
        assert_eq!((&*answer.body, answer.bytes), (&b"abcde"[..], bytes.len()));
        assert!(parse(&bytes[..bytes.len() - 3]).unwrap().is_none());
    }

    #[test]
    fn a_304_has_no_body() {
        let answer = parse(b"HTTP/1.1 304 Not Modified\r\nETag: \"7\"\r\n\r\n")
            .unwrap()
            .unwrap();
        assert_eq!((answer.status, answer.body.len()), (304, 0));
    }
}
