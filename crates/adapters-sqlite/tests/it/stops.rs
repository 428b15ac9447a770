//! Stops in order and out of order, and what they do to cursors.

use campfire_adapters_sqlite::{Durability, SqliteConfig, SqliteStore};
use campfire_domain::{
    Cursor, Timestamp,
    ports::{EventReader, Resolved, StorePorts},
};
use campfire_testkit::{NullSink, RecordingSink, Scene, Stores};
use std::{path::Path, sync::Arc};

const LONG_AGO: Timestamp = Timestamp::from_millis(0);

/// Opens the store of a folder.
async fn open(folder: &Path, durability: Durability) -> SqliteStore {
    let config = SqliteConfig {
        durability,
        ..SqliteConfig::new(folder)
    };
    SqliteStore::open(config, Arc::new(NullSink)).await.unwrap()
}

/// Sets a store up, says something and gives the cursor after it; closed in order or not.
async fn a_run(folder: &Path, durability: Durability, in_order: bool) -> Cursor {
    let store = Arc::new(open(folder, durability).await);
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    scene.say(scene.lobby, &scene.ann, "hello").await;
    let cursor = store.head().await.unwrap().cursor;
    if in_order {
        store.close().await;
    }
    cursor
}

/// What a cursor of a run means in the next one.
async fn next_run(durability: Durability, in_order: bool) -> Resolved {
    let folder = tempfile::tempdir().unwrap();
    let cursor = a_run(folder.path(), durability, in_order).await;
    let store = open(folder.path(), durability).await;
    store.resolve(cursor, LONG_AGO).await.unwrap()
}

#[tokio::test]
async fn after_a_stop_in_order_every_cursor_holds() {
    assert!(matches!(
        next_run(Durability::Full, true).await,
        Resolved::At(_)
    ));
    assert!(matches!(
        next_run(Durability::Normal, true).await,
        Resolved::At(_)
    ));
}

#[tokio::test]
async fn an_unclean_stop_ends_the_epoch_only_where_commits_were_not_synced() {
    assert!(matches!(
        next_run(Durability::Full, false).await,
        Resolved::At(_)
    ));
    assert_eq!(next_run(Durability::Normal, false).await, Resolved::Epoch);
}

#[tokio::test]
async fn a_log_that_was_rewound_does_not_know_the_cursors_of_before() {
    let folder = tempfile::tempdir().unwrap();
    a_run(folder.path(), Durability::Full, true).await;
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(
        folder.path().join("campfire.db"),
        copy.path().join("campfire.db"),
    )
    .unwrap();

    let say = async |folder: &Path, text: &str| {
        let store = open(folder, Durability::Full).await;
        let snapshot = campfire_domain::ports::DirectoryReader::load(&store)
            .await
            .unwrap();
        let new = campfire_testkit::a_message(snapshot.rooms[0].room.id, snapshot.users[0].id);
        new.saying(text).post_in(&store).await;
        let cursor = store.head().await.unwrap().cursor;
        store.close().await;
        cursor
    };
    let lost = say(folder.path(), "this line is lost").await;
    let kept = say(copy.path(), "this one took its place").await;
    let store = open(copy.path(), Durability::Full).await;
    assert_eq!(
        store.resolve(lost, LONG_AGO).await.unwrap(),
        Resolved::Unknown
    );
    assert!(matches!(
        store.resolve(kept, LONG_AGO).await.unwrap(),
        Resolved::At(_)
    ));
}

#[tokio::test]
async fn a_cursor_expires_by_the_age_of_what_was_missed_and_by_pruning() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path(), Durability::Full).await);
    let start = store.head().await.unwrap().cursor;
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    let head = store.head().await.unwrap();
    let far_future = Timestamp::from_millis(i64::MAX);
    assert!(matches!(
        store.resolve(start.clone(), LONG_AGO).await.unwrap(),
        Resolved::At(_)
    ));
    assert_eq!(
        store.resolve(start.clone(), far_future).await.unwrap(),
        Resolved::Expired
    );
    // Who missed nothing is never too late.
    assert_eq!(
        store
            .resolve(head.cursor.clone(), far_future)
            .await
            .unwrap(),
        Resolved::At(head.position)
    );
    store.close().await;

    let file = rusqlite::Connection::open(folder.path().join("campfire.db")).unwrap();
    file.execute_batch("delete from event where position <= 2; update store set pruned_to = 2")
        .unwrap();
    drop(file);
    let store = open(folder.path(), Durability::Full).await;
    assert_eq!(
        store.resolve(start, LONG_AGO).await.unwrap(),
        Resolved::Expired
    );
    assert_eq!(store.head().await.unwrap(), head);
    drop(scene);
}
