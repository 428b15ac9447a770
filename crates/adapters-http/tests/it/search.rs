use crate::support::{Answer, Browser, an_id, team, text};
use serde_json::{Value, json};
use std::{fmt::Write as _, slice::from_ref};

/// A query as it stands in an address.
fn encoded(query: &str) -> String {
    let mut encoded = String::new();
    for byte in query.bytes() {
        // A String takes every write.
        let _ = write!(encoded, "%{byte:02x}");
    }
    encoded
}

async fn search(who: &Browser, query: &str, more: &str) -> Answer {
    who.get(&format!("/search?q={}{more}", encoded(query)))
        .await
}

/// The ids of what is found.
async fn found(who: &Browser, query: &str) -> Vec<String> {
    let page = search(who, query, "").await.expect(200);
    assert_eq!(page["next"], Value::Null);
    let hits = page["hits"].as_array().unwrap().iter();
    hits.map(|hit| text(&hit["id"])).collect()
}

#[tokio::test]
async fn a_hit_has_its_message_its_creator_and_marked_plain_text() {
    let team = team().await;
    let said = team.say(&team.bob, "1 < 2 & ship it").await;
    let page = search(&team.ann, "\"ship it\"", "").await.expect(200);
    let expected = json!({
        "hits": [{
            "id": said["id"],
            "room_id": team.lobby,
            "seq": 1,
            "creator": said["creator"],
            "created_at": said["created_at"],
            "edited_at": null,
            "snippet": [{"text": "1 < 2 & ", "is_match": false}, {"text": "ship it", "is_match": true}],
        }],
        "next": null,
    });
    assert_eq!(page, expected);
}

#[tokio::test]
async fn people_and_rooms_are_named_as_people_name_them() {
    let team = team().await;
    let (of_ann, of_bob) = (
        team.say(&team.ann, "plan").await,
        team.say(&team.bob, "plan").await,
    );
    let (of_ann, of_bob) = (text(&of_ann["id"]), text(&of_bob["id"]));
    for from in ["from:@bob", "from:Bob", "FROM:\"bob\""] {
        assert_eq!(
            found(&team.ann, &format!("{from} plan")).await,
            from_ref(&of_bob),
            "{from}"
        );
    }
    assert_eq!(found(&team.ann, "from:me").await, from_ref(&of_ann));
    assert_eq!(
        found(&team.ann, "from:bob from:@ann plan").await,
        [of_bob.clone(), of_ann.clone()]
    );
    assert_eq!(found(&team.ann, "from:@nobody plan").await, [""; 0]);
    let names = team
        .ann
        .get(&format!("/rooms/{}", team.lobby))
        .await
        .expect(200);
    let name = text(&names["name"]);
    for of_room in [
        format!("in:\"{name}\""),
        format!("in:{}", name.to_lowercase().replace(' ', "-")),
    ] {
        assert_eq!(
            found(&team.ann, &of_room).await,
            [of_bob.clone(), of_ann.clone()],
            "{of_room}"
        );
    }
    assert_eq!(found(&team.ann, "in:nowhere plan").await, [""; 0]);
}

#[tokio::test]
async fn nothing_is_found_in_rooms_one_is_not_in() {
    let team = team().await;
    let room = team.closed_room(&[]).await;
    let body = json!({"client_message_id": an_id(), "body": "secret plan"});
    let path = format!("/rooms/{room}/messages");
    let said = team.ann.post(&path, body).await.expect(201);
    assert_eq!(found(&team.ann, "secret").await, [text(&said["id"])]);
    for query in ["secret", "in:Closed", "from:@ann", "secr*"] {
        assert_eq!(found(&team.bob, query).await, [""; 0], "{query}");
    }
    let only = format!("&room_id={room}");
    search(&team.bob, "x", &only)
        .await
        .refused(404, "room.not_found");
    let here = search(&team.ann, "plan", &only).await.expect(200);
    assert_eq!(here["hits"].as_array().unwrap().len(), 1);
    let lobby = format!("&room_id={}", team.lobby);
    let there = search(&team.ann, "plan", &lobby).await.expect(200);
    assert_eq!(there["hits"], json!([]));
}

#[tokio::test]
async fn pages_go_on_with_next() {
    let team = team().await;
    for n in 0..5 {
        team.say(&team.ann, &format!("word {n}")).await;
    }
    let (mut more, mut seqs) = (String::new(), Vec::new());
    loop {
        let page = search(&team.bob, "word", &format!("&limit=2{more}"))
            .await
            .expect(200);
        let hits = page["hits"].as_array().unwrap().iter();
        seqs.extend(hits.map(|hit| hit["seq"].as_u64().unwrap()));
        let Some(next) = page["next"].as_str() else {
            break;
        };
        more = format!("&next={next}");
    }
    assert_eq!(seqs, [5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn limits_are_422_and_nonsense_is_400() {
    let team = team().await;
    for (query, code) in [
        ("", "empty"),
        ("*", "empty"),
        (&"x".repeat(513), "too_long"),
        (&"x ".repeat(17), "too_many"),
        ("before:yesterday", "not_a_day"),
        ("has:file", "unknown_has"),
    ] {
        let refused = search(&team.ann, query, "").await;
        let problem = refused.refused(422, "request.invalid");
        let field = &problem["fields"][0];
        assert_eq!(
            (&field["pointer"], &field["code"]),
            (&json!("q"), &json!(code)),
            "{query}"
        );
    }
    for limit in ["0", "101"] {
        let refused = search(&team.ann, "x", &format!("&limit={limit}")).await;
        refused.refused(422, "request.invalid");
    }
    for more in ["&next=zzz", "&room_id=x", "&limit=x"] {
        search(&team.ann, "x", more)
            .await
            .refused(400, "request.malformed");
    }
    team.ann
        .get("/search")
        .await
        .refused(400, "request.malformed");
}

#[tokio::test]
async fn who_searches_too_often_is_told_to_wait() {
    let team = team().await;
    let mut refused = None;
    for _ in 0..60 {
        let answer = search(&team.ann, "x", "").await;
        if answer.status.as_u16() == 429 {
            refused = Some(answer);
        }
    }
    let refused = refused.expect("sixty at once are too many");
    let problem = refused.refused(429, "rate.limited");
    assert_eq!(
        problem["detail"],
        "At most 10 searches a second, 30 at once."
    );
    assert_eq!(refused.header("retry-after"), Some("1"));
    search(&team.bob, "x", "").await.expect(200);
}

#[tokio::test]
async fn what_was_looked_for_is_noted_when_it_is_said_so() {
    let team = team().await;
    let listed = async |who: &Browser| {
        let list = who.get("/me/searches").await.expect(200);
        let searches = list["searches"].as_array().unwrap().iter();
        searches
            .map(|search| text(&search["query"]))
            .collect::<Vec<_>>()
    };
    found(&team.ann, "not noted").await;
    for query in ["first", "second", " first "] {
        let noted = team.ann.post("/me/searches", json!({"query": query})).await;
        noted.expect(204);
    }
    assert_eq!(listed(&team.ann).await, ["first", "second"]);
    assert_eq!(listed(&team.bob).await, [""; 0]);
    let refused = team.ann.post("/me/searches", json!({"query": " "})).await;
    let problem = refused.refused(422, "request.invalid");
    assert_eq!(problem["fields"][0]["pointer"], "/query");
    for _ in 0..2 {
        team.ann.delete("/me/searches").await.expect(204);
    }
    assert_eq!(listed(&team.ann).await, [""; 0]);
}
