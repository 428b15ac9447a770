//! The audit log.

use crate::{
    SqliteStore,
    rows::{self, bytes, int, number},
    writer::Tx,
};
use async_trait::async_trait;
use campfire_domain::{
    AuditAction, AuditLine, AuditNumber, StoreError, Timestamp, UserId, ports::AuditReader,
};
use rusqlite::{Row, params};

#[async_trait]
impl AuditReader for SqliteStore {
    async fn lines(
        &self,
        before: Option<AuditNumber>,
        limit: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        self.readers
            .run("reading the audit log", move |connection| {
                let before = before.map_or(i64::MAX, |number| int(number.get()));
                let mut statement = connection.prepare_cached(
                    "select number, at, actor_id, action, user_id from audit \
                     where number < ?1 order by number desc limit ?2",
                )?;
                let lines = statement.query_map(params![before, limit], line)?;
                lines.filter_map(Result::transpose).collect()
            })
            .await
    }
}

/// Writes a line; part of the operation that it tells of.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    action: AuditAction,
    actor_id: UserId,
    user_id: Option<UserId>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into audit (at, actor_id, action, user_id) values (?1, ?2, ?3, ?4)",
        params![
            at.as_millis(),
            bytes(actor_id.as_uuid()),
            action.name(),
            user_id.map(|id| bytes(id.as_uuid())),
        ],
    )?;
    Ok(())
}

/// A line; `None` for an action of a newer Campfire.
fn line(row: &Row<'_>) -> rusqlite::Result<Option<AuditLine>> {
    let Some(action) = AuditAction::find(row.get_ref(3)?.as_str()?) else {
        return Ok(None);
    };
    Ok(Some(AuditLine {
        number: AuditNumber::new(number(row.get(0)?)),
        at: Timestamp::from_millis(row.get(1)?),
        actor_id: UserId::from_uuid(rows::uuid(row, 2)?),
        action,
        user_id: rows::optional_uuid(row, 4)?.map(UserId::from_uuid),
    }))
}
