//! Presence: who is here, account-wide, as a set of connections per person (G7).
//!
//! The first connection says "joined"; after the last one closed there are 15 s of grace before
//! "left", so that a reload makes no noise; a lapsed lease says "left" at once. Leases themselves
//! are the connections' own: a connection that heard nothing for 60 s ends as lapsed.

use campfire_domain::{
    UserId,
    ports::{Broadcaster, PresenceChange},
};
use parking_lot::Mutex;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Changes are collected for this long, so that a herd of reconnects is one frame.
const FLUSH: Duration = Duration::from_millis(500);

/// How a connection ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It was closed, by whomever: the person has the grace to come back.
    Closed,
    /// Nothing was heard of it for the length of the lease: the person is gone.
    Lapsed,
}

/// The pure table of who is here. Time comes in; changes come out of [`PresenceTable::flush`].
#[derive(Debug, Default)]
pub struct PresenceTable {
    here: HashMap<UserId, HashSet<u64>>,
    leaving: HashMap<UserId, Instant>,
    joined: BTreeSet<UserId>,
    left: BTreeSet<UserId>,
    newcomers: bool,
}

impl PresenceTable {
    /// A connection of a user began. Numbers of connections are never used twice.
    pub fn connected(&mut self, user_id: UserId, connection: u64) {
        self.newcomers = true;
        let was_here = self.here.contains_key(&user_id);
        self.here.entry(user_id).or_default().insert(connection);
        if self.leaving.remove(&user_id).is_none() && !was_here && !self.left.remove(&user_id) {
            self.joined.insert(user_id);
        }
    }

    /// A connection ended. Saying it twice changes nothing.
    pub fn ended(
        &mut self,
        user_id: UserId,
        connection: u64,
        how: Ended,
        now: Instant,
        grace: Duration,
    ) {
        let Some(connections) = self.here.get_mut(&user_id) else {
            return;
        };
        if !connections.remove(&connection) || !connections.is_empty() {
            return;
        }
        self.here.remove(&user_id);
        match how {
            Ended::Closed => {
                self.leaving.insert(user_id, now + grace);
            }
            Ended::Lapsed => self.leave(user_id),
        }
    }

    /// What changed since the last flush; `None` when nobody has to be told anything.
    pub fn flush(&mut self, now: Instant) -> Option<PresenceChange> {
        let over: Vec<UserId> = self
            .leaving
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(id, _)| *id)
            .collect();
        for user_id in over {
            self.leaving.remove(&user_id);
            self.leave(user_id);
        }
        if self.joined.is_empty() && self.left.is_empty() && !self.newcomers {
            return None;
        }
        self.newcomers = false;
        Some(PresenceChange {
            joined: std::mem::take(&mut self.joined).into_iter().collect(),
            left: std::mem::take(&mut self.left).into_iter().collect(),
            online: self.online(),
        })
    }

    fn leave(&mut self, user_id: UserId) {
        if !self.joined.remove(&user_id) {
            self.left.insert(user_id);
        }
    }

    fn online(&self) -> Arc<[UserId]> {
        let mut online: Vec<UserId> = self
            .here
            .keys()
            .chain(self.leaving.keys())
            .copied()
            .collect();
        online.sort_unstable();
        online.into()
    }
}

/// Who is here.
pub struct Presence {
    table: Mutex<PresenceTable>,
    grace: Duration,
}

impl Presence {
    pub(crate) fn new(grace: Duration) -> Self {
        Self {
            table: Mutex::default(),
            grace,
        }
    }

    /// A connection of a user began; `connection` is a number never used twice in this process.
    pub fn connected(&self, user_id: UserId, connection: u64) {
        self.table.lock().connected(user_id, connection);
    }

    /// A connection ended.
    pub fn ended(&self, user_id: UserId, connection: u64, how: Ended) {
        self.table
            .lock()
            .ended(user_id, connection, how, Instant::now(), self.grace);
    }

    /// Who is here now, in ascending order.
    #[must_use]
    pub fn online(&self) -> Arc<[UserId]> {
        self.table.lock().online()
    }
}

