//! Limits of live connections: how many, how fast, how far behind.

use crate::{list, number, text};
use campfire_e2e::{Heard, Live, PATIENCE, Settings, Team, fresh_id};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Most sockets of one session.
const PER_SESSION: usize = 20;
/// Most sockets of one person.
const PER_USER: usize = 64;
/// Commands at once before a client is slowed down.
const BURST: usize = 60;
/// A client that does not slow down is shown out after this long.
const IGNORED: Duration = Duration::from_secs(10);
/// A client that reads nothing is closed within this time (G6).
const SLOW: Duration = Duration::from_secs(30);

/// What the newest connection gets to hear: `None` when it was welcomed.
async fn newest(client: &campfire_e2e::Client) -> (Live, Option<u16>) {
    let mut live = Live::open(client).await.expect("it opens");
    // When it is closed at once the greeting does not arrive any more.
    let _ = live
        .try_send(&json!({"type": "hello", "protocol": 1}))
        .await;
    loop {
        match live.next(PATIENCE).await {
            Heard::Frame(frame) if frame["type"] == "welcome" => return (live, None),
            Heard::Frame(_) => {}
            Heard::Closed(code) => return (live, Some(code)),
            Heard::Silence => panic!("neither welcomed nor closed"),
        }
    }
}

#[tokio::test]
async fn a_session_has_twenty_sockets_and_the_newest_loses() {
    let team = Team::new().await;
    let mut open = Vec::new();
    for n in 0..PER_SESSION {
        let (live, refused) = newest(&team.ann.client).await;
        assert_eq!(refused, None, "socket {n}");
        open.push(live);
    }
    let (_, refused) = newest(&team.ann.client).await;
    assert_eq!(refused, Some(4029));
    team.ann.post(&team.hall, "all of you").await;
    for live in &mut open {
        live.posted("all of you").await;
    }
    open.pop().expect("there are some").bye().await;
    let (_, refused) = newest(&team.ann.client).await;
    assert_eq!(refused, None, "there is room again");
}

#[tokio::test]
async fn a_person_has_sixty_four_sockets() {
    let team = Team::new().await;
    let mut open = Vec::new();
    let mut client = team.ann.client.clone();
    for n in 0..PER_USER {
        if n > 0 && n % PER_SESSION == 0 {
            client = team.ann.sign_in_again().await;
        }
        let (live, refused) = newest(&client).await;
        assert_eq!(refused, None, "socket {n}");
        open.push(live);
    }
    let (_, refused) = newest(&client).await;
    assert_eq!(refused, Some(4029));
    let bo = team.join("Bo").await;
    let (_, refused) = newest(&bo.client).await;
    assert_eq!(refused, None, "others are not concerned");
}

#[tokio::test]
async fn a_burst_of_commands_is_slowed_down_visibly() {
    let team = Team::with(Settings::new().limited()).await;
    let mut live = team.ann.live().await;
    let keys: Vec<String> = (0..BURST + 60).map(|_| fresh_id()).collect();
    for key in &keys {
        live.send(&json!({"type": "post_message", "room_id": team.hall,
            "client_message_id": key, "body": "quick"}))
            .await;
    }
    let (mut stored, mut refused) = (0, 0);
    for key in &keys {
        let answer = live
            .take("an answer", |frame| {
                frame["client_message_id"] == key.as_str() && frame["type"] != "event"
            })
            .await;
        if answer["type"] == "ack" {
            stored += 1;
        } else {
            assert_eq!(answer["code"], "rate.limited", "{answer}");
            assert_eq!(answer["retryable"], true);
            assert!(number(&answer["retry_after_ms"]) > 0, "{answer}");
            refused += 1;
        }
    }
    assert!(stored >= BURST, "the burst is allowed: {stored}");
    assert!(refused > 0, "more than the burst is not: {stored}");
    let page = team
        .ann
        .client
        .get(&format!("/rooms/{}", team.hall))
        .await
        .expect(200);
    assert_eq!(
        page["last_seq"], stored,
        "nothing refused is stored, nothing stored is lost"
    );
}

#[tokio::test]
async fn who_ignores_that_is_shown_out() {
    let team = Team::with(Settings::new().limited()).await;
    let mut live = team.ann.live().await;
    let began = Instant::now();
    loop {
        let sent = live
            .try_send(&json!({"type": "viewing", "room_id": null}))
            .await;
        // Reading a little between two commands keeps this below a thousand a second.
        match live.next(Duration::from_millis(5)).await {
            Heard::Closed(code) => {
                assert_eq!(code, 1013, "{sent:?}");
                break;
            }
            Heard::Frame(_) | Heard::Silence => {}
        }
        assert!(began.elapsed() < IGNORED + PATIENCE, "still open");
    }
    assert!(
        began.elapsed() >= IGNORED,
        "shown out after {:?}",
        began.elapsed()
    );
}

#[tokio::test]
async fn who_does_not_read_is_closed_and_misses_nothing_after_resuming() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut slow = Live::open_with(&bo.client, Some(4096))
        .await
        .expect("it opens");
    let welcome = slow.hello(None).await;
    let cursor = text(&welcome["cursor"]);
    let mut fast = team.ann.live().await;

    // About 30 KB of frame each: far more than the queue and the kernel hold.
    let body = "long ".repeat(1_900);
    let posts = 600_u64;
    for _ in 0..posts {
        team.ann.post(&team.hall, &body).await;
        let heard = fast.event("message_posted").await;
        assert_eq!(
            heard["data"]["message"]["creator"]["id"],
            team.ann.id.as_str()
        );
    }
    // Only now does the slow one read: what was on its way, then the end.
    let began = Instant::now();
    let code = slow.closed(SLOW).await;
    assert!(
        code == 4008 || code == 1006,
        "too slow, or cut because it did not take the close frame: {code}"
    );
    assert!(began.elapsed() < SLOW);
    let heard = slow
        .unasked()
        .filter(|frame| frame["type"] == "event")
        .count();
    assert!(
        u64::try_from(heard).expect("a small number") < posts,
        "it was not closed: it heard everything"
    );

    let mut back = Live::resume(&bo.client, &cursor).await;
    let events = back
        .events_until("caught_up", |frame| frame["type"] == "caught_up")
        .await;
    let seqs: Vec<u64> = events
        .iter()
        .filter(|frame| frame["kind"] == "message_posted")
        .map(|frame| number(&frame["data"]["message"]["seq"]))
        .collect();
    assert_eq!(seqs, (1..=posts).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_flood_does_not_disturb_others() {
    let team = Team::with(Settings::new().limited()).await;
    let bo = team.join("Bo").await;
    let mut flooding = bo.live().await;
    let mut watching = team.ann.live().await;
    for _ in 0..200 {
        let _ = flooding
            .try_send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
            .await;
    }
    team.ann.post(&team.hall, "calm").await;
    watching.posted("calm").await;
    let presence = watching.unasked().find(|frame| frame["type"] == "presence");
    assert!(presence.is_none_or(|frame| list(&frame["online"]).len() <= 2));
    let told = |frame: &&Value| frame["type"] == "typing";
    assert_eq!(
        watching.unasked().filter(told).count(),
        0,
        "nobody is viewing"
    );
}
