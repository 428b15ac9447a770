//! Thousands of WebSocket clients on one thread.
//!
//! Server frames are read in large pieces into one shared buffer and handed out in place; only an
//! incomplete frame at the end of a piece is copied. Client frames are masked with a zero key: the
//! server does the same work for it, the generator none.

use super::poll::{Poll, Ready};
use anyhow::{Context, Result, bail};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// What is read from a socket at once.
const PIECE: usize = 256 << 10;
/// The key of every handshake, and the answer that RFC 6455 (4.2.2) asks for it.
const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
/// Most that a socket may owe us of a frame: server frames are at most 1 MiB.
const FRAME_MAX: usize = (1 << 20) + 16;

/// What a client does with its frames.
pub trait Handler {
    /// A text frame came. `at` is when its piece was read.
    ///
    /// # Errors
    /// An error ends the run.
    fn text(&mut self, client: usize, frame: &[u8], at: Instant, out: &mut Outbox) -> Result<()>;
}

/// Frames to send, collected by a handler.
#[derive(Debug, Default)]
pub struct Outbox(Vec<(usize, String)>);

impl Outbox {
    /// Sends a text from a client as soon as the handler returns.
    pub fn send(&mut self, client: usize, text: String) {
        self.0.push((client, text));
    }
}

/// How the clients of a swarm connect.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The server.
    pub address: SocketAddr,
    /// The path of the socket.
    pub path: &'a str,
    /// One session token for each client.
    pub tokens: &'a [String],
    /// Clients that may be under way at once; more wait until one is welcome.
    pub at_once: usize,
    /// The first frame of every client.
    pub hello: &'a str,
}

/// Connected clients.
#[derive(Debug)]
pub struct Swarm {
    poll: Poll,
    clients: Vec<Socket>,
    piece: Vec<u8>,
    ready: Vec<Ready>,
}

#[derive(Debug)]
struct Socket {
    stream: TcpStream,
    /// Whether the answer to the handshake is still to come.
    opening: bool,
    hello: bool,
    rest: Vec<u8>,
    /// The fragments so far of a message that comes in several frames.
    fragments: Vec<u8>,
    unsent: Vec<u8>,
}

/// How long the clients of a swarm took to be welcome.
#[derive(Debug, Clone)]
pub struct Opened {
    /// From the first connection to the last `welcome`.
    pub took: Duration,
    /// From each client's connection to its `welcome`, in milliseconds.
    pub each_ms: Vec<f64>,
}

struct Welcomes {
    /// Clients before this one were welcome before.
    first: usize,
    began: Vec<Instant>,
    each_ms: Vec<f64>,
    seen: Vec<bool>,
    last: Instant,
}

impl Handler for Welcomes {
    fn text(&mut self, client: usize, frame: &[u8], at: Instant, _: &mut Outbox) -> Result<()> {
        let Some(new) = client.checked_sub(self.first) else {
            return Ok(());
        };
        if frame.starts_with(br#"{"type":"welcome""#) && !self.seen[new] {
            self.seen[new] = true;
            self.each_ms
                .push((at - self.began[new]).as_secs_f64() * 1e3);
            self.last = at;
        } else if frame.starts_with(br#"{"type":"refused""#) {
            bail!("refused: {}", String::from_utf8_lossy(frame));
        }
        Ok(())
    }
}

