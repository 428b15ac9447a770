use super::world::World;
use crate::LiveConfig;
use campfire_testkit::{builders::an_id, let_pass};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn a_post_is_acknowledged_and_told_and_its_repeat_is_a_duplicate() {
    let world = World::new().await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    let id = ann.post(world.scene.lobby, "hello").await;
    let ack = ann.find("ack").await;
    assert_eq!(ack["client_message_id"], id);
    assert_eq!(ack["room_id"], world.scene.lobby.to_string());
    assert_eq!(
        (&ack["seq"], &ack["state"], &ack["duplicate"]),
        (&json!(1), &json!("stored"), &json!(false))
    );
    assert_eq!(bob.texts(1).await, ["hello"]);

    let again = json!({"type": "post_message", "room_id": world.scene.lobby.to_string(), "client_message_id": id, "body": "hello"});
    ann.say(&again).await;
    let repeated = ann.find("ack").await;
    assert_eq!(repeated["message_id"], ack["message_id"]);
    assert_eq!(repeated["duplicate"], true);
    bob.silence().await;

    let other = json!({"type": "post_message", "room_id": world.scene.lobby.to_string(), "client_message_id": id, "body": "other"});
    ann.say(&other).await;
    let refused = ann.find("refused").await;
    assert_eq!(refused["code"], "message.client_id_reused");
    assert_eq!(refused["client_message_id"], id);
}

#[tokio::test(start_paused = true)]
async fn posts_of_one_socket_are_committed_in_the_order_of_their_arrival() {
    let world = World::new().await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    // Long texts are rendered elsewhere and would be overtaken by short ones.
    let texts: Vec<String> = (0..40)
        .map(|n| {
            if n % 5 == 0 {
                format!("{n} {}", "long ".repeat(1200))
            } else {
                n.to_string()
            }
        })
        .map(|text| text.trim().to_owned())
        .collect();
    for text in &texts {
        ann.post(world.scene.lobby, text).await;
    }
    assert_eq!(bob.texts(40).await, texts);
}

