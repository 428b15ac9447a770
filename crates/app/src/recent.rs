//! Recent messages: the newest of rooms that someone opened lately, in memory, for an outage.
//!
//! A room is *opened* by reading its newest page. From then on the [`publisher`](crate::publisher)
//! keeps what is held current with every committed message, so that it equals what the store would
//! answer. Only an outage reads from here: a store that works is always asked. What is held belongs
//! to rooms, never to people; who may see it is judged by the directory before.
//!
//! # Invariants
//! - The messages of a room are held without a hole up to its newest; a hole drops the room.
//! - What waits for a page on its way is bounded, and so is everything together
//!   ([`Recent::MAX_BYTES`]); the room opened longest ago goes first.

use campfire_domain::{
    Boost, Content, Event, EventKind, Message, MessageId, Page, PageCut, PageSize, RoomId, Seq,
    UserId, page_range,
};
use parking_lot::Mutex;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

/// See the [module](self).
pub struct Recent {
    shelf: Mutex<Shelf>,
    max_bytes: usize,
}

/// A room of which somebody reads the newest page now. What is committed meanwhile waits here.
pub struct Opening<'a> {
    recent: &'a Recent,
    room_id: RoomId,
}

/// Asked for something that is not held: only the store knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotHeld;

#[derive(Default)]
struct Shelf {
    rooms: HashMap<RoomId, Held>,
    by_use: BTreeMap<u64, RoomId>,
    uses: u64,
    bytes: usize,
    /// Changes of rooms whose page is on its way; `None` when there were too many, or the room is
    /// gone.
    opening: HashMap<RoomId, Option<Vec<Arc<Message>>>>,
}

/// What is held of one room.
struct Held {
    messages: Messages,
    used: u64,
}

/// Messages without a hole, up to the newest of the room.
struct Messages {
    all: VecDeque<Arc<Message>>,
    /// The number of the next message of the room.
    next: u64,
    /// What they take, and the room with them.
    bytes: usize,
}

/// What became of a message that was passed on.
#[derive(PartialEq, Eq, Debug)]
enum Fits {
    /// It is in its place, or belongs before what is held.
    Yes,
    /// Something before it is missing.
    Hole,
}

impl Recent {
    /// Messages held of a room: 100, as the product promises for an outage, and as many as a page
    /// has at most.
    pub const MESSAGES: usize = 100;

    /// The page that holds them.
    pub(crate) const PAGE: PageSize = PageSize::MOST;

    /// Bytes held of all rooms together: 32 MiB, some three hundred busy rooms. Above it the room
    /// opened longest ago goes.
    pub const MAX_BYTES: usize = 32 * 1024 * 1024;

    /// Bytes that a room takes besides its messages: its places in two maps and a queue's own.
    const ROOM_BYTES: usize = 256;

    /// Changes that may wait for a page on its way: 256, far more than are committed while one is
    /// read. Above it the room is not held, and the next who opens it tries again.
    const WAITING_CHANGES: usize = 256;

    /// Holds nothing yet, and never more than so many bytes.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self {
            shelf: Mutex::default(),
            max_bytes,
        }
    }

    /// Somebody opens a room. When it is not held, they are to read [`Self::MESSAGES`] of its newest
    /// messages and give them to [`Opening::keep`].
    pub(crate) fn open(&self, room_id: RoomId) -> Option<Opening<'_>> {
        let mut table = self.shelf.lock();
        if table.touch(room_id) || table.opening.contains_key(&room_id) {
            return None;
        }
        table.opening.insert(room_id, Some(Vec::new()));
        Some(Opening {
            recent: self,
            room_id,
        })
    }

    /// Takes a committed event. Only the publisher calls it, in log order.
    pub(crate) fn pass(&self, event: &Event) {
        match &event.kind {
            EventKind::MessagePosted(message)
            | EventKind::MessageEdited(message)
            | EventKind::MessageDeleted(message)
            | EventKind::BoostAdded { message, .. }
            | EventKind::BoostRemoved { message, .. } => {
                self.shelf.lock().pass(message, self.max_bytes);
            }
            EventKind::RoomDeleted(room_id) => {
                let mut table = self.shelf.lock();
                table.drop_room(*room_id);
                if let Some(waiting) = table.opening.get_mut(room_id) {
                    *waiting = None;
                }
            }
            EventKind::MessagesErased { user_id } => {
                let mut table = self.shelf.lock();
                table.erase(*user_id);
                // A page on its way may have been read before.
                for waiting in table.opening.values_mut() {
                    *waiting = None;
                }
            }
            _ => {}
        }
    }

    /// The page that the store would answer, when all of it is held. `None` when the message it is
    /// to lie around is not in the room.
    ///
    /// # Errors
    /// [`NotHeld`].
    pub(crate) fn page(
        &self,
        room_id: RoomId,
        cut: PageCut,
        size: PageSize,
    ) -> Result<Option<Page<Arc<Message>>>, NotHeld> {
        let mut table = self.shelf.lock();
        table.touch(room_id);
        let held = table.rooms.get(&room_id).ok_or(NotHeld)?;
        held.messages.page(cut, size)
    }

    /// A message of a room, when it is held; `None` when the whole room is held and it is not there.
    ///
    /// # Errors
    /// [`NotHeld`].
    pub(crate) fn find(
        &self,
        room_id: RoomId,
        message_id: MessageId,
    ) -> Result<Option<Arc<Message>>, NotHeld> {
        let table = self.shelf.lock();
        let held = table.rooms.get(&room_id).ok_or(NotHeld)?;
        held.messages.find(message_id)
    }
}

