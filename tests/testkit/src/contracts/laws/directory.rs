//! What a process knows of everything, changed by events only.

use crate::Stores;
use campfire_domain::{
    Account, Event, EventKind, Flags, Message, Position, PublicAddress, Rev, RoomId, RoomState,
    Session, SessionId, User, UserId,
};
use std::{collections::BTreeMap, sync::Arc};

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Known {
    position: Position,
    account: Option<Account>,
    users: BTreeMap<UserId, User>,
    rooms: BTreeMap<RoomId, RoomState>,
    sessions: BTreeMap<SessionId, Session>,
    banned_addresses: BTreeMap<UserId, Vec<PublicAddress>>,
    flags: Flags,
}

impl Known {
    pub(super) async fn load(stores: &Stores) -> Self {
        let loaded = stores.directory.load().await.expect("the store reads");
        Self {
            position: loaded.head.position,
            account: loaded.account,
            users: loaded
                .users
                .into_iter()
                .map(|user| (user.id, user))
                .collect(),
            rooms: loaded
                .rooms
                .into_iter()
                .map(|state| (state.room.id, state))
                .collect(),
            sessions: loaded
                .sessions
                .into_iter()
                .map(|session| (session.id, session))
                .collect(),
            banned_addresses: loaded.banned_addresses.into_iter().collect(),
            flags: loaded.flags,
        }
    }

    pub(super) fn position(&self) -> Position {
        self.position
    }

    pub(super) fn apply(&mut self, events: &[Arc<Event>]) {
        for event in events {
            assert_eq!(
                event.position,
                self.position.next(),
                "a hole before {event:?}"
            );
            self.position = event.position;
            self.apply_one(event);
        }
    }

    fn apply_one(&mut self, event: &Event) {
        let rev = event.rev.unwrap_or_default();
        match event.kind.clone() {
            EventKind::MessagePosted(message)
            | EventKind::MessageEdited(message)
            | EventKind::MessageDeleted(message)
            | EventKind::BoostAdded { message, .. }
            | EventKind::BoostRemoved { message, .. } => self.note_message(rev, &message),
            EventKind::RoomCreated(state)
            | EventKind::RoomUpdated(state)
            | EventKind::MembershipGranted { room: state, .. } => {
                self.rooms.insert(state.room.id, (*state).clone());
            }
            EventKind::RoomDeleted(room_id) => {
                self.rooms.remove(&room_id);
            }
            EventKind::MembershipRevoked { room_id, user_id } => {
                if let Some(state) = self.rooms.get_mut(&room_id) {
                    state.member_ids.retain(|id| *id != user_id);
                    state.room.rev = state.room.rev.max(rev);
                }
            }
            EventKind::UserUpdated(user) => {
                self.users.insert(user.id, (*user).clone());
            }
            EventKind::AccountUpdated(account) => self.account = Some((*account).clone()),
            EventKind::SessionStarted(session) => {
                self.sessions.insert(session.id, (*session).clone());
            }
            EventKind::SessionsEnded { session_ids, .. } => {
                self.sessions.retain(|id, _| !session_ids.contains(id));
            }
            EventKind::AddressesBanned { user_id, addresses } => {
                self.banned_addresses.insert(user_id, addresses.to_vec());
                self.banned_addresses.retain(|_, banned| !banned.is_empty());
            }
            // Read again it may be ahead.
            EventKind::FlagsChanged(flags) if flags.version > self.flags.version => {
                self.flags = flags;
            }
            // Personal: not of the directory.
            _ => {}
        }
    }

    fn note_message(&mut self, rev: Rev, message: &Message) {
        if let Some(state) = self.rooms.get_mut(&message.room_id) {
            let room = &mut state.room;
            room.rev = room.rev.max(rev);
            if message.seq > room.last_seq {
                room.last_seq = message.seq;
                room.last_message_at = Some(message.created_at);
            }
        }
    }
}
