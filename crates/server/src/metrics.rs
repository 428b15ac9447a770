//! Figures for an operator, in the text form of Prometheus.

use campfire_adapters_sqlite::SqliteStore;
use campfire_adapters_ws::ConnectionRegistry;
use std::{fmt::Write as _, sync::Arc};
use tokio::time::Instant;

/// Where the figures come from.
pub(crate) struct Metrics {
    store: Arc<SqliteStore>,
    registry: Arc<ConnectionRegistry>,
    started: Instant,
}

impl Metrics {
    pub(crate) fn new(store: Arc<SqliteStore>, registry: Arc<ConnectionRegistry>) -> Self {
        Self {
            store,
            registry,
            started: Instant::now(),
        }
    }

    /// All figures now.
    pub(crate) fn text(&self) -> String {
        let writer = self.store.writer_stats();
        let live = self.registry.gauges();
        let mut text = String::new();
        let mut figure = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
            );
        };
        let waiting = count(writer.waiting);
        figure(
            "campfire_commits_total",
            "counter",
            "Transactions committed.",
            writer.commits,
        );
        figure(
            "campfire_commit_operations_total",
            "counter",
            "Operations in committed transactions.",
            writer.operations,
        );
        figure(
            "campfire_write_queue",
            "gauge",
            "Operations waiting for the writer.",
            waiting,
        );
        figure(
            "campfire_ws_connections",
            "gauge",
            "Live connections.",
            count(live.connections),
        );
        figure(
            "campfire_ws_queued_frames",
            "gauge",
            "Frames waiting for live connections.",
            count(live.queued_frames),
        );
        figure(
            "campfire_uptime_seconds",
            "gauge",
            "Seconds since the start.",
            self.started.elapsed().as_secs(),
        );
        let closed = "campfire_ws_closed_total";
        let _ = write!(
            text,
            "# HELP {closed} Connections ended, by close code.\n# TYPE {closed} counter\n"
        );
        for (code, count) in live.closed {
            let _ = writeln!(text, "{closed}{{code=\"{code}\"}} {count}");
        }
        text
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
