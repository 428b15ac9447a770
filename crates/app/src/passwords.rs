//! Password hashing with Argon2id, off the async workers and bounded.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::phc,
};
use async_trait::async_trait;
use campfire_domain::{
    Password, PasswordHash,
    ports::{HashingError, PasswordHasher},
};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Memory of one hash, KiB: 19 MiB (OWASP, and ASVS 5.0 appendix C, with t=2 and p=1).
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Hashes that may wait for a free core; above it sign-in is refused for a moment. 64 waiting take
/// about 2 s on 2 cores.
const WAITING: usize = 64;

/// A hash in our parameters that is of no password: what an unknown e-mail address is compared with,
/// at the same cost. Its output is 32 zero bytes, which no input is known to give.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Argon2id with at most one hash per core at a time, so that a flood of sign-ins costs neither all
/// the memory nor the time of those who write.
pub struct Argon2Hasher {
    argon: Argon2<'static>,
    /// Free cores and places to wait.
    places: Arc<Semaphore>,
    cores: Arc<Semaphore>,
    /// A hash that no password has: what an unknown e-mail address is compared with.
    nobody: PasswordHash,
}

impl Argon2Hasher {
    /// A hasher for a machine with this many cores.
    ///
    /// # Errors
    /// [`HashingError::Failed`] when the parameters are refused, which they are not.
    pub fn new(cores: usize) -> Result<Self, HashingError> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| HashingError::Failed)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self {
            argon,
            places: Arc::new(Semaphore::new(cores.max(1) + WAITING)),
            cores: Arc::new(Semaphore::new(cores.max(1))),
            nobody: PasswordHash::from_phc(NOBODY),
        })
    }

    async fn off_worker<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> Result<T, HashingError> + Send + 'static,
    ) -> Result<T, HashingError> {
        let _place = self
            .places
            .try_acquire()
            .map_err(|_| HashingError::Overloaded)?;
        let core = Arc::clone(&self.cores).acquire_owned().await;
        let core = core.map_err(|_| HashingError::Failed)?;
        let argon = self.argon.clone();
        // The core is free again when the hash is done, even if nobody waits for it any more.
        let working = tokio::task::spawn_blocking(move || {
            let _core = core;
            work(&argon)
        });
        working.await.map_err(|_| HashingError::Failed)?
    }
}

fn hash(argon: &Argon2<'_>, password: &Password) -> Result<PasswordHash, HashingError> {
    let made: Result<phc::PasswordHash, _> = argon.hash_password(password.reveal().as_bytes());
    made.map(|hash| PasswordHash::from_phc(hash.to_string()))
        .map_err(|_| HashingError::Failed)
}

#[async_trait]
impl PasswordHasher for Argon2Hasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashingError> {
        self.off_worker(move |argon| hash(argon, &password)).await
    }

    async fn verify(
        &self,
        password: Password,
        against: Option<PasswordHash>,
    ) -> Result<bool, HashingError> {
        let nobody = self.nobody.clone();
        self.off_worker(move |argon| {
            let (against, somebody) = match against {
                Some(against) => (against, true),
                None => (nobody.clone(), false),
            };
            let parsed =
                phc::PasswordHash::new(against.reveal()).map_err(|_| HashingError::Failed)?;
            let same = argon
                .verify_password(password.reveal().as_bytes(), &parsed)
                .is_ok();
            Ok(same && somebody)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_alone() {
        let hasher = Argon2Hasher::new(1).unwrap();
        let password = Password::parse("correct horse").unwrap();
        let hash = hasher.hash(password.clone()).await.unwrap();
        assert!(hash.reveal().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(
            hasher.verify(password.clone(), Some(hash.clone())).await,
            Ok(true)
        );
        let other = Password::parse("incorrect horse").unwrap();
        assert_eq!(hasher.verify(other, Some(hash)).await, Ok(false));
        assert_eq!(hasher.verify(password.clone(), None).await, Ok(false));
        assert_eq!(hasher.verify(password, None).await, Ok(false));
    }
}
