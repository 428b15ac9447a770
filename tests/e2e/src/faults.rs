//! Faults of the machine below a server: power cuts, a disk that fails, a clock that jumps.
//!
//! They are made by a small library of our own (`tests/faults/shim.c`), built here with the C
//! compiler that the workspace needs anyway and loaded into the server's process only. Where that is
//! not possible there are no faults, and the test says "skipped: …" instead of passing silently.

use crate::Settings;
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// Where the library's source is.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../faults/shim.c");

/// One machine: its disk, what of it survives a power cut, its clock.
#[derive(Debug)]
pub struct Faults {
    home: TempDir,
    cuts: u32,
}

impl Faults {
    /// Builds the library and makes the machine's folders.
    ///
    /// # Errors
    /// Why there can be no faults here, in words.
    pub fn new() -> Result<Self, String> {
        let home = tempfile::Builder::new()
            .prefix("campfire-faults-")
            .tempdir()
            .map_err(|why| format!("no temporary folder: {why}"))?;
        let built = Command::new("cc")
            .args([
                "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o",
            ])
            .arg(home.path().join("shim.so"))
            .args([SOURCE, "-ldl", "-lpthread"])
            .output()
            .map_err(|why| format!("no C compiler: {why}"))?;
        if !built.status.success() {
            let said = String::from_utf8_lossy(&built.stderr).into_owned();
            return Err(format!("the library for faults cannot be built: {said}"));
        }
        let faults = Self { home, cuts: 0 };
        fs::create_dir(faults.shadow()).map_err(|why| format!("no folder: {why}"))?;
        Ok(faults)
    }

    /// The data folder for a server on this machine.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.path(&format!("data-{}", self.cuts))
    }

    /// What would be left after a power cut now.
    #[must_use]
    pub fn shadow(&self) -> PathBuf {
        self.path(&format!("shadow-{}", self.cuts))
    }

    /// The settings with which a server feels the faults of this machine.
    #[must_use]
    pub fn settings(&self, settings: Settings) -> Settings {
        let text = |path: PathBuf| path.display().to_string();
        settings
            .env("LD_PRELOAD", text(self.path("shim.so")))
            .env("FAULT_DIR", text(self.data()))
            .env("FAULT_SHADOW", text(self.shadow()))
            .env("FAULT_TRIGGER", text(self.path("trigger")))
            .env("FAULT_CLOCK", text(self.path("clock")))
    }

    /// From now on the disk fails: `EIO`, `ENOSPC` or `EROFS` for writes and syncs, `OUT` for reads
    /// as well; a second word names the files that are meant.
    ///
    /// # Panics
    /// When the order cannot be given.
    pub fn fail(&self, how: &str) {
        self.put("trigger", how);
    }

    /// The disk is well again.
    ///
    /// # Panics
    /// When the order cannot be given.
    pub fn heal(&self) {
        fs::remove_file(self.path("trigger")).expect("the disk was failing");
    }

    /// Puts the time of day this many seconds beside the true one.
    ///
    /// # Panics
    /// When the order cannot be given.
    pub fn shift_clock(&self, seconds: i64) {
        self.put("clock", &seconds.to_string());
    }

    /// The power is back after a cut: the data folder is what had been synced, and nothing else. The
    /// server must have been killed before; settings are to be asked for again.
    ///
    /// # Panics
    /// When the files cannot be copied.
    pub fn power_is_back(&mut self) {
        let survived = self.shadow();
        self.cuts += 1;
        for folder in [self.data(), self.shadow()] {
            copy_files(&survived, &folder).expect("files can be copied");
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// In one step, so that nobody reads a half of it.
    fn put(&self, name: &str, text: &str) {
        let new = self.path("new");
        fs::write(&new, text).expect("a file can be written");
        fs::rename(new, self.path(name)).expect("a file can be renamed");
    }
}

/// A small disk of its own, really full when it is full.
#[derive(Debug)]
pub struct SmallDisk {
    home: TempDir,
}

impl SmallDisk {
    /// A disk in memory of this many mebibytes.
    ///
    /// # Errors
    /// Why there is none here, in words: it needs the right to mount.
    pub fn new(mebibytes: u32) -> Result<Self, String> {
        let home = tempfile::Builder::new()
            .prefix("campfire-disk-")
            .tempdir()
            .map_err(|why| format!("no temporary folder: {why}"))?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={mebibytes}m"), "tmpfs"])
            .arg(home.path())
            .output()
            .map_err(|why| format!("a small disk needs mount: {why}"))?;
        if mounted.status.success() {
            Ok(Self { home })
        } else {
            let said = String::from_utf8_lossy(&mounted.stderr).into_owned();
            Err(format!(
                "a small disk needs the right to mount: {}",
                said.trim()
            ))
        }
    }

    /// A data folder on it.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Fills it to the last byte.
    ///
    /// # Panics
    /// When it does not become full.
    pub fn fill(&self) {
        let mut file = fs::File::create(self.filler()).expect("there is room for a name");
        let full = io::copy(&mut io::repeat(7), &mut file).expect_err("every disk has an end");
        assert_eq!(full.kind(), io::ErrorKind::StorageFull, "{full}");
    }

    /// Gives the room back.
    ///
    /// # Panics
    /// When it was not filled.
    pub fn empty(&self) {
        fs::remove_file(self.filler()).expect("it was full");
    }

    fn filler(&self) -> PathBuf {
        self.home.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the server may still be about to end.
        let _ = Command::new("umount")
            .arg("-l")
            .arg(self.home.path())
            .output();
    }
}

/// Copies the files of a folder, not its folders.
///
/// # Errors
/// When one of them cannot be copied.
pub fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
