//! Rooms: open to everyone, closed to chosen members, or direct between a fixed set of people.

use crate::{Rev, RoomId, Seq, UserId, text::name_type, time::Timestamp};

name_type! {
    /// The name of an open or closed room, 1 to 80 characters.
    RoomName
}

/// A place to talk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// Who may be in it.
    pub kind: RoomKind,
    /// Its name; direct rooms have none and are called after their people.
    pub name: Option<RoomName>,
    /// Who made it.
    pub creator_id: UserId,
    /// The number of its newest message.
    pub last_seq: Seq,
    /// The number of its newest event.
    pub rev: Rev,
    /// When its newest message was posted.
    pub last_message_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Room {
    /// Whether its people are fixed.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.kind == RoomKind::Direct
    }

    /// Whether a member finds it in their list: a direct room nobody has said anything in shows itself
    /// only to who opened it, so that looking at somebody leaves no trace with them.
    #[must_use]
    pub fn is_shown_to(&self, user_id: UserId) -> bool {
        !self.is_direct() || self.last_seq > Seq::ZERO || self.creator_id == user_id
    }
}

/// Who may be in a room.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum RoomKind {
    /// Everyone of the account, newcomers included.
    Open,
    /// Chosen members.
    Closed,
    /// Exactly the people it was opened for, for ever.
    Direct,
}

impl RoomKind {
    /// Whether a room of this kind may become one of the other: open ↔ closed, never direct,
    /// because its people agreed to a private conversation.
    #[must_use]
    pub fn may_become(self, other: Self) -> bool {
        self == other || (self != Self::Direct && other != Self::Direct)
    }
}

/// The people of a direct room: 1 to 10, each once. Two rooms with the same people are one room.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DirectPeople(Box<[UserId]>);

impl DirectPeople {
    /// Most people in a direct room, its opener included.
    pub const MAX: usize = 10;

    /// The opener and the others; who is named twice counts once.
    ///
    /// # Errors
    /// [`TooManyPeople`] when more than [`Self::MAX`] are left.
    pub fn new(
        opener: UserId,
        others: impl IntoIterator<Item = UserId>,
    ) -> Result<Self, TooManyPeople> {
        let mut people: Vec<UserId> = others.into_iter().chain([opener]).collect();
        people.sort_unstable();
        people.dedup();
        if people.len() > Self::MAX {
            return Err(TooManyPeople {
                max: Self::MAX,
                got: people.len(),
            });
        }
        Ok(Self(people.into()))
    }

    /// Their ids in ascending order: the key by which a store finds the room.
    #[must_use]
    pub fn ids(&self) -> &[UserId] {
        &self.0
    }
}

/// A direct room for more than ten people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has {got} people, at most {max} are allowed")]
pub struct TooManyPeople {
    /// The limit.
    pub max: usize,
    /// What was given.
    pub got: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn the_same_people_in_any_order_are_the_same_key(
            mut others in prop::collection::vec(0_u128..12, 0..9), opener in 0_u128..12
        ) {
            let id = |n: u128| UserId::from_uuid(Uuid::from_u128(n));
            let one = DirectPeople::new(id(opener), others.iter().map(|n| id(*n))).unwrap();
            others.reverse();
            others.push(opener);
            let two = DirectPeople::new(id(opener), others.iter().map(|n| id(*n))).unwrap();
            prop_assert_eq!(&one, &two);
            prop_assert!(one.ids().is_sorted() && one.ids().contains(&id(opener)));
        }
    }

    #[test]
    fn an_empty_direct_room_shows_itself_to_who_opened_it() {
        let id = |n: u128| UserId::from_uuid(Uuid::from_u128(n));
        let room = |kind, last_seq| Room {
            id: RoomId::from_uuid(Uuid::nil()),
            kind,
            name: None,
            creator_id: id(1),
            last_seq: Seq::new(last_seq),
            rev: Rev::ZERO,
            last_message_at: None,
            created_at: Timestamp::from_millis(0),
        };
        let empty = room(RoomKind::Direct, 0);
        assert!(empty.is_shown_to(id(1)) && !empty.is_shown_to(id(2)));
        assert!(room(RoomKind::Direct, 1).is_shown_to(id(2)));
        assert!(room(RoomKind::Closed, 0).is_shown_to(id(2)));
    }

    #[test]
    fn eleven_people_are_too_many() {
        let id = |n: u128| UserId::from_uuid(Uuid::from_u128(n));
        let opened = DirectPeople::new(id(0), (1..=10).map(id));
        assert_eq!(opened, Err(TooManyPeople { max: 10, got: 11 }));
    }

    #[test]
    fn a_direct_room_never_changes_its_kind() {
        use RoomKind::{Closed, Direct, Open};
        assert!(Open.may_become(Closed) && Closed.may_become(Open));
        assert!(!Direct.may_become(Open) && !Closed.may_become(Direct));
    }
}
