use super::{By, MemoryStore};
use async_trait::async_trait;
use campfire_domain::{
    Audience, AuditAction, EventKind, User,
    ports::{Committed, ProfileChange, ProfileError, ProfileRepository},
};
use std::sync::Arc;

#[async_trait]
impl ProfileRepository for MemoryStore {
    async fn change(&self, change: ProfileChange) -> Result<Committed<User>, ProfileError> {
        let (user_id, by) = (change.user_id, By(change.user_id, change.at));
        self.write(|state| {
            let before = state.users.get(&user_id).filter(|user| user.is_active());
            let before = before.cloned().ok_or(ProfileError::NotActive)?;
            let after = change.apply(&before);
            let mut others = state.users.values().filter(|other| other.id != user_id);
            if others.clone().any(|other| other.handle == after.handle) {
                return Err(ProfileError::HandleTaken);
            }
            if others.any(|other| other.email.is_some() && other.email == after.email) {
                return Err(ProfileError::EmailTaken);
            }
            if let Some(password) = change.password {
                state.hashes.insert(user_id, password.hash);
                state.transfers.remove(&user_id);
                state.note(AuditAction::PasswordChanged, by, Some(user_id));
                let theirs = state.sessions.values().filter(|s| s.user_id == user_id);
                let theirs = theirs.map(|session| session.id);
                let ended = theirs.filter(|id| *id != password.kept_session).collect();
                state.end_sessions(user_id, ended, by);
            }
            if after.email != before.email {
                state.note(AuditAction::EmailChanged, by, Some(user_id));
            }
            if after != before {
                state.users.insert(user_id, after.clone());
                let updated = EventKind::UserUpdated(Arc::new(after.clone()));
                state.record(by, None, Audience::Account, updated);
            }
            Ok(after)
        })
    }
}
