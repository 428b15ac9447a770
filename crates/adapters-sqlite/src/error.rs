//! What SQLite says, in the words of the ports.

use campfire_domain::StoreError;
use rusqlite::{ErrorCode, ffi};
use std::sync::Arc;

/// How far a failure of SQLite reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Only the statement: the operation is at fault.
    Operation,
    /// Only the index of words is broken: the batch can be run again without it.
    Search,
    /// The transaction cannot go on: disk full, locked by another, out of memory.
    Transaction,
    /// The connection is not to be trusted any more: the file or the disk is broken. After a failed
    /// sync the kernel may call lost pages clean, so the same commit is never tried again.
    Connection,
}

/// How far this failure reaches.
pub(crate) fn reach(error: &rusqlite::Error) -> Reach {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed,
        ) => Reach::Connection,
        Some(
            ErrorCode::DiskFull
            | ErrorCode::ReadOnly
            | ErrorCode::OutOfMemory
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::OperationInterrupted,
        ) => Reach::Transaction,
        _ => Reach::Operation,
    }
}

/// Whether the index of words is at fault when a statement on it fails: everything but what the
/// disk, the file and other processes do. Nonsense in its pages shows as damage, as tables that are
/// not there, and as a lack of memory.
pub(crate) fn is_of_index(error: &rusqlite::Error) -> bool {
    match reach(error) {
        Reach::Operation => true,
        Reach::Search | Reach::Transaction | Reach::Connection => {
            is_damage(error) || error.sqlite_error_code() == Some(ErrorCode::OutOfMemory)
        }
    }
}

/// The same for another statement, or the commit, of a transaction that wrote to the index: what it
/// was given is written to its pages only then.
pub(crate) fn is_of_unwritten_index(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|failure| failure.extended_code);
    is_of_index(error) && (code == Some(ffi::SQLITE_ERROR) || reach(error) > Reach::Operation)
}

/// Whether another process, or another connection, holds the lock.
pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

/// Whether SQLite found the file damaged. That is a fault of what is stored, not of what it is
/// stored on: another page can be read all the same.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt)
}

/// A failure of rusqlite as a port's error.
pub(crate) fn from_rusqlite(doing: &'static str, error: rusqlite::Error) -> StoreError {
    match (reach(&error), error.sqlite_error_code()) {
        (_, Some(ErrorCode::NotADatabase)) => StoreError::Corrupt {
            what: error.to_string(),
        },
        (Reach::Operation, None)
            if matches!(error, rusqlite::Error::FromSqlConversionFailure(..)) =>
        {
            StoreError::Corrupt {
                what: error.to_string(),
            }
        }
        // SQLite says "malformed" of a page that the disk would not read as well as of a damaged one.
        // Which of the two it is tells the check after opening again, not the error.
        (Reach::Connection | Reach::Transaction | Reach::Search, _) => {
            tracing::error!(%error, doing, "the store is not available");
            StoreError::Unavailable
        }
        (Reach::Operation, _) => failed(doing, error),
    }
}

/// A failure of sqlx as a port's error.
pub(crate) fn from_sqlx(doing: &'static str, error: sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::PoolTimedOut => StoreError::TimedOut,
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => {
            StoreError::Unavailable
        }
        // The disk, the file or a lock: the primary codes of SQLite (BUSY, LOCKED, IOERR, FULL,
        // CANTOPEN).
        sqlx::Error::Database(failure)
            if matches!(
                failure
                    .code()
                    .and_then(|code| code.parse::<u32>().ok())
                    .map(|code| code & 0xff),
                Some(5 | 6 | 10 | 13 | 14)
            ) =>
        {
            tracing::error!(error = %failure, doing, "the store is not available");
            StoreError::Unavailable
        }
        other => failed(doing, other),
    }
}

/// Any other failure.
pub(crate) fn failed(
    doing: &'static str,
    source: impl std::error::Error + Send + Sync + 'static,
) -> StoreError {
    StoreError::Failed {
        doing,
        source: Arc::new(source),
    }
}

/// A column whose value the domain refuses.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct CorruptColumn(&'static str);

/// A row that cannot be understood, as the error of a row mapper. `column` is `table.column`.
pub(crate) fn corrupt_column(column: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        0,
        rusqlite::types::Type::Null,
        Box::new(CorruptColumn(column)),
    )
}
