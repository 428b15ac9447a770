//! `/api/docs`: the document for people, in one page that needs no network.

use crate::openapi;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use poem::{Endpoint, Response, endpoint::make_sync, http::header};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// The page and the policy under which its own scripts run.
struct Page {
    html: Bytes,
    policy: String,
}

impl Page {
    fn new() -> Self {
        let html = openapi::page();
        let mut policy = String::from(
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
             script-src",
        );
        for script in scripts(&html) {
            let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
            policy.push_str(" 'sha256-");
            policy.push_str(&hash);
            policy.push('\'');
        }
        Self {
            html: html.into(),
            policy,
        }
    }
}

/// The inline scripts of a page: from a start tag to the next end tag, whatever stands between, as
/// browsers read it.
fn scripts(mut html: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    while let Some((_, rest)) = html.split_once("<script") {
        let inner = rest.split_once('>').map(|(_, inner)| inner);
        let Some((script, behind)) = inner.and_then(|inner| inner.split_once("</script>")) else {
            break;
        };
        scripts.push(script);
        html = behind;
    }
    scripts
}

/// Serves the page; it is made when first asked for, so that the start of the process does not wait.
pub(crate) fn endpoint() -> impl Endpoint<Output = Response> {
    let page: Arc<OnceLock<Page>> = Arc::default();
    make_sync(move |_| {
        let page = page.get_or_init(Page::new);
        Response::builder()
            .content_type("text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::CONTENT_SECURITY_POLICY, &page.policy)
            .body(page.html.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_may_speak_of_scripts() {
        let html = "<p><script a>one '<script>'</script><script>two</script>";
        assert_eq!(scripts(html), ["one '<script>'", "two"]);
    }

    #[test]
    fn the_policy_names_every_script_of_the_page_by_its_hash() {
        let page = Page::new();
        assert_eq!(page.policy.matches("'sha256-").count(), 2);
        assert!(!page.policy.contains("script-src 'unsafe-inline'"));
    }
}
