use super::*;
use crate::{
    SqliteConfig,
    connection::{self, Use},
};
use campfire_domain::ports::StorePorts;
use campfire_domain::{PageSize, SearchQuery, ports::StoreState};
use campfire_testkit::{RecordingSink, Scene, Stores};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;

/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn marks_come_out_of_a_text() {
    let (text, marks) = unmarked("a \u{1}b\u{2} c \u{1}dé\u{2}");
    assert_eq!((&*text, &*marks), ("a b c dé", &[2..3, 6..9][..]));
    // What has such characters of its own is still a text.
    let (text, marks) = unmarked("\u{2}a\u{1}\u{1}b\u{2}\u{2}");
    let one = 1..2;
    assert_eq!((&*text, &*marks), ("ab", std::slice::from_ref(&one)));
}

/// A closed store: ann in a quiet room, and bob and carl in a busy one.
struct Closed {
    scene: Scene,
    config: SqliteConfig,
    busy: RoomId,
    _folder: TempDir,
}

/// What everybody says in the busy room.
const CHATTER: &str = "noise comaa comab comac comad";

impl Closed {
    /// So many messages in the busy room; the quiet room's stand between those, evenly.
    async fn with(chatter: u32, quiet: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = SqliteConfig::new(folder.path());
        let store = SqliteStore::open(config.clone(), RecordingSink::new()).await;
        let store = Arc::new(store.unwrap());
        let scene =
            Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
        let busy = scene.closed_room(&[&scene.bob]).await;
        store.close().await;
        let file = Connection::open(config.file()).unwrap();
        let share = chatter / u32::try_from(quiet.len() + 1).unwrap();
        for text in quiet {
            fill(&file, busy, &scene, share, CHATTER);
            fill(&file, scene.lobby, &scene, 1, text);
        }
        fill(&file, busy, &scene, share, CHATTER);
        file.execute_batch(
            "insert into message_search (rowid, plain_text) select number, plain_text from message; \
             update room set last_seq = coalesce((select max(seq) from message m where m.room_id = room.room_id), 0);",
        )
        .unwrap();
        Self {
            scene,
            config,
            busy,
            _folder: folder,
        }
    }

    fn reader(&self) -> Connection {
        connection::open(&self.config, Use::Read).unwrap()
    }

    /// The hits of each page to the end, and the most work that a page was.
    fn pages(&self, mut search: Search) -> (Vec<usize>, u32) {
        let (reader, mut hits, mut most) = (self.reader(), Vec::new(), 0);
        loop {
            let mut finder = Finder::new(&reader, &search).unwrap();
            let newest = search.after.map_or(i64::MAX, |place| int(place.get()));
            let looked = finder.first(newest).unwrap();
            most = most.max(finder.work);
            let page = finder.page(looked);
            hits.push(page.hits.len());
            match page.next {
                Some(next) => search.after = Some(next),
                None => return (hits, most),
            }
        }
    }
}

/// A query in these rooms.
fn a_search(room_ids: &[RoomId], text: &str) -> Search {
    let query = SearchQuery::parse(text).unwrap();
    Search {
        terms: query.terms().to_vec(),
        room_ids: room_ids.to_vec(),
        creator_ids: None,
        since: query.filters().since,
        until: query.filters().until,
        has: query.filters().has.clone(),
        after: None,
        size: PageSize::default(),
    }
}

/// Writes messages as the writer would, without their search rows and events.
fn fill(file: &Connection, room_id: RoomId, scene: &Scene, count: u32, text: &str) {
    file.execute(
        "insert into message (number, message_id, room_id, seq, rev, client_message_id, creator_id, post_digest, \
         created_at, format, source, html, plain_text) \
         with recursive n (n) as (select 1 union all select n + 1 from n where n < ?1) \
         select (select coalesce(max(number), 0) from message) + n, randomblob(16), ?2, \
             (select coalesce(max(seq), 0) from message where room_id = ?2) + n, n, randomblob(16), \
             ?3, zeroblob(32), 0, 'markdown', 'x', 'x', ?4 from n",
        params![count, room_id.as_uuid().into_bytes(), scene.ann.id.as_uuid().into_bytes(), text],
    )
    .unwrap();
}

#[tokio::test]
async fn who_is_in_a_quiet_room_of_a_busy_store_finds_all_of_it_at_once() {
    let quiet = [
        "noise at first",
        "silence",
        "some noise",
        "\u{1F525} fire",
        "hush",
    ];
    let store = Closed::with(30_000, &quiet).await;
    let quiet_room = [store.scene.lobby];
    // Each costs a first look, a jump for each message of the room, and no more.
    let most = PROBE_WORK + LOOK_WORK + 5 * (2 * JUMP_WORK + ASK_WORK);
    for (text, hits) in [
        ("noise", 2),
        ("noise comaa", 0),
        ("silence", 1),
        ("\u{1F525}", 1),
        ("sil*", 1),
        ("comaa*", 0),
    ] {
        let (pages, work) = store.pages(a_search(&quiet_room, text));
        assert_eq!(pages, [hits], "{text}");
        assert!(work <= most, "{text}: {work}");
    }
    let everywhere = [store.scene.lobby, store.busy];
    let (pages, _) = store.pages(a_search(&everywhere, "silence"));
    assert_eq!(pages, [1]);
}

