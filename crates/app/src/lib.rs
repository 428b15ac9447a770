//! The use cases of Campfire: the order of steps, who may, and what is told to whom.
//!
//! # Reading order
//! [`Campfire`] is what adapters call. Each of its fields is one noun's use cases: [`messages`],
//! [`boosts`], [`bookmarks`], [`search`], [`rooms`], [`memberships`], [`users`], [`accounts`], [`administration`], [`profiles`],
//! [`sessions`], [`transfers`], [`flags`], [`client_errors`], [`sync`]. Behind them
//! stand the [`directory`] (what every request asks, in memory), [`queued_posts`] (what is posted
//! while the store is out), the [`publisher`] (one task that changes the directory by committed events
//! and tells connected clients), [`health`] (what works), [`recent`] (messages to read in an outage),
//! [`presence`] and [`typing`] (never stored), [`content`] (Markdown to safe HTML), [`custom_css`], [`passwords`] and
//! [`tokens`].
//!
//! # Invariants
//! - A use case is one look into the directory, one decision, one write. It never publishes: what
//!   clients learn follows from the log.
//! - "Hidden from you" and "absent" are the same answer.
//! - Deliberately absent: SQL, HTTP words, sockets, settings files.

pub mod accounts;
pub mod administration;
pub mod bookmarks;
pub mod boosts;
pub mod client_errors;
pub mod content;
pub mod custom_css;
pub mod directory;
pub mod flags;
pub mod health;
pub mod memberships;
pub mod messages;
pub mod passwords;
mod people;
pub mod ports;
pub mod presence;
pub mod profiles;
pub mod publisher;
pub mod queued_posts;
pub mod recent;
pub mod rooms;
pub mod search;
pub mod sessions;
pub mod sync;
pub mod system;
pub mod tokens;
pub mod transfers;
pub mod typing;
pub mod users;

pub use ports::Ports;
pub use publisher::{Inbox, feed};

use campfire_domain::StoreError;
use directory::Directory;
use std::{sync::Arc, time::Duration};

/// Settings of the use cases. The defaults are the product's; tests shorten them.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long after their last connection closed someone still counts as here, so that a reload
    /// makes no noise. 15 s, as `AnyCable` does.
    pub presence_grace: Duration,
    /// How far back a client may resume. 24 h, so that the log can be pruned.
    pub resume_window: Duration,
    /// How many missed events are replayed at most; above that reading pages again is cheaper.
    pub resume_limit: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            presence_grace: Duration::from_secs(15),
            resume_window: Duration::from_hours(24),
            resume_limit: 1000,
        }
    }
}

/// The use cases, ready to be called by any adapter. Cheap to clone.
#[derive(Clone)]
pub struct Campfire {
    /// What every request asks, in memory.
    pub directory: Arc<Directory>,
    /// First run and the account.
    pub accounts: Arc<accounts::Accounts>,
    /// What administrators decide about people.
    pub administration: Arc<administration::Administration>,
    /// What people change about themselves.
    pub profiles: Arc<profiles::Profiles>,
    /// Signing in and out.
    pub sessions: Arc<sessions::Sessions>,
    /// Signing in by a link.
    pub transfers: Arc<transfers::Transfers>,
    /// Joining, and who there is.
    pub users: Arc<users::Users>,
    /// Rooms.
    pub rooms: Arc<rooms::Rooms>,
    /// Members, involvement and read markers.
    pub memberships: Arc<memberships::Memberships>,
    /// Messages.
    pub messages: Arc<messages::Messages>,
    /// Everyone's own list of messages.
    pub bookmarks: Arc<bookmarks::Bookmarks>,
    /// Boosts of messages.
    pub boosts: Arc<boosts::Boosts>,
    /// Search.
    pub searches: Arc<search::Searches>,
    /// Feature flags.
    pub flags: Arc<flags::FeatureFlags>,
    /// What goes wrong in clients.
    pub client_errors: Arc<client_errors::ClientErrors>,
    /// Posts that wait for the store.
    pub queued_posts: Arc<queued_posts::QueuedPosts>,
    /// Missed events.
    pub sync: Arc<sync::Sync>,
    /// What works.
    pub health: Arc<health::Health>,
    /// Who is here.
    pub presence: Arc<presence::Presence>,
    /// Who is typing.
    pub typing: Arc<typing::Typing>,
}

