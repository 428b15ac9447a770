//! The directory: live sessions, people, rooms, memberships and feature flags in memory.
//!
//! It is loaded from the store at start and changed only by committed events, in log order, by the
//! [`publisher`](crate::publisher). So every request, the publisher and an outage are judged by the
//! same tables, and what the directory says is true of one place of the log: its [`Head`].
//!
//! Who must see their own change waits with [`Directory::reached`].

mod sessions;
mod telling;

pub(crate) use telling::Applied;

use sessions::SessionEntry;

use crate::{
    content::Whose,
    people::{PeopleByName, Wanted},
};
use campfire_domain::{
    Account, Event, EventKind, Flags, Handle, Head, Message, Position, PublicAddress, Rev, Room,
    RoomId, RoomKind, RoomState, SessionId, Standing, TokenHash, User, UserId,
    ports::{Committed, Delivery, DirectorySnapshot, Named},
};
use parking_lot::RwLock;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::sync::watch;

/// How long a use case waits for the directory to pass its own commit before it answers all the
/// same: the change is durable, only this process's tables are behind. 5 s is far above any lag
/// seen, and below the patience of clients.
const REACHED_DEADLINE: Duration = Duration::from_secs(5);

/// Whose people are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PeopleOf {
    /// Everyone of the account who takes part.
    Account,
    /// The members of a room, also those who take part no more.
    Room(RoomId),
    /// The members of a room who take part.
    ActiveInRoom(RoomId),
    /// Everyone who is banned.
    Banned,
}

/// See the [module](self).
pub struct Directory {
    tables: RwLock<Tables>,
    head: watch::Sender<Head>,
    boot: u64,
}

#[derive(Default)]
struct Tables {
    account: Option<Arc<Account>>,
    users: HashMap<UserId, Arc<User>>,
    by_name: PeopleByName,
    by_handle: HashMap<Handle, UserId>,
    /// Who is banned.
    banned_people: HashSet<UserId>,
    /// The place of the last change of people: part of every page's version, since pages name them.
    people_changed: Position,
    rooms: HashMap<RoomId, RoomEntry>,
    /// Closed and direct rooms of each user; open rooms have everyone.
    rooms_of: HashMap<UserId, HashSet<RoomId>>,
    open_rooms: HashSet<RoomId>,
    /// Rooms by the place of their last numbered event.
    changed: BTreeMap<Position, RoomId>,
    sessions: HashMap<SessionId, SessionEntry>,
    by_token: HashMap<TokenHash, SessionId>,
    /// The addresses that are banned with people.
    banned_with: HashMap<UserId, Arc<[PublicAddress]>>,
    /// With how many people each of them is banned.
    banned: HashMap<PublicAddress, usize>,
    flags: Flags,
}

struct RoomEntry {
    room: Room,
    members: Arc<HashSet<UserId>>,
    changed_at: Position,
}

impl Directory {
    /// The directory of a snapshot. `boot` is any number that no other start of a process has; it
    /// keeps page versions of different starts apart.
    #[must_use]
    pub fn new(snapshot: DirectorySnapshot, boot: u64) -> Self {
        let mut tables = Tables {
            account: snapshot.account.map(Arc::new),
            flags: snapshot.flags,
            ..Tables::default()
        };
        for user in snapshot.users {
            tables.put_user(Arc::new(user));
        }
        for state in snapshot.rooms {
            tables.put_room(&state, Position::ZERO);
        }
        for session in snapshot.sessions {
            tables.put_session(Arc::new(session));
        }
        for (user_id, addresses) in snapshot.banned_addresses {
            tables.put_banned(user_id, addresses.into());
        }
        Self {
            tables: RwLock::new(tables),
            head: watch::Sender::new(snapshot.head),
            boot,
        }
    }

