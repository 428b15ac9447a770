//! Boosts: giving them, taking them back, reading them with their messages.

use crate::{
    SqliteStore,
    error::corrupt_column,
    messages::{self, changeable},
    rows::{self, bytes, int, number},
    writer::{Priority, Tx},
};
use async_trait::async_trait;
use campfire_domain::{
    Audience, Boost, BoostContent, BoostId, EventKind, Message, MessageId, RoomId, Seq, StoreError,
    Timestamp, UserId,
    ports::{BoostError, BoostRepository, Boosted, ChangeError, Committed, NewBoost},
};
use rusqlite::{Connection, Row, params};
use std::sync::Arc;

#[async_trait]
impl BoostRepository for SqliteStore {
    async fn add(&self, new: NewBoost) -> Result<Committed<Boosted>, BoostError> {
        self.writer
            .submit(
                "boosting a message",
                Priority::Important,
                Some(new.room_id),
                move |tx| add(tx, &new),
            )
            .await
    }

    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        boost_id: BoostId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Arc<Message>>, BoostError> {
        self.writer
            .submit(
                "taking a boost back",
                Priority::Important,
                Some(room_id),
                move |tx| remove(tx, (room_id, message_id), boost_id, actor_id, at),
            )
            .await
    }
}

/// Why a message cannot be changed, said of its boosts.
fn refusal(error: ChangeError) -> BoostError {
    match error {
        ChangeError::NotAMember => BoostError::NotAMember,
        ChangeError::NotFound => BoostError::NotFound,
        ChangeError::Deleted => BoostError::Deleted,
        ChangeError::Store(error) => BoostError::Store(error),
        _ => BoostError::Store(StoreError::Corrupt {
            what: "a refusal that is not known here".to_owned(),
        }),
    }
}

fn add(tx: &mut Tx<'_>, new: &NewBoost) -> Result<Committed<Boosted>, BoostError> {
    let (mut message, row_number) =
        changeable(tx, new.room_id, new.message_id, new.creator_id).map_err(refusal)?;
    if message.is_deleted() {
        return Err(BoostError::Deleted);
    }
    let is_this =
        |boost: &&Boost| boost.creator_id == new.creator_id && boost.content == new.content;
    if let Some(boost) = message.boosts.iter().find(is_this).cloned() {
        let value = Boosted {
            message: Arc::new(message),
            boost,
            is_new: false,
        };
        let position = tx.position();
        return Ok(Committed { value, position });
    }
    let max = Boost::MAX_PER_MESSAGE;
    if message.boosts.len() >= max {
        return Err(BoostError::TooMany { max });
    }
    message.rev = tx.next_rev(new.room_id)?;
    messages::set_rev(tx, row_number, message.rev)?;
    tx.execute(
        "insert into boost (room_id, seq, number, boost_id, creator_id, content, created_at) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            bytes(new.room_id.as_uuid()),
            int(message.seq.get()),
            // The place of its event: later boosts have greater ones.
            int(tx.position().next().get()),
            bytes(new.id.as_uuid()),
            bytes(new.creator_id.as_uuid()),
            new.content.as_str(),
            new.at.as_millis(),
        ],
    )?;
    let boost = Boost {
        id: new.id,
        content: new.content.clone(),
        creator_id: new.creator_id,
        created_at: new.at,
    };
    message.boosts.push(boost.clone());
    let (rev, message) = (message.rev, Arc::new(message));
    let kind = EventKind::BoostAdded {
        message: Arc::clone(&message),
        boost: Arc::new(boost.clone()),
    };
    let (by, audience) = (Some(new.creator_id), Audience::Room(new.room_id));
    let position = tx.record(new.at, by, Some(rev), audience, kind)?;
    let value = Boosted {
        message,
        boost,
        is_new: true,
    };
    Ok(Committed { value, position })
}

fn remove(
    tx: &mut Tx<'_>,
    (room_id, message_id): (RoomId, MessageId),
    boost_id: BoostId,
    actor_id: UserId,
    at: Timestamp,
) -> Result<Committed<Arc<Message>>, BoostError> {
    let (mut message, row_number) =
        changeable(tx, room_id, message_id, actor_id).map_err(refusal)?;
    let before = message.boosts.len();
    message.boosts.retain(|boost| boost.id != boost_id);
    if message.boosts.len() == before {
        let (value, position) = (Arc::new(message), tx.position());
        return Ok(Committed { value, position });
    }
    message.rev = tx.next_rev(room_id)?;
    messages::set_rev(tx, row_number, message.rev)?;
    tx.execute(
        "delete from boost where room_id = ?1 and seq = ?2 and boost_id = ?3",
        params![
            bytes(room_id.as_uuid()),
            int(message.seq.get()),
            bytes(boost_id.as_uuid())
        ],
    )?;
    let (rev, message) = (message.rev, Arc::new(message));
    let kind = EventKind::BoostRemoved {
        message: Arc::clone(&message),
        boost_id,
    };
    let (by, audience) = (Some(actor_id), Audience::Room(room_id));
    let position = tx.record(at, by, Some(rev), audience, kind)?;
    let value = message;
    Ok(Committed { value, position })
}

/// Takes all boosts off a message whose tombstone is left.
pub(crate) fn remove_all(tx: &mut Tx<'_>, room_id: RoomId, seq: Seq) -> Result<(), StoreError> {
    tx.execute(
        "delete from boost where room_id = ?1 and seq = ?2",
        params![bytes(room_id.as_uuid()), int(seq.get())],
    )?;
    Ok(())
}

/// Puts the boosts of messages of one room, in ascending order of `seq`, onto them: one look-up for
/// all, which finds nothing where nobody boosted.
pub(crate) fn read_onto(connection: &Connection, messages: &mut [Message]) -> rusqlite::Result<()> {
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else {
        return Ok(());
    };
    let range = params![
        bytes(first.room_id.as_uuid()),
        int(first.seq.get()),
        int(last.seq.get())
    ];
    let mut statement = connection.prepare_cached(
        "select seq, boost_id, creator_id, content, created_at from boost \
         where room_id = ?1 and seq between ?2 and ?3 order by seq, number",
    )?;
    let mut found = statement.query(range)?;
    while let Some(row) = found.next()? {
        let seq = Seq::new(number(row.get(0)?));
        let place = messages.binary_search_by_key(&seq, |message| message.seq);
        // A tombstone whose row is still to be rewritten has none to show.
        if let Some(message) = place.ok().and_then(|place| messages.get_mut(place))
            && !message.is_deleted()
        {
            message.boosts.push(boost(row)?);
        }
    }
    Ok(())
}

fn boost(row: &Row<'_>) -> rusqlite::Result<Boost> {
    let content = BoostContent::parse(row.get_ref(3)?.as_str()?);
    Ok(Boost {
        id: BoostId::from_uuid(rows::uuid(row, 1)?),
        creator_id: UserId::from_uuid(rows::uuid(row, 2)?),
        content: content.map_err(|_| corrupt_column("boost.content"))?,
        created_at: Timestamp::from_millis(row.get(4)?),
    })
}
