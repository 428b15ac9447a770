//! Doors and walls: origin, headers, cookies, the sign-in limit, and what the log never says.

use crate::text;
use campfire_e2e::{Answer, Client, Live, Settings, Team, audit::Audit, fresh_id};
use hyper::{Method, header::SET_COOKIE};
use serde_json::json;
use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};

/// Failed tries of one account from one address before it has to wait.
const TRIES: usize = 10;
/// The window of those tries.
const WINDOW_S: u64 = 180;

fn set_cookie(answer: &Answer) -> String {
    answer
        .headers
        .get(SET_COOKIE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

fn attributes(cookie: &str) -> Vec<String> {
    cookie
        .split(';')
        .skip(1)
        .map(|part| part.trim().to_ascii_lowercase())
        .collect()
}

#[tokio::test]
async fn own_and_unmarked_requests_are_accepted() {
    let team = Team::new().await;
    let own = team.server.url().to_owned();
    for (header, value) in [
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "none"),
        ("origin", own.as_str()),
        ("x-nothing", "no current browser"),
    ] {
        team.ann
            .client
            .with_header(header, value)
            .post(
                &format!("/rooms/{}/messages", team.hall),
                &json!({"client_message_id": fresh_id(), "body": "mine"}),
            )
            .await
            .expect(201);
    }
    // What the browser says of the site counts more than the origin.
    team.ann
        .client
        .with_header("sec-fetch-site", "cross-site")
        .with_header("origin", &own)
        .delete("/session")
        .await
        .refused(403, "request.cross_origin");
}

#[tokio::test]
async fn signing_in_from_a_foreign_page_is_refused() {
    let team = Team::new().await;
    let stranger = team
        .server
        .client()
        .with_header("origin", "https://elsewhere.example");
    for path in ["/session", "/tokens"] {
        let answer = stranger
            .post(
                path,
                &json!({"email": team.ann.email, "password": team.ann.password}),
            )
            .await;
        // A program may ask for a token from anywhere: it gets no cookie.
        if path == "/session" {
            answer.refused(403, "request.cross_origin");
        }
        assert_eq!(set_cookie(&answer), "");
    }
}

#[tokio::test]
async fn no_get_changes_anything() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let message = text(&team.ann.post(&team.hall, "hello").await["id"]);
    let code = team.join_code().await;
    let room = format!("/rooms/{}", team.hall);
    team.server.stop(Duration::from_secs(25)).await;
    let before = Audit::open(&team.server.data_file()).counts();
    team.server.start_again().await;
    let mut ann = team.ann.clone();
    team.follow(&mut [&mut ann]);
    for path in [
        "/setup".to_owned(),
        "/session".to_owned(),
        "/sessions".to_owned(),
        format!("/join/{code}"),
        "/me".to_owned(),
        "/users".to_owned(),
        format!("/users/{}", bo.id),
        "/rooms".to_owned(),
        "/rooms/direct".to_owned(),
        room.clone(),
        format!("{room}/messages"),
        format!("{room}/messages/{message}"),
        format!("{room}/members"),
        format!("{room}/read"),
        format!("{room}/involvement"),
        "/events".to_owned(),
        "/account".to_owned(),
        "/openapi.json".to_owned(),
    ] {
        let answer = ann.client.get(&path).await;
        assert!(
            matches!(answer.code(), 200 | 404 | 405),
            "{path}: {}",
            answer.code()
        );
        assert_eq!(set_cookie(&answer), "", "{path}");
    }
    team.server.stop(Duration::from_secs(25)).await;
    assert_eq!(Audit::open(&team.server.data_file()).counts(), before);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let team = Team::new().await;
    let ann = &team.ann.client;
    let answers = [
        ("the page", ann.root(Method::GET, "/", None).await),
        ("an answer", ann.get("/me").await),
        ("a problem", ann.get("/nowhere").await),
        ("a refusal", team.server.client().get("/me").await),
        ("a pulse", ann.root(Method::GET, "/up", None).await),
    ];
    let mut ids = std::collections::BTreeSet::new();
    for (what, answer) in &answers {
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{what}"
        );
        let referrer = answer.header("referrer-policy");
        assert!(
            matches!(referrer, "no-referrer" | "same-origin"),
            "{what}: {referrer:?}"
        );
        assert!(!answer.header("x-request-id").is_empty(), "{what}");
        ids.insert(answer.header("x-request-id").to_owned());
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{what}: plain http"
        );
        assert_eq!(answer.header("server"), "", "{what}");
        assert_eq!(answer.header("x-powered-by"), "", "{what}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{what}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'"),
            "{what}: {policy}"
        );
    }
    assert_eq!(ids.len(), answers.len(), "each request has its own id");
    let policy = answers[0].1.header("content-security-policy");
    for part in [
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "require-trusted-types-for 'script'",
        "worker-src 'self'",
        "manifest-src 'self'",
    ] {
        assert!(policy.contains(part), "no {part} in {policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn private_answers_are_not_kept_by_caches() {
    let team = Team::new().await;
    for path in ["/me", "/rooms", "/account", "/sessions", "/users"] {
        let answer = team.ann.client.get(path).await;
        let cached = answer.header("cache-control");
        assert!(
            cached.contains("no-store")
                || (cached.contains("private") && cached.contains("no-cache")),
            "{path}: {cached:?}"
        );
    }
}

#[tokio::test]
async fn a_request_id_from_outside_is_not_believed_blindly() {
    let team = Team::new().await;
    let answer = team
        .ann
        .client
        .with_header("x-request-id", "a b{}<script>\"'")
        .get("/nowhere")
        .await;
    let id = answer.header("x-request-id");
    assert!(!id.contains('<') && !id.contains(' '), "{id}");
    answer.assert_is_problem();
}

#[tokio::test]
async fn on_plain_http_the_cookie_is_for_trials() {
    let team = Team::new().await;
    let client = team.server.client();
    let answer = client
        .post(
            "/session",
            &json!({"email": team.ann.email, "password": team.ann.password}),
        )
        .await;
    let cookie = set_cookie(&answer);
    assert!(cookie.starts_with("campfire="), "{cookie}");
    let token = cookie
        .trim_start_matches("campfire=")
        .split(';')
        .next()
        .unwrap_or_default();
    assert_eq!(token.len(), 43, "256 random bits");
    let attributes = attributes(&cookie);
    for needed in ["httponly", "samesite=lax", "path=/"] {
        assert!(
            attributes.iter().any(|one| one == needed),
            "no {needed} in {cookie}"
        );
    }
    assert!(!attributes.iter().any(|one| one == "secure"), "{cookie}");
    assert!(
        !attributes.iter().any(|one| one.starts_with("domain")),
        "{cookie}"
    );
}

#[tokio::test]
async fn behind_a_trusted_proxy_with_https_the_cookie_is_secure() {
    let settings = Settings::new()
        .arg("--public-url")
        .arg("https://chat.example.com");
    let team = Team::with(settings).await;
    let proxied = team
        .server
        .client()
        .with_header("x-forwarded-proto", "https")
        .with_header("x-forwarded-host", "chat.example.com")
        .with_header("x-forwarded-for", "192.0.2.7")
        .with_header("origin", "https://chat.example.com");
    let answer = proxied
        .post(
            "/session",
            &json!({"email": team.ann.email, "password": team.ann.password}),
        )
        .await;
    answer.expect(201);
    let cookie = set_cookie(&answer);
    assert!(cookie.starts_with("__Host-campfire="), "{cookie}");
    let attributes = attributes(&cookie);
    for needed in ["secure", "httponly", "samesite=lax", "path=/"] {
        assert!(
            attributes.iter().any(|one| one == needed),
            "no {needed} in {cookie}"
        );
    }
    let page = proxied.root(Method::GET, "/", None).await;
    assert!(
        page.header("strict-transport-security")
            .contains("max-age="),
        "HSTS over https"
    );
    let account = team.ann.client.get("/account").await.expect(200);
    assert!(text(&account["join_url"]).starts_with("https://chat.example.com/join/"));
}

#[tokio::test]
async fn links_do_not_come_from_a_forged_host() {
    let team = Team::new().await;
    let account = team
        .ann
        .client
        .with_header("x-forwarded-host", "evil.example")
        .get("/account")
        .await
        .expect(200);
    assert!(
        !text(&account["join_url"]).contains("evil.example"),
        "{account}"
    );
}

async fn try_sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client
        .post("/session", &json!({"email": email, "password": password}))
        .await
}