    /// The place of the log at which the directory is true.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head.borrow().clone()
    }

    /// Tells whenever the directory moved on.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Head> {
        self.head.subscribe()
    }

    /// Waits until the directory has passed a commit and gives its value: so that who changed
    /// something sees the change with their next call.
    pub async fn reached<T>(&self, committed: Committed<T>) -> T {
        let mut head = self.head.subscribe();
        let passed = head.wait_for(|head| head.position >= committed.position);
        if tokio::time::timeout(REACHED_DEADLINE, passed)
            .await
            .is_err()
        {
            tracing::warn!(position = committed.position.get(), "directory.behind");
        }
        committed.value
    }

    /// The account, once the first run is done.
    #[must_use]
    pub fn account(&self) -> Option<Arc<Account>> {
        self.tables.read().account.clone()
    }

    /// The feature flags.
    #[must_use]
    pub fn flags(&self) -> Flags {
        self.tables.read().flags
    }

    /// Finds a user.
    #[must_use]
    pub fn user(&self, user_id: UserId) -> Option<Arc<User>> {
        self.tables.read().users.get(&user_id).cloned()
    }

    /// Finds several users at once, in the order asked; unknown ones are left out.
    #[must_use]
    pub fn users(&self, user_ids: impl IntoIterator<Item = UserId>) -> Vec<Arc<User>> {
        let tables = self.tables.read();
        user_ids
            .into_iter()
            .filter_map(|id| tables.users.get(&id).cloned())
            .collect()
    }

    /// Whose a handle is, seen from a room.
    #[must_use]
    pub fn whose(&self, room_id: RoomId, handle: &Handle) -> Whose {
        let tables = self.tables.read();
        let Some(user_id) = tables.by_handle.get(handle) else {
            return Whose::Nobody;
        };
        let member = tables.active_member(*user_id, room_id);
        member.map_or(Whose::Another, Whose::Member)
    }

    /// A member of a room who takes part.
    #[must_use]
    pub fn active_member(&self, user_id: UserId, room_id: RoomId) -> Option<Arc<User>> {
        self.tables.read().active_member(user_id, room_id)
    }

    /// Those of the ids that are not of active users.
    #[must_use]
    pub fn not_active(&self, user_ids: &[UserId]) -> Vec<UserId> {
        let tables = self.tables.read();
        let active = |id: &UserId| tables.users.get(id).is_some_and(|user| user.is_active());
        user_ids.iter().copied().filter(|id| !active(id)).collect()
    }

    /// The next people, administrators first and then by name, behind `after`, whose name or handle contains the query (case and
    /// accents ignored), at most `limit`, and whether there are more. Of a room its members, else
    /// everyone who takes part; an unknown room has none.
    #[must_use]
    pub fn people(
        &self,
        of: PeopleOf,
        query: &str,
        after: Option<UserId>,
        limit: usize,
    ) -> (Vec<Arc<User>>, bool) {
        let tables = self.tables.read();
        let (among, also_gone) = match of {
            PeopleOf::Account => (None, false),
            PeopleOf::Banned => (Some(&tables.banned_people), true),
            PeopleOf::Room(room_id) | PeopleOf::ActiveInRoom(room_id) => {
                let Some(entry) = tables.rooms.get(&room_id) else {
                    return (Vec::new(), false);
                };
                let is_open = entry.room.kind == RoomKind::Open;
                let also_gone = matches!(of, PeopleOf::Room(_));
                ((!is_open).then_some(&*entry.members), also_gone)
            }
        };
        tables.by_name.page(Wanted {
            query,
            among,
            also_gone,
            one_by_one: matches!(of, PeopleOf::Banned),
            after: after.and_then(|id| tables.users.get(&id)),
            limit,
        })
    }

    /// Everyone there ever was, also who left, in no particular order.
    #[must_use]
    pub fn everyone(&self) -> Vec<Arc<User>> {
        self.tables.read().users.values().cloned().collect()
    }

    /// A room, when the user is a member of it; absent and hidden are one answer.
    #[must_use]
    pub fn room_of(&self, user_id: UserId, room_id: RoomId) -> Option<Room> {
        let tables = self.tables.read();
        let entry = tables.rooms.get(&room_id)?;
        tables.is_member(user_id, entry).then(|| entry.room.clone())
    }

    /// The rooms the user is a member of, in no particular order.
    #[must_use]
    pub fn rooms_of(&self, user_id: UserId) -> Vec<Room> {
        let tables = self.tables.read();
        let own = tables.rooms_of.get(&user_id).into_iter().flatten();
        own.filter(|room_id| !tables.open_rooms.contains(room_id))
            .chain(&tables.open_rooms)
            .filter_map(|room_id| tables.rooms.get(room_id))
            .filter(|entry| tables.is_member(user_id, entry))
            .map(|entry| entry.room.clone())
            .collect()
    }

    /// Whether the user is a member of the room.
    #[must_use]
    pub fn is_member(&self, user_id: UserId, room_id: RoomId) -> bool {
        let tables = self.tables.read();
        tables
            .rooms
            .get(&room_id)
            .is_some_and(|entry| tables.is_member(user_id, entry))
    }

    /// The members of a room; everyone who takes part for an open one.
    #[must_use]
    pub fn members(&self, room_id: RoomId) -> Vec<Arc<User>> {
        let tables = self.tables.read();
        let Some(entry) = tables.rooms.get(&room_id) else {
            return Vec::new();
        };
        if entry.room.kind == RoomKind::Open {
            return tables
                .users
                .values()
                .filter(|user| user.is_active())
                .cloned()
                .collect();
        }
        entry
            .members
            .iter()
            .filter_map(|id| tables.users.get(id).cloned())
            .collect()
    }

    /// A room with the ids of its members, when the user is one of them.
    #[must_use]
    pub fn room_state_of(&self, user_id: UserId, room_id: RoomId) -> Option<RoomState> {
        let tables = self.tables.read();
        let entry = tables.rooms.get(&room_id)?;
        tables.is_member(user_id, entry).then(|| entry.state())
    }

    /// What changes whenever a page of the room may change: its `rev`, the people, and the start of
    /// this process.
    #[must_use]
    pub fn page_version(&self, user_id: UserId, room_id: RoomId) -> Option<String> {
        let tables = self.tables.read();
        let entry = tables.rooms.get(&room_id)?;
        tables.is_member(user_id, entry).then(|| {
            format!(
                "{:x}-{:x}-{:x}",
                entry.room.rev.get(),
                tables.people_changed.get(),
                self.boot
            )
        })
    }

    /// The user's rooms that had a numbered event after a position, with their `rev`.
    #[must_use]
    pub fn rooms_changed(&self, user_id: UserId, after: Position) -> Vec<(RoomId, Rev)> {
        let tables = self.tables.read();
        let later = tables.changed.range(after.next()..);
        later
            .filter_map(|(_, room_id)| tables.rooms.get(room_id))
            .filter(|entry| tables.is_member(user_id, entry))
            .map(|entry| (entry.room.id, entry.room.rev))
            .collect()
    }

    /// Raises a room's counters by a committed message: its poster may ask for the page before the
    /// publisher has passed the event.
    pub fn raise(&self, message: &Message) {
        if let Some(entry) = self.tables.write().rooms.get_mut(&message.room_id) {
            entry.raise(message);
        }
    }

    /// The people an event shows by name.
    #[must_use]
    pub fn named_in(&self, event: &Event) -> Named {
        self.tables.read().named_in(event)
    }

    /// Changes the tables by one event and says who gets it. Only the publisher calls it, in log
    /// order.
    pub(crate) fn apply(&self, event: &Arc<Event>) -> Applied {
        let mut tables = self.tables.write();
        // A removal is judged by the members before it, everything else by those after it.
        let before =
            matches!(event.kind, EventKind::RoomDeleted(_)).then(|| tables.recipients(event));
        tables.change(event);
        let recipients = before.unwrap_or_else(|| tables.recipients(event));
        let named = tables.named_in(event);
        let hidden = tables.hidden_by(event);
        let delivery = Delivery {
            event: Arc::clone(event),
            named,
            recipients,
        };
        Applied { delivery, hidden }
    }

    /// Says that everything up to here is applied and delivered.
    pub(crate) fn moved_to(&self, head: Head) {
        self.head.send_replace(head);
    }
}

