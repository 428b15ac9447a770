use super::{By, MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, AuditAction, EventKind, Involvement, PublicAddress, Role, RoomKind, Standing,
    Timestamp, User, UserId,
    policy::users::keeps_an_administrator,
    ports::{Committed, StandingError, StandingRepository},
};
use std::{collections::BTreeSet, sync::Arc};

#[async_trait]
impl StandingRepository for MemoryStore {
    async fn ban(
        &self,
        user_id: UserId,
        addresses: Vec<PublicAddress>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By(actor_id, at);
        self.write(|state| {
            let user = target(state, user_id, actor_id)?;
            match user.standing {
                Standing::Banned => return Ok(user),
                Standing::Deactivated => return Err(StandingError::Deactivated),
                Standing::Active => {}
            }
            check_keeps_one(state, &user)?;
            shut_out(state, user_id, by);
            let standing = Standing::Banned;
            let user = put(state, User { standing, ..user }, by);
            ban_addresses(state, user_id, addresses, by);
            erase_messages(state, user_id);
            state.note(AuditAction::UserBanned, by, Some(user_id));
            let erased = EventKind::MessagesErased { user_id };
            state.record(by, None, Audience::Account, erased);
            Ok(user)
        })
    }

    async fn unban(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By(actor_id, at);
        self.write(|state| {
            let user = target(state, user_id, actor_id)?;
            match user.standing {
                Standing::Active => return Ok(user),
                Standing::Deactivated => return Err(StandingError::Deactivated),
                Standing::Banned => {}
            }
            state.note(AuditAction::UserUnbanned, by, Some(user_id));
            ban_addresses(state, user_id, Vec::new(), by);
            let standing = Standing::Active;
            let user = put(state, User { standing, ..user }, by);
            let since = state.head().position;
            for room_id in state.rooms_of_kind(RoomKind::Open) {
                let level = Involvement::at_first(RoomKind::Open);
                state.begin_membership(room_id, user_id, since, level);
            }
            Ok(user)
        })
    }

    async fn deactivate(
        &self,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By(actor_id, at);
        self.write(|state| {
            let user = target(state, user_id, actor_id)?;
            if user.standing == Standing::Deactivated {
                return Ok(user);
            }
            check_keeps_one(state, &user)?;
            shut_out(state, user_id, by);
            state.recent_searches.remove(&user_id);
            ban_addresses(state, user_id, Vec::new(), by);
            state.note(AuditAction::UserDeactivated, by, Some(user_id));
            let left = User {
                standing: Standing::Deactivated,
                email: None,
                ..user
            };
            Ok(put(state, left, by))
        })
    }

    async fn set_role(
        &self,
        user_id: UserId,
        role: Role,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<User>, StandingError> {
        let by = By(actor_id, at);
        self.write(|state| {
            let user = target(state, user_id, actor_id)?;
            if user.role == Role::Bot {
                return Err(StandingError::NotFound);
            }
            if user.standing == Standing::Deactivated {
                return Err(StandingError::Deactivated);
            }
            if user.role == role {
                return Ok(user);
            }
            let action = if role == Role::Administrator {
                AuditAction::AdministratorMade
            } else {
                check_keeps_one(state, &user)?;
                AuditAction::AdministratorUnmade
            };
            state.note(action, by, Some(user_id));
            Ok(put(state, User { role, ..user }, by))
        })
    }
}

/// The person, when who asks is an administrator still.
fn target(state: &State, user_id: UserId, actor_id: UserId) -> Result<User, StandingError> {
    if !state.is_administrator(actor_id) {
        return Err(StandingError::NotAdministrator);
    }
    let user = state.users.get(&user_id).cloned();
    user.ok_or(StandingError::NotFound)
}

impl State {
    fn administrators(&self) -> impl Iterator<Item = &User> {
        let is_one = |user: &&User| user.is_active() && user.role == Role::Administrator;
        self.users.values().filter(is_one)
    }

    pub(super) fn is_administrator(&self, user_id: UserId) -> bool {
        self.administrators().any(|user| user.id == user_id)
    }
}

fn check_keeps_one(state: &State, user: &User) -> Result<(), StandingError> {
    let is_kept = keeps_an_administrator(user, state.administrators().count() as u64);
    is_kept
        .then_some(())
        .ok_or(StandingError::LastAdministrator)
}

fn put(state: &mut State, user: User, by: By) -> User {
    state.users.insert(user.id, user.clone());
    let updated = EventKind::UserUpdated(Arc::new(user.clone()));
    state.record(by, None, Audience::Account, updated);
    user
}

fn shut_out(state: &mut State, user_id: UserId, by: By) {
    state.transfers.remove(&user_id);
    let theirs = state.sessions.values().filter(|s| s.user_id == user_id);
    let ended: Vec<_> = theirs.map(|session| session.id).collect();
    state.end_sessions(user_id, ended, by);
    for room_id in state.rooms_of_kind(RoomKind::Closed) {
        if state.is_member(room_id, user_id) {
            state.revoke(room_id, user_id, by);
        }
    }
    for room_id in state.rooms_of_kind(RoomKind::Open) {
        state.memberships.remove(&(room_id, user_id));
    }
}

/// From now on these are banned with them.
fn ban_addresses(state: &mut State, user_id: UserId, addresses: Vec<PublicAddress>, by: By) {
    let addresses: BTreeSet<_> = addresses.into_iter().collect();
    let addresses = Vec::from_iter(addresses);
    let before = state.banned_addresses.remove(&user_id).unwrap_or_default();
    if before == addresses {
        return;
    }
    if !addresses.is_empty() {
        state.banned_addresses.insert(user_id, addresses);
    }
    let addresses = state.addresses_banned_with(user_id);
    let kind = EventKind::AddressesBanned { user_id, addresses };
    state.record(by, None, Audience::Nobody, kind);
}

impl State {
    /// The addresses that are banned with someone, ascending.
    pub(super) fn addresses_banned_with(&self, user_id: UserId) -> Arc<[PublicAddress]> {
        let banned = self.banned_addresses.get(&user_id);
        banned.cloned().unwrap_or_default().into()
    }
}

/// All at once: there is nothing here that takes long.
fn erase_messages(state: &mut State, user_id: UserId) {
    for row in state.rooms.values_mut().flat_map(|row| &mut row.messages) {
        if row.message.creator_id == user_id {
            let message = Arc::make_mut(&mut row.message);
            message.content = None;
            message.boosts.clear();
        }
    }
}
