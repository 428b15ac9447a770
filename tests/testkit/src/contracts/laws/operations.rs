//! Random commands, played on a store.

use crate::{
    Scene, SeqIds, a_message, a_room, a_session, a_user,
    builders::{START, boost_content, content_mentioning, room_name},
    contracts::sorted,
};
use campfire_domain::{
    AccountName, BoostId, ClientMessageId, CustomCss, Flag, FlagVersion, Involvement, MessageId,
    MyRoom, PublicAddress, Role, RoomId, RoomKind, Seq, SessionId, SessionKind, Timestamp, UserId,
    ports::{AccountChange, Conversion, NewBoost, Posted, Revision},
};
use proptest::prelude::*;
use std::{future::Future, pin::Pin, time::Duration};
use uuid::Uuid;

/// A command. Small numbers choose among the people, rooms, messages and sessions there are; masks
/// choose several people.
#[derive(Clone, Debug)]
pub(super) enum Operation {
    Join {
        name: u8,
        address: u8,
    },
    Create {
        by: u8,
        is_open: bool,
        with: u8,
    },
    OpenDirect {
        by: u8,
        with: u8,
    },
    Rename {
        room: u8,
        by: u8,
    },
    Delete {
        room: u8,
        by: u8,
    },
    Convert {
        room: u8,
        by: u8,
        is_open: bool,
        with: u8,
        renames: bool,
    },
    Favour {
        room: u8,
        user: u8,
        is_favourite: bool,
    },
    Grant {
        room: u8,
        by: u8,
        to: u8,
    },
    Revoke {
        room: u8,
        by: u8,
        from: u8,
    },
    Involve {
        room: u8,
        user: u8,
        level: u8,
    },
    Read {
        room: u8,
        user: u8,
        to: u64,
        back: bool,
    },
    Post {
        room: u8,
        by: u8,
        client_id: Option<u8>,
        says: u8,
        mentions: u8,
    },
    Edit {
        message: u8,
        by: u8,
        mentions: u8,
    },
    Erase {
        message: u8,
        by: u8,
    },
    Boost {
        message: u8,
        by: u8,
        says: u8,
    },
    Unboost {
        message: u8,
        by: u8,
        which: u8,
    },
    Flag {
        by: u8,
        flag: u8,
        state: bool,
    },
    RollBack {
        by: u8,
        to: u64,
    },
    Start {
        user: u8,
    },
    End {
        user: u8,
        sessions: u8,
    },
    Ban {
        user: u8,
        by: u8,
    },
    Unban {
        user: u8,
        by: u8,
    },
    Deactivate {
        user: u8,
        by: u8,
    },
    SetRole {
        user: u8,
        by: u8,
        is_raised: bool,
    },
    ChangeAccount {
        by: u8,
        renames: bool,
        restricts: bool,
    },
}

