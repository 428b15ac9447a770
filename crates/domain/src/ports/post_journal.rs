use crate::{MessageId, ports::NewMessage};
use async_trait::async_trait;
use std::{error::Error, sync::Arc};

/// Keeps posts that wait for the store, so that `queued` is a promise and not a hope (G1, G10).
///
/// It MUST NOT depend on the store being well: it is written when nothing else can be.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PostJournal: Send + Sync {
    /// Writes posts behind those that are pending, all of them or none.
    ///
    /// When it returns they MUST survive the end of the process and a power cut. What was refused
    /// MUST NOT be pending. A caller that goes away changes nothing.
    ///
    /// # Errors
    /// [`JournalError`].
    async fn write(&self, posts: Vec<Arc<NewMessage>>) -> Result<(), JournalError>;

    /// What was written and not forgotten, in the order of writing.
    ///
    /// # Errors
    /// [`JournalError::Failed`].
    async fn pending(&self) -> Result<Vec<Arc<NewMessage>>, JournalError>;

    /// Forgets a post that the store has now, or has refused; an unknown one is no error. After a
    /// crash it may be pending again: who replays it relies on its `client_message_id`.
    ///
    /// # Errors
    /// [`JournalError::Failed`].
    async fn forget(&self, message_id: MessageId) -> Result<(), JournalError>;
}

/// Why a journal could not.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// It is at its bound, or its disk is.
    #[error("the journal is full")]
    Full,
    /// It could not be written or read.
    #[error("the journal failed")]
    Failed(#[source] Arc<dyn Error + Send + Sync>),
}
