use crate::RoomId;
use async_trait::async_trait;
use std::time::Duration;

/// Tells what the store can do now. It looks at what happened, it does not try anything.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait StoreHealth: Send + Sync {
    /// What it can do now; costs no more than a few loads.
    fn state(&self) -> StoreState;

    /// Waits until it can do something other than `seen`, and says what. Cancel safe.
    async fn changed(&self, seen: StoreState) -> StoreState;

    /// How long senders to this room had better wait before the next post: `Some` from 80 % of
    /// either bound of the write queue (product limit), `None` below.
    fn pressure(&self, room_id: RoomId) -> Option<Duration>;
}

/// What the store can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StoreState {
    /// It answers reads.
    pub reads: bool,
    /// It commits.
    pub writes: bool,
    /// It finds words; else a send is stored and its words are indexed later (G9).
    pub search: bool,
}

impl StoreState {
    /// It can do everything.
    pub const WELL: Self = Self {
        reads: true,
        writes: true,
        search: true,
    };
}

/// Something that does not work now. People are told in words, programs by [`Self::word`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Trouble {
    /// The store cannot be read: newest pages come from memory, all else has to wait.
    StoreReads,
    /// The store does not commit: posts are queued, all other changes have to wait.
    StoreWrites,
    /// Words cannot be found; everything else works.
    Search,
    /// Connected clients learn what is committed late.
    Live,
}

impl Trouble {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [
        Self::StoreReads,
        Self::StoreWrites,
        Self::Search,
        Self::Live,
    ];

    /// Its stable word, which crosses the network.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::StoreReads => "store.reads",
            Self::StoreWrites => "store.writes",
            Self::Search => "search",
            Self::Live => "live",
        }
    }
}
