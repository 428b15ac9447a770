//! Missed events: what resume and long poll ask for.

use crate::{Config, Ports, directory::Directory};
use campfire_domain::{
    Actor, Cursor, Event, Head, Position, StoreError,
    ports::{Clock, Committed, EventReader, Named, Resolved},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// The use cases of missed events.
pub struct Sync {
    events: Arc<dyn EventReader>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
    /// The place of the newest commit that was reported.
    committed: Arc<AtomicU64>,
    window: Duration,
    limit: u32,
}

/// What a client that comes back gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resume {
    /// Every visible event after this place.
    After(Position),
    /// Nothing: it reads everything again and goes on from `head`.
    Reset {
        /// Why.
        reason: ResetReason,
        /// Where to go on from.
        head: Head,
        /// How many events it missed, where that is known; a lower bound for
        /// [`ResetReason::TooMany`].
        missed: Option<u32>,
    },
}

/// Some missed events, each with the people it shows by name.
#[derive(Clone, Debug)]
pub struct Missed {
    /// The events, in log order.
    pub events: Vec<(Arc<Event>, Named)>,
    /// Everything up to here was looked at: the last event when the page is full, else the end of
    /// the log at that moment, which may be ahead of what live connections were told.
    pub reached: Head,
}

/// Why missed events cannot be replayed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ResetReason {
    /// The first of them is too old.
    Expired,
    /// The cursor is of another log.
    Epoch,
    /// There are too many.
    TooMany,
    /// The log never had that place.
    Unknown,
}

impl Sync {
    pub(crate) fn new(
        ports: &Ports,
        directory: &Arc<Directory>,
        committed: Arc<AtomicU64>,
        config: &Config,
    ) -> Self {
        Self {
            events: Arc::clone(&ports.store.events),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
            committed,
            window: config.resume_window,
            limit: config.resume_limit,
        }
    }

    /// The place of the log up to which clients were told.
    #[must_use]
    pub fn head(&self) -> Head {
        self.directory.head()
    }

    /// Waits until the clients connected here were told of everything committed up to now, for at
    /// most 5 s. Whoever ends the connections does so behind this: an acknowledged message is then
    /// on every screen before the close, not only in the log that clients resume from.
    ///
    /// Cancel safe.
    pub async fn told_so_far(&self) {
        let position = Position::new(self.committed.load(Ordering::Acquire));
        let everything = Committed {
            value: (),
            position,
        };
        self.directory.reached(everything).await;
    }

    /// Decides what a client with this cursor gets: everything it missed, or a reset; never a part.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn resume(&self, actor: &Actor, cursor: &Cursor) -> Result<Resume, StoreError> {
        let head = self.head();
        if *cursor == head.cursor {
            return Ok(Resume::After(head.position));
        }
        let window = i64::try_from(self.window.as_millis()).unwrap_or(i64::MAX);
        let now = self.clock.now().as_millis();
        let oldest = campfire_domain::Timestamp::from_millis(now.saturating_sub(window));
        let reset = |reason, missed| Resume::Reset {
            reason,
            head: self.head(),
            missed,
        };
        let position = match self.events.resolve(cursor.clone(), oldest).await? {
            Resolved::At(position) => position,
            Resolved::Expired => return Ok(reset(ResetReason::Expired, None)),
            Resolved::Epoch => return Ok(reset(ResetReason::Epoch, None)),
            Resolved::Unknown => return Ok(reset(ResetReason::Unknown, None)),
        };
        let ask = self.limit.saturating_add(1);
        let missed = self
            .events
            .count_visible(actor.user_id, position, ask)
            .await?;
        if missed > self.limit {
            return Ok(reset(ResetReason::TooMany, Some(missed)));
        }
        Ok(Resume::After(position))
    }

    /// The next events after a place that the actor may see, in order, at most `limit`, and how far
    /// was looked.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn missed(
        &self,
        actor: &Actor,
        after: Position,
        limit: u32,
    ) -> Result<Missed, StoreError> {
        let page = self.events.visible(actor.user_id, after, limit).await?;
        let with_people = |event: Arc<Event>| {
            let named = self.directory.named_in(&event);
            (event, named)
        };
        Ok(Missed {
            events: page.events.into_iter().map(with_people).collect(),
            reached: page.reached,
        })
    }
}
