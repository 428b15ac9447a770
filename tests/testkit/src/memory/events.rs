use super::{MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, BoostId, Cursor, Event, EventKind, Message, Position, RoomId, StoreError, Timestamp,
    UserId,
    ports::{EventPage, EventReader, Head, Resolved},
};
use std::sync::Arc;

#[async_trait]
impl EventReader for MemoryStore {
    async fn head(&self) -> Result<Head, StoreError> {
        self.read(State::head)
    }

    async fn resolve(&self, cursor: Cursor, oldest: Timestamp) -> Result<Resolved, StoreError> {
        self.read(|state| {
            let place = (0..=state.log.len()).find(|&n| state.head_at(n).cursor == cursor);
            let Some(place) = place else {
                return Resolved::Unknown;
            };
            if state.log[place..].iter().any(|event| event.at < oldest) {
                Resolved::Expired
            } else {
                Resolved::At(state.head_at(place).position)
            }
        })
    }

    async fn count_visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<u32, StoreError> {
        self.read(|state| {
            let is_visible = |event: &&Arc<Event>| is_visible(state, event, user_id);
            let visible = behind(state, after).filter(is_visible);
            u32::try_from(visible.take(size(limit)).count()).unwrap_or(limit)
        })
    }

    async fn visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<EventPage, StoreError> {
        self.read(|state| {
            let is_visible = |event: &&Arc<Event>| is_visible(state, event, user_id);
            let mut page = page(state, behind(state, after).filter(is_visible), limit);
            for event in &mut page.events {
                if let (Some(room_id), Audience::Account) = (event.kind.room_id(), &event.audience)
                {
                    let row = state.memberships.get(&(room_id, user_id));
                    let seen = (**event).clone().seen_since(row.map(|row| row.since));
                    *event = Arc::new(seen);
                }
            }
            page
        })
    }

    async fn all(&self, after: Position, limit: u32) -> Result<EventPage, StoreError> {
        self.read(|state| page(state, behind(state, after), limit))
    }
}

fn behind(state: &State, after: Position) -> impl Iterator<Item = &Arc<Event>> {
    state.log.iter().filter(move |event| event.position > after)
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn page<'a>(state: &State, events: impl Iterator<Item = &'a Arc<Event>>, limit: u32) -> EventPage {
    let events: Vec<_> = events
        .take(size(limit))
        .map(|event| present(state, event))
        .collect();
    let last = events.last().filter(|_| events.len() == size(limit));
    let reached = last.map_or_else(
        || state.head(),
        |event| Head {
            position: event.position,
            cursor: event.cursor.clone(),
        },
    );
    EventPage { events, reached }
}

fn is_visible(state: &State, event: &Event, user_id: UserId) -> bool {
    let is_member = |room_id: RoomId| {
        let row = state.memberships.get(&(room_id, user_id));
        row.is_some_and(|row| row.since <= event.position)
    };
    match &event.audience {
        Audience::Room(room_id) => is_member(*room_id),
        Audience::RoomAnd(room_id, people) => is_member(*room_id) || people.contains(&user_id),
        Audience::Users(people) => people.contains(&user_id),
        Audience::Account => true,
        Audience::Nobody => false,
    }
}

/// The event with the state of now in it.
fn present(state: &State, event: &Arc<Event>) -> Arc<Event> {
    let kind = present_kind(state, &event.kind);
    Arc::new(Event {
        kind,
        ..(**event).clone()
    })
}

