//! A TCP proxy with one stable address in front of a server that comes and goes.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// Forwards connections to the server of the moment; cuts them all when told.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    target: Arc<Mutex<Option<String>>>,
    /// Counts the cuts; a connection ends when the number is not its own any more.
    cuts: watch::Sender<u64>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy for the server at this URL.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a loopback port is free");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let target = Arc::new(Mutex::new(Some(authority(url))));
        let (cuts, _) = watch::channel(0);
        let accepting = tokio::spawn(accept(listener, Arc::clone(&target), cuts.clone()));
        Self {
            address,
            target,
            cuts,
            accepting,
        }
    }

    /// The proxy's own URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Resets all connections and refuses new ones until [`Self::forward_to`].
    pub fn cut(&self) {
        *self.target() = None;
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Resets all connections; new ones go through.
    pub fn cut_once(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Lets connections through to the server at this URL.
    pub fn forward_to(&self, url: &str) {
        *self.target() = Some(authority(url));
    }

    fn target(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.target.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

fn authority(url: &str) -> String {
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

async fn accept(
    listener: TcpListener,
    target: Arc<Mutex<Option<String>>>,
    cuts: watch::Sender<u64>,
) {
    while let Ok((inside, _)) = listener.accept().await {
        let to = target
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let cut = cuts.subscribe();
        tokio::spawn(async move {
            // Whatever goes wrong here is a cut connection, which is what a proxy is for.
            let _ = forward(inside, to, cut).await;
        });
    }
}

async fn forward(
    mut inside: TcpStream,
    to: Option<String>,
    mut cut: watch::Receiver<u64>,
) -> std::io::Result<()> {
    inside.set_nodelay(true)?;
    // A cut is a reset, as when a network goes: nothing waiting in a buffer arrives later.
    inside.set_zero_linger()?;
    let Some(to) = to else { return Ok(()) };
    let mut outside = TcpStream::connect(to).await?;
    outside.set_nodelay(true)?;
    outside.set_zero_linger()?;
    tokio::select! {
        done = tokio::io::copy_bidirectional(&mut inside, &mut outside) => done.map(|_| ()),
        _ = cut.changed() => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    /// Sends back what it gets, on every connection.
    async fn echo() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut tcp, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut reading, mut writing) = tcp.split();
                    let _ = tokio::io::copy(&mut reading, &mut writing).await;
                });
            }
        });
        url
    }

    async fn echoes(tcp: &mut TcpStream) -> bool {
        let mut back = [0; 4];
        tcp.write_all(b"ping").await.is_ok()
            && tcp.read_exact(&mut back).await.is_ok()
            && back == *b"ping"
    }

    #[tokio::test]
    async fn a_cut_ends_connections_until_it_forwards_again() {
        let url = echo().await;
        let proxy = Proxy::to(&url).await;
        let mut tcp = TcpStream::connect(proxy.address).await.unwrap();
        assert!(echoes(&mut tcp).await);
        proxy.cut();
        assert!(!echoes(&mut tcp).await);
        let mut refused = TcpStream::connect(proxy.address).await.unwrap();
        assert!(!echoes(&mut refused).await);
        proxy.forward_to(&url);
        let mut again = TcpStream::connect(proxy.address).await.unwrap();
        assert!(echoes(&mut again).await);
        proxy.cut_once();
        assert!(!echoes(&mut again).await);
        let mut next = TcpStream::connect(proxy.address).await.unwrap();
        assert!(echoes(&mut next).await);
    }
}
