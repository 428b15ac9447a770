use super::world::{Client, World, text};
use crate::LiveConfig;
use campfire_app::Config;
use serde_json::{Value, json};
use std::time::Duration;

async fn say_many(world: &World, count: usize) -> Vec<String> {
    let texts: Vec<String> = (0..count).map(|n| format!("missed {n}")).collect();
    for text in &texts {
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, text)
            .await;
    }
    world.delivered().await;
    texts
}

/// Everything up to `caught_up`, and its cursor.
async fn replay(client: &mut Client) -> (Vec<Value>, String) {
    let mut events = Vec::new();
    loop {
        let frame = client.next().await;
        if frame["type"] == "caught_up" {
            return (events, text(&frame["cursor"]));
        }
        assert_eq!(frame["type"], "event", "{frame}");
        events.push(frame);
    }
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_gets_every_missed_event_in_order_then_caught_up_then_live() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    let missed = say_many(&world, 150).await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    let welcome = ann.any().await;
    assert_eq!(welcome["resumed"], true);
    assert_eq!(welcome["cursor"], cursor);
    let (events, caught_up) = replay(&mut ann).await;
    let texts: Vec<String> = events
        .iter()
        .map(|event| text(&event["data"]["message"]["source"]))
        .collect();
    assert_eq!(texts, missed);
    assert_eq!(caught_up, world.app.sync.head().cursor.as_str());
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "live")
        .await;
    assert_eq!(ann.texts(1).await, ["live"]);
}

#[tokio::test(start_paused = true)]
async fn who_missed_nothing_is_caught_up_at_once() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    let mut ann = world.resume(world.ann(), &cursor).await;
    assert_eq!(ann.any().await["resumed"], true);
    assert_eq!(
        ann.any().await,
        json!({"type": "caught_up", "cursor": cursor})
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_lost_or_doubled_while_messages_go_on_during_a_replay() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    let mut expected = say_many(&world, 130).await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    let more: Vec<String> = (0..100).map(|n| format!("meanwhile {n}")).collect();
    for text in &more {
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, text)
            .await;
        tokio::task::yield_now().await;
    }
    expected.extend(more);
    assert_eq!(ann.texts(230).await, expected);
    ann.silence_after_caught_up().await;
}

impl Client {
    /// Nothing comes any more but what ends a replay.
    async fn silence_after_caught_up(&mut self) {
        let frame = tokio::time::timeout(Duration::from_secs(1), self.next()).await;
        if let Ok(frame) = frame {
            assert_eq!(frame["type"], "caught_up");
            self.silence().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_means_nothing_resets_and_goes_on_live() {
    let world = World::new().await;
    for cursor in ["not a cursor", "m-99999-00000000"] {
        let mut ann = world.resume(world.ann(), cursor).await;
        let (welcome, reset) = (ann.any().await, ann.any().await);
        assert_eq!(welcome["resumed"], false);
        assert_eq!(reset["type"], "reset");
        assert_eq!(reset["reason"], "unknown");
        assert_eq!(reset["cursor"], welcome["cursor"]);
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, "live")
            .await;
        assert_eq!(ann.texts(1).await, ["live"]);
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_missed_events_are_a_reset_and_never_a_part() {
    let app = Config {
        resume_limit: 20,
        ..Config::default()
    };
    let world = World::with_app(LiveConfig::default(), app).await;
    let cursor = world.join(world.ann()).await.cursor;
    say_many(&world, 21).await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    assert_eq!(ann.any().await["resumed"], false);
    let reset = ann.any().await;
    assert_eq!(reset["reason"], "too_many");
    assert_eq!(reset["missed"], 21);
    ann.silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_room_one_left_meanwhile_replays_as_its_revocation_only() {
    let world = World::new().await;
    let room = world.scene.closed_room(&[&world.scene.bob]).await;
    world.delivered().await;
    let cursor = world.join(world.bob()).await.cursor;
    world.scene.say(room, &world.scene.ann, "before").await;
    world.scene.revoke(room, &world.scene.bob).await;
    world.scene.say(room, &world.scene.ann, "after").await;
    world.delivered().await;
    let mut bob = world.resume(world.bob(), &cursor).await;
    bob.any().await;
    let (events, _) = replay(&mut bob).await;
    let kinds: Vec<String> = events.iter().map(|event| text(&event["kind"])).collect();
    assert_eq!(kinds, ["membership_revoked"]);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ends_during_a_replay_closes_4001() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    // More than the socket holds, so that the replay waits for its reader.
    for _ in 0..40 {
        let long = "x".repeat(9000);
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, &long)
            .await;
    }
    world.delivered().await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    ann.any().await;
    world
        .end_session(world.scene.ann_session.id, world.ann())
        .await;
    assert_eq!(ann.close_code().await, 4001);
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_during_a_replay_names_no_place_that_was_not_sent() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    say_many(&world, 200).await;
    let mut ann = world.resume(world.ann(), &cursor).await;
    ann.say(&json!({"type": "heartbeat"})).await;
    ann.cursor = cursor;
    let mut last = ann.any().await;
    while last["type"] != "heartbeat" {
        if last["type"] == "caught_up" {
            ann.cursor = text(&last["cursor"]);
        }
        last = ann.next().await;
    }
    assert_eq!(last["cursor"], ann.cursor);
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_closes_1013() {
    let world = World::new().await;
    let cursor = world.join(world.ann()).await.cursor;
    say_many(&world, 3).await;
    world
        .store
        .fail_with(Some(campfire_domain::StoreError::Unavailable));
    let mut ann = world.resume(world.ann(), &cursor).await;
    assert_eq!(ann.close_code().await, 1013);
}
