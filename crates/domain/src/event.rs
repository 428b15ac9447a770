//! Events: everything that a client must learn, written in the same transaction as the change.

use crate::{
    Account, Boost, BoostId, ClientMessageId, Cursor, Flags, Involvement, Message, MessageId,
    Position, PublicAddress, Rev, Room, RoomId, Seq, Session, SessionId, Unread, User, UserId,
    time::Timestamp,
};
use std::sync::Arc;

/// One change, as it stands in the log, with the state after it.
///
/// A live event holds the committed values. An event read again from the log holds the state of
/// now: a deleted message comes as its tombstone, what is gone comes as its removal.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// Its place in the log.
    pub position: Position,
    /// The same for clients.
    pub cursor: Cursor,
    /// When it was committed.
    pub at: Timestamp,
    /// Who caused it; `None` when the system did.
    pub actor_id: Option<UserId>,
    /// Its number in its room, if every member of a room sees it.
    pub rev: Option<Rev>,
    /// Who may see it.
    pub audience: Audience,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// The event, read again, as someone sees it whose present membership of its room began with the
    /// event at `since`; `None` is no membership. What told everyone of a room that they were not in
    /// at that moment is the room's removal: absent and hidden are one answer.
    #[must_use]
    pub fn seen_since(self, since: Option<Position>) -> Self {
        match &self.kind {
            EventKind::RoomCreated(state) | EventKind::RoomUpdated(state)
                if since.is_none_or(|since| since > self.position) =>
            {
                let kind = EventKind::RoomDeleted(state.room.id);
                Self { kind, ..self }
            }
            _ => self,
        }
    }
}

/// Who may see an event. It is written with the event and judged by the memberships of its
/// position in the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Audience {
    /// The members of a room.
    Room(RoomId),
    /// The members of a room, and these people whether they are members or not.
    RoomAnd(RoomId, Arc<[UserId]>),
    /// These people.
    Users(Arc<[UserId]>),
    /// Everyone.
    Account,
    /// No client: only this process's own tables learn of it.
    Nobody,
}

/// What happened, in the past tense, with the state after it.
#[derive(Clone, PartialEq, Debug)]
#[non_exhaustive]
pub enum EventKind {
    /// A message took a new `seq`.
    MessagePosted(Arc<Message>),
    /// Its content changed.
    MessageEdited(Arc<Message>),
    /// Only its tombstone is left.
    MessageDeleted(Arc<Message>),
    /// Someone boosted a message.
    BoostAdded {
        /// The message with all its boosts.
        message: Arc<Message>,
        /// The boost.
        boost: Arc<Boost>,
    },
    /// A boost was taken back, or went with its message.
    BoostRemoved {
        /// The message with the boosts that are left.
        message: Arc<Message>,
        /// The boost that is gone.
        boost_id: BoostId,
    },
    /// A room was made; open rooms are announced to everyone by it.
    RoomCreated(Arc<RoomState>),
    /// Its name or kind changed.
    RoomUpdated(Arc<RoomState>),
    /// It is gone with all that was in it.
    RoomDeleted(RoomId),
    /// Someone became a member of a closed or direct room.
    MembershipGranted {
        /// The room.
        room: Arc<RoomState>,
        /// The new member.
        user_id: UserId,
    },
    /// Someone is no member any more.
    MembershipRevoked {
        /// The room.
        room_id: RoomId,
        /// Who.
        user_id: UserId,
    },
    /// One's own involvement changed.
    InvolvementChanged {
        /// The room.
        room_id: RoomId,
        /// Whose.
        user_id: UserId,
        /// The new level.
        involvement: Involvement,
    },
    /// A room came among one's own favourites, or went.
    FavouriteChanged {
        /// The room.
        room_id: RoomId,
        /// Whose.
        user_id: UserId,
        /// Whether it is one now.
        is_favourite: bool,
    },
    /// A message came onto one's own list.
    BookmarkAdded {
        /// Its room.
        room_id: RoomId,
        /// The message.
        message_id: MessageId,
        /// Whose list.
        user_id: UserId,
    },
    /// A message was taken from one's own list.
    BookmarkRemoved {
        /// Its room.
        room_id: RoomId,
        /// The message.
        message_id: MessageId,
        /// Whose list.
        user_id: UserId,
    },
    /// One's own read marker moved.
    ReadMoved {
        /// The room.
        room_id: RoomId,
        /// Whose.
        user_id: UserId,
        /// Where it is now.
        last_read_seq: Seq,
        /// What is unread now.
        unread: Unread,
    },
    /// Someone joined or changed.
    UserUpdated(Arc<User>),
    /// Someone was banned: every message of theirs up to here is its tombstone from now on. One event
    /// for all of them, so no room's `rev` rises; whoever holds copies drops them and reads again.
    MessagesErased {
        /// Whose.
        user_id: UserId,
    },
    /// The addresses that are banned with someone changed; none when the ban is lifted. No client sees
    /// it: it tells the directory.
    AddressesBanned {
        /// With whom.
        user_id: UserId,
        /// All of them, ascending.
        addresses: Arc<[PublicAddress]>,
    },
    /// The account changed.
    AccountUpdated(Arc<Account>),
    /// The feature flags changed or were rolled back. Read again it holds the flags of now, with their
    /// version: whoever applies it keeps the greatest.
    FlagsChanged(Flags),
    /// A session began. No client sees it: it tells the directory.
    SessionStarted(Arc<Session>),
    /// Sessions ended; their sockets are closed.
    SessionsEnded {
        /// Whose.
        user_id: UserId,
        /// Which.
        session_ids: Arc<[SessionId]>,
    },
    /// A queued post was refused when its turn came. Only its author sees it.
    PostRefused {
        /// The client's id of it.
        client_message_id: ClientMessageId,
        /// Where it should have gone.
        room_id: RoomId,
        /// Who wrote it.
        user_id: UserId,
        /// Why.
        refusal: PostRefusal,
    },
}

