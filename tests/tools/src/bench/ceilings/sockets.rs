//! Ceilings of fan-out: the least that any Rust server must do for a broadcast.
//!
//! One task and one bounded queue for each connection, frames encoded once and shared, everything
//! that waits fed and then flushed once, small buffers, `TCP_NODELAY`. No session, no store, no
//! presence, no order but that of arrival.

use super::Counted;
use anyhow::Result;
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response, http::StatusCode, http::uri::Scheme};
use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// Frames that may wait for one connection. Far above the 16 that are ever under way; when it is
/// full the frame is dropped, and the generator reports it as lost.
const QUEUE: usize = 512;
/// What is read from a socket at once: the default of 128 KiB would be held by every connection.
const READ_BUFFER: usize = 4 << 10;
/// Everything that waits for a socket goes out in one write: 16 frames of an event are 20 KiB. The
/// buffer grows only when it is used, so idle sockets do not pay for it.
const WRITE_BUFFER: usize = 32 << 10;
/// Connections that may wait to be accepted: a storm of 1,000 fits.
const BACKLOG: u32 = 4096;

/// By which way the sockets come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Straight from the listener.
    Tungstenite,
    /// Through poem's upgrade on an accept loop of our own.
    Poem,
}

struct Hub {
    queues: Mutex<Vec<mpsc::Sender<Utf8Bytes>>>,
    next: AtomicU64,
    frame_bytes: usize,
}

impl Hub {
    fn join(&self) -> mpsc::Receiver<Utf8Bytes> {
        let (sender, receiver) = mpsc::channel(QUEUE);
        self.queues
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(sender);
        receiver
    }

    /// Gives a client's post to everyone, as an event of the agreed size.
    fn broadcast(&self, post: &str) {
        let number = self.next.fetch_add(1, Ordering::Relaxed) + 1;
        let id = post
            .split_once(r#""client_message_id":""#)
            .and_then(|(_, rest)| rest.get(..36))
            .unwrap_or_default();
        let mut text = format!(
            r#"{{"type":"event","kind":"message_posted","data":{{"message":{{"seq":{number},"client_message_id":"{id}"}}}},"pad":""#
        );
        while text.len() + 2 < self.frame_bytes {
            text.push('x');
        }
        text.push_str("\"}");
        let frame = Utf8Bytes::from(text);
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        queues.retain(|queue| {
            !matches!(
                queue.try_send(frame.clone()),
                Err(mpsc::error::TrySendError::Closed(_))
            )
        });
    }
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(1 << 20)
}

/// Serves sockets until the process is ended.
///
/// # Errors
/// When no port is free.
pub fn serve(by: By, frame_bytes: usize) -> Result<Counted> {
    runtime()?.block_on(async {
        let hub = Arc::new(Hub {
            queues: Mutex::default(),
            next: AtomicU64::new(0),
            frame_bytes,
        });
        let listener = listen()?;
        loop {
            let (stream, peer) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let hub = hub.clone();
            match by {
                By::Tungstenite => tokio::spawn(async move {
                    let opened =
                        tokio_tungstenite::accept_async_with_config(stream, Some(config())).await;
                    if let Ok(socket) = opened {
                        converse(socket, &hub).await;
                    }
                }),
                By::Poem => tokio::spawn(serve_poem(stream, peer, Upgrade { hub })),
            };
        }
    })
}

/// Serves one fixed body with poem until the process is ended.
///
/// # Errors
/// When no port is free.
pub fn serve_body(bytes: usize) -> Result<Counted> {
    runtime()?.block_on(async {
        let body = Bytes::from(vec![b'x'; bytes]);
        let listener = listen()?;
        loop {
            let (stream, peer) = listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(serve_poem(stream, peer, FixedBody { body: body.clone() }));
        }
    })
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?)
}

fn listen() -> Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let listener = socket.listen(BACKLOG)?;
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "ready at http://{}", listener.local_addr()?)?;
    stdout.flush()?;
    Ok(listener)
}

async fn serve_poem(stream: TcpStream, peer: SocketAddr, endpoint: impl Endpoint + 'static) {
    let endpoint = Arc::new(endpoint);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let endpoint = endpoint.clone();
        async move {
            let (local, remote) = (LocalAddr::default(), RemoteAddr(peer.into()));
            let request = Request::from((request, local, remote, Scheme::HTTP));
            Ok::<_, Infallible>(hyper::Response::from(endpoint.get_response(request).await))
        }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // The generator cuts its connections when it is done.
    let _ = connection.await;
}

struct FixedBody {
    body: Bytes,
}

impl Endpoint for FixedBody {
    type Output = Response;

    async fn call(&self, _: Request) -> poem::Result<Response> {
        Ok(Response::builder()
            .content_type("application/json")
            .body(self.body.clone()))
    }
}

struct Upgrade {
    hub: Arc<Hub>,
}

impl Endpoint for Upgrade {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let key = request.header("sec-websocket-key").unwrap_or_default();
        let accept = derive_accept_key(key.as_bytes());
        let upgrade = request.take_upgrade()?;
        let hub = self.hub.clone();
        tokio::spawn(async move {
            let Ok(stream) = upgrade.await else { return };
            let socket =
                WebSocketStream::from_raw_socket(stream, Role::Server, Some(config())).await;
            converse(socket, &hub).await;
        });
        Ok(Response::builder()
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-accept", accept)
            .finish())
    }
}

/// One connection: answers `hello`, broadcasts what it posts, sends what waits.
async fn converse<S>(mut socket: WebSocketStream<S>, hub: &Hub)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut queue = hub.join();
    loop {
        tokio::select! {
            message = socket.next() => match message {
                Some(Ok(Message::Text(text))) if text.starts_with(r#"{"type":"post_message""#) => {
                    hub.broadcast(&text);
                }
                Some(Ok(Message::Text(_))) => {
                    let welcome = Utf8Bytes::from_static(r#"{"type":"welcome"}"#);
                    if socket.send(Message::Text(welcome)).await.is_err() {
                        return;
                    }
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            frame = queue.recv() => {
                if send_all(&mut socket, frame, &mut queue).await.is_none() {
                    return;
                }
            }
        }
    }
}

/// Feeds everything that waits, then flushes once.
async fn send_all<S>(
    socket: &mut WebSocketStream<S>,
    first: Option<Utf8Bytes>,
    queue: &mut mpsc::Receiver<Utf8Bytes>,
) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut next = Some(first?);
    while let Some(frame) = next {
        socket.feed(Message::Text(frame)).await.ok()?;
        next = queue.try_recv().ok();
    }
    socket.flush().await.ok()
}

/// Serves sockets in this process, for tests.
///
/// # Errors
/// When the thread or the port cannot be had.
#[cfg(test)]
pub(crate) fn serve_in_thread(frame_bytes: usize) -> Result<SocketAddr> {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::Builder::new().spawn(move || {
        runtime().unwrap().block_on(async {
            let hub = Arc::new(Hub {
                queues: Mutex::default(),
                next: AtomicU64::new(0),
                frame_bytes,
            });
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            while let Ok((stream, peer)) = listener.accept().await {
                tokio::spawn(serve_poem(stream, peer, Upgrade { hub: hub.clone() }));
            }
        });
    })?;
    Ok(told.recv()?)
}
