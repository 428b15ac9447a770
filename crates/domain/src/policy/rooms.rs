//! Rules about rooms and their members.

use crate::{AccountSettings, Actor, Denied, Room, RoomKind};

/// Everyone makes open and closed rooms, unless the account leaves that to administrators. Direct
/// rooms are never asked about.
///
/// # Errors
/// [`Denied::NotAdministrator`] to everyone else then.
pub fn may_create(actor: &Actor, settings: &AccountSettings) -> Result<(), Denied> {
    if settings.restricts_room_creation && !actor.is_administrator() {
        Err(Denied::NotAdministrator)
    } else {
        Ok(())
    }
}

/// Its creator or an administrator may rename a room and choose its members; both must be members
/// of it, which is asked before and answered with "not found".
///
/// # Errors
/// [`Denied::NotYours`] to everyone else.
pub fn may_change(actor: &Actor, room: &Room) -> Result<(), Denied> {
    if actor.user_id == room.creator_id || actor.is_administrator() {
        Ok(())
    } else {
        Err(Denied::NotYours)
    }
}

/// Whoever may change a room may delete it; a direct room may be deleted by each of its people.
///
/// # Errors
/// [`Denied::NotYours`] to everyone else.
pub fn may_delete(actor: &Actor, room: &Room) -> Result<(), Denied> {
    if room.kind == RoomKind::Direct {
        Ok(())
    } else {
        may_change(actor, room)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rev, Role, RoomId, Seq, SessionId, UserId, time::Timestamp};
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn members_change_only_what_they_made(creator in 0_u128..3, asking in 0_u128..3, admin: bool, kind in 0..3) {
            let user = |n| UserId::from_uuid(Uuid::from_u128(n));
            let kind = [RoomKind::Open, RoomKind::Closed, RoomKind::Direct][usize::try_from(kind).unwrap()];
            let room = Room {
                id: RoomId::from_uuid(Uuid::nil()), kind, name: None, creator_id: user(creator),
                last_seq: Seq::ZERO, rev: Rev::ZERO, last_message_at: None, created_at: Timestamp::from_millis(0),
            };
            let role = if admin { Role::Administrator } else { Role::Member };
            let actor = Actor { user_id: user(asking), session_id: SessionId::from_uuid(Uuid::nil()), role };
            prop_assert_eq!(may_change(&actor, &room).is_ok(), admin || creator == asking);
            prop_assert_eq!(may_delete(&actor, &room).is_ok(), admin || creator == asking || kind == RoomKind::Direct);
        }

        #[test]
        fn rooms_are_made_by_everyone_or_by_administrators_alone(admin: bool, restricts_room_creation: bool) {
            let role = if admin { Role::Administrator } else { Role::Member };
            let user_id = UserId::from_uuid(Uuid::from_u128(1));
            let actor = Actor { user_id, session_id: SessionId::from_uuid(Uuid::nil()), role };
            let settings = AccountSettings { restricts_room_creation, ..AccountSettings::default() };
            prop_assert_eq!(may_create(&actor, &settings).is_ok(), admin || !restricts_room_creation);
        }
    }
}
