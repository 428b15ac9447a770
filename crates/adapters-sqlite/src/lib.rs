//! The storing ports of Campfire on one SQLite file.
//!
//! Reading order: [`SqliteConfig`] says how the store is opened, [`SqliteStore`] opens it and
//! implements every storing port. Inside, `writer` is the only way to write and `readers` the hot
//! way to read; both are doors with a bounded queue and a deadline.
//!
//! # Invariants
//! - One process, one writing connection, one writing thread. Commit order is log order.
//! - An operation, its events and its search rows commit together or not at all. `seq`, `rev` and
//!   positions are assigned in that transaction and are dense.
//! - After a commit its events reach the sink in order, then the callers get their answers.
//! - The log holds ids, never text; what is read from it is the state of now.
//! - No cost grows with a room's history or the log's length: pages go by dense numbers, unread
//!   counts by a partial index of tombstones, resume by the user's rooms and positions.
//!
//! Deliberately absent: policy (the domain decides, SQL only guards), transactions in the interface,
//! a clock (times come in with the operations).
//!
//! # Two libraries, one SQLite
//! The writer's loop and the hot reads use rusqlite on threads of their own, migrations and the cold
//! reads sqlx with its checked queries; both are built on the same SQLite. ADR-0010 has the figures.
//!
//! # Recipe: add an operation
//! Port method and contract first. Then a free function `fn verb(tx: &mut Tx, …)` in the file of its
//! noun and one line that submits it. Check everything that can refuse *before* the first write;
//! call `tx.flush()` before a statement that reads a room's counters; record events last. A cold read
//! is a `query!` followed by `scripts/sqlx-prepare`; a hot read is a prepared statement in
//! `readers.run`. Tables change by a new file in `migrations` (see its `NOTES.md`), never by an edit
//! of a released one.

mod accounts;
mod audit;
mod banned;
mod bookmarks;
mod boosts;
mod config;
mod connection;
mod cursor;
mod directory;
mod doors;
mod erasure;
mod error;
mod events;
mod flags;
#[cfg(test)]
mod growth;
mod health;
mod journal;
mod memberships;
mod mentions;
mod messages;
mod profiles;
mod pruning;
mod readers;
mod rooms;
mod rows;
mod search;
mod sessions;
mod standing;
mod store;
mod transfers;
mod undelivered;
mod users;
mod writer;

pub use config::{Durability, SqliteConfig};
pub use journal::FileJournal;
pub use store::{OpenError, SqliteStore};
pub use writer::{Spread, WriterStats};
