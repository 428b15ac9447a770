//! Removes the messages of deleted rooms and of banned people, a few at a time. Those of a room were
//! out of reach from the moment its row was gone; those of a person are tombstones from the moment
//! their row in `erased_user` was there.

use crate::{
    boosts,
    rows::{bytes, int, number},
    search::{index, unindex},
    writer::Tx,
};
use campfire_domain::{RoomId, Seq, StoreError, Timestamp, UserId};
use rusqlite::{Row, params};
use uuid::Uuid;

/// Messages of anybody that are looked through for each row that a step may rewrite: a look reads no
/// words and costs a few hundredths of a rewrite.
const LOOKS_PER_ROW: i64 = 16;

/// Makes every message that a person has written up to now its tombstone.
pub(crate) fn begin(tx: &mut Tx<'_>, user_id: UserId, at: Timestamp) -> Result<(), StoreError> {
    let up_to = int(tx.message_number());
    // Who was banned before and whose rows are still being rewritten: all up to `done_to` are.
    tx.execute(
        "insert into erased_user (user_id, up_to, done_to, at) values (?1, ?2, 0, ?3) \
         on conflict (user_id) do update set up_to = excluded.up_to",
        params![bytes(user_id.as_uuid()), up_to, at.as_millis()],
    )?;
    Ok(())
}

/// Does some of what there is to do, at most so many rows; `true` when there may be more.
pub(crate) fn step(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
    Ok(step_of_room(tx, rows)? || step_of_user(tx, rows)?)
}

/// Removes some messages, mentions, boosts and bookmarks of one deleted room.
fn step_of_room(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
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
    let bookmarks = tx.execute(
        "delete from bookmark where (user_id, number) in \
         (select user_id, number from bookmark where room_id = ?1 limit ?2)",
        params![room_id, rows],
    )?;
    if messages == 0 && mentions == 0 && boosts == 0 && bookmarks == 0 {
        tx.execute("delete from erased_room where room_id = ?1", [room_id])?;
    }
    Ok(true)
}

/// A message of a banned person that still has its words.
struct Words {
    number: u64,
    room_id: [u8; 16],
    seq: i64,
    plain_text: String,
    mentions: Option<Vec<u8>>,
}

impl Words {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: number(row.get(0)?),
            room_id: row.get(1)?,
            seq: row.get(2)?,
            plain_text: row.get(3)?,
            mentions: row.get(4)?,
        })
    }
}

/// Rewrites some messages of one banned person.
fn step_of_user(tx: &mut Tx<'_>, rows: u32) -> Result<bool, StoreError> {
    let sql = "select user_id, done_to, up_to, at from erased_user limit 1";
    let found = tx.find(sql, [], |row| {
        let numbers = (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?);
        Ok((row.get::<_, [u8; 16]>(0)?, numbers, row.get::<_, i64>(3)?))
    })?;
    let Some((user_id, (done_to, up_to), at)) = found else {
        return Ok(false);
    };
    let looked_to = up_to.min(done_to + i64::from(rows) * LOOKS_PER_ROW);
    let words: Vec<Words> = tx.read(|connection| {
        connection
            .prepare_cached(
                "select number, room_id, seq, plain_text, mentions from message \
                 where number > ?1 and number <= ?2 and creator_id = ?3 and deleted_at is null \
                 order by number limit ?4",
            )?
            .query_map(params![done_to, looked_to, user_id, rows], Words::of)?
            .collect()
    })?;
    let is_full = words.len() >= usize::try_from(rows).unwrap_or(usize::MAX);
    let last = words.last().filter(|_| is_full);
    let done_to = last.map_or(looked_to, |last| int(last.number));
    for message in &words {
        rewrite(tx, message, at)?;
    }
    if done_to < up_to {
        tx.execute(
            "update erased_user set done_to = ?2 where user_id = ?1",
            params![user_id, done_to],
        )?;
    } else {
        tx.execute("delete from erased_user where user_id = ?1", [user_id])?;
    }
    Ok(true)
}

/// Leaves only the tombstone of a message, with its `rev`: nobody is told, it was one before.
fn rewrite(tx: &mut Tx<'_>, message: &Words, at: i64) -> Result<(), StoreError> {
    unindex(tx, message.number, &message.plain_text)?;
    tx.execute(
        "update message set deleted_at = ?2, source = '', html = '', plain_text = '', mentions = null, sound = null \
         where number = ?1",
        params![int(message.number), at],
    )?;
    index(tx, message.number, "")?;
    let room_id = RoomId::from_uuid(Uuid::from_bytes(message.room_id));
    boosts::remove_all(tx, room_id, Seq::new(number(message.seq)))?;
    for user_id in message
        .mentions
        .iter()
        .flat_map(|packed| packed.chunks_exact(16))
    {
        tx.execute(
            "delete from mention where room_id = ?1 and user_id = ?2 and seq = ?3",
            params![message.room_id, user_id, message.seq],
        )?;
    }
    Ok(())
}
