//! The account: the one team that a Campfire belongs to, and the code that lets people join it.

use crate::{AccountId, text::name_type};
use std::sync::Arc;

name_type! {
    /// The account's name, 1 to 80 characters.
    AccountName
}

/// The one account of a Campfire. It exists from the first run on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What people call it.
    pub name: AccountName,
    /// Lets anyone who has it join.
    pub join_code: JoinCode,
    /// What administrators set.
    pub settings: AccountSettings,
}

/// What administrators set for the account; the default is what the first run begins with.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountSettings {
    /// Only administrators make open and closed rooms. Direct rooms are everyone's all the same.
    pub restricts_room_creation: bool,
    /// The style of their own that everyone sees.
    pub custom_css: Option<CustomCss>,
    /// Rises with every change of [`custom_css`](Self::custom_css), so that its address changes too.
    pub custom_css_version: u64,
}

/// A style sheet of the account's own. That it fetches nothing is judged before it comes here, by
/// whoever can read CSS.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomCss(Arc<str>);

impl CustomCss {
    /// Most bytes: 64 KiB, more than all style of the web client, with room for a small picture.
    pub const MAX_BYTES: usize = 64 << 10;

    /// Takes a text of at most [`MAX_BYTES`](Self::MAX_BYTES).
    ///
    /// # Errors
    /// [`CustomCssTooLong`].
    pub fn parse(text: &str) -> Result<Self, CustomCssTooLong> {
        let (max, got) = (Self::MAX_BYTES, text.len());
        if got > max {
            return Err(CustomCssTooLong { max, got });
        }
        Ok(Self(text.into()))
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for CustomCss {
    /// Its length: logs are for people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CustomCss({} bytes)", self.0.len())
    }
}

/// A style sheet over its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has {got} bytes, at most {max} are allowed")]
pub struct CustomCssTooLong {
    /// The limit, in bytes.
    pub max: usize,
    /// What was given.
    pub got: usize,
}

/// `XXXX-XXXX-XXXX`, letters and digits: whoever has it may join. A new one kills the old at once.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinCode(Box<str>);

impl JoinCode {
    /// Random characters in a code; three groups of four.
    pub const CHARS: usize = 12;
    /// What a code is made of: 57 signs that are not mistaken for each other (no `0O1lI`), so that
    /// twelve of them hold 70 bits.
    pub const ALPHABET: &'static [u8; 57] =
        b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// Takes a text as a join code.
    ///
    /// # Errors
    /// [`InvalidJoinCode`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidJoinCode> {
        let good = text.len() == 14
            && text.bytes().enumerate().all(|(i, b)| match i {
                4 | 9 => b == b'-',
                _ => b.is_ascii_alphanumeric(),
            });
        if good {
            Ok(Self(text.into()))
        } else {
            Err(InvalidJoinCode)
        }
    }

    /// Makes a code of random bytes. Each byte picks a sign by rejection-free scaling; the bias is
    /// below 2⁻⁴⁸ because six bytes go into each choice.
    #[must_use]
    pub fn from_random(bytes: [u8; 72]) -> Self {
        let mut text = String::with_capacity(14);
        for (i, six) in bytes.chunks_exact(6).enumerate() {
            if i == 4 || i == 8 {
                text.push('-');
            }
            let number = six.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
            let index = usize::try_from(number % 57).unwrap_or(0);
            text.push(char::from(
                Self::ALPHABET.get(index).copied().unwrap_or(b'2'),
            ));
        }
        Self(text.into())
    }

    /// The code itself, for those who may invite.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this code, in a time that does not depend on where they differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        let difference = self
            .0
            .bytes()
            .zip(other.0.bytes())
            .fold(0, |d, (a, b)| d | (a ^ b));
        difference == 0 && self.0.len() == other.0.len()
    }
}

impl std::fmt::Debug for JoinCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JoinCode(…)")
    }
}

/// A text that cannot be a join code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a join code")]
pub struct InvalidJoinCode;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_made_code_parses_and_matches_only_itself(a: [u8; 32], b: [u8; 32]) {
            let spread = |seed: [u8; 32]| std::array::from_fn(|i| seed[i % 32].wrapping_add(u8::try_from(i).unwrap()));
            let (a, b) = (JoinCode::from_random(spread(a)), JoinCode::from_random(spread(b)));
            prop_assert_eq!(JoinCode::parse(a.reveal()), Ok(a.clone()));
            prop_assert_eq!(a.matches(&b), a == b);
        }
    }

    #[test]
    fn its_debug_form_hides_it() {
        assert_eq!(
            format!("{:?}", JoinCode::from_random([7; 72])),
            "JoinCode(…)"
        );
    }
}
