//! People: names, handles, e-mail addresses, roles and standing.

use crate::{
    UserId,
    text::{self, name_type},
    time::Timestamp,
};

name_type! {
    /// A person's name, 1 to 80 characters.
    UserName
}

/// A person (or, later, a bot) of the account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// What they are called.
    pub name: UserName,
    /// Their unique short name for `@mentions`.
    pub handle: Handle,
    /// Where they sign in with; bots have none. Never shown to other members.
    pub email: Option<EmailAddress>,
    /// What they may do.
    pub role: Role,
    /// Whether they still take part.
    pub standing: Standing,
    /// A line about themselves, at most 200 characters.
    pub bio: String,
    /// When they joined.
    pub joined_at: Timestamp,
}

impl User {
    /// Whether they may sign in and be addressed.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }
}

/// What someone says about themselves: at most 200 characters, lines allowed, nothing too.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Bio(Box<str>);

impl Bio {
    /// Longest text, in Unicode scalar values.
    pub const MAX_CHARS: usize = 200;

    /// Trims and checks a text; its lines end with LF.
    ///
    /// # Errors
    /// [`BioError`] says the violated limit.
    pub fn parse(text: &str) -> Result<Self, BioError> {
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        let got = text.chars().count();
        if got > Self::MAX_CHARS {
            let max = Self::MAX_CHARS;
            return Err(BioError::TooLong { max, got });
        }
        if text.chars().any(|c| c != '\n' && text::is_control(c)) {
            return Err(BioError::ControlCharacter);
        }
        Ok(Self(text.into()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text cannot be a bio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BioError {
    /// More than [`Bio::MAX_CHARS`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// A control character other than a line break, or a bidirectional override or isolate.
    #[error("has a control character")]
    ControlCharacter,
}

/// What a user may do in the account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Role {
    /// Reads, writes, opens rooms.
    Member,
    /// Also looks after the account.
    Administrator,
    /// A program with a key.
    Bot,
}

/// Whether a user still takes part.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Standing {
    /// Takes part.
    Active,
    /// Left; what they wrote stays.
    Deactivated,
    /// Thrown out; what they wrote is erased.
    Banned,
}

/// A unique short name for mentions: 1 to 32 of `a–z`, `0–9`, `_`, `-` and `.`, starting and ending
/// with a letter or digit. Upper case is folded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(transparent)
)]
pub struct Handle(Box<str>);

impl Handle {
    /// Longest handle, in bytes (all are ASCII).
    pub const MAX_CHARS: usize = 32;

    /// Folds and checks a text.
    ///
    /// # Errors
    /// [`InvalidHandle`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidHandle> {
        let text = text.to_ascii_lowercase();
        let inner =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.');
        let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let good = text.len() <= Self::MAX_CHARS
            && edge(text.bytes().next())
            && edge(text.bytes().last())
            && text.bytes().all(inner);
        if good {
            Ok(Self(text.into()))
        } else {
            Err(InvalidHandle)
        }
    }

    /// The handle that a person of this name gets when nobody has it: its ASCII letters and digits,
    /// words joined by dots; `user` when nothing of that is left.
    #[must_use]
    pub fn suggest(name: &UserName) -> Self {
        let words = name
            .as_str()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|w| !w.is_empty());
        let mut text = words.collect::<Vec<_>>().join(".").to_ascii_lowercase();
        text.truncate(24);
        let text = text.trim_matches('.');
        Self(if text.is_empty() {
            "user".into()
        } else {
            text.into()
        })
    }

    /// The `n`th way round a handle that is taken: `ann`, `ann2`, `ann3` …
    #[must_use]
    pub fn numbered(&self, n: u64) -> Self {
        if n <= 1 {
            self.clone()
        } else {
            Self(format!("{}{n}", self.0).into())
        }
    }

    /// The text, without `@`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A text that cannot be a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "needs 1 to 32 letters, digits, dots, dashes or underscores, with a letter or digit at both ends"
)]
pub struct InvalidHandle;

/// An e-mail address, compared without regard to case: it is folded to lower case.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(Box<str>);

impl EmailAddress {
    /// Longest address, in bytes (RFC 5321, 4.5.3.1.3: 256 with its angle brackets).
    pub const MAX_BYTES: usize = 254;

