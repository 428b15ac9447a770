//! What a client knows: a plain model that is read once and then changed by events, as the
//! protocol page tells clients to do it. The law tests compare it with what the server says.

use crate::{Client, Heard, Live, PATIENCE};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Everything one person can see of rooms and messages.
#[derive(Clone, Debug)]
pub struct State {
    me: String,
    rooms: BTreeMap<String, Room>,
}

/// One room and all of its messages.
#[derive(Clone, Debug)]
struct Room {
    /// As `GET /rooms/{id}` says it, changed by events.
    view: Value,
    messages: BTreeMap<u64, Value>,
}

/// What a client has to do after an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Nothing: the state is right.
    Nothing,
    /// Read this room: one has become a member of it.
    Read(String),
}

impl State {
    /// Reads everything this person can see now.
    ///
    /// # Panics
    /// When the server does not answer as documented.
    pub async fn read(client: &Client, me: &str) -> Self {
        let mut state = Self {
            me: me.to_owned(),
            rooms: BTreeMap::new(),
        };
        let listed = client.get("/rooms").await.expect(200);
        for view in listed["rooms"].as_array().expect("a list of rooms") {
            state.read_pages(client, view.clone()).await;
        }
        state
    }

    /// Reads one room; one that is gone again is left out.
    ///
    /// # Panics
    /// When the server does not answer as documented.
    pub async fn read_room(&mut self, client: &Client, room_id: &str) {
        let answer = client.get(&format!("/rooms/{room_id}")).await;
        if answer.code() == 404 {
            self.rooms.remove(room_id);
            return;
        }
        self.read_pages(client, answer.expect(200)).await;
    }

    async fn read_pages(&mut self, client: &Client, view: Value) {
        let room_id = text(&view["id"]);
        let mut messages = BTreeMap::new();
        loop {
            let after = messages.last_key_value().map_or(0, |(seq, _)| *seq);
            let page = client
                .get(&format!(
                    "/rooms/{room_id}/messages?after={after}&limit=100"
                ))
                .await;
            if page.code() == 404 {
                self.rooms.remove(&room_id);
                return;
            }
            let page = page.expect(200);
            for message in page["messages"].as_array().expect("a list of messages") {
                messages.insert(number(&message["seq"]), message.clone());
            }
            if page["has_newer"] != true {
                break;
            }
        }
        self.rooms.insert(room_id, Room { view, messages });
    }

    /// Applies one event and says what is to be read because of it.
    ///
    /// # Panics
    /// When the event leaves a gap in a room's `rev` (G4).
    pub fn apply(&mut self, event: &Value) -> Next {
        let (kind, data) = (text(&event["kind"]), &event["data"]);
        let about_me = |user: &Value| user == self.me.as_str();
        match kind.as_str() {
            "room_created" if !self.rooms.contains_key(&text(&data["room"]["id"])) => {
                return Next::Read(text(&data["room"]["id"]));
            }
            "membership_granted" if about_me(&data["user"]["id"]) => {
                return Next::Read(text(&data["room"]["id"]));
            }
            "membership_revoked" if about_me(&data["user_id"]) => {
                self.rooms.remove(&text(&data["room_id"]));
                return Next::Nothing;
            }
            "room_deleted" => {
                self.rooms.remove(&text(&data["room_id"]));
                return Next::Nothing;
            }
            _ => {}
        }
        let room_id = event["room_id"]
            .as_str()
            .or(data["room_id"].as_str())
            .unwrap_or_default();
        let Some(room) = self.rooms.get_mut(room_id) else {
            // The first words in a direct room that somebody else opened: it was not in the list.
            return match kind.as_str() {
                "message_posted" => Next::Read(room_id.to_owned()),
                _ => Next::Nothing,
            };
        };
        match kind.as_str() {
            "involvement_changed" => room.view["involvement"] = data["involvement"].clone(),
            "read_moved" => room.view["last_read_seq"] = data["last_read_seq"].clone(),
            _ => {}
        }
        let Some(rev) = event["rev"].as_u64() else {
            return Next::Nothing;
        };
        let known = number(&room.view["rev"]);
        assert!(
            rev <= known + 1,
            "room {room_id} jumps from rev {known} to {rev}: {event}"
        );
        match kind.as_str() {
            "message_posted" | "message_edited" | "message_deleted" => {
                room.keep(&data["message"]);
                if kind == "message_posted" {
                    room.note_post(&data["message"], &self.me);
                }
            }
            "room_created" | "room_updated" if rev > known => {
                for member in ["name", "kind"] {
                    room.view[member] = data["room"][member].clone();
                }
            }
            _ => {}
        }
        room.view["rev"] = rev.max(known).into();
        Next::Nothing
    }

    /// The state in a form that can be compared, with counts of unread that are derived from the
    /// messages. Empty direct rooms are left out: they are shown only to who opened them.
    #[must_use]
    pub fn canonical(&self) -> Value {
        let rooms: BTreeMap<&str, Value> = self
            .rooms
            .iter()
            .filter(|(_, room)| room.view["kind"] != "direct" || room.view["last_seq"] != 0)
            .map(|(id, room)| (id.as_str(), room.canonical(&self.me)))
            .collect();
        json!(rooms)
    }

    /// Checks that the counts which the server told are those that follow from the messages.
    ///
    /// # Panics
    /// When they are not.
    pub fn assert_told_counts(&self) {
        for room in self.rooms.values() {
            let derived = room.canonical(&self.me);
            for count in ["unread_count", "mention_count"] {
                assert_eq!(room.view[count], derived[count], "{count} of {}", room.view);
            }
        }
    }
}

