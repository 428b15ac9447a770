use crate::{
    Bookmark, MessageId, PageSize, RoomId, StoreError, UserId, ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps everyone's own list of messages. Nobody else sees it.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BookmarkRepository: Send + Sync {
    /// Puts a message on someone's list. MUST write `bookmark_added` to that person; when it is there
    /// already MUST change nothing.
    ///
    /// Refused in this order: who is no member, a message that is not there, a tombstone, and one
    /// bookmark more than [`Bookmark::MAX_PER_PERSON`].
    ///
    /// # Errors
    /// [`BookmarkError`].
    async fn add(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, BookmarkError>;

    /// Takes a message from someone's list. MUST write `bookmark_removed` to that person; when it is
    /// not there MUST change nothing.
    ///
    /// # Errors
    /// When the store could not.
    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, StoreError>;

    /// Reads someone's list, the newest bookmark first, from the one below `before` on. MUST leave
    /// out what is in rooms that they are not in (any more), and tombstones.
    ///
    /// # Errors
    /// When the store could not.
    async fn list(
        &self,
        user_id: UserId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<BookmarkPage, StoreError>;
}

/// A page of someone's bookmarks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BookmarkPage {
    /// The bookmarks, newest first.
    pub items: Vec<Bookmark>,
    /// Whether there are older ones.
    pub has_older: bool,
}

/// Why a message was not put on a list.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BookmarkError {
    /// They are no member of such a room.
    #[error("there is no such membership")]
    NotAMember,
    /// There is no such message in the room.
    #[error("there is no such message")]
    NotFound,
    /// Only the tombstone of the message is left.
    #[error("the message was deleted")]
    Deleted,
    /// They have [`Bookmark::MAX_PER_PERSON`] bookmarks.
    #[error("there are {max} bookmarks, more are not allowed")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
