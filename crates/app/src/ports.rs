//! The ports, filled by the wiring of the server or by the test kit.

use campfire_domain::ports::{Broadcaster, Clock, IdSource, PasswordHasher, StorePorts};
use std::sync::Arc;

/// One adapter for each port.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct Ports {
    pub store: StorePorts,
    pub broadcaster: Arc<dyn Broadcaster>,
    pub passwords: Arc<dyn PasswordHasher>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
}
