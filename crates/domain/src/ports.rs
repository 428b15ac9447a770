//! The ports: what the domain needs from the world, as small object-safe traits.
//!
//! Rules for all of them:
//! - One method is one transaction: it happens whole or not at all, and its events are in the log
//!   when it returns. There is no `begin` or `commit` here (ADR-0003).
//! - Writing methods are cancel safe in this sense: a caller that goes away changes nothing; the
//!   operation commits or not as a whole, and its events are published from the log.
//! - A fact that races (membership, uniqueness, the next number) is decided inside the method and
//!   comes back as a typed refusal. What comes in was judged by the use case.
//! - "Not found" of a lookup is `None`.
//! - Each method says what an adapter MUST do; the contract suite of `campfire-testkit` holds every
//!   adapter to it.

mod accounts;
mod audit;
mod bookmarks;
mod boosts;
mod broadcaster;
mod clock;
mod directory;
mod events;
mod flags;
mod health;
mod id_source;
mod memberships;
mod mentions;
mod messages;
mod password;
mod post_journal;
mod profiles;
mod rooms;
mod search;
mod sessions;
mod standing;
mod store;
mod transfers;
mod undelivered;
mod users;

pub use accounts::{AccountChange, AccountError, AccountRepository, NewAccount, SetUpError};
pub use audit::AuditReader;
pub use bookmarks::{BookmarkError, BookmarkPage, BookmarkRepository};
pub use boosts::{BoostError, BoostRepository, Boosted, NewBoost};
pub use broadcaster::{Broadcaster, Delivery, Named, PresenceChange, Recipients};
pub use clock::Clock;
pub use directory::{DirectoryReader, DirectorySnapshot, SigningKey};
pub use events::{EventPage, EventReader, EventSink, Head, Resolved};
pub use flags::{
    FEEDBACK_MAX_ROWS, FeedbackError, FeedbackRepository, FlagRepository, RollBackError,
};
pub use health::{StoreHealth, StoreState, Trouble};
pub use id_source::IdSource;
pub use memberships::{
    GrantError, MembershipError, MembershipReader, MembershipRepository, ReadError, ReadMarker,
    Revoked,
};
pub use mentions::{MentionPage, MentionReader};
pub use messages::{
    AppendError, ChangeError, Erased, Lane, MessageReader, MessageRepository, NewMessage, Posted,
    Revision,
};
pub use password::{HashingError, PasswordHasher};
pub use post_journal::{JournalError, PostJournal};
pub use profiles::{NewPassword, ProfileChange, ProfileError, ProfileRepository};
pub use rooms::{Conversion, NewDirectRoom, NewRoom, Opened, RoomError, RoomRepository};
pub use search::{MessageSearch, RecentSearch, RecentSearchRepository, SearchError};
pub use sessions::{SessionRepository, StartSessionError};
pub use standing::{StandingError, StandingRepository};
pub use store::StorePorts;
pub use transfers::{MakeTransferError, TransferRepository, UseTransferError};
pub use undelivered::{Undelivered, UndeliveredRepository};
pub use users::{CredentialReader, Credentials, JoinError, NewUser, UserRepository};

#[cfg(feature = "mocks")]
pub use self::{
    accounts::MockAccountRepository, audit::MockAuditReader, bookmarks::MockBookmarkRepository,
    boosts::MockBoostRepository, broadcaster::MockBroadcaster, clock::MockClock,
    directory::MockDirectoryReader, events::MockEventReader, events::MockEventSink,
    flags::MockFeedbackRepository, flags::MockFlagRepository, health::MockStoreHealth,
    id_source::MockIdSource, memberships::MockMembershipReader,
    memberships::MockMembershipRepository, mentions::MockMentionReader,
    messages::MockMessageReader, messages::MockMessageRepository, password::MockPasswordHasher,
    post_journal::MockPostJournal, profiles::MockProfileRepository, rooms::MockRoomRepository,
    search::MockMessageSearch, search::MockRecentSearchRepository, sessions::MockSessionRepository,
    standing::MockStandingRepository, transfers::MockTransferRepository,
    undelivered::MockUndeliveredRepository, users::MockCredentialReader, users::MockUserRepository,
};

use crate::Position;

/// The result of a writing method, and where its last event stands in the log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Committed<T> {
    /// What happened.
    pub value: T,
    /// The position of its last event; when nothing changed, the log's head at that moment. Who
    /// must see the change in the directory waits until that has passed this position.
    pub position: Position,
}

impl<T> Committed<T> {
    /// The same commit with another value.
    #[must_use]
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Committed<U> {
        Committed {
            value: f(self.value),
            position: self.position,
        }
    }
}