impl Campfire {
    /// Loads the directory and the posts that wait, and starts the background tasks: the publisher,
    /// the replay of those posts, presence and typing, and the bookkeeping of session use. They end
    /// when the returned value and all its clones are dropped.
    ///
    /// `inbox` is the other end of the [`feed`] that the store reports its commits to.
    ///
    /// # Errors
    /// When the store or the journal could not be read.
    pub async fn start(mut ports: Ports, inbox: Inbox, config: Config) -> Result<Self, StoreError> {
        let mut boot = [0; 8];
        ports.ids.fill_secret(&mut boot);
        let snapshot = ports.store.directory.load().await?;
        let queued_posts = queued_posts::QueuedPosts::start(&ports).await?;
        ports.store.messages = queued_posts.clone();
        let head = snapshot.head.clone();
        let signing_key = snapshot.signing_key.clone();
        let directory = Arc::new(Directory::new(snapshot, u64::from_le_bytes(boot)));
        let presence = Arc::new(presence::Presence::new(config.presence_grace));
        let typing = Arc::new(typing::Typing::default());
        let health = Arc::new(health::Health::new(&ports.store.health));
        let recent = Arc::new(recent::Recent::new(recent::Recent::MAX_BYTES));
        let committed = inbox.committed();
        let lag = health::Lag::new(&directory, Arc::clone(&committed));
        let tokens = tokens::Tokens::new(&signing_key);

        let campfire = Self {
            accounts: Arc::new(accounts::Accounts::new(&ports, &directory)),
            administration: Arc::new(administration::Administration::new(&ports, &directory)),
            profiles: Arc::new(profiles::Profiles::new(&ports, &directory)),
            sessions: Arc::new(sessions::Sessions::new(&ports, &directory, tokens)),
            transfers: Arc::new(transfers::Transfers::new(&ports, &directory)),
            users: Arc::new(users::Users::new(&ports, &directory)),
            rooms: Arc::new(rooms::Rooms::new(&ports, &directory, &health)),
            memberships: Arc::new(memberships::Memberships::new(&ports, &directory)),
            messages: Arc::new(messages::Messages::new(
                &ports, &directory, &typing, &recent, &health,
            )),
            bookmarks: Arc::new(bookmarks::Bookmarks::new(&ports, &directory)),
            boosts: Arc::new(boosts::Boosts::new(&ports, &directory)),
            searches: Arc::new(search::Searches::new(&ports, &directory)),
            flags: Arc::new(flags::FeatureFlags::new(&ports, &directory)),
            client_errors: Arc::default(),
            queued_posts,
            sync: Arc::new(sync::Sync::new(&ports, &directory, committed, &config)),
            health: Arc::clone(&health),
            presence: Arc::clone(&presence),
            typing: Arc::clone(&typing),
            directory: Arc::clone(&directory),
        };
        tokio::spawn(publisher::run(
            inbox,
            head.position,
            Arc::clone(&ports.store.events),
            Arc::downgrade(&directory),
            recent,
            Arc::clone(&ports.broadcaster),
        ));
        tokio::spawn(health::run(
            Arc::downgrade(&health),
            lag,
            Arc::clone(&ports.broadcaster),
        ));
        tokio::spawn(presence::run(
            Arc::downgrade(&presence),
            Arc::clone(&ports.broadcaster),
        ));
        tokio::spawn(typing::run(
            Arc::downgrade(&typing),
            Arc::clone(&ports.broadcaster),
        ));
        tokio::spawn(sessions::keep_books(Arc::downgrade(&campfire.sessions)));
        Ok(campfire)
    }
}

/// A refusal of a port that is newer than this crate: told as a fault, never as another refusal.
pub(crate) fn unknown_refusal() -> StoreError {
    StoreError::Corrupt {
        what: "a refusal that is not known here".to_owned(),
    }
}
