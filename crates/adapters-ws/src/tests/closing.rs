use super::world::World;
use crate::LiveConfig;
use campfire_domain::{EventKind, Standing, ports::Broadcaster};
use campfire_testkit::let_pass;
use futures_util::StreamExt;
use serde_json::json;
use std::{sync::Arc, time::Duration};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

#[tokio::test(start_paused = true)]
async fn the_end_of_a_session_closes_4001_behind_everything_told_before() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let start = tokio::time::Instant::now();
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "the last word")
        .await;
    world
        .end_session(world.scene.ann_session.id, world.ann())
        .await;
    assert_eq!(ann.texts(1).await, ["the last word"]);
    assert_eq!(ann.next().await["kind"], "sessions_ended");
    assert_eq!(ann.close_code().await, 4001);
    assert!(start.elapsed() <= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn other_sessions_of_the_same_person_stay_and_learn_it() {
    let world = World::new().await;
    let elsewhere = world.sign_in(&world.scene.ann).await;
    let mut other = world.join(elsewhere).await;
    world
        .end_session(world.scene.ann_session.id, elsewhere)
        .await;
    assert_eq!(other.next().await["kind"], "sessions_ended");
    other.silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ended_before_the_socket_opened_is_closed_4001() {
    let world = World::new().await;
    world
        .end_session(world.scene.ann_session.id, world.ann())
        .await;
    let mut ann = world.open(world.ann()).client().await;
    assert_eq!(ann.close_code().await, 4001);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_runs_out_is_closed_4001() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    world.clock.advance(Duration::from_hours(181 * 24));
    assert_eq!(ann.close_code().await, 4001);
}

#[tokio::test(start_paused = true)]
async fn someone_who_takes_part_no_more_is_closed_4001() {
    let world = World::new().await;
    let mut bob = world.join(world.bob()).await;
    let mut banned = world.scene.bob.clone();
    banned.standing = Standing::Banned;
    let head = world.app.sync.head();
    let event = campfire_domain::Event {
        position: head.position.next(),
        cursor: head.cursor,
        at: campfire_testkit::builders::START,
        actor_id: None,
        rev: None,
        audience: campfire_domain::Audience::Account,
        kind: EventKind::UserUpdated(Arc::new(banned)),
    };
    world.registry.deliver(campfire_domain::ports::Delivery {
        event: Arc::new(event),
        named: campfire_domain::ports::Named::default(),
        recipients: campfire_domain::ports::Recipients::Everyone,
    });
    assert_eq!(bob.next().await["kind"], "user_updated");
    assert_eq!(bob.close_code().await, 4001);
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_falls_behind_is_closed_4008_and_others_get_everything() {
    let world = World::new().await;
    let (slow, mut quick) = (world.join(world.ann()).await, world.join(world.bob()).await);
    let long = "x".repeat(5000);
    for _ in 0..300 {
        world
            .scene
            .say(world.scene.lobby, &world.scene.carl, &long)
            .await;
        assert_eq!(quick.texts(1).await[0].len(), 5000);
    }
    let_pass(Duration::from_secs(2)).await;
    let gauges = world.registry.gauges();
    assert_eq!(gauges.closed.get(&4008), Some(&1));
    assert_eq!(gauges.connections, 1);
    drop(slow);
}

#[tokio::test(start_paused = true)]
async fn a_reader_who_fell_behind_but_still_reads_is_told_4008() {
    let world = World::new().await;
    let mut slow = world.join(world.ann()).await;
    for _ in 0..150 {
        let long = "x".repeat(5000);
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, &long)
            .await;
    }
    world.delivered().await;
    assert_eq!(slow.close_code().await, 4008);
}

#[tokio::test(start_paused = true)]
async fn a_write_without_progress_is_closed_4008_within_thirty_seconds() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    ann.find("presence").await;
    let long = "x".repeat(9000);
    for _ in 0..20 {
        world
            .scene
            .say(world.scene.lobby, &world.scene.bob, &long)
            .await;
    }
    world.delivered().await;
    let gone = |world: &World| world.registry.gauges().connections == 0;
    let_pass(Duration::from_secs(20)).await;
    assert!(!gone(&world));
    let_pass(Duration::from_secs(12)).await;
    assert!(gone(&world));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_pings_keeps_its_lease() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let mut pings = 0;
    let listening = async {
        while let Some(Ok(message)) = ann.socket.next().await {
            pings += usize::from(message.is_ping());
        }
    };
    let time = Duration::from_secs(200);
    assert!(tokio::time::timeout(time, listening).await.is_err());
    assert!((6..=8).contains(&pings), "{pings} pings");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_not_heard_loses_its_lease_and_leaves_at_once() {
    let world = World::new().await;
    let silent = world.join(world.bob()).await;
    let mut ann = world.join(world.ann()).await;
    assert_eq!(
        ann.find("presence").await["online"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let start = tokio::time::Instant::now();
    let left = async {
        loop {
            if let Some(Ok(Message::Text(text))) = ann.socket.next().await
                && text.contains(r#""left":[""#)
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(66), left)
        .await
        .unwrap();
    assert!(start.elapsed() >= Duration::from_mins(1));
    drop(silent);
}

#[tokio::test(start_paused = true)]
async fn a_lost_lease_is_closed_4009() {
    let world = World::with(LiveConfig {
        lease: Duration::from_secs(10),
        ..LiveConfig::default()
    })
    .await;
    let mut ann = world.join(world.ann()).await;
    assert_eq!(ann.close_code().await, 4009);
    let_pass(Duration::from_secs(2)).await;
    assert_eq!(world.registry.gauges().closed.get(&4009), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn a_frame_above_the_limit_closes_1009() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let (mut sink, mut stream) = ann.socket.split();
    let sending = async {
        let text = Message::text("x".repeat(128 * 1024 + 1));
        let _cut = futures_util::SinkExt::send(&mut sink, text).await;
        std::future::pending::<()>().await;
    };
    let closed = async {
        loop {
            match stream.next().await {
                Some(Ok(Message::Close(close))) => return close.map(|close| u16::from(close.code)),
                Some(Ok(_)) => {}
                _ => return None,
            }
        }
    };
    let code = tokio::select! { code = closed => code, () = sending => None };
    assert_eq!(code, Some(1009));
    ann = world.join(world.ann()).await;
    ann.silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_client_that_says_good_bye_is_answered_and_forgotten() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let bye = CloseFrame {
        code: CloseCode::Normal,
        reason: "bye".into(),
    };
    ann.send(Message::Close(Some(bye))).await;
    assert_eq!(ann.close_code().await, 1000);
    let_pass(Duration::from_millis(10)).await;
    let gauges = world.registry.gauges();
    assert_eq!(gauges.connections, 0);
    assert_eq!(gauges.closed.get(&1000), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn draining_closes_everyone_with_1012_in_time_and_takes_no_one_in() {
    let world = World::with(LiveConfig {
        sockets_per_session: 500,
        sockets_per_user: 500,
        ..LiveConfig::default()
    })
    .await;
    let mut clients = Vec::new();
    for _ in 0..120 {
        clients.push(world.join(world.ann()).await);
    }
    let start = tokio::time::Instant::now();
    let registry = world.registry.clone();
    let drain = tokio::spawn(async move { registry.drain(Duration::from_secs(5)).await });
    let mut late = Vec::new();
    for client in &mut clients {
        assert_eq!(client.close_code().await, 1012);
    }
    late.push(world.open(world.bob()).client().await);
    assert_eq!(late[0].close_code().await, 1012);
    drain.await.unwrap();
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(world.registry.gauges().connections, 0);
}

#[tokio::test(start_paused = true)]
async fn draining_does_not_wait_for_clients_who_do_not_answer() {
    let world = World::new().await;
    let _silent = world.join(world.ann()).await;
    let start = tokio::time::Instant::now();
    world.registry.drain(Duration::from_secs(25)).await;
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn commands_behind_the_end_of_a_session_do_nothing() {
    let world = World::new().await;
    let mut bob = world.join(world.bob()).await;
    let mut ann = world.join(world.ann()).await;
    world
        .end_session(world.scene.ann_session.id, world.ann())
        .await;
    let post = json!({"type": "post_message", "room_id": world.scene.lobby.to_string(), "client_message_id": campfire_testkit::builders::an_id().to_string(), "body": "too late"});
    let _gone = futures_util::SinkExt::send(&mut ann.socket, Message::text(post.to_string())).await;
    assert_eq!(ann.close_code().await, 4001);
    bob.silence().await;
}
