//! Transcripts of the protocol: real clients on sockets in memory, the whole application behind
//! them, and time that stands still until nothing else is left to do.

mod closing;
mod commands;
mod events;
mod greeting;
mod health;
mod presence;
mod pressure;
mod resuming;
mod small;
mod upgrading;
mod world;