pub(super) fn random() -> impl Strategy<Value = Operation> {
    let n = || any::<u8>();
    prop_oneof![
        1 => (0..3_u8, 0..6_u8).prop_map(|(name, address)| Operation::Join { name, address }),
        2 => (n(), any::<bool>(), n())
            .prop_map(|(by, is_open, with)| Operation::Create { by, is_open, with }),
        1 => (n(), n()).prop_map(|(by, with)| Operation::OpenDirect { by, with }),
        1 => (n(), n()).prop_map(|(room, by)| Operation::Rename { room, by }),
        1 => (n(), n()).prop_map(|(room, by)| Operation::Delete { room, by }),
        3 => (n(), n(), any::<bool>(), n(), any::<bool>()).prop_map(
            |(room, by, is_open, with, renames)| Operation::Convert {
                room, by, is_open, with, renames
            }
        ),
        1 => (n(), n(), any::<bool>())
            .prop_map(|(room, user, is_favourite)| Operation::Favour { room, user, is_favourite }),
        3 => (n(), n(), n()).prop_map(|(room, by, to)| Operation::Grant { room, by, to }),
        2 => (n(), n(), n()).prop_map(|(room, by, from)| Operation::Revoke { room, by, from }),
        1 => (n(), n(), n())
            .prop_map(|(room, user, level)| Operation::Involve { room, user, level }),
        3 => (n(), n(), 0..8_u64, any::<bool>())
            .prop_map(|(room, user, to, back)| Operation::Read { room, user, to, back }),
        8 => (n(), n(), proptest::option::weighted(0.2, 0..6_u8), 0..2_u8, n()).prop_map(
            |(room, by, client_id, says, mentions)| Operation::Post {
                room, by, client_id, says, mentions
            }
        ),
        3 => (n(), n(), n())
            .prop_map(|(message, by, mentions)| Operation::Edit { message, by, mentions }),
        3 => (n(), n()).prop_map(|(message, by)| Operation::Erase { message, by }),
        4 => (n(), n(), 0..3_u8)
            .prop_map(|(message, by, says)| Operation::Boost { message, by, says }),
        2 => (n(), n(), n())
            .prop_map(|(message, by, which)| Operation::Unboost { message, by, which }),
        1 => (n(), n(), any::<bool>())
            .prop_map(|(by, flag, state)| Operation::Flag { by, flag, state }),
        1 => (n(), 0..4_u64).prop_map(|(by, to)| Operation::RollBack { by, to }),
        1 => n().prop_map(|user| Operation::Start { user }),
        1 => (n(), n()).prop_map(|(user, sessions)| Operation::End { user, sessions }),
        1 => (0..3_u8, any::<bool>(), any::<bool>())
            .prop_map(|(by, renames, restricts)| Operation::ChangeAccount { by, renames, restricts }),
        1 => (n(), 0..2_u8).prop_map(|(user, by)| Operation::Ban { user, by }),
        1 => (n(), 0..2_u8).prop_map(|(user, by)| Operation::Unban { user, by }),
        1 => (n(), 0..3_u8).prop_map(|(user, by)| Operation::Deactivate { user, by }),
        1 => (n(), 0..2_u8, any::<bool>())
            .prop_map(|(user, by, is_raised)| Operation::SetRole { user, by, is_raised }),
    ]
}

/// A history in the making. Two plays that begin alike and get the same commands use the same ids.
pub(super) struct Play {
    pub(super) scene: Scene,
    people: Vec<UserId>,
    rooms: Vec<RoomId>,
    messages: Vec<(RoomId, MessageId)>,
    boosts: Vec<(MessageId, BoostId)>,
    sessions: Vec<SessionId>,
    steps: u64,
    /// Commands so far that may have deleted a room.
    removals: u64,
}

impl Play {
    pub(super) fn begin(scene: Scene) -> Self {
        Self {
            people: vec![scene.ann.id, scene.bob.id, scene.carl.id],
            rooms: vec![scene.lobby],
            messages: Vec::new(),
            boosts: Vec::new(),
            sessions: vec![scene.ann_session.id, scene.bob_session.id],
            steps: 0,
            removals: 0,
            scene,
        }
    }

    /// Everyone who has joined so far.
    pub(super) fn people(&self) -> Vec<UserId> {
        self.people.clone()
    }

    /// What someone sees of their rooms, in the order of their ids.
    pub(super) async fn rooms_of(&self, user_id: UserId) -> Vec<MyRoom> {
        let rooms = self.scene.stores.membership_reader.my_rooms(user_id).await;
        let mut rooms = rooms.expect("the store reads");
        rooms.sort_unstable_by_key(|mine| mine.room.id);
        rooms
    }

    pub(super) async fn all(&mut self, operations: &[Operation]) {
        for operation in operations {
            self.step(operation).await;
        }
    }

