//! Removes the messages of deleted rooms, a few at a time. They were out of reach from the moment
//! their room's row was gone.

use rusqlite::{Connection, params};

/// Messages removed per transaction: about 10 ms, which a post waits at most.
const MESSAGES: i64 = 200;

/// Removes some messages and mentions of one deleted room; `true` when there may be more to do.
pub(crate) fn erase_some(connection: &Connection) -> rusqlite::Result<bool> {
    let sql = "select room_id from erased_room limit 1";
    let Some(room_id) = connection
        .prepare_cached(sql)?
        .query_map([], |row| row.get::<_, [u8; 16]>(0))?
        .next()
    else {
        return Ok(false);
    };
    let room_id = room_id?;
    connection.execute_batch("begin immediate")?;
    // The index must be told the words it is to forget.
    let forgotten = connection
        .prepare_cached(
            "insert into message_search (message_search, rowid, plain_text) select 'delete', number, plain_text \
             from (select number, plain_text from message where room_id = ?1 order by seq limit ?2)",
        )?
        .execute(params![room_id, MESSAGES]);
    forgotten?;
    let messages = connection
        .prepare_cached(
            "delete from message where number in (select number from message where room_id = ?1 order by seq limit ?2)",
        )?
        .execute(params![room_id, MESSAGES])?;
    let mentions = connection
        .prepare_cached(
            "delete from mention where room_id = ?1 and (user_id, seq) in \
             (select user_id, seq from mention where room_id = ?1 limit ?2)",
        )?
        .execute(params![room_id, MESSAGES])?;
    if messages == 0 && mentions == 0 {
        connection
            .prepare_cached("delete from erased_room where room_id = ?1")?
            .execute([room_id])?;
    }
    connection.execute_batch("commit")?;
    Ok(true)
}
