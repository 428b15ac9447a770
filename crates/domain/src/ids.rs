//! Typed identifiers, so that a room's id can never be passed where a user's is meant.
//!
//! Every id is a UUIDv7 made by the server through the [`IdSource`](crate::ports::IdSource) port;
//! the one exception is [`ClientMessageId`], which the client makes and which is the key of
//! "exactly once" (guarantee G2).

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a UUID that is known to name such a thing.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for storage and the wire.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }

            /// Parses the hyphenated text form.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is not a hyphenated UUID.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                if text.len() != 36 {
                    return Err(InvalidId);
                }
                Uuid::try_parse(text).map(Self).map_err(|_| InvalidId)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

ids! {
    /// The one account of a Campfire.
    AccountId,
    /// A boost.
    BoostId,
    /// Made by the client for each message it sends: the idempotency key of a post.
    ClientMessageId,
    /// A message.
    MessageId,
    /// A room.
    RoomId,
    /// A signed-in device or an access token.
    SessionId,
    /// A person or a bot.
    UserId,
}

/// A text that should have been a hyphenated UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID in its hyphenated form")]
pub struct InvalidId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_form() {
        let id = RoomId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(RoomId::parse(&id.to_string()), Ok(id));
    }

    #[test]
    fn other_spellings_of_a_uuid_are_refused() {
        for text in [
            "",
            "x",
            "01900000000070008000000000000001",
            "{01900000-0000-7000-8000-000000000001}",
        ] {
            assert_eq!(UserId::parse(text), Err(InvalidId), "{text}");
        }
    }
}
