//! Queued posts that replay refused, and the journal in which they waited.

use crate::{
    SqliteStore,
    rows::{self, bytes},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, ClientMessageId, EventKind, MessageId, MessageSource, PostRefusal, RoomId,
    StoreError, Timestamp, UserId,
    ports::{Committed, JournalError, NewMessage, PostJournal, Undelivered, UndeliveredRepository},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;
use uuid::Uuid;

#[async_trait]
impl PostJournal for SqliteStore {
    async fn write(&self, posts: Vec<Arc<NewMessage>>) -> Result<(), JournalError> {
        self.journal.write(posts).await
    }

    async fn pending(&self) -> Result<Vec<Arc<NewMessage>>, JournalError> {
        self.journal.pending().await
    }

    async fn forget(&self, message_id: MessageId) -> Result<(), JournalError> {
        self.journal.forget(message_id).await
    }
}

#[async_trait]
impl UndeliveredRepository for SqliteStore {
    async fn record(&self, post: Undelivered) -> Result<Committed<()>, StoreError> {
        self.writer
            .submit(
                "keeping a refused post",
                Priority::Critical,
                None,
                move |tx| record(tx, &post),
            )
            .await
    }

    async fn list(&self, user_id: UserId) -> Result<Vec<Undelivered>, StoreError> {
        self.readers
            .run("listing refused posts", move |connection| {
                list(connection, user_id)
            })
            .await
    }

    async fn discard(
        &self,
        user_id: UserId,
        client_message_id: ClientMessageId,
    ) -> Result<(), StoreError> {
        self.writer
            .submit("discarding a refused post", Priority::Important, None, move |tx| {
                tx.execute(
                    "update undelivered_post set source = '' where user_id = ?1 and client_message_id = ?2",
                    [bytes(user_id.as_uuid()), bytes(client_message_id.as_uuid())],
                )
                .map(drop)
            })
            .await
    }
}

fn record(tx: &mut Tx<'_>, post: &Undelivered) -> Result<Committed<()>, StoreError> {
    let inserted = tx.execute(
        "insert into undelivered_post (user_id, client_message_id, room_id, refusal, format, source, at) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict (user_id, client_message_id) do nothing",
        params![
            bytes(post.user_id.as_uuid()),
            bytes(post.client_message_id.as_uuid()),
            bytes(post.room_id.as_uuid()),
            rows::refusal::word(post.refusal),
            rows::format::word(post.format),
            post.source.as_str(),
            post.at.as_millis(),
        ],
    )?;
    if inserted > 0 {
        let kind = EventKind::PostRefused {
            client_message_id: post.client_message_id,
            room_id: post.room_id,
            user_id: post.user_id,
            refusal: post.refusal,
        };
        let audience = Audience::Users(Arc::new([post.user_id]));
        tx.record(post.at, Some(post.user_id), None, audience, kind)?;
    }
    Ok(Committed {
        value: (),
        position: tx.position(),
    })
}

fn list(connection: &Connection, user_id: UserId) -> rusqlite::Result<Vec<Undelivered>> {
    connection
        .prepare_cached(
            "select user_id, client_message_id, room_id, refusal, format, source, at from undelivered_post \
             where user_id = ?1 and source <> '' order by number limit ?2",
        )?
        .query_map(
            params![bytes(user_id.as_uuid()), Undelivered::PAGE],
            undelivered,
        )?
        .collect()
}

fn undelivered(row: &Row<'_>) -> rusqlite::Result<Undelivered> {
    Ok(Undelivered {
        user_id: UserId::from_uuid(rows::uuid(row, 0)?),
        client_message_id: ClientMessageId::from_uuid(rows::uuid(row, 1)?),
        room_id: RoomId::from_uuid(rows::uuid(row, 2)?),
        refusal: rows::refusal::parse(row.get_ref(3)?.as_str()?, "undelivered_post.refusal")?,
        format: rows::format::parse(row.get_ref(4)?.as_str()?, "undelivered_post.format")?,
        source: MessageSource::from_stored(row.get::<_, Box<str>>(5)?),
        at: Timestamp::from_millis(row.get(6)?),
    })
}

/// Why a queued post of this user was refused; `None` when none was.
pub(crate) fn read_refusal(
    connection: &Connection,
    user_id: UserId,
    client_message_id: Uuid,
) -> rusqlite::Result<Option<PostRefusal>> {
    connection
        .prepare_cached(
            "select refusal from undelivered_post where user_id = ?1 and client_message_id = ?2",
        )?
        .query_row(
            [bytes(user_id.as_uuid()), bytes(client_message_id)],
            |row| rows::refusal::parse(row.get_ref(0)?.as_str()?, "undelivered_post.refusal"),
        )
        .optional()
}