/// Tells the broadcaster what changed, twice a second, until the presence is gone.
pub(crate) async fn run(presence: Weak<Presence>, broadcaster: Arc<dyn Broadcaster>) {
    let mut ticks = interval(FLUSH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let now = ticks.tick().await;
        let Some(presence) = presence.upgrade() else {
            return;
        };
        let change = presence.table.lock().flush(now);
        if let Some(change) = change {
            broadcaster.presence_changed(&change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const GRACE: Duration = Duration::from_secs(15);

    fn user(n: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n))
    }

    #[test]
    fn a_reload_within_the_grace_makes_no_noise() {
        let (mut table, start) = (PresenceTable::default(), Instant::now());
        table.connected(user(1), 1);
        assert_eq!(table.flush(start).unwrap().joined, [user(1)]);
        table.ended(user(1), 1, Ended::Closed, start, GRACE);
        table.connected(user(1), 2);
        let change = table.flush(start + GRACE * 2).unwrap();
        assert_eq!((change.joined.len(), change.left.len()), (0, 0));
    }

    #[test]
    fn a_second_tab_keeps_a_person_here() {
        let (mut table, start) = (PresenceTable::default(), Instant::now());
        table.connected(user(1), 1);
        table.connected(user(1), 2);
        table.flush(start);
        table.ended(user(1), 1, Ended::Lapsed, start, GRACE);
        assert_eq!(table.flush(start + GRACE * 2), None);
    }

    #[test]
    fn a_lapsed_lease_leaves_at_once() {
        let (mut table, start) = (PresenceTable::default(), Instant::now());
        table.connected(user(1), 1);
        table.flush(start);
        table.ended(user(1), 1, Ended::Lapsed, start, GRACE);
        assert_eq!(table.flush(start).unwrap().left, [user(1)]);
    }

    proptest! {
        /// Whatever happens, the deltas add up to the set of people who are online.
        #[test]
        fn joined_and_left_add_up_to_online(steps in prop::collection::vec((0_u128..4, 0_u64..3, 0_u8..4, 0_u64..20), 0..60)) {
            let mut table = PresenceTable::default();
            let (mut now, mut numbers, mut told) = (Instant::now(), 0_u64, BTreeSet::new());
            let mut open: Vec<(UserId, u64)> = Vec::new();
            for (who, _, what, seconds) in steps {
                now += Duration::from_secs(seconds);
                match what {
                    0 | 1 => {
                        numbers += 1;
                        table.connected(user(who), numbers);
                        open.push((user(who), numbers));
                    }
                    _ => if let Some((id, number)) = open.pop() {
                        let how = if what == 2 { Ended::Closed } else { Ended::Lapsed };
                        table.ended(id, number, how, now, GRACE);
                    }
                }
                if let Some(change) = table.flush(now) {
                    for id in &change.joined { prop_assert!(told.insert(*id)); }
                    for id in &change.left { prop_assert!(told.remove(id)); }
                    prop_assert_eq!(change.online.to_vec(), told.iter().copied().collect::<Vec<_>>());
                }
                for (id, _) in &open { prop_assert!(told.contains(id)); }
            }
        }

        /// Several tabs, ended in any order and any way: who is online is whoever has a tab, or had one
        /// closed (not lapsed) as the last and within the grace. Compared with a list of all tabs.
        #[test]
        fn online_is_who_has_a_tab_or_closed_the_last_within_the_grace(
            steps in prop::collection::vec((0_u128..3, any::<prop::sample::Index>(), 0_u8..5, 0_u64..9), 0..80)
        ) {
            let (mut table, mut now, mut numbers) = (PresenceTable::default(), Instant::now(), 0_u64);
            let mut tabs: Vec<(UserId, u64)> = Vec::new();
            // When whoever has no tab any more is gone.
            let mut gone_at: HashMap<UserId, Instant> = HashMap::new();
            for (who, which, what, seconds) in steps {
                now += Duration::from_secs(seconds);
                gone_at.retain(|_, at| *at > now);
                table.flush(now);
                if what < 2 || tabs.is_empty() {
                    numbers += 1;
                    table.connected(user(who), numbers);
                    // As a connection does that joins after it was welcomed.
                    table.connected(user(who), numbers);
                    tabs.push((user(who), numbers));
                    gone_at.remove(&user(who));
                } else {
                    let (id, number) = tabs.swap_remove(which.index(tabs.len()));
                    let how = if what == 4 { Ended::Lapsed } else { Ended::Closed };
                    table.ended(id, number, how, now, GRACE);
                    table.ended(id, number, Ended::Lapsed, now, GRACE);
                    if !tabs.iter().any(|(other, _)| *other == id) && how == Ended::Closed {
                        gone_at.insert(id, now + GRACE);
                    }
                }
                let mut online: BTreeSet<UserId> = tabs.iter().map(|(id, _)| *id).collect();
                online.extend(gone_at.keys());
                prop_assert_eq!(table.online().to_vec(), online.into_iter().collect::<Vec<_>>());
            }
        }
    }
}
