use crate::support::{Team, team, team_in, text, world_with};
use campfire_adapters_http::HttpConfig;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{Instant, timeout};

async fn cursor_of(team: &Team) -> String {
    let now = team.bob.get("/events").await.expect(200);
    assert_eq!((&now["events"], &now["reset"]), (&json!([]), &Value::Null));
    text(&now["cursor"])
}

fn kinds(answer: &Value) -> Vec<String> {
    let events = answer["events"].as_array().unwrap();
    events.iter().map(|event| text(&event["kind"])).collect()
}

#[tokio::test]
async fn what_was_missed_is_told_at_once_and_in_order() {
    let team = team().await;
    let cursor = cursor_of(&team).await;
    let id = text(&team.say(&team.ann, "one").await["id"]);
    let path = format!("/rooms/{}/messages/{id}", team.lobby);
    team.ann
        .patch(&path, json!({"body": "two"}))
        .await
        .expect(200);
    let answer = team
        .bob
        .get(&format!("/events?cursor={cursor}&wait=55"))
        .await
        .expect(200);
    assert_eq!(kinds(&answer), ["message_posted", "message_edited"]);
    assert_eq!(answer["events"][1]["data"]["message"]["source"], "two");
    let next = text(&answer["cursor"]);
    let nothing = team
        .bob
        .get(&format!("/events?cursor={next}"))
        .await
        .expect(200);
    assert_eq!(nothing["events"], json!([]));
}

#[tokio::test]
async fn a_wait_ends_with_the_next_event() {
    let team = team().await;
    let cursor = cursor_of(&team).await;
    let waiting = tokio::spawn({
        let (bob, path) = (team.bob.clone(), format!("/events?cursor={cursor}&wait=50"));
        async move { bob.get(&path).await.expect(200) }
    });
    team.say(&team.ann, "hello").await;
    let answer = timeout(Duration::from_secs(10), waiting)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kinds(&answer), ["message_posted"]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_without_events_ends_after_its_time() {
    let team = team().await;
    let cursor = cursor_of(&team).await;
    let began = Instant::now();
    let answer = team
        .bob
        .get(&format!("/events?cursor={cursor}&wait=55"))
        .await
        .expect(200);
    assert_eq!(began.elapsed().as_secs(), 55);
    assert_eq!(
        (&answer["events"], &answer["cursor"]),
        (&json!([]), &json!(cursor))
    );
}

#[tokio::test]
async fn the_end_of_the_session_ends_the_wait() {
    let team = team().await;
    let cursor = cursor_of(&team).await;
    let waiting = tokio::spawn({
        let (bob, path) = (team.bob.clone(), format!("/events?cursor={cursor}&wait=50"));
        async move { bob.get(&path).await }
    });
    team.bob.delete("/session").await.expect(204);
    let answer = timeout(Duration::from_secs(1), waiting)
        .await
        .unwrap()
        .unwrap();
    answer.refused(401, "session.required");
}

#[tokio::test]
async fn events_of_hidden_rooms_are_not_told() {
    let team = team().await;
    let cursor = cursor_of(&team).await;
    let room = team.closed_room(&[]).await;
    let body = json!({"client_message_id": crate::support::an_id(), "body": "secret"});
    team.ann
        .post(&format!("/rooms/{room}/messages"), body)
        .await
        .expect(201);
    let answer = team
        .bob
        .get(&format!("/events?cursor={cursor}"))
        .await
        .expect(200);
    assert_eq!(answer["events"], json!([]));
    assert_ne!(
        answer["cursor"],
        json!(cursor),
        "the cursor moves on all the same"
    );
}

#[tokio::test]
async fn a_cursor_of_nowhere_is_a_reset() {
    let team = team().await;
    let now = cursor_of(&team).await;
    for cursor in ["nonsense", "a%20b", "", &"x".repeat(500)] {
        let answer = team
            .bob
            .get(&format!("/events?cursor={cursor}"))
            .await
            .expect(200);
        assert_eq!(answer["reset"]["reason"], "unknown", "{cursor}");
        assert_eq!(answer["cursor"], json!(now));
    }
}

#[tokio::test]
async fn a_wait_over_its_limit_is_refused() {
    let team = team().await;
    for wait in ["56", "-1"] {
        let problem = team.bob.get(&format!("/events?wait={wait}")).await;
        assert_eq!(
            problem.refused(422, "request.invalid")["fields"][0]["pointer"],
            "wait"
        );
    }
    team.bob
        .get("/events?wait=x")
        .await
        .refused(400, "request.malformed");
}

#[tokio::test]
async fn more_than_two_hundred_events_come_in_several_answers() {
    let config = HttpConfig::default();
    let team = team_in(world_with(config, |ports| ports).await).await;
    let mut cursor = cursor_of(&team).await;
    for n in 0..250 {
        team.say(&team.ann, &format!("{n}")).await;
    }
    let mut seen = Vec::new();
    for expected in [200, 50, 0] {
        let answer = team
            .bob
            .get(&format!("/events?cursor={cursor}"))
            .await
            .expect(200);
        let events = answer["events"].as_array().unwrap();
        assert_eq!(events.len(), expected);
        seen.extend(
            events
                .iter()
                .map(|event| event["data"]["message"]["seq"].clone()),
        );
        cursor = text(&answer["cursor"]);
    }
    assert_eq!(json!(seen), json!((1..=250).collect::<Vec<u64>>()));
}
