//! Rooms: listing, making, opening, renaming, deleting.

use crate::{Ports, directory::Directory, health::Health, unknown_refusal};
use campfire_domain::{
    Actor, Denied, DirectPeople, Involvement, MyRoom, Room, RoomId, RoomKind, RoomName, RoomState,
    StoreError, TooManyPeople, Unread, User, UserId, policy,
    ports::{
        Clock, Conversion, IdSource, MembershipReader, NewDirectRoom, NewRoom,
        RoomError as RepositoryError, RoomRepository,
    },
};
use std::sync::Arc;

/// Most people named at once, when a room is made or people are added.
pub const PEOPLE_AT_ONCE: usize = 1000;

/// The use cases of rooms.
pub struct Rooms {
    repository: Arc<dyn RoomRepository>,
    memberships: Arc<dyn MembershipReader>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
    health: Arc<Health>,
}

/// One's own rooms.
#[derive(Clone, Debug)]
pub struct MyRooms {
    /// The rooms, invisible ones included.
    pub rooms: Vec<MyRoomView>,
    /// The store cannot be read: the rooms are right, but involvement, read markers and unread
    /// counts are not known; each room stands as if it were read, with what a membership begins
    /// with.
    pub is_partial: bool,
}

/// A room as one member sees it, with its people if it is direct.
#[derive(Clone, Debug)]
pub struct MyRoomView {
    /// The room and what the member has of it.
    pub mine: MyRoom,
    /// The people of a direct room, the viewer included.
    pub people: Option<Vec<Arc<User>>>,
}

/// What to change of a room; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct RoomChange {
    /// Its name.
    pub name: Option<RoomName>,
    /// Its kind: open or closed.
    pub kind: Option<RoomKind>,
    /// Who stays when it becomes closed, besides its creator and the actor.
    pub member_ids: Vec<UserId>,
}

