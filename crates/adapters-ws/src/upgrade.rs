//! `GET /api/v1/live`: origin, session, and the way from HTTP to a socket. What is refused here is
//! an HTTP answer with a problem body.

use crate::{
    codec::Tungstenite,
    connection::{Connection, Live},
    registry::ConnectionRegistry,
    sweep,
};
use campfire_app::Campfire;
use campfire_domain::{Actor, PublicAddress, SessionToken};
use campfire_wire::Problem;
use poem::{
    Body, Endpoint, OnUpgrade, Request, Response, Result,
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
};
use std::sync::Arc;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

/// Cookies of a session, the one of https first: it cannot be set by a neighbouring host.
const COOKIES: [&str; 2] = ["__Host-campfire", "campfire"];

/// How long a client may stay away when the server stops: it is back in less.
const RESTART_RETRY_AFTER_MS: u64 = 1000;

/// The endpoint of `GET /api/v1/live`. Starts the sweeper of the registry's connections, so it needs
/// a tokio runtime around it.
///
/// Refused are, as problems: another method (405), a request that is no upgrade to version 13 of
/// WebSocket (426) or has a malformed key (400), a foreign `Origin`, or none with a cookie (403
/// `request.cross_origin`), no live session (401 `session.required`), and everyone while the server
/// stops (503). One socket too many is accepted and closed with 4029, since a browser cannot see a
/// refused upgrade.
pub fn endpoint(
    registry: Arc<ConnectionRegistry>,
    app: Campfire,
) -> impl Endpoint<Output = Response> {
    registry.attach(&app);
    tokio::spawn(sweep::run(
        Arc::downgrade(&registry),
        Arc::downgrade(&app.sessions),
    ));
    LiveEndpoint(Arc::new(Live { app, registry }))
}

struct LiveEndpoint(Arc<Live>);

/// A request that may become a socket.
struct Accepted {
    actor: Actor,
    from: Option<PublicAddress>,
    key: HeaderValue,
    on_upgrade: OnUpgrade,
}

/// An upgrade that is refused.
struct Refusal {
    status: StatusCode,
    code: &'static str,
    detail: &'static str,
    headers: Vec<(HeaderName, &'static str)>,
}

impl Refusal {
    fn new(status: StatusCode, code: &'static str, detail: &'static str) -> Self {
        Self {
            status,
            code,
            detail,
            headers: Vec::new(),
        }
    }

    fn with(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, value));
        self
    }

    fn into_response(self, request: &Request) -> Response {
        let title = self.status.canonical_reason().unwrap_or_default();
        let stops = self.status == StatusCode::SERVICE_UNAVAILABLE;
        let problem = Problem {
            r#type: format!("/problems/{}", self.code),
            title: title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.to_owned(),
            code: self.code.to_owned(),
            request_id: request
                .header("x-request-id")
                .unwrap_or_default()
                .to_owned(),
            retry_after_ms: stops.then_some(RESTART_RETRY_AFTER_MS),
            fields: None,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::builder()
            .status(self.status)
            .content_type("application/problem+json")
            .body(Body::from_vec(body));
        for (name, value) in self.headers {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

impl Endpoint for LiveEndpoint {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        Ok(match accept(&request, &self.0) {
            Ok(accepted) => self.open(accepted),
            Err(refusal) => {
                self.0.registry.counts.refused(refusal.code);
                tracing::info!(code = refusal.code, "live.upgrade_refused");
                refusal.into_response(&request)
            }
        })
    }
}

impl LiveEndpoint {
    fn open(&self, accepted: Accepted) -> Response {
        let Accepted {
            actor,
            from,
            key,
            on_upgrade,
        } = accepted;
        let live = Arc::clone(&self.0);
        tokio::spawn(async move {
            let Ok(stream) = on_upgrade.await else {
                return;
            };
            let frame_max = live.registry.config.frame_max_bytes;
            let codec = Tungstenite::new(stream, frame_max).await;
            Connection::new(live, codec, actor, from).await;
        });
        Response::builder()
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .header(header::CONNECTION, "upgrade")
            .header(header::UPGRADE, "websocket")
            .header(
                header::SEC_WEBSOCKET_ACCEPT,
                derive_accept_key(key.as_bytes()),
            )
            .body(Body::empty())
    }
}

fn accept(request: &Request, live: &Live) -> std::result::Result<Accepted, Refusal> {
    if *request.method() != Method::GET {
        let detail = "this address is opened as a WebSocket";
        return Err(
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method.not_allowed", detail)
                .with(header::ALLOW, "GET"),
        );
    }
    let key = check_upgrade(request)?;
    let registry = &live.registry;
    if registry.is_draining() {
        return Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "server.restarting",
            "the server restarts",
        )
        .with(header::RETRY_AFTER, "1"));
    }
    let bearer = bearer(request);
    check_origin(
        request,
        registry.config.public_url.as_deref(),
        bearer.is_some(),
    )?;
    let sessions = &live.app.sessions;
    // The edge of the server knows whose word counts for it.
    let from = request.data::<PublicAddress>().copied();
    let actor = match bearer {
        Some(token) => sessions.actor_by_access_token(token, from),
        None => COOKIES
            .iter()
            .find_map(|name| session_token(request, name))
            .and_then(|token| sessions.actor_by_token(&token, from)),
    };
    let actor = actor.ok_or_else(|| {
        Refusal::new(
            StatusCode::UNAUTHORIZED,
            "session.required",
            "sign in first",
        )
        .with(header::WWW_AUTHENTICATE, "Bearer")
    })?;
    let on_upgrade = request.take_upgrade().map_err(|_| no_upgrade())?;
    Ok(Accepted {
        actor,
        from,
        key,
        on_upgrade,
    })
}

