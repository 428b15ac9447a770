//! Messages: post, repeat, edit, delete, pages and their `ETag`s.

use crate::{each, list, number, text};
use campfire_e2e::{Person, Team, fresh_id};
use serde_json::{Value, json};

fn message_path(message: &Value) -> String {
    format!(
        "/rooms/{}/messages/{}",
        text(&message["room_id"]),
        text(&message["id"])
    )
}

async fn page(person: &Person, room: &str, query: &str) -> Value {
    person
        .client
        .get(&format!("/rooms/{room}/messages{query}"))
        .await
        .expect(200)
}

fn seqs(page: &Value) -> Vec<u64> {
    list(&page["messages"])
        .iter()
        .map(|message| number(&message["seq"]))
        .collect()
}

#[tokio::test]
async fn a_post_comes_back_whole() {
    let team = Team::new().await;
    let key = fresh_id();
    let posted = team
        .ann
        .post_as(&team.hall, &key, "hello **there**\r\nyou")
        .await
        .expect(201);
    assert_eq!(posted["state"], "stored");
    assert_eq!(posted["duplicate"], false);
    assert_eq!(posted["client_message_id"], key.as_str());
    assert_eq!(posted["room_id"], team.hall.as_str());
    assert_eq!(posted["seq"], 1);
    assert_eq!(posted["rev"], 2, "the room's creation took the first");
    assert_eq!(posted["creator"]["id"], team.ann.id.as_str());
    assert_eq!(posted["creator"]["name"], "Ann");
    assert_eq!(posted["creator"]["role"], "administrator");
    assert_eq!(posted["source"], "hello **there**\nyou");
    assert_eq!(posted["format"], "markdown");
    assert!(text(&posted["html"]).contains("<strong>there</strong>"));
    assert_eq!(posted["plain_text"], "hello there\nyou");
    assert_eq!(posted["mentions"], json!([]));
    assert_eq!(posted["boosts"], json!([]));
    assert!(posted["sound"].is_null());
    assert!(posted["edited_at"].is_null());
    assert_eq!(posted["deleted"], false);
    let at = text(&posted["created_at"]);
    assert!(
        at.len() == 24 && at.ends_with('Z'),
        "milliseconds and Z: {at}"
    );
    let read = team
        .ann
        .client
        .get(&message_path(&posted))
        .await
        .expect(200);
    let mut same = posted.clone();
    let members = same.as_object_mut().expect("an object");
    members.remove("state");
    members.remove("duplicate");
    assert_eq!(read, same);
}

#[tokio::test]
async fn the_event_shows_the_same_message_as_the_page() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let posted = team.ann.post(&team.hall, "look").await;
    let event = live.posted("look").await;
    assert_eq!(event["room_id"], team.hall.as_str());
    assert_eq!(event["rev"], posted["rev"]);
    let page = page(&bo, &team.hall, "").await;
    assert_eq!(event["data"]["message"], page["messages"][0]);
}

#[tokio::test]
async fn the_same_key_is_the_same_message() {
    let team = Team::new().await;
    let key = fresh_id();
    let first = team.ann.post_as(&team.hall, &key, "once").await.expect(201);
    let again = team.ann.post_as(&team.hall, &key, "once").await.expect(200);
    assert_eq!(again["duplicate"], true);
    assert_eq!(again["state"], "stored");
    assert_eq!(again["id"], first["id"]);
    assert_eq!(again["seq"], first["seq"]);
    assert_eq!(seqs(&page(&team.ann, &team.hall, "").await), [1]);
}

#[tokio::test]
async fn the_same_key_with_other_content_or_room_is_a_conflict() {
    let team = Team::new().await;
    let room = team.closed_room("Other", &[]).await;
    let key = fresh_id();
    team.ann.post_as(&team.hall, &key, "once").await.expect(201);
    team.ann
        .post_as(&team.hall, &key, "twice")
        .await
        .refused(409, "message.client_id_reused");
    team.ann
        .post_as(&room, &key, "once")
        .await
        .refused(409, "message.client_id_reused");
}

