//! Parsing of fields: every broken one is reported, not only the first.

use crate::errors::{Code, Refusal, field};
use campfire_domain::{
    AccountName, Bio, BioError, BoostContent, BoostContentError, EmailAddress, ErrorWords,
    FeedbackWord, Handle, InvalidEmailAddress, InvalidErrorWords, InvalidFeedbackWord,
    InvalidHandle, MessageSource, MessageSourceError, NameError, PageSizeError, Password,
    PasswordError, RoomName, SearchQueryError, UserName,
};
use campfire_wire::FieldProblem;
use std::fmt::Display;

/// What is wrong with a value, for a program.
pub(crate) trait Broken: Display {
    /// The stable code of the field.
    fn code(&self) -> &'static str;
}

impl Broken for NameError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            _ => "invalid",
        }
    }
}

impl Broken for MessageSourceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            _ => "invalid",
        }
    }
}

impl Broken for BoostContentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } | Self::TooManyScalars { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            _ => "invalid",
        }
    }
}

impl Broken for PasswordError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            _ => "invalid",
        }
    }
}

impl Broken for BioError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter => "control_character",
            _ => "invalid",
        }
    }
}

impl Broken for InvalidHandle {
    fn code(&self) -> &'static str {
        "not_a_handle"
    }
}

impl Broken for InvalidEmailAddress {
    fn code(&self) -> &'static str {
        "not_an_email_address"
    }
}

impl Broken for InvalidFeedbackWord {
    fn code(&self) -> &'static str {
        "invalid"
    }
}

impl Broken for InvalidErrorWords {
    fn code(&self) -> &'static str {
        "invalid"
    }
}

impl Broken for SearchQueryError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::TooManyTerms { .. } => "too_many",
            Self::NotADay => "not_a_day",
            Self::UnknownHas => "unknown_has",
            _ => "invalid",
        }
    }
}

impl Broken for PageSizeError {
    fn code(&self) -> &'static str {
        "out_of_range"
    }
}

/// A number outside its range.
#[derive(Debug, thiserror::Error)]
#[error("must be 0 to {max}")]
pub(crate) struct OutOfRange {
    /// The limit.
    pub(crate) max: u64,
}

impl Broken for OutOfRange {
    fn code(&self) -> &'static str {
        "out_of_range"
    }
}

/// Collects what is broken while the fields are parsed one by one.
#[derive(Default)]
pub(crate) struct Fields(Vec<FieldProblem>);

impl Fields {
    /// Takes the value, or notes what is wrong with it.
    pub(crate) fn take<T, E: Broken>(&mut self, pointer: &str, parsed: Result<T, E>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.0.push(field(pointer, error.code(), error.to_string()));
                None
            }
        }
    }

    pub(crate) fn account_name(&mut self, text: &str) -> Option<AccountName> {
        self.take("/account_name", AccountName::parse(text))
    }

    pub(crate) fn name_of_account(&mut self, text: &str) -> Option<AccountName> {
        self.take("/name", AccountName::parse(text))
    }

    pub(crate) fn user_name(&mut self, text: &str) -> Option<UserName> {
        self.take("/name", UserName::parse(text))
    }

    pub(crate) fn room_name(&mut self, text: &str) -> Option<RoomName> {
        self.take("/name", RoomName::parse(text))
    }

    pub(crate) fn email(&mut self, text: &str) -> Option<EmailAddress> {
        self.take("/email", EmailAddress::parse(text))
    }

    pub(crate) fn password(&mut self, text: &str) -> Option<Password> {
        self.take("/password", Password::parse(text))
    }

    pub(crate) fn handle(&mut self, text: &str) -> Option<Handle> {
        self.take("/handle", Handle::parse(text))
    }

    pub(crate) fn bio(&mut self, text: &str) -> Option<Bio> {
        self.take("/bio", Bio::parse(text))
    }

    pub(crate) fn source(&mut self, text: &str) -> Option<MessageSource> {
        self.take("/body", MessageSource::parse(text))
    }

    pub(crate) fn boost_content(&mut self, text: &str) -> Option<BoostContent> {
        self.take("/content", BoostContent::parse(text))
    }

    pub(crate) fn feedback_word(&mut self, pointer: &str, text: &str) -> Option<FeedbackWord> {
        self.take(pointer, FeedbackWord::parse(text))
    }

    pub(crate) fn error_words(&mut self, pointer: &str, text: &str) -> Option<ErrorWords> {
        self.take(pointer, ErrorWords::parse(text))
    }

    /// Whether nothing is broken so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything broken so far, as one refusal.
    pub(crate) fn refusal(self) -> Refusal {
        Refusal::new(Code::RequestInvalid).with_fields(self.0)
    }
}
