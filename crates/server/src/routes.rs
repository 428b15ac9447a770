//! The route tree: the API, the live socket, health, metrics, and the web client under all else.

use crate::{
    metrics::Metrics,
    readiness::{Readiness, ready},
    static_files::WebClient,
};
use poem::{
    Endpoint, Request, Response, Route,
    endpoint::make,
    http::{StatusCode, header},
};
use std::sync::Arc;

/// Where sockets are opened.
const LIVE: &str = "/api/v1/live";

/// Everything that the main port serves. `api` sees whole paths.
pub(crate) fn tree<A>(
    api: A,
    live: impl Endpoint<Output = Response> + 'static,
    readiness: Readiness,
    metrics: &Arc<Metrics>,
) -> Tree<A> {
    let others = Route::new()
        .at(LIVE, live)
        .at(
            "/up",
            make(|_| async { Ok::<_, poem::Error>(text(StatusCode::OK, "up")) }),
        )
        .at(
            "/livez",
            make(|_| async { Ok::<_, poem::Error>(text(StatusCode::OK, "live")) }),
        )
        .at("/readyz", ready(readiness))
        .at("/metrics", loopback_only(Arc::clone(metrics)))
        .nest_no_strip("/", WebClient);
    Tree { api, others }
}

/// The API, told by a comparison because most requests are for it, and a route for all else.
pub(crate) struct Tree<A> {
    api: A,
    others: Route,
}

impl<A: Endpoint<Output = Response>> Endpoint for Tree<A> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let path = request.uri().path();
        let below_api = path.strip_prefix("/api");
        let of_api = below_api.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if of_api && path != LIVE {
            self.api.call(request).await
        } else {
            self.others.call(request).await
        }
    }
}

/// The metrics alone, for the port of their own.
pub(crate) fn metrics_only(metrics: &Arc<Metrics>) -> Route {
    let metrics = Arc::clone(metrics);
    let figures = make(move |_| {
        let metrics = Arc::clone(&metrics);
        async move { figures(&metrics) }
    });
    Route::new().at("/metrics", figures)
}

/// Metrics for this machine's own programs: a proxy in front must not hand them to everyone.
fn loopback_only(metrics: Arc<Metrics>) -> impl Endpoint<Output = Response> {
    make(move |request: Request| {
        let metrics = Arc::clone(&metrics);
        async move {
            let peer = request.remote_addr().as_socket_addr();
            let local = peer.is_some_and(|peer| peer.ip().is_loopback());
            let forwarded = request
                .headers()
                .keys()
                .any(|name| name == header::FORWARDED || name.as_str().starts_with("x-forwarded-"));
            if local && !forwarded {
                Ok(figures(&metrics))
            } else {
                Err(poem::Error::from(StatusCode::NOT_FOUND))
            }
        }
    })
}

fn figures(metrics: &Metrics) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    Response::builder().content_type(kind).body(metrics.text())
}

fn text(status: StatusCode, text: &str) -> Response {
    let response = Response::builder()
        .status(status)
        .content_type("text/plain; charset=utf-8");
    response
        .header(header::CACHE_CONTROL, "no-store")
        .body(text.to_owned())
}
