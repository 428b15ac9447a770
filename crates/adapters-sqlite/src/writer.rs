//! The single writer: a bounded queue, one thread, one connection, many operations per commit.
//!
//! - It takes what queued up while the last commit ran, at most [`BATCH_MAX`] operations, the more
//!   important first ([`Priority`]); there is no timer, so nothing waits for a batch to fill.
//! - After COMMIT it hands the batch's events to the sink, in commit order, and then answers the
//!   callers. Checkpoints come after the answers.
//! - An operation that refuses before its first write costs nothing. One that fails or panics after
//!   its first write rolls the batch back once; then every operation of it is run again behind a
//!   savepoint of its own, and the batch commits without the one that fails.
//! - While another process holds the lock, a batch is tried again until its operations' deadlines
//!   pass or the breaker opens. A failure before the commit was tried lets it be run once more. A
//!   failure of the commit fails its operations: the same commit is never tried twice. A connection
//!   whose file or disk failed is opened and checked again before the next batch.
//! - From the first failure on the store's health says so, and the idle writer tries again at the
//!   breaker's pace until something commits.

mod batch;
mod classes;
mod figures;
mod jobs;
mod open;
mod tx;

#[cfg(test)]
mod tests;

pub(crate) use classes::Priority;
pub use figures::{Spread, WriterStats};
pub(crate) use tx::Tx;

use crate::{
    OpenError, SqliteConfig,
    doors::{Breaker, Door, Health, RETRY_AFTER, pressure},
};
use campfire_domain::{
    RoomId, StoreError,
    ports::{EventSink, Lane},
};
use classes::Classes;
use figures::Figures;
use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Operations waiting in all (product limit). A ninth thousand is refused.
const QUEUE_MAX: usize = 8_000;
/// Operations waiting for one room, so that one room cannot take the whole queue.
const QUEUE_PER_ROOM_MAX: usize = 1_000;
/// Operations per commit. Above 64 only latency grows; 256 lets a full queue drain in 32 commits.
const BATCH_MAX: usize = 256;

/// The door to the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    shared: Arc<Shared>,
    deadline: Duration,
}

/// What callers and the writer's thread share.
#[derive(Debug)]
struct Shared {
    queue: Mutex<Queue>,
    /// As many as wait in the queue, to be read without its lock.
    waiting: AtomicUsize,
    /// Told when work or a stop arrives.
    arrived: Condvar,
    breaker: Breaker,
    figures: Figures,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Classes<Waiting>,
    per_room: HashMap<RoomId, usize>,
    stop: Option<Stop>,
}

/// How the writer is to end, after what is queued.
#[derive(Debug)]
enum Stop {
    /// In order, with the mark of a clean stop; says when it is done.
    Close(Option<oneshot::Sender<()>>),
    /// As if the process had ended.
    Abandon,
}

/// An operation in the queue.
struct Waiting {
    room_id: Option<RoomId>,
    /// Nobody waits for it after this; it is dropped if it has not begun.
    expires: Instant,
    /// A step of the writer's own jobs, which nobody waits for.
    is_job: bool,
    /// Closed when it fails; refused when it is closed.
    lane: Lane,
    operation: Box<dyn Operation>,
}

impl Waiting {
    /// An operation and where its answer will be.
    fn new<T, E>(
        doing: &'static str,
        room_id: Option<RoomId>,
        deadline: Duration,
        run: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> (Self, oneshot::Receiver<Result<T, E>>)
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let operation = Box::new(Submitted {
            doing,
            run,
            result: None,
            reply,
        });
        let expires = Instant::now() + deadline;
        let waiting = Self {
            room_id,
            expires,
            is_job: false,
            lane: Lane::default(),
            operation,
        };
        (waiting, answer)
    }

    /// Answers that it is not done, and lets nothing by that is behind it.
    fn fail(self, error: StoreError) {
        self.lane.close();
        self.operation.fail(error);
    }
}

/// What the queue had to give.
enum Taken {
    Batch(Vec<Waiting>),
    /// Nothing came in time.
    Nothing,
    /// The writer is to end.
    End,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting")
            .field("room_id", &self.room_id)
            .finish_non_exhaustive()
    }
}

