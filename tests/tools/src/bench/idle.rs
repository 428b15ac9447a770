//! Storm (everybody connects at once) and idle memory.

use super::fanout::{HELLO, LIVE};
use super::plan::{Bench, say};
use super::report::{Row, Table, Verdict};
use super::stats::{Spread, Unit, percentile};
use super::swarm::{Opening, Swarm};
use crate::campfire::Durability;
use crate::machine::{cpu_seconds, memory};
use anyhow::{Context, Result};
use std::time::Duration;

/// Sockets of a storm.
const STORM: usize = 1_000;
/// Most that a storm or an opening may take.
const LIMIT: Duration = Duration::from_secs(90);
/// After 10,000 people joined, presence is told for a while; then memory is read.
const QUIET: Duration = Duration::from_secs(3);

/// A thousand real sessions connect at once. Without the server, only the ceiling.
///
/// # Errors
/// When a server does not come up or a socket is refused.
pub fn storm(bench: &mut Bench, with_server: bool) -> Result<()> {
    let (mut ours, mut ceiling, mut cpu, mut p99) = (
        Spread::default(),
        Spread::default(),
        Spread::default(),
        Spread::default(),
    );
    let none = vec![String::new(); STORM];
    for repetition in 1..=bench.options.repetitions {
        say(&format!("storm of {STORM}, repetition {repetition}"));
        if with_server {
            let crowd = bench.crowd()?;
            let (server, data) = bench.serve_copy(&crowd, Durability::Full)?;
            let tokens = crowd.tokens(STORM);
            let address = server.address();
            let opening = Opening {
                address,
                path: LIVE,
                tokens: &tokens,
                at_once: STORM,
                hello: HELLO,
            };
            let before = server.cpu_seconds()?;
            let (swarm, mut opened) = Swarm::open(&opening, LIMIT)?;
            ours.push(opened.took.as_secs_f64());
            cpu.push((server.cpu_seconds()? - before) * 1e3 / STORM as f64);
            opened.each_ms.sort_by(f64::total_cmp);
            p99.push(percentile(&opened.each_ms, 0.99));
            drop(swarm);
            server.stop()?;
            std::fs::remove_dir_all(data)?;
        }
        let (_child, address) = bench.sockets("poem")?;
        let opening = Opening {
            address,
            path: LIVE,
            tokens: &none,
            at_once: STORM,
            hello: HELLO,
        };
        let (_swarm, opened) = Swarm::open(&opening, LIMIT)?;
        ceiling.push(opened.took.as_secs_f64());
    }
    bench.report.figure("storm.1000.poem_s", &ceiling);
    let mut table = Table::new(
        "Storm",
        &["", "last of 1,000 welcome", "p99", "CPU per socket"],
    );
    let plain = |f: &Spread| {
        vec![
            "poem".to_owned(),
            f.show(Unit::Seconds),
            String::new(),
            String::new(),
        ]
    };
    table.rows.push(plain(&ceiling));
    if with_server {
        bench.report.figure("storm.1000.campfire_s", &ours);
        table.rows.push(vec![
            "campfire".to_owned(),
            ours.show(Unit::Seconds),
            p99.show(Unit::Ms),
            cpu.show(Unit::Ms),
        ]);
        bench.report.row(Row {
            id: "P4",
            what: "storm of 1,000 real sessions".to_owned(),
            target: "≤ 0.3 s".to_owned(),
            value: ours.show(Unit::Seconds),
            ceiling: ceiling.show(Unit::Seconds),
            ratio: ours.over(&ceiling).show(Unit::Times),
            verdict: Verdict::at_most(ours.median(), 0.3),
        });
    }
    bench.report.tables.push(table);
    Ok(())
}

