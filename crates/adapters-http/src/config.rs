use crate::refusals::Refusals;
use std::{net::IpAddr, str::FromStr, sync::Arc, time::Duration};

/// Settings of the HTTP adapter. The defaults are the product's; tests shorten the spans.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Where people reach this Campfire, `scheme://host[:port]` without a slash at the end. Links
    /// are made of it; without it they are made of the `Host` header.
    pub public_url: Option<String>,
    /// Whose `X-Forwarded-For`, `-Proto` and `-Host` are believed.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// Whether failed tries are limited; off only in tests and measurement.
    pub rate_limits: bool,
    /// Largest body, in bytes. 1 MiB: a hundred times the longest message, so that only nonsense is
    /// refused here.
    pub body_limit: usize,
    /// How long a request may take; the long poll has its own time on top. 30 s is above the
    /// deadlines of the store.
    pub deadline: Duration,
    /// Longest `wait` of the long poll. 55 s, below the 60 s after which most proxies give up.
    pub poll_longest: Duration,
    /// Shortest span between two looks of one long poll into the log. 100 ms, so that a flood of
    /// posts costs each poller ten reads a second and not one for each post.
    pub poll_pause: Duration,
    /// Where refusals are counted; keep a copy to read them.
    pub refusals: Arc<Refusals>,
}

impl HttpConfig {
    /// The product's settings for this address. Without `trusted_proxies` the loopback is trusted
    /// when there is a public address (a proxy on the same machine), and nobody otherwise.
    #[must_use]
    pub fn new(public_url: Option<String>, trusted_proxies: Option<Vec<TrustedProxy>>) -> Self {
        let loopback = || match public_url {
            Some(_) => TrustedProxy::loopback(),
            None => Vec::new(),
        };
        Self {
            trusted_proxies: trusted_proxies.unwrap_or_else(loopback),
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            rate_limits: true,
            body_limit: 1 << 20,
            deadline: Duration::from_secs(30),
            poll_longest: Duration::from_secs(55),
            poll_pause: Duration::from_millis(100),
            refusals: Arc::default(),
        }
    }

    /// Whether a peer's word about its own clients is believed.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies
            .iter()
            .any(|proxy| proxy.contains(address))
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self::new(None, None)
    }
}

/// An address or a network whose forwarding headers are believed: `10.0.0.7`, `10.0.0.0/8`, `::1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrustedProxy {
    network: IpAddr,
    prefix: u8,
}

impl TrustedProxy {
    /// This machine.
    #[must_use]
    pub fn loopback() -> Vec<Self> {
        vec![
            Self {
                network: IpAddr::from([127, 0, 0, 0]),
                prefix: 8,
            },
            Self {
                network: IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]),
                prefix: 128,
            },
        ]
    }

    /// Whether the address lies in it. An IPv4 address in IPv6 clothes counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32_u32.saturating_sub(self.prefix.into());
                let cut = |ip: u32| ip.checked_shr(shift).unwrap_or(0);
                cut(network.to_bits()) == cut(address.to_bits())
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128_u32.saturating_sub(self.prefix.into());
                let cut = |ip: u128| ip.checked_shr(shift).unwrap_or(0);
                cut(network.to_bits()) == cut(address.to_bits())
            }
            _ => false,
        }
    }
}

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is neither an IP address nor a network like 10.0.0.0/8")]
pub struct InvalidProxy;

impl FromStr for TrustedProxy {
    type Err = InvalidProxy;

    fn from_str(text: &str) -> Result<Self, InvalidProxy> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr = address.trim().parse().map_err(|_| InvalidProxy)?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.trim().parse().map_err(|_| InvalidProxy)?,
            None => longest,
        };
        if prefix > longest {
            return Err(InvalidProxy);
        }
        Ok(Self { network, prefix })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_contains_its_addresses_only() {
        let net: TrustedProxy = "10.1.0.0/16".parse().unwrap();
        assert!(net.contains(ip("10.1.255.1")) && net.contains(ip("::ffff:10.1.2.3")));
        assert!(!net.contains(ip("10.2.0.1")) && !net.contains(ip("fe80::1")));
        let all: TrustedProxy = "::/0".parse().unwrap();
        assert!(all.contains(ip("2001:db8::1")));
        for wrong in ["", "10.0.0.0/33", "proxy", "10.0.0.0/x"] {
            assert_eq!(wrong.parse::<TrustedProxy>(), Err(InvalidProxy), "{wrong}");
        }
    }

    #[test]
    fn the_loopback_is_trusted_only_behind_a_public_address() {
        assert!(!HttpConfig::default().trusts(ip("127.0.0.1")));
        let behind = HttpConfig::new(Some("https://chat.example.org/".into()), None);
        assert!(behind.trusts(ip("127.0.0.1")) && behind.trusts(ip("::1")));
        assert!(!behind.trusts(ip("192.0.2.1")));
        assert_eq!(
            behind.public_url.as_deref(),
            Some("https://chat.example.org")
        );
    }
}
