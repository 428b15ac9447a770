//! Memberships: granting, revoking, how much a member wants to hear, what they have read.

use crate::{
    SqliteStore,
    messages::is_member,
    rooms::{self, add_member},
    rows::{self, bytes, int, number},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, MyRoom, RoomId, RoomKind, Seq, StoreError, Timestamp, Unread,
    UserId,
    ports::{
        Committed, GrantError, MembershipError, MembershipReader, MembershipRepository, ReadError,
        ReadMarker, Revoked,
    },
};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::sync::Arc;

#[async_trait]
impl MembershipRepository for SqliteStore {
    async fn grant(
        &self,
        room_id: RoomId,
        user_ids: Vec<UserId>,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Vec<UserId>>, GrantError> {
        self.writer
            .submit(
                "granting memberships",
                Priority::Important,
                Some(room_id),
                move |tx| grant(tx, room_id, &user_ids, actor_id, at),
            )
            .await
    }

    async fn revoke(
        &self,
        room_id: RoomId,
        user_id: UserId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Revoked>, MembershipError> {
        self.writer
            .submit(
                "revoking a membership",
                Priority::Critical,
                Some(room_id),
                move |tx| revoke(tx, room_id, user_id, actor_id, at),
            )
            .await
    }

    async fn set_involvement(
        &self,
        room_id: RoomId,
        user_id: UserId,
        involvement: Involvement,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError> {
        self.writer
            .submit(
                "setting an involvement",
                Priority::Important,
                Some(room_id),
                move |tx| set_involvement(tx, room_id, user_id, involvement, at),
            )
            .await
    }

    async fn set_favourite(
        &self,
        room_id: RoomId,
        user_id: UserId,
        is_favourite: bool,
        at: Timestamp,
    ) -> Result<Committed<()>, MembershipError> {
        self.writer
            .submit(
                "setting a favourite",
                Priority::Important,
                Some(room_id),
                move |tx| set_favourite(tx, room_id, user_id, is_favourite, at),
            )
            .await
    }

    async fn move_read(
        &self,
        room_id: RoomId,
        user_id: UserId,
        to: Seq,
        back: bool,
        at: Timestamp,
    ) -> Result<Committed<ReadMarker>, ReadError> {
        self.writer
            .submit(
                "moving a read marker",
                Priority::Important,
                Some(room_id),
                move |tx| move_read(tx, room_id, user_id, to, back, at),
            )
            .await
    }
}

#[async_trait]
impl MembershipReader for SqliteStore {
    async fn my_rooms(&self, user_id: UserId) -> Result<Vec<MyRoom>, StoreError> {
        self.readers
            .run("listing rooms", move |connection| {
                connection
                    .prepare_cached(concat!(my_room_query!(), "where m.user_id = ?1"))?
                    .query_map([bytes(user_id.as_uuid())], my_room)?
                    .collect()
            })
            .await
    }

    async fn my_room(
        &self,
        user_id: UserId,
        room_id: RoomId,
    ) -> Result<Option<MyRoom>, StoreError> {
        self.readers
            .run("finding a room", move |connection| {
                read_my_room(connection, user_id, room_id)
            })
            .await
    }
}

/// What a member sees of rooms. What is new is counted from the room's newest number, less the
/// tombstones (a partial index), so that nothing is written per member and message. For the seconds in
/// which the rows of a banned person are rewritten, theirs are looked for among what is unread.
macro_rules! my_room_query {
    () => {
        "select r.room_id, r.kind, r.name, r.creator_id, r.last_seq, r.rev, r.last_message_at, r.created_at, \
         m.involvement, m.last_read_seq, m.is_favourite, \
         case when r.last_seq > m.last_read_seq then (select count(*) from message t where t.room_id = m.room_id \
         and t.seq > m.last_read_seq and t.deleted_at is not null) else 0 end \
         + case when r.last_seq > m.last_read_seq and exists (select 1 from erased_user) then (select count(*) \
         from message t join erased_user e on e.user_id = t.creator_id and t.number <= e.up_to \
         where t.room_id = m.room_id and t.seq > m.last_read_seq and t.deleted_at is null) else 0 end, \
         case when r.last_seq > m.last_read_seq then (select count(*) from mention n where n.room_id = m.room_id \
         and n.user_id = m.user_id and n.seq > m.last_read_seq and not (exists (select 1 from erased_user) \
         and exists (select 1 from message t join erased_user e on e.user_id = t.creator_id and t.number <= e.up_to \
         where t.room_id = n.room_id and t.seq = n.seq))) else 0 end \
         from membership m join room r on r.room_id = m.room_id "
    };
}
use my_room_query;

/// A row of the query above.
fn my_room(row: &Row<'_>) -> rusqlite::Result<MyRoom> {
    let room = rows::room(row)?;
    let involvement =
        rows::involvement::parse(row.get_ref(8)?.as_str()?, "membership.involvement")?;
    let last_read_seq = Seq::new(number(row.get(9)?));
    let behind = room.last_seq.get().saturating_sub(last_read_seq.get());
    let new = Unread {
        messages: behind.saturating_sub(number(row.get(11)?)),
        mentions: number(row.get(12)?),
    };
    Ok(MyRoom {
        room,
        involvement,
        last_read_seq,
        unread: involvement.unread(new),
        is_favourite: row.get(10)?,
    })
}

/// Reads what one member sees of one room.
pub(crate) fn read_my_room(
    connection: &Connection,
    user_id: UserId,
    room_id: RoomId,
) -> rusqlite::Result<Option<MyRoom>> {
    connection
        .prepare_cached(concat!(
            my_room_query!(),
            "where m.room_id = ?1 and m.user_id = ?2"
        ))?
        .query_row(
            [bytes(room_id.as_uuid()), bytes(user_id.as_uuid())],
            my_room,
        )
        .optional()
}

/// The same inside a transaction.
fn present_my_room(
    tx: &mut Tx<'_>,
    user_id: UserId,
    room_id: RoomId,
) -> Result<Option<MyRoom>, StoreError> {
    tx.flush()?;
    tx.find(
        concat!(my_room_query!(), "where m.room_id = ?1 and m.user_id = ?2"),
        [bytes(room_id.as_uuid()), bytes(user_id.as_uuid())],
        my_room,
    )
}

/// Whether there is a closed room of this id: the only kind whose people can be chosen.
fn is_closed(tx: &mut Tx<'_>, room_id: RoomId) -> Result<bool, StoreError> {
    Ok(tx
        .head(room_id)?
        .is_some_and(|head| head.kind == RoomKind::Closed))
}

fn grant(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_ids: &[UserId],
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Vec<UserId>>, GrantError> {
    if !is_closed(tx, room_id)? {
        return Err(GrantError::NotFound);
    }
    let unknown = rooms::unknown(tx, user_ids)?;
    if !unknown.is_empty() {
        return Err(GrantError::UnknownUsers(unknown));
    }
    let mut granted = Vec::new();
    let mut state = None;
    for user_id in user_ids {
        if !add_member(
            tx,
            room_id,
            *user_id,
            Involvement::at_first(RoomKind::Closed),
        )? {
            continue;
        }
        let rev = tx.next_rev(room_id)?;
        // Read once; each further member is put where the order wants them.
        let state = match &mut state {
            None => state.insert(rooms::present_state(tx, room_id)?),
            Some(state) => {
                let place = state.member_ids.partition_point(|member| member < user_id);
                state.member_ids.insert(place, *user_id);
                state.room.rev = rev;
                state
            }
        };
        let kind = EventKind::MembershipGranted {
            room: Arc::new(state.clone()),
            user_id: *user_id,
        };
        let audience = Audience::RoomAnd(room_id, Arc::new([*user_id]));
        tx.record(at, Some(actor_id), Some(rev), audience, kind)?;
        granted.push(*user_id);
    }
    Ok(Committed {
        value: granted,
        position: tx.position(),
    })
}

/// Ends a membership of a closed room; the last one takes the room with it.
pub(crate) fn revoke(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Revoked>, MembershipError> {
    if !is_closed(tx, room_id)? || !is_member(tx, room_id, user_id)? {
        return Err(MembershipError::NotAMember);
    }
    let members = tx.find(
        "select count(*) from (select 1 from membership where room_id = ?1 limit 2)",
        [bytes(room_id.as_uuid())],
        |row| row.get::<_, i64>(0),
    )?;
    if members == Some(1) {
        let position = rooms::remove(tx, room_id, actor_id, at)?;
        return Ok(Committed {
            value: Revoked::RoomDeleted,
            position,
        });
    }
    tx.execute(
        "delete from membership where room_id = ?1 and user_id = ?2",
        [bytes(room_id.as_uuid()), bytes(user_id.as_uuid())],
    )?;
    let rev = tx.next_rev(room_id)?;
    let audience = Audience::RoomAnd(room_id, Arc::new([user_id]));
    let kind = EventKind::MembershipRevoked { room_id, user_id };
    let position = tx.record(at, Some(actor_id), Some(rev), audience, kind)?;
    Ok(Committed {
        value: Revoked::Removed,
        position,
    })
}

fn set_involvement(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
    involvement: Involvement,
    at: Timestamp,
) -> Result<Committed<()>, MembershipError> {
    let changed = tx.execute(
        "update membership set involvement = ?3 where room_id = ?1 and user_id = ?2 and involvement <> ?3",
        params![bytes(room_id.as_uuid()), bytes(user_id.as_uuid()), rows::involvement::word(involvement)],
    )?;
    if changed > 0 {
        let kind = EventKind::InvolvementChanged {
            room_id,
            user_id,
            involvement,
        };
        tx.record(
            at,
            Some(user_id),
            None,
            Audience::Users(Arc::new([user_id])),
            kind,
        )?;
    } else if !is_member(tx, room_id, user_id)? {
        return Err(MembershipError::NotAMember);
    }
    Ok(Committed {
        value: (),
        position: tx.position(),
    })
}

fn set_favourite(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
    is_favourite: bool,
    at: Timestamp,
) -> Result<Committed<()>, MembershipError> {
    let changed = tx.execute(
        "update membership set is_favourite = ?3 where room_id = ?1 and user_id = ?2 and is_favourite <> ?3",
        params![bytes(room_id.as_uuid()), bytes(user_id.as_uuid()), is_favourite],
    )?;
    if changed > 0 {
        let kind = EventKind::FavouriteChanged {
            room_id,
            user_id,
            is_favourite,
        };
        let audience = Audience::Users(Arc::new([user_id]));
        tx.record(at, Some(user_id), None, audience, kind)?;
    } else if !is_member(tx, room_id, user_id)? {
        return Err(MembershipError::NotAMember);
    }
    Ok(Committed {
        value: (),
        position: tx.position(),
    })
}

fn move_read(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
    to: Seq,
    back: bool,
    at: Timestamp,
) -> Result<Committed<ReadMarker>, ReadError> {
    let Some(before) = present_my_room(tx, user_id, room_id)? else {
        return Err(ReadError::NotAMember);
    };
    if to > before.room.last_seq {
        return Err(ReadError::BeyondLast {
            last_seq: before.room.last_seq,
        });
    }
    if to == before.last_read_seq || (to < before.last_read_seq && !back) {
        let value = ReadMarker {
            last_read_seq: before.last_read_seq,
            unread: before.unread,
        };
        return Ok(Committed {
            value,
            position: tx.position(),
        });
    }
    tx.execute(
        "update membership set last_read_seq = ?3 where room_id = ?1 and user_id = ?2",
        params![
            bytes(room_id.as_uuid()),
            bytes(user_id.as_uuid()),
            int(to.get())
        ],
    )?;
    let after = present_my_room(tx, user_id, room_id)?
        .map(|room| room.unread)
        .unwrap_or_default();
    let kind = EventKind::ReadMoved {
        room_id,
        user_id,
        last_read_seq: to,
        unread: after,
    };
    let position = tx.record(
        at,
        Some(user_id),
        None,
        Audience::Users(Arc::new([user_id])),
        kind,
    )?;
    Ok(Committed {
        value: ReadMarker {
            last_read_seq: to,
            unread: after,
        },
        position,
    })
}