impl Swarm {
    /// No clients yet.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn new() -> Result<Self> {
        Ok(Self {
            poll: Poll::new()?,
            clients: Vec::new(),
            piece: vec![0; PIECE],
            ready: Vec::new(),
        })
    }

    /// Connects a client for every token and waits until all are welcome.
    ///
    /// # Errors
    /// When one is refused, cut, or not welcome within `limit`.
    pub fn open(opening: &Opening<'_>, limit: Duration) -> Result<(Self, Opened)> {
        let mut swarm = Self::new()?;
        let opened = swarm.open_more(opening, limit)?;
        Ok((swarm, opened))
    }

    /// Connects more clients while those that are there go on reading.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_more(&mut self, opening: &Opening<'_>, limit: Duration) -> Result<Opened> {
        let start = Instant::now();
        let until = start + limit;
        let all = opening.tokens.len();
        let mut welcomes = Welcomes {
            first: self.len(),
            began: Vec::with_capacity(all),
            each_ms: Vec::with_capacity(all),
            seen: vec![false; all],
            last: start,
        };
        while welcomes.each_ms.len() < all {
            // A few at a time, so that answers are read while others connect.
            for _ in 0..16 {
                let begun = welcomes.began.len();
                if begun == all || begun - welcomes.each_ms.len() >= opening.at_once {
                    break;
                }
                welcomes.began.push(Instant::now());
                self.connect(opening, &opening.tokens[begun])?;
            }
            let begun = welcomes.began.len();
            let may_begin = begun < all && begun - welcomes.each_ms.len() < opening.at_once;
            let wait = if may_begin { Instant::now() } else { until };
            self.turn(&mut welcomes, wait)?;
            if Instant::now() > until {
                bail!(
                    "{} of {all} clients are welcome after {limit:?}",
                    welcomes.each_ms.len()
                );
            }
        }
        Ok(Opened {
            took: welcomes.last - start,
            each_ms: welcomes.each_ms,
        })
    }

    /// Connects one more client and sends its handshake; it says `hello` when that is answered.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(&mut self, opening: &Opening<'_>, token: &str) -> Result<usize> {
        let stream = TcpStream::connect(opening.address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let index = self.clients.len();
        self.poll.add(&stream, index)?;
        self.clients.push(Socket {
            stream,
            opening: true,
            hello: false,
            rest: Vec::new(),
            fragments: Vec::new(),
            unsent: client_frame(1, opening.hello.as_bytes()),
        });
        let handshake = format!(
            "GET {} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\
             Cookie: campfire={token}\r\n\r\n",
            opening.path,
            address = opening.address,
        );
        let sent = self.clients[index].stream.write(handshake.as_bytes())?;
        if sent < handshake.len() {
            bail!(
                "a fresh socket did not take a handshake of {} bytes",
                handshake.len()
            );
        }
        Ok(index)
    }

    /// How many clients there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.clients.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }

    /// Sends a text from a client.
    ///
    /// # Errors
    /// When the socket is broken.
    pub fn send(&mut self, client: usize, text: &str) -> Result<()> {
        self.write(client, &client_frame(1, text.as_bytes()))
    }

    /// Sends all that a handler has collected.
    ///
    /// # Errors
    /// When a socket is broken.
    pub fn send_all(&mut self, out: Outbox) -> Result<()> {
        out.0
            .into_iter()
            .try_for_each(|(client, text)| self.send(client, &text))
    }

    /// Reads frames until `done` says so; `false` when `until` came first.
    ///
    /// # Errors
    /// When a socket ends, the protocol is broken, or the handler says so.
    pub fn drive<H: Handler>(
        &mut self,
        handler: &mut H,
        until: Instant,
        mut done: impl FnMut(&H) -> bool,
    ) -> Result<bool> {
        while !done(handler) {
            if Instant::now() >= until {
                return Ok(false);
            }
            self.turn(handler, until)?;
        }
        Ok(true)
    }

    /// Reads and throws away what comes for a while: presence after many joined, for example.
    ///
    /// # Errors
    /// When a socket ends or the protocol is broken.
    pub fn settle(&mut self, time: Duration) -> Result<()> {
        self.drive(&mut Ignore, Instant::now() + time, |_| false)
            .map(|_| ())
    }

    fn turn<H: Handler>(&mut self, handler: &mut H, until: Instant) -> Result<()> {
        let mut ready = std::mem::take(&mut self.ready);
        self.poll.wait(until, &mut ready)?;
        let mut out = Outbox::default();
        for event in &ready {
            if event.write {
                self.write(event.index, &[])?;
            }
            if event.read {
                self.read(event.index, handler, &mut out)
                    .with_context(|| format!("client {}", event.index))?;
            }
            self.send_all(std::mem::take(&mut out))?;
        }
        self.ready = ready;
        Ok(())
    }

    fn read<H: Handler>(&mut self, index: usize, handler: &mut H, out: &mut Outbox) -> Result<()> {
        let socket = &mut self.clients[index];
        // What was left of the last piece comes first.
        let kept = socket.rest.len();
        if kept > FRAME_MAX {
            bail!("a frame of more than {FRAME_MAX} bytes");
        }
        if self.piece.len() < kept + PIECE {
            self.piece.resize(kept + PIECE, 0);
        }
        self.piece[..kept].copy_from_slice(&socket.rest);
        let got = match socket.stream.read(&mut self.piece[kept..]) {
            Ok(0) => bail!("the server closed the connection"),
            Ok(got) => got,
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return Ok(());
            }
            Err(e) => return Err(e.into()),
        };
        let at = Instant::now();
        let bytes = &self.piece[..kept + got];
        let mut start = 0;
        if socket.opening {
            let Some(answer) = crate::http::parse(bytes)? else {
                socket.rest.clear();
                socket.rest.extend_from_slice(bytes);
                return Ok(());
            };
            if answer.status != 101 || answer.header("sec-websocket-accept") != Some(ACCEPT) {
                bail!(
                    "the upgrade is answered {}: {}",
                    answer.status,
                    answer.excerpt()
                );
            }
            start = answer.bytes;
            (socket.opening, socket.hello) = (false, true);
        }
        let mut pongs = Vec::new();
        while let Some(frame) = server_frame(&bytes[start..])? {
            match (frame.opcode, frame.is_final) {
                (1, true) => handler.text(index, frame.payload, at, out)?,
                (0 | 1, is_final) => {
                    socket.fragments.extend_from_slice(frame.payload);
                    if socket.fragments.len() > FRAME_MAX {
                        bail!("a message of more than {FRAME_MAX} bytes");
                    }
                    if is_final {
                        handler.text(index, &std::mem::take(&mut socket.fragments), at, out)?;
                    }
                }
                (8, _) => bail!("closed with {}", close_reason(frame.payload)),
                (9, _) => pongs.extend_from_slice(&client_frame(10, frame.payload)),
                (10, _) => {}
                (other, _) => bail!("a frame with opcode {other}"),
            }
            start += frame.bytes;
        }
        socket.rest.clear();
        socket.rest.extend_from_slice(&bytes[start..]);
        // Large spare room of one long frame is given back: 10,000 clients share our memory.
        if socket.rest.capacity() > 64 << 10 && socket.rest.len() < 4 << 10 {
            socket.rest.shrink_to(4 << 10);
        }
        if std::mem::take(&mut socket.hello) || !pongs.is_empty() {
            self.write(index, &pongs)?;
        }
        Ok(())
    }

    fn write(&mut self, index: usize, bytes: &[u8]) -> Result<()> {
        let socket = &mut self.clients[index];
        let waited = !socket.unsent.is_empty() && !socket.opening;
        socket.unsent.extend_from_slice(bytes);
        if socket.opening {
            return Ok(());
        }
        let mut sent = 0;
        while sent < socket.unsent.len() {
            match socket.stream.write(&socket.unsent[sent..]) {
                Ok(count) => sent += count,
                Err(e) if e.kind() == ErrorKind::WouldBlock => break,
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        socket.unsent.drain(..sent);
        let waits = !socket.unsent.is_empty();
        if waits != waited {
            self.poll.want_write(&socket.stream, index, waits)?;
        }
        Ok(())
    }
}

struct Ignore;

impl Handler for Ignore {
    fn text(&mut self, _: usize, _: &[u8], _: Instant, _: &mut Outbox) -> Result<()> {
        Ok(())
    }
}

/// A client frame: final, masked with the key zero.
fn client_frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(payload.len() + 14);
    bytes.push(0x80 | opcode);
    match payload.len() {
        short @ 0..=125 => bytes.push(0x80 | short as u8),
        medium @ 126..=0xFFFF => {
            bytes.push(0x80 | 0x7E);
            bytes.extend_from_slice(&(medium as u16).to_be_bytes());
        }
        long => {
            bytes.push(0x80 | 0x7F);
            bytes.extend_from_slice(&(long as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(payload);
    bytes
}

/// A frame as the server sends it.
#[derive(Debug, PartialEq, Eq)]
struct ServerFrame<'a> {
    opcode: u8,
    /// Whether the message ends with it.
    is_final: bool,
    payload: &'a [u8],
    /// How many bytes it takes with its header.
    bytes: usize,
}

/// The first frame of `bytes`; `None` while it is incomplete.
fn server_frame(bytes: &[u8]) -> Result<Option<ServerFrame<'_>>> {
    let [first, second, rest @ ..] = bytes else {
        return Ok(None);
    };
    if first & 0x70 != 0 || second & 0x80 != 0 {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
        bail!("a compressed or masked frame from the server: {start:?}");
    }
    let (length, header) = match second & 0x7F {
        126 => match rest.first_chunk::<2>() {
            Some(length) => (usize::from(u16::from_be_bytes(*length)), 4),
            None => return Ok(None),
        },
        127 => match rest.first_chunk::<8>() {
            Some(length) => (usize::try_from(u64::from_be_bytes(*length))?, 10),
            None => return Ok(None),
        },
        short => (usize::from(short), 2),
    };
    let end = header + length;
    Ok(bytes.get(header..end).map(|payload| ServerFrame {
        opcode: first & 0x0F,
        is_final: first & 0x80 != 0,
        payload,
        bytes: end,
    }))
}

fn close_reason(payload: &[u8]) -> String {
    match payload {
        [a, b, text @ ..] => {
            format!(
                "{} {}",
                u16::from_be_bytes([*a, *b]),
                String::from_utf8_lossy(text)
            )
        }
        _ => "no code".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_frame_is_read_only_when_it_is_complete() {
        let mut bytes = vec![0x81, 126, 1, 0];
        bytes.extend_from_slice(&[b'x'; 256]);
        bytes.push(0x81);
        for end in 0..260 {
            assert!(server_frame(&bytes[..end]).unwrap().is_none(), "{end}");
        }
        let frame = server_frame(&bytes).unwrap().unwrap();
        assert_eq!((frame.opcode, frame.is_final), (1, true));
        assert_eq!((frame.payload.len(), frame.bytes), (256, 260));
        assert!(!server_frame(&[0x01, 0]).unwrap().unwrap().is_final);
        assert!(server_frame(&[0x81, 0x85, 0, 0]).is_err());
    }

    #[test]
    fn a_close_says_its_code() {
        assert_eq!(close_reason(&[0x0F, 0xA8, b'x']), "4008 x");
    }
}