#[tokio::test]
async fn a_key_belongs_to_its_sender() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let key = fresh_id();
    let anns = team
        .ann
        .post_as(&team.hall, &key, "ann's words")
        .await
        .expect(201);
    let bos = bo.post_as(&team.hall, &key, "bo's words").await.expect(201);
    assert_ne!(anns["id"], bos["id"]);
}

#[tokio::test]
async fn membership_is_judged_before_a_repeat() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    let key = fresh_id();
    bo.post_as(&room, &key, "mine").await.expect(201);
    team.ann.remove(&room, &bo).await;
    bo.post_as(&room, &key, "mine")
        .await
        .refused(404, "room.not_found");
}

#[tokio::test]
async fn an_edit_changes_the_text_everywhere() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let posted = team.ann.post(&team.hall, "helo").await;
    let mut live = bo.live().await;
    let edited = team
        .ann
        .client
        .patch(&message_path(&posted), &json!({"body": "hello"}))
        .await
        .expect(200);
    assert_eq!(edited["source"], "hello");
    assert_eq!(edited["seq"], posted["seq"]);
    assert_eq!(number(&edited["rev"]), number(&posted["rev"]) + 1);
    assert!(edited["edited_at"].is_string());
    let event = live.event("message_edited").await;
    assert_eq!(event["data"]["message"]["source"], "hello");
    assert_eq!(event["rev"], edited["rev"]);
    assert_eq!(
        page(&bo, &team.hall, "").await["messages"][0],
        event["data"]["message"]
    );
}

#[tokio::test]
async fn a_deletion_leaves_a_tombstone() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let posted = team.ann.post(&team.hall, "regret").await;
    let mut live = bo.live().await;
    let path = message_path(&posted);
    team.ann.client.delete(&path).await.expect(204);
    team.ann.client.delete(&path).await.expect(204);
    let event = live.event("message_deleted").await;
    let left = event["data"]["message"].clone();
    assert_eq!(left["deleted"], true);
    for empty in ["html", "plain_text", "source"] {
        assert_eq!(left[empty], "", "{left}");
    }
    for member in ["id", "seq", "creator", "created_at", "client_message_id"] {
        assert_eq!(left[member], posted[member], "{member}");
    }
    assert_eq!(left["mentions"], json!([]));
    assert_eq!(left["boosts"], json!([]));
    assert!(left["sound"].is_null());
    assert_eq!(page(&bo, &team.hall, "").await["messages"], json!([left]));
    team.ann
        .client
        .patch(&path, &json!({"body": "undo"}))
        .await
        .refused(409, "message.deleted");
    assert_eq!(
        team.ann.room(&team.hall).await["rev"],
        event["rev"],
        "the second deletion changed nothing"
    );
}

#[tokio::test]
async fn only_its_author_or_an_administrator_changes_a_message() {
    let team = Team::new().await;
    let (bo, cy) = (team.join("Bo").await, team.join("Cy").await);
    let posted = bo.post(&team.hall, "bo's").await;
    let path = message_path(&posted);
    cy.client
        .patch(&path, &json!({"body": "cy's"}))
        .await
        .refused(403, "message.not_yours");
    cy.client
        .delete(&path)
        .await
        .refused(403, "message.not_yours");
    let edited = team
        .ann
        .client
        .patch(&path, &json!({"body": "calmer"}))
        .await
        .expect(200);
    assert_eq!(
        edited["creator"]["id"],
        bo.id.as_str(),
        "an edit changes no author"
    );
    bo.client.delete(&path).await.expect(204);
}

