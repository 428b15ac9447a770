//! The writer's own work: the index of words, the log's length, what deleted rooms leave.

use super::*;
use crate::writer::tests::faults::until;
use campfire_domain::{
    Timestamp,
    ports::{Resolved, StoreHealth, StorePorts, StoreState},
};
use rusqlite::Connection;

/// Longest wait for the writer's own work in a test.
const SOON: Duration = Duration::from_secs(30);
const HOUR: i64 = 60 * 60 * 1_000;

/// The store of a folder, as a process that starts opens it.
async fn opened(folder: &tempfile::TempDir) -> Arc<SqliteStore> {
    let config = SqliteConfig::new(folder.path());
    Arc::new(
        SqliteStore::open(config, RecordingSink::new())
            .await
            .unwrap(),
    )
}

/// The file through a connection of its own, as a tool of an operator would open it.
fn file(store: &SqliteStore) -> Connection {
    Connection::open(&store.file).unwrap()
}

fn number_of(file: &Connection, sql: &str) -> i64 {
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Waits until the answer of a query is this; each look lets a write pass, as on a used server.
async fn until_is(store: &Arc<SqliteStore>, sql: &'static str, wanted: i64) {
    let deadline = Instant::now() + SOON;
    loop {
        let found = queue(store, None, move |tx| tx.find(sql, [], |row| row.get(0))).await;
        if found.unwrap() == Some(wanted) {
            return;
        }
        assert!(Instant::now() < deadline, "{sql} is never {wanted}");
    }
}

/// Fails when index and messages differ.
async fn assert_index_is_whole(store: &Arc<SqliteStore>) {
    let check = queue(store, None, |tx| {
        tx.execute(
            "insert into message_search (message_search, rank) values ('integrity-check', 1)",
            [],
        )
    });
    check.await.unwrap();
}

const FOUND: &str = "select count(*) from message_search where message_search match 'unmistakable'";

/// Breaks the index, then posts, edits and deletes; everything must be stored at once, and found
/// after a while.
async fn survives(break_it: &str) {
    let (scene, store) = a_team(|_| {}).await;
    let mut said = Vec::new();
    for i in 0..40 {
        let text = format!("unmistakable {i}");
        said.push(scene.say(scene.lobby, &scene.ann, &text).await);
    }
    file(&store).execute_batch(break_it).unwrap();
    let told = tokio::spawn({
        let store = Arc::clone(&store);
        async move { store.changed(StoreState::WELL).await }
    });
    tokio::task::yield_now().await;
    let posted = scene
        .say(scene.lobby, &scene.bob, "unmistakable after it broke")
        .await;
    assert_eq!(posted.seq, Seq::new(41));
    let edited = scene.edit(&said[3], "said otherwise").await;
    assert!(edited.edited_at.is_some());
    scene.erase(&said[4]).await;
    // The state says so for a while, and then that it is over.
    let told = tokio::time::timeout(SOON, told).await.unwrap().unwrap();
    assert!(told.writes && !told.search, "{told:?}");
    until(&store, StoreState::WELL).await;
    until_is(&store, FOUND, 39).await;
    assert_eq!(store.state(), StoreState::WELL);
    assert_index_is_whole(&store).await;
    scene
        .say(scene.lobby, &scene.bob, "unmistakable again")
        .await;
    until_is(&store, FOUND, 40).await;
    assert_index_is_whole(&store).await;
    assert_dense(&scene).await;
}

#[tokio::test]
async fn g9_a_search_index_without_its_pages_fails_no_post_and_is_built_anew() {
    survives("drop table message_search_data").await;
}

#[tokio::test]
async fn g9_a_search_index_of_nonsense_fails_no_post_and_is_built_anew() {
    survives("update message_search_data set block = randomblob(length(block))").await;
}

#[tokio::test]
async fn g9_a_search_index_without_any_of_its_tables_fails_no_post_and_is_built_anew() {
    survives(
        "drop table message_search_data; drop table message_search_idx; \
         drop table message_search_docsize; drop table message_search_config",
    )
    .await;
}

#[tokio::test]
async fn an_index_that_was_being_built_when_the_process_ended_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    for i in 0..200 {
        let text = format!("unmistakable {i}");
        scene.say(scene.lobby, &scene.ann, &text).await;
    }
    store.close().await;
    let other = Connection::open(SqliteConfig::new(folder.path()).file()).unwrap();
    // As a rebuild leaves it after 50 messages.
    other
        .execute_batch(
            "insert into message_search (message_search) values ('delete-all'); \
             insert into message_search (rowid, plain_text) select number, plain_text from message where number <= 50; \
             update store set indexed_to = 50",
        )
        .unwrap();
    drop(other);
    let store = opened(&folder).await;
    until(&store, StoreState::WELL).await;
    until_is(&store, FOUND, 200).await;
    assert_index_is_whole(&store).await;
}

#[tokio::test]
async fn a_broken_index_is_no_reason_to_keep_the_store_closed_after_the_disk_failed() {
    let (scene, store) = a_team(|config| config.probe_every = Duration::from_millis(50)).await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    file(&store)
        .execute_batch("update message_search_data set block = randomblob(length(block))")
        .unwrap();
    let failing = queue::<()>(&store, None, |tx| {
        tx.check(Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_READ),
            None,
        )))
    });
    assert!(failing.await.is_err());
    scene.say(scene.lobby, &scene.ann, "after").await;
    until(&store, StoreState::WELL).await;
}

