//! The HTTP adapter on the in-memory store. Every answer is validated against the document.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests: what is not there has failed"
)]

mod administration;
mod bookmarks;
mod boosts;
mod client_errors;
mod codes;
mod document;
mod edge;
mod events;
mod feature_flags;
mod messages;
mod people;
mod rooms;
mod search;
mod sessions;
mod support;
mod transfers;
