//! Transfers: signing in on another device by a link, and helping someone back in.

use crate::{
    Ports,
    directory::Directory,
    sessions::{self, Device, SignedIn},
    unknown_refusal,
};
use campfire_domain::{
    Actor, Denied, StoreError, Timestamp, TokenHash, Transfer, TransferCode, User, UserId, policy,
    ports::{Clock, IdSource, MakeTransferError, TransferRepository, UseTransferError},
};
use std::{sync::Arc, time::Duration};

/// The use cases of transfers.
pub struct Transfers {
    repository: Arc<dyn TransferRepository>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    directory: Arc<Directory>,
}

/// A transfer that was just made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its code, which nobody can ask for again.
    pub code: TransferCode,
    /// When it is good for nothing any more.
    pub ends_at: Timestamp,
}

/// What a transfer leads to, for the page that asks before it is used.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Whom it signs in.
    pub user: Arc<User>,
    /// How long it still can be used.
    pub remaining: Duration,
}

/// Why there is no transfer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TransferError {
    /// Who asked does not take part any more.
    #[error("who asked does not take part any more")]
    NotActive,
    /// A rule forbids it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such person, or they sign in nowhere.
    #[error("there is no such person")]
    UserNotFound,
    /// They are banned or have left.
    #[error("this person does not take part")]
    Gone,
    /// The code was never one, was used, was replaced, has expired, or its person or who made it may
    /// not any more: all the same to who guesses.
    #[error("there is no such transfer any more")]
    Unknown,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MakeTransferError> for TransferError {
    fn from(error: MakeTransferError) -> Self {
        match error {
            MakeTransferError::NotActive => Self::NotActive,
            MakeTransferError::NotAdministrator => Self::Denied(Denied::NotAdministrator),
            MakeTransferError::NotFound => Self::UserNotFound,
            MakeTransferError::Gone => Self::Gone,
            MakeTransferError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl From<UseTransferError> for TransferError {
    fn from(error: UseTransferError) -> Self {
        match error {
            UseTransferError::Unknown => Self::Unknown,
            UseTransferError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Transfers {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            repository: Arc::clone(&ports.store.transfers),
            clock: Arc::clone(&ports.clock),
            ids: Arc::clone(&ports.ids),
            directory: Arc::clone(directory),
        }
    }

    /// Makes a transfer for oneself; the one that there was ends.
    ///
    /// # Errors
    /// [`TransferError::NotActive`], [`TransferError::Store`].
    pub async fn make(&self, actor: &Actor) -> Result<Made, TransferError> {
        self.make_of(actor, actor.user_id).await
    }

    /// Makes a transfer for someone else, as an administrator.
    ///
    /// # Errors
    /// [`TransferError`], never [`TransferError::Unknown`].
    pub async fn make_for(&self, actor: &Actor, user_id: UserId) -> Result<Made, TransferError> {
        policy::users::may_transfer_for(actor, user_id)?;
        self.make_of(actor, user_id).await
    }

    async fn make_of(&self, actor: &Actor, user_id: UserId) -> Result<Made, TransferError> {
        let secret = sessions::new_secret(&*self.ids);
        let transfer = Transfer {
            code: sessions::hash_token(&secret),
            user_id,
            made_by: actor.user_id,
            made_in: actor.session_id,
            made_at: self.clock.now(),
        };
        let ends_at = transfer.ends_at();
        self.repository.make(transfer).await?;
        let code = secret.into();
        Ok(Made { code, ends_at })
    }

    /// Whom a code would sign in. Looking uses nothing up.
    ///
    /// # Errors
    /// [`TransferError::Unknown`], [`TransferError::Store`].
    pub async fn look(&self, code: &TransferCode) -> Result<Offered, TransferError> {
        let found = self.repository.find(hash(code)).await?;
        let found = found.ok_or(TransferError::Unknown)?;
        let now = self.clock.now();
        let user = self.directory.user(found.user_id);
        let made_by = self.directory.user(found.made_by);
        let (user, made_by) = user.zip(made_by).ok_or(TransferError::Unknown)?;
        if found.has_expired(now) || !policy::users::may_be_transferred(&user, &made_by) {
            return Err(TransferError::Unknown);
        }
        let remaining = found.ends_at().since(now);
        Ok(Offered { user, remaining })
    }

    /// Signs a browser in, and uses the code up. Of racing calls one wins.
    ///
    /// # Errors
    /// [`TransferError::Unknown`], [`TransferError::Store`].
    pub async fn use_up(
        &self,
        code: &TransferCode,
        device: Device,
    ) -> Result<SignedIn, TransferError> {
        let user = self.look(code).await?.user;
        let now = self.clock.now();
        let (session, token) = sessions::new_browser_session(&*self.ids, user.id, device, now);
        let session_id = session.id;
        let committed = self.repository.use_up(hash(code), session).await?;
        self.directory.reached(committed).await;
        Ok(SignedIn {
            user,
            session_id,
            token,
        })
    }
}

fn hash(code: &TransferCode) -> TokenHash {
    sessions::hash_secret(code.reveal())
}
