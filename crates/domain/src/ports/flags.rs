use crate::{
    Feedback, Flag, FlagChange, FlagVersion, Flags, Interest, StoreError, UserId, ports::Committed,
    time::Timestamp,
};
use async_trait::async_trait;

/// Keeps the feature flags and all their versions.
///
/// A store may hold flags of a newer Campfire: a change MUST carry those that it does not know over
/// into the new version as they are, so that the newer one finds them again.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FlagRepository: Send + Sync {
    /// Sets these flags; the others stay. Naming a flag twice, the last one counts.
    ///
    /// MUST write the next version, also when every flag already is as asked, and `flags_changed`
    /// to everyone, so that of racing changes each has a version of its own (G12).
    ///
    /// # Errors
    /// When the store could not.
    async fn change(
        &self,
        changes: Vec<(Flag, bool)>,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, StoreError>;

    /// Takes the flags of an earlier version as the next one. Version 0 is every flag at its
    /// default. MUST write `flags_changed` to everyone.
    ///
    /// # Errors
    /// [`RollBackError::UnknownVersion`], [`RollBackError::Store`].
    async fn roll_back(
        &self,
        to_version: FlagVersion,
        changed_by: UserId,
        at: Timestamp,
    ) -> Result<Committed<Flags>, RollBackError>;

    /// The versions before one, newest first, at most `limit`; from the newest on without one.
    ///
    /// # Errors
    /// When the store could not.
    async fn history(
        &self,
        before: Option<FlagVersion>,
        limit: u32,
    ) -> Result<Vec<FlagChange>, StoreError>;
}

/// Keeps what people say about features.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FeedbackRepository: Send + Sync {
    /// Counts one more of it. MUST keep one row for each person, feature and action, and at most
    /// [`FEEDBACK_MAX_ROWS`] of a person. Writes no event; the time of the last never goes back.
    ///
    /// # Errors
    /// [`FeedbackError::TooMany`], [`FeedbackError::Store`].
    async fn record(&self, feedback: Feedback) -> Result<(), FeedbackError>;

    /// What found most interest: by people, then by times, then by name; at most `limit`.
    ///
    /// # Errors
    /// When the store could not.
    async fn report(&self, limit: u32) -> Result<Vec<Interest>, StoreError>;
}

/// Different pairs of feature and action that one person may leave: some for every place of the
/// client, and no way to fill the store.
pub const FEEDBACK_MAX_ROWS: u32 = 50;

/// Why the flags were not rolled back.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RollBackError {
    /// There never was this version.
    #[error("there is no such version of the flags")]
    UnknownVersion,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why feedback was not kept.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FeedbackError {
    /// The person has left [`FEEDBACK_MAX_ROWS`] different ones.
    #[error("this person has left enough feedback")]
    TooMany,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
