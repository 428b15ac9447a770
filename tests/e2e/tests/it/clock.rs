//! A clock that jumps while the server runs (G15).

use crate::{list, machine, number, text};
use campfire_e2e::{Heard, Live, Person, Server, Settings, Team, load::Listener};
use serde_json::Value;
use std::time::{Duration, Instant};

/// How far it jumps, in seconds.
const TWO_HOURS: i64 = 2 * 60 * 60;
/// A short lease, so that a wrong one would lapse here.
const LEASE: Duration = Duration::from_secs(2);

#[tokio::test]
async fn two_hours_to_and_fro_change_no_order_and_end_no_session_or_lease() {
    let Some(machine) = machine() else { return };
    let settings = machine.settings(Settings::new().lease(LEASE));
    let mut team = Team::on(Server::start_on(&machine.data(), settings).await).await;
    let bo = team.join("Bo").await;
    let listener = Listener::of(&bo, "the end").await;
    let mut watching = team.ann.live().await;
    let token = bo.token_client().await;
    let mut hours = Vec::new();
    for (n, shift) in [0, TWO_HOURS, 0, -TWO_HOURS, 0].into_iter().enumerate() {
        machine.shift_clock(shift);
        let posted = bo.post(&team.hall, &format!("m{n}")).await;
        assert_eq!(number(&posted["seq"]), n as u64 + 1);
        let at = text(&posted["created_at"]);
        hours.push(at[11..13].parse::<i64>().expect("an hour"));
        // Two leases and several sweeps under this clock: a socket that answers Pings stays.
        nobody_leaves_for(&mut watching, LEASE + LEASE / 2).await;
        // Old and new sessions are good, and so is a cursor.
        bo.client.get("/me").await.expect(200);
        let again = bo.sign_in_again().await;
        again.get("/rooms").await.expect(200);
        let cursor = watching.cursor.clone();
        Live::resume(&again, &cursor).await.frame("caught_up").await;
    }
    assert_eq!((24 + hours[1] - hours[0]) % 24, 2, "it was felt: {hours:?}");
    // A token that began before is as good as it says, by the clock that is right again.
    token.get("/me").await.expect(200);
    bo.post(&team.hall, "the end").await;
    let heard = listener.heard().await;
    let posts = heard
        .iter()
        .filter(|event| event["kind"] == "message_posted");
    let seqs: Vec<u64> = posts
        .map(|event| number(&event["data"]["message"]["seq"]))
        .collect();
    assert_eq!(seqs, (1..=6).collect::<Vec<_>>());
    let page = sources(&bo, &team.hall).await;
    assert_eq!(
        page,
        ["m0", "m1", "m2", "m3", "m4", "the end"],
        "by seq, not by time"
    );
    // A restart under another clock changes nothing of that.
    machine.shift_clock(-TWO_HOURS);
    team.server.stop(Duration::from_secs(25)).await;
    team.server.start_again().await;
    let mut bo = bo;
    team.follow(&mut [&mut bo]);
    assert_eq!(sources(&bo, &team.hall).await, page);
    bo.post(&team.hall, "in the past").await;
    assert_eq!(
        sources(&bo, &team.hall).await.last().map(String::as_str),
        Some("in the past")
    );
    team.server.assert_no_panic();
}

/// Reads for so long and fails when somebody goes or the socket ends.
async fn nobody_leaves_for(live: &mut Live, time: Duration) {
    let until = Instant::now() + time;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match live.next(left).await {
            Heard::Frame(frame) => {
                let gone = frame["left"].as_array().is_some_and(|ids| !ids.is_empty());
                assert!(!gone, "somebody left: {frame}");
            }
            Heard::Closed(code) => panic!("closed: {code}"),
            Heard::Silence => return,
        }
    }
}

async fn sources(person: &Person, room: &str) -> Vec<String> {
    let page = person
        .client
        .get(&format!("/rooms/{room}/messages"))
        .await
        .expect(200);
    let source = |message: &Value| text(&message["source"]);
    list(&page["messages"]).iter().map(source).collect()
}

#[tokio::test]
async fn a_cursor_older_than_a_day_is_expired() {
    let Some(machine) = machine() else { return };
    let settings = machine.settings(Settings::new());
    let team = Team::on(Server::start_on(&machine.data(), settings).await).await;
    let mut live = team.ann.live().await;
    let cursor = live.cursor.clone();
    team.ann.post(&team.hall, "missed").await;
    // An answer may come before clients are told: from then on the cursor is behind.
    live.posted("missed").await;
    for (hours, told) in [(23, "caught_up"), (25, "reset")] {
        machine.shift_clock(hours * 60 * 60);
        let mut live = Live::resume(&team.ann.client, &cursor).await;
        let said = live
            .events_until("caught_up or reset", |frame| {
                frame["type"] == "caught_up" || frame["type"] == "reset"
            })
            .await;
        let last = said.last().expect("an end");
        assert_eq!(last["type"], told, "after {hours} hours: {said:#?}");
        if told == "reset" {
            assert_eq!(last["reason"], "expired");
            assert_eq!(said.len(), 1, "never a part");
        }
    }
}