#[tokio::test]
async fn ten_failed_tries_are_followed_by_a_wait() {
    let team = Team::with(Settings::new().limited()).await;
    let bo = team.join("Bo").await;
    let attacker = team.server.client();
    for n in 0..TRIES {
        let answer = try_sign_in(&attacker, &bo.email, &format!("guess {n}")).await;
        answer.refused(401, "session.wrong_credentials");
    }
    let answer = try_sign_in(&attacker, &bo.email, "guess 11").await;
    let problem = answer.refused(429, "rate.limited");
    let wait: u64 = answer.header("retry-after").parse().expect("whole seconds");
    assert!((1..=WINDOW_S).contains(&wait), "{wait}");
    let wait_ms = problem["retry_after_ms"].as_u64().expect("milliseconds");
    assert!(wait_ms > 0 && wait_ms <= WINDOW_S * 1000, "{problem}");
    assert!(
        text(&problem["detail"]).contains("10"),
        "limit and window: {problem}"
    );
    // The right password does not get through either, and neither does a forged address.
    try_sign_in(&attacker, &bo.email, &bo.password)
        .await
        .refused(429, "rate.limited");
    for n in 0..3 {
        let forged = attacker.with_header("x-forwarded-for", &format!("192.0.2.{n}"));
        try_sign_in(&forged, &bo.email, &bo.password)
            .await
            .refused(429, "rate.limited");
    }
    // Tokens are the same door.
    attacker
        .post(
            "/tokens",
            &json!({"email": bo.email, "password": bo.password}),
        )
        .await
        .refused(429, "rate.limited");
    // Another account is not concerned, and the person gets in from another address.
    try_sign_in(&team.server.client(), &team.ann.email, &team.ann.password)
        .await
        .expect(201);
    let home = Client::from_address(
        team.server.url(),
        Some(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2))),
    );
    try_sign_in(&home, &bo.email, &bo.password)
        .await
        .expect(201);
    bo.client.get("/me").await.expect(200);
}

