//! Campfire's live protocol over WebSocket: connections, frames, back-pressure and resume.
//!
//! # Reading order
//! [`LiveConfig`] (every length and limit, with its reason) · [`ConnectionRegistry`] (who is
//! connected; the [`Broadcaster`](campfire_domain::ports::Broadcaster) of the application) ·
//! [`endpoint`] (`GET /api/v1/live`) · [`Close`] (why a socket is closed). Inside: `connection`
//! (one task per socket), `queue` (what waits for it), `dispatch` (commands to use cases), `resume`
//! (replay from the log), `codec` (the one place that knows the WebSocket library).
//!
//! # Invariants
//! - An event is encoded once and shared by all sockets; all that waits for a socket leaves in one
//!   flush.
//! - A socket gets events in log order, without a hole from the place where it joined: it joins
//!   under the same lock under which events are delivered.
//! - Everything that waits is bounded; who cannot keep up is closed with 4008 and resumes.
//! - A socket never outlives its session by more than a second.
//! - Deliberately absent: history, permissions of messages, retries. A frame that is lost is read
//!   again from the log.
//!
//! # Recipe: add a command
//! Add the frame to `campfire-wire`, its arm to `connection/commands.rs`, its work to `dispatch.rs`,
//! its row to `docs/reference/live.md`, and a transcript to the tests.

mod close;
mod codec;
mod config;
mod connection;
mod counts;
mod dispatch;
mod frames;
mod lock;
mod pace;
mod queue;
mod registry;
mod resume;
mod sweep;
mod upgrade;

pub use close::Close;
pub use config::LiveConfig;
pub use registry::{ConnectionRegistry, Gauges};
pub use upgrade::endpoint;

#[cfg(test)]
mod tests;
