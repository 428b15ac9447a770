//! Whose turn it is among the posts of one sender.
//!
//! Posts of a sender may be on their way into the store together. When one fails there, the [`Lane`] they
//! share is closed, so that none behind it is stored; and each that failed takes its place in the
//! queue when it is its turn: when the outcome of all before it is known.

use campfire_domain::{UserId, ports::Lane};
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};
use tokio::sync::OwnedMutexGuard;

/// Who is posting now.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<UserId, Posting>>);

/// The posts of a sender that are under way.
#[derive(Clone, Default)]
struct Posting {
    lane: Lane,
    line: Arc<tokio::sync::Mutex<()>>,
}

/// A post that is under way, until it is dropped.
pub(super) struct UnderWay<'a> {
    turns: &'a Turns,
    sender: UserId,
    posting: Posting,
}

impl Turns {
    /// Begins a post.
    pub(super) fn begin(&self, sender: UserId) -> UnderWay<'_> {
        let posting = self.0.lock().entry(sender).or_default().clone();
        UnderWay {
            turns: self,
            sender,
            posting,
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.lock().len()
    }
}

impl UnderWay<'_> {
    /// The lane of all that this sender has under way; a new one when there was nothing.
    pub(super) const fn lane(&self) -> &Lane {
        &self.posting.lane
    }

    /// Waits until nothing of the sender is under way that began to wait before. The turn lasts as
    /// long as the returned guard.
    pub(super) async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.posting.line).lock_owned().await
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut senders = self.turns.0.lock();
        // The map's and this one: it is the last of its sender.
        if Arc::strong_count(&self.posting.line) == 2 {
            senders.remove(&self.sender);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;
    use uuid::Uuid;

    fn sender(number: u128) -> UserId {
        UserId::from_uuid(Uuid::from_u128(number))
    }

    #[tokio::test]
    async fn turns_come_in_the_order_of_first_polls() {
        let turns = Turns::default();
        let [one, two, three] = [(); 3].map(|()| turns.begin(sender(1)));
        let first = one.turn().now_or_never().unwrap();
        let mut second = Box::pin(two.turn());
        let mut third = Box::pin(three.turn());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(third.as_mut().now_or_never().is_none());
        drop(first);
        assert!(third.as_mut().now_or_never().is_none());
        drop(second.now_or_never().unwrap());
        assert!(third.now_or_never().is_some());
        let other = turns.begin(sender(2));
        assert!(other.turn().now_or_never().is_some());
    }

    #[test]
    fn a_sender_has_one_lane_until_nothing_is_under_way() {
        let turns = Turns::default();
        let (one, two) = (turns.begin(sender(1)), turns.begin(sender(1)));
        one.lane().close();
        assert!(two.lane().is_closed());
        assert!(!turns.begin(sender(2)).lane().is_closed());
        drop(one);
        assert!(turns.begin(sender(1)).lane().is_closed());
        drop(two);
        assert!(!turns.begin(sender(1)).lane().is_closed());
        assert_eq!(turns.len(), 0);
    }

    #[tokio::test]
    async fn who_goes_away_while_waiting_leaves_nothing_behind() {
        let turns = Turns::default();
        let one = turns.begin(sender(1));
        let guard = one.turn().await;
        let two = turns.begin(sender(1));
        let mut second = Box::pin(two.turn());
        assert!(second.as_mut().now_or_never().is_none());
        drop((guard, one));
        drop(second);
        drop(two);
        assert_eq!(turns.len(), 0);
    }
}
