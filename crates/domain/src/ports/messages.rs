use crate::{
    ClientMessageId, Content, Message, MessageId, Page, PageCut, PageSize, PostDigest, RoomId,
    StoreError, UserId, ports::Committed, time::Timestamp,
};
use async_trait::async_trait;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Keeps messages.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MessageRepository: Send + Sync {
    /// Posts a message: its row, its search row, its event `message_posted`, the room's next `seq`
    /// and `rev` and the poster's read marker, in one transaction (G1, G3).
    ///
    /// Decided in this order: who is no member (any more) is refused; when the creator has used the
    /// `client_message_id` before, a post with the same digest is answered with the message as it is
    /// now, tombstones included, and another digest is refused (G2). Whether the content changed
    /// since does not matter. Calls that were begun in an order by one caller commit in that order.
    ///
    /// # Errors
    /// [`AppendError`]; after `Store(TimedOut)` the message may still be stored: repeat the call.
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError>;

    /// [`Self::append`] in a lane: the lane is closed when this answers [`StoreError::Unavailable`] or
    /// [`StoreError::TimedOut`], and nothing is stored whose lane is closed. A store where several
    /// calls wait together MUST close it when it fails one of them, before it takes up the next.
    ///
    /// # Errors
    /// As [`Self::append`]; `Store(Unavailable)` in a closed lane.
    async fn append_in(&self, new: NewMessage, lane: Lane) -> Result<Posted, AppendError> {
        if lane.is_closed() {
            return Err(StoreError::Unavailable.into());
        }
        let posted = self.append(new).await;
        if let Err(AppendError::Store(StoreError::Unavailable | StoreError::TimedOut)) = posted {
            lane.close();
        }
        posted
    }

    /// Gives a message other content. MUST write `message_edited` with the room's next `rev`, and
    /// the search row. Of two racing edits the later commit wins.
    ///
    /// # Errors
    /// [`ChangeError`].
    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError>;

    /// Leaves only the tombstone of a message. MUST write `message_deleted` with the room's next
    /// `rev` and remove texts, mentions and the search row; on a tombstone MUST change nothing.
    ///
    /// # Errors
    /// [`ChangeError::NotFound`], [`ChangeError::NotAMember`], [`ChangeError::Store`].
    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError>;
}

/// Reads messages.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MessageReader: Send + Sync {
    /// Reads a page in ascending order of `seq`, tombstones included. `None` when the room does not
    /// exist or the message of [`PageCut::AroundMessage`] is not in it. Its cost MUST NOT grow with
    /// the room (G19).
    ///
    /// # Errors
    /// When the store could not.
    async fn page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Message>>, StoreError>;

    /// Finds a message of a room.
    ///
    /// # Errors
    /// When the store could not.
    async fn find(
        &self,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Option<Message>, StoreError>;
}

/// What keeps the order of calls when the store fails: once it has failed one of a lane it refuses
/// those behind it, so that a later one is never stored before an earlier one that comes again.
/// Clones are the same lane.
#[derive(Clone, Default, Debug)]
pub struct Lane(Arc<AtomicBool>);

impl Lane {
    /// Refuses what comes behind.
    pub fn close(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether a call of this lane failed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A message to post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewMessage {
    /// Its id if it is new.
    pub id: MessageId,
    /// Where.
    pub room_id: RoomId,
    /// Who.
    pub creator_id: UserId,
    /// The client's id of it.
    pub client_message_id: ClientMessageId,
    /// What a repeat must equal.
    pub digest: PostDigest,
    /// What it says.
    pub content: Arc<Content>,
    /// When.
    pub at: Timestamp,
}

/// What became of a post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Posted {
    /// It is stored: durable, with its place in the room.
    Stored(Arc<Message>),
    /// It was stored before; this is how it is now.
    Repeated(Arc<Message>),
    /// The store is out; it is durable in the journal and gets its place later.
    Queued(Arc<NewMessage>),
}

/// Other content for a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Revision {
    /// Its room.
    pub room_id: RoomId,
    /// Which.
    pub message_id: MessageId,
    /// Who edits.
    pub actor_id: UserId,
    /// What it says now.
    pub content: Arc<Content>,
    /// When.
    pub at: Timestamp,
}

/// A message of which only the tombstone is left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Erased {
    /// The tombstone.
    pub message: Arc<Message>,
    /// Whether this call made it.
    pub is_new: bool,
}

/// Why a message was not posted.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The creator is no member of such a room.
    #[error("there is no such membership")]
    NotAMember,
    /// The creator has used this `client_message_id` for something else.
    #[error("this client message id was used for another message")]
    ClientIdReused,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a message was not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// Who changes it is no member of such a room.
    #[error("there is no such membership")]
    NotAMember,
    /// There is no such message in the room.
    #[error("there is no such message")]
    NotFound,
    /// Only its tombstone is left.
    #[error("the message was deleted")]
    Deleted,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
