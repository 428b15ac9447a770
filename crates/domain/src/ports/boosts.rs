use crate::{
    Boost, BoostContent, BoostId, Message, MessageId, RoomId, StoreError, UserId, ports::Committed,
    time::Timestamp,
};
use async_trait::async_trait;
use std::sync::Arc;

/// Keeps the boosts of messages; they are read with their message, in the order in which they came.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait BoostRepository: Send + Sync {
    /// Puts a boost on a message. MUST write `boost_added` to the room with its next `rev`, which
    /// becomes the message's too.
    ///
    /// One person, one content and one message are one boost: a second call MUST change nothing and
    /// give the boost that is there. Refused in this order: who is no member, a message that is not
    /// there, a tombstone, and one boost more than [`Boost::MAX_PER_MESSAGE`].
    ///
    /// # Errors
    /// [`BoostError`].
    async fn add(&self, new: NewBoost) -> Result<Committed<Boosted>, BoostError>;

    /// Takes a boost back. MUST write `boost_removed` to the room with its next `rev`, which becomes
    /// the message's too; when there is no such boost on the message MUST change nothing.
    ///
    /// # Errors
    /// [`BoostError::NotAMember`], [`BoostError::NotFound`], [`BoostError::Store`].
    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        boost_id: BoostId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Arc<Message>>, BoostError>;
}

/// A boost to put on a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewBoost {
    /// Its id if it is new.
    pub id: BoostId,
    /// The room of the message.
    pub room_id: RoomId,
    /// The message.
    pub message_id: MessageId,
    /// What it says.
    pub content: BoostContent,
    /// Who boosts.
    pub creator_id: UserId,
    /// When.
    pub at: Timestamp,
}

/// A boost that is on its message now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boosted {
    /// The message with all its boosts.
    pub message: Arc<Message>,
    /// The boost.
    pub boost: Boost,
    /// Whether this call put it there.
    pub is_new: bool,
}

/// Why the boosts of a message were not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BoostError {
    /// Who changes them is no member of such a room.
    #[error("there is no such membership")]
    NotAMember,
    /// There is no such message in the room.
    #[error("there is no such message")]
    NotFound,
    /// Only the tombstone of the message is left.
    #[error("the message was deleted")]
    Deleted,
    /// The message has [`Boost::MAX_PER_MESSAGE`] boosts.
    #[error("the message has {max} boosts, more are not allowed")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
