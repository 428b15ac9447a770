use crate::support::{Answer, team, world_with};
use campfire_adapters_http::{HttpConfig, edge::edge};
use campfire_testkit::SeqIds;
use poem::{Endpoint, EndpointExt, Request, Response, endpoint::make, http::Method};
use std::sync::Arc;

#[tokio::test]
async fn every_answer_has_the_security_headers_and_its_own_request_id() {
    let team = team().await;
    let mut ids = Vec::new();
    for path in ["/me", "/nowhere", "/rooms/x", "/openapi.json"] {
        let answer = team
            .ann
            .with("x-request-id", "mine")
            .root(Method::GET, &format!("/api/v1{path}"), "")
            .await;
        for (name, start) in [
            (
                "content-security-policy",
                "default-src 'none'; script-src 'self';",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            let value = answer.header(name).unwrap_or_default();
            assert!(value.starts_with(start), "{path}: {name}");
        }
        assert_eq!(answer.header("strict-transport-security"), None);
        assert_eq!(answer.header("server"), None);
        ids.push(answer.header("x-request-id").unwrap().to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn over_https_the_answer_says_to_stay_there() {
    let config = HttpConfig::new(Some("https://chat.example.org".into()), None);
    let world = world_with(config, |ports| ports).await;
    let proxied = world
        .browser()
        .from("127.0.0.1:9")
        .with("x-forwarded-proto", "https");
    let answer = proxied.get("/setup").await;
    assert_eq!(
        answer.header("strict-transport-security"),
        Some("max-age=63072000")
    );
    let stranger = world
        .browser()
        .from("192.0.2.1:9")
        .with("x-forwarded-proto", "https");
    assert_eq!(
        stranger
            .get("/setup")
            .await
            .header("strict-transport-security"),
        None
    );
}

#[tokio::test]
async fn a_panic_becomes_a_problem_without_its_words() {
    let panics = make(|_: Request| async { panic!("secret words") as poem::Result<Response> });
    let server = edge(panics, HttpConfig::default(), Arc::new(SeqIds::default()));
    let response = Arc::new(server.boxed())
        .get_response(Request::builder().finish())
        .await;
    let answer = Answer {
        method: Method::GET,
        path: "/".to_owned(),
        status: response.status(),
        headers: response.headers().clone(),
        bytes: response.into_body().into_bytes().await.unwrap(),
    };
    let problem = answer.refused(500, "internal");
    assert!(!problem.to_string().contains("secret"));
    assert!(answer.header("content-security-policy").is_some());
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let team = team().await;
    let room = format!("/rooms/{}", team.lobby);
    for (method, path, allow) in [
        (Method::PUT, room.as_str(), "DELETE, GET, HEAD, PATCH"),
        (Method::OPTIONS, "/rooms", "GET, HEAD, POST"),
        (Method::GET, "/rooms/direct", "POST"),
        (Method::TRACE, "/me", "GET, HEAD, PATCH"),
    ] {
        let answer = team.ann.raw(method, path, "").await;
        answer.refused(405, "method.not_allowed");
        assert_eq!(answer.header("allow"), Some(allow), "{path}");
    }
}

#[tokio::test]
async fn a_declared_body_over_the_limit_is_refused_unread() {
    let team = team().await;
    let large = team.ann.with("content-length", "1048577");
    large
        .post("/rooms", serde_json::json!({}))
        .await
        .refused(413, "request.too_large");
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let team = team().await;
    let answer = team.ann.root(Method::HEAD, "/api/v1/me", "").await;
    answer.expect(200);
    assert!(answer.bytes.is_empty());
}

#[tokio::test]
async fn the_document_and_its_page_are_served() {
    let team = team().await;
    let nobody = team.world.browser();
    let document = nobody.root(Method::GET, "/api/v1/openapi.json", "").await;
    assert_eq!(document.bytes, campfire_adapters_http::document());
    let page = nobody.root(Method::GET, "/api/docs", "").await;
    page.expect(200);
    let html = String::from_utf8(page.bytes.to_vec()).unwrap();
    assert!(html.contains("\"openapi\": \"3.0.3\"") && html.contains("Campfire API"));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'sha256-") && !policy.contains("trusted-types"));
}
