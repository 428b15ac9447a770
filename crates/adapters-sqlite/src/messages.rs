//! Messages: posting, changing, pages.

use crate::{
    SqliteStore, bookmarks, boosts, mentions,
    rows::{self, bytes, int, number, pack},
    search::{index, unindex},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, Content, EventKind, Message, MessageId, Page, PageCut, PageSize, Rev, RoomId, Seq,
    StoreError, Timestamp, UserId, page_range,
    ports::{
        AppendError, ChangeError, Committed, Erased, Lane, MessageReader, MessageRepository,
        NewMessage, Posted, Revision,
    },
};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;

#[async_trait]
impl MessageRepository for SqliteStore {
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError> {
        self.append_in(new, Lane::default()).await
    }

    async fn append_in(&self, new: NewMessage, lane: Lane) -> Result<Posted, AppendError> {
        self.writer
            .submit_in(
                lane,
                "posting a message",
                Priority::Critical,
                Some(new.room_id),
                move |tx| append(tx, &new),
            )
            .await
    }

    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
        self.writer
            .submit(
                "editing a message",
                Priority::Critical,
                Some(revision.room_id),
                move |tx| revise(tx, &revision),
            )
            .await
    }

    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError> {
        self.writer
            .submit(
                "deleting a message",
                Priority::Critical,
                Some(room_id),
                move |tx| erase(tx, room_id, message_id, actor_id, at),
            )
            .await
    }
}

#[async_trait]
impl MessageReader for SqliteStore {
    async fn page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Message>>, StoreError> {
        self.readers
            .run("reading a page", move |connection| {
                page(connection, room_id, cut, size)
            })
            .await
    }

