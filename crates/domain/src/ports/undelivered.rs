use crate::{
    ClientMessageId, Format, MessageSource, PostRefusal, RoomId, StoreError, UserId,
    ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps queued posts that replay refused, until their authors have seen them: their words are not
/// lost (G10).
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait UndeliveredRepository: Send + Sync {
    /// Keeps a refused post and tells its author.
    ///
    /// MUST write `post_refused` for the author alone. The same author and `client_message_id` again
    /// MUST change nothing, whether or not it was discarded since: a replay may be repeated.
    ///
    /// # Errors
    /// When the store could not.
    async fn record(&self, post: Undelivered) -> Result<Committed<()>, StoreError>;

    /// A user's refused posts, the one refused first first, at most [`Undelivered::PAGE`]; whoever
    /// discards them sees the next.
    ///
    /// # Errors
    /// When the store could not.
    async fn list(&self, user_id: UserId) -> Result<Vec<Undelivered>, StoreError>;

    /// Discards a refused post of this user; an unknown one is no error. MUST remove its words.
    /// Writes no event.
    ///
    /// # Errors
    /// When the store could not.
    async fn discard(
        &self,
        user_id: UserId,
        client_message_id: ClientMessageId,
    ) -> Result<(), StoreError>;
}

/// A queued post that replay refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undelivered {
    /// Who wrote it.
    pub user_id: UserId,
    /// The client's id of it.
    pub client_message_id: ClientMessageId,
    /// Where it should have gone.
    pub room_id: RoomId,
    /// Why it did not.
    pub refusal: PostRefusal,
    /// What it says.
    pub source: MessageSource,
    /// How that is to be read.
    pub format: Format,
    /// When it was written.
    pub at: Timestamp,
}

impl Undelivered {
    /// Most that are listed at once: about what a person looks through. 100, as pages.
    pub const PAGE: u32 = 100;
}
