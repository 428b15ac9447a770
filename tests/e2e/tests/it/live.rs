//! The live connection: greeting, events, commands, heartbeats and how it ends.

use crate::{ONE_SECOND, each, list, number, text};
use campfire_e2e::{Heard, Live, PATIENCE, Team, fresh_id};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

#[tokio::test]
async fn a_hello_without_cursor_is_welcomed() {
    let team = Team::new().await;
    let mut live = Live::open(&team.ann.client).await.expect("it opens");
    let welcome = live.hello(None).await;
    assert!(!text(&welcome["connection_id"]).is_empty());
    assert!(!text(&welcome["cursor"]).is_empty());
    assert_eq!(welcome["heartbeat_ms"], 30_000);
    assert_eq!(welcome["resumed"], false);
    assert!(welcome["flags_version"].is_u64(), "{welcome}");
    assert!(welcome["build"].is_string(), "{welcome}");
    let presence = live.frame("presence").await;
    assert!(
        list(&presence["online"]).contains(&json!(team.ann.id)),
        "one sees oneself: {presence}"
    );
}

#[tokio::test]
async fn one_connection_carries_all_rooms() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (closed, direct) = (
        team.closed_room("Plans", &[&bo]).await,
        team.ann.direct_room(&[&bo]).await,
    );
    let mut live = bo.live().await;
    for (n, room) in [&team.hall, &closed, &direct].into_iter().enumerate() {
        team.ann.post(room, &format!("m{n}")).await;
        assert_eq!(
            live.posted(&format!("m{n}")).await["room_id"],
            room.as_str()
        );
    }
}

#[tokio::test]
async fn events_of_a_room_come_in_the_order_of_rev_without_a_hole() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let from = number(&bo.room(&team.hall).await["rev"]);
    let posts = (0..40).map(|n| {
        let (ann, hall) = (team.ann.clone(), team.hall.clone());
        tokio::spawn(async move { ann.post(&hall, &format!("m{n}")).await })
    });
    for post in posts.collect::<Vec<_>>() {
        post.await.expect("it is posted");
    }
    for step in 1..=40 {
        let event = live.event("message_posted").await;
        assert_eq!(event["rev"], from + step);
        assert_eq!(event["data"]["message"]["seq"], step);
    }
}

#[tokio::test]
async fn a_command_posts_and_is_acknowledged() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut anns, mut bos) = (team.ann.live().await, bo.live().await);
    let key = fresh_id();
    let ack = anns.post(&team.hall, &key, "by the socket").await;
    assert_eq!(ack["type"], "ack");
    assert_eq!(ack["state"], "stored");
    assert_eq!(ack["duplicate"], false);
    assert_eq!(ack["seq"], 1);
    assert_eq!(ack["room_id"], team.hall.as_str());
    let own = anns.posted("by the socket").await;
    assert_eq!(own["data"]["message"]["id"], ack["message_id"]);
    assert_eq!(own["data"]["message"]["client_message_id"], key.as_str());
    let others = bos.posted("by the socket").await;
    assert_eq!(others["data"], own["data"]);
    let again = anns.post(&team.hall, &key, "by the socket").await;
    assert_eq!(again["duplicate"], true);
    assert_eq!(again["message_id"], ack["message_id"]);
    // The two ways in know one another's keys.
    let over_http = team
        .ann
        .post_as(&team.hall, &key, "by the socket")
        .await
        .expect(200);
    assert_eq!(over_http["id"], ack["message_id"]);
}

