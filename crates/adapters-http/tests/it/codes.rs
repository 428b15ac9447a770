//! Every code of the table is produced by an answer.

use crate::support::{Answer, Browser, PASSWORD, Team, an_id, team, team_in, world_with};
use campfire_adapters_http::{HttpConfig, edge::edge, errors::Code};
use campfire_domain::StoreError;
use campfire_testkit::SeqIds;
use poem::{Endpoint, EndpointExt, Request, Response, endpoint::make, http::Method};
use serde_json::{Value, json};
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn every_code_is_produced_by_an_answer() {
    for code in Code::ALL {
        let answer = provoke(*code).await;
        let problem = answer.refused(code.status().as_u16(), code.name());
        assert_eq!(problem["status"], code.status().as_u16());
        assert_eq!(problem["type"], format!("/problems/{}", code.name()));
        let retry = answer.header("retry-after").is_some();
        assert_eq!(retry, code.is_retryable(), "{}", code.name());
        assert_eq!(problem["retry_after_ms"].is_u64(), retry, "{}", code.name());
        // A rule of the kind of room is broken by the path, whatever the fields say.
        let of_the_room = [Code::RoomDirectIsFixed, Code::RoomOpenHasEveryone];
        if code.status().as_u16() == 422 && !of_the_room.contains(code) {
            assert!(
                problem["fields"][0]["pointer"].is_string(),
                "{}",
                code.name()
            );
        }
    }
}

