//! Posts while the store is out: queued, and posted once and in order when it is back (G1, G9, G10).

use crate::{figures, list, text};
use campfire_e2e::{
    Live, PATIENCE, Person, Team,
    audit::{Audit, Lock},
    fresh_id,
    load::holds,
    sized,
};
use serde_json::json;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// From the store's return to the last queued message (G10).
const REPLAYED_WITHIN: Duration = Duration::from_secs(5);

/// How many messages each person posts while the store is out.
fn posts() -> usize {
    sized(60, 400)
}

/// What someone wrote, in order: key and words, with how it was acknowledged.
#[derive(Default)]
struct Written {
    messages: Vec<(String, String)>,
    queued: usize,
}

impl Written {
    fn take(&mut self, key: String, words: String, is_queued: bool) {
        self.messages.push((key, words));
        self.queued += usize::from(is_queued);
    }
}

/// Someone posts over HTTP, one after the other.
async fn over_http(person: &Person, room: &str) -> Written {
    let mut written = Written::default();
    for n in 0..posts() {
        let (key, words) = (fresh_id(), format!("{} {n}", person.name));
        let answer = person.post_as(room, &key, &words).await;
        assert!(
            [201, 202].contains(&answer.code()),
            "{}: {}",
            answer.code(),
            answer.text()
        );
        let posted = answer.json();
        let is_queued = posted["state"] == "queued";
        assert_eq!(posted["seq"].is_null(), is_queued, "{posted}");
        assert_eq!(posted["duplicate"], false, "{posted}");
        written.take(key, words, is_queued);
    }
    written
}

/// Someone posts over a socket, one after the other.
async fn over_socket(person: &Person, live: &mut Live, room: &str) -> Written {
    let mut written = Written::default();
    for n in 0..posts() {
        let (key, words) = (fresh_id(), format!("{} {n}", person.name));
        let ack = live.post(room, &key, &words).await;
        assert_eq!(ack["type"], "ack", "{ack}");
        let is_queued = ack["state"] == "queued";
        assert_eq!(ack.get("seq").is_none(), is_queued, "{ack}");
        written.take(key, words, is_queued);
    }
    written
}

/// Each of the messages is stored once, and each sender's in the order of writing.
fn assert_in_order(stored: &BTreeMap<String, campfire_e2e::audit::Row>, written: &[&Written]) {
    for of_one in written {
        let mut before = 0;
        for (key, words) in &of_one.messages {
            let row = stored.get(key).unwrap_or_else(|| panic!("{words} is lost"));
            assert_eq!(&row.source, words);
            assert!(row.seq > before, "{words} has {} behind {before}", row.seq);
            before = row.seq;
        }
    }
}

#[tokio::test]
async fn posts_to_a_locked_store_are_queued_and_appear_once_and_in_order() {
    let mut team = Team::new().await;
    let (bob, carl) = (team.join("Bob").await, team.join("Carl").await);
    let hall = team.hall.clone();
    let (mut watching, mut of_bob) = (carl.live().await, bob.live().await);
    team.ann.post(&hall, "before").await;

    let lock = Lock::on(&team.server.data_file());
    let (ann, bob, carl) = tokio::join!(
        over_http(&team.ann, &hall),
        over_socket(&bob, &mut of_bob, &hall),
        over_http(&carl, &hall),
    );
    let queued = ann.queued + bob.queued + carl.queued;
    assert_eq!(queued, 3 * posts(), "nothing can be stored behind a lock");
    assert_eq!(
        team.server.metric("campfire_fallback_depth").await,
        queued as u64
    );

    lock.release();
    let released = Instant::now();
    for written in [&ann, &bob, &carl] {
        let (_, last) = written.messages.last().unwrap();
        let left = REPLAYED_WITHIN.saturating_sub(released.elapsed());
        watching
            .take_within(left, &format!("the post of {last:?}"), |frame| {
                frame["kind"] == "message_posted" && frame["data"]["message"]["source"] == **last
            })
            .await;
    }
    figures(&format!(
        "a locked store: {queued} posts queued, the last appeared {:?} after its end",
        released.elapsed()
    ));
    // The same sockets, and posts that wait for nothing once the journal is empty.
    holds("an empty journal", REPLAYED_WITHIN, async || {
        team.server.metric("campfire_fallback_depth").await == 0
    })
    .await;
    let ack = of_bob.post(&hall, &fresh_id(), "after").await;
    assert_eq!(ack["state"], "stored", "{ack}");
    watching.posted("after").await;

    team.server.stop(PATIENCE).await;
    let audit = Audit::open(&team.server.data_file());
    assert_in_order(&audit.messages(), &[&ann, &bob, &carl]);
    audit.assert_dense();
    audit.assert_integrity();
    team.server.assert_no_panic();
}

