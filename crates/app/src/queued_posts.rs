//! Posts that wait while the store is out: taken into the journal, answered `queued`, and posted
//! when the store can write again (G9, G10).
//!
//! [`QueuedPosts`] stands in front of the store's [`MessageRepository`]. A post goes by it untouched
//! unless the store cannot write, or its sender has posts that wait: those it stands behind, so that
//! each sender's order is kept. While they are being replayed it waits for its turn, and goes to the
//! store behind them. Two tasks serve it. One writes to the journal whatever came while the
//! last write ran, so that many posts share one sync. The other replays: each sender's posts one
//! after the other, senders side by side.
//!
//! A post may be in the journal *and* in the store: after a time-out, or a crash between the two.
//! Its `client_message_id` makes that harmless (G2).
//!
//! A sender may have several posts on the way into the store when it fails. Those behind the first that
//! failed are not stored, and all are queued in the order in which they came (`turns`).

mod turns;

use crate::{Ports, unknown_refusal};
use async_trait::async_trait;
use campfire_domain::{
    ClientMessageId, Message, MessageId, PostRefusal, RoomId, StoreError, Timestamp, UserId,
    ports::{
        AppendError, ChangeError, Committed, Erased, JournalError, Lane, MessageRepository,
        NewMessage, PostJournal, Posted, Revision, StoreHealth, Undelivered, UndeliveredRepository,
    },
};
use futures_util::{
    FutureExt as _,
    stream::{FuturesUnordered, StreamExt as _},
};
use parking_lot::Mutex;
use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    pin::pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Notify, mpsc, watch},
    time::{Instant, timeout, timeout_at},
};
use turns::Turns;

/// Posts that may wait for the journal's next write. Above it they are refused with 503; a write
/// takes milliseconds.
const WAITING_FOR_JOURNAL: usize = 1024;

/// Posts written to the journal at once, as many as the store's writer takes.
const JOURNAL_BATCH: usize = 256;

/// Longest wait for the journal. A disk that takes longer is as good as none: the sender is told to
/// try again.
const JOURNAL_DEADLINE: Duration = Duration::from_secs(5);

/// Senders whose posts are replayed side by side: they share commits.
const SENDERS_AT_ONCE: usize = 64;

/// Pause between tries while the store cannot, when it does not say itself that it can again. Well
/// below the 5 s in which a queued post must appear (G10).
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Longest wait for the replay of one's earlier posts, before a post is queued behind them: 2 s, less
/// than a person waits, and enough for a thousand commits.
const TURN_WITHIN: Duration = Duration::from_secs(2);

/// How long a client waits before it repeats a post that found the journal's queue full: about as
/// long as a write takes on a slow disk.
const QUEUE_RETRY_AFTER: Duration = Duration::from_millis(500);

/// See the [module](self).
pub struct QueuedPosts {
    store: Arc<dyn MessageRepository>,
    health: Arc<dyn StoreHealth>,
    journal: Arc<dyn PostJournal>,
    undelivered: Arc<dyn UndeliveredRepository>,
    /// To the task that writes the journal.
    to_journal: mpsc::Sender<Arc<Waiting>>,
    index: Mutex<Index>,
    turns: Turns,
    /// How many posts the index has: asked by every post, without its lock.
    depth: AtomicUsize,
    /// Told when a post came in, and when this value is dropped.
    changed: Arc<Notify>,
    /// Told when a post went out.
    left: Notify,
    counts: Counts,
}

/// What became of posts since the start, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostFigures {
    /// Answered `stored`.
    pub stored: u64,
    /// Answered `queued`.
    pub queued: u64,
    /// Of both, those that were repeats.
    pub repeated: u64,
    /// Waiting in the journal now.
    pub waiting: u64,
    /// Taken from the journal into the store.
    pub replayed: u64,
    /// Taken from the journal and refused.
    pub refused: u64,
}

#[derive(Default)]
struct Counts {
    stored: AtomicU64,
    queued: AtomicU64,
    repeated: AtomicU64,
    replayed: AtomicU64,
    refused: AtomicU64,
}

/// A post that waits.
struct Waiting {
    new: Arc<NewMessage>,
    kept: watch::Sender<Kept>,
}

/// How far a post has come into the journal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kept {
    /// On its way.
    Writing,
    /// It is durable.
    Durable,
    /// It is not.
    Refused,
}

