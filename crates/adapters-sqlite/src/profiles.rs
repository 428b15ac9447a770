//! What people say of themselves.

use crate::{
    SqliteStore, audit,
    rows::bytes,
    sessions, transfers, users,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    AuditAction, SessionId, StoreError, User, UserId,
    ports::{Committed, NewPassword, ProfileChange, ProfileError, ProfileRepository},
};
use rusqlite::params;

#[async_trait]
impl ProfileRepository for SqliteStore {
    async fn change(&self, new: ProfileChange) -> Result<Committed<User>, ProfileError> {
        self.writer
            .submit("changing a profile", Priority::Critical, None, move |tx| {
                change(tx, &new)
            })
            .await
    }
}

fn change(tx: &mut Tx<'_>, new: &ProfileChange) -> Result<Committed<User>, ProfileError> {
    let (user_id, at) = (new.user_id, new.at);
    let before = users::find(tx, user_id)?.filter(User::is_active);
    let before = before.ok_or(ProfileError::NotActive)?;
    let after = new.apply(&before);
    if is_taken(tx, HANDLE_OF_ANOTHER, after.handle.as_str(), user_id)? {
        return Err(ProfileError::HandleTaken);
    }
    if let Some(email) = &after.email
        && is_taken(tx, EMAIL_OF_ANOTHER, email.as_str(), user_id)?
    {
        return Err(ProfileError::EmailTaken);
    }
    if let Some(password) = &new.password {
        set_password(tx, user_id, password)?;
        audit::write(tx, AuditAction::PasswordChanged, user_id, Some(user_id), at)?;
        transfers::forget(tx, user_id)?;
        let others = other_sessions(tx, user_id, password.kept_session)?;
        sessions::end(tx, user_id, &others, user_id, at)?;
    }
    if after.email != before.email {
        audit::write(tx, AuditAction::EmailChanged, user_id, Some(user_id), at)?;
    }
    if after != before {
        users::update(tx, &after)?;
        users::record_updated(tx, &after, user_id, at)?;
    }
    Ok(Committed {
        value: after,
        position: tx.position(),
    })
}

const HANDLE_OF_ANOTHER: &str = "select 1 from user where handle = ?1 and user_id <> ?2";
const EMAIL_OF_ANOTHER: &str = "select 1 from user where email = ?1 and user_id <> ?2";

/// Whether someone else has this handle or address.
fn is_taken(tx: &mut Tx<'_>, sql: &str, text: &str, user_id: UserId) -> Result<bool, StoreError> {
    let found = tx.find(sql, params![text, bytes(user_id.as_uuid())], |_| Ok(()))?;
    Ok(found.is_some())
}

fn set_password(
    tx: &mut Tx<'_>,
    user_id: UserId,
    password: &NewPassword,
) -> Result<(), StoreError> {
    tx.execute(
        "update user set password_hash = ?2 where user_id = ?1",
        params![bytes(user_id.as_uuid()), password.hash.reveal()],
    )?;
    Ok(())
}

fn other_sessions(
    tx: &mut Tx<'_>,
    user_id: UserId,
    kept: SessionId,
) -> Result<Vec<SessionId>, StoreError> {
    let mine = sessions::of_user(tx, user_id)?;
    Ok(mine.into_iter().filter(|id| *id != kept).collect())
}
