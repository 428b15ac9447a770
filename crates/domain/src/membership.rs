//! Memberships: who is in a room, how much they want to hear of it, and what they have read.

use crate::{Room, RoomId, Seq, UserId};

/// One user's place in one room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The room.
    pub room_id: RoomId,
    /// The user.
    pub user_id: UserId,
    /// How much they want to hear.
    pub involvement: Involvement,
    /// The newest message they have seen. It starts at the room's `last_seq` when the membership
    /// begins; their own posts raise it.
    pub last_read_seq: Seq,
}

/// A room as one member sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MyRoom {
    /// The room.
    pub room: Room,
    /// How much they want to hear.
    pub involvement: Involvement,
    /// The newest message they have seen.
    pub last_read_seq: Seq,
    /// What they have not read.
    pub unread: Unread,
    /// Whether it is one of their favourites.
    pub is_favourite: bool,
}

/// What a member has not read of a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Unread {
    /// Messages; tombstones do not count.
    pub messages: u64,
    /// Messages that mention the member.
    pub mentions: u64,
}

/// How much a member wants to hear of a room, as in the original Campfire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Involvement {
    /// Not even shown in the sidebar.
    Invisible,
    /// Shown; only mentions count as unread; no notices.
    Nothing,
    /// Shown with unread; notices for mentions.
    Mentions,
    /// Shown with unread; notices for everything.
    Everything,
}

impl Involvement {
    /// What a new membership of this kind of room begins with.
    #[must_use]
    pub fn at_first(kind: crate::RoomKind) -> Self {
        if kind == crate::RoomKind::Direct {
            Self::Everything
        } else {
            Self::Mentions
        }
    }

    /// What counts as unread at this level, of what is new: everything, mentions only with
    /// `nothing`, none with `invisible`.
    #[must_use]
    pub fn unread(self, new: Unread) -> Unread {
        match self {
            Self::Everything | Self::Mentions => new,
            Self::Nothing => Unread {
                messages: new.mentions,
                mentions: new.mentions,
            },
            Self::Invisible => Unread::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_lower_level_never_counts_more(messages in 0_u64..1000, mentions in 0_u64..1000) {
            let new = Unread { messages: messages.max(mentions), mentions };
            let levels = [Involvement::Invisible, Involvement::Nothing, Involvement::Mentions, Involvement::Everything];
            let counts: Vec<u64> = levels.iter().map(|level| level.unread(new).messages).collect();
            prop_assert!(counts.is_sorted());
        }
    }
}
