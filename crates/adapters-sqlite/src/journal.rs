//! The journal of posts that wait for the store: one file beside it, `posts.journal`.
//!
//! It stands in the data folder and yet needs nothing of SQLite. Its room on the disk is taken
//! before it is needed, so that a full disk does not stop it at once. A write is one write and one
//! sync for all posts in it. Forgetting writes a small mark and syncs nothing: a post that comes
//! back after a power cut is found repeated. When nothing is pending the file is emptied.

mod record;

use async_trait::async_trait;
use campfire_domain::{
    MessageId,
    ports::{JournalError, NewMessage, PostJournal},
};
use record::{DONE_BYTES, Form, HEAD_BYTES, Record};
use rustix::fs::{FallocateFlags, fallocate};
use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::{FileExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Bytes of disk that are taken at once: 16 MiB are some ten thousand posts, an outage of minutes.
const STEP_BYTES: u64 = 16 * 1024 * 1024;

/// Bytes written at once when the file is emptied.
const ZEROS_BYTES: usize = 16 * 1024;

/// Bytes read at once when the file is opened, more than the longest record has.
const PIECE_BYTES: usize = 256 * 1024;

/// A [`PostJournal`] in a file. Cheap to clone.
#[derive(Debug, Clone)]
pub struct FileJournal {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    file: File,
    form: Form,
    /// Most bytes of the file.
    limit: u64,
    /// Bytes of disk that are taken.
    taken: u64,
    /// Whether the disk has refused to give more since it last gave some.
    is_refused: bool,
    /// Where the next record goes.
    end: u64,
    /// What waits, by its place in the file.
    pending: BTreeMap<u64, Arc<NewMessage>>,
    places: HashMap<MessageId, u64>,
}

impl FileJournal {
    /// The name of the file in the data folder.
    pub const FILE_NAME: &'static str = "posts.journal";

    /// Opens the journal of a data folder, making it when it is missing. `limit` is the most that the
    /// file may take, in bytes.
    ///
    /// A record that was cut off at the end was never acknowledged and is removed; damage before the
    /// end is passed over and told. A file that is no journal is set aside under another name. Blocks.
    ///
    /// # Errors
    /// When the file cannot be made, read or written.
    pub fn open(data_dir: &Path, limit: u64) -> io::Result<Self> {
        let path = data_dir.join(Self::FILE_NAME);
        let mut file = open_file(&path)?;
        let mut bytes = read_used(&file)?;
        if Form::of(&bytes).is_none() && bytes.iter().any(|byte| *byte != 0) {
            let aside = set_aside(&path)?;
            tracing::error!(file = %aside.display(), "journal.unreadable: set aside, its posts are not replayed");
            file = open_file(&path)?;
            bytes.clear();
        }
        let form = match Form::of(&bytes) {
            Some(form) => form,
            None => begin(&file)?,
        };
        File::open(data_dir)?.sync_all()?;
        let taken = file.metadata()?.len();
        let mut state = State {
            file,
            form,
            limit,
            taken,
            is_refused: false,
            end: HEAD_BYTES as u64,
            pending: BTreeMap::new(),
            places: HashMap::new(),
        };
        state.load(&bytes)?;
        state.take_disk(state.end);
        state.file.sync_all()?;
        Ok(Self {
            state: Arc::new(Mutex::new(state)),
        })
    }

    /// Works on the file off the async workers. Goes on when the caller is gone.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let state = Arc::clone(&self.state);
        let done = tokio::task::spawn_blocking(move || work(&mut lock(&state))).await;
        done.map_err(|error| JournalError::Failed(Arc::new(error)))?
    }
}

#[async_trait]
impl PostJournal for FileJournal {
    async fn write(&self, posts: Vec<Arc<NewMessage>>) -> Result<(), JournalError> {
        self.run(move |state| state.write(posts)).await
    }

    async fn pending(&self) -> Result<Vec<Arc<NewMessage>>, JournalError> {
        self.run(|state| Ok(state.pending.values().cloned().collect()))
            .await
    }

    async fn forget(&self, message_id: MessageId) -> Result<(), JournalError> {
        self.run(move |state| state.forget(message_id)).await
    }
}

impl State {
    /// Takes over what the file holds and cuts off what is not whole.
    fn load(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        let scan = self.form.scan(bytes);
        for (place, record) in scan.records {
            match record {
                Record::Post(new) => self.note(place, new),
                Record::Done(message_id) => self.drop_pending(message_id),
            }
        }
        self.end = scan.end;
        if scan.damaged > 0 {
            tracing::error!(
                damaged_bytes = scan.damaged,
                "journal.damaged: what stood there is lost"
            );
        }
        if scan.is_torn {
            tracing::warn!("journal.cut: a write was not finished before the last stop");
            self.zero(self.end, bytes.len() as u64)?;
        }
        if !self.pending.is_empty() {
            tracing::warn!(posts = self.pending.len(), "journal.pending");
        }
        Ok(())
    }

