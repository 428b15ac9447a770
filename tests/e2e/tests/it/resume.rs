//! Resume: all that was missed, in order, or one honest reset.

use crate::{number, text};
use campfire_e2e::{Live, Person, Proxy, Server, Settings, Team, audit::Audit};
use serde_json::{Value, json};
use std::time::Duration;

/// Most events that are replayed.
const WINDOW: usize = 1_000;

/// Everything between the welcome and `caught_up` or `reset`.
async fn replay(live: &mut Live) -> Vec<Value> {
    live.events_until("caught_up or reset", |frame| {
        frame["type"] == "caught_up" || frame["type"] == "reset"
    })
    .await
}

async fn post_many(person: &Person, room: &str, count: usize) {
    // 16 at a time: so many share one commit.
    let mut done = 0;
    while done < count {
        let some = (count - done).min(16);
        let posts: Vec<_> = (0..some)
            .map(|n| {
                let (person, room, body) =
                    (person.clone(), room.to_owned(), format!("m{}", done + n));
                tokio::spawn(async move { person.post(&room, &body).await })
            })
            .collect();
        for post in posts {
            post.await.expect("it is posted");
        }
        done += some;
    }
}

#[tokio::test]
async fn what_was_missed_comes_in_order_then_caught_up_then_live() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let live = bo.live().await;
    let cursor = live.cursor.clone();
    live.cut();

    let first = team.ann.post(&team.hall, "one").await;
    let second = team.ann.post(&room, "two").await;
    let path = format!("/rooms/{}/messages/{}", team.hall, text(&first["id"]));
    team.ann
        .client
        .patch(&path, &json!({"body": "one, edited"}))
        .await
        .expect(200);
    let path = format!("/rooms/{room}/messages/{}", text(&second["id"]));
    team.ann.client.delete(&path).await.expect(204);
    team.ann
        .client
        .patch(&format!("/rooms/{room}"), &json!({"name": "New plans"}))
        .await
        .expect(200);

    let mut back = Live::open(&bo.client).await.expect("it opens");
    let welcome = back.hello(Some(&cursor)).await;
    assert_eq!(welcome["cursor"], cursor.as_str(), "the client's own");
    assert_eq!(welcome["resumed"], true);
    let missed = replay(&mut back).await;
    let kinds: Vec<&str> = missed
        .iter()
        .filter_map(|event| event["kind"].as_str())
        .collect();
    assert_eq!(
        kinds,
        [
            "message_posted",
            "message_posted",
            "message_edited",
            "message_deleted",
            "room_updated"
        ]
    );
    assert_eq!(
        missed[0]["data"]["message"]["source"], "one, edited",
        "the state is that of now"
    );
    assert_eq!(
        missed[1]["data"]["message"]["deleted"], true,
        "a deleted message comes as its tombstone"
    );
    assert_eq!(missed[4]["data"]["room"]["name"], "New plans");
    assert_eq!(missed[5]["type"], "caught_up");
    team.ann.post(&team.hall, "live again").await;
    back.posted("live again").await;
}

#[tokio::test]
async fn nothing_missed_is_caught_up_at_once() {
    let team = Team::new().await;
    let live = team.ann.live().await;
    let cursor = live.cursor.clone();
    live.bye().await;
    let mut back = Live::resume(&team.ann.client, &cursor).await;
    let said = replay(&mut back).await;
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0]["type"], "caught_up");
}

#[tokio::test]
async fn an_event_is_a_place_to_resume_from() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    post_many(&team.ann, &team.hall, 5).await;
    let third = live
        .take("the third", |frame| frame["data"]["message"]["seq"] == 3)
        .await;
    live.cut();
    let mut back = Live::resume(&bo.client, &text(&third["cursor"])).await;
    let seqs: Vec<u64> = replay(&mut back)
        .await
        .iter()
        .filter(|frame| frame["kind"] == "message_posted")
        .map(|frame| number(&frame["data"]["message"]["seq"]))
        .collect();
    assert_eq!(seqs, [4, 5]);
}