/// The posts that wait; as large as the journal lets it become.
#[derive(Default)]
struct Index {
    /// Each sender's, in order.
    by_sender: HashMap<UserId, VecDeque<Arc<Waiting>>>,
    by_key: HashMap<(UserId, ClientMessageId), Arc<Waiting>>,
}

impl QueuedPosts {
    /// Puts the queue in front of the store, with what the journal kept over the last stop, and
    /// starts its tasks. They end when the returned value is dropped.
    ///
    /// # Errors
    /// When the journal could not be read.
    pub(crate) async fn start(ports: &Ports) -> Result<Arc<Self>, StoreError> {
        let (to_journal, from_senders) = mpsc::channel(WAITING_FOR_JOURNAL);
        let mut index = Index::default();
        let pending = ports.store.journal.pending().await;
        for new in pending.map_err(unreadable)? {
            index.put(Arc::new(Waiting {
                new,
                kept: watch::Sender::new(Kept::Durable),
            }));
        }
        let queue = Arc::new(Self {
            store: Arc::clone(&ports.store.messages),
            health: Arc::clone(&ports.store.health),
            journal: Arc::clone(&ports.store.journal),
            undelivered: Arc::clone(&ports.store.undelivered),
            to_journal,
            depth: AtomicUsize::new(index.by_key.len()),
            index: Mutex::new(index),
            turns: Turns::default(),
            changed: Arc::default(),
            left: Notify::new(),
            counts: Counts::default(),
        });
        let journal = Arc::clone(&ports.store.journal);
        tokio::spawn(keep(from_senders, journal, Arc::downgrade(&queue)));
        tokio::spawn(replay(Arc::clone(&queue.changed), Arc::downgrade(&queue)));
        Ok(queue)
    }

    /// What became of posts since the start.
    #[must_use]
    pub fn figures(&self) -> PostFigures {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        PostFigures {
            stored: count(&self.counts.stored),
            queued: count(&self.counts.queued),
            repeated: count(&self.counts.repeated),
            waiting: self.depth.load(Ordering::Relaxed) as u64,
            replayed: count(&self.counts.replayed),
            refused: count(&self.counts.refused),
        }
    }

    /// Whether posts of this sender wait.
    fn has_posts(&self, sender: UserId) -> bool {
        // Nearly always nobody waits.
        self.depth.load(Ordering::Acquire) > 0 && self.index.lock().by_sender.contains_key(&sender)
    }

    /// Whether a post of this sender goes to the store; waits while their earlier ones are replayed,
    /// so that who posts without a pause does not stay behind them for ever.
    async fn is_behind_all(&self, sender: UserId, until: Instant) -> bool {
        let turn = async {
            loop {
                let mut left = pin!(self.left.notified());
                // Told from here on, so that nothing is missed between the look and the wait.
                left.as_mut().enable();
                if !self.health.state().writes {
                    return false;
                }
                if !self.has_posts(sender) {
                    return true;
                }
                left.await;
            }
        };
        timeout_at(until, turn).await.unwrap_or(false)
    }

    /// Gives a post to the store. The outer error says why it is to be queued.
    async fn give(
        &self,
        new: NewMessage,
        lane: Lane,
    ) -> Result<Result<Posted, AppendError>, StoreError> {
        match self.store.append_in(new, lane).await {
            Err(AppendError::Store(why @ (StoreError::Unavailable | StoreError::TimedOut))) => {
                Err(why)
            }
            result => {
                if let Ok(posted) = &result {
                    tally(&self.counts.stored);
                    if matches!(posted, Posted::Repeated(_)) {
                        tally(&self.counts.repeated);
                    }
                }
                Ok(result)
            }
        }
    }

    /// Takes a post into the journal; `why` is told when the journal does not take it.
    async fn queue(&self, new: NewMessage, why: StoreError) -> Result<Posted, AppendError> {
        let id = new.id;
        let waiting = self.enter(new)?;
        let mut kept = waiting.kept.subscribe();
        let kept = kept.wait_for(|kept| *kept != Kept::Writing);
        match timeout(JOURNAL_DEADLINE, kept)
            .await
            .map(|kept| kept.map(|kept| *kept))
        {
            Ok(Ok(Kept::Durable)) => {
                if waiting.new.id != id {
                    tally(&self.counts.repeated);
                }
                tally(&self.counts.queued);
                Ok(Posted::Queued(Arc::clone(&waiting.new)))
            }
            Ok(_) => Err(why.into()),
            Err(_) => Err(StoreError::TimedOut.into()),
        }
    }

