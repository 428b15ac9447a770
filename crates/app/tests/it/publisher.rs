use crate::world;
use campfire_app::{
    Campfire, Config, Ports, feed,
    messages::PostMessage,
    rooms::{RoomChange, RoomError},
};
use campfire_domain::{
    ClientMessageId, EventKind, Format, MessageSource, RoomKind,
    ports::{EventSink, PresenceChange, Recipients},
};
use campfire_testkit::{
    Broadcast, FakeClock, MemoryStore, NullSink, PlainHasher, RecordingBroadcaster, RecordingSink,
    Scene, SeqIds, Stores,
};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

#[tokio::test]
async fn events_are_delivered_in_log_order_and_once() {
    let world = world().await;
    for key in 0..20 {
        let post = PostMessage {
            room_id: world.lobby,
            client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(key)),
            source: MessageSource::parse("x").unwrap(),
            format: Format::Markdown,
        };
        world
            .campfire
            .messages
            .post(&world.ann, post)
            .await
            .unwrap();
    }
    let told = |calls: &[Broadcast]| {
        let posted = calls.iter().filter(
            |call| matches!(call, Broadcast::Delivered(d) if d.event.kind.message().is_some()),
        );
        posted.count() == 20
    };
    world.broadcaster.wait_until(told).await;
    let deliveries = world.broadcaster.deliveries();
    let positions: Vec<u64> = deliveries.iter().map(|d| d.event.position.get()).collect();
    assert_eq!(positions, (1..=positions.len() as u64).collect::<Vec<_>>());
    let messages = deliveries
        .iter()
        .filter(|d| d.event.kind.message().is_some());
    assert!(
        messages
            .clone()
            .all(|d| d.named.user.as_ref().unwrap().name.as_str() == "Ann")
    );
}

pub(crate) fn ports_of(store: &Arc<MemoryStore>, broadcaster: &Arc<RecordingBroadcaster>) -> Ports {
    Ports {
        accounts: store.clone(),
        users: store.clone(),
        credentials: store.clone(),
        sessions: store.clone(),
        transfers: store.clone(),
        standing: store.clone(),
        audit: store.clone(),
        profiles: store.clone(),
        rooms: store.clone(),
        memberships: store.clone(),
        membership_reader: store.clone(),
        messages: store.clone(),
        message_reader: store.clone(),
        mentions: store.clone(),
        bookmarks: store.clone(),
        boosts: store.clone(),
        search: store.clone(),
        recent_searches: store.clone(),
        journal: store.clone(),
        undelivered: store.clone(),
        events: store.clone(),
        flags: store.clone(),
        feedback: store.clone(),
        directory: store.clone(),
        health: store.clone(),
        broadcaster: broadcaster.clone(),
        passwords: Arc::new(PlainHasher),
        clock: Arc::new(FakeClock::default()),
        ids: Arc::new(SeqIds::default()),
    }
}

/// Connections can send in between: else a large commit alone would overfill their queues.
#[tokio::test]
async fn a_large_commit_is_passed_a_few_events_at_a_time() {
    let (feed, inbox) = feed();
    let recorded = RecordingSink::new();
    let store = Arc::new(MemoryStore::new(recorded.clone()));
    let broadcaster = RecordingBroadcaster::new();
    let ports = ports_of(&store, &broadcaster);
    let campfire = Campfire::start(ports, inbox, Config::default())
        .await
        .unwrap();
    let scene = Scene::set_up(Stores::of(store, recorded.clone(), ())).await;
    for n in 0..200 {
        scene
            .say(scene.lobby, &scene.bob, &format!("message {n}"))
            .await;
    }
    let commit = recorded.events();
    let all = commit.len();
    feed.committed(commit);
    let mut seen = vec![0];
    while seen.last() < Some(&all) {
        tokio::task::yield_now().await;
        seen.push(broadcaster.deliveries().len());
    }
    let largest = seen.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(
        largest <= 64,
        "{largest} events were passed without a break"
    );
    assert_eq!(campfire.directory.head().position.get(), all as u64);
}

/// A store whose reports are lost: the publisher finds the commits in the log all the same.
#[tokio::test(start_paused = true)]
async fn lost_reports_are_read_from_the_log() {
    let (_unused, inbox) = feed();
    let store = Arc::new(MemoryStore::new(Arc::new(NullSink) as Arc<dyn EventSink>));
    let broadcaster = Arc::new(RecordingBroadcaster::default());
    let ports = ports_of(&store, &broadcaster);
    let campfire = Campfire::start(ports, inbox, Config::default())
        .await
        .unwrap();
    let scene = Scene::set_up(Stores::of(store, RecordingSink::new(), ())).await;
    scene.say(scene.lobby, &scene.bob, "unheard").await;
    let head = scene.head().await;
    let mut watch = campfire.directory.watch();
    let passed = watch.wait_for(|seen| seen.position >= head);
    tokio::time::timeout(Duration::from_mins(1), passed)
        .await
        .unwrap()
        .unwrap();
    assert!(campfire.directory.user(scene.bob.id).is_some());
    assert_eq!(broadcaster.events().last().unwrap().position, head);
}

#[tokio::test(start_paused = true)]
async fn presence_is_told_twice_a_second_and_leaves_after_the_grace() {
    let world = world().await;
    let user = world.ann.user_id;
    world.campfire.presence.connected(user, 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    world
        .campfire
        .presence
        .ended(user, 1, campfire_app::presence::Ended::Closed);
    tokio::time::sleep(Duration::from_secs(16)).await;
    let changes: Vec<PresenceChange> = world
        .broadcaster
        .calls()
        .into_iter()
        .filter_map(|call| match call {
            Broadcast::Presence(change) => Some(change),
            _ => None,
        })
        .collect();
    assert_eq!(changes[0].joined, [user]);
    assert_eq!(&*changes[0].online, [user]);
    assert_eq!(changes.last().unwrap().left, [user]);
}

/// Those who stay learn what it is now; everyone else only that it is gone.
#[tokio::test]
async fn a_room_that_becomes_closed_is_gone_for_those_who_do_not_stay() {
    let world = world().await;
    let bob = world.join("Bob").await;
    let change = RoomChange {
        kind: Some(RoomKind::Closed),
        ..RoomChange::default()
    };
    let rooms = &world.campfire.rooms;
    let closed = rooms.change(&world.ann, world.lobby, change).await;
    assert_eq!(closed.unwrap().mine.room.kind, RoomKind::Closed);
    let told = |calls: &[Broadcast]| {
        let of_kind = |call: &Broadcast| matches!(call, Broadcast::Delivered(d) if matches!(d.event.kind, EventKind::RoomUpdated(_)));
        calls.iter().any(of_kind)
    };
    world.broadcaster.wait_until(told).await;
    let deliveries = world.broadcaster.deliveries();
    let [.., gone, updated] = &deliveries[..] else {
        panic!("two are told: {deliveries:?}");
    };
    let stay = std::collections::HashSet::from([world.ann.user_id]);
    assert_eq!(gone.event.kind, EventKind::RoomDeleted(world.lobby));
    assert!(matches!(&gone.recipients, Recipients::AllBut(people) if **people == stay));
    assert!(matches!(&updated.recipients, Recipients::Members(people) if **people == stay));
    assert_eq!(gone.event.position, updated.event.position);
    let bobs = rooms.get(&bob, world.lobby).await;
    assert!(matches!(bobs, Err(RoomError::NotFound)), "{bobs:?}");
}