/// What is refused with this code.
#[expect(clippy::too_many_lines, reason = "one arm for each code")]
async fn provoke(code: Code) -> Answer {
    let team = team().await;
    let Team {
        ann,
        bob,
        lobby,
        ids,
        join_code,
        ..
    } = &team;
    let nobody = team.world.browser();
    let person = |email: &str| json!({"name": "Dora", "email": email, "password": PASSWORD});
    let credentials = |password: &str| json!({"email": "ann@example.org", "password": password});
    let messages = format!("/rooms/{lobby}/messages");
    let room = format!("/rooms/{lobby}");
    match code {
        Code::SetupAlreadyDone => nobody.post("/setup", person("dora@example.org")).await,
        Code::SessionWrongCredentials => nobody.post("/session", credentials("wrong wrong")).await,
        Code::SessionRequired => nobody.get("/me").await,
        Code::SessionNotFound => ann.delete(&format!("/sessions/{}", an_id())).await,
        Code::TransferUnknown => nobody.post("/transfers/use", json!({"code": "x"})).await,
        Code::RateLimited => {
            for _ in 0..10 {
                nobody.post("/session", credentials("wrong wrong")).await;
            }
            nobody.post("/session", credentials(PASSWORD)).await
        }
        Code::JoinCodeUnknown => nobody.get("/join/AAAA-BBBB-CCCC").await,
        Code::UserEmailTaken => {
            let path = format!("/join/{join_code}");
            nobody.post(&path, person("ANN@example.org")).await
        }
        Code::UserHandleTaken => bob.patch("/me", json!({"handle": "Ann"})).await,
        Code::UserNotFound => ann.get(&format!("/users/{}", an_id())).await,
        Code::UserIsOneself => ann.post(&format!("/users/{}/ban", ids[0]), json!({})).await,
        Code::UserLastAdministrator => {
            let path = format!("/users/{}", ids[0]);
            ann.patch(&path, json!({"role": "member"})).await
        }
        Code::UserDeactivated => {
            let path = format!("/users/{}", ids[1]);
            ann.delete(&path).await.expect(204);
            ann.patch(&path, json!({"role": "member"})).await
        }
        Code::UserNotActive => {
            let path = format!("/users/{}", ids[1]);
            ann.delete(&path).await.expect(204);
            ann.post(&format!("{path}/transfers"), json!({})).await
        }
        Code::RoomNotFound => ann.get(&format!("/rooms/{}", an_id())).await,
        Code::RoomNotYours => bob.patch(&room, json!({"name": "Mine"})).await,
        Code::RoomDirectIsFixed => {
            let direct = ann
                .post("/rooms/direct", json!({"user_ids": [ids[1]]}))
                .await;
            let path = format!("/rooms/{}", direct.expect(201)["id"].as_str().unwrap());
            ann.patch(&path, json!({"name": "Us"})).await
        }
        Code::RoomOpenHasEveryone => ann.delete(&format!("{room}/members/me")).await,
        Code::MemberNotFound => {
            let room = team.closed_room(&[]).await;
            ann.delete(&format!("/rooms/{room}/members/{}", ids[1]))
                .await
        }
        Code::MessageNotFound => ann.get(&format!("{messages}/{}", an_id())).await,
        Code::MessageNotYours => {
            let id = team.say(ann, "mine").await["id"].clone();
            bob.delete(&format!("{messages}/{}", id.as_str().unwrap()))
                .await
        }
        Code::MessageDeleted => {
            let id = team.say(ann, "gone").await["id"].clone();
            let path = format!("{messages}/{}", id.as_str().unwrap());
            ann.delete(&path).await.expect(204);
            ann.patch(&path, json!({"body": "again"})).await
        }
        Code::MessageClientIdReused => {
            let mut body = json!({"client_message_id": an_id(), "body": "one"});
            ann.post(&messages, body.clone()).await.expect(201);
            body["body"] = json!("two");
            ann.post(&messages, body).await
        }
        Code::MessageHtmlTooLong => {
            let lists = "-\n+\n".repeat(2000);
            let body = json!({"client_message_id": an_id(), "body": format!("{lists}-\nx")});
            ann.post(&messages, body).await
        }
        Code::BookmarkTooMany => {
            let mut last = None;
            for n in 0..=1000 {
                let id = team.say(ann, &n.to_string()).await["id"].clone();
                let path = format!("{messages}/{}/bookmark", id.as_str().unwrap());
                last = Some(bob.put(&path, json!({})).await);
            }
            last.unwrap()
        }
        Code::BoostNotFound => {
            let id = team.say(ann, "boost me").await["id"].clone();
            let path = format!("{messages}/{}/boosts/x", id.as_str().unwrap());
            ann.delete(&path).await
        }
        Code::BoostNotYours => {
            let path = boosts_of(&team).await;
            let boost = bob.post(&path, json!({"content": "👍"})).await.expect(201);
            let path = format!("{path}/{}", boost["id"].as_str().unwrap());
            ann.delete(&path).await
        }
        Code::BoostTooMany => {
            let path = boosts_of(&team).await;
            for n in 0..100 {
                let boost = json!({"content": n.to_string()});
                bob.post(&path, boost).await.expect(201);
            }
            ann.post(&path, json!({"content": "👍"})).await
        }
        Code::ReadBeyondLast => ann.put(&format!("{room}/read"), json!({"seq": 9})).await,
        Code::RequestInvalid => ann.get(&format!("{messages}?limit=101")).await,
        Code::RequestMalformed => ann.post("/rooms", json!({"name": 5})).await,
        Code::RequestCrossOrigin => {
            let foreign = ann.with("sec-fetch-site", "cross-site");
            foreign.post(&messages, json!({})).await
        }
        Code::AddressBanned => {
            team.bob.from("203.0.113.9:9").get("/me").await.expect(200);
            let path = format!("/users/{}/ban", ids[1]);
            ann.post(&path, json!({})).await.expect(200);
            let there = nobody.from("203.0.113.9:9");
            there.post("/session", credentials(PASSWORD)).await
        }
        Code::RequestTooLarge => large(ann, &messages).await,
        Code::RequestUnsupportedMediaType => ann.raw(Method::POST, &messages, "body").await,
        Code::RequestTimedOut => stuck().await,
        Code::RouteNotFound => ann.get("/channels").await,
        Code::MethodNotAllowed => ann.put("/rooms", json!({})).await,
        Code::StoreOverloaded => {
            let retry_after = Duration::from_millis(1500);
            failing(&team, StoreError::Overloaded { retry_after }).await
        }
        Code::StoreUnavailable => failing(&team, StoreError::Unavailable).await,
        Code::StoreTimedOut => failing(&team, StoreError::TimedOut).await,
        Code::AccountAdministratorsOnly => bob.patch("/feature-flags", json!({})).await,
        Code::SearchUnavailable => {
            team.world.store.lose_index(true);
            ann.get("/search?q=words").await
        }
        Code::FlagsVersionUnknown => {
            ann.post("/feature-flags/rollback", json!({"to_version": 1}))
                .await
        }
        Code::FeedbackTooMany => {
            let say = |n| json!({"feature": format!("feature-{n}"), "action": "viewed"});
            for n in 0..50 {
                bob.post("/feature-feedback", say(n)).await.expect(204);
            }
            bob.post("/feature-feedback", say(50)).await
        }
        Code::FeatureDisabled => bob.post("/unfurl", json!({})).await,
        Code::Internal => {
            let what = "message.body of row 7".to_owned();
            let answer = failing(&team, StoreError::Corrupt { what }).await;
            assert!(!String::from_utf8_lossy(&answer.bytes).contains("row 7"));
            answer
        }
    }
}

/// Where a new message takes its boosts.
async fn boosts_of(team: &Team) -> String {
    let id = team.say(&team.ann, "boost me").await["id"].clone();
    let id = id.as_str().unwrap();
    format!("/rooms/{}/messages/{id}/boosts", team.lobby)
}

async fn failing(team: &Team, error: StoreError) -> Answer {
    team.world.store.fail_with(Some(error));
    let room = format!("/rooms/{}", team.lobby);
    team.ann.patch(&room, json!({"name": "Lost"})).await
}

