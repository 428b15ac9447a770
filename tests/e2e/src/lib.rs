//! What the journeys through the real binary stand on: a [`Server`] that is started, stopped and
//! killed as its own process, a [`Client`] that speaks HTTP, a [`Live`] socket, a [`Proxy`] that
//! cuts connections, an [`audit`] of the data file, and a [`model`] of what a client knows.
//!
//! [`faults`] makes power cuts, failing disks and jumping clocks; [`load`] has people who post all the
//! time and are asked later what they were told.
//!
//! Reading order: [`Team`] (a server with people), then [`Client`] and [`Live`]; the journeys
//! themselves are in `tests/it`, one module per subject.
//!
//! Everything here is black box: only names of the protocol page are used, and the tables of the
//! data file in [`audit`]. A broken promise panics with the request and the answer in its text,
//! because that is how a test says what it saw.
#![expect(
    clippy::expect_used,
    reason = "this crate is a test harness: what fails here must end the test in words"
)]

pub mod audit;
mod client;
pub mod dice;
mod env;
pub mod faults;
mod live;
pub mod load;
pub mod model;
mod proxy;
mod server;
mod team;

pub use client::{Answer, Client};
pub use env::{fresh_id, prefers_release, sized};
pub use live::{Heard, Live};
pub use proxy::Proxy;
pub use server::{Server, Settings, Stopped, run};
pub use team::{Person, Team};

use std::time::Duration;

/// How long a test waits for what must come but has no documented limit. Long, because it only
/// matters when the test fails, and machines that run tests are busy.
pub const PATIENCE: Duration = Duration::from_secs(20);
