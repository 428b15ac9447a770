//! Removes the messages of deleted rooms, a few at a time. They were out of reach from the moment
//! their room's row was gone.

use crate::writer::Tx;
use campfire_domain::StoreError;
use rusqlite::params;

/// Removes some messages, mentions and boosts of one deleted room; `true` when there may be more to do.
pub(crate) fn step(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
    let sql = "select room_id from erased_room limit 1";
    let Some(room_id) = tx.find(sql, [], |row| row.get::<_, [u8; 16]>(0))? else {
        return Ok(false);
    };
    // The index must be told the words it is to forget, of the messages that it has.
    let indexed_to = tx.indexed_to().unwrap_or(i64::MAX);
    if indexed_to > 0 {
        tx.execute_in_index(
            "insert into message_search (message_search, rowid, plain_text) select 'delete', number, plain_text \
             from (select number, plain_text from message where room_id = ?1 order by seq limit ?2) \
             where number <= ?3",
            params![room_id, rows, indexed_to],
        )?;
    }
    let messages = tx.execute(
        "delete from message where number in (select number from message where room_id = ?1 order by seq limit ?2)",
        params![room_id, rows],
    )?;
    let mentions = tx.execute(
        "delete from mention where room_id = ?1 and (user_id, seq) in \
         (select user_id, seq from mention where room_id = ?1 limit ?2)",
        params![room_id, rows],
    )?;
    let boosts = tx.execute(
        "delete from boost where room_id = ?1 and (seq, number) in \
         (select seq, number from boost where room_id = ?1 limit ?2)",
        params![room_id, rows],
    )?;
    if messages == 0 && mentions == 0 && boosts == 0 {
        tx.execute("delete from erased_room where room_id = ?1", [room_id])?;
    }
    Ok(true)
}