#[tokio::test]
async fn posts_sent_together_keep_their_order_over_locks_that_come_and_go() {
    /// Posts before and behind the begin of each lock; together fewer than a socket may have under way.
    const HALF: usize = 30;
    let mut team = Team::new().await;
    let bob = team.join("Bob").await;
    let hall = team.hall.clone();
    let mut live = bob.live().await;
    let (mut written, mut stored) = (Written::default(), 0);
    for round in 0..sized(5, 40) {
        let posts: Vec<_> = (0..2 * HALF)
            .map(|n| (fresh_id(), format!("{round} {n}")))
            .collect();
        let (before, behind) = posts.split_at(HALF);
        live.send_posts(&hall, before).await;
        let mut first = Some(live.answer_to(&before[0].0).await);
        // Amid their commits.
        let lock = Lock::on(&team.server.data_file());
        live.send_posts(&hall, behind).await;
        for (key, words) in posts {
            let ack = match first.take() {
                Some(ack) => ack,
                None => live.answer_to(&key).await,
            };
            assert_eq!(ack["type"], "ack", "{ack}");
            let is_queued = ack["state"] == "queued";
            stored += usize::from(!is_queued);
            written.take(key, words, is_queued);
        }
        lock.release();
    }
    holds("an empty journal", REPLAYED_WITHIN, async || {
        team.server.metric("campfire_fallback_depth").await == 0
    })
    .await;
    figures(&format!(
        "posts sent together amid locks: {stored} stored, {} queued",
        written.queued
    ));
    assert!(written.queued >= HALF, "{}", written.queued);
    team.server.stop(PATIENCE).await;
    let audit = Audit::open(&team.server.data_file());
    assert_in_order(&audit.messages(), &[&written]);
    audit.assert_dense();
    team.server.assert_no_panic();
}

#[tokio::test]
async fn what_was_queued_survives_a_kill_during_the_outage() {
    let mut team = Team::new().await;
    let mut bob = team.join("Bob").await;
    let hall = team.hall.clone();
    let mut of_bob = bob.live().await;
    let lock = Lock::on(&team.server.data_file());
    let (ann, of_socket) = tokio::join!(
        over_http(&team.ann, &hall),
        over_socket(&bob, &mut of_bob, &hall),
    );
    assert_eq!(ann.queued + of_socket.queued, 2 * posts());
    team.server.kill().await;
    lock.release();
    team.server.start_again().await;
    let started = Instant::now();
    team.follow(&mut [&mut bob]);
    let mut again = Live::resume(&bob.client, &of_bob.cursor).await;
    for written in [&ann, &of_socket] {
        let (_, last) = written.messages.last().unwrap();
        let left = REPLAYED_WITHIN.saturating_sub(started.elapsed());
        again
            .take_within(left, &format!("the post of {last:?}"), |frame| {
                frame["kind"] == "message_posted" && frame["data"]["message"]["source"] == **last
            })
            .await;
    }
    figures(&format!(
        "a kill during an outage: {} queued posts, the last appeared {:?} after the start",
        2 * posts(),
        started.elapsed()
    ));
    team.server.stop(PATIENCE).await;
    let audit = Audit::open(&team.server.data_file());
    assert_in_order(&audit.messages(), &[&ann, &of_socket]);
    audit.assert_dense();
}

#[tokio::test]
async fn a_queued_post_of_who_is_no_member_any_more_comes_back_to_its_author() {
    let mut team = Team::new().await;
    let mut bob = team.join("Bob").await;
    let room = team.closed_room("Plans", &[&bob]).await;
    let of_bob = bob.live().await;
    let lock = Lock::on(&team.server.data_file());
    let key = fresh_id();
    bob.post_as(&room, &key, "my words").await.expect(202);
    team.server.kill().await;
    lock.release();
    let bytes = |id: &str| id.replace('-', "");
    let removed = Audit::open(&team.server.data_file()).execute(&format!(
        "delete from membership where room_id = x'{}' and user_id = x'{}'",
        bytes(&room),
        bytes(&bob.id)
    ));
    assert_eq!(removed, 1);

    team.server.start_again().await;
    team.follow(&mut [&mut bob]);
    let mut again = Live::resume(&bob.client, &of_bob.cursor).await;
    let told = again.event("post_refused").await;
    assert_eq!(
        told["data"],
        json!({"client_message_id": key, "room_id": room, "code": "room.not_found"})
    );
    let kept = bob.client.get("/me/undelivered").await.expect(200);
    let kept = list(&kept["undelivered"]);
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (text(&kept[0]["client_message_id"]), text(&kept[0]["body"])),
        (key.clone(), "my words".to_owned())
    );
    let path = format!("/me/undelivered/{key}");
    bob.client.delete(&path).await.expect(204);
    let kept = bob.client.get("/me/undelivered").await.expect(200);
    assert_eq!(kept, json!({"undelivered": []}));
}