impl Opening<'_> {
    /// Holds the room from now on. The page was read after [`Recent::open`] and ends with the newest
    /// message of the room at that moment; what was committed since is put on top.
    pub(crate) fn keep(self, page: &Page<Arc<Message>>) {
        let mut table = self.recent.shelf.lock();
        let Some(Some(waiting)) = table.opening.remove(&self.room_id) else {
            return;
        };
        let mut messages = Messages::new(page.items.iter().cloned());
        if waiting
            .into_iter()
            .all(|message| messages.take(message) == Fits::Yes)
        {
            table.put(self.room_id, messages, self.recent.max_bytes);
        }
    }
}

impl Drop for Opening<'_> {
    /// Whoever opened the room may have gone away before the page came.
    fn drop(&mut self) {
        self.recent.shelf.lock().opening.remove(&self.room_id);
    }
}

impl Shelf {
    /// Counts as used just now; says whether the room is held.
    fn touch(&mut self, room_id: RoomId) -> bool {
        let Some(held) = self.rooms.get_mut(&room_id) else {
            return false;
        };
        self.by_use.remove(&held.used);
        self.uses += 1;
        held.used = self.uses;
        self.by_use.insert(self.uses, room_id);
        true
    }

    fn pass(&mut self, message: &Arc<Message>, max_bytes: usize) {
        let room_id = message.room_id;
        if let Some(waiting) = self.opening.get_mut(&room_id) {
            match waiting {
                Some(changes) if changes.len() < Recent::WAITING_CHANGES => {
                    changes.push(Arc::clone(message));
                }
                _ => *waiting = None,
            }
        }
        let Some(held) = self.rooms.get_mut(&room_id) else {
            return;
        };
        self.bytes -= held.messages.bytes;
        let fits = held.messages.take(Arc::clone(message));
        self.bytes += held.messages.bytes;
        if fits == Fits::Hole {
            self.drop_room(room_id);
        }
        self.make_room(max_bytes);
    }

    /// Leaves only the tombstones of what a person wrote.
    fn erase(&mut self, user_id: UserId) {
        for held in self.rooms.values_mut() {
            self.bytes -= held.messages.bytes;
            held.messages.erase(user_id);
            self.bytes += held.messages.bytes;
        }
    }

    fn put(&mut self, room_id: RoomId, messages: Messages, max_bytes: usize) {
        self.drop_room(room_id);
        self.uses += 1;
        self.by_use.insert(self.uses, room_id);
        self.bytes += messages.bytes;
        let used = self.uses;
        let held = Held { messages, used };
        self.rooms.insert(room_id, held);
        self.make_room(max_bytes);
    }

    fn drop_room(&mut self, room_id: RoomId) {
        if let Some(held) = self.rooms.remove(&room_id) {
            self.by_use.remove(&held.used);
            self.bytes -= held.messages.bytes;
        }
    }

    fn make_room(&mut self, max_bytes: usize) {
        while self.bytes > max_bytes
            && let Some((_, room_id)) = self.by_use.pop_first()
        {
            self.drop_room(room_id);
        }
    }
}

