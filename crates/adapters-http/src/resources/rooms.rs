use super::{IdText, Tag};
use crate::{
    answers::{Answer, Done, Made, MadeOrThere, Nothing},
    auth::SignedIn,
    body::Json,
    errors::Refusal,
    fields::Fields,
};
use campfire_app::rooms::{MyRoomView, RoomChange};
use campfire_domain::UserId;
use campfire_wire::{self as wire, NewRoom, Room, Rooms, User, UserIds};
use poem_openapi::{OpenApi, param::Path};

/// Rooms.
pub(crate) struct RoomResource;

#[OpenApi(tag = "Tag::Rooms")]
impl RoomResource {
    /// Lists one's own rooms, invisible ones included.
    ///
    /// A direct room that somebody else opened is listed from its first message on. A client that gets a
    /// `message_posted` of a room that it does not have reads that room.
    #[oai(path = "/rooms", method = "get", operation_id = "list_rooms")]
    async fn list(&self, caller: SignedIn) -> Result<Answer<Rooms>, Refusal> {
        let mine = caller.app().rooms.list(&caller.actor).await?;
        Ok(Answer::found(&Rooms {
            rooms: mine.rooms.iter().map(view).collect(),
            partial: mine.is_partial.then_some(true),
        }))
    }

    /// Makes an open or closed room; its creator is always a member.
    #[oai(path = "/rooms", method = "post", operation_id = "create_room")]
    async fn create(
        &self,
        caller: SignedIn,
        body: Json<NewRoom>,
    ) -> Result<Answer<Room, Made>, Refusal> {
        let Json(body) = body;
        let mut fields = Fields::default();
        let Some(name) = fields.room_name(&body.name) else {
            return Err(fields.refusal());
        };
        let members = user_ids(&body.member_ids.unwrap_or_default());
        let rooms = &caller.app().rooms;
        let made = rooms.create(&caller.actor, body.kind.into(), name, members);
        let made = made.await;
        let made = made.map_err(|error| Refusal::from(error).pointing_to("/member_ids"))?;
        let room = view(&made);
        Ok(Answer::made(&room).at(&format!("/rooms/{}", room.id)))
    }

    /// Opens the direct room of oneself and these people.
    ///
    /// There is one for each set of people: naming the same ones again, in any order, gives the same
    /// room with 200.
    #[oai(
        path = "/rooms/direct",
        method = "post",
        operation_id = "open_direct_room"
    )]
    async fn open_direct(
        &self,
        caller: SignedIn,
        body: Json<UserIds>,
    ) -> Result<Answer<Room, MadeOrThere>, Refusal> {
        let others = user_ids(&body.0.user_ids);
        let rooms = &caller.app().rooms;
        let (opened, is_new) = rooms.open_direct(&caller.actor, others).await?;
        let room = view(&opened);
        Ok(if is_new {
            Answer::made(&room).at(&format!("/rooms/{}", room.id))
        } else {
            Answer::found(&room)
        })
    }

    /// Reads one of one's own rooms.
    #[oai(path = "/rooms/:room_id", method = "get", operation_id = "get_room")]
    async fn get(&self, caller: SignedIn, room_id: Path<IdText>) -> Result<Answer<Room>, Refusal> {
        let rooms = &caller.app().rooms;
        let room = rooms.get(&caller.actor, room_id.room()?).await?;
        Ok(Answer::found(&view(&room)))
    }

    /// Gives an open or closed room another name, makes it open or closed, or both.
    ///
    /// An open room that becomes closed keeps the named people, its creator and who closes it; for
    /// everyone else it is gone. A closed one that becomes open is everyone's at once.
    #[oai(
        path = "/rooms/:room_id",
        method = "patch",
        operation_id = "update_room"
    )]
    async fn update(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
        body: Json<wire::RoomChange>,
    ) -> Result<Answer<Room>, Refusal> {
        let Json(body) = body;
        let mut fields = Fields::default();
        let name = body.name.map(|name| fields.room_name(&name));
        if name == Some(None) {
            return Err(fields.refusal());
        }
        let change = RoomChange {
            name: name.flatten(),
            kind: body.kind.map(Into::into),
            member_ids: user_ids(&body.member_ids.unwrap_or_default()),
        };
        let rooms = &caller.app().rooms;
        let changed = rooms.change(&caller.actor, room_id.room()?, change).await;
        let room = changed.map_err(|error| Refusal::from(error).pointing_to("/member_ids"))?;
        Ok(Answer::found(&view(&room)))
    }

    /// Deletes a room with all that was said in it.
    #[oai(
        path = "/rooms/:room_id",
        method = "delete",
        operation_id = "delete_room"
    )]
    async fn delete(
        &self,
        caller: SignedIn,
        room_id: Path<IdText>,
    ) -> Result<Answer<Nothing, Done>, Refusal> {
        let rooms = &caller.app().rooms;
        rooms.delete(&caller.actor, room_id.room()?).await?;
        Ok(Answer::done())
    }
}

fn view(room: &MyRoomView) -> Room {
    let people = |people: &Vec<_>| {
        people
            .iter()
            .map(|user: &std::sync::Arc<_>| User::from(&**user))
            .collect()
    };
    Room::new(&room.mine, room.people.as_ref().map(people))
}

pub(super) fn user_ids(ids: &[uuid::Uuid]) -> Vec<UserId> {
    ids.iter().copied().map(UserId::from_uuid).collect()
}
