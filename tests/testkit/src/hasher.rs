//! A password hasher that costs nothing.

use async_trait::async_trait;
use campfire_domain::{
    Password, PasswordHash,
    ports::{HashingError, PasswordHasher},
};

/// Keeps the password as it is behind the mark `plain:`, so that nobody takes it for a hash.
#[derive(Debug, Default, Clone, Copy)]
pub struct PlainHasher;

impl PlainHasher {
    /// The "hash" of a password.
    #[must_use]
    pub fn hash_of(password: &str) -> PasswordHash {
        PasswordHash::from_phc(format!("plain:{password}"))
    }
}

#[async_trait]
impl PasswordHasher for PlainHasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashingError> {
        Ok(Self::hash_of(password.reveal()))
    }

    async fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> Result<bool, HashingError> {
        Ok(hash.is_some_and(|hash| hash == Self::hash_of(password.reveal())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_is_verified() {
        let password = |text| Password::parse(text).unwrap();
        let hash = PlainHasher.hash(password("correct horse")).await.unwrap();
        let verify = |text, hash| PlainHasher.verify(password(text), hash);
        assert!(verify("correct horse", Some(hash.clone())).await.unwrap());
        assert!(!verify("battery staple", Some(hash)).await.unwrap());
        assert!(!verify("correct horse", None).await.unwrap());
    }
}
