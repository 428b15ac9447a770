use crate::support::{PASSWORD, empty_world, team, team_in, text, world_with};
use campfire_adapters_http::HttpConfig;
use campfire_domain::ports::{HashingError, MockPasswordHasher};
use campfire_testkit::PlainHasher;
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[tokio::test]
async fn a_first_run_signs_its_administrator_in() {
    let world = empty_world().await;
    let nobody = world.browser();
    let setup = nobody.get("/setup").await.expect(200);
    assert_eq!(setup, json!({"needed": true, "account_name": "Campfire"}));
    let body = json!({"account_name": "Acme", "name": "Ann", "email": "Ann@Example.org", "password": PASSWORD});
    let answer = nobody.post("/setup", body).await;
    let made = answer.expect(201);
    assert_eq!(answer.header("location"), Some("/api/v1/account"));
    assert_eq!(made["user"]["role"], "administrator");
    let code = text(&made["account"]["join_code"]);
    assert_eq!(
        made["account"]["join_url"],
        format!("http://chat.local:8080/join/{code}")
    );
    let ann = nobody.keeping(&answer);
    let me = ann.get("/me").await.expect(200);
    assert_eq!(
        (&me["id"], &me["email"]),
        (&made["user"]["id"], &json!("ann@example.org"))
    );
    let rooms = ann.get("/rooms").await.expect(200);
    assert_eq!(rooms["rooms"], json!([made["room"]]));
    let setup = nobody.get("/setup").await.expect(200);
    assert_eq!(setup, json!({"needed": false, "account_name": "Acme"}));
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie_back() {
    let team = team().await;
    let credentials = json!({"email": "BOB@example.org", "password": PASSWORD});
    let answer = team.world.browser().post("/session", credentials).await;
    assert_eq!(answer.expect(201)["user"]["name"], "Bob");
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("campfire=") && cookie.contains("HttpOnly; SameSite=Lax"));
    let bob = team.world.browser().keeping(&answer);
    let out = bob.delete("/session").await;
    out.expect(204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    bob.get("/me").await.refused(401, "session.required");
    team.bob.get("/me").await.expect(200);
}

#[tokio::test]
async fn unknown_people_and_wrong_passwords_are_one_answer() {
    let team = team().await;
    let nobody = team.world.browser();
    let mut bodies = Vec::new();
    for (email, password) in [
        ("ann@example.org", "wrong wrong"),
        ("nobody@example.org", "wrong wrong"),
        ("not an address", "wrong wrong"),
        ("ann@example.org", "short"),
    ] {
        let body = json!({"email": email, "password": password});
        let mut problem = nobody
            .post("/session", body)
            .await
            .refused(401, "session.wrong_credentials");
        problem.as_object_mut().unwrap().remove("request_id");
        bodies.push(problem);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn a_token_lives_and_dies_with_its_session() {
    let team = team().await;
    let credentials = json!({"email": "ann@example.org", "password": PASSWORD});
    let issued = team
        .world
        .browser()
        .post("/tokens", credentials)
        .await
        .expect(201);
    assert_eq!(
        (&issued["token_type"], &issued["expires_in"]),
        (&json!("Bearer"), &json!(86400))
    );
    let token = text(&issued["access_token"]);
    let program = team
        .world
        .browser()
        .with("authorization", &format!("Bearer {token}"));
    let sessions = program.get("/sessions").await.expect(200);
    assert_eq!(sessions["sessions"].as_array().unwrap().len(), 2);
    let session_id = text(&issued["session_id"]);
    team.bob
        .delete(&format!("/sessions/{session_id}"))
        .await
        .refused(404, "session.not_found");
    team.ann
        .delete(&format!("/sessions/{session_id}"))
        .await
        .expect(204);
    program.get("/me").await.refused(401, "session.required");
}

#[tokio::test]
async fn a_bad_token_is_nobody_even_with_a_good_cookie() {
    let team = team().await;
    for value in ["Bearer x.y.z", "Basic YTpi", "Bearer"] {
        let both = team.ann.with("authorization", value);
        both.get("/me").await.refused(401, "session.required");
    }
}

#[tokio::test]
async fn ending_the_others_keeps_the_session_that_asks() {
    let team = team().await;
    let credentials = json!({"email": "ann@example.org", "password": PASSWORD});
    let answer = team.world.browser().post("/session", credentials).await;
    let second = team.world.browser().keeping(&answer);
    second.delete("/sessions").await.expect(204);
    second.get("/me").await.expect(200);
    team.ann.get("/me").await.refused(401, "session.required");
}

#[tokio::test]
async fn an_expired_session_is_nobody() {
    let team = team().await;
    team.world.clock.advance(Duration::from_hours(31 * 24));
    team.ann.get("/me").await.refused(401, "session.required");
}

#[tokio::test]
async fn cookies_over_https_are_locked_to_the_host() {
    let config = HttpConfig::new(Some("https://chat.example.org".into()), None);
    let world = world_with(config, |ports| ports).await;
    let proxied = world
        .browser()
        .from("127.0.0.1:9")
        .with("x-forwarded-proto", "https");
    let body = json!({"name": "Ann", "email": "ann@example.org", "password": PASSWORD});
    let answer = proxied.post("/setup", body).await;
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-campfire=") && cookie.ends_with("; Secure"));
    let account = proxied.keeping(&answer).get("/account").await.expect(200);
    let url = text(&account["join_url"]);
    assert!(url.starts_with("https://chat.example.org/join/"), "{url}");
}

#[tokio::test]
async fn ten_failed_tries_lock_one_address_out_of_one_account_only() {
    let world = empty_world().await;
    let team = team_in(world).await;
    let from = |peer| team.world.browser().from(peer);
    let body = |email, password| json!({"email": email, "password": password});
    for _ in 0..10 {
        let wrong = body("ann@example.org", "wrong wrong");
        from("192.0.2.1:9")
            .post("/session", wrong)
            .await
            .refused(401, "session.wrong_credentials");
    }
    let right = body("ann@example.org", PASSWORD);
    let answer = from("192.0.2.1:10").post("/tokens", right.clone()).await;
    let problem = answer.refused(429, "rate.limited");
    let detail = text(&problem["detail"]);
    assert!(detail.contains("10 failed tries in 3 minutes"), "{detail}");
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u64>()
            .unwrap()
            <= 180
    );
    from("192.0.2.2:9")
        .post("/session", right.clone())
        .await
        .expect(201);
    from("192.0.2.1:9")
        .post("/session", body("bob@example.org", PASSWORD))
        .await
        .expect(201);
    let spoofing = from("192.0.2.1:9").with("x-forwarded-for", "203.0.113.1");
    spoofing
        .post("/session", right)
        .await
        .refused(429, "rate.limited");
}

#[tokio::test]
async fn without_limits_nobody_is_locked_out() {
    let config = HttpConfig {
        rate_limits: false,
        ..HttpConfig::default()
    };
    let team = team_in(world_with(config, |ports| ports).await).await;
    for _ in 0..12 {
        let wrong = json!({"email": "ann@example.org", "password": "wrong wrong"});
        let answer = team.world.browser().post("/session", wrong).await;
        answer.refused(401, "session.wrong_credentials");
    }
}

#[tokio::test]
async fn pages_of_other_origins_change_nothing() {
    let team = team().await;
    let foreign = team.ann.with("origin", "https://evil.example");
    foreign
        .delete("/session")
        .await
        .refused(403, "request.cross_origin");
    let same_site = team.ann.with("sec-fetch-site", "same-site");
    let room = json!({"kind": "open", "name": "x"});
    same_site
        .post("/rooms", room.clone())
        .await
        .refused(403, "request.cross_origin");
    let login = json!({"email": "bob@example.org", "password": PASSWORD});
    let nobody = team.world.browser().with("sec-fetch-site", "cross-site");
    nobody
        .post("/session", login)
        .await
        .refused(403, "request.cross_origin");
    foreign.get("/me").await.expect(200);
    let own = team.ann.with("origin", "http://chat.local:8080");
    own.post("/rooms", room).await.expect(201);
}

#[tokio::test]
async fn a_try_that_could_not_be_judged_does_not_count() {
    let world = world_with(HttpConfig::default(), |mut ports| {
        let mut hasher = MockPasswordHasher::new();
        let hash =
            |password: campfire_domain::Password| Ok(PlainHasher::hash_of(password.reveal()));
        hasher.expect_hash().returning(hash);
        let busy = |_, _| Err(HashingError::Overloaded);
        hasher.expect_verify().times(12).returning(busy);
        ports.passwords = Arc::new(hasher);
        ports
    });
    let team = team_in(world.await).await;
    for _ in 0..12 {
        let credentials = json!({"email": "ann@example.org", "password": PASSWORD});
        let answer = team.world.browser().post("/session", credentials).await;
        answer.refused(503, "store.overloaded");
    }
}
