use super::world::World;
use campfire_domain::StoreError;
use campfire_testkit::let_pass;
use serde_json::json;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn who_posts_to_a_room_that_is_nearly_full_is_slowed_down_once_a_second_and_stored() {
    let world = World::new().await;
    let lobby = world.scene.lobby;
    let mut bob = world.join(world.bob()).await;
    world.store.press(Some(Duration::from_millis(400)));
    for n in 0..10 {
        bob.post(lobby, &format!("{n}")).await;
    }
    let slow_down = json!({"type": "slow_down", "retry_after_ms": 400});
    assert_eq!(bob.find("slow_down").await, slow_down);
    assert_eq!(bob.texts(10).await.len(), 10, "all are stored all the same");
    assert_eq!(world.registry.gauges().slow_downs, 1);
    let_pass(Duration::from_secs(1)).await;
    bob.post(lobby, "later").await;
    assert_eq!(bob.find("slow_down").await, slow_down);
    world.store.press(None);
    let_pass(Duration::from_secs(1)).await;
    bob.post(lobby, "well").await;
    assert_eq!(bob.texts(2).await, ["later", "well"]);
    assert_eq!(world.registry.gauges().slow_downs, 2);
}

#[tokio::test(start_paused = true)]
async fn a_strangers_post_tells_nothing_of_a_rooms_queue() {
    let world = World::new().await;
    let closed = world.scene.closed_room(&[&world.scene.ann]).await;
    world.delivered().await;
    let mut bob = world.join(world.bob()).await;
    world.store.press(Some(Duration::from_secs(1)));
    bob.post(closed, "may I?").await;
    let refused = bob.next().await;
    assert_eq!(refused["code"], "room.not_found", "{refused}");
    bob.silence().await;
}

#[tokio::test(start_paused = true)]
async fn every_refusal_and_every_return_is_counted() {
    let world = World::new().await;
    let mut bob = world.join(world.bob()).await;
    bob.say(&json!({"type": "dance"})).await;
    bob.find("refused").await;
    world.store.fail_with(Some(StoreError::Unavailable));
    // A post would be queued; a read marker has to wait.
    let read = json!({"type": "read", "room_id": world.scene.lobby.to_string(), "seq": 1});
    bob.say(&read).await;
    let refused = bob.find("refused").await;
    assert_eq!(refused["retryable"], true);
    assert_eq!(refused["retry_after_ms"], 1_000);
    world
        .resume(world.bob(), &bob.cursor)
        .await
        .find("caught_up")
        .await;
    world
        .resume(world.bob(), "not-a-place")
        .await
        .close_code()
        .await;
    world.store.fail_with(None);
    world
        .resume(world.bob(), "not-a-place")
        .await
        .find("reset")
        .await;
    let gauges = world.registry.gauges();
    let refused = [("frame.unknown", 1), ("store.unavailable", 1)];
    assert_eq!(gauges.refused, refused.into_iter().collect());
    let resumed = [("failed", 1), ("resumed", 1), ("unknown", 1)];
    assert_eq!(gauges.resumed, resumed.into_iter().collect());
}
