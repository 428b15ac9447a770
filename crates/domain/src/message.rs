//! Messages: what people write, and what becomes of it.

use crate::{
    Boost, ClientMessageId, MessageId, Rev, RoomId, Seq, UserId, seq::counter, text,
    time::Timestamp,
};
use std::borrow::Cow;
use std::sync::Arc;

/// A message of a room, or its tombstone.
///
/// Values are cheap to clone: the texts are shared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// The room it was posted to.
    pub room_id: RoomId,
    /// Its number in the room.
    pub seq: Seq,
    /// The room's `rev` at its last change.
    pub rev: Rev,
    /// The client's own id of it.
    pub client_message_id: ClientMessageId,
    /// Who wrote it.
    pub creator_id: UserId,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// What it says; `None` makes it a tombstone, which keeps its `seq` for ever.
    pub content: Option<Arc<Content>>,
    /// Its boosts, in the order in which they came; none on a tombstone. At most
    /// [`Boost::MAX_PER_MESSAGE`].
    pub boosts: Vec<Boost>,
}

impl Message {
    /// Whether only its tombstone is left.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.content.is_none()
    }
}

counter! {
    /// Where a list of mentions goes on: a place among all messages in the order of posting. It means
    /// something only to the store that gave it.
    MentionPlace
}

/// What a message says, as written and as shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
    /// The text as it was written, to edit it again.
    pub source: MessageSource,
    /// How the source is to be read.
    pub format: Format,
    /// What is made of it.
    pub body: MessageBody,
}

/// How a source is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Format {
    /// `CommonMark` with strike-through; line breaks are kept.
    Markdown,
    /// HTML of an editor; what is not in the allow-list is left out.
    Html,
}

/// The text of a message as its author wrote it: 1 to 10,000 Unicode scalar values after CRLF
/// became LF, with something visible in it, and no control characters but tab and line feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageSource(Box<str>);

impl MessageSource {
    /// Longest source, in Unicode scalar values.
    pub const MAX_CHARS: usize = 10_000;

    /// Normalises line ends and checks a text.
    ///
    /// # Errors
    /// [`MessageSourceError`] says the violated limit.
    pub fn parse(text: &str) -> Result<Self, MessageSourceError> {
        let text = if text.contains('\r') {
            Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(text)
        };
        let got = text.chars().count();
        if got > Self::MAX_CHARS {
            return Err(MessageSourceError::TooLong {
                max: Self::MAX_CHARS,
                got,
            });
        }
        if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            return Err(MessageSourceError::ControlCharacter);
        }
        if text.chars().all(text::is_invisible) {
            return Err(MessageSourceError::Empty);
        }
        Ok(Self(text.into()))
    }

    /// Takes back a text that [`Self::parse`] has accepted before, from a store. It is not looked at
    /// again: a page of fifty would pay for that with as much time as it takes to read it.
    #[must_use]
    pub fn from_stored(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The normalised text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text cannot be a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageSourceError {
    /// Nothing in it can be seen.
    #[error("is empty")]
    Empty,
    /// More than [`MessageSource::MAX_CHARS`].
    #[error("has {got} characters, at most {max} are allowed")]
    TooLong {
        /// The limit, in Unicode scalar values.
        max: usize,
        /// What was given.
        got: usize,
    },
    /// A control character other than tab and line feed.
    #[error("has a control character")]
    ControlCharacter,
}

/// What is made of a source: safe HTML, plain text for search and notices, and who is mentioned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageBody {
    html: Box<str>,
    plain_text: Box<str>,
    mentions: Vec<UserId>,
    sound: Option<Box<str>>,
}

impl MessageBody {
    /// Most bytes of HTML, 64 KiB.
    pub const HTML_MAX_BYTES: usize = 64 * 1024;

    /// Most people that one message mentions: everyone of a large room, and a bound on the rows that
    /// it costs. Who is named beyond stays plain text.
    pub const MENTIONS_MAX: usize = 100;

    /// Takes what a renderer made. The HTML must be sanitised already: nobody does it again.
    ///
    /// # Errors
    /// [`HtmlTooLong`] above [`Self::HTML_MAX_BYTES`].
    pub fn new(
        html: String,
        plain_text: String,
        mentions: Vec<UserId>,
        sound: Option<String>,
    ) -> Result<Self, HtmlTooLong> {
        if html.len() > Self::HTML_MAX_BYTES {
            return Err(HtmlTooLong {
                max: Self::HTML_MAX_BYTES,
                got: html.len(),
            });
        }
        Ok(Self {
            html: html.into(),
            plain_text: plain_text.into(),
            mentions,
            sound: sound.map(Into::into),
        })
    }

    /// The same, with this person mentioned too.
    #[must_use]
    pub fn mentioning(mut self, user_id: UserId) -> Self {
        if !self.mentions.contains(&user_id) {
            self.mentions.push(user_id);
        }
        self
    }

    /// The same, with this person not mentioned: nobody is told of what they said themselves. Their
    /// name stays in the text.
    #[must_use]
    pub fn not_mentioning(mut self, user_id: UserId) -> Self {
        self.mentions.retain(|id| *id != user_id);
        self
    }

    /// Sanitised HTML, at most [`Self::HTML_MAX_BYTES`] bytes.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The same without markup, for search, notices and quotes.
    #[must_use]
    pub fn plain_text(&self) -> &str {
        &self.plain_text
    }

    /// Who is mentioned, each once.
    #[must_use]
    pub fn mentions(&self) -> &[UserId] {
        &self.mentions
    }

    /// The name of the sound it plays.
    #[must_use]
    pub fn sound(&self) -> Option<&str> {
        self.sound.as_deref()
    }
}

/// A source whose HTML is over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("makes {got} bytes of HTML, at most {max} are allowed")]
pub struct HtmlTooLong {
    /// The limit in bytes.
    pub max: usize,
    /// What it made.
    pub got: usize,
}

/// SHA-256 over room, format and body of a first post: what a repeat of the same
/// `client_message_id` must equal (G2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PostDigest(pub [u8; 32]);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ten_thousand_emoji_are_the_limit() {
        assert!(MessageSource::parse(&"🔥".repeat(10_000)).is_ok());
        let refused = MessageSource::parse(&"🔥".repeat(10_001));
        assert_eq!(
            refused,
            Err(MessageSourceError::TooLong {
                max: 10_000,
                got: 10_001
            })
        );
    }

    #[test]
    fn arabic_with_bidi_marks_is_kept_as_written() {
        let text = "\u{202B}مرحبا\u{202C} world\u{200F}";
        assert_eq!(MessageSource::parse(text).unwrap().as_str(), text);
    }

    #[test]
    fn what_shows_nothing_is_empty() {
        for text in ["", " \n\t", "\u{200B}", "\u{2066}\u{2069}"] {
            assert_eq!(
                MessageSource::parse(text),
                Err(MessageSourceError::Empty),
                "{text:?}"
            );
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["a\0", "\u{1b}[31m", "a\u{85}b"] {
            assert_eq!(
                MessageSource::parse(text),
                Err(MessageSourceError::ControlCharacter),
                "{text:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn an_accepted_source_parses_to_itself(text in "[\\PC\r\n\t]{0,200}") {
            if let Ok(source) = MessageSource::parse(&text) {
                prop_assert!(!source.as_str().contains('\r'));
                prop_assert_eq!(MessageSource::parse(source.as_str()), Ok(source.clone()));
            }
        }
    }
}
