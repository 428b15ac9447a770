use super::{IdText, Tag, messages::view, page_size};
use crate::{
    answers::{Answer, Done, Nothing},
    auth::SignedIn,
    errors::Refusal,
};

use campfire_wire::{Bookmark, Bookmarks};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};

/// Everyone's own list of messages.
pub(crate) struct BookmarkResource;

#[OpenApi(tag = "Tag::Messages")]
impl BookmarkResource {
    /// Lists one's own bookmarks, newest first.
    ///
    /// Messages that were deleted, and those of rooms one is not in (any more), are left out.
    #[oai(
        path = "/me/bookmarks",
        method = "get",
        operation_id = "list_bookmarks"
    )]
    async fn list(
        &self,
        caller: SignedIn,
        /// `next` of the page before.
        before: Query<Option<u64>>,
        /// How many bookmarks at most, 1 to 100; 50 unless told.
        limit: Query<Option<i64>>,
    ) -> Result<Answer<Bookmarks>, Refusal> {
        let size = page_size(limit.0)?;
        let bookmarks = &caller.app().bookmarks;
        let (page, next) = bookmarks.list(&caller.actor, before.0, size).await?;
        let bookmark = |mark: &campfire_app::bookmarks::BookmarkView| Bookmark {
            number: mark.number,
            created_at: mark.at.into(),
            message: view(&mark.view),
        };
        let bookmarks = page.iter().map(bookmark).collect();
        Ok(Answer::found(&Bookmarks { bookmarks, next }))
    }

    /// Puts a message on one's own list. Doing it again changes nothing.
    ///
    /// A list holds at most 1,000 messages.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id/bookmark",
        method = "put",
        operation_id = "add_bookmark"
    )]
    async fn add(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let bookmarks = &caller.app().bookmarks;
        bookmarks.add(&caller.actor, room_id, message_id).await?;
        Ok(Answer::done())
    }

    /// Takes a message from one's own list. Doing it again changes nothing.
    #[oai(
        path = "/rooms/:room_id/messages/:message_id/bookmark",
        method = "delete",
        operation_id = "remove_bookmark"
    )]
    async fn remove(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        message_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let (room_id, message_id) = (room_id.room()?, message_id.message()?);
        let bookmarks = &caller.app().bookmarks;
        bookmarks.remove(&caller.actor, room_id, message_id).await?;
        Ok(Answer::done())
    }
}