impl Tables {
    fn is_member(&self, user_id: UserId, entry: &RoomEntry) -> bool {
        match entry.room.kind {
            RoomKind::Open => self
                .users
                .get(&user_id)
                .is_some_and(|user| user.is_active()),
            RoomKind::Closed | RoomKind::Direct => entry.members.contains(&user_id),
        }
    }

    fn active_member(&self, user_id: UserId, room_id: RoomId) -> Option<Arc<User>> {
        let entry = self.rooms.get(&room_id)?;
        let user = self.users.get(&user_id).filter(|user| user.is_active())?;
        self.is_member(user_id, entry).then(|| Arc::clone(user))
    }

    fn change(&mut self, event: &Event) {
        match &event.kind {
            EventKind::MessagePosted(message)
            | EventKind::MessageEdited(message)
            | EventKind::MessageDeleted(message)
            | EventKind::BoostAdded { message, .. }
            | EventKind::BoostRemoved { message, .. } => {
                if let Some(entry) = self.rooms.get_mut(&message.room_id) {
                    entry.raise(message);
                }
            }
            EventKind::RoomCreated(state) | EventKind::RoomUpdated(state) => {
                self.put_room(state, event.position);
            }
            EventKind::MembershipGranted { room, user_id } => {
                self.put_room(room, event.position);
                if let Some(entry) = self.rooms.get_mut(&room.room.id) {
                    Arc::make_mut(&mut entry.members).insert(*user_id);
                }
                self.rooms_of
                    .entry(*user_id)
                    .or_default()
                    .insert(room.room.id);
            }
            EventKind::MembershipRevoked { room_id, user_id } => {
                if let Some(entry) = self.rooms.get_mut(room_id) {
                    Arc::make_mut(&mut entry.members).remove(user_id);
                }
                if let Some(rooms) = self.rooms_of.get_mut(user_id) {
                    rooms.remove(room_id);
                }
            }
            EventKind::RoomDeleted(room_id) => self.drop_room(*room_id),
            EventKind::UserUpdated(user) => {
                self.put_user(Arc::clone(user));
                self.people_changed = event.position;
            }
            // Pages of every room may hold messages of theirs.
            EventKind::MessagesErased { .. } => self.people_changed = event.position,
            EventKind::AddressesBanned { user_id, addresses } => {
                self.put_banned(*user_id, Arc::clone(addresses));
            }
            EventKind::AccountUpdated(account) => self.account = Some(Arc::clone(account)),
            // Read from the log it holds the flags of now, which may be of a later event.
            EventKind::FlagsChanged(flags) if flags.version > self.flags.version => {
                self.flags = *flags;
            }
            EventKind::SessionStarted(session) => self.put_session(Arc::clone(session)),
            EventKind::SessionsEnded { session_ids, .. } => {
                for id in session_ids.iter() {
                    self.drop_session(*id);
                }
            }
            _ => {}
        }
        if let (Some(rev), Some(room_id)) = (event.rev, event.kind.room_id()) {
            self.note_change(room_id, rev, event.position);
        }
    }