/// Events of these ages, in hours before the newest, behind those that setting up made.
fn age(store: &SqliteStore, ages: &[i64]) {
    let file = file(store);
    let newest = number_of(&file, "select max(position) from event");
    file.execute("update event set at = ?1", [1_000 * HOUR])
        .unwrap();
    for (position, hours) in (1..).zip(ages) {
        file.execute(
            "update event set at = ?2 where position = ?1",
            [position, (1_000 - hours) * HOUR],
        )
        .unwrap();
    }
    assert!(newest > i64::try_from(ages.len()).unwrap());
}

async fn prune(store: &Arc<SqliteStore>, rows: u32) -> bool {
    queue(store, None, move |tx| crate::pruning::step(tx, rows))
        .await
        .unwrap()
}

#[tokio::test]
async fn pruning_takes_what_is_older_than_the_resume_window_and_no_more() {
    let (scene, store) = a_team(|_| {}).await;
    scene.say(scene.lobby, &scene.ann, "one").await;
    // The third is young: what comes after it stays, however old its clock said it was.
    age(&store, &[100, 30, 20, 90]);
    assert!(!prune(&store, 500).await);
    let left = scene.stores.events.all(Position::ZERO, 100).await.unwrap();
    assert_eq!(left.events[0].position, Position::new(3));
    assert_eq!(number_of(&file(&store), "select pruned_to from store"), 2);
    assert_eq!(
        number_of(
            &file(&store),
            "select count(*) from event_user where position <= 2"
        ),
        0
    );
}

#[tokio::test]
async fn pruning_goes_in_steps_and_says_whether_there_is_more() {
    let (scene, store) = a_team(|_| {}).await;
    for _ in 0..7 {
        scene.say(scene.lobby, &scene.ann, "more").await;
    }
    age(&store, &[50; 5]);
    assert!(prune(&store, 2).await && prune(&store, 2).await);
    assert!(!prune(&store, 2).await);
    assert_eq!(number_of(&file(&store), "select pruned_to from store"), 5);
}

#[tokio::test]
async fn pruning_passes_no_consumer_unless_it_is_a_week_behind() {
    let (scene, store) = a_team(|_| {}).await;
    for _ in 0..4 {
        scene.say(scene.lobby, &scene.ann, "more").await;
    }
    file(&store)
        .execute_batch("insert into consumer (name, position) values ('push', 1), ('webhooks', 3)")
        .unwrap();
    age(&store, &[100, 100, 100, 100]);
    prune(&store, 500).await;
    assert_eq!(number_of(&file(&store), "select pruned_to from store"), 1);
    age(&store, &[400, 400, 169, 100]);
    prune(&store, 500).await;
    assert_eq!(number_of(&file(&store), "select pruned_to from store"), 3);
}

#[tokio::test]
async fn a_cursor_before_what_was_pruned_has_expired_and_others_hold() {
    let (scene, store) = a_team(|_| {}).await;
    let cursor_at = async |position: u64| {
        let all = scene.stores.events.all(Position::ZERO, 100).await.unwrap();
        let index = usize::try_from(position - 1).unwrap();
        all.events[index].cursor.clone()
    };
    age(&store, &[50, 50, 50]);
    let (gone, last_gone, kept) = (cursor_at(2).await, cursor_at(3).await, cursor_at(4).await);
    prune(&store, 500).await;
    let oldest = Timestamp::from_millis(0);
    let resolve = async |cursor| scene.stores.events.resolve(cursor, oldest).await.unwrap();
    assert_eq!(resolve(gone).await, Resolved::Expired);
    // Who has seen all that was pruned has missed nothing.
    assert_eq!(resolve(last_gone).await, Resolved::At(Position::new(3)));
    assert_eq!(resolve(kept).await, Resolved::At(Position::new(4)));
    scene.say(scene.lobby, &scene.ann, "positions go on").await;
}

#[tokio::test]
async fn the_log_is_pruned_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let store = opened(&folder).await;
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    scene.say(scene.lobby, &scene.ann, "hello").await;
    age(&store, &[50, 50, 50]);
    store.close().await;
    let store = opened(&folder).await;
    until_is(&store, "select pruned_to from store", 3).await;
}

#[tokio::test]
async fn the_messages_of_a_deleted_room_are_removed_behind_its_back() {
    let (scene, store) = a_team(|_| {}).await;
    let room_id = scene.closed_room(&[&scene.bob]).await;
    for i in 0..450 {
        scene
            .say(room_id, &scene.ann, &format!("ephemeral {i}"))
            .await;
    }
    let at = campfire_testkit::builders::START;
    scene
        .stores
        .rooms
        .delete(room_id, scene.ann.id, at)
        .await
        .unwrap();
    let left = "select (select count(*) from message) + (select count(*) from erased_room) \
                + (select count(*) from message_search where message_search match 'ephemeral')";
    until_is(&store, left, 0).await;
}

#[tokio::test]
async fn the_search_index_stays_whole_over_edits_deletions_and_deleted_rooms() {
    let (scene, store) = a_team(|_| {}).await;
    let room_id = scene.closed_room(&[&scene.bob]).await;
    let message = scene.say(room_id, &scene.ann, "a first word").await;
    scene.say(room_id, &scene.bob, "another word").await;
    let message = scene.edit(&message, "a better word").await;
    assert_index_is_whole(&store).await;
    scene.erase(&message).await;
    assert_index_is_whole(&store).await;
    let at = campfire_testkit::builders::START;
    let rooms = &scene.stores.rooms;
    rooms.delete(room_id, scene.ann.id, at).await.unwrap();
    until_is(&store, "select count(*) from message", 0).await;
    assert_index_is_whole(&store).await;
}
