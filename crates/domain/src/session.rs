//! Sessions: a signed-in device or an access token.

use crate::{PublicAddress, SessionId, UserId, time::Timestamp};
use std::time::Duration;

/// A browser session ends when it was not used for this long (30 days).
pub const SESSION_IDLE: Duration = Duration::from_hours(30 * 24);
/// A browser session ends this long after sign-in, used or not (180 days).
pub const SESSION_LIFETIME: Duration = Duration::from_hours(180 * 24);
/// An access token and its session end this long after they were made (24 hours).
pub const TOKEN_LIFETIME: Duration = Duration::from_hours(24);

/// One signed-in device, or one access token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// Cookie or token.
    pub kind: SessionKind,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used; kept to the hour.
    pub last_seen_at: Timestamp,
    /// What the device said of itself (its `User-Agent`), at most 255 characters.
    pub device: String,
    /// The public address that it was last used from, if it ever was. It goes with the session; of
    /// someone who is banned it is remembered until the ban is lifted.
    pub address: Option<PublicAddress>,
}

/// That a session was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SessionUse {
    /// Which one.
    pub session_id: SessionId,
    /// When last.
    pub at: Timestamp,
    /// From where, if that is a public address.
    pub address: Option<PublicAddress>,
}

/// How a session shows itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SessionKind {
    /// By an opaque token in a cookie; only its hash is kept.
    Browser(TokenHash),
    /// By a signed access token that carries the session's id.
    Token,
}

impl Session {
    /// Whether it has ended by itself at `now`.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        match self.kind {
            SessionKind::Browser(_) => {
                now.since(self.last_seen_at) >= SESSION_IDLE
                    || now.since(self.started_at) >= SESSION_LIFETIME
            }
            SessionKind::Token => now.since(self.started_at) >= TOKEN_LIFETIME,
        }
    }

    /// When it ends at the latest, however much it is used.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.started_at.plus(match self.kind {
            SessionKind::Browser(_) => SESSION_LIFETIME,
            SessionKind::Token => TOKEN_LIFETIME,
        })
    }
}

/// SHA-256 of a session token: what the store keeps, so that a stolen store opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl std::fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenHash(…)")
    }
}

/// The secret half of a browser session: 256 random bits as 43 characters of URL-safe base64.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Box<str>);

impl SessionToken {
    /// Characters of a token.
    pub const CHARS: usize = 43;

    /// Takes a text as a token.
    ///
    /// # Errors
    /// [`InvalidSessionToken`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidSessionToken> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if text.len() == Self::CHARS && text.bytes().all(plain) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidSessionToken)
        }
    }

    /// The text, for the cookie and the hash only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// A text that cannot be a session token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a session token")]
pub struct InvalidSessionToken;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn session(kind: SessionKind, started: i64, seen: i64) -> Session {
        Session {
            id: SessionId::from_uuid(Uuid::nil()),
            user_id: UserId::from_uuid(Uuid::nil()),
            kind,
            started_at: Timestamp::from_millis(started),
            last_seen_at: Timestamp::from_millis(seen),
            device: String::new(),
            address: None,
        }
    }

    #[test]
    fn a_browser_session_ends_after_thirty_idle_days_or_half_a_year() {
        let day = 24 * 3600 * 1000;
        let browser = |seen| session(SessionKind::Browser(TokenHash([0; 32])), 0, seen);
        assert!(!browser(0).has_expired(Timestamp::from_millis(30 * day - 1)));
        assert!(browser(0).has_expired(Timestamp::from_millis(30 * day)));
        assert!(browser(179 * day).has_expired(Timestamp::from_millis(180 * day)));
    }

    proptest! {
        #[test]
        fn a_clock_that_goes_back_ends_no_session(started in 0_i64..1 << 50, back in 0_i64..1 << 40) {
            let now = Timestamp::from_millis(started - back);
            prop_assert!(!session(SessionKind::Token, started, started).has_expired(now));
        }
    }
}
