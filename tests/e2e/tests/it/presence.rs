//! Who is here and who is typing: told fast, never stored, and true.

use crate::{each, list, text};
use campfire_e2e::{Heard, Live, Person, Settings, Team};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Somebody who arrives is shown within this (G7); deltas are collected for 500 ms of it.
const ARRIVES: Duration = Duration::from_secs(1);
/// After the last socket closed somebody counts as here for this long.
const GRACE: Duration = Duration::from_secs(15);
/// Somebody who stopped typing, or whose connection went, is not shown longer than this (G7).
const TYPING: Duration = Duration::from_secs(6);
/// What collecting and a busy machine may add to a documented time.
const SLACK: Duration = Duration::from_secs(1);

/// Waits until somebody is told as come (`joined`) or gone (`left`).
async fn told(live: &mut Live, within: Duration, how: &str, who: &Person) -> Duration {
    let began = Instant::now();
    live.take_within(within, &format!("{} {how}", who.name), |frame| {
        frame["type"] == "presence"
            && frame[how]
                .as_array()
                .is_some_and(|ids| ids.iter().any(|id| id == who.id.as_str()))
    })
    .await;
    began.elapsed()
}

/// Somebody who watches, and knows who was here before.
async fn watching(person: &Person) -> Live {
    let mut live = person.live().await;
    live.frame("presence").await;
    live
}

/// Fails when anything is told within this time.
async fn quiet_for(live: &mut Live, time: Duration) {
    match live.next(time).await {
        Heard::Silence => {}
        other => panic!("told: {other:?}"),
    }
}

fn short_grace() -> Settings {
    Settings::new().presence_grace(Duration::from_secs(1))
}

#[tokio::test]
async fn who_is_here_is_told_after_the_welcome() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let _here = bo.live().await;
    let mut live = team.ann.live().await;
    let snapshot = live.frame("presence").await;
    let online: Vec<String> = list(&snapshot["online"]).iter().map(text).collect();
    assert!(online.contains(&bo.id), "{snapshot}");
}

#[tokio::test]
async fn somebody_who_comes_is_told_at_once() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let _here = bo.live().await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
}

#[tokio::test]
async fn somebody_with_two_tabs_leaves_with_the_second() {
    let team = Team::with(short_grace()).await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let (first, second) = (bo.live().await, bo.live().await);
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    live.forget_unasked();
    first.bye().await;
    // A grace and a flush later nothing is told of it.
    quiet_for(&mut live, Duration::from_secs(3)).await;
    second.bye().await;
    told(&mut live, Duration::from_secs(5), "left", &bo).await;
}

#[tokio::test]
async fn a_reload_is_no_absence() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let here = bo.live().await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    live.forget_unasked();
    here.bye().await;
    let _back = bo.live().await;
    quiet_for(&mut live, Duration::from_secs(3)).await;
}

#[tokio::test]
async fn who_closed_the_last_socket_is_gone_after_the_grace() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let here = bo.live().await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    here.bye().await;
    let took = told(&mut live, GRACE + SLACK, "left", &bo).await;
    assert!(took + SLACK >= GRACE, "gone already after {took:?}");
}

#[tokio::test]
async fn who_signed_out_is_gone_no_later_than_who_left() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let _here = bo.live().await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    bo.client.delete("/session").await.expect(204);
    told(&mut live, GRACE + SLACK, "left", &bo).await;
}

#[tokio::test]
async fn a_silent_connection_is_gone_with_its_lease() {
    let lease = Duration::from_secs(2);
    let team = Team::with(Settings::new().lease(lease).presence_grace(GRACE)).await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    // Open, but it never reads again: no Pong leaves it.
    let frozen = bo.live().await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    // Lease, sweep and a flush; the grace is for closed sockets only.
    told(
        &mut live,
        lease + Duration::from_secs(6) + SLACK,
        "left",
        &bo,
    )
    .await;
    let mut frozen = frozen;
    let code = frozen.closed(Duration::from_secs(5)).await;
    assert!(code == 4009 || code == 1006, "lease lost, or cut: {code}");
}

#[tokio::test]
async fn nobody_is_here_after_a_crash() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let _here = bo.live().await;
    team.server.kill().await;
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut ann]);
    let mut live = ann.live().await;
    let snapshot = live.frame("presence").await;
    assert_eq!(snapshot["online"], json!([ann.id]));
}

async fn view(live: &mut Live, room: Option<&str>) {
    live.send(&json!({"type": "viewing", "room_id": room}))
        .await;
    // The answer to a heartbeat says that the command before it was taken.
    live.heartbeat().await;
}

