//! The web client, embedded: compressed when it was built, cached for ever where the name has a
//! hash. Unknown paths get its shell, because the client routes itself.

use poem::{
    Body, Endpoint, Request, Response, Result,
    http::{HeaderMap, Method, StatusCode, header},
};
use rust_embed::RustEmbed;
use std::borrow::Cow;

#[derive(RustEmbed)]
#[folder = "$CAMPFIRE_WEB_DIST"]
struct Web;

/// Files with a hash in their name never change.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again each time.
const ASK_AGAIN: &str = "no-cache";

/// The build of this server, and behind a plus sign that of the web client in it: a page of another
/// one knows that it is old.
pub(crate) fn build() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let web = Web::get("build.txt").and_then(|file| String::from_utf8(file.data.into()).ok());
    web.map_or_else(
        || version.to_owned(),
        |web| format!("{version}+{}", web.trim()),
    )
}

/// Serves the web client.
pub(crate) struct WebClient;

impl Endpoint for WebClient {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            let allow = Response::builder().status(StatusCode::METHOD_NOT_ALLOWED);
            return Ok(allow.header(header::ALLOW, "GET, HEAD").finish());
        }
        let path = request.uri().path().trim_start_matches('/');
        let known = !path.is_empty() && Web::get(path).is_some();
        // A missing file is an error; a missing page is the client's to tell.
        if !known && path.starts_with("assets/") {
            return Err(StatusCode::NOT_FOUND.into());
        }
        let path = if known { path } else { "index.html" };
        Ok(serve(path, request.headers()).unwrap_or_else(|| StatusCode::NOT_FOUND.into()))
    }
}

fn serve(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = Web::get(path)?;
    let (file, encoding) = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(headers, coding))
        .find_map(|(coding, ending)| Some((Web::get(&format!("{path}{ending}"))?, Some(coding))))
        .unwrap_or((plain, None));
    let hash = file.metadata.sha256_hash();
    let short = hash
        .iter()
        .take(8)
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    let tag = format!("\"{short:016x}\"");
    let cache = if path.starts_with("assets/") {
        FOR_EVER
    } else {
        ASK_AGAIN
    };
    let mut response = Response::builder()
        .header(header::CONTENT_TYPE, media_type(path))
        .header(header::CACHE_CONTROL, cache)
        .header(header::VARY, "Accept-Encoding")
        .header(header::ETAG, &tag);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|given| given.as_bytes() == tag.as_bytes())
    {
        return Some(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(coding) = encoding {
        response = response.header(header::CONTENT_ENCODING, coding);
    }
    Some(response.body(match file.data {
        Cow::Borrowed(bytes) => Body::from_bytes(bytes::Bytes::from_static(bytes)),
        Cow::Owned(bytes) => Body::from_vec(bytes),
    }))
}

/// Whether a coding is accepted (RFC 9110, 12.5.3); `q=0` refuses it.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let given = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    given.unwrap_or_default().split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let refused = weight.trim().trim_start_matches("q=").parse() == Ok(0.0_f32);
        name.trim().eq_ignore_ascii_case(coding) && !refused
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_accepted_by_name_and_refused_by_weight() {
        let with = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, text.parse().unwrap());
            headers
        };
        assert!(accepts(&with("gzip, deflate, br"), "br"));
        assert!(accepts(&with("br;q=0.5"), "br"));
        assert!(!accepts(&with("br;q=0, gzip"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
