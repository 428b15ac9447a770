//! Bookmarks: messages that someone keeps in a list of their own.

use crate::{Message, time::Timestamp};

/// A message in someone's own list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bookmark {
    /// Its place in the list: later bookmarks of the same person have greater ones.
    pub number: u64,
    /// The message as it is now.
    pub message: Message,
    /// When it was put there.
    pub at: Timestamp,
}

impl Bookmark {
    /// Most bookmarks of one person. 1,000, so that nobody fills the store with them; who has more
    /// to keep wants a search.
    pub const MAX_PER_PERSON: usize = 1000;
}
