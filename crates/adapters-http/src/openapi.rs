//! The OpenAPI document: what poem-openapi makes of the resources, patched once.

mod examples;
mod patch;
mod refusals;

use crate::resources::{RESOURCES, Resources};
use poem::{Endpoint, Response, endpoint::make_sync, http::header};
use poem_openapi::{LicenseObject, OpenApi as _, OpenApiService, registry::MetaApi};
use serde_json::Value;
use std::sync::OnceLock;

/// What the document says of itself.
const DESCRIPTION: &str = "\
The API of Campfire, a team chat.

JSON, `snake_case`, UTC times with milliseconds and `Z`, ids as UUID text. A list answer is an object \
with one plural key. The server refuses unknown fields; clients ignore unknown fields, frame types and \
event kinds.

Sign in with `POST /session` (browsers, a cookie) or `POST /tokens` (programs, a bearer token).

Every refusal is a problem body (RFC 9457, `application/problem+json`) with a stable `code` and the \
`request_id` that every answer also carries as `X-Request-Id`. Trying again is right for 429 and 503 \
(after `Retry-After`) and when no answer came; wrong for all else.

The live socket is `GET /api/v1/live`; its frames are the schemas `ClientFrame` and `ServerFrame`.";

/// The resources as one endpoint below `/api/v1`.
pub(crate) fn service() -> OpenApiService<Resources, ()> {
    OpenApiService::new(RESOURCES, "Campfire", env!("CARGO_PKG_VERSION"))
        .description(DESCRIPTION)
        .license(LicenseObject::new("MIT").url("https://opensource.org/license/mit"))
        .server("/api/v1")
}

/// The OpenAPI document (3.0.3) as indented JSON; the same text for the same code.
#[must_use]
pub fn document() -> String {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            let mut document: Value = serde_json::from_str(&service().spec()).unwrap_or_default();
            patch::apply(&mut document);
            let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
            text.push('\n');
            text
        })
        .clone()
}

/// Serves the document.
pub(crate) fn endpoint() -> impl Endpoint<Output = Response> {
    make_sync(|_| {
        Response::builder()
            .content_type("application/json")
            .header(header::CACHE_CONTROL, "no-cache")
            .body(document())
    })
}

/// The page for people, with the patched document in it.
pub(crate) fn page() -> String {
    let service = service();
    // Inside a script element only `</` could end it; JSON may write it so.
    let document = document().replace("</", "<\\/");
    service
        .swagger_ui_html()
        .replacen(&service.spec(), &document, 1)
        .replacen(
            "<html charset=\"UTF-8\">",
            "<!doctype html>\n<html lang=\"en\">",
            1,
        )
        .replacen("Swagger UI</title>", "Campfire API</title>", 1)
}

/// Which methods each path has, for `Allow`.
pub(crate) struct Methods(Vec<(Vec<String>, String)>);

impl Methods {
    /// Those of the document, and of the document's own pages.
    pub(crate) fn of_the_document() -> Self {
        let paths = Resources::meta()
            .into_iter()
            .flat_map(|MetaApi { paths }| paths);
        let mut table: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        for path in paths {
            let segments = segments(&format!("/api/v1{}", path.path));
            let methods = path.operations.iter().map(|o| o.method.to_string());
            match table.iter_mut().find(|(known, _)| *known == segments) {
                Some((_, known)) => known.extend(methods),
                None => table.push((segments, methods.collect())),
            }
        }
        let allow = |mut methods: Vec<String>| {
            if methods.iter().any(|method| method == "GET") {
                methods.push("HEAD".to_owned());
            }
            methods.sort_unstable();
            methods.join(", ")
        };
        // Fixed segments win over parameters, as they do in the router.
        table.sort_by_key(|(segments, _)| segments.iter().filter(|s| is_parameter(s)).count());
        Self(
            table
                .into_iter()
                .map(|(path, methods)| (path, allow(methods)))
                .collect(),
        )
    }

    /// The methods of a path, as `Allow` lists them.
    pub(crate) fn of(&self, path: &str) -> String {
        let asked = segments(path);
        let matches = |known: &[String]| {
            let pairs = known.iter().zip(&asked);
            known.len() == asked.len() && pairs.into_iter().all(|(k, a)| is_parameter(k) || k == a)
        };
        let found = self.0.iter().find(|(known, _)| matches(known));
        found.map_or_else(|| "GET, HEAD".to_owned(), |(_, allow)| allow.clone())
    }
}

fn segments(path: &str) -> Vec<String> {
    path.split('/').map(str::to_owned).collect()
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_lists_its_refusals() {
        let paths = Resources::meta()
            .into_iter()
            .flat_map(|MetaApi { paths }| paths);
        for operation in paths.flat_map(|path| path.operations) {
            let id = operation.operation_id.unwrap_or_default();
            assert!(
                refusals::own(id).is_some(),
                "{id} is missing in refusals.rs"
            );
        }
    }

    #[test]
    fn a_fixed_path_wins_over_a_parameter() {
        let methods = Methods::of_the_document();
        assert_eq!(methods.of("/api/v1/rooms/direct"), "POST");
        assert_eq!(methods.of("/api/v1/rooms/x"), "DELETE, GET, HEAD, PATCH");
        assert_eq!(methods.of("/api/v1/rooms/x/members/me"), "DELETE");
    }
}
