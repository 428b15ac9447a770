//! Who asks: a cookie or a bearer token, as an [`Actor`].

use crate::{
    HttpConfig, Shared,
    client::Client,
    errors::{Code, Refusal},
};
use campfire_app::{Campfire, sessions::Device};
use campfire_domain::{Actor, PublicAddress, SessionToken, session::SESSION_LIFETIME};
use poem::{
    FromRequest, Request, RequestBody, Result,
    http::header::{AUTHORIZATION, COOKIE},
};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaSecurityScheme, Registry},
};
use std::sync::Arc;

/// The cookie over HTTPS: the prefix makes browsers refuse it from anyone but this very host.
pub(crate) const SECURE_COOKIE: &str = "__Host-campfire";
/// The cookie over plain HTTP, where the prefix cannot be used.
pub(crate) const PLAIN_COOKIE: &str = "campfire";

/// Who a request comes from, if its session lives. A request with an `Authorization` header is
/// judged by that alone.
#[must_use]
pub fn authenticate(request: &Request, app: &Campfire, config: &HttpConfig) -> Option<Actor> {
    let client = Client::of(request, config);
    let from = PublicAddress::of(client.address);
    if request.headers().contains_key(AUTHORIZATION) {
        return app.sessions.actor_by_access_token(bearer(request)?, from);
    }
    let token = SessionToken::parse(cookie(request, cookie_name(&client))?).ok()?;
    app.sessions.actor_by_token(&token, from)
}

/// The token of `Authorization: Bearer …` (RFC 6750).
fn bearer(request: &Request) -> Option<&str> {
    let (scheme, token) = request.header(AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The value of a cookie (RFC 6265, 4.2.1).
fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let lines = request.headers().get_all(COOKIE).iter();
    let pairs = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'));
    let mut values = pairs.filter_map(|pair| pair.trim().split_once('='));
    values.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn cookie_name(client: &Client) -> &'static str {
    if client.https {
        SECURE_COOKIE
    } else {
        PLAIN_COOKIE
    }
}

/// `Set-Cookie` of a new session. The cookie lives as long as the session can at most (180 days).
pub(crate) fn set_cookie(token: &SessionToken, https: bool) -> String {
    let seconds = SESSION_LIFETIME.as_secs();
    cookie_line(token.reveal(), seconds, https)
}

/// `Set-Cookie` that takes it back.
pub(crate) fn clear_cookie(https: bool) -> String {
    cookie_line("", 0, https)
}

fn cookie_line(value: &str, seconds: u64, https: bool) -> String {
    let (name, secure) = if https {
        (SECURE_COOKIE, "; Secure")
    } else {
        (PLAIN_COOKIE, "")
    };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// A request of anyone.
pub(crate) struct Visitor {
    pub(crate) shared: Arc<Shared>,
    pub(crate) client: Client,
    /// What they come with.
    pub(crate) device: Device,
}

impl<'a> FromRequest<'a> for Visitor {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> Result<Self> {
        let shared = shared(request)?;
        let client = Client::of(request, &shared.config);
        let device = Device {
            name: request.header("user-agent").unwrap_or_default().to_owned(),
            address: PublicAddress::of(client.address),
        };
        Ok(Self {
            shared,
            client,
            device,
        })
    }
}

/// A request of someone whose session lives; everyone else gets 401.
pub(crate) struct SignedIn {
    pub(crate) shared: Arc<Shared>,
    pub(crate) actor: Actor,
}

impl SignedIn {
    /// The use cases.
    pub(crate) fn app(&self) -> &Campfire {
        &self.shared.app
    }
}

impl<'a> ApiExtractor<'a> for SignedIn {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        let empty = MetaSecurityScheme {
            ty: "",
            description: None,
            name: None,
            key_in: None,
            scheme: None,
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        };
        let cookie = MetaSecurityScheme {
            ty: "apiKey",
            description: Some(
                "For browsers. Over HTTPS it is called `__Host-campfire`, over plain HTTP `campfire`. \
                 Requests that change something must come from this Campfire's own pages.",
            ),
            name: Some(SECURE_COOKIE),
            key_in: Some("cookie"),
            ..empty
        };
        registry.create_security_scheme("cookie", cookie);
        let bearer = MetaSecurityScheme {
            ty: "http",
            description: Some(
                "For programs: an access token of `POST /tokens`, good for 24 hours.",
            ),
            name: None,
            key_in: None,
            scheme: Some("bearer"),
            bearer_format: Some("JWT"),
            flows: None,
            openid_connect_url: None,
        };
        registry.create_security_scheme("bearer", bearer);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["cookie", "bearer"]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let shared = shared(request)?;
        let actor = authenticate(request, &shared.app, &shared.config);
        let actor = actor.ok_or_else(|| Refusal::new(Code::SessionRequired))?;
        Ok(Self { shared, actor })
    }
}

fn shared(request: &Request) -> Result<Arc<Shared>, Refusal> {
    let shared = request.data::<Arc<Shared>>().cloned();
    shared.ok_or_else(|| Refusal::new(Code::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_cookie_is_found_among_others() {
        let request = Request::builder()
            .header("cookie", "a=1; xcampfire=2; campfire=three; b")
            .finish();
        assert_eq!(cookie(&request, PLAIN_COOKIE), Some("three"));
        assert_eq!(cookie(&request, SECURE_COOKIE), None);
    }

    #[test]
    fn only_the_bearer_scheme_carries_a_token() {
        let with = |value: &str| Request::builder().header("authorization", value).finish();
        assert_eq!(bearer(&with("bearer abc")), Some("abc"));
        assert_eq!(bearer(&with("Basic abc")), None);
        assert_eq!(bearer(&with("abc")), None);
    }

    #[test]
    fn cookies_are_locked_to_the_host_over_https() {
        let token = SessionToken::parse(&"t".repeat(43)).unwrap();
        let line = set_cookie(&token, true);
        assert!(line.starts_with("__Host-campfire=ttt") && line.ends_with("; Secure"));
        assert!(line.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000"));
        let plain = set_cookie(&token, false);
        assert!(plain.starts_with("campfire=") && !plain.contains("Secure"));
        assert!(clear_cookie(true).contains("Max-Age=0"));
    }
}
