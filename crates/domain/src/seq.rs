//! The three numbers: [`Seq`] counts a room's messages, [`Rev`] its events, [`Cursor`] names a
//! point of the whole log (ADR-0004).

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(u64);

        impl $name {
            /// Before the first: what an empty room has.
            pub const ZERO: Self = Self(0);

            /// Wraps a number that was counted elsewhere.
            #[must_use]
            pub const fn new(number: u64) -> Self {
                Self(number)
            }

            /// The bare number.
            #[must_use]
            pub const fn get(self) -> u64 {
                self.0
            }

            /// The one after this.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
pub(crate) use counter;

counter! {
    /// The number of a message in its room: 1, 2, 3 …, dense, never reused, in commit order.
    Seq
}
counter! {
    /// The number of an event that every member of a room sees: dense from 1, in commit order.
    /// A message carries the `rev` of its last change, a room that of its last event.
    Rev
}
counter! {
    /// A place in the log of all events of this Campfire, in commit order. It never leaves the
    /// process: clients hold a [`Cursor`].
    Position
}

/// What a client keeps to resume from: opaque text naming the log's epoch, a position and check
/// bytes of the event there. Only the store makes and reads it. It is not a credential.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Cursor(std::sync::Arc<str>);

impl Cursor {
    /// Longest cursor accepted from outside, in bytes; ours have 27.
    pub const MAX_BYTES: usize = 128;

    /// Takes a text as a cursor; the store says later whether it means anything.
    ///
    /// # Errors
    /// [`InvalidCursor`] when it is empty, longer than [`Self::MAX_BYTES`] or not URL-safe ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidCursor> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_' || b == b'.';
        if text.is_empty() || text.len() > Self::MAX_BYTES || !text.bytes().all(plain) {
            return Err(InvalidCursor);
        }
        Ok(Self(text.into()))
    }

    /// The text that crosses the network.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that cannot be a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct InvalidCursor;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_start_after_zero() {
        assert_eq!(Seq::ZERO.next(), Seq::new(1));
    }

    #[test]
    fn only_short_url_safe_text_can_be_a_cursor() {
        assert!(Cursor::parse("AbC-_9").is_ok());
        for text in ["", "a b", "ä", "a/b", &"x".repeat(129)] {
            assert_eq!(Cursor::parse(text), Err(InvalidCursor), "{text}");
        }
    }
}
