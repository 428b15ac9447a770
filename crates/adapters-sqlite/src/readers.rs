//! The hot reads: pages, messages, rooms of a person, events. A few threads, each with a connection
//! of its own and its statements prepared; one hop there and one back per read.
//!
//! A page of 50 takes a third of what it takes through an async driver, which moves every row
//! through a channel (ADR-0010).

use crate::{
    OpenError, SqliteConfig,
    connection::{self, Use},
    error,
};
use campfire_domain::StoreError;
use rusqlite::Connection;
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::oneshot;

/// Reads waiting for a thread: at 70 µs each the last waits 70 ms. One more is refused.
const QUEUE_MAX: usize = 1_024;
/// When to try again after a full queue.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The door to the reading threads.
#[derive(Debug)]
pub(crate) struct Readers {
    shared: Arc<Shared>,
    deadline: Duration,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    is_closed: bool,
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

struct Waiting {
    /// Nobody waits for it after this.
    expires: Instant,
    read: Box<dyn FnOnce(&Connection) + Send>,
}

impl Readers {
    /// Opens the connections, each on a thread of its own.
    pub(crate) async fn open(config: &SqliteConfig) -> Result<Self, OpenError> {
        let readers = Self {
            shared: Arc::new(Shared::default()),
            deadline: config.read_deadline,
        };
        for number in 1..=config.readers.max(1) {
            let (opened, when_opened) = oneshot::channel();
            let (config, shared) = (config.clone(), Arc::clone(&readers.shared));
            std::thread::Builder::new()
                .name(format!("campfire-read-{number}"))
                .spawn(move || match connection::open(&config, Use::Read) {
                    Ok(connection) => {
                        let _ = opened.send(Ok(()));
                        shared.work(&connection);
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                    }
                })?;
            when_opened.await.map_err(|_| OpenError::ThreadDied)??;
        }
        Ok(readers)
    }

    /// Runs a read on one of the threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let read = Box::new(move |connection: &Connection| {
            let _ = reply.send(read(connection));
        });
        {
            let mut queue = self.shared.lock();
            if queue.is_closed {
                return Err(StoreError::Unavailable);
            }
            if queue.waiting.len() >= QUEUE_MAX {
                return Err(StoreError::Overloaded {
                    retry_after: RETRY_AFTER,
                });
            }
            queue.waiting.push_back(Waiting {
                expires: Instant::now() + self.deadline,
                read,
            });
        }
        self.shared.arrived.notify_one();
        match tokio::time::timeout(self.deadline, answer).await {
            Ok(Ok(result)) => result.map_err(|failure| error::from_rusqlite(doing, failure)),
            // The read was dropped, because it panicked or expired.
            Ok(Err(_)) => Err(StoreError::Unavailable),
            Err(_) => Err(StoreError::TimedOut),
        }
    }

    /// Runs several statements of one read on the same state of the store.
    pub(crate) async fn run_on_one_state<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.run(doing, |connection| {
            connection.prepare_cached("begin")?.execute([])?;
            let result = catch_unwind(AssertUnwindSafe(|| read(connection)));
            connection.prepare_cached("rollback")?.execute([])?;
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
        .await
    }

    /// Answers what is queued and ends the threads. Later reads answer [`StoreError::Unavailable`].
    pub(crate) fn close(&self) {
        self.shared.lock().is_closed = true;
        self.shared.arrived.notify_all();
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.close();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, connection: &Connection) {
        while let Some(waiting) = self.take() {
            if waiting.expires > Instant::now()
                && catch_unwind(AssertUnwindSafe(|| (waiting.read)(connection))).is_err()
            {
                tracing::error!("a read panicked");
            }
        }
    }

    fn take(&self) -> Option<Waiting> {
        let mut queue = self.lock();
        loop {
            if let Some(waiting) = queue.waiting.pop_front() {
                return Some(waiting);
            }
            if queue.is_closed {
                return None;
            }
            queue = self
                .arrived
                .wait(queue)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}
