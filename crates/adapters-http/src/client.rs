//! Where a request comes from and what it was addressed to, with the words of trusted proxies.

use crate::HttpConfig;
use poem::{
    Addr, Request,
    http::{header::HOST, uri::Scheme},
    web::RemoteAddr,
};
use std::net::{IpAddr, Ipv6Addr};

/// Where a request comes from and what it was addressed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    /// The client's address; unspecified when the transport has none.
    pub address: IpAddr,
    /// Whether it reached us (or the trusted proxy before us) over TLS.
    pub https: bool,
    /// The host, with its port, that it asked for.
    pub host: Option<String>,
}

impl Client {
    /// Reads a request. Forwarding headers count only when a trusted proxy sent them. A
    /// [`RemoteAddr`] in the request's data stands before the one of its connection, for transports
    /// that know better (and tests); nothing that a client sends can put it there.
    #[must_use]
    pub fn of(request: &Request, config: &HttpConfig) -> Self {
        let connection = request.remote_addr();
        let peer = match &request.data::<RemoteAddr>().unwrap_or(connection).0 {
            Addr::SocketAddr(address) => Some(address.ip().to_canonical()),
            _ => None,
        };
        let own_host = request.header(HOST).map(str::to_owned);
        let host = own_host.or_else(|| request.uri().authority().map(ToString::to_string));
        let mut client = Self {
            address: peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)),
            https: *request.scheme() == Scheme::HTTPS,
            host,
        };
        if peer.is_some_and(|peer| config.trusts(peer)) {
            client.believe(request, config);
        }
        client
    }

    fn believe(&mut self, request: &Request, config: &HttpConfig) {
        let mut hops = Vec::new();
        for value in request.headers().get_all("x-forwarded-for") {
            hops.extend(value.to_str().unwrap_or_default().split(','));
        }
        // From the right: what the proxies we trust have added. The first other address is the
        // client; what stands left of it is the client's own word.
        for hop in hops.into_iter().rev() {
            let Ok(address) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            self.address = address.to_canonical();
            if !config.trusts(self.address) {
                break;
            }
        }
        if let Some(proto) = request.header("x-forwarded-proto") {
            self.https = proto.trim().eq_ignore_ascii_case("https");
        }
        if let Some(host) = request.header("x-forwarded-host") {
            self.host = Some(host.trim().to_owned());
        }
    }

    /// `scheme://host`: the address for links, the configured one before what the client asked for.
    #[must_use]
    pub fn base_url(&self, config: &HttpConfig) -> String {
        if let Some(url) = &config.public_url {
            return url.clone();
        }
        let scheme = if self.https { "https" } else { "http" };
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b);
        let host = self.host.as_deref().filter(|host| host.bytes().all(plain));
        let host = host.unwrap_or("localhost");
        format!("{scheme}://{host}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::SocketAddr;

    fn behind_a_proxy() -> HttpConfig {
        HttpConfig::new(Some("https://chat.example.org".into()), None)
    }

    fn request(peer: &str, headers: &[(&str, &str)]) -> Request {
        let mut request = Request::builder().header("host", "chat.local:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let peer: SocketAddr = peer.parse().unwrap();
        request
            .extension(RemoteAddr(Addr::SocketAddr(peer)))
            .finish()
    }

    #[test]
    fn a_stranger_s_forwarding_headers_are_not_believed() {
        let headers = [
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "evil.example"),
        ];
        let client = Client::of(
            &request("198.51.100.7:999", &headers),
            &HttpConfig::default(),
        );
        assert_eq!(client.address.to_string(), "198.51.100.7");
        assert_eq!(
            (client.https, client.host.as_deref()),
            (false, Some("chat.local:8080"))
        );
        assert_eq!(
            client.base_url(&HttpConfig::default()),
            "http://chat.local:8080"
        );
    }

    #[test]
    fn the_client_is_the_last_address_that_no_trusted_proxy_added() {
        let headers = [
            ("x-forwarded-for", "1.2.3.4, 203.0.113.9, 127.0.0.1"),
            ("x-forwarded-proto", "https"),
        ];
        let client = Client::of(&request("127.0.0.1:999", &headers), &behind_a_proxy());
        assert_eq!(client.address.to_string(), "203.0.113.9");
        assert!(client.https);
        assert_eq!(
            client.base_url(&behind_a_proxy()),
            "https://chat.example.org"
        );
    }
}