fn typing_in(room: &str) -> impl Fn(&Value) -> bool {
    let room = room.to_owned();
    move |frame| frame["type"] == "typing" && frame["room_id"] == room.as_str()
}

#[tokio::test]
async fn typing_is_told_to_those_who_view_the_room() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let (mut writer, mut viewer, mut elsewhere) =
        (team.ann.live().await, bo.live().await, cy.live().await);
    view(&mut viewer, Some(&team.hall)).await;
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    let told = viewer
        .take_within(ARRIVES + SLACK, "typing", typing_in(&team.hall))
        .await;
    assert_eq!(told["user_ids"], json!([team.ann.id]), "the whole set");
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": false}))
        .await;
    let told = viewer
        .take_within(ARRIVES + SLACK, "no typing", typing_in(&team.hall))
        .await;
    assert_eq!(told["user_ids"], json!([]));
    team.ann.post(&team.hall, "done").await;
    elsewhere.posted("done").await;
    assert_eq!(
        elsewhere
            .unasked()
            .filter(|frame| frame["type"] == "typing")
            .count(),
        0,
        "who views nothing hears nothing of it"
    );
}

#[tokio::test]
async fn typing_ends_by_itself() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut writer, mut viewer) = (team.ann.live().await, bo.live().await);
    view(&mut viewer, Some(&team.hall)).await;
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    viewer.take("typing", typing_in(&team.hall)).await;
    let told = viewer
        .take_within(TYPING + SLACK, "no typing", typing_in(&team.hall))
        .await;
    assert_eq!(told["user_ids"], json!([]));
}

#[tokio::test]
async fn who_begins_to_view_learns_who_is_typing() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut writer, mut viewer) = (team.ann.live().await, bo.live().await);
    view(&mut writer, Some(&team.hall)).await;
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    writer.heartbeat().await;
    // The next "still typing" comes at most three seconds later; it is told to the newcomer.
    viewer
        .send(&json!({"type": "viewing", "room_id": team.hall}))
        .await;
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    let told = viewer
        .take_within(TYPING, "typing", typing_in(&team.hall))
        .await;
    assert_eq!(told["user_ids"], json!([team.ann.id]));
}

#[tokio::test]
async fn who_stopped_viewing_hears_nothing_more_of_it() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut writer, mut viewer) = (team.ann.live().await, bo.live().await);
    let mut witness = bo.live().await;
    view(&mut viewer, Some(&team.hall)).await;
    view(&mut viewer, None).await;
    view(&mut witness, Some(&team.hall)).await;
    writer
        .send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    witness.take("typing", typing_in(&team.hall)).await;
    viewer.heartbeat().await;
    assert_eq!(
        viewer
            .unasked()
            .filter(|frame| frame["type"] == "typing")
            .count(),
        0
    );
}

#[tokio::test]
async fn a_removed_viewer_hears_no_typing() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let (mut writer, mut viewer, mut witness) = (
        team.ann.live().await,
        bo.live().await,
        team.ann.live().await,
    );
    let cy = team.join("Cy").await;
    team.ann
        .client
        .post(
            &format!("/rooms/{room}/members"),
            &json!({"user_ids": [cy.id]}),
        )
        .await
        .ok();
    view(&mut viewer, Some(&room)).await;
    view(&mut witness, Some(&room)).await;
    team.ann.remove(&room, &bo).await;
    viewer.event("membership_revoked").await;
    let mut cys = cy.live().await;
    cys.send(&json!({"type": "typing", "room_id": room, "active": true}))
        .await;
    witness.take("typing", typing_in(&room)).await;
    viewer.heartbeat().await;
    assert_eq!(
        viewer
            .unasked()
            .filter(|frame| frame["type"] == "typing")
            .count(),
        0
    );
    writer.heartbeat().await;
}

#[tokio::test]
async fn presence_and_typing_leave_nothing_in_the_log() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = watching(&team.ann).await;
    let cursor = live.cursor.clone();
    let mut bos = bo.live().await;
    view(&mut bos, Some(&team.hall)).await;
    bos.send(&json!({"type": "typing", "room_id": team.hall, "active": true}))
        .await;
    told(&mut live, ARRIVES + SLACK, "joined", &bo).await;
    bos.bye().await;
    let mut back = Live::resume(&team.ann.client, &cursor).await;
    let said = back
        .events_until("caught_up", |frame| frame["type"] == "caught_up")
        .await;
    assert_eq!(each(&json!(said), "type"), ["caught_up"]);
}