    /// Gives a post its place behind those of its sender; the place of the first one when it is a
    /// repeat. The order of calls is the order of replay and of the journal.
    fn enter(&self, new: NewMessage) -> Result<Arc<Waiting>, AppendError> {
        let mut index = self.index.lock();
        if let Some(first) = index.by_key.get(&(new.creator_id, new.client_message_id)) {
            return if first.new.digest == new.digest {
                Ok(Arc::clone(first))
            } else {
                Err(AppendError::ClientIdReused)
            };
        }
        let waiting = Arc::new(Waiting {
            new: Arc::new(new),
            kept: watch::Sender::new(Kept::Writing),
        });
        let entered = self.to_journal.try_send(Arc::clone(&waiting));
        entered.map_err(|_| StoreError::Overloaded {
            retry_after: QUEUE_RETRY_AFTER,
        })?;
        index.put(Arc::clone(&waiting));
        self.depth.store(index.by_key.len(), Ordering::Release);
        self.changed.notify_one();
        Ok(waiting)
    }

    /// Takes a post out: it is stored, refused, or was never kept.
    fn leave(&self, waiting: &Waiting) {
        let mut index = self.index.lock();
        index.take(waiting);
        self.depth.store(index.by_key.len(), Ordering::Release);
        drop(index);
        self.left.notify_waiters();
    }

    /// Replays what waits now. `false` when some of it must be tried again.
    async fn replay_all(&self) -> bool {
        let senders: Vec<UserId> = self.index.lock().by_sender.keys().copied().collect();
        let mut senders = senders.into_iter();
        let mut running = FuturesUnordered::new();
        let mut all_well = true;
        loop {
            while running.len() < SENDERS_AT_ONCE
                && let Some(sender) = senders.next()
            {
                running.push(self.replay_of(sender));
            }
            match running.next().await {
                Some(well) => all_well &= well,
                None => return all_well,
            }
        }
    }

    /// Replays what waits of one sender now, in order, up to the first that the store cannot take.
    async fn replay_of(&self, sender: UserId) -> bool {
        let count = self
            .index
            .lock()
            .by_sender
            .get(&sender)
            .map_or(0, VecDeque::len);
        for _ in 0..count {
            let first = self.index.lock().first_of(sender);
            let Some(waiting) = first else { return true };
            let mut kept = waiting.kept.subscribe();
            let kept = kept.wait_for(|kept| *kept != Kept::Writing);
            match timeout(JOURNAL_DEADLINE, kept)
                .await
                .map(|kept| kept.map(|kept| *kept))
            {
                Ok(Ok(Kept::Durable)) => {}
                Ok(_) => continue,
                Err(_) => return false,
            }
            if let Err(error) = self.deliver(&waiting.new).await {
                tracing::warn!(error = %error, message.id = %waiting.new.id, "replay.postponed");
                return false;
            }
            if let Err(error) = self.journal.forget(waiting.new.id).await {
                // It comes again after the next start, and is found repeated.
                tracing::warn!(error = %error, source = ?std::error::Error::source(&error), "journal.not_forgotten");
            }
            self.leave(&waiting);
        }
        true
    }

    /// Posts a message that waited, or keeps its refusal.
    async fn deliver(&self, new: &NewMessage) -> Result<(), StoreError> {
        let refusal = match self.store.append(new.clone()).await {
            Ok(Posted::Stored(_) | Posted::Repeated(_)) => {
                tally(&self.counts.replayed);
                return Ok(());
            }
            Ok(Posted::Queued(_)) => return Err(StoreError::Unavailable),
            Err(AppendError::NotAMember) => PostRefusal::NotAMember,
            Err(AppendError::ClientIdReused) => PostRefusal::ClientIdReused,
            Err(AppendError::Store(error)) => return Err(error),
            Err(_) => return Err(unknown_refusal()),
        };
        let undelivered = Undelivered {
            user_id: new.creator_id,
            client_message_id: new.client_message_id,
            room_id: new.room_id,
            refusal,
            source: new.content.source.clone(),
            format: new.content.format,
            at: new.at,
        };
        self.undelivered.record(undelivered).await?;
        tally(&self.counts.refused);
        tracing::info!(message.id = %new.id, room.id = %new.room_id, ?refusal, "replay.refused");
        Ok(())
    }
}

impl Drop for QueuedPosts {
    fn drop(&mut self) {
        self.changed.notify_one();
    }
}

