use super::world::World;
use serde_json::json;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn newcomers_get_one_snapshot_and_the_others_who_came() {
    let world = World::new().await;
    let (ann_id, bob_id) = (
        world.scene.ann.id.to_string(),
        world.scene.bob.id.to_string(),
    );
    let mut ann = world.join(world.ann()).await;
    assert_eq!(
        ann.find("presence").await,
        json!({"type": "presence", "online": [ann_id]})
    );
    let mut bob = world.join(world.bob()).await;
    assert_eq!(
        ann.find("presence").await,
        json!({"type": "presence", "joined": [bob_id], "left": []})
    );
    assert_eq!(
        bob.find("presence").await,
        json!({"type": "presence", "online": [ann_id, bob_id]})
    );
    ann.silence().await;
}

#[tokio::test(start_paused = true)]
async fn someone_is_here_within_a_second_and_gone_after_the_grace() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    ann.find("presence").await;
    let start = tokio::time::Instant::now();
    let bob = world.join(world.bob()).await;
    ann.find("presence").await;
    assert!(start.elapsed() <= Duration::from_secs(1));
    drop(bob);
    let gone = tokio::time::Instant::now();
    let mut told = None;
    while told.is_none() {
        let frame = tokio::time::timeout(Duration::from_secs(1), ann.any()).await;
        told = frame.ok().filter(|frame| frame["type"] == "presence");
        assert!(gone.elapsed() < Duration::from_secs(20));
    }
    let left = json!({"type": "presence", "joined": [], "left": [world.scene.bob.id.to_string()]});
    assert_eq!(told.unwrap(), left);
    assert!((15..=16).contains(&gone.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_resumes_gets_its_snapshot_behind_the_replay() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "missed")
        .await;
    world.delivered().await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    for kind in ["welcome", "event", "caught_up", "presence"] {
        assert_eq!(ann.any().await["type"], kind);
    }
}

#[tokio::test(start_paused = true)]
async fn above_five_hundred_a_snapshot_has_a_count_and_names_the_room_in_view() {
    let world = World::new().await;
    let room = world.scene.closed_room(&[&world.scene.bob]).await;
    world.delivered().await;
    crowd(&world, 501);
    let mut ann = world.join(world.ann()).await;
    let snapshot = ann.find("presence").await;
    assert_eq!(snapshot["online_count"], 502);
    assert_eq!(snapshot["online"], json!([]));
    ann.say(&json!({"type": "viewing", "room_id": room.to_string()}))
        .await;
    let of_room = ann.find("presence").await;
    assert_eq!(of_room["online"], json!([world.scene.ann.id.to_string()]));
}

#[tokio::test(start_paused = true)]
async fn a_herd_is_told_as_a_count_to_those_who_look_at_no_crowd() {
    let world = World::new().await;
    crowd(&world, 501);
    let mut ann = world.join(world.ann()).await;
    ann.find("presence").await;
    crowd(&world, 200);
    let told = ann.find("presence").await;
    assert_eq!(
        told,
        json!({"type": "presence", "online": [], "online_count": 702})
    );
    crowd(&world, 1);
    let told = ann.find("presence").await;
    assert_eq!(told["joined"].as_array().unwrap().len(), 1);
}

/// So many strangers connect.
fn crowd(world: &World, people: u64) {
    for _ in 0..people {
        let id = campfire_testkit::builders::an_id();
        let number = u64::from(id.as_fields().0) << 32 | id.as_u64_pair().1 & 0xFFFF_FFFF;
        let someone = campfire_domain::UserId::from_uuid(id);
        world.app.presence.connected(someone, 1_000_000 + number);
    }
}
