//! What the writer tells of itself, for metrics: a few atomic additions per commit.

use super::{Priority, Shared};
use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// Bounds of a [`Spread`].
const BOUNDS: usize = 12;
/// Bounds of times, in microseconds: a quiet disk syncs in 200, a shared one in 4,000; a second is an
/// outage.
const TIMES: [u64; BOUNDS] = [
    100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000,
];
/// Bounds of sizes of batches, in operations.
const SIZES: [u64; BOUNDS] = [1, 2, 3, 4, 8, 12, 16, 32, 64, 128, 192, 256];

/// What the writer has done since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterStats {
    /// Transactions committed.
    pub commits: u64,
    /// Operations in them, without the writer's own work; divided by `commits`, the mean size of a
    /// batch.
    pub operations: u64,
    /// Operations waiting now.
    pub waiting: usize,
    /// The same by class, the most important first.
    pub waiting_by_class: [(&'static str, usize); 3],
    /// Attempts that found the store locked by another.
    pub busy: u64,
    /// Microseconds from the beginning of a transaction to the end of its commit.
    pub commit_micros: Spread,
    /// Microseconds of them in the commit itself: writing and syncing.
    pub sync_micros: Spread,
    /// Operations per commit.
    pub batch_size: Spread,
    /// Microseconds that copying the write-ahead log back took.
    pub checkpoint_micros: Spread,
    /// What the writer is doing, and for how long; `None` while nothing is to do.
    pub at_work: Option<(&'static str, Duration)>,
    /// Whether calls fail fast, because attempts to write failed.
    pub is_breaker_open: bool,
}

/// How values spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Upper bounds, each with the number of values up to it.
    pub up_to: [(u64, u64); BOUNDS],
    /// All values.
    pub count: u64,
    /// Their sum.
    pub sum: u64,
}

/// Counts values by bounds.
#[derive(Debug)]
struct Spreading {
    bounds: &'static [u64; BOUNDS],
    counts: [AtomicU64; BOUNDS],
    count: AtomicU64,
    sum: AtomicU64,
}

impl Spreading {
    const fn new(bounds: &'static [u64; BOUNDS]) -> Self {
        Self {
            bounds,
            counts: [const { AtomicU64::new(0) }; BOUNDS],
            count: AtomicU64::new(0),
            sum: AtomicU64::new(0),
        }
    }

    fn note(&self, value: u64) {
        let place = self.bounds.iter().zip(&self.counts);
        if let Some((_, count)) = place.into_iter().find(|(bound, _)| value <= **bound) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    fn note_time(&self, time: Duration) {
        self.note(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    fn now(&self) -> Spread {
        let mut so_far = 0;
        let mut up_to = self.bounds.map(|bound| (bound, 0));
        for ((_, to), count) in up_to.iter_mut().zip(&self.counts) {
            so_far += count.load(Ordering::Relaxed);
            *to = so_far;
        }
        Spread {
            up_to,
            count: self.count.load(Ordering::Relaxed),
            sum: self.sum.load(Ordering::Relaxed),
        }
    }
}

/// What the writer counts.
#[derive(Debug)]
pub(super) struct Figures {
    commits: AtomicU64,
    operations: AtomicU64,
    busy: AtomicU64,
    commit: Spreading,
    sync: Spreading,
    batch: Spreading,
    checkpoint: Spreading,
    at_work: Mutex<Option<(&'static str, Instant)>>,
}

impl Figures {
    pub(super) const fn new() -> Self {
        Self {
            commits: AtomicU64::new(0),
            operations: AtomicU64::new(0),
            busy: AtomicU64::new(0),
            commit: Spreading::new(&TIMES),
            sync: Spreading::new(&TIMES),
            batch: Spreading::new(&SIZES),
            checkpoint: Spreading::new(&TIMES),
            at_work: Mutex::new(None),
        }
    }

    /// Notes a commit of so many operations, and how long it took, its sync included.
    pub(super) fn committed(&self, operations: usize, took: Duration, sync_took: Duration) {
        let operations = u64::try_from(operations).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.operations.fetch_add(operations, Ordering::Relaxed);
        self.batch.note(operations);
        self.commit.note_time(took);
        self.sync.note_time(sync_took);
    }

    /// Notes that another process holds the lock.
    pub(super) fn found_busy(&self) {
        self.busy.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn checkpointed(&self, took: Duration) {
        self.checkpoint.note_time(took);
    }

    /// Notes what the writer begins to do now; `None` for nothing.
    pub(super) fn begins(&self, doing: Option<&'static str>) {
        let now = doing.map(|doing| (doing, Instant::now()));
        *self.at_work.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Shared {
    /// Everything that is counted, now.
    pub(super) fn stats(&self) -> WriterStats {
        let queue = self.lock();
        let waiting_by_class =
            Priority::ALL.map(|class| (class.word(), queue.waiting.len_of(class)));
        let waiting = queue.waiting.len();
        drop(queue);
        let figures = &self.figures;
        let at_work = *figures
            .at_work
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        WriterStats {
            commits: figures.commits.load(Ordering::Relaxed),
            operations: figures.operations.load(Ordering::Relaxed),
            waiting,
            waiting_by_class,
            busy: figures.busy.load(Ordering::Relaxed),
            commit_micros: figures.commit.now(),
            sync_micros: figures.sync.now(),
            batch_size: figures.batch.now(),
            checkpoint_micros: figures.checkpoint.now(),
            at_work: at_work.map(|(doing, since)| (doing, since.elapsed())),
            is_breaker_open: self.breaker.is_open(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_counts_each_value_up_to_every_bound_above_it() {
        let sizes = Spreading::new(&SIZES);
        for size in [1, 3, 64, 1_000] {
            sizes.note(size);
        }
        let spread = sizes.now();
        let up_to = |bound| spread.up_to.iter().find(|(b, _)| *b == bound).unwrap().1;
        assert_eq!([1, 2, 4, 64, 256].map(up_to), [1, 1, 2, 3, 3]);
        assert_eq!((spread.count, spread.sum), (4, 1_068));
    }
}
