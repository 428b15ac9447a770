//! Random ids and tokens, and a small repeatable generator for contents.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::time::UNIX_EPOCH;
use uuid::Uuid;

/// Milliseconds since 1970, UTC.
///
/// # Errors
/// When the machine's clock stands before 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "a tool has no clock port; it only stamps seeded rows and receipts"
)]
pub fn now_millis() -> Result<i64> {
    let since = std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .context("the clock stands before 1970")?;
    Ok(i64::try_from(since.as_millis())?)
}

/// Random bytes of the operating system.
///
/// # Errors
/// When it has none.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|e| anyhow::anyhow!("no random bytes: {e}"))?;
    Ok(bytes)
}

/// A session token as the server makes them: 256 random bits, 43 characters of URL-safe base64.
///
/// # Errors
/// When the operating system has no random bytes.
pub fn token() -> Result<String> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}

/// What the store keeps of a session token: SHA-256 of its text.
#[must_use]
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A small generator with a seed (xorshift64*): the same seed gives the same run everywhere.
#[derive(Debug, Clone)]
pub struct Repeatable(u64);

impl Repeatable {
    /// A generator that starts here; every seed is good.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        // Zero would stay zero for ever; the odd constant spreads small seeds.
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        // The bias of a plain remainder is below 2^-40 for anything counted here.
        (self.bits() % end as u64) as usize
    }

    /// An id of this moment, as the web client makes them. A clock before 1970 counts as 1970.
    pub fn id_now(&mut self) -> Uuid {
        self.id_at(now_millis().unwrap_or_default())
    }

    /// An id with a time in front, version 7: what the server and the web client make.
    pub fn id_at(&mut self, millis: i64) -> Uuid {
        let (a, b) = (self.bits().to_be_bytes(), self.bits().to_be_bytes());
        let bytes = std::array::from_fn(|i| if i < 8 { a[i] } else { b[i - 8] });
        uuid::Builder::from_unix_timestamp_millis(millis as u64, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_form_that_the_server_reads() {
        let token = token().unwrap();
        assert_eq!(token.len(), 43);
        assert!(
            token
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        assert_eq!(Repeatable::new(7).id_at(1), Repeatable::new(7).id_at(1));
        assert_ne!(Repeatable::new(7).id_at(1), Repeatable::new(8).id_at(1));
        assert_eq!(Repeatable::new(7).id_at(1).get_version_num(), 7);
    }
}
