use crate::{
    Bio, EmailAddress, Handle, PasswordHash, SessionId, StoreError, User, UserId, UserName,
    ports::Committed, time::Timestamp,
};
use async_trait::async_trait;

/// Keeps what people say of themselves.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ProfileRepository: Send + Sync {
    /// Changes what is named, all or nothing.
    ///
    /// MUST refuse a handle or an e-mail address that someone else has (of racing calls one wins,
    /// G12). MUST write `user_updated` to everyone when something that others see changes, and with a
    /// new password `sessions_ended` for every session of theirs but the one that is kept. A new
    /// address or password MUST leave a line in the audit log. What changes nothing writes nothing;
    /// a password always changes something.
    ///
    /// # Errors
    /// [`ProfileError`].
    async fn change(&self, change: ProfileChange) -> Result<Committed<User>, ProfileError>;
}

/// What to change about oneself; `None` stays as it is.
#[derive(Clone, Debug)]
pub struct ProfileChange {
    /// Who.
    pub user_id: UserId,
    /// Their new name.
    pub name: Option<UserName>,
    /// Their new handle.
    pub handle: Option<Handle>,
    /// Where they sign in from now on.
    pub email: Option<EmailAddress>,
    /// What they say about themselves.
    pub bio: Option<Bio>,
    /// Their new password.
    pub password: Option<NewPassword>,
    /// When.
    pub at: Timestamp,
}

impl ProfileChange {
    /// The person with the change.
    #[must_use]
    pub fn apply(&self, before: &User) -> User {
        let mut after = before.clone();
        if let Some(name) = &self.name {
            after.name.clone_from(name);
        }
        if let Some(handle) = &self.handle {
            after.handle.clone_from(handle);
        }
        if let Some(bio) = &self.bio {
            bio.as_str().clone_into(&mut after.bio);
        }
        if self.email.is_some() {
            after.email.clone_from(&self.email);
        }
        after
    }
}

/// Another password.
#[derive(Clone, Debug)]
pub struct NewPassword {
    /// The password, hashed.
    pub hash: PasswordHash,
    /// The session that goes on; the others end.
    pub kept_session: SessionId,
}

/// Why a profile was not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// They do not take part any more.
    #[error("this user does not take part any more")]
    NotActive,
    /// Someone has this handle.
    #[error("this handle is taken")]
    HandleTaken,
    /// Someone has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}
