//! What one person's client knows, changed by the events it sees.

use crate::Stores;
use campfire_domain::{
    Boost, Event, EventKind, Message, MyRoom, PageCut, PageSize, Rev, RoomId, Seq, Unread, UserId,
};
use std::{collections::BTreeMap, sync::Arc};

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Client {
    pub(super) user_id: UserId,
    rooms: BTreeMap<RoomId, Known>,
}

#[derive(Clone, PartialEq, Debug)]
struct Known {
    mine: MyRoom,
    messages: BTreeMap<Seq, Message>,
}

impl Client {
    /// Reads everything, as a client without a cursor does.
    pub(super) async fn read(stores: &Stores, user_id: UserId) -> Self {
        let rooms = stores
            .membership_reader
            .my_rooms(user_id)
            .await
            .expect("the store reads");
        let mut client = Self {
            user_id,
            rooms: BTreeMap::new(),
        };
        for mine in rooms {
            client.read_room(stores, mine.room.id).await;
        }
        client
    }

    /// Reads a room and its newest page, as after one's own grant.
    async fn read_room(&mut self, stores: &Stores, room_id: RoomId) {
        let mine = stores
            .membership_reader
            .my_room(self.user_id, room_id)
            .await;
        let Some(mut mine) = mine.expect("the store reads") else {
            return;
        };
        // Counting what is unread is held by the contracts of the reader.
        mine.unread = Unread::default();
        let messages = newest_page(stores, room_id).await;
        self.rooms.insert(room_id, Known { mine, messages });
    }

    pub(super) async fn apply(&mut self, stores: &Stores, event: &Event) {
        match &event.kind {
            EventKind::MessagePosted(message) => {
                self.note(event);
                self.merge(message);
                self.note_post(message);
            }
            EventKind::MessageEdited(message) | EventKind::MessageDeleted(message) => {
                self.note(event);
                self.merge(message);
            }
            EventKind::BoostAdded { message, boost } => {
                self.note(event);
                self.change_boosts(event, message, |boosts| boosts.push((**boost).clone()));
            }
            EventKind::BoostRemoved { message, .. } => {
                self.note(event);
                self.change_boosts(event, message, |_| {});
            }
            EventKind::RoomCreated(state) | EventKind::RoomUpdated(state) => {
                self.note(event);
                match self.rooms.get_mut(&state.room.id) {
                    Some(known) => {
                        known.mine.room.name.clone_from(&state.room.name);
                        known.mine.room.kind = state.room.kind;
                    }
                    None => self.read_room(stores, state.room.id).await,
                }
            }
            EventKind::RoomDeleted(room_id) => {
                self.rooms.remove(room_id);
            }
            // One's own grant is a new beginning, and a jump there is no gap.
            EventKind::MembershipGranted { room, user_id } if *user_id == self.user_id => {
                self.read_room(stores, room.room.id).await;
            }
            EventKind::MembershipRevoked { room_id, user_id } if *user_id == self.user_id => {
                self.rooms.remove(room_id);
            }
            EventKind::InvolvementChanged {
                room_id,
                involvement,
                ..
            } => {
                if let Some(known) = self.rooms.get_mut(room_id) {
                    known.mine.involvement = *involvement;
                }
            }
            EventKind::FavouriteChanged {
                room_id,
                is_favourite,
                ..
            } => {
                if let Some(known) = self.rooms.get_mut(room_id) {
                    known.mine.is_favourite = *is_favourite;
                }
            }
            EventKind::ReadMoved {
                room_id,
                last_read_seq,
                ..
            } => {
                if let Some(known) = self.rooms.get_mut(room_id) {
                    known.mine.last_read_seq = *last_read_seq;
                }
            }
            EventKind::MessagesErased { .. } => self.read_pages(stores).await,
            _ => self.note(event),
        }
    }

    /// Counts the room's events and finds the gap.
    fn note(&mut self, event: &Event) {
        let known = event
            .kind
            .room_id()
            .and_then(|room_id| self.rooms.get_mut(&room_id));
        if let (Some(known), Some(rev)) = (known, event.rev) {
            let before: Rev = known.mine.room.rev;
            assert!(
                rev <= before.next(),
                "a gap after rev {before}, before {event:?}"
            );
            known.mine.room.rev = before.max(rev);
        }
    }

    fn merge(&mut self, message: &Arc<Message>) {
        if let Some(known) = self.rooms.get_mut(&message.room_id) {
            let copy = known.messages.get(&message.seq);
            if copy.is_none_or(|copy| message.rev > copy.rev) {
                known.messages.insert(message.seq, (**message).clone());
            }
        }
    }

    /// Clients are told the boost and not the message; whoever has a newer copy has it already.
    fn change_boosts(
        &mut self,
        event: &Event,
        message: &Message,
        change: impl FnOnce(&mut Vec<Boost>),
    ) {
        let known = self.rooms.get_mut(&message.room_id);
        let copy = known.and_then(|known| known.messages.get_mut(&message.seq));
        if let (Some(copy), Some(rev)) = (copy, event.rev)
            && rev > copy.rev
        {
            copy.boosts
                .retain(|boost| Some(boost.id) != event.kind.boost_id());
            change(&mut copy.boosts);
            copy.rev = rev;
        }
    }

    /// Drops its copies of messages and reads the pages again, as after a ban.
    async fn read_pages(&mut self, stores: &Stores) {
        for (room_id, known) in &mut self.rooms {
            known.messages = newest_page(stores, *room_id).await;
        }
    }

    fn note_post(&mut self, message: &Message) {
        let Some(known) = self.rooms.get_mut(&message.room_id) else {
            return;
        };
        if message.seq > known.mine.room.last_seq {
            known.mine.room.last_seq = message.seq;
            known.mine.room.last_message_at = Some(message.created_at);
        }
        if message.creator_id == self.user_id {
            let marker = &mut known.mine.last_read_seq;
            *marker = (*marker).max(message.seq);
        }
    }
}

/// The newest messages of a room; none when it is gone.
async fn newest_page(stores: &Stores, room_id: RoomId) -> BTreeMap<Seq, Message> {
    let size = PageSize::new(PageSize::MAX).expect("a page size");
    let reader = &stores.message_reader;
    let page = reader.page(room_id, PageCut::Newest, size).await;
    let page = page.expect("the store reads");
    let messages = page.into_iter().flat_map(|page| page.items);
    messages.map(|message| (message.seq, message)).collect()
}
