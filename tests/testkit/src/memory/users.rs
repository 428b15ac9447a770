use super::{By, MemoryStore};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EmailAddress, EventKind, Involvement, RoomKind, StoreError, User,
    ports::{Committed, CredentialReader, Credentials, JoinError, NewUser, UserRepository},
};
use std::sync::Arc;

#[async_trait]
impl UserRepository for MemoryStore {
    async fn join(&self, new: NewUser) -> Result<Committed<User>, JoinError> {
        self.write(|state| {
            let NewUser {
                join_code,
                mut user,
                password_hash,
                session,
            } = new;
            if !state
                .account
                .as_ref()
                .is_some_and(|account| account.join_code.matches(&join_code))
            {
                return Err(JoinError::WrongCode);
            }
            let has_address = |other: &User| other.email.is_some() && other.email == user.email;
            if state.users.values().any(has_address) {
                return Err(JoinError::EmailTaken);
            }
            let wish = user.handle.clone();
            let is_free = |handle: &_| state.users.values().all(|other| other.handle != *handle);
            let handle = (1..=u64::MAX).map(|n| wish.numbered(n)).find(is_free);
            user.handle = handle.expect("numbers do not end");

            state.users.insert(user.id, user.clone());
            state.hashes.insert(user.id, password_hash);
            state.sessions.insert(session.id, session.clone());
            let by = By(user.id, user.joined_at);
            let updated = EventKind::UserUpdated(Arc::new(user.clone()));
            let since = state.record(by, None, Audience::Account, updated);
            for room_id in state.rooms_of_kind(RoomKind::Open) {
                let level = Involvement::at_first(RoomKind::Open);
                state.begin_membership(room_id, user.id, since, level);
            }
            let by = By(user.id, session.started_at);
            let started = EventKind::SessionStarted(Arc::new(session));
            state.record(by, None, Audience::Nobody, started);
            Ok(user)
        })
    }
}

#[async_trait]
impl CredentialReader for MemoryStore {
    async fn find_by_email(&self, email: EmailAddress) -> Result<Option<Credentials>, StoreError> {
        self.read(|state| {
            let user = state
                .users
                .values()
                .find(|user| user.email.as_ref() == Some(&email))?;
            Some(Credentials {
                user_id: user.id,
                password_hash: state.hashes.get(&user.id)?.clone(),
            })
        })
    }
}
