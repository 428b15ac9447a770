use super::{MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    EventKind, Found, Has, Message, Search, SearchHit, SearchPlace, SearchQuery, Snippet,
    StoreError, Term, Timestamp, UserId,
    ports::{MessageSearch, RecentSearch, RecentSearchRepository, SearchError, StoreState},
};
use std::{ops::Range, sync::Arc};

impl MemoryStore {
    /// From now on nothing is found and the store's health says so; or it is again.
    pub fn lose_index(&self, is_lost: bool) {
        self.health.send_modify(|state| {
            *state = StoreState {
                search: !is_lost,
                ..*state
            };
        });
    }
}

#[async_trait]
impl MessageSearch for MemoryStore {
    async fn search(&self, search: Search) -> Result<Found, SearchError> {
        let found = self.read(|state| find(state, &search))?;
        if self.health.borrow().search {
            Ok(found)
        } else {
            Err(SearchError::IndexUnavailable)
        }
    }
}

#[async_trait]
impl RecentSearchRepository for MemoryStore {
    async fn note(
        &self,
        user_id: UserId,
        query: SearchQuery,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let query: Box<str> = query.as_str().into();
        let noted = self.write(|state| {
            let theirs = state.recent_searches.entry(user_id).or_default();
            theirs.retain(|known| known.query != query);
            theirs.insert(0, RecentSearch { query, at });
            theirs.truncate(RecentSearch::KEPT as usize);
            Ok::<_, StoreError>(())
        });
        noted.map(|done| done.value)
    }

    async fn list(&self, user_id: UserId) -> Result<Vec<RecentSearch>, StoreError> {
        self.read(|state| {
            let theirs = state.recent_searches.get(&user_id);
            theirs.cloned().unwrap_or_default()
        })
    }

    async fn clear(&self, user_id: UserId) -> Result<(), StoreError> {
        let cleared = self.write(|state| {
            state.recent_searches.remove(&user_id);
            Ok::<_, StoreError>(())
        });
        cleared.map(|done| done.value)
    }
}

/// Goes through all posts of the log, newest first: their order is that of the log, and so a place
/// is a position.
fn find(state: &State, search: &Search) -> Found {
    let before = search.after.map_or(u64::MAX, SearchPlace::get);
    let posts = state
        .log
        .iter()
        .rev()
        .filter_map(|event| match &event.kind {
            EventKind::MessagePosted(message) => Some((event.position.get(), message)),
            _ => None,
        });
    let mut hits = posts
        .filter(|(place, _)| *place < before)
        .filter_map(|(place, posted)| {
            let message = state.message(posted.room_id, posted.id)?;
            Some((place, hit(search, message)?))
        });
    let size = search.size.get() as usize;
    let page: Vec<_> = hits.by_ref().take(size).collect();
    let last = page.last().map(|(place, _)| SearchPlace::new(*place));
    Found {
        next: hits.next().and(last),
        hits: page.into_iter().map(|(_, hit)| hit).collect(),
    }
}

fn hit(search: &Search, message: &Arc<Message>) -> Option<SearchHit> {
    let content = message.content.as_ref()?;
    let text = content.body.plain_text();
    let has = |has: &Has| match has {
        Has::Link => content.body.html().contains("<a href="),
        Has::Code => content.body.html().contains("<code"),
        Has::Mention => !content.body.mentions().is_empty(),
        Has::Sound => content.body.sound().is_some(),
    };
    let is_meant = search.room_ids.contains(&message.room_id)
        && search
            .creator_ids
            .as_ref()
            .is_none_or(|ids| ids.contains(&message.creator_id))
        && search.since.is_none_or(|since| message.created_at >= since)
        && search.until.is_none_or(|until| message.created_at < until)
        && search.has.iter().all(has);
    if !is_meant {
        return None;
    }
    let mut marks = Vec::new();
    for term in &search.terms {
        let places = places(term, text);
        if places.is_empty() {
            return None;
        }
        marks.extend(places);
    }
    Some(SearchHit {
        message_id: message.id,
        room_id: message.room_id,
        seq: message.seq,
        creator_id: message.creator_id,
        created_at: message.created_at,
        edited_at: message.edited_at,
        snippet: Snippet::cut(text, marks),
    })
}

/// Where a text holds a term: this store knows words in one form only, without regard to case.
fn places(term: &Term, text: &str) -> Vec<Range<usize>> {
    let (wanted, is_beginning) = match term {
        Term::Verbatim(text_of_term) => {
            let found = text.match_indices(&**text_of_term);
            return found.map(|(at, it)| at..at + it.len()).collect();
        }
        Term::Words(text) => (words(text), false),
        Term::Beginning(text) => (words(text), true),
    };
    let is_same = |(n, (_, word)): (usize, &(Range<usize>, String))| {
        let (_, wanted_word) = &wanted[n];
        let is_last = n + 1 == wanted.len();
        word == wanted_word || (is_beginning && is_last && word.starts_with(&**wanted_word))
    };
    let words = words(text);
    let rows = words.windows(wanted.len().max(1));
    rows.filter(|row| row.iter().enumerate().all(is_same))
        .filter_map(|row| Some(row.first()?.0.start..row.last()?.0.end))
        .collect()
}

fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = at + c.len_utf8();
        match words.last_mut() {
            Some((place, word)) if place.end == at => {
                place.end = end;
                word.extend(c.to_lowercase());
            }
            _ => words.push((at..end, c.to_lowercase().collect())),
        }
    }
    words
}