#[tokio::test]
async fn commands_of_one_connection_commit_in_the_order_they_came() {
    let team = Team::new().await;
    let mut live = team.ann.live().await;
    for n in 0..50 {
        live.send(&json!({"type": "post_message", "room_id": team.hall,
            "client_message_id": fresh_id(), "body": format!("m{n}")}))
            .await;
    }
    let mut order = Vec::new();
    for _ in 0..50 {
        order.push(text(
            &live.event("message_posted").await["data"]["message"]["source"],
        ));
    }
    assert_eq!(order, (0..50).map(|n| format!("m{n}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_command_that_breaks_a_rule_is_refused_and_the_connection_stays() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let mut live = bo.live().await;
    for (command, code) in [
        (
            json!({"type": "post_message", "room_id": room, "client_message_id": fresh_id(), "body": "x"}),
            "room.not_found",
        ),
        (
            json!({"type": "post_message", "room_id": fresh_id(), "client_message_id": fresh_id(), "body": "x"}),
            "room.not_found",
        ),
        (
            json!({"type": "post_message", "room_id": team.hall, "client_message_id": fresh_id(), "body": ""}),
            "request.invalid",
        ),
        (
            json!({"type": "post_message", "room_id": team.hall, "client_message_id": fresh_id(), "body": "x".repeat(10_001)}),
            "request.invalid",
        ),
        (
            json!({"type": "read", "room_id": team.hall, "seq": 99}),
            "read.beyond_last",
        ),
        (
            json!({"type": "read", "room_id": room, "seq": 0}),
            "room.not_found",
        ),
        (
            json!({"type": "typing", "room_id": room, "active": true}),
            "room.not_found",
        ),
        (
            json!({"type": "viewing", "room_id": room}),
            "room.not_found",
        ),
        (json!({"type": "sing", "song": "la"}), "frame.unknown"),
        (
            json!({"type": "read", "room_id": team.hall, "seq": "one"}),
            "frame.invalid",
        ),
        (
            json!({"type": "read", "room_id": team.hall}),
            "frame.invalid",
        ),
        (
            json!({"type": "read", "room_id": "no id", "seq": 1}),
            "frame.invalid",
        ),
        (
            json!({"type": "viewing", "room_id": team.hall, "secretly": true}),
            "frame.invalid",
        ),
        (
            json!({"type": "post_message", "room_id": team.hall, "client_message_id": "no id", "body": "x"}),
            "frame.invalid",
        ),
    ] {
        live.send(&command).await;
        let refused = live.frame("refused").await;
        assert_eq!(refused["code"], code, "{command}: {refused}");
        assert_eq!(refused["command"], command["type"], "{refused}");
        assert_eq!(refused["retryable"], false, "{refused}");
        assert!(!text(&refused["detail"]).is_empty(), "{refused}");
        if code == "request.invalid" {
            assert_eq!(refused["client_message_id"], command["client_message_id"]);
        }
    }
    team.ann.post(&team.hall, "still here").await;
    live.posted("still here").await;
}

#[tokio::test]
async fn reading_by_command_moves_the_marker() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    team.ann.post(&team.hall, "one").await;
    let mut live = bo.live().await;
    live.send(&json!({"type": "read", "room_id": team.hall, "seq": 1}))
        .await;
    let moved = live.event("read_moved").await;
    assert_eq!(moved["data"]["last_read_seq"], 1);
    assert_eq!(moved["data"]["unread_count"], 0);
    assert_eq!(bo.room(&team.hall).await["last_read_seq"], 1);
}

#[tokio::test]
async fn a_heartbeat_is_answered_at_once_with_the_rooms_that_changed() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    live.heartbeat().await;
    let posted = team.ann.post(&team.hall, "tick").await;
    live.posted("tick").await;
    live.send(&json!({"type": "heartbeat", "cursor": live.cursor}))
        .await;
    let beat = live
        .take_within(ONE_SECOND, "heartbeat", |frame| {
            frame["type"] == "heartbeat"
        })
        .await;
    assert!(!text(&beat["cursor"]).is_empty());
    assert_eq!(
        beat["rooms"],
        json!([{"room_id": team.hall, "rev": posted["rev"]}])
    );
    let quiet = live.heartbeat().await;
    assert_eq!(
        quiet["rooms"],
        json!([]),
        "nothing changed since the last one"
    );
}

#[tokio::test]
async fn a_heartbeat_tells_nothing_of_hidden_rooms() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let room = team.closed_room("Plans", &[]).await;
    let mut live = bo.live().await;
    live.heartbeat().await;
    team.ann.post(&room, "secret").await;
    team.ann.post(&team.hall, "public").await;
    live.posted("public").await;
    let beat = live.heartbeat().await;
    let rooms = each(&beat["rooms"], "room_id");
    assert_eq!(rooms, [team.hall.as_str()], "{beat}");
}

