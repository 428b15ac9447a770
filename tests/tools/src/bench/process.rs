//! The process: how fast it is up, how much it holds, how large it is.

use super::plan::{Bench, say};
use super::report::{Row, Verdict};
use super::stats::{Spread, Unit};
use super::swarm::Swarm;
use crate::campfire::{Durability, Server};
use crate::machine::memory;
use anyhow::Result;
use std::path::PathBuf;
use std::time::Duration;

/// After this long the start's work is done and memory is read.
const QUIET: Duration = Duration::from_secs(1);

/// Start to `/up` on an empty store and on one of 1 M messages, idle memory, size of the binary.
///
/// # Errors
/// When the server does not come up.
pub fn profile(bench: &mut Bench) -> Result<()> {
    say("process");
    let long = bench.long()?;
    let empty = bench.crowd_free_store()?;
    let (mut small, mut large, mut rss) = (Spread::default(), Spread::default(), Spread::default());
    // A start is short: more of them cost nothing.
    for _ in 0..bench.options.repetitions + 2 {
        let server = Server::start(&bench.options.binary, &empty, Durability::Full)?;
        small.push(server.up_after().as_secs_f64() * 1e3);
        if rss.runs.is_empty() {
            Swarm::new()?.settle(QUIET)?;
            rss.push(memory(server.pid())?.rss_kib as f64 / 1024.0);
        }
        server.stop()?;
        let server = bench.serve(&long, Durability::Full)?;
        large.push(server.up_after().as_secs_f64() * 1e3);
        server.stop()?;
    }
    let binary = std::fs::metadata(&bench.options.binary)?.len() as f64 / f64::from(1 << 20);
    let rows = [
        (
            "P7",
            "start to /up, empty store",
            small.show(Unit::Ms),
            small.median(),
            60.0,
            "≤ 60 ms",
        ),
        (
            "P7",
            "start to /up, 1 M messages",
            large.show(Unit::Ms),
            large.median(),
            100.0,
            "≤ 100 ms",
        ),
        (
            "P7",
            "binary with the web inside",
            Unit::Mib.show(binary),
            binary,
            30.0,
            "≤ 30 MiB",
        ),
        (
            "P3",
            "whole process idle, RSS",
            rss.show(Unit::Mib),
            rss.median(),
            20.0,
            "≤ 20 MiB",
        ),
    ];
    for (id, what, value, measured, most, target) in rows {
        bench.report.row(Row {
            id,
            what: what.to_owned(),
            target: target.to_owned(),
            value,
            ceiling: String::new(),
            ratio: String::new(),
            verdict: Verdict::at_most(measured, most),
        });
    }
    bench.report.figure("process.up_after_ms.empty", &small);
    bench.report.figure("process.up_after_ms.long", &large);
    bench.report.figure("process.idle_rss_mib", &rss);
    bench
        .report
        .figure("process.binary_mib", &Spread::of([binary]));
    Ok(())
}

impl Bench {
    /// A data folder that had its first run and holds nothing else.
    ///
    /// # Errors
    /// When the server does not come up.
    pub fn crowd_free_store(&self) -> Result<PathBuf> {
        let data = self.folder().join("empty");
        if !data.exists() {
            std::fs::create_dir_all(&data)?;
            let server = Server::start(&self.options.binary, &data, Durability::Full)?;
            server.first_run()?;
            server.stop()?;
        }
        Ok(data)
    }
}
