//! Feature flags: what of Campfire is switched on, in numbered versions that only rise (G13), and
//! what people say about what is not there yet.
//!
//! "Unknown means off": a flag that a version does not name has its default, and every default is
//! off.

use crate::{UserId, seq::counter, time::Timestamp};

counter! {
    /// The number of a state of the flags: dense from 1 in commit order. 0 is before the first
    /// change, with every flag at its default.
    FlagVersion
}

/// The features that can be switched, a closed list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Flag {
    /// Files beside messages.
    FilesEnabled,
    /// Pictures of people.
    AvatarsEnabled,
    /// Previews of what a link leads to.
    OpengraphEnabled,
}

impl Flag {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 3] = [
        Self::FilesEnabled,
        Self::AvatarsEnabled,
        Self::OpengraphEnabled,
    ];

    /// Its name in tables and on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FilesEnabled => "files_enabled",
            Self::AvatarsEnabled => "avatars_enabled",
            Self::OpengraphEnabled => "opengraph_enabled",
        }
    }

    /// The flag of this name, if this build knows it.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// What it is until someone changes it: off, each of them.
    #[must_use]
    pub const fn default_state(self) -> bool {
        match self {
            Self::FilesEnabled | Self::AvatarsEnabled | Self::OpengraphEnabled => false,
        }
    }

    /// What is said in the place of the feature while it is not there. The words are fixed.
    #[must_use]
    pub const fn upgrade_message(self) -> &'static str {
        match self {
            Self::FilesEnabled => "File sharing available in v2.0",
            Self::AvatarsEnabled => "Avatar uploads coming in v2.0",
            Self::OpengraphEnabled => "Link previews coming in v2.0",
        }
    }

    const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// Which flags are on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FlagSet(u8);

impl FlagSet {
    /// Whether this flag is on.
    #[must_use]
    pub const fn is_on(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// The same with one flag in this state.
    #[must_use]
    pub const fn with(self, flag: Flag, state: bool) -> Self {
        if state {
            Self(self.0 | flag.bit())
        } else {
            Self(self.0 & !flag.bit())
        }
    }

    /// The flags that are on, in the order of [`Flag::ALL`].
    pub fn on(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.is_on(*flag))
    }
}

impl Default for FlagSet {
    /// Every flag at its default.
    fn default() -> Self {
        Flag::ALL
            .into_iter()
            .fold(Self(0), |set, flag| set.with(flag, flag.default_state()))
    }
}

impl std::fmt::Debug for FlagSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.on().map(Flag::name)).finish()
    }
}

/// A state of the flags and its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags {
    /// Its number.
    pub version: FlagVersion,
    /// Which are on.
    pub set: FlagSet,
}

/// One version in the history of the flags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FlagChange {
    /// The flags from then on.
    pub flags: Flags,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub changed_by: UserId,
    /// The version whose flags were taken, when it was rolled back.
    pub rolled_back_to: Option<FlagVersion>,
}

/// The name of a feature or of what someone did about it: 1 to 64 ASCII letters, digits, `_`, `-`
/// and `.`. What may be said is open, so that a client may name places that the server does not
/// know; how much is bounded (see
/// [`FeedbackRepository`](crate::ports::FeedbackRepository)).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FeedbackWord(Box<str>);

impl FeedbackWord {
    /// Longest word, in characters: far above any name of ours, small enough for a key.
    pub const MAX_CHARS: usize = 64;

    /// Takes a text as a word.
    ///
    /// # Errors
    /// [`InvalidFeedbackWord`] when it does not have the form.
    pub fn parse(text: &str) -> Result<Self, InvalidFeedbackWord> {
        let is_ours = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if (1..=Self::MAX_CHARS).contains(&text.len()) && text.bytes().all(is_ours) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidFeedbackWord)
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that names no feature or action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must have 1 to 64 letters, digits, underscores, hyphens or dots")]
pub struct InvalidFeedbackWord;

/// Someone's interest in a feature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feedback {
    /// Whose.
    pub user_id: UserId,
    /// In what.
    pub feature: FeedbackWord,
    /// What they did.
    pub action: FeedbackWord,
    /// When.
    pub at: Timestamp,
}

/// How much interest a feature has found in one way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interest {
    /// The feature.
    pub feature: FeedbackWord,
    /// What was done.
    pub action: FeedbackWord,
    /// By how many people.
    pub people: u64,
    /// How often in all.
    pub times: u64,
    /// When last.
    pub last_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_flag_is_off_until_someone_switches_it_on() {
        let flags = Flags::default();
        assert_eq!(flags.version, FlagVersion::ZERO);
        assert!(Flag::ALL.iter().all(|flag| !flags.set.is_on(*flag)));
    }

    #[test]
    fn every_flag_is_found_by_its_own_name_only() {
        for flag in Flag::ALL {
            assert_eq!(Flag::find(flag.name()), Some(flag));
        }
        assert_eq!(Flag::find("files"), None);
    }

    #[test]
    fn the_upgrade_messages_are_the_promised_ones() {
        let messages = Flag::ALL.map(Flag::upgrade_message);
        let promised = [
            "File sharing available in v2.0",
            "Avatar uploads coming in v2.0",
            "Link previews coming in v2.0",
        ];
        assert_eq!(messages, promised);
    }

    proptest! {
        #[test]
        fn a_flag_set_last_is_what_it_was_set_to(changes: Vec<(u8, bool)>) {
            let mut set = FlagSet::default();
            let mut expected = [false; 3];
            for (n, state) in changes {
                let n = usize::from(n) % 3;
                set = set.with(Flag::ALL[n], state);
                expected[n] = state;
            }
            prop_assert_eq!(Flag::ALL.map(|flag| set.is_on(flag)), expected);
            prop_assert_eq!(set.on().count(), expected.iter().filter(|on| **on).count());
        }
    }

    #[test]
    fn a_word_of_feedback_is_short_and_plain() {
        for good in ["files_enabled", "roadmap-viewed", "v2.0", &"x".repeat(64)] {
            assert_eq!(FeedbackWord::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", "two words", "ü", "a/b", &"x".repeat(65)] {
            assert_eq!(FeedbackWord::parse(bad), Err(InvalidFeedbackWord));
        }
    }
}
