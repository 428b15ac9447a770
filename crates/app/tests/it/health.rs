use crate::{publisher::ports_of, world, world_on};
use campfire_app::{Campfire, Config, feed};
use campfire_domain::{
    StoreError,
    ports::{EventSink, StorePorts, Trouble},
};
use campfire_testkit::{
    Broadcast, MemoryStore, NullSink, RecordingBroadcaster, RecordingSink, Scene, Stores, let_pass,
};
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;

fn told(calls: &[Broadcast]) -> Vec<Vec<Trouble>> {
    let health = |call: &Broadcast| match call {
        Broadcast::Health(troubles) => Some(troubles.clone()),
        _ => None,
    };
    calls.iter().filter_map(health).collect()
}

#[tokio::test(start_paused = true)]
async fn an_outage_and_its_end_are_told_within_two_seconds() {
    let (world, store) = world_on().await;
    let all = vec![Trouble::StoreReads, Trouble::StoreWrites, Trouble::Search];
    let began = Instant::now();
    store.fail_with(Some(StoreError::Unavailable));
    let calls = world.broadcaster.wait_until(|calls| told(calls).len() == 1);
    assert_eq!(told(&calls.await), std::slice::from_ref(&all));
    assert_eq!(world.campfire.health.troubles(), all);
    store.fail_with(None);
    let calls = world.broadcaster.wait_until(|calls| told(calls).len() == 2);
    assert_eq!(told(&calls.await), [all, vec![]]);
    assert!(began.elapsed() <= Duration::from_secs(2), "{began:?}");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_goes_on_and_off_is_told_at_most_twice_a_second() {
    let (world, store) = world_on().await;
    for n in 0..100 {
        store.fail_with((n % 2 == 0).then_some(StoreError::Unavailable));
        let_pass(Duration::from_millis(20)).await;
    }
    let told = told(&world.broadcaster.calls()).len();
    assert!((1..=5).contains(&told), "told {told} times in 2 s");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_told_while_all_is_well() {
    let world = world().await;
    let_pass(Duration::from_mins(1)).await;
    assert_eq!(told(&world.broadcaster.calls()), Vec::<Vec<Trouble>>::new());
}

/// The report of a commit came, but the log, which the publisher reads for what is before it, cannot
/// be read for a while.
#[tokio::test(start_paused = true)]
async fn clients_that_are_told_late_for_five_seconds_are_a_trouble() {
    let (feed, inbox) = feed();
    let store = Arc::new(MemoryStore::new(Arc::new(NullSink) as Arc<dyn EventSink>));
    let broadcaster = RecordingBroadcaster::new();
    let ports = ports_of(&store, &broadcaster);
    let campfire = Campfire::start(ports, inbox, Config::default())
        .await
        .unwrap();
    let stores = Stores::of(StorePorts::of(&store), RecordingSink::new(), ());
    let scene = Scene::set_up(stores).await;

    scene.say(scene.lobby, &scene.bob, "behind a hole").await;
    let head = scene.head().await;
    let before = campfire_domain::Position::new(head.get() - 1);
    let newest = scene.stores.events.all(before, 1).await.unwrap().events;
    store.fail_with(Some(StoreError::Unavailable));
    feed.committed(newest);
    let_pass(Duration::from_secs(4)).await;
    assert!(!campfire.health.troubles().contains(&Trouble::Live));
    let_pass(Duration::from_secs(4)).await;
    assert!(campfire.health.troubles().contains(&Trouble::Live));
    store.fail_with(None);
    let wished = |calls: &[Broadcast]| told(calls).last().is_some_and(Vec::is_empty);
    broadcaster.wait_until(wished).await;
    assert_eq!(campfire.directory.head().position, head);
}
