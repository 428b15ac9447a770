use crate::{Creator, Timestamp};
use campfire_domain::{self as domain, ports};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A page of what was found, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SearchPage {
    /// The hits. A page may have fewer than asked, even none, and still a `next`.
    pub hits: Vec<SearchHit>,
    /// Give it as `next` to go on; `null` when all was looked at.
    pub next: Option<String>,
}

/// A message that was found. Read the message itself for the rest of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SearchHit {
    /// The message's id.
    pub id: Uuid,
    /// Its room.
    pub room_id: Uuid,
    /// Its number in the room.
    pub seq: u64,
    /// Who wrote it, as they are now.
    pub creator: Creator,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// What of its plain text shows why: pieces to be shown one behind the other. Plain text, never
    /// markup.
    pub snippet: Vec<SnippetPart>,
}

/// A piece of a snippet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SnippetPart {
    /// Its text.
    pub text: String,
    /// Whether this is what was looked for.
    pub is_match: bool,
}

impl SearchHit {
    /// A hit with who wrote it.
    #[must_use]
    pub fn new(hit: &domain::SearchHit, creator: &domain::User) -> Self {
        let parts = hit.snippet.parts().iter();
        Self {
            id: hit.message_id.as_uuid(),
            room_id: hit.room_id.as_uuid(),
            seq: hit.seq.get(),
            creator: creator.into(),
            created_at: hit.created_at.into(),
            edited_at: hit.edited_at.map(Into::into),
            snippet: parts
                .map(|part| SnippetPart {
                    text: part.text.clone(),
                    is_match: part.is_match,
                })
                .collect(),
        }
    }
}

/// What one looked for last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RecentSearches {
    /// The queries, newest first, at most 10.
    pub searches: Vec<RecentSearch>,
}

/// A query that was noted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RecentSearch {
    /// The query as it was written.
    pub query: String,
    /// When it was looked for last.
    pub at: Timestamp,
}

impl From<&ports::RecentSearch> for RecentSearch {
    fn from(search: &ports::RecentSearch) -> Self {
        Self {
            query: search.query.as_ref().to_owned(),
            at: search.at.into(),
        }
    }
}
