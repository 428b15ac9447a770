//! Typing: who writes something right now. Never stored, forgotten after 6 s, dropped first.

use campfire_domain::{RoomId, UserId, ports::Broadcaster};
use parking_lot::Mutex;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval};

/// A start that is not repeated is forgotten after this: twice the 3 s at which clients repeat it.
pub const TYPING_EXPIRES: Duration = Duration::from_secs(6);

/// Changes are collected for this long.
const FLUSH: Duration = Duration::from_millis(250);

/// The pure table of who is typing where.
#[derive(Debug, Default)]
pub struct TypingTable {
    rooms: HashMap<RoomId, BTreeMap<UserId, Instant>>,
    changed: BTreeSet<RoomId>,
}

impl TypingTable {
    /// Someone starts, or goes on.
    pub fn start(&mut self, room_id: RoomId, user_id: UserId, now: Instant) {
        let until = now + TYPING_EXPIRES;
        if self
            .rooms
            .entry(room_id)
            .or_default()
            .insert(user_id, until)
            .is_none()
        {
            self.changed.insert(room_id);
        }
    }

    /// Someone stops. Stopping without a start changes nothing.
    pub fn stop(&mut self, room_id: RoomId, user_id: UserId) {
        if self
            .rooms
            .get_mut(&room_id)
            .is_some_and(|room| room.remove(&user_id).is_some())
        {
            self.changed.insert(room_id);
        }
    }

    /// The rooms in which something changed since the last flush, each with everyone who types.
    pub fn flush(&mut self, now: Instant) -> Vec<(RoomId, Vec<UserId>)> {
        for (room_id, room) in &mut self.rooms {
            let before = room.len();
            room.retain(|_, until| *until > now);
            if room.len() != before {
                self.changed.insert(*room_id);
            }
        }
        self.rooms.retain(|_, room| !room.is_empty());
        let typing = |room_id| {
            self.rooms
                .get(&room_id)
                .map_or(vec![], |room| room.keys().copied().collect())
        };
        std::mem::take(&mut self.changed)
            .into_iter()
            .map(|room_id| (room_id, typing(room_id)))
            .collect()
    }
}

/// Who is typing.
#[derive(Default)]
pub struct Typing {
    table: Mutex<TypingTable>,
}

impl Typing {
    /// Someone starts (or goes on) or stops. Whether they are a member is judged by the caller.
    pub fn set(&self, room_id: RoomId, user_id: UserId, active: bool) {
        let mut table = self.table.lock();
        if active {
            table.start(room_id, user_id, Instant::now());
        } else {
            table.stop(room_id, user_id);
        }
    }
}

/// Tells the broadcaster what changed, four times a second, until the typing is gone.
pub(crate) async fn run(typing: Weak<Typing>, broadcaster: Arc<dyn Broadcaster>) {
    let mut ticks = interval(FLUSH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let now = ticks.tick().await;
        let Some(typing) = typing.upgrade() else {
            return;
        };
        let changes = typing.table.lock().flush(now);
        for (room_id, user_ids) in changes {
            broadcaster.typing_changed(room_id, &user_ids);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn ids() -> (RoomId, UserId) {
        (
            RoomId::from_uuid(Uuid::from_u128(1)),
            UserId::from_uuid(Uuid::from_u128(2)),
        )
    }

    #[test]
    fn a_start_is_told_once_and_forgotten_after_six_seconds() {
        let ((room, ann), mut table, start) = (ids(), TypingTable::default(), Instant::now());
        table.start(room, ann, start);
        table.start(room, ann, start);
        assert_eq!(table.flush(start), [(room, vec![ann])]);
        assert_eq!(table.flush(start + Duration::from_secs(5)), []);
        assert_eq!(table.flush(start + TYPING_EXPIRES), [(room, vec![])]);
    }

    proptest! {
        #[test]
        fn nobody_types_six_seconds_after_the_last_start(
            steps in prop::collection::vec((0_u128..3, 0_u128..3, any::<bool>(), 0_u64..4000), 0..50)
        ) {
            let (mut table, mut now) = (TypingTable::default(), Instant::now());
            let mut told = HashMap::new();
            for (room, user, active, ms) in steps {
                now += Duration::from_millis(ms);
                let (room, user) = (RoomId::from_uuid(Uuid::from_u128(room)), UserId::from_uuid(Uuid::from_u128(user)));
                if active { table.start(room, user, now) } else { table.stop(room, user) }
                told.extend(table.flush(now));
            }
            told.extend(table.flush(now + TYPING_EXPIRES));
            prop_assert!(told.values().all(Vec::is_empty));
            prop_assert!(table.rooms.is_empty() && table.changed.is_empty());
        }

        /// Of a start and a stop the later one counts, and a start for six seconds: whoever adds up what
        /// was told knows at every flush who is typing.
        #[test]
        fn what_was_told_is_who_types(
            steps in prop::collection::vec((0_u128..2, 0_u128..3, any::<bool>(), 0_u64..4000, any::<bool>()), 0..60)
        ) {
            let (mut table, mut now) = (TypingTable::default(), Instant::now());
            let mut until: BTreeMap<(RoomId, UserId), Instant> = BTreeMap::new();
            let mut told: BTreeMap<RoomId, Vec<UserId>> = BTreeMap::new();
            for (room, user, active, ms, is_flush) in steps {
                now += Duration::from_millis(ms);
                let (room, user) = (RoomId::from_uuid(Uuid::from_u128(room)), UserId::from_uuid(Uuid::from_u128(user)));
                if active {
                    table.start(room, user, now);
                    until.insert((room, user), now + TYPING_EXPIRES);
                } else {
                    table.stop(room, user);
                    until.remove(&(room, user));
                }
                if is_flush {
                    told.extend(table.flush(now));
                    until.retain(|_, until| *until > now);
                    for (room, users) in &told {
                        let typing = until.keys().filter(|(in_room, _)| in_room == room);
                        prop_assert_eq!(users, &typing.map(|(_, user)| *user).collect::<Vec<_>>());
                    }
                    prop_assert!(until.keys().all(|(room, _)| told.contains_key(room)));
                }
            }
        }
    }
}
