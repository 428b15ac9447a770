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

/// Everything that the main port serves. `api` sees whole paths.
pub(crate) fn tree(
    api: impl Endpoint<Output = Response> + 'static,
    live: impl Endpoint<Output = Response> + 'static,
    readiness: Readiness,
    metrics: &Arc<Metrics>,
) -> Route {
    Route::new()
        .at("/api/v1/live", live)
        .nest_no_strip("/api", api)
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
        .nest_no_strip("/", WebClient)
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