/// A unit of work that commits whole or not at all, and its answer.
trait Operation: Send {
    /// What it does, for errors.
    fn doing(&self) -> &'static str;
    /// Runs it, keeps its answer and says whether that is a success. May be called again after a
    /// rollback.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Gives the kept answer to the caller.
    fn answer(self: Box<Self>);
    /// Gives this answer instead.
    fn fail(self: Box<Self>, error: StoreError);
}

/// An operation made of a closure.
struct Submitted<F, T, E> {
    doing: &'static str,
    run: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Operation for Submitted<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn doing(&self) -> &'static str {
        self.doing
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        // A panic must not leave the answer of an earlier run.
        self.result = None;
        let result = (self.run)(tx);
        let is_ok = result.is_ok();
        self.result = Some(result);
        is_ok
    }

    fn answer(self: Box<Self>) {
        // Who has gone away needs no answer; the operation stands.
        let _ = self.reply.send(
            self.result
                .unwrap_or_else(|| Err(StoreError::Unavailable.into())),
        );
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error.into()));
    }
}

impl Writer {
    /// Opens the writing connection on a thread of its own.
    pub(crate) async fn open(
        config: SqliteConfig,
        sink: Arc<dyn EventSink>,
        health: &Arc<Health>,
    ) -> Result<Self, OpenError> {
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            waiting: AtomicUsize::new(0),
            arrived: Condvar::new(),
            breaker: Breaker::new(Door::Writes, health, &config),
            figures: Figures::new(),
        });
        let deadline = config.write_deadline;
        let (opened, when_opened) = oneshot::channel();
        let (for_thread, health) = (Arc::clone(&shared), Arc::clone(health));
        let runtime = tokio::runtime::Handle::current();
        std::thread::Builder::new()
            .name("campfire-writer".into())
            .spawn(
                move || match batch::Batches::open(config, sink, health, runtime) {
                    Ok(batches) => {
                        let _ = opened.send(Ok(()));
                        batches.work(&for_thread);
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                    }
                },
            )?;
        when_opened.await.map_err(|_| OpenError::ThreadDied)??;
        Ok(Self { shared, deadline })
    }

    /// Queues an operation and waits for its commit. This is the only way to write.
    ///
    /// The room is the one whose share of the queue it takes. Calls of one priority are committed in
    /// the order in which their futures are first polled. Dropping the future does not take the
    /// operation back.
    pub(crate) async fn submit<T, E>(
        &self,
        doing: &'static str,
        priority: Priority,
        room_id: Option<RoomId>,
        run: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.submit_in(Lane::default(), doing, priority, room_id, run)
            .await
    }

    /// [`Self::submit`] in a lane: it is not run once an earlier operation of the lane has failed.
    pub(crate) async fn submit_in<T, E>(
        &self,
        lane: Lane,
        doing: &'static str,
        priority: Priority,
        room_id: Option<RoomId>,
        run: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (mut waiting, answer) = Waiting::new(doing, room_id, self.deadline, run);
        waiting.lane = lane.clone();
        if let Err(error) = self.enqueue(priority, waiting) {
            if matches!(error, StoreError::Unavailable) {
                lane.close();
            }
            return Err(error.into());
        }
        let error = match tokio::time::timeout(self.deadline, answer).await {
            Ok(Ok(result)) => return result,
            Ok(Err(_)) => StoreError::Unavailable,
            Err(_) => StoreError::TimedOut,
        };
        lane.close();
        Err(error.into())
    }

    fn enqueue(&self, priority: Priority, waiting: Waiting) -> Result<(), StoreError> {
        let mut queue = self.shared.lock();
        if queue.stop.is_some() || self.shared.breaker.is_open() {
            return Err(StoreError::Unavailable);
        }
        if queue.waiting.len() >= QUEUE_MAX {
            return Err(StoreError::Overloaded {
                retry_after: RETRY_AFTER,
            });
        }
        if let Some(room_id) = waiting.room_id {
            let of_room = queue.per_room.entry(room_id).or_insert(0);
            if *of_room >= QUEUE_PER_ROOM_MAX {
                return Err(StoreError::Overloaded {
                    retry_after: RETRY_AFTER,
                });
            }
            *of_room += 1;
        }
        queue.waiting.push(priority, waiting);
        let len = queue.waiting.len();
        self.shared.waiting.store(len, Ordering::Relaxed);
        let was_empty = len == 1;
        drop(queue);
        // The writer sleeps only on an empty queue.
        if was_empty {
            self.shared.arrived.notify_one();
        }
        Ok(())
    }

    /// How long senders to this room had better wait; `None` below 80 % of either bound.
    pub(crate) fn pressure(&self, room_id: RoomId) -> Option<Duration> {
        let in_all = self.shared.waiting.load(Ordering::Relaxed);
        // So few cannot be too many of one room either; the lock is left to those who write.
        pressure(in_all, QUEUE_PER_ROOM_MAX)?;
        let of_room = self.shared.lock().per_room.get(&room_id).copied();
        pressure(of_room.unwrap_or(0), QUEUE_PER_ROOM_MAX).max(pressure(in_all, QUEUE_MAX))
    }

    /// Finishes what is queued, marks the stop as clean and ends the thread. Later calls of
    /// [`Self::submit`] answer [`StoreError::Unavailable`].
    pub(crate) async fn close(&self) {
        let (done, when_done) = oneshot::channel();
        {
            let mut queue = self.shared.lock();
            if queue.stop.is_some() {
                return;
            }
            queue.stop = Some(Stop::Close(Some(done)));
        }
        self.shared.arrived.notify_one();
        // An error means that the thread is gone, which is what we wait for.
        let _ = when_done.await;
    }

    /// What was done so far.
    pub(crate) fn stats(&self) -> WriterStats {
        self.shared.stats()
    }
}

