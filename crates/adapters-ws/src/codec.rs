//! The WebSocket codec, behind a trait that is small enough for another one.
//!
//! Reading, with all that RFC 6455 asks of a server, is tungstenite's. Writing is ours, since a
//! server's frames are a short header before bytes that all sockets share: what waits is gathered in
//! one buffer of the worker thread and written at once. So a socket that is idle has no write buffer,
//! however much it was sent before, and 16 waiting events are one system call.

use crate::{close::Close, frames::Frame};
use bytes::Bytes;
use futures_util::{Sink, Stream};
use std::{
    cell::RefCell,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        error::ProtocolError,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};

/// Bytes read at once. Kept by every connection for its whole life: the default of 128 KiB costs 15
/// times the memory of everything else, and frames of clients are short. Longer ones grow it.
const READ_BUFFER_BYTES: usize = 2 * 1024;

/// Bytes gathered for one write: 30 events of a usual length, and half of what a socket takes at
/// once by default. What a blocked socket has not taken of it is kept for it.
const GATHER_BYTES: usize = 32 * 1024;

/// What the library may hold of its own frames (answers to Pings and closes, at most 127 bytes
/// each). It never holds them, since [`Tap`] always takes them.
const CONTROL_BYTES: usize = 4 * 1024;

/// First byte of a whole text frame (RFC 6455, 5.2).
const TEXT: u8 = 0x81;

/// First byte of a Ping (RFC 6455, 5.2).
const PING: u8 = 0x89;

