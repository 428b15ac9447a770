//! The writer seen from inside: batches, late failures, full queues, broken disks.

use super::*;
use crate::{SqliteStore, connection};
use campfire_domain::{
    Position, Rev, RoomId, Seq, User,
    ports::{AppendError, EventReader, Lane, Posted, StorePorts},
};
use campfire_testkit::{RecordingSink, Scene, Stores, a_message};
use std::sync::mpsc;

mod faults;
mod upkeep;

/// A team on a real store; `tune` may change the settings.
async fn a_team(tune: impl FnOnce(&mut SqliteConfig)) -> (Scene, Arc<SqliteStore>) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = SqliteConfig::new(folder.path());
    tune(&mut config);
    let sink = RecordingSink::new();
    let store = Arc::new(SqliteStore::open(config, sink.clone()).await.unwrap());
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), sink, folder)).await;
    (scene, store)
}

/// Keeps the writer busy until the sender is dropped or used, and waits until it is.
async fn hold(store: &Arc<SqliteStore>) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel::<()>();
    let (begun, when_begun) = oneshot::channel();
    let mut begun = Some(begun);
    let store = Arc::clone(store);
    tokio::task::spawn(async move {
        store
            .writer
            .submit("holding", Priority::Critical, None, move |_| {
                if let Some(begun) = begun.take() {
                    let _ = begun.send(());
                }
                let _ = released.recv();
                Ok::<_, StoreError>(())
            })
            .await
    });
    when_begun.await.unwrap();
    release
}

/// Queues an operation now and gives its future answer.
fn queue<T: Send + 'static>(
    store: &Arc<SqliteStore>,
    room_id: Option<RoomId>,
    run: impl FnMut(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
) -> impl Future<Output = Result<T, StoreError>> {
    let store = Arc::clone(store);
    queued(async move {
        store
            .writer
            .submit("testing", Priority::Critical, room_id, run)
            .await
    })
}

/// Polls a call once, so that it has its place in the queue, and gives its future answer.
fn queued<T>(call: impl Future<Output = T>) -> impl Future<Output = T> {
    let mut answer = Box::pin(call);
    let waker = std::task::Waker::noop();
    let first = answer
        .as_mut()
        .poll(&mut std::task::Context::from_waker(waker));
    async move {
        match first {
            std::task::Poll::Ready(answer) => answer,
            std::task::Poll::Pending => answer.await,
        }
    }
}

/// Queues a post now and gives its future answer.
fn queue_post(
    scene: &Scene,
    user: &User,
    text: &str,
) -> impl Future<Output = Result<Posted, AppendError>> + use<> {
    let (messages, new) = (
        scene.stores.messages.clone(),
        a_message(scene.lobby, user.id).saying(text).build(),
    );
    queued(async move { messages.append(new).await })
}

fn seq_of(posted: Result<Posted, AppendError>) -> Seq {
    match posted.unwrap() {
        Posted::Stored(message) => message.seq,
        other => panic!("{other:?}"),
    }
}

/// `rev` of the room's events and positions of all, as the log has them.
async fn numbers(scene: &Scene) -> (Vec<Rev>, Vec<Position>) {
    let log = scene
        .stores
        .events
        .all(Position::ZERO, 10_000)
        .await
        .unwrap();
    let of_room = |event: &&Arc<campfire_domain::Event>| event.kind.room_id() == Some(scene.lobby);
    (
        log.events
            .iter()
            .filter(of_room)
            .filter_map(|event| event.rev)
            .collect(),
        log.events.iter().map(|event| event.position).collect(),
    )
}

async fn assert_dense(scene: &Scene) {
    let (revs, positions) = numbers(scene).await;
    assert!(
        revs.iter()
            .enumerate()
            .all(|(i, rev)| rev.get() == i as u64 + 1),
        "{revs:?}"
    );
    assert!(
        positions
            .iter()
            .enumerate()
            .all(|(i, p)| p.get() == i as u64 + 1),
        "{positions:?}"
    );
    assert_eq!(scene.stores.sink.events().len(), positions.len());
}