fn no_upgrade() -> Refusal {
    let detail = "this address is opened as a WebSocket of version 13";
    Refusal::new(StatusCode::UPGRADE_REQUIRED, "upgrade.required", detail)
        .with(header::UPGRADE, "websocket")
        .with(header::SEC_WEBSOCKET_VERSION, "13")
}

/// The headers of RFC 6455, 4.2.1; gives the key.
fn check_upgrade(request: &Request) -> std::result::Result<HeaderValue, Refusal> {
    let names = |name: HeaderName, word: &str| {
        let values = request.headers().get_all(name);
        let mut words = values
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        words.any(|one| one.trim().eq_ignore_ascii_case(word))
    };
    if !names(header::UPGRADE, "websocket") || !names(header::CONNECTION, "upgrade") {
        return Err(no_upgrade());
    }
    if !names(header::SEC_WEBSOCKET_VERSION, "13") {
        return Err(no_upgrade());
    }
    let key = request.headers().get(header::SEC_WEBSOCKET_KEY);
    key.filter(|key| is_key(key.as_bytes()))
        .cloned()
        .ok_or_else(|| {
            Refusal::new(
                StatusCode::BAD_REQUEST,
                "request.malformed",
                "the WebSocket key is not 16 bytes in base64",
            )
        })
}

/// 16 bytes in base64: 22 characters and two of padding.
fn is_key(key: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'+' || *byte == b'/';
    key.len() == 24 && key.ends_with(b"==") && key.iter().take(22).all(plain)
}

/// A browser names the page's origin: it must be ours. Programs need not name one, but then they
/// must show a token: a cookie without an origin is no browser of ours.
fn check_origin(
    request: &Request,
    public_url: Option<&str>,
    bearer: bool,
) -> std::result::Result<(), Refusal> {
    let foreign = Refusal::new(
        StatusCode::FORBIDDEN,
        "request.cross_origin",
        "only pages of this Campfire may open a connection",
    );
    let Some(origin) = request.headers().get(header::ORIGIN) else {
        return if bearer || !has_cookie(request) {
            Ok(())
        } else {
            Err(foreign)
        };
    };
    let origin = origin.to_str().unwrap_or_default();
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|host| host.to_str().ok()).or_else(|| {
        // HTTP/2 has no Host header.
        request
            .uri()
            .authority()
            .map(poem::http::uri::Authority::as_str)
    });
    let same_host = authority(origin)
        .zip(host)
        .is_some_and(|(named, host)| named.eq_ignore_ascii_case(host));
    let public = public_url.is_some_and(|url| origin_of(url).eq_ignore_ascii_case(origin));
    if same_host || public {
        Ok(())
    } else {
        Err(foreign)
    }
}

/// Host and port of an origin.
fn authority(origin: &str) -> Option<&str> {
    origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))
}

/// The origin of a URL as browsers write it: no path, no port where it is the usual one.
fn origin_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let usual = if scheme.eq_ignore_ascii_case("https") {
        ":443"
    } else {
        ":80"
    };
    let authority = authority.strip_suffix(usual).unwrap_or(authority);
    format!("{scheme}://{authority}")
}

fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header(header::AUTHORIZATION)?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn has_cookie(request: &Request) -> bool {
    COOKIES.iter().any(|name| cookie(request, name).is_some())
}

fn session_token(request: &Request, name: &str) -> Option<SessionToken> {
    SessionToken::parse(cookie(request, name)?).ok()
}

fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE).into_iter();
    headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}
