//! What an operation sees of the writer: statements, the rooms' counters and the end of the log.

use crate::{
    cursor::{Checked, Epoch, Point},
    error::{self, Reach},
    rows::{self, bytes, int, number, pack},
};
use campfire_domain::{
    Audience, Event, EventKind, Position, Rev, RoomId, RoomKind, RoomState, Seq, StoreError,
    Timestamp, UserId,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use std::{collections::HashMap, sync::Arc};

/// Rooms whose counters are kept in memory, about 100 bytes each; above that all are forgotten and
/// read again when they are needed.
const HEADS_MAX: usize = 10_000;

/// What the writer knows without asking: it is the only one who changes it.
#[derive(Debug)]
pub(crate) struct Memory {
    pub(super) epoch: Epoch,
    /// The newest event's.
    position: Position,
    /// The newest message's.
    message_number: u64,
    /// Messages up to this number are in the index of words; `None` is all.
    indexed_to: Option<i64>,
    /// Whether this transaction has written to the index of words.
    has_index_work: bool,
    heads: HashMap<RoomId, RoomHead>,
    /// Rooms whose counters are ahead of their rows.
    dirty: Vec<RoomId>,
}

/// The counters of a room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RoomHead {
    pub(crate) kind: RoomKind,
    pub(crate) last_seq: Seq,
    pub(crate) rev: Rev,
    last_message_at: Option<i64>,
    is_dirty: bool,
}

impl Memory {
    /// Reads what must be known; rooms come when they are needed.
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let sql = "select epoch, max(pruned_to, coalesce((select max(position) from event), 0)), \
            coalesce((select max(number) from message), 0), indexed_to from store";
        connection.query_row(sql, [], |row| {
            Ok(Self {
                epoch: row.get(0)?,
                position: Position::new(number(row.get(1)?)),
                message_number: number(row.get(2)?),
                indexed_to: row.get(3)?,
                has_index_work: false,
                heads: HashMap::new(),
                dirty: Vec::new(),
            })
        })
    }

    /// Notes that a transaction begins, and with it a new account of what it wrote.
    pub(super) fn begin(&mut self) {
        self.has_index_work = false;
    }

    /// The same memory in a transaction that has written to the index of words, or has not.
    pub(super) fn with_index_work(self, has_index_work: bool) -> Self {
        Self {
            has_index_work,
            ..self
        }
    }

    /// Whether this transaction has written to the index of words.
    pub(super) fn has_index_work(&self) -> bool {
        self.has_index_work
    }

    /// The newest event's.
    pub(super) fn position(&self) -> Position {
        self.position
    }

    /// Messages up to this number are in the index of words; `None` is all.
    pub(super) fn indexed_to(&self) -> Option<i64> {
        self.indexed_to
    }
}

/// The transaction of a batch, as one operation sees it.
///
/// Every statement is prepared once per connection. An operation may be run again after a rollback,
/// so it keeps nothing outside.
pub(crate) struct Tx<'a> {
    connection: &'a Connection,
    memory: &'a mut Memory,
    events: &'a mut Vec<Arc<Event>>,
    doing: &'static str,
    /// How far the worst failure so far reaches.
    pub(super) reach: Reach,
    /// Whether it has changed what is kept in memory.
    pub(super) has_counted: bool,
}

impl<'a> Tx<'a> {
    pub(super) fn new(
        connection: &'a Connection,
        memory: &'a mut Memory,
        events: &'a mut Vec<Arc<Event>>,
        doing: &'static str,
    ) -> Self {
        Self {
            connection,
            memory,
            events,
            doing,
            reach: Reach::Operation,
            has_counted: false,
        }
    }

    /// Passes a result on, noting how far a failure reaches.
    pub(crate) fn check<T>(&mut self, result: rusqlite::Result<T>) -> Result<T, StoreError> {
        result.map_err(|failure| {
            if self.memory.has_index_work && error::is_of_unwritten_index(&failure) {
                tracing::warn!(error = %failure, doing = self.doing, "the search index may be broken");
                self.reach = self.reach.max(Reach::Search);
                return StoreError::Unavailable;
            }
            self.reach = self.reach.max(error::reach(&failure));
            error::from_rusqlite(self.doing, failure)
        })
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        let result = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        self.check(result)
    }

