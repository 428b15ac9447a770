//! The open connection of the writer: one transaction per batch, and the memory that goes with it.

use super::{Tx, Waiting, figures::Figures, tx::Memory};
use crate::{
    Durability, OpenError, SqliteConfig,
    connection::{self, BUSY_TIMEOUT, Use},
    error::{self, Reach},
    search,
};
use campfire_domain::{Event, StoreError};
use rusqlite::Connection;
use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    time::{Duration, Instant},
};

thread_local! {
    /// Pages in the write-ahead log after the last commit of this thread's connection.
    static WAL_PAGES: Cell<i32> = const { Cell::new(0) };
    /// Lets a test have the next commit report a failure although it is in the file.
    #[cfg(test)]
    pub(super) static FAIL_AFTER_COMMIT: Cell<bool> = const { Cell::new(false) };
}

/// A connection that is set and verified, and what is known of the file without asking.
pub(super) struct Open {
    pub(super) connection: Connection,
    memory: Memory,
    /// How long the last commit took to be written and synced.
    sync_took: Duration,
}

/// Why a batch was not committed.
pub(super) enum Fault {
    /// An operation failed after its first write: run each behind a savepoint.
    OneOperation,
    /// The transaction is lost.
    Lost(Lost),
}

/// A transaction that is lost through no fault of its operations.
pub(super) struct Lost {
    pub(super) when: When,
    /// Whether the connection is lost with it.
    pub(super) reach: Reach,
    /// Another process holds the lock.
    pub(super) is_busy: bool,
    /// What its operations are answered.
    pub(super) error: StoreError,
}

/// How far a batch had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// The connection was to be opened again.
    Opening,
    /// The transaction was to begin.
    Beginning,
    /// Its operations ran.
    Running,
    /// It was to be committed: it may be in the file or not.
    Committing,
}

/// An operation that did not succeed: a refusal, a failure or a panic.
struct Failed {
    reach: Reach,
    /// It has changed nothing, neither rows nor counters.
    was_clean: bool,
}

impl Open {
    pub(super) fn new(config: &SqliteConfig) -> Result<Self, OpenError> {
        let connection = connection::open(config, Use::Write(config.durability))?;
        // This takes the place of SQLite's own checkpoint inside the commit.
        connection.wal_hook(Some(|_, pages| {
            WAL_PAGES.set(pages);
            #[cfg(test)]
            if FAIL_AFTER_COMMIT.take() {
                let io = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
                return Err(rusqlite::Error::SqliteFailure(io, None));
            }
            Ok(())
        }));
        let memory = Memory::load(&connection)?;
        Ok(Self {
            connection,
            memory,
            sync_took: Duration::ZERO,
        })
    }

    /// Looks at every page of every table, after the disk failed. Not at those of the index of words:
    /// it can be built anew, and must not keep anybody from writing.
    pub(super) fn checked(self) -> Result<Self, OpenError> {
        let tables: Vec<String> = self
            .connection
            .prepare(
                "select name from sqlite_schema where type = 'table' and name not glob 'message_search*' \
                 and name not glob 'sqlite_*'",
            )?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for table in tables {
            let check = format!("pragma quick_check(\"{table}\")");
            let found: String = self.connection.query_row(&check, [], |row| row.get(0))?;
            if found != "ok" {
                return Err(OpenError::Damaged { found });
            }
        }
        Ok(self)
    }

    /// Marks the index of words as broken, so that nothing is written to it until it is emptied.
    pub(super) fn leave_search(&mut self) -> rusqlite::Result<()> {
        self.connection
            .execute("update store set indexed_to = ?1", [search::BROKEN])?;
        self.memory = Memory::load(&self.connection)?;
        Ok(())
    }

    /// Whether anything is written to the index of words.
    pub(super) fn uses_search(&self) -> bool {
        self.memory.indexed_to() != Some(search::BROKEN)
    }

    /// Whether the index of words is whole.
    pub(super) fn can_search(&self) -> bool {
        self.memory.indexed_to().is_none()
    }

    /// How long the last commit took to be written and synced.
    pub(super) fn sync_took(&self) -> Duration {
        self.sync_took
    }

    /// Pages in the write-ahead log after the last commit.
    pub(super) fn wal_pages() -> i32 {
        WAL_PAGES.get()
    }

