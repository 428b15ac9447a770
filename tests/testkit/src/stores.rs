//! The ports of one store, with what a test needs beside them.

use crate::{MemoryStore, RecordingSink};
use campfire_domain::ports::StorePorts;
use std::{any::Any, ops::Deref, sync::Arc};

/// Every port of one empty store (it derefs to them), and the sink it reports to.
#[derive(Clone)]
pub struct Stores {
    /// The ports.
    pub ports: StorePorts,
    /// What the store was made with.
    pub sink: Arc<RecordingSink>,
    /// Lives as long as the store is used: its temporary folder, for example.
    guard: Arc<dyn Any + Send + Sync>,
}

impl Deref for Stores {
    type Target = StorePorts;

    fn deref(&self) -> &StorePorts {
        &self.ports
    }
}

impl Stores {
    /// The ports of a store that reports to `sink`. `guard` is dropped with the last copy; give `()`
    /// when there is nothing to keep.
    #[must_use]
    pub fn of<G: Any + Send + Sync>(ports: StorePorts, sink: Arc<RecordingSink>, guard: G) -> Self {
        Self {
            ports,
            sink,
            guard: Arc::new(guard),
        }
    }

    /// The ports of a fresh [`MemoryStore`].
    #[must_use]
    pub fn in_memory() -> Self {
        let sink = RecordingSink::new();
        let store = Arc::new(MemoryStore::new(sink.clone()));
        Self::of(StorePorts::of(&store), sink, ())
    }

    /// What [`Self::of`] was given to keep.
    #[must_use]
    pub fn guard(&self) -> &(dyn Any + Send + Sync) {
        &*self.guard
    }
}
