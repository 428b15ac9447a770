//! The loop on the writer's thread: batches, their commits, and what happens when one goes wrong.

use super::{
    Shared, Stop, Taken, Waiting,
    figures::Figures,
    jobs::{Job, Jobs, ROWS_ALONE, ROWS_BESIDE_OTHERS},
    open::{Lost, Open, When, begin_run},
    prove,
};
use crate::{OpenError, SqliteConfig, doors::Health, error::Reach};
use campfire_domain::{Event, StoreError, ports::EventSink};
use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::{runtime::Handle, sync::oneshot};

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
    /// Where callers wait.
    runtime: Handle,
    /// `None` after the disk failed, until it can be opened and checked again.
    open: Option<Open>,
    health: Arc<Health>,
    jobs: Jobs,
    /// What was last said of the index of words.
    could_search: bool,
    /// When to try again what failed.
    probe_at: Instant,
}

impl Batches {
    pub(super) fn open(
        config: SqliteConfig,
        sink: Arc<dyn EventSink>,
        health: Arc<Health>,
        runtime: Handle,
    ) -> Result<Self, OpenError> {
        begin_run(&config)?;
        let now = Instant::now();
        let mut batches = Self {
            open: Some(Open::new(&config)?),
            config,
            sink,
            runtime,
            health,
            jobs: Jobs::new(now),
            could_search: true,
            probe_at: now,
        };
        batches.tell_search();
        Ok(batches)
    }

