//! The publisher: one task that takes committed events in log order, changes the directory by each,
//! and tells the clients concerned.
//!
//! It is fed by a bounded channel of commits. When the channel was full, or a commit was lost, it
//! sees the hole by the positions and reads the log from its own position: the log is the truth, the
//! channel a hint (ADR-0006).

use crate::{directory::Directory, recent::Recent};
use campfire_domain::{
    Event, EventKind, Head, Position,
    ports::{Broadcaster, EventReader, EventSink},
};
use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::mpsc;

/// Commits that may wait for the publisher. Each holds at most one batch of the writer (256
/// operations), so this bounds what waits; above it commits are dropped and read from the log.
const FEED_COMMITS: usize = 256;

/// Events read from the log at once when catching up.
const CATCH_UP_EVENTS: u32 = 256;

/// Events passed before others get their turn: connections must be able to send what they were given
/// before the next comes, else a large commit alone would overfill the queue (256 events) of a reader
/// that is not slow at all.
const EVENTS_AT_ONCE: usize = 32;

/// How long to wait before reading the log again after it could not be read.
const CATCH_UP_PAUSE: Duration = Duration::from_millis(200);

/// How often the publisher looks at the log when nothing is said to be committed: a net under the
/// channel, for a commit whose report was lost as the last one.
const IDLE_LOOK: Duration = Duration::from_secs(5);

/// Makes the channel between a store and the publisher: the store gets the [`EventSink`], the
/// [`Inbox`] goes to [`Campfire::start`](crate::Campfire::start).
#[must_use]
pub fn feed() -> (Arc<dyn EventSink>, Inbox) {
    let (sender, receiver) = mpsc::channel(FEED_COMMITS);
    let lost = Arc::new(AtomicBool::new(false));
    let committed = Arc::new(AtomicU64::new(0));
    let feed = Feed {
        sender,
        lost: Arc::clone(&lost),
        committed: Arc::clone(&committed),
    };
    let inbox = Inbox {
        receiver,
        lost,
        committed,
    };
    (Arc::new(feed), inbox)
}

/// The publisher's end of the [`feed`].
pub struct Inbox {
    receiver: mpsc::Receiver<Vec<Arc<Event>>>,
    lost: Arc<AtomicBool>,
    committed: Arc<AtomicU64>,
}

impl Inbox {
    /// The place of the newest commit that was reported, whether it found room or not.
    pub(crate) fn committed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.committed)
    }
}

struct Feed {
    sender: mpsc::Sender<Vec<Arc<Event>>>,
    lost: Arc<AtomicBool>,
    committed: Arc<AtomicU64>,
}

impl EventSink for Feed {
    fn committed(&self, events: Vec<Arc<Event>>) {
        if let Some(last) = events.last() {
            self.committed
                .fetch_max(last.position.get(), Ordering::AcqRel);
        }
        if self.sender.try_send(events).is_err() {
            self.lost.store(true, Ordering::Release);
        }
    }
}

struct Publisher {
    position: Position,
    events: Arc<dyn EventReader>,
    directory: Weak<Directory>,
    recent: Arc<Recent>,
    broadcaster: Arc<dyn Broadcaster>,
}

/// Runs until the feed is closed or the directory is gone.
pub(crate) async fn run(
    mut inbox: Inbox,
    start: Position,
    events: Arc<dyn EventReader>,
    directory: Weak<Directory>,
    recent: Arc<Recent>,
    broadcaster: Arc<dyn Broadcaster>,
) {
    let mut publisher = Publisher {
        position: start,
        events,
        directory,
        recent,
        broadcaster,
    };
    loop {
        let received = tokio::time::timeout(IDLE_LOOK, inbox.receiver.recv()).await;
        let going = match received {
            Ok(Some(commit)) => publisher.publish(&commit).await,
            Ok(None) => false,
            Err(_idle) => publisher.catch_up().await,
        };
        let going =
            going && (!inbox.lost.swap(false, Ordering::AcqRel) || publisher.catch_up().await);
        if !going {
            return;
        }
    }
}

impl Publisher {
    /// Publishes one commit; reads the log first when something before it is missing. `false` when
    /// the directory is gone.
    async fn publish(&mut self, commit: &[Arc<Event>]) -> bool {
        let hole = commit
            .first()
            .is_some_and(|first| first.position > self.position.next());
        if hole && !self.catch_up().await {
            return false;
        }
        self.pass(commit).await
    }

    /// Reads and publishes the log from here to its end.
    async fn catch_up(&mut self) -> bool {
        loop {
            match self.events.all(self.position, CATCH_UP_EVENTS).await {
                Ok(page) => {
                    let full = page.events.len() >= CATCH_UP_EVENTS as usize;
                    if !self.pass(&page.events).await {
                        return false;
                    }
                    if !full {
                        return true;
                    }
                }
                Err(error) => {
                    tracing::warn!(error = %error, "publisher.log_unreadable");
                    tokio::time::sleep(CATCH_UP_PAUSE).await;
                    if self.directory.strong_count() == 0 {
                        return false;
                    }
                }
            }
        }
    }

    /// Applies and delivers events that were not passed yet, a few at a time.
    async fn pass(&mut self, events: &[Arc<Event>]) -> bool {
        for some in events.chunks(EVENTS_AT_ONCE) {
            let Some(directory) = self.directory.upgrade() else {
                return false;
            };
            let before = self.position;
            for event in some.iter().filter(|event| event.position > before) {
                let applied = directory.apply(event);
                self.recent.pass(event);
                if let Some(hidden) = applied.hidden {
                    self.broadcaster.deliver(hidden);
                }
                self.broadcaster.deliver(applied.delivery);
                if let EventKind::SessionsEnded { session_ids, .. } = &event.kind {
                    self.broadcaster.end_sessions(session_ids);
                }
                self.position = event.position;
            }
            if let Some(last) = some.last().filter(|last| last.position > before) {
                let cursor = last.cursor.clone();
                directory.moved_to(Head {
                    position: last.position,
                    cursor,
                });
            }
            if events.len() > EVENTS_AT_ONCE {
                tokio::task::yield_now().await;
            }
        }
        true
    }
}