async fn close_code_after(team: &Team, said: Message) -> u16 {
    let mut live = Live::open(&team.ann.client).await.expect("it opens");
    live.try_send_message(said).await.expect("it is sent");
    live.closed(PATIENCE).await
}

#[tokio::test]
async fn whoever_does_not_greet_first_is_shown_out() {
    let team = Team::new().await;
    for said in [
        Message::text(json!({"type": "heartbeat", "cursor": "x"}).to_string()),
        Message::text(json!({"type": "viewing", "room_id": null}).to_string()),
        Message::text("{"),
        Message::text("[]"),
        Message::text("\"hello\""),
        Message::binary(vec![1, 2, 3]),
        Message::text(json!({"type": "hello"}).to_string()),
        Message::text(json!({"type": "hello", "protocol": "1"}).to_string()),
        Message::text(json!({"type": "hello", "protocol": 1, "cursor": 7}).to_string()),
    ] {
        let what = said.to_string();
        assert_eq!(close_code_after(&team, said).await, 4010, "{what}");
    }
}

#[tokio::test]
async fn another_protocol_is_told_to_reload() {
    let team = Team::new().await;
    for protocol in [0, 2, 99] {
        let hello = json!({"type": "hello", "protocol": protocol}).to_string();
        let code = close_code_after(&team, Message::text(hello)).await;
        assert_eq!(code, 4011, "protocol {protocol}");
    }
}

#[tokio::test]
async fn after_the_greeting_nonsense_ends_the_connection() {
    let team = Team::new().await;
    for said in [
        Message::text("{\"type\":"),
        Message::binary(b"{}".to_vec()),
        Message::text(json!({"type": "hello", "protocol": 1}).to_string()),
        Message::text(json!({"no": "type"}).to_string()),
    ] {
        let what = said.to_string();
        let mut live = team.ann.live().await;
        live.try_send_message(said).await.expect("it is sent");
        assert_eq!(live.closed(PATIENCE).await, 4010, "{what}");
    }
}

#[tokio::test]
async fn who_says_nothing_for_ten_seconds_is_shown_out() {
    let team = Team::new().await;
    let mut live = Live::open(&team.ann.client).await.expect("it opens");
    assert_eq!(live.closed(PATIENCE).await, 4010);
}

#[tokio::test]
async fn a_frame_over_the_limit_ends_the_connection() {
    let team = Team::new().await;
    let mut live = team.ann.live().await;
    // As large as it may be: refused by the rule for messages, not by the connection.
    let frame = |size: usize| {
        let rest = json!({"type": "post_message", "room_id": team.hall, "client_message_id": fresh_id(), "body": ""});
        let body = "x".repeat(size - rest.to_string().len());
        let mut frame = rest;
        frame["body"] = body.into();
        Message::text(frame.to_string())
    };
    live.try_send_message(frame(128 * 1024))
        .await
        .expect("it is sent");
    assert_eq!(live.frame("refused").await["code"], "request.invalid");
    // The server may hang up before it has taken all of it.
    let _ = live.try_send_message(frame(128 * 1024 + 1)).await;
    assert_eq!(live.closed(PATIENCE).await, 1009);
}

