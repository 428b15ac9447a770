//! Transfers: links that sign one's other device in.

use crate::{
    SqliteStore, audit,
    rows::{self, bytes},
    sessions, users,
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    AuditAction, Role, Session, SessionId, StoreError, Timestamp, TokenHash, Transfer, User,
    UserId, policy,
    ports::{Committed, MakeTransferError, TransferRepository, UseTransferError},
};
use rusqlite::{OptionalExtension, Row, params};

#[async_trait]
impl TransferRepository for SqliteStore {
    async fn make(&self, transfer: Transfer) -> Result<(), MakeTransferError> {
        self.writer
            .submit("making a transfer", Priority::Important, None, move |tx| {
                make(tx, &transfer)
            })
            .await
    }

    async fn find(&self, code: TokenHash) -> Result<Option<Transfer>, StoreError> {
        self.readers
            .run("finding a transfer", move |connection| {
                connection
                    .prepare_cached(BY_CODE)?
                    .query_row([code.0], transfer)
                    .optional()
            })
            .await
    }

    async fn use_up(
        &self,
        code: TokenHash,
        session: Session,
    ) -> Result<Committed<()>, UseTransferError> {
        self.writer
            .submit("using a transfer", Priority::Critical, None, move |tx| {
                use_up(tx, code, &session)
            })
            .await
    }
}

const BY_CODE: &str =
    "select code_hash, user_id, made_by, made_in, made_at from transfer where code_hash = ?1";

fn transfer(row: &Row<'_>) -> rusqlite::Result<Transfer> {
    Ok(Transfer {
        code: TokenHash(row.get(0)?),
        user_id: UserId::from_uuid(rows::uuid(row, 1)?),
        made_by: UserId::from_uuid(rows::uuid(row, 2)?),
        made_in: SessionId::from_uuid(rows::uuid(row, 3)?),
        made_at: Timestamp::from_millis(row.get(4)?),
    })
}

/// Ends the transfer of someone who must prove anew who they are.
pub(crate) fn forget(tx: &mut Tx<'_>, user_id: UserId) -> Result<(), StoreError> {
    let sql = "delete from transfer where user_id = ?1";
    tx.execute(sql, [bytes(user_id.as_uuid())])?;
    Ok(())
}

fn make(tx: &mut Tx<'_>, new: &Transfer) -> Result<(), MakeTransferError> {
    let maker = users::find(tx, new.made_by)?.filter(User::is_active);
    let maker = maker.ok_or(MakeTransferError::NotActive)?;
    let sql = "select 1 from session where session_id = ?1 and user_id = ?2";
    let made_in = bytes(new.made_in.as_uuid());
    let lives = tx.find(sql, [made_in, bytes(maker.id.as_uuid())], |_| Ok(()))?;
    lives.ok_or(MakeTransferError::NotActive)?;
    if maker.id != new.user_id && maker.role != Role::Administrator {
        return Err(MakeTransferError::NotAdministrator);
    }
    let user = users::find(tx, new.user_id)?.filter(|user| user.role != Role::Bot);
    let user = user.ok_or(MakeTransferError::NotFound)?;
    if !user.is_active() {
        return Err(MakeTransferError::Gone);
    }
    forget(tx, user.id)?;
    tx.execute(
        "insert into transfer (code_hash, user_id, made_by, made_in, made_at) values (?1, ?2, ?3, ?4, ?5)",
        params![
            new.code.0,
            bytes(user.id.as_uuid()),
            bytes(maker.id.as_uuid()),
            made_in,
            new.made_at.as_millis(),
        ],
    )?;
    let action = AuditAction::TransferMade;
    audit::write(tx, action, maker.id, Some(user.id), new.made_at)?;
    Ok(())
}

fn use_up(
    tx: &mut Tx<'_>,
    code: TokenHash,
    session: &Session,
) -> Result<Committed<()>, UseTransferError> {
    let at = session.started_at;
    let found = tx.find(BY_CODE, [code.0], transfer)?;
    let found = found.filter(|found| found.user_id == session.user_id && !found.has_expired(at));
    let found = found.ok_or(UseTransferError::Unknown)?;
    let user = users::find(tx, found.user_id)?;
    let maker = users::find(tx, found.made_by)?;
    let may = user.zip(maker);
    may.filter(|(user, maker)| policy::users::may_be_transferred(user, maker))
        .ok_or(UseTransferError::Unknown)?;
    forget(tx, found.user_id)?;
    let action = AuditAction::TransferUsed;
    audit::write(tx, action, found.user_id, Some(found.user_id), at)?;
    let position = sessions::insert(tx, session)?;
    Ok(Committed {
        value: (),
        position,
    })
}
