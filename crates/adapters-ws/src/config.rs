//! Settings of the live protocol.

use std::time::Duration;

/// Every length and limit of the live protocol. The defaults are the product's (`protocol.md` 3 and
/// `docs/reference/live.md`); tests shorten them.
#[derive(Clone, Debug)]
pub struct LiveConfig {
    /// Where browsers reach this server, such as `https://chat.example`. Its origin is accepted at
    /// the upgrade; the request's own `Host` always is, since a cookie only goes to its own host.
    pub public_url: Option<String>,
    /// Names the build of the server in `welcome`, and behind `+` that of its web client, so that an
    /// old page knows that it is old.
    pub build: String,
    /// How often a connection is sent a Ping: 25 s, below the 30 s after which some home routers
    /// and mobile networks forget a silent connection.
    pub ping_every: Duration,
    /// How long a connection counts as alive after its last frame: 60 s, two Pings and slack.
    pub lease: Duration,
    /// How often leases, Pings, stuck writes and sessions are looked at, for all connections at
    /// once: 5 s, so that a lapsed lease is seen after 65 s at most.
    pub sweep_every: Duration,
    /// How long a client may take to say `hello`: 10 s.
    pub hello_within: Duration,
    /// How often clients are asked to send `heartbeat`: 30 s.
    pub heartbeat_every: Duration,
    /// How many frames may wait for a socket: 256. One more closes it with 4008.
    pub queue_frames: usize,
    /// How many bytes may wait for a socket: 1 MiB. More close it with 4008.
    pub queue_bytes: usize,
    /// The longest frame and message of a client: 128 KiB, three times the longest text as JSON.
    /// A longer one closes the socket with 1009.
    pub frame_max_bytes: usize,
    /// Whether commands are counted at all; off in tests and measurements.
    pub rate_limits: bool,
    /// Commands per second of one socket in the long run: 20.
    pub commands_per_second: u32,
    /// Commands at once after a silence: 60, for a client that comes back with a full outbox.
    pub commands_burst: u32,
    /// How long a client may go on above its rate before it is closed with 1013: 10 s.
    pub flood_patience: Duration,
    /// Sockets of one session: 20, more than the tabs that anyone looks at. The newest loses.
    pub sockets_per_session: usize,
    /// Sockets of one person: 64. The newest loses.
    pub sockets_per_user: usize,
    /// How long a write may make no progress: 30 s. Then the socket is closed with 4008.
    pub no_progress: Duration,
    /// How long a connection that is being closed may take to say good-bye: 1 s. Then it is dropped.
    pub close_wait: Duration,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            public_url: None,
            build: env!("CARGO_PKG_VERSION").to_owned(),
            ping_every: Duration::from_secs(25),
            lease: Duration::from_mins(1),
            sweep_every: Duration::from_secs(5),
            hello_within: Duration::from_secs(10),
            heartbeat_every: Duration::from_secs(30),
            queue_frames: 256,
            queue_bytes: 1024 * 1024,
            frame_max_bytes: 128 * 1024,
            rate_limits: true,
            commands_per_second: 20,
            commands_burst: 60,
            flood_patience: Duration::from_secs(10),
            sockets_per_session: 20,
            sockets_per_user: 64,
            no_progress: Duration::from_secs(30),
            close_wait: Duration::from_secs(1),
        }
    }
}
