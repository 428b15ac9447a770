//! What a read costs must not grow with a room's history or the log's length (G19). Counted are the
//! steps of SQLite's virtual machine, which are the same on every machine.

use crate::{
    SqliteConfig, SqliteStore,
    connection::{self, Use},
    events, memberships, mentions, messages,
};
use campfire_domain::ports::StorePorts;
use campfire_domain::{PageCut, PageSize, Position, Seq};
use campfire_testkit::{RecordingSink, Scene, Stores};
use rusqlite::Connection;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Steps of a read in a store with this many messages in ann's room and as many in one of bob's.
async fn steps(messages: u64, read: impl Fn(&Connection, &Scene)) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let config = SqliteConfig::new(folder.path());
    let store = Arc::new(
        SqliteStore::open(config.clone(), RecordingSink::new())
            .await
            .unwrap(),
    );
    let scene = Scene::set_up(Stores::of(StorePorts::of(&store), RecordingSink::new(), ())).await;
    let other = scene.closed_room(&[&scene.bob]).await;
    scene.revoke(other, &scene.ann).await;
    store.close().await;
    let file = Connection::open(config.file()).unwrap();
    // Carl is named in his room, ann in one that she has left.
    for (room_id, named) in [(scene.lobby, scene.carl.id), (other, scene.ann.id)] {
        file.execute_batch(&format!(
            "insert into message (number, message_id, room_id, seq, rev, client_message_id, creator_id, post_digest, \
             created_at, format, source, html, plain_text) \
             with recursive n (n) as (select 1 union all select n + 1 from n where n < {messages}) \
             select (select coalesce(max(number), 0) from message) + n, randomblob(16), x'{room}', n, n, randomblob(16), \
             x'{ann}', zeroblob(32), 0, 'markdown', 'x', 'x', 'x' from n; \
             insert into event (position, kind, room_id, rev, message_id, at, audience) \
             select (select max(position) from event) + seq, 'message_posted', room_id, seq, message_id, 0, 'room' \
             from message where room_id = x'{room}'; \
             insert into mention (room_id, user_id, seq, number) \
             select room_id, x'{named}', seq, number from message where room_id = x'{room}'; \
             update room set last_seq = {messages}, rev = {messages} where room_id = x'{room}';",
            room = room_id.as_uuid().simple(),
            ann = scene.ann.id.as_uuid().simple(),
            named = named.as_uuid().simple(),
        ))
        .unwrap();
    }
    let reader = connection::open(&config, Use::Read).unwrap();
    let count = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&count);
    let every_step = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        false
    };
    reader.progress_handler(1, Some(every_step)).unwrap();
    read(&reader, &scene);
    count.load(Ordering::Relaxed)
}

/// Fails when a read costs more in a store of 20 times the size.
async fn assert_flat(read: impl Fn(&Connection, &Scene)) {
    let (small, large) = (steps(500, &read).await, steps(10_000, &read).await);
    assert!(
        small > 10 && large * 5 <= small * 6,
        "{small} steps became {large}"
    );
}

#[tokio::test]
async fn a_list_of_mentions_costs_the_same_however_many_there_are() {
    assert_flat(|connection, scene| {
        let page = mentions::page(connection, scene.carl.id, None, PageSize::default()).unwrap();
        assert_eq!(page.messages.len(), 50);
        let older = mentions::page(connection, scene.carl.id, page.next, PageSize::default());
        assert_eq!(older.unwrap().messages[0].seq.next(), page.messages[49].seq);
    })
    .await;
}

#[tokio::test]
async fn mentions_in_rooms_one_has_left_are_passed_over_a_thousand_at_a_time() {
    steps(2_500, |connection, scene| {
        let (mut pages, mut before) = (0, None);
        loop {
            let page = mentions::page(connection, scene.ann.id, before, PageSize::default());
            let page = page.unwrap();
            assert_eq!(page.messages, []);
            pages += 1;
            if page.next.is_none() {
                break;
            }
            before = page.next;
        }
        assert_eq!(pages, 3);
    })
    .await;
}

#[tokio::test]
async fn a_page_costs_the_same_in_a_long_room() {
    for cut in [
        PageCut::Newest,
        PageCut::Before(Seq::new(300)),
        PageCut::Around(Seq::new(200)),
    ] {
        assert_flat(move |connection, scene| {
            let page = messages::page(connection, scene.lobby, cut, PageSize::default());
            assert_eq!(page.unwrap().unwrap().items.len(), 50);
        })
        .await;
    }
}

#[tokio::test]
async fn resume_costs_the_same_behind_a_long_log_of_others() {
    // What ann missed comes after everything in bob's room for her old position.
    assert_flat(|connection, scene| {
        let seen = events::visible_positions(connection, scene.ann.id, Position::new(5), 100);
        assert_eq!(seen.unwrap().len(), 100);
        let end = Position::new(i64::MAX.unsigned_abs());
        assert_eq!(
            events::visible_positions(connection, scene.ann.id, end, 100)
                .unwrap()
                .len(),
            0
        );
    })
    .await;
}

#[tokio::test]
async fn unread_counts_cost_the_same_in_a_long_room() {
    assert_flat(|connection, scene| {
        let room = memberships::read_my_room(connection, scene.ann.id, scene.lobby);
        assert!(room.unwrap().unwrap().unread.messages >= 500);
    })
    .await;
}
