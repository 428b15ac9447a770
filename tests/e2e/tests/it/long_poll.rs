//! The same events without a socket.

use crate::{ONE_SECOND, each, list, text};
use campfire_e2e::{Client, Live, Team};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn poll(client: &Client, cursor: &str, wait: u64) -> Value {
    client
        .get(&format!("/events?cursor={cursor}&wait={wait}"))
        .await
        .expect(200)
}

async fn cursor_of_now(client: &Client) -> String {
    let now = client.get("/events").await.expect(200);
    assert_eq!(now["events"], json!([]));
    assert!(now["reset"].is_null());
    text(&now["cursor"])
}

#[tokio::test]
async fn without_cursor_it_says_the_current_one_at_once() {
    let team = Team::new().await;
    let began = Instant::now();
    let now = team.ann.client.get("/events?wait=55").await.expect(200);
    assert!(began.elapsed() < Duration::from_secs(5));
    assert_eq!(now["events"], json!([]));
    team.ann.post(&team.hall, "next").await;
    let news = poll(&team.ann.client, &text(&now["cursor"]), 0).await;
    assert_eq!(list(&news["events"]).len(), 1);
}

#[tokio::test]
async fn it_answers_as_soon_as_something_happens() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let cursor = cursor_of_now(&bo.client).await;
    let waiting = {
        let (client, cursor) = (bo.client.clone(), cursor.clone());
        tokio::spawn(async move { poll(&client, &cursor, 55).await })
    };
    let mut live = bo.live().await;
    let began = Instant::now();
    team.ann.post(&team.hall, "wake up").await;
    let event = live.posted("wake up").await;
    let news = waiting.await.expect("it answers");
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(each(&news["events"], "kind"), ["message_posted"]);
    assert_eq!(
        news["events"][0]["data"], event["data"],
        "the same as on a socket"
    );
    assert_eq!(news["events"][0]["rev"], event["rev"]);
    assert_eq!(news["events"][0]["cursor"], event["cursor"]);
    assert_eq!(news["cursor"], event["cursor"]);
}

#[tokio::test]
async fn it_answers_empty_when_the_wait_is_over() {
    let team = Team::new().await;
    let cursor = cursor_of_now(&team.ann.client).await;
    let began = Instant::now();
    let news = poll(&team.ann.client, &cursor, 1).await;
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(news["events"], json!([]));
    assert!(news["reset"].is_null());
    team.ann.post(&team.hall, "later").await;
    let news = poll(&team.ann.client, &text(&news["cursor"]), 5).await;
    assert_eq!(each(&news["events"], "kind"), ["message_posted"]);
}

#[tokio::test]
async fn it_gives_at_most_two_hundred_events_and_the_rest_next_time() {
    let team = Team::new().await;
    let cursor = cursor_of_now(&team.ann.client).await;
    for n in 0..250 {
        team.ann.post(&team.hall, &format!("m{n}")).await;
    }
    let first = poll(&team.ann.client, &cursor, 0).await;
    assert_eq!(list(&first["events"]).len(), 200);
    let rest = poll(&team.ann.client, &text(&first["cursor"]), 0).await;
    assert_eq!(list(&rest["events"]).len(), 50);
    let sources: Vec<String> = [first, rest]
        .iter()
        .flat_map(|news| list(&news["events"]).clone())
        .map(|event| text(&event["data"]["message"]["source"]))
        .collect();
    assert_eq!(
        sources,
        (0..250).map(|n| format!("m{n}")).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn it_tells_nothing_of_hidden_rooms() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let cursor = cursor_of_now(&bo.client).await;
    team.ann.post(&room, "secret").await;
    let news = poll(&bo.client, &cursor, 0).await;
    assert_eq!(news["events"], json!([]));
}

#[tokio::test]
async fn a_cursor_is_good_for_both_ways() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let cursor = cursor_of_now(&bo.client).await;
    team.ann.post(&team.hall, "one").await;
    let mut live = Live::resume(&bo.client, &cursor).await;
    live.posted("one").await;
    live.frame("caught_up").await;
    team.ann.post(&team.hall, "two").await;
    live.posted("two").await;
    let news = poll(&bo.client, &cursor, 0).await;
    let sources: Vec<String> = list(&news["events"])
        .iter()
        .map(|event| text(&event["data"]["message"]["source"]))
        .collect();
    assert_eq!(sources, ["one", "two"]);
}

#[tokio::test]
async fn a_cursor_that_means_nothing_is_a_reset() {
    let team = Team::new().await;
    let news = poll(&team.ann.client, "AAAA", 55).await;
    assert_eq!(news["reset"]["reason"], "unknown");
    assert_eq!(news["events"], json!([]));
    let good = poll(&team.ann.client, &text(&news["cursor"]), 0).await;
    assert!(good["reset"].is_null());
}

#[tokio::test]
async fn it_waits_at_most_fifty_five_seconds() {
    let team = Team::new().await;
    for query in ["wait=56", "wait=100000", "wait=-1"] {
        team.ann
            .client
            .get(&format!("/events?{query}"))
            .await
            .refused(422, "request.invalid");
    }
    for query in ["wait=long", "wait=", "wait=1.5"] {
        team.ann
            .client
            .get(&format!("/events?{query}"))
            .await
            .refused(400, "request.malformed");
    }
}

#[tokio::test]
async fn the_end_of_the_session_ends_it() {
    let team = Team::new().await;
    let phone = team.ann.sign_in_again().await;
    let cursor = cursor_of_now(&phone).await;
    let waiting = {
        // The cookie of then: signing out takes it from the other handle.
        let client = phone.at(phone.base());
        tokio::spawn(async move {
            let answer = client
                .get(&format!("/events?cursor={cursor}&wait=55"))
                .await;
            (answer, Instant::now())
        })
    };
    // The poll is on its way once the server has counted another request of the same session.
    phone.get("/me").await.expect(200);
    let began = Instant::now();
    phone.delete("/session").await.expect(204);
    let (answer, at) = waiting.await.expect("it answers");
    answer.refused(401, "session.required");
    assert!(at.saturating_duration_since(began) < ONE_SECOND * 2);
}

#[tokio::test]
async fn a_removed_member_hears_of_it_and_no_more() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let cursor = cursor_of_now(&bo.client).await;
    team.ann.remove(&room, &bo).await;
    team.ann.post(&room, "without you").await;
    let news = poll(&bo.client, &cursor, 0).await;
    assert_eq!(each(&news["events"], "kind"), ["membership_revoked"]);
}
