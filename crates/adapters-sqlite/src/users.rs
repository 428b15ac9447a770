//! People: joining, and what sign-in compares.

use crate::{
    SqliteStore, error,
    rows::{self, bytes, int},
    sessions,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EmailAddress, EventKind, Handle, Involvement, PasswordHash, RoomKind, StoreError,
    Timestamp, User, UserId,
    ports::{Committed, CredentialReader, Credentials, JoinError, NewUser, UserRepository},
};
use rusqlite::params;
use uuid::Uuid;

#[async_trait]
impl UserRepository for SqliteStore {
    async fn join(&self, new: NewUser) -> Result<Committed<User>, JoinError> {
        self.writer
            .submit("adding a person", Priority::Critical, None, move |tx| {
                join(tx, &new)
            })
            .await
    }
}

#[async_trait]
impl CredentialReader for SqliteStore {
    async fn find_by_email(&self, email: EmailAddress) -> Result<Option<Credentials>, StoreError> {
        let email = email.as_str();
        let row = sqlx::query!(
            r#"select user_id as "user_id!: Uuid", password_hash from user where email = ?1"#,
            email
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(|failure| error::from_sqlx("finding a user by e-mail address", failure))?;
        // Bots have no password and cannot sign in.
        Ok(row.and_then(|row| {
            let password_hash = PasswordHash::from_phc(row.password_hash?);
            Some(Credentials {
                user_id: UserId::from_uuid(row.user_id),
                password_hash,
            })
        }))
    }
}

/// Writes the row of a person whose handle and e-mail address are free.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    user: &User,
    password_hash: &PasswordHash,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into user (user_id, name, handle, email, password_hash, role, standing, bio, joined_at) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            bytes(user.id.as_uuid()),
            user.name.as_str(),
            user.handle.as_str(),
            user.email.as_ref().map(EmailAddress::as_str),
            password_hash.reveal(),
            rows::role::word(user.role),
            rows::standing::word(user.standing),
            user.bio,
            user.joined_at.as_millis(),
        ],
    )?;
    Ok(())
}

/// Records that a person joined or changed.
pub(crate) fn record_updated(
    tx: &mut Tx<'_>,
    user: &User,
    actor_id: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let kind = EventKind::UserUpdated(user.clone().into());
    tx.record(at, Some(actor_id), None, Audience::Account, kind)?;
    Ok(())
}

/// Whether someone is an active administrator.
pub(crate) fn is_administrator(tx: &mut Tx<'_>, user_id: UserId) -> Result<bool, StoreError> {
    let sql =
        "select 1 from user where user_id = ?1 and role = 'administrator' and standing = 'active'";
    let found = tx.find(sql, [bytes(user_id.as_uuid())], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Finds anyone who ever joined.
pub(crate) fn find(tx: &mut Tx<'_>, user_id: UserId) -> Result<Option<User>, StoreError> {
    tx.find(
        concat!(
            "select ",
            rows::user_columns!(),
            " from user where user_id = ?1"
        ),
        [bytes(user_id.as_uuid())],
        rows::user,
    )
}

/// Writes the row of a person anew; their password stays.
pub(crate) fn update(tx: &mut Tx<'_>, user: &User) -> Result<(), StoreError> {
    tx.execute(
        "update user set name = ?2, handle = ?3, email = ?4, role = ?5, standing = ?6, bio = ?7 where user_id = ?1",
        params![
            bytes(user.id.as_uuid()),
            user.name.as_str(),
            user.handle.as_str(),
            user.email.as_ref().map(EmailAddress::as_str),
            rows::role::word(user.role),
            rows::standing::word(user.standing),
            user.bio,
        ],
    )?;
    Ok(())
}

/// Makes someone a member of every open room, with the event that is recorded next. One statement
/// however many rooms there are.
pub(crate) fn enter_open_rooms(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), StoreError> {
    // The rooms' counters are read by the statement.
    tx.flush()?;
    let since = tx.position().next();
    tx.execute(
        "insert into membership (room_id, user_id, involvement, last_read_seq, since) \
         select room_id, ?1, ?2, last_seq, ?3 from room where kind = 'open'",
        params![
            bytes(user_id.as_uuid()),
            rows::involvement::word(Involvement::at_first(RoomKind::Open)),
            int(since.get()),
        ],
    )?;
    Ok(())
}

fn join(tx: &mut Tx<'_>, new: &NewUser) -> Result<Committed<User>, JoinError> {
    let account = tx.find(
        concat!("select ", rows::account_columns!(), " from account"),
        [],
        rows::account,
    )?;
    if !account.is_some_and(|account| account.join_code.matches(&new.join_code)) {
        return Err(JoinError::WrongCode);
    }
    let email = new.user.email.as_ref().map(EmailAddress::as_str);
    if tx
        .find("select 1 from user where email = ?1", [email], |_| Ok(()))?
        .is_some()
    {
        return Err(JoinError::EmailTaken);
    }
    let user = User {
        handle: free_handle(tx, &new.user.handle)?,
        ..new.user.clone()
    };
    insert(tx, &user, &new.password_hash)?;
    enter_open_rooms(tx, user.id)?;
    record_updated(tx, &user, user.id, user.joined_at)?;
    let position = sessions::insert(tx, &new.session)?;
    Ok(Committed {
        value: user,
        position,
    })
}

/// The first of `ann`, `ann2`, `ann3` … that nobody has.
fn free_handle(tx: &mut Tx<'_>, wanted: &Handle) -> Result<Handle, StoreError> {
    let mut n = 1;
    loop {
        let handle = wanted.numbered(n);
        if tx
            .find(
                "select 1 from user where handle = ?1",
                [handle.as_str()],
                |_| Ok(()),
            )?
            .is_none()
        {
            return Ok(handle);
        }
        n += 1;
    }
}
