//! Crashes: what was acknowledged is there, once, and nobody has a gap (G1 to G4).

use crate::{number, seen::Seen, text};
use campfire_e2e::{
    Client, Heard, Live, PATIENCE, Person, Proxy, Team, audit::Audit, fresh_id, sized,
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::watch, task::JoinHandle};

/// Who posts while the server is killed: as many as Shows 3 asks for.
const CLIENTS: usize = 16;
/// How often it is killed.
const KILLS: usize = 3;
/// The same in a full run.
const KILLS_IN_FULL: usize = 20;
/// Acknowledged messages between two kills: enough for some hundred commits.
const ACKS_BETWEEN: u64 = 400;
/// The same in a full run.
const ACKS_BETWEEN_IN_FULL: u64 = 2_000;
/// The whole test ends within this, or it fails.
const LIMIT: Duration = Duration::from_mins(10);

/// What a poster was told.
#[derive(Clone, Debug)]
struct Acked {
    message_id: String,
    room_id: String,
    seq: u64,
    body: String,
}

/// What all of them share.
#[derive(Debug)]
struct Run {
    url: String,
    rooms: Vec<String>,
    acks: watch::Sender<u64>,
    stop: AtomicBool,
    /// Tries that got no answer.
    unanswered: AtomicU64,
    /// Tries that were answered as duplicates: a crash came between commit and answer.
    repeated: AtomicU64,
}

impl Run {
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn note_ack(&self, duplicate: bool) {
        if duplicate {
            self.repeated.fetch_add(1, Ordering::Relaxed);
        }
        self.acks.send_modify(|acks| *acks += 1);
    }

    fn note_unanswered(&self) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
    }
}

/// One word that only this message has, so that its search row can be found.
fn word_of(client: usize, n: u64) -> String {
    format!("w{client}x{n}")
}

/// Posts over HTTP; a post without an answer is tried again with its key until it has one.
async fn post_by_http(run: Arc<Run>, me: Person, nr: usize) -> BTreeMap<String, Acked> {
    let mut acked = BTreeMap::new();
    let mut n = 0;
    while !run.is_over() {
        let room = &run.rooms[nr % run.rooms.len()];
        let (key, body) = (fresh_id(), format!("message {} by {nr}", word_of(nr, n)));
        n += 1;
        let path = format!("/api/v1/rooms/{room}/messages");
        let json = json!({"client_message_id": key, "body": body});
        let answer = loop {
            match me
                .client
                .try_root(hyper::Method::POST, &path, Some(&json))
                .await
            {
                Ok(answer) if answer.status.is_success() => break answer.json(),
                Ok(answer) => panic!("refused: {} {}", answer.status, answer.text()),
                Err(_) => {
                    run.note_unanswered();
                    server_is_back(&run.url).await;
                }
            }
        };
        run.note_ack(answer["duplicate"] == true);
        acked.insert(key, acknowledged(&answer, "id", &body));
    }
    acked
}

/// Posts by command, resuming the connection after each crash.
async fn post_by_socket(run: Arc<Run>, me: Person, nr: usize) -> BTreeMap<String, Acked> {
    let mut acked = BTreeMap::new();
    let mut n = 0;
    let mut live = reopen(&run, &me.client, None).await;
    while !run.is_over() {
        let room = &run.rooms[nr % run.rooms.len()];
        let (key, body) = (fresh_id(), format!("message {} by {nr}", word_of(nr, n)));
        n += 1;
        let ack = loop {
            let frame = json!({"type": "post_message", "room_id": room, "client_message_id": key, "body": body});
            if live.try_send(&frame).await.is_ok()
                && let Some(ack) = acknowledgement(&mut live, &key).await
            {
                break ack;
            }
            run.note_unanswered();
            let cursor = live.cursor.clone();
            live = reopen(&run, &me.client, Some(&cursor)).await;
        };
        run.note_ack(ack["duplicate"] == true);
        acked.insert(key, acknowledged(&ack, "message_id", &body));
    }
    acked
}

async fn acknowledgement(live: &mut Live, key: &str) -> Option<Value> {
    loop {
        match live.next(PATIENCE).await {
            Heard::Frame(frame) if frame["client_message_id"] == key => {
                assert_eq!(frame["type"], "ack", "{frame}");
                return Some(frame);
            }
            Heard::Frame(_) => {}
            Heard::Closed(_) => return None,
            Heard::Silence => panic!("neither ack nor end"),
        }
    }
}

fn acknowledged(answer: &Value, id: &str, body: &str) -> Acked {
    assert_eq!(answer["state"], "stored", "{answer}");
    Acked {
        message_id: text(&answer[id]),
        room_id: text(&answer["room_id"]),
        seq: number(&answer["seq"]),
        body: body.to_owned(),
    }
}

