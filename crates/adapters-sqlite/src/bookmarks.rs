//! Bookmarks: everyone's own list of messages.

use crate::{
    SqliteStore,
    messages::{self, changeable},
    rows::{bytes, int, number},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, Bookmark, EventKind, MessageId, PageSize, RoomId, StoreError, Timestamp, UserId,
    ports::{BookmarkError, BookmarkPage, BookmarkRepository, ChangeError, Committed},
};
use rusqlite::{Connection, params};
use std::sync::Arc;

#[async_trait]
impl BookmarkRepository for SqliteStore {
    async fn add(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, BookmarkError> {
        self.writer
            .submit(
                "bookmarking a message",
                Priority::Important,
                Some(room_id),
                move |tx| add(tx, (room_id, message_id), user_id, at),
            )
            .await
    }

    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        user_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, StoreError> {
        self.writer
            .submit(
                "removing a bookmark",
                Priority::Important,
                Some(room_id),
                move |tx| remove(tx, (room_id, message_id), user_id, at),
            )
            .await
    }

    async fn list(
        &self,
        user_id: UserId,
        before: Option<u64>,
        size: PageSize,
    ) -> Result<BookmarkPage, StoreError> {
        self.readers
            .run("reading bookmarks", move |connection| {
                list(connection, user_id, before, size)
            })
            .await
    }
}

fn add(
    tx: &mut Tx<'_>,
    (room_id, message_id): (RoomId, MessageId),
    user_id: UserId,
    at: Timestamp,
) -> Result<Committed<()>, BookmarkError> {
    let (message, _) =
        changeable(tx, room_id, message_id, user_id).map_err(|error| match error {
            ChangeError::NotAMember => BookmarkError::NotAMember,
            ChangeError::NotFound => BookmarkError::NotFound,
            ChangeError::Deleted => BookmarkError::Deleted,
            ChangeError::Store(error) => BookmarkError::Store(error),
            other => BookmarkError::Store(StoreError::Corrupt {
                what: other.to_string(),
            }),
        })?;
    if message.is_deleted() {
        return Err(BookmarkError::Deleted);
    }
    let user = bytes(user_id.as_uuid());
    let is_kept = tx.read(|connection| is_there(connection, user_id, message_id))?;
    if is_kept {
        return Ok(Committed {
            value: (),
            position: tx.position(),
        });
    }
    let (kept, newest) = tx
        .find(
            "select count(*), coalesce(max(number), 0) from bookmark where user_id = ?1",
            [user],
            |row| Ok((number(row.get(0)?), row.get::<_, i64>(1)?)),
        )?
        .unwrap_or_default();
    let max = Bookmark::MAX_PER_PERSON;
    if kept >= max as u64 {
        return Err(BookmarkError::TooMany { max });
    }
    tx.execute(
        "insert into bookmark (user_id, number, message_id, room_id, at) values (?1, ?2, ?3, ?4, ?5)",
        params![
            user,
            newest + 1,
            bytes(message_id.as_uuid()),
            bytes(room_id.as_uuid()),
            at.as_millis(),
        ],
    )?;
    let kind = EventKind::BookmarkAdded {
        room_id,
        message_id,
        user_id,
    };
    let audience = Audience::Users(Arc::new([user_id]));
    let position = tx.record(at, Some(user_id), None, audience, kind)?;
    let value = ();
    Ok(Committed { value, position })
}

fn remove(
    tx: &mut Tx<'_>,
    (room_id, message_id): (RoomId, MessageId),
    user_id: UserId,
    at: Timestamp,
) -> Result<Committed<()>, StoreError> {
    let removed = tx.execute(
        "delete from bookmark where message_id = ?1 and user_id = ?2 and room_id = ?3",
        [
            bytes(message_id.as_uuid()),
            bytes(user_id.as_uuid()),
            bytes(room_id.as_uuid()),
        ],
    )?;
    if removed > 0 {
        let kind = EventKind::BookmarkRemoved {
            room_id,
            message_id,
            user_id,
        };
        tx.record(
            at,
            Some(user_id),
            None,
            Audience::Users(Arc::new([user_id])),
            kind,
        )?;
    }
    Ok(Committed {
        value: (),
        position: tx.position(),
    })
}

/// Takes a message from all lists, because only its tombstone is left.
pub(crate) fn forget(tx: &mut Tx<'_>, message_id: MessageId) -> Result<(), StoreError> {
    let id = bytes(message_id.as_uuid());
    tx.execute("delete from bookmark where message_id = ?1", [id])?;
    Ok(())
}

/// Whether a message is on someone's list.
pub(crate) fn is_there(
    connection: &Connection,
    user_id: UserId,
    message_id: MessageId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("select 1 from bookmark where message_id = ?1 and user_id = ?2")?
        .exists([bytes(message_id.as_uuid()), bytes(user_id.as_uuid())])
}

fn list(
    connection: &Connection,
    user_id: UserId,
    before: Option<u64>,
    size: PageSize,
) -> rusqlite::Result<BookmarkPage> {
    // The rows of one person are few, so what must be left out costs little to pass over.
    let mut statement = connection.prepare_cached(
        "select b.number, b.message_id, b.room_id, b.at from bookmark b \
         join membership m on m.room_id = b.room_id and m.user_id = b.user_id \
         where b.user_id = ?1 and b.number < ?2 order by b.number desc",
    )?;
    let wanted = size.get() as usize;
    let mut items = Vec::with_capacity(wanted);
    let before = before.map_or(i64::MAX, int);
    let mut rows = statement.query(params![bytes(user_id.as_uuid()), before])?;
    while let Some(row) = rows.next()? {
        let room_id = RoomId::from_uuid(crate::rows::uuid(row, 2)?);
        let message_id = MessageId::from_uuid(crate::rows::uuid(row, 1)?);
        let message = messages::read(connection, room_id, message_id)?;
        let Some(message) = message.filter(|message| !message.is_deleted()) else {
            continue;
        };
        if items.len() == wanted {
            return Ok(BookmarkPage {
                items,
                has_older: true,
            });
        }
        items.push(Bookmark {
            number: number(row.get(0)?),
            message,
            at: Timestamp::from_millis(row.get(3)?),
        });
    }
    Ok(BookmarkPage {
        items,
        has_older: false,
    })
}