impl Drop for Writer {
    /// Without [`Writer::close`] this is an unclean stop: what is queued is still committed, but the
    /// mark of a clean stop is missing.
    fn drop(&mut self) {
        self.shared.lock().stop.get_or_insert(Stop::Abandon);
        self.shared.arrived.notify_one();
    }
}

impl Shared {
    /// The queue. A panic while it was locked leaves it usable: every change is one step.
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next batch; waits for one until the given time, or as long as it takes.
    fn take(&self, until: Option<Instant>) -> Taken {
        let mut queue = self.lock();
        while queue.waiting.is_empty() {
            if queue.stop.is_some() {
                return Taken::End;
            }
            queue = match until {
                None => self
                    .arrived
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let wait = until.saturating_duration_since(Instant::now());
                    if wait.is_zero() {
                        return Taken::Nothing;
                    }
                    self.arrived
                        .wait_timeout(queue, wait)
                        .unwrap_or_else(PoisonError::into_inner)
                        .0
                }
            };
        }
        // On a busy core everybody else goes first: who was just answered can queue the next, and one
        // commit carries more of them. Nobody waits for a timer, and an idle core goes on at once.
        drop(queue);
        std::thread::yield_now();
        let mut queue = self.lock();
        let batch = queue.waiting.take(BATCH_MAX);
        for room_id in batch.iter().filter_map(|waiting| waiting.room_id) {
            if let Some(of_room) = queue.per_room.get_mut(&room_id) {
                *of_room -= 1;
                if *of_room == 0 {
                    queue.per_room.remove(&room_id);
                }
            }
        }
        self.waiting.store(queue.waiting.len(), Ordering::Relaxed);
        Taken::Batch(batch)
    }

    /// Answers everything that waits that the store is not available.
    fn fail_all(&self) {
        let mut queue = self.lock();
        let all = queue.waiting.take_all();
        queue.per_room.clear();
        self.waiting.store(0, Ordering::Relaxed);
        drop(queue);
        for waiting in all {
            waiting.fail(StoreError::Unavailable);
        }
    }
}

/// Proves that the store can write: a commit that changes nothing that anybody sees.
pub(crate) fn prove(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.execute("update store set pruned_to = pruned_to", [])
        .map(drop)
}
