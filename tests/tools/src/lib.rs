//! Campfire's own measuring tools: `campfire-bench` and `campfire-seed`.
//!
//! Both look at Campfire from outside: the release binary over loopback, its store's file through
//! `SQLite`. Nothing of the server's code is linked in, so a measured figure is what a user gets.
//!
//! Reading order: [`machine`] (cores, child processes, what the kernel counts), [`campfire`] (a
//! server under test), [`seed`] (fill a store), [`bench`] (profiles, ceilings, the table).
//!
//! Deliberately absent: an asynchronous runtime in the load generator. One thread with `epoll` reads
//! 10,000 sockets and compares every byte, so that the generator is never what limits a figure.
//! Only the ceilings' servers use tokio, as the real server does.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures are turned into floating point to be shown; none is near 2^52"
)]

pub mod bench;
pub mod campfire;
pub mod http;
pub mod machine;
pub mod random;
pub mod seed;
pub mod text;
