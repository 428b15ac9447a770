//! The storing ports of one store, as the application holds them.

use crate::{MemoryStore, RecordingSink};
use campfire_domain::ports::{
    AccountRepository, AuditReader, BookmarkRepository, BoostRepository, CredentialReader,
    DirectoryReader, EventReader, FeedbackRepository, FlagRepository, MembershipReader,
    MembershipRepository, MentionReader, MessageReader, MessageRepository, MessageSearch,
    PostJournal, ProfileRepository, RecentSearchRepository, RoomRepository, SessionRepository,
    StandingRepository, StoreHealth, TransferRepository, UndeliveredRepository, UserRepository,
};
use std::{any::Any, sync::Arc};

/// Every storing port of one empty store, and the sink it reports to.
#[derive(Clone)]
pub struct Stores {
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
    /// What the store was made with.
    pub sink: Arc<RecordingSink>,
    /// Lives as long as the store is used: its temporary folder, for example.
    guard: Arc<dyn Any + Send + Sync>,
}

impl Stores {
    /// The ports of a store that reports to `sink`. `guard` is dropped with the last copy; give `()`
    /// when there is nothing to keep.
    #[must_use]
    pub fn of<S, G>(store: Arc<S>, sink: Arc<RecordingSink>, guard: G) -> Self
    where
        S: AccountRepository
            + UserRepository
            + CredentialReader
            + SessionRepository
            + TransferRepository
            + StandingRepository
            + AuditReader
            + ProfileRepository
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
        G: Any + Send + Sync,
    {
        Self {
            accounts: store.clone(),
            users: store.clone(),
            credentials: store.clone(),
            sessions: store.clone(),
            transfers: store.clone(),
            standing: store.clone(),
            audit: store.clone(),
            profiles: store.clone(),
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
            health: store,
            sink,
            guard: Arc::new(guard),
        }
    }

    /// The ports of a fresh [`MemoryStore`].
    #[must_use]
    pub fn in_memory() -> Self {
        let sink = RecordingSink::new();
        Self::of(Arc::new(MemoryStore::new(sink.clone())), sink, ())
    }

    /// What [`Self::of`] was given to keep.
    #[must_use]
    pub fn guard(&self) -> &(dyn Any + Send + Sync) {
        &*self.guard
    }
}
