//! Connections: what every one of them is set to, and the proof that it took.

use crate::{Durability, OpenError, SqliteConfig};
use rusqlite::{Connection, OpenFlags};
use sqlx::Row;
use std::time::Duration;

/// How long a connection waits for a lock of another process, such as a backup.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// The same for the writer, per attempt: it tries again, and tells after the first that it waits.
const WRITER_BUSY_TIMEOUT: Duration = Duration::from_secs(1);
/// Prepared statements kept per connection: more than the crate has.
const STATEMENTS: usize = 128;
/// Page cache of the writer, in KiB (negative is SQLite's sign for that): the inner pages of every
/// index of a store of a million messages. Not more: SQLite walks the whole cache in many commits.
const WRITER_CACHE: i64 = -4_000;
/// Page cache of each reader, in KiB: some hundred pages of messages.
const READER_CACHE: i64 = -4_000;
/// What a checkpoint leaves of the write-ahead log's file, in bytes.
const WAL_LIMIT: i64 = 64 * 1024 * 1024;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Write(Durability),
    Read,
}

/// The settings of a connection in the order in which they are made, as name and value read back.
pub(crate) fn settings(for_use: Use) -> Vec<(&'static str, String)> {
    let (synchronous, cache, query_only) = match for_use {
        Use::Write(Durability::Full) => (2, WRITER_CACHE, 0),
        Use::Write(Durability::Normal) => (1, WRITER_CACHE, 0),
        Use::Read => (1, READER_CACHE, 1),
    };
    let busy_timeout = match for_use {
        Use::Write(_) => WRITER_BUSY_TIMEOUT,
        Use::Read => BUSY_TIMEOUT,
    };
    vec![
        ("busy_timeout", busy_timeout.as_millis().to_string()),
        ("journal_mode", "wal".to_owned()),
        ("synchronous", synchronous.to_string()),
        ("foreign_keys", "1".to_owned()),
        // Sorting never touches the data folder's disk.
        ("temp_store", "2".to_owned()),
        ("cache_size", cache.to_string()),
        ("journal_size_limit", WAL_LIMIT.to_string()),
        // An input or output error must come as an error, not as a signal.
        ("mmap_size", "0".to_owned()),
        ("query_only", query_only.to_string()),
    ]
}

/// Opens the store's file, which exists, and sets and verifies everything.
pub(crate) fn open(config: &SqliteConfig, for_use: Use) -> Result<Connection, OpenError> {
    let access = match for_use {
        Use::Write(_) => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Use::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    // Each connection stays on its own thread.
    let connection =
        Connection::open_with_flags(config.file(), access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    for (name, value) in settings(for_use) {
        // A reader finds the journal mode in the file and cannot set it.
        if !(for_use == Use::Read && name == "journal_mode") {
            connection.pragma_update(None, name, &value)?;
        }
        let got = connection.pragma_query_value(None, name, |row| text_of(row.get_ref(0)?))?;
        if got != value {
            return Err(OpenError::Setting {
                name,
                want: value,
                got,
            });
        }
    }
    Ok(connection)
}

/// A pragma's answer as text; integers and texts occur.
fn text_of(value: rusqlite::types::ValueRef<'_>) -> rusqlite::Result<String> {
    match value {
        rusqlite::types::ValueRef::Integer(number) => Ok(number.to_string()),
        other => Ok(other.as_str()?.to_owned()),
    }
}

/// Opens the pool that migrates and answers the cold reads, set and verified the same way.
pub(crate) fn pool_options() -> sqlx::sqlite::SqlitePoolOptions {
    sqlx::sqlite::SqlitePoolOptions::new()
        .min_connections(0)
        // The directory at start and a credential per sign-in: one is enough, two never wait.
        .max_connections(2)
        .acquire_timeout(BUSY_TIMEOUT)
        // Its thread and cache are not worth keeping between sign-ins.
        .idle_timeout(Duration::from_mins(1))
        .after_connect(|connection, _| {
            Box::pin(async move {
                for (name, value) in settings(Use::Read) {
                    if name != "journal_mode" {
                        let set = sqlx::AssertSqlSafe(format!("pragma {name} = {value}"));
                        sqlx::Executor::execute(&mut *connection, sqlx::raw_sql(set)).await?;
                    }
                    let read = sqlx::AssertSqlSafe(format!("pragma {name}"));
                    let row = sqlx::query(read).fetch_one(&mut *connection).await?;
                    let number = row.try_get::<i64, _>(0).map(|number| number.to_string());
                    let got = number.or_else(|_| row.try_get::<String, _>(0))?;
                    if got != value {
                        return Err(sqlx::Error::Configuration(Box::new(OpenError::Setting {
                            name,
                            want: value,
                            got,
                        })));
                    }
                }
                Ok(())
            })
        })
}
