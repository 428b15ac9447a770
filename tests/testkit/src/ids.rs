//! Ids that can be foretold.

use campfire_domain::ports::IdSource;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Ids that count: UUIDs of the form of version 7, ascending, the same in every run; and secrets
/// that are just as predictable, no two alike.
#[derive(Debug)]
pub struct SeqIds {
    /// The first 48 bits, where a real one has its time.
    series: u64,
    next: AtomicU64,
}

impl Default for SeqIds {
    fn default() -> Self {
        Self::series(1)
    }
}

impl SeqIds {
    /// Ids of a numbered series: two sources with different numbers never give the same id.
    #[must_use]
    pub const fn series(series: u64) -> Self {
        Self {
            series,
            next: AtomicU64::new(1),
        }
    }

    /// The id with a number in a series.
    #[must_use]
    pub const fn numbered(series: u64, number: u64) -> Uuid {
        // RFC 9562, 5.7: 48 bits of time, version 7, variant 0b10; the count fills the low bits.
        let time = (series & 0xFFFF_FFFF_FFFF) as u128;
        let count = (number & 0x3FFF_FFFF_FFFF_FFFF) as u128;
        Uuid::from_u128((time << 80) | (0x7 << 76) | (0b10 << 62) | count)
    }
}

impl IdSource for SeqIds {
    fn next(&self) -> Uuid {
        Self::numbered(self.series, self.next.fetch_add(1, Ordering::SeqCst))
    }

    fn fill_secret(&self, bytes: &mut [u8]) {
        // A short mixing step per byte (splitmix64), so that no two secrets begin alike.
        let mut state = self.next.fetch_add(1, Ordering::SeqCst) ^ (self.series << 40);
        for byte in bytes {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *byte = (mixed >> 56).to_le_bytes()[0];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_have_the_form_of_version_seven_and_ascend() {
        let ids = SeqIds::default();
        let (one, two) = (ids.next(), ids.next());
        assert_eq!(
            (one.get_version_num(), one.get_variant()),
            (7, uuid::Variant::RFC4122)
        );
        assert!(one < two);
    }

    #[test]
    fn secrets_are_the_same_in_every_run_and_differ_from_each_other() {
        let secrets = || {
            let (ids, mut a, mut b) = (SeqIds::default(), [0; 32], [0; 32]);
            ids.fill_secret(&mut a);
            ids.fill_secret(&mut b);
            (a, b)
        };
        assert_eq!(secrets(), secrets());
        assert_ne!(secrets().0, secrets().1);
    }
}