#[tokio::test]
async fn a_message_is_found_only_in_its_own_room() {
    let team = Team::new().await;
    let room = team.closed_room("Other", &[]).await;
    let posted = team.ann.post(&room, "here").await;
    let elsewhere = format!("/rooms/{}/messages/{}", team.hall, text(&posted["id"]));
    team.ann
        .client
        .get(&elsewhere)
        .await
        .refused(404, "message.not_found");
    team.ann
        .client
        .patch(&elsewhere, &json!({"body": "moved"}))
        .await
        .refused(404, "message.not_found");
    team.ann
        .client
        .delete(&elsewhere)
        .await
        .refused(404, "message.not_found");
    team.ann
        .client
        .get(&format!(
            "/rooms/{}/messages?around={}",
            team.hall,
            text(&posted["id"])
        ))
        .await
        .refused(404, "message.not_found");
}

#[tokio::test]
async fn pages_are_cut_by_seq_in_both_directions() {
    let team = Team::new().await;
    let hall = &team.hall;
    let mut ids = Vec::new();
    for n in 1..=120 {
        ids.push(text(&team.ann.post(hall, &format!("m{n}")).await["id"]));
    }
    let newest = page(&team.ann, hall, "").await;
    assert_eq!(
        seqs(&newest),
        (71..=120).collect::<Vec<_>>(),
        "50 unless told, ascending"
    );
    assert_eq!(newest["has_older"], true);
    assert_eq!(newest["has_newer"], false);

    let before = page(&team.ann, hall, "?before=71&limit=100").await;
    assert_eq!(seqs(&before), (1..=70).collect::<Vec<_>>());
    assert_eq!(before["has_older"], false);
    assert_eq!(before["has_newer"], true);

    let start = page(&team.ann, hall, "?after=0&limit=3").await;
    assert_eq!(seqs(&start), [1, 2, 3]);
    assert_eq!(start["has_older"], false);
    let after = page(&team.ann, hall, "?after=118").await;
    assert_eq!(seqs(&after), [119, 120]);
    assert_eq!(after["has_newer"], false);

    for around in ["60".to_owned(), ids[59].clone()] {
        let window = page(&team.ann, hall, &format!("?around={around}&limit=11")).await;
        let seen = seqs(&window);
        assert_eq!(seen.len(), 11);
        assert!(
            seen.contains(&60) && seen[0] > 50 && seen[10] < 70,
            "{seen:?}"
        );
        assert_eq!(window["has_older"], true);
        assert_eq!(window["has_newer"], true);
    }
}

#[tokio::test]
async fn beyond_the_ends_the_nearest_page_is_given() {
    let team = Team::new().await;
    let hall = &team.hall;
    let empty = page(&team.ann, hall, "?after=0").await;
    assert_eq!(
        empty,
        json!({"messages": [], "has_older": false, "has_newer": false})
    );
    for n in 1..=5 {
        team.ann.post(hall, &format!("m{n}")).await;
    }
    for query in ["?before=99", "?around=99", "?after=99", "?after=5"] {
        let found = seqs(&page(&team.ann, hall, &format!("{query}&limit=2")).await);
        assert_eq!(found, [4, 5], "{query}");
    }
    for query in ["?before=1", "?before=0", "?around=0"] {
        let found = seqs(&page(&team.ann, hall, &format!("{query}&limit=2")).await);
        assert_eq!(found, [1, 2], "{query}");
    }
}

#[tokio::test]
async fn a_page_takes_one_direction_and_one_to_a_hundred() {
    let team = Team::new().await;
    let path = format!("/rooms/{}/messages", team.hall);
    for query in [
        "?before=1&after=1",
        "?around=1&after=1",
        "?before=1&around=2&after=3",
    ] {
        team.ann
            .client
            .get(&format!("{path}{query}"))
            .await
            .refused(400, "request.malformed");
    }
    for limit in ["0", "101", "4294967296"] {
        team.ann
            .client
            .get(&format!("{path}?limit={limit}"))
            .await
            .refused(422, "request.invalid");
    }
    for query in ["?limit=many", "?before=-1", "?after=x", "?around=neither"] {
        team.ann
            .client
            .get(&format!("{path}{query}"))
            .await
            .refused(400, "request.malformed");
    }
    assert_eq!(
        list(&page(&team.ann, &team.hall, "?limit=100").await["messages"]).len(),
        0
    );
}