#[async_trait]
impl MessageRepository for QueuedPosts {
    async fn append(&self, new: NewMessage) -> Result<Posted, AppendError> {
        let (sender, until) = (new.creator_id, Instant::now() + TURN_WITHIN);
        let under_way = self.turns.begin(sender);
        let mut turn = pin!(under_way.turn());
        // It stands in line from here on, whether or not it comes to that.
        let held = turn.as_mut().now_or_never();
        let is_well =
            self.health.state().writes && !under_way.lane().is_closed() && !self.has_posts(sender);
        let mut why = StoreError::Unavailable;
        if is_well {
            match self.give(new.clone(), under_way.lane().clone()).await {
                Ok(result) => return result,
                Err(error) => why = error,
            }
        }
        let _turn = match held {
            Some(turn) => turn,
            None => turn.await,
        };
        if !is_well && self.is_behind_all(sender, until).await {
            match self.give(new.clone(), Lane::default()).await {
                Ok(result) => return result,
                Err(error) => why = error,
            }
        }
        self.queue(new, why).await
    }

    async fn revise(&self, revision: Revision) -> Result<Committed<Arc<Message>>, ChangeError> {
        self.store.revise(revision).await
    }

    async fn erase(
        &self,
        room_id: RoomId,
        message_id: MessageId,
        actor_id: UserId,
        at: Timestamp,
    ) -> Result<Committed<Erased>, ChangeError> {
        self.store.erase(room_id, message_id, actor_id, at).await
    }
}

impl Index {
    fn put(&mut self, waiting: Arc<Waiting>) {
        let new = &waiting.new;
        let key = (new.creator_id, new.client_message_id);
        let of_sender = self.by_sender.entry(new.creator_id).or_default();
        of_sender.push_back(Arc::clone(&waiting));
        self.by_key.insert(key, waiting);
    }

    fn take(&mut self, waiting: &Waiting) {
        let new = &waiting.new;
        self.by_key.remove(&(new.creator_id, new.client_message_id));
        if let Entry::Occupied(mut of_sender) = self.by_sender.entry(new.creator_id) {
            let posts = of_sender.get_mut();
            // Nearly always it is the first.
            if let Some(at) = posts.iter().position(|post| post.new.id == new.id) {
                posts.remove(at);
            }
            if posts.is_empty() {
                of_sender.remove();
            }
        }
    }

    fn first_of(&self, sender: UserId) -> Option<Arc<Waiting>> {
        self.by_sender.get(&sender)?.front().cloned()
    }
}

/// Writes what waits for the journal, all that came while the last write ran at once. Ends when the
/// queue is dropped.
async fn keep(
    mut from_senders: mpsc::Receiver<Arc<Waiting>>,
    journal: Arc<dyn PostJournal>,
    queue: Weak<QueuedPosts>,
) {
    let mut batch = Vec::new();
    while from_senders.recv_many(&mut batch, JOURNAL_BATCH).await > 0 {
        let together = write(&*journal, &batch).await;
        let is_full = matches!(together, Err(JournalError::Full));
        for waiting in &batch {
            // What has no room together may have some alone.
            let result = if is_full && batch.len() > 1 {
                write(&*journal, std::slice::from_ref(waiting)).await
            } else {
                together.clone()
            };
            if let Err(error) = &result {
                tracing::warn!(error = %error, source = ?std::error::Error::source(error), "journal.not_written");
                if let Some(queue) = queue.upgrade() {
                    queue.leave(waiting);
                }
            }
            let kept = result.map_or(Kept::Refused, |()| Kept::Durable);
            waiting.kept.send_replace(kept);
        }
        batch.clear();
    }
}

async fn write(journal: &dyn PostJournal, batch: &[Arc<Waiting>]) -> Result<(), JournalError> {
    let posts = batch.iter().map(|waiting| Arc::clone(&waiting.new));
    journal.write(posts.collect()).await
}

/// Replays whenever something waits and the store can write. Ends when the queue is dropped.
async fn replay(changed: Arc<Notify>, queue: Weak<QueuedPosts>) {
    loop {
        let Some(queue) = queue.upgrade() else { return };
        if queue.depth.load(Ordering::Acquire) == 0 {
            drop(queue);
            changed.notified().await;
            continue;
        }
        let state = queue.health.state();
        let is_done = state.writes && queue.replay_all().await;
        if !is_done {
            let seen = queue.health.state();
            let _ = timeout(TRY_AGAIN_AFTER, queue.health.changed(seen)).await;
        }
    }
}

fn tally(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

fn unreadable(error: JournalError) -> StoreError {
    StoreError::Failed {
        doing: "reading the journal of posts",
        source: Arc::new(error),
    }
}