    /// Trims, folds and checks a text. Only the form is looked at: something, one `@`, something;
    /// no white space or control characters. Whether mail arrives is not ours to know.
    ///
    /// # Errors
    /// [`InvalidEmailAddress`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailAddress> {
        let text = text.trim().to_lowercase();
        let (local, domain) = text.split_once('@').ok_or(InvalidEmailAddress)?;
        let bad = |c: char| {
            c.is_whitespace() || text::is_control(c) || matches!(c, '<' | '>' | '"' | ',' | '@')
        };
        let good = !local.is_empty()
            && !domain.is_empty()
            && text.len() <= Self::MAX_BYTES
            && !local.contains(bad)
            && !domain.contains(bad);
        if good {
            Ok(Self(text.into()))
        } else {
            Err(InvalidEmailAddress)
        }
    }

    /// The folded address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for EmailAddress {
    /// Hidden: an address is personal and must not reach a log by accident.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// A text that cannot be an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmailAddress;

/// A password as typed. It is hashed at once and never stored, logged or printed.
#[derive(Clone)]
pub struct Password(Box<str>);

impl Password {
    /// Fewest characters (OWASP ASVS 5.0, 6.2.1).
    pub const MIN_CHARS: usize = 8;
    /// Most characters; nothing is cut off (ASVS 6.2.8, 6.2.9).
    pub const MAX_CHARS: usize = 128;

    /// Checks a new password.
    ///
    /// # Errors
    /// [`PasswordError`] says the violated limit.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        let got = text.chars().count();
        if got < Self::MIN_CHARS {
            return Err(PasswordError::TooShort {
                min: Self::MIN_CHARS,
                got,
            });
        }
        if got > Self::MAX_CHARS {
            return Err(PasswordError::TooLong {
                max: Self::MAX_CHARS,
                got,
            });
        }
        Ok(Self(text.into()))
    }

    /// The text, for the hasher only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a text cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// Fewer than [`Password::MIN_CHARS`].
    #[error("has {got} characters, at least {min} are needed")]
    TooShort {
        /// The limit, in Unicode scalar values.
        min: usize,
        /// What was given.
        got: usize,
    },
    /// More than [`Password::MAX_CHARS`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
}

/// A password's hash in PHC text form, with its salt and parameters.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(Box<str>);

impl PasswordHash {
    /// Wraps the text that a hasher made.
    #[must_use]
    pub fn from_phc(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text, for the hasher and the store only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_folded() {
        assert_eq!(
            EmailAddress::parse(" Ann@Example.ORG ").unwrap().as_str(),
            "ann@example.org"
        );
        for text in ["", "ann", "@x", "ann@", "a b@x", "a@b@c", "a@b\nc"] {
            assert_eq!(
                EmailAddress::parse(text),
                Err(InvalidEmailAddress),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_bio_is_short_and_may_have_lines() {
        assert_eq!(Bio::parse(" one\r\ntwo ").unwrap().as_str(), "one\ntwo");
        assert_eq!(Bio::parse("  "), Ok(Bio::default()));
        assert!(Bio::parse(&"ä".repeat(200)).is_ok());
        let too_long = Bio::parse(&"ä".repeat(201));
        assert_eq!(too_long, Err(BioError::TooLong { max: 200, got: 201 }));
        for text in ["a\u{202E}b", "a\u{0}b", "a\u{2028}b"] {
            assert_eq!(
                Bio::parse(text),
                Err(BioError::ControlCharacter),
                "{text:?}"
            );
        }
    }

    #[test]
    fn passwords_are_counted_in_characters() {
        assert!(Password::parse("pässwörd").is_ok());
        assert!(matches!(
            Password::parse("short"),
            Err(PasswordError::TooShort { min: 8, got: 5 })
        ));
        assert!(matches!(
            Password::parse(&"x".repeat(129)),
            Err(PasswordError::TooLong { .. })
        ));
    }

    #[test]
    fn secrets_have_no_readable_debug_form() {
        let shown = format!(
            "{:?} {:?}",
            Password::parse("hunter2hunter2").unwrap(),
            PasswordHash::from_phc("$argon2id$x")
        );
        assert!(!shown.contains("hunter2") && !shown.contains("argon2"));
    }

    proptest! {
        #[test]
        fn every_suggested_handle_is_a_handle(name in "\\PC{1,80}", n in 1_u64..100_000) {
            if let Ok(name) = UserName::parse(&name) {
                let handle = Handle::suggest(&name).numbered(n);
                prop_assert_eq!(Handle::parse(handle.as_str()), Ok(handle.clone()));
            }
        }
    }
}
