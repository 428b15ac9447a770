//! A clock that the test moves.

use crate::builders::START;
use campfire_domain::{Timestamp, ports::Clock};
use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant},
};

/// A clock that stands still until the test moves it; it begins at [`START`].
#[derive(Debug)]
pub struct FakeClock(AtomicI64);

/// Lets so much of the runtime's time pass, in a test whose runtime stands still (`start_paused`):
/// timers go off in their order, nobody waits.
///
/// # Panics
/// When the time was real: a test that sleeps is slow, and wrong on a busy machine.
pub async fn let_pass(time: Duration) {
    let began = Instant::now();
    tokio::time::sleep(time).await;
    assert!(
        began.elapsed() < time,
        "the clock of this test runs: use `start_paused = true`"
    );
}

impl Default for FakeClock {
    fn default() -> Self {
        Self::at(START)
    }
}

impl FakeClock {
    /// A clock that stands at this point.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_millis()))
    }

    /// Moves it on, in whole milliseconds, and says where it is then.
    pub fn advance(&self, by: Duration) -> Timestamp {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millis(self.0.fetch_add(by, Ordering::SeqCst).saturating_add(by))
    }

    /// Puts it anywhere, also back: clocks jump.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_millis(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "the clock of this test runs")]
    async fn no_test_sleeps() {
        let_pass(Duration::from_millis(1)).await;
    }

    #[test]
    fn it_stands_still_until_it_is_moved() {
        let clock = FakeClock::default();
        assert_eq!(clock.now(), START);
        assert_eq!(
            clock.advance(Duration::from_secs(2)),
            START.plus(Duration::from_secs(2))
        );
        clock.set(Timestamp::from_millis(1));
        assert_eq!(clock.now().as_millis(), 1);
    }
}
