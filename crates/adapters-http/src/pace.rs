//! How fast one may ask for something, in bounded memory.

use crate::errors::{Code, Refusal};
use parking_lot::Mutex;
use std::{collections::HashMap, hash::Hash, time::Duration};
use tokio::time::Instant;

/// Searches a second of one person in the long run: more than anyone types.
const SEARCHES_PER_SECOND: u32 = 10;
/// Searches of one person at once, after a pause: a page that looks further back by itself.
const SEARCHES_AT_ONCE: u32 = 30;
/// Errors of its own that a client of one session may tell a minute in the long run: enough to learn
/// of a fault, too few to fill a log.
const ERRORS_PER_MINUTE: u32 = 6;
/// Errors that it may tell at once: those that follow from one fault.
const ERRORS_AT_ONCE: u32 = 10;
/// People or sessions remembered at once, some 50 bytes each. Whoever has paused long enough is
/// forgotten when there are more; when all are busy, so is everyone.
const MAX_KEYS: usize = 20_000;

/// Counts what each one asks for.
pub(crate) struct Pace<K> {
    enabled: bool,
    /// How long one of them takes in the long run.
    each: Duration,
    at_once: u32,
    /// The rule, for who is refused.
    rule: String,
    /// When each may have all at once again.
    rested_at: Mutex<HashMap<K, Instant>>,
}

impl<K: Copy + Eq + Hash> Pace<K> {
    /// That of searches.
    pub(crate) fn of_searches(enabled: bool) -> Self {
        Self {
            enabled,
            each: Duration::from_secs(1) / SEARCHES_PER_SECOND,
            at_once: SEARCHES_AT_ONCE,
            rule: format!(
                "At most {SEARCHES_PER_SECOND} searches a second, {SEARCHES_AT_ONCE} at once."
            ),
            rested_at: Mutex::default(),
        }
    }

    /// That of what clients tell of their own errors.
    pub(crate) fn of_client_errors(enabled: bool) -> Self {
        Self {
            enabled,
            each: Duration::from_mins(1) / ERRORS_PER_MINUTE,
            at_once: ERRORS_AT_ONCE,
            rule: format!("At most {ERRORS_PER_MINUTE} errors a minute, {ERRORS_AT_ONCE} at once."),
            rested_at: Mutex::default(),
        }
    }

    /// Takes one of whoever has this key.
    pub(crate) fn take(&self, key: K) -> Result<(), Refusal> {
        if !self.enabled {
            return Ok(());
        }
        let now = Instant::now();
        let mut keys = self.rested_at.lock();
        if keys.len() >= MAX_KEYS && !keys.contains_key(&key) {
            keys.retain(|_, rested_at| *rested_at > now);
            if keys.len() >= MAX_KEYS {
                keys.clear();
            }
        }
        let rested_at = keys.entry(key).or_insert(now);
        let next = (*rested_at).max(now) + self.each;
        if let Some(wait) = next.checked_duration_since(now + self.each * self.at_once)
            && !wait.is_zero()
        {
            let refusal = Refusal::because(Code::RateLimited, self.rule.clone());
            return Err(refusal.retry_after(wait));
        }
        *rested_at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn thirty_searches_pass_at_once_and_then_ten_a_second() {
        let pace = Pace::of_searches(true);
        let passed = (0..100).filter(|_| pace.take(1).is_ok()).count();
        assert_eq!(passed, 30);
        assert!(pace.take(2).is_ok(), "another person");
        advance(Duration::from_secs(1)).await;
        let passed = (0..100).filter(|_| pace.take(1).is_ok()).count();
        assert_eq!(passed, 10);
        assert_eq!(pace.take(1).unwrap_err().code(), Code::RateLimited);
    }

    #[tokio::test(start_paused = true)]
    async fn ten_errors_are_heard_at_once_and_then_six_a_minute() {
        let pace = Pace::of_client_errors(true);
        let heard = (0..100).filter(|_| pace.take(1).is_ok()).count();
        assert_eq!(heard, 10);
        advance(Duration::from_mins(1)).await;
        let heard = (0..100).filter(|_| pace.take(1).is_ok()).count();
        assert_eq!(heard, 6);
    }

    #[tokio::test(start_paused = true)]
    async fn it_forgets_the_rested_and_is_off_when_told() {
        let pace = Pace::of_searches(true);
        for n in 0..MAX_KEYS {
            pace.take(n).unwrap();
        }
        advance(Duration::from_secs(3)).await;
        pace.take(MAX_KEYS).unwrap();
        assert_eq!(pace.rested_at.lock().len(), 1);
        let off = Pace::of_searches(false);
        assert!((0..1000).all(|_| off.take(1).is_ok()));
    }
}
