//! What people change about themselves.

use crate::{Ports, directory::Directory, unknown_refusal};
use campfire_domain::{
    Actor, Bio, EmailAddress, Handle, Password, StoreError, User, UserName,
    ports::{
        Clock, CredentialReader, HashingError, NewPassword, PasswordHasher, ProfileChange,
        ProfileError, ProfileRepository,
    },
};
use std::sync::Arc;

/// The use cases of profiles.
pub struct Profiles {
    repository: Arc<dyn ProfileRepository>,
    credentials: Arc<dyn CredentialReader>,
    passwords: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// What to change about oneself; `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct OwnChange {
    /// A new name.
    pub name: Option<UserName>,
    /// A new handle.
    pub handle: Option<Handle>,
    /// Where to sign in from now on.
    pub email: Option<EmailAddress>,
    /// What one says about oneself.
    pub bio: Option<Bio>,
    /// A new password, with the one of now.
    pub password: Option<OwnPassword>,
}

/// Another password.
#[derive(Clone, Debug)]
pub struct OwnPassword {
    /// The one of now; what cannot be a password is none.
    pub current: Option<Password>,
    /// The one from now on.
    pub new: Password,
}

/// Why a profile was not changed.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum OwnChangeError {
    /// They do not take part any more.
    #[error("this user does not take part any more")]
    NotActive,
    /// The password of now is another one.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Someone has this handle.
    #[error("this handle is taken")]
    HandleTaken,
    /// Someone has this e-mail address.
    #[error("this e-mail address is taken")]
    EmailTaken,
    /// The password could not be hashed.
    #[error(transparent)]
    Hashing(#[from] HashingError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ProfileError> for OwnChangeError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotActive => Self::NotActive,
            ProfileError::HandleTaken => Self::HandleTaken,
            ProfileError::EmailTaken => Self::EmailTaken,
            ProfileError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Profiles {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.profiles),
            credentials: Arc::clone(&ports.store.credentials),
            passwords: Arc::clone(&ports.passwords),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// Changes what is named, all or nothing. A new password asks for the one of now, and ends every
    /// other session.
    ///
    /// # Errors
    /// [`OwnChangeError`].
    pub async fn change(
        &self,
        actor: &Actor,
        change: OwnChange,
    ) -> Result<Arc<User>, OwnChangeError> {
        let password = match change.password {
            Some(password) => Some(self.new_password(actor, password).await?),
            None => None,
        };
        let change = ProfileChange {
            user_id: actor.user_id,
            name: change.name,
            handle: change.handle,
            email: change.email,
            bio: change.bio,
            password,
            at: self.clock.now(),
        };
        let changed = self.repository.change(change).await?;
        Ok(Arc::new(self.directory.reached(changed).await))
    }

    async fn new_password(
        &self,
        actor: &Actor,
        password: OwnPassword,
    ) -> Result<NewPassword, OwnChangeError> {
        let user = self.directory.user(actor.user_id);
        let email = user.and_then(|user| user.email.clone());
        let known = match email {
            Some(email) => self.credentials.find_by_email(email).await?,
            None => None,
        };
        let (known, current) = known
            .zip(password.current)
            .ok_or(OwnChangeError::WrongPassword)?;
        let hash = Some(known.password_hash);
        if !self.passwords.verify(current, hash).await? {
            return Err(OwnChangeError::WrongPassword);
        }
        Ok(NewPassword {
            hash: self.passwords.hash(password.new).await?,
            kept_session: actor.session_id,
        })
    }
}
