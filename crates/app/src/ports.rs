//! The ports, filled by the wiring of the server or by the test kit.

use campfire_domain::ports::{
    AccountRepository, AuditReader, BookmarkRepository, BoostRepository, Broadcaster, Clock,
    CredentialReader, DirectoryReader, EventReader, FeedbackRepository, FlagRepository, IdSource,
    MembershipReader, MembershipRepository, MentionReader, MessageReader, MessageRepository,
    MessageSearch, PasswordHasher, PostJournal, ProfileRepository, RecentSearchRepository,
    RoomRepository, SessionRepository, StandingRepository, StoreHealth, TransferRepository,
    UndeliveredRepository, UserRepository,
};
use std::sync::Arc;

/// One adapter for each port.
#[derive(Clone)]
#[expect(missing_docs, reason = "each field is the port of its type")]
pub struct Ports {
    pub accounts: Arc<dyn AccountRepository>,
    pub users: Arc<dyn UserRepository>,
    pub credentials: Arc<dyn CredentialReader>,
    pub sessions: Arc<dyn SessionRepository>,
    pub transfers: Arc<dyn TransferRepository>,
    pub standing: Arc<dyn StandingRepository>,
    pub profiles: Arc<dyn ProfileRepository>,
    pub audit: Arc<dyn AuditReader>,
    pub rooms: Arc<dyn RoomRepository>,
    pub memberships: Arc<dyn MembershipRepository>,
    pub membership_reader: Arc<dyn MembershipReader>,
    pub messages: Arc<dyn MessageRepository>,
    pub message_reader: Arc<dyn MessageReader>,
    pub mentions: Arc<dyn MentionReader>,
    pub bookmarks: Arc<dyn BookmarkRepository>,
    pub boosts: Arc<dyn BoostRepository>,
    pub search: Arc<dyn MessageSearch>,
    pub recent_searches: Arc<dyn RecentSearchRepository>,
    pub flags: Arc<dyn FlagRepository>,
    pub feedback: Arc<dyn FeedbackRepository>,
    pub journal: Arc<dyn PostJournal>,
    pub undelivered: Arc<dyn UndeliveredRepository>,
    pub events: Arc<dyn EventReader>,
    pub directory: Arc<dyn DirectoryReader>,
    pub health: Arc<dyn StoreHealth>,
    pub broadcaster: Arc<dyn Broadcaster>,
    pub passwords: Arc<dyn PasswordHasher>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn IdSource>,
}
