use super::{By, MemoryStore, RoomRow, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, Rev, Room, RoomId, RoomKind, RoomName, RoomState, Seq,
    Timestamp, User, UserId,
    ports::{Committed, Conversion, NewDirectRoom, NewRoom, Opened, RoomError, RoomRepository},
};
use std::{collections::BTreeSet, sync::Arc};

#[async_trait]
impl RoomRepository for MemoryStore {
    async fn create(&self, new: NewRoom) -> Result<Committed<RoomState>, RoomError> {
        self.write(|state| {
            let by = By(new.creator_id, new.at);
            let mut people: BTreeSet<UserId> = [new.creator_id].into();
            if new.kind == RoomKind::Open {
                refuse_unknown(state, &people)?;
                let active = state.users.values().filter(|user| user.is_active());
                people = active.map(|user: &User| user.id).collect();
            } else {
                people.extend(new.member_ids);
                refuse_unknown(state, &people)?;
            }
            Ok(make(
                state,
                by,
                (new.id, new.kind, Some(new.name)),
                Vec::new(),
                people,
            ))
        })
    }

    async fn open_direct(&self, new: NewDirectRoom) -> Result<Committed<Opened>, RoomError> {
        self.write(|state| {
            let people = new.people.ids();
            let is_theirs = |row: &&RoomRow| row.room.is_direct() && row.people == people;
            if let Some(room_id) = state.rooms.values().find(is_theirs).map(|row| row.room.id) {
                let room = state.room_state(room_id).expect("just found");
                return Ok(Opened {
                    room,
                    is_new: false,
                });
            }
            let members = people.iter().copied().collect();
            refuse_unknown(state, &members)?;
            let by = By(new.creator_id, new.at);
            let what = (new.id, RoomKind::Direct, None);
            let room = make(state, by, what, people.to_vec(), members);
            Ok(Opened { room, is_new: true })
        })
    }

    async fn rename(
        &self,
        room_id: RoomId,
        name: RoomName,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<RoomState>, RoomError> {
        self.write(|state| {
            let row = state
                .rooms
                .get_mut(&room_id)
                .filter(|row| !row.room.is_direct());
            let row = row.ok_or(RoomError::NotFound)?;
            row.room.name = Some(name);
            let audience = audience_of(&row.room);
            Ok(update(state, By(actor_id, at), room_id, audience))
        })
    }

    async fn convert(&self, conversion: Conversion) -> Result<Committed<RoomState>, RoomError> {
        self.write(|state| {
            let (room_id, kind) = (conversion.room_id, conversion.kind);
            let by = By(conversion.actor_id, conversion.at);
            let row = state.room(room_id).ok_or(RoomError::NotFound)?;
            let before = row.room.kind;
            if kind == RoomKind::Direct || !before.may_become(kind) {
                return Err(RoomError::NotFound);
            }
            if before != kind {
                let people = people_of(state, &conversion, row.room.creator_id)?;
                let since = state.head().position.next();
                let stays = |key: &(RoomId, UserId)| key.0 != room_id || people.contains(&key.1);
                state.memberships.retain(|key, _| stays(key));
                for user_id in people {
                    if !state.is_member(room_id, user_id) {
                        let level = Involvement::at_first(kind);
                        state.begin_membership(room_id, user_id, since, level);
                    }
                }
                let row = state.rooms.get_mut(&room_id).expect("looked up before");
                row.room.kind = kind;
                update(state, by, room_id, Audience::Account);
            }
            if let Some(name) = conversion.name {
                let row = state.rooms.get_mut(&room_id).expect("looked up before");
                row.room.name = Some(name);
                let audience = audience_of(&row.room);
                update(state, by, room_id, audience);
            }
            Ok(state.room_state(room_id).expect("looked up before"))
        })
    }

    async fn delete(
        &self,
        room_id: RoomId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, RoomError> {
        self.write(|state| {
            let row = state.room(room_id).ok_or(RoomError::NotFound)?;
            let is_open = row.room.kind == RoomKind::Open;
            let rev = state.next_rev(room_id);
            let members = state.remove_room(room_id);
            let audience = if is_open {
                Audience::Account
            } else {
                Audience::Users(members.into())
            };
            let deleted = EventKind::RoomDeleted(room_id);
            state.record(By(actor_id, at), Some(rev), audience, deleted);
            Ok(())
        })
    }
}

fn refuse_unknown(state: &State, people: &BTreeSet<UserId>) -> Result<(), RoomError> {
    let unknown = state.unknown(people.iter().copied());
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(RoomError::UnknownUsers(unknown))
    }
}

/// Who is in a room once it is converted.
fn people_of(
    state: &State,
    conversion: &Conversion,
    creator_id: UserId,
) -> Result<BTreeSet<UserId>, RoomError> {
    if conversion.kind == RoomKind::Open {
        let active = state.users.values().filter(|user| user.is_active());
        return Ok(active.map(|user| user.id).collect());
    }
    let mut people: BTreeSet<UserId> = conversion.member_ids.iter().copied().collect();
    people.insert(conversion.actor_id);
    refuse_unknown(state, &people)?;
    if state.unknown([creator_id]).is_empty() {
        people.insert(creator_id);
    }
    Ok(people)
}

/// Tells what a room is like now.
fn update(state: &mut State, by: By, room_id: RoomId, audience: Audience) -> RoomState {
    let rev = state.next_rev(room_id);
    let room = state.room_state(room_id).expect("looked up before");
    let updated = EventKind::RoomUpdated(Arc::new(room.clone()));
    state.record(by, Some(rev), audience, updated);
    room
}

/// Everyone for an open room, its members for another.
fn audience_of(room: &Room) -> Audience {
    if room.kind == RoomKind::Open {
        Audience::Account
    } else {
        Audience::Room(room.id)
    }
}

fn make(
    state: &mut State,
    by: By,
    (id, kind, name): (RoomId, RoomKind, Option<RoomName>),
    direct_people: Vec<UserId>,
    members: BTreeSet<UserId>,
) -> RoomState {
    let room = Room {
        id,
        kind,
        name,
        creator_id: by.0,
        last_seq: Seq::ZERO,
        rev: Rev::ZERO.next(),
        last_message_at: None,
        created_at: by.1,
    };
    let row = RoomRow {
        room: room.clone(),
        messages: Vec::new(),
        people: direct_people,
    };
    state.rooms.insert(id, row);
    let since = state.head().position.next();
    for user_id in members {
        state.begin_membership(id, user_id, since, Involvement::at_first(kind));
    }
    let made = state.room_state(id).expect("just made");
    let created = EventKind::RoomCreated(Arc::new(made.clone()));
    state.record(by, Some(room.rev), audience_of(&room), created);
    made
}
