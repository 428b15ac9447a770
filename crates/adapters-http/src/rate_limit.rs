//! Limits of failed tries: a sliding window for each address, in bounded memory.
//!
//! A try is counted before it is made and given back when it succeeds, so that many at once cannot
//! slip through together. The keys of the small limit name the address *and* the account, so that a
//! stranger cannot lock anyone out.

use parking_lot::Mutex;
use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    time::Duration,
};
use tokio::time::Instant;

/// How far back failed tries count: 3 min, as the original Campfire does.
pub(crate) const WINDOW: Duration = Duration::from_mins(3);
/// Failed tries for one e-mail address from one network address: 10, as the original does.
pub(crate) const PER_ACCOUNT: usize = 10;
/// Failed tries of any kind from one network address: room for a team behind one router, far too
/// few to guess anything.
pub(crate) const PER_ADDRESS: usize = 100;
/// Addresses remembered at once. Each takes at most 1 KiB, so the table at most 20 MiB; when it is
/// full of live ones the one that tried longest ago is forgotten.
const MAX_KEYS: usize = 20_000;

/// What is tried.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Kind {
    /// Signing in, with a cookie or for a token.
    SignIn,
    /// A join code.
    Join,
    /// The first run.
    SetUp,
}

/// Whose tries are counted together: a network, and perhaps one account asked from it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Key {
    kind: Kind,
    network: IpAddr,
    account: Option<u64>,
}

/// Counts failed tries.
pub(crate) struct RateLimit {
    enabled: bool,
    hasher: RandomState,
    tries: Mutex<HashMap<Key, VecDeque<Instant>>>,
}

/// A try that counts as failed unless it is given back.
#[must_use]
#[derive(Debug)]
pub(crate) struct Try(Vec<(Key, Instant)>);

/// Too many failed tries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TooMany {
    /// How many are allowed in [`WINDOW`].
    pub(crate) limit: usize,
    /// When the next is.
    pub(crate) retry_after: Duration,
}

impl RateLimit {
    pub(crate) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            hasher: RandomState::new(),
            tries: Mutex::default(),
        }
    }

    /// Begins a try from an address, for an account when one is named.
    pub(crate) fn begin(
        &self,
        kind: Kind,
        address: IpAddr,
        account: Option<&str>,
    ) -> Result<Try, TooMany> {
        let now = Instant::now();
        if !self.enabled {
            return Ok(Try(Vec::new()));
        }
        let network = network_of(address);
        let of = |account| Key {
            kind,
            network,
            account,
        };
        let mut keys = vec![(of(None), PER_ADDRESS)];
        keys.extend(account.map(|account| (of(Some(self.hasher.hash_one(account))), PER_ACCOUNT)));
        let mut tries = self.tries.lock();
        for (key, limit) in &keys {
            if let Some(retry_after) = full(&mut tries, key, *limit, now) {
                let limit = *limit;
                return Err(TooMany { limit, retry_after });
            }
        }
        for (key, _) in &keys {
            make_room(&mut tries, key, now);
            tries.entry(*key).or_default().push_back(now);
        }
        Ok(Try(keys.into_iter().map(|(key, _)| (key, now)).collect()))
    }

    /// Gives a try back: it succeeded, or was not judged at all.
    pub(crate) fn give_back(&self, back: Try) {
        let mut tries = self.tries.lock();
        for (key, at) in back.0 {
            let Some(times) = tries.get_mut(&key) else {
                continue;
            };
            if let Some(index) = times.iter().position(|time| *time == at) {
                times.remove(index);
            }
            if times.is_empty() {
                tries.remove(&key);
            }
        }
    }
}

type Table = HashMap<Key, VecDeque<Instant>>;

/// How long until a full key has room again; forgets what is older than the window.
fn full(tries: &mut Table, key: &Key, limit: usize, now: Instant) -> Option<Duration> {
    let times = tries.get_mut(key)?;
    while times
        .front()
        .is_some_and(|at| now.duration_since(*at) >= WINDOW)
    {
        times.pop_front();
    }
    let first = times.front().filter(|_| times.len() >= limit)?;
    Some(WINDOW.saturating_sub(now.duration_since(*first)))
}

fn make_room(tries: &mut Table, key: &Key, now: Instant) {
    if tries.len() < MAX_KEYS || tries.contains_key(key) {
        return;
    }
    let lives = |times: &VecDeque<Instant>| {
        let last = times.back();
        last.is_some_and(|at| now.duration_since(*at) < WINDOW)
    };
    tries.retain(|_, times| lives(times));
    if tries.len() >= MAX_KEYS {
        let oldest = tries.iter().min_by_key(|(_, times)| times.back().copied());
        if let Some(oldest) = oldest.map(|(key, _)| *key) {
            tries.remove(&oldest);
        }
    }
}

/// What counts as one address: an IPv4 address, or the /64 that an IPv6 customer has whole.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(network.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn the_eleventh_failed_try_waits_until_the_first_is_three_minutes_old() {
        let limit = RateLimit::new(true);
        let begin = |address: &str| limit.begin(Kind::SignIn, ip(address), Some("ann@example.org"));
        for _ in 0..10 {
            assert!(begin("192.0.2.1").is_ok());
            advance(Duration::from_secs(1)).await;
        }
        let refused = begin("192.0.2.1").unwrap_err();
        assert_eq!(refused.limit, 10);
        assert_eq!(refused.retry_after, Duration::from_secs(170));
        assert!(begin("192.0.2.2").is_ok(), "another address");
        let bob = limit.begin(Kind::SignIn, ip("192.0.2.1"), Some("bob@example.org"));
        assert!(bob.is_ok(), "another account");
        advance(refused.retry_after).await;
        assert!(begin("192.0.2.1").is_ok());
        assert!(begin("192.0.2.1").is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_successful_try_does_not_count() {
        let limit = RateLimit::new(true);
        for _ in 0..300 {
            let tried = limit.begin(Kind::SignIn, ip("192.0.2.1"), Some("ann@example.org"));
            limit.give_back(tried.unwrap());
        }
        assert!(limit.tries.lock().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn one_address_has_a_hundred_tries_and_a_v6_network_is_one_address() {
        let limit = RateLimit::new(true);
        for i in 0..100 {
            let address = ip(&format!("2001:db8::{i:x}"));
            let account = format!("{i}@example.org");
            assert!(limit.begin(Kind::SignIn, address, Some(&account)).is_ok());
        }
        let refused = limit.begin(Kind::SignIn, ip("2001:db8::ffff"), Some("x@example.org"));
        assert_eq!(refused.unwrap_err().limit, 100);
        let next_network = limit.begin(Kind::SignIn, ip("2001:db8:0:1::1"), None);
        assert!(next_network.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn the_table_never_grows_above_its_size() {
        let limit = RateLimit::new(true);
        for i in 0..u32::try_from(MAX_KEYS + 50).unwrap() {
            let _tried = limit.begin(Kind::Join, IpAddr::V4(i.into()), None);
        }
        assert_eq!(limit.tries.lock().len(), MAX_KEYS);
    }
}
