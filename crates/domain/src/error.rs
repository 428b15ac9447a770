//! What can go wrong everywhere: a refusal by a rule, and a store that cannot.

use std::time::Duration;

/// A rule said no to someone who may know that the thing exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Denied {
    /// Only its creator or an administrator may.
    #[error("only its creator or an administrator may do this")]
    NotYours,
    /// Only an administrator may.
    #[error("only an administrator may do this")]
    NotAdministrator,
    /// Nobody may do this to themselves.
    #[error("nobody may do this to themselves")]
    Oneself,
}

/// Why a store could not do what it was asked. Nothing of the operation happened, except after
/// [`StoreError::TimedOut`], where it may still happen.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Its queue is full; try again after the given time.
    #[error("the store has too much to do")]
    Overloaded {
        /// When to try again.
        retry_after: Duration,
    },
    /// It cannot be reached or is closed.
    #[error("the store is not available")]
    Unavailable,
    /// The deadline passed. The operation may still be carried out: repeat it with the same ids.
    #[error("the store did not answer in time")]
    TimedOut,
    /// A row cannot be understood.
    #[error("the store holds something that cannot be understood: {what}")]
    Corrupt {
        /// Table, column and row.
        what: String,
    },
    /// Anything else.
    #[error("the store failed while {doing}")]
    Failed {
        /// What it was doing.
        doing: &'static str,
        /// The cause, shared so that an error can be given to every operation of a batch.
        #[source]
        source: std::sync::Arc<dyn std::error::Error + Send + Sync>,
    },
}
