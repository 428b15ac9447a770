//! The index of words: written with each message, and built anew behind everybody's back when it
//! broke. A broken index never fails a post (G9).
//!
//! When a statement on the index, or the commit that writes its pages, fails because of the index
//! itself, the writer marks it as broken ([`BROKEN`] in `store.indexed_to`) and runs the batch again without
//! it. Until it is whole again only messages up to `indexed_to` have rows in it; the rebuild brings
//! the others, a few at a time, each with its words of that moment.

mod find;
pub(crate) mod recent;
mod terms;

use crate::{
    rows::{int, number},
    writer::Tx,
};
use campfire_domain::StoreError;
use rusqlite::params;

/// Stands in `store.indexed_to` for an index that must be emptied before it is written to.
pub(crate) const BROKEN: i64 = -1;
/// The tables behind the index, as SQLite makes them, for those that are missing; then the index is
/// emptied.
const EMPTY_IT: [&str; 6] = [
    "create table if not exists message_search_data (id integer primary key, block blob)",
    "create table if not exists message_search_idx (segid, term, pgno, primary key (segid, term)) without rowid",
    "create table if not exists message_search_docsize (id integer primary key, sz blob)",
    "create table if not exists message_search_config (k primary key, v) without rowid",
    "insert or ignore into message_search_config (k, v) values ('version', 4)",
    "insert into message_search (message_search) values ('delete-all')",
];

/// Writes the search row of a message.
pub(crate) fn index(tx: &mut Tx<'_>, row_number: u64, words: &str) -> Result<(), StoreError> {
    if tx.is_indexed(row_number) {
        tx.execute_in_index(
            "insert into message_search (rowid, plain_text) values (?1, ?2)",
            params![int(row_number), words],
        )?;
    }
    Ok(())
}

/// Takes the search row of a message back; the index must be told the words it was given.
pub(crate) fn unindex(tx: &mut Tx<'_>, row_number: u64, words: &str) -> Result<(), StoreError> {
    if tx.is_indexed(row_number) {
        tx.execute_in_index(
            "insert into message_search (message_search, rowid, plain_text) values ('delete', ?1, ?2)",
            params![int(row_number), words],
        )?;
    }
    Ok(())
}

/// Brings some messages into an index that is being built anew; `true` when there may be more.
pub(crate) fn rebuild_step(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
    let Some(done) = tx.indexed_to() else {
        return Ok(false);
    };
    if done == BROKEN {
        for sql in EMPTY_IT {
            tx.execute_in_index(sql, [])?;
        }
        tx.set_indexed_to(Some(0))?;
        return Ok(true);
    }
    let to = tx.find(
        "select max(number) from (select number from message where number > ?1 order by number limit ?2)",
        [done, i64::from(rows)],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    let Some(Some(to)) = to else {
        tracing::info!("the search index is whole again");
        tx.set_indexed_to(None)?;
        return Ok(false);
    };
    tx.execute_in_index(
        "insert into message_search (rowid, plain_text) \
         select number, plain_text from message where number > ?1 and number <= ?2",
        [done, to],
    )?;
    tx.set_indexed_to(Some(to))?;
    tracing::debug!(search.indexed_to = number(to), "the search index grows");
    Ok(true)
}
