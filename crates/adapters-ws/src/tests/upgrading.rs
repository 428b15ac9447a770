//! The way from HTTP to a socket.

use super::world::World;
use campfire_domain::{EmailAddress, Password};
use campfire_testkit::builders::PASSWORD;
use futures_util::{SinkExt, StreamExt};
use poem::{
    Endpoint, Request, Response,
    http::{StatusCode, header},
    listener::{Acceptor, Listener, TcpListener},
};
use serde_json::Value;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

type Header<'a> = (&'static str, &'a str);

async fn cookie(world: &World) -> String {
    let (email, password) = credentials(world);
    let signed = world
        .app
        .sessions
        .sign_in(email, password, "test".into())
        .await;
    format!("campfire={}", signed.unwrap().token.reveal())
}

fn credentials(world: &World) -> (EmailAddress, Password) {
    let email = world.scene.ann.email.clone().unwrap();
    (email, Password::parse(PASSWORD).unwrap())
}

/// A request as a browser on the page of this Campfire makes it.
fn upgrade(with: &[Header<'_>]) -> Request {
    let mut request = Request::builder()
        .uri_str("/api/v1/live")
        .header("host", "chat.test")
        .header("origin", "https://chat.test")
        .header("upgrade", "websocket")
        .header("connection", "keep-alive, Upgrade")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", KEY)
        .finish();
    for (name, value) in with {
        let headers = request.headers_mut();
        if value.is_empty() {
            headers.remove(*name);
        } else {
            headers.insert(*name, value.parse().unwrap());
        }
    }
    request
}

async fn answer(world: &World, request: Request) -> (Response, Value) {
    let endpoint = crate::endpoint(world.registry.clone(), world.app.clone());
    let mut response = endpoint.call(request).await.unwrap();
    let body = response.take_body().into_vec().await.unwrap();
    (response, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn what_is_no_upgrade_or_not_allowed_is_a_problem() {
    let world = World::new().await;
    let cookie = cookie(&world).await;
    let me = ("cookie", cookie.as_str());
    let rows: [(&[Header<'_>], u16, &str); 12] = [
        (&[me, ("upgrade", "")], 426, "upgrade.required"),
        (&[me, ("connection", "keep-alive")], 426, "upgrade.required"),
        (
            &[me, ("sec-websocket-version", "8")],
            426,
            "upgrade.required",
        ),
        (&[me, ("sec-websocket-key", "")], 400, "request.malformed"),
        (
            &[me, ("sec-websocket-key", "c2hvcnQ=")],
            400,
            "request.malformed",
        ),
        (
            &[me, ("origin", "https://evil.test")],
            403,
            "request.cross_origin",
        ),
        (&[me, ("origin", "null")], 403, "request.cross_origin"),
        (&[me, ("origin", "")], 403, "request.cross_origin"),
        (&[], 401, "session.required"),
        (&[("cookie", "campfire=wrong")], 401, "session.required"),
        (
            &[("authorization", "Bearer wrong"), ("origin", "")],
            401,
            "session.required",
        ),
        // All is well but there is no connection under this request.
        (&[me], 426, "upgrade.required"),
    ];
    for (headers, status, code) in rows {
        let (response, problem) = answer(&world, upgrade(headers)).await;
        assert_eq!(response.status().as_u16(), status, "{headers:?}");
        assert_eq!(problem["code"], code, "{headers:?}");
        assert_eq!(problem["status"], status);
        assert_eq!(response.content_type(), Some("application/problem+json"));
    }
    let mut post = upgrade(&[me]);
    post.set_method(poem::http::Method::POST);
    let (response, _) = answer(&world, post).await;
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(response.header(header::ALLOW), Some("GET"));
}

#[tokio::test]
async fn a_server_that_stops_refuses_for_a_second() {
    let world = World::new().await;
    world.registry.drain(std::time::Duration::ZERO).await;
    let (response, problem) = answer(&world, upgrade(&[])).await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.header(header::RETRY_AFTER), Some("1"));
    assert_eq!(problem["retry_after_ms"], 1000);
}

#[tokio::test]
async fn the_public_address_is_an_origin_of_ours() {
    let world = World::with(crate::LiveConfig {
        public_url: Some("https://chat.example:443/".to_owned()),
        ..crate::LiveConfig::default()
    })
    .await;
    let ours = upgrade(&[("origin", "https://chat.example")]);
    let (response, _) = answer(&world, ours).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let plain = upgrade(&[("origin", "http://chat.example")]);
    let (response, _) = answer(&world, plain).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

/// Serves the endpoint on a free port of the loopback and connects to it with these headers.
async fn connect(world: &World, with: &[(&'static str, String)]) -> Value {
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await;
    let acceptor = acceptor.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
    let endpoint = crate::endpoint(world.registry.clone(), world.app.clone());
    let server = tokio::spawn(poem::Server::new_with_acceptor(acceptor).run(endpoint));
    let url = format!("ws://{address}/api/v1/live");
    let mut request = url.into_client_request().unwrap();
    for (name, value) in with {
        let value = value.replace("ADDRESS", &address.to_string());
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let connected = tokio_tungstenite::client_async(request, stream).await;
    let (mut socket, _) = connected.unwrap();
    let hello = Message::text(r#"{"type":"hello","protocol":1}"#);
    socket.send(hello).await.unwrap();
    let first = socket.next().await.unwrap().unwrap();
    server.abort();
    serde_json::from_str(first.to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn a_browser_with_its_cookie_is_welcomed() {
    let world = World::new().await;
    let cookie = format!("theme=dark; {}", cookie(&world).await);
    let origin = "http://ADDRESS".to_owned();
    let welcome = connect(&world, &[("cookie", cookie), ("origin", origin)]).await;
    assert_eq!(welcome["type"], "welcome");
}

#[tokio::test]
async fn a_program_with_its_token_needs_no_origin() {
    let world = World::new().await;
    let (email, password) = credentials(&world);
    let issued = world
        .app
        .sessions
        .issue_token(email, password, "bot".into())
        .await;
    let token = format!("Bearer {}", issued.unwrap().access_token);
    let welcome = connect(&world, &[("authorization", token)]).await;
    assert_eq!(welcome["type"], "welcome");
}
