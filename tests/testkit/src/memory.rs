//! A store in memory: every storing port over one mutex.
//!
//! It is the shortest thing that does what the ports ask, so that it can be read as their meaning.
//! Every operation looks first and changes after, and so happens whole or not at all.

mod accounts;
mod audit;
mod bookmarks;
mod boosts;
mod directory;
mod events;
mod flags;
mod health;
mod memberships;
mod mentions;
mod messages;
mod post_journal;
mod profiles;
mod rooms;
mod search;
mod sessions;
mod standing;
mod transfers;
mod undelivered;
mod users;

use campfire_domain::{
    Account, Audience, AuditLine, Cursor, Event, EventKind, FeedbackWord, FlagChange, Involvement,
    Message, MessageId, PasswordHash, Position, PostDigest, PublicAddress, Rev, Room, RoomId,
    RoomKind, RoomState, Seq, Session, SessionId, StoreError, Timestamp, Transfer, Unread, User,
    UserId,
    ports::{
        Committed, EventSink, Head, JournalError, NewMessage, RecentSearch, StoreState, Undelivered,
    },
};
use parking_lot::Mutex;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

/// Keeps everything in memory and tells an [`EventSink`] after every change, under its one lock.
pub struct MemoryStore {
    state: Mutex<State>,
    journal: Mutex<Journal>,
    sink: Arc<dyn EventSink>,
    health: watch::Sender<StoreState>,
}

impl MemoryStore {
    /// An empty store before its first run.
    #[must_use]
    pub fn new(sink: Arc<dyn EventSink>) -> Self {
        Self {
            state: Mutex::default(),
            journal: Mutex::default(),
            sink,
            health: watch::Sender::new(StoreState::WELL),
        }
    }

    /// From now on every call fails with this and changes nothing, and its health says so; `None`
    /// ends it.
    pub fn fail_with(&self, fault: Option<StoreError>) {
        let is_well = fault.is_none();
        self.state.lock().fault = fault;
        self.health.send_replace(StoreState {
            reads: is_well,
            writes: is_well,
            search: is_well,
        });
    }

    /// From now on the journal refuses every post with this; `None` ends it. A fault of the store
    /// does not reach the journal.
    pub fn fail_journal_with(&self, fault: Option<JournalError>) {
        self.journal.lock().fault = fault;
    }

    /// From now on senders are told to wait so long before the next post.
    pub fn press(&self, pressure: Option<Duration>) {
        self.state.lock().pressure = pressure;
    }

    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> Result<T, StoreError> {
        let state = self.state.lock();
        match &state.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(read(&state)),
        }
    }

    fn write<T, E: From<StoreError>>(
        &self,
        write: impl FnOnce(&mut State) -> Result<T, E>,
    ) -> Result<Committed<T>, E> {
        let mut state = self.state.lock();
        if let Some(fault) = &state.fault {
            return Err(fault.clone().into());
        }
        let before = state.log.len();
        let result = write(&mut state);
        let events = state.log[before..].to_vec();
        assert!(
            result.is_ok() || events.is_empty(),
            "a refusal has changed something"
        );
        if !events.is_empty() {
            self.sink.committed(events);
        }
        Ok(Committed {
            value: result?,
            position: state.head().position,
        })
    }
}

#[derive(Default)]
struct Journal {
    fault: Option<JournalError>,
    pending: Vec<Arc<NewMessage>>,
}

#[derive(Default)]
struct State {
    fault: Option<StoreError>,
    pressure: Option<Duration>,
    account: Option<Account>,
    users: BTreeMap<UserId, User>,
    hashes: HashMap<UserId, PasswordHash>,
    sessions: BTreeMap<SessionId, Session>,
    /// With whom they are banned; ascending, none of them empty.
    banned_addresses: BTreeMap<UserId, Vec<PublicAddress>>,
    /// By whom they sign in.
    transfers: HashMap<UserId, Transfer>,
    rooms: BTreeMap<RoomId, RoomRow>,
    memberships: BTreeMap<(RoomId, UserId), MembershipRow>,
    /// Each list in the order of its numbers.
    bookmarks: HashMap<UserId, Vec<bookmarks::BookmarkRow>>,
    /// In ascending order of their versions.
    flag_changes: Vec<FlagChange>,
    /// How often, and when last.
    feedback: BTreeMap<(UserId, FeedbackWord, FeedbackWord), (u64, Timestamp)>,
    /// Newest first.
    recent_searches: HashMap<UserId, Vec<RecentSearch>>,
    /// In the order of refusal, with whether they were discarded.
    undelivered: Vec<(Undelivered, bool)>,
    /// In ascending order of their numbers.
    audit: Vec<AuditLine>,
    /// As they were committed; what is read again is made by `State::present`.
    log: Vec<Arc<Event>>,
}

struct RoomRow {
    room: Room,
    /// Message `seq` stands at `seq - 1`: numbers are dense.
    messages: Vec<MessageRow>,
    /// Who a direct room is for.
    people: Vec<UserId>,
}

struct MessageRow {
    message: Arc<Message>,
    digest: PostDigest,
}

struct MembershipRow {
    involvement: Involvement,
    last_read_seq: Seq,
    is_favourite: bool,
    /// The event that began it.
    since: Position,
}

