//! The machine: cores, child processes that never outlive us, and what the kernel counts.

use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::fdatasync;
use rustix::process::{
    Pid, PidfdFlags, Resource, Signal, getrlimit, kill_process, pidfd_open, setrlimit,
};
use rustix::thread::{CpuSet, sched_setaffinity};
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The core that every server under test is pinned to, ceilings included.
pub const SERVER_CORE: usize = 0;
/// The core of the load generator.
pub const LOAD_CORE: usize = 1;
/// How long a server may take until it prints its address. Generous: only a hung one gets there.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// Children to end and folders to remove when we are interrupted.
static LEFT_BEHIND: Mutex<(Vec<Pid>, Vec<PathBuf>)> = Mutex::new((Vec::new(), Vec::new()));

fn left_behind<T>(change: impl FnOnce(&mut (Vec<Pid>, Vec<PathBuf>)) -> T) -> T {
    change(&mut LEFT_BEHIND.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Pins the calling thread, and what it starts from now on, to a core. On a machine with one core
/// this does nothing.
///
/// # Errors
/// When the kernel refuses.
pub fn pin(core: usize) -> Result<()> {
    if cores() < 2 {
        return Ok(());
    }
    let mut set = CpuSet::new();
    set.set(core);
    sched_setaffinity(None, &set).with_context(|| format!("cannot pin to core {core}"))
}

/// How many cores the machine has.
#[must_use]
pub fn cores() -> usize {
    std::fs::read_to_string("/proc/cpuinfo").map_or(1, |text| {
        text.lines().filter(|l| l.starts_with("processor")).count()
    })
}

/// Raises the soft limit of open files to the hard one, as the server does.
///
/// # Errors
/// When fewer than `needed` are allowed even then.
pub fn allow_files(needed: u64) -> Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // Fails only without the right to; the check below says what that means.
    let _ = setrlimit(Resource::Nofile, limit);
    match limit.maximum {
        Some(maximum) if maximum < needed => {
            bail!("{needed} open files are needed, {maximum} are allowed (ulimit -n)")
        }
        _ => Ok(()),
    }
}

/// Ends all children and removes temporary folders when SIGINT or SIGTERM arrives.
///
/// # Errors
/// When the watching thread cannot be started.
pub fn end_children_when_interrupted() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(async {
                use tokio::signal::unix::{SignalKind, signal};
                let (Ok(mut int), Ok(mut term)) = (
                    signal(SignalKind::interrupt()),
                    signal(SignalKind::terminate()),
                ) else {
                    return;
                };
                tokio::select! { _ = int.recv() => (), _ = term.recv() => () }
            });
            left_behind(|(pids, folders)| {
                for pid in pids.iter() {
                    // Gone already is as good.
                    let _ = kill_process(*pid, Signal::KILL);
                }
                for folder in folders.iter() {
                    let _ = std::fs::remove_dir_all(folder);
                }
            });
            std::process::exit(130);
        })?;
    Ok(())
}

/// A temporary folder that is removed when dropped, and when we are interrupted.
#[derive(Debug)]
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// Makes one in `parent`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn new(parent: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("campfire-bench-")
            .tempdir_in(parent)?;
        left_behind(|(_, folders)| folders.push(folder.path().to_owned()));
        Ok(Self(folder))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        left_behind(|(_, folders)| folders.retain(|f| f != self.0.path()));
    }
}

/// A child process with a line of output that names its address. Killed when dropped.
#[derive(Debug)]
pub struct Child {
    process: std::process::Child,
    pid: Pid,
    log: PathBuf,
}

