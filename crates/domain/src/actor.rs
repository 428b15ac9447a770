//! Who is asking.

use crate::{Role, SessionId, UserId};

/// A signed-in user on whose behalf something is done. Its role is the one of now, taken from the
/// directory and never from a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The user.
    pub user_id: UserId,
    /// The session they act through.
    pub session_id: SessionId,
    /// What they may do.
    pub role: Role,
}

impl Actor {
    /// Whether they look after the account.
    #[must_use]
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }
}
