use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, MyRoom, RoomId, RoomKind, Seq, StoreError, Timestamp, UserId,
    ports::{
        Committed, GrantError, MembershipError, MembershipReader, MembershipRepository, ReadError,
        ReadMarker, Revoked,
    },
};
use std::{collections::BTreeSet, sync::Arc};

#[async_trait]
impl MembershipRepository for MemoryStore {
    async fn grant(
        &self,
        room_id: RoomId,
        user_ids: Vec<UserId>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Vec<UserId>>, GrantError> {
        self.write(|state| {
            if !is_closed(state, room_id) {
                return Err(GrantError::NotFound);
            }
            let unknown = state.unknown(user_ids.iter().copied());
            if !unknown.is_empty() {
                return Err(GrantError::UnknownUsers(unknown));
            }
            let named: BTreeSet<_> = user_ids.into_iter().collect();
            let is_new = |id: &UserId| !state.is_member(room_id, *id);
            let new: Vec<_> = named.into_iter().filter(is_new).collect();
            for &user_id in &new {
                let rev = state.next_rev(room_id);
                let since = state.head().position.next();
                let level = Involvement::at_first(RoomKind::Closed);
                state.begin_membership(room_id, user_id, since, level);
                let room = Arc::new(state.room_state(room_id).expect("looked up before"));
                let audience = Audience::RoomAnd(room_id, [user_id].into());
                let granted = EventKind::MembershipGranted { room, user_id };
                state.record(By(actor_id, at), Some(rev), audience, granted);
            }
            Ok(new)
        })
    }

    async fn revoke(
        &self,
        room_id: RoomId,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Revoked>, MembershipError> {
        self.write(|state| {
            if !is_closed(state, room_id) || !state.is_member(room_id, user_id) {
                return Err(MembershipError::NotAMember);
            }
            Ok(state.revoke(room_id, user_id, By(actor_id, at)))
        })
    }

    async fn set_involvement(
        &self,
        room_id: RoomId,
        user_id: UserId,
        involvement: Involvement,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError> {
        self.write(|state| {
            let row = state.memberships.get_mut(&(room_id, user_id));
            let row = row.ok_or(MembershipError::NotAMember)?;
            if row.involvement != involvement {
                row.involvement = involvement;
                let audience = Audience::Users([user_id].into());
                let changed = EventKind::InvolvementChanged {
                    room_id,
                    user_id,
                    involvement,
                };
                state.record(By(user_id, at), None, audience, changed);
            }
            Ok(())
        })
    }

    async fn set_favourite(
        &self,
        room_id: RoomId,
        user_id: UserId,
        is_favourite: bool,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError> {
        self.write(|state| {
            let row = state.memberships.get_mut(&(room_id, user_id));
            let row = row.ok_or(MembershipError::NotAMember)?;
            if row.is_favourite != is_favourite {
                row.is_favourite = is_favourite;
                let audience = Audience::Users([user_id].into());
                let changed = EventKind::FavouriteChanged {
                    room_id,
                    user_id,
                    is_favourite,
                };
                state.record(By(user_id, at), None, audience, changed);
            }
            Ok(())
        })
    }

    async fn move_read(
        &self,
        room_id: RoomId,
        user_id: UserId,
        to: Seq,
        back: bool,
        at: Timestamp,
    ) -> Result<Committed<ReadMarker>, ReadError> {
        self.write(|state| {
            let last_seq = state.room(room_id).map(|row| row.room.last_seq);
            let row = state.memberships.get_mut(&(room_id, user_id));
            let (Some(row), Some(last_seq)) = (row, last_seq) else {
                return Err(ReadError::NotAMember);
            };
            if to > last_seq {
                return Err(ReadError::BeyondLast { last_seq });
            }
            let before = row.last_read_seq;
            row.last_read_seq = if back { to } else { to.max(before) };
            let last_read_seq = row.last_read_seq;
            let unread = state.unread(room_id, user_id);
            if last_read_seq != before {
                let audience = Audience::Users([user_id].into());
                let moved = EventKind::ReadMoved {
                    room_id,
                    user_id,
                    last_read_seq,
                    unread,
                };
                state.record(By(user_id, at), None, audience, moved);
            }
            Ok(ReadMarker {
                last_read_seq,
                unread,
            })
        })
    }
}

#[async_trait]
impl MembershipReader for MemoryStore {
    async fn my_rooms(&self, user_id: UserId) -> Result<Vec<MyRoom>, StoreError> {
        self.read(|state| {
            let rooms = state.rooms.keys();
            rooms
                .filter_map(|&room_id| my_room(state, room_id, user_id))
                .collect()
        })
    }

    async fn my_room(
        &self,
        user_id: UserId,
        room_id: RoomId,
    ) -> Result<Option<MyRoom>, StoreError> {
        self.read(|state| my_room(state, room_id, user_id))
    }
}

impl State {
    /// Ends a membership of a closed room; the last one takes the room with it.
    pub(super) fn revoke(&mut self, room_id: RoomId, user_id: UserId, by: By) -> Revoked {
        let rev = self.next_rev(room_id);
        self.memberships.remove(&(room_id, user_id));
        if self.members(room_id).is_empty() {
            self.remove_room(room_id);
            let audience = Audience::Users([user_id].into());
            self.record(by, Some(rev), audience, EventKind::RoomDeleted(room_id));
            return Revoked::RoomDeleted;
        }
        let audience = Audience::RoomAnd(room_id, [user_id].into());
        let revoked = EventKind::MembershipRevoked { room_id, user_id };
        self.record(by, Some(rev), audience, revoked);
        Revoked::Removed
    }
}

fn is_closed(state: &State, room_id: RoomId) -> bool {
    state
        .room(room_id)
        .is_some_and(|row| row.room.kind == RoomKind::Closed)
}

fn my_room(state: &State, room_id: RoomId, user_id: UserId) -> Option<MyRoom> {
    let row = state.memberships.get(&(room_id, user_id))?;
    Some(MyRoom {
        room: state.room(room_id)?.room.clone(),
        involvement: row.involvement,
        last_read_seq: row.last_read_seq,
        unread: state.unread(room_id, user_id),
        is_favourite: row.is_favourite,
    })
}