#[tokio::test]
async fn successes_are_no_failed_tries() {
    let team = Team::with(Settings::new().limited()).await;
    for _ in 0..TRIES + 2 {
        try_sign_in(&team.server.client(), &team.ann.email, &team.ann.password)
            .await
            .expect(201);
    }
}

#[tokio::test]
async fn an_unknown_address_is_limited_like_a_known_one() {
    let team = Team::with(Settings::new().limited()).await;
    let attacker = team.server.client();
    for n in 0..TRIES {
        try_sign_in(&attacker, "nobody@example.com", &format!("guess {n}"))
            .await
            .refused(401, "session.wrong_credentials");
    }
    try_sign_in(&attacker, "nobody@example.com", "guess 11")
        .await
        .refused(429, "rate.limited");
}

#[tokio::test]
async fn an_unknown_address_costs_as_much_time_as_a_wrong_password() {
    let team = Team::new().await;
    let client = team.server.client();
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..15 {
        for (which, email) in [team.ann.email.as_str(), "nobody@example.com"]
            .into_iter()
            .enumerate()
        {
            let began = Instant::now();
            // Long enough to be a password: what cannot be one is refused without a hash.
            try_sign_in(&client, email, &format!("a wrong guess {n}"))
                .await
                .refused(401, "session.wrong_credentials");
            times[which].push(began.elapsed());
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let (known, unknown) = {
        let [known, unknown] = &mut times;
        (median(known), median(unknown))
    };
    // A missing hash would be a hundred times faster; a busy machine needs room.
    let ratio = known / unknown;
    assert!(
        (0.5..2.0).contains(&ratio),
        "known {known} s, unknown {unknown} s"
    );
}

#[tokio::test]
async fn guessing_join_codes_is_limited() {
    let team = Team::with(Settings::new().limited()).await;
    let attacker = team.server.client();
    let mut limited = None;
    for n in 0..200 {
        let answer = attacker
            .get(&format!("/join/AAAA-BBBB-{:04}", 2000 + n))
            .await;
        if answer.code() == 429 {
            answer.refused(429, "rate.limited");
            assert!(!answer.header("retry-after").is_empty());
            limited = Some(n);
            break;
        }
        answer.refused(404, "join.code_unknown");
    }
    assert!(limited.is_some(), "two hundred guesses were answered");
}

#[tokio::test]
async fn the_log_tells_no_secret() {
    let mut team = Team::with(
        Settings::new()
            .env("CAMPFIRE_LOG", "debug")
            .arg("--log-format")
            .arg("json"),
    )
    .await;
    let code = team.join_code().await;
    let bo = team.join("Bo").await;
    let stranger = team.server.client();
    stranger.get(&format!("/join/{code}")).await.expect(200);
    try_sign_in(&stranger, &bo.email, "a-wrong-secret-guess").await;
    let program = bo.token_client().await;
    program.get("/me").await.expect(200);
    let phone = bo.sign_in_again().await;
    let phone_cookie = phone.cookie().expect("a cookie");
    let mut live = Live::join(&program).await;
    live.post(&team.hall, &fresh_id(), "words-by-the-socket")
        .await;
    team.ann.post(&team.hall, "words-by-http").await;
    let message = team.ann.post(&team.hall, "words-before-the-edit").await;
    team.ann
        .client
        .patch(
            &format!("/rooms/{}/messages/{}", team.hall, text(&message["id"])),
            &json!({"body": "words-after-the-edit"}),
        )
        .await
        .expect(200);
    // Refusals are the likeliest leak.
    team.ann
        .client
        .post(
            &format!("/rooms/{}/messages", team.hall),
            &json!({"client_message_id": "no-id", "body": "words-refused"}),
        )
        .await;
    team.server
        .client()
        .with_cookie(Some("campfire=wrong-cookie-value"))
        .get("/me")
        .await;
    team.server
        .client()
        .with_bearer("wrong.bearer.value")
        .get("/me")
        .await;
    team.ann.client.get("/me?token=secret-in-a-query").await;
    stranger
        .post(
            &format!("/join/{code}"),
            &json!({"name": "Eve", "email": bo.email, "password": "eves-own-secret"}),
        )
        .await;
    phone.delete("/session").await;
    team.server.stop(Duration::from_secs(25)).await;

    let log = team.server.log_text();
    assert!(log.lines().count() > 10, "debug says more than that: {log}");
    let anns_cookie = team.ann.client.cookie().expect("a cookie");
    let value = |cookie: &str| cookie.split_once('=').map(|(_, value)| value.to_owned());
    for secret in [
        team.ann.password.clone(),
        bo.password.clone(),
        "a-wrong-secret-guess".to_owned(),
        "eves-own-secret".to_owned(),
        value(&anns_cookie).expect("a value"),
        value(&phone_cookie).expect("a value"),
        program.bearer().expect("a token").to_owned(),
        code,
        "words-by-the-socket".to_owned(),
        "words-by-http".to_owned(),
        "words-before-the-edit".to_owned(),
        "words-after-the-edit".to_owned(),
        "words-refused".to_owned(),
        "wrong-cookie-value".to_owned(),
        "wrong.bearer.value".to_owned(),
        "secret-in-a-query".to_owned(),
        bo.email.clone(),
        "$argon2".to_owned(),
    ] {
        let told = log.lines().find(|line| line.contains(&secret));
        assert_eq!(told, None, "the log tells {secret:?}");
    }
}

#[tokio::test]
async fn a_stolen_data_file_opens_no_session() {
    let mut team = Team::new().await;
    let bo = team.join("Bo").await;
    let program = bo.token_client().await;
    team.server.stop(Duration::from_secs(25)).await;
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(team.server.folder()).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).expect("a file can be read"));
        }
    }
    let cookie = team.ann.client.cookie().expect("a cookie");
    let token = cookie
        .split_once('=')
        .map(|(_, value)| value)
        .unwrap_or_default();
    for secret in [token, program.bearer().unwrap_or_default(), &bo.password] {
        assert!(
            !bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes()),
            "the file holds a secret as it is"
        );
    }
    let phc = b"$argon2id$v=19$m=19456,t=2,p=1$";
    assert!(
        bytes.windows(phc.len()).any(|window| window == phc),
        "Argon2id with at least 19 MiB, t=2, p=1"
    );
}
