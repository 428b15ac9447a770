use crate::{Password, PasswordHash};
use async_trait::async_trait;

/// Hashes and compares passwords, off the async workers.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PasswordHasher: Send + Sync {
    /// Hashes a new password with a fresh salt.
    ///
    /// # Errors
    /// [`HashingError`].
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashingError>;

    /// Whether the password is the one of the hash. Without a hash the answer is "no" and MUST cost
    /// the same time, so that nobody learns which e-mail addresses are known.
    ///
    /// # Errors
    /// [`HashingError`].
    async fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HashingError>;
}

/// Why a password could not be hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HashingError {
    /// Too many are waiting already.
    #[error("too many passwords are being hashed")]
    Overloaded,
    /// The hasher failed.
    #[error("the password could not be hashed")]
    Failed,
}
