use super::{MemoryStore, State};
use async_trait::async_trait;
use campfire_domain::{
    Content, EventKind, MentionPlace, Message, PageSize, StoreError, UserId,
    ports::{MentionPage, MentionReader},
};
use std::sync::Arc;

#[async_trait]
impl MentionReader for MemoryStore {
    async fn list(
        &self,
        user_id: UserId,
        before: Option<MentionPlace>,
        size: PageSize,
    ) -> Result<MentionPage, StoreError> {
        self.read(|state| {
            let (mut messages, mut next) = (Vec::new(), None);
            let mut last = None;
            for (place, message) in state.mentions(user_id) {
                if before.is_some_and(|before| place >= before) {
                    continue;
                }
                if messages.len() == size.get() as usize {
                    next = last;
                    break;
                }
                messages.push((**message).clone());
                last = Some(place);
            }
            MentionPage { messages, next }
        })
    }
}

impl State {
    /// What mentions a user now, posted last first; each at the place of the event that told it.
    fn mentions(&self, user_id: UserId) -> impl Iterator<Item = (MentionPlace, &Arc<Message>)> {
        let posted = self.log.iter().rev().filter_map(move |event| {
            let EventKind::MessagePosted(posted) = &event.kind else {
                return None;
            };
            let place = MentionPlace::new(event.position.get());
            Some((place, self.message(posted.room_id, posted.id)?))
        });
        posted.filter(move |(_, message)| {
            let content = message.content.as_ref();
            let names = |content: &Arc<Content>| content.body.mentions().contains(&user_id);
            self.is_member(message.room_id, user_id) && content.is_some_and(names)
        })
    }
}
