//! Joining, and who there is.

use crate::{
    Ports,
    directory::{Directory, PeopleOf},
    sessions::{self, Device},
    unknown_refusal,
};
use campfire_domain::{
    Account, Actor, EmailAddress, Handle, JoinCode, PageSize, Password, Role, RoomId, SessionToken,
    Standing, StoreError, User, UserId, UserName,
    ports::{Clock, HashingError, IdSource, JoinError, NewUser, PasswordHasher, UserRepository},
};
use std::sync::Arc;

/// People's use cases.
pub struct Users {
    repository: Arc<dyn UserRepository>,
    passwords: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
}

/// Who wants to join.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The code of their invitation.
    pub join_code: JoinCode,
    /// Their name.
    pub name: UserName,
    /// Where they sign in with.
    pub email: EmailAddress,
    /// Their password.
    pub password: Password,
    /// What they sign in with.
    pub device: Device,
}

/// Why someone could not join.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JoiningError {
    /// The code is not (or no longer) the account's.
    #[error("the join code is not valid")]
    UnknownCode,
    /// Someone has this e-mail address: they sign in instead.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One page of people, administrators first and then by name.
#[derive(Clone, Debug)]
pub struct People {
    /// The people.
    pub users: Vec<Arc<User>>,
    /// Where the next page begins, if there is one.
    pub next: Option<UserId>,
}

impl People {
    /// The next people, and where the page behind them begins.
    pub(crate) fn page(
        directory: &Directory,
        of: PeopleOf,
        query: &str,
        after: Option<UserId>,
        size: PageSize,
    ) -> Self {
        let (users, has_more) = directory.people(of, query, after, size.get() as usize);
        let last = users.last().map(|user| user.id);
        Self {
            next: last.filter(|_| has_more),
            users,
        }
    }
}

impl Users {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.users),
            passwords: Arc::clone(&ports.passwords),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
        }
    }

    /// The account that a join code opens; `None` for a wrong code.
    #[must_use]
    pub fn invited_to(&self, code: &JoinCode) -> Option<Arc<Account>> {
        self.directory
            .account()
            .filter(|account| account.join_code.matches(code))
    }

    /// Joins, and signs in.
    ///
    /// # Errors
    /// [`JoiningError`].
    pub async fn join(&self, joining: Joining) -> Result<(Arc<User>, SessionToken), JoiningError> {
        if self.invited_to(&joining.join_code).is_none() {
            return Err(JoiningError::UnknownCode);
        }
        let now = self.clock.now();
        let password_hash = self.passwords.hash(joining.password).await?;
        let user = User {
            id: UserId::from_uuid(self.ids.next()),
            handle: Handle::suggest(&joining.name),
            name: joining.name,
            email: Some(joining.email),
            role: Role::Member,
            standing: Standing::Active,
            bio: String::new(),
            joined_at: now,
        };
        let (session, token) =
            sessions::new_browser_session(&*self.ids, user.id, joining.device, now);
        let new = NewUser {
            join_code: joining.join_code,
            user,
            password_hash,
            session,
        };
        let committed = self
            .repository
            .join(new)
            .await
            .map_err(|error| match error {
                JoinError::EmailTaken => JoiningError::EmailTaken,
                JoinError::Store(error) => JoiningError::Store(error),
                JoinError::WrongCode => JoiningError::UnknownCode,
                _ => JoiningError::Store(unknown_refusal()),
            })?;
        let user = self.directory.reached(committed).await;
        Ok((Arc::new(user), token))
    }

    /// Finds anyone of the account.
    #[must_use]
    pub fn find(&self, user_id: UserId) -> Option<Arc<User>> {
        self.directory.user(user_id)
    }

    /// People who take part whose name or handle contains the query (case and accents ignored),
    /// administrators first and then by name; only the members of a room when one is named. `None` when the actor is no member of it.
    /// A page begins behind the person where the last one ended. It costs the same however many
    /// people there are.
    #[must_use]
    pub fn list(
        &self,
        actor: &Actor,
        query: &str,
        room_id: Option<RoomId>,
        after: Option<UserId>,
        size: PageSize,
    ) -> Option<People> {
        let of = match room_id {
            None => PeopleOf::Account,
            Some(room_id) => {
                self.directory.room_of(actor.user_id, room_id)?;
                PeopleOf::ActiveInRoom(room_id)
            }
        };
        Some(People::page(&self.directory, of, query, after, size))
    }
}
