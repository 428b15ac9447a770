use crate::{
    Account, AccountName, AuditAction, CustomCss, JoinCode, PasswordHash, Room, Session,
    StoreError, User, UserId, ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps the one account.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountRepository: Send + Sync {
    /// Carries out the first run: account, administrator, open room, membership and session.
    ///
    /// MUST refuse when an account exists, so that of any number of racing calls exactly one wins
    /// (G12). MUST write the events `account_updated`, `user_updated`, `room_created` (with `rev`
    /// 1) and `session_started`. The administrator's membership begins with `everything`.
    ///
    /// # Errors
    /// [`SetUpError::AlreadyDone`], [`SetUpError::Store`].
    async fn set_up(&self, new: NewAccount) -> Result<Committed<Room>, SetUpError>;

    /// Changes what is named, all or nothing.
    ///
    /// MUST judge inside the transaction that the actor is an active administrator still. MUST write a
    /// line of the audit log for each thing that changed ([`AccountChange::actions`]) and one
    /// `account_updated` to everyone. What changes nothing writes nothing.
    ///
    /// # Errors
    /// [`AccountError`].
    async fn change(&self, change: AccountChange) -> Result<Committed<Account>, AccountError>;

    /// Puts another join code in the place of the one of now.
    ///
    /// MUST judge the actor as [`change`](Self::change) does, and write a line of the audit log and
    /// `account_updated` to everyone. Whoever joins with the old code MUST be in wholly before it, or
    /// refused.
    ///
    /// # Errors
    /// [`AccountError`].
    async fn replace_join_code(
        &self,
        code: JoinCode,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Account>, AccountError>;
}

/// What to change of the account; `None` stays as it is.
#[derive(Clone, Debug)]
pub struct AccountChange {
    /// Its new name.
    pub name: Option<AccountName>,
    /// Whether only administrators make rooms from now on.
    pub restricts_room_creation: Option<bool>,
    /// Its style from now on; `Some(None)` takes it away.
    pub custom_css: Option<Option<CustomCss>>,
    /// Who.
    pub actor_id: UserId,
    /// When.
    pub at: Timestamp,
}

impl AccountChange {
    /// The account with the change.
    #[must_use]
    pub fn apply(&self, before: &Account) -> Account {
        let mut after = before.clone();
        if let Some(name) = &self.name {
            after.name.clone_from(name);
        }
        if let Some(restricts) = self.restricts_room_creation {
            after.settings.restricts_room_creation = restricts;
        }
        if let Some(css) = &self.custom_css
            && *css != before.settings.custom_css
        {
            after.settings.custom_css.clone_from(css);
            after.settings.custom_css_version += 1;
        }
        after
    }

    /// What the audit log says of such a change, in the order of its lines.
    #[must_use]
    pub fn actions(before: &Account, after: &Account) -> Vec<AuditAction> {
        let mut actions = Vec::new();
        if after.name != before.name {
            actions.push(AuditAction::AccountRenamed);
        }
        let restricts = after.settings.restricts_room_creation;
        if restricts != before.settings.restricts_room_creation {
            actions.push(if restricts {
                AuditAction::RoomCreationRestricted
            } else {
                AuditAction::RoomCreationOpened
            });
        }
        if after.settings.custom_css != before.settings.custom_css {
            actions.push(AuditAction::CustomCssChanged);
        }
        actions
    }
}

/// Why the account was not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// Who asked is no active administrator (any more).
    #[error("who asked is no administrator any more")]
    NotAdministrator,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the first run makes.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The account.
    pub account: Account,
    /// Its first administrator; their handle is free because nobody else exists.
    pub user: User,
    /// The administrator's password, hashed.
    pub password_hash: PasswordHash,
    /// The first room; `last_seq` and `rev` are zero here.
    pub room: Room,
    /// The session that the administrator is signed in with.
    pub session: Session,
}

/// Why the first run was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// An account exists.
    #[error("this Campfire is set up already")]
    AlreadyDone,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
