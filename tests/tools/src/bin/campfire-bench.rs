//! `campfire-bench`: measures Campfire beside its ceilings; see `tests/tools/README.md`.

use anyhow::{Context, Result, bail};
use campfire_tools::bench::ceilings::Ceiling;
use campfire_tools::bench::plan::{Bench, Options, say};
use campfire_tools::bench::{fanout, growth, idle, post, process, read, search};
use campfire_tools::{machine, random};
use clap::{Parser, Subcommand};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Measures a Campfire server and its ceilings in the same run.
#[derive(Debug, Parser)]
#[command(name = "campfire-bench", version, about)]
struct Arguments {
    /// The binary under test.
    #[arg(
        long,
        env = "CAMPFIRE_BIN",
        default_value = "target/release/campfire",
        global = true
    )]
    binary: PathBuf,
    /// Shorter windows: `all` in six minutes instead of twenty-five.
    #[arg(long, global = true)]
    quick: bool,
    /// Alternating repetitions.
    #[arg(long, default_value_t = 3, global = true)]
    repetitions: usize,
    /// Folder for temporary stores: its disk is what is measured.
    #[arg(long, default_value = "/tmp", global = true)]
    work: PathBuf,
    /// Folder where the store of 1 M messages is kept for the next run.
    #[arg(long, global = true)]
    keep: Option<PathBuf>,
    /// Folder for the receipt (JSON) and the table (Markdown).
    #[arg(long, default_value = "bench-results", global = true)]
    results: PathBuf,
    #[command(subcommand)]
    profile: Profile,
}

#[derive(Debug, Subcommand)]
enum Profile {
    /// Everything.
    All,
    /// The ceilings that need no server: sockets, group commit, fixed body.
    Ceilings,
    /// Fan-out and paced delivery.
    Fanout {
        /// Numbers of sockets.
        #[arg(long, value_delimiter = ',', default_value = "100,1000,5000")]
        sockets: Vec<usize>,
    },
    /// Durable posts.
    Post,
    /// A thousand sessions at once.
    Storm,
    /// Memory of idle sockets.
    Idle,
    /// Pages, unchanged pages, rooms.
    Read,
    /// Words in stores of several sizes.
    Search {
        /// Numbers of messages.
        #[arg(long, value_delimiter = ',', default_values_t = search::SIZES)]
        messages: Vec<u64>,
    },
    /// Start, memory, size.
    Process,
    /// Cost at 1 k and 1 M messages.
    Growth,
    /// One ceiling, as the bench starts it for itself.
    #[command(subcommand, hide = true)]
    Ceiling(Ceiling),
}

/// A profile as a function.
type Measure = fn(&mut Bench) -> Result<()>;

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Profile::Ceiling(ceiling) = &arguments.profile {
        let counted = serde_json::to_string(&ceiling.run()?)?;
        writeln!(std::io::stdout(), "{counted}")?;
        return Ok(());
    }
    machine::end_children_when_interrupted()?;
    machine::allow_files(10_200)?;
    machine::pin(machine::LOAD_CORE)?;
    let with_server = !matches!(arguments.profile, Profile::Ceilings);
    if with_server && !arguments.binary.is_file() {
        bail!(
            "no binary at {} (CAMPFIRE_BIN names another)",
            arguments.binary.display()
        );
    }
    let (began, load_before) = (Instant::now(), load_average());
    let mut bench = Bench::new(Options {
        binary: arguments.binary.clone(),
        quick: arguments.quick,
        work: arguments.work.clone(),
        keep: arguments.keep.clone(),
        repetitions: arguments.repetitions.max(1),
    })?;
    let outcome = run(&mut bench, &arguments.profile, with_server);
    if let Err(error) = &outcome {
        bench.report.fault(format!("{error:#}"));
    }
    about(&mut bench, &arguments, began, &load_before)?;
    let markdown = bench.report.markdown();
    write!(std::io::stdout(), "{markdown}")?;
    keep_receipt(&bench, &arguments.results, &markdown)?;
    outcome?;
    if !bench.report.faults.is_empty() {
        bail!(
            "{} faults: the figures are worth nothing",
            bench.report.faults.len()
        );
    }
    Ok(())
}

