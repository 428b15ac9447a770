//! The WebSocket codec: the one place that knows the library, behind a trait that is small enough
//! for another one (`performance.md`: own frames written straight to the socket would save 5 KiB a
//! connection).

use crate::{close::Close, frames::Frame};
use bytes::Bytes;
use futures_util::{Sink, Stream};
use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame as RawFrame,
                coding::{Data, OpCode},
            },
        },
    },
};

/// Bytes read at once. Kept by every connection for its whole life: the default of 128 KiB costs 15
/// times the memory of everything else, and frames of clients are short. Longer ones grow it.
const READ_BUFFER_BYTES: usize = 2 * 1024;

/// Bytes gathered before they are written. Only connections that were sent something have it.
const WRITE_BUFFER_BYTES: usize = 4 * 1024;

/// What may wait in the library while the socket takes nothing: one buffer, one piece of a frame and
/// control frames. It is never reached, since nothing is given to it while it waits.
const MAX_WRITE_BUFFER_BYTES: usize = 64 * 1024;

/// A longer frame is sent in pieces of this size (RFC 6455, 5.4), so that one long message does not
/// leave every connection with a buffer of its length.
const PIECE_BYTES: usize = 4 * 1024;

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
/// The order of calls is `poll_ready`, then one of the `send`s, and `poll_flush` after the last.
pub(crate) trait Codec {
    /// Reads the next frame. Pings are answered, close frames too, by polling on.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Incoming>;
    /// Waits until the next frame may be sent.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;
    /// Sends a text frame.
    fn send(&mut self, frame: Frame) -> Result<(), Broken>;
    /// Sends a Ping.
    fn ping(&mut self) -> Result<(), Broken>;
    /// Sends a close frame; nothing may be sent after it.
    fn close(&mut self, why: Close) -> Result<(), Broken>;
    /// Waits until the operating system has everything.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>>;
    /// Bytes that the operating system took so far: whether a write makes progress.
    fn written(&self) -> u64;
}

/// [`Codec`] by tokio-tungstenite on a raw upgraded stream.
pub(crate) struct Tungstenite<S> {
    socket: WebSocketStream<Counted<S>>,
    /// The rest of a frame that is sent in pieces.
    rest: Bytes,
    /// Reading has failed: what still comes is thrown away, so that the operating system does not
    /// answer it with a reset, which would take the close frame with it.
    failed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Tungstenite<S> {
    /// Takes a stream whose upgrade is done.
    pub(crate) async fn new(stream: S, frame_max_bytes: usize) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_write_buffer_size(MAX_WRITE_BUFFER_BYTES)
            .max_message_size(Some(frame_max_bytes))
            .max_frame_size(Some(frame_max_bytes));
        let stream = Counted { stream, written: 0 };
        Self {
            socket: WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await,
            rest: Bytes::new(),
            failed: false,
        }
    }

    fn put(&mut self, message: Message) -> Result<(), Broken> {
        Pin::new(&mut self.socket)
            .start_send(message)
            .map_err(|_| Broken)
    }

    fn put_piece(&mut self, kind: Data) -> Result<(), Broken> {
        let piece = self.rest.split_to(self.rest.len().min(PIECE_BYTES));
        let last = self.rest.is_empty();
        self.put(Message::Frame(RawFrame::message(
            piece,
            OpCode::Data(kind),
            last,
        )))
    }

    /// Throws away what comes, to the end.
    fn poll_discard(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        let mut bytes = [0; 1024];
        loop {
            let mut buffer = ReadBuf::new(&mut bytes);
            let read = Pin::new(self.socket.get_mut()).poll_read(cx, &mut buffer);
            if ready!(read).is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Incoming::End);
            }
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Codec for Tungstenite<S> {
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Incoming> {
        if self.failed {
            return self.poll_discard(cx);
        }
        let read = ready!(Pin::new(&mut self.socket).poll_next(cx));
        let failure = match read {
            Some(Ok(Message::Text(text))) => return Poll::Ready(Incoming::Text(text.to_string())),
            Some(Ok(Message::Binary(_))) => return Poll::Ready(Incoming::Binary),
            Some(Ok(Message::Close(close))) => {
                // 1005 stands for a close frame without a code (RFC 6455, 7.1.5).
                let code = close.map_or(1005, |close| close.code.into());
                self.rest.clear();
                return Poll::Ready(Incoming::Closed(code));
            }
            Some(Ok(_)) => return Poll::Ready(Incoming::Control),
            Some(Err(Error::Capacity(_))) => Close::TooBig,
            Some(Err(Error::Utf8(_))) => Close::NotUtf8,
            Some(Err(Error::Protocol(
                tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
            )))
            | None => return Poll::Ready(Incoming::End),
            Some(Err(Error::Protocol(_))) => Close::Protocol,
            Some(Err(_)) => return Poll::Ready(Incoming::End),
        };
        self.failed = true;
        Poll::Ready(Incoming::Failed(failure))
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        loop {
            if ready!(Pin::new(&mut self.socket).poll_ready(cx)).is_err() {
                return Poll::Ready(Err(Broken));
            }
            if self.rest.is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.put_piece(Data::Continue)?;
        }
    }

    fn send(&mut self, frame: Frame) -> Result<(), Broken> {
        self.rest = frame;
        self.put_piece(Data::Text)
    }

    fn ping(&mut self) -> Result<(), Broken> {
        self.put(Message::Ping(Bytes::new()))
    }

    fn close(&mut self, why: Close) -> Result<(), Broken> {
        self.put(Message::Close(Some(CloseFrame {
            code: why.code().into(),
            reason: why.reason().into(),
        })))
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        ready!(self.poll_ready(cx))?;
        Pin::new(&mut self.socket)
            .poll_flush(cx)
            .map_err(|_| Broken)
    }

    fn written(&self) -> u64 {
        self.socket.get_ref().written
    }
}

/// A stream that counts what was written.
struct Counted<S> {
    stream: S,
    written: u64,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if let Poll::Ready(Ok(count)) = written {
            self.written += count as u64;
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
