use crate::{Cursor, Event, Position, StoreError, UserId, time::Timestamp};
use async_trait::async_trait;
use std::sync::Arc;

/// Reads the log of events.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EventReader: Send + Sync {
    /// The end of the log.
    ///
    /// # Errors
    /// When the store could not.
    async fn head(&self) -> Result<Head, StoreError>;

    /// Says what a cursor means.
    ///
    /// [`Resolved::Expired`] when an event after it was pruned or is older than `oldest`;
    /// [`Resolved::Epoch`] when it is of another log; [`Resolved::Unknown`] when the log never had
    /// such an event at that place (it was rewound) or the text means nothing.
    ///
    /// # Errors
    /// When the store could not.
    async fn resolve(&self, cursor: Cursor, oldest: Timestamp) -> Result<Resolved, StoreError>;

    /// Counts the events after a position that a user may see, up to `limit`. Its cost goes by the
    /// user's rooms and what they missed, never by the whole log.
    ///
    /// # Errors
    /// When the store could not.
    async fn count_visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<u32, StoreError>;

    /// Reads the next events after a position that a user may see, at most `limit`, in log order.
    ///
    /// Visible are: events to everyone, to the user by name, and to the members of a room from the
    /// start of the user's *present* membership of it on. The state is that of now; what is gone
    /// comes as its removal with the same `rev`.
    ///
    /// # Errors
    /// When the store could not.
    async fn visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<EventPage, StoreError>;

    /// Reads the next events after a position, whoever may see them, at most `limit`.
    ///
    /// # Errors
    /// When the store could not.
    async fn all(&self, after: Position, limit: u32) -> Result<EventPage, StoreError>;
}

/// Takes committed events. The store calls it after each commit, in commit order, before it answers
/// its callers; it MUST NOT block.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait EventSink: Send + Sync {
    /// Takes the events of one commit. May drop them when it is full: the reader behind it notices
    /// the hole by the positions and reads the log.
    fn committed(&self, events: Vec<Arc<Event>>);
}

/// The end of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The position of the newest event; zero in an empty log.
    pub position: Position,
    /// The same for clients.
    pub cursor: Cursor,
}

/// What a cursor means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolved {
    /// This place of the log.
    At(Position),
    /// A place too long ago.
    Expired,
    /// A place of another log.
    Epoch,
    /// Nothing.
    Unknown,
}

/// Some events in log order.
#[derive(Clone, PartialEq, Debug)]
pub struct EventPage {
    /// The events.
    pub events: Vec<Arc<Event>>,
    /// Everything up to here was looked at: the last event's position when the page is full, else
    /// the log's head of that moment.
    pub reached: Head,
}
