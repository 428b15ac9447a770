//! The accept loop: our own, because small frames must not wait (`TCP_NODELAY`), half a request must
//! not stay open, and running out of files must not burn a core.

use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Endpoint as _, EndpointExt as _,
    endpoint::BoxEndpoint,
    web::{LocalAddr, RemoteAddr},
};
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Semaphore,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Longest time for a request's head to arrive, idle time between two requests included: long
/// enough for a browser to use a connection again, short enough that half a head is no burden.
const HEAD_DEADLINE: Duration = Duration::from_secs(30);
/// Largest head (and read buffer of a connection), bytes.
const HEAD_MAX: usize = 32 * 1024;
/// Most connections at once: 10,000 live sockets (product limit) and room for requests. More wait in
/// the kernel's queue.
const CONNECTIONS_MAX: usize = 12_288;
/// Pause after an accept failed (usually: no free file), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Connections that may wait to be accepted. tokio's own 128 drops the rest of a storm of 1,000
/// clients, and each of those tries again only a second later. The kernel cuts it to `somaxconn`.
const BACKLOG: u32 = 4096;

/// What the kernel may hold for a client that takes nothing, in bytes (it doubles the number for its
/// own needs). Left to itself it takes up to 4 MiB for each, which is no bound for ten thousand sockets
/// and hides from us for minutes that somebody does not read; a quarter is a second of a fast line.
const SEND_BUFFER: u32 = 256 * 1024;

/// The whole route tree.
pub(crate) type App = Arc<BoxEndpoint<'static, poem::Response>>;

/// Listens at an address, with room for a storm of clients that come back at once.
///
/// # Errors
/// When the address is taken or not ours.
pub(crate) fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // As tokio's own `bind` does: the port of a server that has just stopped can be used again.
    socket.set_reuseaddr(true)?;
    // Accepted sockets inherit it.
    socket.set_send_buffer_size(SEND_BUFFER)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts and serves connections until told to stop; connections that are open then are finished
/// under the tracker.
pub(crate) async fn run(
    listener: TcpListener,
    app: App,
    stop: CancellationToken,
    tracker: TaskTracker,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        match accepted {
            Ok((socket, peer)) => {
                let connection = serve(socket, peer, Arc::clone(&app), stop.clone());
                tracker.spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "accept.failed");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn serve(socket: TcpStream, peer: SocketAddr, app: App, stop: CancellationToken) {
    if socket.set_nodelay(true).is_err() {
        return;
    }
    let local = LocalAddr(socket.local_addr().map(Into::into).unwrap_or_default());
    let service = service_fn(move |request: Request<Incoming>| {
        let (app, local) = (Arc::clone(&app), local.clone());
        async move {
            let from = (
                request,
                local,
                RemoteAddr(peer.into()),
                poem::http::uri::Scheme::HTTP,
            );
            let response = app.get_response(from.into()).await;
            Ok::<_, Infallible>(hyper::Response::from(response))
        }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_DEADLINE)
        .max_buf_size(HEAD_MAX);
    let connection = builder
        .serve_connection(TokioIo::new(socket), service)
        .with_upgrades();
    tokio::pin!(connection);
    let done = tokio::select! {
        done = connection.as_mut() => done,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = done {
        tracing::debug!(%error, "connection.ended");
    }
}

/// Makes any endpoint an [`App`].
pub(crate) fn app(endpoint: impl poem::Endpoint<Output = poem::Response> + 'static) -> App {
    Arc::new(endpoint.boxed())
}