#[tokio::test]
async fn a_thousand_missed_events_are_replayed_and_one_more_is_a_reset() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let cursor = bo.live().await.cursor.clone();
    post_many(&team.ann, &team.hall, WINDOW).await;
    let mut back = Live::resume(&bo.client, &cursor).await;
    let missed = replay(&mut back).await;
    assert_eq!(missed.len(), WINDOW + 1);
    assert_eq!(missed[WINDOW]["type"], "caught_up");
    let revs: Vec<u64> = missed[..WINDOW]
        .iter()
        .map(|event| number(&event["rev"]))
        .collect();
    assert!(
        revs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "without a hole"
    );

    team.ann.post(&team.hall, "one too many").await;
    let mut late = Live::resume(&bo.client, &cursor).await;
    let said = replay(&mut late).await;
    assert_eq!(said.len(), 1, "never a part of it");
    assert_eq!(said[0]["type"], "reset");
    assert_eq!(said[0]["reason"], "too_many");
    assert_eq!(said[0]["missed"], WINDOW + 1, "how many, for the user");
    team.ann.post(&team.hall, "after the reset").await;
    late.posted("after the reset").await;
    // The reset's cursor is a good one.
    let mut next = Live::resume(&bo.client, &text(&said[0]["cursor"])).await;
    let missed = replay(&mut next).await;
    assert_eq!(missed.len(), 2, "{missed:#?}");
}

#[tokio::test]
async fn what_one_may_not_see_does_not_count() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let cursor = bo.live().await.cursor.clone();
    post_many(&team.ann, &room, WINDOW + 10).await;
    team.ann.post(&team.hall, "for all").await;
    let mut back = Live::resume(&bo.client, &cursor).await;
    let said = replay(&mut back).await;
    assert_eq!(said.len(), 2, "{said:#?}");
    assert_eq!(said[0]["data"]["message"]["source"], "for all");
    assert_eq!(said[1]["type"], "caught_up");
}

#[tokio::test]
async fn a_cursor_that_means_nothing_is_a_reset() {
    let team = Team::new().await;
    for nonsense in ["AAAA", "x", "not a cursor!", "ü"] {
        let mut live = Live::open(&team.ann.client).await.expect("it opens");
        live.hello(Some(nonsense)).await;
        let said = replay(&mut live).await;
        assert_eq!(said[0]["type"], "reset", "{nonsense}: {said:#?}");
        assert_eq!(said[0]["reason"], "unknown", "{nonsense}");
        team.ann.post(&team.hall, nonsense).await;
        live.posted(nonsense).await;
    }
}

#[tokio::test]
async fn a_changed_cursor_is_a_reset() {
    let team = Team::new().await;
    let cursor = team.ann.live().await.cursor.clone();
    let last = if cursor.ends_with('A') { 'B' } else { 'A' };
    // The last character may hold spare bits; the one before it never does.
    let forged = format!(
        "{}{last}{}",
        &cursor[..cursor.len() - 2],
        &cursor[cursor.len() - 1..]
    );
    if forged == cursor {
        return;
    }
    let mut live = Live::resume(&team.ann.client, &forged).await;
    assert_eq!(replay(&mut live).await[0]["type"], "reset");
}

#[tokio::test]
async fn another_epoch_is_a_reset() {
    let mut team = Team::new().await;
    let cursor = team.ann.live().await.cursor.clone();
    team.server.stop(Duration::from_secs(25)).await;
    Audit::open(&team.server.data_file()).execute("update store set epoch = randomblob(8)");
    team.server.start_again().await;
    let ann = team.ann.client.at(team.server.url());
    let mut live = Live::resume(&ann, &cursor).await;
    let said = replay(&mut live).await;
    assert_eq!(said[0]["type"], "reset");
    assert_eq!(said[0]["reason"], "epoch");
}