    fn note_change(&mut self, room_id: RoomId, rev: Rev, position: Position) {
        let Some(entry) = self.rooms.get_mut(&room_id) else {
            return;
        };
        entry.room.rev = entry.room.rev.max(rev);
        self.changed.remove(&entry.changed_at);
        self.changed.insert(position, room_id);
        entry.changed_at = position;
    }

    fn put_room(&mut self, state: &RoomState, position: Position) {
        let room_id = state.room.id;
        if state.room.kind == RoomKind::Open {
            self.open_rooms.insert(room_id);
        } else {
            self.open_rooms.remove(&room_id);
        }
        for user_id in &state.member_ids {
            self.rooms_of.entry(*user_id).or_default().insert(room_id);
        }
        let members: HashSet<UserId> = state.member_ids.iter().copied().collect();
        if let Some(entry) = self.rooms.get_mut(&room_id) {
            let (last_seq, rev) = (entry.room.last_seq, entry.room.rev);
            let last_message_at = entry.room.last_message_at;
            entry.room = state.room.clone();
            entry.room.last_seq = entry.room.last_seq.max(last_seq);
            entry.room.rev = entry.room.rev.max(rev);
            entry.room.last_message_at = entry.room.last_message_at.max(last_message_at);
            if *entry.members != members {
                for user_id in entry.members.difference(&members) {
                    if let Some(rooms) = self.rooms_of.get_mut(user_id) {
                        rooms.remove(&room_id);
                    }
                }
                entry.members = Arc::new(members);
            }
        } else {
            let room = state.room.clone();
            let entry = RoomEntry {
                room,
                members: Arc::new(members),
                changed_at: position,
            };
            self.rooms.insert(room_id, entry);
        }
    }

