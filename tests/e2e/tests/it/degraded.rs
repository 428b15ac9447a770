//! What people see while the store is out, and that they are told (G9).

use crate::{figures, list, machine};
use campfire_e2e::{Client, Live, Server, Settings, Team, audit::Lock, load::holds};
use hyper::Method;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// From the first failure to the frame, and from recovery to the next.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// How long an attempt to write waits for another's lock before it has failed.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);
/// How often the store looks whether it works again.
const PROBED_EVERY: Duration = Duration::from_secs(1);

/// Waits for a frame `health` that names this reason, or that all is well.
async fn told(live: &mut Live, within: Duration, reason: Option<&str>) -> Value {
    live.take_within(within, &format!("health with {reason:?}"), |frame| {
        frame["type"] == "health"
            && match reason {
                Some(reason) => list(&frame["reasons"]).contains(&json!(reason)),
                None => frame["degraded"] == false,
            }
    })
    .await
}

async fn readiness(anybody: &Client) -> (u16, Value) {
    let answer = anybody.root(Method::GET, "/readyz", None).await;
    (answer.code(), answer.json())
}

#[tokio::test]
async fn a_locked_store_is_told_to_every_socket_and_so_is_its_end() {
    let team = Team::new().await;
    let (ann, hall) = (&team.ann, &team.hall);
    let anybody = team.server.client();
    assert_eq!(
        readiness(&anybody).await,
        (200, json!({"ready": true, "reasons": []}))
    );
    let mut live = ann.live().await;
    ann.post(hall, "before").await;
    let page = format!("/rooms/{hall}/messages");
    ann.client.get(&page).await.expect(200);

    let lock = Lock::on(&team.server.data_file());
    let began = Instant::now();
    let trying = ann.try_post(hall, "while it is locked");
    let telling = told(&mut live, LOCK_PATIENCE + TOLD_WITHIN, Some("store.writes"));
    let (frame, answer) = tokio::join!(async { (telling.await, began.elapsed()) }, trying);
    let (frame, told_after) = frame;
    assert_eq!(frame["degraded"], true, "{frame}");
    assert!([202, 503].contains(&answer.code()), "{}", answer.text());

    // Monitors that ask often do not fill the store's queue.
    for _ in 0..20 {
        let (status, body) = readiness(&anybody).await;
        assert_eq!(status, 503, "{body}");
        assert!(
            list(&body["reasons"]).contains(&json!("store.writes")),
            "{body}"
        );
    }
    let metrics = anybody.root(Method::GET, "/metrics", None).await.text();
    assert!(metrics.contains("campfire_health_degraded{reason=\"store.writes\"} 1"));
    let mut late = ann.live().await;
    told(&mut late, TOLD_WITHIN, Some("store.writes")).await;
    ann.client.get(&page).await.expect(200);
    ann.client.get("/rooms").await.expect(200);
    for path in ["/up", "/livez"] {
        anybody.root(Method::GET, path, None).await.expect(200);
    }

    lock.release();
    let released = Instant::now();
    for socket in [&mut live, &mut late] {
        told(socket, LOCK_PATIENCE + PROBED_EVERY + TOLD_WITHIN, None).await;
    }
    let well_after = released.elapsed();
    holds("ready again", TOLD_WITHIN, async || {
        readiness(&anybody).await.0 == 200
    })
    .await;
    if answer.code() == 202 {
        // What waits goes first.
        live.posted("while it is locked").await;
    }
    ann.post(hall, "after").await;
    live.posted("after").await;
    late.posted("after").await;
    figures(&format!(
        "a locked store: told after {told_after:?} (an attempt waits {LOCK_PATIENCE:?}), its end after {well_after:?}, 2 sockets stayed"
    ));
}

#[tokio::test]
async fn the_newest_messages_of_opened_rooms_are_read_while_the_store_cannot_be() {
    let Some(machine) = machine() else { return };
    let settings = machine.settings(Settings::new());
    let team = Team::on(Server::start_on(&machine.data(), settings).await).await;
    let ann = &team.ann;
    let unopened = team.closed_room("Unopened", &[]).await;
    for n in 0..120 {
        ann.post(&team.hall, &format!("message {n}")).await;
    }
    ann.post(&unopened, "nobody reads this").await;
    let page = |room: &str, query: &str| format!("/rooms/{room}/messages{query}");
    ann.client
        .get(&page(&team.hall, "?limit=5"))
        .await
        .expect(200);
    let mut live = ann.live().await;
    // With this one, what the store's readers hold in their own memory is out of date.
    let last = ann.post(&team.hall, "the last before").await;
    live.posted("the last before").await;

    machine.fail("OUT");
    let began = Instant::now();
    let held = ann
        .client
        .get(&page(&team.hall, "?limit=100"))
        .await
        .expect(200);
    let first_after = began.elapsed();
    // One page that cannot be read may be damaged; that nothing can be is seen by the next reads.
    for _ in 0..6 {
        let again = ann.client.get(&page(&team.hall, "?limit=100")).await;
        assert_eq!(again.expect(200)["messages"], held["messages"]);
    }
    assert_eq!(list(&held["messages"]).len(), 100);
    assert_eq!(list(&held["messages"])[99]["id"], last["id"]);
    assert_eq!(held["has_older"], true);
    told(&mut live, TOLD_WITHIN, Some("store.reads")).await;
    let told_after = began.elapsed();
    let (status, body) = readiness(&team.server.client()).await;
    assert_eq!(status, 503);
    assert!(
        list(&body["reasons"]).contains(&json!("store.reads")),
        "{body}"
    );
    let one = format!(
        "/rooms/{}/messages/{}",
        team.hall,
        last["id"].as_str().expect("an id")
    );
    assert_eq!(ann.client.get(&one).await.expect(200)["id"], last["id"]);
    for path in [page(&team.hall, "?after=0&limit=5"), page(&unopened, "")] {
        let refused = ann.client.get(&path).await;
        assert_eq!(refused.code(), 503, "{path}: {}", refused.text());
        assert_ne!(refused.header("retry-after"), "", "{path}");
    }
    // A page that is loaded anew comes up.
    for path in ["/me", "/account"] {
        ann.client.get(path).await.expect(200);
    }
    let rooms = ann.client.get("/rooms").await.expect(200);
    assert_eq!(rooms["partial"], true, "{rooms}");
    assert!(
        crate::each(&rooms["rooms"], "id").contains(&team.hall),
        "{rooms}"
    );
    let mut late = ann.live().await;
    told(&mut late, TOLD_WITHIN, Some("store.reads")).await;

    machine.heal();
    let healed = Instant::now();
    for socket in [&mut live, &mut late] {
        told(socket, PROBED_EVERY * 2 + TOLD_WITHIN, None).await;
    }
    let well_after = healed.elapsed();
    ann.client.get(&page(&unopened, "")).await.expect(200);
    assert_eq!(
        ann.client.get("/rooms").await.expect(200)["partial"],
        Value::Null
    );
    ann.post(&team.hall, "after").await;
    live.posted("after").await;
    figures(&format!(
        "a store that cannot be read: first page from memory after {first_after:?}, told after {told_after:?}, its end after {well_after:?}"
    ));
}
