use crate::{Account, PasswordHash, Room, Session, StoreError, User, ports::Committed};
use async_trait::async_trait;

/// Keeps the one account.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send + Sync {
    /// Carries out the first run: account, administrator, open room, membership and session.
    ///
    /// MUST refuse when an account exists, so that of any number of racing calls exactly one wins
    /// (G12). MUST write the events `account_updated`, `user_updated`, `room_created` (with `rev`
    /// 1) and `session_started`. The administrator's membership begins with `everything`.
    ///
    /// # Errors
    /// [`SetUpError::AlreadyDone`], [`SetUpError::Store`].
    async fn set_up(&self, new: NewAccount) -> Result<Committed<Room>, SetUpError>;
}

/// What the first run makes.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// Its first administrator; their handle is free because nobody else exists.
    pub user: User,
    /// The administrator's password, hashed.
    pub password_hash: PasswordHash,
    /// The first room; `last_seq` and `rev` are zero here.
    pub room: Room,
    /// The session that the administrator is signed in with.
    pub session: Session,
}

/// Why the first run was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// An account exists.
    #[error("this Campfire is set up already")]
    AlreadyDone,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
