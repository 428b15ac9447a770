//! The process is killed while it posts; nothing acknowledged may be missing or twice there (G1, G3).

use campfire_adapters_sqlite::{SqliteConfig, SqliteStore};
use campfire_domain::ports::StorePorts;
use campfire_domain::{Seq, ports::DirectoryReader};
use campfire_testkit::{NullSink, RecordingSink, Scene, Stores, a_message};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

/// Names the data folder to the child; without it the child's test does nothing.
const FOLDER: &str = "CAMPFIRE_CRASH_TEST_FOLDER";
/// Acknowledgements to wait for before the kill.
const ACKS: usize = 300;

/// Not a test of its own: the process that the test below starts and kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_process_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let config = SqliteConfig::new(&folder);
    let store = Arc::new(SqliteStore::open(config, Arc::new(NullSink)).await.unwrap());
    let (room_id, users) = match store.load().await.unwrap() {
        known if known.account.is_some() => (
            known.rooms[0].room.id,
            known.users.iter().map(|user| user.id).collect::<Vec<_>>(),
        ),
        _ => {
            let scene =
                Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
            (scene.lobby, vec![scene.ann.id, scene.bob.id, scene.carl.id])
        }
    };
    let mut posters = tokio::task::JoinSet::new();
    for poster in 0..16 {
        let (store, user_id) = (Arc::clone(&store), users[poster % users.len()]);
        posters.spawn(async move {
            loop {
                let random = || {
                    let mut bytes = [0; 16];
                    getrandom::fill(&mut bytes).unwrap();
                    uuid::Uuid::from_bytes(bytes)
                };
                let message = a_message(room_id, user_id)
                    .with_id(campfire_domain::MessageId::from_uuid(random()))
                    .with_client_id(campfire_domain::ClientMessageId::from_uuid(random()))
                    .saying("unmistakable words")
                    .post_in(&*store)
                    .await;
                let line = format!("acked {} {}\n", message.id, message.seq);
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        });
    }
    posters.join_next().await;
}

/// Lets a process post into the folder, kills it and gives what it had acknowledged.
fn post_and_kill(folder: &Path) -> HashMap<String, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "crash::the_process_that_is_killed",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let parse = |line: String| {
        let mut words = line
            .split(' ')
            .skip_while(|word| !word.ends_with("acked"))
            .skip(1);
        Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
    };
    let mut acked: HashMap<String, u64> = lines
        .by_ref()
        .map_while(Result::ok)
        .filter_map(parse)
        .take(ACKS)
        .collect();
    child.kill().unwrap();
    // What was in the pipe was acknowledged too; a line that was cut was not read by anyone.
    acked.extend(lines.map_while(Result::ok).filter_map(parse));
    child.wait().unwrap();
    acked
}

#[tokio::test]
async fn g1_every_acknowledged_message_survives_a_kill_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut acked = HashMap::new();
    for _ in 0..3 {
        let some = post_and_kill(folder.path());
        assert!(some.len() >= ACKS, "the child posted only {}", some.len());
        acked.extend(some);
    }
    let config = SqliteConfig::new(folder.path());
    let store = SqliteStore::open(config.clone(), Arc::new(NullSink))
        .await
        .unwrap();
    let room = store.load().await.unwrap().rooms[0].room.clone();
    store.close().await;

    let file = rusqlite::Connection::open(config.file()).unwrap();
    let one = |sql: &str| file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let check: String = file
        .query_row("pragma integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(check, "ok");
    // Fails when index and messages differ.
    file.execute(
        "insert into message_search (message_search, rank) values ('integrity-check', 1)",
        [],
    )
    .unwrap();
    for (id, seq) in &acked {
        let id = uuid::Uuid::try_parse(id).unwrap().into_bytes();
        let stored: i64 = file
            .query_row(
                "select seq from message where message_id = ?1",
                [id],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(u64::try_from(stored).unwrap(), *seq);
    }
    let messages = one("select count(*) from message");
    assert_eq!(Seq::new(messages.try_into().unwrap()), room.last_seq);
    assert_eq!(one("select max(seq) from message"), messages);
    assert_eq!(
        one("select count(*) from message_search where message_search match 'unmistakable'"),
        messages
    );
    assert_eq!(
        one("select count(*) from event where kind = 'message_posted'"),
        messages
    );
    // Dense: as many as the highest number, none twice (rev of a room, positions of all).
    assert_eq!(
        one("select count(distinct rev) = max(rev) from event where rev is not null"),
        1
    );
    assert_eq!(
        one("select max(rev) from event"),
        i64::try_from(room.rev.get()).unwrap()
    );
    assert_eq!(one("select count(*) = max(position) from event"), 1);
}
