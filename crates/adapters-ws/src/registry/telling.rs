//! The [`Broadcaster`]: events, ended sessions, presence, typing.

use super::{ConnectionRegistry, Peer, State};
use crate::{
    close::Close,
    frames::{Frame, encode, encode_event},
};
use campfire_app::directory::Directory;
use campfire_domain::{
    EventKind, Head, RoomId, SessionId, UserId,
    ports::{Broadcaster, Delivery, PresenceChange, Recipients, Trouble},
};
use campfire_wire::{Health, Presence, ServerFrame, TypingNow};
use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
    sync::{Arc, Weak, atomic::Ordering},
};

/// Ids as the wire has them.
macro_rules! uuids {
    ($ids:expr) => {
        $ids.iter().map(|id| id.as_uuid()).collect()
    };
}

/// Above this many people a snapshot of presence names only those of the room in view (G7).
pub(crate) const NAMED_ONLINE: usize = 500;

/// Above this many people who came or went at once, a snapshot that names fewer replaces the delta.
const HERD: usize = 100;

impl Broadcaster for ConnectionRegistry {
    fn deliver(&self, delivery: Delivery) {
        let event = &*delivery.event;
        let frame = OnceCell::new();
        let mut state = self.state.lock();
        state.each_recipient(&delivery.recipients, |peer| {
            if peer.takes(event) {
                let encoded = frame.get_or_init(|| encode_event(event, &delivery.named));
                if let Some(frame) = encoded {
                    peer.queue.push(frame.clone(), &self.config);
                }
            }
        });
        state.note(&delivery);
        state.delivered = Some(Head {
            position: event.position,
            cursor: event.cursor.clone(),
        });
    }

    fn end_sessions(&self, session_ids: &[SessionId]) {
        let state = self.state.lock();
        for peer in &state.peers {
            if session_ids.contains(&peer.session_id) {
                peer.queue.close(Close::SessionEnded);
            }
        }
    }

    fn presence_changed(&self, change: &PresenceChange) {
        let delta = Presence {
            online: None,
            online_count: None,
            joined: Some(uuids!(change.joined)),
            left: Some(uuids!(change.left)),
        };
        let delta = (!change.joined.is_empty() || !change.left.is_empty())
            .then(|| encode(&ServerFrame::Presence(delta)));
        let mut snapshots = Snapshots::new(&change.online, self.directory.get());
        // When a crowd comes at once, to tell everyone of everyone grows with its square: whoever
        // looks at a small room, or none, gets a new snapshot instead.
        let changed = change.joined.len() + change.left.len();
        let herd = changed > HERD && change.online.len() > NAMED_ONLINE;
        let state = self.state.lock();
        for peer in state.peers.iter().filter(|peer| peer.is_live()) {
            if !peer.knows_presence.swap(true, Ordering::Relaxed) {
                let room_id = state.viewing.get(&peer.number).copied();
                peer.queue.push(snapshots.of(room_id), &self.config);
            } else if let Some(delta) = &delta {
                let room_id = state.viewing.get(&peer.number).copied();
                let shorter = herd.then(|| snapshots.named(room_id));
                let frame = if shorter.is_some_and(|named| named < changed) {
                    snapshots.of(room_id)
                } else {
                    delta.clone()
                };
                peer.queue.push(frame, &self.config);
            }
        }
    }

    fn typing_changed(&self, room_id: RoomId, user_ids: &[UserId]) {
        let state = self.state.lock();
        let Some(viewers) = state.viewers.get(&room_id) else {
            return;
        };
        let frame = encode(&ServerFrame::Typing(TypingNow {
            room_id: room_id.as_uuid(),
            user_ids: uuids!(user_ids),
        }));
        for peer in viewers.iter().filter(|peer| peer.is_live()) {
            if !peer.queue.push_droppable(frame.clone(), &self.config) {
                self.counts.dropped();
            }
        }
    }

    fn health_changed(&self, troubles: &[Trouble]) {
        let words = troubles.iter().map(|trouble| trouble.word().to_owned());
        let frame = encode(&ServerFrame::Health(Health {
            degraded: !troubles.is_empty(),
            reasons: words.collect(),
        }));
        let mut state = self.state.lock();
        state.health = (!troubles.is_empty()).then(|| frame.clone());
        for peer in state.peers.iter().filter(|peer| peer.is_live()) {
            peer.queue.push(frame.clone(), &self.config);
        }
    }
}

impl ConnectionRegistry {
    /// Tells a connection who is in the room it looks at now, where there are too many people for
    /// everyone to be told of everyone.
    pub(crate) fn tell_room_presence(&self, peer: &Peer, room_id: RoomId, online: &Arc<[UserId]>) {
        if online.len() > NAMED_ONLINE {
            let frame = Snapshots::new(online, self.directory.get()).of(Some(room_id));
            peer.queue.push(frame, &self.config);
        }
    }
}

