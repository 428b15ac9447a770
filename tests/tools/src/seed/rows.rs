//! The rows of one message: what the seed writes and what the raw ceiling commits.

use anyhow::Result;
use rusqlite::{CachedStatement, Connection, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A message with its place in its room, in the table and in the log.
#[derive(Debug, Clone, Copy)]
pub struct MessageRow<'a> {
    /// Number in the table: row of the search index.
    pub number: u64,
    /// Position in the log.
    pub position: u64,
    /// Its id.
    pub id: Uuid,
    /// Its room.
    pub room_id: Uuid,
    /// Its number in the room.
    pub seq: u64,
    /// The room's `rev` with it.
    pub rev: u64,
    /// The client's id of it.
    pub client_id: Uuid,
    /// Who wrote it.
    pub creator_id: Uuid,
    /// Plain words, nothing that Markdown reads.
    pub text: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// Prepared statements for messages: one row each in message, search index and log.
#[expect(
    missing_debug_implementations,
    reason = "prepared statements have none"
)]
pub struct MessageWriter<'c> {
    message: CachedStatement<'c>,
    search: CachedStatement<'c>,
    event: CachedStatement<'c>,
    room: CachedStatement<'c>,
    html: String,
}

impl<'c> MessageWriter<'c> {
    /// Prepares the statements.
    ///
    /// # Errors
    /// When the schema is another.
    pub fn new(store: &'c Connection) -> Result<Self> {
        Ok(Self {
            message: store.prepare_cached(
                "insert into message (number, message_id, room_id, seq, rev, client_message_id,
                     creator_id, post_digest, html, plain_text, source, format, created_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, 'markdown', ?11)",
            )?,
            search: store
                .prepare_cached("insert into message_search (rowid, plain_text) values (?1, ?2)")?,
            event: store.prepare_cached(
                "insert into event (position, kind, room_id, rev, message_id, actor_id, at, audience)
                 values (?1, 'message_posted', ?2, ?3, ?4, ?5, ?6, 'room')",
            )?,
            room: store.prepare_cached(
                "update room set last_seq = ?2, rev = ?3, last_message_at = ?4 where room_id = ?1",
            )?,
            html: String::new(),
        })
    }

    /// Writes the three rows of a message.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn write(&mut self, row: &MessageRow<'_>) -> Result<()> {
        self.html.clear();
        self.html.push_str("<p>");
        self.html.push_str(row.text);
        self.html.push_str("</p>");
        self.message.execute(params![
            row.number,
            row.id.as_bytes(),
            row.room_id.as_bytes(),
            row.seq,
            row.rev,
            row.client_id.as_bytes(),
            row.creator_id.as_bytes(),
            digest(row),
            self.html,
            row.text,
            row.at
        ])?;
        self.search.execute(params![row.number, row.text])?;
        self.event.execute(params![
            row.position,
            row.room_id.as_bytes(),
            row.rev,
            row.id.as_bytes(),
            row.creator_id.as_bytes(),
            row.at
        ])?;
        Ok(())
    }

    /// Writes a room's counters: once a commit and room.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn write_room(&mut self, room_id: Uuid, last_seq: u64, rev: u64, at: i64) -> Result<()> {
        self.room
            .execute(params![room_id.as_bytes(), last_seq, rev, at])?;
        Ok(())
    }
}

/// What a repeat of the post is compared with: SHA-256 over room, format and body.
fn digest(row: &MessageRow<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(row.room_id.as_bytes());
    hash.update(b"markdown\0");
    hash.update(row.text.as_bytes());
    hash.finalize().into()
}