    fn drop_room(&mut self, room_id: RoomId) {
        let Some(entry) = self.rooms.remove(&room_id) else {
            return;
        };
        self.open_rooms.remove(&room_id);
        if self.changed.get(&entry.changed_at) == Some(&room_id) {
            self.changed.remove(&entry.changed_at);
        }
        for user_id in entry.members.iter() {
            if let Some(rooms) = self.rooms_of.get_mut(user_id) {
                rooms.remove(&room_id);
            }
        }
    }

    fn put_user(&mut self, user: Arc<User>) {
        let before = self.users.get(&user.id).map(|user| user.handle.clone());
        if let Some(handle) = before.filter(|handle| *handle != user.handle)
            && self.by_handle.get(&handle) == Some(&user.id)
        {
            self.by_handle.remove(&handle);
        }
        self.by_handle.insert(user.handle.clone(), user.id);
        if user.standing == Standing::Banned {
            self.banned_people.insert(user.id);
        } else {
            self.banned_people.remove(&user.id);
        }
        self.by_name.put(&user);
        self.users.insert(user.id, user);
    }
}

impl RoomEntry {
    fn raise(&mut self, message: &Message) {
        self.room.rev = self.room.rev.max(message.rev);
        if message.seq > self.room.last_seq {
            self.room.last_seq = message.seq;
            self.room.last_message_at = Some(message.created_at);
        }
    }

    fn state(&self) -> RoomState {
        let mut member_ids: Vec<UserId> = self.members.iter().copied().collect();
        member_ids.sort_unstable();
        RoomState {
            room: self.room.clone(),
            member_ids,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use campfire_domain::{Role, Timestamp, UserName};
    use uuid::Uuid;

    fn user(id: u128, handle: &str) -> Arc<User> {
        Arc::new(User {
            id: UserId::from_uuid(Uuid::from_u128(id)),
            name: UserName::parse("Someone").unwrap(),
            handle: Handle::parse(handle).unwrap(),
            email: None,
            role: Role::Member,
            standing: Standing::Active,
            bio: String::new(),
            joined_at: Timestamp::from_millis(0),
        })
    }

    #[test]
    fn a_handle_that_was_given_up_is_that_of_who_took_it() {
        let mut tables = Tables::default();
        tables.put_user(user(1, "ann"));
        tables.put_user(user(1, "anna"));
        tables.put_user(user(2, "ann"));
        let whose = |tables: &Tables, text: &str| {
            let user_id = tables.by_handle.get(&Handle::parse(text).unwrap());
            user_id.map(|id| id.as_uuid().as_u128())
        };
        assert_eq!(whose(&tables, "ann"), Some(2));
        assert_eq!(whose(&tables, "anna"), Some(1));
        // Their own change, read again from the log, takes nothing from the new one.
        tables.put_user(user(1, "anna.b"));
        assert_eq!(whose(&tables, "ann"), Some(2));
        assert_eq!(whose(&tables, "anna"), None);
    }
}
