use crate::{
    Involvement, MyRoom, RoomId, Seq, StoreError, Unread, UserId, ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps memberships.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MembershipRepository: Send + Sync {
    /// Makes people members of a closed room and says who was none before.
    ///
    /// MUST write one `membership_granted` per new member, each with the room's next `rev`, to the
    /// members and the person concerned; for who is a member already MUST write nothing. A
    /// membership begins with `last_read_seq` at the room's `last_seq`. All or nobody.
    ///
    /// # Errors
    /// [`GrantError::NotFound`] when there is no such closed room, [`GrantError::UnknownUsers`],
    /// [`GrantError::Store`].
    async fn grant(
        &self,
        room_id: RoomId,
        user_ids: Vec<UserId>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Vec<UserId>>, GrantError>;

    /// Ends a membership of a closed room. When it was the last one, the room is deleted instead.
    ///
    /// MUST write `membership_revoked` with the room's next `rev`, to the members and the person
    /// concerned, or `room_deleted` to that person.
    ///
    /// # Errors
    /// [`MembershipError::NotAMember`] when they are none, or there is no such closed room;
    /// [`MembershipError::Store`].
    async fn revoke(
        &self,
        room_id: RoomId,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Revoked>, MembershipError>;

    /// Sets how much a member wants to hear. MUST write `involvement_changed` to that person, unless
    /// nothing changes.
    ///
    /// # Errors
    /// [`MembershipError::NotAMember`], [`MembershipError::Store`].
    async fn set_involvement(
        &self,
        room_id: RoomId,
        user_id: UserId,
        involvement: Involvement,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError>;

    /// Puts a room among a member's favourites, or takes it away. MUST write `favourite_changed` to
    /// that person, unless nothing changes.
    ///
    /// # Errors
    /// [`MembershipError::NotAMember`], [`MembershipError::Store`].
    async fn set_favourite(
        &self,
        room_id: RoomId,
        user_id: UserId,
        is_favourite: bool,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError>;

    /// Moves the read marker up to `to`, or, with `back`, to `to` wherever it was.
    ///
    /// Without `back` the marker never falls. MUST write `read_moved` to that person, unless nothing
    /// changes.
    ///
    /// # Errors
    /// [`ReadError::NotAMember`], [`ReadError::BeyondLast`], [`ReadError::Store`].
    async fn move_read(
        &self,
        room_id: RoomId,
        user_id: UserId,
        to: Seq,
        back: bool,
        at: Timestamp,
    ) -> Result<Committed<ReadMarker>, ReadError>;
}

/// Reads what one member sees of rooms.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MembershipReader: Send + Sync {
    /// Lists the rooms a user is a member of, invisible ones included, in no particular order. The
    /// unread counts are those of the involvement ([`Involvement::unread`]).
    ///
    /// # Errors
    /// When the store could not.
    async fn my_rooms(&self, user_id: UserId) -> Result<Vec<MyRoom>, StoreError>;

    /// Finds one of them; `None` when there is no such room or the user is no member.
    ///
    /// # Errors
    /// When the store could not.
    async fn my_room(&self, user_id: UserId, room_id: RoomId)
    -> Result<Option<MyRoom>, StoreError>;
}

/// What became of a membership that was to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Revoked {
    /// The person is no member any more.
    Removed,
    /// It was the last member: the room is gone.
    RoomDeleted,
}

/// Where a read marker is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ReadMarker {
    /// The newest message seen.
    pub last_read_seq: Seq,
    /// What is unread behind it.
    pub unread: Unread,
}

/// Why people could not become members.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// There is no such closed room (any more).
    #[error("there is no such closed room")]
    NotFound,
    /// These people are unknown or not active.
    #[error("{} of the people are unknown or not active", .0.len())]
    UnknownUsers(Vec<UserId>),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a membership could not be changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MembershipError {
    /// There is no such membership.
    #[error("there is no such membership")]
    NotAMember,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a read marker could not be moved.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such membership.
    #[error("there is no such membership")]
    NotAMember,
    /// The room does not have that many messages.
    #[error("the newest message has number {last_seq}")]
    BeyondLast {
        /// The room's newest.
        last_seq: Seq,
    },
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
