//! What names of rooms, people and the account have in common: one line, 1 to 80 characters, no
//! control characters, none that change the direction of the text around them and none without
//! width.

/// Longest name of a room, a person or the account, in Unicode scalar values.
pub const NAME_MAX_CHARS: usize = 80;

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Nothing is left after trimming.
    #[error("is empty")]
    Empty,
    /// More than [`NAME_MAX_CHARS`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// A control character, a line break, a bidirectional override or isolate, or a character
    /// without width.
    #[error("has a control character or one that cannot be seen")]
    ControlCharacter,
}

/// Trims the text and checks it against the common rule.
pub(crate) fn parse_name(text: &str) -> Result<Box<str>, NameError> {
    let text = text.trim();
    let got = text.chars().count();
    if got > NAME_MAX_CHARS {
        return Err(NameError::TooLong {
            max: NAME_MAX_CHARS,
            got,
        });
    }
    if text.chars().any(is_control) {
        return Err(NameError::ControlCharacter);
    }
    if text.chars().all(is_invisible) {
        return Err(NameError::Empty);
    }
    if text.chars().any(has_no_width) {
        return Err(NameError::ControlCharacter);
    }
    Ok(text.into())
}

/// Characters without width that no name needs: with one of them two names look the same. The
/// joiners U+200C and U+200D and the marks of direction are part of how people write.
fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' | '\u{180E}'
    )
}

/// C0 and C1 controls, line and paragraph separators, and the bidi overrides and isolates, which
/// could make one name look like another.
pub(crate) fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// White space and characters without any shape: a text of only these shows nothing.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || is_control(c)
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{180E}')
}

/// Makes a name type: a trimmed, checked text.
macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(try_from = "String", into = "String"))]
        pub struct $name(Box<str>);

        impl $name {
            /// Trims and checks a text.
            ///
            /// # Errors
            /// [`NameError`](crate::text::NameError) says the violated limit.
            pub fn parse(text: &str) -> Result<Self, $crate::text::NameError> {
                $crate::text::parse_name(text).map(Self)
            }

            /// The text, trimmed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::text::NameError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }
    };
}
pub(crate) use name_type;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn invisible_names_are_empty() {
        for text in ["", "  ", "\u{200B}\u{200B}", "\u{3164}"] {
            assert_eq!(parse_name(text), Err(NameError::Empty), "{text:?}");
        }
    }

    #[test]
    fn line_breaks_and_bidi_overrides_are_refused() {
        for text in ["a\nb", "a\u{202E}b", "a\u{2066}b", "a\u{0}b"] {
            assert_eq!(
                parse_name(text),
                Err(NameError::ControlCharacter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn emoji_joiners_are_allowed() {
        assert!(parse_name("👩‍💻 team").is_ok());
    }

    #[test]
    fn what_makes_two_names_look_the_same_is_refused() {
        for text in ["An\u{200B}n", "An\u{2060}n", "\u{FEFF}Ann", "An\u{AD}n"] {
            assert_eq!(
                parse_name(text),
                Err(NameError::ControlCharacter),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_accepted_name_is_trimmed_short_and_parses_to_itself(text in "\\PC{0,100}") {
            if let Ok(name) = parse_name(&text) {
                prop_assert!(name.chars().count() <= NAME_MAX_CHARS);
                prop_assert_eq!(name.trim(), &*name);
                prop_assert_eq!(parse_name(&name), Ok(name.clone()));
            }
        }
    }
}
