//! The outermost layer, around every route of the server: request ids, problem bodies for every
//! error (poem's own too), security headers, deadline, size limit, and one log line for a request.

use crate::{
    HttpConfig,
    body::{DRAINED_BYTES, discard},
    client::Client,
    errors::{Code, Refusal, field},
    refusals::Refusals,
};
use campfire_domain::{PublicAddress, ports::IdSource};
use poem::{
    Endpoint, EndpointExt, Error, IntoResponse, Request, Response, Result,
    error::{MethodNotAllowedError, NotFoundError},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::CatchPanic,
};
use poem_openapi::{
    OperationId,
    error::{ContentTypeError, ParseParamError, ParsePathError},
};
use std::{any::Any, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};

/// The id of a request, in the answer and for inner layers in the request. What a client sends is
/// overwritten: it must not write into our log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What pages of this origin may load and run: only its own files, no inline script or style, no
/// frame around it, HTML only through the one trusted-types policy of the message view, and a worker
/// only through the one that names the address of ours.
const CONTENT_SECURITY_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
     trusted-types campfire-message campfire-worker",
);

/// Headers of every answer that has not set them itself.
const SECURITY_HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Two years: browsers that came once over HTTPS never ask without it again.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// The one route that may take longer than the deadline.
const LONG_POLL: &str = "/api/v1/events";

/// Puts the edge around a route tree. Panics inside become 500 with the id of the request.
pub fn edge<E: Endpoint>(
    inner: E,
    config: HttpConfig,
    ids: Arc<dyn IdSource>,
) -> impl Endpoint<Output = Response> {
    let mark: fn(Box<dyn Any + Send>) -> Response = |_| {
        let mut response: Response = StatusCode::INTERNAL_SERVER_ERROR.into();
        response.set_data(Panicked);
        response
    };
    Edge {
        inner: inner.with(CatchPanic::new().with_handler(mark)),
        config,
        ids,
    }
}

/// Says that the answer stands for a panic.
#[derive(Clone, Copy)]
struct Panicked;

struct Edge<E> {
    inner: E,
    config: HttpConfig,
    ids: Arc<dyn IdSource>,
}

/// What is known of a request before it is answered.
struct About {
    id: String,
    method: Method,
    https: bool,
    began: Instant,
}

impl<E: Endpoint> Endpoint for Edge<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let client = Client::of(&request, &self.config);
        let about = About {
            id: self.ids.next().to_string(),
            method: request.method().clone(),
            https: client.https,
            began: Instant::now(),
        };
        if let Ok(id) = HeaderValue::from_str(&about.id) {
            request.headers_mut().insert(REQUEST_ID, id);
        }
        // For inner layers that know no proxies: the live socket.
        if let Some(address) = PublicAddress::of(client.address) {
            request.set_data(address);
        }
        let deadline = self.deadline_of(&request);
        let length = declared_length(&request);
        let result = if length.is_some_and(|length| length > self.config.body_limit as u64) {
            // More than would be taken is refused before it is sent.
            if length.is_some_and(|length| length <= DRAINED_BYTES) {
                discard(request.take_body()).await;
            }
            Err(Refusal::new(Code::RequestTooLarge).into())
        } else {
            let answering = timeout(deadline, self.inner.call(request)).await;
            answering.unwrap_or_else(|_| Err(timed_out().into()))
        };
        let result = result.map(IntoResponse::into_response);
        Ok(finish(result, &about, &self.config.refusals))
    }
}

impl<E> Edge<E> {
    fn deadline_of(&self, request: &Request) -> Duration {
        if request.uri().path() == LONG_POLL {
            self.config.deadline + self.config.poll_longest
        } else {
            self.config.deadline
        }
    }
}

/// The length that a body says it has, in bytes; what comes without one is cut off where it is read.
fn declared_length(request: &Request) -> Option<u64> {
    request.header(header::CONTENT_LENGTH)?.parse().ok()
}

fn timed_out() -> Refusal {
    Refusal::new(Code::RequestTimedOut).retry_after(Duration::from_secs(1))
}

fn finish(result: Result<Response>, about: &About, refusals: &Refusals) -> Response {
    let operation = match &result {
        Ok(response) => response.data::<OperationId>().map(|id| id.0),
        Err(error) => error.data::<OperationId>().map(|id| id.0),
    };
    let mut cause = None;
    let refuse = |refusal: &Refusal| {
        refusals.count(refusal.code(), operation);
        refusal.answer(&about.id)
    };
    let mut response = match result {
        Ok(response) if response.data::<Panicked>().is_some() => {
            cause = Some("a panic, reported above".to_owned());
            refuse(&Refusal::new(Code::Internal))
        }
        Ok(response) => response,
        Err(error) if error.is_from_response() => error.into_response(),
        Err(error) => {
            let refusal = refusal_of(&error);
            cause = refusal.cause().map(chain);
            refuse(&refusal)
        }
    };
    log(about, operation, response.status(), cause.as_deref());
    harden(response.headers_mut(), about);
    response
}

/// An error and what caused it, in one line.
fn chain(error: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// No path: it can hold a join code. The operation says as much.
fn log(about: &About, operation: Option<&str>, status: StatusCode, cause: Option<&str>) {
    let took_ms = u64::try_from(about.began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (id, method, status) = (&about.id, about.method.as_str(), status.as_u16());
    let (operation, cause) = (operation.unwrap_or("-"), cause.unwrap_or("-"));
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                request.id = id,
                request.method = method,
                request.operation = operation,
                response.status = status,
                took_ms,
                cause,
                "http.answered"
            )
        };
    }
    match status {
        503 => line!(warn),
        500.. => line!(error),
        _ => line!(debug),
    }
}

fn harden(headers: &mut HeaderMap, about: &About) {
    headers.remove(header::SERVER);
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(value);
    }
    if about.https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    if let Ok(id) = HeaderValue::from_str(&about.id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// Our own refusals as they are; everything of the framework in our words, never in its own.
fn refusal_of(error: &Error) -> Refusal {
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return refusal.clone();
    }
    if let Some(ParseParamError { name, .. }) = error.downcast_ref() {
        let detail = format!("The parameter {name} does not have the documented form.");
        let fields = vec![field(
            *name,
            "malformed",
            "does not have the documented form",
        )];
        return Refusal::because(Code::RequestMalformed, detail).with_fields(fields);
    }
    if error.is::<NotFoundError>()
        || error.is::<ParsePathError>()
        || error.is::<poem::error::ParsePathError>()
    {
        return Refusal::new(Code::RouteNotFound);
    }
    if error.is::<MethodNotAllowedError>() {
        return Refusal::new(Code::MethodNotAllowed).allowing("GET, HEAD".to_owned());
    }
    if error.is::<ContentTypeError>() {
        return Refusal::new(Code::RequestUnsupportedMediaType);
    }
    match error.status() {
        StatusCode::NOT_FOUND => Refusal::new(Code::RouteNotFound),
        StatusCode::UNAUTHORIZED => Refusal::new(Code::SessionRequired),
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(Code::RequestTooLarge),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Refusal::new(Code::RequestUnsupportedMediaType),
        status if status.is_client_error() => Refusal::new(Code::RequestMalformed),
        _ => Refusal::new(Code::Internal).caused_by(Foreign(error.to_string())),
    }
}

/// What the framework said, for the log only.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Foreign(String);
