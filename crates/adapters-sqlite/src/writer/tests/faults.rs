//! Disks that fail, locks that stay, queues that fill: nothing half done, nothing wrongly said.

use super::*;
use campfire_domain::ports::{StoreHealth, StoreState};

const NO_WRITES: StoreState = StoreState {
    writes: false,
    ..StoreState::WELL
};
const NO_READS: StoreState = StoreState {
    reads: false,
    ..StoreState::WELL
};
/// Longest wait for a change of state in a test.
const SOON: Duration = Duration::from_secs(20);

fn io_failure() -> rusqlite::Error {
    let io = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_WRITE);
    rusqlite::Error::SqliteFailure(io, None)
}

/// Another process that holds the store's lock until it is dropped.
fn lock(store: &SqliteStore) -> rusqlite::Connection {
    let other = rusqlite::Connection::open(&store.file).unwrap();
    other.execute_batch("begin exclusive").unwrap();
    other
}

pub(super) async fn until(store: &SqliteStore, state: StoreState) {
    let reached = async {
        while store.state() != state {
            store.changed(store.state()).await;
        }
    };
    tokio::time::timeout(SOON, reached).await.unwrap();
}

fn is_unavailable<T>(answer: &Result<T, AppendError>) -> bool {
    matches!(answer, Err(AppendError::Store(StoreError::Unavailable)))
}