    /// Commits batches until the writer is stopped.
    pub(super) fn work(mut self, shared: &Shared) {
        loop {
            let is_well = shared.breaker.is_well();
            let until = if is_well {
                self.jobs.next_due()
            } else {
                Some(self.probe_at)
            };
            shared.figures.begins(None);
            match shared.take(until) {
                Taken::Batch(batch) => {
                    self.commit_with_a_step(batch, shared);
                    self.checkpoint(shared);
                }
                Taken::Nothing if is_well => {
                    self.commit_with_a_step(Vec::new(), shared);
                    self.checkpoint(shared);
                }
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

    /// Commits a batch, and with it a step of a job that is due.
    fn commit_with_a_step(&mut self, mut batch: Vec<Waiting>, shared: &Shared) {
        let now = Instant::now();
        let rows = if batch.is_empty() {
            ROWS_ALONE
        } else {
            self.jobs.interrupted(now);
            ROWS_BESIDE_OTHERS
        };
        let step = self.jobs.take_turn(now).map(|job| {
            let deadline = self.config.write_deadline;
            let (mut step, outcome) =
                Waiting::new(job.doing(), None, deadline, move |tx| job.step(tx, rows));
            step.is_job = true;
            batch.push(step);
            (job, outcome)
        });
        self.commit(batch, shared);
        if let Some((job, outcome)) = step {
            self.note(job, outcome);
        }
    }

    fn note(&mut self, job: Job, mut outcome: oneshot::Receiver<Result<bool, StoreError>>) {
        let outcome = outcome.try_recv().unwrap_or(Err(StoreError::Unavailable));
        self.jobs.stepped(job, &outcome, Instant::now());
    }

    /// Commits a batch and answers its callers, whatever comes of it.
    fn commit(&mut self, mut batch: Vec<Waiting>, shared: &Shared) {
        let mut runs_again = RUNS_AGAIN;
        loop {
            drop_expired(&mut batch);
            refuse_behind_failed(&mut batch);
            if batch.is_empty() {
                return;
            }
            let mut events = Vec::with_capacity(batch.len());
            let begun = Instant::now();
            let lost = match self.try_commit(&mut batch, &mut events, &shared.figures) {
                Ok(()) => return self.committed(batch, events, begun, shared),
                Err(lost) => lost,
            };
            if lost.reach == Reach::Search && self.leave_search(&mut batch) {
                continue;
            }
            if lost.reach == Reach::Connection {
                self.open = None;
            }
            if lost.is_busy {
                shared.figures.found_busy();
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
                    waiting.fail(lost.error.clone());
                }
                if is_open {
                    shared.fail_all();
                }
                return;
            }
        }
    }

    /// Goes on without the index of words, which broke: it is built anew later. `false` when that
    /// changes nothing, or cannot be written down.
    fn leave_search(&mut self, batch: &mut Vec<Waiting>) -> bool {
        let before = batch.len();
        for step in batch.extract_if(.., |waiting| waiting.is_job) {
            step.fail(StoreError::Unavailable);
        }
        let Some(open) = &mut self.open else {
            return false;
        };
        let was_used = open.uses_search();
        if let Err(error) = open.leave_search() {
            tracing::error!(%error, "the search index could not be marked as broken");
            return false;
        }
        self.tell_search();
        was_used || batch.len() < before
    }

    /// Tells whether words are found, when that has changed.
    fn tell_search(&mut self) {
        let can = self.open.as_ref().is_none_or(Open::can_search);
        if std::mem::replace(&mut self.could_search, can) != can {
            self.health.can_search(can);
            if !can {
                self.jobs.wake(Job::Index, Instant::now());
            }
        }
    }

    fn try_commit(
        &mut self,
        batch: &mut [Waiting],
        events: &mut Vec<Arc<Event>>,
        figures: &Figures,
    ) -> Result<(), Lost> {
        if self.open.is_none() {
            figures.begins(Some("opening the store again"));
        }
        self.opened()
            .map_err(|error| Lost {
                when: When::Opening,
                reach: Reach::Connection,
                is_busy: false,
                error,
            })?
            .commit(batch, events, figures)
    }

    fn committed(
        &mut self,
        batch: Vec<Waiting>,
        events: Vec<Arc<Event>>,
        begun: Instant,
        shared: &Shared,
    ) {
        shared.breaker.succeeded();
        let operations = batch.iter().filter(|waiting| !waiting.is_job).count();
        let sync_took = self.open.as_ref().map_or(Duration::ZERO, Open::sync_took);
        shared
            .figures
            .committed(operations, begun.elapsed(), sync_took);
        self.tell_search();
        if events
            .iter()
            .any(|event| matches!(event.kind.name(), "room_deleted" | "messages_erased"))
        {
            self.jobs.wake(Job::Erase, Instant::now());
        }
        if !events.is_empty() {
            self.sink.committed(events);
        }
        self.answer(batch);
    }

    /// Gives callers their answers, in the order of their commits. Several are given by a task of the
    /// runtime: this thread then wakes one worker, once. Woken from here one by one, each caller
    /// would run on this core before the next has its answer, while the other core is idle.
    fn answer(&self, mut batch: Vec<Waiting>) {
        for step in batch.extract_if(.., |waiting| waiting.is_job) {
            step.operation.answer();
        }
        let answer_all = |batch: Vec<Waiting>| {
            for waiting in batch {
                waiting.operation.answer();
            }
        };
        if batch.len() > 1 {
            self.runtime.spawn(async move { answer_all(batch) });
        } else {
            answer_all(batch);
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

    /// Copies the write-ahead log back when it is long, after the callers have their answers.
    fn checkpoint(&self, shared: &Shared) {
        let pages = Open::wal_pages();
        let is_busy = shared.waiting.load(Ordering::Relaxed) > 0;
        if pages < CHECKPOINT_IDLE || (pages < CHECKPOINT_BUSY && is_busy) {
            return;
        }
        if let Some(open) = &self.open {
            shared.figures.begins(Some("copying the log back"));
            let begun = Instant::now();
            // Passive: it waits for no reader, and what it leaves is left to the next one.
            if let Err(error) =
                open.connection
                    .query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))
            {
                tracing::warn!(%error, "checkpoint failed");
            }
            shared.figures.checkpointed(begun.elapsed());
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
        expired.fail(StoreError::TimedOut);
    }
}

/// Answers what stands behind something of its lane that failed: that comes again, and first.
fn refuse_behind_failed(batch: &mut Vec<Waiting>) {
    for behind in batch.extract_if(.., |waiting| waiting.lane.is_closed()) {
        behind.fail(StoreError::Unavailable);
    }
}
