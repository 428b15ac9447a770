use crate::{Found, Search, SearchQuery, StoreError, UserId, time::Timestamp};
use async_trait::async_trait;

/// Finds messages by their words.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MessageSearch: Send + Sync {
    /// Finds messages, newest first by the order of posting, whatever the clock said.
    ///
    /// MUST look only into the named rooms, and only those that exist; MUST leave tombstones out;
    /// MUST find a message by its words of now from the moment its post or edit has returned. A term
    /// MUST never be an error. A page MUST go on exactly behind the place of the page before: what
    /// stays as it is is found once, whatever is posted meanwhile.
    ///
    /// Its cost MUST be bounded whatever the words, the rooms and the history are (G19): where there
    /// is more to look at, it ends early and says where to go on.
    ///
    /// # Errors
    /// [`SearchError`].
    async fn search(&self, search: Search) -> Result<Found, SearchError>;
}

/// Keeps what each person looked for last.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RecentSearchRepository: Send + Sync {
    /// Notes a query as the newest of this person; one that is known moves to the front. MUST keep
    /// only the newest [`RecentSearch::KEPT`]. Writes no event.
    ///
    /// # Errors
    /// When the store could not.
    async fn note(
        &self,
        user_id: UserId,
        query: SearchQuery,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// What this person looked for, newest first.
    ///
    /// # Errors
    /// When the store could not.
    async fn list(&self, user_id: UserId) -> Result<Vec<RecentSearch>, StoreError>;

    /// Forgets what this person looked for.
    ///
    /// # Errors
    /// When the store could not.
    async fn clear(&self, user_id: UserId) -> Result<(), StoreError>;
}

/// What somebody looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecentSearch {
    /// The query as it was written, trimmed.
    pub query: Box<str>,
    /// When it was looked for last.
    pub at: Timestamp,
}

impl RecentSearch {
    /// Most that are kept of a person, as the original Campfire does.
    pub const KEPT: u32 = 10;
}

/// Why nothing could be searched.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index of words is broken or being built anew. Everything else works.
    #[error("the search index is not available")]
    IndexUnavailable,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
