//! The log: its head, what a cursor means, what a user may see of it.

use crate::{
    SqliteStore, banned, bookmarks,
    cursor::{Checked, Epoch, Point},
    error::corrupt_column,
    flags, memberships, messages, rooms,
    rows::{self, bytes, int, number, optional_uuid, unpack},
    undelivered,
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, BoostId, ClientMessageId, Cursor, Event, EventKind, Message, MessageId, Position,
    Rev, RoomId, SessionId, StoreError, Timestamp, UserId,
    ports::{EventPage, EventReader, Head, Resolved},
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

#[async_trait]
impl EventReader for SqliteStore {
    async fn head(&self) -> Result<Head, StoreError> {
        self.readers
            .run_on_one_state("reading the end of the log", |c| Log::open(c)?.head())
            .await
    }

    async fn resolve(&self, cursor: Cursor, oldest: Timestamp) -> Result<Resolved, StoreError> {
        self.readers
            .run_on_one_state("resolving a cursor", move |c| {
                Log::open(c)?.resolve(&cursor, oldest)
            })
            .await
    }

    async fn count_visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<u32, StoreError> {
        self.readers
            .run_on_one_state("counting missed events", move |connection| {
                let positions = visible_positions(connection, user_id, after, limit)?;
                Ok(u32::try_from(positions.len()).unwrap_or(u32::MAX))
            })
            .await
    }

    async fn visible(
        &self,
        user_id: UserId,
        after: Position,
        limit: u32,
    ) -> Result<EventPage, StoreError> {
        self.readers
            .run_on_one_state("reading missed events", move |connection| {
                let positions = visible_positions(connection, user_id, after, limit)?;
                Log::open(connection)?.page(positions, limit, Some(user_id))
            })
            .await
    }

    async fn all(&self, after: Position, limit: u32) -> Result<EventPage, StoreError> {
        self.readers
            .run_on_one_state("reading the log", move |connection| {
                let positions = connection
                    .prepare_cached(
                        "select position from event where position > ?1 order by position limit ?2",
                    )?
                    .query_map(params![int(after.get()), limit], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                Log::open(connection)?.page(positions, limit, None)
            })
            .await
    }
}

/// The positions of the next events that a user may see, at most `limit`.
///
/// Each of the user's rooms is looked up in its own index and no further than what was already found
/// elsewhere, so the cost goes by rooms and missed events, never by the length of the log.
pub(crate) fn visible_positions(
    connection: &Connection,
    user_id: UserId,
    after: Position,
    limit: u32,
) -> rusqlite::Result<BTreeSet<i64>> {
    let after = int(after.get());
    let user = bytes(user_id.as_uuid());
    let mut nearest = Nearest {
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        found: BTreeSet::new(),
    };
    let mut to_account = connection.prepare_cached(
        "select position from event where audience = 'account' and position > ?1 order by position limit ?2",
    )?;
    nearest.add(to_account.query_map(params![after, limit], |row| row.get(0))?)?;
    let mut to_user = connection.prepare_cached(
        "select position from event_user where user_id = ?1 and position > ?2 order by position limit ?3",
    )?;
    nearest.add(to_user.query_map(params![user, after, limit], |row| row.get(0))?)?;
    let mut memberships = connection.prepare_cached(
        "select room_id, since from membership indexed by membership__by_user where user_id = ?1",
    )?;
    let mut in_room = connection.prepare_cached(
        "select position from event where room_id = ?1 and position > ?2 and position < ?3 \
         and audience in ('room', 'room_users') order by position limit ?4",
    )?;
    let mut rooms = memberships.query([user])?;
    while let Some(room) = rooms.next()? {
        let (room_id, since): ([u8; 16], i64) = (room.get(0)?, room.get(1)?);
        let after = after.max(since - 1);
        nearest.add(
            in_room.query_map(params![room_id, after, nearest.bound(), limit], |row| {
                row.get(0)
            })?,
        )?;
    }
    Ok(nearest.found)
}

/// The smallest numbers seen so far, at most `limit`.
struct Nearest {
    limit: usize,
    found: BTreeSet<i64>,
}

impl Nearest {
    fn add(
        &mut self,
        positions: impl Iterator<Item = rusqlite::Result<i64>>,
    ) -> rusqlite::Result<()> {
        for position in positions {
            self.found.insert(position?);
            if self.found.len() > self.limit {
                self.found.pop_last();
            }
        }
        Ok(())
    }

    /// Numbers from here on would not be kept.
    fn bound(&self) -> i64 {
        let is_full = self.found.len() >= self.limit;
        self.found
            .last()
            .copied()
            .filter(|_| is_full)
            .unwrap_or(i64::MAX)
    }
}

/// The log as of one state of the store.
struct Log<'a> {
    connection: &'a Connection,
    epoch: Epoch,
    pruned_to: u64,
}

/// The columns that [`Logged`] is made of.
macro_rules! event_columns {
    () => {
        "position, kind, room_id, rev, message_id, user_id, session_ids, actor_id, at, audience, boost_id"
    };
}

/// A row of the log.
struct Logged {
    position: Position,
    kind: String,
    room_id: Option<Uuid>,
    rev: Option<u64>,
    message_id: Option<Uuid>,
    user_id: Option<Uuid>,
    session_ids: Vec<SessionId>,
    actor_id: Option<Uuid>,
    at: i64,
    audience: String,
    boost_id: Option<Uuid>,
}

impl Logged {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        let session_ids = row.get_ref(6)?.as_blob_or_null()?;
        Ok(Self {
            position: Position::new(number(row.get(0)?)),
            kind: row.get(1)?,
            room_id: optional_uuid(row, 2)?,
            rev: row.get::<_, Option<i64>>(3)?.map(number),
            message_id: optional_uuid(row, 4)?,
            user_id: optional_uuid(row, 5)?,
            session_ids: session_ids.map_or_else(Vec::new, |ids| {
                unpack(ids).map(SessionId::from_uuid).collect()
            }),
            actor_id: optional_uuid(row, 7)?,
            at: row.get(8)?,
            audience: row.get(9)?,
            boost_id: optional_uuid(row, 10)?,
        })
    }

    fn point(&self, epoch: Epoch) -> Point {
        let checked = Checked {
            position: self.position,
            kind: &self.kind,
            room_id: self.room_id.as_ref().map(|id| id.as_bytes().as_slice()),
            rev: self.rev,
            message_id: self.message_id.as_ref().map(|id| id.as_bytes().as_slice()),
            user_id: self.user_id.as_ref().map(|id| id.as_bytes().as_slice()),
            actor_id: self.actor_id.as_ref().map(|id| id.as_bytes().as_slice()),
            at: self.at,
        };
        Point {
            epoch,
            position: self.position,
            check: checked.check(),
        }
    }

    fn room_id(&self) -> rusqlite::Result<RoomId> {
        self.room_id
            .map(RoomId::from_uuid)
            .ok_or_else(|| corrupt_column("event.room_id"))
    }

    fn user_id(&self) -> rusqlite::Result<UserId> {
        self.user_id
            .map(UserId::from_uuid)
            .ok_or_else(|| corrupt_column("event.user_id"))
    }
}