/// Memory of idle sockets at 1,000 and 10,000. Without the server, only the ceiling.
///
/// # Errors
/// When a server does not come up or a socket is refused.
pub fn idle(bench: &mut Bench, with_server: bool) -> Result<()> {
    let head = [
        "sockets",
        "system",
        "KiB PSS per socket",
        "of the second half alone",
        "process RSS",
        "CPU per idle second",
    ];
    let mut table = Table::new("Idle sockets", &head);
    for clients in [1_000, 10_000] {
        let (mut ours, mut theirs) = (Spread::default(), Spread::default());
        // Memory hardly varies; two repetitions are enough to see that.
        let most = if bench.options.quick { 1 } else { 2 };
        for repetition in 1..=bench.options.repetitions.min(most) {
            say(&format!("idle {clients}, repetition {repetition}"));
            let (child, address) = bench.sockets("tungstenite")?;
            let none = vec![String::new(); clients];
            let memory = hold(child.pid(), address, &none, Duration::from_millis(300))?;
            theirs.push(memory.kib_per_socket.max(memory.kib_of_late_ones));
            drop(child);
            if !with_server {
                continue;
            }
            let crowd = if clients <= 1_000 {
                bench.small_crowd()?
            } else {
                bench.crowd()?
            };
            let (server, data) = bench.serve_copy(&crowd, Durability::Full)?;
            let memory = hold(
                server.pid(),
                server.address(),
                &crowd.tokens(clients),
                QUIET,
            )
            .with_context(|| format!("{clients} idle sockets"))?;
            ours.push(memory.kib_per_socket.max(memory.kib_of_late_ones));
            table.rows.push(vec![
                clients.to_string(),
                "campfire".to_owned(),
                Unit::Kib.show(memory.kib_per_socket),
                Unit::Kib.show(memory.kib_of_late_ones),
                Unit::Mib.show(memory.rss_kib as f64 / 1024.0),
                Unit::Percent.show(memory.idle_cpu),
            ]);
            if clients == 10_000 && repetition == 1 {
                let mib = memory.rss_kib as f64 / 1024.0;
                bench.report.row(Row {
                    id: "P3",
                    what: "whole process with 10,000 sockets, RSS".to_owned(),
                    target: "≤ 120 MiB".to_owned(),
                    value: Unit::Mib.show(mib),
                    ceiling: String::new(),
                    ratio: String::new(),
                    verdict: Verdict::at_most(mib, 120.0),
                });
            }
            server.stop()?;
            std::fs::remove_dir_all(data)?;
        }
        bench
            .report
            .figure(format!("idle.{clients}.tungstenite_kib"), &theirs);
        table.rows.push(vec![
            clients.to_string(),
            "tungstenite".to_owned(),
            theirs.show(Unit::Kib),
            String::new(),
            String::new(),
            String::new(),
        ]);
        if with_server {
            bench
                .report
                .figure(format!("idle.{clients}.campfire_kib"), &ours);
            bench.report.row(Row {
                id: "P3",
                what: format!("KiB per idle socket at {clients}"),
                target: "≤ 10 KiB".to_owned(),
                value: ours.show(Unit::Kib),
                ceiling: theirs.show(Unit::Kib),
                ratio: ours.over(&theirs).show(Unit::Times),
                verdict: Verdict::at_most(ours.median(), 10.0),
            });
        }
    }
    bench.report.tables.push(table);
    Ok(())
}

struct Held {
    kib_per_socket: f64,
    /// The same for the second half alone: free memory that is left from the start hides the first.
    kib_of_late_ones: f64,
    rss_kib: u64,
    /// Share of a core that the process uses while nothing happens.
    idle_cpu: f64,
}

fn hold(
    pid: rustix::process::Pid,
    address: std::net::SocketAddr,
    tokens: &[String],
    quiet: Duration,
) -> Result<Held> {
    // One socket before, so that what the first one costs once is not divided among all; and a
    // moment for the allocator to give back what the start needed.
    let opening = |tokens| Opening {
        address,
        path: LIVE,
        tokens,
        at_once: 128,
        hello: HELLO,
    };
    let (first, rest) = tokens.split_at(1);
    let (first_half, second_half) = rest.split_at(rest.len() / 2);
    let (mut swarm, _) = Swarm::open(&opening(first), LIMIT)?;
    swarm.settle(quiet.min(Duration::from_secs(1)))?;
    let before = memory(pid)?.pss_kib as f64;
    swarm.open_more(&opening(first_half), LIMIT)?;
    swarm.settle(quiet)?;
    let between = memory(pid)?.pss_kib as f64;
    swarm.open_more(&opening(second_half), LIMIT)?;
    swarm.settle(quiet)?;
    let after = memory(pid)?;
    let cpu = cpu_seconds(pid)?;
    swarm.settle(Duration::from_secs(1))?;
    Ok(Held {
        kib_per_socket: (after.pss_kib as f64 - before) / rest.len() as f64,
        kib_of_late_ones: (after.pss_kib as f64 - between) / second_half.len() as f64,
        rss_kib: after.rss_kib,
        idle_cpu: cpu_seconds(pid)? - cpu,
    })
}
