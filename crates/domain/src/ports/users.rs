use crate::{
    EmailAddress, JoinCode, PasswordHash, Session, StoreError, User, UserId, ports::Committed,
};
use async_trait::async_trait;

/// Keeps people.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait UserRepository: Send + Sync {
    /// Adds a person who has the join code, with a membership in every open room and a session.
    ///
    /// MUST compare the code with the account's inside the transaction. MUST refuse a known e-mail
    /// address (of two racing calls one wins, G12). When the handle is taken MUST give the next
    /// free [`numbered`](crate::Handle::numbered) one. Memberships begin with the `involvement` of
    /// an open room and `last_read_seq` at the room's `last_seq`, at a cost of one statement however
    /// many rooms there are. MUST write `user_updated` and `session_started`, and no event per room.
    ///
    /// # Errors
    /// [`JoinError::WrongCode`], [`JoinError::EmailTaken`], [`JoinError::Store`].
    async fn join(&self, new: NewUser) -> Result<Committed<User>, JoinError>;
}

/// Who joins.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The code they came with.
    pub join_code: JoinCode,
    /// The person, with the handle they would like.
    pub user: User,
    /// Their password, hashed.
    pub password_hash: PasswordHash,
    /// The session that they are signed in with.
    pub session: Session,
}

/// Why someone could not join.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// The code is not (or no longer) the account's.
    #[error("the join code is not valid")]
    WrongCode,
    /// Someone has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads what sign-in compares.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CredentialReader: Send + Sync {
    /// Finds the user of an e-mail address, active or not.
    ///
    /// # Errors
    /// When the store could not.
    async fn find_by_email(&self, email: EmailAddress) -> Result<Option<Credentials>, StoreError>;
}

/// What sign-in compares.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Whose.
    pub user_id: UserId,
    /// The hash of their password.
    pub password_hash: PasswordHash,
}
