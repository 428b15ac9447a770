//! The first run, and the account.

use crate::{Ports, directory::Directory, sessions, unknown_refusal};
use campfire_domain::{
    Account, AccountId, AccountName, EmailAddress, Handle, JoinCode, Password, Rev, Role, Room,
    RoomId, RoomKind, RoomName, Seq, SessionToken, Standing, StoreError, User, UserId, UserName,
    ports::{
        AccountRepository, Clock, HashingError, IdSource, NewAccount, PasswordHasher, SetUpError,
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
    /// What their device says of itself.
    pub device: String,
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

impl Accounts {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.accounts),
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
        let mut code = [0; 72];
        self.ids.fill_secret(&mut code);
        let account = Account {
            id: AccountId::from_uuid(self.ids.next()),
            name: run.account_name,
            join_code: JoinCode::from_random(code),
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
        let (session, token) = sessions::new_browser_session(&*self.ids, user.id, &run.device, now);
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
}
