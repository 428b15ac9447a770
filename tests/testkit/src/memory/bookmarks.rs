use super::{By, MemoryStore, State, messages::to_change};
use async_trait::async_trait;
use campfire_domain::{
    Audience, Bookmark, EventKind, MessageId, PageSize, RoomId, StoreError, Timestamp, UserId,
    ports::{BookmarkError, BookmarkPage, BookmarkRepository, ChangeError, Committed},
};

#[async_trait]
impl BookmarkRepository for MemoryStore {
    async fn add(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, BookmarkError> {
        self.write(|state| {
            let message =
                to_change(state, room_id, message_id, user_id).map_err(|error| match error {
                    ChangeError::NotAMember => BookmarkError::NotAMember,
                    ChangeError::NotFound => BookmarkError::NotFound,
                    other => panic!("a refusal that is not known here: {other}"),
                })?;
            if message.is_deleted() {
                return Err(BookmarkError::Deleted);
            }
            let list = state.bookmarks.entry(user_id).or_default();
            if list.iter().any(|mark| mark.message_id == message_id) {
                return Ok(());
            }
            let max = Bookmark::MAX_PER_PERSON;
            if list.len() >= max {
                return Err(BookmarkError::TooMany { max });
            }
            list.push(BookmarkRow {
                number: list.last().map_or(0, |last| last.number) + 1,
                room_id,
                message_id,
                at,
            });
            let added = EventKind::BookmarkAdded {
                room_id,
                message_id,
                user_id,
            };
            let audience = Audience::Users([user_id].into());
            state.record(By(user_id, at), None, audience, added);
            Ok(())
        })
    }

    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, StoreError> {
        self.write(|state| {
            let list = state.bookmarks.entry(user_id).or_default();
            let before = list.len();
            list.retain(|mark| (mark.room_id, mark.message_id) != (room_id, message_id));
            if list.len() < before {
                let removed = EventKind::BookmarkRemoved {
                    room_id,
                    message_id,
                    user_id,
                };
                let audience = Audience::Users([user_id].into());
                state.record(By(user_id, at), None, audience, removed);
            }
            Ok(())
        })
    }

    async fn list(
        &self,
        user_id: UserId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<BookmarkPage, StoreError> {
        self.read(|state| {
            let list = state.bookmarks.get(&user_id).into_iter().flatten().rev();
            let mut items: Vec<_> = list
                .filter(|mark| before.is_none_or(|before| mark.number < before))
                .filter_map(|mark| state.bookmark(user_id, mark))
                .take(size.get() as usize + 1)
                .collect();
            let has_older = items.len() > size.get() as usize;
            items.truncate(size.get() as usize);
            BookmarkPage { items, has_older }
        })
    }
}

/// A message on someone's list.
pub(super) struct BookmarkRow {
    number: u64,
    pub(super) room_id: RoomId,
    pub(super) message_id: MessageId,
    at: Timestamp,
}

impl State {
    /// A bookmark as its owner sees it: nothing of rooms they are not in, and no tombstone.
    fn bookmark(&self, user_id: UserId, mark: &BookmarkRow) -> Option<Bookmark> {
        let message = self.message(mark.room_id, mark.message_id)?;
        let is_shown = self.is_member(mark.room_id, user_id) && !message.is_deleted();
        is_shown.then(|| Bookmark {
            number: mark.number,
            message: (**message).clone(),
            at: mark.at,
        })
    }
}
