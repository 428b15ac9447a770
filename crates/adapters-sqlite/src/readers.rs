//! The hot reads: pages, messages, rooms of a person, events. A few threads, each with a connection
//! of its own and its statements prepared; one hop there and one back per read.
//!
//! A page of 50 takes a third of what it takes through an async driver, which moves every row
//! through a channel (ADR-0010).
//!
//! A connection whose file or disk failed is opened again before the next read. After some failures
//! in a row the door's breaker opens and reads fail fast; while anything is wrong, idle threads try
//! again at the breaker's pace.

use crate::{
    OpenError, SqliteConfig,
    connection::{self, Use},
    doors::{Breaker, Door, Health},
    error::{self, Reach},
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
/// Searches waiting for their thread: at 1 ms each the last waits 64 ms. One more is refused.
const SEARCHES_MAX: usize = 64;
/// When to try again after a full queue.
const RETRY_AFTER: Duration = Duration::from_millis(200);

/// The door to some reading threads.
#[derive(Debug)]
pub(crate) struct Readers {
    shared: Arc<Shared>,
    deadline: Duration,
}

/// What some reading threads are for. They share the door's breaker.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Lane {
    /// Pages, messages, rooms, events.
    Hot,
    /// Searches: a slow one must not hold up a page, so they have one thread of their own. Its
    /// connection is opened for the first of them.
    Search,
}

#[derive(Debug)]
struct Shared {
    config: SqliteConfig,
    queue: Mutex<Queue>,
    arrived: Condvar,
    queue_max: usize,
    breaker: Arc<Breaker>,
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
    read: Read,
}

/// Reads, tells the breaker how it went, answers, and says whether the connection can be trusted.
type Read = Box<dyn FnOnce(&Connection, &Breaker) -> bool + Send>;

/// What a thread is to do next.
enum Next {
    Read(Waiting),
    /// See whether the file can be read again.
    Probe,
    End,
}

impl Readers {
    /// The breaker of the door, for all lanes of a store.
    pub(crate) fn breaker(config: &SqliteConfig, health: &Arc<Health>) -> Arc<Breaker> {
        Arc::new(Breaker::new(Door::Reads, health, config))
    }

    /// Starts the threads of a lane, each with a connection of its own.
    pub(crate) async fn open(
        config: &SqliteConfig,
        lane: Lane,
        breaker: &Arc<Breaker>,
    ) -> Result<Self, OpenError> {
        let (queue_max, deadline) = match lane {
            Lane::Hot => (QUEUE_MAX, config.read_deadline),
            Lane::Search => (SEARCHES_MAX, config.search_deadline),
        };
        let shared = Arc::new(Shared {
            config: config.clone(),
            queue: Mutex::default(),
            arrived: Condvar::new(),
            queue_max,
            breaker: Arc::clone(breaker),
        });
        let readers = Self { shared, deadline };
        match lane {
            Lane::Hot => {
                for number in 1..=config.readers.max(1) {
                    readers.start(format!("campfire-read-{number}")).await?;
                }
            }
            Lane::Search => {
                let shared = Arc::clone(&readers.shared);
                std::thread::Builder::new()
                    .name("campfire-search".to_owned())
                    .spawn(move || shared.work(None))?;
            }
        }
        Ok(readers)
    }

    /// Starts a thread and waits until its connection is open.
    async fn start(&self, name: String) -> Result<(), OpenError> {
        let (opened, when_opened) = oneshot::channel();
        let shared = Arc::clone(&self.shared);
        std::thread::Builder::new().name(name).spawn(move || {
            match connection::open(&shared.config, Use::Read) {
                Ok(connection) => {
                    let _ = opened.send(Ok(()));
                    shared.work(Some(connection));
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            }
        })?;
        when_opened.await.map_err(|_| OpenError::ThreadDied)?
    }

    /// Runs a read on one of the threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = oneshot::channel();
        let read = Box::new(move |connection: &Connection, breaker: &Breaker| {
            let result = read(connection);
            let is_trusted = note(breaker, result.as_ref().err());
            let _ = reply.send(result);
            is_trusted
        });
        {
            let mut queue = self.shared.lock();
            if queue.is_closed || self.shared.breaker.is_open() {
                return Err(StoreError::Unavailable);
            }
            if queue.waiting.len() >= self.shared.queue_max {
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

    /// Whether reads fail fast.
    pub(crate) fn is_breaker_open(&self) -> bool {
        self.shared.breaker.is_open()
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

    fn work(&self, mut open: Option<Connection>) {
        loop {
            match self.next() {
                Next::Read(waiting) if waiting.expires <= Instant::now() => {}
                // Dropping it answers that the store is not available.
                Next::Read(_) if self.breaker.is_open() => {}
                Next::Read(waiting) => self.on(&mut open, waiting.read),
                Next::Probe => self.on(&mut open, Box::new(probe)),
                Next::End => return,
            }
        }
    }

    /// Reads on the connection, which is opened when there is none and given up when it failed.
    fn on(&self, open: &mut Option<Connection>, read: Read) {
        if open.is_none() {
            match connection::open(&self.config, Use::Read) {
                Ok(connection) => *open = Some(connection),
                Err(error) => {
                    tracing::error!(%error, "a reading connection cannot be opened again");
                    self.breaker.failed();
                    return;
                }
            }
        }
        let Some(connection) = open else { return };
        match catch_unwind(AssertUnwindSafe(|| read(connection, &self.breaker))) {
            Ok(true) => {}
            Ok(false) => *open = None,
            Err(_) => tracing::error!("a read panicked"),
        }
    }

    /// Waits for a read; while something is wrong no longer than until the next probe.
    fn next(&self) -> Next {
        let probe_at = Instant::now() + self.config.probe_every;
        let mut queue = self.lock();
        loop {
            if let Some(waiting) = queue.waiting.pop_front() {
                return Next::Read(waiting);
            }
            if queue.is_closed {
                return Next::End;
            }
            queue = if self.breaker.is_well() {
                self.arrived
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner)
            } else {
                let wait = probe_at.saturating_duration_since(Instant::now());
                if wait.is_zero() {
                    return Next::Probe;
                }
                self.arrived
                    .wait_timeout(queue, wait)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            };
        }
    }
}

/// Tells the breaker how a read went, and says whether its connection can be trusted. A damaged page
/// is no failure of the disk: other reads go on.
fn note(breaker: &Breaker, failure: Option<&rusqlite::Error>) -> bool {
    let reach = failure.map_or(Reach::Operation, error::reach);
    if reach == Reach::Operation {
        breaker.succeeded();
    } else if !failure.is_some_and(error::is_damage) {
        breaker.failed();
    }
    reach < Reach::Connection
}

/// Reads a row to see whether that works.
fn probe(connection: &Connection, breaker: &Breaker) -> bool {
    let read = connection.query_row("select pruned_to from store", [], |_| Ok(()));
    note(breaker, read.as_ref().err())
}