impl State {
    /// Calls for every connection of the recipients; goes over the smaller of the two sets.
    fn each_recipient(&self, recipients: &Recipients, mut tell: impl FnMut(&Peer)) {
        let mut members = |members: &HashSet<UserId>| {
            if members.len() < self.peers.len() {
                for user_id in members {
                    self.each_of(*user_id, &mut tell);
                }
            } else {
                let of_members = |peer: &&Arc<Peer>| members.contains(&peer.user_id);
                self.peers
                    .iter()
                    .filter(of_members)
                    .for_each(|peer| tell(peer));
            }
        };
        match recipients {
            Recipients::Everyone => self.peers.iter().for_each(|peer| tell(peer)),
            Recipients::Members(set) => members(set),
            Recipients::MembersAnd(set, people) => {
                members(set);
                for user_id in people.iter().filter(|id| !set.contains(id)) {
                    self.each_of(*user_id, &mut tell);
                }
            }
            Recipients::Users(people) => {
                for user_id in people.iter() {
                    self.each_of(*user_id, &mut tell);
                }
            }
            Recipients::AllBut(set) => {
                let of_others = |peer: &&Arc<Peer>| !set.contains(&peer.user_id);
                self.peers
                    .iter()
                    .filter(of_others)
                    .for_each(|peer| tell(peer));
            }
            Recipients::Nobody => {}
        }
    }

    fn each_of(&self, user_id: UserId, tell: &mut impl FnMut(&Peer)) {
        for peer in self.of_user.get(&user_id).into_iter().flatten() {
            tell(peer);
        }
    }

    /// Changes what the registry itself keeps, after an event was delivered.
    fn note(&mut self, delivery: &Delivery) {
        let event = &*delivery.event;
        if let (Some(rev), Some(room_id)) = (event.rev, event.kind.room_id()) {
            self.revs.insert(room_id, (event.position, rev));
        }
        match &event.kind {
            // Its members are told something else behind it.
            EventKind::RoomDeleted(_) if matches!(delivery.recipients, Recipients::AllBut(_)) => {}
            EventKind::RoomDeleted(room_id) => {
                self.revs.remove(room_id);
                self.clear_viewers(*room_id, |_| false);
            }
            EventKind::RoomUpdated(room) => {
                if let Recipients::Members(members) = &delivery.recipients {
                    self.clear_viewers(room.room.id, |user_id| members.contains(&user_id));
                }
            }
            EventKind::MembershipRevoked { room_id, user_id } => {
                self.clear_viewers(*room_id, |viewer| viewer != *user_id);
            }
            EventKind::UserUpdated(user) if !user.is_active() => {
                self.each_of(user.id, &mut |peer: &Peer| {
                    peer.queue.close(Close::SessionEnded);
                });
            }
            _ => {}
        }
    }
}

/// Snapshots of who is here, each encoded once, with how many they name.
struct Snapshots<'a> {
    online: &'a [UserId],
    directory: Option<&'a Weak<Directory>>,
    encoded: HashMap<Option<RoomId>, (Frame, usize)>,
}

impl<'a> Snapshots<'a> {
    fn new(online: &'a [UserId], directory: Option<&'a Weak<Directory>>) -> Self {
        Self {
            online,
            directory,
            encoded: HashMap::new(),
        }
    }

    /// The snapshot for whoever looks at this room.
    fn of(&mut self, room_id: Option<RoomId>) -> Frame {
        self.entry(room_id).0.clone()
    }

    /// How many people it names.
    fn named(&mut self, room_id: Option<RoomId>) -> usize {
        self.entry(room_id).1
    }

    fn entry(&mut self, room_id: Option<RoomId>) -> &(Frame, usize) {
        let (online, directory) = (self.online, self.directory);
        let room_id = room_id.filter(|_| online.len() > NAMED_ONLINE);
        self.encoded.entry(room_id).or_insert_with(|| {
            let presence = snapshot(online, directory, room_id);
            let named = presence.online.as_ref().map_or(0, Vec::len);
            (encode(&ServerFrame::Presence(presence)), named)
        })
    }
}

fn snapshot(
    online: &[UserId],
    directory: Option<&Weak<Directory>>,
    room_id: Option<RoomId>,
) -> Presence {
    let everyone = online.len() <= NAMED_ONLINE;
    let named = if everyone {
        uuids!(online)
    } else {
        let directory = directory.and_then(Weak::upgrade);
        let members = room_id.zip(directory).map(|(id, all)| all.members(id));
        let members = members.iter().flatten().map(|user| user.id);
        members
            .filter(|id| online.binary_search(id).is_ok())
            .map(UserId::as_uuid)
            .collect()
    };
    Presence {
        online: Some(named),
        online_count: (!everyone).then_some(online.len() as u64),
        joined: None,
        left: None,
    }
}
