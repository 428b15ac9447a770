use super::world::World;
use crate::LiveConfig;
use campfire_domain::{Actor, Flag, FlagVersion, Role};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

#[tokio::test(start_paused = true)]
async fn hello_without_a_cursor_is_welcomed_at_the_place_of_now() {
    let world = World::new().await;
    let mut ann = world.open(world.ann()).client().await;
    ann.say(&json!({"type": "hello", "protocol": 1})).await;
    let welcome = ann.any().await;
    let head = world.app.sync.head().cursor;
    let config = LiveConfig::default();
    let expected = json!({
        "type": "welcome", "connection_id": "1", "cursor": head.as_str(), "heartbeat_ms": 30_000,
        "resumed": false, "flags_version": 0, "build": config.build,
    });
    assert_eq!(welcome, expected);
}

#[tokio::test(start_paused = true)]
async fn the_welcome_names_the_version_of_the_flags_and_a_change_is_told_to_everyone() {
    let world = World::new().await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    let flags = &world.app.flags;
    let by = Actor {
        role: Role::Administrator,
        ..world.ann()
    };
    let on = vec![(Flag::FilesEnabled, true)];
    flags.change(&by, on).await.unwrap();
    flags.roll_back(&by, FlagVersion::ZERO).await.unwrap();
    for client in [&mut ann, &mut bob] {
        for (version, files) in [(1, true), (2, false)] {
            let event = client.find("event").await;
            assert_eq!(event["kind"], "flags_changed");
            let flags = json!({
                "files_enabled": files, "avatars_enabled": false, "opengraph_enabled": false,
            });
            assert_eq!(event["data"], json!({"version": version, "flags": flags}));
        }
    }
    let mut late = world.open(world.bob()).client().await;
    late.say(&json!({"type": "hello", "protocol": 1})).await;
    assert_eq!(late.any().await["flags_version"], 2);
    let mut back = world.open(world.ann()).client().await;
    let cursor = &ann.cursor;
    back.say(&json!({"type": "hello", "protocol": 1, "cursor": cursor}))
        .await;
    assert_eq!(back.any().await["flags_version"], 2);
}

#[tokio::test(start_paused = true)]
async fn anything_before_hello_closes_4010() {
    let world = World::new().await;
    for first in [
        Message::text(r#"{"type":"heartbeat"}"#),
        Message::text("nonsense"),
        Message::text(r#"{"type":"hello"}"#),
        Message::text(r#"{"type":"hello","protocol":1,"more":true}"#),
        Message::binary(vec![1, 2, 3]),
    ] {
        let mut client = world.open(world.ann()).client().await;
        client.send(first.clone()).await;
        assert_eq!(client.close_code().await, 4010, "{first}");
    }
}

#[tokio::test(start_paused = true)]
async fn silence_for_ten_seconds_closes_4010() {
    let world = World::new().await;
    let mut client = world.open(world.ann()).client().await;
    let start = tokio::time::Instant::now();
    assert_eq!(client.close_code().await, 4010);
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn another_protocol_closes_4011() {
    let world = World::new().await;
    let mut client = world.open(world.ann()).client().await;
    client.say(&json!({"type": "hello", "protocol": 2})).await;
    assert_eq!(client.close_code().await, 4011);
}

#[tokio::test(start_paused = true)]
async fn a_second_hello_closes_4010() {
    let world = World::new().await;
    let mut client = world.join(world.ann()).await;
    client.say(&json!({"type": "hello", "protocol": 1})).await;
    assert_eq!(client.close_code().await, 4010);
}

#[tokio::test(start_paused = true)]
async fn binary_and_malformed_json_close_4010_later_too() {
    let world = World::new().await;
    for wrong in [
        Message::binary(vec![0]),
        Message::text("{"),
        Message::text("[]"),
    ] {
        let mut client = world.join(world.ann()).await;
        client.send(wrong.clone()).await;
        assert_eq!(client.close_code().await, 4010, "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_newest_of_too_many_sockets_of_a_session_loses() {
    let world = World::with(LiveConfig {
        sockets_per_session: 2,
        ..LiveConfig::default()
    })
    .await;
    let mut first = world.join(world.ann()).await;
    let _second = world.join(world.ann()).await;
    let mut third = world.open(world.ann()).client().await;
    assert_eq!(third.close_code().await, 4029);
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "still here")
        .await;
    assert_eq!(first.texts(1).await, ["still here"]);
}

#[tokio::test(start_paused = true)]
async fn the_newest_of_too_many_sockets_of_a_person_loses() {
    let world = World::with(LiveConfig {
        sockets_per_user: 1,
        ..LiveConfig::default()
    })
    .await;
    let _first = world.join(world.ann()).await;
    let elsewhere = world.sign_in(&world.scene.ann).await;
    let mut second = world.open(elsewhere).client().await;
    assert_eq!(second.close_code().await, 4029);
}