/// Why something could not be done with a room.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RoomError {
    /// Absent, or hidden from the actor.
    #[error("there is no such room")]
    NotFound,
    /// A rule forbids it to this member.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A direct room has no name and its people are fixed.
    #[error("a direct room cannot be changed")]
    DirectIsFixed,
    /// These people are unknown or do not take part.
    #[error("{} of the people are unknown or not active", .0.len())]
    UnknownUsers(Vec<UserId>),
    /// Too many people were named.
    #[error(transparent)]
    TooManyPeople(#[from] TooManyPeople),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RepositoryError> for RoomError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::UnknownUsers(ids) => Self::UnknownUsers(ids),
            RepositoryError::Store(error) => Self::Store(error),
            RepositoryError::NotFound => Self::NotFound,
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Rooms {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>, health: &Arc<Health>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.rooms),
            memberships: Arc::clone(&ports.store.membership_reader),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
            health: Arc::clone(health),
        }
    }

    /// The rooms the actor is a member of, invisible ones included, but for direct rooms that somebody
    /// else opened and nobody has said anything in. While the store cannot be read
    /// the list is partial, so that a client that starts in an outage comes up and can post.
    ///
    /// # Errors
    /// When the store could not.
    pub async fn list(&self, actor: &Actor) -> Result<MyRooms, StoreError> {
        let user_id = actor.user_id;
        let held = || {
            Ok((
                self.directory
                    .rooms_of(user_id)
                    .into_iter()
                    .map(unread_unknown)
                    .collect(),
                true,
            ))
        };
        let reading = async { Ok((self.memberships.my_rooms(user_id).await?, false)) };
        let (rooms, is_partial): (Vec<MyRoom>, bool) =
            self.health.read_or_held(held, reading).await?;
        let is_shown = |mine: &MyRoom| mine.room.is_shown_to(user_id);
        Ok(MyRooms {
            rooms: rooms
                .into_iter()
                .filter(is_shown)
                .map(|mine| self.view(mine))
                .collect(),
            is_partial,
        })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`RoomError::NotFound`], [`RoomError::Store`].
    pub async fn get(&self, actor: &Actor, room_id: RoomId) -> Result<MyRoomView, RoomError> {
        if !self.directory.is_member(actor.user_id, room_id) {
            return Err(RoomError::NotFound);
        }
        let mine = self.memberships.my_room(actor.user_id, room_id).await?;
        mine.map(|mine| self.view(mine)).ok_or(RoomError::NotFound)
    }

    fn view(&self, mine: MyRoom) -> MyRoomView {
        let people = mine.room.is_direct().then(|| {
            let mut people = self.directory.members(mine.room.id);
            people.sort_by_key(|user| user.id);
            people
        });
        MyRoomView { mine, people }
    }

    /// Makes an open or closed room; its creator is always a member. The account may leave that to
    /// administrators.
    ///
    /// # Errors
    /// [`RoomError::Denied`], [`RoomError::UnknownUsers`], [`RoomError::TooManyPeople`], [`RoomError::Store`].
    pub async fn create(
        &self,
        actor: &Actor,
        kind: RoomKind,
        name: RoomName,
        member_ids: Vec<UserId>,
    ) -> Result<MyRoomView, RoomError> {
        if let Some(account) = self.directory.account() {
            policy::rooms::may_create(actor, &account.settings)?;
        }
        self.check_people(&member_ids)?;
        let new = NewRoom {
            id: RoomId::from_uuid(self.ids.next()),
            kind,
            name,
            creator_id: actor.user_id,
            member_ids,
            at: self.clock.now(),
        };
        let state = self
            .directory
            .reached(self.repository.create(new).await?)
            .await;
        self.get(actor, state.room.id).await
    }

    /// Opens the direct room of the actor and these people; says whether it is new.
    ///
    /// # Errors
    /// [`RoomError::UnknownUsers`], [`RoomError::TooManyPeople`], [`RoomError::Store`].
    pub async fn open_direct(
        &self,
        actor: &Actor,
        others: Vec<UserId>,
    ) -> Result<(MyRoomView, bool), RoomError> {
        self.check_people(&others)?;
        let people = DirectPeople::new(actor.user_id, others)?;
        let new = NewDirectRoom {
            id: RoomId::from_uuid(self.ids.next()),
            creator_id: actor.user_id,
            people,
            at: self.clock.now(),
        };
        let opened = self
            .directory
            .reached(self.repository.open_direct(new).await?)
            .await;
        Ok((self.get(actor, opened.room.room.id).await?, opened.is_new))
    }

    fn check_people(&self, user_ids: &[UserId]) -> Result<(), RoomError> {
        if user_ids.len() > PEOPLE_AT_ONCE {
            return Err(TooManyPeople {
                max: PEOPLE_AT_ONCE,
                got: user_ids.len(),
            }
            .into());
        }
        let unknown = self.directory.not_active(user_ids);
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(RoomError::UnknownUsers(unknown))
        }
    }

    /// Gives an open or closed room another name, makes it open or closed, or both.
    ///
    /// # Errors
    /// [`RoomError::NotFound`], [`RoomError::DirectIsFixed`], [`RoomError::Denied`],
    /// [`RoomError::UnknownUsers`], [`RoomError::TooManyPeople`], [`RoomError::Store`].
    pub async fn change(
        &self,
        actor: &Actor,
        room_id: RoomId,
        change: RoomChange,
    ) -> Result<MyRoomView, RoomError> {
        let room = self.room_of(actor, room_id)?;
        if room.is_direct() {
            return Err(RoomError::DirectIsFixed);
        }
        policy::rooms::may_change(actor, &room)?;
        self.check_people(&change.member_ids)?;
        let (actor_id, at) = (actor.user_id, self.clock.now());
        let changed = match (change.kind, change.name) {
            (None, None) => return self.get(actor, room_id).await,
            (None, Some(name)) => self.repository.rename(room_id, name, actor_id, at).await?,
            (Some(kind), name) => {
                let conversion = Conversion {
                    room_id,
                    kind,
                    name,
                    member_ids: change.member_ids,
                    actor_id,
                    at,
                };
                self.repository.convert(conversion).await?
            }
        };
        self.directory.reached(changed).await;
        self.get(actor, room_id).await
    }

    /// Deletes a room with all that was said in it.
    ///
    /// # Errors
    /// [`RoomError::NotFound`], [`RoomError::Denied`], [`RoomError::Store`].
    pub async fn delete(&self, actor: &Actor, room_id: RoomId) -> Result<(), RoomError> {
        let room = self.room_of(actor, room_id)?;
        policy::rooms::may_delete(actor, &room)?;
        let deleted = self
            .repository
            .delete(room_id, actor.user_id, self.clock.now())
            .await?;
        self.directory.reached(deleted).await;
        Ok(())
    }

    fn room_of(&self, actor: &Actor, room_id: RoomId) -> Result<Room, RoomError> {
        self.directory
            .room_of(actor.user_id, room_id)
            .ok_or(RoomError::NotFound)
    }

    /// A room with the ids of its members, when the actor is one of them; from memory.
    #[must_use]
    pub fn state(&self, actor: &Actor, room_id: RoomId) -> Option<RoomState> {
        self.directory.room_state_of(actor.user_id, room_id)
    }
}

/// A room of which nothing is known that belongs to the member.
fn unread_unknown(room: Room) -> MyRoom {
    MyRoom {
        involvement: Involvement::at_first(room.kind),
        last_read_seq: room.last_seq,
        unread: Unread::default(),
        is_favourite: false,
        room,
    }
}
