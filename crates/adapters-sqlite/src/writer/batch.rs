//! The loop on the writer's thread: batches, their commits, and what happens when one goes wrong.

use super::{
    Shared, Stop, Taken, Waiting,
    open::{Lost, Open, When, begin_run},
    prove,
};
use crate::{OpenError, SqliteConfig, erasure, error::Reach};
use campfire_domain::{Event, StoreError, ports::EventSink};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

/// Pages of 4 KiB in the write-ahead log from which an idle writer copies them back: SQLite's own
/// number, about 4 MiB.
const CHECKPOINT_IDLE: i32 = 1_000;
/// The same for a busy one, so that the log stays below about 32 MiB.
const CHECKPOINT_BUSY: i32 = 8_000;
/// How often a batch is run again after a failure before its commit was tried. Once: what fails
/// twice is an outage, and callers had better hear of it.
const RUNS_AGAIN: u32 = 1;

/// The writer's side of the queue.
pub(super) struct Batches {
    config: SqliteConfig,
    sink: Arc<dyn EventSink>,
    /// `None` after the disk failed, until it can be opened and checked again.
    open: Option<Open>,
    /// Whether messages of deleted rooms may be left to remove.
    erasing: bool,
    /// When to try again what failed.
    probe_at: Instant,
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
            probe_at: Instant::now(),
        })
    }

    /// Commits batches until the writer is stopped.
    pub(super) fn work(mut self, shared: &Shared) {
        loop {
            let is_well = shared.breaker.is_well();
            let until = match (is_well, self.erasing) {
                (false, _) => Some(self.probe_at),
                (true, true) => Some(Instant::now()),
                (true, false) => None,
            };
            match shared.take(until) {
                Taken::Batch(batch) => {
                    self.commit(batch, shared);
                    self.checkpoint(shared);
                }
                Taken::Nothing if is_well => self.erase_some(),
                Taken::Nothing => {
                    let (probe, _) =
                        Waiting::new("probing", None, self.config.write_deadline, prove);
                    self.commit(vec![probe], shared);
                }
                Taken::End => break,
            }
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

    /// Commits a batch and answers its callers, whatever comes of it.
    fn commit(&mut self, mut batch: Vec<Waiting>, shared: &Shared) {
        let mut runs_again = RUNS_AGAIN;
        loop {
            drop_expired(&mut batch);
            if batch.is_empty() {
                return;
            }
            let mut events = Vec::with_capacity(batch.len());
            let lost = match self.try_commit(&mut batch, &mut events) {
                Ok(()) => return self.committed(batch, events, shared),
                Err(lost) => lost,
            };
            if lost.reach == Reach::Connection {
                self.open = None;
            }
            let is_open = shared.breaker.failed();
            self.probe_at = Instant::now() + self.config.probe_every;
            let again = match lost.when {
                // It has not begun; the deadlines and the breaker end this.
                When::Beginning if lost.is_busy => true,
                When::Beginning | When::Running => {
                    let again = runs_again > 0;
                    runs_again = runs_again.saturating_sub(1);
                    again
                }
                When::Opening | When::Committing => false,
            };
            if is_open || !again {
                for waiting in batch {
                    waiting.operation.fail(lost.error.clone());
                }
                if is_open {
                    shared.fail_all();
                }
                return;
            }
        }
    }

    fn try_commit(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
    ) -> Result<(), Lost> {
        self.opened()
            .map_err(|error| Lost {
                when: When::Opening,
                reach: Reach::Connection,
                is_busy: false,
                error,
            })?
            .commit(batch, events)
    }

    fn committed(&mut self, batch: Vec<Waiting>, events: Vec<Arc<Event>>, shared: &Shared) {
        shared.breaker.succeeded();
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
        let pages = Open::wal_pages();
        let is_busy = shared.waiting.load(Ordering::Relaxed) > 0;
        if pages < CHECKPOINT_IDLE || (pages < CHECKPOINT_BUSY && is_busy) {
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

/// Answers what nobody waits for any more.
fn drop_expired(batch: &mut Vec<Waiting>) {
    let now = Instant::now();
    for expired in batch.extract_if(.., |waiting| waiting.expires <= now) {
        expired.operation.fail(StoreError::TimedOut);
    }
}
