//! One connection as the registry sees it.

use crate::queue::Queue;
use campfire_domain::{Actor, Event, SessionId, UserId};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// The place at which a connection has joined that has not: behind every event.
pub(crate) const NOT_LIVE: u64 = u64::MAX;

/// What the registry and the sweeper share with a connection's task. Times are milliseconds of the
/// registry's clock.
pub(crate) struct Peer {
    /// Never used twice in this process.
    pub(crate) number: u64,
    pub(crate) user_id: UserId,
    pub(crate) session_id: SessionId,
    /// Events behind this position are delivered; [`NOT_LIVE`] before it joined. Written under the
    /// registry's lock.
    pub(crate) joined: AtomicU64,
    /// Where it stands in the registry. Used under the registry's lock only.
    pub(crate) slot: AtomicUsize,
    /// When the last frame came.
    pub(crate) heard: AtomicU64,
    /// When the last Ping was asked for.
    pub(crate) pinged: AtomicU64,
    /// Since when a write makes no progress; zero when none waits.
    pub(crate) stuck: AtomicU64,
    /// Whether it was told who is here. Used under the registry's lock only.
    pub(crate) knows_presence: AtomicBool,
    pub(crate) queue: Queue,
}

impl Peer {
    pub(crate) fn new(number: u64, actor: Actor, now: u64) -> Self {
        Self {
            number,
            user_id: actor.user_id,
            session_id: actor.session_id,
            joined: AtomicU64::new(NOT_LIVE),
            slot: AtomicUsize::new(usize::MAX),
            heard: AtomicU64::new(now),
            pinged: AtomicU64::new(now),
            stuck: AtomicU64::new(0),
            knows_presence: AtomicBool::new(false),
            queue: Queue::default(),
        }
    }

    /// Whether an event is for it, by where it joined.
    pub(crate) fn takes(&self, event: &Event) -> bool {
        event.position.get() > self.joined.load(Ordering::Relaxed)
    }

    /// Whether it has joined.
    pub(crate) fn is_live(&self) -> bool {
        self.joined.load(Ordering::Relaxed) != NOT_LIVE
    }
}
