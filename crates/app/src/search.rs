//! Search: finding messages in the rooms one is in, and what one looked for last.

use crate::{Ports, directory::Directory};
use campfire_domain::{
    Actor, Filters, PageSize, Room, RoomId, Search, SearchHit, SearchPlace, SearchQuery,
    StoreError, User, UserId,
    ports::{Clock, MessageSearch, RecentSearch, RecentSearchRepository, SearchError},
};
use std::sync::Arc;

/// The use cases of search.
pub struct Searches {
    index: Arc<dyn MessageSearch>,
    recent: Arc<dyn RecentSearchRepository>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// What is looked for, and which page of it.
#[derive(Clone, Debug)]
pub struct FindMessages {
    /// What.
    pub query: SearchQuery,
    /// Only in this room.
    pub room_id: Option<RoomId>,
    /// Behind this place.
    pub after: Option<SearchPlace>,
    /// Most hits.
    pub size: PageSize,
}

/// A page of hits, newest first.
#[derive(Clone, Debug)]
pub struct FoundView {
    /// Each with who wrote it, as they are now.
    pub hits: Vec<(SearchHit, Arc<User>)>,
    /// Where to go on, if there may be more.
    pub next: Option<SearchPlace>,
}

/// Why something could not be searched.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// The room is absent, or hidden from the actor.
    #[error("there is no such room")]
    RoomNotFound,
    /// The index of words is broken or being built anew.
    #[error("the search index is not available")]
    IndexUnavailable,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Searches {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            index: Arc::clone(&ports.store.search),
            recent: Arc::clone(&ports.store.recent_searches),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// Finds messages in the rooms that the actor is in at this moment (G8).
    ///
    /// # Errors
    /// [`FindError`].
    pub async fn find(&self, actor: &Actor, find: FindMessages) -> Result<FoundView, FindError> {
        let FindMessages {
            query,
            room_id,
            after,
            size,
        } = find;
        let Some(room_ids) = self.rooms(actor, query.filters(), room_id)? else {
            return Ok(FoundView::NOTHING);
        };
        let Some(creator_ids) = self.creators(actor, query.filters()) else {
            return Ok(FoundView::NOTHING);
        };
        let filters = query.filters();
        let search = Search {
            terms: query.terms().to_vec(),
            room_ids,
            creator_ids,
            since: filters.since,
            until: filters.until,
            has: filters.has.clone(),
            after,
            size,
        };
        let found = self.index.search(search).await;
        let found = found.map_err(|error| match error {
            SearchError::Store(error) => FindError::Store(error),
            _ => FindError::IndexUnavailable,
        })?;
        self.view(actor, found.hits, found.next)
    }

    /// What the actor looked for last, newest first.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn recent(&self, actor: &Actor) -> Result<Vec<RecentSearch>, StoreError> {
        self.recent.list(actor.user_id).await
    }

    /// Notes what the actor looked for; doing it again moves it to the front.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn note(&self, actor: &Actor, query: SearchQuery) -> Result<(), StoreError> {
        let now = self.clock.now();
        self.recent.note(actor.user_id, query, now).await
    }

    /// Forgets what the actor looked for.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn forget(&self, actor: &Actor) -> Result<(), StoreError> {
        self.recent.clear(actor.user_id).await
    }

    /// The rooms to look into; `None` when there is none.
    fn rooms(
        &self,
        actor: &Actor,
        filters: &Filters,
        room_id: Option<RoomId>,
    ) -> Result<Option<Vec<RoomId>>, FindError> {
        let mut rooms = match room_id {
            Some(room_id) => {
                let room = self.directory.room_of(actor.user_id, room_id);
                vec![room.ok_or(FindError::RoomNotFound)?]
            }
            None => self.directory.rooms_of(actor.user_id),
        };
        if !filters.rooms.is_empty() {
            rooms.retain(|room| filters.rooms.iter().any(|name| is_room(room, name)));
        }
        let ids: Vec<RoomId> = rooms.iter().map(|room| room.id).collect();
        Ok((!ids.is_empty()).then_some(ids))
    }

    /// Who must have written it, if that matters; `None` when there is nobody of these names.
    #[expect(clippy::option_option, reason = "nobody is not the same as anybody")]
    fn creators(&self, actor: &Actor, filters: &Filters) -> Option<Option<Vec<UserId>>> {
        if filters.from.is_empty() {
            return Some(None);
        }
        let mut people = self.directory.everyone();
        people.retain(|user| {
            filters.from.iter().any(|name| match &**name {
                "me" => user.id == actor.user_id,
                name => is_person(user, name),
            })
        });
        let ids: Vec<UserId> = people.iter().map(|user| user.id).collect();
        (!ids.is_empty()).then_some(Some(ids))
    }

    /// Leaves out what the actor may not see any more: they may have been removed while it was
    /// searched.
    fn view(
        &self,
        actor: &Actor,
        hits: Vec<SearchHit>,
        next: Option<SearchPlace>,
    ) -> Result<FoundView, FindError> {
        let creators = self.directory.users(hits.iter().map(|hit| hit.creator_id));
        if creators.len() != hits.len() {
            return Err(FindError::Store(StoreError::Corrupt {
                what: "a message whose creator is unknown".to_owned(),
            }));
        }
        let mut hits: Vec<_> = hits.into_iter().zip(creators).collect();
        hits.retain(|(hit, _)| self.directory.is_member(actor.user_id, hit.room_id));
        Ok(FoundView { hits, next })
    }
}

impl FoundView {
    const NOTHING: Self = Self {
        hits: Vec::new(),
        next: None,
    };
}

/// Whether this is what the room is called, without regard to case and to the spaces in it.
fn is_room(room: &Room, name: &str) -> bool {
    let name = name.strip_prefix('#').unwrap_or(name);
    let own = room.name.as_ref();
    own.is_some_and(|own| bare(own.as_str()).eq(bare(name)))
}

/// Whether this is the person's handle, or their name or the first word of it.
fn is_person(user: &User, name: &str) -> bool {
    if let Some(handle) = name.strip_prefix('@') {
        return user.handle.as_str().eq_ignore_ascii_case(handle);
    }
    let own = user.name.as_str();
    user.handle.as_str().eq_ignore_ascii_case(name)
        || bare(own).eq(bare(name))
        || own
            .split_whitespace()
            .next()
            .is_some_and(|first| bare(first).eq(bare(name)))
}

/// The letters of a name in lower case, without what stands between its words.
fn bare(name: &str) -> impl Iterator<Item = char> + '_ {
    let letters = name
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'));
    letters.flat_map(char::to_lowercase)
}