/// A message event keeps its kind when only the tombstone is left, so that whoever replays it still
/// counts its `seq` and raises the marker of its creator. What is gone comes as its removal.
fn present_kind(state: &State, kind: &EventKind) -> EventKind {
    let of_message = |message: &Message, kind: fn(Arc<Message>) -> EventKind| {
        let now = state.message(message.room_id, message.id);
        now.map_or(EventKind::RoomDeleted(message.room_id), |now| {
            kind(now.clone())
        })
    };
    let of_room = |room_id, kind: fn(Arc<campfire_domain::RoomState>) -> EventKind| {
        let now = state.room_state(room_id);
        now.map_or(EventKind::RoomDeleted(room_id), |now| kind(Arc::new(now)))
    };
    match kind {
        EventKind::MessagePosted(message) => of_message(message, EventKind::MessagePosted),
        EventKind::MessageEdited(message) => of_message(message, EventKind::MessageEdited),
        EventKind::MessageDeleted(message) => of_message(message, EventKind::MessageDeleted),
        EventKind::BoostAdded { message, .. } | EventKind::BoostRemoved { message, .. } => {
            let now = state.message(message.room_id, message.id);
            match (now, kind.boost_id()) {
                (Some(now), Some(boost_id)) => of_boost(now, boost_id),
                _ => EventKind::RoomDeleted(message.room_id),
            }
        }
        EventKind::RoomCreated(room) => of_room(room.room.id, EventKind::RoomCreated),
        EventKind::RoomUpdated(room) => of_room(room.room.id, EventKind::RoomUpdated),
        EventKind::MembershipGranted { room, user_id } => {
            let (room_id, user_id) = (room.room.id, *user_id);
            match state
                .room_state(room_id)
                .filter(|_| state.is_member(room_id, user_id))
            {
                Some(now) => EventKind::MembershipGranted {
                    room: Arc::new(now),
                    user_id,
                },
                None => EventKind::MembershipRevoked { room_id, user_id },
            }
        }
        EventKind::InvolvementChanged { .. }
        | EventKind::FavouriteChanged { .. }
        | EventKind::BookmarkAdded { .. }
        | EventKind::BookmarkRemoved { .. }
        | EventKind::ReadMoved { .. } => own_kind(state, kind),
        EventKind::UserUpdated(user) => {
            let now = state.users.get(&user.id).cloned();
            EventKind::UserUpdated(now.map_or_else(|| user.clone(), Arc::new))
        }
        EventKind::AddressesBanned { user_id, .. } => EventKind::AddressesBanned {
            user_id: *user_id,
            addresses: state.addresses_banned_with(*user_id),
        },
        EventKind::AccountUpdated(account) => {
            let now = state.account.clone();
            EventKind::AccountUpdated(now.map_or_else(|| account.clone(), Arc::new))
        }
        EventKind::FlagsChanged(_) => EventKind::FlagsChanged(state.flags()),
        EventKind::SessionStarted(session) => match state.sessions.get(&session.id) {
            Some(now) => EventKind::SessionStarted(Arc::new(now.clone())),
            None => EventKind::SessionsEnded {
                user_id: session.user_id,
                session_ids: [session.id].into(),
            },
        },
        other => other.clone(),
    }
}

/// A boost that is there now, or its removal.
fn of_boost(message: &Arc<Message>, boost_id: BoostId) -> EventKind {
    let boost = message.boosts.iter().find(|boost| boost.id == boost_id);
    let message = message.clone();
    match boost.cloned().map(Arc::new) {
        Some(boost) => EventKind::BoostAdded { message, boost },
        None => EventKind::BoostRemoved { message, boost_id },
    }
}

/// What concerns one person only, as it is now.
fn own_kind(state: &State, kind: &EventKind) -> EventKind {
    let gone = |room_id, user_id| match state.room(room_id) {
        Some(_) => EventKind::MembershipRevoked { room_id, user_id },
        None => EventKind::RoomDeleted(room_id),
    };
    match kind {
        EventKind::InvolvementChanged {
            room_id, user_id, ..
        } => {
            let (room_id, user_id) = (*room_id, *user_id);
            match state.memberships.get(&(room_id, user_id)) {
                Some(row) => EventKind::InvolvementChanged {
                    room_id,
                    user_id,
                    involvement: row.involvement,
                },
                None => gone(room_id, user_id),
            }
        }
        EventKind::BookmarkAdded {
            room_id,
            message_id,
            user_id,
        }
        | EventKind::BookmarkRemoved {
            room_id,
            message_id,
            user_id,
        } => {
            let (room_id, message_id, user_id) = (*room_id, *message_id, *user_id);
            let list = state.bookmarks.get(&user_id).into_iter().flatten();
            let mut there = list.filter(|mark| mark.message_id == message_id);
            match there.next() {
                Some(_) => EventKind::BookmarkAdded {
                    room_id,
                    message_id,
                    user_id,
                },
                None => EventKind::BookmarkRemoved {
                    room_id,
                    message_id,
                    user_id,
                },
            }
        }
        EventKind::FavouriteChanged {
            room_id, user_id, ..
        } => {
            let (room_id, user_id) = (*room_id, *user_id);
            match state.memberships.get(&(room_id, user_id)) {
                Some(row) => EventKind::FavouriteChanged {
                    room_id,
                    user_id,
                    is_favourite: row.is_favourite,
                },
                None => gone(room_id, user_id),
            }
        }
        EventKind::ReadMoved {
            room_id, user_id, ..
        } => {
            let (room_id, user_id) = (*room_id, *user_id);
            match state.memberships.get(&(room_id, user_id)) {
                Some(row) => EventKind::ReadMoved {
                    room_id,
                    user_id,
                    last_read_seq: row.last_read_seq,
                    unread: state.unread(room_id, user_id),
                },
                None => gone(room_id, user_id),
            }
        }
        other => other.clone(),
    }
}
