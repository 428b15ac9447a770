//! Where the events of a store go in tests.

use campfire_domain::{Event, Position, ports::EventSink};
use parking_lot::Mutex;
use std::sync::Arc;

/// Keeps every event that a store committed, in the order it was told.
#[derive(Debug, Default)]
pub struct RecordingSink(Mutex<Vec<Arc<Event>>>);

impl RecordingSink {
    /// An empty one, shared between a store and its test.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// All events so far.
    #[must_use]
    pub fn events(&self) -> Vec<Arc<Event>> {
        self.0.lock().clone()
    }

    /// The events behind a position.
    #[must_use]
    pub fn after(&self, position: Position) -> Vec<Arc<Event>> {
        let events = self.0.lock();
        events
            .iter()
            .filter(|e| e.position > position)
            .cloned()
            .collect()
    }

    /// The names of the events behind a position.
    #[must_use]
    pub fn names_after(&self, position: Position) -> Vec<&'static str> {
        self.after(position).iter().map(|e| e.kind.name()).collect()
    }
}

impl EventSink for RecordingSink {
    fn committed(&self, events: Vec<Arc<Event>>) {
        self.0.lock().extend(events);
    }
}

/// Lets every event fall.
#[derive(Debug, Default, Clone, Copy)]
pub struct NullSink;

impl EventSink for NullSink {
    fn committed(&self, _events: Vec<Arc<Event>>) {}
}
