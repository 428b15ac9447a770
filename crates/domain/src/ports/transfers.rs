use crate::{Session, StoreError, TokenHash, Transfer, ports::Committed};
use async_trait::async_trait;

/// Keeps transfers until they are used: at most one of each person.
///
/// A transfer MUST be gone when it was used, when another one was made for the same person, when the
/// session it was made in ends, and when its person is banned, deactivated or has a new password.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait TransferRepository: Send + Sync {
    /// Keeps a transfer in the place of the one that its person had, and writes a line of the audit
    /// log.
    ///
    /// MUST judge in this order: who makes it takes part, through a session that lives, and is the
    /// person themselves or an administrator; the person is there and no bot; they take part. Writes
    /// no event.
    ///
    /// # Errors
    /// [`MakeTransferError`].
    async fn make(&self, transfer: Transfer) -> Result<(), MakeTransferError>;

    /// The transfer of a code, if it was not used; it may have expired.
    ///
    /// # Errors
    /// When the store could not.
    async fn find(&self, code: TokenHash) -> Result<Option<Transfer>, StoreError>;

    /// Uses a transfer up and begins the session, which is of its person, at its start.
    ///
    /// MUST refuse a code that is not there (any more), that has expired, of someone who does not take
    /// part, or made by someone who may not (any more); all of these are one refusal. Of racing calls
    /// one wins (G12). MUST write `session_started` for nobody and a line of the audit log.
    ///
    /// # Errors
    /// [`UseTransferError`].
    async fn use_up(
        &self,
        code: TokenHash,
        session: Session,
    ) -> Result<Committed<()>, UseTransferError>;
}

/// Why a transfer was not made.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MakeTransferError {
    /// Who asked does not take part any more, or their session has ended.
    #[error("who asked does not take part any more")]
    NotActive,
    /// It is for someone else, and who asked is no administrator (any more).
    #[error("who asked is no administrator any more")]
    NotAdministrator,
    /// There is no such person.
    #[error("there is no such person")]
    NotFound,
    /// They do not take part.
    #[error("this person does not take part")]
    Gone,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a transfer was not used.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum UseTransferError {
    /// There is no such transfer (any more).
    #[error("there is no such transfer any more")]
    Unknown,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
