use super::{IdText, Tag, malformed_parameter, page_size};
use crate::{
    answers::{Answer, Done, Nothing},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
    fields::Fields,
};
use campfire_app::search::FindMessages;
use campfire_domain::{RoomId, SearchPlace, SearchQuery};
use campfire_wire::{NewRecentSearch, RecentSearches, SearchHit, SearchPage};
use poem_openapi::{OpenApi, param::Query};

/// Search.
pub(crate) struct SearchResource;

#[OpenApi(tag = "Tag::Messages")]
impl SearchResource {
    /// Finds messages in one's rooms, newest first.
    ///
    /// All words must be in a message, in any form (`deploy` finds `deployed`); they are meant
    /// literally, whatever they are. `"words in a row"`, `begin*`, signs as written. Filters: `from:@handle`,
    /// `from:"Full Name"`, `from:me`, `in:room`, `before:2026-02-01`, `after:2026-01-31` (whole days, UTC),
    /// `has:link`, `has:code`, `has:mention`, `has:sound`. At most 512 characters and 16 words, phrases and
    /// filters.
    ///
    /// Go on with `next` until it is `null`: a page may be short, because only so many messages are
    /// looked at for one. At most 10 searches a second for each person, 30 at once.
    #[oai(path = "/search", method = "get", operation_id = "search_messages")]
    async fn find(
        &self,
        caller: SignedIn,
        /// What to look for.
        q: Query<String>,
        /// Only in this room.
        room_id: Query<Option<IdText>>,
        /// How many hits at most, 1 to 100; 50 unless told.
        limit: Query<Option<i64>>,
        /// `next` of the page before.
        next: Query<Option<String>>,
    ) -> Result<Answer<SearchPage>, Refusal> {
        let room_id = room_id.0.map(|id| id.parameter("room_id", RoomId::parse));
        let after = next.0.map(|next| SearchPlace::parse(&next));
        let find = FindMessages {
            query: query("q", &q.0)?,
            room_id: room_id.transpose()?,
            after: after.transpose().map_err(|_| malformed_parameter("next"))?,
            size: page_size(limit.0)?,
        };
        caller.shared.search_pace.take(caller.actor.user_id)?;
        let found = caller.app().searches.find(&caller.actor, find).await?;
        let hits = found.hits.iter();
        Ok(Answer::found(&SearchPage {
            hits: hits
                .map(|(hit, creator)| SearchHit::new(hit, creator))
                .collect(),
            next: found.next.map(|next| next.to_string()),
        }))
    }

    /// Lists what one looked for last, newest first, at most 10.
    #[oai(
        path = "/me/searches",
        method = "get",
        operation_id = "list_recent_searches"
    )]
    async fn recent(&self, caller: SignedIn) -> Result<Answer<RecentSearches>, Refusal> {
        let searches = caller.app().searches.recent(&caller.actor).await?;
        let searches = searches.iter().map(Into::into).collect();
        Ok(Answer::found(&RecentSearches { searches }))
    }

    /// Notes what one looked for. Doing it again moves it to the front.
    ///
    /// Searching alone notes nothing: a client says when somebody meant it.
    #[oai(
        path = "/me/searches",
        method = "post",
        operation_id = "note_recent_search"
    )]
    async fn note(
        &self,
        caller: SignedIn,
        body: Json<NewRecentSearch>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let query = query("/query", &body.0.query)?;
        let searches = &caller.app().searches;
        searches.note(&caller.actor, query).await?;
        Ok(Answer::done())
    }

    /// Forgets what one looked for. Doing it again changes nothing.
    #[oai(
        path = "/me/searches",
        method = "delete",
        operation_id = "clear_recent_searches"
    )]
    async fn forget(&self, caller: SignedIn) -> Result<Answer<Nothing, Done>, Refusal> {
        caller.app().searches.forget(&caller.actor).await?;
        Ok(Answer::done())
    }
}

fn query(pointer: &str, text: &str) -> Result<SearchQuery, Refusal> {
    let mut fields = Fields::default();
    let query = fields.take(pointer, SearchQuery::parse(text));
    query.ok_or_else(|| fields.refusal())
}