#[tokio::test]
async fn a_full_disk_fails_posts_and_loses_nothing() {
    let (scene, store) = a_team(|_| {}).await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    let limit = |pages: &'static str| {
        queue(&store, None, move |tx| {
            tx.find(pages, [], |_| Ok(())).map(drop)
        })
    };
    limit("pragma max_page_count = 1").await.unwrap();
    let long = "word ".repeat(1_900);
    let mut stored = 1;
    loop {
        match queue_post(&scene, &scene.ann, &long).await {
            Ok(_) => stored += 1,
            Err(AppendError::Store(StoreError::Unavailable)) => break,
            Err(other) => panic!("{other:?}"),
        }
        assert!(stored < 1_000, "the disk is never full");
    }
    limit("pragma max_page_count = 1000000").await.unwrap();
    let after = scene.say(scene.lobby, &scene.ann, "after").await;
    assert_eq!(after.seq, Seq::new(stored + 1));
    assert_eq!(store.state(), StoreState::WELL);
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_batch_is_run_once_more_when_the_disk_fails_before_its_commit() {
    let (scene, store) = a_team(|_| {}).await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    let release = hold(&store).await;
    let with_it = queue_post(&scene, &scene.ann, "in the same batch");
    let mut runs = 0;
    let failing = queue(&store, None, move |tx| {
        runs += 1;
        match runs {
            1 => tx.check(Err(io_failure())),
            _ => Ok(runs),
        }
    });
    drop(release);
    assert_eq!(failing.await.unwrap(), 2);
    assert_eq!(seq_of(with_it.await), Seq::new(2));
    assert_eq!(store.state(), StoreState::WELL);
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_disk_that_goes_on_failing_fails_the_batch_whole_and_is_probed() {
    let (scene, store) = a_team(|config| config.probe_every = Duration::from_millis(50)).await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    let release = hold(&store).await;
    let with_it = queue_post(&scene, &scene.ann, "in the same batch");
    let failing = queue::<()>(&store, None, |tx| tx.check(Err(io_failure())));
    drop(release);
    assert!(matches!(failing.await, Err(StoreError::Unavailable)));
    assert!(is_unavailable(&with_it.await));
    // Nobody writes: the writer itself finds out that it can again.
    until(&store, StoreState::WELL).await;
    let after = scene.say(scene.lobby, &scene.ann, "after").await;
    assert_eq!(after.seq, Seq::new(2));
    assert_dense(&scene).await;
}

#[tokio::test]
async fn what_waits_behind_a_failure_of_its_lane_is_not_run() {
    let (scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    let lane = Lane::default();
    let post_in = |lane: &Lane| {
        let new = a_message(scene.lobby, scene.ann.id).build();
        let (messages, lane) = (scene.stores.messages.clone(), lane.clone());
        queued(async move { messages.append_in(new, lane).await })
    };
    let mut expiring = Waiting::new(
        "expiring",
        None,
        Duration::ZERO,
        |_| Ok::<_, StoreError>(()),
    );
    expiring.0.lane = lane.clone();
    store
        .writer
        .enqueue(Priority::Critical, expiring.0)
        .unwrap();
    let (behind, beside) = (post_in(&lane), post_in(&Lane::default()));
    drop(release);
    let expired = expiring.1.await.unwrap();
    assert!(matches!(expired, Err(StoreError::TimedOut)));
    assert!(is_unavailable(&behind.await));
    assert_eq!(seq_of(beside.await), Seq::new(1));
    assert!(is_unavailable(&post_in(&lane).await));
    assert_eq!(seq_of(post_in(&Lane::default()).await), Seq::new(2));
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_lock_that_goes_in_time_fails_no_post() {
    let (scene, store) = a_team(|_| {}).await;
    let lock = lock(&store);
    let posts: Vec<_> = (0..20)
        .map(|i| queue_post(&scene, &scene.ann, &format!("{i}")))
        .collect();
    until(&store, NO_WRITES).await;
    drop(lock);
    for (i, post) in posts.into_iter().enumerate() {
        assert_eq!(seq_of(post.await), Seq::new(i as u64 + 1));
    }
    assert_eq!(store.state(), StoreState::WELL);
    assert_dense(&scene).await;
}

#[tokio::test]
async fn a_lock_that_stays_opens_the_breaker_until_it_goes() {
    let (scene, store) = a_team(|config| {
        config.breaker_failures = 2;
        config.probe_every = Duration::from_millis(50);
    })
    .await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    let lock = lock(&store);
    let posts = [
        queue_post(&scene, &scene.ann, "first"),
        queue_post(&scene, &scene.bob, "second"),
    ];
    for post in posts {
        assert!(is_unavailable(&post.await));
    }
    // Fast: answered before it could have been queued.
    let mut late = Box::pin(store.probe());
    let waker = std::task::Waker::noop();
    let first = late
        .as_mut()
        .poll(&mut std::task::Context::from_waker(waker));
    assert!(matches!(
        first,
        std::task::Poll::Ready(Err(StoreError::Unavailable))
    ));
    assert_eq!(store.state(), NO_WRITES);
    // Reads go on.
    store.head().await.unwrap();
    drop(lock);
    until(&store, StoreState::WELL).await;
    let after = scene.say(scene.lobby, &scene.ann, "after").await;
    assert_eq!(after.seq, Seq::new(2));
    assert_dense(&scene).await;
}

#[tokio::test]
async fn an_operation_whose_deadline_passes_at_a_lock_is_not_carried_out_later() {
    let (scene, store) = a_team(|config| {
        config.write_deadline = Duration::from_millis(1_500);
    })
    .await;
    let lock = lock(&store);
    let late = queue_post(&scene, &scene.ann, "too late").await;
    assert!(matches!(
        late,
        Err(AppendError::Store(StoreError::TimedOut))
    ));
    // The second attempt ends after its deadline, and with it the operation.
    let other = queue(&store, None, |_| Ok(())).await;
    assert!(other.is_err());
    drop(lock);
    until(&store, StoreState::WELL).await;
    let message = scene.say(scene.lobby, &scene.ann, "in time").await;
    assert_eq!(message.seq, Seq::new(1));
}

#[tokio::test]
async fn a_commit_that_failed_and_is_in_the_file_is_never_tried_again() {
    let (scene, store) = a_team(|_| {}).await;
    scene.say(scene.lobby, &scene.ann, "before").await;
    let told = scene.stores.sink.events().len();
    let release = hold(&store).await;
    let new = a_message(scene.lobby, scene.ann.id)
        .saying("perhaps")
        .build();
    let unsure = {
        let (messages, new) = (scene.stores.messages.clone(), new.clone());
        tokio::spawn(async move { messages.append(new).await })
    };
    let failing = queue(&store, None, |_| {
        open::FAIL_AFTER_COMMIT.set(true);
        Ok(())
    });
    while store.writer_stats().waiting < 2 {
        tokio::task::yield_now().await;
    }
    drop(release);
    assert!(failing.await.is_err());
    assert!(is_unavailable(&unsure.await.unwrap()));
    // The caller repeats with the same ids and learns the truth.
    let again = scene.stores.messages.append(new).await.unwrap();
    assert!(matches!(again, Posted::Repeated(message) if message.seq == Seq::new(2)));
    let after = scene.say(scene.lobby, &scene.ann, "after").await;
    assert_eq!(after.seq, Seq::new(3));
    // The sink was not told of it, but sees the hole: positions go on behind it.
    let sink = scene.stores.sink.events();
    assert_eq!(sink.len(), told + 1);
    assert_eq!(sink[told].position.get(), sink[told - 1].position.get() + 2);
    let (revs, positions) = numbers(&scene).await;
    assert_eq!(positions.len(), told + 2);
    assert_eq!(revs.last().copied(), Some(Rev::new(revs.len() as u64)));
    assert_eq!(store.state(), StoreState::WELL);
}

#[tokio::test]
async fn a_reading_connection_that_failed_is_opened_again() {
    let (_scene, store) = a_team(|config| config.probe_every = Duration::from_millis(50)).await;
    let fail = || store.readers.run::<()>("testing", |_| Err(io_failure()));
    assert!(matches!(fail().await, Err(StoreError::Unavailable)));
    store.head().await.unwrap();
    assert_eq!(store.state(), StoreState::WELL);
    for _ in 0..2 {
        assert!(fail().await.is_err());
    }
    // Nobody reads: the idle threads find out that they can again.
    until(&store, StoreState::WELL).await;
}

#[tokio::test]
async fn reads_that_fail_in_a_row_open_their_breaker_and_leave_writes_alone() {
    let (scene, store) = a_team(|config| config.breaker_failures = 3).await;
    for _ in 0..3 {
        let failed = store.readers.run::<()>("testing", |_| Err(io_failure()));
        assert!(failed.await.is_err());
    }
    assert_eq!(store.state(), NO_READS);
    scene.say(scene.lobby, &scene.ann, "heard").await;
    until(&store, StoreState::WELL).await;
    store.head().await.unwrap();
}

#[tokio::test]
async fn a_damaged_row_is_no_failure_of_the_store() {
    let (_scene, store) = a_team(|_| {}).await;
    for _ in 0..6 {
        let corrupt = store.readers.run::<()>("testing", |_| {
            Err(crate::error::corrupt_column("room.kind"))
        });
        assert!(matches!(corrupt.await, Err(StoreError::Corrupt { .. })));
        let refused = queue::<()>(&store, None, |tx| {
            tx.execute("insert into room (room_id) values (x'00')", [])
                .map(drop)
        });
        assert!(matches!(refused.await, Err(StoreError::Failed { .. })));
    }
    assert_eq!(store.state(), StoreState::WELL);
}

#[tokio::test]
async fn a_room_under_pressure_is_told_from_80_percent_on() {
    let (scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    let (busy, other) = (scene.lobby, RoomId::from_uuid(uuid::Uuid::from_u128(9)));
    let mut answers = Vec::new();
    let mut fill = |times| {
        for _ in 0..times {
            answers.push(queue(&store, Some(busy), |_| Ok(())));
        }
    };
    fill(799);
    assert_eq!(store.pressure(busy), None);
    fill(1);
    let first = store.pressure(busy).unwrap();
    fill(200);
    assert!(first < store.pressure(busy).unwrap());
    assert_eq!(store.pressure(busy), Some(Duration::from_secs(1)));
    assert_eq!(store.pressure(other), None);
    drop(release);
    for answer in answers {
        answer.await.unwrap();
    }
    assert_eq!(store.pressure(busy), None);
}

#[tokio::test]
async fn background_work_waits_for_the_others_but_not_for_ever() {
    let (_scene, store) = a_team(|_| {}).await;
    let release = hold(&store).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut answers = Vec::new();
    for priority in [
        Priority::Background,
        Priority::Important,
        Priority::Critical,
    ] {
        for _ in 0..40 {
            let (store, order) = (Arc::clone(&store), Arc::clone(&order));
            let mut answer = Box::pin(async move {
                let run = move |_: &mut Tx<'_>| {
                    order.lock().unwrap().push(priority);
                    Ok::<_, StoreError>(())
                };
                store.writer.submit("testing", priority, None, run).await
            });
            let waker = std::task::Waker::noop();
            let first = answer
                .as_mut()
                .poll(&mut std::task::Context::from_waker(waker));
            assert!(first.is_pending());
            answers.push(answer);
        }
    }
    drop(release);
    for answer in answers {
        answer.await.unwrap();
    }
    let order = order.lock().unwrap();
    let first = |priority| order.iter().position(|other| *other == priority).unwrap();
    assert_eq!(first(Priority::Critical), 0);
    assert_eq!(first(Priority::Important), 14);
    assert_eq!(first(Priority::Background), 15);
    assert_eq!(order.len(), 120);
}