impl Room {
    /// A message replaces its older copy; a tombstone is final.
    fn keep(&mut self, message: &Value) {
        let copy = self.messages.get(&number(&message["seq"]));
        let is_newer = copy.is_none_or(|copy| {
            copy["deleted"] != true && number(&message["rev"]) > number(&copy["rev"])
        });
        if is_newer {
            self.messages
                .insert(number(&message["seq"]), message.clone());
        }
    }

    /// A post raises the room's `last_seq`, and its author's own marker.
    fn note_post(&mut self, message: &Value, me: &str) {
        let seq = number(&message["seq"]);
        if seq > number(&self.view["last_seq"]) {
            self.view["last_seq"] = seq.into();
            self.view["last_message_at"] = message["created_at"].clone();
        }
        if message["creator"]["id"] == me && seq > number(&self.view["last_read_seq"]) {
            self.view["last_read_seq"] = seq.into();
        }
    }

    fn canonical(&self, me: &str) -> Value {
        let read = number(&self.view["last_read_seq"]);
        let new = |message: &&Value| number(&message["seq"]) > read && message["deleted"] != true;
        let unread = self.messages.values().filter(new).count();
        let mentions = self
            .messages
            .values()
            .filter(new)
            .filter(|message| {
                let mentioned = message["mentions"].as_array();
                mentioned.is_some_and(|people| people.iter().any(|id| id == me))
            })
            .count();
        let (unread, mentions) = match self.view["involvement"].as_str() {
            Some("nothing") => (mentions, mentions),
            Some("invisible") => (0, 0),
            _ => (unread, mentions),
        };
        let mut room = json!({
            "unread_count": unread, "mention_count": mentions,
            "messages": self.messages.values().collect::<Vec<_>>(),
        });
        for member in [
            "id",
            "kind",
            "name",
            "last_seq",
            "rev",
            "last_read_seq",
            "involvement",
            "last_message_at",
        ] {
            room[member] = self.view[member].clone();
        }
        room
    }
}

/// Applies the events of a connection until one that matches, reading what they ask for.
///
/// # Panics
/// When that event does not come, or the connection ends.
pub async fn follow(
    state: &mut State,
    live: &mut Live,
    client: &Client,
    until: impl Fn(&Value) -> bool,
) {
    loop {
        match live.next(PATIENCE).await {
            Heard::Frame(frame) if frame["type"] == "event" => {
                if let Next::Read(room_id) = state.apply(&frame) {
                    state.read_room(client, &room_id).await;
                }
                if until(&frame) {
                    return;
                }
            }
            Heard::Frame(_) => {}
            other => panic!("{other:?} while events were to be followed"),
        }
    }
}

fn number(value: &Value) -> u64 {
    value
        .as_u64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(seq: u64, rev: u64, by: &str) -> Value {
        json!({"seq": seq, "rev": rev, "deleted": false, "mentions": [], "creator": {"id": by},
            "created_at": format!("at {seq}")})
    }

    fn state() -> State {
        let view = json!({"id": "r", "kind": "open", "name": "Hall", "last_seq": 1, "rev": 2,
            "last_read_seq": 1, "involvement": "everything", "last_message_at": "at 1"});
        let room = Room {
            view,
            messages: BTreeMap::from([(1, message(1, 2, "ann"))]),
        };
        State {
            me: "bo".to_owned(),
            rooms: BTreeMap::from([("r".to_owned(), room)]),
        }
    }

    fn event(kind: &str, rev: u64, message: &Value) -> Value {
        json!({"type": "event", "kind": kind, "room_id": "r", "rev": rev, "data": {"message": message}})
    }

    #[test]
    fn a_post_raises_what_is_unread_and_ones_own_raises_the_marker() {
        let mut state = state();
        state.apply(&event("message_posted", 3, &message(2, 3, "ann")));
        assert_eq!(state.canonical()["r"]["unread_count"], 1);
        assert_eq!(state.canonical()["r"]["last_message_at"], "at 2");
        state.apply(&event("message_posted", 4, &message(3, 4, "bo")));
        assert_eq!(state.canonical()["r"]["unread_count"], 0);
        assert_eq!(state.canonical()["r"]["last_read_seq"], 3);
    }

    #[test]
    fn an_older_copy_and_anything_after_a_tombstone_change_nothing() {
        let mut state = state();
        let mut tombstone = message(1, 3, "ann");
        tombstone["deleted"] = true.into();
        state.apply(&event("message_deleted", 3, &tombstone));
        state.apply(&event("message_posted", 2, &message(1, 2, "ann")));
        state.apply(&event("message_edited", 4, &message(1, 4, "ann")));
        assert_eq!(state.canonical()["r"]["messages"], json!([tombstone]));
    }

    #[test]
    #[should_panic(expected = "jumps from rev 2 to 4")]
    fn a_gap_is_noticed() {
        state().apply(&event("message_posted", 4, &message(2, 4, "ann")));
    }

    #[test]
    fn the_first_words_in_a_room_that_was_not_listed_ask_to_read_it() {
        let mut posted = event("message_posted", 1, &message(1, 1, "ann"));
        posted["room_id"] = "new".into();
        assert_eq!(state().apply(&posted), Next::Read("new".to_owned()));
        posted["kind"] = "message_edited".into();
        assert_eq!(state().apply(&posted), Next::Nothing);
    }

    #[test]
    fn ones_own_grant_asks_to_read_the_room() {
        let granted = json!({"kind": "membership_granted", "room_id": "new", "rev": 9,
            "data": {"room": {"id": "new"}, "user": {"id": "bo"}}});
        assert_eq!(state().apply(&granted), Next::Read("new".to_owned()));
    }
}
