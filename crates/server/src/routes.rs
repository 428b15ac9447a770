//! The route tree: the API, the live socket, health, metrics, and the web client under all else.

use crate::{accept::App, metrics::Metrics, static_files::WebClient};
use campfire_adapters_http::{HttpConfig, edge::edge};
use campfire_adapters_sqlite::SqliteStore;
use campfire_adapters_ws::ConnectionRegistry;
use campfire_app::{Campfire, system::RandomIds};
use poem::{
    Endpoint, Request, Response, Route,
    endpoint::make,
    http::{StatusCode, header},
};
use std::{sync::Arc, time::Duration};

/// Longest wait for the store to prove that it can write.
const PROBE_DEADLINE: Duration = Duration::from_secs(2);

/// Everything that the main port serves.
pub(crate) fn app(
    campfire: &Campfire,
    registry: &Arc<ConnectionRegistry>,
    store: &Arc<SqliteStore>,
    metrics: &Arc<Metrics>,
    http: HttpConfig,
) -> App {
    let tree = Route::new()
        .at(
            "/api/v1/live",
            campfire_adapters_ws::endpoint(Arc::clone(registry), campfire.clone()),
        )
        .nest_no_strip(
            "/api",
            campfire_adapters_http::endpoint(campfire.clone(), http.clone()),
        )
        .at(
            "/up",
            make(|_| async { Ok::<_, poem::Error>(text(StatusCode::OK, "up")) }),
        )
        .at(
            "/livez",
            make(|_| async { Ok::<_, poem::Error>(text(StatusCode::OK, "live")) }),
        )
        .at("/readyz", ready(Arc::clone(store)))
        .at("/metrics", loopback_only(Arc::clone(metrics)))
        .nest_no_strip("/", WebClient);
    crate::accept::app(edge(tree, http, Arc::new(RandomIds)))
}

/// The metrics alone, for the port of their own.
pub(crate) fn metrics_only(metrics: &Arc<Metrics>) -> App {
    let metrics = Arc::clone(metrics);
    let figures = make(move |_| {
        let metrics = Arc::clone(&metrics);
        async move { Ok::<_, poem::Error>(figures(&metrics)) }
    });
    crate::accept::app(Route::new().at("/metrics", figures))
}

/// Ready when the store can write; says why when not.
fn ready(store: Arc<SqliteStore>) -> impl Endpoint<Output = Response> {
    make(move |_| {
        let store = Arc::clone(&store);
        async move {
            match tokio::time::timeout(PROBE_DEADLINE, store.probe()).await {
                Ok(Ok(())) => text(StatusCode::OK, "ready"),
                Ok(Err(error)) => text(StatusCode::SERVICE_UNAVAILABLE, &format!("store: {error}")),
                Err(_) => text(StatusCode::SERVICE_UNAVAILABLE, "store: too slow"),
            }
        }
    })
}

/// Metrics for this machine's own programs: a proxy in front must not hand them to everyone.
fn loopback_only(metrics: Arc<Metrics>) -> impl Endpoint<Output = Response> {
    make(move |request: Request| {
        let metrics = Arc::clone(&metrics);
        async move {
            let local = request
                .remote_addr()
                .as_socket_addr()
                .is_some_and(|peer| peer.ip().is_loopback());
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
