use crate::{Role, Timestamp, events::refusal_code};
use campfire_domain::{
    self as domain,
    ports::{NewMessage, Undelivered},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// How the source of a message is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// `CommonMark` with strike-through; line breaks are kept.
    #[default]
    Markdown,
    /// HTML of an editor; what is not in the allow-list is left out.
    Html,
}

impl From<Format> for domain::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Markdown => Self::Markdown,
            Format::Html => Self::Html,
        }
    }
}

impl From<domain::Format> for Format {
    fn from(format: domain::Format) -> Self {
        match format {
            domain::Format::Markdown => Self::Markdown,
            domain::Format::Html => Self::Html,
        }
    }
}

/// Who wrote a message, as they are now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Creator {
    /// Their id.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
    /// Their unique short name, without `@`.
    pub handle: String,
    /// What they may do.
    pub role: Role,
}

impl From<&domain::User> for Creator {
    fn from(user: &domain::User) -> Self {
        Self {
            id: user.id.as_uuid(),
            name: user.name.as_str().to_owned(),
            handle: user.handle.as_str().to_owned(),
            role: user.role.into(),
        }
    }
}

/// A short cheer on a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Boost {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub content: String,
    /// Who boosted.
    pub creator: BoostCreator,
    /// When.
    pub created_at: Timestamp,
}

impl Boost {
    /// The boost with who gave it.
    #[must_use]
    pub fn new(boost: &domain::Boost, creator: &domain::User) -> Self {
        Self {
            id: boost.id.as_uuid(),
            content: boost.content.as_str().to_owned(),
            creator: BoostCreator {
                id: creator.id.as_uuid(),
                name: creator.name.as_str().to_owned(),
            },
            created_at: boost.created_at.into(),
        }
    }
}

/// Who boosted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct BoostCreator {
    /// Their id.
    pub id: Uuid,
    /// What they are called.
    pub name: String,
}

/// A message, or its tombstone: `deleted`, its texts empty.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// The room it was posted to.
    pub room_id: Uuid,
    /// Its number in the room.
    pub seq: u64,
    /// The room's `rev` at its last change.
    pub rev: u64,
    /// The client's id of it.
    pub client_message_id: Uuid,
    /// Who wrote it.
    pub creator: Creator,
    /// Sanitised HTML.
    pub html: String,
    /// The same without markup.
    pub plain_text: String,
    /// The text as it was written.
    pub source: String,
    /// How the source is to be read.
    pub format: Format,
    /// Who is mentioned.
    pub mentions: Vec<Uuid>,
    /// The name of the sound it plays.
    pub sound: Option<String>,
    /// Its boosts.
    pub boosts: Vec<Boost>,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether only its tombstone is left.
    pub deleted: bool,
}

impl Message {
    /// The message with who wrote it and who boosted it, in the order of its boosts.
    #[must_use]
    pub fn new(
        message: &domain::Message,
        creator: &domain::User,
        boosters: &[Arc<domain::User>],
    ) -> Self {
        let boosts = message.boosts.iter().zip(boosters);
        let texts = Texts::of(message.content.as_deref());
        Self {
            id: message.id.as_uuid(),
            room_id: message.room_id.as_uuid(),
            seq: message.seq.get(),
            rev: message.rev.get(),
            client_message_id: message.client_message_id.as_uuid(),
            creator: creator.into(),
            html: texts.html,
            plain_text: texts.plain_text,
            source: texts.source,
            format: texts.format,
            mentions: texts.mentions,
            sound: texts.sound,
            boosts: boosts
                .map(|(boost, booster)| Boost::new(boost, booster))
                .collect(),
            created_at: message.created_at.into(),
            edited_at: message.edited_at.map(Into::into),
            deleted: message.is_deleted(),
        }
    }
}

#[derive(Default)]
struct Texts {
    html: String,
    plain_text: String,
    source: String,
    format: Format,
    mentions: Vec<Uuid>,
    sound: Option<String>,
}

impl Texts {
    fn of(content: Option<&domain::Content>) -> Self {
        let Some(content) = content else {
            return Self::default();
        };
        Self {
            html: content.body.html().to_owned(),
            plain_text: content.body.plain_text().to_owned(),
            source: content.source.as_str().to_owned(),
            format: content.format.into(),
            mentions: content
                .body
                .mentions()
                .iter()
                .map(|id| id.as_uuid())
                .collect(),
            sound: content.body.sound().map(str::to_owned),
        }
    }
}

/// A message on one's own list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Bookmark {
    /// Its place in the list: of two the greater is the newer.
    pub number: u64,
    /// When it was put there.
    pub created_at: Timestamp,
    /// The message.
    pub message: Message,
}

