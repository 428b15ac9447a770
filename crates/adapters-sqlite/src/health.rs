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
        StoreState::WELL
    }

    async fn changed(&self, _seen: StoreState) -> StoreState {
        std::future::pending().await
    }

    fn pressure(&self, _room_id: RoomId) -> Option<Duration> {
        None
    }
}
