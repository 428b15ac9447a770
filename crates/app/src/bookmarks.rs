//! Bookmarks: everyone's own list of messages.

use crate::{
    Ports,
    directory::Directory,
    messages::{MessageError, MessageView, views},
    unknown_refusal,
};
use campfire_domain::{
    Actor, MessageId, PageSize, RoomId, StoreError, Timestamp,
    ports::{BookmarkError as RepositoryError, BookmarkRepository, Clock},
};
use std::sync::Arc;

/// The use cases of bookmarks.
pub struct Bookmarks {
    repository: Arc<dyn BookmarkRepository>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// A message on one's own list.
#[derive(Clone, Debug)]
pub struct BookmarkView {
    /// Its place in the list.
    pub number: u64,
    /// The message.
    pub view: MessageView,
    /// When it was put there.
    pub at: Timestamp,
}

/// Why something could not be done with a bookmark.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum BookmarkError {
    /// The list has as many as it may have.
    #[error("there are {max} bookmarks, more are not allowed")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Something is wrong with the message.
    #[error(transparent)]
    Message(#[from] MessageError),
}

impl From<StoreError> for BookmarkError {
    fn from(error: StoreError) -> Self {
        Self::Message(error.into())
    }
}

impl From<RepositoryError> for BookmarkError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotAMember => MessageError::RoomNotFound.into(),
            RepositoryError::NotFound => MessageError::NotFound.into(),
            RepositoryError::Deleted => MessageError::Deleted.into(),
            RepositoryError::TooMany { max } => Self::TooMany { max },
            RepositoryError::Store(error) => error.into(),
            _ => unknown_refusal().into(),
        }
    }
}

impl Bookmarks {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.bookmarks),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// Puts a message on one's own list; doing it again changes nothing.
    ///
    /// # Errors
    /// [`BookmarkError`].
    pub async fn add(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<(), BookmarkError> {
        self.check_member(actor, room_id)?;
        let (user_id, now) = (actor.user_id, self.clock.now());
        self.repository
            .add(room_id, message_id, user_id, now)
            .await?;
        Ok(())
    }

    /// Takes a message from one's own list; doing it again changes nothing.
    ///
    /// # Errors
    /// [`BookmarkError`].
    pub async fn remove(
        &self,
        actor: &Actor,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<(), BookmarkError> {
        self.check_member(actor, room_id)?;
        let (user_id, now) = (actor.user_id, self.clock.now());
        let removed = self.repository.remove(room_id, message_id, user_id, now);
        removed.await?;
        Ok(())
    }

    /// One's own list, newest first, from the bookmark below `before` on, and where the next page
    /// begins.
    ///
    /// # Errors
    /// [`BookmarkError`].
    pub async fn list(
        &self,
        actor: &Actor,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<(Vec<BookmarkView>, Option<u64>), BookmarkError> {
        let page = self.repository.list(actor.user_id, before, size).await?;
        let last = page.items.last().map(|mark| mark.number);
        let places: Vec<_> = page
            .items
            .iter()
            .map(|mark| (mark.number, mark.at))
            .collect();
        let messages = page.items.into_iter().map(|mark| Arc::new(mark.message));
        let views = views(&self.directory, messages.collect())?;
        let bookmarks = places.into_iter().zip(views);
        let bookmarks = bookmarks.map(|((number, at), view)| BookmarkView { number, view, at });
        Ok((bookmarks.collect(), last.filter(|_| page.has_older)))
    }

    fn check_member(&self, actor: &Actor, room_id: RoomId) -> Result<(), MessageError> {
        if self.directory.is_member(actor.user_id, room_id) {
            Ok(())
        } else {
            Err(MessageError::RoomNotFound)
        }
    }
}
