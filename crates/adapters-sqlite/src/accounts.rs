//! The first run, and what administrators set for the account.

use crate::{
    SqliteStore, audit,
    rooms::{self, add_member},
    rows::{self, bytes, int},
    sessions, users,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Account, Audience, AuditAction, CustomCss, EventKind, Involvement, JoinCode, Position, Room,
    StoreError, Timestamp, UserId,
    ports::{AccountChange, AccountError, AccountRepository, Committed, NewAccount, SetUpError},
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

    async fn change(&self, new: AccountChange) -> Result<Committed<Account>, AccountError> {
        self.writer
            .submit(
                "changing the account",
                Priority::Important,
                None,
                move |tx| change(tx, &new),
            )
            .await
    }

    async fn replace_join_code(
        &self,
        code: JoinCode,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Account>, AccountError> {
        self.writer
            .submit(
                "replacing the join code",
                Priority::Critical,
                None,
                move |tx| replace_join_code(tx, &code, actor_id, at),
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
    record_updated(tx, &new.account, user_id, at)?;
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

fn change(tx: &mut Tx<'_>, new: &AccountChange) -> Result<Committed<Account>, AccountError> {
    let (actor_id, at) = (new.actor_id, new.at);
    let before = of_administrator(tx, actor_id)?;
    let after = new.apply(&before);
    let mut position = tx.position();
    if after != before {
        for action in AccountChange::actions(&before, &after) {
            audit::write(tx, action, actor_id, None, at)?;
        }
        position = put(tx, &after, actor_id, at)?;
    }
    Ok(Committed {
        value: after,
        position,
    })
}

fn replace_join_code(
    tx: &mut Tx<'_>,
    code: &JoinCode,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Account>, AccountError> {
    let mut after = of_administrator(tx, actor_id)?;
    after.join_code.clone_from(code);
    audit::write(tx, AuditAction::JoinCodeReplaced, actor_id, None, at)?;
    let position = put(tx, &after, actor_id, at)?;
    Ok(Committed {
        value: after,
        position,
    })
}

/// The account, when who asks is an administrator still.
fn of_administrator(tx: &mut Tx<'_>, actor_id: UserId) -> Result<Account, AccountError> {
    if !users::is_administrator(tx, actor_id)? {
        return Err(AccountError::NotAdministrator);
    }
    let sql = concat!("select ", rows::account_columns!(), " from account");
    let account = tx.find(sql, [], rows::account)?;
    // Where there is an administrator there is an account.
    account.ok_or_else(|| {
        AccountError::Store(StoreError::Corrupt {
            what: "the account of an administrator".to_owned(),
        })
    })
}

/// Writes the account's row anew, and its event.
fn put(
    tx: &mut Tx<'_>,
    account: &Account,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Position, StoreError> {
    let settings = &account.settings;
    tx.execute(
        "update account set name = ?1, join_code = ?2, restricts_room_creation = ?3, custom_css = ?4, \
         custom_css_version = ?5",
        params![
            account.name.as_str(),
            account.join_code.reveal(),
            settings.restricts_room_creation,
            settings.custom_css.as_ref().map(CustomCss::as_str),
            int(settings.custom_css_version),
        ],
    )?;
    record_updated(tx, account, actor_id, at)
}

fn record_updated(
    tx: &mut Tx<'_>,
    account: &Account,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Position, StoreError> {
    let kind = EventKind::AccountUpdated(account.clone().into());
    tx.record(at, Some(actor_id), None, Audience::Account, kind)
}