impl<'a> Log<'a> {
    fn open(connection: &'a Connection) -> rusqlite::Result<Self> {
        connection
            .prepare_cached("select epoch, pruned_to from store")?
            .query_row([], |row| {
                Ok(Self {
                    connection,
                    epoch: row.get(0)?,
                    pruned_to: number(row.get(1)?),
                })
            })
    }

    fn row(&self, position: Position) -> rusqlite::Result<Option<Logged>> {
        self.connection
            .prepare_cached(concat!(
                "select ",
                event_columns!(),
                " from event where position = ?1"
            ))?
            .query_row([int(position.get())], Logged::of)
            .optional()
    }

    fn head(&self) -> rusqlite::Result<Head> {
        let newest = self
            .connection
            .prepare_cached(concat!(
                "select ",
                event_columns!(),
                " from event order by position desc limit 1"
            ))?
            .query_row([], Logged::of)
            .optional()?;
        let before_all = Point {
            position: Position::new(self.pruned_to),
            ..Point::start(self.epoch)
        };
        head_of(newest.map_or(before_all, |row| row.point(self.epoch)))
    }

    fn resolve(&self, cursor: &Cursor, oldest: Timestamp) -> rusqlite::Result<Resolved> {
        let Some(point) = Point::decode(cursor) else {
            return Ok(Resolved::Unknown);
        };
        if point.epoch != self.epoch {
            return Ok(Resolved::Epoch);
        }
        if point.position.get() < self.pruned_to {
            return Ok(Resolved::Expired);
        }
        let is_ours = match self.row(point.position)? {
            Some(row) => row.point(self.epoch) == point,
            // The place before everything that is left; its own row is gone or never was.
            None => {
                point.position.get() == self.pruned_to
                    && (self.pruned_to > 0 || point == Point::start(self.epoch))
            }
        };
        if !is_ours {
            return Ok(Resolved::Unknown);
        }
        let next = self
            .connection
            .prepare_cached("select at from event where position > ?1 order by position limit 1")?
            .query_row([int(point.position.get())], |row| row.get::<_, i64>(0))
            .optional()?;
        let is_old = next.is_some_and(|at| at < oldest.as_millis());
        Ok(if is_old {
            Resolved::Expired
        } else {
            Resolved::At(point.position)
        })
    }

