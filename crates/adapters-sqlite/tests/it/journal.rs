//! The journal's file: what survives the end of the process, and what a damaged file still gives.

use campfire_adapters_sqlite::FileJournal;
use campfire_domain::{
    MessageId, RoomId, UserId,
    ports::{JournalError, NewMessage, PostJournal},
};
use campfire_testkit::{a_message, builders::an_id};
use proptest::prelude::*;
use std::{
    fs::{self, OpenOptions},
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    sync::Arc,
};

const LIMIT: u64 = 1_000_000;

fn open(folder: &Path) -> FileJournal {
    FileJournal::open(folder, LIMIT).unwrap()
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FileJournal::FILE_NAME)
}

fn posts(count: usize) -> Vec<Arc<NewMessage>> {
    let (room_id, user_id) = (RoomId::from_uuid(an_id()), UserId::from_uuid(an_id()));
    let post = |n| a_message(room_id, user_id).saying(&format!("the words of post {n}"));
    (0..count).map(|n| Arc::new(post(n).build())).collect()
}

fn ids(posts: &[Arc<NewMessage>]) -> Vec<MessageId> {
    posts.iter().map(|new| new.id).collect()
}

/// Where the words of a post stand in the file.
fn place_of(folder: &Path, words: &str) -> u64 {
    let bytes = fs::read(file(folder)).unwrap();
    let at = bytes
        .windows(words.len())
        .position(|some| some == words.as_bytes());
    at.unwrap() as u64
}

fn overwrite(folder: &Path, at: u64, bytes: &[u8]) {
    let file = OpenOptions::new().write(true).open(file(folder)).unwrap();
    file.write_all_at(bytes, at).unwrap();
}

#[tokio::test]
async fn what_was_written_is_pending_after_the_end_of_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let written = posts(5);
    let journal = open(folder.path());
    journal.write(written[..2].to_vec()).await.unwrap();
    journal.write(written[2..].to_vec()).await.unwrap();
    journal.forget(written[1].id).await.unwrap();
    // Nothing is closed: as after a kill.
    let next = open(folder.path());
    let left: Vec<_> = [0, 2, 3, 4].map(|n| Arc::clone(&written[n])).into();
    assert_eq!(next.pending().await.unwrap(), left);
}

#[tokio::test]
async fn a_write_that_was_cut_off_is_removed_and_the_next_one_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let written = posts(3);
    let journal = open(folder.path());
    journal.write(written.clone()).await.unwrap();
    drop(journal);
    // From the middle of the last one on nothing has reached the disk.
    let at = place_of(folder.path(), "words of post 2");
    overwrite(folder.path(), at, &[0; 4096]);
    let journal = open(folder.path());
    assert_eq!(journal.pending().await.unwrap(), written[..2]);
    let more = posts(1);
    journal.write(more.clone()).await.unwrap();
    let all = [&written[..2], &more].concat();
    assert_eq!(open(folder.path()).pending().await.unwrap(), all);
}

#[tokio::test]
async fn damage_costs_only_what_it_hit() {
    let folder = tempfile::tempdir().unwrap();
    let written = posts(4);
    open(folder.path()).write(written.clone()).await.unwrap();
    let at = place_of(folder.path(), "words of post 1");
    overwrite(folder.path(), at, b"W");
    let left: Vec<_> = [0, 2, 3].map(|n| Arc::clone(&written[n])).into();
    assert_eq!(open(folder.path()).pending().await.unwrap(), left);
}

#[tokio::test]
async fn every_single_flipped_byte_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let written = posts(3);
    open(folder.path()).write(written.clone()).await.unwrap();
    let whole = fs::read(file(folder.path())).unwrap();
    let from = 32;
    let end = whole.iter().rposition(|byte| *byte != 0).unwrap();
    for at in (from..=end).step_by(7) {
        overwrite(folder.path(), at as u64, &[whole[at] ^ 0x20]);
        let pending = open(folder.path()).pending().await.unwrap();
        assert_eq!(pending.len(), 2, "byte {at}");
        assert!(pending.iter().all(|new| written.contains(new)), "byte {at}");
        fs::write(file(folder.path()), &whole).unwrap();
    }
}

/// A text that looks like the journal's own bytes is a text.
#[tokio::test]
async fn words_are_never_taken_for_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let written = posts(2);
    let journal = open(folder.path());
    journal.write(written.clone()).await.unwrap();
    for new in &written {
        journal.forget(new.id).await.unwrap();
    }
    let odd = a_message(written[0].room_id, written[0].creator_id).saying("post post post");
    let odd = Arc::new(odd.build());
    journal.write(vec![Arc::clone(&odd)]).await.unwrap();
    let at = place_of(folder.path(), "post post post");
    assert_eq!(open(folder.path()).pending().await.unwrap(), [odd]);
    overwrite(folder.path(), at + 13, b"T");
    assert_eq!(open(folder.path()).pending().await.unwrap(), []);
}

#[tokio::test]
async fn a_full_journal_refuses_and_still_forgets() {
    let folder = tempfile::tempdir().unwrap();
    let journal = FileJournal::open(folder.path(), 20_000).unwrap();
    let mut written = Vec::new();
    loop {
        let some = posts(3);
        match journal.write(some.clone()).await {
            Ok(()) => written.extend(some),
            Err(JournalError::Full) => break,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(written.len() > 20);
    assert_eq!(journal.pending().await.unwrap(), written);
    for id in ids(&written) {
        journal.forget(id).await.unwrap();
    }
    assert!(fs::metadata(file(folder.path())).unwrap().len() <= 20_000);
    journal.write(posts(3)).await.unwrap();
}

#[tokio::test]
async fn its_disk_is_taken_at_first_and_its_file_is_private() {
    let folder = tempfile::tempdir().unwrap();
    let journal = FileJournal::open(folder.path(), 100_000_000).unwrap();
    journal.write(posts(1)).await.unwrap();
    let found = fs::metadata(file(folder.path())).unwrap();
    assert_eq!(found.len(), 16 * 1024 * 1024);
    assert!(found.blocks() * 512 >= found.len(), "{}", found.blocks());
    assert_eq!(found.mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_file_that_is_no_journal_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(folder.path()), "somebody's notes").unwrap();
    let journal = open(folder.path());
    journal.write(posts(1)).await.unwrap();
    let aside = folder.path().join("posts.journal.unreadable-1");
    assert_eq!(fs::read(aside).unwrap(), b"somebody's notes");
}

/// What is done with a journal.
#[derive(Debug, Clone)]
enum Step {
    Write(usize),
    /// The nth of what is pending.
    Forget(prop::sample::Index),
    Open,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1..6_usize).prop_map(Step::Write),
        6 => any::<prop::sample::Index>().prop_map(Step::Forget),
        1 => Just(Step::Open),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn it_holds_what_a_list_would_hold(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let (mut journal, mut model) = (open(folder.path()), Vec::new());
            for step in steps {
                match step {
                    Step::Write(count) => {
                        let some = posts(count);
                        match journal.write(some.clone()).await {
                            Ok(()) => model.extend(some),
                            Err(JournalError::Full) => {}
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                    Step::Forget(nth) if !model.is_empty() => {
                        let gone: Arc<NewMessage> = model.remove(nth.index(model.len()));
                        journal.forget(gone.id).await.unwrap();
                    }
                    Step::Forget(_) => {}
                    Step::Open => journal = open(folder.path()),
                }
                prop_assert_eq!(journal.pending().await.unwrap(), model.clone());
            }
            journal = open(folder.path());
            prop_assert_eq!(journal.pending().await.unwrap(), model);
            Ok(())
        })?;
    }
}
