use crate::{Timestamp, User};
use campfire_domain as domain;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who may be in a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the words are those of campfire_domain::RoomKind"
)]
pub enum RoomKind {
    Open,
    Closed,
    Direct,
}

impl From<domain::RoomKind> for RoomKind {
    fn from(kind: domain::RoomKind) -> Self {
        match kind {
            domain::RoomKind::Open => Self::Open,
            domain::RoomKind::Closed => Self::Closed,
            domain::RoomKind::Direct => Self::Direct,
        }
    }
}

/// How much a member wants to hear of a room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
#[expect(
    missing_docs,
    reason = "the words are those of campfire_domain::Involvement"
)]
pub enum Involvement {
    Invisible,
    Nothing,
    Mentions,
    Everything,
}

impl From<domain::Involvement> for Involvement {
    fn from(involvement: domain::Involvement) -> Self {
        match involvement {
            domain::Involvement::Invisible => Self::Invisible,
            domain::Involvement::Nothing => Self::Nothing,
            domain::Involvement::Mentions => Self::Mentions,
            domain::Involvement::Everything => Self::Everything,
        }
    }
}

impl From<Involvement> for domain::Involvement {
    fn from(involvement: Involvement) -> Self {
        match involvement {
            Involvement::Invisible => Self::Invisible,
            Involvement::Nothing => Self::Nothing,
            Involvement::Mentions => Self::Mentions,
            Involvement::Everything => Self::Everything,
        }
    }
}

/// A room as one member sees it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Room {
    /// Its id.
    pub id: Uuid,
    /// Who may be in it.
    pub kind: RoomKind,
    /// Its name; `null` for a direct room, which is called after its people.
    pub name: Option<String>,
    /// Who made it.
    pub creator_id: Uuid,
    /// The number of its newest message.
    pub last_seq: u64,
    /// The number of its newest event.
    pub rev: u64,
    /// The newest message the member has seen.
    pub last_read_seq: u64,
    /// How many the member has not read, by their involvement.
    pub unread_count: u64,
    /// How many of those mention the member.
    pub mention_count: u64,
    /// How much the member wants to hear.
    pub involvement: Involvement,
    /// Whether it is one of the member's favourites.
    pub favourite: bool,
    /// When the newest message was posted.
    pub last_message_at: Option<Timestamp>,
    /// The people of a direct room; `null` for others.
    pub members: Option<Vec<User>>,
}

impl Room {
    /// The room of a member, with its people if it is direct.
    #[must_use]
    pub fn new(mine: &domain::MyRoom, members: Option<Vec<User>>) -> Self {
        let room = &mine.room;
        Self {
            id: room.id.as_uuid(),
            kind: room.kind.into(),
            name: room.name.as_ref().map(|name| name.as_str().to_owned()),
            creator_id: room.creator_id.as_uuid(),
            last_seq: room.last_seq.get(),
            rev: room.rev.get(),
            last_read_seq: mine.last_read_seq.get(),
            unread_count: mine.unread.messages,
            mention_count: mine.unread.mentions,
            involvement: mine.involvement.into(),
            favourite: mine.is_favourite,
            last_message_at: room.last_message_at.map(Into::into),
            members,
        }
    }
}

/// A room in an event: the same for everyone who gets it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RoomInEvent {
    /// Its id.
    pub id: Uuid,
    /// Who may be in it.
    pub kind: RoomKind,
    /// Its name; `null` for a direct room.
    pub name: Option<String>,
    /// The number of its newest message.
    pub last_seq: u64,
    /// The number of its newest event.
    pub rev: u64,
    /// When the newest message was posted.
    pub last_message_at: Option<Timestamp>,
    /// The people of a direct room; left out for others.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub member_ids: Option<Vec<Uuid>>,
}

impl From<&domain::RoomState> for RoomInEvent {
    fn from(state: &domain::RoomState) -> Self {
        let room = &state.room;
        let people = || state.member_ids.iter().map(|id| id.as_uuid()).collect();
        Self {
            id: room.id.as_uuid(),
            kind: room.kind.into(),
            name: room.name.as_ref().map(|name| name.as_str().to_owned()),
            last_seq: room.last_seq.get(),
            rev: room.rev.get(),
            last_message_at: room.last_message_at.map(Into::into),
            member_ids: room.is_direct().then(people),
        }
    }
}