    async fn find(
        &self,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Option<Message>, StoreError> {
        self.readers
            .run("finding a message", move |connection| {
                read(connection, room_id, message_id)
            })
            .await
    }
}

/// Whether this user is a member of the room now.
pub(crate) fn is_member(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
) -> Result<bool, StoreError> {
    let found = tx.find(
        "select 1 from membership where room_id = ?1 and user_id = ?2",
        [bytes(room_id.as_uuid()), bytes(user_id.as_uuid())],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Whether this user is a member of the room and takes part: memberships of direct rooms outlive a
/// ban.
fn takes_part(tx: &mut Tx<'_>, room_id: RoomId, user_id: UserId) -> Result<bool, StoreError> {
    Ok(is_member(tx, room_id, user_id)? && is_active(tx, user_id)?)
}

fn is_active(tx: &mut Tx<'_>, user_id: UserId) -> Result<bool, StoreError> {
    let sql = "select 1 from user where user_id = ?1 and standing = 'active'";
    let found = tx.find(sql, [bytes(user_id.as_uuid())], |_| Ok(()))?;
    Ok(found.is_some())
}

fn append(tx: &mut Tx<'_>, new: &NewMessage) -> Result<Posted, AppendError> {
    let Some(head) = tx.head(new.room_id)? else {
        return Err(AppendError::NotAMember);
    };
    let row_number = tx.next_message_number();
    let body = &new.content.body;
    let inserted = tx.execute(
        "insert into message (number, message_id, room_id, seq, rev, client_message_id, creator_id, post_digest, \
         created_at, format, source, html, plain_text, mentions, sound) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
         on conflict (creator_id, client_message_id) do nothing",
        params![
            int(row_number),
            bytes(new.id.as_uuid()),
            bytes(new.room_id.as_uuid()),
            int(head.last_seq.next().get()),
            int(head.rev.next().get()),
            bytes(new.client_message_id.as_uuid()),
            bytes(new.creator_id.as_uuid()),
            new.digest.0,
            new.at.as_millis(),
            rows::format::word(new.content.format),
            new.content.source.as_str(),
            body.html(),
            body.plain_text(),
            mentions_column(&new.content),
            body.sound(),
        ],
    )?;
    if inserted == 0 {
        return repeated(tx, new);
    }
    let (seq, rev) = tx.next_seq(new.room_id, new.at)?;
    let of_members = tx.execute(
        "update membership set last_read_seq = ?3 where room_id = ?1 and user_id = ?2",
        params![
            bytes(new.room_id.as_uuid()),
            bytes(new.creator_id.as_uuid()),
            int(seq.get())
        ],
    )?;
    // Whoever is not a member any more has no row to update, and who was banned or has left keeps
    // those of direct rooms; what was written is undone. (Asked within the update, SQLite would make
    // a temporary table for each post.)
    if of_members == 0 || !is_active(tx, new.creator_id)? {
        return Err(AppendError::NotAMember);
    }
    index(tx, row_number, body.plain_text())?;
    mentions::insert(tx, new.room_id, seq, row_number, &new.content)?;
    let message = Arc::new(Message {
        id: new.id,
        room_id: new.room_id,
        seq,
        rev,
        client_message_id: new.client_message_id,
        creator_id: new.creator_id,
        created_at: new.at,
        edited_at: None,
        content: Some(Arc::clone(&new.content)),
        boosts: Vec::new(),
    });
    let kind = EventKind::MessagePosted(Arc::clone(&message));
    tx.record(
        new.at,
        Some(new.creator_id),
        Some(rev),
        Audience::Room(new.room_id),
        kind,
    )?;
    Ok(Posted::Stored(message))
}

/// The answer to a post whose client id was used before.
fn repeated(tx: &mut Tx<'_>, new: &NewMessage) -> Result<Posted, AppendError> {
    // Who was removed learns nothing of the client's id.
    if !takes_part(tx, new.room_id, new.creator_id)? {
        return Err(AppendError::NotAMember);
    }
    let found = tx.find(
        concat!(
            "select ",
            rows::message_columns!(),
            ", post_digest from message where creator_id = ?1 and client_message_id = ?2"
        ),
        [
            bytes(new.creator_id.as_uuid()),
            bytes(new.client_message_id.as_uuid()),
        ],
        |row| Ok((rows::message(row)?, row.get::<_, [u8; 32]>(15)?)),
    )?;
    match found {
        Some((message, digest)) if digest == new.digest.0 => {
            let message = boosted(tx, message)?;
            Ok(Posted::Repeated(Arc::new(message)))
        }
        Some(_) => Err(AppendError::ClientIdReused),
        None => Err(StoreError::Corrupt {
            what: "message__client_id_unique names a row that is not there".into(),
        }
        .into()),
    }
}

/// The same in a transaction.
fn boosted(tx: &mut Tx<'_>, message: Message) -> Result<Message, StoreError> {
    tx.read(|connection| with_boosts(connection, message))
}

/// A message that is to be changed and its row's number; or why it cannot.
pub(crate) fn changeable(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    message_id: MessageId,
    actor_id: UserId,
) -> Result<(Message, u64), ChangeError> {
    if tx.head(room_id)?.is_none() || !takes_part(tx, room_id, actor_id)? {
        return Err(ChangeError::NotAMember);
    }
    let found = tx.find(
        concat!(
            "select ",
            rows::message_columns!(),
            ", number from message where message_id = ?1 and room_id = ?2"
        ),
        [bytes(message_id.as_uuid()), bytes(room_id.as_uuid())],
        |row| Ok((rows::message(row)?, number(row.get(15)?))),
    )?;
    let (message, row_number) = found.ok_or(ChangeError::NotFound)?;
    Ok((boosted(tx, message)?, row_number))
}

/// Notes the `rev` of a change of a message that is not in its row.
pub(crate) fn set_rev(tx: &mut Tx<'_>, row_number: u64, rev: Rev) -> Result<(), StoreError> {
    tx.execute(
        "update message set rev = ?2 where number = ?1",
        [int(row_number), int(rev.get())],
    )?;
    Ok(())
}

fn revise(tx: &mut Tx<'_>, revision: &Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
    let Revision {
        room_id,
        message_id,
        actor_id,
        at,
        ..
    } = *revision;
    let (before, row_number) = changeable(tx, room_id, message_id, actor_id)?;
    let Some(old) = &before.content else {
        return Err(ChangeError::Deleted);
    };
    let body = &revision.content.body;
    let rev = tx.next_rev(room_id)?;
    unindex(tx, row_number, old.body.plain_text())?;
    tx.execute(
        "update message set rev = ?2, edited_at = ?3, format = ?4, source = ?5, html = ?6, plain_text = ?7, \
         mentions = ?8, sound = ?9 where number = ?1",
        params![
            int(row_number),
            int(rev.get()),
            at.as_millis(),
            rows::format::word(revision.content.format),
            revision.content.source.as_str(),
            body.html(),
            body.plain_text(),
            mentions_column(&revision.content),
            body.sound(),
        ],
    )?;
    index(tx, row_number, body.plain_text())?;
    mentions::remove(tx, &before, old)?;
    mentions::insert(tx, room_id, before.seq, row_number, &revision.content)?;
    let content = Some(Arc::clone(&revision.content));
    let message = Arc::new(Message {
        rev,
        edited_at: Some(at),
        content,
        ..before
    });
    let kind = EventKind::MessageEdited(Arc::clone(&message));
    let position = tx.record(at, Some(actor_id), Some(rev), Audience::Room(room_id), kind)?;
    Ok(Committed {
        value: message,
        position,
    })
}

fn erase(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    message_id: MessageId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Erased>, ChangeError> {
    let (before, row_number) = changeable(tx, room_id, message_id, actor_id)?;
    let Some(old) = before.content.clone() else {
        let value = Erased {
            message: Arc::new(before),
            is_new: false,
        };
        return Ok(Committed {
            value,
            position: tx.position(),
        });
    };
    let rev = tx.next_rev(room_id)?;
    unindex(tx, row_number, old.body.plain_text())?;
    tx.execute(
        "update message set rev = ?2, deleted_at = ?3, source = '', html = '', plain_text = '', mentions = null, \
         sound = null where number = ?1",
        params![int(row_number), int(rev.get()), at.as_millis()],
    )?;
    // A tombstone keeps a search row, an empty one: SQLite's check of the index wants one a message.
    index(tx, row_number, "")?;
    mentions::remove(tx, &before, &old)?;
    boosts::remove_all(tx, room_id, before.seq)?;
    bookmarks::forget(tx, message_id)?;
    let message = Arc::new(Message {
        rev,
        content: None,
        boosts: Vec::new(),
        ..before
    });
    let kind = EventKind::MessageDeleted(Arc::clone(&message));
    let position = tx.record(at, Some(actor_id), Some(rev), Audience::Room(room_id), kind)?;
    Ok(Committed {
        value: Erased {
            message,
            is_new: true,
        },
        position,
    })
}

fn mentions_column(content: &Content) -> Option<Vec<u8>> {
    let mentions = content.body.mentions();
    (!mentions.is_empty()).then(|| pack(mentions.iter().map(|id| id.as_uuid())))
}

/// Reads a message of a room. Those of a deleted room may still be in their table for a while, but
/// they are gone with the room.
pub(crate) fn read(
    connection: &Connection,
    room_id: RoomId,
    message_id: MessageId,
) -> rusqlite::Result<Option<Message>> {
    let found = connection
        .prepare_cached(concat!(
            "select ",
            rows::message_columns!(),
            " from message where message_id = ?1 and room_id = ?2 \
             and exists (select 1 from room where room_id = ?2)"
        ))?
        .query_row(
            [bytes(message_id.as_uuid()), bytes(room_id.as_uuid())],
            rows::message,
        )
        .optional()?;
    found
        .map(|message| with_boosts(connection, message))
        .transpose()
}

/// A message with its boosts.
pub(crate) fn with_boosts(
    connection: &Connection,
    mut message: Message,
) -> rusqlite::Result<Message> {
    boosts::read_onto(connection, std::slice::from_mut(&mut message))?;
    Ok(message)
}

/// Reads a page.
pub(crate) fn page(
    connection: &Connection,
    room_id: RoomId,
    cut: PageCut,
    size: PageSize,
) -> rusqlite::Result<Option<Page<Message>>> {
    let room = bytes(room_id.as_uuid());
    let last = connection
        .prepare_cached("select last_seq from room where room_id = ?1")?
        .query_row([room], |row| Ok(Seq::new(number(row.get(0)?))))
        .optional()?;
    let Some(last) = last else { return Ok(None) };
    let cut = match cut {
        PageCut::AroundMessage(message_id) => {
            let seq = connection
                .prepare_cached("select seq from message where message_id = ?1 and room_id = ?2")?
                .query_row([bytes(message_id.as_uuid()), room], |row| {
                    Ok(Seq::new(number(row.get(0)?)))
                })
                .optional()?;
            let Some(seq) = seq else { return Ok(None) };
            PageCut::Around(seq)
        }
        other => other,
    };
    let Some((first, end)) = page_range(cut, size, last) else {
        return Ok(Some(Page {
            items: Vec::new(),
            has_older: false,
            has_newer: false,
        }));
    };
    let mut items = Vec::with_capacity(usize::try_from(end.get() - first.get() + 1).unwrap_or(0));
    let mut statement = connection.prepare_cached(concat!(
        "select ",
        rows::message_columns!(),
        " from message where room_id = ?1 and seq between ?2 and ?3 order by seq"
    ))?;
    for message in statement.query_map(
        params![room, int(first.get()), int(end.get())],
        rows::message,
    )? {
        items.push(message?);
    }
    boosts::read_onto(connection, &mut items)?;
    Ok(Some(Page {
        items,
        has_older: first > Seq::new(1),
        has_newer: end < last,
    }))
}