    /// The events of these positions as this person sees them, and how far that is.
    fn page(
        &self,
        positions: BTreeSet<i64>,
        limit: u32,
        seen_by: Option<UserId>,
    ) -> rusqlite::Result<EventPage> {
        let is_full = positions.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        let mut events = Vec::with_capacity(positions.len());
        for position in positions {
            if let Some(row) = self.row(Position::new(number(position)))? {
                let event = self.event(&row)?;
                events.push(Arc::new(match seen_by {
                    Some(user_id) => self.seen_by(user_id, event)?,
                    None => event,
                }));
            }
        }
        let reached = match events.last().filter(|_| is_full) {
            Some(last) => Head {
                position: last.position,
                cursor: last.cursor.clone(),
            },
            None => self.head()?,
        };
        Ok(EventPage { events, reached })
    }

    /// The event of a row, with the state of now.
    fn event(&self, row: &Logged) -> rusqlite::Result<Event> {
        Ok(Event {
            position: row.position,
            cursor: head_of(row.point(self.epoch))?.cursor,
            at: Timestamp::from_millis(row.at),
            actor_id: row.actor_id.map(UserId::from_uuid),
            rev: row.rev.map(Rev::new),
            audience: self.audience(row)?,
            kind: self.kind(row)?,
        })
    }

    /// What told everyone of a room is judged by this person's membership of it.
    fn seen_by(&self, user_id: UserId, event: Event) -> rusqlite::Result<Event> {
        let Some(room_id) = event
            .kind
            .room_id()
            .filter(|_| event.audience == Audience::Account)
        else {
            return Ok(event);
        };
        let since = self
            .connection
            .prepare_cached("select since from membership where room_id = ?1 and user_id = ?2")?
            .query_row(
                [bytes(room_id.as_uuid()), bytes(user_id.as_uuid())],
                |row| Ok(Position::new(number(row.get(0)?))),
            )
            .optional()?;
        Ok(event.seen_since(since))
    }

    fn audience(&self, row: &Logged) -> rusqlite::Result<Audience> {
        Ok(match row.audience.as_str() {
            "room" => Audience::Room(row.room_id()?),
            "room_users" => Audience::RoomAnd(row.room_id()?, self.named(row.position)?),
            "users" => Audience::Users(self.named(row.position)?),
            "account" => Audience::Account,
            "nobody" => Audience::Nobody,
            _ => return Err(corrupt_column("event.audience")),
        })
    }

    /// The people whom an event is addressed to by name.
    fn named(&self, position: Position) -> rusqlite::Result<Arc<[UserId]>> {
        self.connection
            .prepare_cached("select user_id from event_user where position = ?1 order by user_id")?
            .query_map([int(position.get())], |row| {
                rows::uuid(row, 0).map(UserId::from_uuid)
            })?
            .collect()
    }

    /// What happened, with the state of now; what is gone comes as its removal.
    fn kind(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        Ok(match row.kind.as_str() {
            "message_posted" | "message_edited" | "message_deleted" | "boost_added"
            | "boost_removed" => self.message(row)?,
            "room_created" | "room_updated" => {
                let room_id = row.room_id()?;
                match rooms::read_state(self.connection, room_id)? {
                    Some(state) if row.kind == "room_created" => {
                        EventKind::RoomCreated(state.into())
                    }
                    Some(state) => EventKind::RoomUpdated(state.into()),
                    None => EventKind::RoomDeleted(room_id),
                }
            }
            "room_deleted" => EventKind::RoomDeleted(row.room_id()?),
            "membership_granted"
            | "membership_revoked"
            | "involvement_changed"
            | "favourite_changed"
            | "read_moved" => self.membership(row)?,
            "user_updated" => EventKind::UserUpdated(
                self.thing(
                    concat!(
                        "select ",
                        rows::user_columns!(),
                        " from user where user_id = ?1"
                    ),
                    row.user_id()?.as_uuid(),
                    rows::user,
                )?
                .ok_or_else(|| corrupt_column("event.user_id"))?
                .into(),
            ),
            "messages_erased" => EventKind::MessagesErased {
                user_id: row.user_id()?,
            },
            "addresses_banned" => {
                let user_id = row.user_id()?;
                EventKind::AddressesBanned {
                    user_id,
                    addresses: banned::read(self.connection, user_id)?.into(),
                }
            }
            "account_updated" => {
                let sql = concat!("select ", rows::account_columns!(), " from account");
                EventKind::AccountUpdated(
                    self.connection
                        .prepare_cached(sql)?
                        .query_row([], rows::account)?
                        .into(),
                )
            }
            "flags_changed" => EventKind::FlagsChanged(flags::read_current(self.connection)?),
            "session_started" => self.session(row)?,
            "sessions_ended" => EventKind::SessionsEnded {
                user_id: row.user_id()?,
                session_ids: row.session_ids.as_slice().into(),
            },
            "bookmark_added" | "bookmark_removed" => self.bookmark(row)?,
            "post_refused" => self.refused(row)?,
            _ => return Err(corrupt_column("event.kind")),
        })
    }

