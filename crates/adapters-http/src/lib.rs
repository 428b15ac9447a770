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
mod rate_limit;
mod refusals;
mod resources;
mod same_origin;
mod search_pace;

pub use client::Client;
pub use config::{HttpConfig, InvalidProxy, TrustedProxy};
pub use openapi::document;
pub use refusals::{Counted, Refusals};

use campfire_app::Campfire;
use errors::{Code, Refusal};
use openapi::Methods;
use poem::{Endpoint, Request, Response, Result, Route, error::MethodNotAllowedError};
use rate_limit::RateLimit;
use search_pace::SearchPace;
use std::sync::Arc;

/// What every handler reaches.
pub(crate) struct Shared {
    pub(crate) app: Campfire,
    pub(crate) config: HttpConfig,
    pub(crate) rate_limit: RateLimit,
    pub(crate) search_pace: SearchPace,
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
    let routes = Route::new()
        .at("/api/docs", docs_page::endpoint())
        .at("/api/v1/openapi.json", openapi::endpoint())
        .nest("/api/v1", openapi::service());
    let rate_limit = RateLimit::new(config.rate_limits);
    let search_pace = SearchPace::new(config.rate_limits);
    Api {
        routes,
        methods: Methods::of_the_document(),
        shared: Arc::new(Shared {
            app,
            config,
            rate_limit,
            search_pace,
        }),
    }
}

struct Api {
    routes: Route,
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
        let result = self.routes.call(request).await;
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
