//! The commands.

use crate::{
    config::{Settings, SettingsError},
    data_folder::{DataFolder, LockError},
    telemetry, wiring,
};
use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use std::{io::Write as _, process::ExitCode};

/// Exit code when another process owns the data folder (`EX_CANTCREAT` of sysexits).
const EXIT_IN_USE: u8 = 73;
/// Exit code for settings that make no sense (`EX_CONFIG`).
const EXIT_CONFIG: u8 = 78;

/// Team chat that you own: one binary, one data folder.
#[derive(Parser)]
#[command(name = "campfire", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves Campfire until it is told to stop.
    Serve(SettingsArgs),
    /// Brings the store up to date and stops.
    Migrate(SettingsArgs),
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Args)]
struct SettingsArgs {
    #[command(flatten)]
    settings: crate::config::Given,
}

impl Cli {
    /// Carries out the command; what went wrong is said in one line on standard error.
    pub(crate) fn run(self) -> ExitCode {
        let done = match self.command {
            Command::Serve(args) => Settings::read(args.settings)
                .map_err(Into::into)
                .and_then(serve),
            Command::Migrate(args) => Settings::read(args.settings)
                .map_err(Into::into)
                .and_then(|settings| migrate(&settings)),
            Command::Openapi => {
                say(wiring::document().trim_end());
                Ok(())
            }
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "campfire: {error:#}");
                if let Some(LockError::InUse(_)) = error.downcast_ref() {
                    ExitCode::from(EXIT_IN_USE)
                } else if error.downcast_ref::<SettingsError>().is_some() {
                    ExitCode::from(EXIT_CONFIG)
                } else {
                    ExitCode::FAILURE
                }
            }
        }
    }
}

fn serve(settings: Settings) -> anyhow::Result<()> {
    telemetry::start(&settings);
    let folder = DataFolder::lock(&settings.data_dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let served = runtime.block_on(wiring::serve(settings));
    // Blocking work that is still running (a password hash) is not waited for.
    runtime.shutdown_timeout(std::time::Duration::from_millis(100));
    drop(folder);
    served
}

fn migrate(settings: &Settings) -> anyhow::Result<()> {
    telemetry::start(settings);
    let _folder = DataFolder::lock(&settings.data_dir)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(wiring::migrate(settings))?;
    say("The store is up to date.");
    Ok(())
}

/// Prints a line for a person or a program; nobody listening is no error.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
