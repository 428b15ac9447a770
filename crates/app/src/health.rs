//! Health: what does not work now, and who is told of it.
//!
//! The parts that can fail are the store (its reads, its writes, its search) and the way from a
//! commit to connected clients. Consumers of the log (push, webhooks) will be parts like these when
//! there are any: a [`Trouble`] more, and a line in [`Health::troubles`]. Nothing here tries
//! anything; the store finds out by itself that it works again.

use crate::{directory::Directory, recent::NotHeld};
use campfire_domain::{
    Position, RoomId, StoreError,
    ports::{Broadcaster, StoreHealth, StoreState, Trouble},
};
use std::{
    future::Future,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::time::{Instant, sleep, timeout};

/// How often the publisher's place is compared with what was committed, besides whenever the store
/// says that it changed: 1 s, a fifth of what is to be noticed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Shortest time between two things that everyone is told: 500 ms, so that a store that goes on and
/// off floods nobody and each change is still told within 2 s (G9).
const TELL_AT_MOST_EVERY: Duration = Duration::from_millis(500);

/// How long a commit may wait for the publisher before clients count as behind: 5 s, far above any
/// lag seen, and as long as a use case waits for it.
const BEHIND_AFTER: Duration = Duration::from_secs(5);

/// See the [module](self).
pub struct Health {
    store: Arc<dyn StoreHealth>,
    is_behind: AtomicBool,
}

impl Health {
    pub(crate) fn new(store: &Arc<dyn StoreHealth>) -> Self {
        Self {
            store: Arc::clone(store),
            is_behind: AtomicBool::new(false),
        }
    }

    /// What the store can do now.
    #[must_use]
    pub fn store(&self) -> StoreState {
        self.store.state()
    }

    /// What does not work now, in a fixed order; empty when all is well.
    #[must_use]
    pub fn troubles(&self) -> Vec<Trouble> {
        let store = self.store.state();
        let parts = [
            (!store.reads, Trouble::StoreReads),
            (!store.writes, Trouble::StoreWrites),
            (!store.search, Trouble::Search),
            (self.is_behind.load(Ordering::Relaxed), Trouble::Live),
        ];
        let out = parts.into_iter().filter(|(is_out, _)| *is_out);
        out.map(|(_, trouble)| trouble).collect()
    }

    /// How long senders to this room had better wait before the next post, when its queue or that
    /// of all rooms is nearly full (G11).
    #[must_use]
    pub fn pressure(&self, room_id: RoomId) -> Option<Duration> {
        self.store.pressure(room_id)
    }

    /// Reads from the store, or takes what is held in memory when the store cannot be read (G9): at
    /// once when that is known already, else when the read fails. What is not held is left to the
    /// store, whose error says when to come back.
    pub(crate) async fn read_or_held<T>(
        &self,
        held: impl Fn() -> Result<T, NotHeld>,
        reading: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        if !self.store.state().reads
            && let Ok(held) = held()
        {
            return Ok(held);
        }
        match reading.await {
            Err(error @ (StoreError::Unavailable | StoreError::TimedOut)) => {
                held().map_err(|NotHeld| error)
            }
            read => read,
        }
    }
}

/// What the publisher has still to pass.
pub(crate) struct Lag {
    directory: Weak<Directory>,
    /// The place of the newest commit that was reported.
    committed: Arc<AtomicU64>,
    /// A place it had not passed, and when that was seen first.
    waits_for: Option<(Position, Instant)>,
}

impl Lag {
    pub(crate) fn new(directory: &Arc<Directory>, committed: Arc<AtomicU64>) -> Self {
        Self {
            directory: Arc::downgrade(directory),
            committed,
            waits_for: None,
        }
    }

    /// Whether something committed has waited for longer than [`BEHIND_AFTER`].
    fn is_long(&mut self, now: Instant) -> bool {
        let Some(directory) = self.directory.upgrade() else {
            return false;
        };
        let passed = directory.head().position;
        let committed = Position::new(self.committed.load(Ordering::Acquire));
        if self.waits_for.is_none_or(|(place, _)| place <= passed) {
            self.waits_for = (committed > passed).then_some((committed, now));
        }
        let since = self.waits_for.map(|(_, since)| since);
        since.is_some_and(|since| now.duration_since(since) > BEHIND_AFTER)
    }
}

/// Tells everyone of every change, until the health is gone.
pub(crate) async fn run(health: Weak<Health>, mut lag: Lag, broadcaster: Arc<dyn Broadcaster>) {
    let mut told = Vec::new();
    loop {
        let Some(here) = health.upgrade() else {
            return;
        };
        let (store, seen) = (Arc::clone(&here.store), here.store.state());
        here.is_behind
            .store(lag.is_long(Instant::now()), Ordering::Relaxed);
        let troubles = here.troubles();
        drop(here);
        if troubles != told {
            let words: Vec<&str> = troubles.iter().map(|trouble| trouble.word()).collect();
            tracing::warn!(degraded = !words.is_empty(), reasons = ?words, "health.changed");
            broadcaster.health_changed(&troubles);
            told = troubles;
            sleep(TELL_AT_MOST_EVERY).await;
        }
        // Either the store says something else than what was seen, or it is time to look again.
        let _ = timeout(LOOK_EVERY, store.changed(seen)).await;
    }
}
