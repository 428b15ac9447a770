//! The account: the one team that a Campfire belongs to, and the code that lets people join it.

use crate::{AccountId, text::name_type};

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