#[tokio::test]
async fn without_a_session_there_is_no_upgrade() {
    let team = Team::new().await;
    let stranger = team.server.client();
    stranger.upgrade().await.refused(401, "session.required");
    stranger
        .with_cookie(Some("campfire=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .upgrade()
        .await
        .refused(401, "session.required");
    stranger
        .with_bearer("not.a.token")
        .upgrade()
        .await
        .refused(401, "session.required");
    assert!(Live::open(&stranger).await.is_err());
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let team = Team::new().await;
    let answer = team.ann.client.get("/live").await;
    assert_eq!(answer.code(), 426, "{}", answer.text());
    answer.assert_is_problem();
}

#[tokio::test]
async fn a_foreign_page_cannot_open_a_socket() {
    let team = Team::new().await;
    let own = team.server.url().to_owned();
    for origin in [
        "https://elsewhere.example",
        "null",
        &format!("{own}.evil.example"),
        "http://127.0.0.1:1",
    ] {
        team.ann
            .client
            .with_header("origin", origin)
            .upgrade()
            .await
            .refused(403, "request.cross_origin");
    }
    let same = team.ann.client.with_header("origin", &own).upgrade().await;
    assert!(same.is_upgrade(), "{}", same.text());
}

#[tokio::test]
async fn nothing_is_said_twice_on_one_connection() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    for n in 0..20 {
        team.ann.post(&team.hall, &format!("m{n}")).await;
    }
    team.ann.post(&team.hall, "last").await;
    let events = live
        .events_until("the last", |frame| {
            frame["data"]["message"]["source"] == "last"
        })
        .await;
    let revs: Vec<u64> = events.iter().map(|event| number(&event["rev"])).collect();
    let mut once = revs.clone();
    once.dedup();
    assert_eq!(revs, once);
    assert_eq!(revs.len(), 21);
    let cursors: std::collections::BTreeSet<String> =
        events.iter().map(|event| text(&event["cursor"])).collect();
    assert_eq!(cursors.len(), 21, "each event has its own place in the log");
}

#[tokio::test]
async fn an_event_has_what_the_protocol_says() {
    let team = Team::new().await;
    let mut live = team.ann.live().await;
    team.ann.post(&team.hall, "look").await;
    let event = live.posted("look").await;
    let members: Vec<&String> = event.as_object().expect("an object").keys().collect();
    let mut expected = ["at", "cursor", "data", "kind", "rev", "room_id", "type"];
    expected.sort_unstable();
    assert_eq!(members, expected);
    assert!(text(&event["at"]).ends_with('Z'));
}

#[tokio::test]
async fn a_client_that_says_bye_is_answered() {
    let team = Team::new().await;
    let live = team.ann.live().await;
    live.bye().await;
    let mut next = team.ann.live().await;
    team.ann.post(&team.hall, "again").await;
    next.posted("again").await;
}

#[tokio::test]
async fn a_socket_that_only_listens_is_kept_by_pings() {
    let team =
        Team::with(campfire_e2e::Settings::new().lease(std::time::Duration::from_secs(2))).await;
    let mut live = team.ann.live().await;
    // Three leases long only the library's Pongs are sent.
    let silence = std::time::Duration::from_secs(6);
    let until = std::time::Instant::now() + silence;
    while let Some(left) = until.checked_duration_since(std::time::Instant::now()) {
        match live.next(left).await {
            Heard::Frame(_) | Heard::Silence => {}
            Heard::Closed(code) => panic!("closed with {code}"),
        }
    }
    team.ann.post(&team.hall, "awake?").await;
    live.posted("awake?").await;
}

#[tokio::test]
async fn events_hold_nothing_personal_to_one_receiver() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let (mut anns, mut bos) = (team.ann.live().await, bo.live().await);
    let room = team.closed_room("Plans", &[&bo]).await;
    let created = anns.event("room_created").await;
    assert_eq!(created, bos.event("room_created").await);
    assert_eq!(created["data"]["room"]["id"], room.as_str());
    let shown = created["data"]["room"]
        .as_object()
        .expect("an object")
        .clone();
    for personal in [
        "last_read_seq",
        "unread_count",
        "mention_count",
        "involvement",
    ] {
        assert!(!shown.contains_key(personal), "{created}");
    }
    let direct = team.ann.direct_room(&[&bo]).await;
    let created = bos.event("room_created").await;
    assert_eq!(created["data"]["room"]["id"], direct.as_str());
    let mut people: Vec<Value> = list(&created["data"]["room"]["member_ids"]).clone();
    people.sort_by_key(Value::to_string);
    let mut expected = vec![json!(team.ann.id), json!(bo.id)];
    expected.sort_by_key(Value::to_string);
    assert_eq!(people, expected);
}