    fn write(&mut self, posts: Vec<Arc<NewMessage>>) -> Result<(), JournalError> {
        let (mut bytes, mut places) = (Vec::new(), Vec::with_capacity(posts.len()));
        for new in posts {
            places.push((self.end + bytes.len() as u64, Arc::clone(&new)));
            self.form.put(&Record::Post(new), self.end, &mut bytes);
        }
        let end = self.end + bytes.len() as u64;
        // Each pending post needs room for the mark that it is done.
        let marks = (self.pending.len() + places.len()) * DONE_BYTES;
        if end + marks as u64 > self.limit {
            return Err(JournalError::Full);
        }
        self.take_disk(end + marks as u64);
        let written = self
            .file
            .write_all_at(&bytes, self.end)
            .and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Refused: it must not be found at the next start. What is left all the same would be
            // found repeated.
            let _ = self.zero(self.end, end);
            return Err(failed(error));
        }
        for (place, new) in places {
            self.note(place, new);
        }
        self.end = end;
        Ok(())
    }

    fn forget(&mut self, message_id: MessageId) -> Result<(), JournalError> {
        if !self.places.contains_key(&message_id) {
            return Ok(());
        }
        self.drop_pending(message_id);
        if self.pending.is_empty() {
            return self.empty().map_err(failed);
        }
        let mut bytes = Vec::with_capacity(DONE_BYTES);
        self.form
            .put(&Record::Done(message_id), self.end, &mut bytes);
        self.file.write_all_at(&bytes, self.end).map_err(failed)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Begins again at the front, and gives back all disk but the first step.
    fn empty(&mut self) -> io::Result<()> {
        let front = HEAD_BYTES as u64;
        self.zero(front, self.end)?;
        self.end = front;
        if self.taken > STEP_BYTES {
            self.file.set_len(STEP_BYTES)?;
            self.taken = STEP_BYTES;
        }
        Ok(())
    }

    fn zero(&self, from: u64, to: u64) -> io::Result<()> {
        let zeros = [0; ZEROS_BYTES];
        let mut at = from;
        while at < to {
            let length = usize::try_from(to - at).map_or(ZEROS_BYTES, |left| left.min(ZEROS_BYTES));
            let some = zeros.get(..length).unwrap_or(&zeros);
            self.file.write_all_at(some, at)?;
            at += some.len() as u64;
        }
        Ok(())
    }

    /// Takes disk up to this place and a step ahead. A disk that gives none is told once; the
    /// journal then goes on as far as it can.
    fn take_disk(&mut self, to: u64) {
        let wanted = (to.div_ceil(STEP_BYTES) * STEP_BYTES).min(self.limit);
        if wanted <= self.taken {
            return;
        }
        let flags = FallocateFlags::empty();
        match fallocate(&self.file, flags, self.taken, wanted - self.taken) {
            Ok(()) => {
                self.taken = wanted;
                self.is_refused = false;
            }
            Err(error) => {
                if !std::mem::replace(&mut self.is_refused, true) {
                    tracing::warn!(%error, "journal.no_disk: it is not kept free for the journal");
                }
            }
        }
    }

    fn note(&mut self, place: u64, new: Arc<NewMessage>) {
        self.places.insert(new.id, place);
        self.pending.insert(place, new);
    }

    fn drop_pending(&mut self, message_id: MessageId) {
        if let Some(place) = self.places.remove(&message_id) {
            self.pending.remove(&place);
        }
    }
}

/// A panic leaves at worst a record that the next write covers: the file is the truth.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

/// Reads a file as far as it is used: most of a journal is room that waits, and nobody has that room
/// in memory.
fn read_used(file: &File) -> io::Result<Vec<u8>> {
    let (mut used, mut piece, mut at) = (Vec::new(), vec![0; PIECE_BYTES], 0);
    loop {
        let count = match file.read_at(&mut piece, at as u64) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let read = piece.get(..count).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        if read.iter().any(|byte| *byte != 0) {
            used.resize(at, 0);
            used.extend_from_slice(read);
        }
        at += count;
    }
    // The last record may end in zeros.
    if !used.is_empty() {
        used.resize(at.min(used.len() + PIECE_BYTES), 0);
    }
    Ok(used)
}

/// Writes the head of a new file.
fn begin(file: &File) -> io::Result<Form> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(io::Error::other)?;
    let form = Form::new(salt);
    file.write_all_at(&form.head(), 0)?;
    file.sync_all()?;
    Ok(form)
}

/// Gives a file another name, one that is free.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let mut number = 1_u32;
    loop {
        let aside = path.with_extension(format!("journal.unreadable-{number}"));
        if !aside.try_exists()? {
            fs::rename(path, &aside)?;
            return Ok(aside);
        }
        number += 1;
    }
}

fn failed(error: io::Error) -> JournalError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            JournalError::Full
        }
        _ => JournalError::Failed(Arc::new(error)),
    }
}
