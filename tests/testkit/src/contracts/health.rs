//! How every store tells what it can do.

use crate::{Scene, Stores};
use campfire_domain::ports::StoreState;

/// Reads, writes and search, and nobody has to wait.
pub async fn a_store_that_works_is_well(stores: Stores) {
    let s = Scene::set_up(stores).await;
    s.say(s.lobby, &s.bob, "hello").await;
    assert_eq!(s.stores.health.state(), StoreState::WELL);
    assert_eq!(s.stores.health.pressure(s.lobby), None);
}