    /// Runs all operations in one transaction and commits; a second time behind savepoints when one
    /// of them failed late.
    pub(super) fn commit(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Lost> {
        let before = self.memory.position();
        let ran = match self.run(batch, events, figures) {
            Err(Fault::OneOperation) => self.run_apart(batch, events, figures),
            other => other,
        };
        ran.map_err(|fault| match fault {
            // The index can fail a commit only before it: if the log has grown it was something else,
            // and the commit must not be tried again.
            Fault::Lost(lost)
                if lost.reach == Reach::Search && self.memory.position() != before =>
            {
                Lost {
                    reach: Reach::Connection,
                    ..lost
                }
            }
            Fault::Lost(lost) => lost,
            // The savepoints leave no operation that could fail the others.
            Fault::OneOperation => Lost {
                when: When::Running,
                reach: Reach::Transaction,
                is_busy: false,
                error: StoreError::Unavailable,
            },
        })
    }

    fn begin(&mut self, figures: &Figures) -> Result<(), Fault> {
        figures.begins(Some("beginning a transaction"));
        self.memory.begin();
        self.control("begin immediate", When::Beginning)
    }

    /// Runs all operations in one transaction and commits.
    fn run(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Fault> {
        self.begin(figures)?;
        for waiting in batch.iter_mut() {
            match self.run_one(waiting, events, figures) {
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
                    events.clear();
                    return Err(match self.roll_back() {
                        Reach::Connection => Fault::Lost(Lost {
                            when: When::Running,
                            reach: Reach::Connection,
                            is_busy: false,
                            error: StoreError::Unavailable,
                        }),
                        Reach::Operation | Reach::Search | Reach::Transaction => {
                            Fault::OneOperation
                        }
                    });
                }
                Err(Failed { reach, .. }) => return Err(self.lost(reach, events)),
            }
        }
        self.flush_and_commit(events, figures)
    }

    /// Runs every operation behind a savepoint, so that one that fails takes no other with it.
    fn run_apart(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Fault> {
        self.begin(figures)?;
        for waiting in batch.iter_mut() {
            self.control("savepoint operation", When::Running)?;
            let before = events.len();
            let ran = self
                .run_one(waiting, events, figures)
                .map_err(|failed| failed.reach)
                .and_then(|()| self.flush(events));
            match ran {
                Ok(()) => self.control("release operation", When::Running)?,
                Err(Reach::Operation) => {
                    events.truncate(before);
                    self.control("rollback to operation", When::Running)?;
                    self.control("release operation", When::Running)?;
                    // The counters in memory may be ahead of their rows.
                    let has_index_work = self.memory.has_index_work();
                    self.memory = match Memory::load(&self.connection) {
                        Ok(memory) => memory.with_index_work(has_index_work),
                        Err(failure) => {
                            let reach = error::reach(&failure).max(Reach::Transaction);
                            return Err(self.lost(reach, events));
                        }
                    };
                }
                Err(reach) => return Err(self.lost(reach, events)),
            }
        }
        self.flush_and_commit(events, figures)
    }

    /// Runs one operation; a panic counts as its failure.
    fn run_one(
        &mut self,
        waiting: &mut Waiting,
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Failed> {
        let doing = waiting.operation.doing();
        figures.begins(Some(doing));
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

    fn flush_and_commit(
        &mut self,
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Fault> {
        if let Err(reach) = self.flush(events) {
            return Err(self.lost(reach, events));
        }
        figures.begins(Some("committing"));
        let begun = Instant::now();
        self.control("commit", When::Committing)?;
        self.sync_took = begun.elapsed();
        Ok(())
    }

    /// Begins, commits and the like.
    fn control(&mut self, sql: &str, when: When) -> Result<(), Fault> {
        let done = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute([]));
        match done {
            Ok(_) => Ok(()),
            Err(failure) => {
                tracing::warn!(error = %failure, store.statement = sql, "the writer could not go on");
                let reach =
                    if self.memory.has_index_work() && error::is_of_unwritten_index(&failure) {
                        Reach::Search
                    } else {
                        error::reach(&failure).max(Reach::Transaction)
                    };
                let reach = reach.max(self.roll_back());
                Err(Fault::Lost(Lost {
                    when,
                    reach,
                    is_busy: error::is_busy(&failure),
                    error: StoreError::Unavailable,
                }))
            }
        }
    }

    fn lost(&mut self, reach: Reach, events: &mut Vec<Arc<Event>>) -> Fault {
        events.clear();
        let reach = match reach {
            Reach::Operation => Reach::Transaction,
            other => other,
        };
        let reach = reach.max(self.roll_back());
        Fault::Lost(Lost {
            when: When::Running,
            reach,
            is_busy: false,
            error: StoreError::Unavailable,
        })
    }

    /// Leaves the transaction, if SQLite has not left it by itself, forgets what it changed, and says
    /// whether the connection can go on: not when it stays in the transaction or the counters cannot
    /// be read again.
    pub(super) fn roll_back(&mut self) -> Reach {
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("rollback")
        {
            tracing::error!(%error, "rollback failed");
            return Reach::Connection;
        }
        match Memory::load(&self.connection) {
            Ok(memory) => {
                self.memory = memory;
                Reach::Operation
            }
            Err(error) => {
                tracing::error!(%error, "the counters could not be read again");
                Reach::Connection
            }
        }
    }
}

/// Notes in the file that a process has it open and how careful that process is; makes the file's
/// own row the first time.
///
/// An unclean stop of a process that did not sync every commit may have lost the newest part of the
/// log, of which clients hold cursors: the log takes a new epoch then.
pub(super) fn begin_run(config: &SqliteConfig) -> Result<(), OpenError> {
    // This note itself is always synced.
    let mut connection = connection::open(config, Use::Write(Durability::Full))?;
    // Nobody waits yet.
    connection.busy_timeout(BUSY_TIMEOUT)?;
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