#[tokio::test]
async fn tombstones_count_in_the_limit() {
    let team = Team::new().await;
    for n in 1..=4 {
        let posted = team.ann.post(&team.hall, &format!("m{n}")).await;
        if n % 2 == 0 {
            team.ann
                .client
                .delete(&message_path(&posted))
                .await
                .expect(204);
        }
    }
    let newest = page(&team.ann, &team.hall, "?limit=3").await;
    assert_eq!(seqs(&newest), [2, 3, 4]);
    assert_eq!(each(&newest["messages"], "source"), ["", "m3", ""]);
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let team = Team::new().await;
    let posted = team.ann.post(&team.hall, "one").await;
    let path = format!("/rooms/{}/messages", team.hall);
    let first = team.ann.client.get(&path).await;
    first.expect(200);
    let cached = first.header("cache-control");
    assert!(
        cached.contains("private") && cached.contains("no-cache"),
        "{cached}"
    );
    let etag = first.header("etag").to_owned();
    assert!(!etag.is_empty());
    let asking = team.ann.client.with_header("if-none-match", &etag);
    let again = asking.get(&path).await;
    assert_eq!(again.code(), 304);
    assert!(again.body.is_empty());

    team.ann
        .client
        .patch(&message_path(&posted), &json!({"body": "two"}))
        .await
        .expect(200);
    let changed = asking.get(&path).await;
    assert_eq!(each(&changed.expect(200)["messages"], "source"), ["two"]);
    assert_ne!(changed.header("etag"), etag);
}

#[tokio::test]
async fn permission_comes_before_not_modified() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[&bo]).await;
    team.ann.post(&room, "secret").await;
    let path = format!("/rooms/{room}/messages");
    let etag = bo.client.get(&path).await.header("etag").to_owned();
    let asking = bo.client.with_header("if-none-match", &etag);
    assert_eq!(asking.get(&path).await.code(), 304);
    // Whoever holds a current ETag learns nothing once they are out.
    let anns = team.ann.client.with_header("if-none-match", &etag);
    team.ann.remove(&room, &bo).await;
    let current = team.ann.client.get(&path).await.header("etag").to_owned();
    asking.get(&path).await.refused(404, "room.not_found");
    bo.client
        .with_header("if-none-match", &current)
        .get(&path)
        .await
        .refused(404, "room.not_found");
    bo.client
        .with_header("if-none-match", "*")
        .get(&path)
        .await
        .refused(404, "room.not_found");
    anns.get(&path).await.expect(200);
    bo.client.delete("/session").await.expect(204);
    asking
        .with_cookie(None)
        .get(&path)
        .await
        .refused(401, "session.required");
}

#[tokio::test]
async fn a_page_opens_at_what_is_unread() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    for n in 1..=30 {
        team.ann.post(&team.hall, &format!("m{n}")).await;
    }
    let window = page(&bo, &team.hall, "?around=0&limit=10").await;
    assert_eq!(seqs(&window), (1..=10).collect::<Vec<_>>());
}

#[tokio::test]
async fn markdown_becomes_safe_html() {
    let team = Team::new().await;
    for (source, inert) in [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "onerror=\""),
        ("[x](javascript:alert(1))", "javascript:alert(1)\""),
        ("<b onclick=\"alert(1)\">x</b>", "<b onclick"),
    ] {
        let answer = team.ann.try_post(&team.hall, source).await;
        let posted = answer.ok();
        let html = text(&posted["html"]).to_lowercase();
        assert!(!html.contains(inert), "{source} became {html}");
        assert_eq!(posted["source"], source, "the source stays as written");
    }
    let linked = team
        .ann
        .post(&team.hall, "see https://example.com/a?b=c")
        .await;
    assert!(
        text(&linked["html"]).contains("href=\"https://example.com/a?b=c\""),
        "{linked}"
    );
}
