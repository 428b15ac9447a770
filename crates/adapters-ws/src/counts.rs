//! What happened on all sockets since the start, counted for metrics.

use crate::registry::Gauges;
use parking_lot::Mutex;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

/// Numbers by a word that the code names, so that there are few of them.
pub(crate) type ByWord = BTreeMap<&'static str, u64>;

/// See the [module](self). What is counted in maps is rare: a refusal, a client that comes back.
#[derive(Default)]
pub(crate) struct Counts {
    slow_downs: AtomicU64,
    dropped: AtomicU64,
    refused: Mutex<ByWord>,
    resumed: Mutex<ByWord>,
}

impl Counts {
    /// A client was asked to slow down.
    pub(crate) fn slow_down(&self) {
        self.slow_downs.fetch_add(1, Ordering::Relaxed);
    }

    /// A frame that nobody misses fell, because too much waits for the socket.
    pub(crate) fn dropped(&self) {
        self.dropped.fetch_add(1, Ordering::Relaxed);
    }

    /// A command was refused with this code.
    pub(crate) fn refused(&self, code: &'static str) {
        *self.refused.lock().entry(code).or_default() += 1;
    }

    /// A client came back with a cursor, and this became of it.
    pub(crate) fn resumed(&self, result: &'static str) {
        *self.resumed.lock().entry(result).or_default() += 1;
    }

    /// Puts the numbers of now into the gauges.
    pub(crate) fn read_into(&self, gauges: &mut Gauges) {
        gauges.slow_downs = self.slow_downs.load(Ordering::Relaxed);
        gauges.dropped = self.dropped.load(Ordering::Relaxed);
        gauges.refused = self.refused.lock().clone();
        gauges.resumed = self.resumed.lock().clone();
    }
}
