//! What the kernel, the WebSocket library and `SQLite` allow at most, each in its own process on the
//! server's core.

pub mod sockets;
pub mod store;

use super::stats::{Latency, Speed};
use crate::campfire::Durability;
use crate::machine::{self, Child, SERVER_CORE};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A ceiling, as a hidden subcommand of `campfire-bench`.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum Ceiling {
    /// Broadcasts every frame of a client to all clients; runs until it is ended.
    Sockets {
        /// By which way the sockets come.
        #[arg(long)]
        by: sockets::By,
        /// Size of a broadcast frame's text in bytes.
        #[arg(long)]
        frame_bytes: usize,
    },
    /// Serves one fixed body with poem; runs until it is ended.
    Body {
        /// Size of the body in bytes.
        #[arg(long)]
        bytes: usize,
    },
    /// Commits messages with their search and event rows, straight into `SQLite`.
    Commits {
        /// Folder of a store made by hand.
        #[arg(long)]
        folder: PathBuf,
        /// `synchronous`.
        #[arg(long)]
        durability: Durability,
        /// Messages of one transaction.
        #[arg(long)]
        group: u64,
        /// How long.
        #[arg(long)]
        seconds: f64,
    },
    /// Reads pages of 50 messages straight from a store's file.
    Pages {
        /// The file.
        #[arg(long)]
        file: PathBuf,
        /// How long.
        #[arg(long)]
        seconds: f64,
    },
    /// Finds words in the rooms of one person, newest first, with marked texts.
    Searches {
        /// The file.
        #[arg(long)]
        file: PathBuf,
        /// Who.
        #[arg(long)]
        user: uuid::Uuid,
        /// What, in turn.
        #[arg(long, value_delimiter = ',')]
        queries: Vec<String>,
        /// How long.
        #[arg(long)]
        seconds: f64,
    },
    /// Reads everything that `GET /rooms` says straight from a store's file.
    Rooms {
        /// The file.
        #[arg(long)]
        file: PathBuf,
        /// How long.
        #[arg(long)]
        seconds: f64,
    },
}

/// What a finished ceiling prints.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Counted {
    /// Rows, pages or lists.
    pub count: u64,
    /// Time it took.
    pub seconds: f64,
    /// Processor time it took.
    pub cpu_seconds: f64,
    /// Of each of them, where that was measured.
    pub latency: Option<Latency>,
}

impl Counted {
    /// Of a loop that began then, with so much processor time used before.
    ///
    /// # Errors
    /// When the kernel does not say what we used.
    pub fn since(count: u64, began: Instant, cpu_before: f64) -> Result<Self> {
        let cpu_seconds = machine::cpu_seconds(rustix::process::getpid())? - cpu_before;
        Ok(Self {
            count,
            seconds: began.elapsed().as_secs_f64(),
            cpu_seconds,
            latency: None,
        })
    }

    /// Adds it as a repetition.
    pub fn add_to(self, speed: &mut Speed) {
        speed.push(self.count, self.seconds, self.cpu_seconds);
    }
}

impl Ceiling {
    /// Runs it in this process; gives its count, or does not return.
    ///
    /// # Errors
    /// When a socket or the store refuses.
    pub fn run(&self) -> Result<Counted> {
        // Whatever happens to the bench, its ceilings go with it.
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        match self {
            Self::Sockets { by, frame_bytes } => sockets::serve(*by, *frame_bytes),
            Self::Body { bytes } => sockets::serve_body(*bytes),
            Self::Commits {
                folder,
                durability,
                group,
                seconds,
            } => store::commits(
                folder,
                *durability,
                *group,
                Duration::from_secs_f64(*seconds),
            ),
            Self::Pages { file, seconds } => store::pages(file, Duration::from_secs_f64(*seconds)),
            Self::Searches {
                file,
                user,
                queries,
                seconds,
            } => store::searches(file, *user, queries, Duration::from_secs_f64(*seconds)),
            Self::Rooms { file, seconds } => store::rooms(file, Duration::from_secs_f64(*seconds)),
        }
    }
}

fn command(arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe().context("where am I?")?);
    command.arg("ceiling").args(arguments);
    Ok(command)
}

/// Starts a ceiling that serves.
///
/// # Errors
/// When it does not come up.
pub fn start(arguments: &[&str], logs: &Path) -> Result<(Child, SocketAddr)> {
    Child::start_server(command(arguments)?, SERVER_CORE, &logs.join("ceiling.log"))
}

/// Runs a ceiling that counts.
///
/// # Errors
/// When it fails or takes longer than two minutes.
pub fn count(arguments: &[&str], logs: &Path) -> Result<Counted> {
    let child = Child::start(command(arguments)?, SERVER_CORE, &logs.join("ceiling.log"))?;
    let text = child.output(Duration::from_mins(2))?;
    serde_json::from_str(&text).with_context(|| format!("ceiling {arguments:?} printed {text}"))
}
