//! Bad input: each kind gets its documented status, code or close code; nothing is stored, nobody
//! else notices, the server stays up.

use crate::{each, text};
use campfire_e2e::{Answer, Client, Heard, Live, PATIENCE, Person, Team, audit::Audit, fresh_id};
use hyper::Method;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

/// A server with a witness who must not notice anything.
struct Scene {
    team: Team,
    bo: Person,
    witness: Live,
}

impl Scene {
    async fn new() -> Self {
        let team = Team::new().await;
        let bo = team.join("Bo").await;
        let witness = team.ann.live().await;
        Self { team, bo, witness }
    }

    fn messages(&self) -> String {
        format!("/rooms/{}/messages", self.team.hall)
    }

    /// Posts with Ann's session whatever stands here.
    async fn post(&self, body: &Value) -> Answer {
        self.team.ann.client.post(&self.messages(), body).await
    }

    /// After all of it: the server is up, the witness heard only the last post, the store holds
    /// only that, and nobody panicked.
    async fn nothing_happened(mut self) {
        self.bo.client.get("/me").await.expect(200);
        self.bo.post(&self.team.hall, "the only one").await;
        let heard = self
            .witness
            .events_until("the last post", |frame| frame["kind"] == "message_posted")
            .await;
        assert_eq!(heard.len(), 1, "somebody noticed: {heard:#?}");
        assert_eq!(heard[0]["data"]["message"]["source"], "the only one");
        let stopped = self.team.server.stop(Duration::from_secs(25)).await;
        assert_eq!(stopped.code, Some(0));
        self.team.server.assert_no_panic();
        let audit = Audit::open(&self.team.server.data_file());
        let sources: Vec<String> = audit
            .messages()
            .into_values()
            .map(|row| row.source)
            .collect();
        assert_eq!(sources, ["the only one"]);
        assert_eq!(audit.count("user"), 2);
        assert_eq!(audit.count("room"), 1);
        assert_eq!(audit.count("account"), 1);
        audit.assert_dense();
        audit.assert_integrity();
    }
}

fn post_of(body: impl Into<Value>) -> Value {
    json!({"client_message_id": fresh_id(), "body": body.into()})
}

