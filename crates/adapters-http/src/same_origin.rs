//! Requests that change something must come from our own pages, when a browser sends them.

use crate::{
    HttpConfig,
    client::Client,
    errors::{Code, Refusal},
};
use poem::{
    Request,
    http::{
        Method,
        header::{AUTHORIZATION, ORIGIN},
    },
};

/// Refuses a browser's request of another origin. `Sec-Fetch-Site` decides; without it `Origin`;
/// without both nobody but a program asks, since every current browser sends one of them with a
/// request that changes something. A bearer token is no cookie: a foreign page does not have it.
pub(crate) fn check(request: &Request, config: &HttpConfig) -> Result<(), Refusal> {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS];
    let has_token = request.headers().contains_key(AUTHORIZATION);
    if has_token || reads.contains(request.method()) || is_own(request, config) {
        Ok(())
    } else {
        Err(Refusal::new(Code::RequestCrossOrigin))
    }
}

fn is_own(request: &Request, config: &HttpConfig) -> bool {
    if let Some(site) = request.headers().get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = request.headers().get(ORIGIN) else {
        return true;
    };
    let origin = origin.to_str().unwrap_or_default();
    let public = config.public_url.as_deref();
    if public.is_some_and(|url| url.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let host = origin.split_once("://").map(|(_, host)| host);
    let asked = Client::of(request, config).host;
    matches!((host, asked), (Some(host), Some(asked)) if host.eq_ignore_ascii_case(&asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(headers: &[(&str, &str)]) -> bool {
        let config = HttpConfig::new(Some("https://chat.example.org".into()), None);
        let mut request = Request::builder()
            .method(Method::POST)
            .header("host", "127.0.0.1:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.finish(), &config).is_ok()
    }

    #[test]
    fn a_browser_s_word_on_the_site_decides() {
        assert!(accepts(&[("sec-fetch-site", "same-origin")]));
        assert!(accepts(&[("sec-fetch-site", "none")]));
        for site in ["cross-site", "same-site", "", "nonsense"] {
            let own = ("origin", "http://127.0.0.1:8080");
            assert!(!accepts(&[("sec-fetch-site", site), own]), "{site}");
        }
    }

    #[test]
    fn without_it_the_origin_must_be_ours() {
        assert!(accepts(&[("origin", "http://127.0.0.1:8080")]));
        assert!(accepts(&[("origin", "https://chat.example.org")]));
        for origin in [
            "null",
            "https://chat.example.org.evil",
            "http://127.0.0.1",
            "https://evil",
        ] {
            assert!(!accepts(&[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn programs_without_browser_headers_and_with_tokens_are_accepted() {
        assert!(accepts(&[]));
        assert!(accepts(&[
            ("authorization", "Bearer x"),
            ("sec-fetch-site", "cross-site")
        ]));
    }
}
