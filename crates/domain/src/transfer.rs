//! Transfers: a link that signs one's other device in, once and within minutes.

use crate::{
    SessionId, SessionToken, TokenHash, UserId, session::InvalidSessionToken, time::Timestamp,
};
use std::time::Duration;

/// How long a transfer can be used: 10 minutes, as OWASP ASVS 5.0 asks of codes that are carried from
/// one device to another (6.5.5).
pub const TRANSFER_LIFETIME: Duration = Duration::from_mins(10);

/// A link that was made and not used yet. Its code is known to who made it only.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// What is kept of its code.
    pub code: TokenHash,
    /// Whom it signs in.
    pub user_id: UserId,
    /// Who made it: the person, or an administrator for them.
    pub made_by: UserId,
    /// The session it was made in: when that ends, so does the transfer.
    pub made_in: SessionId,
    /// When it was made.
    pub made_at: Timestamp,
}

impl Transfer {
    /// When it is good for nothing any more.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.made_at.plus(TRANSFER_LIFETIME)
    }

    /// Whether it is good for nothing at `now`.
    #[must_use]
    pub fn has_expired(&self, now: Timestamp) -> bool {
        now.since(self.made_at) >= TRANSFER_LIFETIME
    }
}

/// The secret of a transfer: 256 random bits, in the form of a [`SessionToken`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TransferCode(SessionToken);

impl TransferCode {
    /// Takes a text as a code.
    ///
    /// # Errors
    /// [`InvalidSessionToken`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidSessionToken> {
        SessionToken::parse(text).map(Self)
    }

    /// The text, for the link and the hash only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

impl From<SessionToken> for TransferCode {
    fn from(secret: SessionToken) -> Self {
        Self(secret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_transfer_ends_after_ten_minutes_and_no_clock_that_goes_back_ends_it() {
        let at = Timestamp::from_millis;
        let transfer = Transfer {
            code: TokenHash([0; 32]),
            user_id: UserId::from_uuid(Uuid::nil()),
            made_by: UserId::from_uuid(Uuid::nil()),
            made_in: SessionId::from_uuid(Uuid::nil()),
            made_at: at(0),
        };
        assert!(!transfer.has_expired(at(599_999)));
        assert!(transfer.has_expired(at(600_000)));
        assert!(!transfer.has_expired(at(-1)));
        assert_eq!(transfer.ends_at(), at(600_000));
    }

    #[test]
    fn a_code_shows_itself_to_nobody_by_chance() {
        let code = TransferCode::parse(&"c".repeat(43)).unwrap();
        assert!(!format!("{code:?}").contains("ccc"));
        assert!(TransferCode::parse("short").is_err());
    }
}
