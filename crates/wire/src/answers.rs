//! Answers that are no noun of their own: lists, and what sign-in gives.

use crate::{
    Account, AuditLine, Event, FeatureInterest, FlagVersion, Me, ResetReason, Room, Session, User,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Declares an answer.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type),+
        }
    )+};
}

answers! {
    /// Whether the first run is still to be done.
    Setup {
        /// Whether it is.
        needed: bool,
        /// What the account is called, or would be.
        account_name: String,
    }
    /// What the first run made.
    FirstRun {
        /// The account.
        account: Account,
        /// Its administrator, who is signed in now.
        user: Me,
        /// The first room.
        room: Room,
    }
    /// Who is signed in now.
    SignedIn {
        /// They.
        user: Me,
    }
    /// An access token for an API client.
    IssuedToken {
        /// The token; it is shown only here.
        access_token: String,
        /// `Bearer`.
        token_type: String,
        /// How long it is good, in seconds.
        expires_in: u64,
        /// The session that it lives and dies with.
        session_id: Uuid,
        /// Whose it is.
        user: Me,
    }
    /// What an invitation leads to.
    JoinPage {
        /// What the account is called.
        account_name: String,
    }
    /// One's own sessions, latest use first.
    Sessions {
        /// The sessions.
        sessions: Vec<Session>,
    }
    /// A page of people, by name.
    UserPage {
        /// The people, at most 100.
        users: Vec<User>,
        /// Give it as `after` for the next page; `null` on the last one.
        next: Option<Uuid>,
    }
    /// A page of the audit log, newest first.
    AuditLog {
        /// The lines.
        lines: Vec<AuditLine>,
        /// Give it as `before` for the next page; `null` on the last one.
        next: Option<u64>,
    }
    /// One's own rooms.
    Rooms {
        /// The rooms, invisible ones included.
        rooms: Vec<Room>,
        /// `true` while the store cannot be read, else left out: the rooms are right, but
        /// involvement, read markers and counts are not known and stand as if all were read. Read
        /// the list again when `health` is well.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
        partial: Option<bool>,
    }
    /// A page of the history of the feature flags, newest first.
    FlagVersions {
        /// The versions, at most 50.
        versions: Vec<FlagVersion>,
        /// Give it as `before` for the next page; `null` on the last one.
        next: Option<u64>,
    }
    /// What people say about features, most people first.
    FeatureReport {
        /// The lines, at most 200.
        feedback: Vec<FeatureInterest>,
    }
    /// A page of the members of a room, by name.
    Members {
        /// The members, at most 100.
        members: Vec<User>,
        /// Give it as `after` for the next page; `null` on the last one.
        next: Option<Uuid>,
    }
    /// One's own read marker.
    ReadMarker {
        /// Where it is now.
        last_read_seq: u64,
        /// How many are unread.
        unread_count: u64,
        /// How many of those mention one.
        mention_count: u64,
    }
    /// What a long poll gives.
    Events {
        /// What happened since the cursor, in order.
        events: Vec<Event>,
        /// Where to poll from next.
        cursor: String,
        /// Not `null` when what was missed cannot be replayed: read everything again.
        reset: Option<PollReset>,
    }
    /// Why missed events cannot be replayed.
    PollReset {
        /// Why.
        reason: ResetReason,
        /// How many events were missed, where that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
        missed: Option<u32>,
    }
}
