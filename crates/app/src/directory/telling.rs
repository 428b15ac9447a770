//! Who is told of an event, and whom it names.

use super::Tables;
use campfire_domain::{
    Audience, Boost, Event, EventKind, RoomId, RoomKind, UserId,
    ports::{Delivery, Named, Recipients},
};
use std::sync::Arc;

/// Who is told what of an event that was applied.
pub(crate) struct Applied {
    /// The event.
    pub(crate) delivery: Delivery,
    /// Its room's removal, for those who see that no more; to be told first.
    pub(crate) hidden: Option<Delivery>,
}

impl Tables {
    pub(super) fn named_in(&self, event: &Event) -> Named {
        let (user_id, boosts): (_, &[Boost]) = match &event.kind {
            EventKind::MembershipGranted { user_id, .. } => (Some(*user_id), &[]),
            EventKind::BoostAdded { boost, .. } => (Some(boost.creator_id), &[]),
            EventKind::BoostRemoved { .. } => (None, &[]),
            kind => kind.message().map_or((None, &[]), |message| {
                (Some(message.creator_id), &message.boosts)
            }),
        };
        let user = |id: UserId| self.users.get(&id).cloned();
        Named {
            user: user_id.and_then(user),
            boosters: boosts
                .iter()
                .filter_map(|boost| user(boost.creator_id))
                .collect(),
        }
    }

    pub(super) fn recipients(&self, event: &Event) -> Recipients {
        let members = |room_id: &RoomId| match self.rooms.get(room_id) {
            Some(entry) if entry.room.kind == RoomKind::Open => Recipients::Everyone,
            Some(entry) => Recipients::Members(Arc::clone(&entry.members)),
            None => Recipients::Nobody,
        };
        match &event.audience {
            Audience::Room(room_id) => members(room_id),
            Audience::RoomAnd(room_id, people) => match members(room_id) {
                Recipients::Members(members) => Recipients::MembersAnd(members, Arc::clone(people)),
                Recipients::Everyone => Recipients::Everyone,
                _ => Recipients::Users(Arc::clone(people)),
            },
            Audience::Users(people) => Recipients::Users(Arc::clone(people)),
            Audience::Account if self.is_hidden(event) => event
                .kind
                .room_id()
                .as_ref()
                .map_or(Recipients::Nobody, members),
            Audience::Account => Recipients::Everyone,
            Audience::Nobody => Recipients::Nobody,
        }
    }

    /// Whether an event tells everyone of a room that is not everyone's (any more).
    fn is_hidden(&self, event: &Event) -> bool {
        let tells = matches!(
            event.kind,
            EventKind::RoomCreated(_) | EventKind::RoomUpdated(_)
        );
        let room = event.kind.room_id().and_then(|id| self.rooms.get(&id));
        tells
            && event.audience == Audience::Account
            && room.is_some_and(|entry| entry.room.kind != RoomKind::Open)
    }

    /// The removal of a room for everyone who is not in it, when an event was to tell everyone of it.
    pub(super) fn hidden_by(&self, event: &Event) -> Option<Delivery> {
        let room_id = event.kind.room_id().filter(|_| self.is_hidden(event))?;
        let members = Arc::clone(&self.rooms.get(&room_id)?.members);
        let removal = Event {
            kind: EventKind::RoomDeleted(room_id),
            ..event.clone()
        };
        Some(Delivery {
            event: Arc::new(removal),
            named: Named::default(),
            recipients: Recipients::AllBut(members),
        })
    }
}
