use crate::{
    DirectPeople, RoomId, RoomKind, RoomName, RoomState, StoreError, UserId, ports::Committed,
    time::Timestamp,
};
use async_trait::async_trait;

/// Keeps rooms.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RoomRepository: Send + Sync {
    /// Makes an open or closed room with its memberships.
    ///
    /// An open room gets every active user as a member, in one statement; a closed one its creator
    /// and the named people. MUST write one `room_created` with `rev` 1: audience account for an
    /// open room, the room's members for a closed one (they are members from this event on).
    ///
    /// # Errors
    /// [`RoomError::UnknownUsers`], [`RoomError::Store`].
    async fn create(&self, new: NewRoom) -> Result<Committed<RoomState>, RoomError>;

    /// Finds the direct room of exactly these people, or makes it.
    ///
    /// Of any number of racing calls for the same people exactly one makes the room (G12); the
    /// others get it with `is_new` false. Memberships begin with `everything`. A new room writes
    /// one `room_created` with `rev` 1 to its members.
    ///
    /// # Errors
    /// [`RoomError::UnknownUsers`], [`RoomError::Store`].
    async fn open_direct(&self, new: NewDirectRoom) -> Result<Committed<Opened>, RoomError>;

    /// Gives an open or closed room another name. MUST write `room_updated`, to everyone for an open
    /// room and to its members for a closed one, with the room's next `rev`.
    ///
    /// # Errors
    /// [`RoomError::NotFound`], [`RoomError::Store`].
    async fn rename(
        &self,
        room_id: RoomId,
        name: RoomName,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<RoomState>, RoomError>;

    /// Makes an open room closed or a closed one open, and gives it another name if one is given.
    ///
    /// Open: everyone who takes part becomes a member, in one statement. Closed: members stay the
    /// named people, who made the room if they take part, and who closes it; all others are members
    /// no more. MUST write one `room_updated` with the room's next `rev` to everyone, which stands
    /// for all grants and revocations, and for another name a second one behind it, to those who see
    /// the room then. When it is of that kind already MUST change no membership.
    ///
    /// # Errors
    /// [`RoomError::NotFound`] also for a direct room, [`RoomError::UnknownUsers`],
    /// [`RoomError::Store`].
    async fn convert(&self, conversion: Conversion) -> Result<Committed<RoomState>, RoomError>;

    /// Removes a room with its messages and memberships. MUST write `room_deleted`: to everyone for
    /// an open room, to the former members for another. A direct room's key is free afterwards.
    ///
    /// # Errors
    /// [`RoomError::NotFound`], [`RoomError::Store`].
    async fn delete(
        &self,
        room_id: RoomId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, RoomError>;
}

/// An open or closed room to make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRoom {
    /// Its id.
    pub id: RoomId,
    /// [`RoomKind::Open`] or [`RoomKind::Closed`].
    pub kind: RoomKind,
    /// Its name.
    pub name: RoomName,
    /// Who makes it; always a member.
    pub creator_id: UserId,
    /// The members of a closed room besides its creator; not looked at for an open one.
    pub member_ids: Vec<UserId>,
    /// When.
    pub at: Timestamp,
}

/// What an open or closed room is to become.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversion {
    /// The room.
    pub room_id: RoomId,
    /// [`RoomKind::Open`] or [`RoomKind::Closed`].
    pub kind: RoomKind,
    /// Its new name; `None` leaves it.
    pub name: Option<RoomName>,
    /// Who stays when an open room becomes closed, besides its creator and the actor; not looked at
    /// otherwise.
    pub member_ids: Vec<UserId>,
    /// Who converts it.
    pub actor_id: UserId,
    /// When.
    pub at: Timestamp,
}

/// A direct room to find or make.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewDirectRoom {
    /// Its id if it is new.
    pub id: RoomId,
    /// Who opens it; one of the people.
    pub creator_id: UserId,
    /// Exactly its people.
    pub people: DirectPeople,
    /// When.
    pub at: Timestamp,
}

/// A direct room that was found or made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opened {
    /// The room and its people.
    pub room: RoomState,
    /// Whether this call made it.
    pub is_new: bool,
}

/// Why a room could not be made or changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RoomError {
    /// No such room (any more).
    #[error("there is no such room")]
    NotFound,
    /// These people are unknown or not active.
    #[error("{} of the people are unknown or not active", .0.len())]
    UnknownUsers(Vec<UserId>),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