    fn thing<T>(
        &self,
        sql: &str,
        id: Uuid,
        map: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Option<T>> {
        self.connection
            .prepare_cached(sql)?
            .query_row([bytes(id)], map)
            .optional()
    }

    fn message(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        let room_id = row.room_id()?;
        let message_id = row
            .message_id
            .map(MessageId::from_uuid)
            .ok_or_else(|| corrupt_column("event.message_id"))?;
        let Some(message) = messages::read(self.connection, room_id, message_id)? else {
            return Ok(EventKind::RoomDeleted(room_id));
        };
        let message = Arc::new(message);
        Ok(match row.kind.as_str() {
            "message_posted" => EventKind::MessagePosted(message),
            "message_edited" => EventKind::MessageEdited(message),
            "message_deleted" => EventKind::MessageDeleted(message),
            _ => boosted(row, message)?,
        })
    }

    fn membership(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        let (room_id, user_id) = (row.room_id()?, row.user_id()?);
        let revoked = EventKind::MembershipRevoked { room_id, user_id };
        let room = rooms::read_state(self.connection, room_id)?;
        let mine = memberships::read_my_room(self.connection, user_id, room_id)?;
        Ok(match (row.kind.as_str(), room, mine) {
            ("membership_granted", Some(room), Some(_)) => EventKind::MembershipGranted {
                room: room.into(),
                user_id,
            },
            ("membership_granted" | "membership_revoked", ..) | (_, Some(_), None) => revoked,
            (_, None, _) => EventKind::RoomDeleted(room_id),
            ("involvement_changed", Some(_), Some(mine)) => EventKind::InvolvementChanged {
                room_id,
                user_id,
                involvement: mine.involvement,
            },
            ("favourite_changed", Some(_), Some(mine)) => EventKind::FavouriteChanged {
                room_id,
                user_id,
                is_favourite: mine.is_favourite,
            },
            (_, Some(_), Some(mine)) => EventKind::ReadMoved {
                room_id,
                user_id,
                last_read_seq: mine.last_read_seq,
                unread: mine.unread,
            },
        })
    }

    /// A message that is on one's list now, or not.
    fn bookmark(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        let (room_id, user_id) = (row.room_id()?, row.user_id()?);
        let message_id = row
            .message_id
            .map(MessageId::from_uuid)
            .ok_or_else(|| corrupt_column("event.message_id"))?;
        Ok(
            if bookmarks::is_there(self.connection, user_id, message_id)? {
                EventKind::BookmarkAdded {
                    room_id,
                    message_id,
                    user_id,
                }
            } else {
                EventKind::BookmarkRemoved {
                    room_id,
                    message_id,
                    user_id,
                }
            },
        )
    }

    /// A refused post; its client's id stands where other rows name a message.
    fn refused(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        let user_id = row.user_id()?;
        let id = row
            .message_id
            .ok_or_else(|| corrupt_column("event.message_id"))?;
        let refusal = undelivered::read_refusal(self.connection, user_id, id)?;
        Ok(EventKind::PostRefused {
            client_message_id: ClientMessageId::from_uuid(id),
            room_id: row.room_id()?,
            user_id,
            refusal: refusal.ok_or_else(|| corrupt_column("event.message_id"))?,
        })
    }

    fn session(&self, row: &Logged) -> rusqlite::Result<EventKind> {
        let session_id = row
            .session_ids
            .first()
            .copied()
            .ok_or_else(|| corrupt_column("event.session_ids"))?;
        let sql = concat!(
            "select ",
            rows::session_columns!(),
            " from session where session_id = ?1"
        );
        Ok(
            match self.thing(sql, session_id.as_uuid(), rows::session)? {
                Some(session) => EventKind::SessionStarted(session.into()),
                None => EventKind::SessionsEnded {
                    user_id: row.user_id()?,
                    session_ids: Arc::new([session_id]),
                },
            },
        )
    }
}

/// A boost that is there now, or its removal.
fn boosted(row: &Logged, message: Arc<Message>) -> rusqlite::Result<EventKind> {
    let boost_id = row
        .boost_id
        .map(BoostId::from_uuid)
        .ok_or_else(|| corrupt_column("event.boost_id"))?;
    let boost = message.boosts.iter().find(|boost| boost.id == boost_id);
    Ok(match boost.cloned().map(Arc::new) {
        Some(boost) => EventKind::BoostAdded { message, boost },
        None => EventKind::BoostRemoved { message, boost_id },
    })
}

/// A point as the end of the log.
fn head_of(point: Point) -> rusqlite::Result<Head> {
    let cursor = point
        .encode()
        .map_err(|_| corrupt_column("event.position"))?;
    Ok(Head {
        position: point.position,
        cursor,
    })
}
