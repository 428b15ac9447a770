//! Figures for an operator, in the text form of Prometheus.

use std::{collections::BTreeMap, fmt::Write as _};
use tokio::time::Instant;

/// What the parts of the server have to tell; gathered by the wiring.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    /// Transactions committed since the start.
    pub(crate) commits: u64,
    /// Operations in them.
    pub(crate) operations: u64,
    /// Operations waiting for the writer now, by class.
    pub(crate) waiting: [(&'static str, usize); 3],
    /// Bytes in the write-ahead log's file.
    pub(crate) wal_bytes: u64,
    /// Live connections now.
    pub(crate) connections: usize,
    /// Frames waiting for live connections now.
    pub(crate) queued_frames: usize,
    /// Connections ended since the start, by close code.
    pub(crate) closed: BTreeMap<u16, u64>,
}

/// Gathers the figures of now.
type Gather = Box<dyn Fn() -> Figures + Send + Sync>;

/// Where the figures come from.
pub(crate) struct Metrics {
    gather: Gather,
    started: Instant,
}

impl Metrics {
    pub(crate) fn new(gather: impl Fn() -> Figures + Send + Sync + 'static) -> Self {
        Self {
            gather: Box::new(gather),
            started: Instant::now(),
        }
    }

    /// All figures now.
    pub(crate) fn text(&self) -> String {
        let now = (self.gather)();
        let mut text = String::new();
        let mut figure = |name: &str, kind: &str, help: &str, value: u64| {
            let _ = write!(
                text,
                "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
            );
        };
        figure(
            "campfire_commits_total",
            "counter",
            "Transactions committed.",
            now.commits,
        );
        figure(
            "campfire_commit_operations_total",
            "counter",
            "Operations in committed transactions.",
            now.operations,
        );
        figure(
            "campfire_wal_bytes",
            "gauge",
            "Bytes in the write-ahead log's file.",
            now.wal_bytes,
        );
        figure(
            "campfire_ws_connections",
            "gauge",
            "Live connections.",
            count(now.connections),
        );
        figure(
            "campfire_ws_queued_frames",
            "gauge",
            "Frames waiting for live connections.",
            count(now.queued_frames),
        );
        figure(
            "campfire_uptime_seconds",
            "gauge",
            "Seconds since the start.",
            self.started.elapsed().as_secs(),
        );
        let queue = "campfire_write_queue";
        let _ = write!(
            text,
            "# HELP {queue} Operations waiting for the writer, by class.\n# TYPE {queue} gauge\n"
        );
        for (class, waiting) in now.waiting {
            let _ = writeln!(text, "{queue}{{class=\"{class}\"}} {waiting}");
        }
        let closed = "campfire_ws_closed_total";
        let _ = write!(
            text,
            "# HELP {closed} Connections ended, by close code.\n# TYPE {closed} counter\n"
        );
        for (code, count) in now.closed {
            let _ = writeln!(text, "{closed}{{code=\"{code}\"}} {count}");
        }
        text
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