/// One byte too many, in a body whose length is not declared.
async fn large(who: &Browser, path: &str) -> Answer {
    let body = json!({"client_message_id": an_id(), "body": "x".repeat(1 << 20)});
    who.post(path, body).await
}

/// A route that never answers.
async fn stuck() -> Answer {
    let config = HttpConfig {
        deadline: Duration::from_millis(1),
        ..HttpConfig::default()
    };
    let never = make(|_: Request| async { std::future::pending::<poem::Result<Response>>().await });
    let server = edge(never, config, Arc::new(SeqIds::default()));
    let server: Arc<_> = Arc::new(server.boxed());
    let response = server.get_response(Request::builder().finish()).await;
    Answer {
        method: Method::GET,
        path: "/".to_owned(),
        status: response.status(),
        headers: response.headers().clone(),
        bytes: response.into_body().into_bytes().await.unwrap(),
    }
}

#[tokio::test]
async fn retry_after_is_rounded_up_to_whole_seconds() {
    let team = team().await;
    let retry_after = Duration::from_millis(1500);
    let answer = failing(&team, StoreError::Overloaded { retry_after }).await;
    let problem = answer.refused(503, "store.overloaded");
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert_eq!(problem["retry_after_ms"], 1500);
}

#[tokio::test]
async fn all_broken_fields_are_named_at_once() {
    let world = world_with(HttpConfig::default(), |ports| ports).await;
    let body =
        json!({"account_name": "", "name": "x".repeat(81), "email": "ann", "password": "short"});
    let answer = world.browser().post("/setup", body).await;
    let problem = answer.refused(422, "request.invalid");
    let fields = problem["fields"].as_array().unwrap();
    let named: Vec<(&Value, &Value)> = fields.iter().map(|f| (&f["pointer"], &f["code"])).collect();
    let named = serde_json::to_value(named).unwrap();
    assert_eq!(
        named,
        json!([
            ["/account_name", "empty"],
            ["/name", "too_long"],
            ["/email", "not_an_email_address"],
            ["/password", "too_short"],
        ])
    );
    assert!(team_in(world).await.ids.len() == 3, "nothing was stored");
}

#[tokio::test]
async fn malformed_bodies_are_400_in_our_words() {
    let team = team().await;
    let path = format!("/rooms/{}/messages", team.lobby);
    let json = team
        .ann
        .with("content-type", "application/json; charset=utf-8");
    let id = an_id();
    for (body, pointer) in [
        (String::new(), None),
        ("{".to_owned(), None),
        ("[]".to_owned(), None),
        (format!(r#" ["{id}", "hi"]"#), None),
        ("\u{0}".to_owned(), None),
        (format!(r#"{{"client_message_id":"{id}","body":5}}"#), None),
        (r#"{"client_message_id":"x","body":"hi"}"#.to_owned(), None),
        (
            format!(r#"{{"client_message_id":"{id}","body":"hi","role":1}}"#),
            Some("/role"),
        ),
        (r#"{"body":"hi"}"#.to_owned(), Some("/client_message_id")),
        (
            format!(r#"{{"client_message_id":"{id}","body":"hi","format":"xml"}}"#),
            None,
        ),
    ] {
        let answer = json.raw(Method::POST, &path, body.clone()).await;
        let problem = answer.refused(400, "request.malformed");
        assert_eq!(problem["fields"][0]["pointer"].as_str(), pointer, "{body}");
        let words = problem.to_string();
        assert!(
            !words.contains("expected") && !words.contains("serde"),
            "{words}"
        );
    }
    for settings in [json!([true, "p {}"]), json!("x"), json!({"tea": 1})] {
        let body = json!({"settings": settings});
        let answer = team.ann.patch("/account", body).await;
        answer.refused(400, "request.malformed");
    }
    let invalid_utf8 = vec![b'"', 0xFF, b'"'];
    let answer = json.raw(Method::POST, &path, invalid_utf8).await;
    answer.refused(400, "request.malformed");
    let page = team.ann.get(&path).await.expect(200);
    assert_eq!(page["messages"], json!([]), "nothing was stored");
}

#[tokio::test]
async fn malformed_ids_in_paths_are_not_found_whatever_they_name() {
    let team = team().await;
    let room = format!("/rooms/{}", team.lobby);
    for id in ["x", "01900000000070008000000000000001", "%00", "..%2f"] {
        let ann = &team.ann;
        ann.get(&format!("/rooms/{id}"))
            .await
            .refused(404, "room.not_found");
        ann.get(&format!("/users/{id}"))
            .await
            .refused(404, "user.not_found");
        ann.get(&format!("{room}/messages/{id}"))
            .await
            .refused(404, "message.not_found");
        ann.delete(&format!("/sessions/{id}"))
            .await
            .refused(404, "session.not_found");
        let closed = team.closed_room(&[]).await;
        let member = format!("/rooms/{closed}/members/{id}");
        ann.delete(&member).await.refused(404, "member.not_found");
    }
}
