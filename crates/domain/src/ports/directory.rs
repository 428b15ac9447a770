use crate::{Account, Flags, Head, PublicAddress, RoomState, Session, StoreError, User, UserId};
use async_trait::async_trait;

/// Reads everything the directory holds, at start.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait DirectoryReader: Send + Sync {
    /// Reads it in one transaction, with the place of the log at which it is true.
    ///
    /// # Errors
    /// When the store could not.
    async fn load(&self) -> Result<DirectorySnapshot, StoreError>;
}

/// What every request asks for, as of one place of the log.
#[derive(Clone, Debug)]
pub struct DirectorySnapshot {
    /// The place.
    pub head: Head,
    /// The account, once the first run is done.
    pub account: Option<Account>,
    /// Everyone who ever joined.
    pub users: Vec<User>,
    /// All rooms; the members of closed and direct ones.
    pub rooms: Vec<RoomState>,
    /// All sessions that were not ended; expired ones may be among them.
    pub sessions: Vec<Session>,
    /// The addresses that are banned with people.
    pub banned_addresses: Vec<(UserId, Vec<PublicAddress>)>,
    /// The feature flags.
    pub flags: Flags,
    /// Signs access tokens; made with the store and never changed.
    pub signing_key: SigningKey,
}

/// 256 random bits that sign access tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey(pub [u8; 32]);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}
