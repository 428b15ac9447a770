//! The Campfire binary. `campfire serve` is all that is needed; see `campfire --help`.

mod accept;
mod cli;
mod config;
mod data_folder;
mod metrics;
mod readiness;
mod routes;
mod shutdown;
mod static_files;
mod store_metrics;
mod telemetry;
mod wiring;

use clap::Parser as _;
use std::process::ExitCode;

/// Many small, short-lived buffers per message and socket, freed on other threads than they were made
/// on: what this allocator is made for. SQLite's C uses it as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::Cli::parse().run()
}
