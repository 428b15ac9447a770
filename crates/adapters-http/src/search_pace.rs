//! How fast one person may search, in bounded memory.

use crate::errors::{Code, Refusal};
use campfire_domain::UserId;
use parking_lot::Mutex;
use std::{collections::HashMap, time::Duration};
use tokio::time::Instant;

/// Searches a second of one person in the long run: more than anyone types.
const PER_SECOND: u32 = 10;
/// Searches of one person at once, after a pause: a page that looks further back by itself.
const AT_ONCE: u32 = 30;
/// People remembered at once, some 50 bytes each. Whoever has paused for 3 s is forgotten when there
/// are more; when all are busy, so is everyone.
const MAX_PEOPLE: usize = 20_000;

/// Counts searches.
pub(crate) struct SearchPace {
    enabled: bool,
    /// When each person may search [`AT_ONCE`] times again.
    rested_at: Mutex<HashMap<UserId, Instant>>,
}

impl SearchPace {
    pub(crate) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            rested_at: Mutex::default(),
        }
    }

    /// Takes one search of this person.
    pub(crate) fn take(&self, user_id: UserId) -> Result<(), Refusal> {
        if !self.enabled {
            return Ok(());
        }
        let (each, now) = (Duration::from_secs(1) / PER_SECOND, Instant::now());
        let mut people = self.rested_at.lock();
        if people.len() >= MAX_PEOPLE && !people.contains_key(&user_id) {
            people.retain(|_, rested_at| *rested_at > now);
            if people.len() >= MAX_PEOPLE {
                people.clear();
            }
        }
        let rested_at = people.entry(user_id).or_insert(now);
        let next = (*rested_at).max(now) + each;
        if let Some(wait) = next.checked_duration_since(now + each * AT_ONCE)
            && !wait.is_zero()
        {
            let detail = format!("At most {PER_SECOND} searches a second, {AT_ONCE} at once.");
            return Err(Refusal::because(Code::RateLimited, detail).retry_after(wait));
        }
        *rested_at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;
    use uuid::Uuid;

    fn user(n: usize) -> UserId {
        UserId::from_uuid(Uuid::from_u128(n as u128))
    }

    #[tokio::test(start_paused = true)]
    async fn thirty_searches_pass_at_once_and_then_ten_a_second() {
        let pace = SearchPace::new(true);
        let passed = (0..100).filter(|_| pace.take(user(1)).is_ok()).count();
        assert_eq!(passed, 30);
        assert!(pace.take(user(2)).is_ok(), "another person");
        advance(Duration::from_secs(1)).await;
        let passed = (0..100).filter(|_| pace.take(user(1)).is_ok()).count();
        assert_eq!(passed, 10);
        assert_eq!(pace.take(user(1)).unwrap_err().code(), Code::RateLimited);
    }

    #[tokio::test(start_paused = true)]
    async fn it_forgets_the_rested_and_is_off_when_told() {
        let pace = SearchPace::new(true);
        for n in 0..MAX_PEOPLE {
            pace.take(user(n)).unwrap();
        }
        advance(Duration::from_secs(3)).await;
        pace.take(user(MAX_PEOPLE)).unwrap();
        assert_eq!(pace.rested_at.lock().len(), 1);
        let off = SearchPace::new(false);
        assert!((0..1000).all(|_| off.take(user(1)).is_ok()));
    }
}