async fn refusal(world: &World, frame: Value) -> Value {
    let mut ann = world.join(world.ann()).await;
    ann.say(&frame).await;
    ann.find("refused").await
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_done_is_refused_with_the_codes_of_http() {
    let world = World::new().await;
    let lobby = world.scene.lobby.to_string();
    let (stranger, id) = (an_id().to_string(), an_id().to_string());
    let post = |room: &str, body: &str| json!({"type": "post_message", "room_id": room, "client_message_id": id, "body": body});
    let rows = [
        (json!({"type": "dance"}), "dance", "frame.unknown"),
        (
            json!({"type": "typing", "room_id": lobby}),
            "typing",
            "frame.invalid",
        ),
        (
            json!({"type": "viewing", "room_id": 7}),
            "viewing",
            "frame.invalid",
        ),
        (post(&lobby, "   "), "post_message", "request.invalid"),
        (
            post(&lobby, &"x".repeat(10_001)),
            "post_message",
            "request.invalid",
        ),
        (post(&stranger, "hi"), "post_message", "room.not_found"),
        (
            json!({"type": "typing", "room_id": stranger, "active": true}),
            "typing",
            "room.not_found",
        ),
        (
            json!({"type": "viewing", "room_id": stranger}),
            "viewing",
            "room.not_found",
        ),
        (
            json!({"type": "read", "room_id": stranger, "seq": 1}),
            "read",
            "room.not_found",
        ),
        (
            json!({"type": "read", "room_id": lobby, "seq": 9}),
            "read",
            "read.beyond_last",
        ),
    ];
    for (frame, command, code) in rows {
        let refused = refusal(&world, frame.clone()).await;
        assert_eq!(refused["code"], code, "{frame}");
        assert_eq!(refused["command"], command, "{frame}");
        assert_eq!(refused["retryable"], false, "{frame}");
        let named = frame.get("client_message_id");
        assert_eq!(refused.get("client_message_id"), named, "{frame}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_of_an_outage_is_queued_and_its_event_comes_later() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    world
        .store
        .fail_with(Some(campfire_domain::StoreError::Unavailable));
    ann.post(world.scene.lobby, "later").await;
    let ack = ann.find("ack").await;
    assert_eq!(ack["state"], "queued");
    assert_eq!((ack.get("seq"), &ack["duplicate"]), (None, &json!(false)));
    world.store.fail_with(None);
    let event = ann.find("event").await;
    assert_eq!(event["data"]["message"]["id"], ack["message_id"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_and_a_journal_that_are_out_refuse_for_a_while_and_the_socket_stays() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    world
        .store
        .fail_with(Some(campfire_domain::StoreError::Unavailable));
    let full = campfire_domain::ports::JournalError::Full;
    world.store.fail_journal_with(Some(full));
    ann.post(world.scene.lobby, "now?").await;
    let refused = ann.find("refused").await;
    assert_eq!(refused["code"], "store.unavailable");
    assert_eq!(refused["retryable"], true);
    assert_eq!(refused["retry_after_ms"], 1000);
    world.store.fail_with(None);
    ann.post(world.scene.lobby, "now").await;
    ann.find("ack").await;
}

#[tokio::test(start_paused = true)]
async fn reading_moves_the_marker_on_every_socket_of_the_reader_only() {
    let world = World::new().await;
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "one")
        .await;
    world.delivered().await;
    let (mut one, mut two) = (world.join(world.ann()).await, world.join(world.ann()).await);
    let mut bob = world.join(world.bob()).await;
    let read = json!({"type": "read", "room_id": world.scene.lobby.to_string(), "seq": 1});
    one.say(&read).await;
    for client in [&mut one, &mut two] {
        let event = client.next().await;
        assert_eq!(event["kind"], "read_moved");
        assert_eq!(event["data"]["last_read_seq"], 1);
        assert_eq!(event["data"]["unread_count"], 0);
    }
    bob.silence().await;
}

#[tokio::test(start_paused = true)]
async fn typing_reaches_those_who_view_the_room_and_no_one_else() {
    let world = World::new().await;
    let carl = world.sign_in(&world.scene.carl).await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    let mut carl = world.join(carl).await;
    let lobby = world.scene.lobby.to_string();
    bob.say(&json!({"type": "viewing", "room_id": lobby})).await;
    carl.say(&json!({"type": "viewing", "room_id": lobby}))
        .await;
    carl.say(&json!({"type": "viewing", "room_id": null})).await;
    ann.say(&json!({"type": "typing", "room_id": lobby, "active": true}))
        .await;
    let typing = bob.find("typing").await;
    assert_eq!(typing["user_ids"], json!([world.scene.ann.id.to_string()]));
    ann.say(&json!({"type": "typing", "room_id": lobby, "active": false}))
        .await;
    assert_eq!(bob.find("typing").await["user_ids"], json!([]));
    carl.silence().await;
    ann.silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_revoked_member_no_longer_views_the_room() {
    let world = World::new().await;
    let room = world.scene.closed_room(&[&world.scene.bob]).await;
    world.delivered().await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    bob.say(&json!({"type": "viewing", "room_id": room.to_string()}))
        .await;
    bob.say(&json!({"type": "heartbeat"})).await;
    bob.find("heartbeat").await;
    world.scene.revoke(room, &world.scene.bob).await;
    assert_eq!(bob.next().await["kind"], "membership_revoked");
    ann.say(&json!({"type": "typing", "room_id": room.to_string(), "active": true}))
        .await;
    bob.silence().await;
}

#[tokio::test(start_paused = true)]
async fn above_the_rate_commands_are_refused_and_who_goes_on_is_closed_1013() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let typing =
        json!({"type": "typing", "room_id": world.scene.lobby.to_string(), "active": false});
    for _ in 0..61 {
        ann.say(&typing).await;
    }
    let slow_down = ann.next().await;
    assert_eq!(slow_down["type"], "slow_down");
    let refused = ann.next().await;
    assert_eq!(refused["code"], "rate.limited");
    assert_eq!(refused["retryable"], true);
    assert!(refused["retry_after_ms"].as_u64().unwrap() >= 1);

    let start = tokio::time::Instant::now();
    let (mut sink, mut stream) = futures_util::StreamExt::split(ann.socket);
    let flood = async {
        loop {
            let text = tokio_tungstenite::tungstenite::Message::text(typing.to_string());
            if futures_util::SinkExt::send(&mut sink, text).await.is_err() {
                return;
            }
            let_pass(Duration::from_millis(20)).await;
        }
    };
    let closed = async {
        while let Some(Ok(message)) = futures_util::StreamExt::next(&mut stream).await {
            if let tokio_tungstenite::tungstenite::Message::Close(Some(close)) = message {
                return u16::from(close.code);
            }
        }
        1006
    };
    let code = tokio::select! { code = closed => code, () = flood => 0 };
    assert_eq!(code, 1013);
    assert!((10..=12).contains(&start.elapsed().as_secs()));
}

#[tokio::test(start_paused = true)]
async fn with_rate_limits_off_nothing_is_refused() {
    let world = World::with(LiveConfig {
        rate_limits: false,
        ..LiveConfig::default()
    })
    .await;
    let mut ann = world.join(world.ann()).await;
    for _ in 0..200 {
        ann.say(&json!({"type": "viewing", "room_id": null})).await;
    }
    ann.silence().await;
}
