use crate::{
    AccountInEvent, Boost, FlagStates, Involvement, Message, RoomInEvent, Timestamp, User,
};
use campfire_domain::{self as domain, EventKind, ports::Named};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares the enum of events and, for each kind, the struct that holds what all events have.
macro_rules! events {
    ($($(#[$doc:meta])* $name:ident, $event:ident => $data:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? }),+ $(,)?) => {
        /// One change, with the state after it. Clients ignore kinds they do not know.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Event {
            $($(#[$doc])* $name($event)),+
        }

        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
            #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
            pub struct $event {
                /// Where to resume from once this event is applied.
                pub cursor: String,
                /// The room it belongs to.
                #[serde(skip_serializing_if = "Option::is_none", default)]
                #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
                pub room_id: Option<Uuid>,
                /// Its number in the room, when every member sees it.
                #[serde(skip_serializing_if = "Option::is_none", default)]
                #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
                pub rev: Option<u64>,
                /// When it happened.
                pub at: Timestamp,
                /// The state after it.
                pub data: $data,
            }
        )+

        #[cfg(feature = "openapi")]
        crate::unions::union! {
            Event by "kind": "One change, with the state after it. Clients ignore kinds they do not know.";
            $($name($event)),+
        }
    };
}

/// Declares the payload of one or more kinds of event.
macro_rules! payload {
    ($($(#[$doc:meta])* $data:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
        pub struct $data {
            $($(#[$field_doc])* pub $field: $type),+
        }
    )+};
}

payload! {
    /// A message as it is after the event.
    MessageData {
        /// The message.
        message: Message,
    }
    /// A boost that is on a message now.
    BoostAddedData {
        /// The message.
        message_id: Uuid,
        /// The boost.
        boost: Boost,
    }
    /// A boost that is gone.
    BoostRemovedData {
        /// The message it was on.
        message_id: Uuid,
        /// Which.
        boost_id: Uuid,
    }
    /// A room as it is after the event.
    RoomData {
        /// The room.
        room: RoomInEvent,
    }
    /// A room that is gone.
    RoomDeletedData {
        /// Which.
        room_id: Uuid,
    }
    /// A new member and their room.
    MembershipGrantedData {
        /// The room.
        room: RoomInEvent,
        /// The new member.
        user: User,
    }
    /// A member who is none any more.
    MembershipRevokedData {
        /// The room.
        room_id: Uuid,
        /// Who.
        user_id: Uuid,
    }
    /// The receiver's own involvement.
    InvolvementChangedData {
        /// The room.
        room_id: Uuid,
        /// The new level.
        involvement: Involvement,
    }
    /// One of the receiver's rooms that is a favourite now, or none any more.
    FavouriteChangedData {
        /// The room.
        room_id: Uuid,
        /// Whether it is one.
        favourite: bool,
    }
    /// A message of the receiver's own list.
    BookmarkData {
        /// Its room.
        room_id: Uuid,
        /// The message.
        message_id: Uuid,
    }
    /// The receiver's own read marker.
    ReadMovedData {
        /// The room.
        room_id: Uuid,
        /// Where it is now.
        last_read_seq: u64,
        /// How many are unread.
        unread_count: u64,
        /// How many of those mention the receiver.
        mention_count: u64,
    }
    /// A user as they are after the event.
    UserUpdatedData {
        /// The user.
        user: User,
    }
    /// Whose messages are tombstones from now on.
    MessagesErasedData {
        /// Whose.
        user_id: Uuid,
    }
    /// The account as it is after the event.
    AccountUpdatedData {
        /// The account.
        account: AccountInEvent,
    }
    /// The feature flags as they are after the event.
    FlagsChangedData {
        /// The number of this state; of two the greater is the newer.
        version: u64,
        /// Which are on.
        flags: FlagStates,
    }
    /// A queued post that was refused when its turn came.
    PostRefusedData {
        /// The client's id of it.
        client_message_id: Uuid,
        /// Where it should have gone.
        room_id: Uuid,
        /// Why it did not; the codes are those of posting.
        code: String,
    }
    /// Sessions that ended.
    SessionsEndedData {
        /// Which.
        session_ids: Vec<Uuid>,
    }
}

events! {
    /// A message was posted.
    MessagePosted, MessagePostedEvent => MessageData { message: Message },
    /// A message was edited.
    MessageEdited, MessageEditedEvent => MessageData { message: Message },
    /// Only the tombstone of a message is left.
    MessageDeleted, MessageDeletedEvent => MessageData { message: Message },
    /// Someone boosted a message.
    BoostAdded, BoostAddedEvent => BoostAddedData { message_id: Uuid, boost: Boost },
    /// A boost was taken back, or went with its message.
    BoostRemoved, BoostRemovedEvent => BoostRemovedData { message_id: Uuid, boost_id: Uuid },
    /// A room was made.
    RoomCreated, RoomCreatedEvent => RoomData { room: RoomInEvent },
    /// A room's name or kind changed.
    RoomUpdated, RoomUpdatedEvent => RoomData { room: RoomInEvent },
    /// A room is gone.
    RoomDeleted, RoomDeletedEvent => RoomDeletedData { room_id: Uuid },
    /// Someone became a member.
    MembershipGranted, MembershipGrantedEvent => MembershipGrantedData { room: RoomInEvent, user: User },
    /// Someone is no member any more.
    MembershipRevoked, MembershipRevokedEvent => MembershipRevokedData { room_id: Uuid, user_id: Uuid },
    /// The receiver's own involvement changed.
    InvolvementChanged, InvolvementChangedEvent => InvolvementChangedData { room_id: Uuid, involvement: Involvement },
    /// A room came among the receiver's favourites, or went.
    FavouriteChanged, FavouriteChangedEvent => FavouriteChangedData { room_id: Uuid, favourite: bool },
    /// A message came onto the receiver's own list.
    BookmarkAdded, BookmarkAddedEvent => BookmarkData { room_id: Uuid, message_id: Uuid },
    /// A message was taken from the receiver's own list, or went.
    BookmarkRemoved, BookmarkRemovedEvent => BookmarkData { room_id: Uuid, message_id: Uuid },
    /// The receiver's own read marker moved.
    ReadMoved, ReadMovedEvent => ReadMovedData { room_id: Uuid, last_read_seq: u64, unread_count: u64, mention_count: u64 },
    /// Someone joined or changed.
    UserUpdated, UserUpdatedEvent => UserUpdatedData { user: User },
    /// Someone was banned: drop every copy of their messages and read open pages again.
    MessagesErased, MessagesErasedEvent => MessagesErasedData { user_id: Uuid },
    /// The account changed.
    AccountUpdated, AccountUpdatedEvent => AccountUpdatedData { account: AccountInEvent },
    /// The feature flags changed or were rolled back.
    FlagsChanged, FlagsChangedEvent => FlagsChangedData { version: u64, flags: FlagStates },
    /// Sessions of the receiver ended.
    SessionsEnded, SessionsEndedEvent => SessionsEndedData { session_ids: Vec<Uuid> },
    /// A queued post of the receiver was refused when its turn came; `GET /me/undelivered` has its words.
    PostRefused, PostRefusedEvent => PostRefusedData { client_message_id: Uuid, room_id: Uuid, code: String },
}

impl Event {
    /// The event as clients see it, with the people it shows by name. `None` for what no client sees,
    /// and when whom it is about is missing.
    #[must_use]
    #[expect(
        clippy::too_many_lines,
        reason = "one arm for each kind, nothing between them"
    )]
    pub fn new(event: &domain::Event, named: &Named) -> Option<Self> {
        let user = named.user.as_deref();
        let message_data = |message: &domain::Message, creator| MessageData {
            message: Message::new(message, creator, &named.boosters),
        };
        let cursor = event.cursor.as_str().to_owned();
        let room_id = event.kind.room_id().map(domain::RoomId::as_uuid);
        let rev = event.rev.map(domain::Rev::get);
        let at = event.at.into();
        macro_rules! event {
            ($name:ident, $event:ident, $data:expr) => {
                Self::$name($event {
                    cursor,
                    room_id,
                    rev,
                    at,
                    data: $data,
                })
            };
        }
        Some(match &event.kind {
            EventKind::MessagePosted(message) => {
                event!(
                    MessagePosted,
                    MessagePostedEvent,
                    message_data(message, user?)
                )
            }
            EventKind::MessageEdited(message) => {
                event!(
                    MessageEdited,
                    MessageEditedEvent,
                    message_data(message, user?)
                )
            }
            EventKind::MessageDeleted(message) => {
                event!(
                    MessageDeleted,
                    MessageDeletedEvent,
                    message_data(message, user?)
                )
            }
            EventKind::BoostAdded { message, boost } => {
                let data = BoostAddedData {
                    message_id: message.id.as_uuid(),
                    boost: Boost::new(boost, user?),
                };
                event!(BoostAdded, BoostAddedEvent, data)
            }
            EventKind::BoostRemoved { message, boost_id } => {
                let data = BoostRemovedData {
                    message_id: message.id.as_uuid(),
                    boost_id: boost_id.as_uuid(),
                };
                event!(BoostRemoved, BoostRemovedEvent, data)
            }
            EventKind::RoomCreated(state) => {
                event!(
                    RoomCreated,
                    RoomCreatedEvent,
                    RoomData {
                        room: (&**state).into()
                    }
                )
            }
            EventKind::RoomUpdated(state) => {
                event!(
                    RoomUpdated,
                    RoomUpdatedEvent,
                    RoomData {
                        room: (&**state).into()
                    }
                )
            }
            EventKind::RoomDeleted(room_id) => {
                let data = RoomDeletedData {
                    room_id: room_id.as_uuid(),
                };
                event!(RoomDeleted, RoomDeletedEvent, data)
            }
            EventKind::MembershipGranted { room, .. } => {
                let data = MembershipGrantedData {
                    room: (&**room).into(),
                    user: user?.into(),
                };
                event!(MembershipGranted, MembershipGrantedEvent, data)
            }
            EventKind::MembershipRevoked { room_id, user_id } => {
                let (room_id, user_id) = (room_id.as_uuid(), user_id.as_uuid());
                let data = MembershipRevokedData { room_id, user_id };
                event!(MembershipRevoked, MembershipRevokedEvent, data)
            }
            EventKind::InvolvementChanged {
                room_id,
                involvement,
                ..
            } => {
                let data = InvolvementChangedData {
                    room_id: room_id.as_uuid(),
                    involvement: (*involvement).into(),
                };
                event!(InvolvementChanged, InvolvementChangedEvent, data)
            }
            EventKind::FavouriteChanged {
                room_id,
                is_favourite,
                ..
            } => {
                let data = FavouriteChangedData {
                    room_id: room_id.as_uuid(),
                    favourite: *is_favourite,
                };
                event!(FavouriteChanged, FavouriteChangedEvent, data)
            }
            EventKind::BookmarkAdded {
                room_id,
                message_id,
                ..
            } => {
                let (room_id, message_id) = (room_id.as_uuid(), message_id.as_uuid());
                let data = BookmarkData {
                    room_id,
                    message_id,
                };
                event!(BookmarkAdded, BookmarkAddedEvent, data)
            }
            EventKind::BookmarkRemoved {
                room_id,
                message_id,
                ..
            } => {
                let (room_id, message_id) = (room_id.as_uuid(), message_id.as_uuid());
                let data = BookmarkData {
                    room_id,
                    message_id,
                };
                event!(BookmarkRemoved, BookmarkRemovedEvent, data)
            }
            EventKind::ReadMoved {
                room_id,
                last_read_seq,
                unread,
                ..
            } => {
                let data = ReadMovedData {
                    room_id: room_id.as_uuid(),
                    last_read_seq: last_read_seq.get(),
                    unread_count: unread.messages,
                    mention_count: unread.mentions,
                };
                event!(ReadMoved, ReadMovedEvent, data)
            }
            EventKind::UserUpdated(user) => {
                event!(
                    UserUpdated,
                    UserUpdatedEvent,
                    UserUpdatedData {
                        user: (&**user).into()
                    }
                )
            }
            EventKind::MessagesErased { user_id } => {
                let user_id = user_id.as_uuid();
                event!(
                    MessagesErased,
                    MessagesErasedEvent,
                    MessagesErasedData { user_id }
                )
            }
            EventKind::AccountUpdated(account) => {
                let data = AccountUpdatedData {
                    account: (&**account).into(),
                };
                event!(AccountUpdated, AccountUpdatedEvent, data)
            }
            EventKind::FlagsChanged(flags) => {
                let data = FlagsChangedData {
                    version: flags.version.get(),
                    flags: flags.set.into(),
                };
                event!(FlagsChanged, FlagsChangedEvent, data)
            }
            EventKind::SessionsEnded { session_ids, .. } => {
                let session_ids = session_ids.iter().map(|id| id.as_uuid()).collect();
                event!(
                    SessionsEnded,
                    SessionsEndedEvent,
                    SessionsEndedData { session_ids }
                )
            }
            EventKind::PostRefused {
                client_message_id,
                room_id,
                refusal,
                ..
            } => {
                let data = PostRefusedData {
                    client_message_id: client_message_id.as_uuid(),
                    room_id: room_id.as_uuid(),
                    code: refusal_code(*refusal).to_owned(),
                };
                event!(PostRefused, PostRefusedEvent, data)
            }
            _ => return None,
        })
    }
}

/// The code with which a post is refused for this.
pub(crate) fn refusal_code(refusal: domain::PostRefusal) -> &'static str {
    match refusal {
        domain::PostRefusal::NotAMember => "room.not_found",
        domain::PostRefusal::ClientIdReused => "message.client_id_reused",
    }
}