#[tokio::test]
async fn a_folder_that_was_copied_back_is_a_reset() {
    let home = tempfile::tempdir().expect("a folder");
    let (data, copy) = (home.path().join("data"), home.path().join("copy"));
    let mut team = team_on(&data).await;
    post_many(&team.ann, &team.hall, 5).await;
    team.server.stop(Duration::from_secs(25)).await;
    copy_files(&data, &copy);
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut ann]);
    post_many(&ann, &team.hall, 5).await;
    let cursor = ann.live().await.cursor.clone();
    team.server.stop(Duration::from_secs(25)).await;
    std::fs::remove_dir_all(&data).expect("the folder can be removed");
    copy_files(&copy, &data);

    for other_posts in [0, 5, 6] {
        // Shorter than the cursor's log, as long but different, and longer.
        team.server.start_again().await;
        team.follow(&mut [&mut ann]);
        post_many(&ann, &team.hall, other_posts).await;
        let mut live = Live::resume(&ann.client, &cursor).await;
        let said = replay(&mut live).await;
        assert_eq!(
            said[0]["type"], "reset",
            "{other_posts} other posts: {said:#?}"
        );
        assert_eq!(said[0]["reason"], "unknown", "{other_posts} other posts");
        team.server.stop(Duration::from_secs(25)).await;
    }
}

async fn team_on(folder: &std::path::Path) -> Team {
    let server = Server::start_on(folder, Settings::new()).await;
    Team::on(server).await
}

fn copy_files(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        if entry.file_type().is_ok_and(|kind| kind.is_file()) {
            std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a file is copied");
        }
    }
}

#[tokio::test]
async fn a_room_one_joined_while_away_starts_with_the_grant() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let cursor = bo.live().await.cursor.clone();
    team.ann.post(&room, "before you").await;
    team.ann
        .client
        .post(
            &format!("/rooms/{room}/members"),
            &json!({"user_ids": [bo.id]}),
        )
        .await
        .ok();
    team.ann.post(&room, "with you").await;
    let mut back = Live::resume(&bo.client, &cursor).await;
    let missed = replay(&mut back).await;
    let kinds: Vec<&str> = missed
        .iter()
        .filter_map(|event| event["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["membership_granted", "message_posted"]);
    assert_eq!(missed[1]["data"]["message"]["source"], "with you");
}

#[tokio::test]
async fn a_room_one_lost_while_away_says_so_and_nothing_more() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (lost, deleted) = (
        team.closed_room("Lost", &[&bo]).await,
        team.closed_room("Deleted", &[&bo]).await,
    );
    let cursor = bo.live().await.cursor.clone();
    for room in [&lost, &deleted] {
        team.ann.post(room, "unseen").await;
    }
    team.ann.remove(&lost, &bo).await;
    team.ann
        .client
        .delete(&format!("/rooms/{deleted}"))
        .await
        .expect(204);
    let mut back = Live::resume(&bo.client, &cursor).await;
    let missed = replay(&mut back).await;
    let said: Vec<(&str, &str)> = missed
        .iter()
        .filter(|frame| frame["type"] == "event")
        .map(|event| {
            (
                event["kind"].as_str().unwrap_or_default(),
                event["data"]["room_id"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            ("membership_revoked", lost.as_str()),
            ("room_deleted", deleted.as_str())
        ]
    );
    assert!(!Value::from(missed).to_string().contains("unseen"));
}

#[tokio::test]
async fn a_cut_in_the_middle_of_a_replay_is_taken_up_again() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut cursor = bo.live().await.cursor.clone();
    post_many(&team.ann, &team.hall, 200).await;
    let proxy = Proxy::to(team.server.url()).await;
    let through = bo.client.at(&proxy.url());
    let mut seen = Vec::new();
    for _ in 0..20 {
        let mut live = Live::resume(&through, &cursor).await;
        for _ in 0..15 {
            let frame = live
                .take("the next event", |frame| {
                    frame["type"] == "event" || frame["type"] == "caught_up"
                })
                .await;
            cursor = text(&frame["cursor"]);
            if frame["type"] == "event" {
                seen.push(number(&frame["data"]["message"]["seq"]));
            } else {
                break;
            }
        }
        proxy.cut_once();
    }
    assert_eq!(seen, (1..=200).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_clean_restart_loses_no_cursor() {
    let mut team = Team::new().await;
    let cursor = team.ann.live().await.cursor.clone();
    team.ann.post(&team.hall, "before").await;
    team.server.stop(Duration::from_secs(25)).await;
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut ann]);
    let mut back = Live::resume(&ann.client, &cursor).await;
    let said = replay(&mut back).await;
    assert_eq!(said[0]["data"]["message"]["source"], "before");
    assert_eq!(said[1]["type"], "caught_up");
}
