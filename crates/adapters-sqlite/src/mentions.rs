//! Mentions: who is mentioned where, and the list of what mentions one.

use crate::{
    SqliteStore,
    messages::with_boosts,
    rows::{self, bytes, int, number},
    writer::Tx,
};
use async_trait::async_trait;
use campfire_domain::{
    Content, MentionPlace, Message, PageSize, RoomId, Seq, StoreError, UserId,
    ports::{MentionPage, MentionReader},
};
use rusqlite::{Connection, OptionalExtension, params};

/// Mentions looked at for one page. Those in rooms that one has left are passed over, and a thousand
/// of them take about a millisecond.
const LOOKED_AT: usize = 1000;

#[async_trait]
impl MentionReader for SqliteStore {
    async fn list(
        &self,
        user_id: UserId,
        before: Option<MentionPlace>,
        size: PageSize,
    ) -> Result<MentionPage, StoreError> {
        self.readers
            .run("listing mentions", move |connection| {
                page(connection, user_id, before, size)
            })
            .await
    }
}

/// Writes whom a message mentions.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    seq: Seq,
    message_number: u64,
    content: &Content,
) -> Result<(), StoreError> {
    for user_id in content.body.mentions() {
        tx.execute(
            "insert or ignore into mention (room_id, user_id, seq, number) values (?1, ?2, ?3, ?4)",
            params![
                bytes(room_id.as_uuid()),
                bytes(user_id.as_uuid()),
                int(seq.get()),
                int(message_number)
            ],
        )?;
    }
    Ok(())
}

/// Removes whom a message mentioned.
pub(crate) fn remove(
    tx: &mut Tx<'_>,
    message: &Message,
    content: &Content,
) -> Result<(), StoreError> {
    for user_id in content.body.mentions() {
        tx.execute(
            "delete from mention where room_id = ?1 and user_id = ?2 and seq = ?3",
            params![
                bytes(message.room_id.as_uuid()),
                bytes(user_id.as_uuid()),
                int(message.seq.get())
            ],
        )?;
    }
    Ok(())
}

/// Reads a page of what mentions a user.
pub(crate) fn page(
    connection: &Connection,
    user_id: UserId,
    before: Option<MentionPlace>,
    size: PageSize,
) -> rusqlite::Result<MentionPage> {
    let mut messages = Vec::new();
    let mut next = None;
    let before = before.map_or(i64::MAX, |place| int(place.get()));
    let mut statement = connection.prepare_cached(
        "select n.number, exists (select 1 from membership m where m.room_id = n.room_id and m.user_id = n.user_id) \
         from mention n where n.user_id = ?1 and n.number < ?2 order by n.number desc limit ?3",
    )?;
    let limit = int(LOOKED_AT as u64 + 1);
    let mut found = statement.query(params![bytes(user_id.as_uuid()), before, limit])?;
    let (mut looked_at, mut last) = (0, None);
    while let Some(row) = found.next()? {
        if looked_at == LOOKED_AT || messages.len() == size.get() as usize {
            next = last;
            break;
        }
        looked_at += 1;
        let place = number(row.get(0)?);
        last = Some(MentionPlace::new(place));
        if row.get(1)?
            && let Some(message) = message(connection, place)?
        {
            messages.push(message);
        }
    }
    Ok(MentionPage { messages, next })
}

/// The message of this number, if it is no tombstone.
fn message(connection: &Connection, message_number: u64) -> rusqlite::Result<Option<Message>> {
    let found = connection
        .prepare_cached(concat!(
            "select ",
            rows::message_columns!(),
            " from message where number = ?1"
        ))?
        .query_row([int(message_number)], rows::message)
        .optional()?;
    found
        .filter(|message| !message.is_deleted())
        .map(|message| with_boosts(connection, message))
        .transpose()
}
