use super::MemoryStore;
use async_trait::async_trait;
use campfire_domain::{
    RoomId,
    ports::{StoreHealth, StoreState},
};
use std::time::Duration;

#[async_trait]
impl StoreHealth for MemoryStore {
    fn state(&self) -> StoreState {
        *self.health.borrow()
    }

    async fn changed(&self, seen: StoreState) -> StoreState {
        let mut health = self.health.subscribe();
        let changed = health.wait_for(|now| *now != seen).await;
        // The sender lives as long as this store.
        changed.map_or(seen, |now| *now)
    }

    fn pressure(&self, _room_id: RoomId) -> Option<Duration> {
        self.state.lock().pressure
    }
}
