//! Sessions in the directory, where they are used from, and the addresses that are banned.

use super::{Directory, Tables};
use campfire_domain::{
    Actor, PublicAddress, Role, Session, SessionId, SessionKind, SessionUse, Timestamp, TokenHash,
    UserId,
};
use parking_lot::Mutex;
use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

pub(super) struct SessionEntry {
    session: Arc<Session>,
    last_seen_ms: AtomicI64,
    saved_ms: AtomicI64,
    from: Mutex<UsedFrom>,
}

/// Where a session is used from.
struct UsedFrom {
    address: Option<PublicAddress>,
    is_saved: bool,
}

impl SessionEntry {
    fn new(session: Arc<Session>) -> Self {
        let seen = session.last_seen_at.as_millis();
        let from = UsedFrom {
            address: session.address,
            is_saved: true,
        };
        Self {
            from: Mutex::new(from),
            session,
            last_seen_ms: AtomicI64::new(seen),
            saved_ms: AtomicI64::new(seen),
        }
    }

    fn now(&self) -> Session {
        let mut session = (*self.session).clone();
        session.last_seen_at = Timestamp::from_millis(self.last_seen_ms.load(Ordering::Relaxed));
        session.address = self.from.lock().address;
        session
    }

    fn note_use(&self, now: Timestamp, address: Option<PublicAddress>) {
        self.last_seen_ms
            .fetch_max(now.as_millis(), Ordering::Relaxed);
        // A use from a private address tells nothing new.
        if address.is_some() {
            let mut from = self.from.lock();
            if from.address != address {
                *from = UsedFrom {
                    address,
                    is_saved: false,
                };
            }
        }
    }

    /// Its use, when that is to be saved: it counts as saved from now on.
    fn take_use(&self, after: Duration) -> Option<SessionUse> {
        let seen = self.last_seen_ms.load(Ordering::Relaxed);
        let saved = Timestamp::from_millis(self.saved_ms.load(Ordering::Relaxed));
        let at = Timestamp::from_millis(seen);
        let mut from = self.from.lock();
        if from.is_saved && at.since(saved) < after {
            return None;
        }
        from.is_saved = true;
        self.saved_ms.store(seen, Ordering::Relaxed);
        Some(SessionUse {
            session_id: self.session.id,
            at,
            address: from.address,
        })
    }
}

impl Directory {
    /// The user behind a browser's token, when its session lives at `now`; notes the use, and the
    /// public address that it comes from.
    #[must_use]
    pub fn actor_by_token(
        &self,
        token: TokenHash,
        now: Timestamp,
        address: Option<PublicAddress>,
    ) -> Option<Actor> {
        let tables = self.tables.read();
        let entry = tables.sessions.get(tables.by_token.get(&token)?)?;
        tables.actor(entry, now, address)
    }

    /// The user behind a session, when it lives at `now`; notes the use, and the public address that
    /// it comes from.
    #[must_use]
    pub fn actor_by_session(
        &self,
        session_id: SessionId,
        now: Timestamp,
        address: Option<PublicAddress>,
    ) -> Option<Actor> {
        let tables = self.tables.read();
        tables.actor(tables.sessions.get(&session_id)?, now, address)
    }

    /// Whether an address is banned with somebody. One look-up, however many are.
    #[must_use]
    pub fn is_banned(&self, address: PublicAddress) -> bool {
        self.tables.read().banned.contains_key(&address)
    }

    /// A session that was not ended.
    #[must_use]
    pub fn session(&self, session_id: SessionId) -> Option<Session> {
        self.tables
            .read()
            .sessions
            .get(&session_id)
            .map(SessionEntry::now)
    }

    /// The user's sessions that live at `now`, latest use first.
    #[must_use]
    pub fn sessions_of(&self, user_id: UserId, now: Timestamp) -> Vec<Session> {
        let tables = self.tables.read();
        let mine = tables
            .sessions
            .values()
            .filter(|entry| entry.session.user_id == user_id);
        let mut mine: Vec<Session> = mine
            .map(SessionEntry::now)
            .filter(|session| !session.has_expired(now))
            .collect();
        mine.sort_by_key(|session| std::cmp::Reverse((session.last_seen_at, session.id)));
        mine
    }

    /// The addresses that someone's sessions were last used from, but for those of other people who are
    /// administrators.
    #[must_use]
    pub fn addresses_to_ban(&self, user_id: UserId) -> Vec<PublicAddress> {
        let tables = self.tables.read();
        let (mut theirs, mut kept) = (HashSet::new(), HashSet::new());
        for entry in tables.sessions.values() {
            let whose = entry.session.user_id;
            if whose == user_id {
                theirs.extend(entry.from.lock().address);
            } else if tables.administrates(whose) {
                kept.extend(entry.from.lock().address);
            }
        }
        theirs.difference(&kept).copied().collect()
    }

    /// Uses of sessions that are more than `after` newer than what the store knows, or from another
    /// address; they count as saved from now on.
    #[must_use]
    pub fn take_used_sessions(&self, after: Duration) -> Vec<SessionUse> {
        let tables = self.tables.read();
        let entries = tables.sessions.values();
        entries.filter_map(|entry| entry.take_use(after)).collect()
    }
}

impl Tables {
    fn administrates(&self, user_id: UserId) -> bool {
        let user = self.users.get(&user_id);
        user.is_some_and(|user| user.is_active() && user.role == Role::Administrator)
    }

    fn actor(
        &self,
        entry: &SessionEntry,
        now: Timestamp,
        address: Option<PublicAddress>,
    ) -> Option<Actor> {
        let user = self
            .users
            .get(&entry.session.user_id)
            .filter(|user| user.is_active())?;
        if entry.now().has_expired(now) {
            return None;
        }
        entry.note_use(now, address);
        Some(Actor {
            user_id: user.id,
            session_id: entry.session.id,
            role: user.role,
        })
    }

    pub(super) fn put_banned(&mut self, user_id: UserId, addresses: Arc<[PublicAddress]>) {
        for address in addresses.iter() {
            *self.banned.entry(*address).or_default() += 1;
        }
        let before = if addresses.is_empty() {
            self.banned_with.remove(&user_id)
        } else {
            self.banned_with.insert(user_id, addresses)
        };
        for address in before.iter().flat_map(|before| before.iter()) {
            if let Some(people) = self.banned.get_mut(address) {
                *people -= 1;
                if *people == 0 {
                    self.banned.remove(address);
                }
            }
        }
    }

    pub(super) fn put_session(&mut self, session: Arc<Session>) {
        if let SessionKind::Browser(token) = session.kind {
            self.by_token.insert(token, session.id);
        }
        self.sessions.insert(session.id, SessionEntry::new(session));
    }

    pub(super) fn drop_session(&mut self, session_id: SessionId) {
        if let Some(entry) = self.sessions.remove(&session_id)
            && let SessionKind::Browser(token) = entry.session.kind
        {
            self.by_token.remove(&token);
        }
    }
}
