//! Addresses on the internet that can be told from each other.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address that stands for somebody on the internet: an IPv4 address, or the /64 that a customer
/// with IPv6 has whole, with zeros behind it.
///
/// What many have at once is none: private and shared addresses, this machine's, those of one link,
/// and IPv4 addresses that are written as IPv6 ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PublicAddress(IpAddr);

impl PublicAddress {
    /// The public address that an address belongs to, if it is one.
    #[must_use]
    pub fn of(address: IpAddr) -> Option<Self> {
        match address {
            IpAddr::V4(address) => is_public_v4(address).then_some(Self(address.into())),
            IpAddr::V6(address) => is_public_v6(address).then(|| {
                let network = address.to_bits() & !u128::from(u64::MAX);
                Self(IpAddr::V6(network.into()))
            }),
        }
    }

    /// Takes a text as [`Display`](std::fmt::Display) writes it.
    ///
    /// # Errors
    /// [`InvalidPublicAddress`] when it is none.
    pub fn parse(text: &str) -> Result<Self, InvalidPublicAddress> {
        let address = text.strip_suffix("/64").unwrap_or(text).parse();
        let parsed = address.ok().and_then(Self::of);
        parsed
            .filter(|parsed| parsed.to_string() == text)
            .ok_or(InvalidPublicAddress)
    }
}

impl std::fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(f, "{address}"),
            IpAddr::V6(network) => write!(f, "{network}/64"),
        }
    }
}

/// A text that is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a public address")]
pub struct InvalidPublicAddress;

/// The registry of special addresses (RFC 6890), those for documents left in: nobody has them.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_this_network = a == 0;
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocol = (a, b, c) == (192, 0, 0);
    let is_benchmark = a == 198 && (18..20).contains(&b);
    let is_above = a >= 224;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || is_this_network
        || is_shared
        || is_protocol
        || is_benchmark
        || is_above)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, ..] = address.segments();
    // ::1, ::ffff:0:0/96 and the like, and those of translators (64:ff9b::/96).
    let is_special = first == 0 || first == 0x64;
    let is_unique_local = first & 0xfe00 == 0xfc00;
    let is_of_link_or_site = first & 0xff80 == 0xfe80;
    let is_multicast = first & 0xff00 == 0xff00;
    !(is_special || is_unique_local || is_of_link_or_site || is_multicast)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn public(text: &str) -> Option<String> {
        PublicAddress::of(text.parse().unwrap()).map(|address| address.to_string())
    }

    #[test]
    fn what_many_have_at_once_is_no_public_address() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.1.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:203.0.113.9",
            "64:ff9b::203.0.113.9",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert_eq!(public(text), None, "{text}");
        }
    }

    #[test]
    fn a_public_address_is_one_and_a_network_of_version_6_too() {
        for (text, told) in [
            ("203.0.113.9", "203.0.113.9"),
            ("100.63.255.255", "100.63.255.255"),
            ("100.128.0.1", "100.128.0.1"),
            ("172.32.0.1", "172.32.0.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(public(text).as_deref(), Some(told));
            assert_eq!(PublicAddress::parse(told).unwrap().to_string(), told);
        }
        for text in ["", "10.0.0.1", "203.0.113.9/64", "2001:db8::1", "somewhere"] {
            assert!(PublicAddress::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_public_address_is_read_back_as_it_was_written(bits: u128, is_v4: bool) {
            let v4 = u32::try_from(bits & u128::from(u32::MAX)).unwrap();
            let address = if is_v4 { IpAddr::V4(v4.into()) } else { IpAddr::V6(bits.into()) };
            if let Some(public) = PublicAddress::of(address) {
                prop_assert_eq!(PublicAddress::parse(&public.to_string()), Ok(public));
            }
        }
    }
}
