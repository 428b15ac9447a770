//! Doubles and contract suites for the ports of Campfire.
//!
//! What a test *commands* it mocks (`campfire-domain`, feature `mocks`); what it *asks* it fakes
//! with what is here.
//!
//! # Reading order
//! [`MemoryStore`] (every storing port over one mutex) · [`FakeClock`], [`SeqIds`], [`PlainHasher`],
//! [`RecordingBroadcaster`], [`RecordingSink`] · [`builders`] and [`Scene`] (a team to begin with) ·
//! [`Stores`] and [`contracts`] (what every store must do, stamped by [`contract_tests!`]).
//!
//! # Invariants
//! - The in-memory store passes the same list of contracts as every other.
//! - A contract asks only through ports, never looks inside.
//! - Deliberately absent: pruning, search and backup in memory. They are a store's own matter.
//!
//! # Recipe: hold a new store to the contracts
//! ```
//! use campfire_domain::ports::StorePorts;
//! use campfire_testkit::{MemoryStore, RecordingSink, Stores};
//! use std::sync::Arc;
//!
//! async fn stores() -> Stores {
//!     let sink = RecordingSink::new();
//!     let store = MemoryStore::new(sink.clone()); // yours
//!     // In place of (): what must live as long as the store.
//!     Stores::of(StorePorts::of(&Arc::new(store)), sink, ())
//! }
//! # #[cfg(test)]
//! campfire_testkit::contract_tests!(stores);
//! # fn main() { drop(stores()) }
//! ```
//!
//! # Recipe: add a contract
//! Write it as `pub async fn` in the port's file below `contracts/` and name it in the one list of
//! `contracts.rs`; a test finds the one that was left out.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "this crate runs in tests only: what cannot get on there has failed and says so"
)]

pub mod builders;
pub mod contracts;

mod broadcaster;
mod clock;
mod hasher;
mod ids;
mod memory;
mod scene;
mod sinks;
mod stores;

pub use broadcaster::{Broadcast, RecordingBroadcaster};
pub use builders::{a_message, a_room, a_session, a_user};
pub use clock::{FakeClock, let_pass};
pub use hasher::PlainHasher;
pub use ids::SeqIds;
pub use memory::MemoryStore;
pub use scene::{Cast, Scene};
pub use sinks::{NullSink, RecordingSink};
pub use stores::Stores;
