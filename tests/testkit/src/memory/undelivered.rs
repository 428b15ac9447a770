use super::{By, MemoryStore};
use async_trait::async_trait;
use campfire_domain::{
    Audience, ClientMessageId, EventKind, StoreError, UserId,
    ports::{Committed, Undelivered, UndeliveredRepository},
};

#[async_trait]
impl UndeliveredRepository for MemoryStore {
    async fn record(&self, post: Undelivered) -> Result<Committed<()>, StoreError> {
        self.write(|state| {
            let key = (post.user_id, post.client_message_id);
            let mut known = state.undelivered.iter();
            if known.any(|(post, _)| (post.user_id, post.client_message_id) == key) {
                return Ok(());
            }
            let kind = EventKind::PostRefused {
                client_message_id: post.client_message_id,
                room_id: post.room_id,
                user_id: post.user_id,
                refusal: post.refusal,
            };
            let by = By(post.user_id, post.at);
            let audience = Audience::Users([post.user_id].into());
            state.undelivered.push((post, false));
            state.record(by, None, audience, kind);
            Ok(())
        })
    }

    async fn list(&self, user_id: UserId) -> Result<Vec<Undelivered>, StoreError> {
        self.read(|state| {
            let theirs = state
                .undelivered
                .iter()
                .filter(|(post, discarded)| !discarded && post.user_id == user_id);
            theirs
                .take(Undelivered::PAGE as usize)
                .map(|(post, _)| post.clone())
                .collect()
        })
    }

    async fn discard(
        &self,
        user_id: UserId,
        client_message_id: ClientMessageId,
    ) -> Result<(), StoreError> {
        let discarded = self.write(|state| {
            for (post, discarded) in &mut state.undelivered {
                *discarded |=
                    (post.user_id, post.client_message_id) == (user_id, client_message_id);
            }
            Ok::<_, StoreError>(())
        });
        discarded.map(|done| done.value)
    }
}
