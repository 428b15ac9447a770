//! The store's figures, in the text form of Prometheus.

use std::{fmt::Write as _, time::Duration};

/// Microseconds in a second.
const MICROS: f64 = 1_000_000.0;

/// What the store has to tell; gathered by the wiring.
#[derive(Debug, Default)]
pub(crate) struct StoreFigures {
    /// Transactions committed since the start.
    pub(crate) commits: u64,
    /// Operations in them.
    pub(crate) operations: u64,
    /// Attempts to write that found the store locked.
    pub(crate) busy: u64,
    /// Operations waiting for the writer now, by class.
    pub(crate) waiting: Vec<(&'static str, usize)>,
    /// What the writer is doing, and for how long.
    pub(crate) at_work: Option<(&'static str, Duration)>,
    /// Doors, and whether their calls fail fast.
    pub(crate) breakers: Vec<(&'static str, bool)>,
    /// Whole transactions, in microseconds.
    pub(crate) commit: Spread,
    /// Their commits alone, in microseconds.
    pub(crate) sync: Spread,
    /// Operations per commit.
    pub(crate) batch: Spread,
    /// Checkpoints, in microseconds.
    pub(crate) checkpoint: Spread,
    /// Bytes in the write-ahead log's file.
    pub(crate) wal_bytes: u64,
    /// Unknown where the system does not say.
    pub(crate) disk_free_bytes: Option<u64>,
}

/// How values spread.
#[derive(Debug, Default)]
pub(crate) struct Spread {
    /// Upper bounds, each with the number of values up to it.
    pub(crate) up_to: Vec<(u64, u64)>,
    pub(crate) count: u64,
    pub(crate) sum: u64,
}

impl StoreFigures {
    /// Adds them to a page of metrics.
    pub(crate) fn write(&self, page: &mut String) {
        counter(
            page,
            "campfire_commits_total",
            "Transactions committed.",
            self.commits,
        );
        counter(
            page,
            "campfire_commit_operations_total",
            "Operations in committed transactions.",
            self.operations,
        );
        counter(
            page,
            "campfire_db_busy_total",
            "Attempts to write that found the store locked by another.",
            self.busy,
        );
        head(
            page,
            "campfire_write_queue",
            "gauge",
            "Operations waiting for the writer, by class.",
        );
        for (class, waiting) in &self.waiting {
            let _ = writeln!(page, "campfire_write_queue{{class=\"{class}\"}} {waiting}");
        }
        let name = "campfire_writer_at_work_seconds";
        head(
            page,
            name,
            "gauge",
            "What the writer is doing, and for how long; no line while nothing is to do.",
        );
        if let Some((doing, age)) = self.at_work {
            let _ = writeln!(
                page,
                "{name}{{operation=\"{doing}\"}} {}",
                age.as_secs_f64()
            );
        }
        let name = "campfire_circuit_state";
        head(
            page,
            name,
            "gauge",
            "1 while calls of a door of the store fail fast, else 0.",
        );
        for (door, is_open) in &self.breakers {
            let _ = writeln!(page, "{name}{{door=\"{door}\"}} {}", u8::from(*is_open));
        }
        spread(
            page,
            "campfire_commit_seconds",
            "Transactions, from their beginning to the end of their commit.",
            &self.commit,
            MICROS,
        );
        spread(
            page,
            "campfire_fsync_seconds",
            "Commits alone: writing the log and syncing the disk.",
            &self.sync,
            MICROS,
        );
        spread(
            page,
            "campfire_commit_batch_size",
            "Operations that shared a commit.",
            &self.batch,
            1.0,
        );
        spread(
            page,
            "campfire_checkpoint_seconds",
            "Copying the write-ahead log back.",
            &self.checkpoint,
            MICROS,
        );
        gauge(
            page,
            "campfire_wal_bytes",
            "Bytes in the write-ahead log's file.",
            self.wal_bytes,
        );
        if let Some(free) = self.disk_free_bytes {
            gauge(
                page,
                "campfire_disk_free_bytes",
                "Bytes left on the disk of the data folder.",
                free,
            );
        }
    }
}

fn head(page: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(page, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

fn counter(page: &mut String, name: &str, help: &str, value: u64) {
    head(page, name, "counter", help);
    let _ = writeln!(page, "{name} {value}");
}

fn gauge(page: &mut String, name: &str, help: &str, value: u64) {
    head(page, name, "gauge", help);
    let _ = writeln!(page, "{name} {value}");
}

/// A histogram, in units of so many of the values.
fn spread(page: &mut String, name: &str, help: &str, spread: &Spread, unit: f64) {
    head(page, name, "histogram", help);
    for (bound, count) in &spread.up_to {
        let _ = writeln!(
            page,
            "{name}_bucket{{le=\"{}\"}} {count}",
            in_units(*bound, unit)
        );
    }
    let _ = writeln!(
        page,
        "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {}\n{name}_count {count}",
        in_units(spread.sum, unit),
        count = spread.count,
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a sum of microseconds loses a digit after three hundred years"
)]
fn in_units(value: u64, unit: f64) -> f64 {
    value as f64 / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_tells_what_an_operator_steers_by() {
        let figures = StoreFigures {
            waiting: vec![("critical", 3)],
            at_work: Some(("posting a message", Duration::from_millis(2))),
            breakers: vec![("reads", false), ("writes", true)],
            commit: Spread {
                up_to: vec![(250, 1), (1_000, 4)],
                count: 5,
                sum: 5_500,
            },
            disk_free_bytes: Some(7),
            ..StoreFigures::default()
        };
        let mut page = String::new();
        figures.write(&mut page);
        for line in [
            "campfire_write_queue{class=\"critical\"} 3",
            "campfire_writer_at_work_seconds{operation=\"posting a message\"} 0.002",
            "campfire_circuit_state{door=\"writes\"} 1",
            "campfire_db_busy_total 0",
            "# TYPE campfire_commit_seconds histogram",
            "campfire_commit_seconds_bucket{le=\"0.00025\"} 1",
            "campfire_commit_seconds_bucket{le=\"+Inf\"} 5",
            "campfire_commit_seconds_sum 0.0055",
            "campfire_disk_free_bytes 7",
        ] {
            assert!(
                page.lines().any(|other| other == line),
                "{line} is missing in\n{page}"
            );
        }
    }
}
