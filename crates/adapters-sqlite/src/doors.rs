//! What both doors to the file share: the breaker, and what it tells of the store's health.
//!
//! The doors are [`Writer::submit`](crate::writer::Writer::submit) and
//! [`Readers::run`](crate::readers::Readers::run). Each has a bounded queue (the bulkhead), a
//! deadline and a [`Breaker`]. Only failures of the infrastructure count: the disk, the file, a lock
//! held by another process. Refusals, broken constraints, rows that cannot be understood and full
//! queues do not.

use crate::SqliteConfig;
use campfire_domain::ports::StoreState;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::sync::watch;

/// When to try again at a full queue: it drains in less.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);
/// Shortest time that senders are asked to wait; below it, asking costs more than it spares.
const RETRY_AFTER_LEAST: Duration = Duration::from_millis(50);

/// What the store can do, as its threads find out.
#[derive(Debug)]
pub(crate) struct Health {
    state: watch::Sender<StoreState>,
}

impl Health {
    pub(crate) fn new() -> Arc<Self> {
        let (state, _) = watch::channel(StoreState::WELL);
        Arc::new(Self { state })
    }

    /// What it can do now.
    pub(crate) fn state(&self) -> StoreState {
        *self.state.borrow()
    }

    /// Waits until it can do something other than `seen`.
    pub(crate) async fn changed(&self, seen: StoreState) -> StoreState {
        let mut states = self.state.subscribe();
        let changed = states.wait_for(|state| *state != seen).await;
        changed.map_or(seen, |state| *state)
    }

    /// Says whether it finds words.
    pub(crate) fn can_search(&self, can: bool) {
        self.set("search", |state| &mut state.search, can);
    }

    fn set(&self, part: &'static str, of: impl Fn(&mut StoreState) -> &mut bool, can: bool) {
        let has_changed = self
            .state
            .send_if_modified(|state| std::mem::replace(of(state), can) != can);
        match (has_changed, can) {
            (false, _) => {}
            (true, true) => tracing::info!(store.part = part, "the store is well again"),
            (true, false) => tracing::error!(store.part = part, "the store has failed"),
        }
    }
}

/// Which of the two doors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Reads,
    Writes,
}

/// Counts failures in a row. From the first on the store's health says so; from a given number on
/// the breaker is open and calls fail fast, until a probe or an attempt succeeds.
#[derive(Debug)]
pub(crate) struct Breaker {
    door: Door,
    health: Arc<Health>,
    failures: AtomicU32,
    opens_after: u32,
}

impl Breaker {
    pub(crate) fn new(door: Door, health: &Arc<Health>, config: &SqliteConfig) -> Self {
        Self {
            door,
            health: Arc::clone(health),
            failures: AtomicU32::new(0),
            opens_after: config.breaker_failures.max(1),
        }
    }

    /// Whether calls are to fail fast.
    pub(crate) fn is_open(&self) -> bool {
        self.failures.load(Ordering::Acquire) >= self.opens_after
    }

    /// Whether nothing has failed since the last success.
    pub(crate) fn is_well(&self) -> bool {
        self.failures.load(Ordering::Acquire) == 0
    }

    /// Notes a failed attempt and says whether the breaker is open now.
    pub(crate) fn failed(&self) -> bool {
        let before = self.failures.fetch_add(1, Ordering::AcqRel);
        self.tell(false);
        let failures = before.saturating_add(1);
        if failures == self.opens_after {
            tracing::error!(store.door = ?self.door, failures, "breaker.open: calls fail fast");
        }
        failures >= self.opens_after
    }

    /// Notes an attempt that went well. Costs one load when the last one did too.
    pub(crate) fn succeeded(&self) {
        if !self.is_well() {
            let failures = self.failures.swap(0, Ordering::AcqRel);
            if failures >= self.opens_after {
                tracing::info!(store.door = ?self.door, failures, "breaker.closed");
            }
            self.tell(true);
        }
    }

    fn tell(&self, can: bool) {
        match self.door {
            Door::Reads => self.health.set("reads", |state| &mut state.reads, can),
            Door::Writes => self.health.set("writes", |state| &mut state.writes, can),
        }
    }
}

/// How long senders had better wait with so many waiting of at most `max`: nothing below 80 %, then
/// more and more, [`RETRY_AFTER`] when it is full.
pub(crate) fn pressure(waiting: usize, max: usize) -> Option<Duration> {
    let from = max / 5 * 4;
    let above = u32::try_from(waiting.min(max).checked_sub(from)?).ok()?;
    let range = u32::try_from((max - from).max(1)).ok()?;
    Some((RETRY_AFTER * above / range).max(RETRY_AFTER_LEAST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_breaker() -> (Breaker, Arc<Health>) {
        let health = Health::new();
        let breaker = Breaker::new(Door::Writes, &health, &SqliteConfig::new("nowhere"));
        (breaker, health)
    }

    #[test]
    fn the_fifth_failure_in_a_row_opens_the_breaker_and_one_success_closes_it() {
        let (breaker, _) = a_breaker();
        for _ in 0..2 {
            assert_eq!(
                [(); 5].map(|()| breaker.failed()),
                [false, false, false, false, true]
            );
            assert!(breaker.is_open());
            breaker.succeeded();
            assert!(!breaker.is_open() && breaker.is_well());
        }
    }

    #[test]
    fn a_success_between_failures_begins_the_count_again() {
        let (breaker, _) = a_breaker();
        for _ in 0..3 {
            assert_eq!([(); 4].map(|()| breaker.failed()), [false; 4]);
            breaker.succeeded();
        }
    }

    #[tokio::test]
    async fn health_follows_from_the_first_failure_to_the_first_success() {
        let (breaker, health) = a_breaker();
        let ill = StoreState {
            writes: false,
            ..StoreState::WELL
        };
        breaker.failed();
        assert_eq!(health.changed(StoreState::WELL).await, ill);
        breaker.failed();
        assert_eq!(health.state(), ill);
        breaker.succeeded();
        assert_eq!(health.changed(ill).await, StoreState::WELL);
    }

    #[test]
    fn pressure_is_told_from_80_percent_and_grows_to_a_second() {
        assert_eq!(pressure(799, 1_000), None);
        assert_eq!(pressure(800, 1_000), Some(RETRY_AFTER_LEAST));
        assert_eq!(pressure(900, 1_000), Some(RETRY_AFTER / 2));
        assert_eq!(pressure(1_000, 1_000), Some(RETRY_AFTER));
        assert_eq!(pressure(6_399, 8_000), None);
        assert_eq!(pressure(9_000, 8_000), Some(RETRY_AFTER));
    }
}
