//! A broadcaster that writes down what clients would have been told.

use campfire_domain::{
    Event, RoomId, SessionId, UserId,
    ports::{Broadcaster, Delivery, PresenceChange, Trouble},
};
use parking_lot::Mutex;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long [`RecordingBroadcaster::wait_for`] waits: far above what any test needs, so that only a
/// fault reaches it.
const DEADLINE: Duration = Duration::from_secs(10);

/// One call of the port.
#[derive(Clone, Debug)]
pub enum Broadcast {
    /// An event went out.
    Delivered(Delivery),
    /// Connections of these sessions were ended.
    SessionsEnded(Vec<SessionId>),
    /// People came and went.
    Presence(PresenceChange),
    /// Who types in a room changed.
    Typing {
        /// The room.
        room_id: RoomId,
        /// The whole set.
        user_ids: Vec<UserId>,
    },
    /// What does not work changed.
    Health(Vec<Trouble>),
}

/// Writes down every call, in order, and lets a test wait for the next.
#[derive(Debug)]
pub struct RecordingBroadcaster {
    calls: Mutex<Vec<Broadcast>>,
    count: watch::Sender<usize>,
}

impl Default for RecordingBroadcaster {
    fn default() -> Self {
        Self {
            calls: Mutex::default(),
            count: watch::Sender::new(0),
        }
    }
}

impl RecordingBroadcaster {
    /// An empty one, shared between the application and its test.
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// All calls so far.
    #[must_use]
    pub fn calls(&self) -> Vec<Broadcast> {
        self.calls.lock().clone()
    }

    /// The deliveries so far.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        let delivery = |call: Broadcast| match call {
            Broadcast::Delivered(delivery) => Some(delivery),
            _ => None,
        };
        self.calls().into_iter().filter_map(delivery).collect()
    }

    /// The delivered events so far.
    #[must_use]
    pub fn events(&self) -> Vec<Arc<Event>> {
        self.deliveries().into_iter().map(|d| d.event).collect()
    }

    /// Waits until there were `n` calls of any kind since the beginning, and gives them.
    ///
    /// # Panics
    /// When they have not come within 10 s.
    pub async fn wait_for(&self, n: usize) -> Vec<Broadcast> {
        self.wait_until(move |calls| calls.len() >= n).await
    }

    /// Waits until the calls since the beginning are as wished, and gives them.
    ///
    /// # Panics
    /// When that has not come true within 10 s.
    pub async fn wait_until(&self, wish: impl Fn(&[Broadcast]) -> bool) -> Vec<Broadcast> {
        let mut count = self.count.subscribe();
        let waiting = async {
            loop {
                let calls = self.calls();
                if wish(&calls) {
                    return calls;
                }
                count.changed().await.expect("the sender is our own");
            }
        };
        let waited = tokio::time::timeout(DEADLINE, waiting).await;
        waited.unwrap_or_else(|_| panic!("not broadcast in time; so far: {:#?}", self.calls()))
    }

    fn record(&self, call: Broadcast) {
        let mut calls = self.calls.lock();
        calls.push(call);
        self.count.send_replace(calls.len());
    }
}

impl Broadcaster for RecordingBroadcaster {
    fn deliver(&self, delivery: Delivery) {
        self.record(Broadcast::Delivered(delivery));
    }

    fn end_sessions(&self, session_ids: &[SessionId]) {
        self.record(Broadcast::SessionsEnded(session_ids.to_vec()));
    }

    fn presence_changed(&self, change: &PresenceChange) {
        self.record(Broadcast::Presence(change.clone()));
    }

    fn typing_changed(&self, room_id: RoomId, user_ids: &[UserId]) {
        self.record(Broadcast::Typing {
            room_id,
            user_ids: user_ids.to_vec(),
        });
    }

    fn health_changed(&self, troubles: &[Trouble]) {
        self.record(Broadcast::Health(troubles.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_gets_the_calls_once_they_have_come() {
        let broadcaster = RecordingBroadcaster::new();
        let teller = broadcaster.clone();
        let (calls, ()) = tokio::join!(broadcaster.wait_for(2), async move {
            teller.end_sessions(&[]);
            teller.typing_changed(RoomId::from_uuid(uuid::Uuid::nil()), &[]);
        });
        assert!(matches!(
            calls[..],
            [Broadcast::SessionsEnded(_), Broadcast::Typing { .. }]
        ));
    }
}
