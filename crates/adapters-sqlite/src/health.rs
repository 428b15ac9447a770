//! What the store can do now.

use crate::SqliteStore;
use async_trait::async_trait;
use campfire_domain::{
    RoomId,
    ports::{StoreHealth, StoreState},
};
use std::time::Duration;

#[async_trait]
impl StoreHealth for SqliteStore {
    fn state(&self) -> StoreState {
        self.health.state()
    }

    async fn changed(&self, seen: StoreState) -> StoreState {
        self.health.changed(seen).await
    }

    fn pressure(&self, room_id: RoomId) -> Option<Duration> {
        self.writer.pressure(room_id)
    }
}