#[tokio::test]
async fn wrong_types_and_unknown_fields_are_malformed() {
    let scene = Scene::new().await;
    let key = fresh_id();
    for body in [
        json!({"client_message_id": key, "body": 7}),
        json!({"client_message_id": key, "body": null}),
        json!({"client_message_id": key, "body": ["x"]}),
        json!({"client_message_id": key, "body": {"text": "x"}}),
        json!({"client_message_id": 7, "body": "x"}),
        json!({"client_message_id": "not an id", "body": "x"}),
        json!({"client_message_id": key}),
        json!({"body": "x"}),
        json!({"client_message_id": key, "body": "x", "format": "rtf"}),
        json!({"client_message_id": key, "body": "x", "creator_id": scene.bo.id}),
        json!({"client_message_id": key, "body": "x", "seq": 99}),
        json!({"client_message_id": key, "body": "x", "created_at": "2020-01-01T00:00:00.000Z"}),
        json!([]),
        json!("x"),
        json!(null),
    ] {
        let answer = scene.post(&body).await;
        assert_eq!(answer.code(), 400, "{body}: {}", answer.text());
        answer.refused(400, "request.malformed");
    }
    let ann = &scene.team.ann.client;
    let room = format!("/rooms/{}", scene.team.hall);
    for (method, path, body) in [
        (Method::POST, "/rooms".to_owned(), json!({"kind": "open"})),
        (
            Method::POST,
            "/rooms".to_owned(),
            json!({"kind": "secret", "name": "x"}),
        ),
        (
            Method::POST,
            "/rooms".to_owned(),
            json!({"kind": "open", "name": 1}),
        ),
        (
            Method::POST,
            "/rooms".to_owned(),
            json!({"kind": "closed", "name": "x", "member_ids": ["me"]}),
        ),
        (
            Method::POST,
            "/rooms".to_owned(),
            json!({"kind": "open", "name": "x", "creator_id": scene.bo.id}),
        ),
        (
            Method::POST,
            "/rooms/direct".to_owned(),
            json!({"user_ids": "all"}),
        ),
        (Method::PATCH, room.clone(), json!({"last_seq": 0})),
        (Method::PATCH, room.clone(), json!({"name": ["x"]})),
        (Method::PUT, format!("{room}/read"), json!({"seq": "1"})),
        (Method::PUT, format!("{room}/read"), json!({"seq": -1})),
        (Method::PUT, format!("{room}/read"), json!({"seq": 1.5})),
        (
            Method::PUT,
            format!("{room}/read"),
            json!({"seq": 0, "back": "yes"}),
        ),
        (
            Method::PUT,
            format!("{room}/involvement"),
            json!({"involvement": "loud"}),
        ),
        (Method::PUT, format!("{room}/involvement"), json!({})),
        (
            Method::POST,
            "/session".to_owned(),
            json!({"email": scene.team.ann.email}),
        ),
        (
            Method::POST,
            "/session".to_owned(),
            json!({"email": 1, "password": 2}),
        ),
        (
            Method::POST,
            "/session".to_owned(),
            json!({"email": "a@b", "password": "x", "role": "administrator"}),
        ),
        (
            Method::POST,
            "/tokens".to_owned(),
            json!({"email": "a@b", "password": "x", "expires_in": 99_999_999}),
        ),
    ] {
        let answer = ann.call(method.clone(), &path, Some(&body)).await;
        assert_eq!(
            answer.code(),
            400,
            "{method} {path} {body}: {}",
            answer.text()
        );
        answer.refused(400, "request.malformed");
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn broken_json_and_invalid_utf8_are_malformed() {
    let scene = Scene::new().await;
    let path = scene.messages();
    let key = fresh_id();
    let mut invalid_utf8 = format!("{{\"client_message_id\":\"{key}\",\"body\":\"").into_bytes();
    invalid_utf8.extend([0xff, 0xfe, b'"', b'}']);
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let lone_surrogate = format!("{{\"client_message_id\":\"{key}\",\"body\":\"\\ud800\"}}");
    for body in [
        b"".to_vec(),
        b"{".to_vec(),
        b"{} {}".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"\x00\x01\x02".to_vec(),
        b"body=x".to_vec(),
        invalid_utf8,
        deep.into_bytes(),
        lone_surrogate.into_bytes(),
    ] {
        let ann = &scene.team.ann.client;
        let answer = ann
            .raw(Method::POST, &path, Some("application/json"), body.clone())
            .await;
        assert_eq!(
            answer.code(),
            400,
            "{:?}: {}",
            String::from_utf8_lossy(&body[..body.len().min(60)]),
            answer.text()
        );
        answer.refused(400, "request.malformed");
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn another_media_type_is_unsupported() {
    let scene = Scene::new().await;
    let body = post_of("x").to_string();
    for media_type in [
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        None,
    ] {
        scene
            .team
            .ann
            .client
            .raw(Method::POST, &scene.messages(), media_type, body.clone())
            .await
            .refused(415, "request.unsupported_media_type");
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn texts_outside_their_limits_name_the_field() {
    let scene = Scene::new().await;
    for (body, code) in [
        (String::new(), "empty"),
        (" \n\t ".to_owned(), "empty"),
        ("\u{200b}\u{2060}".to_owned(), "empty"),
        ("x".repeat(10_001), "too_long"),
        ("🔥".repeat(10_001), "too_long"),
        (
            format!("```\n{}\n```", "code\n".repeat(64 * 1024 / 5)),
            "too_long",
        ),
        ("nul\0inside".to_owned(), "control_character"),
        ("\u{1b}[31mred".to_owned(), "control_character"),
        ("c1 \u{85} too".to_owned(), "control_character"),
    ] {
        scene.post(&post_of(body)).await.names_field("/body", code);
    }
    let ann = &scene.team.ann.client;
    for (name, code) in [
        (String::new(), "empty"),
        ("   ".to_owned(), "empty"),
        ("\u{200b}".to_owned(), "empty"),
        ("n".repeat(81), "too_long"),
        ("two\nlines".to_owned(), "control_character"),
        ("turned \u{202e}round".to_owned(), "control_character"),
    ] {
        ann.post("/rooms", &json!({"kind": "open", "name": name}))
            .await
            .names_field("/name", code);
        ann.patch(
            &format!("/rooms/{}", scene.team.hall),
            &json!({"name": name}),
        )
        .await
        .names_field("/name", code);
    }
    let join = format!("/join/{}", scene.team.join_code().await);
    let good = json!({"name": "Cy", "email": "cy@example.com", "password": "long enough"});
    for (member, value, code) in [
        ("name", json!(""), "empty"),
        ("name", json!("c".repeat(81)), "too_long"),
        ("email", json!("nowhere"), "not_an_email_address"),
        ("email", json!("a b@example.com"), "not_an_email_address"),
        ("password", json!("1234567"), "too_short"),
        ("password", json!("p".repeat(129)), "too_long"),
    ] {
        let mut body = good.clone();
        body[member] = value;
        Client::new(scene.team.server.url())
            .post(&join, &body)
            .await
            .names_field(&format!("/{member}"), code);
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn long_and_strange_texts_inside_the_limits_are_kept_as_written() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let mut live = bo.live().await;
    let code = format!("```\n{}```", "0123456789abcde\n".repeat(600));
    for body in [
        "🔥".repeat(10_000),
        "x".repeat(10_000),
        code,
        "مرحبا \u{200f}بالعالم\u{200e} (hello) \u{2066}١٢٣\u{2069} نهاية".to_owned(),
        "👩\u{200d}💻 e\u{301} \u{1f1e9}\u{1f1ea} ﷽ Z̷̧̛a̸l̴g̵o̶".to_owned(),
        "tab\there and\nthere".to_owned(),
        "*".repeat(10_000),
        "[".repeat(10_000),
        "> ".repeat(5_000),
        "`".repeat(9_999),
        "<".repeat(10_000),
        "- ".repeat(5_000) + "x",
        "https://example.com/ ".repeat(470),
        "'; drop table message; --".to_owned(),
        "${jndi:ldap://127.0.0.1/x} {{7*7}} %s%n".to_owned(),
    ] {
        let began = std::time::Instant::now();
        let answer = team.ann.try_post(&team.hall, &body).await;
        assert!(
            began.elapsed() < Duration::from_secs(5),
            "{:?} for {:.40}",
            began.elapsed(),
            body
        );
        // Its HTML may be over 64 KiB, which is a limit like any other.
        if answer.code() == 422 {
            answer.names_field("/body", "too_long");
            continue;
        }
        let posted = answer.expect(201);
        assert_eq!(posted["source"], body.as_str());
        assert!(text(&posted["html"]).len() <= 64 * 1024);
        let event = live.posted(&body).await;
        assert_eq!(event["data"]["message"]["html"], posted["html"]);
    }
    team.server.assert_no_panic();
}

#[tokio::test]
async fn foreign_and_hidden_ids_are_not_found() {
    let scene = Scene::new().await;
    let hall = &scene.team.hall;
    let (unknown, ann, bo) = (fresh_id(), &scene.team.ann.client, &scene.bo);
    for path in ["", "/messages", "/members"] {
        ann.get(&format!("/rooms/{unknown}{path}"))
            .await
            .refused(404, "room.not_found");
    }
    ann.post(&format!("/rooms/{unknown}/messages"), &post_of("x"))
        .await
        .refused(404, "room.not_found");
    ann.get(&format!("/rooms/{hall}/messages/{unknown}"))
        .await
        .refused(404, "message.not_found");
    // An id of another kind is as unknown as any.
    ann.get(&format!("/rooms/{}", bo.id))
        .await
        .refused(404, "room.not_found");
    ann.get(&format!("/users/{hall}"))
        .await
        .refused(404, "user.not_found");
    for path in [
        "/rooms/1".to_owned(),
        "/rooms/not-an-id/messages".to_owned(),
        "/rooms/%00".to_owned(),
        "/users/me".to_owned(),
        "/rooms/..%2f..%2fetc%2fpasswd".to_owned(),
        format!("/rooms/{hall}/messages/1"),
        format!("/rooms/{hall}/messages/{hall}%20"),
        format!("/rooms/{{{hall}}}"),
    ] {
        let answer = ann.get(&path.replace(['{', '}'], "%7b")).await;
        assert_eq!(answer.code(), 404, "{path}: {}", answer.text());
        answer.assert_is_problem();
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn a_hidden_room_and_no_room_get_the_same_answer() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let hidden = team.closed_room("Plans", &[]).await;
    let message = text(&team.ann.post(&hidden, "secret").await["id"]);
    let nowhere = fresh_id();
    for (method, path, body) in [
        (Method::GET, String::new(), None),
        (Method::PATCH, String::new(), Some(json!({"name": "Mine"}))),
        (Method::DELETE, String::new(), None),
        (Method::GET, "/messages".to_owned(), None),
        (Method::POST, "/messages".to_owned(), Some(post_of("x"))),
        (Method::GET, format!("/messages/{message}"), None),
        (
            Method::PATCH,
            format!("/messages/{message}"),
            Some(json!({"body": "x"})),
        ),
        (Method::DELETE, format!("/messages/{message}"), None),
        (Method::GET, "/members".to_owned(), None),
        (
            Method::POST,
            "/members".to_owned(),
            Some(json!({"user_ids": [bo.id]})),
        ),
        (Method::DELETE, format!("/members/{}", team.ann.id), None),
        (Method::DELETE, "/members/me".to_owned(), None),
        (Method::PUT, "/read".to_owned(), Some(json!({"seq": 1}))),
        (
            Method::PUT,
            "/involvement".to_owned(),
            Some(json!({"involvement": "nothing"})),
        ),
    ] {
        let mut answers = Vec::new();
        for room in [&hidden, &nowhere] {
            let path = format!("/rooms/{room}{path}");
            let answer = bo.client.call(method.clone(), &path, body.as_ref()).await;
            let mut problem = answer.refused(404, "room.not_found");
            problem["request_id"] = Value::Null;
            answers.push(problem);
        }
        assert_eq!(answers[0], answers[1], "{method} {path}");
    }
}

#[tokio::test]
async fn a_refused_body_is_told_only_to_who_may_see_the_room() {
    let team = Team::new().await;
    let bo = team.join("Bo").await;
    let hidden = team.closed_room("Plans", &[]).await;
    let path = format!("/rooms/{hidden}/messages");
    let answers = [
        bo.client.post(&path, &post_of("")).await,
        bo.client
            .post(&format!("/rooms/{}/messages", fresh_id()), &post_of(""))
            .await,
    ];
    assert_eq!(answers[0].code(), answers[1].code(), "{answers:#?}");
    assert_eq!(answers[0].json()["code"], answers[1].json()["code"]);
}

#[tokio::test]
async fn wrong_cookies_and_tokens_are_nobodys() {
    let scene = Scene::new().await;
    let nobody = scene.team.server.client();
    let real = scene.team.ann.client.cookie().expect("Ann has a cookie");
    let (name, token) = real.split_once('=').expect("name and value");
    let mut cut = token.to_owned();
    cut.pop();
    for cookie in [
        format!("{name}="),
        format!("{name}=x"),
        format!("{name}={}", "A".repeat(43)),
        format!("{name}={cut}"),
        format!("{name}={token}A"),
        format!("{name}={}", token.to_uppercase()),
        format!("other={token}"),
        format!("{name}=%00"),
        format!("{name}={}", "A".repeat(4_000)),
    ] {
        nobody
            .with_cookie(Some(&cookie))
            .get("/me")
            .await
            .refused(401, "session.required");
    }
    let good = scene.team.ann.token_client().await;
    let token = good.bearer().expect("a token").to_owned();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "a JWT");
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let swapped = format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len()));
    for token in [
        String::new(),
        "x".to_owned(),
        "..".to_owned(),
        unsigned,
        swapped,
        format!("{}.{}", parts[0], parts[1]),
        format!("cfb_{}", "A".repeat(43)),
        "cfb_".to_owned(),
        real.clone(),
    ] {
        nobody
            .with_bearer(&token)
            .get("/me")
            .await
            .refused(401, "session.required");
    }
    nobody
        .with_header("authorization", "Basic YW5uOmFubg==")
        .get("/me")
        .await
        .refused(401, "session.required");
    good.get("/me").await.expect(200);
    scene.nothing_happened().await;
}

#[tokio::test]
async fn expired_cookies_and_tokens_are_nobodys() {
    let mut team = Team::new().await;
    let token = team.ann.token_client().await;
    let (idle, old) = (
        team.ann.sign_in_again().await,
        team.ann.sign_in_again().await,
    );
    let sessions = team.ann.client.get("/sessions").await.expect(200);
    assert_eq!(each(&sessions["sessions"], "id").len(), 4);
    team.server.stop(Duration::from_secs(25)).await;
    let audit = Audit::open(&team.server.data_file());
    let day_ms: i64 = 24 * 3600 * 1000;
    let nth = |n: usize| {
        format!(
            "session_id = (select session_id from session where token_hash is not null \
             order by started_at, session_id limit 1 offset {n})"
        )
    };
    // The first run's session stays as it is; of the other two browsers one was idle for 30 days,
    // one began 180 days ago; the token is a day old.
    let idle_for = 31 * day_ms;
    let changed = audit.execute(&format!(
        "update session set last_seen_at = last_seen_at - {idle_for} where {}",
        nth(1)
    ));
    assert_eq!(changed, 1);
    let began = 181 * day_ms;
    let changed = audit.execute(&format!(
        "update session set started_at = started_at - {began} where {}",
        nth(2)
    ));
    assert_eq!(changed, 1);
    let a_day = day_ms + 60_000;
    let changed = audit.execute(&format!(
        "update session set started_at = started_at - {a_day}, \
         last_seen_at = last_seen_at - {a_day} where token_hash is null"
    ));
    assert_eq!(changed, 1);
    drop(audit);
    team.server.start_again().await;
    let url = team.server.url().to_owned();
    team.ann.client.at(&url).get("/me").await.expect(200);
    for client in [idle, old, token] {
        let client = client.at(&url);
        client.get("/me").await.refused(401, "session.required");
        client.upgrade().await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn bodies_over_a_mebibyte_are_too_large() {
    let scene = Scene::new().await;
    let path = scene.messages();
    let large = post_of("x".repeat(1 << 20)).to_string();
    scene
        .team
        .ann
        .client
        .raw(Method::POST, &path, Some("application/json"), large.clone())
        .await
        .refused(413, "request.too_large");
    let nearly = post_of("x".repeat((1 << 20) - 200)).to_string();
    scene
        .team
        .ann
        .client
        .raw(Method::POST, &path, Some("application/json"), nearly)
        .await
        .names_field("/body", "too_long");
    // Without a length in front it is cut off on the way.
    let cookie = scene.team.ann.client.cookie().expect("Ann has a cookie");
    let head = format!(
        "POST /api/v1{path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        scene.team.server.authority()
    );
    let chunk = format!("{:x}\r\n{}\r\n", large.len(), large);
    let status = raw_status(
        &scene,
        [head.as_bytes(), chunk.as_bytes(), b"0\r\n\r\n"].concat(),
    )
    .await;
    assert_eq!(status, Some(413));
    // A length that is a lie is not waited for.
    let liar = format!(
        "POST /api/v1{path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\
         content-type: application/json\r\ncontent-length: 99999999999\r\n\r\n",
        scene.team.server.authority()
    );
    assert_eq!(raw_status(&scene, liar.into_bytes()).await, Some(413));
    scene.nothing_happened().await;
}

/// Sends bytes and reads the status of the answer; `None` when the connection just ends.
async fn raw_status(scene: &Scene, bytes: Vec<u8>) -> Option<u16> {
    let mut tcp = TcpStream::connect(scene.team.server.authority())
        .await
        .expect("the server accepts");
    // The server may answer and hang up before it has read everything.
    let (mut reading, mut writing) = tcp.split();
    let sending = async {
        let _ = writing.write_all(&bytes).await;
        std::future::pending::<()>().await;
    };
    let mut answer = Vec::new();
    let receiving = async {
        let mut buffer = [0; 4096];
        while !answer.windows(2).any(|pair| pair == b"\r\n") {
            match reading.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => answer.extend_from_slice(&buffer[..read]),
            }
        }
    };
    timeout(PATIENCE, async {
        tokio::select! {
            () = sending => {}
            () = receiving => {}
        }
    })
    .await
    .expect("the server answers or hangs up");
    let line = String::from_utf8_lossy(&answer).into_owned();
    line.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
}

#[tokio::test]
async fn broken_http_is_refused_or_hung_up() {
    let scene = Scene::new().await;
    let host = scene.team.server.authority().to_owned();
    for request in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"GET /api/v1/me HTTP/9.9\r\n\r\n".to_vec(),
        b"GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n".to_vec(),
        format!("GET /api/v1/me HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n", "y".repeat(200_000)).into_bytes(),
        format!("GET /{} HTTP/1.1\r\nhost: {host}\r\n\r\n", "y".repeat(100_000)).into_bytes(),
        format!("POST /api/v1/session HTTP/1.1\r\nhost: {host}\r\ncontent-length: -1\r\n\r\n").into_bytes(),
        format!("POST /api/v1/session HTTP/1.1\r\nhost: {host}\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n").into_bytes(),
        format!("TRACE / HTTP/1.1\r\nhost: {host}\r\n\r\n").into_bytes(),
        format!("GET /api/v1/me HTTP/1.1\r\nhost: {host}\r\nhost: evil\r\ncookie: \x01\r\n\r\n").into_bytes(),
    ] {
        let status = raw_status(&scene, request.clone()).await;
        let shown = String::from_utf8_lossy(&request[..request.len().min(50)]).into_owned();
        assert!(
            status.is_none_or(|status| (400..500).contains(&status) || status == 505),
            "{shown:?}: {status:?}"
        );
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn unknown_routes_and_methods_are_told_as_problems() {
    let scene = Scene::new().await;
    let ann = &scene.team.ann.client;
    for path in ["/nowhere", "/rooms/x/y/z", "/", "//me", "/me/", "/../up"] {
        let answer = ann.get(path).await;
        assert_eq!(answer.code(), 404, "{path}: {}", answer.text());
        answer.assert_is_problem();
    }
    ann.get("/nowhere").await.refused(404, "route.not_found");
    for (method, path, allowed) in [
        (Method::DELETE, "/me".to_owned(), "GET"),
        (Method::PUT, "/rooms".to_owned(), "POST"),
        (Method::POST, format!("/rooms/{}", scene.team.hall), "PATCH"),
        (Method::PATCH, "/session".to_owned(), "DELETE"),
    ] {
        let answer = ann.call(method.clone(), &path, Some(&json!({}))).await;
        answer.refused(405, "method.not_allowed");
        let allow = answer.header("allow");
        assert!(
            allow.split(',').any(|method| method.trim() == allowed),
            "{method} {path}: Allow is {allow:?}"
        );
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn a_foreign_page_can_change_nothing() {
    let scene = Scene::new().await;
    let ann = &scene.team.ann.client;
    let own = scene.team.server.url().to_owned();
    for (header, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("origin", &format!("{own}.evil.example")),
    ] {
        let foreign = ann.with_header(header, value);
        for (method, path, body) in [
            (Method::POST, scene.messages(), Some(post_of("x"))),
            (
                Method::POST,
                "/rooms".to_owned(),
                Some(json!({"kind": "open", "name": "x"})),
            ),
            (
                Method::PUT,
                format!("/rooms/{}/read", scene.team.hall),
                Some(json!({"seq": 0})),
            ),
            (
                Method::PATCH,
                format!("/rooms/{}", scene.team.hall),
                Some(json!({"name": "x"})),
            ),
            (Method::DELETE, format!("/rooms/{}", scene.team.hall), None),
            (Method::DELETE, "/session".to_owned(), None),
        ] {
            let answer = foreign.call(method, &path, body.as_ref()).await;
            answer.refused(403, "request.cross_origin");
        }
    }
    ann.get("/me").await.expect(200);
    scene.nothing_happened().await;
}

#[tokio::test]
async fn bad_frames_end_their_own_connection_only() {
    let scene = Scene::new().await;
    let bo = &scene.bo.client;
    let text_frame = |bytes: &[u8]| {
        Message::Frame(Frame::message(
            bytes.to_vec(),
            OpCode::Data(Data::Text),
            true,
        ))
    };
    for (message, codes) in [
        // Invalid UTF-8 is no text at all (RFC 6455, 8.1), or no JSON.
        (text_frame(b"{\"type\":\"\xff\xfe\"}"), vec![1007, 4010]),
        (Message::binary(vec![0; 100]), vec![4010]),
        (Message::text("not json"), vec![4010]),
        (Message::text("[".repeat(100_000)), vec![4010]),
        (Message::text("x".repeat(128 * 1024 + 1)), vec![1009]),
        (
            Message::Frame(Frame::message(
                vec![0; 10],
                OpCode::Data(Data::Reserved(5)),
                true,
            )),
            vec![1002, 1006],
        ),
    ] {
        for greets in [true, false] {
            let mut live = if greets {
                Live::join(bo).await
            } else {
                Live::open(bo).await.expect("it opens")
            };
            let _ = live.try_send_message(message.clone()).await;
            let code = live.closed(PATIENCE).await;
            assert!(
                codes.contains(&code),
                "{code}, not {codes:?}, greeted: {greets}"
            );
        }
    }
    scene.nothing_happened().await;
}

#[tokio::test]
async fn a_message_in_a_thousand_frames_is_a_message() {
    let team = Team::new().await;
    let mut live = team.ann.live().await;
    let key = fresh_id();
    let whole = json!({"type": "post_message", "room_id": team.hall, "client_message_id": key, "body": "slowly"}).to_string();
    let bytes = whole.as_bytes();
    for (n, byte) in bytes.iter().enumerate() {
        let kind = if n == 0 { Data::Text } else { Data::Continue };
        let frame = Frame::message(vec![*byte], OpCode::Data(kind), n + 1 == bytes.len());
        live.try_send_message(Message::Frame(frame))
            .await
            .expect("it is sent");
    }
    let ack = live.frame("ack").await;
    assert_eq!(ack["client_message_id"], key.as_str());
}

#[tokio::test]
async fn a_message_that_never_ends_is_too_large() {
    let scene = Scene::new().await;
    let mut live = Live::join(&scene.bo.client).await;
    let part = vec![b'x'; 16 * 1024];
    let mut kind = Data::Text;
    for _ in 0..64 {
        let frame = Frame::message(part.clone(), OpCode::Data(kind), false);
        if live.try_send_message(Message::Frame(frame)).await.is_err() {
            break;
        }
        kind = Data::Continue;
    }
    let code = live.closed(PATIENCE).await;
    assert!(code == 1009 || code == 1006, "{code}");
    scene.nothing_happened().await;
}

#[tokio::test]
async fn a_connection_that_is_cut_in_a_frame_concerns_nobody() {
    let scene = Scene::new().await;
    for _ in 0..20 {
        let mut live = Live::join(&scene.bo.client).await;
        let half = Frame::message(b"{\"type\":".to_vec(), OpCode::Data(Data::Text), false);
        live.try_send_message(Message::Frame(half))
            .await
            .expect("it is sent");
        live.cut();
    }
    let mut next = Live::join(&scene.bo.client).await;
    assert!(matches!(next.next(PATIENCE).await, Heard::Frame(_)));
    scene.nothing_happened().await;
}
