//! Boosts: giving one, taking it back.

use crate::{Ports, directory::Directory, unknown_refusal};
use campfire_domain::{
    Actor, Boost, BoostContent, BoostId, Denied, MessageId, RoomId, StoreError, User, policy,
    ports::{
        BoostError as RepositoryError, BoostRepository, Clock, IdSource, MessageReader, NewBoost,
    },
};
use std::sync::Arc;

/// The use cases of boosts.
pub struct Boosts {
    repository: Arc<dyn BoostRepository>,
    messages: Arc<dyn MessageReader>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
}

/// A boost with who gave it.
#[derive(Clone, Debug)]
pub struct BoostView {
    /// The boost.
    pub boost: Boost,
    /// Who gave it.
    pub creator: Arc<User>,
    /// Whether it was put there just now.
    pub is_new: bool,
}

/// Why something could not be done with a boost.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BoostError {
    /// The room is absent, or hidden from the actor.
    #[error("there is no such room")]
    RoomNotFound,
    /// There is no such message in the room.
    #[error("there is no such message")]
    MessageNotFound,
    /// Only the tombstone of the message is left.
    #[error("the message was deleted")]
    Deleted,
    /// The boost is of somebody else.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The message has as many boosts as it may have.
    #[error("the message has {max} boosts, more are not allowed")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RepositoryError> for BoostError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotAMember => Self::RoomNotFound,
            RepositoryError::NotFound => Self::MessageNotFound,
            RepositoryError::Deleted => Self::Deleted,
            RepositoryError::TooMany { max } => Self::TooMany { max },
            RepositoryError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Boosts {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.boosts),
            messages: Arc::clone(&ports.store.message_reader),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
        }
    }

    /// Boosts a message. Doing it again with the same content gives the boost that is there.
    ///
    /// # Errors
    /// [`BoostError`].
    pub async fn add(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
        content: BoostContent,
    ) -> Result<BoostView, BoostError> {
        let creator = self.member(actor, room_id)?;
        let new = NewBoost {
            id: BoostId::from_uuid(self.ids.next()),
            room_id,
            message_id,
            content,
            creator_id: actor.user_id,
            at: self.clock.now(),
        };
        let boosted = self.repository.add(new).await?.value;
        self.directory.raise(&boosted.message);
        Ok(BoostView {
            boost: boosted.boost,
            creator,
            is_new: boosted.is_new,
        })
    }

    /// Takes one's own boost back; when it is not there (any more) nothing changes.
    ///
    /// # Errors
    /// [`BoostError`].
    pub async fn remove(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
        boost_id: BoostId,
    ) -> Result<(), BoostError> {
        self.member(actor, room_id)?;
        let message = self.messages.find(room_id, message_id).await?;
        let message = message.ok_or(BoostError::MessageNotFound)?;
        let Some(boost) = message.boosts.iter().find(|boost| boost.id == boost_id) else {
            return Ok(());
        };
        policy::boosts::may_remove(actor, boost)?;
        let now = self.clock.now();
        let removed = self
            .repository
            .remove(room_id, message_id, boost_id, actor.user_id, now)
            .await?;
        self.directory.raise(&removed.value);
        Ok(())
    }

    /// The actor, when they are a member of the room.
    fn member(&self, actor: &Actor, room_id: RoomId) -> Result<Arc<User>, BoostError> {
        let is_member = self.directory.is_member(actor.user_id, room_id);
        let user = self.directory.user(actor.user_id);
        user.filter(|_| is_member).ok_or(BoostError::RoomNotFound)
    }
}
