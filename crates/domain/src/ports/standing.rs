use crate::{PublicAddress, Role, StoreError, User, UserId, ports::Committed, time::Timestamp};
use async_trait::async_trait;

/// Keeps what administrators decide about people: their role, and whether they take part.
///
/// Every method MUST judge inside its transaction, in this order: the actor is an active
/// administrator still; the person is there; they have not left; the account keeps an administrator
/// ([`keeps_an_administrator`](crate::policy::users::keeps_an_administrator)). What changes nothing MUST write
/// nothing. Each change writes a line of the audit log, and `user_updated` to everyone.
///
/// Who is banned or deactivated MUST lose, in the same transaction and in this order: their sessions
/// (one `sessions_ended`, as the first event, so that it is the last that their sockets hear), their
/// memberships of closed rooms, in ascending order of the rooms (each as if they were
/// [revoked](super::MembershipRepository::revoke): the last one takes the room with them), and those
/// of open rooms without an event. Those of direct rooms stay; nobody but the active posts in them.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait StandingRepository: Send + Sync {
    /// Bans someone who takes part, and with them these addresses; who is banned already keeps those
    /// that they have.
    ///
    /// MUST write `addresses_banned` for nobody when there are such addresses. MUST make each of their messages its tombstone for every read that begins after it returned,
    /// however many there are, and write `messages_erased` to everyone as the last event. The rows
    /// may follow later. The messages keep `seq` and `rev`.
    ///
    /// # Errors
    /// [`StandingError`].
    async fn ban(
        &self,
        user_id: UserId,
        addresses: Vec<PublicAddress>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError>;

    /// Lifts a ban, also of their addresses: they take part again, with a membership in every open
    /// room as a newcomer has it. What was erased MUST stay erased.
    ///
    /// # Errors
    /// [`StandingError`], never [`StandingError::LastAdministrator`].
    async fn unban(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError>;

    /// Deactivates someone: what they wrote stays, their e-mail address MUST be free again, and what
    /// they looked for MUST be forgotten. Who is banned can be deactivated too: their addresses are
    /// banned no more, since nobody could lift that.
    ///
    /// # Errors
    /// [`StandingError`], never [`StandingError::Deactivated`].
    async fn deactivate(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError>;

    /// Makes someone an administrator or a member. Bots are neither: they are not found.
    ///
    /// # Errors
    /// [`StandingError`].
    async fn set_role(
        &self,
        user_id: UserId,
        role: Role,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError>;
}

/// Why nothing was changed about a person.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StandingError {
    /// Who asked is no active administrator (any more).
    #[error("who asked is no administrator any more")]
    NotAdministrator,
    /// There is no such person.
    #[error("there is no such person")]
    NotFound,
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
