use crate::support::{Team, an_id, team, text};
use serde_json::{Value, json};

/// Where the boosts of a message of ann's go.
async fn boosts_of(team: &Team) -> String {
    let id = text(&team.say(&team.ann, "boost me").await["id"]);
    format!("/rooms/{}/messages/{id}/boosts", team.lobby)
}

#[tokio::test]
async fn a_boost_is_given_once_however_often_it_is_repeated() {
    let team = team().await;
    let path = boosts_of(&team).await;
    let first = team.bob.post(&path, json!({"content": " 🎉 "})).await;
    let boost = first.expect(201);
    let message = path.trim_end_matches("/boosts");
    let location = format!("/api/v1{message}");
    assert_eq!(first.header("location"), Some(location.as_str()));
    assert_eq!(
        (&boost["content"], &boost["creator"]),
        (&json!("🎉"), &json!({"id": team.ids[1], "name": "Bob"}))
    );
    let again = team.bob.post(&path, json!({"content": "🎉"})).await;
    assert_eq!(again.expect(200), boost);
    let other = team.carl.post(&path, json!({"content": "🎉"})).await;
    let other = other.expect(201);
    let read = team.ann.get(message).await.expect(200);
    assert_eq!(read["boosts"], json!([boost, other]));
    assert_eq!(read["rev"], 4);
}

#[tokio::test]
async fn a_page_names_boosts_and_changes_its_etag_with_each() {
    let team = team().await;
    let path = boosts_of(&team).await;
    let page = format!("/rooms/{}/messages", team.lobby);
    let before = team.carl.get(&page).await;
    let etag = before.header("etag").unwrap().to_owned();
    let boost = team.bob.post(&path, json!({"content": "👏"})).await;
    let boost = boost.expect(201);
    let now = team.carl.with("if-none-match", &etag).get(&page).await;
    assert_eq!(now.expect(200)["messages"][0]["boosts"], json!([boost]));
    let etag = now.header("etag").unwrap().to_owned();
    let own = format!("{path}/{}", text(&boost["id"]));
    team.bob.delete(&own).await.expect(204);
    let now = team.carl.with("if-none-match", &etag).get(&page).await;
    assert_eq!(now.expect(200)["messages"][0]["boosts"], json!([]));
}

#[tokio::test]
async fn only_who_gave_a_boost_takes_it_back() {
    let team = team().await;
    let path = boosts_of(&team).await;
    let boost = team.bob.post(&path, json!({"content": "💪"})).await;
    let own = format!("{path}/{}", text(&boost.expect(201)["id"]));
    for other in [&team.ann, &team.carl] {
        other.delete(&own).await.refused(403, "boost.not_yours");
    }
    team.bob.delete(&own).await.expect(204);
    team.bob.delete(&own).await.expect(204);
    let unknown = format!("{path}/{}", an_id());
    team.ann.delete(&unknown).await.expect(204);
    let malformed = team.ann.delete(&format!("{path}/x")).await;
    malformed.refused(404, "boost.not_found");
}

#[tokio::test]
async fn what_cannot_be_a_boost_is_refused_with_its_limit() {
    let team = team().await;
    let path = boosts_of(&team).await;
    let family = "👨‍👩‍👧‍👦";
    for (content, code) in [
        (String::new(), "empty"),
        (" \u{200B} ".to_owned(), "empty"),
        ("x".repeat(17), "too_long"),
        (family.repeat(17), "too_long"),
        (format!("o{}", "\u{301}".repeat(500)), "too_long"),
        ("a\nb".to_owned(), "control_character"),
        ("a\u{202E}b".to_owned(), "control_character"),
    ] {
        let problem = team.bob.post(&path, json!({"content": content})).await;
        let problem = problem.refused(422, "request.invalid");
        let field = &problem["fields"][0];
        assert_eq!(
            (&field["pointer"], &field["code"]),
            (&json!("/content"), &json!(code)),
            "{content:?}"
        );
    }
    let sixteen = team.bob.post(&path, json!({"content": family.repeat(16)}));
    sixteen.await.expect(201);
    let markup = json!({"content": "<b onx=1>"});
    let kept = team.bob.post(&path, markup.clone()).await.expect(201);
    assert_eq!(kept["content"], markup["content"], "text, not markup");
}

#[tokio::test]
async fn boosts_of_what_one_cannot_reach_are_not_found() {
    let team = team().await;
    let room = team.closed_room(&[]).await;
    let hello = json!({"content": "👋"});
    let messages = format!("/rooms/{room}/messages");
    let body = json!({"client_message_id": an_id(), "body": "hidden"});
    let posted = team.ann.post(&messages, body).await.expect(201);
    let path = format!("{messages}/{}/boosts", text(&posted["id"]));
    let hidden = team.bob.post(&path, hello.clone()).await;
    hidden.refused(404, "room.not_found");
    let absent = format!("{messages}/{}/boosts", an_id());
    let absent = team.ann.post(&absent, hello.clone()).await;
    absent.refused(404, "message.not_found");
    let given = team.ann.post(&path, hello.clone()).await.expect(201);
    team.ann
        .delete(path.trim_end_matches("/boosts"))
        .await
        .expect(204);
    let deleted = team.ann.post(&path, hello).await;
    deleted.refused(409, "message.deleted");
    let own = format!("{path}/{}", text(&given["id"]));
    team.ann.delete(&own).await.expect(204);
    let tombstone = team.ann.get(path.trim_end_matches("/boosts")).await;
    let tombstone: Value = tombstone.expect(200);
    assert_eq!(tombstone["boosts"], json!([]));
}
