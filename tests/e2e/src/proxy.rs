//! A TCP proxy with one stable address in front of a server that comes and goes, and the faults of a
//! network: cuts, small pieces, delay, silence.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
    sync::watch,
    task::JoinHandle,
};

/// How the network is at the moment.
#[derive(Clone, Copy, Debug)]
struct Network {
    /// Takes everything and delivers nothing, both ways.
    is_swallowing: bool,
    /// Most bytes delivered at once.
    piece: usize,
    /// How long each delivery takes.
    delay: Duration,
}

/// Forwards connections to the server of the moment; cuts them all when told.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    target: Arc<Mutex<Option<String>>>,
    /// Counts the cuts; a connection ends when the number is not its own any more.
    cuts: watch::Sender<u64>,
    network: watch::Sender<Network>,
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
        let network = watch::Sender::new(Network {
            is_swallowing: false,
            piece: usize::MAX,
            delay: Duration::ZERO,
        });
        let accepting = tokio::spawn(accept(
            listener,
            Arc::clone(&target),
            cuts.clone(),
            network.clone(),
        ));
        Self {
            address,
            target,
            cuts,
            network,
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

    /// From now on everything is taken and nothing delivered, both ways, and no connection ends: a
    /// network that is gone without a word.
    pub fn swallow(&self) {
        self.network
            .send_modify(|network| network.is_swallowing = true);
    }

    /// From now on at most so many bytes are delivered at once.
    pub fn slice(&self, piece: usize) {
        self.network.send_modify(|network| network.piece = piece);
    }

    /// From now on each delivery takes so long.
    pub fn delay(&self, delay: Duration) {
        self.network.send_modify(|network| network.delay = delay);
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
    network: watch::Sender<Network>,
) {
    while let Ok((inside, _)) = listener.accept().await {
        let to = target
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (cut, network) = (cuts.subscribe(), network.subscribe());
        tokio::spawn(async move {
            // Whatever goes wrong here is a cut connection, which is what a proxy is for.
            let _ = forward(inside, to, cut, network).await;
        });
    }
}

async fn forward(
    mut inside: TcpStream,
    to: Option<String>,
    mut cut: watch::Receiver<u64>,
    network: watch::Receiver<Network>,
) -> std::io::Result<()> {
    inside.set_nodelay(true)?;
    // A cut is a reset, as when a network goes: nothing waiting in a buffer arrives later.
    inside.set_zero_linger()?;
    let Some(to) = to else { return Ok(()) };
    let mut outside = TcpStream::connect(to).await?;
    outside.set_nodelay(true)?;
    outside.set_zero_linger()?;
    let (from_client, to_client) = inside.split();
    let (from_server, to_server) = outside.split();
    let both = async {
        tokio::try_join!(
            deliver(from_client, to_server, network.clone()),
            deliver(from_server, to_client, network.clone()),
        )
    };
    tokio::select! {
        done = both => done.map(|_| ()),
        _ = cut.changed() => Ok(()),
    }
}

/// Delivers one direction until its end.
async fn deliver(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    network: watch::Receiver<Network>,
) -> std::io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let count = from.read(&mut bytes).await?;
        if count == 0 {
            return to.shutdown().await;
        }
        let now = *network.borrow();
        if now.is_swallowing {
            continue;
        }
        if !now.delay.is_zero() {
            tokio::time::sleep(now.delay).await;
        }
        for piece in bytes[..count].chunks(now.piece) {
            to.write_all(piece).await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[tokio::test]
    async fn small_pieces_arrive_whole_and_silence_is_no_end() {
        let proxy = Proxy::to(&echo().await).await;
        proxy.slice(1);
        proxy.delay(Duration::from_millis(1));
        let mut tcp = TcpStream::connect(proxy.address).await.unwrap();
        assert!(echoes(&mut tcp).await);
        proxy.swallow();
        let silent = tokio::time::timeout(Duration::from_millis(100), echoes(&mut tcp)).await;
        assert!(silent.is_err(), "{silent:?}");
    }
}
