//! A team to begin with.

use crate::{
    Stores, a_message, a_room, a_user,
    builders::{START, content},
};
use campfire_domain::{
    Account, Message, MyRoom, Position, RoomId, Session, User, UserId,
    ports::{NewAccount, NewUser, Revision},
};
use std::sync::Arc;

/// A store after its first run: ann is administrator, bob and carl joined, and all three are in the
/// open room "Lobby".
#[derive(Clone)]
pub struct Scene {
    /// The ports of the store it was set up in.
    pub stores: Stores,
    /// The account.
    pub account: Account,
    /// Its administrator.
    pub ann: User,
    /// A member.
    pub bob: User,
    /// Another member.
    pub carl: User,
    /// The session that ann set up with.
    pub ann_session: Session,
    /// The session that bob joined with.
    pub bob_session: Session,
    /// The open room of the first run.
    pub lobby: RoomId,
}

/// Who sets up and who joins, so that two stores can begin alike.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Carried out by ann.
    pub first_run: NewAccount,
    /// Joins first.
    pub bob: NewUser,
    /// Joins then.
    pub carl: NewUser,
}

impl Default for Cast {
    fn default() -> Self {
        let first_run = a_user("Ann").setting_up();
        let code = &first_run.account.join_code;
        let (bob, carl) = (a_user("Bob").joining(code), a_user("Carl").joining(code));
        Self {
            first_run,
            bob,
            carl,
        }
    }
}

impl Scene {
    /// Sets an empty store up.
    pub async fn set_up(stores: Stores) -> Self {
        Self::of(stores, Cast::default()).await
    }

    /// Sets an empty store up with these.
    pub async fn of(stores: Stores, cast: Cast) -> Self {
        let set_up = stores.accounts.set_up(cast.first_run.clone()).await;
        set_up.expect("the first run is carried out");
        let bob = stores.users.join(cast.bob.clone()).await;
        let carl = stores.users.join(cast.carl).await;
        Self {
            stores,
            account: cast.first_run.account,
            ann: cast.first_run.user,
            bob: bob.expect("bob joins").value,
            carl: carl.expect("carl joins").value,
            ann_session: cast.first_run.session,
            bob_session: cast.bob.session,
            lobby: cast.first_run.room.id,
        }
    }

    /// A scene in a fresh [`MemoryStore`](crate::MemoryStore).
    pub async fn in_memory() -> Self {
        Self::set_up(Stores::in_memory()).await
    }

    /// Someone else joins.
    pub async fn join(&self, name: &str) -> User {
        let joining = a_user(name).joining(&self.account.join_code);
        self.stores
            .users
            .join(joining)
            .await
            .expect("they join")
            .value
    }

    /// An open room that ann makes.
    pub async fn open_room(&self) -> RoomId {
        a_room(self.ann.id).create_in(&*self.stores.rooms).await
    }

    /// A closed room that ann makes, with herself and these people.
    pub async fn closed_room(&self, people: &[&User]) -> RoomId {
        let ids: Vec<_> = people.iter().map(|user| user.id).collect();
        a_room(self.ann.id)
            .closed()
            .with(&ids)
            .create_in(&*self.stores.rooms)
            .await
    }

    /// The direct room of ann and these people.
    pub async fn direct_room(&self, people: &[&User]) -> RoomId {
        let ids: Vec<_> = people.iter().map(|user| user.id).collect();
        a_room(self.ann.id)
            .with(&ids)
            .open_in(&*self.stores.rooms)
            .await
    }

    /// Someone says something in a room.
    pub async fn say(&self, room_id: RoomId, user: &User, text: &str) -> Arc<Message> {
        a_message(room_id, user.id)
            .saying(text)
            .post_in(&*self.stores.messages)
            .await
    }

    /// The creator of a message gives it another text.
    pub async fn edit(&self, message: &Message, text: &str) -> Arc<Message> {
        let revision = Revision {
            room_id: message.room_id,
            message_id: message.id,
            actor_id: message.creator_id,
            content: content(text),
            at: START,
        };
        let revised = self.stores.messages.revise(revision).await;
        revised.expect("the message is edited").value
    }

    /// The creator of a message deletes it; gives the tombstone.
    pub async fn erase(&self, message: &Message) -> Arc<Message> {
        let messages = &self.stores.messages;
        let erased = messages
            .erase(message.room_id, message.id, message.creator_id, START)
            .await;
        erased.expect("the message is deleted").value.message
    }

    /// Ann makes someone a member of a closed room.
    pub async fn grant(&self, room_id: RoomId, user: &User) {
        let memberships = &self.stores.memberships;
        let granted = memberships
            .grant(room_id, vec![user.id], self.ann.id, START)
            .await;
        granted.expect("the membership is granted");
    }

    /// Ann ends someone's membership of a closed room.
    pub async fn revoke(&self, room_id: RoomId, user: &User) {
        let memberships = &self.stores.memberships;
        let revoked = memberships
            .revoke(room_id, user.id, self.ann.id, START)
            .await;
        revoked.expect("the membership is revoked");
    }

    /// What a user sees of a room they are in.
    pub async fn my_room(&self, user_id: UserId, room_id: RoomId) -> MyRoom {
        let found = self
            .stores
            .membership_reader
            .my_room(user_id, room_id)
            .await;
        found.expect("the store reads").expect("they are a member")
    }

    /// The end of the log.
    pub async fn head(&self) -> Position {
        self.stores
            .events
            .head()
            .await
            .expect("the store reads")
            .position
    }
}
