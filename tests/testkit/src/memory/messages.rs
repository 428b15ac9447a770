use super::{By, MemoryStore, MessageRow, State};
use async_trait::async_trait;
use campfire_domain::{
    Audience, EventKind, Message, MessageId, Page, PageCut, PageSize, RoomId, StoreError,
    Timestamp, UserId, page_range,
    ports::{
        AppendError, ChangeError, Committed, Erased, MessageReader, MessageRepository, NewMessage,
        Posted, Revision,
    },
};
use std::sync::Arc;

#[async_trait]
impl MessageRepository for MemoryStore {
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError> {
        let appended = self.write(|state| {
            if !state.takes_part(new.room_id, new.creator_id) {
                return Err(AppendError::NotAMember);
            }
            let key = (new.creator_id, new.client_message_id);
            let all = state.rooms.values().flat_map(|row| &row.messages);
            let has_key =
                |row: &&MessageRow| (row.message.creator_id, row.message.client_message_id) == key;
            if let Some(row) = all.into_iter().find(has_key) {
                return if row.digest == new.digest {
                    Ok(Posted::Repeated(row.message.clone()))
                } else {
                    Err(AppendError::ClientIdReused)
                };
            }
            Ok(Posted::Stored(post(state, new)))
        });
        appended.map(|done| done.value)
    }

    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
        let Revision {
            room_id,
            message_id,
            actor_id,
            content,
            at,
        } = revision;
        self.write(|state| {
            let mut message = to_change(state, room_id, message_id, actor_id)?;
            if message.is_deleted() {
                return Err(ChangeError::Deleted);
            }
            message.content = Some(content);
            message.edited_at = Some(at);
            Ok(change(
                state,
                By(actor_id, at),
                message,
                EventKind::MessageEdited,
            ))
        })
    }

    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError> {
        self.write(|state| {
            let mut message = to_change(state, room_id, message_id, actor_id)?;
            if message.is_deleted() {
                return Ok(Erased {
                    message: Arc::new(message),
                    is_new: false,
                });
            }
            message.content = None;
            message.boosts.clear();
            for list in state.bookmarks.values_mut() {
                list.retain(|mark| mark.message_id != message_id);
            }
            let message = change(state, By(actor_id, at), message, EventKind::MessageDeleted);
            Ok(Erased {
                message,
                is_new: true,
            })
        })
    }
}

#[async_trait]
impl MessageReader for MemoryStore {
    async fn page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Message>>, StoreError> {
        self.read(|state| {
            let row = state.room(room_id)?;
            let cut = match cut {
                PageCut::AroundMessage(id) => PageCut::Around(state.message(room_id, id)?.seq),
                cut => cut,
            };
            let last = row.room.last_seq;
            let range = page_range(cut, size, last);
            let is_in_it = |message: &&Arc<Message>| {
                range.is_some_and(|(from, to)| from <= message.seq && message.seq <= to)
            };
            let messages = row.messages.iter().map(|row| &row.message);
            Some(Page {
                items: messages
                    .filter(is_in_it)
                    .map(|message| (**message).clone())
                    .collect(),
                has_older: range.is_some_and(|(from, _)| from.get() > 1),
                has_newer: range.is_some_and(|(_, to)| to < last),
            })
        })
    }

    async fn find(
        &self,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Option<Message>, StoreError> {
        self.read(|state| {
            state
                .message(room_id, message_id)
                .map(|message| (**message).clone())
        })
    }
}

fn post(state: &mut State, new: NewMessage) -> Arc<Message> {
    let rev = state.next_rev(new.room_id);
    let row = state
        .rooms
        .get_mut(&new.room_id)
        .expect("they are a member of it");
    row.room.last_seq = row.room.last_seq.next();
    row.room.last_message_at = Some(new.at);
    let message = Arc::new(Message {
        id: new.id,
        room_id: new.room_id,
        seq: row.room.last_seq,
        rev,
        client_message_id: new.client_message_id,
        creator_id: new.creator_id,
        created_at: new.at,
        edited_at: None,
        content: Some(new.content),
        boosts: Vec::new(),
    });
    row.messages.push(MessageRow {
        message: message.clone(),
        digest: new.digest,
    });
    let membership = state.memberships.get_mut(&(new.room_id, new.creator_id));
    membership.expect("looked up before").last_read_seq = message.seq;
    let posted = EventKind::MessagePosted(message.clone());
    state.record(
        By(new.creator_id, new.at),
        Some(rev),
        Audience::Room(new.room_id),
        posted,
    );
    message
}

pub(super) fn to_change(
    state: &State,
    room_id: RoomId,
    message_id: MessageId,
    actor_id: UserId,
) -> Result<Message, ChangeError> {
    if !state.takes_part(room_id, actor_id) {
        return Err(ChangeError::NotAMember);
    }
    let message = state
        .message(room_id, message_id)
        .ok_or(ChangeError::NotFound)?;
    Ok((**message).clone())
}

pub(super) fn change(
    state: &mut State,
    by: By,
    mut message: Message,
    event: impl FnOnce(Arc<Message>) -> EventKind,
) -> Arc<Message> {
    let room_id = message.room_id;
    message.rev = state.next_rev(room_id);
    let rev = message.rev;
    let message = Arc::new(message);
    let rows = &mut state
        .rooms
        .get_mut(&room_id)
        .expect("looked up before")
        .messages;
    let row = rows.iter_mut().find(|row| row.message.id == message.id);
    row.expect("looked up before").message = message.clone();
    state.record(
        by,
        Some(rev),
        Audience::Room(room_id),
        event(message.clone()),
    );
    message
}
