//! What becomes of words: HTML, mentions, answers, sounds.

use crate::{list, text};
use campfire_e2e::{Answer, Live, Person, Team, fresh_id};
use serde_json::{Value, json};

async fn post_html(person: &Person, room: &str, body: &str) -> Answer {
    let message = json!({"client_message_id": fresh_id(), "body": body, "format": "html"});
    let path = format!("/rooms/{room}/messages");
    person.client.post(&path, &message).await
}

async fn mention_count(person: &Person, room: &str) -> Value {
    let room = person
        .client
        .get(&format!("/rooms/{room}"))
        .await
        .expect(200);
    room["mention_count"].clone()
}

#[tokio::test]
async fn html_is_taken_and_only_what_a_message_may_have_is_kept() {
    let team = Team::new().await;
    let body = "<h1 onclick=x()>Plan</h1><p style='color:red'>a <b>b</b><img src=x onerror=y()></p><script>z()</script>";
    let posted = post_html(&team.ann, &team.hall, body).await.expect(201);
    assert_eq!(
        posted["html"],
        "<h1 dir=\"auto\">Plan</h1>\n<p dir=\"auto\">a <strong>b</strong></p>\n"
    );
    assert_eq!(posted["plain_text"], "Plan\na b");
    assert_eq!(
        (&posted["format"], &posted["source"]),
        (&json!("html"), &json!(body))
    );
    let path = format!("/rooms/{}/messages/{}", team.hall, text(&posted["id"]));
    let change = json!({"body": "<p>c", "format": "html"});
    let edited = team.ann.client.patch(&path, &change).await.expect(200);
    assert_eq!(edited["plain_text"], "c");
}

#[tokio::test]
async fn html_that_shows_nothing_is_refused_with_its_field() {
    let team = Team::new().await;
    for body in ["<p></p>", "<script>x()</script>", "<!-- words -->"] {
        let refused = post_html(&team.ann, &team.hall, body).await;
        refused.refused(422, "request.invalid");
        refused.names_field("/body", "empty");
    }
}

#[tokio::test]
async fn a_mention_reaches_its_person_and_counts() {
    let team = Team::new().await;
    let bob = team.join("Bob").await;
    let carl = team.join("Carl").await;
    let room = team.ann.closed_room("Plans", &[&bob]).await;
    let mut live = Live::open(&bob.client).await.expect("a socket");
    live.hello(None).await;
    let posted = team.ann.post(&room, "@bob, @carl is not here").await;
    assert_eq!(posted["mentions"], json!([bob.id]));
    let html = text(&posted["html"]);
    assert!(
        html.contains(&format!(
            "<span class=\"mention\" data-user-id=\"{}\">@Bob</span>",
            bob.id
        )),
        "{html}"
    );
    assert_eq!(posted["plain_text"], "@Bob, @carl is not here");
    let told = live.event("message_posted").await;
    assert_eq!(told["data"]["message"]["mentions"], json!([bob.id]));
    assert_eq!(mention_count(&bob, &room).await, 1);
    assert_eq!(mention_count(&team.ann, &room).await, 0);
    let hall = carl.post(&team.hall, "@bob @ann").await;
    assert_eq!(list(&hall["mentions"]).len(), 2);
    // An edit that names nobody takes it back.
    let path = format!("/rooms/{room}/messages/{}", text(&posted["id"]));
    let edited = team
        .ann
        .client
        .patch(&path, &json!({"body": "nobody"}))
        .await
        .expect(200);
    assert_eq!(edited["mentions"], json!([]));
    assert_eq!(mention_count(&bob, &room).await, 0);
}

#[tokio::test]
async fn who_is_answered_learns_of_it() {
    let team = Team::new().await;
    let bob = team.join("Bob").await;
    let asked = bob.post(&team.hall, "when?").await;
    let link = format!("/rooms/{}/@{}", team.hall, text(&asked["id"]));
    let body = format!("> when?\n>\n> — [Bob]({link})\n\nnow");
    let answer = team.ann.post(&team.hall, &body).await;
    assert_eq!(answer["mentions"], json!([bob.id]));
    assert!(
        text(&answer["html"]).contains(&format!("href=\"{link}\"")),
        "{answer}"
    );
    assert_eq!(mention_count(&bob, &team.hall).await, 1);
    let from_html = format!(
        "<blockquote>when?<p><a href=\"https://elsewhere.example{link}\">Bob</a></p></blockquote>now"
    );
    let again = post_html(&team.ann, &team.hall, &from_html)
        .await
        .expect(201);
    assert_eq!(again["mentions"], json!([bob.id]));
    // Over the socket the order of two posts is kept, though the first looks the message up.
    let mut live = Live::open(&team.ann.client).await.expect("a socket");
    live.hello(None).await;
    for body in [body.as_str(), "second"] {
        let post = json!({"type": "post_message", "room_id": team.hall, "client_message_id": fresh_id(), "body": body});
        live.send(&post).await;
    }
    let mut said = Vec::new();
    for _ in 0..2 {
        let told = live.event("message_posted").await;
        said.push(text(&told["data"]["message"]["plain_text"]));
    }
    assert!(said[0].ends_with("now") && said[1] == "second", "{said:?}");
}

#[tokio::test]
async fn play_is_a_sound_and_a_line_of_emoji_is_marked() {
    let team = Team::new().await;
    let played = team.ann.post(&team.hall, "/play tada").await;
    assert_eq!(
        (&played["sound"], &played["plain_text"]),
        (&json!("tada"), &json!("/play tada"))
    );
    let ordinary = team.ann.post(&team.hall, "/play nothing").await;
    assert_eq!(ordinary["sound"], Value::Null);
    let emoji = team.ann.post(&team.hall, "👩‍💻 1️⃣").await;
    assert!(
        text(&emoji["html"]).starts_with("<p class=\"emoji\""),
        "{emoji}"
    );
}
