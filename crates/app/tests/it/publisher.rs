use crate::world;
use campfire_app::{
    Campfire, Config, Ports, feed,
    messages::PostMessage,
    rooms::{RoomChange, RoomError},
};
use campfire_domain::{
    ClientMessageId, EventKind, Format, MessageSource, RoomKind,
    ports::{EventSink, PresenceChange, Recipients, StorePorts},
};
use campfire_testkit::{
    Broadcast, FakeClock, MemoryStore, NullSink, PlainHasher, RecordingBroadcaster, RecordingSink,
    Scene, SeqIds, Stores, let_pass,
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
        store: StorePorts::of(store),
        broadcaster: broadcaster.clone(),
        passwords: Arc::new(PlainHasher),
        clock: Arc::new(FakeClock::default()),
        ids: Arc::new(SeqIds::default()),
    }
}

/// A store whose commits the publisher hears of only when the test says so.
struct Untold {
    feed: Arc<dyn EventSink>,
    recorded: Arc<RecordingSink>,
    broadcaster: Arc<RecordingBroadcaster>,
    campfire: Campfire,
    scene: Scene,
}

impl Untold {
    async fn start() -> Self {
        let (feed, inbox) = feed();
        let recorded = RecordingSink::new();
        let store = Arc::new(MemoryStore::new(recorded.clone()));
        let broadcaster = RecordingBroadcaster::new();
        let ports = ports_of(&store, &broadcaster);
        let campfire = Campfire::start(ports, inbox, Config::default())
            .await
            .unwrap();
        let stores = Stores::of(StorePorts::of(&store), recorded.clone(), ());
        let scene = Scene::set_up(stores).await;
        Self {
            feed,
            recorded,
            broadcaster,
            campfire,
            scene,
        }
    }

    async fn say(&self, text: &str) {
        let scene = &self.scene;
        scene.say(scene.lobby, &scene.bob, text).await;
    }

    /// Reports everything as one commit; says how many events that are.
    fn report(&self) -> usize {
        let commit = self.recorded.events();
        let all = commit.len();
        self.feed.committed(commit);
        all
    }

    fn delivered(&self) -> usize {
        self.broadcaster.deliveries().len()
    }
}

/// The end of a process: what was acknowledged is told before the connections are closed.
#[tokio::test]
async fn told_so_far_waits_for_everything_committed() {
    let world = Untold::start().await;
    world.say("last words").await;
    let all = world.report();
    assert_eq!(world.delivered(), 0);
    world.campfire.sync.told_so_far().await;
    assert_eq!(world.delivered(), all);
}

/// Connections can send in between: else a large commit alone would overfill their queues.
#[tokio::test]
async fn a_large_commit_is_passed_a_few_events_at_a_time() {
    let world = Untold::start().await;
    for n in 0..200 {
        world.say(&format!("message {n}")).await;
    }
    let all = world.report();
    let mut seen = vec![0];
    while seen.last() < Some(&all) {
        tokio::task::yield_now().await;
        seen.push(world.delivered());
    }
    let largest = seen.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
    assert!(
        largest <= 64,
        "{largest} events were passed without a break"
    );
    let reached = world.campfire.directory.head().position.get();
    assert_eq!(reached, all as u64);
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
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
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
    let_pass(Duration::from_secs(1)).await;
    world
        .campfire
        .presence
        .ended(user, 1, campfire_app::presence::Ended::Closed);
    let_pass(Duration::from_secs(16)).await;
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