/// Tries until the server answers: the wait between two tries is a refused connection's own time
/// and the reading of an answer.
async fn server_is_back(url: &str) {
    let client = Client::new(url);
    let began = Instant::now();
    while client
        .try_root(hyper::Method::GET, "/up", None)
        .await
        .is_err()
    {
        assert!(began.elapsed() < LIMIT, "the server does not come back");
        tokio::task::yield_now().await;
    }
}

async fn reopen(run: &Run, client: &Client, cursor: Option<&str>) -> Live {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < LIMIT, "no connection");
        if let Ok(mut live) = Live::open(client).await {
            let mut hello = json!({"type": "hello", "protocol": 1});
            if let Some(cursor) = cursor {
                hello["cursor"] = cursor.into();
                cursor.clone_into(&mut live.cursor);
            }
            if live.try_send(&hello).await.is_ok() {
                return live;
            }
        }
        server_is_back(&run.url).await;
    }
}

/// Listens until every room has reached its last `rev`, which is told when posting is over.
async fn listen(
    run: Arc<Run>,
    me: Person,
    mut ends: watch::Receiver<Option<BTreeMap<String, u64>>>,
) -> Seen {
    let mut seen = Seen::default();
    let mut live = reopen(&run, &me.client, None).await;
    let began = Instant::now();
    loop {
        let end = ends.borrow_and_update().clone();
        if end.is_some_and(|end| seen.reaches(&end)) {
            return seen;
        }
        assert!(
            began.elapsed() < LIMIT,
            "still waiting; seen {:?}",
            seen.revs.keys()
        );
        let heard = tokio::select! {
            heard = live.next(PATIENCE) => heard,
            _ = ends.changed() => continue,
        };
        match heard {
            Heard::Frame(frame) => seen.take(&frame),
            Heard::Closed(_) => {
                let cursor = live.cursor.clone();
                live = reopen(&run, &me.client, Some(&cursor)).await;
            }
            Heard::Silence => {}
        }
    }
}

