//! Boosts: short cheers that people leave on a message.

use crate::{BoostId, UserId, text, time::Timestamp};
use unicode_segmentation::UnicodeSegmentation;

/// A cheer on a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boost {
    /// Its id.
    pub id: BoostId,
    /// What it says.
    pub content: BoostContent,
    /// Who boosted.
    pub creator_id: UserId,
    /// When.
    pub created_at: Timestamp,
}

impl Boost {
    /// Most boosts of one message, whoever gave them. 100, so that a message with all of them is
    /// still read and shown as one.
    pub const MAX_PER_MESSAGE: usize = 100;
}

/// What a boost says: one line of 1 to 16 characters as people count them, without control
/// characters and without any that change the direction of the text around it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct BoostContent(Box<str>);

impl BoostContent {
    /// Longest boost, in grapheme clusters: what a person calls a character (UAX #29). 16, as in the
    /// original.
    pub const MAX_GRAPHEMES: usize = 16;

    /// Longest boost, in Unicode scalar values: ten for each character, as many as the longest emoji
    /// has. Without it one character could carry thousands of accents.
    pub const MAX_CHARS: usize = 160;

    /// Trims and checks a text.
    ///
    /// # Errors
    /// [`BoostContentError`] says the violated limit.
    pub fn parse(text: &str) -> Result<Self, BoostContentError> {
        let text = text.trim();
        let got = text.chars().count();
        if got > Self::MAX_CHARS {
            return Err(BoostContentError::TooManyScalars {
                max: Self::MAX_CHARS,
                got,
            });
        }
        if text.chars().any(text::is_control) {
            return Err(BoostContentError::ControlCharacter);
        }
        if text.chars().all(text::is_invisible) {
            return Err(BoostContentError::Empty);
        }
        let got = text.graphemes(true).count();
        if got > Self::MAX_GRAPHEMES {
            return Err(BoostContentError::TooLong {
                max: Self::MAX_GRAPHEMES,
                got,
            });
        }
        Ok(Self(text.into()))
    }

    /// The text, trimmed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BoostContent {
    type Error = BoostContentError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<BoostContent> for String {
    fn from(content: BoostContent) -> Self {
        content.0.into()
    }
}

/// Why a text cannot be a boost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BoostContentError {
    /// Nothing in it can be seen.
    #[error("is empty")]
    Empty,
    /// More than [`BoostContent::MAX_GRAPHEMES`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in grapheme clusters.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// More than [`BoostContent::MAX_CHARS`]: too much is put on single characters.
    #[error("is made of {got} code points, at most {max} are allowed")]
    TooManyScalars {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// A control character, a line break, or a bidirectional override or isolate.
    #[error("has a control character")]
    ControlCharacter,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_family_with_skin_tones_is_one_character() {
        let kiss = "👩🏻‍❤️‍💋‍👨🏿";
        assert_eq!(kiss.chars().count(), 10);
        assert!(BoostContent::parse(&kiss.repeat(16)).is_ok());
        assert_eq!(
            BoostContent::parse(&kiss.repeat(17)),
            Err(BoostContentError::TooManyScalars { max: 160, got: 170 })
        );
    }

    #[test]
    fn sixteen_characters_are_the_limit() {
        assert!(BoostContent::parse("Sixteen letters!").is_ok());
        assert_eq!(
            BoostContent::parse("Sixteen letters!!"),
            Err(BoostContentError::TooLong { max: 16, got: 17 })
        );
        assert!(BoostContent::parse(&"🇳🇴".repeat(16)).is_ok());
        assert!(BoostContent::parse(&"🇳🇴".repeat(17)).is_err());
    }

    #[test]
    fn one_character_does_not_carry_a_thousand_accents() {
        let tower = format!("o{}", "\u{301}".repeat(1000));
        assert_eq!(
            BoostContent::parse(&tower),
            Err(BoostContentError::TooManyScalars {
                max: 160,
                got: 1001
            })
        );
    }

    #[test]
    fn what_shows_nothing_or_turns_text_around_is_refused() {
        for text in ["", "  \n", "\u{200B}", "\u{3164}"] {
            assert_eq!(
                BoostContent::parse(text),
                Err(BoostContentError::Empty),
                "{text:?}"
            );
        }
        for text in ["a\nb", "a\u{202E}b", "a\u{2066}b", "a\u{0}b"] {
            let refused = Err(BoostContentError::ControlCharacter);
            assert_eq!(BoostContent::parse(text), refused, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_boost_is_short_and_parses_to_itself(text in "\\PC{0,40}") {
            if let Ok(content) = BoostContent::parse(&text) {
                prop_assert!(content.as_str().graphemes(true).count() <= BoostContent::MAX_GRAPHEMES);
                prop_assert_eq!(content.as_str().trim(), content.as_str());
                prop_assert_eq!(BoostContent::parse(content.as_str()), Ok(content.clone()));
            }
        }
    }
}
