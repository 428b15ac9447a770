//! Where the store lives and how careful it is.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the store is opened. Made by the server from its own settings.
#[derive(Debug, Clone)]
pub struct SqliteConfig {
    /// The data folder. It is created when missing; the store is `campfire.db` in it.
    pub data_dir: PathBuf,
    /// What an acknowledged write survives.
    pub durability: Durability,
    /// Connections, each with its own thread, that answer pages, messages and events. One per core
    /// is enough: a page takes about 70 µs.
    pub readers: usize,
    /// Longest wait for a write, from the call to its commit. An operation that is still queued
    /// then is dropped.
    pub write_deadline: Duration,
    /// Longest wait for a read.
    pub read_deadline: Duration,
    /// Longest wait for a search, from the call on. 3 s: who waits longer asks for something else.
    pub search_deadline: Duration,
    /// Failures in a row, of the disk, the file or a lock, after which calls fail fast.
    pub breaker_failures: u32,
    /// How often a store that failed is tried again; at most 60 s.
    pub probe_every: Duration,
    /// Most bytes of the journal of posts that wait for the store. Above it they are refused.
    /// 100 MB (product limit) are some hundred thousand posts.
    pub journal_max: u64,
}

/// What an acknowledged write survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// A power cut: every commit is synced to the disk.
    #[default]
    Full,
    /// The end of the process, not a power cut: the disk is synced at checkpoints only. After an
    /// unclean stop the log takes a new epoch, because its newest part may be missing.
    Normal,
}

impl SqliteConfig {
    /// The name of the store's file in the data folder.
    pub const FILE_NAME: &'static str = "campfire.db";

    /// A careful store in this folder.
    #[must_use]
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            durability: Durability::Full,
            readers: 2,
            // As long as a person waits for a request; a batch of 256 takes 0.1 s on a slow disk.
            write_deadline: Duration::from_secs(10),
            read_deadline: Duration::from_secs(10),
            search_deadline: Duration::from_secs(3),
            // One may be chance; five attempts of a second each are an outage.
            breaker_failures: 5,
            probe_every: Duration::from_secs(1),
            journal_max: 100_000_000,
        }
    }

    /// The store's file.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        Path::new(&self.data_dir).join(Self::FILE_NAME)
    }
}
