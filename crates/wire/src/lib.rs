//! What crosses the network: the JSON of HTTP answers and live frames, version 1.
//!
//! Both transports print the same message the same way because both print it with these types.
//! serde is the one encoder; the feature `openapi` adds schemas for the document and nothing else.
//!
//! # Invariants
//! - Names are `snake_case`, ids UUID text, times RFC 3339 in UTC with milliseconds and `Z`.
//! - What may be absent is `null`, never missing, in answers; events leave out `room_id` and `rev`
//!   when they have none.
//! - Nothing here decides. Nothing personal to one receiver is in an event, so that one frame
//!   serves all.
//! - Servers refuse unknown fields, clients ignore them.

mod accounts;
mod answers;
mod audit;
mod events;
mod flags;
mod frames;
mod messages;
mod problem;
mod requests;
mod rooms;
mod search;
mod timestamp;
#[cfg(feature = "openapi")]
mod unions;
mod users;

pub use accounts::{Account, AccountInEvent, AccountSettings};
pub use answers::*;
pub use audit::AuditLine;
pub use events::*;
pub use flags::{FeatureFlags, FeatureInterest, FlagStates, FlagVersion, UpgradeMessages};
pub use frames::*;
pub use messages::{
    Bookmark, Bookmarks, Boost, BoostCreator, Creator, Format, MentionPage, Message, MessagePage,
    PostState, PostedMessage, UndeliveredPost, UndeliveredPosts,
};
pub use problem::{FieldProblem, Problem};
pub use requests::*;
pub use rooms::{Involvement, Room, RoomInEvent, RoomKind};
pub use search::{RecentSearch, RecentSearches, SearchHit, SearchPage, SnippetPart};
pub use timestamp::Timestamp;
pub use users::{Me, Role, Session, SessionKind, Standing, Transfer, TransferOffer, User};
