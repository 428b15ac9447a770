//! Rooms: making, renaming, deleting.

use crate::{
    SqliteStore,
    rows::{self, bytes, int, pack},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Involvement, Position, Rev, Room, RoomId, RoomKind, RoomName, RoomState,
    Seq, StoreError, Timestamp, UserId,
    ports::{Committed, Conversion, NewDirectRoom, NewRoom, Opened, RoomError, RoomRepository},
};
use rusqlite::{Connection, OptionalExtension, params};

#[async_trait]
impl RoomRepository for SqliteStore {
    async fn create(&self, new: NewRoom) -> Result<Committed<RoomState>, RoomError> {
        self.writer
            .submit(
                "making a room",
                Priority::Important,
                Some(new.id),
                move |tx| create(tx, &new),
            )
            .await
    }

    async fn open_direct(&self, new: NewDirectRoom) -> Result<Committed<Opened>, RoomError> {
        self.writer
            .submit(
                "opening a direct room",
                Priority::Important,
                Some(new.id),
                move |tx| open_direct(tx, &new),
            )
            .await
    }

    async fn rename(
        &self,
        room_id: RoomId,
        name: RoomName,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<RoomState>, RoomError> {
        self.writer
            .submit(
                "renaming a room",
                Priority::Important,
                Some(room_id),
                move |tx| rename(tx, room_id, &name, actor_id, at),
            )
            .await
    }

    async fn convert(&self, conversion: Conversion) -> Result<Committed<RoomState>, RoomError> {
        self.writer
            .submit(
                "converting a room",
                Priority::Critical,
                Some(conversion.room_id),
                move |tx| convert(tx, &conversion),
            )
            .await
    }

    async fn delete(
        &self,
        room_id: RoomId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<()>, RoomError> {
        self.writer
            .submit(
                "deleting a room",
                Priority::Critical,
                Some(room_id),
                move |tx| {
                    if tx.head(room_id)?.is_none() {
                        return Err(RoomError::NotFound);
                    }
                    let position = remove(tx, room_id, actor_id, at)?;
                    Ok(Committed {
                        value: (),
                        position,
                    })
                },
            )
            .await
    }
}

/// Reads a room with the people of a direct or closed one.
pub(crate) fn read_state(
    connection: &Connection,
    room_id: RoomId,
) -> rusqlite::Result<Option<RoomState>> {
    let room = connection
        .prepare_cached(concat!(
            "select ",
            rows::room_columns!(),
            " from room where room_id = ?1"
        ))?
        .query_row([bytes(room_id.as_uuid())], rows::room)
        .optional()?;
    let Some(room) = room else { return Ok(None) };
    let member_ids = if room.kind == RoomKind::Open {
        Vec::new()
    } else {
        read_members(connection, room_id)?
    };
    Ok(Some(RoomState { room, member_ids }))
}

/// Reads the members of a room in ascending order.
fn read_members(connection: &Connection, room_id: RoomId) -> rusqlite::Result<Vec<UserId>> {
    connection
        .prepare_cached("select user_id from membership where room_id = ?1 order by user_id")?
        .query_map([bytes(room_id.as_uuid())], |row| {
            rows::uuid(row, 0).map(UserId::from_uuid)
        })?
        .collect()
}

/// Those of these people who are unknown or not active, each once, in ascending order.
pub(crate) fn unknown(tx: &mut Tx<'_>, user_ids: &[UserId]) -> Result<Vec<UserId>, StoreError> {
    let mut unknown = Vec::new();
    for user_id in user_ids {
        let sql = "select 1 from user where user_id = ?1 and standing = 'active'";
        if tx
            .find(sql, [bytes(user_id.as_uuid())], |_| Ok(()))?
            .is_none()
        {
            unknown.push(*user_id);
        }
    }
    unknown.sort_unstable();
    unknown.dedup();
    Ok(unknown)
}

/// Writes the row of a room without messages or events.
pub(crate) fn insert(
    tx: &mut Tx<'_>,
    room: &Room,
    direct_key: Option<&[u8]>,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into room (room_id, kind, name, creator_id, direct_key, created_at) values (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            bytes(room.id.as_uuid()),
            rows::room_kind::word(room.kind),
            room.name.as_ref().map(RoomName::as_str),
            bytes(room.creator_id.as_uuid()),
            direct_key,
            room.created_at.as_millis(),
        ],
    )?;
    Ok(())
}

/// Makes a membership that begins with the event that is recorded next; `false` when there is one.
pub(crate) fn add_member(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    user_id: UserId,
    involvement: Involvement,
) -> Result<bool, StoreError> {
    let last_seq = tx
        .head(room_id)?
        .map(|head| head.last_seq)
        .unwrap_or_default();
    let since = tx.position().next();
    let added = tx.execute(
        "insert into membership (room_id, user_id, involvement, last_read_seq, since) values (?1, ?2, ?3, ?4, ?5) \
         on conflict (room_id, user_id) do nothing",
        params![
            bytes(room_id.as_uuid()),
            bytes(user_id.as_uuid()),
            rows::involvement::word(involvement),
            int(last_seq.get()),
            int(since.get()),
        ],
    )?;
    Ok(added > 0)
}

/// Makes everyone who takes part a member of an open room, from the event on that is recorded next.
fn add_everyone(tx: &mut Tx<'_>, room_id: RoomId) -> Result<(), StoreError> {
    // The room's counter is read by the statement.
    tx.flush()?;
    let since = tx.position().next();
    tx.execute(
        "insert into membership (room_id, user_id, involvement, last_read_seq, since) \
         select r.room_id, u.user_id, ?2, r.last_seq, ?3 from room r, user u \
         where r.room_id = ?1 and u.standing = 'active' \
         on conflict (room_id, user_id) do nothing",
        params![
            bytes(room_id.as_uuid()),
            rows::involvement::word(Involvement::at_first(RoomKind::Open)),
            int(since.get())
        ],
    )?;
    Ok(())
}

/// Records that a room was made; it takes the room's first `rev`.
pub(crate) fn record_created(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<RoomState>, StoreError> {
    let rev = tx.next_rev(room_id)?;
    let state = present_state(tx, room_id)?;
    let audience = audience_of(&state.room);
    let kind = EventKind::RoomCreated(state.clone().into());
    let position = tx.record(at, Some(actor_id), Some(rev), audience, kind)?;
    Ok(Committed {
        value: state,
        position,
    })
}

/// Who learns of changes of the room itself: everyone, or its members.
fn audience_of(room: &Room) -> Audience {
    if room.kind == RoomKind::Open {
        Audience::Account
    } else {
        Audience::Room(room.id)
    }
}

/// A room that is known to be there.
pub(crate) fn present_state(tx: &mut Tx<'_>, room_id: RoomId) -> Result<RoomState, StoreError> {
    tx.room_state(room_id)?.ok_or_else(|| StoreError::Corrupt {
        what: format!("room {room_id} vanished inside a transaction"),
    })
}

fn create(tx: &mut Tx<'_>, new: &NewRoom) -> Result<Committed<RoomState>, RoomError> {
    let mut people = vec![new.creator_id];
    if new.kind != RoomKind::Open {
        people.extend(&new.member_ids);
    }
    let unknown = unknown(tx, &people)?;
    if !unknown.is_empty() {
        return Err(RoomError::UnknownUsers(unknown));
    }
    let room = Room {
        id: new.id,
        kind: new.kind,
        name: Some(new.name.clone()),
        creator_id: new.creator_id,
        last_seq: Seq::ZERO,
        rev: Rev::ZERO,
        last_message_at: None,
        created_at: new.at,
    };
    insert(tx, &room, None)?;
    let involvement = Involvement::at_first(new.kind);
    if new.kind == RoomKind::Open {
        add_everyone(tx, new.id)?;
    } else {
        for user_id in people {
            add_member(tx, new.id, user_id, involvement)?;
        }
    }
    Ok(record_created(tx, new.id, new.creator_id, new.at)?)
}

fn open_direct(tx: &mut Tx<'_>, new: &NewDirectRoom) -> Result<Committed<Opened>, RoomError> {
    let key = pack(new.people.ids().iter().map(|id| id.as_uuid()));
    let found = tx.find(
        "select room_id from room where direct_key = ?1",
        [&key],
        |row| rows::uuid(row, 0).map(RoomId::from_uuid),
    )?;
    if let Some(room_id) = found {
        let value = Opened {
            room: present_state(tx, room_id)?,
            is_new: false,
        };
        return Ok(Committed {
            value,
            position: tx.position(),
        });
    }
    let unknown = unknown(tx, new.people.ids())?;
    if !unknown.is_empty() {
        return Err(RoomError::UnknownUsers(unknown));
    }
    let room = Room {
        id: new.id,
        kind: RoomKind::Direct,
        name: None,
        creator_id: new.creator_id,
        last_seq: Seq::ZERO,
        rev: Rev::ZERO,
        last_message_at: None,
        created_at: new.at,
    };
    insert(tx, &room, Some(&key))?;
    for user_id in new.people.ids() {
        add_member(
            tx,
            new.id,
            *user_id,
            Involvement::at_first(RoomKind::Direct),
        )?;
    }
    let created = record_created(tx, new.id, new.creator_id, new.at)?;
    Ok(created.map(|room| Opened { room, is_new: true }))
}

fn rename(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    name: &RoomName,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<RoomState>, RoomError> {
    if tx
        .head(room_id)?
        .is_none_or(|head| head.kind == RoomKind::Direct)
    {
        return Err(RoomError::NotFound);
    }
    let rev = tx.next_rev(room_id)?;
    tx.execute(
        "update room set name = ?2 where room_id = ?1",
        params![bytes(room_id.as_uuid()), name.as_str()],
    )?;
    let state = present_state(tx, room_id)?;
    let kind = EventKind::RoomUpdated(state.clone().into());
    let position = tx.record(
        at,
        Some(actor_id),
        Some(rev),
        audience_of(&state.room),
        kind,
    )?;
    Ok(Committed {
        value: state,
        position,
    })
}

fn convert(tx: &mut Tx<'_>, conversion: &Conversion) -> Result<Committed<RoomState>, RoomError> {
    let Conversion {
        room_id,
        kind,
        actor_id,
        at,
        ..
    } = *conversion;
    let head = tx.head(room_id)?.ok_or(RoomError::NotFound)?;
    if kind == RoomKind::Direct || !head.kind.may_become(kind) {
        return Err(RoomError::NotFound);
    }
    if head.kind != kind {
        if kind == RoomKind::Open {
            add_everyone(tx, room_id)?;
        } else {
            keep_only(tx, conversion)?;
        }
        let rev = tx.next_rev(room_id)?;
        tx.flush()?;
        tx.execute(
            "update room set kind = ?2 where room_id = ?1",
            params![bytes(room_id.as_uuid()), rows::room_kind::word(kind)],
        )?;
        // Its kind is kept with its counters.
        tx.forget(room_id);
        let kind = EventKind::RoomUpdated(present_state(tx, room_id)?.into());
        tx.record(at, Some(actor_id), Some(rev), Audience::Account, kind)?;
    }
    if let Some(name) = &conversion.name {
        return rename(tx, room_id, name, actor_id, at);
    }
    Ok(Committed {
        value: present_state(tx, room_id)?,
        position: tx.position(),
    })
}

/// Ends all memberships of an open room but those of the people who stay when it is closed.
fn keep_only(tx: &mut Tx<'_>, conversion: &Conversion) -> Result<(), RoomError> {
    let room_id = conversion.room_id;
    let mut stay = conversion.member_ids.clone();
    stay.push(conversion.actor_id);
    let unknown = unknown(tx, &stay)?;
    if !unknown.is_empty() {
        return Err(RoomError::UnknownUsers(unknown));
    }
    let creator_id = present_state(tx, room_id)?.room.creator_id;
    if self::unknown(tx, &[creator_id])?.is_empty() {
        stay.push(creator_id);
    }
    let ids: Vec<String> = stay
        .iter()
        .map(|id| id.as_uuid().simple().to_string())
        .collect();
    // Ids have no sign that JSON would have to write otherwise.
    let ids = format!("[\"{}\"]", ids.join("\",\""));
    tx.execute(
        "delete from membership where room_id = ?1 and user_id not in (select unhex(value) from json_each(?2))",
        params![bytes(room_id.as_uuid()), ids],
    )?;
    let involvement = Involvement::at_first(RoomKind::Closed);
    for user_id in stay {
        add_member(tx, room_id, user_id, involvement)?;
    }
    Ok(())
}

/// Removes a room that is there, for everyone at once; its messages are removed later, a few at a
/// time. The event carries the room's last `rev`.
pub(crate) fn remove(
    tx: &mut Tx<'_>,
    room_id: RoomId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Position, StoreError> {
    let rev = tx.next_rev(room_id)?;
    let state = present_state(tx, room_id)?;
    let audience = match audience_of(&state.room) {
        Audience::Account => Audience::Account,
        _ => Audience::Users(state.member_ids.into()),
    };
    // Its memberships go with it by their foreign key.
    tx.execute(
        "delete from room where room_id = ?1",
        [bytes(room_id.as_uuid())],
    )?;
    tx.execute(
        "insert into erased_room (room_id) values (?1)",
        [bytes(room_id.as_uuid())],
    )?;
    tx.forget(room_id);
    tx.record(
        at,
        Some(actor_id),
        Some(rev),
        audience,
        EventKind::RoomDeleted(room_id),
    )
}
