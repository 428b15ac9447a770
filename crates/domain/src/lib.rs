//! The nouns and rules of Campfire: rooms, memberships, messages, and the ports they need.
//!
//! This crate is pure: no runtime, no JSON, no clock, no log, no IO. It holds what is true of a
//! Campfire whatever stores it and whatever it is spoken to through.
//!
//! # Reading order
//! [`ids`], [`time`] and [`seq`] (the three numbers) · [`user`], [`session`], [`account`] ·
//! [`room`], [`membership`], [`message`], [`boost`], [`sound`], [`page`], [`search`] · [`flag`] ·
//! [`client_error`] (what breaks elsewhere) ·
//! [`event`] (what happened and who may see it) · [`audit`] (who did what to the account) ·
//! [`actor`] and [`policy`] (who may do what) · [`ports`] (what the domain asks of the world).
//!
//! # Invariants
//! - Values are parsed once, at the border, and stay what they are: there is no invalid
//!   [`RoomName`] or [`MessageSource`].
//! - A room's messages are numbered 1, 2, 3 … by [`Seq`]; a tombstone keeps its number. Its events
//!   are numbered by [`Rev`]. Order is never taken from a clock.
//! - One port method is one transaction, and its events are in the log when it returns.
//! - Secrets ([`Password`], [`SessionToken`], [`JoinCode`]) have no readable `Debug` form.
//! - Deliberately absent: `serde` on by default (a derive is a promise to strangers; turn the
//!   feature `serde` on for ids and value objects), async runtimes, SQL, HTTP words.
//!
//! # Example
//! Put Campfire's messages into your own service: give it your own store of the port
//! [`MessageRepository`](ports::MessageRepository), and post through it.
//!
//! ```
//! use campfire_domain::{ports::*, *};
//! use std::sync::Arc;
//! use uuid::Uuid;
//!
//! async fn say(store: &dyn MessageRepository, room_id: RoomId, ann: UserId, text: &str)
//!     -> Result<Seq, Box<dyn std::error::Error>>
//! {
//!     let source = MessageSource::parse(text)?; // 1 to 10,000 characters, no control characters
//!     let html = format!("<p>{}</p>", source.as_str().replace('&', "&amp;").replace('<', "&lt;"));
//!     let body = MessageBody::new(html, source.as_str().to_owned(), vec![], None)?;
//!     let posted = store.append(NewMessage {
//!         id: MessageId::from_uuid(Uuid::from_u128(1)), // yours: a UUIDv7 from your id source
//!         room_id, creator_id: ann,
//!         client_message_id: ClientMessageId::from_uuid(Uuid::from_u128(2)), // exactly once (G2)
//!         digest: PostDigest([0; 32]), // yours: SHA-256 over room, format and text
//!         content: Arc::new(Content { source, format: Format::Markdown, body }),
//!         at: Timestamp::from_millis(0), // yours: from your clock
//!     }).await?;
//!     match posted {
//!         Posted::Stored(message) | Posted::Repeated(message) => Ok(message.seq),
//!         Posted::Queued(_) => Err("accepted, but without a place in the room yet".into()),
//!     }
//! }
//! ```
//!
//! # Recipe: add a port method
//! Write the trait method with its MUSTs in [`ports`], then its contract in `campfire-testkit`, then
//! the in-memory store, then the SQL.

pub mod account;
pub mod actor;
pub mod address;
pub mod audit;
pub mod bookmark;
pub mod boost;
pub mod client_error;
pub mod error;
pub mod event;
pub mod flag;
pub mod ids;
pub mod membership;
pub mod message;
pub mod page;
pub mod policy;
pub mod ports;
pub mod room;
pub mod search;
pub mod seq;
pub mod session;
pub mod sound;
pub mod text;
pub mod time;
pub mod transfer;
pub mod user;

pub use account::{
    Account, AccountName, AccountSettings, CustomCss, CustomCssTooLong, InvalidJoinCode, JoinCode,
};
pub use actor::Actor;
pub use address::{InvalidPublicAddress, PublicAddress};
pub use audit::{AuditAction, AuditLine, AuditNumber};
pub use bookmark::Bookmark;
pub use boost::{Boost, BoostContent, BoostContentError};
pub use client_error::{ClientError, ErrorWords, InvalidErrorWords};
pub use error::{Denied, StoreError};
pub use event::{Audience, Event, EventKind, PostRefusal, RoomState};
pub use flag::{
    Feedback, FeedbackWord, Flag, FlagChange, FlagSet, FlagVersion, Flags, Interest,
    InvalidFeedbackWord,
};
pub use ids::{
    AccountId, BoostId, ClientMessageId, InvalidId, MessageId, RoomId, SessionId, UserId,
};
pub use membership::{Involvement, Membership, MyRoom, Unread};
pub use message::{
    Content, Format, HtmlTooLong, MentionPlace, Message, MessageBody, MessageSource,
    MessageSourceError, PostDigest,
};
pub use page::{Page, PageCut, PageSize, PageSizeError, page_range};
pub use ports::Head;
pub use room::{DirectPeople, Room, RoomKind, RoomName, TooManyPeople};
pub use search::{
    Filters, Found, Has, InvalidSearchPlace, Search, SearchHit, SearchPlace, SearchQuery,
    SearchQueryError, Snippet, SnippetPart, Term,
};
pub use seq::{Cursor, InvalidCursor, Position, Rev, Seq};
pub use session::{InvalidSessionToken, Session, SessionKind, SessionToken, SessionUse, TokenHash};
pub use sound::Sound;
pub use text::NameError;
pub use time::Timestamp;
pub use transfer::{Transfer, TransferCode};
pub use user::{
    Bio, BioError, EmailAddress, Handle, InvalidEmailAddress, InvalidHandle, Password,
    PasswordError, PasswordHash, Role, Standing, User, UserName,
};
