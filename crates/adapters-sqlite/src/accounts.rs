//! The first run.

use crate::{
    SqliteStore,
    rooms::{self, add_member},
    rows::bytes,
    sessions, users,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, Room,
    ports::{AccountRepository, Committed, NewAccount, SetUpError},
};
use rusqlite::params;

#[async_trait]
impl AccountRepository for SqliteStore {
    async fn set_up(&self, new: NewAccount) -> Result<Committed<Room>, SetUpError> {
        self.writer
            .submit(
                "setting up the account",
                Priority::Critical,
                None,
                move |tx| set_up(tx, &new),
            )
            .await
    }
}

fn set_up(tx: &mut Tx<'_>, new: &NewAccount) -> Result<Committed<Room>, SetUpError> {
    // The singleton column lets one of any number of first runs through.
    let inserted = tx.execute(
        "insert into account (account_id, name, join_code) values (?1, ?2, ?3) on conflict (singleton) do nothing",
        params![bytes(new.account.id.as_uuid()), new.account.name.as_str(), new.account.join_code.reveal()],
    )?;
    if inserted == 0 {
        return Err(SetUpError::AlreadyDone);
    }
    let (user_id, at) = (new.user.id, new.user.joined_at);
    users::insert(tx, &new.user, &new.password_hash)?;
    let kind = EventKind::AccountUpdated(new.account.clone().into());
    tx.record(at, Some(user_id), None, Audience::Account, kind)?;
    users::record_updated(tx, &new.user, user_id, at)?;
    rooms::insert(tx, &new.room, None)?;
    add_member(tx, new.room.id, user_id, Involvement::Everything)?;
    let created = rooms::record_created(tx, new.room.id, user_id, at)?;
    let position = sessions::insert(tx, &new.session)?;
    Ok(Committed {
        value: created.value.room,
        position,
    })
}