impl Messages {
    /// The newest messages of a room, in ascending order and without a hole.
    fn new(newest: impl Iterator<Item = Arc<Message>>) -> Self {
        let all: VecDeque<_> = newest.collect();
        Self {
            next: all.back().map_or(1, |last| last.seq.get() + 1),
            bytes: Recent::ROOM_BYTES + all.iter().map(bytes_of).sum::<usize>(),
            all,
        }
    }

    /// The number of the oldest that is held.
    fn first(&self) -> u64 {
        self.next - self.all.len() as u64
    }

    /// Takes a message as it is after a change. What is held may be newer already: the page can have
    /// been read after the change, and an event that is read again holds the state of now.
    fn take(&mut self, message: Arc<Message>) -> Fits {
        let seq = message.seq.get();
        if seq > self.next {
            return Fits::Hole;
        }
        if seq == self.next {
            self.next += 1;
            self.bytes += bytes_of(&message);
            self.all.push_back(message);
            if self.all.len() > Recent::MESSAGES
                && let Some(oldest) = self.all.pop_front()
            {
                self.bytes -= bytes_of(&oldest);
            }
        } else if let Some(held) = self.at_mut(seq)
            && held.rev < message.rev
        {
            let (was, is) = (bytes_of(held), bytes_of(&message));
            *held = message;
            self.bytes = self.bytes - was + is;
        }
        Fits::Yes
    }

    fn erase(&mut self, user_id: UserId) {
        let theirs = |message: &&mut Arc<Message>| message.creator_id == user_id;
        for message in self.all.iter_mut().filter(theirs) {
            self.bytes -= bytes_of(message);
            let tombstone = Arc::make_mut(message);
            tombstone.content = None;
            tombstone.boosts.clear();
            self.bytes += bytes_of(message);
        }
    }

    fn at_mut(&mut self, seq: u64) -> Option<&mut Arc<Message>> {
        let index = seq.checked_sub(self.first())?;
        self.all.get_mut(usize::try_from(index).ok()?)
    }

    fn find(&self, message_id: MessageId) -> Result<Option<Arc<Message>>, NotHeld> {
        match self.all.iter().find(|message| message.id == message_id) {
            Some(message) => Ok(Some(Arc::clone(message))),
            None if self.first() == 1 => Ok(None),
            None => Err(NotHeld),
        }
    }

    fn page(&self, cut: PageCut, size: PageSize) -> Result<Option<Page<Arc<Message>>>, NotHeld> {
        let cut = match cut {
            PageCut::AroundMessage(message_id) => match self.find(message_id)? {
                Some(message) => PageCut::Around(message.seq),
                None => return Ok(None),
            },
            other => other,
        };
        let last = Seq::new(self.next - 1);
        let Some((first, end)) = page_range(cut, size, last) else {
            return Ok(Some(Page {
                items: Vec::new(),
                has_older: false,
                has_newer: false,
            }));
        };
        let skip = first.get().checked_sub(self.first()).ok_or(NotHeld)?;
        let inside = self
            .all
            .iter()
            .skip(usize::try_from(skip).map_err(|_| NotHeld)?);
        Ok(Some(Page {
            items: inside
                .take_while(|message| message.seq <= end)
                .cloned()
                .collect(),
            has_older: first > Seq::new(1),
            has_newer: end < last,
        }))
    }
}

/// What the allocator and a counter of owners take for each part of a message, in bytes: two words
/// and some slack. A little too much, so that the bound holds.
const PART_BYTES: usize = 32;

/// Parts of a message that has content, besides itself: the content, its four texts, its mentions.
const CONTENT_PARTS: usize = 6;

/// What a message takes, in bytes: itself, the place that points to it, its content and its boosts.
fn bytes_of(message: &Arc<Message>) -> usize {
    let own = size_of::<Message>() + PART_BYTES + size_of::<Arc<Message>>();
    let content = message.content.as_deref().map_or(0, |content| {
        let body = &content.body;
        let texts = content.source.as_str().len()
            + body.html().len()
            + body.plain_text().len()
            + body.sound().map_or(0, str::len)
            + size_of_val::<[UserId]>(body.mentions());
        size_of::<Content>() + texts + CONTENT_PARTS * PART_BYTES
    });
    let boosts = message
        .boosts
        .iter()
        .map(|boost| size_of::<Boost>() + boost.content.as_str().len() + PART_BYTES);
    own + content + boosts.sum::<usize>()
}

#[cfg(test)]
mod tests;