fn run(bench: &mut Bench, profile: &Profile, with_server: bool) -> Result<()> {
    match profile {
        Profile::All => {
            // A profile that fails is a fault; the others are still worth seeing.
            let profiles: [(&str, Measure); 8] = [
                ("fan-out", |b| {
                    fanout::profile(b, &[100, 1_000, 5_000], true)
                }),
                ("storm", |b| idle::storm(b, true)),
                ("idle", |b| idle::idle(b, true)),
                ("posts", |b| post::profile(b, true)),
                ("reads", read::profile),
                ("search", |b| search::profile(b, &search::SIZES)),
                ("process", process::profile),
                ("growth", growth::profile),
            ];
            for (name, profile) in profiles {
                if let Err(error) = profile(bench) {
                    bench.report.fault(format!("{name}: {error:#}"));
                }
            }
            Ok(())
        }
        Profile::Ceilings => {
            fanout::profile(bench, &[100, 1_000, 5_000], false)?;
            idle::storm(bench, false)?;
            idle::idle(bench, false)?;
            post::profile(bench, false)?;
            read::ceilings_only(bench)
        }
        Profile::Fanout { sockets } => fanout::profile(bench, sockets, with_server),
        Profile::Post => post::profile(bench, with_server),
        Profile::Storm => idle::storm(bench, with_server),
        Profile::Idle => idle::idle(bench, with_server),
        Profile::Read => read::profile(bench),
        Profile::Search { messages } => search::profile(bench, messages),
        Profile::Process => process::profile(bench),
        Profile::Growth => growth::profile(bench),
        Profile::Ceiling(_) => Ok(()),
    }
}

fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn about(
    bench: &mut Bench,
    arguments: &Arguments,
    began: Instant,
    load_before: &str,
) -> Result<()> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|l| l.strip_prefix("model name"))
        .unwrap_or_default();
    let revision = std::process::Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output()
        .map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
        .unwrap_or_default();
    let sync = sync_time(bench)?;
    let lines = [
        (
            "profile",
            format!(
                "{:?}{}",
                arguments.profile,
                if arguments.quick { ", quick" } else { "" }
            ),
        ),
        ("revision of the tree", revision),
        (
            "machine",
            format!(
                "{} cores,{}; server on core {}, generator on core {}",
                machine::cores(),
                model.trim_start_matches([' ', '\t', ':']).trim_end(),
                machine::SERVER_CORE,
                machine::LOAD_CORE,
            ),
        ),
        (
            "load average before and at the end (about 2 is the bench itself)",
            format!("{load_before}; {}", load_average()),
        ),
        ("raw fdatasync of 4 KiB at the end", sync),
        (
            "repetitions",
            format!(
                "{}, alternating; median (least–most)",
                bench.options.repetitions
            ),
        ),
        ("took", format!("{:.0} s", began.elapsed().as_secs_f64())),
    ];
    bench.report.about = lines
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    Ok(())
}

fn sync_time(bench: &Bench) -> Result<String> {
    let latency = campfire_tools::bench::stats::Latency::of(machine::fdatasync_ms(bench.folder())?);
    Ok(format!(
        "p50 {:.3} ms, p99 {:.3} ms",
        latency.p50_ms, latency.p99_ms
    ))
}

fn keep_receipt(bench: &Bench, results: &Path, markdown: &str) -> Result<()> {
    std::fs::create_dir_all(results).with_context(|| format!("{}", results.display()))?;
    let stem = format!("bench-{}", random::now_millis()? / 1000);
    std::fs::write(
        results.join(format!("{stem}.json")),
        bench.report.receipt()?,
    )?;
    std::fs::write(results.join(format!("{stem}.md")), markdown)?;
    say(&format!(
        "kept as {}/{stem}.json and .md",
        results.display()
    ));
    Ok(())
}
