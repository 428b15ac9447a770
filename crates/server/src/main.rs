//! The Campfire binary. `campfire serve` is all that is needed; see `campfire --help`.

mod accept;
mod cli;
mod config;
mod data_folder;
mod metrics;
mod routes;
mod shutdown;
mod static_files;
mod telemetry;
mod wiring;

use clap::Parser as _;
use std::process::ExitCode;

/// Many small, short-lived buffers per message and socket: measured against the system's allocator
/// on the load tool (ADR-0011).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::Cli::parse().run()
}
