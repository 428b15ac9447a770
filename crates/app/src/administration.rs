//! What administrators decide about people, and the log of what was decided.

use crate::{
    Ports,
    directory::{Directory, PeopleOf},
    unknown_refusal,
    users::People,
};
use campfire_domain::{
    Actor, AuditLine, AuditNumber, Denied, PageSize, Role, StoreError, Timestamp, User, UserId,
    policy,
    ports::{AuditReader, Clock, Committed, StandingError, StandingRepository},
};
use std::sync::Arc;

/// The use cases of administrators.
pub struct Administration {
    standing: Arc<dyn StandingRepository>,
    audit: Arc<dyn AuditReader>,
    clock: Arc<dyn Clock>,
    directory: Arc<Directory>,
}

/// A page of the audit log, newest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditPage {
    /// The lines.
    pub lines: Vec<AuditView>,
    /// The line before which the next page begins; `None` on the last one.
    pub next: Option<AuditNumber>,
}

/// A line of the audit log with the people it names, as they are now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditView {
    /// The line.
    pub line: AuditLine,
    /// Who did it.
    pub actor: Arc<User>,
    /// To whom, where it concerns one person.
    pub user: Option<Arc<User>>,
}

/// Why something could not be done about a person.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum AdministrationError {
    /// A rule forbids it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such person.
    #[error("there is no such person")]
    UserNotFound,
    /// They have left.
    #[error("this person has left")]
    Deactivated,
    /// Nobody would look after the account.
    #[error("the last administrator cannot go")]
    LastAdministrator,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<StandingError> for AdministrationError {
    fn from(error: StandingError) -> Self {
        match error {
            StandingError::NotAdministrator => Self::Denied(Denied::NotAdministrator),
            StandingError::NotFound => Self::UserNotFound,
            StandingError::Deactivated => Self::Deactivated,
            StandingError::LastAdministrator => Self::LastAdministrator,
            StandingError::Store(error) => Self::Store(error),
            _ => Self::Store(unknown_refusal()),
        }
    }
}

impl Administration {
    pub(crate) fn new(ports: &Ports, directory: &Arc<Directory>) -> Self {
        Self {
            standing: Arc::clone(&ports.store.standing),
            audit: Arc::clone(&ports.store.audit),
            clock: Arc::clone(&ports.clock),
            directory: Arc::clone(directory),
        }
    }

    /// Throws someone out: their sessions end, their messages are tombstones from now on, and the
    /// public addresses of their sessions are banned with them, but for those that administrators use:
    /// so that nobody shuts out who could lift the ban. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn ban(
        &self,
        actor: &Actor,
        user_id: UserId,
    ) -> Result<Arc<User>, AdministrationError> {
        policy::users::may_send_away(actor, user_id)?;
        let addresses = self.directory.addresses_to_ban(user_id);
        let banned = self
            .standing
            .ban(user_id, addresses, actor.user_id, self.now())
            .await?;
        Ok(self.done(banned).await)
    }

    /// Lets someone back in who was thrown out; their messages are not restored.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn unban(
        &self,
        actor: &Actor,
        user_id: UserId,
    ) -> Result<Arc<User>, AdministrationError> {
        policy::users::may_administrate(actor)?;
        let back = self.standing.unban(user_id, actor.user_id, self.now());
        Ok(self.done(back.await?).await)
    }

    /// Ends someone's part in the account: what they wrote stays, their address is free again. There
    /// is no way back.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn deactivate(
        &self,
        actor: &Actor,
        user_id: UserId,
    ) -> Result<Arc<User>, AdministrationError> {
        policy::users::may_send_away(actor, user_id)?;
        let left = self.standing.deactivate(user_id, actor.user_id, self.now());
        Ok(self.done(left.await?).await)
    }

    /// Makes someone an administrator or a member.
    ///
    /// # Errors
    /// [`AdministrationError`].
    pub async fn set_role(
        &self,
        actor: &Actor,
        user_id: UserId,
        role: Role,
    ) -> Result<Arc<User>, AdministrationError> {
        policy::users::may_administrate(actor)?;
        let standing = &self.standing;
        let set = standing.set_role(user_id, role, actor.user_id, self.now());
        Ok(self.done(set.await?).await)
    }

    /// Who is banned, by name, a page at a time: to lift a ban one must find them.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`].
    pub fn banned(
        &self,
        actor: &Actor,
        query: &str,
        after: Option<UserId>,
        size: PageSize,
    ) -> Result<People, AdministrationError> {
        policy::users::may_administrate(actor)?;
        let directory = &self.directory;
        Ok(People::page(
            directory,
            PeopleOf::Banned,
            query,
            after,
            size,
        ))
    }

    /// The lines of the audit log before one, newest first; from the newest on without one.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], [`AdministrationError::Store`].
    pub async fn audit(
        &self,
        actor: &Actor,
        before: Option<AuditNumber>,
        size: PageSize,
    ) -> Result<AuditPage, AdministrationError> {
        policy::users::may_administrate(actor)?;
        // One more tells whether there is a next page.
        let mut lines = self.audit.lines(before, size.get() + 1).await?;
        let limit = size.get() as usize;
        let more = lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().filter(|_| more).map(|line| line.number);
        let views = lines.into_iter().map(|line| self.view(line));
        let lines = views.collect::<Result<_, _>>()?;
        Ok(AuditPage { lines, next })
    }

    /// People are never removed from the store, so everyone is found.
    fn view(&self, line: AuditLine) -> Result<AuditView, StoreError> {
        let find = |id| {
            self.directory.user(id).ok_or_else(|| StoreError::Corrupt {
                what: "a line of the audit log that names somebody unknown".to_owned(),
            })
        };
        Ok(AuditView {
            actor: find(line.actor_id)?,
            user: line.user_id.map(find).transpose()?,
            line,
        })
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn done(&self, committed: Committed<User>) -> Arc<User> {
        Arc::new(self.directory.reached(committed).await)
    }
}
