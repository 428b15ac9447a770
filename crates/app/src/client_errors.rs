//! What goes wrong in clients, as they tell it: a line in the log and a number. Nothing is stored.

use campfire_domain::ClientError;
use std::sync::atomic::{AtomicU64, Ordering};

/// Takes the errors that clients tell.
#[derive(Default, Debug)]
pub struct ClientErrors {
    told: AtomicU64,
}

impl ClientErrors {
    /// Notes one. Nothing in it says whose it is: its words have been cleaned when they were parsed.
    pub fn tell(&self, error: &ClientError) {
        self.told.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(
            client.message = error.message.as_str(),
            client.place = error.place.as_str(),
            client.build = error.build.as_str(),
            "a client told of an error of its own"
        );
    }

    /// How many were told since the start.
    #[must_use]
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }
}
