//! The real clock and the real source of ids: the only place that asks the machine.

use campfire_domain::{
    Timestamp,
    ports::{Clock, IdSource},
};
use uuid::Uuid;

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock port")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since.map_or(0, |span| span.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }
}

/// UUIDv7 and secrets from the machine's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    #[expect(clippy::disallowed_methods, reason = "this is the IdSource port")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// # Panics
    /// When the machine has no randomness: no secret may be made then.
    #[expect(
        clippy::expect_used,
        reason = "a predictable secret would be worse than a stop"
    )]
    fn fill_secret(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the machine's random source answers");
    }
}