/// A page of one's own bookmarks, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Bookmarks {
    /// The bookmarks.
    pub bookmarks: Vec<Bookmark>,
    /// Give it as `before` for the next page; `null` on the last one.
    pub next: Option<u64>,
}

/// A page of messages in ascending order of `seq`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MessagePage {
    /// The messages, tombstones included.
    pub messages: Vec<Message>,
    /// Whether the room goes on before the first.
    pub has_older: bool,
    /// Whether the room goes on behind the last.
    pub has_newer: bool,
}

/// What mentions one, posted last first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MentionPage {
    /// The messages, from every room one is in; there may be fewer than asked for although the list
    /// goes on.
    pub messages: Vec<Message>,
    /// What to give as `before` for the rest; `null` at the end of the list.
    pub next: Option<String>,
}

/// One's own queued posts that were refused when their turn came, the one refused first first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UndeliveredPosts {
    /// The posts, at most 100; discard them to see the next.
    pub undelivered: Vec<UndeliveredPost>,
}

/// A queued post that was refused when its turn came.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UndeliveredPost {
    /// The client's id of it.
    pub client_message_id: Uuid,
    /// Where it should have gone.
    pub room_id: Uuid,
    /// Why it did not; the codes are those of posting.
    pub code: String,
    /// What it says.
    pub body: String,
    /// How that is to be read.
    pub format: Format,
    /// When it was written.
    pub at: Timestamp,
}

impl From<&Undelivered> for UndeliveredPost {
    fn from(post: &Undelivered) -> Self {
        Self {
            client_message_id: post.client_message_id.as_uuid(),
            room_id: post.room_id.as_uuid(),
            code: refusal_code(post.refusal).to_owned(),
            body: post.source.as_str().to_owned(),
            format: post.format.into(),
            at: post.at.into(),
        }
    }
}

/// How safe a posted message is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "openapi",
    derive(poem_openapi::Enum),
    oai(rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// Durable, with its place in the room.
    Stored,
    /// Durable in the journal; its place comes later.
    Queued,
}

/// What became of a post: the message as it is now, `state` and `duplicate`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PostedMessage {
    /// Its id.
    pub id: Uuid,
    /// The room it was posted to.
    pub room_id: Uuid,
    /// Its number in the room; `null` while it is queued.
    pub seq: Option<u64>,
    /// The room's `rev` at its last change; `null` while it is queued.
    pub rev: Option<u64>,
    /// The client's id of it.
    pub client_message_id: Uuid,
    /// Who wrote it.
    pub creator: Creator,
    /// Sanitised HTML.
    pub html: String,
    /// The same without markup.
    pub plain_text: String,
    /// The text as it was written.
    pub source: String,
    /// How the source is to be read.
    pub format: Format,
    /// Who is mentioned.
    pub mentions: Vec<Uuid>,
    /// The name of the sound it plays.
    pub sound: Option<String>,
    /// Its boosts.
    pub boosts: Vec<Boost>,
    /// When it was posted.
    pub created_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether only its tombstone is left.
    pub deleted: bool,
    /// How safe it is.
    pub state: PostState,
    /// Whether it was posted before, by this `client_message_id`.
    pub duplicate: bool,
}

impl PostedMessage {
    /// A stored message, new or repeated, with who wrote it and who boosted it.
    #[must_use]
    pub fn stored(
        message: &domain::Message,
        creator: &domain::User,
        boosters: &[Arc<domain::User>],
        duplicate: bool,
    ) -> Self {
        let message = Message::new(message, creator, boosters);
        Self {
            id: message.id,
            room_id: message.room_id,
            seq: Some(message.seq),
            rev: Some(message.rev),
            client_message_id: message.client_message_id,
            creator: message.creator,
            html: message.html,
            plain_text: message.plain_text,
            source: message.source,
            format: message.format,
            mentions: message.mentions,
            sound: message.sound,
            boosts: message.boosts,
            created_at: message.created_at,
            edited_at: message.edited_at,
            deleted: message.deleted,
            state: PostState::Stored,
            duplicate,
        }
    }

    /// A message that waits in the journal.
    #[must_use]
    pub fn queued(new: &NewMessage, creator: &domain::User, duplicate: bool) -> Self {
        let texts = Texts::of(Some(&new.content));
        Self {
            id: new.id.as_uuid(),
            room_id: new.room_id.as_uuid(),
            seq: None,
            rev: None,
            client_message_id: new.client_message_id.as_uuid(),
            creator: creator.into(),
            html: texts.html,
            plain_text: texts.plain_text,
            source: texts.source,
            format: texts.format,
            mentions: texts.mentions,
            sound: texts.sound,
            boosts: Vec::new(),
            created_at: new.at.into(),
            edited_at: None,
            deleted: false,
            state: PostState::Queued,
            duplicate,
        }
    }
}
