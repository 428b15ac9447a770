use super::world::World;
use crate::LiveConfig;
use campfire_app::messages::PostMessage;
use campfire_domain::{ClientMessageId, Format, MessageSource};
use campfire_testkit::builders::an_id;
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn everyone_in_the_room_gets_a_message_once_and_in_order() {
    let world = World::new().await;
    let (mut ann, mut bob) = (world.join(world.ann()).await, world.join(world.bob()).await);
    let texts: Vec<String> = (0..100).map(|n| format!("number {n}")).collect();
    for text in &texts {
        world
            .scene
            .say(world.scene.lobby, &world.scene.carl, text)
            .await;
    }
    assert_eq!(ann.texts(100).await, texts);
    assert_eq!(bob.texts(100).await, texts);
    ann.silence().await;
}

#[tokio::test(start_paused = true)]
async fn an_event_names_cursor_room_and_rev() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let message = world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "hello")
        .await;
    let event = ann.find("event").await;
    assert_eq!(event["kind"], "message_posted");
    assert_eq!(event["room_id"], world.scene.lobby.to_string());
    assert_eq!(event["rev"], message.rev.get());
    world.delivered().await;
    assert_eq!(event["cursor"], world.app.sync.head().cursor.as_str());
}

#[tokio::test(start_paused = true)]
async fn only_members_get_what_happens_in_a_closed_room() {
    let world = World::new().await;
    let room = world.scene.closed_room(&[&world.scene.bob]).await;
    world.delivered().await;
    let carl = world.sign_in(&world.scene.carl).await;
    let (mut bob, mut carl) = (world.join(world.bob()).await, world.join(carl).await);
    world.scene.say(room, &world.scene.ann, "secret").await;
    assert_eq!(bob.texts(1).await, ["secret"]);
    carl.silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_revoked_member_learns_it_and_gets_no_further_messages() {
    let world = World::new().await;
    let room = world.scene.closed_room(&[&world.scene.bob]).await;
    world.delivered().await;
    let mut bob = world.join(world.bob()).await;
    world.scene.revoke(room, &world.scene.bob).await;
    world.scene.say(room, &world.scene.ann, "alone").await;
    assert_eq!(bob.next().await["kind"], "membership_revoked");
    bob.silence().await;
}

#[tokio::test(start_paused = true)]
async fn two_sockets_of_one_person_both_get_a_message() {
    let world = World::new().await;
    let (mut one, mut two) = (world.join(world.ann()).await, world.join(world.ann()).await);
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, "hi")
        .await;
    assert_eq!(one.texts(1).await, ["hi"]);
    assert_eq!(two.texts(1).await, ["hi"]);
}

#[tokio::test(start_paused = true)]
async fn a_long_message_arrives_whole() {
    let world = World::new().await;
    let mut ann = world.join(world.ann()).await;
    let long = "🔥 ä".repeat(3000);
    world
        .scene
        .say(world.scene.lobby, &world.scene.bob, &long)
        .await;
    assert_eq!(ann.texts(1).await, [long]);
}

#[tokio::test(start_paused = true)]
async fn whoever_joins_while_messages_are_posted_misses_none_behind_their_welcome() {
    let world = World::new().await;
    let bob = world.bob();
    let (messages, room_id) = (world.app.messages.clone(), world.scene.lobby);
    let poster = tokio::spawn(async move {
        for n in 0..200 {
            let post = PostMessage {
                room_id,
                client_message_id: ClientMessageId::from_uuid(an_id()),
                source: MessageSource::parse(&n.to_string()).unwrap(),
                format: Format::Markdown,
            };
            messages.post(&bob, post).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    for _ in 0..10 {
        let mut ann = world.join(world.ann()).await;
        let first: u32 = ann.texts(1).await[0].parse().unwrap();
        let rest = ann.texts(5).await;
        let expected: Vec<String> = (first + 1..first + 6).map(|n| n.to_string()).collect();
        assert_eq!(rest, expected);
    }
    poster.abort();
}

#[tokio::test(start_paused = true)]
async fn heartbeats_tell_where_one_is_and_which_rooms_changed_since_the_last() {
    let world = World::new().await;
    let other = world.scene.open_room().await;
    world.delivered().await;
    let mut ann = world.join(world.ann()).await;
    let beat = json!({"type": "heartbeat", "cursor": ann.cursor});
    ann.say(&beat).await;
    let answer = ann.find("heartbeat").await;
    assert_eq!(answer["cursor"], ann.cursor);
    assert_eq!(answer["rooms"], json!([]));

    let message = world.scene.say(other, &world.scene.bob, "hi").await;
    ann.texts(1).await;
    ann.say(&beat).await;
    let answer = ann.find("heartbeat").await;
    assert_eq!(answer["cursor"], ann.cursor);
    let changed = json!([{"room_id": other.to_string(), "rev": message.rev.get()}]);
    assert_eq!(answer["rooms"], changed);

    ann.say(&beat).await;
    assert_eq!(ann.find("heartbeat").await["rooms"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_never_names_a_rev_that_was_not_sent_before_it() {
    let world = World::with(LiveConfig {
        rate_limits: false,
        ..LiveConfig::default()
    })
    .await;
    let mut ann = world.join(world.ann()).await;
    let mut seen = 0;
    for _ in 0..50 {
        let id = ann.post(world.scene.lobby, "and one more").await;
        ann.say(&json!({"type": "heartbeat"})).await;
        let (mut acked, mut beaten) = (false, false);
        while !(acked && beaten) {
            let frame = ann.next().await;
            match frame["type"].as_str() {
                Some("event") => seen = frame["rev"].as_u64().unwrap(),
                Some("ack") => acked = frame["client_message_id"] == id,
                _ => {
                    beaten = true;
                    let rooms = frame["rooms"].as_array().unwrap();
                    let newest = rooms.iter().filter_map(|room| room["rev"].as_u64()).max();
                    assert!(newest.is_none_or(|rev| rev <= seen), "{seen} {frame}");
                }
            }
        }
    }
    assert!(seen > 40);
}