    /// Runs a statement on the index of words. If the index itself is broken, the batch is run again
    /// without it.
    pub(crate) fn execute_in_index(
        &mut self,
        sql: &str,
        params: impl Params,
    ) -> Result<(), StoreError> {
        self.memory.has_index_work = true;
        let result = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params));
        match result {
            Err(failure) if error::is_of_index(&failure) => {
                tracing::warn!(error = %failure, doing = self.doing, "the search index is broken");
                self.reach = self.reach.max(Reach::Search);
                Err(StoreError::Unavailable)
            }
            other => self.check(other).map(drop),
        }
    }

    /// Whether this message is in the index of words, or is to come into it.
    pub(crate) fn is_indexed(&self, row_number: u64) -> bool {
        self.memory
            .indexed_to
            .is_none_or(|indexed_to| int(row_number) <= indexed_to)
    }

    /// Messages up to this number are in the index of words; `None` is all.
    pub(crate) fn indexed_to(&self) -> Option<i64> {
        self.memory.indexed_to
    }

    /// Notes how far the index of words goes.
    pub(crate) fn set_indexed_to(&mut self, indexed_to: Option<i64>) -> Result<(), StoreError> {
        self.execute("update store set indexed_to = ?1", [indexed_to])?;
        self.memory.indexed_to = indexed_to;
        self.has_counted = true;
        Ok(())
    }

    /// Reads the first row, if any.
    pub(crate) fn find<T>(
        &mut self,
        sql: &str,
        params: impl Params,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let result = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params, map).optional());
        self.check(result)
    }

    /// Reads something as this batch has left it; counters of rooms only after [`Self::flush`].
    pub(crate) fn read<T>(
        &mut self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let result = read(self.connection);
        self.check(result)
    }

    /// The position of the newest event, this batch's included.
    pub(crate) fn position(&self) -> Position {
        self.memory.position
    }

    /// The number of the newest message row.
    pub(crate) fn message_number(&self) -> u64 {
        self.memory.message_number
    }

    /// The number for the next message row; taken when the row is written.
    pub(crate) fn next_message_number(&mut self) -> u64 {
        self.memory.message_number += 1;
        self.memory.message_number
    }

    /// The counters of a room; `None` when there is no such room.
    pub(crate) fn head(&mut self, room_id: RoomId) -> Result<Option<RoomHead>, StoreError> {
        if let Some(head) = self.memory.heads.get(&room_id) {
            return Ok(Some(*head));
        }
        let sql = "select kind, last_seq, rev, last_message_at from room where room_id = ?1";
        let head = self.find(sql, [bytes(room_id.as_uuid())], |row| {
            Ok(RoomHead {
                kind: rows::room_kind::parse(row.get_ref(0)?.as_str()?, "room.kind")?,
                last_seq: Seq::new(number(row.get(1)?)),
                rev: Rev::new(number(row.get(2)?)),
                last_message_at: row.get(3)?,
                is_dirty: false,
            })
        })?;
        if let Some(head) = head {
            if self.memory.heads.len() >= HEADS_MAX {
                self.flush()?;
                self.memory.heads.clear();
            }
            self.memory.heads.insert(room_id, head);
        }
        Ok(head)
    }

    /// Takes the next `rev` of a room that was found by [`Self::head`].
    pub(crate) fn next_rev(&mut self, room_id: RoomId) -> Result<Rev, StoreError> {
        self.change(room_id, |head| {
            head.rev = head.rev.next();
            head.rev
        })
    }

    /// Takes the next `seq` and `rev` of a room that was found by [`Self::head`].
    pub(crate) fn next_seq(
        &mut self,
        room_id: RoomId,
        at: Timestamp,
    ) -> Result<(Seq, Rev), StoreError> {
        self.change(room_id, |head| {
            head.last_seq = head.last_seq.next();
            head.rev = head.rev.next();
            // A clock that went back does not move a room down the list.
            head.last_message_at = head.last_message_at.max(Some(at.as_millis()));
            (head.last_seq, head.rev)
        })
    }

    fn change<T>(
        &mut self,
        room_id: RoomId,
        change: impl FnOnce(&mut RoomHead) -> T,
    ) -> Result<T, StoreError> {
        if self.head(room_id)?.is_none() {
            return Err(StoreError::Corrupt {
                what: format!("room {room_id} vanished inside a transaction"),
            });
        }
        let Some(head) = self.memory.heads.get_mut(&room_id) else {
            return Err(StoreError::Corrupt {
                what: format!("the counters of room {room_id}"),
            });
        };
        if !std::mem::replace(&mut head.is_dirty, true) {
            self.memory.dirty.push(room_id);
        }
        self.has_counted = true;
        Ok(change(head))
    }

    /// Forgets the counters of a room, because it is gone.
    pub(crate) fn forget(&mut self, room_id: RoomId) {
        self.memory.heads.remove(&room_id);
        self.memory.dirty.retain(|dirty| *dirty != room_id);
    }

    /// Writes counters that are ahead of their rows. To be called before a statement reads them.
    pub(crate) fn flush(&mut self) -> Result<(), StoreError> {
        for room_id in std::mem::take(&mut self.memory.dirty) {
            if let Some(head) = self.memory.heads.get_mut(&room_id) {
                head.is_dirty = false;
                let head = *head;
                self.execute(
                    "update room set last_seq = ?2, rev = ?3, last_message_at = ?4 where room_id = ?1",
                    params![
                        bytes(room_id.as_uuid()),
                        int(head.last_seq.get()),
                        int(head.rev.get()),
                        head.last_message_at,
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// A room as it is now, with the people of a direct or closed one.
    pub(crate) fn room_state(&mut self, room_id: RoomId) -> Result<Option<RoomState>, StoreError> {
        self.flush()?;
        let result = crate::rooms::read_state(self.connection, room_id);
        self.check(result)
    }

    /// Writes an event and notes it for publication after the commit.
    pub(crate) fn record(
        &mut self,
        at: Timestamp,
        actor_id: Option<UserId>,
        rev: Option<Rev>,
        audience: Audience,
        kind: EventKind,
    ) -> Result<Position, StoreError> {
        let position = self.memory.position.next();
        let names = Names::of(&kind);
        let actor = actor_id.map(|id| bytes(id.as_uuid()));
        let checked = Checked {
            position,
            kind: kind.name(),
            room_id: names.room_id.as_ref().map(<[u8; 16]>::as_slice),
            rev: rev.map(Rev::get),
            message_id: names.message_id.as_ref().map(<[u8; 16]>::as_slice),
            user_id: names.user_id.as_ref().map(<[u8; 16]>::as_slice),
            actor_id: actor.as_ref().map(<[u8; 16]>::as_slice),
            at: at.as_millis(),
        };
        let cursor = Point {
            epoch: self.memory.epoch,
            position,
            check: checked.check(),
        }
        .encode()?;
        let (word, users) = audience_row(&audience);
        self.execute(
            "insert into event (position, kind, room_id, rev, message_id, user_id, session_ids, actor_id, at, audience, \
             boost_id) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                int(position.get()),
                kind.name(),
                names.room_id,
                rev.map(|rev| int(rev.get())),
                names.message_id,
                names.user_id,
                names.session_ids,
                actor,
                at.as_millis(),
                word,
                kind.boost_id().map(|id| bytes(id.as_uuid())),
            ],
        )?;
        for user_id in users {
            self.execute(
                "insert or ignore into event_user (user_id, position) values (?1, ?2)",
                params![bytes(user_id.as_uuid()), int(position.get())],
            )?;
        }
        self.memory.position = position;
        self.events.push(Arc::new(Event {
            position,
            cursor,
            at,
            actor_id,
            rev,
            audience,
            kind,
        }));
        Ok(position)
    }
}

/// What an event names, as columns.
#[derive(Default)]
struct Names {
    room_id: Option<[u8; 16]>,
    message_id: Option<[u8; 16]>,
    user_id: Option<[u8; 16]>,
    session_ids: Option<Vec<u8>>,
}

impl Names {
    fn of(kind: &EventKind) -> Self {
        let (user_id, session_ids) = match kind {
            EventKind::MembershipGranted { user_id, .. }
            | EventKind::MembershipRevoked { user_id, .. }
            | EventKind::InvolvementChanged { user_id, .. }
            | EventKind::FavouriteChanged { user_id, .. }
            | EventKind::BookmarkAdded { user_id, .. }
            | EventKind::BookmarkRemoved { user_id, .. }
            | EventKind::ReadMoved { user_id, .. }
            | EventKind::MessagesErased { user_id }
            | EventKind::AddressesBanned { user_id, .. }
            | EventKind::PostRefused { user_id, .. } => (Some(*user_id), None),
            EventKind::UserUpdated(user) => (Some(user.id), None),
            EventKind::SessionStarted(session) => {
                (Some(session.user_id), Some(pack([session.id.as_uuid()])))
            }
            EventKind::SessionsEnded {
                user_id,
                session_ids,
            } => (
                Some(*user_id),
                Some(pack(session_ids.iter().map(|id| id.as_uuid()))),
            ),
            _ => (None, None),
        };
        Self {
            room_id: kind.room_id().map(|id| bytes(id.as_uuid())),
            message_id: match kind {
                EventKind::PostRefused {
                    client_message_id, ..
                } => Some(bytes(client_message_id.as_uuid())),
                kind => kind.message_id().map(|id| bytes(id.as_uuid())),
            },
            user_id: user_id.map(|id| bytes(id.as_uuid())),
            session_ids,
        }
    }
}

/// An audience as the column's word and the people to name.
fn audience_row(audience: &Audience) -> (&'static str, &[UserId]) {
    match audience {
        Audience::Room(_) => ("room", &[]),
        Audience::RoomAnd(_, users) => ("room_users", users),
        Audience::Users(users) => ("users", users),
        Audience::Account => ("account", &[]),
        Audience::Nobody => ("nobody", &[]),
    }
}
