use uuid::Uuid;

/// Makes ids and secrets.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait IdSource: Send + Sync {
    /// A new UUIDv7 (RFC 9562, 5.7). MUST never give one twice.
    fn next(&self) -> Uuid;

    /// Fills the bytes with randomness that nobody can guess.
    fn fill_secret(&self, bytes: &mut [u8]);
}
