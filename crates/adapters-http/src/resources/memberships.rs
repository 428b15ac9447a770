use super::{IdText, Tag, people_size, rooms::user_ids};
use crate::{
    answers::{Answer, Done, Nothing},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
};
use campfire_domain::{PageSize, RoomId, Seq, UserId};
use campfire_wire::{InvolvementChange, Members, ReadMark, ReadMarker, User, UserIds};
use poem_openapi::{
    OpenApi,
    param::{Path, Query},
};

/// Members, involvement and read markers.
pub(crate) struct MembershipResource;

#[OpenApi(tag = "Tag::Rooms")]
impl MembershipResource {
    /// Lists the members of a room, by name, a page at a time.
    #[oai(
        path = "/rooms/:room_id/members",
        method = "get",
        operation_id = "list_members"
    )]
    async fn list(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        /// `next` of the page before.
        after: Query<Option<IdText>>,
        /// How many people at most, 1 to 100; 100 unless told.
        limit: Query<Option<i64>>,
    ) -> Result<Answer<Members>, Refusal> {
        let after = after.0.map(|id| id.parameter("after", UserId::parse));
        let size = people_size(limit.0)?;
        members(&caller, room_id.room()?, after.transpose()?, size)
    }

    /// Makes people members of a closed room; who is one already stays one.
    ///
    /// Answers with the first page of its members.
    #[oai(
        path = "/rooms/:room_id/members",
        method = "post",
        operation_id = "add_members"
    )]
    async fn add(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        body: Json<UserIds>,
    ) -> Result<Answer<Members>, Refusal> {
        let room_id = room_id.room()?;
        let memberships = &caller.app().memberships;
        let people = user_ids(&body.0.user_ids);
        memberships.grant(&caller.actor, room_id, people).await?;
        members(&caller, room_id, None, PageSize::MOST)
    }

    /// Ends someone's membership of a closed room.
    #[oai(
        path = "/rooms/:room_id/members/:user_id",
        method = "delete",
        operation_id = "remove_member"
    )]
    async fn remove(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        user_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let (room_id, user_id) = (room_id.room()?, user_id.member()?);
        let memberships = &caller.app().memberships;
        memberships.revoke(&caller.actor, room_id, user_id).await?;
        Ok(Answer::done())
    }

    /// Leaves a closed room; the last one to leave takes it with them.
    #[oai(
        path = "/rooms/:room_id/members/me",
        method = "delete",
        operation_id = "leave_room"
    )]
    async fn leave(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let me = caller.actor.user_id;
        let memberships = &caller.app().memberships;
        memberships
            .revoke(&caller.actor, room_id.room()?, me)
            .await?;
        Ok(Answer::done())
    }

    /// Sets how much one wants to hear of a room.
    #[oai(
        path = "/rooms/:room_id/involvement",
        method = "put",
        operation_id = "set_involvement"
    )]
    async fn set_involvement(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        body: Json<InvolvementChange>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let level = body.0.involvement.into();
        let memberships = &caller.app().memberships;
        memberships
            .set_involvement(&caller.actor, room_id.room()?, level)
            .await?;
        Ok(Answer::done())
    }

    /// Puts a room among one's favourites.
    #[oai(
        path = "/rooms/:room_id/favourite",
        method = "put",
        operation_id = "add_favourite"
    )]
    async fn add_favourite(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        set_favourite(&caller, &room_id, true).await
    }

    /// Takes a room from among one's favourites.
    #[oai(
        path = "/rooms/:room_id/favourite",
        method = "delete",
        operation_id = "remove_favourite"
    )]
    async fn remove_favourite(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        set_favourite(&caller, &room_id, false).await
    }

    /// Moves one's read marker.
    ///
    /// It only rises, unless `back` allows it to go anywhere.
    #[oai(
        path = "/rooms/:room_id/read",
        method = "put",
        operation_id = "mark_read"
    )]
    async fn mark_read(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        body: Json<ReadMark>,
    ) -> Result<Answer<ReadMarker>, Refusal> {
        let (to, back) = (Seq::new(body.0.seq), body.0.back.unwrap_or(false));
        let memberships = &caller.app().memberships;
        let moved = memberships.move_read(&caller.actor, room_id.room()?, to, back);
        let moved = moved.await?;
        Ok(Answer::found(&ReadMarker {
            last_read_seq: moved.last_read_seq.get(),
            unread_count: moved.unread.messages,
            mention_count: moved.unread.mentions,
        }))
    }
}

async fn set_favourite(
    caller: &SignedIn,
    room_id: &IdText,
    is_favourite: bool,
) -> Result<Answer<Nothing, Done>, Refusal> {
    let memberships = &caller.app().memberships;
    memberships
        .set_favourite(&caller.actor, room_id.room()?, is_favourite)
        .await?;
    Ok(Answer::done())
}

fn members(
    caller: &SignedIn,
    room_id: RoomId,
    after: Option<UserId>,
    size: PageSize,
) -> Result<Answer<Members>, Refusal> {
    let memberships = &caller.app().memberships;
    let page = memberships.list(&caller.actor, room_id, after, size)?;
    let members = page.users.iter().map(|user| User::from(&**user)).collect();
    Ok(Answer::found(&Members {
        members,
        next: page.next.map(UserId::as_uuid),
    }))
}