async fn acks_reach(acks: &mut watch::Receiver<u64>, at_least: u64) {
    let reached = acks.wait_for(|acks| *acks >= at_least);
    tokio::time::timeout(LIMIT, reached)
        .await
        .expect("posting goes on")
        .expect("the run is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed_while_sixteen_clients_post() {
    let mut team = Team::new().await;
    let mut people = Vec::new();
    for n in 0..CLIENTS {
        people.push(team.join(&format!("P{n}")).await);
    }
    let mut rooms = vec![team.hall.clone()];
    for n in 0..3 {
        let everyone: Vec<&Person> = people.iter().collect();
        rooms.push(team.closed_room(&format!("Room {n}"), &everyone).await);
    }
    let proxy = Proxy::to(team.server.url()).await;
    for person in &mut people {
        person.client = person.client.at(&proxy.url());
    }
    let (acks, mut acked_count) = watch::channel(0);
    let run = Arc::new(Run {
        url: proxy.url(),
        rooms,
        acks,
        stop: AtomicBool::new(false),
        unanswered: AtomicU64::new(0),
        repeated: AtomicU64::new(0),
    });
    let (end, ends) = watch::channel(None);
    let listeners: Vec<JoinHandle<Seen>> = people
        .iter()
        .map(|me| tokio::spawn(listen(Arc::clone(&run), me.clone(), ends.clone())))
        .collect();
    let posters: Vec<JoinHandle<BTreeMap<String, Acked>>> = people
        .iter()
        .enumerate()
        .map(|(nr, me)| {
            let (run, me) = (Arc::clone(&run), me.clone());
            if nr % 2 == 0 {
                tokio::spawn(post_by_http(run, me, nr))
            } else {
                tokio::spawn(post_by_socket(run, me, nr))
            }
        })
        .collect();

    let between = sized(ACKS_BETWEEN, ACKS_BETWEEN_IN_FULL);
    let kills = sized(KILLS, KILLS_IN_FULL);
    for _ in 0..kills {
        let next = *acked_count.borrow_and_update() + between;
        acks_reach(&mut acked_count, next).await;
        team.server.kill().await;
        proxy.cut();
        team.server.start_again().await;
        proxy.forward_to(team.server.url());
    }
    let next = *acked_count.borrow_and_update() + between;
    acks_reach(&mut acked_count, next).await;
    run.stop.store(true, Ordering::Relaxed);
    let mut acked = BTreeMap::new();
    for poster in posters {
        acked.extend(poster.await.expect("a poster ends well"));
    }

    let mut last_revs = BTreeMap::new();
    for room in &run.rooms {
        last_revs.insert(room.clone(), number(&people[0].room(room).await["rev"]));
    }
    end.send_replace(Some(last_revs));
    let mut all_seen = Vec::new();
    for listener in listeners {
        all_seen.push(listener.await.expect("a listener ends well"));
    }
    team.server.stop(Duration::from_secs(25)).await;
    team.server.assert_no_panic();

    let stored = audit(&team, &acked);
    let (mut in_resume, mut resumed) = (0, 0);
    for seen in &all_seen {
        assert_eq!(seen.resets, Vec::<Value>::new(), "nobody was away for long");
        assert_eq!(seen.twice_otherwise, 0, "duplicates outside of a resume");
        in_resume += seen.twice_in_resume;
        resumed += seen.resumed;
        assert_same_order(seen, &stored);
    }
    println!(
        "{kills} kills, {CLIENTS} clients: {} acknowledged, {} stored, {} tries without an answer, \
         {} answered as duplicates, {resumed} resumes, duplicates on the wire: {in_resume} in a \
         resume, 0 otherwise",
        acked.len(),
        stored.values().map(BTreeMap::len).sum::<usize>(),
        run.unanswered.load(Ordering::Relaxed),
        run.repeated.load(Ordering::Relaxed),
    );
    assert!(
        run.unanswered.load(Ordering::Relaxed) > 0,
        "the kills hit nobody"
    );
    assert!(
        usize::try_from(resumed).expect("a small number") >= kills * CLIENTS,
        "everyone resumed after every kill: {resumed}"
    );
}

/// Compares what was acknowledged with what is stored; gives back the keys by room and `seq`.
fn audit(team: &Team, acked: &BTreeMap<String, Acked>) -> BTreeMap<String, BTreeMap<u64, String>> {
    let audit = Audit::open(&team.server.data_file());
    audit.assert_integrity();
    audit.assert_dense();
    let rows = audit.messages();
    for (key, acked) in acked {
        let row = rows
            .get(key)
            .unwrap_or_else(|| panic!("acknowledged and lost: {acked:?}"));
        assert_eq!(row.message_id, acked.message_id);
        assert_eq!(row.room_id, acked.room_id);
        assert_eq!(row.seq, acked.seq);
        assert_eq!(row.source, acked.body);
        let word = acked.body.split(' ').nth(1).unwrap_or_default();
        assert_eq!(audit.found(word), [row.number], "the search row of {word}");
    }
    let bodies: BTreeSet<&str> = rows.values().map(|row| row.source.as_str()).collect();
    assert_eq!(bodies.len(), rows.len(), "a message is stored twice");
    assert_eq!(
        rows.len(),
        acked.len(),
        "every post was tried until it was acknowledged"
    );
    let mut stored: BTreeMap<String, BTreeMap<u64, String>> = BTreeMap::new();
    for (key, row) in rows {
        stored.entry(row.room_id).or_default().insert(row.seq, key);
    }
    stored
}

/// Every listener ends in the stored order, from the first it heard to the last.
fn assert_same_order(seen: &Seen, stored: &BTreeMap<String, BTreeMap<u64, String>>) {
    for (room, order) in stored {
        let heard = seen.order.get(room).expect("it heard of the room");
        let first = heard.first_key_value().map_or(0, |(seq, _)| *seq);
        let part: BTreeMap<u64, String> = order
            .range(first..)
            .map(|(seq, key)| (*seq, key.clone()))
            .collect();
        assert_eq!(*heard, part, "another order in {room}");
    }
}

#[tokio::test]
async fn a_crash_right_after_the_answer_loses_nothing() {
    let mut team = Team::new().await;
    let mut ann = team.ann.clone();
    for n in 0..5 {
        let key = fresh_id();
        let posted = ann
            .post_as(&team.hall, &key, &format!("m{n}"))
            .await
            .expect(201);
        team.server.kill().await;
        team.server.start_again().await;
        team.follow(&mut [&mut ann]);
        let again = ann
            .post_as(&team.hall, &key, &format!("m{n}"))
            .await
            .expect(200);
        assert_eq!(again["duplicate"], true);
        assert_eq!(again["id"], posted["id"]);
        assert_eq!(again["seq"], n + 1);
    }
}

#[tokio::test]
async fn a_crash_keeps_edits_deletions_markers_and_memberships() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let mut messages = Vec::new();
    for n in 0..3 {
        messages.push(team.ann.post(&room, &format!("m{n}")).await);
    }
    let path = |n: usize| format!("/rooms/{room}/messages/{}", text(&messages[n]["id"]));
    team.ann
        .client
        .patch(&path(0), &json!({"body": "edited"}))
        .await
        .expect(200);
    team.ann.client.delete(&path(1)).await.expect(204);
    bo.client
        .put(&format!("/rooms/{room}/read"), &json!({"seq": 2}))
        .await
        .ok();
    let before = (
        bo.room(&room).await,
        bo.client
            .get(&format!("/rooms/{room}/messages"))
            .await
            .expect(200),
        bo.client.get("/rooms").await.expect(200),
    );
    team.server.kill().await;
    team.server.start_again().await;
    let mut bo = bo;
    team.follow(&mut [&mut bo]);
    let after = (
        bo.room(&room).await,
        bo.client
            .get(&format!("/rooms/{room}/messages"))
            .await
            .expect(200),
        bo.client.get("/rooms").await.expect(200),
    );
    assert_eq!(before, after);
}
