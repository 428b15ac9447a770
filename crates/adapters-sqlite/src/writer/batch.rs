//! The loop on the writer's thread: batches, their commits, and what happens when one goes wrong.

use super::{Shared, Stop, Tx, Waiting, tx::Memory};
use crate::{
    Durability, OpenError, SqliteConfig,
    connection::{self, Use},
    erasure,
    error::{self, Reach},
};
use campfire_domain::{Event, StoreError, ports::EventSink};
use rusqlite::Connection;
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

/// Pages of 4 KiB in the write-ahead log from which an idle writer copies them back: SQLite's own
/// number, about 4 MiB.
const CHECKPOINT_IDLE: i32 = 1_000;
/// The same for a busy one, so that the log stays below about 32 MiB.
const CHECKPOINT_BUSY: i32 = 8_000;

thread_local! {
    /// Pages in the write-ahead log after the last commit of this thread's connection.
    static WAL_PAGES: Cell<i32> = const { Cell::new(0) };
}

/// The writer's side of the queue.
pub(super) struct Batches {
    config: SqliteConfig,
    sink: Arc<dyn EventSink>,
    /// `None` after the disk failed, until it can be opened and checked again.
    open: Option<Open>,
    /// Whether messages of deleted rooms may be left to remove.
    erasing: bool,
}

struct Open {
    connection: Connection,
    memory: Memory,
}

/// What went wrong with a batch.
enum Fault {
    /// An operation failed after its first write: run each behind a savepoint.
    OneOperation,
    /// The transaction or the connection is lost.
    Everything(Reach, StoreError),
}

/// An operation that did not succeed: a refusal, a failure or a panic.
struct Failed {
    reach: Reach,
    /// It has changed nothing, neither rows nor counters.
    was_clean: bool,
}

impl Batches {
    pub(super) fn open(config: SqliteConfig, sink: Arc<dyn EventSink>) -> Result<Self, OpenError> {
        begin_run(&config)?;
        let open = Some(Open::new(&config)?);
        Ok(Self {
            config,
            sink,
            open,
            erasing: true,
        })
    }

    /// Commits batches until the writer is stopped.
    pub(super) fn work(mut self, shared: &Shared) {
        while let Some(batch) = shared.take(self.erasing) {
            if batch.is_empty() {
                self.erase_some();
                continue;
            }
            let now = Instant::now();
            let (batch, expired): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(|waiting| waiting.expires > now);
            for waiting in expired {
                waiting.operation.fail(StoreError::TimedOut);
            }
            self.commit(batch, shared);
            self.checkpoint(shared);
        }
        let stop = shared.lock().stop.as_mut().map(|stop| match stop {
            Stop::Close(done) => Stop::Close(done.take()),
            Stop::Abandon => Stop::Abandon,
        });
        if let Some(Stop::Close(done)) = stop {
            self.close();
            drop(self);
            if let Some(done) = done {
                let _ = done.send(());
            }
        }
    }

    fn commit(&mut self, mut batch: Vec<Waiting>, shared: &Shared) {
        if batch.is_empty() {
            return;
        }
        let mut events = Vec::with_capacity(batch.len());
        let committed = match self.opened() {
            Ok(open) => match open.run(&mut batch, &mut events) {
                Err(Fault::OneOperation) => open.run_apart(&mut batch, &mut events),
                other => other,
            },
            Err(error) => Err(Fault::Everything(Reach::Transaction, error)),
        };
        match committed {
            Ok(()) => {
                shared.commits.fetch_add(1, Ordering::Relaxed);
                shared
                    .operations
                    .fetch_add(batch.len().try_into().unwrap_or(0), Ordering::Relaxed);
                self.erasing |= events
                    .iter()
                    .any(|event| event.kind.name() == "room_deleted");
                if !events.is_empty() {
                    self.sink.committed(events);
                }
                for waiting in batch {
                    waiting.operation.answer();
                }
            }
            Err(fault) => {
                let error = match fault {
                    Fault::Everything(Reach::Connection, error) => {
                        tracing::error!(%error, "the writing connection is given up");
                        self.open = None;
                        error
                    }
                    Fault::Everything(_, error) => error,
                    Fault::OneOperation => StoreError::Unavailable,
                };
                for waiting in batch {
                    waiting.operation.fail(error.clone());
                }
            }
        }
    }

