use super::{
    By, MemoryStore, State,
    messages::{change, to_change},
};
use async_trait::async_trait;
use campfire_domain::{
    Boost, BoostId, EventKind, Message, MessageId, RoomId, Timestamp, UserId,
    ports::{BoostError, BoostRepository, Boosted, ChangeError, Committed, NewBoost},
};
use std::sync::Arc;

#[async_trait]
impl BoostRepository for MemoryStore {
    async fn add(&self, new: NewBoost) -> Result<Committed<Boosted>, BoostError> {
        self.write(|state| {
            let mut message = find(state, new.room_id, new.message_id, new.creator_id)?;
            if message.is_deleted() {
                return Err(BoostError::Deleted);
            }
            let is_this =
                |boost: &&Boost| boost.creator_id == new.creator_id && boost.content == new.content;
            if let Some(boost) = message.boosts.iter().find(is_this).cloned() {
                return Ok(Boosted {
                    message: Arc::new(message),
                    boost,
                    is_new: false,
                });
            }
            let max = Boost::MAX_PER_MESSAGE;
            if message.boosts.len() >= max {
                return Err(BoostError::TooMany { max });
            }
            let boost = Boost {
                id: new.id,
                content: new.content,
                creator_id: new.creator_id,
                created_at: new.at,
            };
            message.boosts.push(boost.clone());
            let added = Arc::new(boost.clone());
            let kind = |message| EventKind::BoostAdded {
                message,
                boost: added,
            };
            Ok(Boosted {
                message: change(state, By(new.creator_id, new.at), message, kind),
                boost,
                is_new: true,
            })
        })
    }

    async fn remove(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        boost_id: BoostId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Arc<Message>>, BoostError> {
        self.write(|state| {
            let mut message = find(state, room_id, message_id, actor_id)?;
            if !message.boosts.iter().any(|boost| boost.id == boost_id) {
                return Ok(Arc::new(message));
            }
            message.boosts.retain(|boost| boost.id != boost_id);
            let kind = |message| EventKind::BoostRemoved { message, boost_id };
            Ok(change(state, By(actor_id, at), message, kind))
        })
    }
}

fn find(
    state: &State,
    room_id: RoomId,
    message_id: MessageId,
    actor_id: UserId,
) -> Result<Message, BoostError> {
    to_change(state, room_id, message_id, actor_id).map_err(|error| match error {
        ChangeError::NotAMember => BoostError::NotAMember,
        ChangeError::NotFound => BoostError::NotFound,
        ChangeError::Deleted => BoostError::Deleted,
        ChangeError::Store(error) => BoostError::Store(error),
        other => panic!("a refusal that is not known here: {other}"),
    })
}
