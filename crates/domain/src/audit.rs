//! The audit log: what was done to the account and its people, by whom. It is written with the change
//! and never changed.

use crate::{UserId, seq::counter, time::Timestamp};

counter! {
    /// The number of a line of the audit log: dense from 1 in commit order.
    AuditNumber
}

/// A line of the audit log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuditLine {
    /// Its number.
    pub number: AuditNumber,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor_id: UserId,
    /// What was done.
    pub action: AuditAction,
    /// To whom, where it concerns one person.
    pub user_id: Option<UserId>,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What the audit log knows, a closed list.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum AuditAction {
            $($(#[$doc])* $name),+
        }

        impl AuditAction {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its word in tables and on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

actions! {
    /// A member became an administrator.
    AdministratorMade = "administrator_made",
    /// An administrator became a member.
    AdministratorUnmade = "administrator_unmade",
    /// Someone was deactivated.
    UserDeactivated = "user_deactivated",
    /// Someone was banned, with all they wrote.
    UserBanned = "user_banned",
    /// A ban was lifted.
    UserUnbanned = "user_unbanned",
    /// Someone signs in with another address from now on.
    EmailChanged = "email_changed",
    /// Someone has another password, and their other sessions ended.
    PasswordChanged = "password_changed",
    /// Someone made a transfer link: for themselves, or as an administrator for another person.
    TransferMade = "transfer_made",
    /// Someone signed in by a transfer link.
    TransferUsed = "transfer_used",
    /// The account has another name.
    AccountRenamed = "account_renamed",
    /// Only administrators make rooms from now on.
    RoomCreationRestricted = "room_creation_restricted",
    /// Everyone makes rooms again.
    RoomCreationOpened = "room_creation_opened",
    /// The account has another style of its own, or none.
    CustomCssChanged = "custom_css_changed",
    /// The invitation of before opens nothing any more.
    JoinCodeReplaced = "join_code_replaced",
}

impl AuditAction {
    /// The action of this word, if this build knows it.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|action| action.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_is_found_by_its_word() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::find(action.name()), Some(*action));
        }
        assert_eq!(AuditAction::find("tea_made"), None);
    }
}
