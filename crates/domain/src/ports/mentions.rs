use crate::{MentionPlace, Message, PageSize, StoreError, UserId};
use async_trait::async_trait;

/// Reads what mentions people.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MentionReader: Send + Sync {
    /// Reads the messages that mention a user now, in rooms they are a member of, those posted last
    /// first, or those posted before a place. Tombstones mention nobody. Its cost MUST be bounded
    /// whatever the user was mentioned in: a page MAY therefore be shorter than its size and still
    /// say where the list goes on.
    ///
    /// # Errors
    /// When the store could not.
    async fn list(
        &self,
        user_id: UserId,
        before: Option<MentionPlace>,
        size: PageSize,
    ) -> Result<MentionPage, StoreError>;
}

/// Some of the messages that mention a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MentionPage {
    /// The messages, posted last first.
    pub messages: Vec<Message>,
    /// Where the list goes on; `None` at its end.
    pub next: Option<MentionPlace>,
}
