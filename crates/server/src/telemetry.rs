//! Logs: to standard error, for people or as JSON. Bodies, tokens and addresses never reach them.

use crate::config::{LogFormat, Settings};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging. A second call changes nothing.
pub(crate) fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A line that cannot be written is lost. To complain of it on standard error, which has just
        // failed, would panic, and a full disk under the log would end the thread that logs.
        .log_internal_errors(false);
    let started = match settings.log_format {
        LogFormat::Text => lines.with_ansi(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        tracing::debug!(%error, "telemetry.started_already");
    }
}