thread_local! {
    /// The buffer in which frames are gathered. One per worker thread is enough: it is taken and
    /// given back within one poll.
    static SPARE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What came in.
#[derive(PartialEq, Eq, Debug)]
pub(crate) enum Incoming {
    /// A text frame.
    Text(String),
    /// A binary frame.
    Binary,
    /// A Ping or Pong.
    Control,
    /// The peer closes, with this code.
    Closed(u16),
    /// Nothing more can be read, for this reason; it can still be written.
    Failed(Close),
    /// The connection is over.
    End,
}

/// The connection does not take any more.
#[derive(Debug)]
pub(crate) struct Broken;

/// One WebSocket connection of the server's side.
///
/// The order of calls is `poll_ready`, then `send`, and `poll_flush` after the last. Control frames
/// may be asked for at any time: they stand between two others.
pub(crate) trait Codec {
    /// Reads the next frame. Pings are answered, close frames too, by polling on.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Incoming>;
    /// Waits until the next frame may be sent.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;
    /// Sends a text frame.
    fn send(&mut self, frame: Frame);
    /// Sends a Ping.
    fn ping(&mut self);
    /// Sends a close frame; nothing may be sent after it.
    fn close(&mut self, why: Close) -> Result<(), Broken>;
    /// Waits until the operating system has everything.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;
    /// Bytes that the operating system took so far: whether a write makes progress.
    fn written(&self) -> u64;
}

/// [`Codec`] on a raw upgraded stream.
pub(crate) struct Tungstenite<S> {
    socket: WebSocketStream<Tap<S>>,
    /// What is being written, and how much of it was.
    out: Vec<u8>,
    done: usize,
    /// What is left of the last frame.
    rest: Bytes,
    written: u64,
    reading: Reading,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Going,
    /// It has failed: what still comes is thrown away, so that the operating system does not answer
    /// it with a reset, which would take the close frame with it.
    Failed,
    /// Both sides have said good-bye: what is left is sent.
    Over,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Tungstenite<S> {
    /// Takes a stream whose upgrade is done.
    pub(crate) async fn new(stream: S, frame_max_bytes: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(0)
            .max_write_buffer_size(CONTROL_BYTES)
            .max_message_size(Some(frame_max_bytes))
            .max_frame_size(Some(frame_max_bytes));
        let stream = Tap {
            stream,
            control: Vec::new(),
        };
        Self {
            socket: WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await,
            out: Vec::new(),
            done: 0,
            rest: Bytes::new(),
            written: 0,
            reading: Reading::Going,
        }
    }

    /// Where frames are gathered.
    fn out(&mut self) -> &mut Vec<u8> {
        if self.out.capacity() == 0 {
            self.out = SPARE.with(RefCell::take);
            self.out.reserve(GATHER_BYTES);
        }
        &mut self.out
    }

    /// Gives the thread its buffer back; what the socket has not taken is kept in a buffer of its
    /// own.
    fn give_back(&mut self) {
        let kept = self.out.get(self.done..).unwrap_or_default().to_vec();
        let mut out = std::mem::replace(&mut self.out, kept);
        self.done = 0;
        if out.capacity() >= GATHER_BYTES && out.capacity() <= 2 * GATHER_BYTES {
            out.clear();
            SPARE.set(out);
        }
    }

    /// Gathers what there is room for; control frames stand between two frames.
    fn gather(&mut self) {
        if !self.rest.is_empty() {
            let room = GATHER_BYTES.saturating_sub(self.out.len() - self.done);
            let piece = self.rest.split_to(self.rest.len().min(room));
            self.out().extend_from_slice(&piece);
        }
        if self.rest.is_empty() && !self.socket.get_ref().control.is_empty() {
            let control = std::mem::take(&mut self.socket.get_mut().control);
            self.out().extend_from_slice(&control);
        }
    }

    /// Writes what is gathered.
    fn poll_out(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        while let Some(left) = self.out.get(self.done..)
            && !left.is_empty()
        {
            let stream = Pin::new(&mut self.socket.get_mut().stream);
            match stream.poll_write(cx, left) {
                Poll::Ready(Ok(count)) if count > 0 => {
                    self.done += count;
                    self.written += count as u64;
                }
                Poll::Ready(_) => return Poll::Ready(Err(Broken)),
                Poll::Pending => {
                    if self.out.capacity() >= GATHER_BYTES {
                        self.give_back();
                    }
                    return Poll::Pending;
                }
            }
        }
        self.give_back();
        Poll::Ready(Ok(()))
    }

    /// Throws away what comes, to the end.
    fn poll_discard(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        let mut bytes = [0; 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            let stream = Pin::new(&mut self.socket.get_mut().stream);
            if ready!(stream.poll_read(cx, &mut buffer)).is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Incoming::End);
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Codec for Tungstenite<S> {
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        match self.reading {
            Reading::Going => {}
            Reading::Failed => return self.poll_discard(cx),
            Reading::Over => return self.poll_flush(cx).map(|_| Incoming::End),
        }
        let read = ready!(Pin::new(&mut self.socket).poll_next(cx));
        let failure = match read {
            Some(Ok(Message::Text(text))) => return Poll::Ready(Incoming::Text(text.to_string())),
            Some(Ok(Message::Binary(_))) => return Poll::Ready(Incoming::Binary),
            Some(Ok(Message::Close(close))) => {
                // 1005 stands for a close frame without a code (RFC 6455, 7.1.5).
                let code = close.map_or(1005, |close| close.code.into());
                return Poll::Ready(Incoming::Closed(code));
            }
            Some(Ok(_)) => return Poll::Ready(Incoming::Control),
            None => {
                self.reading = Reading::Over;
                return self.poll_flush(cx).map(|_| Incoming::End);
            }
            Some(Err(Error::Capacity(_))) => Close::TooBig,
            Some(Err(Error::Utf8(_))) => Close::NotUtf8,
            Some(Err(Error::Protocol(error)))
                if error != ProtocolError::ResetWithoutClosingHandshake =>
            {
                Close::Protocol
            }
            Some(Err(_)) => return Poll::Ready(Incoming::End),
        };
        self.reading = Reading::Failed;
        Poll::Ready(Incoming::Failed(failure))
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        loop {
            self.gather();
            if self.rest.is_empty() && self.out.len() - self.done < GATHER_BYTES {
                return Poll::Ready(Ok(()));
            }
            ready!(self.poll_out(cx))?;
        }
    }

    fn send(&mut self, frame: Frame) {
        let out = self.out();
        out.push(TEXT);
        // The shortest of the three forms (RFC 6455, 5.2); a server does not mask.
        match frame.len() {
            short @ 0..126 => out.push(u8::try_from(short).unwrap_or_default()),
            medium @ 126..0x1_0000 => {
                out.push(126);
                let medium = u16::try_from(medium).unwrap_or_default();
                out.extend_from_slice(&medium.to_be_bytes());
            }
            long => {
                out.push(127);
                out.extend_from_slice(&(long as u64).to_be_bytes());
            }
        }
        self.rest = frame;
    }

    fn ping(&mut self) {
        let control = &mut self.socket.get_mut().control;
        control.extend_from_slice(&[PING, 0]);
    }

    fn close(&mut self, why: Close) -> Result<(), Broken> {
        let close = Message::Close(Some(CloseFrame {
            code: why.code().into(),
            reason: why.reason().into(),
        }));
        Pin::new(&mut self.socket)
            .start_send(close)
            .map_err(|_| Broken)
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        ready!(self.poll_ready(cx))?;
        ready!(self.poll_out(cx))?;
        let stream = Pin::new(&mut self.socket.get_mut().stream);
        stream.poll_flush(cx).map_err(|_| Broken)
    }

    fn written(&self) -> u64 {
        self.written
    }
}

/// A stream whose writes are kept, to be sent between two of our own frames.
struct Tap<S> {
    stream: S,
    control: Vec<u8>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        // An answer to a Ping replaces none that waits here: who pings and reads nothing would fill
        // it, so above the bound the newest is left out.
        if self.control.len() + bytes.len() <= CONTROL_BYTES {
            self.control.extend_from_slice(bytes);
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
