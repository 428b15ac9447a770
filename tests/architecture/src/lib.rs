//! The rules of `ARCHITECTURE.md` as code, so that the map cannot part from the land.
//!
//! # Reading order
//! [`table`] is the one place that says which crate may name which, and why each outside package is
//! here. [`arrows`] compares it with what Cargo knows. [`sources`] reads Rust files, [`limits`] the
//! numbers in them, [`documents`] the Markdown files.
//!
//! # Invariants
//! - Every check takes what it judges as a value and returns what is wrong as sentences; the tests
//!   feed it the real workspace and, to show that it can fail, a changed copy.
//! - Deliberately absent: judgement of the web client, which has its own test
//!   (`web/src/architecture.test.ts`).
//!
//! # Recipe: let a crate name one more
//! Change its manifest and [`table`], write the sentence that says why (a framework or a new arrow
//! between crates of ours wants an ADR), then `UPDATE=1 cargo test -p campfire-architecture-tests`
//! writes the tables of `ARCHITECTURE.md` and `docs/reference/limits.md` anew.

pub mod arrows;
pub mod documents;
pub mod limits;
pub mod sources;
pub mod table;
