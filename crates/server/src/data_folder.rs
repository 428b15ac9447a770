//! The data folder belongs to one process at a time.

use rustix::{
    fs::{FlockOperation, flock},
    io::Errno,
};
use std::{
    fs::{DirBuilder, File, OpenOptions},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

/// The lock's file in the data folder. It stays when the process ends; the lock does not.
const LOCK_FILE: &str = "campfire.lock";

/// A data folder that this process owns while the value lives.
pub(crate) struct DataFolder {
    _lock: File,
}

/// Why the data folder cannot be used.
#[derive(Debug)]
pub(crate) enum LockError {
    /// Another process owns it.
    InUse(PathBuf),
    /// It cannot be made or opened.
    Unusable(PathBuf, std::io::Error),
}

impl std::fmt::Display for LockError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InUse(folder) => write!(
                f,
                "another Campfire is using the data folder {}; stop it first, or name another folder with --data-dir",
                folder.display()
            ),
            Self::Unusable(folder, error) => {
                write!(
                    f,
                    "cannot use the data folder {}: {error}",
                    folder.display()
                )
            }
        }
    }
}

impl std::error::Error for LockError {}

impl DataFolder {
    /// Makes the folder when it is missing (readable by its owner only) and takes its lock.
    ///
    /// # Errors
    /// [`LockError`].
    pub(crate) fn lock(folder: &Path) -> Result<Self, LockError> {
        let unusable = |error| LockError::Unusable(folder.to_owned(), error);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(unusable)?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.open(folder.join(LOCK_FILE)).map_err(unusable)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
            Errno::WOULDBLOCK => LockError::InUse(folder.to_owned()),
            error => unusable(error.into()),
        })?;
        Ok(Self { _lock: file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner() {
        let folder = tempfile::tempdir().unwrap();
        let owner = DataFolder::lock(folder.path()).unwrap();
        assert!(matches!(
            DataFolder::lock(folder.path()),
            Err(LockError::InUse(_))
        ));
        drop(owner);
        assert!(DataFolder::lock(folder.path()).is_ok());
    }
}