impl Child {
    /// Starts a command on a core, with its standard error in the file `log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(mut command: Command, core: usize, log: &Path) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?);
        // A child inherits the affinity of the thread that starts it, all its threads with it.
        pin(core)?;
        let process = command
            .spawn()
            .with_context(|| format!("cannot start {name}"));
        pin(LOAD_CORE)?;
        let process = process?;
        let pid = Pid::from_child(&process);
        left_behind(|(pids, _)| pids.push(pid));
        Ok(Self {
            process,
            pid,
            log: log.to_owned(),
        })
    }

    /// Starts a server and waits for the line with its `http://` address.
    ///
    /// # Errors
    /// When it ends or stays silent; its last words are in the error.
    pub fn start_server(command: Command, core: usize, log: &Path) -> Result<(Self, SocketAddr)> {
        let mut child = Self::start(command, core, log)?;
        let Some(stdout) = child.process.stdout.take() else {
            bail!("no standard output")
        };
        let give_up = Instant::now() + READY_WITHIN;
        let mut lines = BufReader::new(stdout);
        loop {
            // Lines come one by one, so a full buffer never hides a second one that matters.
            if lines.buffer().is_empty() && !readable(lines.get_ref(), give_up)? {
                bail!("no address within {READY_WITHIN:?}: {}", child.last_words());
            }
            let mut line = String::new();
            if lines.read_line(&mut line)? == 0 {
                bail!(
                    "it ended before it printed its address: {}",
                    child.last_words()
                );
            }
            if let Some(address) = address_in(&line) {
                // What it prints later must not block it.
                std::thread::Builder::new()
                    .name("stdout".into())
                    .spawn(move || {
                        let _ = std::io::copy(&mut lines, &mut std::io::sink());
                    })?;
                return Ok((child, address));
            }
        }
    }

    /// Waits for the end of a command and gives its standard output.
    ///
    /// # Errors
    /// When it fails or takes longer than `limit`.
    pub fn output(mut self, limit: Duration) -> Result<String> {
        let Some(mut stdout) = self.process.stdout.take() else {
            bail!("no standard output")
        };
        let reader = std::thread::Builder::new()
            .name("stdout".into())
            .spawn(move || {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut stdout, &mut text).map(|_| text)
            })?;
        let Some(status) = self.wait(limit)? else {
            bail!("not done within {limit:?}")
        };
        if !status.success() {
            bail!("{status}: {}", self.last_words());
        }
        reader
            .join()
            .map_err(|_| anyhow::anyhow!("the reader panicked"))?
            .context("output")
    }

    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Asks it to end with SIGTERM and waits; `None` when it is still there after `limit`.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn terminate(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        kill_process(self.pid, Signal::TERM)?;
        self.wait(limit)
    }

    fn wait(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let ended = pidfd_open(self.pid, PidfdFlags::empty())?;
        if !readable(&ended, Instant::now() + limit)? {
            return Ok(None);
        }
        let status = self.process.wait()?;
        left_behind(|(pids, _)| pids.retain(|p| *p != self.pid));
        Ok(Some(status))
    }

    /// The end of what it wrote to standard error.
    #[must_use]
    pub fn last_words(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(8).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
        left_behind(|(pids, _)| pids.retain(|p| *p != self.pid));
    }
}

/// Waits until something can be read from `fd`; `false` when the time is over.
///
/// # Errors
/// When the kernel refuses.
pub fn readable(fd: &impl AsFd, until: Instant) -> Result<bool> {
    loop {
        let left = timespec(until.saturating_duration_since(Instant::now()));
        match poll(&mut [PollFd::new(fd, PollFlags::IN)], Some(&left)) {
            Ok(ready) => return Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A duration as the kernel takes it.
#[must_use]
pub fn timespec(time: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(time.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(time.subsec_nanos()),
    }
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once("http://")?;
    let end = rest.find(|c: char| c != '.' && c != ':' && !c.is_ascii_alphanumeric());
    rest.get(..end.unwrap_or(rest.len()))?.parse().ok()
}

/// Processor time that a process has used, user and system, in seconds; steps of 10 ms.
///
/// # Errors
/// When there is no such process.
pub fn cpu_seconds(pid: Pid) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))?;
    // The name in brackets may hold anything, so fields are counted from behind it.
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|f| f.parse::<u64>().ok())
            .context("stat")
    };
    Ok((ticks(11)? + ticks(12)?) as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// What a process keeps in memory, in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Resident pages, shared ones counted in full.
    pub rss_kib: u64,
    /// Resident pages, shared ones divided by their users.
    pub pss_kib: u64,
}

/// Reads what a process keeps in memory.
///
/// # Errors
/// When there is no such process.
pub fn memory(pid: Pid) -> Result<Memory> {
    let text = std::fs::read_to_string(format!("/proc/{}/smaps_rollup", pid.as_raw_nonzero()))?;
    let field = |name: &str| {
        let line = text.lines().find(|l| l.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    Ok(Memory {
        rss_kib: field("Rss:").context("smaps_rollup has no Rss")?,
        pss_kib: field("Pss:").context("smaps_rollup has no Pss")?,
    })
}

/// How long the disk takes to make 4 KiB durable, in milliseconds: 100 appended pages, each
/// followed by `fdatasync`, at most one second in all.
///
/// # Errors
/// When the disk refuses.
pub fn fdatasync_ms(folder: &Path) -> Result<Vec<f64>> {
    let mut file = tempfile::tempfile_in(folder)?;
    let page = [7; 4096];
    let began = Instant::now();
    let mut took = Vec::with_capacity(100);
    while took.len() < 100 && began.elapsed() < Duration::from_secs(1) {
        file.write_all(&page)?;
        let start = Instant::now();
        fdatasync(&file)?;
        took.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_human_line() {
        let line = "Campfire is ready at http://127.0.0.1:4711/ (trial without https)\n";
        assert_eq!(
            address_in(line),
            Some(SocketAddr::from(([127, 0, 0, 1], 4711)))
        );
        assert_eq!(address_in("starting"), None);
    }

    #[test]
    fn our_own_process_has_memory_and_processor_time() {
        let me = rustix::process::getpid();
        assert!(memory(me).unwrap().pss_kib > 0);
        assert!(cpu_seconds(me).unwrap() >= 0.0);
    }

    #[test]
    fn a_child_that_prints_no_address_is_an_error_with_its_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo oops >&2"]);
        let error = Child::start_server(command, 0, &folder.path().join("log")).unwrap_err();
        assert!(error.to_string().contains("oops"), "{error}");
    }
}
