use crate::{
    Session, SessionId, SessionUse, StoreError, UserId, ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps sessions.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SessionRepository: Send + Sync {
    /// Begins a session.
    ///
    /// MUST refuse when the user is not active. MUST write `session_started` for nobody.
    ///
    /// # Errors
    /// [`StartSessionError::NotActive`], [`StartSessionError::Store`].
    async fn start(&self, session: Session) -> Result<Committed<()>, StartSessionError>;

    /// Ends those of the named sessions that are the user's and still there, and says which. MUST
    /// write one `sessions_ended` for the user when there were any. Ending nothing is no error.
    ///
    /// # Errors
    /// When the store could not.
    async fn end(
        &self,
        user_id: UserId,
        session_ids: Vec<SessionId>,
        at: Timestamp,
    ) -> Result<Committed<Vec<SessionId>>, StoreError>;

    /// Notes that sessions were used. Writes no event; `last_seen_at` never goes back, and an address
    /// stays until another one is named.
    ///
    /// # Errors
    /// When the store could not.
    async fn touch(&self, uses: Vec<SessionUse>) -> Result<(), StoreError>;
}

/// Why a session could not begin.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StartSessionError {
    /// The user is deactivated, banned or unknown.
    #[error("this user does not take part any more")]
    NotActive,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