    /// The connection; opened and checked again if the disk had failed.
    fn opened(&mut self) -> Result<&mut Open, StoreError> {
        if self.open.is_none() {
            let open = Open::new(&self.config)
                .and_then(Open::checked)
                .map_err(|error| {
                    tracing::error!(%error, "the store cannot be opened again");
                    StoreError::Unavailable
                })?;
            tracing::warn!("the store was opened again after a failure");
            self.open = Some(open);
        }
        self.open.as_mut().ok_or(StoreError::Unavailable)
    }

    /// Removes a few messages of a deleted room while nothing else is to do.
    fn erase_some(&mut self) {
        let erased = self.open.as_mut().map(|open| {
            let erased = erasure::erase_some(&open.connection);
            if erased.is_err() {
                open.roll_back();
            }
            erased
        });
        self.erasing = match erased {
            Some(Ok(more)) => more,
            // It begins again with the next deleted room or the next start.
            Some(Err(error)) => {
                tracing::warn!(%error, "messages of a deleted room could not be removed");
                false
            }
            None => false,
        };
    }

    /// Copies the write-ahead log back when it is long, after the callers have their answers.
    fn checkpoint(&self, shared: &Shared) {
        let pages = WAL_PAGES.get();
        if pages < CHECKPOINT_IDLE || (pages < CHECKPOINT_BUSY && !shared.lock().waiting.is_empty())
        {
            return;
        }
        if let Some(open) = &self.open {
            // Passive: it waits for no reader, and what it leaves is left to the next one.
            if let Err(error) =
                open.connection
                    .query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))
            {
                tracing::warn!(%error, "checkpoint failed");
            }
        }
    }

    /// Ends in order: nothing of the log can be missing at the next start.
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let ended = open.connection.execute_batch(
                "pragma synchronous = full; pragma optimize; update store set opened_with = null; \
                 pragma wal_checkpoint(truncate);",
            );
            if let Err(error) = ended {
                tracing::warn!(%error, "the store could not be closed in order");
            }
        }
    }
}

impl Open {
    fn new(config: &SqliteConfig) -> Result<Self, OpenError> {
        let connection = connection::open(config, Use::Write(config.durability))?;
        // This takes the place of SQLite's own checkpoint inside the commit.
        connection.wal_hook(Some(|_, pages| {
            WAL_PAGES.set(pages);
            Ok(())
        }));
        let memory = Memory::load(&connection)?;
        Ok(Self { connection, memory })
    }

    /// Looks at every page of the file, after the disk failed.
    fn checked(self) -> Result<Self, OpenError> {
        let found: String = self
            .connection
            .query_row("pragma quick_check(1)", [], |row| row.get(0))?;
        if found == "ok" {
            Ok(self)
        } else {
            Err(OpenError::Damaged { found })
        }
    }

    /// Runs all operations in one transaction and commits.
    fn run(&mut self, batch: &mut [Waiting], events: &mut Vec<Arc<Event>>) -> Result<(), Fault> {
        self.control("begin immediate")?;
        for waiting in batch.iter_mut() {
            match self.run_one(waiting, events) {
                // A refusal has its answer and has changed nothing.
                Ok(())
                | Err(Failed {
                    reach: Reach::Operation,
                    was_clean: true,
                }) => {}
                Err(Failed {
                    reach: Reach::Operation,
                    ..
                }) => {
                    self.roll_back();
                    events.clear();
                    return Err(Fault::OneOperation);
                }
                Err(Failed { reach, .. }) => return Err(self.lost(reach, events)),
            }
        }
        self.flush_and_commit(events)
    }

    /// Runs every operation behind a savepoint, so that one that fails takes no other with it.
    fn run_apart(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
    ) -> Result<(), Fault> {
        self.control("begin immediate")?;
        for waiting in batch.iter_mut() {
            self.control("savepoint operation")?;
            let before = events.len();
            let ran = self
                .run_one(waiting, events)
                .map_err(|failed| failed.reach)
                .and_then(|()| self.flush(events));
            match ran {
                Ok(()) => self.control("release operation")?,
                Err(Reach::Operation) => {
                    events.truncate(before);
                    self.control("rollback to operation")?;
                    self.control("release operation")?;
                    // The counters in memory may be ahead of their rows.
                    self.memory = match Memory::load(&self.connection) {
                        Ok(memory) => memory,
                        Err(failure) => {
                            let reach = error::reach(&failure).max(Reach::Transaction);
                            return Err(self.lost(reach, events));
                        }
                    };
                }
                Err(reach) => return Err(self.lost(reach, events)),
            }
        }
        self.flush_and_commit(events)
    }