/// Why a queued post was refused when its turn came.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PostRefusal {
    /// Its author is no member of such a room (any more).
    NotAMember,
    /// Its author has used the `client_message_id` for something else.
    ClientIdReused,
}

/// A room with the people who make it what it is: those of a direct or closed room.
///
/// Only the members of a *direct* room cross the network with it; those of a closed room are for
/// the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomState {
    /// The room.
    pub room: Room,
    /// Its members in ascending order; empty for an open room, where everyone is one.
    pub member_ids: Vec<UserId>,
}

impl EventKind {
    /// The room it belongs to.
    #[must_use]
    pub fn room_id(&self) -> Option<RoomId> {
        match self {
            Self::MessagePosted(m)
            | Self::MessageEdited(m)
            | Self::MessageDeleted(m)
            | Self::BoostAdded { message: m, .. }
            | Self::BoostRemoved { message: m, .. } => Some(m.room_id),
            Self::RoomCreated(state) | Self::RoomUpdated(state) => Some(state.room.id),
            Self::MembershipGranted { room, .. } => Some(room.room.id),
            Self::RoomDeleted(room_id)
            | Self::MembershipRevoked { room_id, .. }
            | Self::InvolvementChanged { room_id, .. }
            | Self::FavouriteChanged { room_id, .. }
            | Self::BookmarkAdded { room_id, .. }
            | Self::BookmarkRemoved { room_id, .. }
            | Self::ReadMoved { room_id, .. }
            | Self::PostRefused { room_id, .. } => Some(*room_id),
            Self::UserUpdated(_)
            | Self::MessagesErased { .. }
            | Self::AddressesBanned { .. }
            | Self::AccountUpdated(_)
            | Self::FlagsChanged(_)
            | Self::SessionStarted(_)
            | Self::SessionsEnded { .. } => None,
        }
    }

    /// The message it is about, as it is after the event.
    #[must_use]
    pub fn message(&self) -> Option<&Arc<Message>> {
        match self {
            Self::MessagePosted(m)
            | Self::MessageEdited(m)
            | Self::MessageDeleted(m)
            | Self::BoostAdded { message: m, .. }
            | Self::BoostRemoved { message: m, .. } => Some(m),
            _ => None,
        }
    }

    /// The id of the boost it is about.
    #[must_use]
    pub fn boost_id(&self) -> Option<BoostId> {
        match self {
            Self::BoostAdded { boost, .. } => Some(boost.id),
            Self::BoostRemoved { boost_id, .. } => Some(*boost_id),
            _ => None,
        }
    }

    /// The id of the message it is about.
    #[must_use]
    pub fn message_id(&self) -> Option<MessageId> {
        match self {
            Self::BookmarkAdded { message_id, .. } | Self::BookmarkRemoved { message_id, .. } => {
                Some(*message_id)
            }
            kind => kind.message().map(|m| m.id),
        }
    }

    /// Its name in the log and on the wire.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::MessagePosted(_) => "message_posted",
            Self::MessageEdited(_) => "message_edited",
            Self::MessageDeleted(_) => "message_deleted",
            Self::BoostAdded { .. } => "boost_added",
            Self::BoostRemoved { .. } => "boost_removed",
            Self::RoomCreated(_) => "room_created",
            Self::RoomUpdated(_) => "room_updated",
            Self::RoomDeleted(_) => "room_deleted",
            Self::MembershipGranted { .. } => "membership_granted",
            Self::MembershipRevoked { .. } => "membership_revoked",
            Self::InvolvementChanged { .. } => "involvement_changed",
            Self::FavouriteChanged { .. } => "favourite_changed",
            Self::BookmarkAdded { .. } => "bookmark_added",
            Self::BookmarkRemoved { .. } => "bookmark_removed",
            Self::ReadMoved { .. } => "read_moved",
            Self::UserUpdated(_) => "user_updated",
            Self::MessagesErased { .. } => "messages_erased",
            Self::AddressesBanned { .. } => "addresses_banned",
            Self::AccountUpdated(_) => "account_updated",
            Self::FlagsChanged(_) => "flags_changed",
            Self::SessionStarted(_) => "session_started",
            Self::SessionsEnded { .. } => "sessions_ended",
            Self::PostRefused { .. } => "post_refused",
        }
    }
}