/// When, and by whom.
#[derive(Clone, Copy)]
struct By(UserId, Timestamp);

impl State {
    fn head(&self) -> Head {
        self.head_at(self.log.len())
    }

    /// The place behind the first `events` events.
    fn head_at(&self, events: usize) -> Head {
        let last = events.checked_sub(1).and_then(|i| self.log.get(i));
        last.map_or_else(
            || Head {
                position: Position::ZERO,
                cursor: cursor_text("m-0"),
            },
            |event| Head {
                position: event.position,
                cursor: event.cursor.clone(),
            },
        )
    }

    fn record(
        &mut self,
        by: By,
        rev: Option<Rev>,
        audience: Audience,
        kind: EventKind,
    ) -> Position {
        let position = self.head().position.next();
        let cursor = cursor_text(&format!(
            "m-{position}-{:08x}",
            check(position, by, rev, &kind)
        ));
        self.log.push(Arc::new(Event {
            position,
            cursor,
            at: by.1,
            actor_id: Some(by.0),
            rev,
            audience,
            kind,
        }));
        position
    }

    fn next_rev(&mut self, room_id: RoomId) -> Rev {
        let row = self.rooms.get_mut(&room_id).expect("looked up before");
        row.room.rev = row.room.rev.next();
        row.room.rev
    }

    /// In ascending order.
    fn rooms_of_kind(&self, kind: RoomKind) -> Vec<RoomId> {
        let rooms = self.rooms.values().map(|row| &row.room);
        rooms
            .filter(|room| room.kind == kind)
            .map(|room| room.id)
            .collect()
    }

    fn room(&self, room_id: RoomId) -> Option<&RoomRow> {
        self.rooms.get(&room_id)
    }

    fn room_state(&self, room_id: RoomId) -> Option<RoomState> {
        let row = self.room(room_id)?;
        let is_open = row.room.kind == RoomKind::Open;
        Some(RoomState {
            room: row.room.clone(),
            member_ids: if is_open {
                Vec::new()
            } else {
                self.members(room_id)
            },
        })
    }

    /// In ascending order.
    fn members(&self, room_id: RoomId) -> Vec<UserId> {
        let of_room = |key: &&(RoomId, UserId)| key.0 == room_id;
        self.memberships
            .keys()
            .filter(of_room)
            .map(|key| key.1)
            .collect()
    }

    fn is_member(&self, room_id: RoomId, user_id: UserId) -> bool {
        self.memberships.contains_key(&(room_id, user_id))
    }

    /// Whether they are a member who takes part: memberships of direct rooms outlive a ban.
    fn takes_part(&self, room_id: RoomId, user_id: UserId) -> bool {
        self.is_member(room_id, user_id) && self.users.get(&user_id).is_some_and(User::is_active)
    }

    fn begin_membership(
        &mut self,
        room_id: RoomId,
        user_id: UserId,
        since: Position,
        level: Involvement,
    ) {
        let last_read_seq = self.rooms[&room_id].room.last_seq;
        let row = MembershipRow {
            involvement: level,
            last_read_seq,
            is_favourite: false,
            since,
        };
        self.memberships.insert((room_id, user_id), row);
    }

    /// Those of the people who are unknown or not active, each once, ascending.
    fn unknown(&self, user_ids: impl IntoIterator<Item = UserId>) -> Vec<UserId> {
        let is_unknown = |id: &UserId| !self.users.get(id).is_some_and(User::is_active);
        let unknown: BTreeSet<_> = user_ids.into_iter().filter(is_unknown).collect();
        unknown.into_iter().collect()
    }

    fn message(&self, room_id: RoomId, message_id: MessageId) -> Option<&Arc<Message>> {
        let messages = &self.room(room_id)?.messages;
        messages
            .iter()
            .map(|row| &row.message)
            .find(|message| message.id == message_id)
    }

    fn unread(&self, room_id: RoomId, user_id: UserId) -> Unread {
        let row = &self.memberships[&(room_id, user_id)];
        let new = self.rooms[&room_id].messages.iter().map(|row| &row.message);
        let new = new.filter(|message| message.seq > row.last_read_seq);
        let mut unread = Unread::default();
        for content in new.filter_map(|message| message.content.as_ref()) {
            unread.messages += 1;
            unread.mentions += u64::from(content.body.mentions().contains(&user_id));
        }
        row.involvement.unread(unread)
    }

    /// Removes a room with everything in it and says who its members were.
    fn remove_room(&mut self, room_id: RoomId) -> Vec<UserId> {
        let members = self.members(room_id);
        self.rooms.remove(&room_id);
        self.memberships.retain(|key, _| key.0 != room_id);
        for list in self.bookmarks.values_mut() {
            list.retain(|mark| mark.room_id != room_id);
        }
        members
    }
}

fn cursor_text(text: &str) -> Cursor {
    Cursor::parse(text).expect("our own form")
}

/// Tells the same place of two logs apart (FNV-1a over what an event names).
fn check(position: Position, by: By, rev: Option<Rev>, kind: &EventKind) -> u32 {
    let named = (kind.name(), kind.room_id(), kind.message_id());
    let text = format!("{position} {} {} {rev:?} {named:?}", by.0, by.1);
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
