use super::world::World;
use campfire_domain::StoreError;
use campfire_testkit::let_pass;
use serde_json::json;
use std::time::Duration;

fn out() -> serde_json::Value {
    json!({"type": "health", "degraded": true, "reasons": ["store.reads", "store.writes", "search"]})
}

fn well() -> serde_json::Value {
    json!({"type": "health", "degraded": false, "reasons": []})
}

/// Lets the change be noticed and told.
async fn a_second() {
    let_pass(Duration::from_secs(1)).await;
}

#[tokio::test(start_paused = true)]
async fn an_open_socket_is_told_of_an_outage_and_of_its_end_and_stays() {
    let world = World::new().await;
    let mut bob = world.join(world.bob()).await;
    world.store.fail_with(Some(StoreError::Unavailable));
    assert_eq!(bob.next().await, out());
    world.store.fail_with(None);
    assert_eq!(bob.next().await, well());
    bob.post(world.scene.lobby, "here again").await;
    assert_eq!(bob.texts(1).await, ["here again"]);
}

#[tokio::test(start_paused = true)]
async fn who_comes_in_an_outage_is_told_right_behind_the_welcome() {
    let world = World::new().await;
    world.store.fail_with(Some(StoreError::Unavailable));
    a_second().await;
    let mut bob = world.join(world.bob()).await;
    assert_eq!(bob.next().await, out());
}

#[tokio::test(start_paused = true)]
async fn who_missed_nothing_resumes_in_an_outage_and_is_told_behind_what_was_missed() {
    let world = World::new().await;
    let bob = world.join(world.bob()).await;
    world.store.fail_with(Some(StoreError::Unavailable));
    a_second().await;
    let mut back = world.resume(world.bob(), &bob.cursor).await;
    let mut types = Vec::new();
    for _ in 0..3 {
        types.push(super::world::text(&back.next().await["type"]));
    }
    assert_eq!(types, ["welcome", "caught_up", "health"]);
}

#[tokio::test(start_paused = true)]
async fn who_comes_when_all_is_well_hears_nothing_of_health() {
    let world = World::new().await;
    world.store.fail_with(Some(StoreError::Unavailable));
    a_second().await;
    world.store.fail_with(None);
    a_second().await;
    world.join(world.bob()).await.silence().await;
}
