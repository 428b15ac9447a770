//! Campfire over HTTP: resources, authentication, problem bodies and the OpenAPI document.
//!
//! # Reading order
//! [`endpoint`] (everything below `/api`) and [`edge::edge`] (around every route of the server) ·
//! `resources/` (one struct each; a verb is: parse, one use case, answer) · `auth` and
//! `same_origin`, `banned` (who may ask) · `body`, `fields` and `answers` (JSON in and out) · [`errors`] (the
//! one table of codes) · `openapi` (the document) · `rate_limit`, `client`, [`HttpConfig`].
//!
//! # Invariants
//! - Nothing is decided here but status, code and form: rules are the use cases'.
//! - Every answer of the server has a request id and the security headers; every refusal is a
//!   problem body in our words, whoever refused.
//! - serde reads and writes every body; poem-openapi describes them. A test validates every answer
//!   against the document, and every refusal against the list of its operation.
//! - Deliberately absent: SQL, policy, other adapters.
//!
//! # Recipe: add an endpoint
//! Write the use case, then its body or view in `campfire-wire`, then a method in the resource of
//! its noun, its row in `openapi/refusals.rs` and its test in `tests/it`; run the tests once with
//! `UPDATE=1` to write the document and the reference page.

mod answers;
pub mod auth;
mod banned;
mod body;
mod client;
mod config;
mod docs_page;
pub mod edge;
pub mod errors;
mod fields;
mod openapi;
mod pace;
mod rate_limit;
mod refusals;
mod resources;
mod same_origin;

pub use client::Client;
pub use config::{HttpConfig, InvalidProxy, TrustedProxy};
pub use openapi::document;
pub use refusals::{Counted, Refusals};

use campfire_app::Campfire;
use campfire_domain::{SessionId, UserId};
use errors::{Code, Refusal};
use openapi::Methods;
use pace::Pace;
use poem::{
    Endpoint, IntoEndpoint, Request, Response, Result, Route, endpoint::BoxEndpoint,
    error::MethodNotAllowedError, http::Uri,
};
use rate_limit::RateLimit;
use std::sync::Arc;

/// What every handler reaches.
pub(crate) struct Shared {
    pub(crate) app: Campfire,
    pub(crate) config: HttpConfig,
    pub(crate) rate_limit: RateLimit,
    pub(crate) search_pace: Pace<UserId>,
    pub(crate) told_pace: Pace<SessionId>,
}

impl Shared {
    /// A user, as they see themselves now.
    pub(crate) fn me(&self, user: &campfire_domain::User) -> campfire_wire::Me {
        campfire_wire::Me::new(user, self.app.flags.current().version)
    }
}

/// Everything below `/api`: `/api/v1/*`, `/api/v1/openapi.json` and the human pages `/api/docs`.
/// Mount it where it sees whole paths (`nest_no_strip("/api", …)`), inside [`edge::edge`].
#[must_use]
pub fn endpoint(app: Campfire, config: HttpConfig) -> impl Endpoint<Output = Response> {
    let pages = Route::new()
        .at("/api/docs", docs_page::endpoint())
        .at(DOCUMENT, openapi::endpoint());
    let rate_limit = RateLimit::new(config.rate_limits);
    let search_pace = Pace::of_searches(config.rate_limits);
    let told_pace = Pace::of_client_errors(config.rate_limits);
    Api {
        pages,
        resources: openapi::service().into_endpoint(),
        methods: Methods::of_the_document(),
        shared: Arc::new(Shared {
            app,
            config,
            rate_limit,
            search_pace,
            told_pace,
        }),
    }
}

/// What stands before the paths of all resources.
const ROOT: &str = "/api/v1";

/// The one page among them.
const DOCUMENT: &str = "/api/v1/openapi.json";

struct Api {
    pages: Route,
    /// They know their paths without what stands before. Reached by a comparison: a nested route of
    /// poem parses the address again and moves the request to the heap once more, on every request.
    resources: BoxEndpoint<'static>,
    methods: Methods,
    shared: Arc<Shared>,
}

impl Endpoint for Api {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let Shared { app, config, .. } = &*self.shared;
        same_origin::check(&request, config)?;
        banned::check(&request, app, config)?;
        request.set_data(Arc::clone(&self.shared));
        let path = request.uri().path().to_owned();
        let result = match below(ROOT, request.uri()) {
            Some(below) if path != DOCUMENT => {
                *request.uri_mut() = below;
                self.resources.call(request).await
            }
            _ => self.pages.call(request).await,
        };
        result.map_err(|error| {
            if error.is::<MethodNotAllowedError>() {
                let allow = self.methods.of(&path);
                Refusal::new(Code::MethodNotAllowed).allowing(allow).into()
            } else {
                error
            }
        })
    }
}

/// The address without a prefix of whole segments; `None` where it is not below that.
fn below(prefix: &str, uri: &Uri) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    if rest.starts_with('/') {
        rest.parse().ok()
    } else {
        None
    }
}
