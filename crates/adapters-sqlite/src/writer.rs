//! The single writer: a bounded queue, one thread, one connection, many operations per commit.
//!
//! - It takes what queued up while the last commit ran, at most [`BATCH_MAX`] operations; there is no
//!   timer, so nothing waits for a batch to fill.
//! - After COMMIT it hands the batch's events to the sink, in commit order, and then answers the
//!   callers. Checkpoints come after the answers.
//! - An operation that refuses before its first write costs nothing. One that fails or panics after
//!   its first write rolls the batch back once; then every operation of it is run again behind a
//!   savepoint of its own, and the batch commits without the one that fails.
//! - When the disk fails, all operations of the batch fail and the connection is opened and checked
//!   again before the next; the same commit is never tried twice.

mod batch;
mod tx;

#[cfg(test)]
mod tests;

pub(crate) use tx::Tx;

use crate::{OpenError, SqliteConfig};
use campfire_domain::{RoomId, StoreError, ports::EventSink};
use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
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
/// When to try again after a full queue: it drains in less.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The door to the writer.
#[derive(Debug)]
pub(crate) struct Writer {
    shared: Arc<Shared>,
    deadline: Duration,
}

/// What callers and the writer's thread share.
#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    /// Told when work or a stop arrives.
    arrived: Condvar,
    commits: AtomicU64,
    operations: AtomicU64,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
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
    operation: Box<dyn Operation>,
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

/// What the writer has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions committed.
    pub commits: u64,
    /// Operations in them; divided by `commits`, the mean size of a batch.
    pub operations: u64,
    /// Operations waiting now.
    pub waiting: usize,
}

impl Writer {
    /// Opens the writing connection on a thread of its own.
    pub(crate) async fn open(
        config: SqliteConfig,
        sink: Arc<dyn EventSink>,
    ) -> Result<Self, OpenError> {
        let shared = Arc::new(Shared::default());
        let deadline = config.write_deadline;
        let (opened, when_opened) = oneshot::channel();
        let for_thread = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("campfire-writer".into())
            .spawn(move || match batch::Batches::open(config, sink) {
                Ok(batches) => {
                    let _ = opened.send(Ok(()));
                    batches.work(&for_thread);
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            })?;
        when_opened.await.map_err(|_| OpenError::ThreadDied)??;
        Ok(Self { shared, deadline })
    }

    /// Queues an operation and waits for its commit. This is the only way to write.
    ///
    /// The room is the one whose share of the queue it takes. Calls are queued in the order in which
    /// their futures are first polled. Dropping the future does not take the operation back.
    pub(crate) async fn submit<T, E>(
        &self,
        doing: &'static str,
        room_id: Option<RoomId>,
        run: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
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
        self.enqueue(Waiting {
            room_id,
            expires: Instant::now() + self.deadline,
            operation,
        })?;
        match tokio::time::timeout(self.deadline, answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(StoreError::Unavailable.into()),
            Err(_) => Err(StoreError::TimedOut.into()),
        }
    }

    fn enqueue(&self, waiting: Waiting) -> Result<(), StoreError> {
        let mut queue = self.shared.lock();
        if queue.stop.is_some() {
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
        queue.waiting.push_back(waiting);
        let was_empty = queue.waiting.len() == 1;
        drop(queue);
        // The writer sleeps only on an empty queue.
        if was_empty {
            self.shared.arrived.notify_one();
        }
        Ok(())
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
        WriterStats {
            commits: self.shared.commits.load(Ordering::Relaxed),
            operations: self.shared.operations.load(Ordering::Relaxed),
            waiting: self.shared.lock().waiting.len(),
        }
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

    /// Takes the next batch; waits for one unless `without_waiting`. `None` when the writer must end.
    fn take(&self, without_waiting: bool) -> Option<Vec<Waiting>> {
        let mut queue = self.lock();
        while queue.waiting.is_empty() {
            if queue.stop.is_some() {
                return None;
            }
            if without_waiting {
                return Some(Vec::new());
            }
            queue = self
                .arrived
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
        // On a busy core everybody else goes first: who was just answered can queue the next, and one
        // commit carries more of them. Nobody waits for a timer, and an idle core goes on at once.
        drop(queue);
        std::thread::yield_now();
        let mut queue = self.lock();
        let size = queue.waiting.len().min(BATCH_MAX);
        let batch: Vec<Waiting> = queue.waiting.drain(..size).collect();
        for room_id in batch.iter().filter_map(|waiting| waiting.room_id) {
            if let Some(of_room) = queue.per_room.get_mut(&room_id) {
                *of_room -= 1;
                if *of_room == 0 {
                    queue.per_room.remove(&room_id);
                }
            }
        }
        Some(batch)
    }
}
