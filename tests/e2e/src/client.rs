//! One client over HTTP: a browser with its cookie, a program with its token, or nobody.

use crate::PATIENCE;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request, StatusCode,
    header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, ORIGIN, SET_COOKIE},
};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Longest wait for an answer: a long poll (55 s) and some.
const ANSWER_WITHIN: Duration = Duration::from_secs(75);

/// Sends requests and keeps what a browser would keep. Clones share the cookie.
#[derive(Clone)]
pub struct Client {
    pool: Pool<HttpConnector, Full<Bytes>>,
    base: String,
    cookie: Arc<Mutex<Option<String>>>,
    bearer: Option<String>,
    headers: HeaderMap,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.base)
    }
}

impl Client {
    /// A client of the server at `base` without a session.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self::from_address(base, None)
    }

    /// The same, connecting from a certain local address, like 127.0.0.2.
    #[must_use]
    pub fn from_address(base: &str, local: Option<IpAddr>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_local_address(local);
        Self {
            pool: Pool::builder(TokioExecutor::new()).build(connector),
            base: base.trim_end_matches('/').to_owned(),
            cookie: Arc::default(),
            bearer: None,
            headers: HeaderMap::new(),
        }
    }

    /// The same session over another address of the server: a proxy, or a later port.
    #[must_use]
    pub fn at(&self, base: &str) -> Self {
        let mut other = Self::new(base);
        other.cookie = Arc::new(Mutex::new(self.cookie()));
        other.bearer.clone_from(&self.bearer);
        other.headers = self.headers.clone();
        other
    }

    /// The headers of every request besides the usual ones.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The same client with one more header in every request.
    ///
    /// # Panics
    /// When name or value cannot be a header.
    #[must_use]
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.insert(
            HeaderName::from_bytes(name.as_bytes()).expect("a header name"),
            HeaderValue::from_str(value).expect("a header value"),
        );
        other
    }

    /// A client with the same server and address, an access token, and no cookie.
    #[must_use]
    pub fn with_bearer(&self, token: &str) -> Self {
        let mut other = self.clone();
        other.cookie = Arc::default();
        other.bearer = Some(token.to_owned());
        other
    }

    /// A client with this whole `name=value` as its cookie, or none.
    #[must_use]
    pub fn with_cookie(&self, cookie: Option<&str>) -> Self {
        let mut other = self.clone();
        other.cookie = Arc::new(Mutex::new(cookie.map(str::to_owned)));
        other.bearer = None;
        other
    }

    /// The cookie as `name=value`.
    #[must_use]
    pub fn cookie(&self) -> Option<String> {
        self.cookie
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The access token.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }

    /// Where the server is, like `http://127.0.0.1:40123`.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// GET of a path below `/api/v1`.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// POST of JSON below `/api/v1`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// PUT of JSON below `/api/v1`.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PUT, path, Some(body)).await
    }

    /// PATCH of JSON below `/api/v1`.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::PATCH, path, Some(body)).await
    }

    /// DELETE of a path below `/api/v1`.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call(Method::DELETE, path, None).await
    }

    /// Any call below `/api/v1`.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        self.root(method, &format!("/api/v1{path}"), body).await
    }

    /// Any call at the root.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn root(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let sent = self.try_root(method.clone(), path, body).await;
        sent.unwrap_or_else(|why| panic!("{method} {path}: no answer: {why}"))
    }

    /// Any call at the root; says why when there is no answer.
    ///
    /// # Errors
    /// When the connection fails or the answer takes too long.
    pub async fn try_root(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let mut request = Request::builder().method(method).uri(self.uri(path));
        let bytes = match body {
            Some(body) => {
                request = request.header(CONTENT_TYPE, "application/json");
                Bytes::from(body.to_string())
            }
            None => Bytes::new(),
        };
        self.transmit(request.body(Full::new(bytes))?).await
    }

    /// A request with any body and content type below `/api/v1`.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Answer {
        let uri = self.uri(&format!("/api/v1{path}"));
        let mut request = Request::builder().method(method.clone()).uri(uri);
        if let Some(content_type) = content_type {
            request = request.header(CONTENT_TYPE, content_type);
        }
        let request = request
            .body(Full::new(body.into()))
            .expect("a request can be built");
        let sent = self.transmit(request).await;
        sent.unwrap_or_else(|why| panic!("{method} {path}: no answer: {why}"))
    }

    /// Asks for the WebSocket and gives back what HTTP says to that: 101, or the refusal.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn upgrade(&self) -> Answer {
        let mut browser = self.clone();
        // Browsers name the page with every upgrade; a cookie without that is refused.
        if self.cookie().is_some() && !self.headers.contains_key(ORIGIN) {
            browser = browser.with_header("origin", &self.base);
        }
        browser
            .with_header("connection", "Upgrade")
            .with_header("upgrade", "websocket")
            .with_header("sec-websocket-version", "13")
            .with_header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .get("/live")
            .await
    }

    fn uri(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn transmit(&self, mut request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
        let about = format!("{} {}", request.method(), request.uri().path());
        let headers = request.headers_mut();
        if let Some(cookie) = self.cookie() {
            headers.insert(COOKIE, HeaderValue::from_str(&cookie)?);
        }
        if let Some(token) = &self.bearer {
            let value = HeaderValue::from_str(&format!("Bearer {token}"))?;
            headers.insert(hyper::header::AUTHORIZATION, value);
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        let answer = tokio::time::timeout(ANSWER_WITHIN, async {
            let response = self.pool.request(request).await?;
            let (parts, body) = response.into_parts();
            // After 101 the bytes are frames, not a body.
            let body = if parts.status == StatusCode::SWITCHING_PROTOCOLS {
                Bytes::new()
            } else {
                tokio::time::timeout(PATIENCE, body.collect())
                    .await??
                    .to_bytes()
            };
            anyhow::Ok(Answer {
                about,
                status: parts.status,
                headers: parts.headers,
                body,
            })
        })
        .await??;
        self.keep_cookie(&answer.headers);
        Ok(answer)
    }

    fn keep_cookie(&self, headers: &HeaderMap) {
        for set in headers.get_all(SET_COOKIE) {
            let text = set.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default().trim();
            let gone = pair.ends_with('=') || text.to_ascii_lowercase().contains("max-age=0");
            let mut cookie = self.cookie.lock().unwrap_or_else(PoisonError::into_inner);
            *cookie = (!gone).then(|| pair.to_owned());
        }
    }
}

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    about: String,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// The status as a number.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.status.as_u16()
    }

    /// The value of a header, empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON, null when it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The JSON of an answer with this status.
    ///
    /// # Panics
    /// When it has another status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.code(), status, "{}: {}", self.about, self.text());
        self.json()
    }

    /// The JSON of an answer that is a success.
    ///
    /// # Panics
    /// When it is none.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(
            self.status.is_success(),
            "{}: {} {}",
            self.about,
            self.status,
            self.text()
        );
        self.json()
    }

    /// The problem body of a refusal with this status and code, its whole form checked.
    ///
    /// # Panics
    /// When it is something else.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let about = &self.about;
        assert_eq!(self.code(), status, "{about}: {}", self.text());
        let problem = self.json();
        assert_eq!(problem["code"], code, "{about}: {problem}");
        self.assert_is_problem();
        problem
    }

    /// Checks that the body is a problem as RFC 9457 and the protocol page have it.
    ///
    /// # Panics
    /// When it is not.
    #[track_caller]
    pub fn assert_is_problem(&self) {
        let (about, problem) = (&self.about, self.json());
        assert!(
            self.header("content-type")
                .starts_with("application/problem+json"),
            "{about}: content type {:?}",
            self.header("content-type")
        );
        assert_eq!(problem["status"], self.code(), "{about}: {problem}");
        for member in ["type", "title", "detail", "code", "request_id"] {
            assert!(
                problem[member].is_string(),
                "{about}: no {member}: {problem}"
            );
        }
        assert_eq!(
            problem["request_id"],
            self.header("x-request-id"),
            "{about}: the body and the header name different requests"
        );
        for leak in [
            "panicked", "SQLITE", "sqlite", "poem", "rusqlite", "sqlx", ".rs:", "/home/", "param0",
        ] {
            assert!(
                !self.text().contains(leak),
                "{about}: leaks {leak:?}: {problem}"
            );
        }
    }

    /// Checks that a refusal names this member of the body with this code.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn names_field(&self, pointer: &str, code: &str) {
        let problem = self.refused(422, "request.invalid");
        let fields = problem["fields"].as_array().cloned().unwrap_or_default();
        assert!(
            fields
                .iter()
                .any(|field| field["pointer"] == pointer && field["code"] == code),
            "{}: no field {pointer} with {code}: {problem}",
            self.about
        );
    }
}