#[tokio::test]
async fn what_queues_up_during_a_commit_shares_the_next_one() {
    let (scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    let before = store.writer_stats();
    let posts: Vec<_> = (0..300)
        .map(|i| queue_post(&scene, &scene.ann, &format!("{i}")))
        .collect();
    drop(release);
    for (i, post) in posts.into_iter().enumerate() {
        assert_eq!(seq_of(post.await), Seq::new(i as u64 + 1));
    }
    let after = store.writer_stats();
    // The held one, 256 and 44.
    assert_eq!(after.commits - before.commits, 3);
    assert_eq!(after.operations - before.operations, 301);
    assert_dense(&scene).await;
}

#[tokio::test]
async fn an_operation_that_fails_after_its_first_write_takes_no_other_with_it() {
    let (scene, store) = a_team(|_| {}).await;
    let lobby = scene.lobby;
    let release = hold(&store).await;
    let before = store.writer_stats();
    let first = queue_post(&scene, &scene.ann, "first");
    let failing = queue(&store, Some(lobby), move |tx| {
        tx.next_rev(lobby)?;
        tx.execute("update room set name = 'half done' where kind = 'open'", [])?;
        tx.execute("insert into room (room_id) values (x'00')", [])
            .map(drop)
    });
    let second = queue_post(&scene, &scene.bob, "second");
    drop(release);
    assert_eq!(seq_of(first.await), Seq::new(1));
    assert!(matches!(failing.await, Err(StoreError::Failed { .. })));
    assert_eq!(seq_of(second.await), Seq::new(2));
    assert_eq!(store.writer_stats().commits - before.commits, 2);
    let room = scene.my_room(scene.ann.id, lobby).await.room;
    assert_ne!(room.name.unwrap().as_str(), "half done");
    assert_dense(&scene).await;
}

#[tokio::test]
async fn an_operation_that_panics_takes_no_other_with_it() {
    let (scene, store) = a_team(|_| {}).await;
    let lobby = scene.lobby;
    let release = hold(&store).await;
    let first = queue_post(&scene, &scene.ann, "first");
    let early = queue::<()>(&store, None, |_| panic!("on purpose, before any write"));
    let late = queue::<()>(&store, Some(lobby), move |tx| {
        tx.next_rev(lobby)?;
        tx.execute("update room set name = 'half done' where kind = 'open'", [])?;
        panic!("on purpose, after a write")
    });
    let second = queue_post(&scene, &scene.bob, "second");
    drop(release);
    assert_eq!(seq_of(first.await), Seq::new(1));
    assert!(early.await.is_err() && late.await.is_err());
    assert_eq!(seq_of(second.await), Seq::new(2));
    assert_dense(&scene).await;
}

#[tokio::test]
async fn an_operation_that_counted_but_did_not_write_leaves_no_hole() {
    let (scene, store) = a_team(|_| {}).await;
    let lobby = scene.lobby;
    let counted = queue(&store, Some(lobby), move |tx| {
        tx.next_rev(lobby)?;
        Err::<(), _>(StoreError::Unavailable)
    });
    assert!(counted.await.is_err());
    scene.say(lobby, &scene.ann, "hello").await;
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_room_fills_only_its_own_share_of_the_queue() {
    let (scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    let room = |n: u128| RoomId::from_uuid(uuid::Uuid::from_u128(n));
    let mut answers = Vec::new();
    let mut fill = |room_id, times| {
        for _ in 0..times {
            answers.push(queue(&store, room_id, |_| Ok(())));
        }
    };
    fill(Some(room(1)), QUEUE_PER_ROOM_MAX);
    let refused = queue(&store, Some(room(1)), |_| Ok(())).await;
    assert!(
        matches!(refused, Err(StoreError::Overloaded { retry_after }) if !retry_after.is_zero())
    );
    for other in 2..=8 {
        fill(Some(room(other)), QUEUE_PER_ROOM_MAX);
    }
    assert_eq!(store.writer_stats().waiting, QUEUE_MAX);
    let refused = queue(&store, Some(room(9)), |_| Ok(())).await;
    assert!(matches!(refused, Err(StoreError::Overloaded { .. })));
    drop(release);
    for answer in answers {
        answer.await.unwrap();
    }
    scene
        .say(scene.lobby, &scene.ann, "there is room again")
        .await;
}

#[tokio::test]
async fn an_operation_nobody_waits_for_any_more_is_not_begun() {
    let (scene, store) = a_team(|config| config.write_deadline = Duration::from_secs(1)).await;
    let release = hold(&store).await;
    let late = queue_post(&scene, &scene.ann, "too late");
    assert!(matches!(
        late.await,
        Err(AppendError::Store(StoreError::TimedOut))
    ));
    drop(release);
    let message = scene.say(scene.lobby, &scene.ann, "in time").await;
    assert_eq!(message.seq, Seq::new(1));
}

#[tokio::test]
async fn a_caller_that_goes_away_changes_nothing() {
    let (scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    drop(queue_post(&scene, &scene.ann, "and gone"));
    drop(release);
    assert_eq!(
        scene.say(scene.lobby, &scene.bob, "after").await.seq,
        Seq::new(2)
    );
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_closed_store_answers_that_it_is_not_available() {
    let (scene, store) = a_team(|_| {}).await;
    store.close().await;
    let refused = queue_post(&scene, &scene.ann, "too late").await;
    assert!(matches!(
        refused,
        Err(AppendError::Store(StoreError::Unavailable))
    ));
    assert!(matches!(store.head().await, Err(StoreError::Unavailable)));
    store.close().await;
}

#[test]
fn a_setting_that_does_not_take_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    let other = rusqlite::Connection::open(config.file()).unwrap();
    other
        .execute_batch("pragma journal_mode = delete; create table t (x)")
        .unwrap();
    let opened = connection::open(&config, connection::Use::Read);
    assert!(matches!(
        opened,
        Err(OpenError::Setting {
            name: "journal_mode",
            ..
        })
    ));
}
