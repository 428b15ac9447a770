//! The first run, and the account.

use crate::{
    Ports,
    custom_css::{self, CustomCssError},
    directory::Directory,
    sessions::{self, Device},
    unknown_refusal,
};
use campfire_domain::{
    Account, AccountId, AccountName, AccountSettings, Actor, Denied, EmailAddress, Handle,
    JoinCode, Password, Rev, Role, Room, RoomId, RoomKind, RoomName, Seq, SessionToken, Standing,
    StoreError, User, UserId, UserName, policy,
    ports::{
        AccountChange, AccountError as RepositoryError, AccountRepository, Clock, Committed,
        HashingError, IdSource, NewAccount, PasswordHasher, SetUpError,
    },
};
use std::sync::Arc;

/// The room that the first run opens, as the original Campfire names it.
const FIRST_ROOM: &str = "All Talk";

/// The account's use cases.
pub struct Accounts {
    repository: Arc<dyn AccountRepository>,
    passwords: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
}

/// Who carries out the first run.
#[derive(Clone, Debug)]
pub struct FirstRun {
    /// What the account is called.
    pub account_name: AccountName,
    /// The administrator's name.
    pub name: UserName,
    /// Where they sign in with.
    pub email: EmailAddress,
    /// Their password.
    pub password: Password,
    /// What they sign in with.
    pub device: Device,
}

/// What the first run made.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// The account.
    pub account: Arc<Account>,
    /// Its administrator.
    pub user: Arc<User>,
    /// The first room.
    pub room: Room,
    /// The secret of the administrator's session.
    pub token: SessionToken,
}

/// Why the first run was not carried out.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum FirstRunError {
    /// An account exists.
    #[error("this Campfire is set up already")]
    AlreadyDone,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an administrator changes of the account; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// A new name.
    pub name: Option<AccountName>,
    /// Whether only administrators make rooms from now on.
    pub restricts_room_creation: Option<bool>,
    /// The style that everyone sees from now on, as it was written; nothing for none.
    pub custom_css: Option<String>,
}

/// Why the account was not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AccountError {
    /// A rule forbids it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The style sheet is too long, or might make browsers fetch something.
    #[error(transparent)]
    CustomCss(#[from] CustomCssError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RepositoryError> for AccountError {
    fn from(error: RepositoryError) -> Self {
        match error {
            RepositoryError::NotAdministrator => Self::Denied(Denied::NotAdministrator),
            RepositoryError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Accounts {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.accounts),
            passwords: Arc::clone(&ports.passwords),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
        }
    }

    /// The account, once the first run is done.
    #[must_use]
    pub fn find(&self) -> Option<Arc<Account>> {
        self.directory.account()
    }

    /// Carries out the first run on an empty store. Of any number of racing calls one wins.
    ///
    /// # Errors
    /// [`FirstRunError`].
    pub async fn set_up(&self, run: FirstRun) -> Result<SetUp, FirstRunError> {
        if self.directory.account().is_some() {
            return Err(FirstRunError::AlreadyDone);
        }
        let now = self.clock.now();
        let password_hash = self.passwords.hash(run.password).await?;
        let account = Account {
            id: AccountId::from_uuid(self.ids.next()),
            name: run.account_name,
            join_code: self.new_code(),
            settings: AccountSettings::default(),
        };
        let user = User {
            id: UserId::from_uuid(self.ids.next()),
            handle: Handle::suggest(&run.name),
            name: run.name,
            email: Some(run.email),
            role: Role::Administrator,
            standing: Standing::Active,
            bio: String::new(),
            joined_at: now,
        };
        let room = Room {
            id: RoomId::from_uuid(self.ids.next()),
            kind: RoomKind::Open,
            name: RoomName::parse(FIRST_ROOM).ok(),
            creator_id: user.id,
            last_seq: Seq::ZERO,
            rev: Rev::ZERO,
            last_message_at: None,
            created_at: now,
        };
        let (session, token) = sessions::new_browser_session(&*self.ids, user.id, run.device, now);
        let new = NewAccount {
            account: account.clone(),
            user: user.clone(),
            password_hash,
            room,
            session,
        };
        let committed = self
            .repository
            .set_up(new)
            .await
            .map_err(|error| match error {
                SetUpError::Store(error) => FirstRunError::Store(error),
                SetUpError::AlreadyDone => FirstRunError::AlreadyDone,
                _ => FirstRunError::Store(unknown_refusal()),
            })?;
        let room = self.directory.reached(committed).await;
        Ok(SetUp {
            account: Arc::new(account),
            user: Arc::new(user),
            room,
            token,
        })
    }

    /// Changes what is named, all or nothing; everyone learns of it live.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn change(
        &self,
        actor: &Actor,
        change: Change,
    ) -> Result<Arc<Account>, AccountError> {
        policy::users::may_administrate(actor)?;
        let css = change.custom_css.as_deref().map(|text| {
            let is_none = text.trim().is_empty();
            (!is_none).then(|| custom_css::check(text)).transpose()
        });
        let change = AccountChange {
            name: change.name,
            restricts_room_creation: change.restricts_room_creation,
            custom_css: css.transpose()?,
            actor_id: actor.user_id,
            at: self.clock.now(),
        };
        let changed = self.repository.change(change).await?;
        Ok(self.done(changed).await)
    }

    /// Makes a new invitation; the one of before opens nothing any more.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn replace_join_code(&self, actor: &Actor) -> Result<Arc<Account>, AccountError> {
        policy::users::may_administrate(actor)?;
        let (code, now) = (self.new_code(), self.clock.now());
        let repository = &self.repository;
        let replaced = repository.replace_join_code(code, actor.user_id, now);
        Ok(self.done(replaced.await?).await)
    }

    fn new_code(&self) -> JoinCode {
        let mut secret = [0; 72];
        self.ids.fill_secret(&mut secret);
        JoinCode::from_random(secret)
    }

    async fn done(&self, committed: Committed<Account>) -> Arc<Account> {
        Arc::new(self.directory.reached(committed).await)
    }
}
