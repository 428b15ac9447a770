//! Every port of a store, as one thing.

use super::{
    AccountRepository, AuditReader, BookmarkRepository, BoostRepository, CredentialReader,
    DirectoryReader, EventReader, FeedbackRepository, FlagRepository, MembershipReader,
    MembershipRepository, MentionReader, MessageReader, MessageRepository, MessageSearch,
    PostJournal, ProfileRepository, RecentSearchRepository, RoomRepository, SessionRepository,
    StandingRepository, StoreHealth, TransferRepository, UndeliveredRepository, UserRepository,
};
use std::sync::Arc;

/// The ports that one store fills. An adapter implements them all and hands itself out once, by
/// [`StorePorts::of`]; a test replaces single ones.
#[derive(Clone)]
pub struct StorePorts {
    /// Keeps the account.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps people.
    pub users: Arc<dyn UserRepository>,
    /// Reads what sign-in compares.
    pub credentials: Arc<dyn CredentialReader>,
    /// Keeps sessions.
    pub sessions: Arc<dyn SessionRepository>,
    /// Keeps transfers until they are used.
    pub transfers: Arc<dyn TransferRepository>,
    /// Keeps what administrators decide about people.
    pub standing: Arc<dyn StandingRepository>,
    /// Keeps what people say of themselves.
    pub profiles: Arc<dyn ProfileRepository>,
    /// Reads the audit log.
    pub audit: Arc<dyn AuditReader>,
    /// Keeps rooms.
    pub rooms: Arc<dyn RoomRepository>,
    /// Keeps memberships.
    pub memberships: Arc<dyn MembershipRepository>,
    /// Reads what a member sees of rooms.
    pub membership_reader: Arc<dyn MembershipReader>,
    /// Keeps messages.
    pub messages: Arc<dyn MessageRepository>,
    /// Reads messages.
    pub message_reader: Arc<dyn MessageReader>,
    /// Reads what mentions people.
    pub mentions: Arc<dyn MentionReader>,
    /// Keeps bookmarks.
    pub bookmarks: Arc<dyn BookmarkRepository>,
    /// Keeps boosts.
    pub boosts: Arc<dyn BoostRepository>,
    /// Finds messages by their words.
    pub search: Arc<dyn MessageSearch>,
    /// Keeps what each person looked for last.
    pub recent_searches: Arc<dyn RecentSearchRepository>,
    /// Keeps the feature flags.
    pub flags: Arc<dyn FlagRepository>,
    /// Keeps what people say about features.
    pub feedback: Arc<dyn FeedbackRepository>,
    /// Keeps posts that wait for the store.
    pub journal: Arc<dyn PostJournal>,
    /// Keeps refused posts.
    pub undelivered: Arc<dyn UndeliveredRepository>,
    /// Reads the log.
    pub events: Arc<dyn EventReader>,
    /// Reads what the directory begins with.
    pub directory: Arc<dyn DirectoryReader>,
    /// Tells what the store can do now.
    pub health: Arc<dyn StoreHealth>,
}

impl StorePorts {
    /// All ports of one store.
    #[must_use]
    pub fn of<S>(store: &Arc<S>) -> Self
    where
        S: AccountRepository
            + UserRepository
            + CredentialReader
            + SessionRepository
            + TransferRepository
            + StandingRepository
            + ProfileRepository
            + AuditReader
            + RoomRepository
            + MembershipRepository
            + MembershipReader
            + MessageRepository
            + MessageReader
            + MentionReader
            + BookmarkRepository
            + BoostRepository
            + MessageSearch
            + RecentSearchRepository
            + FlagRepository
            + FeedbackRepository
            + PostJournal
            + UndeliveredRepository
            + EventReader
            + DirectoryReader
            + StoreHealth
            + 'static,
    {
        Self {
            accounts: store.clone(),
            users: store.clone(),
            credentials: store.clone(),
            sessions: store.clone(),
            transfers: store.clone(),
            standing: store.clone(),
            profiles: store.clone(),
            audit: store.clone(),
            rooms: store.clone(),
            memberships: store.clone(),
            membership_reader: store.clone(),
            messages: store.clone(),
            message_reader: store.clone(),
            mentions: store.clone(),
            bookmarks: store.clone(),
            boosts: store.clone(),
            search: store.clone(),
            recent_searches: store.clone(),
            flags: store.clone(),
            feedback: store.clone(),
            journal: store.clone(),
            undelivered: store.clone(),
            events: store.clone(),
            directory: store.clone(),
            health: store.clone(),
        }
    }
}