    /// Runs one operation; a panic counts as its failure.
    fn run_one(
        &mut self,
        waiting: &mut Waiting,
        events: &mut Vec<Arc<Event>>,
    ) -> Result<(), Failed> {
        let doing = waiting.operation.doing();
        let before = self.connection.total_changes();
        let mut tx = Tx::new(&self.connection, &mut self.memory, events, doing);
        let ran = catch_unwind(AssertUnwindSafe(|| waiting.operation.run(&mut tx)));
        let (reach, has_counted) = (tx.reach, tx.has_counted);
        match ran {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // Its answer is missing, which reads as "unavailable".
            Err(_) => tracing::error!(doing, "an operation panicked"),
        }
        Err(Failed {
            reach,
            was_clean: !has_counted && self.connection.total_changes() == before,
        })
    }

    fn flush(&mut self, events: &mut Vec<Arc<Event>>) -> Result<(), Reach> {
        let mut tx = Tx::new(
            &self.connection,
            &mut self.memory,
            events,
            "writing the counters of a room",
        );
        tx.flush().map_err(|_| tx.reach)
    }

    fn flush_and_commit(&mut self, events: &mut Vec<Arc<Event>>) -> Result<(), Fault> {
        if let Err(reach) = self.flush(events) {
            return Err(self.lost(reach.max(Reach::Transaction), events));
        }
        self.control("commit")
    }

    /// Begins, commits and the like.
    fn control(&mut self, sql: &str) -> Result<(), Fault> {
        let done = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]));
        match done {
            Ok(_) => Ok(()),
            Err(failure) => {
                let reach = error::reach(&failure).max(Reach::Transaction);
                let error = error::from_rusqlite("committing", failure);
                self.roll_back();
                Err(Fault::Everything(reach, error))
            }
        }
    }

    fn lost(&mut self, reach: Reach, events: &mut Vec<Arc<Event>>) -> Fault {
        self.roll_back();
        events.clear();
        Fault::Everything(reach, StoreError::Unavailable)
    }

    /// Leaves the transaction, if SQLite has not left it by itself, and forgets what it changed.
    fn roll_back(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("rollback")
        {
            tracing::error!(%error, "rollback failed");
        }
        match Memory::load(&self.connection) {
            Ok(memory) => self.memory = memory,
            Err(error) => tracing::error!(%error, "the counters could not be read again"),
        }
    }
}

/// Notes in the file that a process has it open and how careful that process is; makes the file's
/// own row the first time.
///
/// An unclean stop of a process that did not sync every commit may have lost the newest part of the
/// log, of which clients hold cursors: the log takes a new epoch then.
fn begin_run(config: &SqliteConfig) -> Result<(), OpenError> {
    // This note itself is always synced.
    let mut connection = connection::open(config, Use::Write(Durability::Full))?;
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let (mut epoch, mut signing_key) = ([0_u8; 8], [0_u8; 32]);
    getrandom::fill(&mut epoch).map_err(|_| OpenError::NoRandomness)?;
    getrandom::fill(&mut signing_key).map_err(|_| OpenError::NoRandomness)?;
    transaction.execute(
        "insert into store (singleton, epoch, signing_key) values (1, ?1, ?2) on conflict (singleton) do nothing",
        rusqlite::params![epoch, signing_key],
    )?;
    let renewed = transaction.execute(
        "update store set epoch = ?1 where opened_with = 'normal'",
        [epoch],
    )?;
    let with = match config.durability {
        Durability::Full => "full",
        Durability::Normal => "normal",
    };
    transaction.execute("update store set opened_with = ?1", [with])?;
    transaction.commit()?;
    if renewed > 0 {
        tracing::warn!(
            "the last stop was unclean and not every commit was synced: clients start afresh"
        );
    }
    Ok(())
}
