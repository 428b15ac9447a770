//! Members, involvement and read markers.

use crate::{
    Ports,
    directory::{Directory, PeopleOf},
    rooms::PEOPLE_AT_ONCE,
    unknown_refusal,
    users::People,
};
use campfire_domain::{
    Actor, Denied, Involvement, PageSize, Room, RoomId, RoomKind, Seq, StoreError, TooManyPeople,
    UserId, policy,
    ports::{
        Clock, GrantError, MembershipError as RepositoryError, MembershipRepository, ReadError,
        ReadMarker,
    },
};
use std::sync::Arc;

/// The use cases of memberships.
pub struct Memberships {
    repository: Arc<dyn MembershipRepository>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// Why something could not be done with a membership.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MembershipError {
    /// The room is absent, or hidden from the actor.
    #[error("there is no such room")]
    RoomNotFound,
    /// The person is no member of the room.
    #[error("there is no such member")]
    MemberNotFound,
    /// A rule forbids it to this member.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The people of a direct room are fixed.
    #[error("the people of a direct room are fixed")]
    DirectIsFixed,
    /// Everyone is in an open room.
    #[error("everyone is a member of an open room")]
    OpenHasEveryone,
    /// These people are unknown or do not take part.
    #[error("{} of the people are unknown or not active", .0.len())]
    UnknownUsers(Vec<UserId>),
    /// Too many people were named.
    #[error(transparent)]
    TooManyPeople(#[from] TooManyPeople),
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

impl From<RepositoryError> for MembershipError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::Store(error) => Self::Store(error),
            RepositoryError::NotAMember => Self::MemberNotFound,
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Memberships {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.memberships),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// The members of a room by name, a page of them, behind the person where the last one ended.
    ///
    /// # Errors
    /// [`MembershipError::RoomNotFound`].
    pub fn list(
        &self,
        actor: &Actor,
        room_id: RoomId,
        after: Option<UserId>,
        size: PageSize,
    ) -> Result<People, MembershipError> {
        self.room_of(actor, room_id)?;
        let of = PeopleOf::Room(room_id);
        Ok(People::page(&self.directory, of, "", after, size))
    }

    /// Makes people members of a closed room.
    ///
    /// # Errors
    /// [`MembershipError`].
    pub async fn grant(
        &self,
        actor: &Actor,
        room_id: RoomId,
        user_ids: Vec<UserId>,
    ) -> Result<(), MembershipError> {
        let room = self.closed_room_of(actor, room_id)?;
        policy::rooms::may_change(actor, &room)?;
        if user_ids.len() > PEOPLE_AT_ONCE {
            return Err(TooManyPeople {
                max: PEOPLE_AT_ONCE,
                got: user_ids.len(),
            }
            .into());
        }
        let unknown = self.directory.not_active(&user_ids);
        if !unknown.is_empty() {
            return Err(MembershipError::UnknownUsers(unknown));
        }
        let granted = self
            .repository
            .grant(room_id, user_ids, actor.user_id, self.clock.now());
        let granted = granted.await.map_err(|error| match error {
            GrantError::UnknownUsers(ids) => MembershipError::UnknownUsers(ids),
            GrantError::Store(error) => MembershipError::Store(error),
            GrantError::NotFound => MembershipError::RoomNotFound,
            _ => MembershipError::Store(unknown_refusal()),
        })?;
        self.directory.reached(granted).await;
        Ok(())
    }

    /// Ends someone's membership of a closed room. People may always leave themselves; the last one
    /// to leave takes the room with them.
    ///
    /// # Errors
    /// [`MembershipError`].
    pub async fn revoke(
        &self,
        actor: &Actor,
        room_id: RoomId,
        user_id: UserId,
    ) -> Result<(), MembershipError> {
        let room = self.closed_room_of(actor, room_id)?;
        if user_id != actor.user_id {
            policy::rooms::may_change(actor, &room)?;
        }
        let revoked = self
            .repository
            .revoke(room_id, user_id, actor.user_id, self.clock.now())
            .await?;
        self.directory.reached(revoked).await;
        Ok(())
    }

    /// Sets how much the actor wants to hear of a room.
    ///
    /// # Errors
    /// [`MembershipError::RoomNotFound`], [`MembershipError::Store`].
    pub async fn set_involvement(
        &self,
        actor: &Actor,
        room_id: RoomId,
        involvement: Involvement,
    ) -> Result<(), MembershipError> {
        self.room_of(actor, room_id)?;
        let now = self.clock.now();
        let set = self
            .repository
            .set_involvement(room_id, actor.user_id, involvement, now)
            .await;
        match set {
            Ok(_) => Ok(()),
            Err(RepositoryError::Store(error)) => Err(MembershipError::Store(error)),
            Err(_) => Err(MembershipError::RoomNotFound),
        }
    }

    /// Puts a room among the actor's favourites, or takes it away.
    ///
    /// # Errors
    /// [`MembershipError::RoomNotFound`], [`MembershipError::Store`].
    pub async fn set_favourite(
        &self,
        actor: &Actor,
        room_id: RoomId,
        is_favourite: bool,
    ) -> Result<(), MembershipError> {
        self.room_of(actor, room_id)?;
        let now = self.clock.now();
        let set = self
            .repository
            .set_favourite(room_id, actor.user_id, is_favourite, now)
            .await;
        match set {
            Ok(_) => Ok(()),
            Err(RepositoryError::Store(error)) => Err(MembershipError::Store(error)),
            Err(_) => Err(MembershipError::RoomNotFound),
        }
    }

    /// Moves the actor's read marker: up to `to`, or with `back` to `to` wherever it was.
    ///
    /// # Errors
    /// [`MembershipError::RoomNotFound`], [`MembershipError::BeyondLast`],
    /// [`MembershipError::Store`].
    pub async fn move_read(
        &self,
        actor: &Actor,
        room_id: RoomId,
        to: Seq,
        back: bool,
    ) -> Result<ReadMarker, MembershipError> {
        self.room_of(actor, room_id)?;
        let moved = self
            .repository
            .move_read(room_id, actor.user_id, to, back, self.clock.now());
        match moved.await {
            Ok(moved) => Ok(moved.value),
            Err(ReadError::BeyondLast { last_seq }) => {
                Err(MembershipError::BeyondLast { last_seq })
            }
            Err(ReadError::Store(error)) => Err(MembershipError::Store(error)),
            Err(_) => Err(MembershipError::RoomNotFound),
        }
    }

    fn room_of(&self, actor: &Actor, room_id: RoomId) -> Result<Room, MembershipError> {
        self.directory
            .room_of(actor.user_id, room_id)
            .ok_or(MembershipError::RoomNotFound)
    }

    fn closed_room_of(&self, actor: &Actor, room_id: RoomId) -> Result<Room, MembershipError> {
        let room = self.room_of(actor, room_id)?;
        match room.kind {
            RoomKind::Closed => Ok(room),
            RoomKind::Direct => Err(MembershipError::DirectIsFixed),
            RoomKind::Open => Err(MembershipError::OpenHasEveryone),
        }
    }
}
