//! The addresses that are banned with people.

use crate::{
    rows::{self, bytes},
    writer::Tx,
};
use campfire_domain::{Audience, EventKind, PublicAddress, StoreError, Timestamp, UserId};
use rusqlite::{Connection, params};

/// The addresses that are banned with someone, ascending.
pub(crate) fn read(
    connection: &Connection,
    user_id: UserId,
) -> rusqlite::Result<Vec<PublicAddress>> {
    let sql = "select address from banned_address where user_id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = Vec::new();
    let mut rows = statement.query([bytes(user_id.as_uuid())])?;
    while let Some(row) = rows.next()? {
        found.extend(rows::parse_address(row.get_ref(0)?.as_str_or_null()?)?);
    }
    found.sort_unstable();
    Ok(found)
}

/// Bans addresses with someone.
pub(crate) fn ban(
    tx: &mut Tx<'_>,
    user_id: UserId,
    addresses: &[PublicAddress],
    actor_id: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut addresses = addresses.to_vec();
    addresses.sort_unstable();
    addresses.dedup();
    if addresses.is_empty() {
        return Ok(());
    }
    for address in &addresses {
        tx.execute(
            "insert into banned_address (user_id, address) values (?1, ?2)",
            params![bytes(user_id.as_uuid()), address.to_string()],
        )?;
    }
    record(tx, user_id, addresses, actor_id, at)
}

/// Bans the addresses of someone no more.
pub(crate) fn lift(
    tx: &mut Tx<'_>,
    user_id: UserId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "delete from banned_address where user_id = ?1";
    if tx.execute(sql, [bytes(user_id.as_uuid())])? == 0 {
        return Ok(());
    }
    record(tx, user_id, Vec::new(), actor_id, at)
}

fn record(
    tx: &mut Tx<'_>,
    user_id: UserId,
    addresses: Vec<PublicAddress>,
    actor_id: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let addresses = addresses.into();
    let kind = EventKind::AddressesBanned { user_id, addresses };
    tx.record(at, Some(actor_id), None, Audience::Nobody, kind)?;
    Ok(())
}