#[tokio::test]
async fn a_page_ends_where_too_much_was_looked_at_and_says_where_to_go_on() {
    let store = Closed::with(60_000, &["needle \u{1F4A1}"]).await;
    let everywhere = [store.scene.lobby, store.busy];
    for (text, hits) in [
        ("\u{1F4A1}", 1),
        ("noise has:link", 0),
        ("noise \u{1F4A1}", 0),
        ("before:1970-01-01", 0),
    ] {
        let (pages, work) = store.pages(a_search(&everywhere, text));
        assert_eq!(pages.iter().sum::<usize>(), hits, "{text}");
        assert!((2..5).contains(&pages.len()), "{text}: {pages:?}");
        assert!(work <= PAGE_WORK + LOOK_WORK, "{text}: {work}");
    }
}

#[tokio::test]
async fn a_beginning_of_very_many_words_is_looked_for_in_the_newest_texts() {
    let store = Closed::with(30_000, &["come here"]).await;
    let reader = store.reader();
    let beginning = |text: &str| {
        let query = SearchQuery::parse(text).unwrap();
        Plan::of(&reader, query.terms()).unwrap()
    };
    assert_eq!(beginning("co*").expression, None);
    assert_eq!(beginning("CO*").tests.len(), 1);
    assert!(beginning("come*").expression.is_some());
    assert!(beginning("xyz*").expression.is_some());
    let everywhere = [store.scene.lobby, store.busy];
    let mut search = a_search(&everywhere, "co*");
    search.size = PageSize::new(20).unwrap();
    let found = find(&reader, &search).unwrap().unwrap();
    assert_eq!(found.hits.len(), 20);
    let marked = found.hits[0]
        .snippet
        .parts()
        .iter()
        .filter(|part| part.is_match);
    assert_eq!(marked.count(), 4);
}

/// Steps of SQLite's virtual machine for one page, the same on every machine.
fn steps(store: &Closed, search: &Search) -> u64 {
    let reader = store.reader();
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let every_step = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    reader.progress_handler(1, Some(every_step)).unwrap();
    find(&reader, search).unwrap();
    count.load(Ordering::Relaxed)
}

#[tokio::test]
async fn g19_a_search_costs_the_same_in_a_long_history() {
    let (short, long) = (
        Closed::with(1_500, &["needle"]).await,
        Closed::with(30_000, &["needle"]).await,
    );
    for text in [
        "noise",
        "needle",
        "needle noise",
        "\"comaa comab\" noise",
        "needl*",
    ] {
        let of = |store: &Closed| {
            let everywhere = [store.scene.lobby, store.busy];
            steps(store, &a_search(&everywhere, text))
        };
        let (short, long) = (of(&short), of(&long));
        assert!(
            short > 10 && long * 5 <= short * 6,
            "{text}: {short} steps became {long}"
        );
    }
}

/// A broken index is no broken store: it is told, given up, and built anew.
async fn is_built_anew(damage: &str) {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    let store = SqliteStore::open(config.clone(), RecordingSink::new()).await;
    let store = Arc::new(store.unwrap());
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    scene.say(scene.lobby, &scene.ann, "a needle").await;
    let file = Connection::open(config.file()).unwrap();
    file.execute_batch(damage).unwrap();
    drop(file);
    let search = || a_search(&[scene.lobby], "needle");
    let refused = store.search(search()).await;
    assert!(
        matches!(refused, Err(SearchError::IndexUnavailable)),
        "{refused:?}"
    );
    let health = &*scene.stores.health;
    let well_again = async {
        while health.state() != StoreState::WELL {
            health.changed(health.state()).await;
        }
        // Another connection may see the state of before for a moment.
        while !matches!(store.search(search()).await, Ok(found) if found.hits.len() == 1) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, well_again).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn g9_an_index_without_its_pages_is_found_by_a_search_and_built_anew() {
    is_built_anew("drop table message_search_data").await;
}

#[tokio::test]
async fn g9_an_index_that_contradicts_itself_is_found_by_a_search_and_built_anew() {
    is_built_anew("delete from message_search_data where id > 10").await;
}

#[tokio::test]
async fn nothing_is_searched_while_the_index_is_being_built() {
    let store = Closed::with(10, &["needle"]).await;
    let file = Connection::open(store.config.file()).unwrap();
    let search = a_search(&[store.scene.lobby], "needle");
    assert!(find(&file, &search).unwrap().is_some());
    file.execute("update store set indexed_to = 5", []).unwrap();
    assert!(find(&file, &search).unwrap().is_none());
}
