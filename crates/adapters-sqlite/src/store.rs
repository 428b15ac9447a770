//! The store as a whole: opening, migrating, closing.

use crate::{
    FileJournal, SqliteConfig, connection,
    doors::Health,
    readers::{Lane, Readers},
    writer::{Priority, Writer, WriterStats, prove},
};
use campfire_domain::ports::EventSink;
use sqlx::{
    ConnectOptions, Connection, SqlitePool,
    migrate::MigrateError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The migrations, compiled in.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// One SQLite file behind all storing ports.
///
/// Writes go through one writer and share commits, hot reads through a few reading threads, cold
/// reads through a small pool. Committed events reach the [`EventSink`] in commit order before the
/// callers get their answers.
#[derive(Debug)]
pub struct SqliteStore {
    pub(crate) writer: Writer,
    pub(crate) readers: Readers,
    pub(crate) searcher: Readers,
    pub(crate) pool: SqlitePool,
    pub(crate) health: Arc<Health>,
    pub(crate) file: PathBuf,
    pub(crate) journal: FileJournal,
}

/// Why the store could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The data folder or the file could not be made or synced.
    #[error("cannot use the data folder")]
    Folder(#[from] io::Error),
    /// The file is of a newer Campfire.
    #[error(
        "the store was written by a newer Campfire (it has migration {found}, this program ends at {known}): use that one"
    )]
    NewerSchema {
        /// A migration of the file that this program does not know.
        found: i64,
        /// The newest migration that it knows.
        known: i64,
    },
    /// A migration failed; the file is as it was before it.
    #[error("a migration failed")]
    Migration(#[source] MigrateError),
    /// A connection did not take a setting, so what we promise would not hold.
    #[error("the setting {name} is {got}, not {want}")]
    Setting {
        /// The pragma.
        name: &'static str,
        /// The value it must have.
        want: String,
        /// The value it has.
        got: String,
    },
    /// SQLite found the file damaged.
    #[error("the store is damaged: {found}")]
    Damaged {
        /// What it said.
        found: String,
    },
    /// The system gave no random bytes for the store's keys.
    #[error("the system gives no randomness")]
    NoRandomness,
    /// A thread ended before its connection was open.
    #[error("a thread of the store died")]
    ThreadDied,
    /// SQLite could not, on the writing or a reading thread.
    #[error("SQLite could not open the store")]
    Sqlite(#[from] rusqlite::Error),
    /// SQLite could not, for migrations or the pool.
    #[error("SQLite could not open the store")]
    Pool(#[from] sqlx::Error),
}

impl SqliteStore {
    /// Opens the store, making folder and file when they are missing, and migrates it.
    ///
    /// Only one process may have a store open; the caller holds the data folder's lock.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(config: SqliteConfig, sink: Arc<dyn EventSink>) -> Result<Self, OpenError> {
        Self::migrate(&config).await?;
        let (data_dir, max) = (config.data_dir.clone(), config.journal_max);
        let opening = tokio::task::spawn_blocking(move || FileJournal::open(&data_dir, max));
        let journal = opening.await.map_err(io::Error::from)??;
        let health = Health::new();
        let writer = Writer::open(config.clone(), sink, &health).await?;
        let breaker = Readers::breaker(&config, &health);
        let readers = Readers::open(&config, Lane::Hot, &breaker).await?;
        let searcher = Readers::open(&config, Lane::Search, &breaker).await?;
        let options = SqliteConnectOptions::new()
            .filename(config.file())
            .read_only(true)
            .busy_timeout(connection::BUSY_TIMEOUT)
            .disable_statement_logging();
        let pool = connection::pool_options().connect_with(options).await?;
        Ok(Self {
            writer,
            readers,
            searcher,
            pool,
            health,
            file: config.file(),
            journal,
        })
    }

    /// Makes folder and file when they are missing and brings the tables up to date.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn migrate(config: &SqliteConfig) -> Result<(), OpenError> {
        make_file(config)?;
        let mut connection = SqliteConnectOptions::new()
            .filename(config.file())
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(connection::BUSY_TIMEOUT)
            .disable_statement_logging()
            .connect()
            .await?;
        let migrated = MIGRATIONS.run(&mut connection).await;
        connection.close().await?;
        migrated.map_err(|error| match error {
            MigrateError::VersionMissing(found) => OpenError::NewerSchema {
                found,
                known: MIGRATIONS
                    .iter()
                    .map(|migration| migration.version)
                    .max()
                    .unwrap_or(0),
            },
            other => OpenError::Migration(other),
        })
    }

    /// Finishes what is queued, marks the stop as clean and closes all connections. The ports answer
    /// [`StoreError::Unavailable`](campfire_domain::StoreError::Unavailable) afterwards. A store that
    /// is dropped without this counts as stopped uncleanly.
    pub async fn close(&self) {
        self.readers.close();
        self.searcher.close();
        self.pool.close().await;
        self.writer.close().await;
    }

    /// What the writer has done since the store was opened, for metrics.
    #[must_use]
    pub fn writer_stats(&self) -> WriterStats {
        self.writer.stats()
    }

    /// Whether reads fail fast, because they failed, for metrics.
    #[must_use]
    pub fn is_read_breaker_open(&self) -> bool {
        self.readers.is_breaker_open()
    }

    /// Bytes in the write-ahead log's file, for metrics. It is kept after a checkpoint and written
    /// again from its start, so it tells the most of some time ago.
    #[must_use]
    pub fn wal_bytes(&self) -> u64 {
        let mut wal = self.file.clone().into_os_string();
        wal.push("-wal");
        fs::metadata(wal).map_or(0, |file| file.len())
    }

    /// Proves that the store can write: a commit that changes nothing a client sees.
    ///
    /// # Errors
    /// When it cannot.
    pub async fn probe(&self) -> Result<(), campfire_domain::StoreError> {
        self.writer
            .submit("probing", Priority::Critical, None, prove)
            .await
    }
}

/// Makes the folder (0700) and the file (0600) and syncs their directory entries, so that a power
/// cut after the first acknowledged write cannot take the whole file with it. SQLite gives the
/// files beside it the same mode.
fn make_file(config: &SqliteConfig) -> io::Result<()> {
    if !config.data_dir.is_dir() {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data_dir)?;
        if let Some(parent) = config.data_dir.parent() {
            let parent = if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            };
            fs::File::open(parent)?.sync_all()?;
        }
    }
    match fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(config.file())
    {
        Ok(file) => file.sync_all()?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    fs::File::open(&config.data_dir)?.sync_all()
}