    /// Carries a command out and gives the answer as text, sets in ascending order.
    pub(super) async fn step(&mut self, operation: &Operation) -> String {
        self.steps += 1;
        let removes = matches!(
            operation,
            Operation::Delete { .. } | Operation::Revoke { .. }
        );
        self.removals += u64::from(removes);
        let answer: Pin<Box<dyn Future<Output = String> + Send + '_>> = match operation.clone() {
            Operation::Join { name, address } => Box::pin(self.join(name, address)),
            Operation::Create { by, is_open, with } => Box::pin(self.create(by, is_open, with)),
            Operation::OpenDirect { by, with } => Box::pin(self.open_direct(by, with)),
            Operation::Grant { room, by, to } => Box::pin(self.grant(room, by, to)),
            Operation::Post {
                room,
                by,
                client_id,
                says,
                mentions,
            } => Box::pin(self.post((room, by), client_id, says, mentions)),
            Operation::Edit {
                message,
                by,
                mentions,
            } => Box::pin(self.edit(message, by, mentions)),
            Operation::Boost { message, by, says } => Box::pin(self.boost(message, by, says)),
            Operation::Start { user } => Box::pin(self.start(user)),
            other => Box::pin(self.plain(other)),
        };
        answer.await
    }

    fn at(&self) -> Timestamp {
        START.plus(Duration::from_secs(self.steps))
    }

    /// New with this step, the same in every play of it.
    fn id(&self, kind: u64) -> Uuid {
        SeqIds::numbered(0x91A7, self.steps * 8 + kind)
    }

    fn person(&self, n: u8) -> UserId {
        pick(&self.people, n)
    }

    /// In ascending order.
    fn several(&self, mask: u8) -> Vec<UserId> {
        let people = self.people.iter().enumerate();
        let chosen = people.filter(|(n, _)| (mask >> (n % 8)) & 1 == 1);
        sorted(chosen.map(|(_, user_id)| *user_id))
    }

    async fn join(&mut self, name: u8, address: u8) -> String {
        let names = ["Ann", "Dora", "\u{706b}"];
        let user = a_user(names[usize::from(name) % names.len()]);
        let user = user
            .with_email(&format!("{address}@example.org"))
            .at(self.at());
        let user = user.with_id(UserId::from_uuid(self.id(0)));
        let mut new = user.joining(&self.scene.account.join_code);
        new.session.id = SessionId::from_uuid(self.id(1));
        new.session.kind = SessionKind::Token;
        let joined = self.scene.stores.users.join(new).await;
        if let Ok(joined) = &joined {
            self.people.push(joined.value.id);
        }
        format!("{joined:?}")
    }

    async fn create(&mut self, by: u8, is_open: bool, with: u8) -> String {
        let room = a_room(self.person(by))
            .with(&self.several(with))
            .at(self.at());
        let room = room.with_id(RoomId::from_uuid(self.id(0)));
        let new = if is_open {
            room.build()
        } else {
            room.closed().build()
        };
        self.rooms.push(new.id);
        format!("{:?}", self.scene.stores.rooms.create(new).await)
    }

    async fn open_direct(&mut self, by: u8, with: u8) -> String {
        let room = a_room(self.person(by))
            .with(&self.several(with))
            .at(self.at());
        let new = room.with_id(RoomId::from_uuid(self.id(0))).direct();
        self.rooms.push(new.id);
        format!("{:?}", self.scene.stores.rooms.open_direct(new).await)
    }

    async fn grant(&mut self, room: u8, by: u8, to: u8) -> String {
        let (room_id, actor_id, at) = (pick(&self.rooms, room), self.person(by), self.at());
        let memberships = &self.scene.stores.memberships;
        let granted = memberships
            .grant(room_id, self.several(to), actor_id, at)
            .await;
        format!("{:?}", granted.map(|granted| granted.map(sorted)))
    }

    async fn post(
        &mut self,
        (room, by): (u8, u8),
        client_id: Option<u8>,
        says: u8,
        mentions: u8,
    ) -> String {
        let message = a_message(pick(&self.rooms, room), self.person(by)).at(self.at());
        let message = message.with_id(MessageId::from_uuid(self.id(0)));
        let client_id = match client_id {
            // How long the ids of a deleted room's messages are used up is the store's own matter.
            Some(n) => SeqIds::numbered(0xC11E, u64::from(n) + 8 * self.removals),
            None => self.id(1),
        };
        let message = message.with_client_id(ClientMessageId::from_uuid(client_id));
        let message = message.saying(["Hello", "Good bye"][usize::from(says) % 2]);
        let new = message.mentioning(&self.several(mentions)).build();
        let posted = self.scene.stores.messages.append(new).await;
        if let Ok(Posted::Stored(message)) = &posted {
            self.messages.push((message.room_id, message.id));
        }
        format!("{posted:?}")
    }

    async fn edit(&mut self, message: u8, by: u8, mentions: u8) -> String {
        if self.messages.is_empty() {
            return String::new();
        }
        let (room_id, message_id) = pick(&self.messages, message);
        let text = format!("edited in step {}", self.steps);
        let revision = Revision {
            room_id,
            message_id,
            actor_id: self.person(by),
            content: content_mentioning(&text, &self.several(mentions)),
            at: self.at(),
        };
        format!("{:?}", self.scene.stores.messages.revise(revision).await)
    }

    async fn boost(&mut self, message: u8, by: u8, says: u8) -> String {
        if self.messages.is_empty() {
            return String::new();
        }
        let (room_id, message_id) = pick(&self.messages, message);
        let new = NewBoost {
            id: BoostId::from_uuid(self.id(0)),
            room_id,
            message_id,
            content: boost_content(pick(&["👍", "🔥", "so true"], says)),
            creator_id: self.person(by),
            at: self.at(),
        };
        let boosted = self.scene.stores.boosts.add(new).await;
        if let Ok(boosted) = &boosted
            && boosted.value.is_new
        {
            self.boosts.push((message_id, boosted.value.boost.id));
        }
        format!("{boosted:?}")
    }

    async fn start(&mut self, user: u8) -> String {
        let session = a_session(self.person(user)).token().at(self.at());
        let session = session.with_id(SessionId::from_uuid(self.id(0))).build();
        self.sessions.push(session.id);
        format!("{:?}", self.scene.stores.sessions.start(session).await)
    }

    /// Commands that make nothing.
    async fn plain(&mut self, operation: Operation) -> String {
        let (at, stores) = (self.at(), &self.scene.stores);
        match operation {
            Operation::Revoke { room, by, from } => {
                let (room_id, by) = (pick(&self.rooms, room), self.person(by));
                let user_id = self.person(from);
                format!(
                    "{:?}",
                    stores.memberships.revoke(room_id, user_id, by, at).await
                )
            }
            Operation::Involve { room, user, level } => {
                let levels = [
                    Involvement::Invisible,
                    Involvement::Nothing,
                    Involvement::Mentions,
                    Involvement::Everything,
                ];
                let (room_id, user_id) = (pick(&self.rooms, room), self.person(user));
                let level = pick(&levels, level);
                let set = stores
                    .memberships
                    .set_involvement(room_id, user_id, level, at)
                    .await;
                format!("{set:?}")
            }
            Operation::Read {
                room,
                user,
                to,
                back,
            } => {
                let (room_id, user_id) = (pick(&self.rooms, room), self.person(user));
                let to = Seq::new(to);
                format!(
                    "{:?}",
                    stores
                        .memberships
                        .move_read(room_id, user_id, to, back, at)
                        .await
                )
            }
            Operation::Erase { message, by } if !self.messages.is_empty() => {
                let (room_id, id) = pick(&self.messages, message);
                let by = self.person(by);
                format!("{:?}", stores.messages.erase(room_id, id, by, at).await)
            }
            // Whoever asks: that only its giver does is judged before.
            Operation::Unboost { message, by, which } if !self.boosts.is_empty() => {
                let (room_id, id) = pick(&self.messages, message);
                let (on, boost_id) = pick(&self.boosts, which);
                let room = self
                    .messages
                    .iter()
                    .find(|(_, message_id)| *message_id == on);
                // Half of the time the message that it is on, half of the time any.
                let (room_id, id) = room
                    .copied()
                    .filter(|_| which % 2 == 0)
                    .unwrap_or((room_id, id));
                let by = self.person(by);
                let removed = stores.boosts.remove(room_id, id, boost_id, by, at);
                format!("{:?}", removed.await)
            }
            Operation::Flag { by, flag, state } => {
                let change = vec![(pick(&Flag::ALL, flag), state)];
                let by = self.person(by);
                format!("{:?}", stores.flags.change(change, by, at).await)
            }
            Operation::RollBack { by, to } => {
                let (to, by) = (FlagVersion::new(to), self.person(by));
                format!("{:?}", stores.flags.roll_back(to, by, at).await)
            }
            Operation::End { user, sessions } => {
                let named = self.sessions.iter().enumerate();
                let named = named.filter(|(n, _)| (sessions >> (n % 8)) & 1 == 1);
                let named = named.map(|(_, id)| *id).collect();
                let ended = stores.sessions.end(self.person(user), named, at).await;
                format!("{:?}", ended.map(|ended| ended.map(sorted)))
            }
            other => self.of_rooms(other).await,
        }
    }

    /// Commands that change rooms as a whole, and marks of one's own on them.
    async fn of_rooms(&mut self, operation: Operation) -> String {
        let (at, stores) = (self.at(), &self.scene.stores);
        match operation {
            Operation::Rename { room, by } => {
                let name = room_name(&format!("Room {}", self.steps));
                let (room_id, by) = (pick(&self.rooms, room), self.person(by));
                format!("{:?}", stores.rooms.rename(room_id, name, by, at).await)
            }
            Operation::Convert {
                room,
                by,
                is_open,
                with,
                renames,
            } => {
                let kind = if is_open {
                    RoomKind::Open
                } else {
                    RoomKind::Closed
                };
                let conversion = Conversion {
                    room_id: pick(&self.rooms, room),
                    kind,
                    name: renames.then(|| room_name(&format!("Room {}", self.steps))),
                    member_ids: self.several(with),
                    actor_id: self.person(by),
                    at,
                };
                format!("{:?}", stores.rooms.convert(conversion).await)
            }
            Operation::Favour {
                room,
                user,
                is_favourite,
            } => {
                let (room_id, user_id) = (pick(&self.rooms, room), self.person(user));
                let memberships = &stores.memberships;
                let set = memberships.set_favourite(room_id, user_id, is_favourite, at);
                format!("{:?}", set.await)
            }
            Operation::Delete { room, by } => {
                let (room_id, by) = (pick(&self.rooms, room), self.person(by));
                format!("{:?}", stores.rooms.delete(room_id, by, at).await)
            }
            other => self.decide(other).await,
        }
    }

    /// What administrators decide about people and the account.
    async fn decide(&self, operation: Operation) -> String {
        let (at, stores) = (self.at(), &self.scene.stores);
        match operation {
            Operation::Ban { user, by } => {
                let (user, by) = (self.person(user), self.person(by));
                format!(
                    "{:?}",
                    stores.standing.ban(user, an_address(), by, at).await
                )
            }
            Operation::Unban { user, by } => {
                let (user, by) = (self.person(user), self.person(by));
                format!("{:?}", stores.standing.unban(user, by, at).await)
            }
            Operation::Deactivate { user, by } => {
                let (user, by) = (self.person(user), self.person(by));
                format!("{:?}", stores.standing.deactivate(user, by, at).await)
            }
            Operation::SetRole {
                user,
                by,
                is_raised,
            } => {
                let (user, by) = (self.person(user), self.person(by));
                let role = if is_raised {
                    Role::Administrator
                } else {
                    Role::Member
                };
                format!("{:?}", stores.standing.set_role(user, role, by, at).await)
            }
            Operation::ChangeAccount {
                by,
                renames,
                restricts,
            } => {
                let name = AccountName::parse(&format!("Camp {}", self.steps));
                let change = AccountChange {
                    name: name.ok().filter(|_| renames),
                    restricts_room_creation: Some(restricts),
                    custom_css: Some(CustomCss::parse("a{}").ok().filter(|_| restricts)),
                    actor_id: self.person(by),
                    at,
                };
                format!("{:?}", stores.accounts.change(change).await)
            }
            _ => String::new(),
        }
    }
}

fn pick<T: Copy>(items: &[T], n: u8) -> T {
    items[usize::from(n) % items.len()]
}

/// The address that is banned with everybody who is.
fn an_address() -> Vec<PublicAddress> {
    PublicAddress::parse("203.0.113.9").into_iter().collect()
}
