//! What a listener saw of the rooms, over all of its connections.

use crate::{number, text};
use serde_json::Value;
use std::collections::BTreeMap;

/// What one listener saw. A gap fails at once.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// `rev` of each room, in the order of first arrival.
    pub(crate) revs: BTreeMap<String, Vec<u64>>,
    /// `client_message_id` by `seq`.
    pub(crate) order: BTreeMap<String, BTreeMap<u64, String>>,
    /// Events that came a second time while a resumed connection caught up.
    pub(crate) twice_in_resume: u64,
    /// Events that came a second time at any other moment.
    pub(crate) twice_otherwise: u64,
    /// Connections that were resumed.
    pub(crate) resumed: u64,
    /// Why connections had to start afresh, and how much each had missed.
    pub(crate) resets: Vec<Value>,
    is_catching_up: bool,
}

impl Seen {
    /// Takes the next frame of the present connection.
    pub(crate) fn take(&mut self, frame: &Value) {
        match frame["type"].as_str() {
            Some("welcome") => {
                self.is_catching_up = frame["resumed"] == true;
                self.resumed += u64::from(self.is_catching_up);
            }
            Some("caught_up") => self.is_catching_up = false,
            Some("reset") => {
                self.resets.push(frame.clone());
                self.is_catching_up = false;
                // The client reads its rooms again.
                self.revs.clear();
                self.order.clear();
            }
            Some("event") => self.note(frame),
            _ => {}
        }
    }

    /// Whether every one of these rooms was seen up to its `rev`.
    pub(crate) fn reaches(&self, ends: &BTreeMap<String, u64>) -> bool {
        ends.iter()
            .all(|(room, rev)| self.revs.get(room).and_then(|revs| revs.last()) == Some(rev))
    }

    fn note(&mut self, event: &Value) {
        let (Some(rev), Some(room)) = (event["rev"].as_u64(), event["room_id"].as_str()) else {
            return;
        };
        let revs = self.revs.entry(room.to_owned()).or_default();
        if revs.last().is_some_and(|last| rev <= *last) {
            if self.is_catching_up {
                self.twice_in_resume += 1;
            } else {
                self.twice_otherwise += 1;
            }
            return;
        }
        if let Some(last) = revs.last() {
            assert_eq!(rev, last + 1, "a gap in {room}");
        }
        revs.push(rev);
        if event["kind"] == "message_posted" {
            let message = &event["data"]["message"];
            let key = text(&message["client_message_id"]);
            let before = self
                .order
                .entry(room.to_owned())
                .or_default()
                .insert(number(&message["seq"]), key);
            assert_eq!(before, None, "one seq, two messages");
        }
    }
}
